//! A large centre on a busy day, for ten minutes: the simulator as one process, the board on a terminal as another.
//!
//! A person at the terminal presses a key every quarter of a second, and waits for the screen to show what it does.
//! In the middle of it the terminal hangs for a while.
//! At the end every operation must have been applied, each key answered in time, and the memory be where it was. What
//! was measured is printed; the exit code says whether all of it held.
//!
//! `cargo run --release` here, with `-- --seconds 60` for a short look; `--minutes`, `--agents`, `--rate` and `--hang`
//! (seconds) change the rest, and `--binary FILE` takes another build of the program than the release that it builds
//! first. What else a computer does at the same time is measured as well: figures count on a quiet one.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a measurement that cannot be made ends with the reason, and what was measured is printed"
)]

use std::process::ExitCode;
use std::time::{Duration, Instant};

#[path = "load/arguments.rs"]
mod arguments;
#[path = "load/centre.rs"]
mod centre;
#[path = "load/figures.rs"]
mod figures;
#[path = "load/process.rs"]
mod process;
#[path = "load/script.rs"]
mod script;
#[path = "load/terminal.rs"]
mod terminal;

use arguments::Arguments;
use centre::Centre;
use figures::Figures;
use script::Script;
use terminal::Terminal;

/// A key is pressed so often.
const KEY_EVERY: Duration = Duration::from_millis(250);

/// Memory and processor time are looked at so often.
const SAMPLE_EVERY: Duration = Duration::from_secs(1);

/// The caches are filled and the screens seen once before memory is compared.
const WARM: Duration = Duration::from_secs(5);

fn main() -> ExitCode {
    let arguments = match Arguments::read(std::env::args().skip(1)) {
        Ok(arguments) => arguments,
        Err(why) => {
            eprintln!("{why}");
            return ExitCode::from(2);
        }
    };
    let figures = run(&arguments);
    print!("{figures}");
    let broken = figures.broken();
    for sentence in &broken {
        println!("NOT HELD: {sentence}");
    }
    if broken.is_empty() {
        println!("held: every key in time, memory bounded, no operation lost");
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn run(arguments: &Arguments) -> Figures {
    let mut figures = Figures::new(arguments);
    let asked = Instant::now();
    let centre = Centre::start(arguments);
    figures.centre_ready = asked.elapsed();
    let asked = Instant::now();
    let mut board = Terminal::start(&arguments.binary, &centre.settings());
    let everybody = script::everybody(arguments.agents);
    board.wait("every agent", |screen| screen.text().contains(&everybody));
    figures.board_ready = asked.elapsed();

    // What was sent before the last page had its full message was never for the board.
    let (sent_before, told_before) = settled(&centre, &mut board);
    centre.resume();
    let began = Instant::now();
    let mut script = Script::default();
    let (mut next_key, mut next_sample) = (began, began + WARM.min(arguments.lasts / 4));
    let ends = began + arguments.lasts;
    let processor = [centre.process().processor(), board.process().processor()];
    let mut hangs = Some(began + arguments.lasts / 2);
    while Instant::now() < ends {
        if hangs.is_some_and(|at| Instant::now() >= at) {
            // Nothing is lost while the terminal takes nothing, and nothing piles up.
            hangs = None;
            board.stall(arguments.hangs);
            figures.hung(board.process());
            next_key = Instant::now();
        }
        if Instant::now() >= next_sample {
            figures.sample(began.elapsed(), board.process(), centre.process());
            next_sample = Instant::now() + SAMPLE_EVERY;
        }
        if Instant::now() >= next_key {
            figures.keys.push(script.press(&mut board));
            next_key = (next_key + KEY_EVERY).max(Instant::now());
        }
        board.read_until(next_key.min(next_sample).min(ends));
    }
    figures.lasted = began.elapsed();
    figures.at_the_end = script.at_the_end;
    figures.processor = [
        centre.process().processor().saturating_sub(processor[0]),
        board.process().processor().saturating_sub(processor[1]),
    ];
    figures.sample(began.elapsed(), board.process(), centre.process());
    figures.high_water = board.process().high_water();
    script.finish(&mut board);

    let (sent, told) = settled(&centre, &mut board);
    figures.sent = sent - sent_before;
    figures.applied = told.applied - told_before.applied;
    figures.rejected.clone_from(&told.rejected);
    figures.connects = [told_before.connects, told.connects];
    // Everything that a comparison finds now, the stream had failed to tell.
    board.press("r");
    let checked = board.wait("a resync", |screen| script::told(screen).is_some_and(|now| now.resyncs > told.resyncs));
    let checked = script::told(&checked).expect("it was there");
    (figures.resyncs, figures.drifted) = (checked.resyncs, checked.drifted);
    board.press("q");
    figures.ended_well = board.end() == 0;
    figures
}

/// Stops the centre and waits until the board has all of it: what was sent, and what the board says of it.
fn settled(centre: &Centre, board: &mut Terminal) -> (u64, script::Told) {
    let sent = centre.pause();
    script::open_health(board);
    let mut last = None;
    loop {
        // What the centre did not do meanwhile it does all at once afterwards: no longer than it must be.
        // A terminal that hung is spared for a minute: a frame comes when a person asks for one.
        board.press("\x0c");
        board.read_until(Instant::now() + Duration::from_millis(400));
        let now = script::told(&board.screen());
        if let Some(told) = now.clone().filter(|_| now == last) {
            return (sent, told);
        }
        last = now;
    }
}
