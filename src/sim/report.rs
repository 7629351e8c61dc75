//! Reports: the day's calls and states counted by time, by relay number, by agent or by department.
//!
//! Calls that go on are in none of them; a call counts where it began, and so do its legs. States count where they
//! lie, up to the present. All parts of a report add up to its totals, in whole seconds, except for numbers of
//! different customers, shares and averages.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::world::World;

pub(super) mod indicators;

mod calls;
mod legs;
mod states;
mod table;
mod time;

use table::{Cells, Tally};
pub(super) use table::{Request, Rows, Side, Subject};
pub(super) use time::{Bucket, DateType, buckets};

/// A report: its rows in order, and the row over all of them.
pub(super) struct Report {
    pub(super) rows: Vec<Value>,
    pub(super) amount: Value,
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

#[cfg(test)]
mod tests;
