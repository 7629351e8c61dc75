//! Which calls are asked for.

use serde::{Deserialize, Serialize};

use super::facts::DialKind;
use super::{CallResult, HangUp};
use crate::model::agent::AgentId;
use crate::model::status::{CallKind, words};

words! {
    /// How many agents handled a call.
    Handled {
        /// None.
        None = "by no agent",
        /// One.
        One = "by one agent",
        /// More than one.
        Several = "by several agents",
    }
}
words! {
    /// Whether a call was transferred.
    Transferred {
        /// It was not.
        No = "not transferred",
        /// Once or more.
        Yes = "transferred",
    }
}
words! {
    /// Whether a colleague was asked while the customer waited, and answered.
    Inquired {
        /// None was.
        No = "without an inquiry",
        /// Once or more.
        Yes = "with an inquiry",
    }
}
/// Which calls of today are asked for. What the vendor can tell apart is told apart there; `None` and empty ask for
/// all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CallsAsked {
    /// Anybody involved.
    pub agent: Option<AgentId>,
    /// How it ended.
    pub result: Option<CallResult>,
    /// Direction.
    pub kind: Option<CallKind>,
    /// The customer's number, whole.
    pub customer: Option<AskedNumber>,
    /// Our number.
    pub relay: Option<String>,
    /// By what else, if by anything; see [`CallsAsked::ask_more`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub more: Option<Box<MoreAsked>>,
}

impl CallsAsked {
    /// By what else they are told apart.
    pub fn more(&self) -> &MoreAsked {
        static NOTHING: MoreAsked = MoreAsked {
            ended_by: None,
            dial: None,
            handled: None,
            transferred: None,
            inquired: None,
            attached: None,
            id: None,
            department: None,
        };
        self.more.as_deref().unwrap_or(&NOTHING)
    }

    /// Tells them apart by something else.
    pub fn ask_more(&mut self, ask: impl FnOnce(&mut MoreAsked)) {
        let mut more = self.more.take().unwrap_or_default();
        ask(&mut more);
        self.more = (*more != MoreAsked::default()).then_some(more);
    }
}

/// What calls are told apart by less often.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default)]
pub struct MoreAsked {
    /// Who hung up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_by: Option<HangUp>,
    /// How it was set up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dial: Option<DialKind>,
    /// How many agents handled it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub handled: Option<Handled>,
    /// Whether it was transferred.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transferred: Option<Transferred>,
    /// Whether a colleague was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inquired: Option<Inquired>,
    /// What the tenant attached to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attached: Option<AskedText>,
    /// Its id, whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The id of a department of the agents who took part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
}

/// Words that a person typed to look for, in which a customer's number may be: masked wherever they are written.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AskedText(Box<str>);

impl AskedText {
    /// Without the blanks around them; `None` when nothing is left.
    pub fn new(typed: &str) -> Option<Self> {
        let typed = typed.trim();
        (!typed.is_empty()).then(|| Self(typed.into()))
    }

    /// As they were typed, for the request.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    fn masked(&self) -> String {
        crate::model::customer::mask_runs(&self.0, 7)
    }
}

impl std::fmt::Debug for AskedText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.masked())
    }
}

impl std::fmt::Display for AskedText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&self.masked())
    }
}

impl Serialize for AskedText {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.masked())
    }
}

impl<'de> Deserialize<'de> for AskedText {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self(text.into()))
    }
}

/// A customer's number that a person typed to look for: never in a log, a file or an error.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AskedNumber(Box<str>);

impl AskedNumber {
    /// Keeps digits and `+`; `None` when nothing is left.
    pub fn new(typed: &str) -> Option<Self> {
        let digits: String = typed.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
        (!digits.is_empty()).then(|| Self(digits.into()))
    }

    /// The digits, for the request.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for AskedNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&crate::model::customer::mask(&self.0))
    }
}

impl std::fmt::Display for AskedNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&crate::model::customer::mask(&self.0))
    }
}

impl Serialize for AskedNumber {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&crate::model::customer::mask(&self.0))
    }
}

impl<'de> Deserialize<'de> for AskedNumber {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self(text.into()))
    }
}
