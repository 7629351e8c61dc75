//! How a board stands with its hub, for those who show it.

use std::time::Duration;

use crate::model::{Problem, Stamp};

/// What a hub tells of itself, every few seconds.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct About {
    /// The version of its program.
    pub program: String,
    /// The version of its vocabulary.
    pub vocabulary: u32,
    /// The site's name.
    pub site: String,
    /// The site's IANA time zone.
    pub timezone: String,
    /// The name of the hub that leads, which is its machine's unless the settings say otherwise.
    pub leader: String,
    /// How many boards follow it.
    pub boards: u64,
    /// When it began to lead, on its clock.
    pub since: Stamp,
    /// The names of the hubs that stand by; `None` where there can be none, or they are not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing_by: Option<Vec<String>>,
}

/// How a board stands with its hub.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HubState {
    /// Where the hub is, as the settings say it, without credentials.
    pub url: String,
    /// What it told of itself last.
    pub about: Option<About>,
    /// Whether the way to it is open.
    pub open: bool,
    /// When it was heard last, on the board's clock.
    pub heard: Option<Stamp>,
    /// The epoch of what the board shows: a number of its own for each time that a hub begins to lead.
    pub epoch: Option<u64>,
    /// How often a whole board was taken, the first included.
    pub joins: u64,
    /// How often something was missing and came.
    pub filled: u64,
    /// How many envelopes came more than once.
    pub doubled: u64,
    /// Updates of a kind that this version does not know.
    pub unknown: u64,
    /// By how much this machine's clock differs from the hub's, in ms: ours minus theirs.
    pub offset_ms: Option<i64>,
    /// How long a question to it and back takes.
    pub round_trip: Option<Duration>,
    /// Bytes that came from it.
    pub bytes: u64,
    /// Why there is no way to it, or none any more.
    pub problem: Option<Problem>,
}
