//! The pictures and the tape of README and manual, which the program itself draws on the invented centre:
//!
//! `BLESS=1 cargo test --test suite pictures` draws them anew. Without it, what is in them is held against the program: an old
//! picture has other panes.

use std::cell::RefCell;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::Value;
use svg::{BLACK, DARK, Ground, LIGHT, film, picture};
use vt100::Screen;

use crate::pty::harness::{FRAME_BEGIN, FRAME_END, Program};

mod svg;

/// Who draws them, and of which version.
const DRAWN_BY: &str = concat!("callboard ", env!("CARGO_PKG_VERSION"), ": BLESS=1 cargo test --test suite pictures");

/// The size of most of them.
const SIZE: (u16, u16) = (120, 34);
/// The size of the tape, which a page shows smaller.
const TAPE: (u16, u16) = (110, 32);
/// The pictures of a film are so far apart at least.
const FRAME: Duration = Duration::from_secs(1);

fn path(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("assets").join(name)
}

fn is_blessed() -> bool {
    std::env::var_os("BLESS").is_some()
}

fn demo(flags: &[&str], (columns, rows): (u16, u16)) -> Program {
    let arguments = [&["demo", "--seed", "1", "--language", "en"], flags].concat();
    let mut program = Program::start_with(&arguments, columns, rows, &[("COLORTERM", "truecolor")]);
    program.wait_for_agents(48);
    program
}

/// The titles of the panes, in order: the first word behind each upper left corner.
fn titles<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<String> {
    let words = lines.flat_map(|line| line.split('╭').skip(1).map(str::trim_start));
    let words = words.filter_map(|rest| rest.split(|c: char| !c.is_alphabetic()).next());
    words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn titles_on(screen: &Screen) -> Vec<String> {
    titles(screen.contents().lines())
}

/// The text of each row of a picture.
fn rows(picture: &str) -> Vec<String> {
    let row = |group: &str| -> String {
        let texts = group.split("<text ").skip(1).filter_map(|text| text.split_once('>'));
        texts.filter_map(|(_, rest)| rest.split_once("</text>")).map(|(text, _)| text).collect()
    };
    picture.split("<g ").skip(1).map(row).collect()
}

fn titles_in(name: &str) -> Vec<String> {
    let picture = fs::read_to_string(path(name)).unwrap();
    assert!(picture.contains(DRAWN_BY), "{name} is of another version: {DRAWN_BY}");
    titles(rows(&picture).iter().map(String::as_str))
}

fn write(name: &str, text: &str) {
    fs::write(path(name), text).unwrap();
}

fn draw(name: &str, program: &mut Program, ground: Ground) {
    program.wait_for_whole_frame();
    write(name, &picture(program.screen(), ground, DRAWN_BY));
}

/// Looks on for so long.
fn watch(program: &mut Program, time: Duration) {
    let began = Instant::now();
    program.wait_until("the time to pass", |_| began.elapsed() > time);
}

/// Panes that come and go with what happens.
fn lasting(titles: Vec<String>) -> Vec<String> {
    titles.into_iter().filter(|title| title != "Alerts").collect()
}

#[test]
fn pictures_show_the_board_and_an_agents_page_as_they_are() {
    let mut board = demo(&[], SIZE);
    board.wait_for("AI agents today");
    if is_blessed() {
        watch(&mut board, Duration::from_secs(50));
        draw("board.svg", &mut board, DARK);
    }
    board.wait_for_whole_frame();
    assert_eq!(lasting(titles_in("board.svg")), lasting(titles_on(board.screen())), "{DRAWN_BY}");
    board.press("\x1b[B\r");
    board.wait_for("occupancy");
    if is_blessed() {
        watch(&mut board, Duration::from_secs(5));
        draw("agent.svg", &mut board, DARK);
    }
    board.wait_for_whole_frame();
    // Before the panes stands who it is.
    assert_eq!(titles_in("agent.svg")[1..], titles_on(board.screen())[1..], "{DRAWN_BY}");
    if is_blessed() {
        board.quit();
        other_looks();
    }
    for name in ["chinese.svg", "light.svg", "colours16.svg"] {
        assert!(titles_in(name).len() > 3, "{name}");
    }
}

fn other_looks() {
    let looks: [(&str, &[&str], Ground); 3] = [
        ("light.svg", &["--theme", "light"], LIGHT),
        ("colours16.svg", &["--colour", "16"], BLACK),
        ("chinese.svg", &["--language", "zh", "--vendors", "sobot,cn,7moor"], DARK),
    ];
    let start = |flags: &[&str]| {
        let arguments = [&["demo", "--seed", "1"], flags].concat();
        Program::start_with(&arguments, SIZE.0, SIZE.1, &[("COLORTERM", "truecolor")])
    };
    let boards: Vec<Program> = looks.iter().map(|(_, flags, _)| start(flags)).collect();
    for ((name, _, ground), mut board) in looks.into_iter().zip(boards) {
        watch(&mut board, Duration::from_secs(30));
        draw(name, &mut board, ground);
        board.quit();
    }
}

/// What is pressed on the tape, and how long it is looked at, in seconds.
const PLAY: [(&str, u64); 12] = [
    ("", 5),
    ("\x1b[B", 1),
    ("\x1b[B", 1),
    ("\r", 4),
    ("\x1b", 2),
    ("/state:talking\r", 4),
    ("\x1b", 2),
    ("2", 4),
    ("5", 4),
    ("1", 2),
    ("t", 4),
    ("t", 3),
];

/// A tape as asciinema plays it: the head, and each piece of output with its time.
fn tape(bytes: &[u8], marks: &[(Duration, usize)]) -> String {
    let (columns, rows) = TAPE;
    let env = serde_json::json!({ "TERM": "xterm-256color", "SHELL": "/bin/sh" });
    let head = serde_json::json!({ "version": 2, "width": columns, "height": rows, "title": DRAWN_BY, "env": env });
    let mut lines = vec![head.to_string()];
    let mut done = 0;
    for (time, until) in marks {
        let piece = &bytes[done..*until];
        // What is cut within a letter waits for the rest of it.
        let whole = std::str::from_utf8(piece).map_or_else(|error| error.valid_up_to(), str::len);
        if whole > 0 {
            let text = std::str::from_utf8(&piece[..whole]).unwrap();
            lines.push(serde_json::json!([time.as_millis() as f64 / 1000.0, "o", text]).to_string());
        }
        done += whole;
    }
    lines.join("\n") + "\n"
}

/// Where a sequence stands last.
fn last(text: &str, sequence: &[u8]) -> Option<usize> {
    text.as_bytes().windows(sequence.len()).rposition(|bytes| bytes == sequence)
}

/// Plays it: each screen from its time on, and the last.
fn played(tape: &str) -> (Vec<(Duration, Screen)>, Screen) {
    let mut screen = vt100::Parser::new(TAPE.1, TAPE.0, 0);
    let (mut frames, mut so_far): (Vec<(Duration, Screen)>, _) = (Vec::new(), String::new());
    for line in tape.lines().skip(1) {
        let event: Value = serde_json::from_str(line).unwrap();
        let text = event[2].as_str().unwrap();
        screen.process(text.as_bytes());
        so_far.push_str(text);
        if last(&so_far, FRAME_END) < last(&so_far, FRAME_BEGIN) {
            continue;
        }
        let time = Duration::from_secs_f64(event[0].as_f64().unwrap());
        match frames.last_mut() {
            Some((began, last)) if time.saturating_sub(*began) < FRAME => *last = screen.screen().clone(),
            _ => frames.push((time, screen.screen().clone())),
        }
    }
    (frames, screen.screen().clone())
}

fn record() {
    let mut board = demo(&[], TAPE);
    board.wait_for("AI agents today");
    watch(&mut board, Duration::from_secs(15));
    let (from, began) = (board.bytes.len(), Instant::now());
    // The tape begins with what stands there already.
    let first = board.screen().contents_formatted();
    let marks = RefCell::new(Vec::new());
    let mut until = Duration::ZERO;
    for (keys, seconds) in PLAY {
        board.press(keys);
        until += Duration::from_secs(seconds);
        board.wait_until("the time to pass", |program| {
            marks.borrow_mut().push((began.elapsed(), first.len() + program.bytes.len() - from));
            began.elapsed() > until
        });
    }
    let bytes = [first.as_slice(), &board.bytes[from..]].concat();
    let told = tape(&bytes, &marks.into_inner());
    write("demo.cast", &told);
    write("demo.svg", &film(&played(&told).0, until, DARK, DRAWN_BY));
    board.quit();
}

#[test]
fn a_tape_of_the_demo_can_be_played() {
    if is_blessed() {
        record();
    }
    let told = fs::read_to_string(path("demo.cast")).unwrap();
    let head: Value = serde_json::from_str(told.lines().next().unwrap()).unwrap();
    assert_eq!((head["version"].as_u64(), head["title"].as_str()), (Some(2), Some(DRAWN_BY)));
    let (frames, last) = played(&told);
    assert!(frames.len() > 20, "{} pictures", frames.len());
    assert!(frames.is_sorted_by_key(|(time, _)| *time));
    assert!(frames.iter().any(|(_, screen)| screen.contents().contains("state:talking")));
    assert!(last.contents().contains("Acme"), "{}", last.contents());
    assert!(fs::read_to_string(path("demo.svg")).unwrap().contains(DRAWN_BY));
}
