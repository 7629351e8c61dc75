//! Rosters of which only what differs is told: of ten thousand agents a few have changed since the last one.

use std::collections::{HashMap, HashSet};

use super::Board;
use crate::model::agent::{Agent, AgentId};
use crate::model::caps;
use crate::model::time::Stamp;
use crate::model::update::{Roster, RosterDelta, RosterKind};

/// An agent takes at least as much room as the ids of so many.
const IDS_AN_AGENT: usize = 3;

impl Board {
    /// What of `roster` this board does not know; `None` where that is no less than the roster, or cannot be said so.
    pub fn roster_delta(&self, roster: &Roster) -> Option<RosterDelta> {
        if !self.has_roster || exceeds_the_caps(roster) {
            return None;
        }
        let ids = || roster.agents.iter().map(|agent| &agent.id);
        let named: HashSet<&AgentId> = ids().collect();
        if named.len() != roster.agents.len() {
            // One is named twice, and the later naming counts.
            return None;
        }
        let known = |id: &AgentId| self.known(id);
        let differ: Vec<&Agent> = roster.agents.iter().filter(|agent| known(&agent.id) != Some(*agent)).collect();
        let ours = || self.agents.iter().map(|agent| &agent.id);
        let gone: Vec<AgentId> = ours().filter(|id| !named.contains(id)).cloned().collect();
        let stay = ours().filter(|id| named.contains(id));
        let is_ours = stay.chain(ids().filter(|id| known(id).is_none())).eq(ids());
        let order = (!is_ours).then(|| ids().cloned().collect::<Vec<_>>());
        let told = gone.len() + order.as_ref().map_or(0, Vec::len);
        if differ.len() + told.div_ceil(IDS_AN_AGENT) >= roster.agents.len() {
            return None;
        }
        Some(RosterDelta {
            kind: roster.kind,
            summary: roster.summary.clone(),
            total: roster.total,
            complete: roster.complete,
            named: roster.agents.len() as u64,
            agents: differ.into_iter().cloned().collect(),
            gone,
            order,
            drifted: if roster.kind == RosterKind::Resync { self.drift(roster) } else { 0 },
        })
    }

    pub(super) fn apply_delta(&mut self, at: Stamp, delta: RosterDelta) {
        let drifted = delta.drifted;
        let roster = self.roster_of(delta);
        self.apply_roster(at, roster, Some(drifted));
    }

    /// The roster. To a board that does not know what it was made for it is an incomplete one.
    pub fn roster_of(&self, delta: RosterDelta) -> Roster {
        let RosterDelta { kind, summary, total, complete, named, agents, gone, order, drifted: _ } = delta;
        let (differ, new): (Vec<Agent>, Vec<Agent>) =
            agents.into_iter().partition(|agent| self.known(&agent.id).is_some());
        let by_id = |agents: Vec<Agent>| agents.into_iter().map(|agent| (agent.id.clone(), agent)).collect();
        let mut differ: HashMap<AgentId, Agent> = by_id(differ);
        let agents: Vec<Agent> = if let Some(order) = order {
            differ.extend(by_id(new));
            let known = |id: &AgentId| self.known(id).cloned();
            order.iter().filter_map(|id| differ.remove(id).or_else(|| known(id))).collect()
        } else {
            let gone: HashSet<AgentId> = gone.into_iter().collect();
            let stay = self.agents.iter().filter(|agent| !gone.contains(&agent.id));
            stay.map(|agent| differ.remove(&agent.id).unwrap_or_else(|| agent.clone())).chain(new).collect()
        };
        let complete = complete && agents.len() as u64 == named;
        Roster { kind, summary, total, complete, agents }
    }
}

/// Whether a board does not keep all of it. What is left out of it is counted once, where it is told whole.
fn exceeds_the_caps(roster: &Roster) -> bool {
    let most = caps::fields_each(roster.agents.len());
    roster.agents.len() > caps::AGENTS
        || roster.summary.extra.len() > caps::FIELDS
        || roster.agents.iter().any(|agent| agent.extra.len() > most)
}

#[cfg(test)]
mod tests;
