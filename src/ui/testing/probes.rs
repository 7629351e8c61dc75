//! Bots that are asked, of a fixed afternoon: one that answers, one that is down, one that was not asked yet.

use super::{NOW, apply, pick, report};
use crate::model::{Board, Payload, Phase, ProbeMode, ProbeOutcome, ProbeRun, ProbeSet, SourceId};

const MINUTE: i64 = 60_000;

fn set(name: &str, robot: &str, mode: ProbeMode, expects: bool) -> ProbeSet {
    ProbeSet { name: name.to_owned(), robot: robot.to_owned(), mode, every_ms: 5 * MINUTE, expects }
}

/// The one that answers, so many turns ago: once it was cut off, once it said something else.
fn shop(turns: usize) -> ProbeRun {
    let began = NOW.plus(-(turns as i64 * 5 * MINUTE + 40_000));
    let asked = ProbeRun {
        accepted_ms: Some(80 + pick(turns, 3, 60) as u64),
        first_word_ms: Some(620 + pick(turns, 7, 1_400) as u64),
        ..ProbeRun::new(&set("shop", "18", ProbeMode::Stream, true), began)
    };
    if turns == 9 {
        return ProbeRun { problem: Some("the answer broke off after 7 words; trying again".into()), ..asked };
    }
    let outcome = if turns == 4 { ProbeOutcome::NotAsExpected } else { ProbeOutcome::AsExpected };
    let last_word_ms = asked.first_word_ms.map(|first| first + 1_350);
    ProbeRun { last_word_ms, robot_status: Some("ENABLE".to_owned()), outcome, ..asked }
}

/// The one that is down.
fn bank(turns: i64) -> ProbeRun {
    ProbeRun {
        accepted_ms: Some(95),
        robot_status: Some("EXHAUST".to_owned()),
        outcome: ProbeOutcome::Robot,
        left_open: turns == 0,
        ..ProbeRun::new(&set("bank", "15", ProbeMode::Whole, false), NOW.plus(-(turns * 5 * MINUTE + 100_000)))
    }
}

/// Asks the bots.
pub fn probe(board: &mut Board) {
    report(board, NOW.plus(-150 * MINUTE), SourceId::Probe, Phase::Live, None);
    let sets = vec![
        set("shop", "18", ProbeMode::Stream, true),
        set("bank", "15", ProbeMode::Whole, false),
        set("loans", "14", ProbeMode::Callback, false),
    ];
    apply(board, NOW.plus(-150 * MINUTE), Payload::Probes(sets));
    let runs = (0..28).rev().map(shop).chain((0..3).rev().map(bank));
    apply(board, NOW.plus(-38_000), Payload::Probed(runs.collect()));
}
