//! The site's wall clock: where its day begins, what time it is there, and where on Earth it is afternoon now.

use chrono::{DateTime, Days, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Timelike};
use chrono_tz::Tz;

use crate::model::zone::Zone;

/// An hour in milliseconds.
pub(super) const HOUR: i64 = 3_600_000;
/// A minute in milliseconds.
pub(super) const MINUTE: i64 = 60_000;
/// A second in milliseconds.
pub(super) const SECOND: i64 = 1_000;

/// Zones a demo may pretend to be in, so spread that it is mid-afternoon in one of them at any time.
const ZONES: [Tz; 28] = [
    chrono_tz::Asia::Shanghai,
    chrono_tz::Asia::Tokyo,
    chrono_tz::Australia::Brisbane,
    chrono_tz::Pacific::Guadalcanal,
    chrono_tz::Pacific::Fiji,
    chrono_tz::Pacific::Auckland,
    chrono_tz::Pacific::Tongatapu,
    chrono_tz::Pacific::Pago_Pago,
    chrono_tz::Pacific::Honolulu,
    chrono_tz::Pacific::Gambier,
    chrono_tz::America::Anchorage,
    chrono_tz::America::Los_Angeles,
    chrono_tz::America::Denver,
    chrono_tz::America::Chicago,
    chrono_tz::America::New_York,
    chrono_tz::America::Puerto_Rico,
    chrono_tz::America::Sao_Paulo,
    chrono_tz::America::Noronha,
    chrono_tz::Atlantic::Cape_Verde,
    chrono_tz::Atlantic::Azores,
    chrono_tz::Europe::London,
    chrono_tz::Europe::Berlin,
    chrono_tz::Europe::Athens,
    chrono_tz::Europe::Istanbul,
    chrono_tz::Asia::Dubai,
    chrono_tz::Asia::Karachi,
    chrono_tz::Asia::Dhaka,
    chrono_tz::Asia::Bangkok,
];

/// A zone in which `now_ms` (Unix milliseconds) is nearest to half past two in the afternoon, so that a demo
/// shows a busy hour whenever it is started.
pub fn afternoon_zone(now_ms: i64) -> Tz {
    let away = |zone: &Tz| (minute_of_day(*zone, now_ms) - 14.5 * 60.0).abs() as i64;
    ZONES.into_iter().min_by_key(away).unwrap_or(Tz::UTC)
}

fn local(zone: Tz, at: i64) -> DateTime<Zone> {
    DateTime::from_timestamp_millis(at).unwrap_or_default().with_timezone(&Zone(zone))
}

/// Minutes since midnight on the zone's wall clock.
pub(super) fn minute_of_day(zone: Tz, at: i64) -> f64 {
    f64::from(local(zone, at).num_seconds_from_midnight()) / 60.0
}

/// The zone's calendar date at this time.
pub(super) fn date(zone: Tz, at: i64) -> NaiveDate {
    local(zone, at).date_naive()
}

/// When the zone's day begins; where clocks skip midnight, the first moment after it.
pub(super) fn midnight(zone: Tz, date: NaiveDate) -> i64 {
    moment(zone, date.and_time(NaiveTime::MIN))
}

/// When the zone's wall clock shows this; where clocks skip it, the first moment after it.
pub(super) fn moment(zone: Tz, shown: NaiveDateTime) -> i64 {
    let mut wall = shown;
    for _ in 0..4 {
        match Zone(zone).from_local_datetime(&wall) {
            LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => return at.timestamp_millis(),
            LocalResult::None => wall += chrono::TimeDelta::minutes(30),
        }
    }
    shown.and_utc().timestamp_millis()
}

/// What the zone's wall clock shows at this time, in this format of `chrono`.
pub(super) fn written(zone: Tz, at: i64, format: &str) -> String {
    local(zone, at).format(format).to_string()
}

/// The date after this one.
pub(super) fn next(date: NaiveDate) -> NaiveDate {
    date.checked_add_days(Days::new(1)).unwrap_or(date)
}

/// The date before this one.
pub(super) fn previous(date: NaiveDate) -> NaiveDate {
    before(date, 1)
}

/// The date so many days before this one.
pub(super) fn before(date: NaiveDate, days: u64) -> NaiveDate {
    date.checked_sub_days(Days::new(days)).unwrap_or(date)
}

/// A zone's offset now, as `+08:00`.
pub(super) fn offset(zone: Tz, at: i64) -> String {
    local(zone, at).format("%:z").to_string()
}

#[cfg(test)]
mod tests;
