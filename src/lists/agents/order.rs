//! The orders of the agents.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::columns::COLUMNS;
use crate::lang::{self, Language};
use crate::lists::{ListId, current};

/// An order of the agents: by attention, or by a column. Written by its [`name`](Sort::name).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Sort {
    /// Over a limit first, furthest shade first; offline last; else longest in state first.
    #[default]
    Attention,
    /// Longest in state first.
    Time,
    /// By state, in the order of the counts; within it longest first.
    State,
    /// By name.
    Name,
    /// By work number.
    Number,
    /// Most agent answers first.
    Answered,
    /// Most agent misses first.
    Missed,
    /// Most calls dialled first.
    Dialled,
    /// Most outbound calls connected first.
    Connected,
    /// Largest share of misses first.
    MissedShare,
    /// By extension.
    Ext,
    /// By why they are busy.
    Reason,
    /// By the direction of the call.
    Call,
    /// By when they logged in.
    Login,
    /// By device.
    Phone,
    /// By department.
    Department,
    /// By skill group.
    Group,
    /// By id.
    Id,
}

impl Serialize for Sort {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Sort {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::from_name(&name).ok_or_else(|| de::Error::custom(format!("no order is called {name:?}")))
    }
}

impl Sort {
    /// Those that a key goes through, in that order.
    pub const ALL: [Self; 9] = [
        Self::Attention,
        Self::Time,
        Self::State,
        Self::Name,
        Self::Number,
        Self::Answered,
        Self::Missed,
        Self::Dialled,
        Self::Connected,
    ];

    /// Those of columns that may be chosen besides.
    pub const OTHERS: [Self; 9] = [
        Self::MissedShare,
        Self::Ext,
        Self::Reason,
        Self::Call,
        Self::Login,
        Self::Phone,
        Self::Department,
        Self::Group,
        Self::Id,
    ];

    /// Its name wherever orders are named: the column's key, or `attention`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Attention => "attention",
            Self::Time => "time",
            Self::State => "state",
            Self::Name => "name",
            Self::Number => "number",
            Self::Answered => "agent_answers",
            Self::Missed => "agent_misses",
            Self::Dialled => "dialled",
            Self::Connected => "connected",
            Self::MissedShare => "agent_misses_percent",
            Self::Ext => "ext",
            Self::Reason => "reason",
            Self::Call => "call",
            Self::Login => "login",
            Self::Phone => "phone",
            Self::Department => "department",
            Self::Group => "group",
            Self::Id => "id",
        }
    }

    /// The order that `name` names, or named once. `longest` is the settings' word for that by time, and `level` is looked
    /// at in that of attention.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "longest" => Some(Self::Time),
            "level" => Some(Self::Attention),
            name => Self::ALL.into_iter().chain(Self::OTHERS).find(|sort| sort.name() == current(ListId::Agents, name)),
        }
    }

    /// What to write over a list in this order.
    pub fn title(self, language: Language, reverse: bool) -> String {
        let title = match (self, reverse) {
            (Self::Attention, false) => mark!("over limits first"),
            (Self::Attention, true) => mark!("over limits last"),
            (Self::Time, false) => mark!("longest in state first"),
            (Self::Time, true) => mark!("shortest in state first"),
            (Self::State, false) => mark!("by state"),
            (Self::State, true) => mark!("by state, backwards"),
            (Self::Name, false) => mark!("by name"),
            (Self::Name, true) => mark!("by name, Z first"),
            (Self::Number, false) => mark!("by number"),
            (Self::Number, true) => mark!("by number, highest first"),
            (Self::Answered, false) => mark!("most agent answers first"),
            (Self::Answered, true) => mark!("fewest agent answers first"),
            (Self::Missed, false) => mark!("most agent misses first"),
            (Self::Missed, true) => mark!("fewest agent misses first"),
            (Self::Dialled, false) => mark!("most dialled first"),
            (Self::Dialled, true) => mark!("fewest dialled first"),
            (Self::Connected, false) => mark!("most connected first"),
            (Self::Connected, true) => mark!("fewest connected first"),
            (column, reverse) => {
                let title = COLUMNS.iter().find(|known| known.key == column.name()).map_or("", |known| &known.title);
                let column = lang::of(language, title);
                return if reverse {
                    tr!(language, "by {column}, reversed", column = column)
                } else {
                    tr!(language, "by {column}", column = column)
                };
            }
        };
        lang::of(language, title).to_owned()
    }

    /// The one after it.
    #[must_use]
    pub fn next(self) -> Self {
        let at = Self::ALL.iter().position(|sort| *sort == self);
        at.and_then(|at| Self::ALL.get(at + 1)).copied().unwrap_or_default()
    }

    /// Whether it begins with what is largest, or longest.
    pub const fn falls(self) -> bool {
        matches!(
            self,
            Self::Attention
                | Self::Time
                | Self::Answered
                | Self::Missed
                | Self::Dialled
                | Self::Connected
                | Self::MissedShare
        )
    }
}
