use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};

use super::*;
use crate::model::{About, AgentId, AlarmKey, Stamp};

fn news(kind: NewsKind, who: &str, severity: Severity) -> News {
    News {
        kind,
        at: Stamp(1_795_242_730_000),
        key: AlarmKey { rule: 0, about: About::Agent(AgentId::new(who)) },
        rule: "wrap_up".into(),
        what: "wrap-up for 5m".into(),
        severity,
        who: who.to_owned(),
        began: Stamp(1_795_242_727_000),
    }
}

#[derive(Clone, Default)]
struct Out(Arc<Mutex<Vec<u8>>>);

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn told(tell: Tell, news: Vec<News>) -> String {
    let out = Out::default();
    let (mut screen, _) = Screen::fixed(Box::new(out.clone()), 80, 24).unwrap();
    Teller::new(tell).tell(news, &mut screen).unwrap();
    String::from_utf8(out.0.lock().unwrap().clone()).unwrap()
}

/// A program that writes what it was given to a file, whatever else it does.
fn program(dir: &Path, then: &str) -> Vec<String> {
    let path = dir.join("page");
    let out = dir.join("out");
    let script = format!("#!/bin/sh\nenv > {out}.$1\n{then}\n", out = out.display());
    // A shell writes it: a child that another test starts meanwhile would hold our handle open, and a program that is
    // open for writing cannot be started.
    let writes = "printf %s \"$2\" > \"$1\" && chmod 700 \"$1\"";
    let written = Command::new("sh").args(["-c", writes, "sh"]).arg(&path).arg(script).status();
    assert!(written.unwrap().success());
    vec![path.display().to_string(), "a b;c".to_owned()]
}

/// Runs a program in its process group, without a keeper: that would be this test.
fn run(command: &[String], news: &News, timeout: Duration) -> Result<(), String> {
    super::run(&Tell { command: command.to_vec(), timeout, ..Tell::default() }, news, 7, &Leash::default())
        .map_err(|problem| problem.to_string())
}

#[test]
fn nothing_is_told_by_default() {
    let teller = Teller::new(Tell::default());
    assert!(!teller.is_on());
    assert_eq!(told(Tell::default(), vec![news(NewsKind::Raised, "a", Severity::Critical)]), "");
}

#[test]
fn one_ring_and_one_notification_for_all_that_is_raised_at_once() {
    let tell = Tell { bell: true, notify: Some(Osc::Nine), ..Tell::default() };
    let many = vec![
        news(NewsKind::Raised, "a", Severity::Warning),
        news(NewsKind::Raised, "evil\x1b]0;x\x07 name", Severity::Critical),
        news(NewsKind::Ended, "c", Severity::Critical),
    ];
    let escalated = told(tell.clone(), vec![news(NewsKind::Escalated, "a", Severity::Warning)]);
    assert!(
        escalated.matches('\x07').count() == 2 && escalated.contains("escalated: a: wrap-up for 5m"),
        "{escalated:?}"
    );
    let written = told(tell.clone(), many);
    assert_eq!(written.matches('\x07').count(), 2, "the bell, and the end of the notification: {written:?}");
    assert_eq!(written.matches('\x1b').count(), 1, "{written:?}");
    assert!(written.contains("callboard: critical"), "{written:?}");
    assert!(written.contains("wrap-up for 5m, and 1 more"), "{written:?}");
    assert_eq!(told(tell.clone(), vec![news(NewsKind::Ended, "a", Severity::Critical)]), "");
    assert_eq!(told(tell, vec![news(NewsKind::Raised, "a", Severity::Info)]), "", "below the least severity");
}

#[test]
fn a_program_gets_the_alert_in_its_environment_and_none_of_our_secrets() {
    let dir = tempfile::tempdir().unwrap();
    let command = program(dir.path(), "");
    run(&command, &news(NewsKind::Raised, "李娜\n$(id)", Severity::Critical), Duration::from_mins(1)).unwrap();
    let env = fs::read_to_string(dir.path().join("out.a b;c")).unwrap();
    for line in [
        "CALLBOARD_ALERT_VERSION=1",
        "CALLBOARD_ALERT_KIND=raised",
        "CALLBOARD_ALERT_RULE=wrap_up",
        "CALLBOARD_ALERT_WHAT=wrap-up for 5m",
        "CALLBOARD_ALERT_SEVERITY=critical",
        "CALLBOARD_ALERT_BEGAN=2026-11-21T06:32:07.000Z",
        "CALLBOARD_ALERT_AT=2026-11-21T06:32:10.000Z",
        "CALLBOARD_ALERT_LEFT_OUT=7",
    ] {
        assert!(env.lines().any(|found| found == line), "{line} in {env}");
    }
    assert!(env.lines().any(|line| line.starts_with("CALLBOARD_ALERT_WHO=李娜") && line.ends_with("$(id)")), "{env}");
    // The test's own environment has the package's name in it; nothing of that kind is handed on.
    assert!(std::env::var("CARGO_PKG_NAME").is_ok() && !env.contains("CARGO_PKG_NAME"), "{env}");
}

#[test]
fn what_takes_too_long_is_killed_and_what_fails_is_said() {
    let dir = tempfile::tempdir().unwrap();
    let alert = news(NewsKind::Raised, "a", Severity::Warning);
    let slow = run(&program(dir.path(), "exec sleep 600"), &alert, Duration::ZERO).unwrap_err();
    assert!(slow.contains("was killed"), "{slow}");
    let wrong = run(&program(dir.path(), "exit 3"), &alert, Duration::from_mins(1)).unwrap_err();
    assert!(wrong.contains("failed: exit status: 3"), "{wrong}");
    let gone = run(&["/nonexistent/page".to_owned()], &alert, Duration::from_mins(1)).unwrap_err();
    assert!(gone.contains("/nonexistent/page cannot be started"), "{gone}");
}

/// Waits for a file that a program writes: its content.
fn written(path: &Path) -> String {
    let began = std::time::Instant::now();
    loop {
        match fs::read_to_string(path) {
            Ok(text) if text.ends_with('\n') => return text,
            _ => assert!(began.elapsed() < Duration::from_mins(1), "{} was never written", path.display()),
        }
        std::thread::yield_now();
    }
}

/// Waits until a process has gone: one that was killed goes when the system has time for it.
fn gone(id: &str) {
    let is_alive = || fs::read_to_string(format!("/proc/{}/stat", id.trim())).is_ok_and(|stat| !stat.contains(") Z"));
    let began = std::time::Instant::now();
    while is_alive() {
        assert!(began.elapsed() < Duration::from_mins(1), "{id} runs on");
        std::thread::yield_now();
    }
}

#[test]
fn what_a_killed_program_has_started_is_killed_with_it() {
    let dir = tempfile::tempdir().unwrap();
    let alert = news(NewsKind::Raised, "a", Severity::Warning);
    let child = dir.path().join("child");
    // Neither of them heeds a request to end.
    let stubborn = format!("trap '' TERM\nsleep 600 &\necho $! > {}\nwait", child.display());
    let slow = run(&program(dir.path(), &stubborn), &alert, Duration::from_secs(1)).unwrap_err();
    assert!(slow.ends_with("was killed: it ran for more than 1s"), "{slow}");
    gone(&written(&child));
    let left = format!("sleep 600 &\necho $! > {}", child.display());
    let left = run(&program(dir.path(), &left), &alert, Duration::from_secs(1)).unwrap_err();
    assert!(left.ends_with("left processes behind that ran for more than 1s: they were killed"), "{left}");
    gone(&written(&child));
}

#[tokio::test]
async fn the_program_and_what_it_has_started_end_with_the_board() {
    for gently in [true, false] {
        let dir = tempfile::tempdir().unwrap();
        let (mut screen, _) = Screen::fixed(Box::new(Out::default()), 80, 24).unwrap();
        let child = dir.path().join("child");
        let command = program(dir.path(), &format!("sleep 600 &\necho $! > {}\nwait", child.display()));
        let mut teller = Teller::new(Tell { command, timeout: Duration::from_mins(10), ..Tell::default() });
        let two = ["a", "b"].map(|who| news(NewsKind::Raised, who, Severity::Warning)).to_vec();
        teller.tell(two, &mut screen).unwrap();
        let place = child.clone();
        let id = spawn_blocking(move || written(&place)).await.unwrap();
        if gently {
            teller.stop().await;
            assert!(!teller.is_busy());
            fs::remove_file(&child).unwrap();
        }
        drop(teller);
        spawn_blocking(move || gone(&id)).await.unwrap();
        assert!(!gently || !child.exists(), "the second alert was told after the end");
    }
}

#[tokio::test]
async fn a_failure_is_said_once_and_the_program_runs_for_one_alert_at_a_time() {
    let (mut screen, _) = Screen::fixed(Box::new(Out::default()), 80, 24).unwrap();
    let mut teller = Teller::new(Tell { command: vec!["/nonexistent/page".to_owned()], ..Tell::default() });
    let three = ["a", "b", "c"].map(|who| news(NewsKind::Raised, who, Severity::Warning)).to_vec();
    teller.tell(three, &mut screen).unwrap();
    assert_eq!((teller.job.len(), teller.waiting.len()), (1, 2));
    let said = teller.next().await.unwrap().to_string();
    assert!(said.starts_with("the alert command /nonexistent/page cannot be started"), "{said}");
    assert_eq!((teller.job.len(), teller.waiting.len()), (1, 1));
    assert_eq!(teller.next().await, None);
    assert_eq!(teller.next().await, None);
    assert!(!teller.is_busy());
}
