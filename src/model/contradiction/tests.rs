use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::model::share::*;
use crate::model::{
    Agent, AgentId, AiDay, ChatDay, Fold, MetricRow, MetricTable, Payload, Roster, RosterKind, Stamp, Update,
};

const T0: Stamp = Stamp(1_772_445_600_000);

fn apply(board: &mut Board, payload: Payload) {
    board.apply(Update::new(T0, payload));
}

fn roster(board: &mut Board, counters: &[(u64, u64)]) {
    let agents = counters.iter().enumerate().map(|(at, (dialled, connected))| Agent {
        name: Some(format!("agent {at}").into()),
        dialled: Some(*dialled),
        connected: Some(*connected),
        ..Agent::new(AgentId::new(&at.to_string()))
    });
    apply(board, Payload::Roster(Box::new(Roster::whole(RosterKind::Full, agents.collect()))));
}

fn said(board: &Board) -> Vec<String> {
    let whole =
        |found: &Contradiction| found.whole.map(|(whole, all)| format!(" of {all} {whole}")).unwrap_or_default();
    contradictions(board)
        .iter()
        .map(|found| format!("{} {} {} {}{}", found.source, found.who, found.value, found.part, whole(found)))
        .collect()
}

#[test]
fn a_share_is_told_as_it_comes_out() {
    assert_eq!(share(Some(3), Some(2)), Some(1.5));
    assert_eq!(share(Some(0), Some(2)), Some(0.0));
    assert_eq!(share(Some(2), Some(0)), Some(f64::INFINITY), "some of nothing");
    assert_eq!((share(Some(0), Some(0)), share(None, Some(2)), share(Some(1), None)), (None, None, None));
    assert_eq!(rest_of(Some(4.0), Some(6.0)), Some(-0.5), "less than nothing is left");
    assert_eq!(rest_of(Some(0.0), Some(0.0)), None);
    for (share, wrong) in [(0.0, false), (1.0, false), (1.000_000_1, false), (1.01, true), (-0.01, true)] {
        assert_eq!(is_contradictory(share), wrong, "{share}");
    }
    assert!(is_contradictory(f64::INFINITY) && is_contradictory(f64::NAN));
}

#[test]
fn what_contradicts_is_found_in_the_centre_and_at_each_agent() {
    let mut board = Board::new();
    roster(&mut board, &[(2, 3), (5, 5), (0, 1)]);
    assert_eq!(
        said(&board),
        [
            "agents  9 connected of 7 dialled",
            "agents agent 0 3 connected of 2 dialled",
            "agents agent 2 1 connected of 0 dialled"
        ]
    );
    assert_eq!(board.connected_share().map(is_contradictory), Some(true));
}

#[test]
fn chats_robots_and_shares_that_came_as_such_are_looked_at_too() {
    let mut board = Board::new();
    let row = ChatAgent { id: "7".to_owned(), chats: Some(4), valid: Some(6), ..ChatAgent::default() };
    apply(&mut board, Payload::Chat(Box::new(ChatDay::new(T0, None, vec![row]))));
    let real = AiTotals { valid: Some(10), handed: Some(15), real: true, ..AiTotals::default() };
    assert_eq!((real.contained(), real.contained_share()), (None, Some(-0.5)), "nothing is made to fit");
    let totals = AiTotals { sessions: Some(10), handed: Some(15), ..AiTotals::default() };
    apply(&mut board, Payload::Ai(Box::new(AiDay { as_of: T0, totals, ..AiDay::default() })));
    let metric = Metric {
        key: "rate".to_owned(),
        label: "answer rate".to_owned(),
        group: "volume".to_owned(),
        unit: Unit::Share,
        fold: Fold::None,
        role: None,
        shown: true,
    };
    let rows = [1.3, 0.4, -0.2].map(|rate| MetricRow {
        label: format!("{rate}"),
        cells: vec![Cell::Number(rate)],
        ..MetricRow::default()
    });
    let table = MetricTable { metrics: vec![metric], rows: rows.to_vec(), ..MetricTable::default() };
    let platform = PlatformDay {
        tag: Tag::of("other"),
        as_of: T0,
        totals: ChatTotals { good: Some(3), rated: Some(1), ..ChatTotals::default() },
        ai: None,
        figures: Some(table),
        metrics: Vec::new(),
        agents: vec![Arc::new(ChatAgent::default())],
        trend: None,
        missing: Vec::new(),
    };
    apply(&mut board, Payload::Platform(Box::new(platform)));
    assert_eq!(
        said(&board),
        [
            "chat  6 valid of 4 chats",
            "ai  15 AI reached an agent of 10 AI sessions",
            "other  3 good of 1 rated",
            "other 1.3 1.3 answer rate",
            "other -0.2 -0.2 answer rate",
            "chat 7 6 valid of 4 chats",
        ]
    );
}

proptest! {
    #[test]
    fn a_share_is_contradictory_just_where_the_part_is_more_than_the_whole(part in 0_u64..2_000, whole in 0_u64..2_000) {
        let found = share(Some(part), Some(whole)).is_some_and(is_contradictory);
        prop_assert_eq!(found, part > whole);
        let rest = rest_of(Some(whole as f64), Some(part as f64)).is_some_and(is_contradictory);
        prop_assert_eq!(rest, part > whole);
        let mut board = Board::new();
        roster(&mut board, &[(whole, part)]);
        prop_assert_eq!(!contradictions(&board).is_empty(), part > whole);
    }
}
