//! A roster to a board that knows most of it.

use serde::{Deserialize, Serialize};

use super::RosterKind;
use crate::model::agent::{Agent, AgentId};
use crate::model::summary::Summary;

/// A [`Roster`](super::Roster) as it differs from what a board knows; made by
/// [`Board::roster_delta`](crate::model::Board::roster_delta), for boards that know the same.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RosterDelta {
    /// Why it was fetched.
    pub kind: RosterKind,
    /// The centre's figures.
    pub summary: Summary,
    /// How many agents the vendor says there are.
    pub total: Option<u64>,
    /// Whether every page could be opened.
    pub complete: bool,
    /// How many agents it names.
    pub named: u64,
    /// Those of them that the board does not know, or knows otherwise, whole.
    pub agents: Vec<Agent>,
    /// Those that the board knows and it does not name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gone: Vec<AgentId>,
    /// All that it names, in order; `None` where that is the board's own order with the new ones behind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<Vec<AgentId>>,
    /// How many fields a resync found to have drifted.
    #[serde(default)]
    pub drifted: u64,
}
