//! Rosters: all agents as one message tells them, and what becomes of those that were there.

use super::apply::{Edit, LOOKING_MS, Places, note_transition};
use super::callers::recount_inbound;
use super::index::Index;
use super::{Board, Moment, Track, transitions_kept};
use crate::model::agent::{Agent, AgentId};
use crate::model::caps;
use crate::model::source::{Reject, SourceId};
use crate::model::time::Stamp;
use crate::model::update::{Change, Changes, Roster, RosterKind};

impl Board {
    /// Takes a roster; `drifted`: how many fields of it had drifted, where that is known.
    pub(super) fn apply_roster(&mut self, at: Stamp, mut roster: Roster, drifted: Option<u64>) {
        let known = self.has_roster;
        self.keep_to_the_caps(&mut roster);
        if known && roster.kind == RosterKind::Resync {
            let drifted = drifted.unwrap_or_else(|| self.drift(&roster));
            let source = self.source_mut(SourceId::Agents);
            source.drifted = source.drifted.saturating_add(drifted);
        }
        self.take_agents(roster.agents, roster.complete);
        self.summary = roster.summary;
        self.total = roster.total;
        self.has_roster = true;
        self.listed = roster.complete;
        *self.counts = super::Counts::default();
        self.sums = super::Sums::default();
        self.with_inbound = 0;
        let skew = self.skew_ms();
        let kept = transitions_kept(self.agents.len());
        for (slot, (agent, track)) in self.agents.iter().zip(&mut self.tracks).enumerate() {
            self.counts.add(agent);
            self.sums.add(agent);
            track.confirmed = slot < self.confirmed;
            if track.confirmed {
                track.told = Moment::of(Some(at));
            }
            track.noted = false;
            track.inbound = false;
            recount_inbound(agent, &mut track.inbound, &mut self.with_inbound);
            note_transition(&mut track.seen, agent, at, skew, kept);
        }
        if roster.complete {
            self.whole_at = Some(at);
        }
        self.touched.clear();
        self.generation += 1;
        self.revision += 1;
        let source = self.source_mut(SourceId::Agents);
        let away = source.as_of.is_none_or(|seen| at.since(seen) > LOOKING_MS);
        source.heard = Some(at);
        source.as_of = Some(at);
        if known && away && roster.kind == RosterKind::Full {
            self.rebase_trends();
        }
        self.note_trends(at);
        self.note_callers(at);
    }

    /// Leaves out what is more than a board keeps.
    fn keep_to_the_caps(&mut self, roster: &mut Roster) {
        let beyond = roster.agents.len().saturating_sub(caps::AGENTS);
        if beyond > 0 {
            roster.agents.truncate(caps::AGENTS);
            self.count_left_out(beyond as u64, &Reject::of_agents(beyond as u64, caps::AGENTS));
        }
        let most = caps::fields_each(roster.agents.len());
        let mut fields = roster.summary.extra.truncate(caps::FIELDS);
        for agent in &mut roster.agents {
            fields += agent.extra.truncate(most);
        }
        if fields > 0 {
            self.count_left_out(fields as u64, &Reject::of_fields(fields as u64, most));
        }
    }

    /// Puts these agents in the place of those before; who is not among them stays behind them if they are not all.
    ///
    /// An agent who is told as known stays as they are, and so does the index while no agent came, went or moved: what a
    /// resync brings every few minutes is let go of whole, and leaves no holes in the memory.
    fn take_agents(&mut self, agents: Vec<Agent>, complete: bool) {
        let same = agents.len() == self.agents.len()
            && agents.iter().zip(&self.agents).all(|(theirs, ours)| theirs.id == ours.id);
        if same {
            self.confirmed = agents.len();
            for (ours, theirs) in self.agents.iter_mut().zip(agents) {
                if *ours != theirs {
                    // The id is the index's as well.
                    *ours = Agent { id: ours.id.clone(), ..theirs };
                }
            }
            return;
        }
        let (agents, mut index) = unique(agents);
        let before = std::mem::replace(&mut self.agents, agents);
        let tracks = std::mem::take(&mut self.tracks);
        self.confirmed = self.agents.len();
        self.tracks.resize_with(self.confirmed, Track::default);
        for (agent, track) in before.into_iter().zip(tracks) {
            let slot = index.get(&self.agents, &agent.id);
            match slot.and_then(|slot| Some((self.agents.get_mut(slot)?, self.tracks.get_mut(slot)?))) {
                Some((place, kept)) => {
                    if *place == agent {
                        *place = agent;
                    }
                    *kept = track;
                }
                None if complete => {}
                None => {
                    index.insert(&agent.id, self.agents.len());
                    self.agents.push(agent);
                    self.tracks.push(track);
                }
            }
        }
        self.index = index;
    }

    /// The agent with this id.
    pub(super) fn known(&self, id: &AgentId) -> Option<&Agent> {
        self.index.get(&self.agents, id).and_then(|slot| self.agents.get(slot))
    }

    pub(super) fn drift(&self, roster: &Roster) -> u64 {
        let mut drifted = self.summary.differing_fields(&roster.summary);
        let mut met = 0_u64;
        for agent in &roster.agents {
            match self.known(&agent.id) {
                Some(ours) => {
                    met += 1;
                    drifted += ours.differing_fields(agent);
                }
                None => drifted += 1,
            }
        }
        if roster.complete {
            drifted += (self.agents.len() as u64).saturating_sub(met);
        }
        drifted
    }
}

/// Keeps the last of two agents with one id, in the place of the first.
fn unique(mut agents: Vec<Agent>) -> (Vec<Agent>, Index) {
    let mut index = Index::with_capacity(agents.len());
    // Where they stand, if some have gone. Usually none has, and no agent is moved: there may be a hundred thousand.
    let mut kept = 0;
    for place in 0..agents.len() {
        let Some(agent) = agents.get(place) else { break };
        if let Some(known) = index.get_or_insert(&agents, &agent.id, kept) {
            agents.swap(known, place);
        } else {
            if kept != place {
                agents.swap(kept, place);
            }
            kept += 1;
        }
    }
    agents.truncate(kept);
    (agents, index)
}

impl Roster {
    /// The agents without those who are named again later: of two with one id the later counts, in the place of the earlier.
    pub fn distinct(agents: Vec<Agent>) -> Vec<Agent> {
        unique(agents).0
    }

    /// Replays changes that were heard while this roster was being fetched, so that it does not take the board back
    /// in time. Changes for agents it does not name are left out.
    pub fn replay(&mut self, changes: &[Changes]) {
        if changes.is_empty() {
            return;
        }
        let (agents, index) = unique(std::mem::take(&mut self.agents));
        self.agents = agents;
        let mut places = Places::of(&index);
        for message in changes {
            // What the message implied to the board need not be what it implies to this roster, which may be newer.
            let mut edit = Edit::new(true);
            for change in &message.changes {
                match change.clone() {
                    Change::Summary(change) => edit.on_summary(&mut self.summary, change),
                    Change::Agent { id, set } => {
                        let Some(slot) = places.find(&self.agents, &id) else { continue };
                        if let Some(agent) = self.agents.get_mut(slot) {
                            edit.on_agent(slot, agent, set);
                        }
                    }
                }
            }
            // What could not be patched here was refused and counted when the board itself took the message.
            edit.finish((&mut self.agents, caps::FIELDS), &mut self.summary, message.made, &mut Vec::new());
        }
    }
}
