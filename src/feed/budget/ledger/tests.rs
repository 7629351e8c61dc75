use proptest::prelude::*;

use super::*;

const LIMIT: usize = 18;
const CLOCK: &str = "boot test";

fn call(at: i64, owner: u32, number: u32) -> Call {
    Call { at, urgency: Urgency::Poll, owner, number }
}

fn ledger(calls: impl IntoIterator<Item = Call>) -> Ledger {
    let mut ledger = Ledger::default();
    calls.into_iter().for_each(|call| ledger.pass(call));
    ledger
}

#[test]
fn what_is_written_is_read_again_and_only_by_the_same_clock() {
    let mut written = ledger([call(5, 1, 1), Call { urgency: Urgency::Background, ..call(7, 2, 9) }]);
    written.pause(9, 60_000);
    let text = written.write(CLOCK);
    assert_eq!(Ledger::read(&text, CLOCK), Some(written));
    assert_eq!(Ledger::read(&text, "boot other"), None);
    assert_eq!(Ledger::clock_of(&text).as_deref(), Some(CLOCK));
    for damaged in ["", "{", "[]", "{}", "null", "\u{0}", &text[..text.len() - 2], &text.replace('1', "\"1\"")] {
        assert_eq!(Ledger::read(damaged, CLOCK), None, "{damaged}");
    }
}

#[test]
fn two_that_knew_different_calls_know_all_of_them_together_and_each_once() {
    let mut one = ledger([call(1, 1, 1), call(5, 1, 2)]);
    let other = ledger([call(1, 1, 1), call(3, 2, 1)]);
    one.merge(&other);
    one.merge(&other);
    assert_eq!(one.used(), 3);
    assert_eq!(one.shares(1), (2, 1));
    assert!(one.calls.iter().map(|call| call.at).is_sorted());
}

#[test]
fn damage_never_holds_the_calls_up_for_longer_than_a_vendor_may() {
    let now = 1_000_000;
    let far = [i64::MIN, -1, now + 1, now + 86_400_000, i64::MAX];
    for at in far {
        let mut odd = ledger([call(at, 1, 1)]);
        (odd.first, odd.paused_until, odd.calm_until) = (Some(at), Some(at), Some(at));
        let at = odd.place_at(Urgency::Poll, 1, now);
        assert!(at <= now + WINDOW_MS, "{at}");
        assert!(odd.place_at(Urgency::Poll, 1, now + WINDOW_MS + 1) <= now + WINDOW_MS + 1);
    }
}

#[test]
fn where_others_made_more_calls_than_this_limit_allows_they_leave_first() {
    let mut busy = ledger((0..10).map(|number| call(number * 1_000, 2, number as u32)));
    assert_eq!(busy.place_at(Urgency::Interactive, 4, 10_000), 6_000 + WINDOW_MS);
}

#[test]
fn a_minute_of_which_nothing_is_known_begins_without_a_burst() {
    let mut unknown = ledger([call(0, 1, 1)]);
    unknown.calm(0);
    assert_eq!(unknown.place_at(Urgency::Interactive, LIMIT, 0), WINDOW_MS / 18);
    // After it, half of the limit passes at once again.
    let later = WINDOW_MS + 1;
    for number in 2..11 {
        assert!(unknown.place_at(Urgency::Interactive, LIMIT, later) <= later, "{number}");
        unknown.pass(call(later, 1, number));
    }
    assert!(unknown.place_at(Urgency::Interactive, LIMIT, later) > later);
}

/// A session that keeps its own ledger and sees the others' only through what all have written down.
#[derive(Default)]
struct Session {
    own: Ledger,
    number: u32,
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn sessions_with_one_ledger_make_no_more_calls_in_any_minute_than_one_may(
        limit in 1_usize..25,
        steps in prop::collection::vec((0_usize..5, 0_i64..4_000, 0_u8..3, prop::bool::weighted(0.05)), 1..300),
    ) {
        let mut sessions: [Session; 5] = Default::default();
        let (mut page, mut now, mut passed) = (String::new(), 1_000_000_i64, Vec::new());
        for (who, later, urgency, restarts) in steps {
            now += later;
            let session = &mut sessions[who];
            if restarts {
                session.own = Ledger::default();
            }
            let mut all = session.own.clone();
            if let Some(theirs) = Ledger::read(&page, CLOCK) {
                all.merge(&theirs);
            }
            let urgency = urgency_of(urgency).unwrap();
            if all.place_at(urgency, limit, now) <= now {
                session.number += 1;
                all.pass(Call { at: now, urgency, owner: who as u32, number: session.number });
                passed.push(now);
                page = all.write(CLOCK);
            }
            session.own.merge(&all);
        }
        for times in passed.windows(limit + 1) {
            prop_assert!(times[limit] - times[0] > 60_000, "{:?}", times);
        }
    }
}
