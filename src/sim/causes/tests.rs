//! Each cause does what it says, from its moment on, and nothing before.

mod why;

use super::*;
use crate::sim::codes;
use crate::sim::world::World;
use crate::sim::zone::HOUR;

const ZONE: Tz = chrono_tz::Asia::Shanghai;

/// Midnight of Saturday 21 November 2026 in Shanghai.
const MIDNIGHT: i64 = 1_795_190_400_000;

/// The causes of these tests begin at half past ten.
const AT: i64 = MIDNIGHT + 10 * HOUR + 30 * MINUTE;

/// The days end an hour later.
const END: i64 = AT + HOUR;

fn day(seed: u64, effect: Option<Effect>) -> World {
    World::with_cause(seed, 48, ZONE, END, effect.map(|effect| Cause::new(effect, AT)))
}

/// When each call with a customer who called began, and for how long it was talked, of those that began in the span.
fn calls(world: &World, span: Range<i64>) -> Vec<(i64, i64)> {
    let talks = world.ledger.today.talks.iter();
    let inbound = talks.filter(|talk| talk.kind == codes::CALL_INBOUND && span.contains(&talk.start));
    inbound
        .map(|talk| (talk.start, if talk.ended() && talk.bridge() > 0 { talk.end - talk.bridge() } else { 0 }))
        .collect()
}

fn with_state(world: &World, reason: i64, login: i64) -> usize {
    let agents = world.crew.agents.iter().filter(|agent| agent.takes_calls());
    agents.filter(|agent| agent.vitals.reason == reason && agent.vitals.login == login).count()
}

#[test]
fn up_to_its_moment_the_day_is_the_one_without_and_it_is_the_same_every_time() {
    let plain = day(1, None);
    for effect in [Effect::Dining(9), Effect::LogOut(9), Effect::Arrivals(2.0), Effect::HandleTime(1.8)] {
        let (caused, again) = (day(1, Some(effect)), day(1, Some(effect)));
        let before = MIDNIGHT..AT - HOUR;
        assert_eq!(calls(&caused, before.clone()), calls(&plain, before), "{effect:?}");
        let begun = |world: &World| calls(world, MIDNIGHT..AT).len();
        assert_eq!(begun(&caused), begun(&plain), "{effect:?}");
        assert_eq!(calls(&caused, MIDNIGHT..END), calls(&again, MIDNIGHT..END), "{effect:?}");
        assert_ne!(calls(&caused, AT..END), calls(&plain, AT..END), "{effect:?}");
    }
    let gap = day(1, Some(Effect::DataGap));
    assert_eq!(calls(&gap, MIDNIGHT..END), calls(&plain, MIDNIGHT..END));
}

#[test]
fn so_many_agents_go_to_eat_or_log_out_within_minutes() {
    for seed in 1..=3 {
        let at = |effect: Option<Effect>| {
            let cause = effect.map(|effect| Cause::new(effect, AT));
            World::with_cause(seed, 48, ZONE, AT + WITHIN + MINUTE, cause)
        };
        let (plain, ate, out) = (at(None), at(Some(Effect::Dining(9))), at(Some(Effect::LogOut(9))));
        let dining = |world: &World| with_state(world, codes::REASON_DINING, codes::LOGIN_OCCUPIED);
        let since = |world: &World| {
            let agents = world.crew.agents.iter().map(|agent| agent.vitals);
            agents.filter(|vitals| vitals.reason == codes::REASON_DINING && vitals.work_since >= AT).count()
        };
        assert!((9..=12).contains(&since(&ate)), "seed {seed}: {}", since(&ate));
        assert!(dining(&ate) >= dining(&plain) + 7, "seed {seed}");
        assert_eq!((out.gone.len(), out.staffed), (9, plain.staffed - 9), "seed {seed}");
    }
}

#[test]
fn more_customers_call_and_calls_take_longer() {
    let (mut calls_usual, mut calls_more, mut talk_usual, mut talk_longer) = (0, 0, 0.0, 0.0);
    let mean = |world: &World| {
        let talks: Vec<i64> = calls(world, AT..END - 20 * MINUTE).into_iter().map(|(_, talk)| talk).collect();
        let talks: Vec<i64> = talks.into_iter().filter(|talk| *talk > 0).collect();
        talks.iter().sum::<i64>() as f64 / talks.len().max(1) as f64
    };
    for seed in 1..=4 {
        let plain = day(seed, None);
        let (more, longer) = (day(seed, Some(Effect::Arrivals(2.0))), day(seed, Some(Effect::HandleTime(1.8))));
        calls_usual += calls(&plain, AT..END).len();
        calls_more += calls(&more, AT..END).len();
        talk_usual += mean(&plain);
        talk_longer += mean(&longer);
    }
    let crowd = calls_more as f64 / calls_usual as f64;
    assert!((1.7..2.3).contains(&crowd), "{crowd} times as many");
    let stretch = talk_longer / talk_usual;
    assert!((1.4..2.2).contains(&stretch), "{stretch} times as long");
}

#[test]
fn the_days_before_have_nothing_of_it() {
    let (plain, caused) = (day(2, None), day(2, Some(Effect::Arrivals(2.0))));
    let past = |world: &World| {
        let day = world.past_day(crate::sim::ledger::Past::ALL[0])();
        day.talks.iter().map(|talk| (talk.start, talk.end)).collect::<Vec<_>>()
    };
    assert_eq!(past(&plain), past(&caused));
}

#[test]
fn causes_are_read_with_an_amount_and_a_time() {
    let read = |text: &str| text.parse::<Asked>().map(|asked| asked.of(ZONE, END));
    let cause = |effect, at| Cause::new(effect, at);
    assert_eq!(read("dining"), Ok(cause(Effect::Dining(6), END + SOON)));
    assert_eq!(read("dining=9@10:30"), Ok(cause(Effect::Dining(9), AT)));
    assert_eq!(read("log-out@10:30"), Ok(cause(Effect::LogOut(6), AT)));
    assert_eq!(read("arrivals=2.5"), Ok(cause(Effect::Arrivals(2.5), END + SOON)));
    assert_eq!(read("handle-time@10:30"), Ok(cause(Effect::HandleTime(1.6), AT)));
    assert_eq!(read("worse-bot=2@10:30"), Ok(cause(Effect::WorseBot { robot: 15, times: 2.0 }, AT)));
    let gap = Cause { effect: Effect::DataGap, at: AT, lasts: 5 * MINUTE };
    assert_eq!(read("data-gap=5@10:30"), Ok(gap));
    for (text, says) in [
        ("lunch", "`lunch` is no cause; there are dining, log-out, arrivals, handle-time, worse-bot, data-gap"),
        ("dining=1.5", "dining=1.5: must be a whole number from 1 to 20000"),
        ("arrivals=11", "arrivals=11: must be a number from 0.1 to 10"),
        ("arrivals=many", "must be a number"),
        ("dining@noon", "`noon` is no time; write it as 11:07"),
    ] {
        let why = read(text).unwrap_err();
        assert!(why.contains(says), "{text}: {why}");
    }
}
