//! What strangers write into names, labels and errors reaches no terminal but as harmless text: every byte that the
//! program writes is held against what it may write.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::fuzzed::bytes;
use crate::pty::harness::Program;
use crate::pty::support::{ending, recorded, signal, until};

mod strict;
mod vendor;

use strict::{Allowed, assert_aligned, check};
use vendor::{Mood, Vendor};

/// A tenant of all vendors whose settings say hostile things too, as far as they may.
struct Home {
    vendor: Vendor,
    dir: tempfile::TempDir,
}

const SITE: &str = r#"[site]
name = "Ac\u202Eme\u200B\u2066 Ltd\uFEFF"
timezone = "ZONE"

[site.busy_reasons]
14 = "Lun\u202Ech\u200B"

[site.departments]
"sa\u202Eles" = ["1001", "1002"]

[screen]
privacy_reveal = true
export_dir = "EXPORT"

[keys]
back = ["esc", "f5"]
cancel_filter = ["esc", "f5"]

[alerts]
notify = "osc9"
tell_from = "info"

[alerts.rules.anybody]
state = "talking"
over = "1s"
severity = "critical"
"#;

impl Home {
    fn new() -> Self {
        let home = Self { vendor: Vendor::start(), dir: tempfile::tempdir().unwrap() };
        let site = SITE.replace("EXPORT", home.dir.path().to_str().unwrap());
        let site = site.replace("ZONE", &home.vendor.zone);
        home.write("config.toml", &format!("{site}\n{}", home.vendor.settings));
        home
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.dir.path().join(name);
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        path
    }

    fn board(&self, arguments: &[&str], columns: u16, rows: u16) -> Program {
        let settings = self.dir.path().join("config.toml");
        let log = self.dir.path().join("log");
        let own = ["--config", settings.to_str().unwrap(), "--log-file", log.to_str().unwrap(), "--log-level", "debug"];
        Program::start(&[arguments, &own].concat(), columns, rows)
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let settings = self.dir.path().join("config.toml");
        Command::new(env!("CARGO_BIN_EXE_callboard"))
            .args(arguments)
            .arg("--config")
            .arg(settings)
            .env_clear()
            .env("HOME", self.dir.path())
            .env("CALLBOARD_SYSTEM_CONFIG", "")
            .stdin(Stdio::null())
            .output()
            .unwrap()
    }

    fn assert_calm_log(&self) {
        let log = fs::read_to_string(self.dir.path().join("log")).unwrap();
        assert!(log.lines().count() > 0);
        assert_calm(&log, "the log");
    }
}

/// Lines of text, and nothing that acts on a terminal.
fn assert_calm(text: &str, what: &str) {
    for line in text.split('\n') {
        let found = line.trim_end_matches('\r').chars().find(|c| bytes::is_hostile(*c));
        assert_eq!(found, None, "{what}: {}", line.escape_debug());
    }
}

/// Keys that lead through everything there is to see; F5, which no other key begins like, leads back.
const VIEWS: [&str; 47] = [
    // The board, its tiles, a person with their numbers shown, the next one.
    "jj",
    "t",
    "t",
    "p",
    "\r",
    "n",
    "\x1b[15~",
    "\x1b[15~",
    "s",
    "S",
    "z",
    "z",
    "c\x1b[15~",
    "a",
    "x",
    "m",
    // Calls, one of them, and back; a list of choices; a filter; a file.
    "2",
    "\r",
    "\x1b[15~",
    "F\x1b[15~",
    "/name:a\r",
    "\x1b[15~",
    "e",
    // Calls as they happen, and one of them.
    "C",
    "\r",
    "\x1b[15~",
    // Chats, a person behind them, other ways to split.
    "3",
    "\r",
    "\x1b[15~",
    "b",
    "b",
    // Sessions, their records, one of them.
    "4",
    "\r",
    "\t",
    "\r",
    "\x1b[15~",
    "\x1b[15~",
    // Reports.
    "5",
    "\t",
    "\t",
    "\t",
    // Health, the help, and the palette with something typed.
    "6",
    "?",
    "\x1b[15~",
    ":go\x1b[15~",
    // The agents, and a file of them.
    "1",
    "e",
];

/// Presses keys and waits until what they lead to is drawn.
fn shown(program: &mut Program, keys: &str) {
    const WHOLE_FRAME: &str = "\x1b[2J";
    let before = program.times(WHOLE_FRAME);
    program.press(keys);
    program.press("\x0c");
    program.wait_for_times(WHOLE_FRAME, before + 1);
    program.wait_for_whole_frame();
    assert_aligned(program.screen());
}

/// Goes through everything there is to see, at two sizes.
fn tour(home: &Home, language: &str) {
    home.vendor.is(Mood::Names);
    for (columns, rows) in [(120, 34), (80, 24)] {
        let mut program = home.board(&["--language", language], columns, rows);
        program.wait("agents", |screen| screen.contains("offline") || screen.contains("离线"));
        for keys in VIEWS {
            shown(&mut program, keys);
        }
        program.quit();
        check(&program.bytes, Allowed { notifications: true });
    }
    home.assert_calm_log();
    let mut rows = 0;
    for path in ending(home.dir.path(), "csv") {
        let csv = fs::read_to_string(&path).unwrap();
        let csv = csv.strip_prefix('\u{feff}').expect("a byte order mark, for Excel");
        assert_calm(csv, "an exported list");
        assert!(!csv.contains(",=cmd") && !csv.contains("\n=cmd"), "a formula");
        rows += csv.lines().skip(1).count();
    }
    assert!(rows >= 60, "all agents at both sizes, of {rows} rows");
}

#[test]
fn hostile_names_reach_the_terminal_as_harmless_text_in_every_view() {
    tour(&Home::new(), "en");
}

#[test]
fn hostile_names_reach_the_terminal_as_harmless_text_in_chinese_too() {
    tour(&Home::new(), "zh");
}

#[test]
fn an_alert_about_a_hostile_name_is_a_harmless_notification() {
    let home = Home::new();
    let names = home.vendor.names();
    assert_eq!(names.len(), 30);
    let is_about_one = |note: &str| names.iter().any(|name| note.contains(name.as_str()));
    let mut program = home.board(&[], 120, 34);
    // Of a name with a sequence that never ends before it nothing is left; another agent is talking soon.
    program.wait_until("a notification about an agent", |program| {
        let written = String::from_utf8_lossy(&program.bytes);
        let mut notes = written.split("\x1b]9;callboard: critical").skip(1).filter_map(|rest| rest.split_once('\x07'));
        notes.any(|(note, _)| is_about_one(note))
    });
    program.wait_for_agents(30);
    program.quit();
    let notes = check(&program.bytes, Allowed { notifications: true });
    assert!(notes.iter().any(|note| is_about_one(note)), "{notes:?}");
}

#[test]
fn refusals_full_of_hostile_text_are_harmless_sentences() {
    for mood in [Mood::Refusals, Mood::Nonsense] {
        let home = Home::new();
        home.vendor.is(mood);
        for (columns, rows) in [(120, 34), (80, 24)] {
            let mut program = home.board(&[], columns, rows);
            program.press("6");
            program.wait("a failure", |screen| screen.contains("waiting") || screen.contains("stopped"));
            for keys in ["r", "2", "3", "4", "5", "1", "r"] {
                program.press(keys);
            }
            shown(&mut program, "1");
            program.quit();
            check(&program.bytes, Allowed { notifications: true });
        }
        home.assert_calm_log();
        let doctor = home.run(&["doctor", "--wait", "2s"]);
        assert_calm(&String::from_utf8(doctor.stdout).unwrap(), "doctor");
        assert_calm(&String::from_utf8(doctor.stderr).unwrap(), "doctor");
        let snapshot = home.run(&["snapshot", "--timeout", "2s"]);
        assert_eq!(snapshot.status.code(), Some(1));
        assert_calm(&String::from_utf8(snapshot.stderr).unwrap(), "snapshot");
    }
}

/// Also in the log a panic would stand: one in a feed's task does not end the program.
#[test]
fn extreme_values_break_no_view_and_no_feed() {
    let home = Home::new();
    home.vendor.is(Mood::Extremes);
    for (columns, rows) in [(120, 34), (80, 24)] {
        let mut program = home.board(&[], columns, rows);
        program.wait("agents", |screen| screen.contains("offline"));
        for keys in VIEWS {
            shown(&mut program, keys);
        }
        program.quit();
        check(&program.bytes, Allowed { notifications: true });
    }
    home.assert_calm_log();
    assert!(!fs::read_to_string(home.dir.path().join("log")).unwrap().contains("panic"));
}

#[test]
fn commands_print_hostile_names_as_harmless_text_and_escaped_json() {
    let home = Home::new();
    for (format, has) in [("text", "30 of 30"), ("json", "\"agents\""), ("csv", "id,number,name")] {
        let output = home.run(&["snapshot", "--format", format]);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(0), "{said}");
        let printed = String::from_utf8(output.stdout).unwrap();
        assert!(printed.contains(has), "{printed}");
        assert_calm(&printed, format);
        // No spreadsheet opens the text, whose lines begin with names.
        let is_formula = printed.contains(",=cmd") || printed.contains("\n=cmd");
        assert!(format == "text" || !is_formula, "a formula: {printed}");
    }
    let doctor = home.run(&["doctor", "--wait", "5s"]);
    assert_calm(&String::from_utf8(doctor.stdout).unwrap(), "doctor");
    let recording = home.dir.path().join("day\u{202e}\x1b]0;pwned\x07.rec");
    record(&home, &recording);
    let recording = recording.to_str().unwrap();
    for arguments in [
        &["tail", "--recording", recording][..],
        &["alerts", "--dry-run", recording][..],
        &["query", recording][..],
        &["query", recording, "--table", "states"][..],
        &["say-changes", "--recording", recording, "--all"][..],
    ] {
        let output = home.run(arguments);
        let printed = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success() && printed.len() > 100, "{arguments:?}: {printed}");
        assert_calm(&printed, arguments[0]);
    }
    let mut replay = home.board(&["replay", recording], 120, 34);
    replay.wait_for_agents(30);
    replay.quit();
    check(&replay.bytes, Allowed { notifications: true });
}

/// Records until there is something to tell.
fn record(home: &Home, path: &Path) {
    use std::io::{BufRead, BufReader, Read};
    let mut child = Command::new(env!("CARGO_BIN_EXE_callboard"))
        .arg("record")
        .arg(path)
        .arg("--config")
        .arg(home.dir.path().join("config.toml"))
        .env_clear()
        .env("HOME", home.dir.path())
        .env("CALLBOARD_SYSTEM_CONFIG", "")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut printed = String::new();
    out.read_line(&mut printed).unwrap();
    until("all agents in the recording", || {
        assert!(child.try_wait().unwrap().is_none(), "the recorder has ended");
        recorded(path).is_ok_and(|board| board.agents().len() == 30)
    });
    signal(child.id(), "TERM");
    assert!(child.wait().unwrap().success());
    out.read_to_string(&mut printed).unwrap();
    assert!(printed.contains("wrote "), "{printed}");
    assert_calm(&printed, "record");
}

#[test]
fn sentences_about_hostile_files_and_settings_are_harmless() {
    let home = tempfile::tempdir().unwrap();
    let name = "x\x1b]0;pwned\x07\u{202e}\u{9b}2J";
    let place = home.path().join(name);
    let missing = place.to_str().unwrap();
    let bad = home.path().join("bad.toml");
    fs::write(&bad, "[screen]\ntheme = \"a\\u001B]0;b\\u0007\\u202E\"\n[ke\u{202e}ys]\n").unwrap();
    let about = "{\"vocabulary\":9,\"program\":\"\\u001b[2J\\u202e\",\"site\":\"\",\"timezone\":\"\",\"began\":0}";
    let mut newer = b"CALLBRD\n\x01\0".to_vec();
    newer.extend_from_slice(&u32::try_from(about.len()).unwrap().to_le_bytes());
    newer.extend_from_slice(about.as_bytes());
    let mut crc = flate2::Crc::new();
    crc.update(&newer);
    newer.extend_from_slice(&crc.sum().to_le_bytes());
    let later = home.path().join("later.rec");
    fs::write(&later, newer).unwrap();
    let (bad, later) = (bad.to_str().unwrap(), later.to_str().unwrap());
    for arguments in [
        &["--config", missing][..],
        &["snapshot", "--config", bad][..],
        &["replay", missing][..],
        &["replay", later][..],
        &["tail", "--recording", missing][..],
        &["tail", "--recording", later][..],
        &["alerts", "--dry-run", missing][..],
        &["alerts", "--dry-run", bad][..],
        &["tail", "--follow", &format!("kind:{name}")][..],
        &["demo", "--theme", name][..],
        &["demo", "--log-file", "/dev/null/\x1b]0;pwned\x07"][..],
        &["doctor", "--config", missing][..],
    ] {
        let output = crate::pty::shell::run(arguments, home.path());
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && !said.is_empty(), "{arguments:?}");
        assert_calm(&said, &format!("{arguments:?}"));
        assert_calm(&String::from_utf8(output.stdout).unwrap(), &format!("{arguments:?}"));
    }
}
