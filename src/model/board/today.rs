//! Today by half hours, from the first frame on: what the records and a report tell of the hours before the board was
//! there, refined by what was seen since.
//!
//! Answered and lost calls are the ledger's, by the half hour in which they began. The agents' counters have no history
//! of their own: a half hour that was watched from its beginning has what they grew by in it, and one that was not has
//! what the vendor's half-hour report tells, with what they grew by since that was asked. What neither tells is unknown, as
//! how often agents missed a call is before the board was there: the report counts calls.

use chrono_tz::Tz;

use super::Board;
use crate::model::day::{HALF_HOUR_MS, HalfHours};
use crate::model::half::{HalfCalls, REPORT};
use crate::model::half_rows::HalfNumbers;
use crate::model::kept::KeptTotals;
use crate::model::ledger::{Outcome, Tally};
use crate::model::lookup::Lookup;
use crate::model::scope::Topic;
use crate::model::source::{Phase, SourceId};
use crate::model::time::Stamp;
use crate::model::trend::{Counter, Spark};

/// What a sparkline can be of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrendOf {
    /// Calls that an agent had, by the records.
    Answered,
    /// Calls that ended unserved, by the records.
    Lost,
    /// Times that agents answered, by their counters.
    AgentAnswers,
    /// Times that agents missed a call, by their counters.
    AgentMisses,
    /// Outbound calls, by the agents' counters.
    Dialled,
    /// Outbound calls that the customer answered, likewise.
    Connected,
}

/// Today by half hours, up to the running one.
#[derive(Clone, Debug)]
pub struct Today<'a> {
    board: &'a Board,
    halves: HalfHours,
    /// The present moment, on the vendor's clock.
    now: Stamp,
    running: usize,
    /// The first half hour in which anything happened.
    first: usize,
    /// What the report tells of each.
    told: Vec<Option<HalfCalls>>,
}

impl Board {
    /// Totals of half hours of the last weeks, as far as they are known.
    pub fn kept(&self) -> &KeptTotals {
        &self.kept
    }

    /// Today by half hours; `None` at the calendar's end.
    pub fn today(&self, now: Stamp, zone: Tz) -> Option<Today<'_>> {
        let now = now.plus(self.skew_ms());
        let halves = HalfHours::of(now, zone)?;
        let running = halves.half(now)?;
        let told = self.told_halves(&halves, now, running);
        let mut today = Today { board: self, halves, now, running, first: running, told };
        today.first = (0..running).find(|half| today.is_busy(*half)).unwrap_or(running);
        Some(today)
    }

    /// The question whose answer tells of the half hours that the agents' counters were not watched in; `None` where it
    /// is answered, or would tell of other calls than theirs.
    pub fn lacks_half_hours(&self) -> Option<Lookup> {
        let watched = self.has_roster && matches!(self.source(SourceId::Agents).phase, Phase::Live | Phase::Polling);
        (watched && !self.trends.is_reported() && !self.is_of_all(SourceId::Agents, Topic::Relays)).then_some(REPORT)
    }

    fn told_halves(&self, halves: &HalfHours, now: Stamp, running: usize) -> Vec<Option<HalfCalls>> {
        let nothing = vec![None; running + 1];
        // A report on the whole company says nothing of a part of it.
        if self.is_of_all(SourceId::Agents, Topic::Relays) {
            return nothing;
        }
        let Some(entry) = self.shelf.get(&REPORT) else { return nothing };
        let (Some(table), Some(as_of)) = (entry.report(), entry.as_of) else { return nothing };
        let as_of = as_of.plus(self.skew_ms());
        let mut sums: Vec<Option<HalfNumbers>> = vec![None; running + 1];
        for (from, numbers) in entry.half_rows().iter().filter(|(from, _)| *from <= now) {
            if let Some(place) = halves.half(*from).and_then(|half| sums.get_mut(half)) {
                place.get_or_insert_default().add(numbers);
            }
        }
        let whole = !table.rows.is_empty() && table.expected.is_none_or(|expected| expected <= table.rows.len() as u64);
        let told = sums.into_iter().enumerate().map(|(half, sums)| match sums {
            _ if halves.begins(half) > as_of => None,
            // A half hour that a whole report does not name had no call.
            None => whole.then_some(HalfCalls::QUIET),
            Some(sums) => Some(sums.into()),
        });
        told.collect()
    }
}

impl Today<'_> {
    /// The first and the last moment of a half hour that have been.
    fn span(&self, half: usize) -> (Stamp, Stamp) {
        let from = self.halves.begins(half);
        let last = from.plus(HALF_HOUR_MS - 1);
        (from, last.min(self.now).max(from))
    }

    fn counters(&self) -> [&Counter; 4] {
        let trends = self.board.trends();
        [&trends.answered, &trends.missed, &trends.dialled, &trends.connected]
    }

    fn is_busy(&self, half: usize) -> bool {
        let (from, to) = self.span(half);
        let told = self.told.get(half).copied().flatten().map_or(0, HalfCalls::total);
        let calls = |outcome| self.calls(half, outcome).unwrap_or(0);
        told > 0
            || calls(Outcome::Answered) > 0
            || calls(Outcome::Lost) > 0
            || self.counters().into_iter().any(|counter| counter.has_grown(from, to))
    }

    /// The calls that began in a half hour and came to this, as far as the records reach back.
    fn calls(&self, half: usize, outcome: Outcome) -> Option<u64> {
        let ledger = self.board.ledger()?;
        let begins = self.halves.begins(half);
        if !ledger.day().has(begins) || !ledger.reaches(begins) {
            return None;
        }
        Some(ledger.halves().get(half).map_or(0, |tally| tally.count(outcome)))
    }

    /// The count of one half hour; `None` where nothing tells it.
    fn count(&self, of: TrendOf, half: usize) -> Option<u64> {
        let told = self.told.get(half).copied().flatten();
        let (from, to) = self.span(half);
        let trends = self.board.trends();
        let (counter, told) = match of {
            TrendOf::Answered => return self.calls(half, Outcome::Answered),
            TrendOf::Lost => return self.calls(half, Outcome::Lost),
            TrendOf::AgentAnswers => (&trends.answered, told.and_then(|told| told.answered)),
            // The report counts calls: no column of it says how often agents missed one.
            TrendOf::AgentMisses => (&trends.missed, None),
            TrendOf::Dialled => (&trends.dialled, told.and_then(|told| told.outbound)),
            TrendOf::Connected => (&trends.connected, told.and_then(|told| told.connected)),
        };
        counter.grown(from, to, told)
    }

    /// The share of calls answered in time, in percent, in at most `columns` columns; `None` where no call tells it, or
    /// the records do not reach back.
    pub fn service_level(&self, columns: usize) -> Spark {
        let count = self.running + 1 - self.first;
        let (from, _) = self.span(self.first);
        let per = if columns == 0 { count } else { count.div_ceil(columns) }.max(1);
        let halves: Vec<usize> = (self.first..=self.running).collect();
        let level = |halves: &[usize]| {
            let ledger = self.board.ledger()?;
            let mut together = Tally::default();
            for half in halves {
                let begins = self.halves.begins(*half);
                if !ledger.day().has(begins) || !ledger.reaches(begins) {
                    return None;
                }
                if let Some(tally) = ledger.halves().get(*half) {
                    together.merge(tally);
                }
            }
            together.service_level().map(|level| (level * 100.0).round() as u64)
        };
        let width = |count: usize| HALF_HOUR_MS.saturating_mul(i64::try_from(count).unwrap_or(i64::MAX));
        Spark {
            from,
            to: from.plus(width(count)),
            width_ms: width(per),
            columns: halves.chunks(per).map(level).collect(),
        }
    }

    /// A trend in at most `columns` columns: by half hours from the first in which anything happened, so that those of
    /// several figures stand under each other. The agents' counters are told as they were seen since start, finely, where
    /// nothing tells of the time before.
    pub fn spark(&self, of: TrendOf, columns: usize) -> Spark {
        let counter = match of {
            TrendOf::Answered | TrendOf::Lost => None,
            TrendOf::AgentAnswers => Some(&self.board.trends().answered),
            TrendOf::AgentMisses => Some(&self.board.trends().missed),
            TrendOf::Dialled => Some(&self.board.trends().dialled),
            TrendOf::Connected => Some(&self.board.trends().connected),
        };
        let counts: Vec<Option<u64>> = (self.first..=self.running).map(|half| self.count(of, half)).collect();
        let (from, to) = self.span(self.first);
        match counter {
            Some(counter) if !counter.is_watched(from, to) && counts.first().is_none_or(Option::is_none) => {
                counter.series.spark(columns)
            }
            _ => Spark::joined(from, HALF_HOUR_MS, &counts, columns),
        }
    }
}

#[cfg(test)]
mod tests;
