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
    let watch = Watch::Figure {
        measure: Measure::ServiceLevel,
        compare: Compare::Below,
        limit: 80.0,
        over_ms: None,
        who: Vec::new(),
    };
    let rule = Rule::new("service", watch);
    assert_eq!(rule.to_string(), "service level below 80 %");
    let mut seen = alarms(vec![rule.clone()]);
    let mut board = board(Vec::new());
    let at = |seconds: i64| T0.plus((100 + seconds) * SECOND);
    let live = SourceReport::new(SourceId::Calls, Phase::Live);
    board.apply(Update::new(at(0), Payload::Source(live)));
    board.apply(Update::new(at(0), calls(false)));
    seen.check_all(&board, at(1));
    assert!(seen.standing().is_empty(), "a part of the day has no service level");
    board.apply(Update::new(at(2), calls(true)));
    seen.check_all(&board, at(3));
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
    late.check_all(&board, at(1_000));
    assert!(late.standing().is_empty(), "what is a quarter of an hour old raises nothing");
}

/// A call that began so many ms after [`T0`], and what became of it.
fn recent(id: usize, began: i64, lost: bool, waited_ms: i64) -> LedgerCall {
    let started = T0.plus(began);
    LedgerCall::of(&CallRecord {
        id: id.to_string(),
        kind: Some(CallKind::Inbound),
        started: Some(started),
        bridged: (!lost).then(|| started.plus(waited_ms)),
        ended: Some(started.plus(60 * SECOND)),
        result: Some(if lost { CallResult::AgentMissed } else { CallResult::Answered }),
        ..CallRecord::default()
    })
}

/// Told of a day that began so many ms after [`T0`], as it stands at `as_of`.
fn told(began: i64, extent: Extent, calls: Vec<LedgerCall>, as_of: Stamp) -> Payload {
    let day = LedgerDay { date: chrono::NaiveDate::default(), from: T0.plus(began), to: T0.plus(began + 24 * HOUR) };
    Payload::Calls(Box::new(CallNews {
        day,
        target: ServiceTarget::default(),
        calls,
        extent,
        matching: Matching::default(),
        unlisted: Vec::new(),
        as_of,
    }))
}

const WHOLE: Extent = Extent { whole: true, since: None, total: None };

/// The value for which a rule about the last half hour raises an alert; `None` where it raises none.
fn burns(
    measure: Measure,
    (compare, limit): (Compare, f64),
    (began, extent, calls): (i64, Extent, Vec<LedgerCall>),
    now: Stamp,
) -> Option<f64> {
    let watch = Watch::Figure { measure, compare, limit, over_ms: Some(30 * MINUTE), who: Vec::new() };
    let mut alarms = alarms(vec![Rule::new("burn", watch)]);
    let mut board = Board::new();
    board.apply(Update::new(now, Payload::Source(SourceReport::new(SourceId::Calls, Phase::Live))));
    board.apply(Update::new(now, told(began, extent, calls, now)));
    alarms.check_all(&board, now);
    match alarms.standing() {
        [] => None,
        [standing] => match &standing.alert {
            Alert::Figure { value, over_ms: Some(1_800_000), .. } => Some(*value),
            other => panic!("{other:?}"),
        },
        more => panic!("{more:?}"),
    }
}

const BELOW_80: (Compare, f64) = (Compare::Below, 80.0);

#[test]
fn a_burn_rate_is_of_the_calls_that_began_in_the_last_half_hour() {
    let now = T0.plus(2 * HOUR);
    let edge = 2 * HOUR - 30 * MINUTE;
    // A day of good calls, and a half hour of ten, of which three are late.
    let day = (0..200).map(|id| recent(id, edge - 1 - i64::try_from(id).unwrap() * 1_000, false, 1_000));
    let late = |id: usize| if id < 3 { 20_001 } else { 20_000 };
    let last = (0..10).map(|id| recent(1_000 + id, edge + i64::try_from(id).unwrap() * 60_000, false, late(id)));
    let calls: Vec<LedgerCall> = day.chain(last).collect();
    let value = burns(Measure::ServiceLevel, BELOW_80, (-HOUR, WHOLE, calls.clone()), now);
    assert_eq!(value, Some(70.0), "the first of them began half an hour ago, to the millisecond");
    let value = burns(Measure::ServiceLevel, BELOW_80, (-HOUR, WHOLE, calls.clone()), now.plus(1_000));
    assert_eq!(value, None, "nine calls are too few to say");
    assert_eq!(
        burns(Measure::CallsAnswered, (Compare::Below, 10.0), (-HOUR, WHOLE, calls), now.plus(1_000)),
        Some(9.0),
        "a count of nine is nine"
    );
}

#[test]
fn a_share_that_is_the_limit_is_not_below_it_whatever_the_numbers() {
    let now = T0.plus(2 * HOUR);
    for (limit, lost, calls) in [(57.0, 43, 100), (80.0, 6, 30), (29.0, 71, 100), (58.0, 42, 100), (4.3, 957, 1_000)] {
        let calls: Vec<LedgerCall> = (0..calls).map(|id| recent(id, 2 * HOUR - 1_000, id < lost, 0)).collect();
        let with = |limit| burns(Measure::ServiceLevel, (Compare::Below, limit), (0, WHOLE, calls.clone()), now);
        assert_eq!(with(limit), None, "{limit}");
        assert!(with(limit + 0.01).is_some(), "{limit}");
    }
}

#[test]
fn a_burn_rate_rests_while_the_records_do_not_reach_back_and_in_the_first_half_hour_of_a_day() {
    let now = T0.plus(2 * HOUR);
    let edge = 2 * HOUR - 30 * MINUTE;
    let calls: Vec<LedgerCall> = (0..20).map(|id| recent(id, 2 * HOUR - 60_000, true, 0)).collect();
    let reaching = |since: i64| Extent { whole: false, since: Some(T0.plus(since)), total: Some(900) };
    let of = |began, extent| burns(Measure::ServiceLevel, BELOW_80, (began, extent, calls.clone()), now);
    assert_eq!(of(0, reaching(edge - 1)), Some(0.0), "a day that is not whole is enough");
    assert_eq!(of(0, reaching(edge)), None, "another call may have begun at that very moment");
    assert_eq!(of(0, Extent { whole: false, since: None, total: Some(900) }), None);
    assert_eq!(of(edge, WHOLE), Some(0.0));
    assert_eq!(of(edge + 1, WHOLE), None, "of what began before midnight nothing is known");
    assert_eq!(of(2 * HOUR - 24 * HOUR, WHOLE), None, "yesterday's records say nothing of today");
}

#[test]
fn the_alert_of_a_burn_rate_ends_with_the_records_that_say_so_and_not_while_they_are_late() {
    let watch = Watch::Figure {
        measure: Measure::Lost,
        compare: Compare::Above,
        limit: 4.0,
        over_ms: Some(30 * MINUTE),
        who: Vec::new(),
    };
    let rule = Rule::new("lost", watch);
    assert_eq!(rule.to_string(), "calls lost above 4 in the last 30m");
    let mut lookout = Lookout::new(Rules::new(vec![rule], &Limits::default()), Tz::UTC);
    let began = 2 * HOUR;
    let calls: Vec<LedgerCall> = (0..5).map(|id| recent(id, began, true, 0)).collect();
    let live = SourceReport::new(SourceId::Calls, Phase::Live);
    lookout.take(Update::new(T0.plus(began), Payload::Source(live)));
    let mut at = |after: i64, calls: &[LedgerCall]| {
        let now = T0.plus(began + after);
        let news = lookout.take(Update::new(now, told(0, WHOLE, calls.to_vec(), now)));
        news.iter().map(|news| (news.kind, news.at.since(T0) - began)).collect::<Vec<_>>()
    };
    assert_eq!(at(100, &calls), [(NewsKind::Raised, 100)]);
    assert_eq!(at(10 * MINUTE, &[]), []);
    assert_eq!(at(30 * MINUTE + 999, &[]), [], "half an hour, and a part of a second");
    // The records are late for eight minutes; then they say that it is over.
    assert_eq!(at(39 * MINUTE, &[]), [(NewsKind::Ended, 39 * MINUTE)]);
}

proptest! {
    /// Calls around the window's edges and around the limit of what is in time, and the alert that follows, counted by
    /// hand in whole numbers.
    #[test]
    fn a_burn_rate_is_what_counting_by_hand_says(
        calls in prop::collection::vec((-3_i64..3, any::<bool>(), any::<bool>(), 19_999_i64..20_002), 0..40),
        begins in prop::sample::select(vec![-HOUR, 90 * MINUTE - 1, 90 * MINUTE, 90 * MINUTE + 1]),
        since in prop::option::of(-2_i64..3),
        part in 0_i64..1_000,
        limit in 0_u32..=100,
    ) {
        let (edge, now) = (90 * MINUTE, T0.plus(2 * HOUR + part));
        let began = |(at, late, ..): &(i64, bool, bool, i64)| if *late { 2 * HOUR - 5 + at } else { edge + at };
        let ledger: Vec<LedgerCall> = calls.iter().enumerate().map(|(id, call)| recent(id, began(call), call.2, call.3)).collect();
        let whole = since.is_none();
        let extent = Extent { whole, since: since.map(|at| T0.plus(edge + at)), total: None };
        let value = burns(Measure::ServiceLevel, (Compare::Below, f64::from(limit)), (begins, extent, ledger), now);
        let of_the_day = calls.iter().filter(|call| began(call) >= begins);
        let last: Vec<_> = of_the_day.filter(|call| began(call) >= edge).collect();
        let good = last.iter().filter(|(.., lost, waited)| !lost && *waited <= 20_000).count();
        let known = begins <= edge && since.is_none_or(|at| at < 0) && last.len() >= 10;
        let below = good * 100 < limit as usize * last.len();
        prop_assert_eq!(value.is_some(), known && below, "{} of {}", good, last.len());
        if let Some(value) = value {
            prop_assert!((value - good as f64 * 100.0 / last.len() as f64).abs() < 1e-9);
        }
    }
}
