use super::*;
use crate::model::{Agent, AgentChange, RosterKind, Stamp};

/// Codes that no document names, of which the last do not fit.
const CODES: [i64; 7] = [-1, 0, 17, i32::MAX as i64, i32::MAX as i64 + 1, i32::MIN as i64, i64::MIN];

fn agent(id: &str, line: Line) -> Agent {
    Agent { login: line.login, work: line.work, ..Agent::new(AgentId::new(id)) }
}

fn lines() -> Vec<Line> {
    let logins = LoginState::NAMED.iter().copied().chain(CODES.map(LoginState::Other)).map(Some).chain([None]);
    let works = || WorkState::NAMED.iter().copied().chain(CODES.map(WorkState::Other)).map(Some).chain([None]);
    logins.flat_map(|login| works().map(move |work| Line { login, work })).collect()
}

#[test]
fn every_line_is_known_as_it_was_told() {
    let mut known = Lines::default();
    let id = AgentId::new("a");
    for line in lines() {
        known.learn(&Roster::whole(RosterKind::Full, vec![agent("a", line)]));
        assert_eq!(known.line(&id), Some(line));
        assert_eq!(known.known.len() + known.odd.len(), 1, "an agent is known once");
    }
    known.learn(&Roster::whole(RosterKind::Full, Vec::new()));
    assert!(!known.knows(&id) && known.line(&id).is_none());
}

#[test]
fn who_left_a_complete_roster_is_not_known_whatever_their_code() {
    let mut known = Lines::default();
    let odd = Line { login: None, work: Some(WorkState::Other(i64::MAX)) };
    let all = [("a", Line::default()), ("b", odd), ("c", odd)].map(|(id, line)| agent(id, line));
    known.learn(&Roster::whole(RosterKind::Full, all.to_vec()));
    assert!(["a", "b", "c"].iter().all(|id| known.knows(&AgentId::new(id))));
    known.learn(&Roster::whole(RosterKind::Full, vec![all[1].clone()]));
    let left = ["a", "b", "c"].map(|id| known.knows(&AgentId::new(id)));
    assert_eq!(left, [false, true, false]);
}

#[test]
fn a_message_is_completed_from_a_code_that_does_not_fit() {
    let mut known = Lines::default();
    let (one, other) = (WorkState::Other(i64::MAX), WorkState::Other(i64::MAX - 1));
    known.learn(&Roster::whole(RosterKind::Full, vec![agent("a", Line { login: None, work: Some(one) })]));
    let at = Stamp(1_795_262_400_000);
    for (work, turns) in [(one, false), (other, true), (WorkState::Ready, true), (WorkState::Ready, false)] {
        let set = AgentChange::Work(Some(work));
        let mut message = Changes {
            changes: vec![Change::Agent { id: AgentId::new("a"), set }],
            made: Some(at),
            ..Changes::default()
        };
        known.complete(&mut message);
        let since = Change::Agent { id: AgentId::new("a"), set: AgentChange::WorkSince(Some(at)) };
        assert_eq!(message.implied.unwrap().contains(&since), turns, "{work:?}");
    }
}

#[test]
fn an_agent_takes_24_bytes() {
    assert_eq!(size_of::<(Print, Packed)>(), 24);
}
