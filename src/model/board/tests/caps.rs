//! A board that is told far more than any centre has.

use serde_json::json;

use super::*;
use crate::model::{ExtraField, RejectReason, caps};

fn extra(field: usize) -> ExtraField {
    ExtraField { field: format!("x{field}"), value: json!(field) }
}

fn too_many(board: &Board) -> u64 {
    board.source(SourceId::Agents).rejected.get(&RejectReason::TooMany).copied().unwrap_or(0)
}

#[test]
fn names_that_were_never_seen_before_are_kept_to_a_few_hundred_and_the_others_are_counted() {
    const NAMES: usize = 600_000;
    let mut board = board_of(vec![agent("a", WorkState::Ready), agent("b", WorkState::Ready)]);
    change(&mut board, T0, (0..NAMES).map(|field| set("a", AgentChange::Extra(extra(field)))).collect());
    assert_eq!((board.agents()[0].extra.len(), too_many(&board)), (caps::FIELDS, (NAMES - caps::FIELDS) as u64));
    assert_eq!(board.source(SourceId::Agents).applied, caps::FIELDS as u64);
    assert_eq!(board.source(SourceId::Agents).last_rejected.len(), 1, "in one sentence");
    // One message a name costs no more for every name there is.
    for field in 0..NAMES / 10 {
        change(&mut board, T0, vec![Change::Summary(SummaryChange::Extra(extra(field)))]);
    }
    assert_eq!(board.summary().extra.len(), caps::FIELDS);
    let again = ExtraField { value: json!("new"), ..extra(7) };
    change(&mut board, T0, vec![set("a", AgentChange::Extra(again)), set("b", AgentChange::Extra(extra(9)))]);
    assert_eq!((&board.agents()[0].extra["x7"], &board.agents()[1].extra["x9"]), (&json!("new"), &json!(9)));
}

#[test]
fn a_roster_is_kept_to_so_many_agents_and_fields_and_nothing_of_it_counts_as_drift() {
    let wide = || {
        let mut wide = agent("a", WorkState::Ready);
        wide.extra = (0..2_000).map(|field| (format!("x{field}"), json!(1))).collect();
        wide
    };
    let mut board = board_of(vec![wide()]);
    assert_eq!((board.agents()[0].extra.len(), too_many(&board)), (caps::FIELDS, 2_000 - caps::FIELDS as u64));
    told(&mut board, T0, roster(RosterKind::Resync, vec![wide()]));
    assert_eq!(board.source(SourceId::Agents).drifted, 0);
    let many = (0..caps::AGENTS + 5).map(|index| Agent::new(AgentId::new(&index.to_string()))).collect();
    told(&mut board, T0, roster(RosterKind::Full, many));
    assert_eq!(board.agents().len(), caps::AGENTS);
    assert_eq!(board.missing(), Some(5));
}

#[test]
fn counts_of_a_recording_that_are_as_large_as_can_be_stay_so() {
    let mut board = board_of(vec![agent("a", WorkState::Ready)]);
    let rejected =
        [RejectReason::TooMany, RejectReason::UnknownPath].map(|reason| (reason, u64::MAX)).into_iter().collect();
    let spared = Some(Box::new(Spared { applied: u64::MAX, rejected, drifted: u64::MAX }));
    for _ in 0..2 {
        let changes = Changes {
            changes: vec![set("a", AgentChange::Answered(Some(1)))],
            spared: spared.clone(),
            ..Changes::default()
        };
        board.apply(Update::new(T0, Payload::Changes(changes)));
    }
    let source = board.source(SourceId::Agents);
    assert_eq!([source.applied, source.drifted, source.rejected_total()], [u64::MAX; 3]);
}
