//! Recording, replay and tail as processes.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::pty::harness::{Program, lists_all};
use crate::pty::shell::{Simulate, run, said};
use crate::pty::support::{CHANGES, recorded, signal, tape, until, updates, wait_told};

/// A command on the simulated centre, with its output in a pipe.
fn spawn(centre: &Simulate, home: &Path, arguments: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_callboard"))
        .args(arguments)
        .arg("--config")
        .arg(centre.settings.path())
        .env_clear()
        .env("HOME", home)
        .env("CALLBOARD_SYSTEM_CONFIG", "")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn first_line(child: &mut Child) -> String {
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    line
}

#[test]
fn a_killed_recorder_leaves_a_readable_file_that_goes_on() {
    let centre = Simulate::start(&["--rate", "200"]);
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("kept/day.rec");
    let place = path.to_str().unwrap();
    let mut recorder = spawn(&centre, dir.path(), &["record", place]);
    assert!(first_line(&mut recorder).starts_with("recording Simulated to "));
    wait_told(&mut recorder, place, "changes in the recording", |told| told.contains(CHANGES));
    recorder.kill().unwrap();
    recorder.wait().unwrap();
    let before = updates(&path).unwrap().len();
    assert_eq!(recorded(&path).unwrap().agents().len(), 48);

    let mut recorder = spawn(&centre, dir.path(), &["record", place]);
    let line = first_line(&mut recorder);
    assert!(line.starts_with("going on with the recording of Simulated in "), "{line}");
    until("more updates in the recording", || updates(&path).unwrap().len() > before + 5);
    signal(recorder.id(), "TERM");
    let mut last = String::new();
    recorder.stdout.take().unwrap().read_to_string(&mut last).unwrap();
    assert!(recorder.wait().unwrap().success());
    assert!(last.starts_with("wrote ") && last.contains(place), "{last}");
    assert_eq!(recorded(&path).unwrap().agents().len(), 48);
}

#[test]
fn a_recorder_whose_disk_is_full_says_so_and_keeps_what_it_has() {
    let centre = Simulate::start(&["--rate", "300"]);
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("day.rec");
    // No file may grow beyond 16 kB.
    let script = r#"ulimit -f 32; exec "$0" record "$1" --config "$2""#;
    let output = Command::new("sh")
        .args(["-c", script, env!("CARGO_BIN_EXE_callboard")])
        .args([&path, centre.settings.path()])
        .env_clear()
        .env("HOME", dir.path())
        .env("CALLBOARD_SYSTEM_CONFIG", "")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = said(&output);
    assert!(
        said.lines().count() == 1
            && said.contains("the recording has ended")
            && said.contains("day.rec: cannot be written: no space left"),
        "{said}"
    );
    assert!(std::fs::metadata(&path).unwrap().len() <= 32 * 1024);
    updates(&path).unwrap();
}

#[test]
fn a_recorder_that_is_told_twice_to_end_loses_nothing() {
    let centre = Simulate::start(&["--rate", "300"]);
    let dir = tempfile::tempdir().unwrap();
    for round in 0..3 {
        let path = dir.path().join(format!("{round}.rec"));
        let mut recorder = spawn(&centre, dir.path(), &["record", path.to_str().unwrap()]);
        assert!(first_line(&mut recorder).starts_with("recording Simulated to "));
        wait_told(&mut recorder, path.to_str().unwrap(), "changes", |told| told.contains(CHANGES));
        // As `timeout` does: to the process, and to its group.
        let id = recorder.id();
        let sent =
            Command::new("sh").args(["-c", &format!("kill -TERM {id}; kill -TERM {id}; kill -INT {id}")]).status();
        assert!(sent.is_ok());
        let mut last = String::new();
        recorder.stdout.take().unwrap().read_to_string(&mut last).unwrap();
        let output = recorder.wait_with_output().unwrap();
        assert_eq!((output.status.code(), said(&output).as_str()), (Some(0), ""), "{last}");
        assert!(last.starts_with("wrote "), "{last}");
        assert_eq!(recorded(&path).unwrap().agents().len(), 48);
    }
}

#[test]
fn tail_without_an_output_ends() {
    let centre = Simulate::start(&["--rate", "200"]);
    let home = tempfile::tempdir().unwrap();
    let output = Command::new("sh")
        .args(["-c", r#"exec "$0" tail --config "$1" >&-"#, env!("CARGO_BIN_EXE_callboard")])
        .arg(centre.settings.path())
        .env_clear()
        .env("HOME", home.path())
        .env("CALLBOARD_SYSTEM_CONFIG", "")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert_eq!((output.status.code(), said(&output).as_str()), (Some(0), ""));
}

#[test]
fn tail_ends_quietly_without_a_reader() {
    let centre = Simulate::start(&["--rate", "200"]);
    let home = tempfile::tempdir().unwrap();
    let mut tail = spawn(&centre, home.path(), &["tail"]);
    let line = first_line(&mut tail);
    let update: Value = serde_json::from_str(&line).unwrap();
    assert!(update["at"].is_i64() && update["kind"].is_string(), "{line}");
    drop(tail.stdout.take());
    let output = tail.wait_with_output().unwrap();
    assert_eq!((output.status.code(), said(&output).as_str()), (Some(0), ""));
}

#[test]
fn tail_follows_one_agent() {
    let centre = Simulate::start(&["--rate", "400", "--agents", "6"]);
    let home = tempfile::tempdir().unwrap();
    let mut tail = spawn(&centre, home.path(), &["tail", "--follow", "kind:roster"]);
    let roster: Value = serde_json::from_str(&first_line(&mut tail)).unwrap();
    tail.kill().unwrap();
    tail.wait().unwrap();
    // Nothing is told of an agent that is not there.
    let agents = roster["data"]["agents"].as_array().unwrap();
    let present = agents.iter().find(|agent| agent["login"] == "online").expect("an agent who is there");
    let (id, number) = (&present["id"], &present["number"]);
    let follow = format!("agent:{}", number.as_str().unwrap());
    let mut tail = spawn(&centre, home.path(), &["tail", "--follow", &follow]);
    let lines = BufReader::new(tail.stdout.take().unwrap()).lines().take(5);
    let updates: Vec<Value> = lines.map(|line| serde_json::from_str(&line.unwrap()).unwrap()).collect();
    assert!(tail.wait().unwrap().success());
    assert_eq!(updates[0]["data"]["agents"].as_array().unwrap().len(), 1);
    assert_eq!(updates[0]["data"]["agents"][0]["id"], *id);
    for update in updates.iter().filter(|update| update["kind"] == "changes") {
        for change in update["data"]["changes"].as_array().unwrap() {
            assert_eq!(change["agent"]["id"], *id, "{update}");
        }
    }
}

#[test]
fn a_board_is_recorded_with_a_key_and_replayed_with_others() {
    let dir = tempfile::tempdir().unwrap();
    let settings = dir.path().join("settings.toml");
    std::fs::write(&settings, format!("[screen]\nexport_dir = {:?}\n", dir.path())).unwrap();
    let mut program =
        Program::start(&["demo", "--seed", "1", "--rate", "100", "--config", settings.to_str().unwrap()], 120, 34);
    program.wait_for_agents(48);
    program.press("R");
    program.wait_recorded(3);
    program.press("R");
    program.wait_for("updates, ");
    program.quit();
    let file = tape(dir.path());
    assert_eq!(recorded(&file).unwrap().agents().len(), 48);

    let place = file.to_str().unwrap();
    let dry_run = run(&["alerts", "--dry-run", place], dir.path());
    let lines = dir.path().join("day.jsonl");
    std::fs::write(&lines, run(&["tail", "--recording", place], dir.path()).stdout).unwrap();
    let from_lines = run(&["alerts", "--dry-run", lines.to_str().unwrap()], dir.path());
    assert!(dry_run.status.success() && from_lines.status.success(), "{}{}", said(&dry_run), said(&from_lines));
    assert!(String::from_utf8_lossy(&dry_run.stdout).contains("standing at the end"));
    assert_eq!(dry_run.stdout, from_lines.stdout);

    let mut program = Program::start(&["replay", file.to_str().unwrap(), "--speed", "0.25"], 120, 34);
    program.wait("the agents of the beginning", |screen| lists_all(screen, 48) && screen.contains("0.25× "));
    program.press(" ");
    program.wait_for("▮▮ 0.25×");
    program.press("+");
    program.wait_for("▮▮ 0.5×");
    program.press(">");
    program.wait_for("end 0.5×");
    program.press("2");
    program.wait_for("not in this recording");
    program.press("1 ");
    program.wait_for("▶ 0.5×");
    program.quit();
}

#[test]
fn what_cannot_be_replayed_is_one_sentence() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("notes.txt");
    std::fs::write(&path, "not a recording").unwrap();
    let output = run(&["replay", path.to_str().unwrap()], home.path());
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).ends_with("notes.txt is not a recording of callboard\n"), "{}", said(&output));
}
