use serde_json::json;

use super::*;
use crate::model::{CustomerNumber, Payload, RosterKind, Stamp, Update, WorkState};

const T0: Stamp = Stamp(1_760_000_000_000);

fn agent(id: &str) -> Agent {
    let mut agent = Agent {
        number: Some(format!("10{id}").into()),
        work: Some(WorkState::Ready),
        answered: Some(2),
        ..Agent::new(AgentId::new(id))
    };
    agent.customer.number = CustomerNumber::new("13800138000");
    agent.extra.insert("phone1", json!("13900139000"));
    agent
}

fn roster(agents: Vec<Agent>, complete: bool) -> Roster {
    let mut summary = Summary::default();
    summary.set(Figure::Answered, Some(7));
    Roster { kind: RosterKind::Resync, summary, total: Some(agents.len() as u64), complete, agents }
}

fn board(roster: &Roster) -> Board {
    let mut board = Board::new();
    let first = Roster { kind: RosterKind::Full, ..roster.clone() };
    board.apply(Update::new(T0, Payload::Roster(Box::new(first))));
    board
}

fn said(board: &Board, roster: &Roster) -> Vec<String> {
    let line = |found: &Difference| {
        let who = found.agent.as_ref().map_or("-", |id| id.as_str());
        format!("{who} {} {} {}", found.field, found.board, found.snapshot)
    };
    let found = board.differences(roster);
    let mut resynced = board.clone();
    resynced.apply(Update::new(T0, Payload::Roster(Box::new(roster.clone()))));
    let drifted = resynced.source(crate::model::SourceId::Agents).drifted;
    assert_eq!(found.len() as u64, drifted, "as many as a resync counts");
    found.iter().map(line).collect()
}

#[test]
fn what_is_the_same_does_not_differ() {
    let told = roster(vec![agent("a"), agent("b")], true);
    assert_eq!(said(&board(&told), &told), Vec::<String>::new());
}

#[test]
fn every_field_that_differs_is_named_with_both_values_and_no_number() {
    let told = roster(vec![agent("a"), agent("b"), agent("c")], true);
    let board = board(&told);
    let mut changed = told.clone();
    changed.summary.set(Figure::Answered, None);
    changed.summary.extra.insert("callerPhone", json!("13700137000"));
    changed.agents.remove(2);
    changed.agents.push(agent("d"));
    let first = &mut changed.agents[0];
    first.work = Some(WorkState::Talking);
    first.answered = Some(3);
    first.customer.number = CustomerNumber::new("13800998000");
    first.extra.insert("phone1", json!("13900999000"));
    let said = said(&board, &changed);
    assert_eq!(
        said,
        [
            "- agent_answers 7 null",
            "- callerPhone null \"137****7000\"",
            "a agent_answers 2 3",
            "a work \"ready\" \"talking\"",
            "a customer.number \"138****8000\" \"138****8000\"",
            "a phone1 \"139****9000\" \"139****9000\"",
            "d agent null \"10d\"",
            "c agent \"10c\" null",
        ]
    );
}

#[test]
fn an_incomplete_roster_says_nothing_about_those_it_leaves_out() {
    let told = roster(vec![agent("a"), agent("b")], true);
    let board = board(&told);
    let part = roster(vec![agent("a")], false);
    assert_eq!(said(&board, &part), Vec::<String>::new());
}
