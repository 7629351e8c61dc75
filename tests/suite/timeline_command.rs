//! `callboard timeline` and `callboard handover` as a person runs them.

use std::path::{Path, PathBuf};
use std::process::Command;

use callboard::feed::record::{About, Recorder, Writer};
use callboard::model::{
    Agent, AgentChange, AgentId, Board, BusyReason, Change, Changes, LoginState, Note, Payload, Phase, Roster,
    RosterKind, SourceId, SourceReport, Stamp, Update, WorkState,
};
use serde_json::Value;

use crate::schemas::hold_fact;

/// 2026-11-21 10:00 in Shanghai.
const BEGIN: Stamp = Stamp(1_795_226_400_000);

const MINUTE: i64 = 60_000;

/// An hour in which six of twelve agents go to eat from 10:38 on, and a person writes that down.
fn recorded(dir: &Path) -> PathBuf {
    let agent = |id: i64| Agent {
        name: Some(format!("Agent {id}").into()),
        login: Some(LoginState::Online),
        work: Some(WorkState::Ready),
        work_since: Some(BEGIN),
        ..Agent::new(AgentId::new(&id.to_string()))
    };
    let report = SourceReport { connects: 1, ..SourceReport::new(SourceId::Agents, Phase::Live) };
    let roster = Roster::whole(RosterKind::Full, (1..=12).map(agent).collect());
    let told = |at: Stamp, payload: Payload| Update::new(at, payload);
    let mut updates = vec![told(BEGIN, Payload::Source(report)), told(BEGIN, Payload::Roster(Box::new(roster)))];
    for beat in 1..240 {
        let at = BEGIN.plus(beat * 15_000);
        updates.push(told(at, Payload::Heard(SourceId::Agents)));
        let since = at.since(BEGIN) - 38 * MINUTE;
        if (0..180_000).contains(&since) && since % 30_000 == 0 {
            let id = AgentId::new(&(since / 30_000 + 1).to_string());
            let set = |set| Change::Agent { id: id.clone(), set };
            let changes = vec![
                set(AgentChange::Login(Some(LoginState::Busy))),
                set(AgentChange::Work(Some(WorkState::Busy))),
                set(AgentChange::Reason(Some(BusyReason::Dining))),
                set(AgentChange::WorkSince(Some(at))),
            ];
            updates.push(told(at, Payload::Changes(Changes { changes, ..Changes::default() })));
        }
        if beat == 170 {
            let text = "six at lunch".to_owned();
            let note = Note { id: "n-1".to_owned(), at, from: Some("wang".to_owned()), text };
            updates.push(told(at, Payload::Notes(vec![note])));
        }
    }
    let path = dir.join("morning.callboard");
    let (writer, _) = Writer::open(&path, &About::new("Acme", "Asia/Shanghai", BEGIN)).unwrap();
    let mut board = Board::new();
    let mut recorder = Recorder::new(writer, board.clone(), BEGIN).unwrap();
    for update in updates {
        board.apply(update.clone());
        recorder.take(update).unwrap();
    }
    recorder.flush().unwrap();
    path
}

fn callboard(dir: &Path, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_callboard"))
        .args(arguments)
        .env_clear()
        .env("HOME", dir)
        .env("LANG", "C.UTF-8")
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_recording_is_told_in_facts_as_sentences_and_as_lines_of_the_schema() {
    let dir = tempfile::tempdir().unwrap();
    let file = recorded(dir.path());
    let file = file.to_str().unwrap();
    let told = callboard(dir.path(), &["timeline", file]);
    assert!(told.contains("10:38") && told.contains("6 agents went to dining within"), "{told}");
    assert!(told.contains("Note of wang: six at lunch"), "{told}");
    let chinese = callboard(dir.path(), &["timeline", "--language", "zh", file]);
    assert!(chinese.contains("6 名坐席") && chinese.contains("用餐"), "{chinese}");
    let lines = callboard(dir.path(), &["timeline", "--json", file]);
    let facts: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for fact in &facts {
        hold_fact(fact);
    }
    let kinds: Vec<&str> = facts.iter().filter_map(|fact| fact["kind"].as_str()).collect();
    assert!(kinds.contains(&"together") && kinds.contains(&"note"), "{kinds:?}");
    // What lies outside of the time that is asked about is not told.
    let later = callboard(dir.path(), &["timeline", "--from", "10:45", file]);
    assert!(!later.contains("went to dining"), "{later}");
}

#[test]
fn a_shift_is_handed_over_as_markdown_into_a_file() {
    let dir = tempfile::tempdir().unwrap();
    let file = recorded(dir.path());
    let out = dir.path().join("shift.md");
    let arguments = ["handover", file.to_str().unwrap(), "-o", out.to_str().unwrap()];
    callboard(dir.path(), &arguments);
    let written = std::fs::read_to_string(&out).unwrap();
    assert!(written.starts_with("# Handover: Acme"), "{written}");
    for said in ["6 agents went to dining within", "six at lunch", "| calls answered | – |"] {
        assert!(written.contains(said), "{said}: {written}");
    }
    let chinese = callboard(dir.path(), &["handover", "--language", "zh", file.to_str().unwrap()]);
    assert!(chinese.starts_with("# 交接班：Acme"), "{chinese}");
}
