use proptest::prelude::*;

use super::super::decode::{decode, decode_any};
use super::*;
use crate::platforms::Message;

const KIND: &str = "EventAgentsMetricsChanged";

/// Both readings of a text: this one, where it can read it, and serde_json's.
fn both(text: &str) -> Option<(Message, Message)> {
    changes(text, KIND).map(|_| (decode(text), decode_any(text)))
}

/// What stands where a value belongs.
const VALUES: [&str; 30] = [
    "0",
    "7",
    "-3",
    "-0",
    "007",
    "1.5",
    "1e3",
    "12E2",
    "1774958400123",
    "999999999999999999",
    "1000000000000000000",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "null",
    "true",
    "false",
    "nul",
    "\"\"",
    "\" 7 \"",
    "\"11\"",
    "\"Wang Fang\"",
    "\"张三，一二三四五\"",
    "\"a\\u0041\\n\"",
    "\"tab\there\"",
    "{}",
    "[]",
    "{\"a\":[1]}",
    "\"13812345678\"",
    "",
];

const IDS: [&str; 8] = [
    "\" 8d477de896c148d89ee71eeffc67a7ad \"",
    "\"8d477de896c148d89ee71eeffc67a7ad\"",
    "\"a\"",
    "\"\"",
    "\"\u{3000}b\u{3000}\"",
    "17",
    "null",
    "\"c\\td\"",
];

const PATHS: [&str; 14] = [
    "agentsMetrics/list/agentWorkStatus",
    "agentsMetrics/list/lastWorkStatusChangedTime",
    "agentsMetrics/list/agentName",
    "agentsMetrics/list/inboundEstablishedCallsCountToday",
    "agentsMetrics/list/agentUUID",
    "agentsMetrics/list/new/field",
    "agentsMetrics/list/newField",
    " agentsMetrics/list/ callType ",
    "agentsMetrics/list/",
    "agentsSummary/readyAgentsCount",
    "agentsSummary/newFigure",
    "agentsSummary/",
    "elsewhere",
    "agentsMetrics/list/customerNumber",
];

fn any_of(choices: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop::sample::select(choices).prop_map(str::to_owned)
}

/// An object of these fields in any order, now and then with another one, or with one of them twice.
fn object(fields: Vec<(&'static str, BoxedStrategy<String>)>) -> impl Strategy<Value = String> {
    let names: Vec<&'static str> = fields.iter().map(|(name, _)| *name).collect();
    let values: Vec<BoxedStrategy<String>> = fields.into_iter().map(|(_, value)| value).collect();
    let more = prop_oneof![
        12 => Just(Vec::new()),
        1 => (prop::sample::select(vec!["note", " op", "op", "list ", "code", "data"]), any_of(&VALUES))
            .prop_map(|(name, value)| vec![format!("\"{name}\":{value}")]),
    ];
    (values, more, prop::sample::select(vec!["", " ", "\n\t", "\u{a0}"]), prop::bool::weighted(0.9)).prop_flat_map(
        move |(values, more, blank, is_plain)| {
            let blank = if is_plain { "" } else { blank };
            let written = names.iter().zip(values).map(|(name, value)| format!("\"{name}\":{blank}{value}"));
            let all: Vec<String> = written.chain(more).collect();
            let order = if is_plain { Just(all).boxed() } else { Just(all).prop_shuffle().boxed() };
            order.prop_map(move |fields| format!("{{{}}}", fields.join(&format!("{blank},{blank}"))))
        },
    )
}

fn operation() -> impl Strategy<Value = String> {
    let path = any_of(&PATHS).prop_map(|path| format!("\"{path}\"")).boxed();
    let op =
        prop_oneof![8 => Just("\"replace\"".to_owned()), 1 => Just("\"add\"".to_owned()), 1 => Just("7".to_owned())];
    let whole = object(vec![
        ("op", op.boxed()),
        ("id", any_of(&IDS).boxed()),
        ("path", path.clone()),
        ("value", any_of(&VALUES).boxed()),
    ]);
    let valueless = object(vec![("op", Just("\"replace\"".to_owned()).boxed()), ("path", path)]);
    prop_oneof![12 => whole, 1 => valueless, 1 => Just("{}".to_owned()), 1 => any_of(&VALUES)]
}

fn message() -> impl Strategy<Value = String> {
    let list = prop_oneof![
        12 => prop::collection::vec(operation(), 0..5).prop_map(|all| format!("[{}]", all.join(","))),
        1 => any_of(&VALUES),
    ];
    let kind = prop_oneof![9 => Just(format!("\" {KIND}\"")), 1 => Just("\"Other\"".to_owned()), 1 => any_of(&VALUES)];
    object(vec![
        ("MessageID", kind.boxed()),
        ("companyId", Just("\" 6da9c206557b5381a70919907fcf1b02 \"".to_owned()).boxed()),
        ("creationTime", any_of(&VALUES).boxed()),
        ("list", list.boxed()),
    ])
}

#[test]
fn what_the_documents_show_is_read_here() {
    let operation = |id: &str, path: &str, value: &str| {
        format!("{{\n\"op\": \"replace\",\n\"id\": \"{id}\",\n\"path\": \"{path}\",\n\"value\": {value}\n}}")
    };
    let id = " 8d477de896c148d89ee71eeffc67a7ad ";
    let list = [
        operation(id, "agentsMetrics/list/agentWorkStatus", "7"),
        operation(id, "agentsMetrics/list/customerNumber", "\"18688889999\""),
        operation(id, "agentsMetrics/list/lastWorkStatusChangedTime", "1638944241704"),
        operation("", "agentsSummary/readyAgentsCount", "7"),
    ];
    let text = format!(
        "{{\n\"MessageID\": \"{KIND}\",\n\"companyId\":\" 6da9c206557b5381a70919907fcf1b02 \",\n\"creationTime\": 1638944241999 ,\n\
         \"list\":[\n{}\n]\n}}\n",
        list.join(",\n")
    );
    let (here, there) = both(&text).unwrap();
    assert_eq!(here, there);
    let Message::Changes(found) = here else { panic!("{here:?}") };
    assert_eq!((found.changes.len(), found.rejects.len(), found.made.is_some()), (4, 0, true));
}

#[test]
fn what_is_out_of_the_ordinary_is_left_to_serde_json() {
    let with = |list: &str| format!("{{\"MessageID\":\"{KIND}\",\"list\":{list}}}");
    let operation = |value: &str| {
        with(&format!("[{{\"op\":\"replace\",\"id\":\"a\",\"path\":\"agentsSummary/x\",\"value\":{value}}}]"))
    };
    assert!(changes(&operation("1"), KIND).is_some());
    for value in
        ["-0", "1.0", "1e2", "01", "9223372036854775807", "\"\\u0041\"", "[]", "{}", "\"\t\"", "1,", "+1", "tru", "\"a"]
    {
        assert!(changes(&operation(value), KIND).is_none(), "{value}");
    }
    for list in ["{}", "null", "[{}]", "[1]", "[],\"list\":[]", "[],", "[]}", "[],\" list\":[]", "[", ""] {
        assert!(changes(&with(list), KIND).is_none(), "{list}");
    }
    for text in ["", "{", "[]", "{}", "{\"MessageID\":\"Another\",\"list\":[]}", "{\"list\":[]}"] {
        assert!(changes(text, KIND).is_none(), "{text}");
    }
}

proptest! {
    #[test]
    fn what_is_read_here_is_read_as_serde_json_reads_it(text in message()) {
        if let Some((here, there)) = both(&text) {
            prop_assert_eq!(here, there, "{}", text);
        }
    }

    #[test]
    fn so_is_what_is_damaged(text in message(), at in any::<prop::sample::Index>(), by in "[\"\\\\,:{}\\[\\]0-9a -]{0,2}", cut in 0..3_usize) {
        let mut letters: Vec<char> = text.chars().collect();
        let at = at.index(letters.len());
        letters.splice(at..(at + cut).min(letters.len()), by.chars());
        let text: String = letters.into_iter().collect();
        if let Some((here, there)) = both(&text) {
            prop_assert_eq!(here, there, "{}", text);
        }
    }

    #[test]
    fn the_first_byte_that_ends_a_text_is_found(bytes in any::<[u8; 8]>()) {
        let ends = |byte: &u8| matches!(byte, b'"' | b'\\' | ..b' ');
        let marks = marks(u64::from_le_bytes(bytes));
        let found = (marks != 0).then(|| marks.trailing_zeros() as usize / 8);
        prop_assert_eq!(found, bytes.iter().position(ends));
    }
}
