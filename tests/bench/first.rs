//! How long the first full message takes of a board that has just started, and where that time goes.
//!
//! `cargo bench --bench first` here. The group `full` of the other benchmark reads a message round after round, where 10,000
//! agents have the memory of the round before and 100,000 do not. A board reads one when it starts: here each is read by a
//! process of its own, in which all memory is new. Figures are medians, in ms.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a measurement that cannot be made ends with the reason, and what was measured is printed"
)]

use std::env;
use std::process::Command;
use std::time::Instant;

use bytes::Bytes;
use callboard::model::{Board, Payload, Roster, RosterKind, Update};
use callboard::platforms::sobot_call::decode;
use callboard::platforms::sse::{self, Piece};
use callboard::platforms::{FullPage, Message};
use futures_util::{FutureExt, StreamExt, stream};

use centre::NOW;

#[path = "board/centre.rs"]
#[allow(dead_code, reason = "the other benchmarks use the rest")]
mod centre;

const AGENTS: [usize; 2] = [10_000, 100_000];
/// Processes for each of them, in turn.
const RUNS: usize = 15;
/// What fits into one packet on most networks.
const PIECE: usize = 1_460;
/// What each run tells of, in this order.
const STEPS: [&str; 5] = ["pieces to a text", "text to a page", "page to a board", "letting go", "all"];
/// In the environment of a process that reads a message: of how many agents.
const ONE: &str = "CALLBOARD_BENCH_FIRST";

fn gathered(pieces: Vec<Bytes>) -> String {
    let mut found = sse::decode(Box::pin(stream::iter(pieces).map(Ok)), 256 << 20, "bench");
    loop {
        match found.next().now_or_never().expect("every piece is there").expect("a message").expect("a sound stream") {
            Piece::Data(text) => return text,
            Piece::Bytes(_) | Piece::Retry(_) | Piece::Within(_) => {}
        }
    }
}

fn board(page: FullPage) -> Board {
    let FullPage { summary, total, agents, .. } = page;
    let mut board = Board::new();
    let roster = Roster { kind: RosterKind::Full, summary, total, complete: true, agents };
    board.apply(Update::new(NOW, Payload::Roster(Box::new(roster))));
    board
}

/// Reads one message, and prints how long each step took, in ns.
fn read_one(agents: usize) {
    let body = Bytes::from(format!("data: {}\n\n", centre::full_message(agents)));
    let pieces: Vec<Bytes> =
        (0..body.len()).step_by(PIECE).map(|at| body.slice(at..body.len().min(at + PIECE))).collect();
    let mut moments = vec![Instant::now()];
    let text = gathered(pieces);
    moments.push(Instant::now());
    let Message::Full(page) = decode(&text) else { panic!("not a full message") };
    moments.push(Instant::now());
    let board = board(*page);
    moments.push(Instant::now());
    drop((text, board));
    moments.push(Instant::now());
    let steps = moments.windows(2).map(|pair| pair[1] - pair[0]);
    let told: Vec<String> = steps.chain([moments[4] - moments[0]]).map(|step| step.as_nanos().to_string()).collect();
    println!("{}", told.join(" "));
}

/// What a process of its own tells of reading one, in ms.
fn told(agents: usize) -> Vec<f64> {
    let program = env::current_exe().expect("the name of this program");
    let run = Command::new(program).env(ONE, agents.to_string()).output().expect("this program starts");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let text = String::from_utf8_lossy(&run.stdout);
    text.split_whitespace().map(|ns| ns.parse::<f64>().expect("a number") / 1e6).collect()
}

fn main() {
    if let Ok(agents) = env::var(ONE) {
        read_one(agents.parse().expect("a number of agents"));
        return;
    }
    let runs: Vec<[Vec<f64>; 2]> = (0..RUNS).map(|_| AGENTS.map(told)).collect();
    let median = |size: usize, step: usize| {
        let mut figures: Vec<f64> = runs.iter().map(|run| run[size][step]).collect();
        figures.sort_by(f64::total_cmp);
        figures[RUNS / 2]
    };
    println!("{:<20}{:>12}{:>12}{:>8}", "agents", AGENTS[0], AGENTS[1], "ratio");
    for (step, name) in STEPS.iter().enumerate() {
        let (few, many) = (median(0, step), median(1, step));
        println!("{name:<20}{few:>12.2}{many:>12.2}{:>8.1}", many / few);
    }
}
