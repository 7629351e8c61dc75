//! Whom or what an alert is about.

use serde::{Deserialize, Serialize};

use super::agent::AgentId;
use super::source::SourceId;

/// Whom or what an alert is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// A source.
    Source(SourceId),
    /// The whole centre.
    Centre,
    /// An agent.
    Agent(AgentId),
}
