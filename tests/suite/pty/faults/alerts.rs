//! A program that is told alerts and does what it should not.

use std::os::unix::fs::PermissionsExt;

use super::*;
use crate::pty::harness::Program;
use crate::pty::support::until;

/// Tries whatever terminal there is, prints, reads, and starts two that outlive it if they can: one in its own session.
const PROGRAM: &str = r#"#!/bin/sh
cd "${0%/*}"
(echo onto-the-board >/dev/tty) 2>/dev/null && : >tty
echo onto-the-board; echo onto-the-board >&2
cat >input
sleep 600 & echo $! >child
setsid sh -c 'echo $$ >stray; exec sleep 600' &
trap '' TERM
echo $$ >own
"#;

/// A demo that starts such a program at once, which goes on as it is told, and the directory it writes to.
fn telling(then: &str, timeout: &str) -> (Program, tempfile::TempDir) {
    let dir = tempfile::tempdir().unwrap();
    let place = dir.path().join("page");
    std::fs::write(&place, format!("{PROGRAM}{then}\n")).unwrap();
    std::fs::set_permissions(&place, std::fs::Permissions::from_mode(0o700)).unwrap();
    let settings = dir.path().join("settings.toml");
    let rule = "[alerts.rules.anybody]\nfigure = \"logged_in\"\nabove = 0\n";
    let command = format!("command = [\"{}\"]\ncommand_timeout = \"{timeout}\"\n", place.display());
    let alerts = format!("[alerts]\ndefaults = false\n{command}{rule}");
    std::fs::write(&settings, alerts).unwrap();
    let arguments = ["demo", "--seed", "1", "--config", settings.to_str().unwrap()];
    (Program::start_with(&arguments, 160, 34, &[("PATH", "/usr/bin:/bin")]), dir)
}

/// The processes that it tells of, once it does.
fn processes(dir: &Path) -> Vec<String> {
    let told = |name: &str| std::fs::read_to_string(dir.join(name)).ok().filter(|id| id.ends_with('\n'));
    let names = ["child", "stray", "own"];
    until("three processes", || names.iter().all(|name| told(name).is_some()));
    names.iter().map(|name| told(name).unwrap().trim().to_owned()).collect()
}

fn is_alive(id: &str) -> bool {
    std::fs::read_to_string(format!("/proc/{id}/stat")).is_ok_and(|stat| !stat.contains(") Z"))
}

fn until_gone(processes: &[String]) {
    until("their end", || !processes.iter().any(|id| is_alive(id)));
}

#[test]
fn a_program_that_is_told_alerts_has_no_terminal_and_ends_with_the_board_and_all_it_started() {
    for way in ["key", "TERM", "HUP", "KILL"] {
        let (mut program, dir) = telling("wait; sleep 600", "10m");
        program.wait_for_agents(48);
        let processes = processes(dir.path());
        assert!(processes.iter().all(|id| is_alive(id)), "{way}");
        assert!(!dir.path().join("tty").exists(), "{way}: it has the terminal");
        assert_eq!(std::fs::read(dir.path().join("input")).unwrap(), b"", "{way}");
        if way == "key" {
            program.press("q");
        } else {
            program.signal(way);
        }
        program.end();
        until_gone(&processes);
        assert_eq!(program.times("onto-the-board"), 0, "{way}");
    }
}

#[test]
fn a_program_that_runs_for_too_long_is_killed_with_all_it_started_and_that_is_said() {
    for (then, said) in
        [("wait; sleep 600", "was killed: it ran for more than 1s"), ("exit 0", "left processes behind")]
    {
        let (mut program, dir) = telling(then, "1s");
        program.wait_shown(said);
        until_gone(&processes(dir.path()));
        program.quit();
        assert_eq!(program.times("onto-the-board"), 0);
    }
}

#[test]
fn a_program_hears_that_no_person_has_seen_to_an_alert() {
    let dir = tempfile::tempdir().unwrap();
    let (place, told) = (dir.path().join("page"), dir.path().join("told"));
    let line = "$CALLBOARD_ALERT_VERSION $CALLBOARD_ALERT_KIND $CALLBOARD_ALERT_RULE";
    std::fs::write(&place, format!("#!/bin/sh\necho \"{line}\" >>{}\n", told.display())).unwrap();
    std::fs::set_permissions(&place, std::fs::Permissions::from_mode(0o700)).unwrap();
    let settings = dir.path().join("settings.toml");
    let rules = "[alerts.rules.anybody]\nfigure = \"logged_in\"\nabove = 0\n\
         [alerts.rules.somebody]\nfigure = \"logged_in\"\nabove = 0\nescalate_after = \"0s\"\n";
    let command = format!("command = [\"{}\"]\n", place.display());
    std::fs::write(&settings, format!("[alerts]\ndefaults = false\nescalate_after = \"1s\"\n{command}{rules}"))
        .unwrap();
    let arguments = ["demo", "--seed", "1", "--config", settings.to_str().unwrap()];
    let mut program = Program::start_with(&arguments, 160, 34, &[("PATH", "/usr/bin:/bin")]);
    program.wait_for_agents(48);
    let heard = || std::fs::read_to_string(&told).unwrap_or_default();
    until("the escalation", || heard().contains("1 escalated anybody\n"));
    program.wait_shown("escalated");
    program.quit();
    let heard = heard();
    let times = |line: &str| heard.lines().filter(|told| *told == line).count();
    assert_eq!(
        (times("1 raised anybody"), times("1 escalated anybody"), times("1 escalated somebody")),
        (1, 1, 0),
        "{heard}"
    );
}
