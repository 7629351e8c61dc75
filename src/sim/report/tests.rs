//! Rows of time on the caller's clock, and the shape of numbers.

use chrono_tz::{Asia, Europe, Tz};

use super::table::{average, share};
use super::*;
use crate::sim::zone::{self, HOUR, MINUTE};

/// Midnight of 21 November 2026 in Shanghai.
const MIDNIGHT: i64 = 1_795_190_400_000;

fn labels(zone: Tz, from: i64, to: i64, kind: DateType) -> Vec<String> {
    let rows = buckets(zone, from, to, kind).unwrap();
    assert!(rows.windows(2).all(|pair| pair[0].to == pair[1].from), "{rows:?}");
    assert_eq!((rows[0].from, rows[rows.len() - 1].to), (from, to));
    rows.into_iter().map(|row| row.label).collect()
}

#[test]
fn half_hours_hours_and_days_are_those_of_the_callers_zone() {
    let halves = labels(Asia::Shanghai, MIDNIGHT, MIDNIGHT + 24 * HOUR, DateType::HalfHour);
    assert_eq!((halves.len(), halves[1].as_str()), (48, "2026-11-21 00:30 2026-11-21 01:00"));
    assert_eq!(halves[47], "2026-11-21 23:30 2026-11-22 00:00");
    // Kathmandu is a quarter of an hour off everybody else's half hours.
    let from = MIDNIGHT + 2 * HOUR + 15 * MINUTE;
    let nepal = labels(Asia::Kathmandu, from, from + 2 * HOUR, DateType::Hour);
    assert_eq!(nepal, ["2026-11-21 00:00 2026-11-21 01:00", "2026-11-21 01:00 2026-11-21 02:00"]);
    let days = labels(Asia::Shanghai, MIDNIGHT - 24 * HOUR, MIDNIGHT + 9 * HOUR, DateType::Day);
    assert_eq!(days, ["2026-11-20", "2026-11-21"]);
}

#[test]
fn a_range_that_begins_within_a_row_cuts_it_short() {
    let from = MIDNIGHT + 10 * MINUTE;
    assert_eq!(
        labels(Asia::Shanghai, from, from + 25 * MINUTE, DateType::HalfHour),
        ["2026-11-21 00:10 2026-11-21 00:30", "2026-11-21 00:30 2026-11-21 00:35"]
    );
}

#[test]
fn weeks_begin_on_monday_or_sunday_and_months_on_the_first() {
    let to = MIDNIGHT + 14 * 24 * HOUR;
    let monday = labels(Asia::Shanghai, MIDNIGHT, to, DateType::Week { sunday: false });
    assert_eq!(monday, ["2026-11-21 2026-11-22", "2026-11-23 2026-11-29", "2026-11-30 2026-12-04"]);
    let sunday = labels(Asia::Shanghai, MIDNIGHT, to, DateType::Week { sunday: true });
    assert_eq!(sunday[0], "2026-11-21 2026-11-21");
    let months = labels(Asia::Shanghai, MIDNIGHT, to, DateType::Month);
    assert_eq!(months, ["2026-11-21 2026-11-30", "2026-12-01 2026-12-04"]);
}

#[test]
fn the_day_on_which_clocks_change_has_as_many_rows_as_hours() {
    let date = chrono::NaiveDate::from_ymd_opt(2026, 10, 25).unwrap();
    let (from, to) = (zone::midnight(Europe::Berlin, date), zone::midnight(Europe::Berlin, zone::next(date)));
    assert_eq!(labels(Europe::Berlin, from, to, DateType::Hour).len(), 25);
}

#[test]
fn a_range_of_too_many_rows_is_none() {
    assert_eq!(buckets(Asia::Shanghai, MIDNIGHT, MIDNIGHT + 365 * 24 * HOUR, DateType::HalfHour), None);
}

#[test]
fn shares_have_two_digits_and_averages_are_rounded() {
    assert_eq!((share(7, 19), share(1, 0)), (Value::from("36.84%"), Value::from("0.00%")));
    assert_eq!((average(5, 2), average(4, 3), average(9, 0)), (3, 1, 0));
}

#[test]
fn the_lists_of_indicators_are_the_documents() {
    let lists = [Subject::Relay, Subject::Agent, Subject::Department].map(indicators::of);
    assert_eq!(lists.map(<[_]>::len), [30, 76, 26]);
}
