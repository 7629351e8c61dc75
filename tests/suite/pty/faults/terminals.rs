//! Terminals that shrink, grow, are taken away or stopped.

use callboard::feed::record::Reader;

use super::*;
use crate::pty::harness::{Program, lists_all};
use crate::pty::support::{ending, until};

#[test]
fn a_window_that_shrinks_to_nothing_and_grows_again_under_a_flood_is_drawn_whole() {
    let mut program = Program::demo(&["--rate", "400"], 120, 34);
    for page in ["1", "2", "3", "4", "5", "6", "?"] {
        program.press(page);
        for (columns, rows) in [(1, 1), (500, 200), (3, 60), (300, 2), (2, 2), (80, 24)] {
            program.shrink_to_nothing();
            program.resize(columns, rows);
        }
        program.press("\x1b");
    }
    program.shrink_to_nothing();
    program.resize(120, 34);
    // The reader of keys keeps one that comes in the very moment of a resize until the next.
    program.wait("the whole window", |screen| screen.lines().count() >= 33 && screen.contains("Acme Support"));
    program.press("1");
    program.wait("every pane", |screen| {
        let panes = ["answered", "chats", "sessions", "quit"];
        lists_all(screen, 48) && panes.iter().all(|pane| screen.contains(pane)) && screen.lines().count() >= 33
    });
    program.quit();
}

#[test]
fn a_terminal_that_begins_with_no_size_is_drawn_on_once_it_has_one() {
    let mut program = Program::start(&["demo", "--seed", "1"], 0, 0);
    program.wait_for_bytes("\x1b[?1049h");
    program.resize(120, 34);
    program.wait_for_agents(48);
    program.quit();
}

#[test]
fn the_terminal_is_put_back_after_a_quit_signal_and_a_broken_pipe_is_nothing() {
    let mut program = Program::demo(&[], 120, 34);
    program.signal("PIPE");
    program.press("?");
    program.wait_for("every key as it is bound now");
    program.signal("QUIT");
    assert_eq!(program.end(), 0);
    program.assert_restored();
}

/// A board that records into a directory, with what was pressed after that on its screen.
fn recording(dir: &Path, (keys, shown): (&str, &str), start: impl FnOnce(&str) -> Program) -> Program {
    let settings = dir.join("settings.toml");
    std::fs::write(&settings, format!("[screen]\nexport_dir = \"{}\"\n", dir.display())).unwrap();
    let mut program = start(settings.to_str().unwrap());
    program.wait_for_agents(48);
    program.press("R");
    program.wait_recorded(1);
    program.press(keys);
    program.wait_for(shown);
    program
}

#[test]
fn a_signal_ends_a_board_whose_terminal_takes_nothing_and_its_recording_is_whole() {
    let dir = tempfile::tempdir().unwrap();
    let settings = dir.path().join("settings.toml");
    std::fs::write(&settings, format!("[screen]\nexport_dir = \"{}\"\n", dir.path().display())).unwrap();
    let arguments = ["demo", "--seed", "1", "--rate", "2000", "--config", settings.to_str().unwrap()];
    let mut program = Program::start_unread(&arguments, 80, 24);
    program.press("R");
    let is_readable = |tape: &std::path::PathBuf| recorded(tape).is_ok();
    until("a recording", || ending(dir.path(), "rec").first().is_some_and(is_readable));
    // A kernel that does not say what for says 0.
    until("a frame that waits", || matches!(program.waits_for().as_str(), "wait_woken" | "n_tty_write" | "0"));
    program.signal("TERM");
    let mut code = None;
    until("its end", || {
        code = program.ended();
        code.is_some()
    });
    assert_eq!(code, Some(0));
    assert!(program.is_cooked());
    let mut reader = Reader::open(&tape(dir.path())).unwrap();
    while reader.next_block().unwrap().is_some() {}
    assert_eq!(reader.torn(), 0);
}

/// With it on screen nothing is drawn that could fail.
const HELP: (&str, &str) = ("?", "every key as it is bound now");

#[test]
fn a_terminal_that_goes_takes_the_board_along_whatever_it_shows_and_its_recording_is_whole() {
    for keys in [("", "Acme Support"), HELP, (":", "╭ Commands"), ("/abc", "abc")] {
        let dir = tempfile::tempdir().unwrap();
        let start =
            |settings: &str| Program::start(&["demo", "--seed", "1", "--rate", "100", "--config", settings], 120, 34);
        let code = recording(dir.path(), keys, start).hang_up();
        assert_eq!(code, 0, "{keys:?}");
        assert_eq!(recorded(&tape(dir.path())).unwrap().agents().len(), 48, "{keys:?}");
    }
}

#[test]
fn a_terminal_that_goes_without_a_signal_takes_the_board_along() {
    for keys in [("", "Acme Support"), HELP] {
        let dir = tempfile::tempdir().unwrap();
        // In a session of its own it is not told; the shell outlives it to say how it ended.
        let script = r#"trap '' HUP; setsid -w "$0" demo --seed 1 --config "$1"; echo $? >"$2""#;
        let ended = dir.path().join("ended");
        let start = |settings: &str| {
            let arguments = ["-c", script, BIN, settings, ended.to_str().unwrap()];
            Program::start_other("/bin/sh", &arguments, 120, 34, &[("PATH", "/usr/bin:/bin")])
        };
        recording(dir.path(), keys, start).hang_up();
        let code = std::fs::read_to_string(&ended).unwrap();
        assert_eq!(code.trim(), "0", "{keys:?}");
        assert_eq!(recorded(&tape(dir.path())).unwrap().agents().len(), 48, "{keys:?}");
    }
}
