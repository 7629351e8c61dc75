//! The typed path (decode, then the board) against a plain document patched by json-patch alone, with values made by
//! proptest; the fuzz target `operations` holds the same with bytes.

use callboard::model::Figure;
use callboard::platforms::sobot_call::figure_name;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::fuzzed::plain::{CODES, COUNTS, CUSTOMER, EXTRA, Operation, TEXTS, TIMES, full_message, hold, row};

const AGENTS: usize = 4;
/// A field, a value for it, and whether the value can be read.
type Entry = (String, Value, bool);

fn spelt(number: i64) -> impl Strategy<Value = Value> {
    prop_oneof![Just(json!(number)), Just(json!(number.to_string())), Just(json!(format!(" {number} ")))]
}

fn good(values: impl Strategy<Value = Value> + 'static, names: &'static [&'static str]) -> BoxedStrategy<Entry> {
    (prop::sample::select(names), values).prop_map(|(name, value)| (name.to_owned(), value, true)).boxed()
}

fn number(range: std::ops::Range<i64>) -> impl Strategy<Value = Value> {
    prop_oneof![4 => range.prop_flat_map(spelt), 1 => Just(Value::Null), 1 => Just(json!(" "))]
}

fn text() -> impl Strategy<Value = Value> {
    prop_oneof![3 => "[a-zé张 ]{0,6}".prop_map(Value::from), 1 => (0_i64..9999).prop_map(Value::from), 1 => Just(Value::Null)]
}

fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        // Quarters: a float whose text is longer may come back in another last digit.
        any::<i16>().prop_map(|quarters| Value::from(f64::from(quarters) / 4.0)),
        ".{0,6}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::btree_map("[a-z]{1,3}", inner, 0..3)
                .prop_map(|map| Value::from(map.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

fn agent_entry() -> impl Strategy<Value = Entry> {
    let bad_number = prop_oneof![
        Just(json!("many")),
        Just(json!(1.5)),
        Just(json!("2.5")),
        Just(json!(true)),
        Just(json!({"n": 1})),
        Just(json!([]))
    ];
    let numeric: Vec<&'static str> = CODES.into_iter().chain(COUNTS).collect();
    let textual: Vec<&'static str> = TEXTS.into_iter().chain(CUSTOMER).collect();
    prop_oneof![
        2 => good(text(), &TEXTS),
        5 => good(number(-1..100), &CODES),
        2 => good(prop_oneof![number(1_600_000_000..1_800_000_000), number(1_600_000_000_000..1_800_000_000_000), number(-1..1)], &TIMES),
        3 => good(number(0..100_000), &COUNTS),
        2 => good(prop_oneof![Just(json!("")), Just(json!("18688889999")), Just(json!(91_234_567)), Just(Value::Null)], &CUSTOMER),
        3 => good(anything(), &EXTRA),
        1 => (prop::sample::select(numeric), bad_number).prop_map(|(name, value)| (name.to_owned(), value, false)),
        1 => (prop::sample::select(textual), prop_oneof![Just(json!(false)), Just(json!([1])), Just(json!({}))])
            .prop_map(|(name, value)| (name.to_owned(), value, false)),
    ]
}

fn summary_entry() -> impl Strategy<Value = Entry> {
    let names: Vec<&'static str> = Figure::ALL.iter().map(|figure| figure_name(*figure)).collect();
    prop_oneof![
        4 => (prop::sample::select(names.clone()), number(0..5_000)).prop_map(|(name, value)| (name.to_owned(), value, true)),
        1 => good(anything(), &EXTRA),
        1 => (prop::sample::select(names), Just(json!(-3))).prop_map(|(name, value)| (name.to_owned(), value, false)),
    ]
}

fn operation() -> impl Strategy<Value = Operation> {
    let agent = (0..AGENTS, agent_entry())
        .prop_map(|(index, (field, value, readable))| Operation::agent(index, &field, value, readable));
    let summary = summary_entry().prop_map(|(field, value, readable)| Operation::summary(&field, value, readable));
    prop_oneof![
        8 => agent,
        3 => summary,
        1 => (0..Operation::REFUSED).prop_map(Operation::refused),
    ]
}

fn readable(entries: Vec<Entry>) -> impl Iterator<Item = (String, Value)> {
    entries.into_iter().filter(|(.., readable)| *readable).map(|(field, value, _)| (field, value))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn the_typed_path_equals_a_plain_document_patched_by_json_patch(
        rows in prop::collection::vec(prop::collection::vec(agent_entry(), 0..12), AGENTS),
        summary in prop::collection::vec(summary_entry(), 0..8),
        messages in prop::collection::vec(prop::collection::vec(operation(), 0..10), 0..8),
    ) {
        let rows: Vec<Value> = rows.into_iter().enumerate().map(|(index, entries)| row(index, readable(entries))).collect();
        hold(full_message(&rows, &readable(summary).collect()), messages);
    }
}
