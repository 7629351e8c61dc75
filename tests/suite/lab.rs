//! `callboard alerts --lab` as a person runs it: every value comes to what a dry run with it in the settings tells.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use callboard::model::{
    Agent, AgentChange, AgentId, Change, Changes, LoginState, Payload, Phase, Roster, RosterKind, SourceId,
    SourceReport, Stamp, Update, WorkState,
};
use serde_json::Value;

use crate::schemas::hold_lab;

/// 2026-11-21 14:32:07 in Shanghai.
const BEGIN: Stamp = Stamp(1_795_242_727_000);

/// Agents who are in after-call work for one to nine minutes, as JSON lines.
fn day(dir: &Path, nth: i64) -> PathBuf {
    let begin = BEGIN.plus(nth * 86_400_000);
    let agent = |id: i64| Agent {
        name: Some(format!("Agent {id}").into()),
        login: Some(LoginState::Online),
        work: Some(WorkState::WrapUp),
        work_since: Some(begin),
        ..Agent::new(AgentId::new(&id.to_string()))
    };
    let report = SourceReport { connects: 1, ..SourceReport::new(SourceId::Agents, Phase::Live) };
    let roster = Roster::whole(RosterKind::Full, (1..10).map(agent).collect());
    let mut updates =
        vec![Update::new(begin, Payload::Source(report)), Update::new(begin, Payload::Roster(Box::new(roster)))];
    for beat in 1..60 {
        let at = begin.plus(beat * 10_000);
        updates.push(Update::new(at, Payload::Heard(SourceId::Agents)));
        if beat % 6 == 0 {
            let set = |set| Change::Agent { id: AgentId::new(&(beat / 6).to_string()), set };
            let changes = vec![set(AgentChange::Work(Some(WorkState::Ready))), set(AgentChange::WorkSince(Some(at)))];
            updates.push(Update::new(at, Payload::Changes(Changes { changes, ..Changes::default() })));
        }
    }
    let lines: Vec<String> = updates.iter().map(|update| serde_json::to_string(update).unwrap()).collect();
    let file = dir.join(format!("day{nth}.jsonl"));
    std::fs::write(&file, lines.join("\n")).unwrap();
    file
}

fn callboard(dir: &Path, over: i64, arguments: &[&str]) -> Output {
    let settings = dir.join(format!("{over}.toml"));
    let text = format!(
        "[site]\nname = \"Here\"\ntimezone = \"Asia/Shanghai\"\n[alerts]\ndefaults = false\n\
         [alerts.rules.after]\nstate = \"wrap-up\"\nover = \"{over}s\"\n"
    );
    std::fs::write(&settings, text).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_callboard"));
    command.args(["alerts", "--config"]).arg(&settings).args(arguments).env_clear().env("HOME", dir);
    command.output().unwrap()
}

fn said(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn every_value_comes_to_what_a_dry_run_of_it_tells() {
    let dir = tempfile::tempdir().unwrap();
    let file = day(dir.path(), 0);
    let file = file.to_str().unwrap();
    let lab = ["--lab", "after", "--sweep", "over=60s..10m", "--step", "150s", "--json", file];
    let document: Value = serde_json::from_str(&said(&callboard(dir.path(), 300, &lab))).unwrap();
    hold_lab(&document);
    let points = document["points"].as_array().unwrap();
    assert_eq!(points.len(), 4);
    for point in points {
        let over = point["value"].as_f64().unwrap() as i64;
        let told = said(&callboard(dir.path(), over, &["--dry-run", file]));
        let raised = told.lines().filter(|line| line.contains("  raised ")).count();
        assert_eq!(point["alerts"], raised, "{over}: {told}");
        let noun = if raised == 1 { "alert" } else { "alerts" };
        let end = format!("{raised} {noun} raised, {} still standing at the end\n", point["standing"]);
        assert!(told.ends_with(&end), "{end}{told}");
    }
    assert_eq!((&document["few_days"], &document["days"]), (&Value::Bool(true), &Value::from(1)));
}

#[test]
fn three_days_are_enough_and_a_rule_that_is_not_there_gets_a_sentence() {
    let dir = tempfile::tempdir().unwrap();
    let files: Vec<PathBuf> = (0..3).map(|nth| day(dir.path(), nth)).collect();
    let files: Vec<&str> = files.iter().map(|file| file.to_str().unwrap()).collect();
    let lab = |rule, files: &[&str]| {
        callboard(dir.path(), 300, &[&["--lab", rule, "--sweep", "over=4m..6m"], files].concat())
    };
    let told = said(&lab("after", &files));
    assert!(told.contains("3 files, 3 days") && !told.contains("fewer than three days"), "{told}");
    assert!(said(&lab("after", &files[..2])).contains("This is of 2 days."));
    let wrong = lab("lunch", &files);
    assert_eq!(wrong.status.code(), Some(1), "{wrong:?}");
    let why = String::from_utf8_lossy(&wrong.stderr);
    assert!(why.contains("--lab lunch: no rule is called so; there are after"), "{why}");
}
