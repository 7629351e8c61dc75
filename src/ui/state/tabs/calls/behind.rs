//! The calls behind a figure as a list shows them, made once for each state of the ledger and not at every frame.

use std::sync::Arc;

use crate::model::{CallRecord, CallsOf, Ledger, LedgerCall, Stamp};

/// What the rows were made of: which calls, of which state of the ledger.
type Made = (CallsOf, (u64, Stamp));

/// The last rows that were made, with what they were made of.
#[derive(Clone, Debug, Default)]
pub(in crate::ui) struct Behind {
    last: Option<(Made, Arc<[CallRecord]>)>,
}

impl Behind {
    /// The same with the rows of `what`; `None` if they are there.
    pub(in crate::ui) fn with(&self, ledger: &Ledger, what: CallsOf) -> Option<Self> {
        let made = (what, ledger.version());
        let known = self.last.as_ref().is_some_and(|(of, _)| *of == made);
        (!known).then(|| Self { last: Some((made, rows(ledger, what))) })
    }

    /// The calls behind `what`, newest first.
    pub(in crate::ui) fn rows(&self, ledger: &Ledger, what: CallsOf) -> Arc<[CallRecord]> {
        match &self.last {
            Some((of, rows)) if *of == (what, ledger.version()) => Arc::clone(rows),
            _ => rows(ledger, what),
        }
    }
}

fn rows(ledger: &Ledger, what: CallsOf) -> Arc<[CallRecord]> {
    ledger.behind(what).into_iter().map(LedgerCall::record).collect()
}
