//! Which sources there are.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::model::tag::Tag;

/// A source of updates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceId {
    /// The live agents stream.
    Agents,
    /// Chat workload.
    Chat,
    /// AI-agent records.
    Ai,
    /// Today's call records.
    Calls,
    /// What the vendor pushes: callbacks.
    Push,
    /// Bots, asked from time to time: probes.
    Probe,
    /// All chats on another platform.
    #[serde(rename = "site")]
    Platform(Tag),
}

impl SourceId {
    /// Those that every board has, in display order; [`Board::source_ids`](crate::model::Board::source_ids) has all of them.
    /// Call records come with the agents, and are a source where they are asked for, as callbacks are where they are
    /// listened for, and probes where they are set.
    pub const FIXED: [Self; 3] = [Self::Agents, Self::Chat, Self::Ai];

    /// Its name in the log and in the snapshot.
    pub fn name(&self) -> &str {
        match self {
            Self::Agents => "agents",
            Self::Chat => "chat",
            Self::Ai => "ai",
            Self::Calls => "calls",
            Self::Push => "push",
            Self::Probe => "probe",
            Self::Platform(tag) => tag.as_str(),
        }
    }
}

impl fmt::Display for SourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
