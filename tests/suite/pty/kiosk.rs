//! The wall: it needs no key, says what it does, and is not taken down by accident.

use crate::pty::harness::Program;

/// A demo two of whose views take turns, each for two seconds.
fn wall(columns: u16, rows: u16, environment: &[(&str, &str)]) -> (Program, tempfile::TempDir) {
    let place = tempfile::tempdir().unwrap();
    let settings = place.path().join("config.toml");
    std::fs::write(&settings, "[kiosk]\nevery = \"2s\"\nviews = [\"board\", \"calls\"]\n").unwrap();
    let arguments = ["demo", "--seed", "1", "--kiosk", "--config", settings.to_str().unwrap()];
    (Program::start_with(&arguments, columns, rows, environment), place)
}

#[test]
fn the_views_take_turns_by_themselves_and_only_yes_takes_the_wall_down() {
    let (mut program, _place) = wall(120, 34, &[]);
    program.wait("the figures", |screen| screen.contains("[wall]") && screen.contains("wrap-up"));
    program.wait("the agents", |screen| screen.contains("[board]"));
    program.wait("the figures between", |screen| screen.contains("[wall]"));
    program.wait("calls", |screen| screen.contains("[calls]") && screen.contains("╭ Calls"));
    program.wait("the figures again", |screen| screen.contains("[wall]"));
    program.press("q");
    program.wait("the question", |screen| screen.contains("quit the board?") && screen.contains("ROUND PAUSED"));
    program.press("qn2");
    program.wait("a view of one's own", |screen| screen.contains("╭ Calls") && screen.contains("ROUND PAUSED"));
    // The view closes, and then it is asked.
    program.press("qq");
    program.wait_for("quit the board?");
    program.press("y");
    assert_eq!(program.end(), 0);
    program.assert_restored();
}

#[test]
fn a_signal_takes_the_wall_down_without_a_question() {
    let (mut program, _place) = wall(80, 24, &[]);
    program.wait_for("[wall]");
    program.signal("TERM");
    assert_eq!(program.end(), 0);
    program.assert_restored();
}

/// A virtual console shows what its font has, in sixteen colours.
#[test]
fn a_console_is_sent_nothing_beyond_its_font() {
    let (mut program, _place) = wall(240, 67, &[("TERM", "linux")]);
    program.wait("the figures", |screen| screen.contains("[wall]"));
    program.wait("the agents", |screen| screen.contains("[board]"));
    program.wait("calls", |screen| screen.contains("[calls]"));
    program.signal("TERM");
    assert_eq!(program.end(), 0);
    let text = String::from_utf8_lossy(&program.bytes).into_owned();
    let font = |c: char| callboard::ui::text::is_on_console(c) || c.is_ascii_control();
    let other: String = text.chars().filter(|c| !font(*c)).take(40).collect();
    assert_eq!(other, "");
    assert!(!text.contains("38;2;") && !text.contains("48;2;"), "no more than sixteen colours");
    program.assert_restored();
}
