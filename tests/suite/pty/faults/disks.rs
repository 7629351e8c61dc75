//! Disks that are full or cannot be written: the board goes on, and says once what is not kept.

use std::os::unix::fs::PermissionsExt;

use super::*;
use crate::pty::harness::{Program, lists_all};
use crate::pty::shell::said;

/// A home whose settings lead to the centre, and a plain file where a directory ought to be: no user, not even root, can
/// write beneath it.
fn home(centre: &Simulate, more: impl FnOnce(&str) -> String) -> (tempfile::TempDir, String) {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("file");
    std::fs::write(&file, "in the way").unwrap();
    let settings = std::fs::read_to_string(centre.settings.path()).unwrap();
    let config = home.path().join("config.toml");
    std::fs::write(&config, format!("{}\n{settings}", more(file.to_str().unwrap()))).unwrap();
    std::fs::set_permissions(&config, std::fs::Permissions::from_mode(0o600)).unwrap();
    let config = config.to_str().unwrap().to_owned();
    (home, config)
}

#[test]
fn a_board_whose_disk_takes_nothing_shows_everything_and_says_what_is_not_kept() {
    let centre = Simulate::start(&["--rate", "100"]);
    let (home, config) = home(&centre, |file| {
        format!("[cache]\ndir = \"{file}/cache\"\n[log]\nfile = \"{file}/log\"\n[screen]\nexport_dir = \"{file}\"\n")
    });
    let place = home.path().to_str().unwrap();
    let mut program = Program::start_with(&["--config", &config], 200, 40, &[("HOME", place)]);
    let (log, token) = ("the log file", "the token is not kept for other sessions");
    program.wait_shown(log);
    program.wait_shown(token);
    program.wait("figures and the keys", |screen| {
        lists_all(screen, 48) && screen.contains("answered") && !screen.contains(log) && !screen.contains(token)
    });
    assert_eq!((program.times_shown(log), program.times_shown(token)), (1, 1), "each is said once");
    program.press("6");
    program.wait("Health says it as long as it is", |screen| screen.contains(token) && screen.contains("Tokens"));
    program.press("1");
    program.press("R");
    program.wait("why nothing is recorded", |screen| screen.contains("Not a directory"));
    program.wait("the keys again", |screen| !screen.contains("Not a directory"));
    program.press("2");
    program.wait("calls", |screen| screen.contains("answered") && screen.contains("loaded"));
    program.press("e");
    program.wait("why there is no export", |screen| screen.contains("directory"));
    program.quit();
}

#[test]
fn a_log_on_a_full_disk_costs_the_log_alone() {
    let centre = Simulate::start(&["--rate", "100"]);
    let (home, config) = home(&centre, |_| "[log]\nfile = \"/dev/full\"\n".to_owned());
    let place = home.path().to_str().unwrap();
    let mut program = Program::start_with(&["--config", &config], 160, 40, &[("HOME", place)]);
    let sentence = "the log /dev/full cannot be written: No space left on device";
    program.wait_shown(sentence);
    program.wait("figures and the keys", |screen| {
        lists_all(screen, 48) && screen.contains("answered") && !screen.contains(sentence)
    });
    program.quit();
    assert_eq!(program.times_shown(sentence), 1, "it is said once");
}

#[test]
fn a_snapshot_without_a_log_or_a_cache_is_a_snapshot_and_a_sentence() {
    let centre = Simulate::start(&[]);
    let (home, config) =
        home(&centre, |file| format!("[cache]\ndir = \"{file}/cache\"\n[log]\nfile = \"{file}/log\"\n"));
    let output = run(&["snapshot", "--format", "json", "--config", &config], home.path());
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let board: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(board["total"], 48);
    let said = said(&output);
    assert!(
        said.lines().count() == 1 && said.contains("the log file") && said.to_lowercase().contains("not a directory"),
        "{said}"
    );
}

#[test]
fn a_recording_of_a_board_on_a_full_disk_ends_with_a_sentence_and_the_board_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let settings = dir.path().join("settings.toml");
    std::fs::write(&settings, format!("[screen]\nexport_dir = \"{}\"\n", dir.path().display())).unwrap();
    // No file may grow beyond 64 kB: the first block of a whole board fits, however many calls the day has had.
    let script = r#"ulimit -f 128; exec "$0" demo --seed 1 --rate 2000 --config "$1""#;
    let arguments = ["-c", script, BIN, settings.to_str().unwrap()];
    let mut program = Program::start_other("/bin/sh", &arguments, 160, 40, &[]);
    program.wait_for_agents(48);
    program.press("R");
    program.wait_shown("no space left: files may grow no larger here");
    program.wait("the board alone", |screen| lists_all(screen, 48) && !screen.contains("REC "));
    program.quit();
    let file = tape(dir.path());
    assert!(std::fs::metadata(&file).unwrap().len() <= 128 * 1024);
    assert_eq!(recorded(&file).unwrap().agents().len(), 48, "what it has is kept");
}
