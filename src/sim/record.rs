//! Records of calls, written as the examples of "Talk Management" print them: blanks around ids, some durations as
//! strings and some as numbers, the empty object at the end of a list of parties.
//!
//! A time that never came is 0.

use serde_json::{Value, json};

use super::agent::Agent;
use super::codes;
use super::ledger::{Leg, RELAYS, Talk};
use super::random::{hex32, mix};
use super::world::{World, customer_number, privacy_number};

/// Where customers call from: area code, province, city.
const AREAS: [(&str, &str, &str); 8] = [
    ("010", "beijing", "beijing"),
    ("021", "shanghai", "shanghai"),
    ("020", "guangdong", "guangzhou"),
    ("0755", "guangdong", "shenzhen"),
    ("028", "sichuan", "chengdu"),
    ("0871", "yunnan", "kunming"),
    ("0571", "zhejiang", "hangzhou"),
    ("027", "hubei", "wuhan"),
];

/// Where the inbound calls of each relay number are routed first: two of them share a menu.
const ROUTES: [&str; RELAYS.len()] = ["Service menu", "Sales menu", "Service menu", "Bot", "Sales menu"];

/// Customers who are known by name.
const CUSTOMERS: [(&str, &str); 6] = [
    ("ZhangSan", "universe bank"),
    ("李四", "华东区"),
    ("Nguyen Van A", "Hanoi office"),
    ("王五", "VIP"),
    ("Acme GmbH", "Einkauf"),
    ("陈女士", "会员部"),
];

/// What tells the ids of a call from those of its recording.
const CALL: u64 = 0;
const RECORDING: u64 = 0xA0D10;

/// What tells the draw for a withheld number from a call's others.
const WITHHELD: u64 = 0x1D;

/// One inbound call in so many comes without its number.
const WITHHELD_ONE_IN: u64 = 25;

/// The id of a call.
pub(super) fn call_id(talk: &Talk) -> String {
    hex32(talk.lot ^ CALL)
}

/// What tells the ids of the parties that are no agents from those of legs.
const CUSTOMER: u64 = 1 << 40;
const BOT: u64 = 2 << 40;
const OUTSIDE: u64 = 3 << 40;

/// The id of the leg at this place of a call.
pub(super) fn party_id(talk: &Talk, place: u64) -> String {
    hex32(mix(talk.lot) ^ place)
}

/// The id of the customer's part in a call.
pub(super) fn customer_id(talk: &Talk) -> String {
    party_id(talk, CUSTOMER)
}

/// The id of the bot's part in a call.
pub(super) fn bot_id(talk: &Talk) -> String {
    party_id(talk, BOT)
}

/// The id of an outside number's part in a call.
pub(super) fn outside_id(talk: &Talk) -> String {
    party_id(talk, OUTSIDE)
}

/// The id of a call's recording.
fn recording_id(talk: &Talk) -> String {
    hex32(talk.lot ^ RECORDING)
}

/// The finished call with this id.
pub(super) fn with_id<'a>(world: &'a World, id: &str) -> Option<&'a Talk> {
    find(world, id.trim(), CALL)
}

/// The finished call whose recording has this id.
pub(super) fn with_recording<'a>(world: &'a World, id: &str) -> Option<&'a Talk> {
    find(world, id.trim(), RECORDING).filter(|talk| talk.bridge() != 0)
}

fn find<'a>(world: &'a World, wanted: &str, salt: u64) -> Option<&'a Talk> {
    // Numbers are compared first: writing the ids of a large centre's day takes a tenth of a second.
    let half = u64::from_str_radix(wanted.get(..16)?, 16).ok()?;
    let mut ended = world.ledger.days().rev().flat_map(|day| &day.talks).filter(|talk| talk.recorded(world.now()));
    ended.find(|talk| mix(talk.lot ^ salt) == half && hex32(talk.lot ^ salt) == wanted)
}

fn padded(id: &str) -> String {
    format!(" {id} ")
}

/// A customer's number, masked if that is asked for.
fn shown(customer: u64, hidden: bool) -> String {
    if hidden { privacy_number(customer, true) } else { customer_number(customer) }
}

/// Whether the caller of an inbound call withheld the number.
pub(super) fn withheld(talk: &Talk) -> bool {
    talk.kind == codes::CALL_INBOUND && mix(talk.lot ^ WITHHELD).is_multiple_of(WITHHELD_ONE_IN)
}

/// What a record has for the customer's number; for a withheld one, a word or nothing.
pub(super) fn screen_number(talk: &Talk, hidden: bool) -> String {
    match (withheld(talk), talk.lot % 2) {
        (true, 0) => "anonymous".to_owned(),
        (true, _) => String::new(),
        (false, _) => shown(talk.customer, hidden),
    }
}

/// What the agents' desktop attached to the call.
pub(super) fn attached(talk: &Talk) -> Value {
    let draw = mix(talk.lot ^ 7);
    let (name, department) = CUSTOMERS.get((draw >> 8) as usize % CUSTOMERS.len()).copied().unwrap_or_default();
    match draw % 4 {
        0 => json!({}),
        1 => json!({"customerName": name, "customerDept": department, "orderNo": format!("E{:08}", draw >> 40)}),
        _ => json!({"customerName": name, "customerDept": department}),
    }
}

/// The main record of a finished call.
pub(super) fn main(world: &World, talk: &Talk, hidden: bool) -> Value {
    let agent = |leg: Option<&Leg>| leg.and_then(|leg| world.crew.agents.get(leg.agent as usize));
    let first_called = agent(talk.legs.first());
    let first = agent(talk.handled().next());
    let last = agent(talk.handled().next_back());
    let uuid = |agent: Option<&Agent>| agent.map_or("", |agent| &agent.uuid).to_owned();
    let number = |agent: Option<&Agent>| agent.map(|agent| agent.number.to_string()).unwrap_or_default();
    let name = |agent: Option<&Agent>| agent.map_or("", |agent| &agent.name).to_owned();
    let (area, province, city) = match talk.customer {
        0 => ("", "", ""),
        customer => AREAS.get((mix(customer) % 8) as usize).copied().unwrap_or_default(),
    };
    let bridge = talk.bridge();
    let answer = if talk.kind == codes::CALL_INBOUND { talk.start } else { bridge };
    let recording = if bridge == 0 {
        String::new()
    } else {
        format!("https://record.soboten.com/recordings/{}", recording_id(talk))
    };
    let route = route(talk);
    json!({
        "callID": padded(&call_id(talk)),
        "callType": talk.kind,
        "screenNumber": screen_number(talk, hidden),
        "areaCode": area,
        "areaProvince": province,
        "areaCity": city,
        "gatewayNumber": relay(talk),
        "startTime": talk.start,
        "alertTime": talk.start,
        "answerTime": answer,
        "bridgeTime": bridge,
        "endTime": talk.end,
        "duration": talk.talk().to_string(),
        "totalDuration": talk.total().to_string(),
        "callResult": talk.result(),
        "earlyDetectCause": early_cause(talk),
        "hangupDisposition": talk.side,
        "recordUrl": recording,
        "platformId": padded(&world.crew.company),
        "companyId": padded(&world.crew.company),
        "feeSeconds": talk.talk(),
        "feeMinutes": minutes(talk.talk()),
        "firstRouteId": padded(&hex32(ROUTES.iter().position(|name| *name == route).unwrap_or(ROUTES.len()) as u64)),
        "firstRouteName": route,
        "lastAgentUUID": uuid(last),
        "lastAgentName": name(last),
        "lastAgentID": number(last),
        "lastAgentDN": last.map_or("", |agent| &agent.extension),
        "lastAgentPhoneType": last.map_or(0, |agent| agent.phone_type),
        "lastAgentPstn": last.map(pstn).unwrap_or_default(),
        "transferCount": talk.transfers(),
        "consultCount": talk.inquiries(),
        "sourceType": 0,
        "sourceId": "",
        "firstCallAgentUUID": uuid(first_called),
        "firstCallAgentID": number(first_called),
        "firstAgentUUID": uuid(first),
        "firstAgentID": number(first),
        "firstAgentName": name(first),
        "attachedData": attached(talk),
    })
}

/// A finished call's legs and the empty object after them. `wrapped` adds when their wrap-up was done.
pub(super) fn parties(world: &World, talk: &Talk, wrapped: bool) -> Vec<Value> {
    let last = talk.handled().next_back();
    let legs = talk.legs.iter().zip(0..);
    let rows = legs.filter_map(|(leg, place)| {
        let mut row = party(world, talk, leg, place, last == Some(leg))?;
        if wrapped && let Some(object) = row.as_object_mut() {
            object.insert("afterworkEndTime".to_owned(), json!(leg.wrapped));
        }
        Some(row)
    });
    rows.chain([json!({})]).collect()
}

fn party(world: &World, talk: &Talk, leg: &Leg, place: u64, last: bool) -> Option<Value> {
    let agent = world.crew.agents.get(leg.agent as usize)?;
    let source = leg.source.and_then(|source| world.crew.agents.get(source as usize));
    let department = world.crew.departments.get(agent.department).map_or("", |department| &department.id);
    let result = match (leg.answer, talk.kind) {
        (0, codes::CALL_INBOUND) => codes::PARTY_MISSED,
        (0, _) => codes::PARTY_FAILED,
        _ => codes::PARTY_ANSWERED,
    };
    Some(json!({
        "callID": padded(&call_id(talk)),
        "callType": talk.kind,
        "partyId": padded(&party_id(talk, place)),
        "dialType": leg.dial,
        "agentType": 1,
        "phoneType": agent.phone_type,
        "agentUUID": agent.padded,
        "agentDN": agent.extension,
        "gatewayNumber": if agent.phone_type == 3 { relay(talk) } else { "" },
        "startTime": leg.start,
        "alertTime": leg.start,
        "answerTime": leg.answer,
        "bridgeTime": leg.answer,
        "endTime": leg.end,
        "duration": leg.talk(),
        "callResult": result,
        "hangupDisposition": leg.side,
        "earlyDetectCause": 0,
        "agentName": agent.name,
        "agentID": agent.number.to_string(),
        "agentRole": 2,
        "DNIS": padded(&pstn(agent)),
        "platformId": world.crew.company,
        "departmentId": department,
        "chargeDepartmentId": department,
        "numberType": 2,
        "feeSeconds": leg.talk(),
        "feeMinutes": minutes(leg.talk()),
        "fee": 0.0,
        "companyId": padded(&world.crew.company),
        "fromAgentUUID": source.map_or("", |agent| &agent.uuid),
        "fromAgentID": source.map(|agent| agent.number.to_string()).unwrap_or_default(),
        "fromAgentName": source.map_or("", |agent| &agent.name),
        "lastAgentFlag": last,
    }))
}

/// A finished call with its legs, as `cdrs/_search` answers it.
pub(super) fn whole(world: &World, talk: &Talk, hidden: bool) -> Value {
    let mut record = main(world, talk, hidden);
    let last = talk.legs.last().and_then(|leg| world.crew.agents.get(leg.agent as usize));
    let department = last.and_then(|agent| world.crew.departments.get(agent.department));
    if let Some(object) = record.as_object_mut() {
        object.insert("departmentId".to_owned(), json!(padded(department.map_or("", |department| &department.id))));
        object.insert("fee".to_owned(), json!(minutes(talk.talk()) as f64 * 0.06));
        object.insert("numberType".to_owned(), json!(2));
        object.insert("parties".to_owned(), json!(parties(world, talk, true)));
    }
    record
}

/// The relay number of a call; blank within the house.
pub(super) fn relay(talk: &Talk) -> &'static str {
    talk.relay.and_then(|relay| RELAYS.get(relay)).map_or("", |relay| relay.0)
}

/// Where an inbound call is routed first; blank for others.
pub(super) fn route(talk: &Talk) -> &'static str {
    let relay = talk.relay.filter(|_| talk.kind == codes::CALL_INBOUND);
    relay.and_then(|relay| ROUTES.get(relay)).copied().unwrap_or_default()
}

/// The outside number of an agent who answers on one.
pub(super) fn pstn(agent: &Agent) -> String {
    if agent.phone_type == 3 { format!("139{:08}", agent.number) } else { String::new() }
}

fn early_cause(talk: &Talk) -> i64 {
    if talk.kind == codes::CALL_OUTBOUND && talk.bridge() == 0 { 480 } else { 0 }
}

fn minutes(seconds: i64) -> i64 {
    (seconds + 59) / 60
}
