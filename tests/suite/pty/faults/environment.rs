//! Environments that are poor or absurd.

use std::process::{Command, Stdio};

use super::*;
use crate::pty::harness::{Program, lists_all};
use crate::pty::shell::said;

fn snapshot(centre: &Simulate, script: &str, environment: &[(&str, &str)]) -> std::process::Output {
    let settings = agents_only(centre);
    let config = settings.path().to_str().unwrap();
    Command::new("sh")
        .args(["-c", script, BIN, "snapshot", "--format", "json", "--config", config])
        .env_clear()
        .envs(environment.iter().copied())
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

/// So many open files are enough for everything.
const COMFORTABLE: u32 = 256;

#[test]
fn too_few_file_descriptors_are_one_sentence_and_no_panic() {
    let centre = Simulate::start(&["--agents", "6"]);
    let home = tempfile::tempdir().unwrap();
    let place = home.path().to_str().unwrap();
    for limit in [4, 6, 8, 12, 16, 24, 32, 40, COMFORTABLE] {
        // Where it may be in vain the wait is short.
        let timeout = if limit < COMFORTABLE { "3s" } else { "60s" };
        let script = format!("ulimit -n {limit}; exec \"$0\" \"$@\" --timeout {timeout}");
        let output = snapshot(&centre, &script, &[("HOME", place)]);
        let (code, said) = (output.status.code().unwrap(), said(&output));
        assert!(may_end(limit, code, &said), "{limit}: {code}: {said}");
        if code == 0 {
            assert!(serde_json::from_slice::<Value>(&output.stdout).is_ok(), "{limit}: {said}");
        }
        assert!(code != 1 || said.starts_with("callboard: ") && said.lines().count() == 1, "{limit}: {said}");
        let script = format!("ulimit -n {limit}; exec \"$0\" demo");
        let mut program = Program::start_other("/bin/sh", &["-c", &script, BIN], 120, 34, &[]);
        if program.ends_or(|screen| lists_all(screen, 48)) {
            program.press("q");
        }
        let (code, text) = (program.end(), program.text());
        assert!(may_end(limit, code as i32, &text), "{limit}: {code}: {text}");
        assert!(!text.contains("panicked") && !text.contains("RUST_BACKTRACE"), "{limit}: {text}");
    }
}

#[test]
fn a_hundred_pages_on_few_file_descriptors_are_all_there_and_the_board_answers() {
    let centre = Simulate::start(&["--agents", "300"]);
    let home = tempfile::tempdir().unwrap();
    let settings = agents_only(&centre);
    let text = std::fs::read_to_string(settings.path()).unwrap();
    std::fs::write(settings.path(), text.replace("[sobot_call]\n", "[sobot_call]\npage_size = 3\n")).unwrap();
    let config = settings.path().to_str().unwrap();
    let environment = [("HOME", home.path().to_str().unwrap())];
    let script = r#"ulimit -n 64; exec "$0" --config "$1""#;
    let mut program = Program::start_other("/bin/sh", &["-c", script, BIN, config], 200, 34, &environment);
    program.wait("all agents", |screen| lists_all(screen, 300));
    program.press("6");
    let text = program.wait("what there is too little of, and what to do", |screen| {
        screen.contains("too few file descriptors for 100 streams") && screen.contains("`ulimit -n`")
    });
    assert!(!text.contains("certificate") && !text.contains("panicked"), "{text}");
    program.press("1");
    program.wait_for_agents(300);
    program.quit();
}

#[test]
fn a_soft_limit_of_file_descriptors_is_raised() {
    let centre = Simulate::start(&["--agents", "90"]);
    let home = tempfile::tempdir().unwrap();
    let settings = agents_only(&centre);
    let text = std::fs::read_to_string(settings.path()).unwrap();
    std::fs::write(settings.path(), text.replace("[sobot_call]\n", "[sobot_call]\npage_size = 1\n")).unwrap();
    let config = settings.path().to_str().unwrap();
    let environment = [("HOME", home.path().to_str().unwrap())];
    let script = r#"ulimit -S -n 64; exec "$0" --config "$1""#;
    let mut program = Program::start_other("/bin/sh", &["-c", script, BIN, config], 200, 34, &environment);
    program.wait("all agents", |screen| lists_all(screen, 90));
    let streams = || std::fs::read_dir(format!("/proc/{}/fd", program.id())).unwrap().count();
    crate::pty::support::until("a stream for each page", || streams() > 90);
    program.press("6");
    program.wait_for("╭ Health");
    assert!(!program.text().contains("too few"), "{}", program.text());
    program.quit();
}

/// Whether a program that may have so many files open may end with this code, having said that.
fn may_end(limit: u32, code: i32, said: &str) -> bool {
    let refused = code == 1 && said.contains("callboard: only ") && said.contains("files can be open at a time");
    match limit {
        // The dynamic linker may be the one who cannot even begin.
        ..12 => refused || code == 127,
        // 24 beside the three standard streams are more than these.
        12..27 => refused,
        27..COMFORTABLE => code == 0 || code == 1 && said.contains("callboard: "),
        _ => code == 0,
    }
}

#[test]
fn a_home_that_is_unset_relative_or_a_file_costs_no_figures() {
    let centre = Simulate::start(&["--agents", "6"]);
    let scratch = tempfile::NamedTempFile::new().unwrap();
    let file = scratch.path().to_str().unwrap();
    // No user can make it, root neither.
    let nowhere = format!("{file}/home");
    let environments: [&[(&str, &str)]; 5] = [
        &[],
        &[("HOME", "")],
        &[("HOME", file)],
        &[("HOME", &nowhere), ("XDG_CACHE_HOME", "cache"), ("XDG_STATE_HOME", "./state"), ("XDG_CONFIG_HOME", "x")],
        &[("HOME", "/proc"), ("XDG_CACHE_HOME", "/proc/cache"), ("XDG_STATE_HOME", "/proc/state")],
    ];
    for environment in environments {
        // Somewhere that nothing is to be left behind in.
        let here = tempfile::tempdir().unwrap();
        let script = format!("cd '{}'; exec \"$0\" \"$@\"", here.path().display());
        let output = snapshot(&centre, &script, environment);
        let said = said(&output);
        assert_eq!(output.status.code(), Some(0), "{environment:?}: {said}");
        let board: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(board["total"], 6, "{environment:?}");
        assert!(said.lines().count() <= 1 && !said.contains("panicked"), "{environment:?}: {said}");
        let left = std::fs::read_dir(here.path()).unwrap().count();
        assert_eq!(left, 0, "{environment:?}: something was written where the program was started");
    }
    let output = snapshot(&centre, r#"exec "$0" "$@""#, &[("HOME", "not/absolute")]);
    let said = said(&output);
    assert_eq!(output.status.code(), Some(1));
    assert!(said.lines().count() == 1 && said.contains("set HOME to an absolute path"), "{said}");
}

#[test]
fn a_terminal_that_is_not_named_or_not_known_is_drawn_on() {
    let environments: [&[(&str, &str)]; 4] = [
        &[("TERM", "no-such-terminal")],
        &[("COLUMNS", "99999999999"), ("LINES", "-3")],
        &[("COLUMNS", "0"), ("LINES", "1")],
        &[("LANG", "C"), ("LC_ALL", "no_SUCH.locale"), ("COLORTERM", "\u{1b}[31m"), ("TZ", "Nowhere/Land")],
    ];
    for environment in environments {
        let mut program = Program::start_with(&["demo", "--seed", "1"], 120, 34, environment);
        program.wait("the board", |screen| lists_all(screen, 48) && screen.lines().count() >= 33);
        program.press("q");
        assert_eq!(program.end(), 0, "{environment:?}");
        program.assert_restored();
    }
    // Without the variable at all.
    let script = r#"unset TERM; exec "$0" demo --seed 1"#;
    let mut program = Program::start_other("/bin/sh", &["-c", script, BIN], 120, 34, &[]);
    program.wait_for_agents(48);
    program.quit();
}

#[test]
fn chinese_names_are_whole_in_the_c_locale() {
    let centre = Simulate::start(&["--agents", "12"]);
    let home = tempfile::tempdir().unwrap();
    let environment = [("HOME", home.path().to_str().unwrap()), ("LANG", "C"), ("LC_ALL", "POSIX")];
    let output = snapshot(&centre, r#"exec "$0" "$@""#, &environment);
    let board: Value = serde_json::from_slice(&output.stdout).unwrap();
    let names: Vec<&str> =
        board["agents"].as_array().unwrap().iter().filter_map(|agent| agent["name"].as_str()).collect();
    let chinese = names.iter().find(|name| name.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)));
    let chinese = (*chinese.unwrap_or_else(|| panic!("no agent has a Chinese name: {names:?}"))).to_owned();
    let config = centre.settings.path().to_str().unwrap();
    let mut program = Program::start_with(&["--config", config], 120, 40, &environment[1..]);
    program.wait_for(&chinese);
    program.quit();
}
