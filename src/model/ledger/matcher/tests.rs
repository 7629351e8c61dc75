//! Who is still lost, against a count by hand that looks at every pair of calls.

use std::collections::BTreeMap;

use chrono_tz::Tz;
use proptest::prelude::*;

use super::*;
use crate::model::call::{CallResult, Person};
use crate::model::customer::Customer;
use crate::model::ledger::tests::{TARGET, day, today};
use crate::model::ledger::{CallNews, Extent, LedgerDay, Matching, StillLost};
use crate::model::status::CallKind;

const MINUTE: i64 = 60_000;

fn key(number: u16) -> CallerKey {
    let mut hash = [7; 16];
    hash[..2].copy_from_slice(&number.to_be_bytes());
    CallerKey::new(hash)
}

/// A call of `caller` that began `at` ms into the day.
fn call(id: &str, caller: Option<u16>, at: i64, kind: CallKind, result: CallResult) -> CallRecord {
    let started = today().from.plus(at);
    CallRecord {
        id: id.to_owned(),
        kind: Some(kind),
        caller: caller.map(key),
        customer: Customer { number: None, masked: caller.map(|caller| format!("138****{caller:04}")) },
        started: Some(started),
        ended: Some(started.plus(MINUTE)),
        result: Some(result),
        ..CallRecord::default()
    }
}

fn lost(id: &str, caller: u16, at: i64) -> CallRecord {
    call(id, Some(caller), at, CallKind::Inbound, CallResult::AgentMissed)
}

fn spoke(id: &str, caller: u16, at: i64, kind: CallKind) -> CallRecord {
    let began = call(id, Some(caller), at, kind, CallResult::Answered);
    let first_agent = Person { number: Some("1001".to_owned()), ..Person::default() };
    CallRecord { bridged: began.started.map(|at| at.plus(4_000)), first_agent, ..began }
}

/// The feed's ledger with its matcher, and the one of a board that is told of it.
struct Told {
    matcher: Matcher,
    ours: Ledger,
    board: Ledger,
}

impl Told {
    fn on(day: LedgerDay) -> Self {
        Self { matcher: Matcher::default(), ours: Ledger::new(day, TARGET), board: Ledger::new(day, TARGET) }
    }

    fn of(records: &[CallRecord]) -> Self {
        let mut told = Self::on(today());
        told.take(records);
        told
    }

    /// How many calls were told of.
    fn take(&mut self, records: &[CallRecord]) -> usize {
        let calls = self.matcher.upsert(&mut self.ours, records);
        let count = calls.len();
        let news = CallNews {
            day: self.ours.day(),
            target: TARGET,
            calls,
            extent: Extent { whole: true, ..Extent::default() },
            unlisted: Vec::new(),
            matching: Matching::On,
            as_of: self.ours.day().from,
        };
        // As a recording has it.
        let text = serde_json::to_string(&news).unwrap();
        self.board.take(serde_json::from_str(&text).unwrap());
        count
    }

    /// Ids of first and last lost call, and tries, by caller.
    fn callers(&self) -> Vec<(String, String, usize)> {
        let told = |StillLost { first, last, tries }: StillLost<'_>| (first.id.to_string(), last.id.to_string(), tries);
        self.board.still_lost_callers().into_iter().map(told).collect()
    }

    fn first(&self) -> Vec<String> {
        self.callers().into_iter().map(|(first, ..)| first).collect()
    }
}

#[test]
fn callers_of_lost_calls_are_told_oldest_first_with_their_tries() {
    let told = Told::of(&[
        lost("c", 2, 20 * MINUTE),
        lost("a", 1, 10 * MINUTE),
        lost("b", 1, 30 * MINUTE),
        lost("d", 1, 15 * MINUTE),
    ]);
    assert_eq!(told.callers(), [("a".into(), "b".into(), 3), ("c".into(), "c".into(), 1)]);
    assert_eq!((told.board.still_lost(), told.board.figures().lost), (Some(2), 4), "callers, and calls");
    assert_eq!(told.board.still_lost_since(), Some(today().from.plus(10 * MINUTE)));
}

#[test]
fn a_later_answered_call_or_a_connected_outbound_one_takes_a_caller_out() {
    let no_agent = call("bot", Some(5), 20 * MINUTE, CallKind::Inbound, CallResult::Answered);
    let told = Told::of(&[
        lost("1", 1, 10 * MINUTE),
        lost("2", 2, 10 * MINUTE),
        lost("3", 3, 10 * MINUTE),
        lost("4", 4, 10 * MINUTE),
        lost("5", 5, 10 * MINUTE),
        lost("6", 6, 10 * MINUTE),
        spoke("answered", 1, 20 * MINUTE, CallKind::Inbound),
        spoke("called back", 2, 20 * MINUTE, CallKind::Outbound),
        call("rang out", Some(3), 20 * MINUTE, CallKind::Outbound, CallResult::CustomerMissed),
        call("no agent there", Some(4), 20 * MINUTE, CallKind::Outbound, CallResult::CustomerAnswered),
        no_agent,
        spoke("earlier", 6, 5 * MINUTE, CallKind::Inbound),
        spoke("another's", 7, 20 * MINUTE, CallKind::Inbound),
    ]);
    assert_eq!(told.first(), ["3", "4", "5", "6"]);
}

#[test]
fn a_contact_is_later_when_the_two_were_connected_after_the_lost_call_began() {
    let at = 10 * MINUTE;
    // Connected 4 s after its start.
    for (start, still) in [(at - 4_001, 1), (at - 4_000, 1), (at - 3_999, 0), (at, 0), (at + 1, 0)] {
        let told = Told::of(&[lost("lost", 1, at), spoke("spoke", 1, start, CallKind::Outbound)]);
        assert_eq!(told.board.still_lost(), Some(still), "{} ms", start - at);
    }
    // Where it is not told when, the call's start stands for it.
    for (start, still) in [(at, 1), (at + 1, 0)] {
        let unknown = CallRecord { bridged: None, ..spoke("spoke", 1, start, CallKind::Inbound) };
        assert_eq!(Told::of(&[lost("lost", 1, at), unknown]).board.still_lost(), Some(still), "{} ms", start - at);
    }
}

#[test]
fn who_is_lost_again_after_a_contact_waits_since_then() {
    let told = Told::of(&[
        lost("before", 1, 10 * MINUTE),
        spoke("spoke", 1, 20 * MINUTE, CallKind::Inbound),
        lost("after", 1, 30 * MINUTE),
    ]);
    assert_eq!(told.callers(), [("after".into(), "after".into(), 1)]);
}

#[test]
fn a_late_record_takes_a_caller_out_and_one_that_is_taken_back_puts_them_in_again() {
    let mut told = Told::of(&[lost("lost", 1, 10 * MINUTE), lost("other", 2, 11 * MINUTE)]);
    assert_eq!(told.board.still_lost(), Some(2));
    // The call back is listed late, and is the older of two.
    assert_eq!(told.take(&[spoke("later", 1, 40 * MINUTE, CallKind::Inbound)]), 2, "itself, and the lost call");
    assert_eq!(told.take(&[spoke("back", 1, 20 * MINUTE, CallKind::Outbound)]), 1, "what was known remains");
    assert_eq!(told.first(), ["other"]);
    let missed = |id: &str, at: i64| call(id, Some(1), at, CallKind::Outbound, CallResult::CustomerMissed);
    told.take(&[missed("later", 40 * MINUTE)]);
    assert_eq!(told.first(), ["other"], "the other contact stands");
    told.take(&[missed("back", 20 * MINUTE)]);
    assert_eq!(told.first(), ["lost", "other"]);
    // A call that began on another day after all is none of today's.
    told.take(&[spoke("later", 1, 40 * MINUTE, CallKind::Outbound)]);
    assert_eq!(told.first(), ["other"]);
    told.take(&[spoke("later", 1, 25 * 60 * MINUTE, CallKind::Outbound)]);
    assert_eq!(told.first(), ["lost", "other"]);
    assert_eq!(told.take(&[lost("lost", 1, 10 * MINUTE)]), 0, "nothing new");
}

#[test]
fn calls_without_a_number_are_counted_apart_and_where_none_has_one_nothing_is_known() {
    let withheld = |id: &str| call(id, None, 10 * MINUTE, CallKind::Inbound, CallResult::SystemMissed);
    let mut told = Told::of(&[withheld("a"), withheld("b")]);
    assert_eq!((told.board.still_lost(), told.board.lost_unmatched()), (None, 2));
    told.take(&[lost("c", 1, 10 * MINUTE)]);
    assert_eq!((told.board.still_lost(), told.board.lost_unmatched()), (Some(1), 2));
    // Nor can it be told of a call without a moment.
    told.take(&[CallRecord { started: None, ..lost("c", 1, 0) }]);
    assert_eq!((told.board.still_lost(), told.board.lost_unmatched()), (None, 3));
    let nothing = Told::of(&[]);
    assert_eq!(nothing.board.still_lost(), Some(0), "no call was lost");
    let unasked = Ledger::new(today(), TARGET);
    assert_eq!(unasked.still_lost(), None, "nothing is matched");
}

#[test]
fn another_number_of_a_call_moves_it() {
    let mut told = Told::of(&[lost("lost", 1, 10 * MINUTE), spoke("spoke", 2, 20 * MINUTE, CallKind::Outbound)]);
    assert_eq!(told.board.still_lost(), Some(1));
    told.take(&[spoke("spoke", 1, 20 * MINUTE, CallKind::Outbound)]);
    assert_eq!(told.board.still_lost(), Some(0));
    told.take(&[lost("lost", 3, 10 * MINUTE)]);
    assert_eq!(told.board.still_lost(), Some(1));
}

#[test]
fn a_new_day_begins_without_yesterdays_callers() {
    let mut told = Told::of(&[lost("a", 1, 10 * MINUTE)]);
    let tomorrow = day(Tz::Asia__Shanghai, (2026, 3, 3));
    told.matcher = Matcher::default();
    told.ours = Ledger::new(tomorrow, TARGET);
    told.take(&[]);
    assert_eq!((told.board.still_lost(), told.board.held()), (Some(0), 0));
    told.take(&[lost("b", 1, 25 * 60 * MINUTE)]);
    assert_eq!(told.callers(), [("b".into(), "b".into(), 1)]);
}

#[test]
fn what_is_told_has_neither_number_nor_hash() {
    let told = Told::of(&[lost("a", 0x1234, 0), lost("b", 0x1234, 1)]);
    let calls: Vec<&LedgerCall> = told.board.still_lost_callers().iter().map(|caller| caller.last).collect();
    let written = serde_json::to_value(calls).unwrap();
    assert_eq!(written[0]["later"], serde_json::json!({"nothing": 0}), "an ordinal of the day");
    assert!(!written.to_string().contains("caller"), "{written}");
    let record = lost("a", 0x1234, 0);
    assert!(record.caller.is_some() && !serde_json::to_string(&record).unwrap().contains("caller"));
    assert!(format!("{:?} {:?}", record, told.matcher).contains("CallerKey(…)"));
}

#[test]
fn twenty_thousand_calls_take_little_more_room_with_their_numbers() {
    let mut told = Told::on(today());
    let record = |number: i64| {
        let (id, caller) = (format!("{number:032x}"), (number % 12_000) as u16);
        if number % 10 == 0 {
            lost(&id, caller, number * 4_000)
        } else {
            spoke(&id, caller, number * 4_000, CallKind::Inbound)
        }
    };
    let records: Vec<CallRecord> = (0..20_000).map(record).collect();
    for page in records.chunks(1_000) {
        told.take(page);
    }
    let Matcher { calls, numbers, moved, .. } = &told.matcher;
    // A place of a table and its byte of control, filled to seven eighths at most.
    let places = |capacity: usize, size: usize| capacity * 8 / 7 * (size + 1);
    let lists: usize = numbers.values().map(|number| number.lost.capacity() * size_of::<Arc<str>>()).sum();
    let bytes = places(calls.capacity(), size_of::<(Arc<str>, Known)>())
        + places(numbers.capacity(), size_of::<(CallerKey, Number)>())
        + places(moved.capacity(), size_of::<CallerKey>())
        + lists;
    println!("{} bytes a call", bytes / 20_000);
    assert_eq!((calls.len(), numbers.len()), (20_000, 12_000));
    assert!(bytes / 20_000 < 180, "{} bytes a call", bytes / 20_000);
    assert!(size_of::<Option<Later>>() <= 8);
}

/// The facts of a call that the count by hand goes by.
fn is_lost(record: &CallRecord) -> bool {
    let short = || matches!((record.started, record.ended), (Some(from), Some(to)) if to.since(from) <= 5_000);
    record.kind == Some(CallKind::Inbound)
        && match record.result {
            Some(CallResult::HungUpFast) => !short(),
            Some(CallResult::AgentMissed | CallResult::AgentNotFound | CallResult::SystemMissed) => true,
            _ => false,
        }
}

fn contact(record: &CallRecord) -> Option<Stamp> {
    let both = match (record.kind, record.result) {
        (Some(CallKind::Outbound), Some(CallResult::Answered)) => true,
        (Some(CallKind::Inbound), Some(CallResult::Answered | CallResult::CustomerAnswered)) => {
            record.first_agent.number.is_some() || record.bridged.is_some()
        }
        _ => false,
    };
    record.bridged.or(record.started).filter(|_| both)
}

/// Callers (first and last lost call, tries), and how many lost calls nothing is known of.
type Counted = (Vec<(String, String, usize)>, u64);

fn by_hand(records: &[&CallRecord]) -> Counted {
    let mut callers: Vec<(CallerKey, Vec<&CallRecord>)> = Vec::new();
    let mut unknown = 0;
    for call in records.iter().filter(|record| is_lost(record)) {
        let (Some(caller), Some(at)) = (call.caller, call.started) else {
            unknown += 1;
            continue;
        };
        let later = records.iter().any(|other| other.caller == Some(caller) && contact(other) > Some(at));
        if later {
            continue;
        }
        match callers.iter_mut().find(|(known, _)| *known == caller) {
            Some((_, calls)) => calls.push(call),
            None => callers.push((caller, vec![call])),
        }
    }
    let order = |call: &CallRecord| (call.started, call.id.clone());
    let mut told: Vec<_> = callers
        .into_iter()
        .map(|(_, mut calls)| {
            calls.sort_by_key(|call| order(call));
            let (first, last) = (calls[0], calls[calls.len() - 1]);
            (order(first), (first.id.clone(), last.id.clone(), calls.len()))
        })
        .collect();
    told.sort();
    (told.into_iter().map(|(_, told)| told).collect(), unknown)
}

fn days() -> impl Strategy<Value = LedgerDay> {
    prop_oneof![
        Just(today()),
        Just(day(Tz::Europe__Berlin, (2026, 3, 29))),
        Just(day(Tz::Europe__Berlin, (2026, 10, 25))),
        // Clocks skip midnight itself.
        Just(day(Tz::America__Asuncion, (2023, 10, 1))),
    ]
}

/// A call at a moment of few, so that calls of one number begin and are connected together, a moment before and after.
fn records(day: LedgerDay) -> impl Strategy<Value = CallRecord> {
    let length = day.to.since(day.from);
    let around = prop_oneof![
        3 => Just(-1_i64),
        3 => Just(0),
        2 => Just(length - 1),
        2 => Just(length),
        // Where clocks change.
        4 => Just(2 * 60 * MINUTE),
        8 => 0..length,
    ];
    let nudge = prop_oneof![Just(-1_i64), Just(0), Just(1), Just(4_999), Just(5_000), Just(5_001)];
    let result = prop_oneof![
        5 => Just(Some(CallResult::Answered)),
        3 => Just(Some(CallResult::AgentMissed)),
        2 => Just(Some(CallResult::HungUpFast)),
        1 => Just(Some(CallResult::AgentNotFound)),
        1 => Just(Some(CallResult::SystemMissed)),
        1 => Just(Some(CallResult::CustomerAnswered)),
        1 => Just(Some(CallResult::CustomerMissed)),
        1 => Just(None),
    ];
    let kind = prop_oneof![6 => Just(CallKind::Inbound), 3 => Just(CallKind::Outbound), 1 => Just(CallKind::Internal)];
    let caller = prop::option::weighted(0.9, 0..5_u16);
    let spans = (nudge.clone(), prop::option::weighted(0.7, nudge.clone()), prop::option::weighted(0.8, nudge));
    (0..40_u8, caller, kind, result, prop::option::weighted(0.95, around), spans, any::<bool>(), 0..3_u64).prop_map(
        move |(id, caller, kind, result, at, (nudge, bridged, ended), named, transfers)| {
            let started = at.map(|at| day.from.plus(at + nudge));
            let after = |ms: Option<i64>| started.zip(ms).map(|(at, ms)| at.plus(ms.max(0)));
            CallRecord {
                id: id.to_string(),
                kind: Some(kind),
                caller: caller.map(key),
                started,
                bridged: after(bridged),
                ended: after(ended),
                result,
                first_agent: Person { number: named.then(|| "1001".to_owned()), ..Person::default() },
                transfers: Some(transfers),
                ..CallRecord::default()
            }
        },
    )
}

fn days_of_calls() -> impl Strategy<Value = (LedgerDay, Vec<Vec<CallRecord>>)> {
    days().prop_flat_map(|day| {
        let pages = prop::collection::vec(prop::collection::vec(records(day), 1..12), 1..9);
        (Just(day), pages)
    })
}

proptest! {
    #[test]
    fn who_is_still_lost_is_who_a_look_at_every_pair_of_calls_finds(
        (day, pages) in days_of_calls(),
        shuffled in any::<prop::sample::Index>(),
    ) {
        let mut told = Told::on(day);
        let mut latest: BTreeMap<String, CallRecord> = BTreeMap::new();
        for page in &pages {
            latest.extend(page.iter().map(|record| (record.id.clone(), record.clone())));
            told.take(page);
            let todays: Vec<&CallRecord> =
                latest.values().filter(|record| record.started.is_none_or(|at| day.has(at))).collect();
            let (callers, unknown) = by_hand(&todays);
            prop_assert_eq!(told.callers(), callers.clone());
            prop_assert_eq!(told.board.lost_unmatched(), unknown);
            let count = todays.iter().filter(|record| is_lost(record)).count() as u64;
            prop_assert_eq!(told.board.figures().lost, count);
            let known = count == 0 || unknown < count;
            prop_assert_eq!(told.board.still_lost(), known.then_some(callers.len() as u64), "rows and figure");
            prop_assert_eq!(told.board.still_lost_since(), told.board.still_lost_callers().first().and_then(StillLost::since));
        }
        // In whatever order and in whatever pages they come.
        let mut others: Vec<CallRecord> = latest.into_values().collect();
        let step = shuffled.index(40) as u64 + 1;
        others.sort_by_key(|record| (record.id.parse::<u64>().unwrap() + 1) * step % 41);
        let mut again = Told::on(day);
        for page in others.chunks(shuffled.index(7) + 1) {
            again.take(page);
        }
        prop_assert_eq!(again.callers(), told.callers());
        let mut retold = Ledger::new(day, TARGET);
        for news in told.board.retell(3) {
            retold.take(news);
        }
        prop_assert_eq!(retold.still_lost(), told.board.still_lost());
    }
}
