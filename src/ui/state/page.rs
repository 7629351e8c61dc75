//! The pages.

use crate::model::{AgentId, CallsOf};

/// A page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::ui) enum Page {
    Board,
    Agent(AgentId),
    Calls,
    /// The calls that a figure counts.
    CallsOf(CallsOf),
    Call(String),
    StillLost,
    Chat,
    Ai,
    AiRecord(String),
    Reports,
    Health,
    Help,
}
