//! Terminals that answer what they are asked, late or not at all.

use crate::pty::harness::Program;

const QUESTION: &str = "\x1b[5n";
const ANSWER: &str = "\x1b[0n";

#[test]
fn a_terminal_that_answers_late_is_said_to_be_behind_until_it_answers_in_time_again() {
    let mut program = Program::start(&["demo", "--seed", "1"], 120, 34);
    program.wait_for_bytes(QUESTION);
    program.press(ANSWER);
    program.wait_for_agents(48);
    program.wait_for_times(QUESTION, 2);
    program.wait("the screen's age", |screen| screen.contains(" BEHIND ") && screen.contains("every "));
    program.press("?");
    program.wait("the help all the same", |screen| screen.contains("every key as it is bound now"));
    program.press("\x1b");
    // On a busy machine one answer may come late once more; the line is spared for a while after the last of those.
    for asked in 3.. {
        program.press(ANSWER);
        program.wait_for_times(QUESTION, asked);
        let screen = program.text();
        if !screen.contains(" BEHIND ") && screen.contains("every 5s") && screen.contains("answered") {
            break;
        }
        assert!(asked < 60, "never a screen in time, spared for a while:\n{screen}");
    }
    program.quit();
}

#[test]
fn a_terminal_that_answers_nothing_is_drawn_on_and_left_as_ever() {
    let mut program = Program::demo(&[], 120, 34);
    program.wait_for_times("\x1b[?2026l", 60);
    assert!(program.times(QUESTION) * 10 < program.times("\x1b[?2026l"), "asked now and then, and not waited for");
    assert!(!program.text().contains("BEHIND"));
    program.press("?");
    program.wait_for("every key as it is bound now");
    program.press("\x1b");
    program.quit();
}
