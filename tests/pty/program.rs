//! The board: starts, answers keys, follows the window, and puts the terminal back on every way out.

use crate::harness::Program;

fn demo(columns: u16, rows: u16) -> Program {
    let mut program = Program::start(&["demo", "--seed", "1"], columns, rows);
    program.wait("all agents", |screen| screen.contains("48 of 48") || screen.contains("48/48"));
    program
}

#[test]
fn the_demo_is_live_with_all_panes_and_quits_cleanly() {
    let mut program = demo(120, 34);
    program.wait("live figures in all panes", |screen| {
        screen.contains("live")
            && screen.contains("answered")
            && screen.contains("chats")
            && screen.contains("sessions")
    });
    program.press("q");
    assert_eq!(program.end(), 0);
    program.assert_restored();
}

#[test]
fn keys_lead_from_the_board_to_a_person_and_back() {
    let mut program = demo(120, 34);
    program.press("?");
    program.wait_for("every key as it is bound now");
    program.press("\x1b");
    program.wait_for("48 of 48 agents");
    program.press("/state:talking\r");
    program.wait_for("state:talking");
    program.press("j\r");
    program.wait_for("Time today");
    program.press("n");
    program.wait_for("2 of");
    program.press("\x1b");
    program.wait_for("match state:talking");
    program.press("\x1b");
    program.press("\x1b");
    program.wait("no filter", |screen| !screen.contains("state:talking"));
    program.press("f");
    program.wait_for("FROZEN");
    program.press("f");
    program.wait("the board live again", |screen| !screen.contains("FROZEN"));
    program.press("t");
    program.wait("tiles", |screen| !screen.contains("in/miss"));
    program.press("e");
    program.press("q");
    assert_eq!(program.end(), 0);
    program.assert_restored();
}

#[test]
fn it_follows_the_window_down_to_one_cell_and_back() {
    let mut program = demo(120, 34);
    for (columns, rows) in [(80, 24), (1, 1), (40, 8), (200, 60)] {
        program.resize(columns, rows);
    }
    program.wait_for("48 of 48 agents");
    program.press("q");
    assert_eq!(program.end(), 0);
    program.assert_restored();
}

#[test]
fn a_small_window_is_told_what_is_needed() {
    let mut program = Program::start(&["demo"], 40, 8);
    program.wait_for("60");
    program.press("q");
    assert_eq!(program.end(), 0);
}

#[test]
fn the_terminal_is_put_back_after_each_signal() {
    for signal in ["TERM", "INT", "HUP"] {
        let mut program = demo(80, 24);
        program.signal(signal);
        assert_eq!(program.end(), 0, "{signal}");
        program.assert_restored();
    }
}

#[test]
fn the_terminal_is_put_back_and_the_report_printed_after_a_panic() {
    let mut program =
        Program::start_with(&["demo"], 80, 24, &[("CALLBOARD_PANIC_AFTER_FRAMES", "1"), ("RUST_BACKTRACE", "0")]);
    let code = program.end();
    program.assert_restored();
    let text = String::from_utf8_lossy(&program.bytes).into_owned();
    let left = text.rfind("\x1b[?1049l").unwrap();
    assert!(text[left..].contains("panic"), "the report comes after the alternate screen was left");
    assert_eq!(code, 101);
}

#[test]
fn no_colour_and_ascii_are_honoured_on_the_wire() {
    let mut program = Program::start_with(&["demo", "--ascii"], 120, 34, &[("NO_COLOR", "1")]);
    program.wait_for("48 of 48 agents");
    program.press("q");
    program.end();
    let text = String::from_utf8_lossy(&program.bytes).into_owned();
    assert!(!text.contains("\x1b[38;") && !text.contains("\x1b[48;") && !text.contains("\x1b[31m"), "colours");
    assert!(!text.contains('│') && !text.contains('╭') && !text.contains('●'), "box characters");
}
