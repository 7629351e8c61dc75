//! Processes that stand still or die: the vendor's, and ours.

use std::process::Command;

use super::*;
use crate::harness::Program;

fn kill(name: &str, id: u32) {
    let status = Command::new("sh").arg("-c").arg(format!("kill -{name} {id}")).status().unwrap();
    assert!(status.success());
}

/// A board on the centre that records itself from the start, with its home.
fn recording(centre: &Simulate, home: &Path) -> Program {
    let config = centre.settings.path().to_str().unwrap();
    let place = home.to_str().unwrap();
    let environment = [
        ("HOME", place),
        ("CALLBOARD_SCREEN__EXPORT_DIR", place),
        // The shortest there is.
        ("CALLBOARD_SOBOT_CALL__IDLE_TIMEOUT", "5s"),
    ];
    let mut program = Program::start_with(&["--config", config], 160, 40, &environment);
    program.wait("figures", |screen| screen.contains("48 of 48") && screen.contains("answered"));
    program.press("R");
    program.wait_for("REC 00:00:01");
    program
}

fn tape(home: &Path) -> std::path::PathBuf {
    let mut files = std::fs::read_dir(home).unwrap().map(|entry| entry.unwrap().path());
    files.find(|path| path.extension().is_some_and(|extension| extension == "rec")).unwrap()
}

#[test]
fn a_vendor_that_stands_still_for_longer_than_the_stream_waits_is_said_and_caught_up_with() {
    let centre = Simulate::start(&["--rate", "150"]);
    let home = tempfile::tempdir().unwrap();
    let mut program = recording(&centre, home.path());
    program.press("6");
    program.wait("health", |screen| screen.contains("╭ Health"));
    kill("STOP", centre.child.id());
    program.wait_for("no answer for 5 s");
    program.press("1");
    program.wait("the agents of before", |screen| screen.contains("48 of 48"));
    kill("CONT", centre.child.id());
    program.press("6");
    program.wait("the stream again", |screen| !screen.contains("no answer for 5 s") && screen.contains("live"));
    equals_the_truth(&centre, &tape(home.path()));
    program.press("q");
    assert_eq!(program.end(), 0);
    program.assert_restored();
}

#[test]
fn a_board_that_was_stopped_for_longer_than_the_stream_waits_catches_up() {
    let centre = Simulate::start(&["--rate", "300"]);
    let home = tempfile::tempdir().unwrap();
    let mut program = recording(&centre, home.path());
    program.signal("TSTP");
    program.wait_for_bytes("\x1b[?1049l");
    program.wait_stopped();
    program.assert_restored();
    // A look that takes longer than the stream waits.
    let settings = agents_only(&centre);
    let config = settings.path().to_str().unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let output = run(&["snapshot", "--after", "7s", "--config", config], elsewhere.path());
    assert!(output.status.success(), "{}", crate::shell::said(&output));
    program.signal("CONT");
    program.wait("the board again", |screen| screen.contains("48 of 48"));
    equals_the_truth(&centre, &tape(home.path()));
    program.press("q");
    assert_eq!(program.end(), 0);
    program.assert_restored();
}

#[test]
fn a_killed_board_leaves_nothing_that_keeps_the_next_one_from_being_whole() {
    let centre = Simulate::start(&["--rate", "200"]);
    let home = tempfile::tempdir().unwrap();
    let mut program = recording(&centre, home.path());
    program.press("t");
    program.signal("KILL");
    program.end();
    assert_eq!(recorded(&tape(home.path())).agents().len(), 48);
    // What a kill in the middle of a write leaves behind.
    let cache = home.path().join(".cache/callboard/tokens");
    let tokens: Vec<_> = std::fs::read_dir(&cache).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(tokens.iter().any(|path| path.extension().is_some_and(|ending| ending == "lock")), "{tokens:?}");
    for token in tokens.iter().filter(|path| path.extension().is_some_and(|ending| ending == "json")) {
        std::fs::write(token.with_extension("next"), "{\"token\":\"hal").unwrap();
        std::fs::write(token, "{\"token\":").unwrap();
    }
    let looks = home.path().join(".local/state/callboard/looks");
    std::fs::create_dir_all(&looks).unwrap();
    std::fs::write(looks.join("simulated-0.1.next"), "view = \"cal").unwrap();
    std::fs::remove_file(tape(home.path())).unwrap();

    let mut program = recording(&centre, home.path());
    let screen = program.text();
    assert!(!screen.contains("forgotten") && !screen.contains("not kept"), "{screen}");
    program.press("6");
    program.wait("health", |screen| screen.contains("╭ Health"));
    equals_the_truth(&centre, &tape(home.path()));
    program.press("q");
    assert_eq!(program.end(), 0);
}
