//! Today's calls by relay number, by department and by route: a row each, counted from their records.

use std::sync::Arc;

use crate::lists::CallsBy;
use crate::model::{Ledger, Tally};
use crate::ui::state::which::Departments;

/// A row: what its calls have in common.
#[derive(Clone, Debug)]
pub(in crate::ui) struct Row {
    /// The relay number, department or route; `None` of the calls of which the records do not tell it.
    pub(in crate::ui) name: Option<String>,
    pub(in crate::ui) tally: Tally,
    /// Whether agents answered them: what became of calls that no agent had is then not theirs.
    pub(in crate::ui) answered_alone: bool,
}

/// The rows of one of the reports.
pub(super) fn rows(ledger: &Ledger, by: CallsBy, departments: &Departments) -> Arc<[Row]> {
    match by {
        CallsBy::Relay => told(ledger, ledger.relays()),
        CallsBy::Route => told(ledger, ledger.routes()),
        CallsBy::Department => of_departments(ledger, departments),
    }
}

/// The rows that the records name, and one of the calls of which they name nothing.
fn told<'a>(ledger: &Ledger, tallies: impl Iterator<Item = (&'a str, &'a Tally)>) -> Arc<[Row]> {
    let (mut rows, mut named) = (Vec::new(), Tally::default());
    for (name, tally) in tallies.filter(|(_, tally)| tally.calls() > 0) {
        named.merge(tally);
        rows.push(Row { name: Some(name.to_owned()), tally: *tally, answered_alone: false });
    }
    let rest = ledger.figures().without(&named);
    if rest.calls() > 0 {
        rows.push(Row { name: None, tally: rest, answered_alone: false });
    }
    rows.into()
}

/// The departments of the settings with the calls that their agents answered first, and one of the other answered calls.
/// An agent may be of several.
fn of_departments(ledger: &Ledger, departments: &Departments) -> Arc<[Row]> {
    let row = |name: Option<String>, tally| Row { name, tally, answered_alone: true };
    let by = |who: &[String]| ledger.answered_by(who).answered_alone();
    let all: Vec<String> = departments.values().flatten().cloned().collect();
    let others = ledger.figures().answered_alone().without(&by(&all));
    let named = departments.iter().map(|(name, who)| row(Some(name.clone()), by(who)));
    let rest = (others.calls() > 0 && !departments.is_empty()).then(|| row(None, others));
    named.chain(rest).collect()
}
