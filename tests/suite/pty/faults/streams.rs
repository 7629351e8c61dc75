//! Standard input, output and error: closed, full, or a pipe without a reader.

use std::fs::File;
use std::io::pipe;
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};

use callboard::feed::record::{About, Recorder, Writer};
use callboard::model::{Agent, AgentId, Board, Payload, Roster, RosterKind, Update};

use super::*;
use crate::pty::harness::Program;
use crate::pty::shell::said;
use crate::pty::support::{CHANGES, signal, until, wait_told};

const FULL: &str = "callboard: standard output: No space left on device (os error 28)\n";

const NO_LARGER: &str = "no space left: files may grow no larger here";

/// Prints to a file that may not grow: exit code and sentence.
fn no_larger(arguments: &[&str], home: &Path) -> (Option<i32>, String) {
    let output = sh(r#"ulimit -f 0; exec "$0" "$@" >"$HOME/printed""#, arguments, home);
    (output.status.code(), said(&output))
}

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
    command
        .args(["-c", script, BIN])
        .args(arguments)
        .env_clear()
        .env("HOME", home)
        .env("CALLBOARD_SYSTEM_CONFIG", "")
        .env("PATH", "/usr/bin:/bin");
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
        let (code, sentence) = no_larger(arguments, home.path());
        assert!(code == Some(1) && sentence.contains(NO_LARGER), "{arguments:?}: {sentence}");
        let unheard =
            command(r#"exec "$0" "$@""#, arguments, home.path()).stdout(unread()).stderr(Stdio::piped()).spawn();
        let output = unheard.unwrap().wait_with_output().unwrap();
        assert_eq!((output.status.code(), said(&output)), (Some(0), String::new()), "{arguments:?} without a reader");
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
fn a_failure_without_a_reader_is_still_exit_code_1() {
    let home = tempfile::tempdir().unwrap();
    for arguments in [&["--config", "/nowhere/callboard.toml"][..], &["snapshot"], &["replay", "/nowhere.rec"]] {
        for script in [r#"exec "$0" "$@" 2>&-"#, r#"exec "$0" "$@" 2>/dev/full"#, r#"exec "$0" "$@" <&- >&- 2>&-"#] {
            assert_eq!(sh(script, arguments, home.path()).status.code(), Some(1), "{arguments:?}: {script}");
        }
        let mut unheard = command(r#"exec "$0" "$@""#, arguments, home.path());
        let output = unheard.stderr(unread()).stdout(Stdio::null()).status().unwrap();
        assert_eq!(output.code(), Some(1), "{arguments:?} without a reader");
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
fn a_recorder_without_a_listener_records_on() {
    let centre = Simulate::start(&["--rate", "200"]);
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("day.rec");
    let place = path.to_str().unwrap();
    let arguments = ["record", place, "--config", centre.settings.path().to_str().unwrap()];
    let mut recorder = command(r#"exec "$0" "$@""#, &arguments, dir.path()).stdout(unread()).spawn().unwrap();
    wait_told(&mut recorder, place, "changes in the recording", |told| told.contains(CHANGES));
    signal(recorder.id(), "TERM");
    assert_eq!(recorder.wait().unwrap().code(), Some(0));
    assert_eq!(recorded(&path).unwrap().agents().len(), 48);
}

/// An address of this machine's own that no other process takes, whatever its port.
fn own_address() -> Ipv4Addr {
    let [_, high, middle, low] = std::process::id().to_be_bytes();
    Ipv4Addr::new(127, 64 | (high & 0x3f), middle, low)
}

/// The port with a listener at `address`.
fn listening(address: Ipv4Addr) -> Option<u16> {
    const LISTEN: &str = "0A";
    let begin = format!("{:08X}:", u32::from_ne_bytes(address.octets()));
    let table = std::fs::read_to_string("/proc/net/tcp").unwrap();
    let mut sockets = table.lines().map(|line| line.split_whitespace().skip(1).collect::<Vec<_>>());
    sockets.find_map(|socket| match socket.as_slice() {
        [near, _, state, ..] if *state == LISTEN => u16::from_str_radix(near.strip_prefix(&begin)?, 16).ok(),
        _ => None,
    })
}

/// Whether a process listens to signals: SIGCONT, the last one that it begins to listen to, is no longer the system's.
fn listens_to_signals(child: &Child) -> bool {
    const CONTINUE: u64 = 1 << 17;
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
    let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:")).unwrap();
    u64::from_str_radix(caught.trim(), 16).unwrap() & CONTINUE != 0
}

#[test]
fn a_simulator_without_a_listener_serves_on() {
    let home = tempfile::tempdir().unwrap();
    let outputs: [fn() -> Stdio; 2] = [unread, || File::options().write(true).open("/dev/full").unwrap().into()];
    for output in outputs {
        // Which port it has cannot be read, so it has an address of its own.
        let address = own_address();
        let arguments = ["simulate", "--listen", &format!("{address}:0")];
        let mut simulator = command(r#"exec "$0" "$@""#, &arguments, home.path()).stdout(output()).spawn().unwrap();
        // It does so once it has printed all that it prints.
        until("a simulator that listens to signals", || {
            assert!(simulator.try_wait().unwrap().is_none(), "it ended");
            listens_to_signals(&simulator)
        });
        let port = listening(address).unwrap();
        pause(&format!("{address}:{port}"));
        signal(simulator.id(), "TERM");
        assert_eq!(simulator.wait().unwrap().code(), Some(0));
    }
}
