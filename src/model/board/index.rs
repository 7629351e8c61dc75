//! Where agents stand, by id.
//!
//! Every message looks its agent up. A map of ids has three places in the memory to go to: its own, the id, and the agent.
//! Here the id is looked at where the agent is, who is needed anyway; and of a hundred thousand agents it takes one megabyte.

use std::hash::BuildHasher;

use foldhash::fast::RandomState;

use crate::model::agent::{Agent, AgentId};

/// No agent stands here.
const NONE: u32 = u32::MAX;

/// A place of the table: some bits of the id's hash, and the slot.
#[derive(Clone, Copy, Debug)]
struct Place {
    hash: u32,
    slot: u32,
}

const FREE: Place = Place { hash: 0, slot: NONE };

/// Finds the slot of an agent among the agents of a board, who are handed to it.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    /// A power of two of them, a fifth of which at least is free; none before the first agent.
    places: Vec<Place>,
    used: usize,
    hash: RandomState,
}

impl Index {
    /// One with room for so many agents.
    pub(super) fn with_capacity(agents: usize) -> Self {
        Self { places: vec![FREE; places(agents)], ..Self::default() }
    }

    /// The slot of the agent with this id.
    pub(super) fn get(&self, agents: &[Agent], id: &AgentId) -> Option<usize> {
        self.find(self.hash(id.as_bytes()), |slot| agents.get(slot).is_some_and(|agent| agent.id == *id))
    }

    /// The same by its text.
    pub(super) fn get_by(&self, agents: &[Agent], id: &str) -> Option<usize> {
        self.find(self.hash(id.as_bytes()), |slot| agents.get(slot).is_some_and(|agent| agent.id.is(id)))
    }

    /// The slot of the agent with this id; who is not in it stands there from now on.
    pub(super) fn get_or_insert(&mut self, agents: &[Agent], id: &AgentId, slot: usize) -> Option<usize> {
        let hash = self.hash(id.as_bytes());
        let known = self.find(hash, |slot| agents.get(slot).is_some_and(|agent| agent.id == *id));
        if known.is_none() {
            self.add(hash, slot);
        }
        known
    }

    /// Notes that the agent with this id, who is not in it, stands there.
    pub(super) fn insert(&mut self, id: &AgentId, slot: usize) {
        self.add(self.hash(id.as_bytes()), slot);
    }

    fn add(&mut self, hash: u32, slot: usize) {
        if places(self.used + 1) > self.places.len() {
            let before = std::mem::replace(&mut self.places, vec![FREE; places((self.used + 1) * 2)]);
            before.into_iter().filter(|place| place.slot != NONE).for_each(|place| self.put(place));
        }
        self.put(Place { hash, slot: u32::try_from(slot).unwrap_or(NONE) });
        self.used += 1;
    }

    fn put(&mut self, new: Place) {
        let (mut at, mask) = (new.hash as usize, self.places.len().wrapping_sub(1));
        while let Some(place) = self.places.get_mut(at & mask) {
            if place.slot == NONE {
                *place = new;
                return;
            }
            at += 1;
        }
    }

    fn find(&self, hash: u32, is_it: impl Fn(usize) -> bool) -> Option<usize> {
        let (mut at, mask) = (hash as usize, self.places.len().wrapping_sub(1));
        loop {
            let place = self.places.get(at & mask)?;
            if place.slot == NONE {
                return None;
            }
            if place.hash == hash && is_it(place.slot as usize) {
                return Some(place.slot as usize);
            }
            at += 1;
        }
    }

    fn hash(&self, id: &[u8]) -> u32 {
        self.hash.hash_one(id) as u32
    }
}

/// How many places there are for so many agents.
const fn places(agents: usize) -> usize {
    if agents == 0 { 0 } else { (agents + agents / 4 + 1).next_power_of_two() }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;

    fn agents(ids: impl IntoIterator<Item = String>) -> Vec<Agent> {
        ids.into_iter().map(|id| Agent::new(AgentId::new(&id))).collect()
    }

    #[test]
    fn each_of_many_is_found_and_no_other_is() {
        let agents = agents((0..5_000).map(|index| format!("8d477de896c148d89ee71eef{index:08}")));
        let mut grown = Index::default();
        let mut made = Index::with_capacity(agents.len());
        for (slot, agent) in agents.iter().enumerate() {
            assert_eq!((grown.get(&agents, &agent.id), made.get_by(&agents, agent.id.as_str())), (None, None));
            grown.insert(&agent.id, slot);
            made.insert(&agent.id, slot);
        }
        for (slot, agent) in agents.iter().enumerate() {
            assert_eq!(grown.get(&agents, &agent.id), Some(slot));
            assert_eq!(made.get_by(&agents, agent.id.as_str()), Some(slot));
        }
        assert_eq!(made.get_by(&agents, "8d477de896c148d89ee71eef00005000"), None);
        assert_eq!((made.places.len(), grown.places.len() >= 8_192), (8_192, true));
    }

    proptest! {
        #[test]
        fn it_finds_what_a_map_finds(ids in prop::collection::vec("[ab]{0,6}|[a-z]{30,50}", 0..60), asked in "[ab]{0,6}") {
            let agents = agents(ids);
            let (mut index, mut map) = (Index::default(), HashMap::new());
            for (slot, agent) in agents.iter().enumerate() {
                let known = map.get(&agent.id).copied();
                prop_assert_eq!(index.get(&agents, &agent.id), known);
                if known.is_none() {
                    index.insert(&agent.id, slot);
                    map.insert(agent.id.clone(), slot);
                }
            }
            prop_assert_eq!(index.get_by(&agents, &asked), map.get(asked.as_str()).copied());
        }
    }
}
