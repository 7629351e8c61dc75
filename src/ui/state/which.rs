//! Which of today's calls a page lists.

use std::sync::Arc;

use litemap::LiteMap;

use super::figure::whole_day;
use crate::lists::{CallsBy, ListId};
use crate::model::{Board, CallRecord, CallsIn, CallsOf, Ledger, LedgerCall};

/// The departments of the settings: whose agents are whose.
pub(in crate::ui) type Departments = LiteMap<String, Vec<String>>;

/// Which of today's calls are listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::ui) enum Which {
    /// Those that no agent has, as far as they have a record.
    NoAgentYet,
    /// Those that a figure counts.
    Figure(CallsOf),
    /// Those that a row of the reports counts, and what they have in common; `None` where the records do not tell it.
    Row(CallsBy, Option<String>),
}

impl Which {
    /// The list that shows them.
    pub(in crate::ui) const fn list(&self) -> ListId {
        match self {
            Self::NoAgentYet => ListId::NoAgentYet,
            Self::Figure(_) | Self::Row(..) => ListId::CallsOf,
        }
    }

    /// The ledger, as far as it tells them: what a part of the day comes to is no figure of the day.
    pub(in crate::ui) fn ledger<'a>(&self, board: &'a Board) -> Option<&'a Ledger> {
        match self {
            Self::NoAgentYet | Self::Figure(_) => whole_day(board),
            Self::Row(..) => board.ledger(),
        }
    }

    /// These calls, newest first.
    fn among<'a>(&self, ledger: &'a Ledger, departments: &Departments) -> Vec<&'a LedgerCall> {
        match self {
            Self::NoAgentYet => ledger.without_an_agent(),
            Self::Figure(what) => ledger.behind(*what),
            Self::Row(CallsBy::Relay, relay) => ledger.within(CallsIn::Relay(relay.as_deref())),
            Self::Row(CallsBy::Route, route) => ledger.within(CallsIn::Route(route.as_deref())),
            Self::Row(CallsBy::Department, Some(name)) => {
                let who = departments.get(name).map_or(&[][..], Vec::as_slice);
                ledger.within(CallsIn::AnsweredBy(who))
            }
            Self::Row(CallsBy::Department, None) => {
                let all: Vec<String> = departments.values().flatten().cloned().collect();
                ledger.within(CallsIn::AnsweredByOthers(&all))
            }
        }
    }

    /// Their records.
    pub(super) fn records(&self, ledger: &Ledger, departments: &Departments) -> Arc<[CallRecord]> {
        self.among(ledger, departments).into_iter().map(LedgerCall::record).collect()
    }
}
