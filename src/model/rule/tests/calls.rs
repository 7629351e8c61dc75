//! Rules about today's calls.

use super::*;
use crate::model::{
    CallNews, CallRecord, CallResult, Extent, Later, LedgerCall, LedgerDay, Matching, ServiceTarget, SourceId,
    SourceReport,
};

/// Calls of one day: four answered, the last of them late, and one lost.
fn calls(whole: bool) -> Payload {
    let day = LedgerDay { date: chrono::NaiveDate::default(), from: T0, to: T0.plus(86_400 * SECOND) };
    let call = |number: i64, result, waited: Option<i64>| {
        let started = T0.plus(number * SECOND);
        let call = LedgerCall::of(&CallRecord {
            id: number.to_string(),
            kind: Some(CallKind::Inbound),
            started: Some(started),
            bridged: waited.map(|seconds| started.plus(seconds * SECOND)),
            ended: Some(started.plus(60 * SECOND)),
            result: Some(result),
            ..CallRecord::default()
        });
        LedgerCall { later: (result == CallResult::AgentMissed).then_some(Later::Nothing(0)), ..call }
    };
    let answered = |number, waited| call(number, CallResult::Answered, Some(waited));
    Payload::Calls(Box::new(CallNews {
        day,
        target: ServiceTarget::default(),
        calls: vec![
            answered(1, 3),
            answered(2, 20),
            answered(3, 4),
            answered(4, 21),
            call(5, CallResult::AgentMissed, None),
        ],
        extent: Extent { whole, since: None, total: Some(5) },
        unlisted: Vec::new(),
        matching: Matching::On,
        as_of: T0.plus(100 * SECOND),
    }))
}

#[test]
fn rules_about_calls_rest_until_the_whole_day_is_read_and_while_the_records_are_late() {
    let watch = Watch::Figure { measure: Measure::ServiceLevel, compare: Compare::Below, limit: 80.0, who: Vec::new() };
    let rule = Rule::new("service", watch);
    assert_eq!(rule.to_string(), "service level below 80 %");
    let mut seen = alarms(vec![rule.clone()]);
    let mut board = board(Vec::new());
    let at = |seconds: i64| T0.plus((100 + seconds) * SECOND);
    let live = SourceReport::new(SourceId::Calls, Phase::Live);
    board.apply(Update::new(at(0), Payload::Source(live)));
    board.apply(Update::new(at(0), calls(false)));
    seen.look(&board, at(1));
    assert!(seen.standing().is_empty(), "a part of the day has no service level");
    board.apply(Update::new(at(2), calls(true)));
    seen.look(&board, at(3));
    let Alert::Figure { value, .. } = &seen.standing()[0].alert else { panic!() };
    assert!((value - 60.0).abs() < 1e-9, "{value}");
    for (measure, value) in [
        (Measure::CallsAnswered, 4.0),
        (Measure::Lost, 1.0),
        (Measure::LostPercent, 20.0),
        (Measure::StillLost, 1.0),
        (Measure::ShortAbandons, 0.0),
    ] {
        assert_eq!(measure.of(&board), Some(value), "{measure:?}");
    }
    let mut late = alarms(vec![rule]);
    late.look(&board, at(1_000));
    assert!(late.standing().is_empty(), "what is a quarter of an hour old raises nothing");
}
