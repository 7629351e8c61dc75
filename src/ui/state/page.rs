//! The pages.

use crate::lists::CallsBy;
use crate::model::{AgentId, CallsOf};

/// A page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::ui) enum Page {
    Board,
    Agent(AgentId),
    Calls,
    /// The calls that a figure counts.
    CallsOf(CallsOf),
    /// The calls that a row of the reports counts: what they have in common; `None` where the records do not tell it.
    CallsBy(CallsBy, Option<String>),
    Call(String),
    StillLost,
    Chat,
    Ai,
    AiRecord(String),
    Reports,
    Health,
    Help,
}
