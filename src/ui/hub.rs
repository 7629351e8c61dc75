//! How a board stands with its hub, as the screen shows it.

use crate::model::{Problem, Stamp};

/// So long without a word from the hub, in ms, is said.
pub const QUIET_MS: i64 = 3_000;

/// After so long, in ms, no source of the hub's is live any more.
pub const SILENT_MS: i64 = 10_000;

/// What a hub tells of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HubAbout {
    /// The version of its program.
    pub program: String,
    /// The version of its vocabulary.
    pub vocabulary: u32,
    /// The site's name.
    pub site: String,
    /// The name of the hub that leads.
    pub leader: String,
    /// Since when, on its clock.
    pub since: Stamp,
    /// How many boards follow it.
    pub boards: u64,
    /// The names of the hubs that stand by; `None` where there can be none, or they are not known.
    pub standing_by: Option<Vec<String>>,
}

/// What came from it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HubLink {
    /// How often a whole board was taken, the first included.
    pub joins: u64,
    /// How often something was missing and came.
    pub filled: u64,
    /// How much came more than once.
    pub doubled: u64,
    /// Updates of a kind that this version does not know.
    pub unknown: u64,
    /// Bytes.
    pub bytes: u64,
}

/// How a board stands with its hub.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Hub {
    /// Where it is, without credentials.
    pub url: String,
    /// What it told of itself last.
    pub about: Option<HubAbout>,
    /// Whether the way to it is open.
    pub open: bool,
    /// When it was heard last, on the board's clock.
    pub heard: Option<Stamp>,
    /// The epoch of what the board shows.
    pub epoch: Option<u64>,
    /// What came from it.
    pub link: HubLink,
    /// By how much this machine's clock differs from the hub's, in ms: ours minus theirs.
    pub offset_ms: Option<i64>,
    /// How long a question to it and back takes, in ms.
    pub round_trip_ms: Option<u64>,
    /// Why there is no way to it, or none any more.
    pub problem: Option<Problem>,
}

impl Hub {
    /// How long nothing has come from it, in ms.
    pub fn age_ms(&self, now: Stamp) -> Option<i64> {
        self.heard.map(|heard| now.since(heard).max(0))
    }

    /// For how long nothing has come, in ms, once that is worth a word.
    pub fn quiet_ms(&self, now: Stamp) -> Option<i64> {
        self.age_ms(now).filter(|age| *age >= QUIET_MS)
    }

    /// The same once nothing that it told is live any more.
    pub fn silent_ms(&self, now: Stamp) -> Option<i64> {
        self.age_ms(now).filter(|age| *age >= SILENT_MS)
    }

    /// Whether it differs from `other` in more than what every word from the hub changes.
    pub fn differs(&self, other: &Self) -> bool {
        let still = |hub: &Self| Self { heard: None, link: HubLink { bytes: 0, ..hub.link }, ..hub.clone() };
        self.heard.is_some() != other.heard.is_some() || still(self) != still(other)
    }
}
