//! Today, as the site's calendar has it.

use std::time::Duration;

use chrono::{Days, NaiveDate};
use chrono_tz::Tz;
use tokio::time::Instant;

use crate::model::Stamp;
pub use crate::model::day::beginning;
use crate::platforms::DaySpan;

/// The wall clock is looked at this often: it may have been set, or the machine may have slept.
const LOOK_AROUND: Duration = Duration::from_secs(30);

/// Which day it is in `zone`.
pub fn today(now: Stamp, zone: Tz) -> NaiveDate {
    now.in_zone(&zone).map_or(NaiveDate::MAX, |at| at.date_naive())
}

/// When the day after the present one begins in `zone`. `None` at the calendar's end.
pub fn next_midnight(now: Stamp, zone: Tz) -> Option<Stamp> {
    beginning(today(now, zone).checked_add_days(Days::new(1))?, zone)
}

/// When a sleeper who lives by the day in `zone` looks at the wall clock again: at midnight, and often enough to see
/// that it was set. `stamp` and `now` are the same moment.
pub fn look_again(stamp: Stamp, zone: Tz, now: Instant) -> Instant {
    let look = now + LOOK_AROUND;
    let midnight = next_midnight(stamp, zone).and_then(|midnight| u64::try_from(midnight.since(stamp)).ok());
    midnight.map_or(look, |ms| look.min(now + Duration::from_millis(ms)))
}

/// `date` from its first moment to the next day's.
pub fn span(date: NaiveDate, zone: Tz) -> DaySpan {
    let from = beginning(date, zone).unwrap_or_default();
    let to = date.checked_add_days(Days::new(1)).and_then(|next| beginning(next, zone));
    DaySpan { date, from, to: to.unwrap_or_else(|| from.plus(24 * 60 * 60 * 1_000)) }
}
