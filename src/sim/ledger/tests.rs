//! The ledger: what belongs to which day, and how much of it is kept.

use super::*;

const DAY: i64 = 86_400_000;

#[test]
fn seconds_of_parts_add_up_to_the_whole() {
    let times = [1_000_999, 1_001_000, 1_001_001, 1_004_500, 1_060_001];
    let parts: i64 = times.windows(2).map(|pair| seconds(pair[0], pair[1])).sum();
    assert_eq!(parts, seconds(times[0], times[4]));
    assert_eq!((seconds(1_000_999, 1_001_000), seconds(0, 5_000), seconds(5_000, 0)), (1, 0, 0));
}

#[test]
fn a_call_over_midnight_belongs_to_the_day_on_which_it_began() {
    let mut ledger = Ledger::new(1, DAY, 0, 2);
    ledger.begin(1, DAY - 5, codes::WORK_READY, codes::LOGIN_ONLINE, codes::REASON_NONE);
    let number = ledger.open(codes::CALL_INBOUND, 13_800_000_000, 2 * DAY - 9_000, false);
    let seat = ledger.ring(number, 1, codes::DIAL_CALL, None, 2 * DAY - 8_000);
    assert!(ledger.is_todays(seat));
    ledger.turn(2 * DAY);
    assert!(!ledger.is_todays(seat));
    ledger.answer(seat, 2 * DAY + 1_000);
    ledger.leave(seat, codes::SIDE_AGENT, 2 * DAY + 61_000);
    ledger.close(number, codes::SIDE_AGENT, 2 * DAY + 61_000);
    ledger.wrapped(seat, 2 * DAY + 70_000);
    assert!(ledger.today.talks.is_empty());
    let talk = &ledger.yesterday.as_ref().unwrap().talks[0];
    assert_eq!((talk.result(), talk.talk(), talk.total()), (codes::RESULT_ANSWERED, 60, 70));
    assert_eq!(talk.legs[0].wrapped, 2 * DAY + 70_000);
    // An agent in a state takes it over midnight, with its beginning.
    assert_eq!(ledger.today.spans[1].len(), 1);
    assert_eq!(ledger.today.spans[1][0].from, DAY - 5);
    assert!(ledger.today.spans[0].is_empty());
    ledger.turn(3 * DAY);
    assert!(ledger.days().all(|day| day.talks.is_empty()), "the day before yesterday is forgotten");
}

#[test]
fn a_hurried_day_loses_its_oldest_calls_and_states_only() {
    let mut ledger = Ledger::new(1, DAY, 0, 1);
    let mut last = None;
    for step in 0..(CALLS_KEPT as i64 + 10) {
        let number = ledger.open(codes::CALL_OUTBOUND, 13_800_000_000, DAY + step, false);
        last = ledger.ring(number, 0, codes::DIAL_CALL, None, DAY + step);
    }
    assert!(ledger.today.talks.len() <= CALLS_KEPT && ledger.today.talks.len() > CALLS_KEPT / 2);
    assert_eq!(ledger.today.talks.last().map(|talk| talk.start), Some(DAY + CALLS_KEPT as i64 + 9));
    ledger.answer(last, DAY + 900_000);
    assert_eq!(ledger.today.talks.last().map(Talk::bridge), Some(DAY + 900_000));
    // A call that is kept no longer does not come back as another.
    ledger.close(3, codes::SIDE_OTHER, DAY + 900_000);
    assert!(ledger.today.talks.iter().all(|talk| !talk.ended()));
    for step in 0..(SPANS_KEPT as i64 + 10) {
        ledger.enter(0, DAY + step, 1 + step % 2, codes::LOGIN_ONLINE, codes::REASON_NONE);
    }
    assert!(ledger.today.spans[0].len() <= SPANS_KEPT && ledger.today.spans[0].len() >= SPANS_KEPT / 2);
}

#[test]
fn every_relay_number_has_its_share() {
    let mut ledger = Ledger::new(7, DAY, 0, 1);
    for _ in 0..4_000 {
        ledger.open(codes::CALL_INBOUND, 1, DAY, false);
        ledger.open(codes::CALL_OUTBOUND, 1, DAY, false);
        ledger.open(codes::CALL_INTERNAL, 0, DAY, false);
    }
    for (index, (number, inbound, outbound)) in RELAYS.into_iter().enumerate() {
        for (kind, share) in [(codes::CALL_INBOUND, inbound), (codes::CALL_OUTBOUND, outbound)] {
            let calls = ledger.today.talks.iter().filter(|talk| talk.kind == kind && talk.relay == Some(index)).count();
            let expected = share as usize * 40;
            assert!(calls.abs_diff(expected) <= expected / 10 + 40, "{calls} of {expected} by {number}");
        }
    }
    let within = ledger.today.talks.iter().filter(|talk| talk.kind == codes::CALL_INTERNAL);
    assert!(within.into_iter().all(|talk| talk.relay.is_none()));
}
