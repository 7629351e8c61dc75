//! Pollers on a machine whose clock is set while they run.

use super::*;
use crate::feed::fake::{BASE, env_to_set};
use crate::model::Board;

const MINUTES: i64 = 60_000;

#[tokio::test(start_paused = true)]
async fn figures_get_no_older_and_no_younger_when_the_clock_is_set() {
    for set in [10 * MINUTES, -10 * MINUTES, 180 * MINUTES, -180 * MINUTES] {
        let (env, updates, machine) = env_to_set(BASE);
        let mut rig = Rig { tenant: Tenant::new(250, 400), env, updates };
        rig = rig.chat(ChatSettings::default()).ai(AiSettings::default());
        let mut board = Board::new();
        for update in rig.pass(200.0).await {
            board.apply(update);
        }
        let mut followed = Followed::new(rig.env.steps.clone());
        machine.set(set);
        let mut calls = rig.tenant.asked().len();
        for second in 0..240 {
            let told = rig.pass(1.0).await;
            let now = (rig.env.clock)();
            if let Some(by) = followed.take() {
                board.clock_set(by);
            }
            for update in told {
                board.apply(update);
            }
            for id in [SourceId::Chat, SourceId::Ai] {
                let source = board.source(id);
                let age = now.since(source.as_of.unwrap());
                assert!((0..=65_000).contains(&age), "{id} is {age} ms old {second} s after {set} ms");
                assert_eq!(source.phase, Phase::Live);
            }
            for count in board.ai().unwrap().robots.iter().filter_map(|count| count.as_of) {
                assert!((0..300_000).contains(&now.since(count)), "{}", now.since(count));
            }
        }
        calls = rig.tenant.asked().len() - calls;
        assert!((20..=80).contains(&calls), "{calls} calls in four minutes: the pollers keep going, and at their pace");
    }
}

#[tokio::test(start_paused = true)]
async fn a_clock_set_over_midnight_brings_the_day_that_it_says() {
    let midnight = BASE.plus(14 * 60 * MINUTES);
    let (env, updates, machine) = env_to_set(midnight.plus(-5 * MINUTES));
    let mut rig = Rig { tenant: Tenant::new(50, 0), env, updates };
    rig = rig.chat(ChatSettings::default());
    rig.pass(60.0).await;
    for (set, day) in [(10 * MINUTES, "2026-03-03"), (-10 * MINUTES, "2026-03-02"), (10 * MINUTES, "2026-03-03")] {
        machine.set(set);
        let told = rig.pass(60.0).await;
        assert_eq!(rig.tenant.days().last(), Some(&day.parse().unwrap()), "{set}");
        assert!(!chats(&told).is_empty(), "and its figures are shown");
    }
}
