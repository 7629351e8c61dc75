use proptest::prelude::*;

use super::*;

/// A queue of calls in half an hour, seconds a call, agents and seconds of patience.
fn queue(calls: f64, handling: f64, agents: f64, patience: f64) -> Queue {
    Queue { arrivals: calls / 1800.0, handling, agents, patience }
}

#[test]
fn with_endless_patience_it_is_erlang_c() {
    // The example of the R package ErlangC: 100 calls in half an hour, 180 s each, within 20 s, 14 agents.
    let level = queue(100.0, 180.0, 14.0, 1e7).served_within(20.0);
    assert!((level - 0.888_35).abs() < 1e-4, "{level}");
}

/// The share of calls that are given up, by the states of the queue one by one: so many calls arrive in each, and so many
/// give up in each.
fn given_up(queue: Queue) -> f64 {
    let (mut weight, mut sum, mut waiting) = (1.0_f64, 1.0, 0.0);
    for calls in 1..4_000 {
        let calls = f64::from(calls);
        let serving = calls.min(queue.agents) / queue.handling;
        let leaving = (calls - queue.agents).max(0.0) / queue.patience;
        weight *= queue.arrivals / (serving + leaving);
        sum += weight;
        waiting += weight * (calls - queue.agents).max(0.0);
    }
    waiting / sum / queue.patience / queue.arrivals
}

#[test]
fn who_gives_up_is_who_is_never_served() {
    for (calls, handling, agents, patience) in
        [(100.0, 180.0, 14.0, 120.0), (100.0, 180.0, 8.0, 120.0), (900.0, 300.0, 150.0, 60.0), (30.0, 400.0, 3.0, 20.0)]
    {
        let queue = queue(calls, handling, agents, patience);
        let served = queue.served_within(1e9);
        let lost = given_up(queue);
        assert!((served - (1.0 - lost)).abs() < 1e-4, "{queue:?}: {served} and {lost}");
    }
}

#[test]
fn with_no_call_or_no_agent_there_is_an_answer_all_the_same() {
    assert!((queue(0.0, 180.0, 3.0, 120.0).served_within(20.0) - 1.0).abs() < f64::EPSILON);
    assert!(queue(100.0, 180.0, 0.0, 120.0).served_within(20.0).abs() < f64::EPSILON);
    assert!((queue(100.0, 180.0, 20_000.0, 120.0).served_within(20.0) - 1.0).abs() < 1e-9);
    assert!(queue(100_000.0, 600.0, 10.0, 120.0).served_within(20.0) < 0.01);
}

proptest! {
    #[test]
    fn it_is_a_share_and_more_agents_and_fewer_calls_never_make_it_worse(
        calls in 1.0_f64..3_000.0,
        handling in 20.0_f64..900.0,
        load in 0.2_f64..3.0,
        patience in 20.0_f64..600.0,
        seconds in 1.0_f64..60.0,
    ) {
        let agents = calls * handling / 1800.0 * load;
        let level = |calls, handling, agents| queue(calls, handling, agents, patience).served_within(seconds);
        let here = level(calls, handling, agents);
        prop_assert!((0.0..=1.0).contains(&here), "{}", here);
        prop_assert!(level(calls, handling, agents * 1.1) >= here - 2e-3);
        prop_assert!(level(calls * 0.9, handling, agents) >= here - 2e-3);
        prop_assert!(level(calls, handling * 0.9, agents) >= here - 2e-3);
    }
}
