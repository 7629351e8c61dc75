//! Reading an answer without keeping more of it than [`caps`] allow.
//!
//! What is beyond is read and forgotten in the same pass, so that an answer of a million rows takes the time to read it
//! and the memory of those that are kept. A row is kept whole or not at all: half a row would be figures that the platform never sent.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use crate::model::caps;

/// After all values were spent, so many more are read of what stands outside of lists: the envelope may come last.
const RESERVE: usize = 10_000;
/// Lists and objects of which parts were left out that are told apart.
const TOLD: usize = 16;
/// So much of a name is told, in characters.
const NAME_TOLD: usize = 40;
/// No platform has a longer name of a field.
const NAME: usize = 1_024;
/// What an entry of a list is called.
const IN_A_LIST: &str = "";

/// What was left out of one list or object.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Cut {
    name: String,
    sent: u64,
}

/// What was left out of an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    cuts: Vec<Cut>,
    /// Of the row with most fields, where some of them were left out.
    widest_row: Option<u64>,
}

impl LeftOut {
    /// How many fields the row of a list had that has most of them, where some were left out.
    pub const fn widest_row(&self) -> Option<u64> {
        self.widest_row
    }

    /// How many entries the list or object with this name had, where some of them were left out.
    pub fn sent(&self, name: &str) -> Option<u64> {
        self.cuts.iter().find(|cut| cut.name == name).map(|cut| cut.sent)
    }

    fn note(&mut self, name: &str, sent: u64, kept: usize) {
        if sent <= kept as u64 {
            return;
        }
        if name == IN_A_LIST {
            self.widest_row = self.widest_row.max(Some(sent));
        } else if self.cuts.len() < TOLD {
            self.cuts.push(Cut { name: name.chars().take(NAME_TOLD).collect(), sent });
        }
    }
}

/// Whether a field is of any use, by its name.
pub type Wanted = fn(&str) -> bool;

/// How much more is kept.
struct Budget {
    values: usize,
    reserve: usize,
    rows: usize,
    /// Which fields of rows are asked for; all of them without it.
    wanted: Option<Wanted>,
    left_out: LeftOut,
}

impl Budget {
    const fn is_spent(&self) -> bool {
        self.values == 0
    }

    const fn is_all_spent(&self) -> bool {
        self.values == 0 && self.reserve == 0
    }

    const fn spend(&mut self) {
        if self.values > 0 {
            self.values -= 1;
        } else {
            self.reserve = self.reserve.saturating_sub(1);
        }
    }
}

/// Reads an object; what else it may be is an error. Of what stands in lists only the fields that are `wanted` are kept,
/// and the first, so that a row stays one: what is asked for no more than that takes no memory, and is no part left out.
///
/// # Errors
/// What is wrong with it.
pub fn object(text: &str, wanted: Option<Wanted>) -> Result<(Map<String, Value>, LeftOut), serde_json::Error> {
    within(text, wanted, caps::VALUES, caps::ROWS)
}

fn within(
    text: &str,
    wanted: Option<Wanted>,
    values: usize,
    rows: usize,
) -> Result<(Map<String, Value>, LeftOut), serde_json::Error> {
    let mut budget = Budget { values, reserve: RESERVE, rows, wanted, left_out: LeftOut::default() };
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = Kept { budget: &mut budget, name: "the answer" }.deserialize(&mut deserializer)?;
    deserializer.end()?;
    match value {
        Value::Object(fields) => Ok((fields, budget.left_out)),
        _ => Err(serde_json::Error::custom("not an object")),
    }
}

/// A value of a field that no document names, no larger than a person would look at.
pub fn slim(value: Value) -> Value {
    fn within(value: Value, room: &mut usize) -> Value {
        *room = room.saturating_sub(8);
        match value {
            Value::String(text) => {
                let kept = caps::cut(&text, *room);
                *room = room.saturating_sub(text.len());
                Value::String(kept)
            }
            Value::Array(items) => {
                let mut kept = Vec::new();
                for item in items {
                    if *room == 0 {
                        break;
                    }
                    kept.push(within(item, room));
                }
                Value::Array(kept)
            }
            Value::Object(fields) => {
                let mut kept = Map::new();
                for (name, value) in fields {
                    *room = room.saturating_sub(name.len());
                    if *room == 0 {
                        break;
                    }
                    kept.insert(name, within(value, room));
                }
                Value::Object(kept)
            }
            scalar => scalar,
        }
    }
    let mut room = caps::TEXT;
    within(value, &mut room)
}

/// A value that stands under `name`.
struct Kept<'b> {
    budget: &'b mut Budget,
    name: &'b str,
}

impl<'de> DeserializeSeed<'de> for Kept<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.budget.spend();
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Kept<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, yes: bool) -> Result<Value, E> {
        Ok(Value::Bool(yes))
    }

    fn visit_i64<E>(self, int: i64) -> Result<Value, E> {
        Ok(int.into())
    }

    fn visit_u64<E>(self, int: u64) -> Result<Value, E> {
        Ok(int.into())
    }

    fn visit_f64<E>(self, float: f64) -> Result<Value, E> {
        Ok(float.into())
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::String(caps::cut(text, caps::TEXT)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let Self { budget, name } = self;
        let mut list = Vec::new();
        let mut sent = 0_u64;
        while list.len() < budget.rows && !budget.is_spent() {
            let Some(item) = items.next_element_seed(Kept { budget, name: IN_A_LIST })? else { break };
            sent += 1;
            if budget.is_spent() {
                break;
            }
            list.push(item);
        }
        while items.next_element::<IgnoredAny>()?.is_some() {
            sent += 1;
        }
        budget.left_out.note(name, sent, list.len());
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let Self { budget, name } = self;
        let mut fields = Map::new();
        let mut left_out = 0_u64;
        let wanted = budget.wanted.filter(|_| name == IN_A_LIST);
        while let Some(key) = entries.next_key_seed(FieldName(wanted.filter(|_| !fields.is_empty())))? {
            let Some(key) = key else {
                entries.next_value::<IgnoredAny>()?;
                continue;
            };
            if fields.len() >= caps::OBJECT || key.len() > NAME || budget.is_all_spent() {
                entries.next_value::<IgnoredAny>()?;
                left_out += 1;
                continue;
            }
            let value = entries.next_value_seed(Kept { budget, name: key.trim() })?;
            fields.insert(key, value);
        }
        budget.left_out.note(name, fields.len() as u64 + left_out, fields.len());
        Ok(Value::Object(fields))
    }
}

/// The name of a field, where it is wanted.
struct FieldName(Option<Wanted>);

impl<'de> DeserializeSeed<'de> for FieldName {
    type Value = Option<String>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<String>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for FieldName {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a field name")
    }

    fn visit_str<E>(self, name: &str) -> Result<Option<String>, E> {
        Ok(self.0.is_none_or(|wanted| wanted(name)).then(|| name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(value: &Value, values: usize, rows: usize) -> (Value, LeftOut) {
        let (fields, left_out) = within(&value.to_string(), None, values, rows).unwrap();
        (Value::Object(fields), left_out)
    }

    #[test]
    fn of_rows_only_what_is_wanted_is_kept_and_none_of_them_is_lost() {
        let wide: Vec<String> = (0..2 * caps::OBJECT).map(|field| format!("\"{field}\":[1,2]")).collect();
        let wide = wide.join(",");
        let rows = format!(r#"{{"x":{{"a":1}},"a":1,"y":[{{"a":2}}],"b":"z"}},{{"y":1,"x":2}},{{}},{{{wide}}}"#);
        let text = format!(r#"{{"data":{{"list":[{rows}],"total":9,"x":{{"y":1}}}},"x":1}}"#);
        let (kept, left_out) = within(&text, Some(|name| matches!(name, "a" | "b")), 30, 9).unwrap();
        let list = json!([{"x": {"a": 1}, "a": 1, "b": "z"}, {"y": 1}, {}, {"0": [1, 2]}]);
        assert_eq!(Value::Object(kept), json!({"data": {"list": list, "total": 9, "x": {"y": 1}}, "x": 1}));
        assert_eq!(left_out, LeftOut::default());
    }

    #[test]
    fn a_nested_value_is_kept_as_far_as_there_is_room_for_it() {
        let value = json!({"a": [1, {"b": null}], "c": "李娜"});
        assert_eq!(slim(value.clone()), value);
        let rows: Vec<Value> = (0..100_000).map(|row| json!({"row": row})).collect();
        let kept = slim(json!({"a": "x".repeat(1_000), "b": rows, "c": 1}));
        assert!(kept.to_string().len() < 2 * caps::TEXT, "{}", kept.to_string().len());
        assert_eq!(
            (kept["a"].as_str().map(str::len), &kept["b"][0], &kept["c"]),
            (Some(1_000), &json!({"row": 0}), &Value::Null)
        );
    }

    #[test]
    fn what_is_within_the_caps_is_read_as_it_is() {
        let value = json!({"a": [1, -2, 2.5, u64::MAX, true, null, "x\u{1F600}", [], {}], "b": {"c": [{"d": 1}]}});
        assert_eq!(read(&value, 100, 100), (value, LeftOut::default()));
        for text in ["[1]", "1", "{\"a\":1} x", "{", ""] {
            assert!(object(text, None).is_err(), "{text}");
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
        let (kept, left_out) = object(&json!({"data": fields, "code": 200}).to_string(), None).unwrap();
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
}
