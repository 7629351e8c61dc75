//! The pages.

use crate::model::AgentId;

/// A page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::ui) enum Page {
    Board,
    Agent(AgentId),
    Calls,
    Call(String),
    Chat,
    Ai,
    AiRecord(String),
    Reports,
    Health,
    Help,
}
