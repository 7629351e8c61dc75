//! The vendor's documents as they came, patched by json-patch alone, and what they say in the vendor's field names: the
//! yardstick for the typed path (decode, then the board), with which it shares nothing but json-patch.

use std::collections::BTreeMap;

use callboard::model::{
    Agent, Board, BusyReason, CallKind, Figure, LoginState, Payload, PhoneKind, Roster, RosterKind, SourceId, Stamp,
    Update, WorkState,
};
use callboard::platforms::sobot_call::{decode, figure_name};
use callboard::platforms::{FullPage, Message};
use json_patch::{AddOperation, Patch, PatchOperation, jsonptr::PointerBuf};
use serde_json::{Map, Value, json};

pub const TEXTS: [&str; 3] = ["agentID", "agentName", "thisDN"];
pub const CODES: [&str; 5] = ["agentLoginStatus", "agentWorkStatus", "agentBusyReasonCode", "callType", "phoneType"];
pub const TIMES: [&str; 2] = ["lastWorkStatusChangedTime", "lastLoginStatusChangedTime"];
pub const COUNTS: [&str; 4] = [
    "inboundEstablishedCallsCountToday",
    "inboundAbandonCallsCountToday",
    "outboundCallsCountToday",
    "outboundEstablishedCallsCountToday",
];
pub const CUSTOMER: [&str; 2] = ["customerNumber", "customerPrivacyNumber"];
pub const EXTRA: [&str; 4] = ["clientType", "skills", "a~b", "c d"];

const NOW: Stamp = Stamp(1_763_700_000_000);

/// An operation as the vendor sends it, and what it means to the plain document: a pointer, or nothing.
#[derive(Clone, Debug)]
pub struct Operation {
    pub wire: Value,
    pub plain: Option<(Vec<String>, Value)>,
}

impl Operation {
    /// A value for a field of an agent, and whether it can be read.
    pub fn agent(index: usize, field: &str, value: Value, readable: bool) -> Self {
        Self {
            wire: json!({"op": "replace", "id": format!(" id{index} "), "path": format!("agentsMetrics/list/{field}"), "value": value}),
            plain: readable
                .then(|| (["agentsMetrics", "list", &index.to_string(), field].map(str::to_owned).to_vec(), value)),
        }
    }

    /// A value for a field of the summary, and whether it can be read.
    pub fn summary(field: &str, value: Value, readable: bool) -> Self {
        Self {
            wire: json!({"op": "replace", "id": "", "path": format!("agentsSummary/{field}"), "value": value}),
            plain: readable.then(|| (["agentsSummary", field].map(str::to_owned).to_vec(), value)),
        }
    }

    /// How many there are that are always refused.
    pub const REFUSED: usize = 6;

    /// One of those; the last says nothing and counts for nothing.
    pub fn refused(which: usize) -> Self {
        let wire = match which {
            0 => json!({"op": "add", "id": "id0", "path": "agentsMetrics/list/agentName", "value": "no"}),
            1 => json!({"op": "replace", "id": "stranger", "path": "agentsMetrics/list/agentName", "value": "no"}),
            2 => json!({"op": "replace", "id": "id0", "path": "agentsMetrics/list/agentUUID", "value": "no"}),
            3 => json!({"op": "replace", "id": "id0", "path": "/agentsMetrics/list/agentName", "value": "no"}),
            4 => json!({"op": "replace", "id": "", "path": "agentsMetrics/total", "value": 9}),
            _ => json!({}),
        };
        Self { wire, plain: None }
    }
}

/// The row of agent `index` in a full message.
pub fn row(index: usize, fields: impl IntoIterator<Item = (String, Value)>) -> Value {
    let mut row = Map::new();
    row.insert("agentUUID".to_owned(), json!(format!("id{index} ")));
    row.extend(fields);
    Value::from(row)
}

/// A full message.
pub fn full_message(rows: &[Value], summary: &Map<String, Value>) -> Value {
    json!({
        "MessageID": "EventAgentsMetricsWatch",
        "agentsSummary": summary,
        "agentsMetrics": {"pageNum": 1, "pageSize": 15, "total": rows.len(), "list": rows},
    })
}

/// The full message on a board.
pub fn board_of(page: FullPage) -> Board {
    let mut board = Board::new();
    let FullPage { summary, total, agents, .. } = page;
    let roster = Roster { kind: RosterKind::Full, summary, total, complete: true, agents };
    board.apply(Update::new(NOW, Payload::Roster(Box::new(roster))));
    board
}

/// Both ways from a full message, all of whose values can be read, through messages of operations; they must end equal.
pub fn hold(plain: Value, messages: Vec<Vec<Operation>>) {
    let Message::Full(page) = decode(&plain.to_string()) else { panic!("not a full message: {plain}") };
    assert_eq!(page.rejects, []);
    let mut board = board_of(*page);
    let mut plain = plain;
    let (mut meant, mut refused) = (0_u64, 0_u64);
    for operations in messages {
        let wire: Vec<&Value> = operations.iter().map(|operation| &operation.wire).collect();
        let message = json!({"MessageID": "EventAgentsMetricsChanged", "list": wire}).to_string();
        let Message::Changes(changes) = decode(&message) else { panic!("not a change message: {message}") };
        board.apply(Update::new(NOW, Payload::Changes(changes)));
        let before = plain.clone();
        let mut said: BTreeMap<usize, Vec<(String, Value)>> = BTreeMap::new();
        for Operation { wire, plain: meaning } in operations {
            let Some((path, value)) = meaning else {
                refused += u64::from(wire != json!({}));
                continue;
            };
            meant += 1;
            if let [_, _, index, field] = path.as_slice() {
                said.entry(index.parse().unwrap()).or_default().push((field.clone(), value.clone()));
            }
            let path = PointerBuf::from_tokens(path.iter().map(String::as_str));
            let change = Patch(vec![PatchOperation::Add(AddOperation { path, value })]);
            json_patch::patch(&mut plain, &change).unwrap();
        }
        for (index, said) in said {
            let before = before["agentsMetrics"]["list"][index].as_object().unwrap();
            complete(before, plain["agentsMetrics"]["list"][index].as_object_mut().unwrap(), &said);
        }
    }
    let plain = whole(plain);
    let list = plain["agentsMetrics"]["list"].as_array().unwrap();
    assert_eq!(board.agents().len(), list.len());
    for (agent, row) in board.agents().iter().zip(list) {
        assert_eq!(from_agent(agent), from_row(row.as_object().unwrap()), "{}", agent.id);
    }
    assert_eq!(from_board_summary(&board), from_plain_summary(plain["agentsSummary"].as_object().unwrap()));
    let source = board.source(SourceId::Agents);
    assert_eq!((source.applied, source.rejected_total()), (meant, refused));
}

/// What a message implies of an agent beyond what it says, once more in the vendor's codes: a state that changes without
/// a time counts from the message, and what belonged to the state before ends with it.
fn complete(before: &Map<String, Value>, row: &mut Map<String, Value>, said: &[(String, Value)]) {
    let all = |field: &str| {
        let told = said.iter().filter(|(name, _)| name == field).map(|(_, value)| Some(value));
        std::iter::once(before.get(field)).chain(told).map(plain_number).collect::<Vec<_>>()
    };
    let is_said = |field: &str| said.iter().any(|(name, _)| name == field);
    let time = |field: &str| {
        let last = said.iter().rev().find(|(name, _)| name == field);
        plain_number(last.map(|(_, value)| value)).filter(|time| *time > 0)
    };
    let turned = |states: &[Option<i64>]| states.windows(2).any(|pair| pair[0] != pair[1]);
    let (work, login) = (all("agentWorkStatus"), all("agentLoginStatus"));
    let (first, last) = ((login[0], work[0]), (*login.last().unwrap(), *work.last().unwrap()));
    let mut set = |field: &str, value: Value| _ = row.insert(field.to_owned(), value);

    let login_time = time("lastLoginStatusChangedTime");
    if turned(&login) && login_time.is_none() {
        set("lastLoginStatusChangedTime", json!(NOW.ms()));
    }
    let hidden = |login: Option<i64>| matches!(login, Some(0 | 98));
    if time("lastWorkStatusChangedTime").is_none() {
        if turned(&work) {
            set("lastWorkStatusChangedTime", json!(NOW.ms()));
        } else if hidden(first.0) && !hidden(last.0) {
            set("lastWorkStatusChangedTime", json!(login_time.unwrap_or(NOW.ms())));
        }
    }

    let busy = |(login, work): (Option<i64>, Option<i64>)| login != Some(0) && (login == Some(2) || work == Some(2));
    let left = |states: &[Option<i64>], others: [Option<i64>; 2]| {
        let ends = [states[0], states[states.len() - 1]];
        ends == [Some(2); 2] && states.iter().any(|state| *state != Some(2)) && !others.contains(&Some(2))
    };
    let anew = left(&work, [first.0, last.0]) || left(&login, [first.1, last.1]);
    if busy(first) && (!busy(last) || anew) && !is_said("agentBusyReasonCode") {
        set("agentBusyReasonCode", Value::Null);
    }

    let calls = |work: Option<i64>| matches!(work, Some(5..=8));
    let rang = work.windows(2).any(|pair| matches!((pair[0], pair[1]), (Some(7 | 8), Some(6))));
    let idle = work.iter().skip(1).any(|work| !calls(*work)) || login.iter().skip(1).any(|login| *login == Some(0));
    let over = first.0 != Some(0) && calls(first.1) && (idle || rang);
    if over && !is_said("callType") {
        let none = last.0 == Some(0) || matches!(last.1, Some(1 | 2 | 4 | 98));
        set("callType", if none { json!(0) } else { Value::Null });
    }
    let [number, mask] = CUSTOMER;
    if over && !is_said(number) {
        set(number, Value::Null);
    }
    if (over || is_said(number)) && !is_said(mask) {
        set(mask, Value::Null);
    }
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

fn from_agent(agent: &Agent) -> BTreeMap<&str, Value> {
    let stamp = |at: Option<Stamp>| json!(at.map(Stamp::ms));
    let customer = agent.customer.number.as_ref().map(|number| number.reveal().to_owned());
    let mut fields = BTreeMap::from([
        ("agentID", json!(agent.number)),
        ("agentName", json!(agent.name)),
        ("thisDN", json!(agent.extension)),
        ("agentLoginStatus", json!(agent.login.map(login_code))),
        ("agentWorkStatus", json!(agent.work.map(work_code))),
        ("agentBusyReasonCode", json!(agent.reason.map(reason_code))),
        ("callType", json!(agent.call.map(call_code))),
        ("phoneType", json!(agent.phone.map(phone_code))),
        ("lastWorkStatusChangedTime", stamp(agent.work_since)),
        ("lastLoginStatusChangedTime", stamp(agent.login_since)),
        ("customerNumber", json!(customer)),
        ("customerPrivacyNumber", json!(agent.customer.masked)),
    ]);
    let counts = [agent.answered, agent.missed, agent.dialled, agent.connected];
    fields.extend(COUNTS.iter().zip(counts).map(|(name, count)| (*name, json!(count))));
    fields.extend(agent.extra.iter().map(|(name, value)| (name, value.clone())));
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

fn from_row(row: &Map<String, Value>) -> BTreeMap<&str, Value> {
    let mut fields = BTreeMap::new();
    for name in TEXTS.into_iter().chain(CUSTOMER) {
        fields.insert(name, json!(plain_text(row.get(name))));
    }
    for name in CODES.into_iter().chain(COUNTS) {
        fields.insert(name, json!(plain_number(row.get(name))));
    }
    for name in TIMES {
        let time = plain_number(row.get(name)).filter(|time| *time > 0);
        fields.insert(name, json!(time.map(|time| if time < 100_000_000_000 { time * 1000 } else { time })));
    }
    for (name, value) in row {
        if EXTRA.contains(&name.as_str()) {
            fields.insert(name, value.clone());
        }
    }
    fields
}

fn from_board_summary(board: &Board) -> BTreeMap<&str, Value> {
    let summary = board.summary();
    let mut fields: BTreeMap<&str, Value> =
        Figure::ALL.iter().map(|figure| (figure_name(*figure), json!(summary.get(*figure)))).collect();
    fields.extend(summary.extra.iter().map(|(name, value)| (name, value.clone())));
    fields
}

fn from_plain_summary(summary: &Map<String, Value>) -> BTreeMap<&str, Value> {
    let mut fields: BTreeMap<&str, Value> = Figure::ALL
        .iter()
        .map(|figure| figure_name(*figure))
        .map(|name| (name, json!(plain_number(summary.get(name)))))
        .collect();
    let extra = summary.iter().filter(|(name, _)| EXTRA.contains(&name.as_str()));
    fields.extend(extra.map(|(name, value)| (name.as_str(), value.clone())));
    fields
}
