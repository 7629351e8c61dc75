use std::path::PathBuf;

use super::*;
use crate::feed::record::{About, Recorder, Writer};
use crate::model::testing::NOW;
use crate::model::{
    Agent, AgentId, Board, LoginState, Payload, Phase, Roster, RosterKind, SourceId, SourceReport, Update, WorkState,
};

/// A recording of ten minutes with an agent in wrap-up, and one of a later session behind a gap.
fn recording(dir: &Path) -> PathBuf {
    let path = dir.join("day.rec");
    let told = |ms: i64, payload| Update::new(NOW.plus(ms), payload);
    let agent = Agent {
        name: Some("李娜".into()),
        login: Some(LoginState::Online),
        work: Some(WorkState::WrapUp),
        work_since: Some(NOW),
        ..Agent::new(AgentId::new("1"))
    };
    let live = SourceReport { connects: 1, ..SourceReport::new(SourceId::Agents, Phase::Live) };
    let roster = Roster::whole(RosterKind::Full, vec![agent]);
    let mut updates = vec![told(0, Payload::Source(live)), told(0, Payload::Roster(Box::new(roster)))];
    updates.extend((1..60).map(|beat| told(beat * 10_000, Payload::Heard(SourceId::Agents))));
    let mut board = Board::new();
    let (writer, _) = Writer::open(&path, &About::new("Acme", "Asia/Shanghai", NOW)).unwrap();
    let mut recorder = Recorder::new(writer, Board::new(), NOW).unwrap();
    for update in updates {
        board.apply(update.clone());
        recorder.take(update).unwrap();
    }
    recorder.flush().unwrap();
    drop(recorder);
    let later = NOW.plus(1_200_000);
    let (writer, _) = Writer::open(&path, &About::new("Acme", "Asia/Shanghai", later)).unwrap();
    let mut recorder = Recorder::new(writer, board, later).unwrap();
    for beat in 1..5 {
        recorder.take(Update::new(later.plus(beat * 10_000), Payload::Heard(SourceId::Agents))).unwrap();
    }
    recorder.flush().unwrap();
    path
}

fn said(path: &Path, changes: &SayChanges) -> Vec<String> {
    let mut text = String::new();
    let printed = of_recording(&Config::default(), changes, path, |piece| {
        text.push_str(piece);
        Ok(())
    });
    printed.unwrap();
    text.lines().map(str::to_owned).collect()
}

#[test]
fn a_recording_is_said_with_its_gap_and_the_same_each_time() {
    let dir = tempfile::tempdir().unwrap();
    let path = recording(dir.path());
    let changes = SayChanges::default();
    let lines = said(&path, &changes);
    assert_eq!(
        lines[..2],
        [
            "14:32 Sat 21 Nov, Acme: 1 agents logged in, 0 ready, 0 in calls.",
            "14:37 李娜: wrap-up for more than 5 minutes.",
        ]
    );
    assert!(lines.contains(&"14:52 Nothing is known from 14:41 to 14:52.".to_owned()), "{lines:#?}");
    assert_eq!(said(&path, &changes), lines);
    let iso = said(&path, &SayChanges { iso: true, ..SayChanges::default() });
    assert!(iso[1].starts_with("2026-11-21T14:37:09+08:00 李娜: "), "{iso:#?}");
    let late = said(&path, &SayChanges { from: Some("14:40".parse().unwrap()), ..SayChanges::default() });
    assert!(late[0].starts_with("14:40 Sat 21 Nov, Acme: "), "{late:#?}");
}

#[test]
fn what_is_torn_or_damaged_ends_behind_what_stands_before_it() {
    let dir = tempfile::tempdir().unwrap();
    let path = recording(dir.path());
    let whole = said(&path, &SayChanges::default());
    let bytes = std::fs::read(&path).unwrap();
    std::fs::write(&path, &bytes[..bytes.len() - 3]).unwrap();
    let torn = said(&path, &SayChanges::default());
    assert_eq!(torn[..2], whole[..2]);
    std::fs::write(&path, b"no recording").unwrap();
    let error = of_recording(&Config::default(), &SayChanges::default(), &path, |_| Ok(())).unwrap_err();
    assert!(error.to_string().contains("is not a recording of callboard"), "{error}");
}

#[test]
fn flags_choose_whose_states_are_said() {
    let of = |changes: &SayChanges| manner(&Config::default(), changes).whose;
    assert_eq!(of(&SayChanges::default()), Whose::None);
    assert_eq!(of(&SayChanges { all: true, ..SayChanges::default() }), Whose::All);
    let agents = vec!["1004".to_owned()];
    assert_eq!(of(&SayChanges { agents: agents.clone(), ..SayChanges::default() }), Whose::Of(agents));
}
