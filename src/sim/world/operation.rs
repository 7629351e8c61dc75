//! What changes, field by field, under the vendor's names.

use crate::sim::agent::Vitals;

/// What an operation sets its field to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A JSON number.
    Number(i64),
    /// A JSON string.
    Text(String),
}

/// What an operation is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// The agent with this index.
    Agent(u32),
    /// The summary over all agents.
    Summary,
}

/// One field set to a new value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// Whose field it is.
    pub target: Target,
    /// The vendor's name of the field.
    pub field: &'static str,
    /// What it is from now on.
    pub value: Value,
}

/// All that changed at one moment; it becomes one message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// When it happened, Unix ms.
    pub at: i64,
    /// What changed, in the order in which it is sent.
    pub operations: Vec<Operation>,
}

/// A customer's number as the stream shows it; blank when there is none.
pub(in crate::sim) fn customer_number(customer: u64) -> String {
    if customer == 0 { String::new() } else { customer.to_string() }
}

/// The masked number that some calls carry beside the plain one.
pub(in crate::sim) fn privacy_number(customer: u64, privacy: bool) -> String {
    if customer == 0 || !privacy {
        return String::new();
    }
    let digits = customer.to_string();
    let head = digits.get(..3).unwrap_or_default();
    let tail = digits.get(digits.len().saturating_sub(4)..).unwrap_or_default();
    format!("{head}****{tail}")
}

/// The fields that `new` has other than `old`.
pub(super) fn differences(index: u32, old: &Vitals, new: &Vitals, privacy: bool, operations: &mut Vec<Operation>) {
    let mut set = |field, value| operations.push(Operation { target: Target::Agent(index), field, value });
    let numbers = |vitals: &Vitals| {
        [
            ("agentWorkStatus", vitals.work),
            ("lastWorkStatusChangedTime", vitals.work_since),
            ("agentLoginStatus", vitals.login),
            ("lastLoginStatusChangedTime", vitals.login_since),
            ("agentBusyReasonCode", vitals.reason),
            ("callType", vitals.call_type),
            ("inboundEstablishedCallsCountToday", i64::from(vitals.answered)),
            ("inboundAbandonCallsCountToday", i64::from(vitals.missed)),
            ("outboundCallsCountToday", i64::from(vitals.dialled)),
            ("outboundEstablishedCallsCountToday", i64::from(vitals.connected)),
        ]
    };
    for ((field, now), (_, was)) in numbers(new).into_iter().zip(numbers(old)) {
        if now != was {
            set(field, Value::Number(now));
        }
    }
    if old.customer != new.customer {
        set("customerNumber", Value::Text(customer_number(new.customer)));
        if privacy {
            set("customerPrivacyNumber", Value::Text(privacy_number(new.customer, privacy)));
        }
    }
}
