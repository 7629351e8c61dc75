//! Full messages one after the other: agents come, go, move, come twice or stay as they are.

use proptest::prelude::*;

use super::*;

/// Who is named, each by a letter and a state; whether that is everybody.
type Told = (Vec<(u8, u8)>, bool);

fn messages() -> impl Strategy<Value = Vec<Told>> {
    let named = prop::collection::vec((0..6_u8, 0..3_u8), 0..9);
    // The same people in the same order again and again is what a board is told most.
    let told = (named, prop::bool::weighted(0.7));
    prop::collection::vec(prop_oneof![3 => told, 1 => Just((Vec::new(), true))], 1..8)
}

fn one((letter, state): (u8, u8)) -> Agent {
    let work = [WorkState::Ready, WorkState::Talking, WorkState::WrapUp][usize::from(state)];
    agent(&char::from(b'a' + letter).to_string(), work)
}

/// What the board must be: who, in order, whether named by the last message, and the states they were seen in.
#[derive(Default)]
struct Expected(Vec<(Agent, bool, Vec<State>)>);

impl Expected {
    fn take(&mut self, agents: Vec<Agent>, complete: bool) {
        let mut now: Vec<(Agent, bool, Vec<State>)> = Vec::new();
        for agent in agents {
            match now.iter_mut().find(|(known, _, _)| known.id == agent.id) {
                Some((known, _, _)) => *known = agent,
                None => now.push((agent, true, Vec::new())),
            }
        }
        for (agent, _, states) in std::mem::take(&mut self.0) {
            match now.iter_mut().find(|(known, _, _)| known.id == agent.id) {
                Some((_, _, kept)) => *kept = states,
                None if complete => {}
                None => now.push((agent, false, states)),
            }
        }
        for (agent, _, states) in &mut now {
            if states.last() != Some(&agent.state()) {
                states.push(agent.state());
            }
        }
        self.0 = now;
    }
}

proptest! {
    #[test]
    fn the_board_is_what_the_messages_say(messages in messages(), again in 0..3_usize) {
        let (mut board, mut expected) = (Board::new(), Expected::default());
        for (at, (named, complete)) in (0..).zip(messages) {
            let mut agents: Vec<Agent> = named.into_iter().map(one).collect();
            for round in 0..=again {
                // The same again, but for one of them.
                if let Some(first) = agents.first_mut().filter(|_| round > 0) {
                    first.answered = Some(round as u64);
                    first.work = Some(WorkState::Holding);
                }
                let full = Roster { complete, ..roster(RosterKind::Full, agents.clone()) };
                told(&mut board, T0.plus(1_000 * at), full);
                expected.take(agents.clone(), complete);
                for (slot, (agent, confirmed, states)) in expected.0.iter().enumerate() {
                    prop_assert_eq!(board.agent(slot), Some(agent));
                    prop_assert_eq!(board.slot(agent.id.as_str()), Some(slot));
                    prop_assert_eq!(board.is_confirmed(slot), *confirmed);
                    prop_assert_eq!(&board.seen(slot).map(|seen| seen.state).collect::<Vec<_>>(), states);
                }
                prop_assert_eq!(board.agents().len(), expected.0.len());
                let sum: u64 = expected.0.iter().filter_map(|(agent, _, _)| agent.answered).sum();
                prop_assert_eq!(board.computed(Figure::Answered).unwrap_or(0), sum);
            }
        }
    }
}

proptest! {
    #[test]
    fn of_agents_with_one_id_the_last_counts_in_the_place_of_the_first(ids in prop::collection::vec(0_u8..6, 0..20)) {
        let told = ids.iter().zip(0..);
        let agents: Vec<Agent> = told
            .map(|(id, count)| Agent { answered: Some(count), ..Agent::new(AgentId::new(&id.to_string())) })
            .collect();
        let mut plain: Vec<Agent> = Vec::new();
        for agent in agents.clone() {
            match plain.iter_mut().find(|known| known.id == agent.id) {
                Some(known) => *known = agent,
                None => plain.push(agent),
            }
        }
        prop_assert_eq!(Roster::distinct(agents), plain);
    }
}
