//! The world: the same for the same seed, legal in every step, and never at odds with its own operations.

use std::collections::{BTreeMap, HashSet};

use serde_json::{Map, Value as Json, json};

use super::*;
use crate::sim::wire::Row;
use crate::sim::zone::{HOUR, MINUTE};

const ZONE: Tz = chrono_tz::Asia::Shanghai;

/// Midnight of Saturday 21 November 2026 in Shanghai.
const MIDNIGHT: i64 = 1_795_190_400_000;

/// Half past two on that day.
const AFTERNOON: i64 = MIDNIGHT + 14 * HOUR + 30 * MINUTE;

/// What a naive reader holds: the documents as they were, patched by name.
struct Reader {
    agents: Vec<Map<String, Json>>,
    summary: BTreeMap<&'static str, i64>,
}

impl Reader {
    fn new(world: &World) -> Self {
        let row = |agent| serde_json::to_value(Row(agent)).unwrap().as_object().unwrap().clone();
        Self { agents: world.crew.agents.iter().map(row).collect(), summary: world.summary().into_iter().collect() }
    }

    fn apply(&mut self, batch: &Batch) {
        for operation in &batch.operations {
            match (operation.target, &operation.value) {
                (Target::Agent(index), Value::Number(number)) => {
                    self.agents[index as usize].insert(operation.field.to_owned(), json!(number));
                }
                (Target::Agent(index), Value::Text(text)) => {
                    self.agents[index as usize].insert(operation.field.to_owned(), json!(text));
                }
                (Target::Summary, Value::Number(number)) => {
                    self.summary.insert(operation.field, *number);
                }
                (Target::Summary, Value::Text(text)) => panic!("a summary field set to {text}"),
            }
        }
    }

    fn agrees(&self, world: &World) {
        let now = Self::new(world);
        for (mine, theirs) in self.agents.iter().zip(&now.agents) {
            assert_eq!(mine, theirs);
        }
        assert_eq!(self.summary, now.summary);
    }
}

#[test]
fn the_same_seed_and_clock_bring_the_same_operations_however_often_one_looks() {
    for rate in [None, Some(150.0)] {
        let mut once = World::new(5, 60, ZONE, AFTERNOON).with_rate(rate);
        let mut often = World::new(5, 60, ZONE, AFTERNOON).with_rate(rate);
        let all = once.advance(AFTERNOON + 20 * MINUTE);
        let mut pieces = Vec::new();
        for step in 1..=1200 {
            pieces.extend(often.advance(AFTERNOON + step * 1000));
        }
        assert!(all.len() > 100, "{} batches", all.len());
        assert_eq!(all, pieces);
        assert_eq!(once.chats.truth(), often.chats.truth());
        assert_eq!(once.ai.between(0, i64::MAX), often.ai.between(0, i64::MAX));
    }
}

#[test]
fn another_seed_is_another_day() {
    let first = World::new(1, 48, ZONE, AFTERNOON).advance(AFTERNOON + 5 * MINUTE);
    let second = World::new(2, 48, ZONE, AFTERNOON).advance(AFTERNOON + 5 * MINUTE);
    assert_ne!(first, second);
}

#[test]
fn operations_applied_to_an_earlier_state_give_the_present_one() {
    for (rate, counted) in [(None, true), (Some(300.0), true), (None, false)] {
        let mut world = World::new(3, 80, ZONE, AFTERNOON).with_rate(rate).with_summary_counts(counted);
        let mut reader = Reader::new(&world);
        for minute in 1..=30 {
            for batch in world.advance(AFTERNOON + minute * MINUTE) {
                assert!(!batch.operations.is_empty());
                reader.apply(&batch);
            }
            reader.agrees(&world);
        }
    }
}

#[test]
fn midnight_empties_todays_counters_and_the_stream_says_so() {
    let before = MIDNIGHT + 23 * HOUR + 50 * MINUTE;
    let mut world = World::new(3, 60, ZONE, before);
    let mut reader = Reader::new(&world);
    assert!(world.summary()[1].1 > 500, "{:?}", world.summary());
    for batch in world.advance(before + 20 * MINUTE) {
        reader.apply(&batch);
    }
    reader.agrees(&world);
    assert!(world.summary()[1].1 < 20, "{:?}", world.summary());
    assert_eq!(world.today, MIDNIGHT + 24 * HOUR);
    // The early shift comes as on the first day.
    world.advance(before + 10 * HOUR);
    assert!(world.summary().iter().any(|(field, count)| *field == "loginAgentsCount" && *count > 20));
}

#[test]
fn every_change_of_state_is_one_that_happens() {
    let legal: HashSet<(i64, i64)> = [
        (0, 1), // logs in
        (1, 0),
        (2, 0),
        (4, 0),
        (5, 0),
        (6, 0),
        (7, 0),
        (98, 0), // goes home, at once or after the call
        (1, 2),
        (1, 5),
        (1, 6),
        (1, 98), // leaves, dials, is rung, is locked
        (2, 1),
        (98, 1), // is back
        (4, 1),
        (4, 2),
        (4, 98), // wrap-up done
        (5, 1),
        (5, 2),
        (5, 7),
        (5, 98), // no agent is there, or all talk
        (6, 1),
        (6, 2),
        (6, 7),
        (6, 98), // missed, or talks
        (7, 4),
        (7, 8),
        (7, 1),
        (7, 2),
        (7, 98), // internal calls have no wrap-up
        (8, 7),
        (8, 4), // taken back, or hung up
    ]
    .into();
    let start = MIDNIGHT + 6 * HOUR;
    let mut world = World::new(11, 120, ZONE, start);
    let mut work: Vec<i64> = world.crew.agents.iter().map(|agent| agent.vitals.work).collect();
    let mut seen = HashSet::new();
    for batch in world.advance(start + 18 * HOUR) {
        for operation in &batch.operations {
            let (Target::Agent(index), "agentWorkStatus") = (operation.target, operation.field) else { continue };
            let Value::Number(new) = operation.value else { panic!("{operation:?}") };
            let old = std::mem::replace(&mut work[index as usize], new);
            assert!(legal.contains(&(old, new)), "agent {index} went from {old} to {new} at {}", batch.at);
            seen.insert((old, new));
        }
    }
    for usual in
        [(0, 1), (1, 6), (6, 7), (6, 1), (7, 8), (8, 7), (7, 4), (4, 1), (1, 2), (2, 1), (1, 5), (5, 7), (5, 1)]
    {
        assert!(seen.contains(&usual), "never saw {usual:?}");
    }
}

#[test]
fn login_work_reason_and_customer_belong_together() {
    let mut world = World::new(21, 150, ZONE, AFTERNOON);
    for minute in 0..90 {
        world.advance(AFTERNOON + minute * MINUTE);
        for agent in &world.crew.agents {
            let vitals = &agent.vitals;
            let login = match vitals.work {
                codes::WORK_UNKNOWN => codes::LOGIN_OFFLINE,
                codes::WORK_OCCUPIED => codes::LOGIN_OCCUPIED,
                codes::WORK_LOCKED => codes::LOGIN_LOCKED,
                _ => codes::LOGIN_ONLINE,
            };
            assert_eq!(vitals.login, login, "{vitals:?}");
            assert_eq!(vitals.reason != codes::REASON_NONE, vitals.work == codes::WORK_OCCUPIED, "{vitals:?}");
            assert_eq!(vitals.call_type != codes::CALL_NONE, in_call(vitals.work), "{vitals:?}");
            let outside = matches!(vitals.call_type, codes::CALL_INBOUND | codes::CALL_OUTBOUND);
            assert_eq!(customer_number(vitals.customer).len(), if outside { 11 } else { 0 }, "{vitals:?}");
            assert!(
                vitals.work_since <= world.now() && vitals.login_since <= vitals.work_since.max(vitals.login_since)
            );
            assert!(vitals.connected <= vitals.dialled);
        }
    }
}

#[test]
fn the_summary_is_the_sum_of_the_agents() {
    let mut world = World::new(4, 70, ZONE, AFTERNOON);
    for minute in 0..30 {
        world.advance(AFTERNOON + minute * MINUTE);
        assert_eq!(world.summary, world.tally());
        let sum = |count: fn(&Vitals) -> u32| {
            world.crew.agents.iter().map(|agent| i64::from(count(&agent.vitals))).sum::<i64>()
        };
        let summary: BTreeMap<_, _> = world.summary().into_iter().collect();
        assert_eq!(summary["inboundEstablishedCallsCountToday"], sum(|vitals| vitals.answered));
        assert_eq!(summary["inboundAbandonCallsCountToday"], sum(|vitals| vitals.missed));
        assert_eq!(summary["outboundCallsCountToday"], sum(|vitals| vitals.dialled));
        assert_eq!(summary["outboundEstablishedCallsCountToday"], sum(|vitals| vitals.connected));
        let work = |status| world.crew.agents.iter().filter(|agent| agent.vitals.work == status).count() as i64;
        assert_eq!(summary["readyAgentsCount"], work(codes::WORK_READY));
        assert_eq!(summary["establishedAgentsCount"], work(codes::WORK_TALKING));
        assert_eq!(summary["acwAgentsCount"], work(codes::WORK_AFTER_CALL));
        assert_eq!(summary["loginAgentsCount"] + summary["logoutAgentsCount"], 70);
    }
}

#[test]
fn a_rate_that_was_held_up_is_not_made_up_for() {
    let mut world = World::new(6, 48, ZONE, AFTERNOON).with_rate(Some(200.0));
    world.rest(AFTERNOON + MINUTE);
    let operations = |batches: Vec<Batch>| batches.iter().map(|batch| batch.operations.len()).sum::<usize>();
    let held_up = operations(world.advance(AFTERNOON + MINUTE - 1));
    let on = operations(world.advance(AFTERNOON + MINUTE + 10_000));
    // Appointments are kept by the clock: a few of the shifts end or begin.
    assert!(held_up < 100, "{held_up} operations in a minute of rest");
    assert!((1_900..2_200).contains(&on), "{on} operations in ten seconds after it");
}

#[test]
fn a_rate_is_kept_evenly() {
    for (agents, rate) in [(48, 200.0), (3, 40.0), (300, 2.0)] {
        let mut world = World::new(6, agents, ZONE, AFTERNOON).with_rate(Some(rate));
        for second in 1..=120 {
            world.advance(AFTERNOON + second * 1000);
            let due = rate * second as f64;
            // No further off than the batch in hand.
            assert!((world.sent() as f64 - due).abs() < 40.0, "{} of {due} with {agents}", world.sent());
        }
    }
}

#[test]
fn a_supervisor_would_believe_the_afternoon() {
    let (mut talks, mut short_talks) = (0, 0);
    for seed in 1..=12 {
        let world = World::new(seed, 48, ZONE, AFTERNOON);
        let age = |vitals: &Vitals| (AFTERNOON - vitals.work_since) / 1000;
        let in_state =
            |work| world.crew.agents.iter().map(|agent| agent.vitals).filter(move |vitals| vitals.work == work);
        let longest = |work| in_state(work).map(|vitals| age(&vitals)).max().unwrap_or_default();
        let summary: BTreeMap<_, _> = world.summary().into_iter().collect();

        let offered = summary["inboundEstablishedCallsCountToday"] + summary["inboundAbandonCallsCountToday"];
        let missed = summary["inboundAbandonCallsCountToday"] as f64 / offered as f64;
        assert!((0.02..0.075).contains(&missed), "seed {seed}: {missed} missed");
        assert!((500..1700).contains(&offered), "seed {seed}: {offered} offered");
        assert!((30..46).contains(&summary["loginAgentsCount"]), "seed {seed}: {summary:?}");
        assert!(summary["inCallAgentsCount"] >= 8, "seed {seed}: {summary:?}");
        assert!(longest(codes::WORK_RINGING) <= 20, "seed {seed}");
        assert!(longest(codes::WORK_TALKING) >= 15 * 60, "seed {seed}: {}", longest(codes::WORK_TALKING));
        assert!(longest(codes::WORK_OCCUPIED) >= 60 * 60, "seed {seed}: {}", longest(codes::WORK_OCCUPIED));
        talks += in_state(codes::WORK_TALKING).count();
        short_talks += in_state(codes::WORK_TALKING).filter(|vitals| age(vitals) < 300).count();
        if in_state(codes::WORK_AFTER_CALL).count() > 0 {
            assert!((300..600).contains(&longest(codes::WORK_AFTER_CALL)), "seed {seed}");
        }
        for agent in &world.crew.agents {
            let vitals = &agent.vitals;
            assert!(vitals.work_since > AFTERNOON - 4 * 24 * HOUR && vitals.work_since <= AFTERNOON);
            assert!(vitals.login_since <= AFTERNOON);
        }
    }
    assert!(short_talks * 2 > talks, "most calls are short: {short_talks} of {talks}");
}

#[test]
fn everybody_has_a_name_a_number_and_an_id_of_their_own() {
    let agents = &Crew::new(1, 3000).agents;
    let names: HashSet<&str> = agents.iter().map(|agent| agent.name.as_str()).collect();
    let ids: HashSet<&str> = agents.iter().map(|agent| agent.uuid.as_str()).collect();
    assert_eq!((names.len(), ids.len()), (3000, 3000));
    assert!(ids.iter().all(|id| id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit())));
    assert!(agents.iter().zip(1000..).all(|(agent, number)| agent.number == number));
    let chinese = names.iter().filter(|name| !name.contains(' ')).count();
    assert!((1650..2100).contains(&chinese), "{chinese} of 3000 names are Chinese");
}

#[test]
fn centres_of_any_size_live_at_any_hour() {
    for agents in [0, 1, 5, 13] {
        for hour in (0..24).step_by(3) {
            for rate in [None, Some(20.0)] {
                let start = MIDNIGHT + hour * HOUR;
                let mut world = World::new(2, agents, ZONE, start).with_rate(rate);
                let mut reader = Reader::new(&world);
                for batch in world.advance(start + 10 * MINUTE) {
                    reader.apply(&batch);
                }
                reader.agrees(&world);
            }
        }
    }
}

#[test]
fn a_masked_number_keeps_its_first_three_and_last_four_digits() {
    assert_eq!(privacy_number(13_812_348_123, true), "138****8123");
    assert_eq!(privacy_number(13_812_348_123, false), "");
    assert_eq!(privacy_number(0, true), "");
    assert_eq!(customer_number(0), "");
}
