//! Talk records: the main talk list, and the agents' parts of one call (Data Service API, "Talk Management",
//! "Main Customer Talk List", "Sub Agent Talk List").

use serde_json::{Map, Value, json};

pub(super) use super::envelope::PAGE_ROWS;
use super::row::Row;
use super::scope::Part;
use super::{codes, facts};
use crate::model::{
    CallDetail, CallKind, CallLeg, CallRecord, CallResult, CallsAsked, Customer, Extra, Handled, HangUp, Inquired,
    LegKind, LegResult, LegRole, Transferred, sort,
};
use crate::platforms::caller_hash::CallerHash;
use crate::platforms::lenient::{self, Lean};
use crate::platforms::{DaySpan, Numbers};

/// `operator`: the id of the agent in whose name is asked, where a setting names one.
pub(super) fn request(
    day: DaySpan,
    asked: &CallsAsked,
    part: Part<'_>,
    page: u32,
    operator: Option<&str>,
    numbers: Numbers,
) -> Value {
    let mut body = json!({
        "startTime": day.from.ms(),
        "endTime": day.to.ms() - 1,
        "pageNum": page,
        "pageSize": PAGE_ROWS,
    });
    part.write(&mut body, asked.agent.as_ref(), operator.is_some());
    let mut set = |key: &str, value: Value| {
        if let Value::Object(fields) = &mut body {
            fields.insert(key.to_owned(), value);
        }
    };
    if let Some(operator) = operator {
        set("operator", json!(operator));
    }
    if let Some(hidden) = hide_number(numbers) {
        set("hideNumber", json!(hidden));
    }
    if let Some(kind) = asked.kind.and_then(kind_code) {
        set("callType", json!(kind));
    }
    if let Some(result) = asked.result {
        set("callResult", json!(result_code(result)));
    }
    if let Some(relay) = &asked.relay {
        set("gatewayNumber", json!(relay.trim()));
    }
    if let Some(customer) = &asked.customer {
        set("customerNumber", json!(customer.reveal()));
    }
    let more = asked.more();
    if let Some(side) = more.ended_by {
        set("hangupDisposition", json!(hang_up_code(side)));
    }
    if let Some(dial) = more.dial.and_then(codes::dial_name) {
        set("mainDialType", json!(dial));
    }
    // Of counts the vendor asks whether there are any: 1 none, 2 some, and of agents 3 several.
    if let Some(handled) = more.handled {
        set("agentCount", json!(handled_code(handled)));
    }
    if let Some(transferred) = more.transferred {
        set("transferCount", json!(transferred_code(transferred)));
    }
    if let Some(inquired) = more.inquired {
        set("consultCount", json!(inquired_code(inquired)));
    }
    if let Some(attached) = &more.attached {
        set("attachedData", json!(attached.reveal()));
    }
    if let Some(id) = &more.id {
        set("callID", json!(id.trim()));
    }
    body
}

/// The same request with so many rows a page.
pub(super) fn set_page_size(body: &mut Value, rows: u32) {
    if let Value::Object(fields) = body {
        fields.insert("pageSize".to_owned(), json!(rows));
    }
}

/// One call and its legs.
pub(super) fn request_whole(id: &str, numbers: Numbers) -> Value {
    let mut body = json!({"callID": id});
    if let (Value::Object(fields), Some(hidden)) = (&mut body, hide_number(numbers)) {
        fields.insert("hideNumber".to_owned(), json!(hidden));
    }
    body
}

/// `hideNumber`: masked at the vendor's, so that no plain number comes here. Plain is what it sends unasked; it is asked for
/// by name where that is what all depends on.
const fn hide_number(numbers: Numbers) -> Option<i64> {
    match numbers {
        Numbers::Masked => Some(1),
        Numbers::Plain => None,
        Numbers::Matched => Some(2),
    }
}

pub(super) const fn kind_code(kind: CallKind) -> Option<i64> {
    match kind {
        CallKind::None => None,
        CallKind::Internal => Some(1),
        CallKind::Inbound => Some(2),
        CallKind::Outbound => Some(3),
        CallKind::Other(code) => Some(code),
    }
}

/// The vendor's codes of results, beside our words.
const RESULTS: [(i64, CallResult); 11] = [
    (1, CallResult::OtherReason),
    (2, CallResult::Arrears),
    (3, CallResult::Blacklisted),
    (4, CallResult::AgentNotFound),
    (5, CallResult::HungUpFast),
    (6, CallResult::AgentMissed),
    (7, CallResult::CustomerMissed),
    (8, CallResult::Answered),
    (9, CallResult::RelayOff),
    (21, CallResult::CustomerAnswered),
    (22, CallResult::SystemMissed),
];

fn result(code: i64) -> CallResult {
    RESULTS.iter().find(|(known, _)| *known == code).map_or(CallResult::Other(code), |(_, result)| *result)
}

fn result_code(result: CallResult) -> i64 {
    match result {
        CallResult::Other(code) => code,
        named => RESULTS.iter().find(|(_, known)| *known == named).map_or(0, |(code, _)| *code),
    }
}

const fn hang_up(code: i64) -> HangUp {
    match code {
        1 => HangUp::Neither,
        2 => HangUp::Agent,
        3 => HangUp::Customer,
        other => HangUp::Other(other),
    }
}

const fn hang_up_code(side: HangUp) -> i64 {
    match side {
        HangUp::Neither => 1,
        HangUp::Agent => 2,
        HangUp::Customer => 3,
        HangUp::Other(code) => code,
    }
}

const fn handled_code(handled: Handled) -> i64 {
    match handled {
        Handled::None => 1,
        Handled::One => 2,
        Handled::Several => 3,
        Handled::Other(code) => code,
    }
}

const fn transferred_code(transferred: Transferred) -> i64 {
    match transferred {
        Transferred::No => 1,
        Transferred::Yes => 2,
        Transferred::Other(code) => code,
    }
}

const fn inquired_code(inquired: Inquired) -> i64 {
    match inquired {
        Inquired::No => 1,
        Inquired::Yes => 2,
        Inquired::Other(code) => code,
    }
}

pub(super) const fn leg_kind(code: i64) -> LegKind {
    match code {
        1 => LegKind::Call,
        2 => LegKind::Transfer,
        3 => LegKind::Inquiry,
        4 => LegKind::Monitor,
        5 => LegKind::TakeOver,
        6 => LegKind::Interrupt,
        other => LegKind::Other(other),
    }
}

const fn leg_role(code: i64) -> LegRole {
    match code {
        2 => LegRole::Agent,
        4 => LegRole::ThirdParty,
        5 => LegRole::Robot,
        other => LegRole::Other(other),
    }
}

const fn leg_result(code: i64) -> LegResult {
    match code {
        1 => LegResult::Failed,
        2 => LegResult::Missed,
        3 => LegResult::Answered,
        other => LegResult::Other(other),
    }
}

/// One row of the main talk list; `None` without an id.
pub(super) fn record(fields: Map<String, Value>) -> Option<CallRecord> {
    let mut row = Row::new(fields);
    row.leave("parties");
    let record = counted(&mut row)?;
    Some(CallRecord {
        area: area(&mut row),
        rang: row.stamp("alertTime"),
        answered: row.stamp("answerTime"),
        inquiries: row.count("consultCount"),
        recording: row.text("recordUrl"),
        attached: row.object("attachedData").into(),
        facts: facts::take(&mut row),
        extra: row.rest(),
        ..record
    })
}

/// As much of a row as the ledger of the day keeps: it reads every call of the day, and makes figures of them.
pub(super) fn entry(row: &Lean<'_>) -> Option<CallRecord> {
    counted(&mut Row::lean(row))
}

/// Whether [`entry`] reads a field of a row.
pub(super) fn is_of_entry(field: &str) -> bool {
    matches!(
        field,
        "callID"
            | "callType"
            | "customerNumber"
            | "screenNumber"
            | "encryptCustomerNumber"
            | "gatewayNumber"
            | "firstRouteName"
            | "firstRouteId"
            | "startTime"
            | "bridgeTime"
            | "endTime"
            | "duration"
            | "totalDuration"
            | "callResult"
            | "hangupDisposition"
            | "lastAgentUUID"
            | "lastAgentID"
            | "lastAgentName"
            | "belongAgentUUID"
            | "belongAgentID"
            | "belongAgentName"
            | "firstAgentUUID"
            | "firstAgentID"
            | "firstAgentName"
            | "firstCallAgentUUID"
            | "firstCallAgentID"
            | "firstCallAgentName"
            | "transferCount"
    )
}

fn area(row: &mut Row<'_>) -> Option<String> {
    let (province, city) = (row.text("areaProvince"), row.text("areaCity"));
    let area: Vec<String> = [province, city].into_iter().flatten().collect();
    (!area.is_empty()).then(|| area.join(" "))
}

fn counted(row: &mut Row<'_>) -> Option<CallRecord> {
    let id = row.text("callID")?;
    Some(CallRecord {
        id,
        kind: row.code("callType").map(codes::call),
        customer: Customer {
            number: row.number(&["customerNumber", "screenNumber"]),
            masked: row.text("encryptCustomerNumber"),
        },
        relay: row.text("gatewayNumber"),
        route: row.seen(&["firstRouteName", "firstRouteId"]),
        started: row.stamp("startTime"),
        bridged: row.stamp("bridgeTime"),
        ended: row.stamp("endTime"),
        talk_ms: row.seconds("duration"),
        total_ms: row.seconds("totalDuration"),
        result: row.code("callResult").map(result),
        ended_by: row.code("hangupDisposition").map(hang_up),
        agent: row.people(&[
            ["lastAgentUUID", "lastAgentID", "lastAgentName"],
            ["belongAgentUUID", "belongAgentID", "belongAgentName"],
        ]),
        first_agent: row.person("firstAgentUUID", "firstAgentID", "firstAgentName"),
        first_rung: row.person("firstCallAgentUUID", "firstCallAgentID", "firstCallAgentName"),
        transfers: row.count("transferCount"),
        ..CallRecord::default()
    })
}

/// The record with a mask in the place of its customer's number, and a hash where calls are matched. What the tenant attached, and what else was
/// sent, may have the number as well: that is dropped, and so is the recording's address.
pub(super) fn sealed(record: CallRecord, hash: Option<&CallerHash>) -> CallRecord {
    CallRecord {
        caller: hash.zip(record.customer.number.as_ref()).and_then(|(hash, number)| hash.of(number.reveal())),
        customer: Customer { number: None, masked: record.customer.shown() },
        recording: None,
        attached: Extra::default(),
        facts: Vec::new(),
        extra: Extra::default(),
        ..record
    }
}

/// One row of the sub talk list; `None` without an id.
pub(super) fn leg(fields: Map<String, Value>) -> Option<CallLeg> {
    let mut row = Row::new(fields);
    let id = row.text("partyId")?;
    for known in ["callID", "callType", "agentType"] {
        row.leave(known);
    }
    let last = ["lastAgentFlag", "belongAgentFlag"].map(|key| row.flag(key));
    Some(CallLeg {
        id,
        kind: row.code("dialType").map(leg_kind),
        role: row.code("agentRole").map(leg_role),
        agent: row.person("agentUUID", "agentID", "agentName"),
        from: row.person("fromAgentUUID", "fromAgentID", "fromAgentName"),
        extension: row.text("agentDN"),
        phone: row.code("phoneType").filter(|code| *code > 0).map(codes::phone),
        dialled: Customer { number: row.number(&["DNIS"]), masked: None },
        relay: row.text("gatewayNumber"),
        started: row.stamp("startTime"),
        rang: row.stamp("alertTime"),
        answered: row.stamp("answerTime"),
        bridged: row.stamp("bridgeTime"),
        ended: row.stamp("endTime"),
        wrapped: row.stamp("afterworkEndTime"),
        talk_ms: row.seconds("duration"),
        result: row.code("callResult").map(leg_result),
        ended_by: row.code("hangupDisposition").map(hang_up),
        last: last.into_iter().flatten().next(),
        facts: facts::take(&mut row),
        extra: row.rest(),
    })
}

/// One call of what `cdrs/_search` and `partycdrs` answered: the first has the call and the end of after-call work, the
/// second fields that the first may lack.
pub(super) fn detail(id: &str, cdrs: Vec<Map<String, Value>>, parties: Vec<Map<String, Value>>) -> CallDetail {
    let mut detail = CallDetail::default();
    for mut row in cdrs {
        let inner = lenient::rows(row.remove("parties")).unwrap_or_default();
        // The document's table speaks of `call` beside `parties`, its example of one flat row.
        let main = match row.remove("call") {
            Some(Value::Object(call)) => call,
            _ => row,
        };
        if let Some(call) = record(main).filter(|call| call.id == id || detail.call.is_none()) {
            detail.call = Some(call);
        }
        detail.legs.extend(inner.into_iter().filter_map(leg));
    }
    for other in parties.into_iter().filter_map(leg) {
        match detail.legs.iter_mut().find(|known| known.id == other.id) {
            Some(known) => fill(known, other),
            None => detail.legs.push(other),
        }
    }
    sort::by(&mut detail.legs, |a, b| (a.started, &a.id).cmp(&(b.started, &b.id)));
    detail
}

/// What one answer did not say, the other may.
fn fill(known: &mut CallLeg, other: CallLeg) {
    fn or<T>(known: &mut Option<T>, other: Option<T>) {
        if known.is_none() {
            *known = other;
        }
    }
    or(&mut known.kind, other.kind);
    or(&mut known.role, other.role);
    or(&mut known.phone, other.phone);
    or(&mut known.extension, other.extension);
    or(&mut known.relay, other.relay);
    or(&mut known.dialled.number, other.dialled.number);
    or(&mut known.started, other.started);
    or(&mut known.rang, other.rang);
    or(&mut known.answered, other.answered);
    or(&mut known.bridged, other.bridged);
    or(&mut known.ended, other.ended);
    or(&mut known.wrapped, other.wrapped);
    or(&mut known.talk_ms, other.talk_ms);
    or(&mut known.result, other.result);
    or(&mut known.ended_by, other.ended_by);
    or(&mut known.last, other.last);
    if known.agent.is_no_one() {
        known.agent = other.agent;
    }
    if known.from.is_no_one() {
        known.from = other.from;
    }
    for (fact, told) in other.facts {
        if known.facts.iter().all(|(known, _)| *known != fact) {
            known.facts.push((fact, told));
        }
    }
    let mut extra = Map::from(other.extra);
    extra.extend(known.extra.take_map());
    known.extra = extra.into();
}

#[cfg(test)]
mod tests;
