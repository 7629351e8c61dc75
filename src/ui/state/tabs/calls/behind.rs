//! The calls that a figure, or a row of the reports, counts as a list shows them, made once for each state of the ledger and
//! not at every frame.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::lists::CallsBy;
use crate::model::{CallRecord, CallsIn, CallsOf, Ledger, LedgerCall, Stamp};
use crate::ui::state::Page;

/// The departments of the settings: whose agents are whose.
type Departments = BTreeMap<String, Vec<String>>;

/// Which of today's calls are listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::ui) enum Which {
    /// Those that a figure counts.
    Figure(CallsOf),
    /// Those that a row of the reports counts; see [`Page::CallsBy`].
    Row(CallsBy, Option<String>),
}

impl Which {
    /// Those that a page lists, if it lists calls of the ledger.
    pub(in crate::ui) fn of(page: &Page) -> Option<Self> {
        match page {
            Page::CallsOf(what) => Some(Self::Figure(*what)),
            Page::CallsBy(by, name) => Some(Self::Row(*by, name.clone())),
            _ => None,
        }
    }

    /// These calls, newest first.
    fn among<'a>(&self, ledger: &'a Ledger, departments: &Departments) -> Vec<&'a LedgerCall> {
        match self {
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

    fn rows(&self, ledger: &Ledger, departments: &Departments) -> Arc<[CallRecord]> {
        self.among(ledger, departments).into_iter().map(LedgerCall::record).collect()
    }
}

/// What the rows were made of: which calls, of which state of the ledger.
type Made = (Which, (u64, Stamp));

/// The last rows that were made, with what they were made of.
#[derive(Clone, Debug, Default)]
pub(in crate::ui) struct Behind {
    last: Option<(Made, Arc<[CallRecord]>)>,
}

impl Behind {
    /// The same with the rows of `which`; `None` if they are there.
    pub(in crate::ui) fn with(&self, ledger: &Ledger, which: Which, departments: &Departments) -> Option<Self> {
        let made = (which, ledger.version());
        let known = self.last.as_ref().is_some_and(|(of, _)| *of == made);
        (!known).then(|| {
            let rows = made.0.rows(ledger, departments);
            Self { last: Some((made, rows)) }
        })
    }

    /// These calls, newest first.
    pub(in crate::ui) fn rows(&self, ledger: &Ledger, which: &Which, departments: &Departments) -> Arc<[CallRecord]> {
        match &self.last {
            Some(((of, version), rows)) if of == which && *version == ledger.version() => Arc::clone(rows),
            _ => which.rows(ledger, departments),
        }
    }
}
