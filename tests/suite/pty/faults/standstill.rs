//! Processes that stand still or die: the vendor's, and ours.

use super::*;
use crate::pty::harness::{Program, lists_all};
use crate::pty::support::{ending, signal};

/// A board on the centre, begun by a shell that may do something in its name before.
fn board(centre: &Simulate, home: &Path, before: &str) -> Program {
    let config = centre.settings.path().to_str().unwrap();
    let place = home.to_str().unwrap();
    let environment = [
        ("HOME", place),
        ("CALLBOARD_SCREEN__EXPORT_DIR", place),
        // The shortest there is.
        ("CALLBOARD_SOBOT_CALL__IDLE_TIMEOUT", "5s"),
    ];
    let script = format!(r#"{before} exec "$0" "$@""#);
    Program::start_other("/bin/sh", &["-c", &script, BIN, "--config", config], 160, 40, &environment)
}

/// The same once it records itself.
fn recording(centre: &Simulate, home: &Path, before: &str) -> Program {
    let mut program = board(centre, home, before);
    program.wait("figures", |screen| lists_all(screen, 48) && screen.contains("answered"));
    program.press("R");
    program.wait_recorded(1);
    program
}

/// Lets a vendor stand still, and waits until a board that hears of it nothing any more says so on its page of health.
fn stand_still(centre: &Simulate, program: &mut Program) {
    program.press("6");
    program.wait("health", |screen| screen.contains("╭ Health"));
    signal(centre.child.id(), "STOP");
    program.wait_for("no answer for 5 s");
}

#[test]
fn a_vendor_that_stands_still_for_longer_than_the_stream_waits_is_said_and_caught_up_with() {
    let centre = Simulate::start(&["--rate", "150"]);
    let home = tempfile::tempdir().unwrap();
    let mut program = recording(&centre, home.path(), "");
    stand_still(&centre, &mut program);
    program.press("1");
    program.wait_for_agents(48);
    signal(centre.child.id(), "CONT");
    program.press("6");
    program.wait("the stream again", |screen| !screen.contains("no answer for 5 s") && screen.contains("live"));
    equals_the_truth(&centre, &tape(home.path()));
    program.quit();
}

#[test]
fn a_board_that_was_stopped_for_longer_than_the_stream_waits_catches_up() {
    let centre = Simulate::start(&["--rate", "300"]);
    let home = tempfile::tempdir().unwrap();
    let mut program = recording(&centre, home.path(), "");
    program.signal("TSTP");
    program.wait_for_bytes("\x1b[?1049l");
    program.wait_stopped();
    program.assert_restored();
    // Another board, which begins after that, has waited for its own stream for as long as that one may.
    let (elsewhere, other) = (Simulate::start(&["--agents", "6"]), tempfile::tempdir().unwrap());
    let mut clock = board(&elsewhere, other.path(), "");
    clock.wait_for_agents(6);
    stand_still(&elsewhere, &mut clock);
    program.signal("CONT");
    program.wait_for_agents(48);
    equals_the_truth(&centre, &tape(home.path()));
    program.quit();
}

#[test]
fn a_killed_board_leaves_nothing_that_keeps_the_next_one_from_being_whole() {
    let centre = Simulate::start(&["--rate", "200"]);
    let home = tempfile::tempdir().unwrap();
    let cache = home.path().join(".cache/callboard/tokens");
    let places = home.path().join(".local/state/callboard/looks");
    let mut program = recording(&centre, home.path(), "");
    program.press("t");
    program.wait("a token and the looks in their files", |_| {
        !ending(&cache, "json").is_empty() && !ending(&places, "toml").is_empty()
    });
    program.signal("KILL");
    program.end();
    assert_eq!(recorded(&tape(home.path())).unwrap().agents().len(), 48);
    // What a kill and a power cut in the middle of a write leave behind, under the names that the next board will use.
    assert!(!ending(&cache, "lock").is_empty());
    let tokens = ending(&cache, "json");
    assert!(!tokens.is_empty());
    for token in &tokens {
        std::fs::write(token.with_extension("next"), "{\"token\":\"hal").unwrap();
        std::fs::write(token, "{\"token\":").unwrap();
    }
    let looks = ending(&places, "toml");
    assert_eq!(looks.len(), 1, "{looks:?}");
    std::fs::write(&looks[0], "view = ").unwrap();
    // Its number is the shell's.
    let half = format!("printf 'view = \"cal' >'{}'.$$.next;", looks[0].with_extension("").display());
    std::fs::remove_file(tape(home.path())).unwrap();

    let mut program = recording(&centre, home.path(), &half);
    program.wait_shown("its file is damaged, and written anew");
    assert_eq!(program.times_shown("not kept"), 0);
    program.press("6");
    let is_whole = |token: &std::path::PathBuf| serde_json::from_slice::<Value>(&std::fs::read(token).unwrap()).is_ok();
    program.wait("health, and the tokens whole", |screen| screen.contains("╭ Health") && tokens.iter().all(is_whole));
    equals_the_truth(&centre, &tape(home.path()));
    program.quit();
    assert!(std::fs::read_to_string(&looks[0]).unwrap().contains("view = \""));
    for place in [&cache, &places] {
        assert_eq!(ending(place, "next"), Vec::<std::path::PathBuf>::new());
    }
}
