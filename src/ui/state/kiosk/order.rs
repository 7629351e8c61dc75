//! In which order the agents stand on the pages of the wall.

use std::collections::HashMap;

use crate::lists::agents::{Listing, Teams};
use crate::model::{Agent, AgentId, Board, Level, Stamp, State};

/// As many agents stand on one page, whose order is the list's own.
const ONE_PAGE: usize = 24;

/// The agents in the order of their turn: where they need more than a page, those over a limit come first, then the others
/// by team, and those who are not here last; of those whom the wall shows.
pub(in crate::ui::state) fn of(
    listing: &Listing,
    board: &Board,
    now: Stamp,
    is_shown: impl Fn(&Agent) -> bool,
) -> Vec<AgentId> {
    let shown = |slot: &usize| board.agent(*slot).is_some_and(&is_shown);
    let mut slots: Vec<usize> = listing.slots(0, listing.len()).filter(shown).collect();
    if slots.len() > ONE_PAGE {
        let mut places: HashMap<usize, usize> = HashMap::new();
        for (at, row) in Teams::of(listing, board, now).rows().iter().enumerate() {
            for slot in &row.slots {
                // Who is in several stands with the first.
                places.entry(*slot).or_insert(at);
            }
        }
        let rank = |slot: &usize| {
            let agent = board.agent(*slot);
            let level = agent.map(|agent| listing.rules().moment(agent, now, board.skew_ms()).level);
            match agent.map(Agent::state) {
                Some(State::Offline) | None => 2,
                _ if level == Some(Level::Over) => 0,
                _ => 1,
            }
        };
        slots.sort_by_cached_key(|slot| (rank(slot), places.get(slot).copied()));
    }
    slots.into_iter().filter_map(|slot| board.agent(slot)).map(|agent| agent.id.clone()).collect()
}

#[cfg(test)]
mod tests;
