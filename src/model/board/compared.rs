//! The last half hour that has ended, beside the same one of yesterday and of a week ago.
//!
//! Today's comes from the records. Of the other days the totals that were kept are taken where there are any, else the
//! vendor's half-hour report, which tells how many calls agents answered and how long they talked, and no service level. A
//! report of nothing but noughts is of a day of which nothing is known.

use chrono::{Days, NaiveDate};
use chrono_tz::Tz;

use super::Board;
use crate::model::day::{HALF_HOUR_MS, HalfHours, beginning};
use crate::model::half::HalfCalls;
use crate::model::ledger::Tally;
use crate::model::lookup::{Day, Lookup, ReportAsked, ReportOf};
use crate::model::scope::Topic;
use crate::model::source::SourceId;
use crate::model::time::Stamp;

/// What one half hour came to; `None` where it is unknown.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct HalfFigures {
    /// Calls that an agent had.
    pub answered: Option<u64>,
    /// Average talk of an answered call, holds included and after-call work not, in ms.
    pub talk_ms: Option<u64>,
    /// The share that was answered in time, 0 to 1, by the definition of today.
    pub service_level: Option<f64>,
}

/// The last half hour that has ended, and the same one of other days by what the wall clock shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Compared {
    /// When it began, on the vendor's clock.
    pub from: Stamp,
    /// When it ended.
    pub to: Stamp,
    /// Today's.
    pub today: HalfFigures,
    /// Yesterday's.
    pub yesterday: HalfFigures,
    /// That of a week ago.
    pub week_ago: HalfFigures,
}

impl HalfFigures {
    fn of(tally: &Tally, same_definition: bool) -> Self {
        Self {
            answered: Some(tally.answered),
            talk_ms: tally.average_talk_ms(),
            service_level: tally.service_level().filter(|_| same_definition),
        }
    }
}

/// The other days, by how many days ago they were.
const OTHER_DAYS: [(u64, Day); 2] = [(1, Day::Yesterday), (7, Day::WeekAgo)];

/// The question whose answer tells of a day's half hours.
const fn question(day: Day) -> Lookup {
    Lookup::Report(ReportAsked { of: ReportOf::HalfHours, day, agent: None })
}

/// When the half hour of `date` begins at whose beginning the wall clock shows `wall`.
pub(super) fn begins(date: NaiveDate, wall: usize, zone: Tz) -> Option<Stamp> {
    let halves = HalfHours::of(beginning(date, zone)?, zone)?;
    let half = (0..halves.count()).find(|half| halves.wall(*half) == wall)?;
    Some(halves.begins(half))
}

impl Board {
    /// The last half hour that has ended today beside those of other days; `None` in the first half hour of a day.
    pub fn compared(&self, now: Stamp, zone: Tz) -> Option<Compared> {
        let now = now.plus(self.calls_skew_ms());
        let halves = HalfHours::of(now, zone)?;
        let half = halves.half(now)?.checked_sub(1)?;
        let from = halves.begins(half);
        let to = from.plus(HALF_HOUR_MS);
        let date = now.in_zone(&zone)?.date_naive();
        let before = |(days, day): (u64, Day)| {
            let date = date.checked_sub_days(Days::new(days))?;
            self.half_of(day, date, halves.wall(half), zone)
        };
        let [yesterday, week_ago] = OTHER_DAYS.map(|day| before(day).unwrap_or_default());
        Some(Compared { from, to, today: self.half_now(from, half, to).unwrap_or_default(), yesterday, week_ago })
    }

    /// What the records tell of a half hour of today, once they tell of all of it.
    fn half_now(&self, from: Stamp, half: usize, to: Stamp) -> Option<HalfFigures> {
        let ledger = self.ledger()?;
        let known = ledger.as_of().plus(self.calls_skew_ms()) >= to && ledger.day().has(from) && ledger.reaches(from);
        let tally = known.then(|| ledger.halves().get(half).copied().unwrap_or_default())?;
        Some(HalfFigures::of(&tally, true))
    }

    /// The questions whose answers tell of the half hours of other days that [`compared`](Self::compared) lacks: neither kept
    /// nor answered. None where a report would be of other calls than the board's.
    pub fn lacks_compared(&self, now: Stamp, zone: Tz) -> Vec<Lookup> {
        if self.is_of_all(SourceId::Agents, Topic::Relays) {
            return Vec::new();
        }
        let other_days = || {
            let now = now.plus(self.calls_skew_ms());
            let halves = HalfHours::of(now, zone)?;
            let wall = halves.wall(halves.half(now)?.checked_sub(1)?);
            let date = now.in_zone(&zone)?.date_naive();
            let lacks = |(days, day): (u64, Day)| {
                let from = begins(date.checked_sub_days(Days::new(days))?, wall, zone)?;
                let answered = self.shelf.get(&question(day)).is_some_and(|entry| entry.report().is_some());
                (self.kept().get(from).is_none() && !answered).then(|| question(day))
            };
            Some(OTHER_DAYS.into_iter().filter_map(lacks).collect())
        };
        other_days().unwrap_or_default()
    }

    /// The half hour of `date` at whose beginning the wall clock shows `wall`.
    fn half_of(&self, day: Day, date: NaiveDate, wall: usize, zone: Tz) -> Option<HalfFigures> {
        let from = begins(date, wall, zone)?;
        if let Some(kept) = self.kept().get(from) {
            let same = self.ledger().is_some_and(|ledger| kept.is_by(&ledger.target()));
            return Some(HalfFigures::of(&kept.tally, same));
        }
        let told = self.reported(day, from)?;
        Some(HalfFigures { answered: told.answered, talk_ms: told.average_talk_ms(), service_level: None })
    }

    /// What the half-hour report of a day tells of the half hour that begins at `from`.
    fn reported(&self, day: Day, from: Stamp) -> Option<HalfCalls> {
        if self.is_of_all(SourceId::Agents, Topic::Relays) {
            return None;
        }
        let table = self.shelf.get(&question(day))?.report().filter(|table| !HalfCalls::none_in(table))?;
        let mut rows =
            table.rows.iter().filter(|row| row.from == Some(from)).map(|row| row.cells.as_slice()).peekable();
        // A half hour that a report does not name is not told: what is of another day then has other moments.
        rows.peek()?;
        Some(HalfCalls::together(table, rows))
    }
}

#[cfg(test)]
mod tests;
