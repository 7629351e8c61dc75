use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::model::{
    Customer, CustomerNumber, Extra, Figure, Payload, Phase, RosterKind, SourceId, SourceReport, Summary, Update,
    WorkState,
};

const T0: Stamp = Stamp(1_795_242_727_000);

fn agent(id: u8, state: u8) -> Agent {
    let work = [WorkState::Ready, WorkState::Talking, WorkState::WrapUp][usize::from(state % 3)];
    let extra = json!({"level": state});
    Agent {
        work: Some(work),
        answered: Some(u64::from(state)),
        customer: Customer { number: CustomerNumber::new(&format!("138123456{state:02}")), masked: None },
        extra: Extra::from(extra.as_object().unwrap().clone()),
        ..Agent::new(AgentId::new(&format!("{}", char::from(b'a' + id))))
    }
}

fn apply(board: &mut Board, at: i64, payload: Payload) {
    board.apply(Update::new(T0.plus(at), payload));
}

fn live(board: &mut Board) {
    apply(board, 0, Payload::Source(SourceReport::new(SourceId::Agents, Phase::Live)));
}

/// What is read of it on the other side.
fn sent(delta: RosterDelta) -> Payload {
    let update = Update::new(T0, Payload::RosterDelta(Box::new(delta)));
    serde_json::from_slice::<Update>(&serde_json::to_vec(&update).unwrap()).unwrap().payload
}

/// A roster as a vendor may send it: who, in which order, each with a state; why, and whether it is complete.
fn rosters() -> impl Strategy<Value = Vec<Roster>> {
    let ids = prop_oneof![
        3 => Just((0..12_u8).collect::<Vec<_>>()),
        1 => prop::sample::subsequence((0..14_u8).collect::<Vec<_>>(), 0..14),
        1 => Just((0..14_u8).collect::<Vec<_>>()).prop_shuffle(),
        1 => prop::collection::vec(0..14_u8, 0..8),
    ];
    let states = prop::collection::vec(prop_oneof![6 => Just(0_u8), 1 => 0..9_u8], 14);
    let one = (ids, states, any::<bool>(), prop::bool::weighted(0.8), 0..4_u64);
    let one = one.prop_map(|(ids, states, full, complete, figure)| {
        let mut summary = Summary::default();
        summary.set(Figure::Answered, Some(figure));
        Roster {
            kind: if full { RosterKind::Full } else { RosterKind::Resync },
            summary,
            total: Some(figure),
            complete,
            agents: ids.into_iter().map(|id| agent(id, states[usize::from(id)])).collect(),
        }
    });
    prop::collection::vec(one, 1..8)
}

proptest! {
    /// Beside a board that is told the rosters whole: both know the same, and have counted the same.
    #[test]
    fn what_differs_applied_is_the_roster(rosters in rosters()) {
        let (mut whole, mut board) = (Board::new(), Board::new());
        live(&mut whole);
        live(&mut board);
        for (at, roster) in (1..).zip(rosters) {
            let payload = match board.roster_delta(&roster) {
                Some(delta) => {
                    prop_assert!(delta.agents.len() < roster.agents.len());
                    Payload::RosterDelta(Box::new(delta))
                }
                None => Payload::Roster(Box::new(roster.clone())),
            };
            apply(&mut whole, at * 1_000, Payload::Roster(Box::new(roster)));
            apply(&mut board, at * 1_000, payload);
            prop_assert_eq!(board.agents(), whole.agents());
            prop_assert_eq!(board.source(SourceId::Agents), whole.source(SourceId::Agents));
            prop_assert_eq!(board.retell(T0), whole.retell(T0));
            for slot in 0..board.agents().len() {
                prop_assert_eq!(board.is_confirmed(slot), whole.is_confirmed(slot));
                prop_assert_eq!(board.told_since_break(slot), whole.told_since_break(slot));
                prop_assert_eq!(board.seen(slot).collect::<Vec<_>>(), whole.seen(slot).collect::<Vec<_>>());
            }
            prop_assert_eq!(board.figure(Figure::Ready), whole.figure(Figure::Ready));
            prop_assert_eq!(board.whole_since_break(), whole.whole_since_break());
        }
    }
}

#[test]
fn of_many_agents_those_are_told_that_differ() {
    let agents: Vec<Agent> = (0..20).map(|id| agent(id, 0)).collect();
    let mut board = Board::new();
    let roster = Roster::whole(RosterKind::Resync, agents.clone());
    assert_eq!(board.roster_delta(&roster), None, "a board that knows nothing is told everything");
    apply(&mut board, 1, Payload::Roster(Box::new(roster.clone())));
    let same = board.roster_delta(&roster).unwrap();
    assert_eq!((same.agents.len(), same.gone.len(), &same.order, same.named, same.drifted), (0, 0, &None, 20, 0));
    let mut next = agents.clone();
    next[3] = agent(3, 1);
    next.remove(5);
    next.push(agent(24, 0));
    let delta = board.roster_delta(&Roster::whole(RosterKind::Resync, next.clone())).unwrap();
    assert_eq!(delta.agents, [agent(3, 1), agent(24, 0)]);
    assert_eq!((&delta.gone[..], &delta.order), (&[AgentId::new("f")][..], &None));
    // Work, answered, number and level of one, one more and one less.
    assert_eq!(delta.drifted, 6);
    next.swap(0, 1);
    let moved = board.roster_delta(&Roster::whole(RosterKind::Full, next.clone())).unwrap();
    assert_eq!((moved.order.map(|order| order.len()), moved.drifted), (Some(20), 0));
    next.push(next[7].clone());
    assert_eq!(board.roster_delta(&Roster::whole(RosterKind::Full, next)), None, "one is named twice");
}

/// The other side knows no numbers, and counts what has drifted as this one does.
#[test]
fn drift_behind_a_mask_is_counted_where_it_can_be_seen() {
    let agents: Vec<Agent> = (0..9).map(|id| agent(id, 0)).collect();
    let mut hub = Board::new();
    apply(&mut hub, 1, Payload::Roster(Box::new(Roster::whole(RosterKind::Full, agents.clone()))));
    let mut board = Board::new();
    for update in hub.retell(T0) {
        board.apply(serde_json::from_slice(&serde_json::to_vec(&update).unwrap()).unwrap());
    }
    let mut next = agents;
    next[2].customer.number = CustomerNumber::new("13899995600");
    let roster = Roster::whole(RosterKind::Resync, next);
    let delta = hub.roster_delta(&roster).unwrap();
    assert_eq!((delta.agents.len(), delta.drifted), (1, 1));
    apply(&mut hub, 2, Payload::Roster(Box::new(roster)));
    apply(&mut board, 2, sent(delta));
    assert_eq!(board.source(SourceId::Agents).drifted, hub.source(SourceId::Agents).drifted);
    assert_eq!(board.source(SourceId::Agents).drifted, 1);
}

#[test]
fn to_a_board_that_knows_other_agents_it_is_no_complete_roster() {
    let agents: Vec<Agent> = (0..9).map(|id| agent(id, 0)).collect();
    let mut hub = Board::new();
    apply(&mut hub, 1, Payload::Roster(Box::new(Roster::whole(RosterKind::Full, agents.clone()))));
    let mut moved = agents.clone();
    moved.swap(0, 8);
    for told in [agents.clone(), moved] {
        let delta = hub.roster_delta(&Roster::whole(RosterKind::Full, told)).unwrap();
        let mut other = Board::new();
        apply(&mut other, 1, Payload::Roster(Box::new(Roster::whole(RosterKind::Full, agents[2..].to_vec()))));
        apply(&mut other, 2, sent(delta));
        assert!(!other.is_listed());
        assert_eq!(other.agents().len(), 7, "who it knows stays");
    }
}
