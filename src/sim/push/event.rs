//! Call events, as the vendor's page of them has their fields.

use serde_json::{Map, Value, json};

use crate::model::sort::object;
use crate::sim::agent::Agent;
use crate::sim::codes;
use crate::sim::ledger::{Leg, Talk};
use crate::sim::outbox::{Party, Told};
use crate::sim::record;
use crate::sim::world::World;

/// What is attached to a call of which nothing is known.
pub(super) const NOTHING_ATTACHED: &str = "{}";

/// The line that the bot answers on.
const BOT_LINE: &str = "8801";

/// The number outside that the menu sends callers to.
const OUTSIDE_NUMBER: &str = "02155501234";

/// A line with the role that it has in what happens.
type Line = (String, &'static str);

/// An event of a call, of those parties that it has.
pub(super) fn of_call(world: &World, talk: &Talk, what: Told, party: Party, reference: i64) -> Option<Value> {
    let leg = match party {
        Party::Agent(place) => Some(talk.legs.get(place)?),
        // Who is called in the house is not one of the centre's customers.
        Party::Customer if talk.kind == codes::CALL_INTERNAL => return None,
        _ => None,
    };
    let consults = leg.is_some_and(|leg| leg.dial == codes::DIAL_INQUIRY);
    let (ani, dnis) = match talk.kind {
        codes::CALL_INBOUND if !consults => (caller(talk), record::relay(talk).to_owned()),
        codes::CALL_OUTBOUND => (record::relay(talk).to_owned(), caller(talk)),
        _ => (String::new(), String::new()),
    };
    let kind = match talk.kind {
        _ if consults => "Consult",
        codes::CALL_INBOUND => "Inbound",
        codes::CALL_OUTBOUND => "Outbound",
        _ => "Internal",
    };
    let (role, id) = match party {
        Party::Whole => ("", String::new()),
        Party::Customer => ("Customer", record::customer_id(talk)),
        Party::Bot => ("VirtualAgent", record::bot_id(talk)),
        Party::Outside => ("ThirdPSTN", record::outside_id(talk)),
        Party::Agent(place) => ("Agent", record::party_id(talk, place as u64)),
    };
    let [this, other, third] = lines(world, talk, party, leg);
    let mut event = common(world, what, &attached(talk), reference);
    let mut set = |key: &str, value: &str| {
        event.insert(key.to_owned(), json!(value));
    };
    set("callID", &record::call_id(talk));
    set("partyID", &id);
    set("callType", kind);
    set("partyRole", role);
    set("ANI", &ani);
    set("DNIS", &dnis);
    set("thisDN", &this.0);
    set("thisDNRole", this.1);
    set("otherDN", &other.0);
    set("otherDNRole", other.1);
    set("thirdDN", &third.0);
    set("thirdDNRole", third.1);
    if let Some(agent) = leg.and_then(|leg| world.crew.agents.get(leg.agent as usize)) {
        event.extend(whose(world, agent));
    }
    Some(Value::Object(event))
}

/// An event of an agent outside of any call.
pub(super) fn of_agent(world: &World, index: u32, what: Told, reference: i64) -> Option<Value> {
    let agent = world.crew.agents.get(index as usize)?;
    let mut event = common(world, what, NOTHING_ATTACHED, reference);
    event.insert("thisDN".to_owned(), json!(line(agent)));
    event.extend(whose(world, agent));
    Some(Value::Object(event))
}

/// What is attached to a call by now, as the text that callbacks carry: of a caller nothing is known before an agent answers.
pub(super) fn attached(talk: &Talk) -> String {
    if talk.kind == codes::CALL_INBOUND && talk.bridge() == 0 {
        return NOTHING_ATTACHED.to_owned();
    }
    record::attached(talk).to_string()
}

/// The fields of every event.
fn common(world: &World, what: Told, attached: &str, reference: i64) -> Map<String, Value> {
    let fields = [
        ("messageID", json!(what.name())),
        ("creationTime", json!(world.wall)),
        ("companyId", json!(world.crew.company)),
        ("referenceID", json!(reference)),
        ("attachedData", json!(attached)),
    ];
    object(fields.into_iter().map(|(key, value)| (key.to_owned(), value)))
}

/// The fields that say which agent it is.
fn whose(world: &World, agent: &Agent) -> [(String, Value); 3] {
    [
        ("agentID".to_owned(), json!(agent.number.to_string())),
        ("agentUUID".to_owned(), json!(agent.uuid)),
        ("thisQueues".to_owned(), json!(queues(world, agent))),
    ]
}

/// The code of a department's skill group.
pub(super) fn queue(department: usize) -> String {
    format!("q{}", 8001 + department)
}

/// The skill groups that an agent takes calls of: those of the own department, and the first one's as well.
fn queues(world: &World, agent: &Agent) -> Vec<String> {
    if !agent.takes_calls() || world.crew.departments.is_empty() {
        return Vec::new();
    }
    let mut queues = vec![queue(agent.department)];
    if agent.department != 0 {
        queues.push(queue(0));
    }
    queues
}

/// The customer's number as the platform has it.
fn caller(talk: &Talk) -> String {
    record::screen_number(talk, false)
}

/// The line on which an agent answers: the extension, or a telephone outside.
fn line(agent: &Agent) -> String {
    let outside = record::pstn(agent);
    if outside.is_empty() { agent.extension.clone() } else { outside }
}

fn line_of(world: &World, index: u32) -> String {
    world.crew.agents.get(index as usize).map(line).unwrap_or_default()
}

/// The party's own line, the one at the other end, and the one of a third who passed the call on or asks.
fn lines(world: &World, talk: &Talk, party: Party, leg: Option<&Leg>) -> [Line; 3] {
    const ORIGIN: &str = "Origination";
    const DESTINATION: &str = "Destination";
    let none = || (String::new(), "");
    let outbound = talk.kind == codes::CALL_OUTBOUND;
    let customer = || (caller(talk), if outbound { DESTINATION } else { ORIGIN });
    let source = |leg: &Leg, role| leg.source.map_or_else(none, |source| (line_of(world, source), role));
    match (party, leg) {
        (Party::Whole, _) | (Party::Agent(_), None) => [none(), none(), none()],
        (Party::Bot, _) => [(BOT_LINE.to_owned(), DESTINATION), customer(), none()],
        (Party::Outside, _) => [(OUTSIDE_NUMBER.to_owned(), DESTINATION), customer(), none()],
        (Party::Agent(_), Some(leg)) => {
            let own = line_of(world, leg.agent);
            match leg.dial {
                codes::DIAL_TRANSFER => [(own, "TransferTo"), customer(), source(leg, "TransferBy")],
                codes::DIAL_INQUIRY => [(own, DESTINATION), source(leg, "ConsultBy"), customer()],
                _ if outbound => [(own, ORIGIN), customer(), none()],
                _ if talk.kind == codes::CALL_INTERNAL => {
                    [(own, ORIGIN), (format!("9{:03}", talk.lot % 1000), DESTINATION), none()]
                }
                _ => [(own, DESTINATION), customer(), none()],
            }
        }
        (Party::Customer, _) => {
            let with = talk.legs.iter().rev().find(|leg| leg.dial != codes::DIAL_INQUIRY);
            let role = if outbound { ORIGIN } else { DESTINATION };
            match with {
                Some(leg) if leg.dial == codes::DIAL_TRANSFER => {
                    [customer(), (line_of(world, leg.agent), "TransferTo"), source(leg, "TransferBy")]
                }
                Some(leg) => [customer(), (line_of(world, leg.agent), role), none()],
                None => [customer(), (record::relay(talk).to_owned(), role), none()],
            }
        }
    }
}
