//! Terminals that shrink, grow, are taken away or stopped.

use super::*;
use crate::harness::Program;

fn demo(arguments: &[&str]) -> Program {
    let mut program = Program::start(&[&["demo", "--seed", "1"], arguments].concat(), 120, 34);
    program.wait("all agents", |screen| screen.contains("48 of 48"));
    program
}

fn quit(mut program: Program) {
    program.press("q");
    assert_eq!(program.end(), 0);
    program.assert_restored();
}

#[test]
fn a_window_that_shrinks_to_nothing_and_grows_again_under_a_flood_is_drawn_whole() {
    let mut program = demo(&["--rate", "400"]);
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
        let panes = ["48 of 48 agents", "answered", "chats", "sessions", "quit"];
        panes.iter().all(|pane| screen.contains(pane)) && screen.lines().count() >= 33
    });
    quit(program);
}

#[test]
fn a_terminal_that_begins_with_no_size_is_drawn_on_once_it_has_one() {
    let mut program = Program::start(&["demo", "--seed", "1"], 1, 1);
    program.shrink_to_nothing();
    program.resize(120, 34);
    program.wait_for("48 of 48 agents");
    quit(program);
}

#[test]
fn the_terminal_is_put_back_after_a_quit_signal_and_a_broken_pipe_is_nothing() {
    let mut program = demo(&[]);
    program.signal("PIPE");
    program.press("?");
    program.wait_for("every key as it is bound now");
    program.signal("QUIT");
    assert_eq!(program.end(), 0);
    program.assert_restored();
}

/// A board that records into a directory, with what was pressed after that.
fn recording(dir: &Path, keys: &str, start: impl FnOnce(&str) -> Program) -> Program {
    let settings = dir.join("settings.toml");
    std::fs::write(&settings, format!("[screen]\nexport_dir = \"{}\"\n", dir.display())).unwrap();
    let mut program = start(settings.to_str().unwrap());
    program.wait("all agents", |screen| screen.contains("48 of 48"));
    program.press("R");
    program.wait_for("REC 00:00:01");
    program.press(keys);
    program
}

fn the_recording(dir: &Path) -> Board {
    let mut files = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    recorded(&files.find(|path| path.extension().is_some_and(|extension| extension == "rec")).unwrap())
}

#[test]
fn a_terminal_that_goes_takes_the_board_along_whatever_it_shows_and_its_recording_is_whole() {
    // With the help on screen nothing is drawn that could fail.
    for keys in ["", "?", ":", "/abc"] {
        let dir = tempfile::tempdir().unwrap();
        let start =
            |settings: &str| Program::start(&["demo", "--seed", "1", "--rate", "100", "--config", settings], 120, 34);
        recording(dir.path(), keys, start).hang_up();
        assert_eq!(the_recording(dir.path()).agents().len(), 48, "{keys:?}");
    }
}

#[test]
fn a_terminal_that_goes_without_a_signal_takes_the_board_along() {
    for keys in ["", "?"] {
        let dir = tempfile::tempdir().unwrap();
        // In a session of its own nobody tells it; the shell outlives it to say how it ended.
        let script = r#"trap '' HUP; setsid -w "$0" demo --seed 1 --config "$1"; echo $? >"$2""#;
        let ended = dir.path().join("ended");
        let start = |settings: &str| {
            let arguments = ["-c", script, BIN, settings, ended.to_str().unwrap()];
            Program::start_other("/bin/sh", &arguments, 120, 34, &[("PATH", "/usr/bin:/bin")])
        };
        recording(dir.path(), keys, start).hang_up();
        let code = std::fs::read_to_string(&ended).unwrap();
        assert!(["0", "1"].contains(&code.trim()), "{code}");
        assert_eq!(the_recording(dir.path()).agents().len(), 48, "{keys:?}");
    }
}
