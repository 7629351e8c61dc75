//! Standard input, output and error: closed, full, or a pipe that nobody reads.

use std::fs::File;
use std::io::pipe;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use callboard::feed::recording::{About, Recorder, Writer};
use callboard::model::{Agent, AgentId, Payload, Roster, RosterKind, Update};

use super::*;
use crate::harness::Program;
use crate::shell::said;

const FULL: &str = "callboard: standard output: No space left on device (os error 28)\n";

/// A recording of one agent.
fn recording(dir: &Path) -> PathBuf {
    let path = dir.join("one.rec");
    let at = Stamp(1_772_445_600_000);
    let (writer, _) = Writer::open(&path, &About::new("Acme", "UTC", at)).unwrap();
    let mut recorder = Recorder::new(writer, Board::new(), at).unwrap();
    let roster = Roster::whole(RosterKind::Full, vec![Agent::new(AgentId::new("a"))]);
    recorder.take(Update::new(at, Payload::Roster(Box::new(roster)))).unwrap();
    recorder.flush().unwrap();
    path
}

fn command(script: &str, arguments: &[&str], home: &Path) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", script, BIN]).args(arguments).env_clear().env("HOME", home).env("PATH", "/usr/bin:/bin");
    command.stdin(Stdio::null());
    command
}

fn sh(script: &str, arguments: &[&str], home: &Path) -> Output {
    command(script, arguments, home).output().unwrap()
}

/// A pipe whose reader has gone.
fn unread() -> Stdio {
    let (reader, writer) = pipe().unwrap();
    drop(reader);
    writer.into()
}

#[test]
fn a_command_whose_output_is_closed_or_full_says_one_sentence_or_nothing() {
    let centre = Simulate::start(&["--agents", "6"]);
    let home = tempfile::tempdir().unwrap();
    let recording = recording(home.path());
    let settings = agents_only(&centre);
    let (tape, config) = (recording.to_str().unwrap(), settings.path().to_str().unwrap());
    let pages = home.path().join("man");
    let commands: [&[&str]; 12] = [
        &["--help"],
        &["--version"],
        &["completions", "bash"],
        &["man"],
        &["man", "--dir", pages.to_str().unwrap()],
        &["alerts", "--dry-run", tape],
        &["tail", "--recording", tape],
        &["doctor", "--only", "settings", "--config", config],
        &["doctor", "--only", "settings", "--format", "json", "--config", config],
        &["snapshot", "--config", config],
        &["snapshot", "--format", "csv", "--config", config],
        &["snapshot", "--format", "json", "--config", config],
    ];
    for arguments in commands {
        for script in [r#"exec "$0" "$@" >&-"#, r#"exec "$0" "$@" <&- >/dev/null"#, r#"exec "$0" "$@" <&- >&-"#] {
            let output = sh(script, arguments, home.path());
            assert_eq!((output.status.code(), said(&output)), (Some(0), String::new()), "{arguments:?}: {script}");
        }
        let output = sh(r#"exec "$0" "$@" >/dev/full"#, arguments, home.path());
        assert_eq!((output.status.code(), said(&output).as_str()), (Some(1), FULL), "{arguments:?}");
        let unheard =
            command(r#"exec "$0" "$@""#, arguments, home.path()).stdout(unread()).stderr(Stdio::piped()).spawn();
        let output = unheard.unwrap().wait_with_output().unwrap();
        assert_eq!((output.status.code(), said(&output)), (Some(0), String::new()), "{arguments:?} to nobody");
    }
}

#[test]
fn a_tail_of_a_live_board_ends_when_its_output_is_full() {
    let centre = Simulate::start(&["--rate", "100"]);
    let home = tempfile::tempdir().unwrap();
    let arguments = ["tail", "--config", centre.settings.path().to_str().unwrap()];
    let output = sh(r#"exec "$0" "$@" >/dev/full"#, &arguments, home.path());
    assert_eq!((output.status.code(), said(&output).as_str()), (Some(1), FULL));
}

#[test]
fn a_failure_that_nobody_hears_is_still_exit_code_1() {
    let home = tempfile::tempdir().unwrap();
    for arguments in [&["--config", "/nowhere/callboard.toml"][..], &["snapshot"], &["replay", "/nowhere.rec"]] {
        for script in [r#"exec "$0" "$@" 2>&-"#, r#"exec "$0" "$@" 2>/dev/full"#, r#"exec "$0" "$@" <&- >&- 2>&-"#] {
            assert_eq!(sh(script, arguments, home.path()).status.code(), Some(1), "{arguments:?}: {script}");
        }
        let mut unheard = command(r#"exec "$0" "$@""#, arguments, home.path());
        let output = unheard.stderr(unread()).stdout(Stdio::null()).status().unwrap();
        assert_eq!(output.code(), Some(1), "{arguments:?} to nobody");
    }
}

#[test]
fn a_board_without_standard_streams_says_which_one_it_needs() {
    for (script, stream) in [(r#"exec "$0" demo <&-"#, "input"), (r#"exec "$0" demo >&-"#, "output")] {
        let mut program = Program::start_other("/bin/sh", &["-c", script, BIN], 120, 34, &[]);
        assert_eq!(program.end(), 1, "{script}");
        assert!(program.text().contains(&format!("standard {stream} is not one")), "{}", program.text());
    }
}

#[test]
fn a_recorder_that_nobody_listens_to_records_on() {
    let centre = Simulate::start(&["--rate", "200"]);
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("day.rec");
    let place = path.to_str().unwrap();
    let arguments = ["record", place, "--config", centre.settings.path().to_str().unwrap()];
    let mut recorder = command(r#"exec "$0" "$@""#, &arguments, dir.path()).stdout(unread()).spawn().unwrap();
    loop {
        let output = run(&["tail", "--recording", place, "--follow", "kind:changes"], dir.path());
        if output.status.success() && !output.stdout.is_empty() {
            break;
        }
        assert!(recorder.try_wait().unwrap().is_none(), "it ended");
    }
    terminate(&recorder);
    assert_eq!(recorder.wait().unwrap().code(), Some(0));
    assert_eq!(recorded(&path).agents().len(), 48);
}

#[test]
fn a_simulator_that_nobody_listens_to_serves_on() {
    let home = tempfile::tempdir().unwrap();
    let outputs: [fn() -> Stdio; 2] = [unread, || File::options().write(true).open("/dev/full").unwrap().into()];
    for output in outputs {
        // A port that was free a moment ago.
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap();
        let arguments = ["simulate", "--listen", &address.to_string()];
        let mut simulator = command(r#"exec "$0" "$@""#, &arguments, home.path()).stdout(output()).spawn().unwrap();
        while TcpStream::connect(address).is_err() {
            assert!(simulator.try_wait().unwrap().is_none(), "it ended");
            // Each look takes a process's time.
            run(&["--version"], home.path());
        }
        // It listens to signals a moment after it listens to clients.
        while simulator.try_wait().unwrap().is_none() {
            terminate(&simulator);
            run(&["--version"], home.path());
        }
    }
}

fn terminate(child: &std::process::Child) {
    let _ = Command::new("sh").arg("-c").arg(format!("kill -TERM {}", child.id())).stderr(Stdio::null()).status();
}
