use proptest::prelude::*;
use serde_json::json;

use super::cases::{NOTHING, REFUSED, TABLE};
use super::*;

const DOCUMENT: &str =
    r#"{"list":[{"name":"@text","figure":@number}],"more":{"deep":[{"name":"@text","figure":@number}]}}"#;

#[test]
fn what_is_tolerated_is_read() {
    for case in TABLE {
        let read: Value = owned(&text(case.write(DOCUMENT))).unwrap_or_else(|why| panic!("{}: {why}", case.name));
        for row in [&read["list"][0], &read["more"]["deep"][0]] {
            assert_eq!(row["name"], case.name_read, "{}", case.name);
            let figure = super::super::Loose::of(&row["figure"]).count().ok().flatten();
            assert_eq!(figure, case.number_read, "{}", case.name);
        }
    }
}

#[test]
fn what_is_not_tolerated_is_no_json() {
    let good = r#"{"name":"Li"}"#;
    for (name, written) in REFUSED {
        let written = written.replace('@', good);
        assert!(owned::<Value>(&text(written.clone().into())).is_err(), "{name}");
        // One fault that can be mended makes none of the others good.
        assert!(owned::<Value>(&text(written.replace("Li", "\tLi").into())).is_err(), "{name}, and a tab");
    }
}

#[test]
fn whatever_is_sent_for_nothing_is_an_empty_list() {
    for nothing in NOTHING {
        let mut fields = object(&format!("{{\"list\":{nothing}}}")).unwrap();
        assert_eq!(rows(fields.remove("list")), Some(Vec::new()), "{nothing}");
    }
    assert_eq!(list(None), Some(Vec::new()));
    for other in [json!({"a": 1}), json!("none"), json!(0), json!(true)] {
        assert_eq!(list(Some(other.clone())), None, "{other}");
    }
}

#[test]
fn a_document_without_end_is_mended_in_one_pass() {
    // A pass that looked back or ahead at every place would not come to its end here.
    let long = 1_000_000;
    for part in ["\t", ",", "[,", "\"\\ud83d", "NaN,", "\u{3000},", "\\", "{\"a\":,", "1e999 "] {
        let _ = mend(&part.repeat(long / part.len()));
        let _ = mend(&format!("\"{}", part.repeat(long / part.len())));
    }
}

#[test]
fn nesting_keeps_its_limit() {
    let deep = |levels: usize| format!("{}\t{}", "[".repeat(levels), "]".repeat(levels));
    assert!(owned::<Value>(&deep(100)).is_ok());
    assert!(owned::<Value>(&deep(100_000)).is_err());
}

/// Documents, and what is almost one.
fn almost() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        Just("\"".to_owned()),
        Just("\\".to_owned()),
        Just("\\u".to_owned()),
        Just("d83d".to_owned()),
        Just("\\ude00".to_owned()),
        Just("NaN".to_owned()),
        Just("\t".to_owned()),
        Just("\u{FEFF}".to_owned()),
        Just("李".to_owned()),
        "[\\[\\]{},:]{1,3}",
        "[-+0-9.eE]{1,6}",
        "[a-z]{1,4}",
        Just("\"a\":".to_owned()),
    ];
    proptest::collection::vec(part, 0..12).prop_map(|parts| parts.concat())
}

/// Any value, strings and names of any characters.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-1e9..1e9).prop_map(Value::from),
        proptest::collection::vec(any::<char>(), 0..6).prop_map(|chars| chars.into_iter().collect::<String>().into()),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::vec(("\\PC{0,4}", inner), 0..4)
                .prop_map(|fields| fields.into_iter().collect::<Map<_, _>>().into()),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_json_is_read_as_serde_json_reads_it(text in almost()) {
        if let Ok(strict) = serde_json::from_str::<Value>(&text) {
            prop_assert_eq!(owned::<Value>(&text).unwrap(), strict);
        }
    }

    #[test]
    fn mending_leaves_what_is_json_alone(value in value(), pretty: bool) {
        let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) }.unwrap();
        prop_assert_eq!(mend(&text), None);
    }

    #[test]
    fn what_was_mended_needs_no_more(text in almost()) {
        if let Some(mended) = mend(&text) {
            prop_assert_eq!(mend(&mended), None, "{}", mended);
        }
    }

    #[test]
    fn no_bytes_make_the_door_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = object(&text(bytes));
    }

    #[test]
    fn a_fault_of_one_text_costs_no_other_value(value in value(), at: prop::sample::Index) {
        // The value beside a name with a raw tab is read as it was written.
        let whole = serde_json::to_string(&value).unwrap();
        let names = ["a\tb", "\\ud83d", "\\udc00\u{1}"];
        let written = format!("{{\"name\":\"{}\",\"value\":{whole}}}", at.get(&names));
        let read = object(&written).unwrap();
        prop_assert_eq!(&read["value"], &serde_json::from_str::<Value>(&whole).unwrap());
    }
}
