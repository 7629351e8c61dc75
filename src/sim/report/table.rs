//! What a report is asked for, and the cells that it is made of.

use std::collections::BTreeMap;

use serde_json::Value;

use super::time::Bucket;
use crate::sim::ledger::Day;
use crate::sim::world::World;

/// Whose report it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sim) enum Subject {
    /// Relay numbers.
    Relay,
    /// Agents.
    Agent,
    /// Departments.
    Department,
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sim) enum Side {
    /// Inbound calls.
    Inbound,
    /// Outbound calls.
    Outbound,
    /// Both.
    Calls,
    /// Agents' states.
    States,
}

/// How rows are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sim) enum Rows {
    /// One for each time.
    Time,
    /// One for each subject.
    Subject,
    /// One for each subject at each time, ordered by time.
    TimeThenSubject,
    /// The same, ordered by subject.
    SubjectThenTime,
}

/// A report as it was asked for.
pub(in crate::sim) struct Request<'a> {
    pub(in crate::sim) subject: Subject,
    pub(in crate::sim) side: Side,
    pub(in crate::sim) rows: Rows,
    /// In order, without gaps.
    pub(in crate::sim) buckets: &'a [Bucket],
    /// Names of indicators.
    pub(in crate::sim) fields: &'a [String],
    /// The ids or numbers of the subjects wanted; all when empty.
    pub(in crate::sim) subjects: &'a [String],
    /// Agents are named by work number, not by id.
    pub(in crate::sim) by_number: bool,
}

/// Counts that can say what an indicator is.
pub(super) trait Tally: Default + Clone {
    /// Counts what is in one day.
    fn count(world: &World, day: &Day, request: &Request<'_>, cells: &mut Cells<'_, Self>);

    /// The value of an indicator; 0 for those that have no meaning here.
    fn value(&self, indicator: &str) -> Value;
}

/// The cells of a report, by bucket and subject.
pub(super) struct Cells<'a, T> {
    pub(super) buckets: &'a [Bucket],
    pub(super) rows: Rows,
    pub(super) chosen: Vec<bool>,
    /// By what the rows are ordered by.
    pub(super) tallies: BTreeMap<(usize, usize), T>,
    pub(super) amount: T,
}

impl<T: Tally> Cells<'_, T> {
    /// Whether the subject with this index is among those asked for.
    pub(super) fn wanted(&self, subject: usize) -> bool {
        self.chosen.get(subject).copied().unwrap_or_default()
    }

    /// The index of the bucket in which this time lies.
    pub(super) fn bucket(&self, at: i64) -> Option<usize> {
        let index = self.buckets.partition_point(|bucket| bucket.to <= at);
        self.buckets.get(index).filter(|bucket| bucket.from <= at).map(|_| index)
    }

    /// Adds to the cell of a bucket and a subject, and to the row over all.
    pub(super) fn add(&mut self, bucket: usize, subject: usize, mut add: impl FnMut(&mut T)) {
        if !self.wanted(subject) {
            return;
        }
        add(self.cell(bucket, subject));
        add(&mut self.amount);
    }

    /// The cell of a bucket and a subject, of which the report may have only the one or the other.
    pub(super) fn cell(&mut self, bucket: usize, subject: usize) -> &mut T {
        let key = match self.rows {
            Rows::Time => (bucket, 0),
            Rows::Subject => (0, subject),
            Rows::TimeThenSubject => (bucket, subject),
            Rows::SubjectThenTime => (subject, bucket),
        };
        self.tallies.entry(key).or_default()
    }
}

/// A share as the vendor writes it, with two digits: `36.84%`.
pub(super) fn share(part: i64, whole: i64) -> Value {
    let percent = if whole == 0 { 0.0 } else { part as f64 * 100.0 / whole as f64 };
    Value::String(format!("{percent:.2}%"))
}

/// An average in whole units, rounded; 0 of nothing.
pub(super) fn average(sum: i64, count: i64) -> i64 {
    if count == 0 { 0 } else { (sum as f64 / count as f64).round() as i64 }
}
