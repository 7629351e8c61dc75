//! The times a report is cut into, on the wall clock of the caller's zone.

use chrono::{Datelike, Days, Months, NaiveDate};
use chrono_tz::Tz;

use crate::sim::zone::{self, HOUR, MINUTE};

/// So many rows of time a report may have.
const MOST: usize = 5_000;

/// One row of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bucket {
    /// Unix ms.
    pub(crate) from: i64,
    /// Unix ms; the first moment after it.
    pub(crate) to: i64,
    /// What `result_date` says.
    pub(crate) label: String,
}

/// How long a row of time is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DateType {
    /// Code 11.
    HalfHour,
    /// Code 12.
    Hour,
    /// Code 13.
    Day,
    /// Code 14; begins on Monday, or with `weekType` 1 on Sunday.
    Week {
        /// Weeks begin on Sunday.
        sunday: bool,
    },
    /// Code 15.
    Month,
}

/// The rows of time between two times (Unix ms). The first and the last may be cut short. None when they are too
/// many.
pub(crate) fn buckets(zone: Tz, from: i64, to: i64, kind: DateType) -> Option<Vec<Bucket>> {
    let mut rows = Vec::new();
    let mut at = from;
    while at < to {
        if rows.len() == MOST {
            return None;
        }
        let next = end(zone, at, kind).clamp(at + 1, to);
        rows.push(Bucket { from: at, to: next, label: label(zone, at, next, kind) });
        at = next;
    }
    Some(rows)
}

fn end(zone: Tz, at: i64, kind: DateType) -> i64 {
    let date = zone::date(zone, at);
    let later = |days: u64| date.checked_add_days(Days::new(days)).unwrap_or(date);
    let midnight = |date: NaiveDate| zone::midnight(zone, date);
    match kind {
        DateType::HalfHour | DateType::Hour => {
            let step = if kind == DateType::Hour { HOUR } else { 30 * MINUTE };
            // Counted from the full hour of the zone's own clock, which need not be one elsewhere.
            let past = (zone::minute_of_day(zone, at) * MINUTE as f64).round() as i64 % step + at.rem_euclid(1000);
            at - past + step
        }
        DateType::Day => midnight(zone::next(date)),
        DateType::Week { sunday } => {
            let since =
                if sunday { date.weekday().num_days_from_sunday() } else { date.weekday().num_days_from_monday() };
            midnight(later(u64::from(7 - since)))
        }
        DateType::Month => {
            let first = date.with_day(1).unwrap_or(date);
            midnight(first.checked_add_months(Months::new(1)).unwrap_or(date))
        }
    }
}

fn label(zone: Tz, from: i64, to: i64, kind: DateType) -> String {
    let day = |at| zone::written(zone, at, "%Y-%m-%d");
    match kind {
        DateType::Day => day(from),
        DateType::HalfHour | DateType::Hour => {
            format!("{} {}", zone::written(zone, from, "%Y-%m-%d %H:%M"), zone::written(zone, to, "%Y-%m-%d %H:%M"))
        }
        DateType::Week { .. } | DateType::Month => format!("{} {}", day(from), day(to - 1)),
    }
}
