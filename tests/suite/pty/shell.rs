//! What the program says to a shell.

use std::process::{Command, Output, Stdio};

use serde_json::Value;

use crate::pty::harness::Program;
use crate::pty::support::{mode, refusing};

pub fn run(arguments: &[&str], home: &std::path::Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_callboard"))
        .args(arguments)
        .env_clear()
        .env("HOME", home)
        .env("CALLBOARD_SYSTEM_CONFIG", "")
        .env("TERM", "xterm-256color")
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

pub fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn without_settings_three_lines_say_what_to_do() {
    let home = tempfile::tempdir().unwrap();
    let output = run(&[], home.path());
    assert_eq!(output.status.code(), Some(1));
    let said = said(&output);
    assert_eq!(said.lines().count(), 3, "{said}");
    assert!(said.contains("callboard demo") && said.contains(".config/callboard/config.toml"), "{said}");
}

#[test]
fn wrong_flags_are_claps_message_and_exit_code_2() {
    let home = tempfile::tempdir().unwrap();
    let output = run(&["demo", "--agents", "many"], home.path());
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("--agents"));
}

#[test]
fn a_failure_is_one_sentence_and_exit_code_1() {
    let home = tempfile::tempdir().unwrap();
    let output = run(&["--config", "/nowhere/callboard.toml"], home.path());
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(said(&output).lines().count(), 1);
    assert!(said(&output).contains("/nowhere/callboard.toml"));
}

#[test]
fn a_board_without_a_terminal_points_to_the_snapshot() {
    let home = tempfile::tempdir().unwrap();
    let output = run(&["demo"], home.path());
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("callboard snapshot"), "{}", said(&output));
}

#[test]
fn a_dumb_terminal_gets_a_sentence() {
    let mut program = Program::start_with(&["demo"], 80, 24, &[("TERM", "dumb")]);
    assert_eq!(program.end(), 1);
    assert!(program.text().contains("TERM=dumb"), "{}", program.text());
}

#[test]
fn the_version_is_the_manifests() {
    let home = tempfile::tempdir().unwrap();
    let output = run(&["--version"], home.path());
    assert_eq!(String::from_utf8(output.stdout).unwrap().trim(), concat!("callboard ", env!("CARGO_PKG_VERSION")));
}

/// `callboard simulate`, as a process of its own, until it is dropped.
pub struct Simulate {
    pub child: std::process::Child,
    pub settings: tempfile::NamedTempFile,
}

impl Simulate {
    pub fn start(arguments: &[&str]) -> Self {
        use std::io::{BufRead, BufReader, Write};
        let mut child = Command::new(env!("CARGO_BIN_EXE_callboard"))
            .arg("simulate")
            .args(arguments)
            .env_clear()
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        let first = lines.next().unwrap();
        assert!(first.starts_with("listening on http://127.0.0.1:"), "{first}");
        let mut settings = tempfile::Builder::new().suffix(".toml").tempfile().unwrap();
        for line in lines.by_ref() {
            writeln!(settings, "{line}").unwrap();
            if line.starts_with("app_key") {
                break;
            }
        }
        Self { child, settings }
    }

    fn snapshot(&self, arguments: &[&str]) -> Output {
        let home = tempfile::tempdir().unwrap();
        let config = self.settings.path().to_str().unwrap();
        run(&[&["snapshot", "--config", config], arguments].concat(), home.path())
    }
}

impl Drop for Simulate {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_snapshot_is_one_json_document_of_a_live_board() {
    let centre = Simulate::start(&["--rate", "200"]);
    let output = centre.snapshot(&["--format", "json", "--after", "2s"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let board: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(board["site"], "Simulated");
    for source in ["agents", "chat", "ai"] {
        assert_eq!(board["sources"][source]["state"], "live", "{}", board["sources"]);
    }
    assert!(board["sources"]["agents"]["applied"].as_u64().unwrap() > 0);
    assert_eq!(board["agents"].as_array().unwrap().len(), 48);
    assert_eq!(board["total"], 48);
    assert_eq!(said(&output), "");
}

#[test]
fn a_snapshot_is_also_a_table_and_a_page() {
    let centre = Simulate::start(&["--agents", "20"]);
    let table = String::from_utf8(centre.snapshot(&["--format", "csv"]).stdout).unwrap();
    assert_eq!(table.lines().count(), 21, "{table}");
    let page = String::from_utf8(centre.snapshot(&[]).stdout).unwrap();
    assert!(page.contains("20 of 20 agents") && page.contains("answered"), "{page}");
}

#[test]
fn the_log_tells_what_happened_and_no_secret() {
    let centre = Simulate::start(&["--rate", "300"]);
    let scratch = tempfile::tempdir().unwrap();
    let log = scratch.path().join("logs/callboard.log");
    let place = log.to_str().unwrap();
    let output = centre.snapshot(&["--format", "json", "--after", "1s", "--log-level", "trace", "--log-file", place]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let written = std::fs::read_to_string(&log).unwrap();
    for line in ["agents: connecting", "agents: live", "chat: live", "ai: live"] {
        assert!(written.contains(line), "{line} is not in the log:\n{written}");
    }
    let settings = std::fs::read_to_string(centre.settings.path()).unwrap();
    let planted = settings.lines().filter(|line| line.starts_with("app_secret") || line.starts_with("app_key"));
    let planted: Vec<&str> = planted.filter_map(|line| line.split('"').nth(1)).collect();
    assert_eq!(planted.len(), 2);
    let shown = String::from_utf8(output.stdout).unwrap();
    for secret in planted {
        assert!(!written.contains(secret) && !shown.contains(secret), "a secret got out");
    }
    let in_a_row = |text: &str| {
        text.split(|c: char| !c.is_ascii_alphanumeric())
            .any(|word| word.len() == 11 && word.starts_with('1') && word.bytes().all(|c| c.is_ascii_digit()))
    };
    let mut inside = vec![serde_json::from_str::<Value>(&shown).unwrap()];
    while let Some(value) = inside.pop() {
        match value {
            // The digits of a fraction are no customer's number, however many there are.
            Value::Number(number) if number.is_f64() => {}
            Value::Array(values) => inside.extend(values),
            Value::Object(fields) => inside.extend(fields.into_iter().flat_map(|(name, value)| [name.into(), value])),
            one => assert!(!in_a_row(&one.to_string()), "an unmasked number got out: {one}"),
        }
    }
    assert!(!in_a_row(&written), "an unmasked number got out: {written}");
    assert_eq!((mode(&log), mode(log.parent().unwrap())), (0o600, 0o700));
}

#[test]
fn a_snapshot_without_agents_says_why_in_one_sentence() {
    let centre = Simulate::start(&[]);
    let settings = std::fs::read_to_string(centre.settings.path()).unwrap();
    let (refuses, _held) = refusing();
    let base = settings.lines().find_map(|line| line.strip_prefix("base_url = ")).unwrap().trim_matches('"');
    std::fs::write(centre.settings.path(), settings.replace(base, &format!("http://{refuses}"))).unwrap();
    let output = centre.snapshot(&["--timeout", "1s"]);
    assert_eq!(output.status.code(), Some(1));
    let said = said(&output);
    assert!(said.lines().count() == 1 && said.contains("refused") && output.stdout.is_empty(), "{said}");
}
