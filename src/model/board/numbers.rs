//! Agents by their work numbers.

use std::collections::HashMap;

use compact_str::CompactString;

use crate::model::agent::Agent;

/// Slots by work number, as they were when slots last changed their meaning.
#[derive(Clone, Debug, Default)]
pub(super) struct Numbers {
    generation: Option<u64>,
    slots: HashMap<CompactString, usize>,
}

impl Numbers {
    /// The slot of the agent with this number, in this generation of slots.
    pub(super) fn slot(&mut self, number: &str, generation: u64, agents: &[Agent]) -> Option<usize> {
        if self.generation != Some(generation) {
            let numbered = agents.iter().enumerate();
            self.slots = numbered.filter_map(|(slot, agent)| Some((agent.number.clone()?, slot))).collect();
            self.generation = Some(generation);
        }
        self.slots.get(number).copied()
    }
}
