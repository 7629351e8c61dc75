use super::reading::lines;
use super::*;
use crate::model::{
    Agent, AgentChange, AgentId, Change, Changes, LoginState, Payload, Phase, Roster, RosterKind, SourceId,
    SourceReport, Stamp, WorkState,
};

/// 2026-11-21 14:32:07 in Shanghai.
pub(super) const T0: Stamp = Stamp(1_795_242_727_000);

pub(super) fn day() -> Vec<Update> {
    let agent = Agent {
        name: Some("李娜".into()),
        login: Some(LoginState::Online),
        work: Some(WorkState::WrapUp),
        work_since: Some(T0),
        ..Agent::new(AgentId::new("1004"))
    };
    let report = SourceReport { connects: 1, ..SourceReport::new(SourceId::Agents, Phase::Live) };
    let roster = Roster::whole(RosterKind::Full, vec![agent]);
    let set = |set| Change::Agent { id: AgentId::new("1004"), set };
    let ready = |at| vec![set(AgentChange::Work(Some(WorkState::Ready))), set(AgentChange::WorkSince(Some(at)))];
    let end = T0.plus(343_000);
    let mut updates =
        vec![Update::new(T0, Payload::Source(report)), Update::new(T0, Payload::Roster(Box::new(roster)))];
    updates.extend((1..34).map(|beat| Update::new(T0.plus(beat * 10_000 + 400), Payload::Heard(SourceId::Agents))));
    updates.push(Update::new(end, Payload::Changes(Changes { changes: ready(end), ..Changes::default() })));
    updates
}

#[test]
fn a_dry_run_tells_when_an_alert_would_have_been_raised_and_when_over() {
    let told: Vec<String> = dry_run(Rules::default(), Tz::Asia__Shanghai, day().into_iter())
        .map(|news| line(&news, Tz::Asia__Shanghai))
        .collect();
    assert_eq!(
        told,
        [
            "2026-11-21 14:37:07 +08:00  raised     warning   wrap_up  李娜  wrap-up for 5m",
            "2026-11-21 14:37:50 +08:00  over       warning   wrap_up  李娜  wrap-up for 5m  after 43s",
        ]
    );
}

#[test]
fn a_dry_run_tells_what_would_have_escalated() {
    let rule = |rule: rule::Rule| rule::Rule { escalate_after_ms: Some(30_000), ..rule };
    let limits = crate::model::Limits::default();
    let rules = Rules::new(Rules::defaults(&limits).into_iter().map(rule).collect(), &limits);
    let told: Vec<String> =
        dry_run(rules, Tz::Asia__Shanghai, day().into_iter()).map(|news| line(&news, Tz::Asia__Shanghai)).collect();
    assert_eq!(
        told,
        [
            "2026-11-21 14:37:07 +08:00  raised     warning   wrap_up  李娜  wrap-up for 5m",
            "2026-11-21 14:37:37 +08:00  escalated  warning   wrap_up  李娜  wrap-up for 5m  after 30s",
            "2026-11-21 14:37:50 +08:00  over       warning   wrap_up  李娜  wrap-up for 5m  after 43s",
        ]
    );
}

#[test]
fn a_thousand_and_one_alerts_at_once_are_a_thousand_and_one() {
    let agents = (0..1_001).map(|agent| Agent {
        login: Some(LoginState::Online),
        work: Some(WorkState::WrapUp),
        work_since: Some(T0),
        ..Agent::new(AgentId::new(&agent.to_string()))
    });
    let report = SourceReport { connects: 1, ..SourceReport::new(SourceId::Agents, Phase::Live) };
    let roster = Payload::Roster(Box::new(Roster::whole(RosterKind::Full, agents.collect())));
    let mut updates = vec![Update::new(T0, Payload::Source(report)), Update::new(T0, roster)];
    updates.extend((1..34).map(|beat| Update::new(T0.plus(beat * 10_000), Payload::Heard(SourceId::Agents))));
    assert_eq!(dry_run(Rules::default(), Tz::UTC, updates.into_iter()).count(), 1_001);
}

#[test]
fn a_silence_in_the_recording_is_an_alert_too() {
    let mut updates = day();
    updates.truncate(2);
    updates.push(Update::new(T0.plus(60_000), Payload::Heard(SourceId::Agents)));
    let told: Vec<(NewsKind, i64)> =
        dry_run(Rules::default(), Tz::UTC, updates.into_iter()).map(|news| (news.kind, news.at.since(T0))).collect();
    assert_eq!(told, [(NewsKind::Raised, 31_000), (NewsKind::Ended, 60_000)]);
}

#[test]
fn json_lines_are_read_as_they_are_written_and_a_bad_one_is_named() {
    let mut text: Vec<String> = day().iter().map(|update| serde_json::to_string(update).unwrap()).collect();
    text.insert(1, String::new());
    // What tail prints of a hub that was joined.
    text.insert(2, r#"{"at":1,"data":{"updates":2},"kind":"board"}"#.to_owned());
    let read: Vec<Update> =
        lines(text.join("\n").as_bytes(), "day.jsonl".to_owned()).map(|update| update.unwrap()).collect();
    assert_eq!(read, day());
    let wrong = "\n{\"at\": 5}\n";
    // As another program may have written or kept them.
    let end = serde_json::to_string(&day()[1]).unwrap();
    let name = |written: &[u8]| {
        let (front, behind) = end.split_once("李娜").unwrap();
        [front.as_bytes(), written, behind.as_bytes()].concat()
    };
    for (written, read) in
        [("李娜".as_bytes(), "李娜"), (b"Li\tNa", "Li Na"), (br"Li \ud83d", "Li \u{FFFD}"), (b"Li \xFF", "Li \u{FFFD}")]
    {
        let line = name(written);
        for (front, behind) in [("", ""), ("\u{FEFF}", "\r\n \r\n"), ("\u{FEFF}\n\n\0\n", "\n\u{FEFF}\n")] {
            let input = [front.as_bytes(), &line, behind.as_bytes()].concat();
            let read_back: Vec<Update> =
                lines(&input[..], "day.jsonl".to_owned()).map(|update| update.unwrap()).collect();
            let [Update { payload: Payload::Roster(roster), .. }] = &read_back[..] else { panic!("{read_back:?}") };
            assert_eq!(roster.agents[0].name.as_deref(), Some(read), "{front:?}");
        }
    }
    let utf16: Vec<u8> = "\u{FEFF}{\"at\": 5}\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let said = lines(&utf16[..], "day.jsonl".to_owned()).next().unwrap().unwrap_err().to_string();
    assert_eq!(said, "day.jsonl:1: this is UTF-16; save it as UTF-8");
    let said = lines(wrong.as_bytes(), "day.jsonl".to_owned()).next().unwrap().unwrap_err().to_string();
    assert!(said.starts_with("day.jsonl:2: this is no update: missing field"), "{said}");
}
