//! What a record of a call says beyond who, when and how it ended, under the vendor's names (Data Service API, "Main
//! Customer Talk List", "Sub Agent Talk List", "Main Bot Talk List", "Sub Bot Talk List" and the examples of "Talk
//! Management").

use serde_json::Value;

use super::codes;
use super::row::Row;
use crate::model::{CallFact, CallSource, CustomerNumber, NoAnswer, NumberKind, PassedOn, Told};

/// How a field is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum As {
    Text,
    /// A telephone number.
    Number,
    /// Seconds.
    Seconds,
    Count,
    Minutes,
    Fee,
    Flag,
    /// Milliseconds since 1970.
    Moment,
    Device,
    Dial,
    NoAnswer,
    Source,
    NumberKind,
    PassedOn,
    /// A number of which 0 says nothing.
    Tone,
    /// Text, or a structure in JSON.
    Json,
}

/// The fields of a call and of a leg, in the order in which a person reads them. Two names of the same stand one behind
/// the other: the first that is filled counts.
const FIELDS: [(&str, CallFact, As); 55] = [
    ("mainDialType", CallFact::Dial, As::Dial),
    ("reasonOfNotAnswer", CallFact::NoAnswer, As::NoAnswer),
    ("firstRouteName", CallFact::Route, As::Text),
    ("feeSeconds", CallFact::Billed, As::Seconds),
    ("feeMinutes", CallFact::BilledMinutes, As::Minutes),
    ("fee", CallFact::Fee, As::Fee),
    ("sourceType", CallFact::Source, As::Source),
    ("inboundTransferedHumanAgent", CallFact::HandedOver, As::Flag),
    ("transferToThirdPartyNumber", CallFact::ToNumber, As::PassedOn),
    ("transferToThirdPartySystem", CallFact::ToSystem, As::PassedOn),
    ("userStartTime", CallFact::CalledAt, As::Moment),
    ("waitingForHumanAnswerDuration", CallFact::WaitedForAgent, As::Seconds),
    ("virtualAgentCallDuration", CallFact::RobotTalk, As::Seconds),
    ("totalCustomerRepliesToVirtualAgentCount", CallFact::Rounds, As::Count),
    ("customerRepliesToVirtualAgentCount", CallFact::Rounds, As::Count),
    ("intentName", CallFact::Intent, As::Text),
    ("intentTagName", CallFact::Intent, As::Text),
    ("intentClassify", CallFact::IntentClass, As::Text),
    ("intentTagClassify", CallFact::IntentClass, As::Text),
    // Of a call, the time from its beginning to its end is not left in the row.
    ("totalDuration", CallFact::Lasted, As::Seconds),
    ("alertDuration", CallFact::Rang, As::Seconds),
    ("accumAgentRingingDuration", CallFact::RangAtAgents, As::Seconds),
    ("earlyDetectCause", CallFact::Tone, As::Tone),
    ("areaPrefix", CallFact::AreaPrefix, As::Text),
    ("areaCode", CallFact::AreaCode, As::Text),
    ("customerId", CallFact::CustomerId, As::Text),
    ("lastAgentDN", CallFact::Extension, As::Text),
    ("belongAgentDN", CallFact::Extension, As::Text),
    ("lastAgentPhoneType", CallFact::Device, As::Device),
    ("belongAgentPhoneType", CallFact::Device, As::Device),
    ("lastAgentPstn", CallFact::Phone, As::Number),
    ("belongAgentPSTN", CallFact::Phone, As::Number),
    ("callerNumber", CallFact::Caller, As::Number),
    ("callerAgentUUID", CallFact::CallerId, As::Text),
    ("callerDN", CallFact::CallerExtension, As::Text),
    ("calleeNumber", CallFact::Callee, As::Number),
    ("calleeAgentUUID", CallFact::CalleeId, As::Text),
    ("calleeDN", CallFact::CalleeExtension, As::Text),
    ("fromQueueName", CallFact::FromGroup, As::Text),
    ("fromQueueID", CallFact::FromGroupId, As::Text),
    ("departmentId", CallFact::Department, As::Text),
    ("chargeDepartmentId", CallFact::ChargedTo, As::Text),
    ("numberType", CallFact::NumberKind, As::NumberKind),
    ("firstRouteId", CallFact::RouteId, As::Text),
    ("sourceId", CallFact::SourceId, As::Text),
    ("sourceCode", CallFact::SourceCode, As::Text),
    ("sourceRecordSubId", CallFact::SourceSubId, As::Text),
    ("sourceRecordSubCode", CallFact::SourceSubCode, As::Text),
    ("sourceRecordMainId", CallFact::SourceMainId, As::Text),
    ("sourceRecordMainCode", CallFact::SourceMainCode, As::Text),
    ("variablesCollectedDuringCall", CallFact::Variables, As::Json),
    ("dialogue", CallFact::Dialogue, As::Json),
    ("userData", CallFact::CustomData, As::Json),
    ("platformId", CallFact::Platform, As::Text),
    ("companyId", CallFact::Company, As::Text),
];

const NO_ANSWERS: [(&str, NoAnswer); 13] = [
    ("OTHER_RINGBACK", NoAnswer::OtherTone),
    ("OUT_OF_SERVICE", NoAnswer::OutOfService),
    ("DOES_NOT_EXIST", NoAnswer::NoSuchNumber),
    ("POWER_OFF", NoAnswer::PoweredOff),
    ("BUSY_NOW", NoAnswer::Busy),
    ("NOT_ANSWER", NoAnswer::NotAnswered),
    ("LINE_INTERCEPTION", NoAnswer::Intercepted),
    ("CUSTOMER_REJECTION", NoAnswer::Rejected),
    ("CUSTOMER_NUM_BLACKLIST", NoAnswer::Blacklisted),
    ("GATEWAY_NUM_DISABLE", NoAnswer::RelayOff),
    ("ARREARS", NoAnswer::Arrears),
    ("ROUTE_UNCOMPLETE", NoAnswer::RouteUnfinished),
    ("NO_ROUTE_MATCH", NoAnswer::NoRoute),
];

const fn source(code: i64) -> CallSource {
    match code {
        1 => CallSource::Call,
        2 => CallSource::Ticket,
        3 => CallSource::Chat,
        4 => CallSource::Task,
        5 => CallSource::Plan,
        6 => CallSource::Lost,
        7 => CallSource::Message,
        other => CallSource::Other(other),
    }
}

const fn number_kind(code: i64) -> NumberKind {
    match code {
        1 => NumberKind::Landline,
        2 => NumberKind::Mobile,
        3 => NumberKind::Short,
        4 => NumberKind::Prefix1010,
        5 => NumberKind::Prefix400,
        6 => NumberKind::Forced,
        7 => NumberKind::Virtual,
        8 => NumberKind::Own,
        other => NumberKind::Other(other),
    }
}

fn passed_on(name: &str) -> Option<PassedOn> {
    match name {
        "NonTransfer" => Some(PassedOn::No),
        "TransferNonAnswer" => Some(PassedOn::Unanswered),
        "TransferAndAnswer" => Some(PassedOn::Answered),
        _ => None,
    }
}

fn known<T: Copy>(table: &[(&str, T)], name: &str) -> Option<T> {
    table.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| *value)
}

/// Takes what the documents name out of a row. A word or a code that none of them names stays in it.
pub(super) fn take(row: &mut Row<'_>) -> Vec<(CallFact, Told)> {
    let mut facts: Vec<(CallFact, Told)> = Vec::new();
    for (key, fact, written) in FIELDS {
        let told = one(row, key, written);
        if let Some(told) = told.filter(|_| facts.iter().all(|(known, _)| *known != fact)) {
            facts.push((fact, told));
        }
    }
    facts
}

fn one(row: &mut Row<'_>, key: &str, written: As) -> Option<Told> {
    match written {
        As::Text => row.text(key).map(Told::Text),
        As::Number => row.text(key).as_deref().and_then(CustomerNumber::new).map(Told::Number),
        As::Seconds => row.seconds(key).map(Told::Ms),
        As::Count => row.count(key).map(Told::Count),
        As::Minutes => row.count(key).map(Told::Minutes),
        As::Fee => row.figure(key).map(Told::Fee),
        As::Flag => row.flag(key).map(Told::Flag),
        As::Moment => row.stamp(key).map(Told::Moment),
        As::Device => row.code(key).filter(|code| *code > 0).map(|code| Told::Device(codes::phone(code))),
        As::Source => row.code(key).filter(|code| *code > 0).map(|code| Told::Source(source(code))),
        As::NumberKind => row.code(key).filter(|code| *code > 0).map(|code| Told::NumberKind(number_kind(code))),
        As::Tone => row.text(key).filter(|tone| tone != "0").map(Told::Text),
        As::Dial => row.word(key, codes::dial).map(Told::Dial),
        As::NoAnswer => row.word(key, |name| known(&NO_ANSWERS, name)).map(Told::NoAnswer),
        As::PassedOn => row.word(key, passed_on).map(Told::PassedOn),
        As::Json => match row.take_value(key)? {
            Value::String(text) => Some(Told::Text(text)),
            other => Some(Told::Text(other.to_string())),
        },
    }
}

#[cfg(test)]
mod tests;
