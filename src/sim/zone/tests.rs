//! The site's wall clock.

use super::*;

#[test]
fn it_is_afternoon_somewhere_at_every_quarter_of_an_hour() {
    for season in [1_763_683_200_000, 1_781_000_000_000] {
        for quarter in 0..96 {
            let at = season + quarter * 15 * MINUTE;
            let minute = minute_of_day(afternoon_zone(at), at);
            assert!((minute - 870.0).abs() <= 31.0, "{minute} at {at}");
        }
    }
}

#[test]
fn a_day_begins_at_the_sites_midnight_also_where_clocks_skip_it() {
    let date = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
    assert_eq!(midnight(chrono_tz::Asia::Shanghai, date), 1_795_190_400_000);
    // Beirut's clocks went from 00:00 to 01:00.
    let skipped = NaiveDate::from_ymd_opt(2024, 3, 31).unwrap();
    let first = midnight(chrono_tz::Asia::Beirut, skipped);
    assert_eq!(local(chrono_tz::Asia::Beirut, first).to_rfc3339(), "2024-03-31T01:00:00+03:00");
}
