use super::*;

fn stamp(text: &str) -> Stamp {
    Stamp(chrono::DateTime::parse_from_rfc3339(text).unwrap().timestamp_millis())
}

fn found(from: &str) -> Result<Stamp, String> {
    let span = (stamp("2026-11-20T22:10:20+08:00"), stamp("2026-11-21T11:00:00+08:00"));
    moment(from.parse().unwrap(), chrono_tz::Asia::Shanghai, span).map_err(|error| error.to_string())
}

#[test]
fn a_time_of_day_is_the_first_one_in_the_recording_on_the_sites_clock() {
    assert_eq!(found("22:30"), Ok(stamp("2026-11-20T22:30:00+08:00")));
    assert_eq!(found("09:30:15"), Ok(stamp("2026-11-21T09:30:15+08:00")));
    assert_eq!(found("2026-11-21 00:05"), Ok(stamp("2026-11-21T00:05:00+08:00")));
    assert_eq!(found("22:10"), Ok(stamp("2026-11-20T22:10:20+08:00")), "the minute in which it begins");
}

#[test]
fn a_time_outside_of_it_is_said_with_what_there_is() {
    for from in ["11:30", "2026-11-19 23:00", "22:09"] {
        assert_eq!(
            found(from).unwrap_err(),
            "the recording runs from 2026-11-20 22:10:20 to 2026-11-21 11:00:00 (Asia/Shanghai): --from must name a \
             time in between"
        );
    }
}
