//! Reports: the day's calls and states counted by time, by relay number, by agent or by department.
//!
//! Calls that go on are in none of them; a call counts where it began, and so do its legs. States count where they
//! lie, up to the present. All parts of a report add up to its totals, in whole seconds, except for numbers of
//! different customers, shares and averages.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::ledger::Day;
use super::world::World;

pub(super) mod indicators;

mod calls;
mod legs;
mod states;
mod time;

pub(super) use time::{Bucket, DateType, buckets};

/// Whose report it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Subject {
    /// Relay numbers.
    Relay,
    /// Agents.
    Agent,
    /// Departments.
    Department,
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
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
pub(super) enum Rows {
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
pub(super) struct Request<'a> {
    pub(super) subject: Subject,
    pub(super) side: Side,
    pub(super) rows: Rows,
    /// In order, without gaps.
    pub(super) buckets: &'a [Bucket],
    /// Names of indicators.
    pub(super) fields: &'a [String],
    /// The ids or numbers of the subjects wanted; all when empty.
    pub(super) subjects: &'a [String],
    /// Agents are named by work number, not by id.
    pub(super) by_number: bool,
}

/// A report: its rows in order, and the row over all of them.
pub(super) struct Report {
    pub(super) rows: Vec<Value>,
    pub(super) amount: Value,
}

/// Counts that can say what an indicator is.
trait Tally: Default + Clone {
    /// Counts what is in one day.
    fn count(world: &World, day: &Day, request: &Request<'_>, cells: &mut Cells<'_, Self>);

    /// The value of an indicator; 0 for those that have no meaning here.
    fn value(&self, indicator: &str) -> Value;
}

/// The cells of a report, by bucket and subject.
struct Cells<'a, T> {
    buckets: &'a [Bucket],
    rows: Rows,
    chosen: Vec<bool>,
    /// By what the rows are ordered by.
    tallies: BTreeMap<(usize, usize), T>,
    amount: T,
}

impl<T: Tally> Cells<'_, T> {
    /// Whether the subject with this index is among those asked for.
    fn wanted(&self, subject: usize) -> bool {
        self.chosen.get(subject).copied().unwrap_or_default()
    }

    /// The index of the bucket in which this time lies.
    fn bucket(&self, at: i64) -> Option<usize> {
        let index = self.buckets.partition_point(|bucket| bucket.to <= at);
        self.buckets.get(index).filter(|bucket| bucket.from <= at).map(|_| index)
    }

    /// Adds to the cell of a bucket and a subject, and to the row over all.
    fn add(&mut self, bucket: usize, subject: usize, mut add: impl FnMut(&mut T)) {
        if !self.wanted(subject) {
            return;
        }
        add(self.cell(bucket, subject));
        add(&mut self.amount);
    }

    /// The cell of a bucket and a subject, of which the report may have only the one or the other.
    fn cell(&mut self, bucket: usize, subject: usize) -> &mut T {
        let key = match self.rows {
            Rows::Time => (bucket, 0),
            Rows::Subject => (0, subject),
            Rows::TimeThenSubject => (bucket, subject),
            Rows::SubjectThenTime => (subject, bucket),
        };
        self.tallies.entry(key).or_default()
    }
}

/// Makes a report. Times and subjects with nothing in them have rows of zeros; only agents by time have not.
pub(super) fn report(world: &World, request: &Request<'_>) -> Report {
    match (request.subject, request.side) {
        (Subject::Relay, _) => tabulate::<calls::Calls>(world, request),
        (_, Side::States) => tabulate::<states::States>(world, request),
        _ => tabulate::<legs::Legs>(world, request),
    }
}

fn tabulate<T: Tally>(world: &World, request: &Request<'_>) -> Report {
    let subjects = indicators::subjects(world, request.subject);
    let chosen: Vec<bool> = subjects
        .iter()
        .map(|subject| {
            let id = if request.by_number { &subject.number } else { &subject.id };
            request.subjects.is_empty() || request.subjects.contains(id)
        })
        .collect();
    let mut cells =
        Cells { buckets: request.buckets, rows: request.rows, chosen, tallies: BTreeMap::new(), amount: T::default() };
    // A large centre has too many agents for a row of zeros each half hour.
    let by_time = matches!(request.rows, Rows::TimeThenSubject | Rows::SubjectThenTime);
    if request.subject != Subject::Agent || !by_time {
        let begun = request.buckets.iter().take_while(|bucket| bucket.from <= world.now()).count();
        let wanted: Vec<usize> = (0..subjects.len()).filter(|subject| cells.wanted(*subject)).collect();
        for bucket in 0..if request.rows == Rows::Subject { begun.min(1) } else { begun } {
            for subject in wanted.iter().take(if request.rows == Rows::Time { 1 } else { wanted.len() }) {
                cells.cell(bucket, *subject);
            }
        }
    }
    for day in world.ledger.days() {
        T::count(world, day, request, &mut cells);
    }
    let Cells { tallies, amount, .. } = cells;
    let rows = tallies.into_iter().map(|((first, second), tally)| {
        let (bucket, subject) = match request.rows {
            Rows::Time => (Some(first), None),
            Rows::Subject => (None, Some(second)),
            Rows::TimeThenSubject => (Some(first), Some(second)),
            Rows::SubjectThenTime => (Some(second), Some(first)),
        };
        let mut row = Map::new();
        if let Some(bucket) = bucket.and_then(|bucket| request.buckets.get(bucket)) {
            row.insert("result_date".to_owned(), Value::String(bucket.label.clone()));
        }
        if let Some(subject) = subject.and_then(|subject| subjects.get(subject)) {
            row.extend(subject.keys.iter().map(|(key, value)| ((*key).to_owned(), Value::String(value.clone()))));
        }
        values(&tally, request.fields, &mut row);
        Value::Object(row)
    });
    let rows = rows.collect();
    let mut all = Map::new();
    values(&amount, request.fields, &mut all);
    Report { rows, amount: Value::Object(all) }
}

fn values<T: Tally>(tally: &T, fields: &[String], row: &mut Map<String, Value>) {
    row.extend(fields.iter().map(|field| (field.clone(), tally.value(field))));
}

/// A share as the vendor writes it, with two digits: `36.84%`.
fn share(part: i64, whole: i64) -> Value {
    let percent = if whole == 0 { 0.0 } else { part as f64 * 100.0 / whole as f64 };
    Value::String(format!("{percent:.2}%"))
}

/// An average in whole units, rounded; 0 of nothing.
fn average(sum: i64, count: i64) -> i64 {
    if count == 0 { 0 } else { (sum as f64 / count as f64).round() as i64 }
}

#[cfg(test)]
mod tests;
