//! Today, as the site's calendar has it.

use chrono::{Days, Duration, NaiveDate, NaiveTime, TimeZone};
use chrono_tz::Tz;

use crate::model::Stamp;

/// Which day it is in `zone`.
pub fn today(now: Stamp, zone: Tz) -> NaiveDate {
    now.in_zone(&zone).map_or(NaiveDate::MAX, |at| at.date_naive())
}

/// When the day after the present one begins in `zone`. Where clocks skip midnight, the day begins when they have;
/// where they repeat it, it begins the first time. `None` at the calendar's end.
pub fn next_midnight(now: Stamp, zone: Tz) -> Option<Stamp> {
    let tomorrow = today(now, zone).checked_add_days(Days::new(1))?;
    let midnight = tomorrow.and_time(NaiveTime::MIN);
    // No zone ever skipped more than a day.
    (0..=96)
        .find_map(|quarter| zone.from_local_datetime(&(midnight + Duration::minutes(15 * quarter))).earliest())
        .map(|at| Stamp(at.timestamp_millis()))
}
