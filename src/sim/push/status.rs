//! The agent status callback, as its table and the example of it have the fields.

use serde_json::{Value, json};

use super::event;
use crate::sim::codes;
use crate::sim::record;
use crate::sim::world::{World, in_call};

/// How an agent stands, with the call where the state is one of a call.
pub(super) fn of(world: &World, index: u32) -> Option<Value> {
    let agent = world.crew.agents.get(index as usize)?;
    let vitals = &agent.vitals;
    let mut status = json!({
        "companyId": world.crew.company,
        "messageID": "AgentHistoryLogES",
        "msgType": "agent_working_status_changed_successfully",
        "creationTime": world.wall,
        "agentUUID": agent.uuid,
        "agentID": agent.number.to_string(),
        "agentName": agent.name,
        "loginStatus": vitals.login,
        "notReadyStatus": vitals.reason,
        "workStatus": vitals.work,
        "startTime": vitals.work_since.max(vitals.login_since),
    });
    let of_a_call = in_call(vitals.work) || vitals.work == codes::WORK_AFTER_CALL;
    let seat = agent.seat.filter(|_| of_a_call);
    let talk = seat.and_then(|seat| Some((seat, world.ledger.talk(seat.number)?)));
    if let (Some((seat, talk)), Some(status)) = (talk, status.as_object_mut())
        && let Some(leg) = talk.legs.get(seat.leg)
    {
        status.insert("callID".to_owned(), json!(record::call_id(talk)));
        status.insert("callType".to_owned(), json!(talk.kind));
        status.insert("attachedData".to_owned(), json!(event::attached(talk)));
        status.insert("partyId".to_owned(), json!(record::party_id(talk, seat.leg as u64)));
        status.insert("dialType".to_owned(), json!(leg.dial));
    }
    Some(status)
}
