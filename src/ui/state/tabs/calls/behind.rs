//! What is made of the ledger for a list: once for each state of it, and not at every frame.

use std::sync::Arc;

use super::by::Row;
use crate::lists::CallsBy;
use crate::model::{Board, CallRecord, Ledger, Stamp, StillLost, sort};
use crate::ui::state::which::{Departments, Which};

/// The rows that were made last, with what they were made of.
#[derive(Clone, Debug)]
struct Made<Of, R>(Option<(Of, Arc<[R]>)>);

impl<Of, R> Default for Made<Of, R> {
    fn default() -> Self {
        Self(None)
    }
}

impl<Of: PartialEq, R> Made<Of, R> {
    fn known(&self, of: &Of) -> Option<&Arc<[R]>> {
        self.0.as_ref().filter(|(made, _)| made == of).map(|(_, rows)| rows)
    }

    fn renew(&mut self, of: Of, make: impl FnOnce(&Of) -> Arc<[R]>) {
        if self.known(&of).is_none() {
            let rows = make(&of);
            self.0 = Some((of, rows));
        }
    }

    fn rows(&self, of: &Of, make: impl FnOnce(&Of) -> Arc<[R]>) -> Arc<[R]> {
        self.known(of).map_or_else(|| make(of), Arc::clone)
    }
}

/// Which calls, of which state of the ledger.
type Calls = (Which, (u64, Stamp));

/// Which report, of which state of the ledger.
type Report = (CallsBy, u64, Stamp);

/// A caller who is still lost, by the ids of the first and the last of their calls.
#[derive(Clone, Debug)]
pub(in crate::ui) struct Caller {
    first: Arc<str>,
    last: Arc<str>,
    tries: usize,
}

impl Caller {
    /// The same with these calls.
    pub(in crate::ui) fn of<'a>(&self, ledger: &'a Ledger) -> Option<StillLost<'a>> {
        Some(StillLost { first: ledger.call(&self.first)?, last: ledger.call(&self.last)?, tries: self.tries })
    }
}

fn callers(ledger: &Ledger) -> Arc<[Caller]> {
    let one = |StillLost { first, last, tries }: StillLost<'_>| Caller {
        first: Arc::clone(&first.id),
        last: Arc::clone(&last.id),
        tries,
    };
    ledger.still_lost_callers().into_iter().map(one).collect()
}

/// The calls that the page lists, the rows of the report of calls, the callers who are still lost, and calls in progress.
#[derive(Clone, Debug, Default)]
pub(in crate::ui) struct Behind {
    calls: Made<Calls, CallRecord>,
    reports: Made<Report, Row>,
    callers: Made<(u64, Stamp), Caller>,
    live: Made<Live, Arc<str>>,
}

/// Calls in progress, in which state of them and of the agents, by whom they are narrowed.
type Live = (u64, Option<Stamp>, usize, usize);

fn state_of(board: &Board) -> Live {
    let live = board.live();
    (live.revision(), live.past().heard, live.len(), board.agents().len())
}

/// Those whose callers wait first, the longest wait before all; then those of whom events do not tell whether they are in the
/// menu still; behind them the others, the longest call first.
fn in_progress(board: &Board) -> Arc<[Arc<str>]> {
    let mut calls: Vec<_> = board
        .live_calls()
        .map(|call| {
            let waits = call.waits_since();
            let place = if waits.is_some() { 0 } else { 1 + u8::from(!call.may_be_in_menu()) };
            (place, waits.unwrap_or(call.began), &call.id)
        })
        .collect();
    sort::by(&mut calls, Ord::cmp);
    calls.into_iter().map(|(_, _, id)| Arc::clone(id)).collect()
}

fn report(ledger: &Ledger, by: CallsBy) -> Report {
    (by, ledger.told(), ledger.as_of())
}

impl Behind {
    /// Makes the records of `which`, if they are not there.
    pub(in crate::ui::state) fn renew_calls(&mut self, ledger: &Ledger, which: Which, departments: &Departments) {
        self.calls.renew((which, ledger.version()), |(which, _)| which.records(ledger, departments));
    }

    /// Makes the rows of a report, if they are not there.
    pub(in crate::ui::state) fn renew_report(&mut self, ledger: &Ledger, by: CallsBy, departments: &Departments) {
        self.reports.renew(report(ledger, by), |(by, ..)| super::by::rows(ledger, *by, departments));
    }

    /// Makes the rows of the callers who are still lost, if they are not there.
    pub(in crate::ui::state) fn renew_callers(&mut self, ledger: &Ledger) {
        self.callers.renew(ledger.version(), |_| callers(ledger));
    }

    /// Puts the calls in progress in order, if they are not.
    pub(in crate::ui::state) fn renew_live(&mut self, board: &Board) {
        self.live.renew(state_of(board), |_| in_progress(board));
    }

    /// The ids of the calls in progress, who waits longest first.
    pub(in crate::ui) fn in_progress(&self, board: &Board) -> Arc<[Arc<str>]> {
        self.live.rows(&state_of(board), |_| in_progress(board))
    }

    /// The callers who are still lost, longest waiting first.
    pub(in crate::ui) fn callers(&self, ledger: &Ledger) -> Arc<[Caller]> {
        self.callers.rows(&ledger.version(), |_| callers(ledger))
    }

    /// The records of these calls, newest first.
    pub(in crate::ui) fn calls(&self, ledger: &Ledger, which: &Which, departments: &Departments) -> Arc<[CallRecord]> {
        self.calls.rows(&(which.clone(), ledger.version()), |(which, _)| which.records(ledger, departments))
    }

    /// The rows of this report.
    pub(in crate::ui) fn report(&self, ledger: &Ledger, by: CallsBy, departments: &Departments) -> Arc<[Row]> {
        self.reports.rows(&report(ledger, by), |(by, ..)| super::by::rows(ledger, *by, departments))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_made_once_for_each_thing_that_they_are_made_of() {
        let mut made: Made<u8, u8> = Made::default();
        let mut times = 0;
        for of in [1, 1, 2, 2, 1] {
            made.renew(of, |of| {
                times += 1;
                [*of].into()
            });
            assert_eq!(&*made.rows(&of, |_| panic!("they are there")), [of]);
        }
        assert_eq!(times, 3);
        assert_eq!(&*made.rows(&7, |of| [*of].into()), [7], "what is not kept is made");
    }
}
