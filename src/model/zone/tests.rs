use chrono::{DateTime, TimeDelta};
use chrono_tz::{TZ_VARIANTS, Tz};
use proptest::prelude::*;

use super::*;

/// Seconds from 1970 to the end of 2100.
const COVERED: std::ops::Range<i64> = 0..4_133_894_400;

/// What both say of a moment and of its wall time, as one text to compare.
fn said<Z: TimeZone>(zone: &Z, seconds: i64) -> String
where
    Z::Offset: fmt::Display,
{
    let at = DateTime::from_timestamp(seconds, 0).unwrap().with_timezone(zone);
    let wall = DateTime::from_timestamp(seconds, 0).unwrap().naive_utc();
    let shown = zone.from_local_datetime(&wall).map(|at| (at.timestamp(), at.format("%:z %Z").to_string()));
    format!("{} {shown:?}", at.format("%F %T %:z %Z"))
}

/// Whether a zone's table says what chrono-tz says.
fn compare(zone: Tz, seconds: i64) {
    assert_eq!(said(&Zone(zone), seconds), said(&zone, seconds), "{zone} {seconds}");
}

proptest! {
    #[test]
    fn every_zone_shows_what_chrono_tz_says(zone in 0..TZ_VARIANTS.len(), seconds in COVERED) {
        compare(TZ_VARIANTS[zone], seconds);
    }
}

/// Around each change of zones with all kinds of them: put on, put back, by half an hour, a day left out, names alone.
#[test]
fn around_every_change_a_table_says_what_chrono_tz_says() {
    for zone in
        [Tz::Europe__Berlin, Tz::Australia__Lord_Howe, Tz::Pacific__Apia, Tz::Africa__Casablanca, Tz::Asia__Gaza]
    {
        let table = Table::of(zone);
        assert!(table.changes.len() > 3, "{zone}");
        for (change, _) in &table.changes {
            for away in [-90_000, -7_200, -3_601, -3_600, -1_800, -1, 0, 1, 1_800, 3_600, 7_199, 40_000, 90_000] {
                compare(zone, (change + away).max(0));
            }
        }
    }
}

/// Each of them once a quarter: a table that was taken for another zone's would differ.
#[test]
fn every_zone_has_its_own_table() {
    for zone in TZ_VARIANTS {
        for quarter in 0..260 {
            let at = DateTime::from_timestamp(quarter * 7_889_000, 0).unwrap();
            let (ours, theirs) = (at.with_timezone(&Zone(zone)), at.with_timezone(&zone));
            assert_eq!(ours.naive_local(), theirs.naive_local(), "{zone} {at}");
            assert_eq!(ours.offset().to_string(), theirs.offset().to_string(), "{zone} {at}");
        }
    }
}

#[test]
fn long_before_and_long_after_there_is_a_time_too() {
    let zone = Zone(Tz::Asia__Shanghai);
    for at in [DateTime::<Utc>::MIN_UTC + TimeDelta::days(2), DateTime::<Utc>::MAX_UTC - TimeDelta::days(2)] {
        assert_eq!(at.with_timezone(&zone).offset().to_string(), "CST");
    }
}
