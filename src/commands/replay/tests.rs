use super::*;

fn stamp(text: &str) -> Stamp {
    Stamp(chrono::DateTime::parse_from_rfc3339(text).unwrap().timestamp_millis())
}

fn found(from: &str) -> Result<Stamp, String> {
    let span = (stamp("2026-11-20T22:10:20+08:00"), stamp("2026-11-21T11:00:00+08:00"));
    let found = moment(from.parse().unwrap(), chrono_tz::Asia::Shanghai, span);
    found.map(|(at, said)| said.map_or(at, |said| panic!("{said}"))).map_err(|error| error.to_string())
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

#[test]
fn a_time_that_clocks_show_twice_or_never_begins_at_the_nearest_and_says_so() {
    let york = chrono_tz::America::New_York;
    let begins = |from: &str, span: (&str, &str)| {
        moment(from.parse().unwrap(), york, (stamp(span.0), stamp(span.1))).map_err(|error| error.to_string())
    };
    let autumn = ("2026-10-31T22:00:00-04:00", "2026-11-01T09:00:00-05:00");
    for from in ["01:30", "2026-11-01 01:30"] {
        let (at, said) = begins(from, autumn).unwrap();
        assert_eq!(at, stamp("2026-11-01T01:30:00-04:00"));
        assert_eq!(
            said.map(|said| said.to_string()).as_deref(),
            Some("clocks show 01:30:00 twice that day: this begins at 01:30:00 EDT; the other is EST")
        );
    }
    // A recording that has only the second.
    let (at, said) = begins("01:30", ("2026-11-01T01:10:00-05:00", "2026-11-01T09:00:00-05:00")).unwrap();
    assert_eq!(at, stamp("2026-11-01T01:30:00-05:00"));
    assert!(said.unwrap().to_string().ends_with("this begins at 01:30:00 EST; the other is EDT"));
    let spring = ("2026-03-07T22:00:00-05:00", "2026-03-08T09:00:00-04:00");
    for from in ["02:30", "2026-03-08 02:00", "02:59:59"] {
        let (at, said) = begins(from, spring).unwrap();
        assert_eq!(at, stamp("2026-03-08T03:00:00-04:00"), "{from}");
        assert!(said.unwrap().to_string().ends_with("that day: this begins at 03:00:00 EDT"), "{from}");
    }
    assert_eq!(begins("03:00", spring), Ok((stamp("2026-03-08T03:00:00-04:00"), None)));
    assert!(begins("02:30", ("2026-03-08T04:00:00-04:00", "2026-03-08T09:00:00-04:00")).is_err());
}
