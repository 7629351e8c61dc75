use serde_json::json;

use super::*;
use crate::platforms::lenient::Loose;

fn read(value: &Value, values: usize, rows: usize) -> (Value, LeftOut) {
    let (fields, left_out) = within(&value.to_string(), None, None, (values, rows)).unwrap();
    (Value::Object(fields), left_out)
}

#[test]
fn of_rows_only_what_is_wanted_is_kept_and_none_of_them_is_lost() {
    let wide: Vec<String> = (0..2 * caps::OBJECT).map(|field| format!("\"{field}\":[1,2]")).collect();
    let wide = wide.join(",");
    let rows = format!(r#"{{"x":{{"a":1}},"a":1,"y":[{{"a":2}}],"b":"z"}},{{"y":1,"x":2}},{{}},{{{wide}}}"#);
    let text = format!(r#"{{"data":{{"list":[{rows}],"total":9,"x":{{"y":1}}}},"x":1}}"#);
    let (kept, left_out) = within(&text, Some(|name| matches!(name, "a" | "b")), None, (30, 9)).unwrap();
    let list = json!([{"x": {"a": 1}, "a": 1, "b": "z"}, {"y": 1}, {}, {"0": [1, 2]}]);
    assert_eq!(Value::Object(kept), json!({"data": {"list": list, "total": 9, "x": {"y": 1}}, "x": 1}));
    assert_eq!(left_out, LeftOut::default());
}

#[test]
fn what_is_within_the_caps_is_read_as_it_is() {
    let value = json!({"a": [1, -2, 2.5, u64::MAX, true, null, "x\u{1F600}", [], {}], "b": {"c": [{"d": 1}]}});
    assert_eq!(read(&value, 100, 100), (value, LeftOut::default()));
    for text in ["[1]", "1", "{\"a\":1} x", "{", ""] {
        assert!(object(text, None, None).is_err(), "{text}");
    }
}

#[test]
fn rows_beyond_the_cap_are_counted_and_left_out_and_what_comes_after_them_is_read() {
    let rows: Vec<Value> = (0..9).map(|row| json!({"id": row, "name": "x"})).collect();
    let (kept, left_out) = read(&json!({"data": {"list": rows, "total": 9}, "code": 200}), 1_000, 4);
    assert_eq!(kept, json!({"data": {"list": &rows[..4], "total": 9}, "code": 200}));
    assert_eq!((left_out.sent("list"), left_out.sent("header")), (Some(9), None));
}

#[test]
fn fields_beyond_the_cap_of_a_row_are_not_taken_for_rows() {
    let wide: Map<String, Value> = (0..2 * caps::OBJECT).map(|field| (field.to_string(), json!(1))).collect();
    let (_, left_out) = read(&json!({"list": [{}, wide, {}]}), 100_000, 100);
    assert_eq!((left_out.sent("list"), left_out.widest_row()), (None, Some(2 * caps::OBJECT as u64)));
}

#[test]
fn a_row_is_kept_whole_or_not_at_all_and_the_envelope_behind_it_is_read() {
    let rows: Vec<Value> = (0..9).map(|row| json!({"id": row, "figures": {"a": 1, "b": [2, 3]}})).collect();
    for values in 1..60 {
        let (kept, left_out) = read(&json!({"items": rows, "ret_code": "000000", "more": {"a": 1}}), values, 100);
        let list = kept["items"].as_array().unwrap();
        assert_eq!(list[..], rows[..list.len()], "{values} values");
        assert_eq!((&kept["ret_code"], &kept["more"]), (&json!("000000"), &json!({"a": 1})));
        assert_eq!(left_out.sent("items").is_some(), list.len() < 9);
    }
}

#[test]
fn an_object_of_a_million_fields_keeps_a_few_thousand() {
    let fields: Map<String, Value> = (0..1_000_000).map(|field| (field.to_string(), Value::Null)).collect();
    let (kept, left_out) = object(&json!({"data": fields, "code": 200}).to_string(), None, None).unwrap();
    assert_eq!(kept["data"].as_object().map(Map::len), Some(caps::OBJECT));
    assert_eq!((left_out.sent("data"), &kept["code"]), (Some(1_000_000), &json!(200)));
}

#[test]
fn a_text_of_ten_megabytes_is_cut_and_a_name_as_long_is_left_out() {
    let long = "x".repeat(10_000_000);
    let (kept, left_out) = read(&json!({"a": long, long.clone(): 1, "b": 2}), 100, 100);
    assert_eq!(kept["a"].as_str().map(str::len), Some(caps::TEXT + '…'.len_utf8()));
    assert_eq!((kept.as_object().unwrap().len(), left_out.sent("the answer")), (2, Some(3)));
}

/// The rows of `list` and `metric`.
#[derive(Default)]
struct Rows([Vec<Value>; 2]);

impl TakesRows for Rows {
    fn lists(&self) -> &'static [&'static str] {
        &["list", "metric"]
    }

    fn begin(&mut self, list: usize) {
        self.0[list].clear();
    }

    fn take(&mut self, list: usize, row: Map<String, Value>) {
        self.0[list].push(Value::Object(row));
    }

    fn take_lean(&mut self, list: usize, row: &Lean<'_>) {
        let value = |name: &&str| match row.field(name) {
            Loose::Int(int) => json!(int),
            Loose::Text(text) => json!(text),
            other => json!(format!("{other:?}")),
        };
        let told = ["id", "x", "a", "b"].into_iter().filter(|name| row.field(name) != Loose::Null);
        self.0[list].push(told.map(|name| (name.to_owned(), value(&name))).collect());
    }
}

fn taken(text: &str) -> (Value, LeftOut, [Vec<Value>; 2]) {
    let mut rows = Rows([vec![json!("of another answer")], Vec::new()]);
    let (fields, left_out) = object(text, None, Some(&mut rows)).unwrap();
    (Value::Object(fields), left_out, rows.0)
}

#[test]
fn rows_are_taken_where_an_answer_has_them_and_nowhere_else() {
    let row = json!({"id": 1, "list": [{"inner": 1}]});
    let answer = json!({
        "data": {"list": [row, {}, 7, {"id": 2}], "metric": [{"id": 3}], "other": [{"id": 4}], "total": 2},
        "list": [{"id": 5}],
    });
    let (rest, left_out, [list, metric]) = taken(&answer.to_string());
    assert_eq!((list, metric), (vec![row, json!({"id": 2})], vec![json!({"id": 3})]));
    let data = json!({"list": [], "metric": [], "other": [{"id": 4}], "total": 2});
    assert_eq!((rest, left_out), (json!({"data": data, "list": [{"id": 5}]}), LeftOut::default()));
    let (rest, _, rows) = taken(r#"{"data": [{"id": 1}], "code": 200}"#);
    assert_eq!((rest, rows), (json!({"data": [], "code": 200}), [vec![json!({"id": 1})], Vec::new()]));
}

#[test]
fn of_a_list_that_is_sent_twice_the_rows_of_the_last_are_taken() {
    for (text, ids) in [
        (r#"{"data": {"list": [{"id": 1}], "list": [{"id": 2}]}}"#, vec![2]),
        (r#"{"data": {"list": [{"id": 1}], "list": null}}"#, vec![]),
        (r#"{"data": {"list": [{"id": 1}]}, "data": {"metric": []}}"#, vec![]),
        (r#"{"data": {"list": [{"id": 1}]}, "data": [{"id": 3}]}"#, vec![3]),
    ] {
        let (_, _, [list, _]) = taken(text);
        assert_eq!(list, ids.into_iter().map(|id| json!({"id": id})).collect::<Vec<_>>(), "{text}");
    }
}

#[test]
fn rows_that_are_taken_are_counted_against_the_caps_as_those_that_are_kept_are() {
    let rows: Vec<Value> = (0..9).map(|row| json!({"id": row, "figures": {"a": 1, "b": [2, 3]}})).collect();
    let text = json!({"data": {"list": rows}, "code": 200}).to_string();
    for (values, most) in (1..70).map(|values| (values, 100)).chain((0..12).map(|most| (1_000, most))) {
        let (kept, left_out) = within(&text, None, None, (values, most)).unwrap();
        let mut rows = Rows::default();
        let (rest, same) = within(&text, None, Some(&mut rows), (values, most)).unwrap();
        let of = |fields: &Map<String, Value>| fields["data"]["list"].as_array().cloned();
        assert_eq!(
            (of(&kept).unwrap_or_default(), left_out),
            (rows.0[0].clone(), same),
            "{values} values, {most} rows"
        );
        assert_eq!(kept.get("code"), rest.get("code"));
    }
}

#[test]
fn rows_that_are_taken_have_what_is_wanted_of_them() {
    let mut rows = Rows::default();
    let odd = r#"{}, 7, [1], null, {"x": null, "a": {"b": 1}}, {"x": "y", "a": 1, "\u0061": "\u674e娜"}"#;
    let text =
        format!(r#"{{"data": {{"list": [{{"id": 1, "a": 2, "b": {{"a": 3}}}}, {odd}, {{"id": 4}}], "total": 2}}}}"#);
    let (rest, left_out) = object(&text, Some(|name| name == "a"), Some(&mut rows)).unwrap();
    let odd = [json!({"a": "Other"}), json!({"x": "y", "a": "李娜"})];
    assert_eq!(rows.0[0], [&[json!({"id": 1, "a": 2})], &odd[..], &[json!({"id": 4})]].concat());
    assert_eq!((&rest["data"], left_out), (&json!({"list": [], "total": 2}), LeftOut::default()));
}

/// The rows of `items`, as they stand.
#[derive(Default)]
struct Whole(Vec<Value>);

impl TakesRows for Whole {
    fn lists(&self) -> &'static [&'static str] {
        &["items"]
    }

    fn in_answer(&self) -> bool {
        true
    }

    fn whole(&self) -> bool {
        true
    }

    fn begin(&mut self, _: usize) {
        self.0.clear();
    }

    fn take(&mut self, _: usize, row: Map<String, Value>) {
        panic!("{row:?} was made a tree");
    }

    fn take_lean(&mut self, _: usize, row: &Lean<'_>) {
        self.0.push(Value::Object(row.rest(|_| true)));
    }
}

#[test]
fn rows_that_are_taken_as_they_stand_are_those_that_would_be_kept() {
    let long = "x".repeat(caps::TEXT + 1);
    let fields = json!({
        "none": null, "yes": true, "no": false, "int": -7, "large": u64::MAX, "float": 0.25, "text": "\u{7ae0}\n\"", "long": long,
        "list": [1, {"a": [2, null]}, "b"], "object": {"c": {"d": false}, "e": 1.5}, " odd ": [[], {}],
    });
    let rows = vec![fields; 5];
    let text = json!({"items": rows, "data": {"items": [{"id": 1}]}, "code": 200}).to_string();
    for (values, most) in (1..160).map(|values| (values, 100)).chain((0..9).map(|most| (1_000, most))) {
        let (mut kept, left_out) = within(&text, None, None, (values, most)).unwrap();
        let mut rows = Whole::default();
        let (mut rest, same) = within(&text, None, Some(&mut rows), (values, most)).unwrap();
        let items = kept.remove("items").unwrap_or_else(|| json!([]));
        assert_eq!((items, left_out), (Value::Array(rows.0), same), "{values} values, {most} rows");
        rest.remove("items");
        assert_eq!(kept, rest);
    }
}

#[test]
fn what_is_no_row_is_not_taken_as_one_and_of_two_lists_the_last_counts() {
    for (text, ids) in [
        (r#"{"items": [{}, 7, [1], null, "x", {"id": 1, "id": 2}], "data": 1}"#, json!([{"id": 2}])),
        (r#"{"items": [{"id": 1}], "items": [{"\u0069d": 3}]}"#, json!([{"id": 3}])),
        (r#"{"items": [{"id": 1}], "items": null}"#, json!([])),
        (r#"{"items": {"id": 1}}"#, json!([])),
        (r#"{"data": {"items": [{"id": 1}]}}"#, json!([])),
    ] {
        let mut rows = Whole(vec![json!("of another answer")]);
        object(text, None, Some(&mut rows)).unwrap();
        assert_eq!(Value::Array(rows.0), ids, "{text}");
    }
}
