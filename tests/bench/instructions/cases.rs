//! What is counted: in each case, a centre is prepared, and [`callgrind_counts`] is what it is about.

use std::hint::black_box;
use std::io;

use bytes::Bytes;
use callboard::lists::agents::{Listing, Rules};
use callboard::model::{Alarms, Board, Stamp};
use callboard::platforms::sobot_call::decode;
use callboard::platforms::sse;
use callboard::term::Screen;
use callboard::ui::{self, FrameMap, Keymap, Settings, View};
use futures_util::{FutureExt, StreamExt, stream};
use ratatui::backend::TestBackend;
use ratatui::layout::Rect;
use ratatui::{Frame, Terminal};

use super::centre::{self, NOW};

/// All of them.
pub const NAMES: [&str; 8] = ["stream", "full", "operations", "note", "tick", "order", "drawn", "sent"];

const AGENTS: usize = 1_000;
/// Messages of five operations.
const MESSAGES: usize = 400;

/// What the instructions are counted of: callgrind is told to look at nothing else, by this name.
#[inline(never)]
fn callgrind_counts(work: &mut dyn FnMut()) {
    work();
}

/// Does what is to be counted under this name.
pub fn run(name: &str) {
    match name {
        "stream" => stream(),
        "full" => full(),
        "operations" => operations(),
        "note" => note(),
        "tick" => tick(),
        "order" => order(),
        "drawn" => drawn(),
        "sent" => sent(),
        _ => panic!("{name} is no case"),
    }
}

/// A full message in pieces of 1,460 bytes becomes data.
fn stream() {
    let body = Bytes::from(format!("data: {}\n\n", centre::full_message(AGENTS)));
    let pieces: Vec<Bytes> =
        (0..body.len()).step_by(1_460).map(|at| body.slice(at..body.len().min(at + 1_460))).collect();
    callgrind_counts(&mut || {
        let bytes = Box::pin(stream::iter(pieces.clone()).map(Ok));
        black_box(sse::decode(bytes, 64 << 20, "bench").count().now_or_never());
    });
}

/// A full message becomes agents.
fn full() {
    let text = centre::full_message(AGENTS);
    callgrind_counts(&mut || _ = black_box(decode(&text)));
}

/// Messages of operations become a changed board.
fn operations() {
    let (mut board, messages) = (centre::board(AGENTS), centre::change_messages(AGENTS, MESSAGES));
    callgrind_counts(&mut || messages.iter().for_each(|text| centre::hear(&mut board, text)));
}

/// A view and its alarms.
fn seen(board: &Board, settings: &Settings) -> (View, Alarms) {
    let mut view = View::new(settings, Keymap::default());
    let mut alarms = Alarms::new(settings.rules.clone(), settings.zone);
    alarms.check_all(board, NOW);
    view.note(board, &alarms, &[], NOW);
    view.tick(board, &alarms, NOW);
    (view, alarms)
}

/// What alarms and view do for what was heard between two frames.
fn note() {
    let settings = Settings::default();
    let (mut board, messages) = (centre::board(AGENTS), centre::change_messages(AGENTS, MESSAGES));
    let (mut view, mut alarms) = seen(&board, &settings);
    for batch in messages.chunks(20) {
        batch.iter().for_each(|text| centre::hear(&mut board, text));
        let touched = board.take_touched();
        callgrind_counts(&mut || {
            alarms.note(&board, &touched, NOW);
            view.note(&board, &alarms, &touched, NOW);
        });
    }
}

/// What they do every second.
fn tick() {
    let settings = Settings::default();
    let board = centre::board(AGENTS);
    let (mut view, mut alarms) = seen(&board, &settings);
    for second in 1..=20 {
        let now = NOW.plus(second * 1_000);
        callgrind_counts(&mut || {
            // As the loop has it: the list of alerts is the alarms' own while they look.
            view.lend_alerts();
            alarms.tick(&board, &[], now);
            view.tick(&board, &alarms, now);
        });
    }
}

/// The order of the agents, kept at every message.
fn order() {
    let (mut board, messages) = (centre::board(AGENTS), centre::change_messages(AGENTS, MESSAGES));
    let mut listing = Listing::new(Rules::default());
    listing.rebuild(&board, NOW);
    for text in &messages {
        centre::hear(&mut board, text);
        let touched = board.take_touched();
        callgrind_counts(&mut || _ = black_box(listing.note(&board, &touched, NOW)));
    }
}

/// Hears a batch and lets a second go by, again and again; `frame` is what comes of it.
fn seconds(mut frame: impl FnMut(&Board, &mut View, &Settings, Stamp)) {
    let settings = Settings::default();
    let (mut board, messages) = (centre::board(AGENTS), centre::change_messages(AGENTS, MESSAGES));
    let (mut view, mut alarms) = seen(&board, &settings);
    frame(&board, &mut view, &settings, NOW);
    for (second, batch) in messages.chunks(40).enumerate() {
        batch.iter().for_each(|text| centre::hear(&mut board, text));
        let (touched, now) = (board.take_touched(), NOW.plus(1_000 * (second as i64 + 1)));
        alarms.note(&board, &touched, now);
        view.note(&board, &alarms, &touched, now);
        alarms.check_all(&board, now);
        view.tick(&board, &alarms, now);
        frame(&board, &mut view, &settings, now);
    }
}

/// A view of 200×60 becomes cells.
fn drawn() {
    let area = Rect::new(0, 0, 200, 60);
    let mut terminal = Terminal::new(TestBackend::new(area.width, area.height)).unwrap();
    seconds(|board, view, settings, now| {
        view.put_in_order(board, now, settings);
        let mut map = FrameMap::default();
        let mut draw =
            |frame: &mut Frame<'_>| callgrind_counts(&mut || map = ui::draw(board, view, settings, now, frame));
        terminal.draw(&mut draw).unwrap();
        view.saw(&map);
    });
}

/// The same becomes bytes for the terminal.
fn sent() {
    let (mut screen, _) = Screen::fixed(Box::new(io::sink()), 200, 60).unwrap();
    seconds(|board, view, settings, now| {
        let mut map = FrameMap::default();
        callgrind_counts(&mut || {
            view.put_in_order(board, now, settings);
            screen.draw(|frame| map = ui::draw(board, view, settings, now, frame)).unwrap();
        });
        view.saw(&map);
    });
}
