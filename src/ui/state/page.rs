//! The pages.

use super::which::Which;
use crate::model::AgentId;

/// A page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::ui) enum Page {
    Board,
    Agent(AgentId),
    Calls,
    /// The calls of the ledger that a figure, or a row of the reports, counts.
    Counted(Which),
    Call(String),
    StillLost,
    /// What the service level of the newest half hour differs by from an earlier one.
    Why,
    /// Calls as they happen.
    LiveCalls,
    /// One of them, by its id; it stays when the call is over.
    LiveCall(String),
    Chat,
    Ai,
    AiRecord(String),
    /// A bot probe, by its name.
    Probe(String),
    Reports,
    Health,
    /// What people wrote down.
    Notes,
    /// What happened.
    Timeline,
    /// Several sites.
    Sites,
    Help,
}

impl Page {
    /// Which calls of the ledger it lists, if it does.
    pub(in crate::ui) const fn which(&self) -> Option<&Which> {
        match self {
            Self::Counted(which) => Some(which),
            _ => None,
        }
    }
}
