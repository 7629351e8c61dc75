//! Bursts of input: none deafens the keyboard, and nothing of a paste acts.

use crate::pty::harness::Program;

const HELP: &str = "every key as it is bound now";

/// A key opens the help and another one closes it: each at its first press.
fn answers(program: &mut Program, what: &str) {
    program.press("?");
    program.wait(&format!("the help after {what}"), |screen| screen.contains(HELP));
    program.press("\x1b");
    program.wait(&format!("the board after {what}"), |screen| !screen.contains(HELP) && screen.contains("answered"));
}

fn flood(program: &mut Program, piece: &str, bytes: usize) {
    program.press(&piece.repeat(bytes / piece.len()));
}

#[test]
fn every_key_is_answered_at_once_after_a_flood_of_keys_mouse_and_answers() {
    let mut program = Program::demo(&["--mouse"], 120, 34);
    for (what, piece, bytes) in [
        ("keys", "j", 100_000),
        ("arrows", "\x1b[B\x1b[A", 300_000),
        ("the mouse", "\x1b[<64;10;10M\x1b[<35;200;1M", 10_000_000),
        ("answers to questions", "\x1b[12;3R\x1b[?2026;2$y\x1b[?62;22c\x1b]11;rgb:0/0/0\x1b\\", 10_000_000),
        ("text of a terminal that marks no paste", "y quit, and q again\r", 1_000_000),
    ] {
        flood(&mut program, piece, bytes);
        // Quiet tells the last of a flood from a key; so does a paste that is marked, which needs no clock.
        program.press("\x1b[200~\x1b[201~");
        answers(&mut program, what);
    }
    program.quit();
}

#[test]
fn megabytes_that_are_pasted_are_text_and_no_key() {
    let mut program = Program::demo(&[], 120, 34);
    for bytes in [3_000, 100_000, 1_000_000, 10_000_000] {
        program.press("\x1b[200~");
        flood(&mut program, "Agent 3 is on leave, quit waiting\r\x1b[A\x1b", bytes);
        program.press("\x1b[201~");
        program.wait_for("pasted text was left out");
        answers(&mut program, "a paste");
    }
    program.press("/");
    program.press("\x1b[200~state:talking\r\x1b[201~");
    program.wait_for("state:talking");
    program.press("\x1b");
    program.quit();
    let written = String::from_utf8_lossy(&program.bytes).into_owned();
    assert!(written.rfind("\x1b[?2004l") > written.rfind("\x1b[?2004h"), "the terminal marks no paste any more");
}

#[test]
fn an_arrow_in_two_packets_is_an_arrow_and_leaves_the_filter() {
    let mut program = Program::demo(&[], 120, 34);
    program.press("/1\r");
    program.wait_for("match 1");
    for _ in 0..20 {
        program.press("\x1b");
        program.press("[B");
    }
    answers(&mut program, "twenty arrows");
    program.wait_for("match 1");
    program.quit();
}
