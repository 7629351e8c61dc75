use std::sync::Arc;

use litemap::LiteMap;

use super::*;
use crate::lists::agents::{Belonging, Rules};
use crate::model::testing::{NOW, centre};

fn listing(board: &Board) -> Listing {
    let night = (0..48).step_by(3).map(|at| (1000 + at).to_string()).collect();
    let day = (0..48).step_by(2).map(|at| (1000 + at).to_string()).collect();
    let departments = LiteMap::from_iter([("night".to_owned(), night), ("day".to_owned(), day)]);
    let mut listing = Listing::new(Rules { belonging: Arc::new(Belonging::new(&departments)), ..Rules::default() });
    listing.rebuild(board, NOW);
    listing
}

#[test]
fn those_over_a_limit_come_first_then_each_team_and_last_who_is_not_here() {
    let board = centre(48);
    let listing = listing(&board);
    let later = NOW.plus(300_000);
    let order = of(&listing, &board, later, |_| true);
    assert_eq!(order.len(), 48);
    let team = |at: usize| {
        if at.is_multiple_of(2) {
            0
        } else if at.is_multiple_of(3) {
            1
        } else {
            2
        }
    };
    let rank = |id: &AgentId| {
        let slot = board.slot(id.as_str()).unwrap();
        let agent = board.agent(slot).unwrap();
        let level = listing.rules().moment(agent, later, board.skew_ms()).level;
        let number: usize = agent.number.as_deref().unwrap().parse().unwrap();
        let first = match (agent.state(), level) {
            (State::Offline, _) => 2,
            (_, Level::Over) => 0,
            _ => 1,
        };
        (first, team(number - 1000))
    };
    assert!(order.iter().map(rank).is_sorted(), "{:?}", order.iter().map(rank).collect::<Vec<_>>());
    assert_eq!(rank(&order[0]).0, 0, "the fixed centre has some over a limit");
    let few = of(&listing, &board, later, |agent| agent.number.as_deref().is_some_and(|number| number < "1030"));
    assert_eq!(few.len(), 30);
}

#[test]
fn a_page_alone_has_the_order_of_the_list() {
    let board = centre(24);
    let listing = listing(&board);
    let listed: Vec<AgentId> = listing.slots(0, 24).map(|slot| board.agent(slot).unwrap().id.clone()).collect();
    assert_eq!(of(&listing, &board, NOW, |_| true), listed);
}
