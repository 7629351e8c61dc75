//! Why the service level is other than it was: the newest half hour of today that is kept, beside an earlier one.

use chrono::Days;
use chrono_tz::Tz;

use super::Board;
use super::compared::begins;
use crate::model::day::{HALF_HOUR_MS, HalfHours};
use crate::model::kept::KeptHalf;
use crate::model::time::Stamp;
use crate::model::why::Why;

/// What the newest half hour is held against.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Against {
    /// The one at whose beginning the wall clock showed the same a week ago.
    #[default]
    WeekAgo,
    /// The one that began an hour before.
    HourAgo,
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoWhy {
    /// No half hour of today is kept: none has ended, or the records do not tell of one whole.
    NoneToday,
    /// The one that it is to be held against, which begins then, is not kept.
    NotKept(Stamp),
    /// That one is kept by another definition of the service level.
    OtherDefinition(Stamp),
    /// No call was answered or lost in one of the two, which begins then.
    NoCalls(Stamp),
}

/// Two half hours, and what is known of why they differ.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WhyHalves {
    /// When the newest one begins, on the vendor's clock.
    pub from: Stamp,
    /// When the one that it is held against begins.
    pub before: Stamp,
    /// What the difference is made of.
    pub why: Why,
    /// Whether the agents of the newest one are known.
    pub seen_now: bool,
    /// Whether those of the other one are.
    pub seen_then: bool,
}

impl Board {
    /// The newest half hour of today that is kept beside another one.
    ///
    /// # Errors
    /// Why the two cannot be held against each other.
    pub fn why(&self, now: Stamp, zone: Tz, against: Against) -> Result<WhyHalves, NoWhy> {
        let newest = self.newest_half(now, zone).ok_or(NoWhy::NoneToday)?;
        let before = match against {
            Against::HourAgo => newest.from.plus(-2 * HALF_HOUR_MS),
            Against::WeekAgo => a_week_before(newest.from, zone).ok_or(NoWhy::NoneToday)?,
        };
        let then = self.kept().get(before).ok_or(NoWhy::NotKept(before))?;
        if (newest.within_ms, newest.short_ms) != (then.within_ms, then.short_ms) {
            return Err(NoWhy::OtherDefinition(before));
        }
        let empty = [newest, then].into_iter().find(|half| half.tally.measured() == 0);
        if let Some(empty) = empty {
            return Err(NoWhy::NoCalls(empty.from));
        }
        let why = Why::of(newest, then).ok_or(NoWhy::NotKept(before))?;
        let (seen_now, seen_then) = (newest.floor.is_some(), then.floor.is_some());
        Ok(WhyHalves { from: newest.from, before, why, seen_now, seen_then })
    }

    /// The newest half hour of the day of `now` of which the totals are known.
    fn newest_half(&self, now: Stamp, zone: Tz) -> Option<&KeptHalf> {
        let now = now.plus(self.calls_skew_ms());
        let midnight = HalfHours::of(now, zone)?.begins(0);
        self.kept().since(midnight).filter(|half| half.from <= now).last()
    }

    /// What is kept of the half hour that begins at `from`.
    pub fn kept_half(&self, from: Stamp) -> Option<&KeptHalf> {
        self.kept().get(from)
    }
}

/// The half hour at whose beginning the wall clock showed the same a week before.
fn a_week_before(from: Stamp, zone: Tz) -> Option<Stamp> {
    let halves = HalfHours::of(from, zone)?;
    let wall = halves.wall(halves.half(from)?);
    begins(from.in_zone(&zone)?.date_naive().checked_sub_days(Days::new(7))?, wall, zone)
}
