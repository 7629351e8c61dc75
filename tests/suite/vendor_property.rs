//! The typed path (decode, then the board) against a plain document patched by json-patch alone.
//!
//! The two share nothing but json-patch: here the vendor's operations are translated to RFC 6902 on the full message
//! as it came, and the result is read by a projection of its own.

use std::collections::BTreeMap;

use callboard::model::{Agent, Board, BusyReason, CallKind, Figure, LoginState, PhoneKind, SourceId, Stamp, WorkState};
use callboard::vendor::sobot_call::figure_name;
use json_patch::{AddOperation, Patch, PatchOperation, jsonptr::PointerBuf};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::vendor_support::{board_of, full, hear};

const AGENTS: usize = 4;
const TEXTS: [&str; 3] = ["agentID", "agentName", "thisDN"];
const CODES: [&str; 5] = ["agentLoginStatus", "agentWorkStatus", "agentBusyReasonCode", "callType", "phoneType"];
const TIMES: [&str; 2] = ["lastWorkStatusChangedTime", "lastLoginStatusChangedTime"];
const COUNTS: [&str; 4] = [
    "inboundEstablishedCallsCountToday",
    "inboundAbandonCallsCountToday",
    "outboundCallsCountToday",
    "outboundEstablishedCallsCountToday",
];
const CUSTOMER: [&str; 2] = ["customerNumber", "customerPrivacyNumber"];
const EXTRA: [&str; 4] = ["clientType", "skills", "a~b", "c d"];

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

/// An operation as the vendor sends it, and what it means to the plain document: a pointer, or nothing.
#[derive(Clone, Debug)]
struct Operation {
    wire: Value,
    plain: Option<(Vec<String>, Value)>,
}

fn operation() -> impl Strategy<Value = Operation> {
    let agent = (0..AGENTS, agent_entry()).prop_map(|(index, (field, value, readable))| Operation {
        wire: json!({"op": "replace", "id": format!(" id{index} "), "path": format!("agentsMetrics/list/{field}"), "value": value}),
        plain: readable.then(|| (["agentsMetrics", "list", &index.to_string(), &field].map(str::to_owned).to_vec(), value)),
    });
    let summary = summary_entry().prop_map(|(field, value, readable)| Operation {
        wire: json!({"op": "replace", "id": "", "path": format!("agentsSummary/{field}"), "value": value}),
        plain: readable.then(|| (["agentsSummary", &field].map(str::to_owned).to_vec(), value)),
    });
    let refused = prop::sample::select(vec![
        json!({"op": "add", "id": "id0", "path": "agentsMetrics/list/agentName", "value": "no"}),
        json!({"op": "replace", "id": "stranger", "path": "agentsMetrics/list/agentName", "value": "no"}),
        json!({"op": "replace", "id": "id0", "path": "agentsMetrics/list/agentUUID", "value": "no"}),
        json!({"op": "replace", "id": "id0", "path": "/agentsMetrics/list/agentName", "value": "no"}),
        json!({"op": "replace", "id": "", "path": "agentsMetrics/total", "value": 9}),
        json!({}),
    ]);
    prop_oneof![
        8 => agent,
        3 => summary,
        1 => refused.prop_map(|wire| Operation { wire, plain: None }),
    ]
}

fn row(index: usize, entries: Vec<Entry>) -> Map<String, Value> {
    let mut row = Map::new();
    row.insert("agentUUID".to_owned(), json!(format!("id{index} ")));
    row.extend(entries.into_iter().filter(|(.., readable)| *readable).map(|(field, value, _)| (field, value)));
    row
}

fn whole(document: Value) -> Map<String, Value> {
    let Value::Object(fields) = document else { panic!("{document}") };
    fields
}

fn work_code(state: WorkState) -> i64 {
    let table = [
        (WorkState::Unknown, 0),
        (WorkState::Ready, 1),
        (WorkState::Busy, 2),
        (WorkState::WrapUp, 4),
        (WorkState::Dialling, 5),
        (WorkState::Ringing, 6),
        (WorkState::Talking, 7),
        (WorkState::Holding, 8),
        (WorkState::Locked, 98),
    ];
    match state {
        WorkState::Other(code) => code,
        named => table.iter().find(|(state, _)| *state == named).unwrap().1,
    }
}

fn login_code(state: LoginState) -> i64 {
    match state {
        LoginState::Undefined => -1,
        LoginState::Offline => 0,
        LoginState::Online => 1,
        LoginState::Busy => 2,
        LoginState::Locked => 98,
        LoginState::Other(code) => code,
    }
}

fn reason_code(reason: BusyReason) -> i64 {
    match reason {
        BusyReason::Other(code) => code,
        named => {
            let place = BusyReason::NAMED.iter().position(|reason| *reason == named).unwrap();
            [0, 2, 4, 11, 12, 13, 14, 15, 16, 17, 18, 97, 98, 99][place]
        }
    }
}

fn call_code(kind: CallKind) -> i64 {
    match kind {
        CallKind::None => 0,
        CallKind::Internal => 1,
        CallKind::Inbound => 2,
        CallKind::Outbound => 3,
        CallKind::Other(code) => code,
    }
}

fn phone_code(kind: PhoneKind) -> i64 {
    match kind {
        PhoneKind::Web => 1,
        PhoneKind::WeChat => 2,
        PhoneKind::Phone => 3,
        PhoneKind::Sip => 4,
        PhoneKind::App => 5,
        PhoneKind::Other(code) => code,
    }
}

fn from_agent(agent: &Agent) -> BTreeMap<String, Value> {
    let stamp = |at: Option<Stamp>| json!(at.map(Stamp::ms));
    let customer = agent.customer.number.as_ref().map(|number| number.reveal().to_owned());
    let mut fields = BTreeMap::from([
        ("agentID".to_owned(), json!(agent.number)),
        ("agentName".to_owned(), json!(agent.name)),
        ("thisDN".to_owned(), json!(agent.extension)),
        ("agentLoginStatus".to_owned(), json!(agent.login.map(login_code))),
        ("agentWorkStatus".to_owned(), json!(agent.work.map(work_code))),
        ("agentBusyReasonCode".to_owned(), json!(agent.reason.map(reason_code))),
        ("callType".to_owned(), json!(agent.call.map(call_code))),
        ("phoneType".to_owned(), json!(agent.phone.map(phone_code))),
        ("lastWorkStatusChangedTime".to_owned(), stamp(agent.work_since)),
        ("lastLoginStatusChangedTime".to_owned(), stamp(agent.login_since)),
        ("customerNumber".to_owned(), json!(customer)),
        ("customerPrivacyNumber".to_owned(), json!(agent.customer.masked)),
    ]);
    let counts = [agent.answered, agent.missed, agent.dialled, agent.connected];
    fields.extend(COUNTS.iter().zip(counts).map(|(name, count)| ((*name).to_owned(), json!(count))));
    fields.extend(Map::from(agent.extra.clone()));
    fields
}

/// A documented number, however it was spelt.
fn plain_number(value: Option<&Value>) -> Option<i64> {
    match value? {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

fn plain_text(value: Option<&Value>) -> Option<String> {
    let text = match value? {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

fn from_row(row: &Map<String, Value>) -> BTreeMap<String, Value> {
    let mut fields = BTreeMap::new();
    for name in TEXTS.into_iter().chain(CUSTOMER) {
        fields.insert(name.to_owned(), json!(plain_text(row.get(name))));
    }
    for name in CODES.into_iter().chain(COUNTS) {
        fields.insert(name.to_owned(), json!(plain_number(row.get(name))));
    }
    for name in TIMES {
        let time = plain_number(row.get(name)).filter(|time| *time > 0);
        fields.insert(name.to_owned(), json!(time.map(|time| if time < 100_000_000_000 { time * 1000 } else { time })));
    }
    for (name, value) in row {
        if EXTRA.contains(&name.as_str()) {
            fields.insert(name.clone(), value.clone());
        }
    }
    fields
}

fn from_board_summary(board: &Board) -> BTreeMap<String, Value> {
    let summary = board.summary();
    let mut fields: BTreeMap<String, Value> =
        Figure::ALL.iter().map(|figure| (figure_name(*figure).to_owned(), json!(summary.get(*figure)))).collect();
    fields.extend(Map::from(summary.extra.clone()));
    fields
}

fn from_plain_summary(summary: &Map<String, Value>) -> BTreeMap<String, Value> {
    let mut fields: BTreeMap<String, Value> = Figure::ALL
        .iter()
        .map(|figure| figure_name(*figure))
        .map(|name| (name.to_owned(), json!(plain_number(summary.get(name)))))
        .collect();
    fields
        .extend(summary.iter().filter(|(name, _)| EXTRA.contains(&name.as_str())).map(|(n, v)| (n.clone(), v.clone())));
    fields
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn the_typed_path_equals_a_plain_document_patched_by_json_patch(
        rows in prop::collection::vec(prop::collection::vec(agent_entry(), 0..12), AGENTS),
        summary in prop::collection::vec(summary_entry(), 0..8),
        messages in prop::collection::vec(prop::collection::vec(operation(), 0..10), 0..8),
    ) {
        let rows: Vec<Value> = rows.into_iter().enumerate().map(|(index, entries)| Value::from(row(index, entries))).collect();
        let summary: Map<String, Value> =
            summary.into_iter().filter(|(.., readable)| *readable).map(|(field, value, _)| (field, value)).collect();
        let mut plain = json!({
            "MessageID": "EventAgentsMetricsWatch",
            "agentsSummary": summary,
            "agentsMetrics": {"pageNum": 1, "pageSize": 15, "total": AGENTS, "list": rows},
        });
        let page = full(&plain.to_string());
        prop_assert_eq!(&page.rejects, &[]);
        let mut board = board_of(page);
        let (mut meant, mut refused) = (0_u64, 0_u64);
        for operations in messages {
            let wire: Vec<&Value> = operations.iter().map(|operation| &operation.wire).collect();
            hear(&mut board, &json!({"MessageID": "EventAgentsMetricsChanged", "list": wire}).to_string());
            for Operation { wire, plain: meaning } in operations {
                let Some((path, value)) = meaning else {
                    refused += u64::from(wire != json!({}));
                    continue;
                };
                meant += 1;
                let path = PointerBuf::from_tokens(path.iter().map(String::as_str));
                let patch = Patch(vec![PatchOperation::Add(AddOperation { path, value })]);
                json_patch::patch(&mut plain, &patch).unwrap();
            }
        }
        let plain = whole(plain);
        let list = plain["agentsMetrics"]["list"].as_array().unwrap();
        prop_assert_eq!(board.agents().len(), list.len());
        for (agent, row) in board.agents().iter().zip(list) {
            prop_assert_eq!(from_agent(agent), from_row(row.as_object().unwrap()), "{}", agent.id);
        }
        prop_assert_eq!(from_board_summary(&board), from_plain_summary(plain["agentsSummary"].as_object().unwrap()));
        let source = board.source(SourceId::Agents);
        prop_assert_eq!((source.applied, source.rejected_total()), (meant, refused));
    }
}
