use super::*;
use crate::model::{Agent, AgentChange, Board, Changes, ChatDay, Roster, RosterKind, Stamp};

fn filter(follow: &[&str]) -> Result<Filter, String> {
    let follow: Vec<Follow> = follow.iter().map(|text| text.parse().unwrap()).collect();
    Filter::new(&follow).map_err(|error| error.to_string())
}

fn updates() -> Vec<Update> {
    let agent = |id: &str, number: &str| Agent { number: Some(number.into()), ..Agent::new(AgentId::new(id)) };
    let missed = |id: &str| Change::Agent { id: AgentId::new(id), set: AgentChange::Missed(Some(1)) };
    let roster = Roster::whole(RosterKind::Full, vec![agent("a", "1003"), agent("b", "1004")]);
    let payloads = [
        Payload::Heard(SourceId::Chat),
        Payload::Roster(Box::new(roster)),
        Payload::Changes(Changes { changes: vec![missed("a")], ..Changes::default() }),
        Payload::Changes(Changes { changes: vec![missed("a"), missed("b")], ..Changes::default() }),
        Payload::Chat(Box::new(ChatDay::new(Stamp(5), None, Vec::new()))),
    ];
    payloads.into_iter().zip(0..).map(|(payload, at)| Update::new(Stamp(at), payload)).collect()
}

fn passed(follow: &[&str]) -> Vec<Update> {
    let mut filter = filter(follow).unwrap();
    updates().into_iter().filter_map(|update| filter.pass(update)).collect()
}

#[test]
fn everything_is_followed_where_nothing_is_named() {
    assert_eq!(passed(&[]), updates());
}

#[test]
fn an_agent_is_followed_by_number_and_by_id_and_no_other_is_told() {
    for name in ["agent:1004", "agent:b"] {
        let passed = passed(&[name]);
        assert_eq!(passed.iter().map(|update| update.at).collect::<Vec<_>>(), [Stamp(1), Stamp(3)], "{name}");
        match (&passed[0].payload, &passed[1].payload) {
            (Payload::Roster(roster), Payload::Changes(changes)) => {
                assert_eq!((roster.agents.len(), roster.agents[0].id.as_str(), changes.changes.len()), (1, "b", 1));
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(passed(&["agent:1005"]), []);
}

#[test]
fn sources_and_kinds_are_followed_whole_and_several_are_any_of_them() {
    let at = |follow: &[&str]| passed(follow).iter().map(|update| update.at.ms()).collect::<Vec<_>>();
    assert_eq!(at(&["source:chat"]), [0, 4]);
    assert_eq!(at(&["source:agents"]), [1, 2, 3]);
    assert_eq!(at(&["kind:changes"]), [2, 3]);
    assert_eq!(at(&["kind:heard", "agent:b"]), [0, 1, 3]);
    assert_eq!(passed(&["kind:changes", "agent:b"])[1], updates()[2], "whole, because its kind is followed");
}

#[test]
fn what_does_not_exist_is_said_with_what_does() {
    assert_eq!(
        filter(&["kind:fax"]).unwrap_err(),
        "there is no kind `fax` of updates: --follow kind: takes roster, roster_delta, changes, chat, ai, site, calls, pushed, probes, probed, totals, funnels, source, heard, found, seen, notes"
    );
    let said = filter(&["source:fax"]).unwrap_err();
    assert!(said.starts_with("there is no source `fax`: --follow source: takes agents, chat, ai, "), "{said}");
}

#[test]
fn kinds_are_called_what_they_are_serialised_as() {
    for update in updates() {
        let value = serde_json::to_value(&update).unwrap();
        assert_eq!(value["kind"], update.payload.kind());
    }
}

#[test]
fn an_agent_is_followed_through_rosters_of_which_only_what_differs_is_told() {
    let named = |id: &str, number: &str| Agent { number: Some(number.into()), ..Agent::new(AgentId::new(id)) };
    let agents: Vec<Agent> = (0..8).map(|id| named(&id.to_string(), &format!("100{id}"))).collect();
    let mut board = Board::new();
    board.apply(Update::new(Stamp(1), Payload::Roster(Box::new(Roster::whole(RosterKind::Full, agents.clone())))));
    let delta = |agents: &[Agent]| {
        let delta = board.roster_delta(&Roster::whole(RosterKind::Resync, agents.to_vec())).unwrap();
        Update::new(Stamp(2), Payload::RosterDelta(Box::new(delta)))
    };
    let [_, _, two, .., last] = &agents[..] else { panic!("eight") };
    let came = named("8", "1008");
    let changed = Agent { answered: Some(7), ..two.clone() };
    let update =
        delta(&[&agents[..2], std::slice::from_ref(&changed), &agents[3..], std::slice::from_ref(&came)].concat());
    for (followed, left) in [("agent:1008", vec![came]), ("agent:2", vec![changed]), ("agent:1", vec![])] {
        let passed = filter(&[followed]).unwrap().pass(update.clone()).map(|update| update.payload);
        let told = match passed {
            Some(Payload::RosterDelta(delta)) => delta.agents,
            None => Vec::new(),
            other => panic!("{other:?}"),
        };
        assert_eq!(told, left, "{followed}");
    }
    let gone = filter(&["agent:7"]).unwrap().pass(delta(&agents[..7])).map(|update| update.payload);
    assert!(matches!(&gone, Some(Payload::RosterDelta(delta)) if delta.gone == [last.id.clone()]), "{gone:?}");
}

#[test]
fn a_whole_board_that_a_hub_tells_is_a_line_that_says_so_and_the_updates_that_tell_it() {
    let mut board = Board::new();
    for update in updates() {
        board.apply(update);
    }
    let printed = |follow: &[&str]| {
        let mut text = Vec::new();
        anew(&mut filter(follow).unwrap(), &board, Stamp(9), &mut text).unwrap();
        let text = String::from_utf8(text).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect::<Vec<serde_json::Value>>()
    };
    let lines = printed(&[]);
    assert_eq!(lines[0], json!({"at": 9, "kind": "board", "data": {"updates": lines.len() - 1}}));
    let mut again = Board::new();
    for line in &lines[1..] {
        again.apply(serde_json::from_value(line.clone()).unwrap());
    }
    assert_eq!(again.agents(), board.agents());
    let kinds: BTreeSet<String> = printed(&["agent:1004"]).iter().map(|line| line["kind"].to_string()).collect();
    assert_eq!(kinds, BTreeSet::from(["\"roster\"".to_owned()]), "who follows an agent is told of the agent alone");
}
