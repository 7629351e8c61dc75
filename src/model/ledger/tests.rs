//! The ledger against a count by hand, on days made up.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use chrono_tz::Tz;
use proptest::prelude::*;

use super::*;
use crate::model::call::{CallRecord, HangUp};
use crate::model::customer::{Customer, CustomerNumber};
use crate::model::day::{HalfHours, beginning};
use crate::model::status::CallKind;

pub(super) const TARGET: ServiceTarget = ServiceTarget { percent: 80, within_ms: 20_000, short_ms: 5_000 };

pub(super) fn day(zone: Tz, date: (i32, u32, u32)) -> LedgerDay {
    let date = NaiveDate::from_ymd_opt(date.0, date.1, date.2).unwrap();
    let next = date.succ_opt().unwrap();
    LedgerDay { date, from: beginning(date, zone).unwrap(), to: beginning(next, zone).unwrap() }
}

pub(super) fn today() -> LedgerDay {
    day(Tz::Asia__Shanghai, (2026, 3, 2))
}

fn agent(id: &str) -> Person {
    Person { id: Some(AgentId::new(id)), number: Some(format!("1{id}")), name: None }
}

/// An inbound call that began `at` ms into the day.
fn call(id: &str, at: i64, result: CallResult) -> CallRecord {
    let started = today().from.plus(at);
    CallRecord {
        id: id.to_owned(),
        kind: Some(CallKind::Inbound),
        relay: Some("4008820000".to_owned()),
        started: Some(started),
        ended: Some(started.plus(60_000)),
        result: Some(result),
        ..CallRecord::default()
    }
}

/// The same, answered by `who` after `wait` ms.
fn answered(id: &str, at: i64, wait: i64, who: &str) -> CallRecord {
    let began = call(id, at, CallResult::Answered);
    let bridged = began.started.map(|started| started.plus(wait));
    CallRecord { bridged, talk_ms: Some(30_000), first_agent: agent(who), agent: agent(who), ..began }
}

fn ended_after(ms: i64, call: CallRecord) -> CallRecord {
    CallRecord { ended: call.started.map(|at| at.plus(ms)), ..call }
}

fn ledger(calls: &[CallRecord]) -> Ledger {
    let mut ledger = Ledger::new(today(), TARGET);
    for call in calls {
        ledger.upsert(LedgerCall::of(call));
    }
    ledger
}

#[test]
fn each_inbound_call_is_one_thing_and_lost_leaves_short_abandons_out() {
    let calls = [
        answered("a", 0, 4_000, "7"),
        call("no agent found", 0, CallResult::AgentNotFound),
        call("missed by agent", 0, CallResult::AgentMissed),
        call("missed by the system", 0, CallResult::SystemMissed),
        ended_after(5_000, call("short", 0, CallResult::HungUpFast)),
        ended_after(5_001, call("hung up later", 0, CallResult::HungUpFast)),
        // No other result is a short abandon, however soon it ended.
        ended_after(1_000, call("rang off", 0, CallResult::AgentMissed)),
        call("a bot", 0, CallResult::CustomerAnswered),
        call("an outside number", 0, CallResult::Answered),
        call("blacklisted", 0, CallResult::Blacklisted),
        call("code 77", 0, CallResult::Other(77)),
        CallRecord { result: None, ended: None, ..call("runs", 0, CallResult::Answered) },
        CallRecord { kind: Some(CallKind::Outbound), ..answered("out", 0, 1, "7") },
        CallRecord { kind: None, ..answered("unknown", 0, 1, "7") },
    ];
    let ledger = ledger(&calls);
    let figures = ledger.figures();
    assert_eq!((figures.answered, figures.lost, figures.short), (1, 5, 1));
    assert_eq!((figures.elsewhere, figures.running, figures.other), (2, 1, 2));
    let lost: Vec<&str> = ledger.behind(CallsOf::Lost).iter().map(|call| &*call.id).collect();
    assert_eq!(lost, ["rang off", "no agent found", "missed by the system", "missed by agent", "hung up later"]);
    assert_eq!(ledger.held(), calls.len(), "the others are there, and count for nothing");
}

#[test]
fn an_early_hang_up_of_unknown_length_is_lost() {
    let unknown = CallRecord { ended: None, ..call("a", 0, CallResult::HungUpFast) };
    let told = CallRecord { total_ms: Some(3_000), ..CallRecord { id: "b".to_owned(), ..unknown.clone() } };
    let ledger = ledger(&[unknown, told]);
    assert_eq!((ledger.figures().lost, ledger.figures().short), (1, 1));
}

#[test]
fn a_customer_alone_who_an_agent_answered_is_answered() {
    let with_agent = CallRecord { first_agent: agent("7"), ..call("a", 0, CallResult::CustomerAnswered) };
    assert_eq!(ledger(&[with_agent]).figures().answered, 1);
}

#[test]
fn the_service_level_counts_both_ends_of_its_time_and_rests_on_known_waits_and_lost_calls() {
    let unknown_wait = CallRecord { bridged: None, ..answered("no wait told", 0, 0, "7") };
    let ledger = ledger(&[
        answered("just in time", 0, 20_000, "7"),
        answered("late", 0, 20_001, "7"),
        unknown_wait,
        call("lost", 0, CallResult::AgentMissed),
        ended_after(2_000, call("short", 0, CallResult::HungUpFast)),
    ]);
    let figures = ledger.figures();
    assert_eq!((figures.in_time, figures.measured()), (1, 3));
    assert_eq!(figures.service_level(), Some(1.0 / 3.0));
    assert_eq!(figures.lost_share(), Some(0.25));
    assert_eq!((figures.speed_of_answer_ms(), ledger.longest_ms()), (Some(20_000), Some(20_001)));
    assert_eq!(figures.average_talk_ms(), Some(30_000));
}

#[test]
fn no_calls_have_no_level_and_no_budget() {
    let none = Tally::default();
    assert_eq!((none.service_level(), none.lost_share(), none.budget(&TARGET)), (None, None, None));
    assert_eq!((none.speed_of_answer_ms(), none.average_talk_ms()), (None, None));
}

#[test]
fn a_late_record_and_a_changed_one_move_the_figures_and_a_repeated_one_does_not() {
    let mut ledger = ledger(&[answered("a", 0, 30_000, "7"), answered("b", 3_600_000, 2_000, "8")]);
    assert_eq!(ledger.longest_ms(), Some(30_000));
    assert!(!ledger.upsert(LedgerCall::of(&answered("a", 0, 30_000, "7"))), "nothing new");
    assert!(ledger.upsert(LedgerCall::of(&call("a", 0, CallResult::AgentMissed))));
    assert_eq!((ledger.figures().answered, ledger.figures().lost), (1, 1));
    assert_eq!(ledger.longest_ms(), Some(2_000), "the longest wait is that of another call now");
    assert!(ledger.upsert(LedgerCall::of(&call("late", -1 + 1, CallResult::SystemMissed))));
    assert_eq!(ledger.figures().lost, 2);
    assert_eq!(ledger.answered_by(&["18".to_owned()]).answered, 1, "by work number");
    assert_eq!(ledger.answered_by(&["7".to_owned()]), Tally::default());
}

#[test]
fn a_call_belongs_to_the_day_on_which_it_began() {
    let mut ledger = ledger(&[]);
    let length = today().to.since(today().from);
    for (id, at, todays) in
        [("before", -1, false), ("first", 0, true), ("last", length - 1, true), ("after", length, false)]
    {
        assert_eq!(ledger.upsert(LedgerCall::of(&call(id, at, CallResult::AgentMissed))), todays, "{id}");
    }
    assert_eq!(ledger.figures().lost, 2);
    // One that turns out to have begun yesterday leaves.
    assert!(ledger.upsert(LedgerCall::of(&call("first", -10, CallResult::AgentMissed))));
    assert_eq!((ledger.figures().lost, ledger.held()), (1, 1));
    assert!(ledger.call("last").is_some() && ledger.call("first").is_none());
}

#[test]
fn half_hours_are_those_that_pass_where_clocks_change() {
    let zone = Tz::Europe__Berlin;
    for (date, count) in [((2026, 10, 25), 50), ((2026, 3, 29), 46), ((2026, 6, 1), 48)] {
        let day = day(zone, date);
        let mut ledger = Ledger::new(day, TARGET);
        let last = day.to.plus(-1);
        let late = CallRecord { started: Some(last), ended: Some(last), ..call("late", 0, CallResult::AgentMissed) };
        ledger.upsert(LedgerCall::of(&late));
        assert_eq!(ledger.halves().len(), count);
        let halves = HalfHours::of(last, zone).unwrap();
        assert_eq!(halves.half(last), Some(count - 1), "the same half hours as elsewhere on the board");
        assert_eq!(ledger.halves()[count - 1].lost, 1);
    }
}

#[test]
fn another_definition_counts_the_same_calls_anew() {
    let mut ledger = ledger(&[answered("a", 0, 15_000, "7"), ended_after(9_000, call("b", 0, CallResult::HungUpFast))]);
    assert_eq!((ledger.figures().in_time, ledger.figures().short), (1, 0));
    let strict = ServiceTarget { percent: 90, within_ms: 10_000, short_ms: 10_000 };
    let news = CallNews {
        day: today(),
        target: strict,
        calls: Vec::new(),
        extent: Extent::default(),
        unlisted: Vec::new(),
        matching: Matching::default(),
        as_of: today().from,
    };
    ledger.take(news);
    assert_eq!((ledger.figures().in_time, ledger.figures().short, ledger.figures().answered), (0, 1, 1));
}

#[test]
fn what_is_told_carries_no_unmasked_number() {
    let number = "13712345678";
    let customer = Customer { number: CustomerNumber::new(number), masked: None };
    let record = CallRecord { customer, ended_by: Some(HangUp::Customer), ..call("a", 0, CallResult::AgentMissed) };
    let told = LedgerCall::of(&record);
    assert!(!serde_json::to_string(&told).unwrap().contains(number) && !format!("{told:?}").contains(number));
    assert_eq!(told.customer.as_deref(), Some("137****5678"));
    assert_eq!(told.record().customer.shown().as_deref(), Some("137****5678"));
}

#[test]
fn an_entry_is_what_is_kept_of_a_record_and_shares_what_others_have() {
    let customer = Customer { number: None, masked: Some("137****5678".to_owned()) };
    let route = Some("Cards".to_owned());
    let record =
        |id: &str| CallRecord { customer: customer.clone(), route: route.clone(), ..answered(id, 0, 5, "ann") };
    let mut ledger = Ledger::new(today(), TARGET);
    let (one, other) = (ledger.entry(&record("one")), ledger.entry(&record("other")));
    assert_eq!([&one, &other], [&LedgerCall::of(&record("one")), &LedgerCall::of(&record("other"))]);
    assert!(Arc::ptr_eq(one.route.as_ref().unwrap(), other.route.as_ref().unwrap()));
    assert!(Arc::ptr_eq(one.first.as_ref().unwrap(), other.first.as_ref().unwrap()));
    assert!(ledger.upsert(one.clone()));
    let again = ledger.entry(&record("one"));
    assert!(Arc::ptr_eq(&again.id, &one.id) && Arc::ptr_eq(&again.customer.clone().unwrap(), &one.customer.unwrap()));
    assert!(!ledger.upsert(again));
    let nothing = CallRecord { id: "one".to_owned(), ..CallRecord::default() };
    assert_eq!(ledger.entry(&nothing), LedgerCall::of(&nothing));
}

#[test]
fn of_each_part_of_the_day_it_is_known_how_many_calls_began_in_it() {
    let at = |seconds: i64| seconds * 1_000;
    let call = |id: &str, seconds| LedgerCall::of(&call(id, at(seconds), CallResult::Answered));
    let mut ledger = Ledger::new(today(), TARGET);
    for (id, seconds) in [("a", 0), ("b", 9), ("c", 10), ("d", 86_399), ("e", 86_400), ("f", 25)] {
        ledger.upsert(call(id, seconds));
    }
    assert_eq!([0..1, 1..2, 0..3, 3..8_640, 8_640..9_000].map(|slices| ledger.began(slices)), [2, 1, 4, 1, 0]);
    assert_eq!([1, 2, 3, 4, 9].map(|calls| ledger.slice_holding(0..8_640, calls)), [8_639, 2, 1, 0, 0]);
    assert_eq!(ledger.slice_holding(0..2, 1), 1);
    // One began at another time, and one on another day.
    ledger.upsert(call("b", 3_600));
    ledger.upsert(call("d", 86_400));
    assert_eq!([0..1, 360..361, 0..8_640].map(|slices| ledger.began(slices)), [1, 1, 4]);
    assert_eq!(ledger.began(0..8_640), ledger.held() as u64);
}

/// Twenty thousand calls of two hundred agents, as records come from a vendor.
fn large_day() -> Vec<LedgerCall> {
    let call = |number: i64| {
        let who = (number % 200).to_string();
        let record = answered(&format!("{number:032x}"), number * 4_000, number % 40_000, &who);
        let named = |person: Person| Person { name: Some(format!("Agent {who}")), ..person };
        let customer = Customer { number: None, masked: Some(format!("137****{:04}", number % 10_000)) };
        LedgerCall::of(&CallRecord {
            customer,
            agent: named(record.agent.clone()),
            first_agent: named(record.first_agent.clone()),
            first_rung: record.first_agent.clone(),
            ..record
        })
    };
    (0..20_000).map(call).collect()
}

#[test]
fn twenty_thousand_calls_take_little_room() {
    let mut ledger = Ledger::new(today(), TARGET);
    for call in large_day() {
        ledger.upsert(call);
    }
    // What is allocated for a text: itself and two counters.
    let text = |text: &str| text.len() + 16;
    let own: usize = ledger.calls.iter().map(|call| text(&call.id) + call.customer.as_deref().map_or(0, text)).sum();
    let records = ledger.calls.capacity() * size_of::<LedgerCall>();
    // A place of the index and its byte of control, filled to seven eighths at most.
    let index = ledger.index.capacity() * 8 / 7 * (size_of::<(Arc<str>, u32)>() + 1);
    let people = ledger.people.capacity() * 8 / 7 * (size_of::<Arc<Person>>() + size_of::<Person>() + 100);
    let bytes = own + records + index + people;
    assert_eq!(ledger.people.len(), 400, "an agent with a name, and without");
    assert_eq!(ledger.texts.len(), 1);
    assert!(bytes < 15_000_000, "{bytes} bytes");
    assert!(bytes / 20_000 < 600, "{} bytes a call", bytes / 20_000);
}

fn results() -> impl Strategy<Value = Option<CallResult>> {
    prop_oneof![
        6 => Just(Some(CallResult::Answered)),
        1 => Just(Some(CallResult::CustomerAnswered)),
        2 => Just(Some(CallResult::HungUpFast)),
        2 => Just(Some(CallResult::AgentMissed)),
        1 => Just(Some(CallResult::AgentNotFound)),
        1 => Just(Some(CallResult::SystemMissed)),
        1 => Just(Some(CallResult::CustomerMissed)),
        1 => Just(Some(CallResult::Other(77))),
        1 => Just(None),
    ]
}

/// Around midnight, the changes of clocks and the limits of the definition.
fn records(length: i64) -> impl Strategy<Value = CallRecord> {
    let start = prop_oneof![Just(-1), Just(0), Just(length - 1), Just(length), -3_600_000..length + 3_600_000];
    let short = prop_oneof![Just(4_999_i64), Just(5_000), Just(5_001), 0..90_000_i64];
    let wait = prop_oneof![Just(19_999_i64), Just(20_000), Just(20_001), 0..90_000_i64];
    let ids = 0..30_u8;
    let kind = prop_oneof![8 => Just(CallKind::Inbound), 1 => Just(CallKind::Outbound)];
    let who = prop::option::weighted(0.8, 0..4_u8);
    (ids, kind, start, short, prop::option::weighted(0.9, wait), results(), who, any::<bool>()).prop_map(
        |(id, kind, start, short, wait, result, who, ends)| {
            let started = Stamp(start);
            CallRecord {
                id: id.to_string(),
                kind: Some(kind),
                relay: (id % 3 > 0).then(|| format!("9558{}", id % 3)),
                started: Some(started),
                bridged: wait.filter(|_| who.is_some()).map(|wait| started.plus(wait)),
                ended: ends.then(|| started.plus(short)),
                talk_ms: wait,
                result,
                first_agent: who.map(|who| agent(&who.to_string())).unwrap_or_default(),
                ..CallRecord::default()
            }
        },
    )
}

/// What is counted by hand: answered, in time, lost, short, waits.
#[derive(Debug, Default, PartialEq)]
struct ByHand {
    answered: u64,
    in_time: u64,
    timed: u64,
    waits: u64,
    lost: u64,
    short: u64,
    elsewhere: u64,
}

/// Counts records one after the other, by the words of the definition and not by the ledger's code.
fn by_hand<'a>(records: impl Iterator<Item = &'a CallRecord>, target: ServiceTarget) -> ByHand {
    let mut counted = ByHand::default();
    for record in records.filter(|record| record.kind == Some(CallKind::Inbound)) {
        let has_agent = record.first_agent.id.is_some();
        match record.result {
            Some(CallResult::Answered | CallResult::CustomerAnswered) if has_agent => {
                counted.answered += 1;
                if let (Some(bridged), Some(started)) = (record.bridged, record.started) {
                    let wait = bridged.ms() - started.ms();
                    counted.timed += 1;
                    counted.waits += wait as u64;
                    counted.in_time += u64::from(wait <= target.within_ms);
                }
            }
            Some(CallResult::Answered | CallResult::CustomerAnswered) => counted.elsewhere += 1,
            Some(CallResult::HungUpFast) => match (record.started, record.ended) {
                (Some(start), Some(end)) if end.ms() - start.ms() <= target.short_ms => counted.short += 1,
                _ => counted.lost += 1,
            },
            Some(CallResult::AgentMissed | CallResult::AgentNotFound | CallResult::SystemMissed) => counted.lost += 1,
            _ => {}
        }
    }
    counted
}

fn told(tally: &Tally) -> ByHand {
    ByHand {
        answered: tally.answered,
        in_time: tally.in_time,
        timed: tally.timed,
        waits: tally.wait_ms,
        lost: tally.lost,
        short: tally.short,
        elsewhere: tally.elsewhere,
    }
}

fn days() -> impl Strategy<Value = (Tz, LedgerDay)> {
    let berlin = Tz::Europe__Berlin;
    prop_oneof![
        Just((berlin, day(berlin, (2026, 3, 29)))),
        Just((berlin, day(berlin, (2026, 10, 25)))),
        // Clocks skip midnight itself.
        Just((Tz::America__Asuncion, day(Tz::America__Asuncion, (2023, 10, 1)))),
        Just((Tz::Asia__Shanghai, today())),
    ]
}

fn days_of_calls() -> impl Strategy<Value = (Tz, LedgerDay, Vec<CallRecord>)> {
    days().prop_flat_map(|(zone, day)| {
        let length = day.to.since(day.from);
        let moved = records(length).prop_map(move |record| {
            let by = |at: Option<Stamp>| at.map(|at| day.from.plus(at.ms()));
            CallRecord { started: by(record.started), bridged: by(record.bridged), ended: by(record.ended), ..record }
        });
        (Just(zone), Just(day), prop::collection::vec(moved, 0..120))
    })
}

proptest! {
    #[test]
    fn figures_kept_up_are_those_counted_by_hand((zone, day, records) in days_of_calls(), early in 0_usize..200) {
        let mut ledger = Ledger::new(day, TARGET);
        let mut last: BTreeMap<String, CallRecord> = BTreeMap::new();
        for (at, record) in records.iter().enumerate() {
            ledger.upsert(LedgerCall::of(record));
            last.insert(record.id.clone(), record.clone());
            if at == early {
                let elsewhere = ServiceTarget { percent: 90, within_ms: 7, short_ms: 9 };
                ledger.define(elsewhere);
                ledger.define(TARGET);
            }
        }
        let has = |record: &&CallRecord| record.started.is_some_and(|at| at >= day.from && at < day.to);
        let todays: Vec<&CallRecord> = last.values().filter(has).collect();
        prop_assert_eq!(ledger.held(), todays.len());
        prop_assert_eq!(told(ledger.figures()), by_hand(todays.iter().copied(), TARGET));
        let halves = HalfHours::of(day.from, zone).unwrap();
        for (half, tally) in ledger.halves().iter().enumerate() {
            let of_half = todays.iter().copied().filter(|record| halves.half(record.started.unwrap()) == Some(half));
            prop_assert_eq!(told(tally), by_hand(of_half, TARGET), "half hour {}", half);
        }
        for (relay, tally) in ledger.relays() {
            let of_relay = todays.iter().copied().filter(|record| record.relay.as_deref() == Some(relay));
            prop_assert_eq!(told(tally), by_hand(of_relay, TARGET), "{}", relay);
        }
        let by_two = todays.iter().copied().filter(|record| {
            record.first_agent.id.as_ref().is_some_and(|id| ["1", "2"].contains(&id.as_str()))
        });
        prop_assert_eq!(told(&ledger.answered_by(&["1".to_owned(), "12".to_owned()])), by_hand(by_two, TARGET));
        let (from, to) = (day.from.plus(1_800_000), day.from.plus(3 * 1_800_000 + 77));
        let within = todays.iter().copied().filter(|record| record.started.is_some_and(|at| at >= from && at < to));
        prop_assert_eq!(told(&ledger.between(from, to)), by_hand(within, TARGET));
        for outcome in [Outcome::Answered, Outcome::Lost, Outcome::ShortAbandon, Outcome::Elsewhere, Outcome::Running, Outcome::Other] {
            let held = ledger.calls.iter().filter(|call| call.outcome(&TARGET) == Some(outcome));
            prop_assert_eq!(held.count() as u64, ledger.figures().count(outcome), "{:?}", outcome);
        }
        for what in [CallsOf::LateOrLost, CallsOf::Answered, CallsOf::Lost, CallsOf::ShortAbandons] {
            prop_assert_eq!(ledger.behind(what).len() as u64, ledger.figures().behind(what), "{:?}", what);
        }
        for (relay, tally) in ledger.relays() {
            prop_assert_eq!(ledger.within(CallsIn::Relay(Some(relay))).len() as u64, tally.calls(), "{}", relay);
        }
        for (route, tally) in ledger.routes() {
            prop_assert_eq!(ledger.within(CallsIn::Route(Some(route))).len() as u64, tally.calls(), "{}", route);
        }
        let without = |has: fn(&CallRecord) -> bool| {
            todays.iter().filter(|record| record.kind == Some(CallKind::Inbound) && !has(record)).count()
        };
        prop_assert_eq!(ledger.within(CallsIn::Relay(None)).len(), without(|record| record.relay.is_some()));
        prop_assert_eq!(ledger.within(CallsIn::Route(None)).len(), without(|record| record.route.is_some()));
        let two = ["1".to_owned(), "12".to_owned()];
        let answered = ledger.answered_by(&two).answered;
        prop_assert_eq!(ledger.within(CallsIn::AnsweredBy(&two)).len() as u64, answered);
        let others = ledger.within(CallsIn::AnsweredByOthers(&two));
        prop_assert_eq!(others.len() as u64, ledger.figures().answered - answered);
        let no_agent = todays.iter().filter(|record| record.kind == Some(CallKind::Inbound) && record.result.is_none()
            && record.ended.is_none() && record.bridged.is_none() && record.first_agent.id.is_none());
        prop_assert_eq!(ledger.without_an_agent().len(), no_agent.count());
        let waits = todays.iter().filter(|record| record.kind == Some(CallKind::Inbound)
            && matches!(record.result, Some(CallResult::Answered | CallResult::CustomerAnswered))
            && record.first_agent.id.is_some());
        let longest = waits.filter_map(|record| Some(record.bridged?.ms() - record.started?.ms())).max();
        prop_assert_eq!(ledger.longest_ms(), longest);
        let mut again = Ledger::new(day, TARGET);
        for part in ledger.retell(7) {
            let text = serde_json::to_string(&part).unwrap();
            again.take(serde_json::from_str(&text).unwrap());
        }
        prop_assert_eq!(told(again.figures()), told(ledger.figures()));
        prop_assert_eq!(again.held(), ledger.held());
    }

    #[test]
    fn the_error_budget_is_exact(in_time in 0_u64..400, late in 0_u64..400, percent in 1_u8..=100) {
        let target = ServiceTarget { percent, ..TARGET };
        let tally = Tally { timed: in_time + late, in_time, answered: in_time + late, ..Tally::default() };
        let met = |good: u64, all: u64| good * 100 >= u64::from(percent) * all;
        match tally.budget(&target) {
            None => prop_assert_eq!(in_time + late, 0),
            Some(ErrorBudget::MayBeLate(more)) => {
                prop_assert!(met(in_time, in_time + late + more));
                prop_assert!(!met(in_time, in_time + late + more + 1));
            }
            Some(ErrorBudget::BringsBack(more)) => {
                prop_assert!(more > 0 && met(in_time + more, in_time + late + more));
                prop_assert!(!met(in_time + more - 1, in_time + late + more - 1));
            }
            Some(ErrorBudget::Gone) => prop_assert!(percent == 100 && late > 0),
        }
    }
}
