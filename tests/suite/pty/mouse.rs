//! The mouse, as a terminal sends it (SGR), and commands by name. The terminal has its mouse back on every way out, and
//! never loses it unasked.

use crate::pty::harness::Program;

const ON: [&str; 2] = ["\x1b[?1000h", "\x1b[?1006h"];
const OFF: [&str; 2] = ["\x1b[?1000l", "\x1b[?1006l"];

/// Presses and releases a button at a place counted from 0, as SGR counts from 1.
fn click(program: &mut Program, button: u8, (x, y): (usize, usize)) {
    program.press(&format!("\x1b[<{button};{};{}M\x1b[<{button};{};{}m", x + 1, y + 1, x + 1, y + 1));
}

/// Where a piece of text stands on the screen.
fn place(program: &Program, text: &str) -> (usize, usize) {
    let screen = program.text();
    let found = screen.lines().enumerate().find(|(_, line)| line.contains(text));
    let (y, line) = found.unwrap_or_else(|| panic!("{text:?} is not on the screen\n{screen}"));
    let before = &line[..line.find(text).unwrap()];
    (callboard::ui::text::width(before), y)
}

fn written(program: &Program) -> String {
    String::from_utf8_lossy(&program.bytes).into_owned()
}

fn assert_given_back(program: &Program) {
    let text = written(program);
    for (on, off) in ON.iter().zip(OFF) {
        assert!(text.contains(on), "{on:?} was never written");
        assert!(text.rfind(off) > text.rfind(on), "{off:?} was not written at the end");
    }
    let left = text.rfind("\x1b[?1049l").unwrap();
    assert!(text.rfind(OFF[0]).unwrap() < left, "before the board's own screen is left");
}

#[test]
fn rows_are_chosen_and_opened_and_the_right_button_leads_back() {
    let mut program = Program::demo(&["--mouse"], 120, 34);
    // No agent moves within the order of the work numbers.
    program.press(":sort number\r");
    program.wait("the first number", |screen| screen.contains("Agents · by number") && screen.contains(" 1003 "));
    let row = place(&program, " 1003 ");
    click(&mut program, 0, row);
    click(&mut program, 0, row);
    // The last line of a frame is written last.
    program.wait("the agent's page", |screen| screen.contains("4 of 48 in the list") && screen.contains("n next"));
    click(&mut program, 2, (3, 3));
    program.wait("the board again", |screen| screen.contains("Agents · by number") && screen.contains("t tiles"));
    let tab = place(&program, "2 calls");
    click(&mut program, 0, tab);
    program.wait("the calls", |screen| {
        screen.contains("╭ Calls") && screen.contains("Began") && screen.contains("[2 calls]")
    });
    let heading = place(&program, "Began");
    click(&mut program, 0, heading);
    program.wait_for("by Began");
    click(&mut program, 0, heading);
    program.wait_for("by Began, reversed");
    program.quit();
    assert_given_back(&program);
}

#[test]
fn headings_are_where_they_were_seen_while_rows_come() {
    let mut program = Program::demo(&["--mouse"], 160, 34);
    program.press("2");
    program.wait("the calls", |screen| screen.contains("╭ Calls") && screen.contains("Began"));
    // An order of one's own asks for all calls: they come page by page while the next headings are pressed.
    for (heading, order) in [("Talk", "by Talk"), ("Result", "by Result"), ("Area", "by Area"), ("Began", "by Began")] {
        let heading = place(&program, heading);
        click(&mut program, 0, heading);
        program.wait_for(order);
    }
    program.quit();
}

#[test]
fn the_wheel_scrolls_what_is_under_it() {
    let mut program = Program::demo(&["--mouse"], 120, 34);
    program.press(":sort number\r");
    program.wait("the first number", |screen| screen.contains("Agents · by number") && screen.contains(" 1003 "));
    let (x, y) = place(&program, " 1003 ");
    for _ in 0..40 {
        program.press(&format!("\x1b[<65;{};{}M", x + 1, y + 1));
    }
    program.wait("the last number", |screen| screen.contains(" 1047 ") && !screen.contains(" 1000 "));
    for _ in 0..40 {
        program.press(&format!("\x1b[<64;{};{}M", x + 1, y + 1));
    }
    program.wait("the first number again", |screen| screen.contains(" 1000 "));
    program.quit();
    assert_given_back(&program);
}

#[test]
fn unasked_the_terminal_keeps_its_mouse_and_a_key_takes_it_and_gives_it_back() {
    let mut program = Program::demo(&[], 120, 34);
    program.quit();
    for mode in ["?1000", "?1002", "?1003", "?1005", "?1006", "?1015"] {
        assert!(!written(&program).contains(mode), "{mode} was written");
    }
    let mut program = Program::demo(&[], 120, 34);
    program.press("M");
    program.wait_for("the mouse is on");
    program.press("M");
    program.wait_for("the mouse is off");
    let text = written(&program);
    assert!(OFF.iter().zip(ON).all(|(off, on)| text.rfind(off) > text.rfind(on)));
    program.quit();
}

#[test]
fn no_motion_is_asked_for() {
    let mut program = Program::demo(&["--mouse"], 120, 34);
    program.quit();
    for mode in ["?1002", "?1003"] {
        assert!(!written(&program).contains(mode), "{mode} was written");
    }
}

#[test]
fn the_terminal_has_its_mouse_back_after_a_signal_and_after_a_panic() {
    let mut program = Program::demo(&["--mouse"], 120, 34);
    program.signal("TERM");
    assert_eq!(program.end(), 0);
    assert_given_back(&program);
    let environment = [("CALLBOARD_PANIC_AFTER_FRAMES", "1"), ("RUST_BACKTRACE", "0")];
    let mut program = Program::start_with(&["demo", "--mouse"], 80, 24, &environment);
    program.end();
    assert_given_back(&program);
}

#[test]
fn a_stopped_board_leaves_the_terminal_as_it_was_and_takes_it_again() {
    let mut program = Program::demo(&["--mouse"], 120, 34);
    program.signal("TSTP");
    program.wait_for_bytes("\x1b[?1049l");
    program.wait_stopped();
    program.assert_restored();
    assert_given_back(&program);
    program.signal("CONT");
    program.wait_for_agents(48);
    let text = written(&program);
    assert!(ON.iter().zip(OFF).all(|(on, off)| text.rfind(on) > text.rfind(off)), "the mouse is ours again");
    program.quit();
    assert_given_back(&program);
}

#[test]
fn on_a_wall_there_is_no_mouse() {
    let mut program = Program::start(&["demo", "--seed", "1", "--kiosk", "--mouse"], 120, 34);
    program.wait_for("[wall]");
    program.signal("TERM");
    assert_eq!(program.end(), 0);
    assert!(!written(&program).contains("?1000"));
}

#[test]
fn commands_are_found_by_name() {
    let mut program = Program::demo(&[], 120, 34);
    program.press(":");
    program.wait("the palette", |screen| screen.contains("╭ Commands") && screen.contains("agent NAME-OR-ID"));
    program.press("dance\r");
    program.wait_for("there is no command \"dance\"");
    program.press("\x15health\r");
    program.wait_for("╭ Health");
    program.press(":quit\r");
    assert_eq!(program.end(), 0);
    program.assert_restored();
}
