//! Today, as the site's calendar has it.

use chrono::{Days, Duration, NaiveDate, NaiveTime, TimeZone};
use chrono_tz::Tz;

use crate::model::Stamp;
use crate::vendor::DaySpan;

/// Which day it is in `zone`.
pub fn today(now: Stamp, zone: Tz) -> NaiveDate {
    now.in_zone(&zone).map_or(NaiveDate::MAX, |at| at.date_naive())
}

/// When the day after the present one begins in `zone`. `None` at the calendar's end.
pub fn next_midnight(now: Stamp, zone: Tz) -> Option<Stamp> {
    beginning(today(now, zone).checked_add_days(Days::new(1))?, zone)
}

/// When `date` begins in `zone`. Where clocks skip midnight, the day begins when they have; where they repeat it, it
/// begins the first time. `None` at the calendar's end.
pub fn beginning(date: NaiveDate, zone: Tz) -> Option<Stamp> {
    let midnight = date.and_time(NaiveTime::MIN);
    // No zone ever skipped more than a day.
    (0..=96)
        .filter_map(|quarter| midnight.checked_add_signed(Duration::minutes(15 * quarter)))
        .find_map(|local| zone.from_local_datetime(&local).earliest())
        .map(|at| Stamp(at.timestamp_millis()))
}

/// `date` from its first moment to the next day's.
pub fn span(date: NaiveDate, zone: Tz) -> DaySpan {
    let from = beginning(date, zone).unwrap_or_default();
    let to = date.checked_add_days(Days::new(1)).and_then(|next| beginning(next, zone));
    DaySpan { date, from, to: to.unwrap_or_else(|| from.plus(24 * 60 * 60 * 1_000)) }
}
