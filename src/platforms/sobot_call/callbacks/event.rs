//! What happens to a call ("Call Event Push"; its fields from the vendor's page "Call Event").

use std::sync::Arc;

use serde_json::{Map, Value};

use super::fields::{NAME_MAX, PARTY, customer_of, direction};
use crate::http::words::quoted;
use crate::model::live::Line;
use crate::model::{CallEvent, CallKind, Happening, PartyRole, Reject, RejectReason};
use crate::platforms::lenient::Loose;
use crate::platforms::sobot_call::problem::Unread;
use crate::platforms::sobot_call::row::Row;

/// Every event that the documents name.
pub(super) const EVENTS: [(&str, Happening); 15] = [
    ("EventRinging", Happening::Ringing),
    ("EventDialing", Happening::Dialling),
    ("EventEstablished", Happening::Established),
    ("EventReleased", Happening::Released),
    ("EventAttachedDataChanged", Happening::DataChanged),
    ("EventHeld", Happening::Held),
    ("EventRetrieved", Happening::Retrieved),
    ("EventPartyAdded", Happening::PartyAdded),
    ("EventPartyDeleted", Happening::PartyLeft),
    ("EventPartyChanged", Happening::PartyChanged),
    ("EventDtmfSent", Happening::KeyPressed),
    ("EventCallCreated", Happening::Created),
    ("EventCallDeleted", Happening::Deleted),
    ("EventPartyError", Happening::PartyFailed),
    ("EventAgentError", Happening::AgentFailed),
];

const ROLES: [(&str, PartyRole); 5] = [
    ("Customer", PartyRole::Customer),
    ("Agent", PartyRole::Agent),
    ("VirtualAgent", PartyRole::Bot),
    ("Supervisor", PartyRole::Supervisor),
    ("ThirdPSTN", PartyRole::Outside),
];

const LINES: [(&str, Line); 5] = [
    ("Origination", Line::Origin),
    ("Destination", Line::Destination),
    ("TransferBy", Line::TransferBy),
    ("TransferTo", Line::TransferTo),
    ("ConsultBy", Line::ConsultBy),
];

fn known<T: Copy>(table: &[(&str, T)], name: &str) -> Option<T> {
    table.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, what)| *what)
}

/// Whether a message of this name is an event, be it one that no document names.
pub(super) fn is_one(name: &str) -> bool {
    name.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("event"))
}

/// Reads the event `name` of `call`; and whether no document names it.
pub(super) fn read(name: &str, call: Option<String>, fields: Map<String, Value>) -> Result<(CallEvent, bool), Reject> {
    let what = known(&EVENTS, name);
    let call = match call {
        Some(call) => call,
        // Something may fail at an agent who has no call.
        None if what == Some(Happening::AgentFailed) => String::new(),
        None => {
            let unread = Unread::NoCall(quoted(name, NAME_MAX));
            return Err(Reject::new(RejectReason::UnknownId, unread));
        }
    };
    let mut row = Row::new(fields);
    let consult = row.seen(&["callType"]).is_some_and(|name| name.eq_ignore_ascii_case("Consult"));
    let kind = direction(&mut row);
    let role = row.word("partyRole", |name| known(&ROLES, name));
    let (customer, relay) = numbers(&mut row, kind, role);
    let event = CallEvent {
        call: call.into(),
        what,
        made: row.stamp("creationTime"),
        kind,
        consult,
        party: row.first_text(&PARTY).map(Into::into),
        role,
        agent: row.person("agentUUID", "agentID", "agentName"),
        line: row.word("thisDNRole", |name| known(&LINES, name)),
        customer: customer.as_deref().map(customer_of).unwrap_or_default(),
        relay: relay.map(Into::into),
        queues: queues(&mut row),
    };
    Ok((event, what.is_none()))
}

/// The customer's number and ours: who calls and who is called tell them on the public network, else the customer's own
/// line alone.
fn numbers(row: &mut Row<'_>, kind: Option<CallKind>, role: Option<PartyRole>) -> (Option<String>, Option<String>) {
    let [from, to, line] = ["ANI", "DNIS", "thisDN"].map(|key| row.text(key));
    let (customer, relay) = match kind {
        Some(CallKind::Inbound) => (from, to),
        Some(CallKind::Outbound) => (to, from),
        _ => (None, None),
    };
    (customer.or_else(|| line.filter(|_| role == Some(PartyRole::Customer))), relay)
}

/// Codes of skill groups: a list, or text with commas.
fn queues(row: &mut Row<'_>) -> Vec<Arc<str>> {
    let listed = match row.take_value("thisQueues") {
        Some(Value::Array(items)) => items.iter().filter_map(|item| Loose::of(item).text().ok().flatten()).collect(),
        Some(other) => Loose::of(&other).text().ok().flatten().into_iter().collect::<Vec<_>>(),
        None => Vec::new(),
    };
    let codes = listed.iter().flat_map(|text| text.split([',', ';', '|'])).map(str::trim);
    codes.filter(|code| !code.is_empty()).map(Into::into).collect()
}
