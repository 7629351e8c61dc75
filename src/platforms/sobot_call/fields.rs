//! The documented fields of agents and of the centre, and the typed change that each becomes.

use serde_json::Value;

use super::codes;
use super::scalar::Scalar;
use crate::model::{AgentChange, CustomerNumber, ExtraField, SummaryChange, caps};
use crate::platforms::lenient::{Bad, Read};

/// A value that was refused, and why. Boxed: it travels on the path that is almost never taken.
pub(super) struct Refused(pub(super) Box<(Value, Bad)>);

/// The typed change for a figure of the centre; any other field keeps its value as it came.
pub(super) fn summary_change(field: &str, value: Scalar<'_>) -> Result<SummaryChange, Refused> {
    match codes::figure_of(field) {
        Some(figure) => read(value, |value| value.loose().count()).map(|count| SummaryChange::Figure(figure, count)),
        None => Ok(SummaryChange::Extra(ExtraField { field: field.to_owned(), value: value.into_value() })),
    }
}

pub(super) fn read<'a, T>(value: Scalar<'a>, how: impl Fn(&Scalar<'a>) -> Read<T>) -> Result<Option<T>, Refused> {
    how(&value).map_err(|bad| Refused(Box::new((value.into_value(), bad))))
}

/// A name or number as long as one can be.
fn shortened(text: String) -> String {
    if text.len() > caps::TEXT { caps::cut(&text, caps::TEXT) } else { text }
}

/// Whether an agent's field has a typed home, or is a figure of the centre.
pub(super) fn is_known(field: &str) -> bool {
    field == "agentUUID"
        || codes::figure_of(field).is_some()
        || !matches!(agent_change(field, Scalar::Null), Ok(AgentChange::Extra(_)) | Err(_))
}

/// The typed change for a documented field; any other field keeps its value as it came.
pub(super) fn agent_change(field: &str, value: Scalar<'_>) -> Result<AgentChange, Refused> {
    let text = |value| read(value, |value: &Scalar<'_>| Ok(value.loose().text()?.map(shortened)));
    let code = |value| read(value, |value: &Scalar<'_>| value.loose().code());
    let count = |value| read(value, |value: &Scalar<'_>| value.loose().count());
    let stamp = |value| read(value, |value: &Scalar<'_>| value.loose().stamp());
    Ok(match field {
        "agentID" => AgentChange::Number(text(value)?),
        "agentName" => AgentChange::Name(text(value)?),
        "agentLoginStatus" => AgentChange::Login(code(value)?.map(codes::login)),
        "agentWorkStatus" => AgentChange::Work(code(value)?.map(codes::work)),
        "agentBusyReasonCode" => AgentChange::Reason(code(value)?.map(codes::reason)),
        "lastWorkStatusChangedTime" => AgentChange::WorkSince(stamp(value)?),
        "lastLoginStatusChangedTime" => AgentChange::LoginSince(stamp(value)?),
        "phoneType" => AgentChange::Phone(code(value)?.map(codes::phone)),
        "thisDN" => AgentChange::Extension(text(value)?),
        "callType" => AgentChange::Call(code(value)?.map(codes::call)),
        "customerNumber" => AgentChange::CustomerNumber(text(value)?.as_deref().and_then(CustomerNumber::new)),
        "customerPrivacyNumber" => AgentChange::CustomerMasked(text(value)?),
        "inboundEstablishedCallsCountToday" => AgentChange::Answered(count(value)?),
        "inboundAbandonCallsCountToday" => AgentChange::Missed(count(value)?),
        "outboundCallsCountToday" => AgentChange::Dialled(count(value)?),
        "outboundEstablishedCallsCountToday" => AgentChange::Connected(count(value)?),
        _ => AgentChange::Extra(ExtraField { field: field.to_owned(), value: value.into_value() }),
    })
}
