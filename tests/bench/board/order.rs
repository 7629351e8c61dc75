//! The order of the agents under operations: kept as it is by the board, against sorting all of them.

use std::hint::black_box;
use std::time::{Duration, Instant};

use callboard::lists::agents::{Listing, Rules};
use callboard::model::Board;
use callboard::ui::Settings;
use criterion::Criterion;

use super::centre::{self, NOW};

const AGENTS: usize = 200;
/// Messages; each has four operations on one agent.
const MESSAGES: usize = 250;

/// Hears all messages, `batch` at a time, and counts what `look` takes after each batch.
fn heard(
    board: &mut Board,
    messages: &[String],
    batch: usize,
    mut look: impl FnMut(&Board, &[usize], i64),
) -> Duration {
    let mut spent = Duration::ZERO;
    for (at, batch) in messages.chunks(batch).enumerate() {
        for text in batch {
            centre::hear(board, text);
        }
        let touched = board.take_touched();
        let began = Instant::now();
        look(board, &touched, at as i64);
        spent += began.elapsed();
    }
    spent
}

pub fn bench(criterion: &mut Criterion) {
    let settings = Settings::default();
    let rules = Rules { limits: settings.limits.clone(), ..Rules::default() };
    let messages = centre::change_messages(AGENTS, MESSAGES);
    let mut board = centre::board(AGENTS);
    let mut group = criterion.benchmark_group("order");
    for (batch, what) in [(1, "each"), (5, "in batches of 20")] {
        let mut kept = Listing::new(rules.clone());
        kept.rebuild(&board, NOW);
        group.bench_function(format!("kept, 1000 operations {what}, {AGENTS} agents"), |bencher| {
            bencher.iter_custom(|rounds| {
                let look = |kept: &mut Listing, board: &Board, touched: &[usize]| kept.note(board, touched, NOW);
                let round = |_| {
                    heard(&mut board, &messages, batch, |board, touched, _| {
                        black_box(look(&mut kept, board, touched));
                    })
                };
                (0..rounds).map(round).sum()
            });
        });
        let mut held = Listing::new(rules.clone()).reordered_every(2_000);
        held.rebuild(&board, NOW);
        let mut now = NOW;
        group.bench_function(format!("taken every two seconds, 1000 operations {what}, {AGENTS} agents"), |bencher| {
            bencher.iter_custom(|rounds| {
                let round = |_| {
                    // A thousand operations are ten seconds of a centre of this size.
                    let step = 10_000 * batch as i64 / MESSAGES as i64;
                    let began = now;
                    heard(&mut board, &messages, batch, |board, touched, at| {
                        now = began.plus(step * (at + 1));
                        black_box(held.note(board, touched, now));
                    })
                };
                (0..rounds).map(round).sum()
            });
        });
        let mut sorted = Listing::new(rules.clone());
        group.bench_function(format!("a full sort, 1000 operations {what}, {AGENTS} agents"), |bencher| {
            bencher.iter_custom(|rounds| {
                let round = |_| heard(&mut board, &messages, batch, |board, _, _| sorted.rebuild(board, NOW));
                (0..rounds).map(round).sum()
            });
        });
    }
    group.finish();
}
