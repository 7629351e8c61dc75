//! The documented fields of agents and of the centre, and the typed change that each becomes.

use compact_str::CompactString;
use serde_json::Value;

use super::codes;
use super::scalar::Scalar;
use crate::model::{Agent, AgentChange, CustomerNumber, ExtraField, SummaryChange, caps};
use crate::platforms::lenient::{Bad, Loose, Read, filled};

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

/// Where an agent keeps the text of a field, if it is one.
pub(super) fn place_of_text<'a>(agent: &'a mut Agent, field: &str) -> Option<&'a mut Option<CompactString>> {
    match field {
        "agentID" => Some(&mut agent.number),
        "agentName" => Some(&mut agent.name),
        "thisDN" => Some(&mut agent.extension),
        _ => None,
    }
}

/// A name or number as long as one can be.
pub(super) fn short(value: &Scalar<'_>) -> Read<CompactString> {
    let cut = |text: &str| match text.len() {
        0..=caps::TEXT => text.into(),
        _ => caps::cut(text, caps::TEXT).into(),
    };
    match value.loose() {
        Loose::Text(text) => Ok(filled(text).map(cut)),
        other => Ok(other.text()?.map(CompactString::from)),
    }
}

/// Whether an agent's field has a typed home, or is a figure of the centre.
pub(super) fn is_known(field: &str) -> bool {
    field == "agentUUID"
        || codes::figure_of(field).is_some()
        || !matches!(agent_change(field, Scalar::Null), Ok(AgentChange::Extra(_)) | Err(_))
}

/// The typed change for a documented field; any other field keeps its value as it came.
pub(super) fn agent_change(field: &str, value: Scalar<'_>) -> Result<AgentChange, Refused> {
    let text = |value| read(value, |value: &Scalar<'_>| Ok(short(value)?.map(String::from)));
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
        "customerNumber" => AgentChange::CustomerNumber(read(value, short)?.as_deref().and_then(CustomerNumber::new)),
        "customerPrivacyNumber" => AgentChange::CustomerMasked(text(value)?),
        "inboundEstablishedCallsCountToday" => AgentChange::Answered(count(value)?),
        "inboundAbandonCallsCountToday" => AgentChange::Missed(count(value)?),
        "outboundCallsCountToday" => AgentChange::Dialled(count(value)?),
        "outboundEstablishedCallsCountToday" => AgentChange::Connected(count(value)?),
        _ => AgentChange::Extra(ExtraField { field: field.to_owned(), value: value.into_value() }),
    })
}
