//! An agent's state ("Agent Status Callback").

use serde_json::{Map, Value};

use super::fields::{CALL, PARTY, direction};
use crate::model::{Reject, RejectReason, StateTold};
use crate::platforms::sobot_call::problem::Unread;
use crate::platforms::sobot_call::row::Row;
use crate::platforms::sobot_call::{calls, codes};

/// Its `messageID`.
pub(super) const MESSAGE: &str = "AgentHistoryLogES";

/// Reads one.
pub(super) fn read(fields: Map<String, Value>) -> Result<StateTold, Reject> {
    let mut row = Row::new(fields);
    let agent = row.person("agentUUID", "agentID", "agentName");
    if agent.id.is_none() && agent.number.is_none() {
        return Err(Reject::new(RejectReason::UnknownId, Unread::NoAgent));
    }
    let since = row.stamp("startTime").ok_or_else(|| Reject::new(RejectReason::BadValue, Unread::NoSince))?;
    Ok(StateTold {
        agent,
        login: row.code("loginStatus").map(codes::login),
        work: row.code("workStatus").map(codes::work),
        reason: row.code("notReadyStatus").map(codes::reason),
        since,
        made: row.stamp("creationTime"),
        call: row.first_text(&CALL).map(Into::into),
        kind: direction(&mut row),
        party: row.first_text(&PARTY).map(Into::into),
        came: row.code("dialType").filter(|code| *code > 0).map(calls::leg_kind),
    })
}
