//! Values that no vendor means and any may send: nesting without end, numbers past every type, words for numbers,
//! moments outside of the calendar. They cost themselves, or their message, never the board.

use callboard::model::{Board, Figure, Payload, RejectReason, Roster, RosterKind, SourceId, Stamp, Update};
use callboard::platforms::Message;
use callboard::platforms::sobot_call::{decode, decode_page};
use serde_json::json;

use crate::fuzzed::bytes::assert_harmless;
use crate::vendor_support::{NOW, board_of, full, hear};

const DEPTH: usize = 100_000;

fn operation(id: &str, field: &str, value: &str) -> String {
    format!(
        r#"{{"MessageID":"EventAgentsMetricsChanged","list":[{{"op":"replace","id":"{id}","path":"agentsMetrics/list/{field}","value":{value}}}]}}"#
    )
}

fn two_agents() -> Board {
    let agents = [json!({"agentUUID": "a", "agentName": "Ann"}), json!({"agentUUID": "b", "agentName": "Bo"})];
    board_of(full(
        &json!({"MessageID": "EventAgentsMetricsWatch", "agentsMetrics": {"total": 2, "list": agents}}).to_string(),
    ))
}

#[test]
fn nesting_without_end_costs_its_message_and_nothing_else() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("[{\"list\":", "}]")] {
        for end in [String::new(), format!("1{}", close.repeat(DEPTH))] {
            let deep = format!("{}{end}", open.repeat(DEPTH));
            for message in [
                deep.clone(),
                format!(r#"{{"MessageID":"EventAgentsMetricsWatch","unknown":{deep}}}"#),
                format!(r#"{{"MessageID":{deep}}}"#),
                format!(r#"{{"agentsMetrics":{{"total":1,"list":[{{"agentUUID":"a","skills":{deep}}}]}}}}"#),
                format!(r#"{{"agentsSummary":{deep},"agentsMetrics":{{"total":1,"list":[{{"agentUUID":"a"}}]}}}}"#),
                operation("a", "agentName", &deep),
                operation("a", "skills", &deep),
            ] {
                match decode(&message) {
                    Message::Rejected(reject) => {
                        let reasons = [RejectReason::Undecodable, RejectReason::UnknownMessage];
                        assert!(reasons.contains(&reject.reason), "{reject:?}");
                        assert_harmless(&reject.detail.to_string(), "a reject");
                    }
                    // What is skipped unread may be as deep as it likes.
                    Message::Full(page) => assert_eq!(page.agents.len(), 1),
                    Message::Changes(changes) => panic!("{changes:?}"),
                }
                if let Err(error) = decode_page(&message, "the agents call") {
                    assert_harmless(&error.to_string(), "an error");
                }
            }
        }
    }
}

#[test]
fn numbers_past_every_type_are_refused_one_by_one() {
    let many = "9".repeat(40);
    for value in [
        many.as_str(),
        &format!("\"{many}\""),
        &format!("-{many}"),
        "1e308",
        "-1",
        "-9223372036854775808",
        "0.5",
        "\"NaN\"",
        "\"nan\"",
        "\"Infinity\"",
        "\"-inf\"",
        "\"1e999\"",
        "\"0x10\"",
        "true",
        "[]",
        "{}",
    ] {
        let mut board = two_agents();
        hear(&mut board, &operation("a", "inboundEstablishedCallsCountToday", "7"));
        hear(&mut board, &operation("a", "inboundEstablishedCallsCountToday", value));
        let source = board.source(SourceId::Agents);
        assert_eq!((source.applied, source.rejected.get(&RejectReason::BadValue)), (1, Some(&1)), "{value}");
        assert_eq!(board.agents()[0].answered, Some(7), "{value}");
    }
    // JSON's grammar has no words for these: what is no number is no value, and what no type has room for is a bad one.
    for (value, read, refused) in
        [("NaN", None, 0), ("Infinity", None, 0), ("-Infinity", None, 0), ("1e400", Some(7), 1), ("-1e400", Some(7), 1)]
    {
        let mut board = two_agents();
        hear(&mut board, &operation("a", "inboundEstablishedCallsCountToday", "7"));
        hear(&mut board, &operation("a", "inboundEstablishedCallsCountToday", value));
        let source = board.source(SourceId::Agents);
        assert_eq!(source.rejected.get(&RejectReason::BadValue).copied().unwrap_or(0), refused, "{value}");
        assert_eq!(board.agents()[0].answered, read, "{value}");
    }
    for (value, read) in [("-0", 0), ("-0.0", 0), ("0", 0), ("\" 12 \"", 12), ("12.0", 12)] {
        let mut board = two_agents();
        hear(&mut board, &operation("a", "inboundEstablishedCallsCountToday", value));
        assert_eq!(board.agents()[0].answered, Some(read), "{value}");
    }
}

#[test]
fn counters_at_their_end_add_up_without_overflow_and_can_be_taken_away_again() {
    let mut board = two_agents();
    let set = |board: &mut Board, id: &str, value: u64| {
        for field in ["inboundEstablishedCallsCountToday", "inboundAbandonCallsCountToday"] {
            hear(board, &operation(id, field, &value.to_string()));
        }
    };
    set(&mut board, "a", u64::MAX);
    set(&mut board, "b", u64::MAX);
    assert_eq!((board.figure(Figure::Answered), board.figure(Figure::Missed)), (Some(u64::MAX), Some(u64::MAX)));
    assert!(board.missed_share().is_some_and(|share| (0.0..=1.0).contains(&share)));
    set(&mut board, "a", 5);
    assert_eq!(board.figure(Figure::Answered), Some(u64::MAX));
    set(&mut board, "b", 6);
    assert_eq!((board.figure(Figure::Answered), board.missed_share()), (Some(11), Some(0.5)));
}

#[test]
fn moments_outside_of_the_calendar_are_refused_or_unknown() {
    for value in ["9223372036854775807", "18446744073709551615", "253402300800000", "1e300", "\"99999999999999999999\""]
    {
        let mut board = two_agents();
        hear(&mut board, &operation("a", "lastWorkStatusChangedTime", value));
        let source = board.source(SourceId::Agents);
        assert_eq!(source.rejected.get(&RejectReason::BadValue), Some(&1), "{value}");
    }
    for value in ["-9223372036854775808", "-1", "0", "\"0\"", "null"] {
        let mut board = two_agents();
        hear(&mut board, &operation("a", "lastWorkStatusChangedTime", value));
        assert_eq!((board.agents()[0].work_since, board.source(SourceId::Agents).applied), (None, 1), "{value}");
    }
    let mut board = two_agents();
    hear(&mut board, &operation("a", "lastWorkStatusChangedTime", "253402300799999"));
    assert_eq!(board.agents()[0].in_state_ms(Stamp(NOW), i64::MIN), Some(0));
    assert_eq!(board.agents()[0].in_state_ms(Stamp(i64::MAX), i64::MAX), Some(i64::MAX - 253_402_300_799_999));
}

/// Everything that is heard may also come from a recording, with any time at all.
#[test]
fn a_board_lives_through_any_order_of_any_moments() {
    let moments = [0, i64::MIN, NOW, i64::MAX, -1, NOW + 1, i64::MAX - 1, i64::MIN + 1];
    let mut board = Board::new();
    for at in moments.map(Stamp) {
        let page = full(
            &json!({"agentsMetrics": {"total": 1, "list": [{"agentUUID": "a", "agentWorkStatus": at.ms().rem_euclid(9),
                "inboundEstablishedCallsCountToday": at.ms().unsigned_abs()}]}})
            .to_string(),
        );
        for kind in [RosterKind::Full, RosterKind::Resync] {
            let (agents, summary) = (page.agents.clone(), page.summary.clone());
            let roster = Roster { kind, summary, total: Some(1), complete: true, agents };
            board.apply(Update::new(at, Payload::Roster(Box::new(roster))));
        }
        board.apply(Update::new(at, Payload::Heard(SourceId::Agents)));
        for now in moments.map(Stamp) {
            let _ = (board.source(SourceId::Agents).age_ms(now), board.agents()[0].in_state_ms(now, i64::MIN));
        }
    }
    for columns in [1, 7, 500] {
        let _ = board.trends().answered.series.columns(columns);
    }
    assert_eq!(board.agents().len(), 1);
}

#[test]
fn a_calendars_last_hours_are_none_further_east() {
    let last = Stamp(chrono::DateTime::<chrono::Utc>::MAX_UTC.timestamp_millis());
    let first = Stamp(chrono::DateTime::<chrono::Utc>::MIN_UTC.timestamp_millis());
    let (east, west) = (chrono_tz::Asia::Shanghai, chrono_tz::America::New_York);
    assert_eq!((last.in_zone(&east), first.in_zone(&west)), (None, None));
    for stamp in [last, first, Stamp(i64::MAX), Stamp(i64::MIN)] {
        for zone in [east, west, chrono_tz::UTC] {
            let _ = stamp.in_zone(&zone).map(|at| at.format("%F %T").to_string());
        }
        assert!(!stamp.to_string().is_empty());
    }
}

#[test]
fn a_reject_is_short_and_on_one_line_however_long_the_id_was() {
    let mut board = two_agents();
    let id = format!("x\\u001b]0;y\\u0007\\u202e{}", "z".repeat(10_000));
    hear(&mut board, &operation(&id, "agentName", "\"n\""));
    hear(&mut board, &operation("a", &format!("agentName/{id}"), "\"n\""));
    hear(&mut board, &operation("a", "inboundEstablishedCallsCountToday", &format!("\"{id}\"")));
    let source = board.source(SourceId::Agents);
    assert_eq!(source.rejected_total(), 3);
    for reject in &source.last_rejected {
        assert!(reject.detail.to_string().chars().count() <= 120, "{}", reject.detail);
        assert_harmless(&reject.detail.to_string(), "a reject");
    }
}
