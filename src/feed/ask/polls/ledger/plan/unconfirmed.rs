//! Calls whose records were pushed, until the list of calls has them so too.
//!
//! A list may lag behind what was pushed, and an answer that was asked for before knows nothing of it. Neither puts an older
//! state back, and what the vendor does not count yet is no disagreement.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use crate::model::{CallKind, CallRecord, CallResult, Ledger, LedgerCall};

/// So long a list may lag behind. What it has not shown by then lies where it is not looked at.
const LAG: Duration = Duration::from_mins(10);

/// One of them.
#[derive(Clone, Copy, Debug)]
struct Pushed {
    /// When it was pushed last.
    at: Instant,
    /// Whether a list has had it, in whatever state.
    listed: bool,
}

/// All of them, by their ids.
#[derive(Debug, Default)]
pub(super) struct Unconfirmed(HashMap<Arc<str>, Pushed>);

/// Whether `row` would let a call go on that is over.
fn goes_back(row: &CallRecord, known: Option<&LedgerCall>) -> bool {
    row.ended.is_none() && known.is_some_and(|known| known.ended.is_some())
}

impl Unconfirmed {
    /// Notes records that were pushed; those that say something new of calls of the ledger's day. Where the list is
    /// `narrowed` it alone tells which calls are in it.
    pub(super) fn push(
        &mut self,
        records: Vec<CallRecord>,
        ledger: &Ledger,
        narrowed: bool,
        now: Instant,
    ) -> Vec<CallRecord> {
        let day = ledger.day();
        let is_new = |record: &CallRecord| {
            let known = ledger.call(&record.id);
            let todays = record.started.is_some_and(|at| day.has(at));
            todays && (known.is_some() || !narrowed) && !goes_back(record, known)
        };
        let records: Vec<CallRecord> = records.into_iter().filter(is_new).collect();
        for record in &records {
            let listed = ledger.call(&record.id).is_some();
            let pushed = self.0.entry(record.id.as_str().into()).or_insert(Pushed { at: now, listed });
            pushed.at = now;
        }
        records
    }

    /// The rows of an answer that was asked for at `asked` which are no older than what is known.
    pub(super) fn keep(&mut self, rows: &[CallRecord], ledger: &Ledger, asked: Instant) -> Vec<CallRecord> {
        let mut kept = Vec::with_capacity(rows.len());
        for row in rows {
            if let Some(pushed) = self.0.get_mut(row.id.as_str()) {
                pushed.listed = true;
                if pushed.at >= asked || goes_back(row, ledger.call(&row.id)) {
                    continue;
                }
                self.0.remove(row.id.as_str());
            }
            kept.push(row.clone());
        }
        kept
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Those that the vendor need not count yet.
    fn of_late(&self, now: Instant) -> impl Iterator<Item = (&Arc<str>, &Pushed)> {
        self.0.iter().filter(move |(_, pushed)| now.saturating_duration_since(pushed.at) < LAG)
    }

    /// How many of them no list has had.
    pub(super) fn unlisted(&self, now: Instant) -> u64 {
        self.of_late(now).filter(|(_, pushed)| !pushed.listed).count() as u64
    }

    /// How many inbound ones of them ended so.
    pub(super) fn ended_with(&self, ledger: &Ledger, result: CallResult, now: Instant) -> u64 {
        let is_one = |call: &&LedgerCall| call.kind == Some(CallKind::Inbound) && call.result == Some(result);
        self.of_late(now).filter_map(|(id, _)| ledger.call(id)).filter(is_one).count() as u64
    }
}
