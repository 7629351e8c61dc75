//! Today's AI-agent sessions: how many the bots finished alone, and how many they handed to a person.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::chat::share;
use super::customer::masked_map;
use super::time::Stamp;

/// Today's AI sessions.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AiDay {
    /// When the oldest of the totals was received.
    pub as_of: Stamp,
    /// The totals.
    pub totals: AiTotals,
    /// Sessions handed to a person, by what led to it. Each count carries its own age.
    pub reasons: Vec<AiCount>,
    /// Sessions by robot.
    pub robots: Vec<AiCount>,
    /// Sessions by the channel they came from.
    pub channels: Vec<AiCount>,
    /// The newest records, newest first.
    pub latest: Vec<AiRecord>,
}

/// Counts of today's sessions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AiTotals {
    /// All sessions.
    pub sessions: Option<u64>,
    /// Sessions that have ended.
    pub ended: Option<u64>,
    /// Sessions the vendor calls valid.
    pub valid: Option<u64>,
    /// Sessions handed to a person.
    pub handed: Option<u64>,
}

impl AiTotals {
    /// Sessions the robots dealt with alone so far: all that were not handed to a person.
    pub fn alone(&self) -> Option<u64> {
        Some(self.sessions?.saturating_sub(self.handed?))
    }

    /// Sessions dealt with alone, as a share of all, 0 to 1.
    pub fn alone_share(&self) -> Option<f64> {
        share(self.alone(), self.sessions)
    }

    /// Sessions handed to a person, as a share of all, 0 to 1.
    pub fn handed_share(&self) -> Option<f64> {
        share(self.handed, self.sessions)
    }
}

/// One row of a breakdown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AiCount {
    /// The vendor's key.
    pub key: String,
    /// What to call it on screen.
    pub label: String,
    /// How many; `None` before it was asked for.
    pub count: Option<u64>,
    /// When it was received.
    pub as_of: Option<Stamp>,
}

/// One AI session.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AiRecord {
    /// The session's id.
    pub id: String,
    /// When it began.
    pub started: Option<Stamp>,
    /// When it ended, or was last heard of.
    pub ended: Option<Stamp>,
    /// Whether it is over.
    pub over: Option<bool>,
    /// Which robot.
    pub robot: Option<String>,
    /// The channel it came from.
    pub channel: Option<String>,
    /// Whether the vendor calls it valid.
    pub valid: Option<bool>,
    /// Whether a person was asked for.
    pub asked: Option<bool>,
    /// Whether a person took over.
    pub handed: Option<bool>,
    /// What led to a person, in words.
    pub reason: Option<String>,
    /// Messages from the customer.
    pub customer_messages: Option<u64>,
    /// Messages from the robot.
    pub robot_messages: Option<u64>,
    /// Everything else the vendor sent, under its own names.
    #[serde(serialize_with = "masked_map")]
    pub extra: Map<String, Value>,
}
