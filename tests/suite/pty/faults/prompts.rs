//! Signals while a person is asked, or the terminal is.

use std::process::Command;

use super::*;
use crate::pty::harness::Program;
use crate::pty::support::until;

/// What `init` asks first.
const FIRST: &str = "Name of the site";

/// `init` at its first question.
fn asking(dir: &Path) -> Program {
    let file = dir.join("callboard/config.toml");
    let mut program = Program::start(&["init", "--config", file.to_str().unwrap()], 120, 34);
    program.wait_for(FIRST);
    assert!(!program.is_cooked());
    program
}

/// `doctor` while it waits for what the terminal tells of itself, which this one does not.
fn looking() -> Program {
    let mut program = Program::start(&["doctor", "--only", "terminal.wide"], 120, 34);
    program.wait_for_bytes("\x1b[c");
    assert!(!program.is_cooked());
    program
}

#[test]
fn a_signal_at_a_question_gives_the_terminal_back() {
    for signal in ["TERM", "INT", "HUP", "QUIT", "ALRM", "XCPU"] {
        let dir = tempfile::tempdir().unwrap();
        for mut program in [asking(dir.path()), looking()] {
            program.signal(signal);
            assert_ne!(program.end(), 0, "{signal}");
            assert!(program.is_cooked(), "{signal}: {}", program.text());
        }
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0, "{signal}");
    }
}

#[test]
fn keys_that_send_signals_end_a_question_too() {
    for key in ["\x03", "\x1c"] {
        let dir = tempfile::tempdir().unwrap();
        for mut program in [asking(dir.path()), looking()] {
            program.press(key);
            assert_ne!(program.end(), 0, "{key:?}");
            assert!(program.is_cooked(), "{key:?}: {}", program.text());
        }
    }
}

#[test]
fn a_question_that_is_stopped_gives_the_terminal_back_and_is_asked_again() {
    let dir = tempfile::tempdir().unwrap();
    let mut program = asking(dir.path());
    program.press("Ac");
    program.wait_for("Ac");
    for (time, stop) in [(2, "signal"), (3, "key"), (4, "a signal that is not heard")] {
        match stop {
            "signal" => program.signal("TSTP"),
            "key" => program.press("\x1a"),
            _ => program.signal("STOP"),
        }
        program.wait_stopped();
        assert_eq!(program.is_cooked(), time < 4, "{stop}");
        program.signal("CONT");
        program.wait_for_times(FIRST, time);
        until("raw mode", || !program.is_cooked());
    }
    program.press("me\r");
    program.wait_for("Time zone of the site");
    assert!(program.text().contains("Acme"), "{}", program.text());
    program.press("\x04");
    assert_eq!(program.end(), 1);
    assert!(program.is_cooked());
}

#[test]
fn raw_mode_is_taken_again_after_a_stop_that_could_not_be_heard_and_a_shell_that_had_the_terminal() {
    let dir = tempfile::tempdir().unwrap();
    for mut program in [asking(dir.path()), Program::demo(&[], 120, 34)] {
        program.signal("STOP");
        program.wait_stopped();
        let terminal = std::fs::read_link(format!("/proc/{}/fd/0", program.id())).unwrap();
        assert!(Command::new("stty").arg("-F").arg(terminal).arg("sane").status().unwrap().success());
        assert!(program.is_cooked());
        program.signal("CONT");
        until("raw mode", || !program.is_cooked());
        program.signal("TERM");
        program.end();
        assert!(program.is_cooked());
    }
}

#[test]
fn the_doctor_is_stopped_and_goes_on_while_it_asks_the_terminal() {
    let mut program = looking();
    program.press("\x1a");
    program.wait_stopped();
    assert!(program.is_cooked());
    program.signal("CONT");
    program.wait_for("the terminal does not tell where its cursor is");
    program.end();
    assert!(program.is_cooked());
}

#[test]
fn whatever_is_pasted_at_a_question_is_read_to_its_end() {
    let dir = tempfile::tempdir().unwrap();
    let mut program = asking(dir.path());
    program.press(&format!("{}\r", "Acme ".repeat(600)));
    program.wait_for("Time zone of the site");
    program.press("\x03");
    assert_eq!(program.end(), 1);
    assert!(program.is_cooked());
}

#[test]
fn a_recording_that_ends_with_the_board_is_whole_however_often_it_is_told_to_end() {
    let dir = tempfile::tempdir().unwrap();
    let settings = dir.path().join("settings.toml");
    std::fs::write(&settings, format!("[screen]\nexport_dir = \"{}\"\n", dir.path().display())).unwrap();
    let arguments = ["demo", "--seed", "1", "--rate", "200", "--config", settings.to_str().unwrap()];
    let mut program = Program::start(&arguments, 120, 34);
    program.wait_for_agents(48);
    program.press("R");
    program.wait_recorded(1);
    program.signal("TERM");
    program.signal("TERM");
    assert_eq!(program.end(), 0);
    program.assert_restored();
    assert!(program.is_cooked());
    assert_eq!(recorded(&tape(dir.path())).unwrap().agents().len(), 48);
}
