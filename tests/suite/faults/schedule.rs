//! A random schedule of every fault but those of bots, several centres at once, each equal to its truth after every fault.
//!
//! `CALLBOARD_FAULTS` sets how many faults there are in all: 40 where it is not set, which are other ones with each
//! `CALLBOARD_FAULT_SEED`; before a release 10,000. The same seed and count replay the same schedules.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use callboard::sim::Options;
use callboard::sim::faults::{Fault, Group};
use futures_util::FutureExt;
use futures_util::future::join_all;

use super::rig::{Plan, Rig};

/// As many centres fail at the same time, a small one for so many faults each: most of their time is waiting.
const LANES: (u64, u64) = (4, 16);
const FAULTS_A_LANE: u64 = 100;

const NEVER: Duration = Duration::from_hours(1_000_000);

fn setting(name: &str, default: u64) -> u64 {
    let text = std::env::var(name).unwrap_or_default();
    if text.is_empty() { default } else { text.parse().unwrap_or_else(|_| panic!("{name} is a number, not `{text}`")) }
}

/// One centre. Every other one has several pages, two of four have two more vendors beside.
async fn open(seed: u64) -> Rig {
    let plan = Plan {
        seed,
        agents: 12 + (seed % 3) as usize * 6,
        page_size: if seed.is_multiple_of(2) { 6 } else { 500 },
        polls: true,
        platforms: (seed / 2).is_multiple_of(2),
        idle: 2_000,
        max_event: 64 << 20,
    };
    let all = |options: &mut Options| {
        // No bot is asked here, so that those of bots would never strike.
        options.faults = Fault::ALL.iter().copied().filter(|fault| fault.group() != Group::Bots).collect();
        // Only the test lets one strike: by its own clock the simulator would add others while one is outlived.
        options.fault_every = NEVER;
    };
    let mut rig = Rig::open(plan, all).await;
    rig.may_lose = true;
    rig
}

/// Its schedule.
async fn lane(mut rig: Rig, seed: u64, count: u64) {
    for _ in 0..count {
        let strike = rig.sim.strike_next().unwrap();
        let outlived = AssertUnwindSafe(rig.live_on()).catch_unwind().await;
        assert!(outlived.is_ok(), "fault {} of seed {seed} was not outlived: {strike:?}", strike.number);
    }
    rig.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_random_schedule_of_all_faults_ends_equal_to_the_truth() {
    let (faults, seed) = (setting("CALLBOARD_FAULTS", 40), setting("CALLBOARD_FAULT_SEED", 1));
    let lanes = (faults / FAULTS_A_LANE).clamp(LANES.0, LANES.1);
    eprintln!("again with CALLBOARD_FAULTS={faults} CALLBOARD_FAULT_SEED={seed}");
    // Making up a centre's day takes long, and the others would wait for it with their patience running.
    let mut open_lanes = Vec::new();
    for place in 0..lanes {
        let seed = seed * LANES.1 + place;
        open_lanes.push((open(seed).await, seed));
    }
    join_all(open_lanes.into_iter().map(|(rig, seed)| lane(rig, seed, faults.div_ceil(lanes)))).await;
}
