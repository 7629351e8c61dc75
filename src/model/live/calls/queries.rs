//! What can be asked of the calls in progress.

use std::sync::Arc;

use super::{Entry, LiveCalls};
use crate::model::agent::{Agent, AgentId};
use crate::model::live::call::LiveCall;
use crate::model::live::check::{ByEvents, Check};
use crate::model::live::finished::FinishedCall;
use crate::model::live::past::Past;
use crate::model::live::story::CallStep;
use crate::model::live::told::BotTalk;
use crate::model::time::Stamp;

impl LiveCalls {
    /// Whether no event was ever heard.
    pub const fn is_unheard(&self) -> bool {
        self.past.heard.is_none()
    }

    /// How many calls are in progress.
    pub fn len(&self) -> usize {
        self.calls.len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.calls.is_empty()
    }

    /// A call by its id.
    pub fn get(&self, id: &str) -> Option<&LiveCall> {
        self.calls.get(id.trim()).map(|entry| &entry.call)
    }

    /// Every call in progress, in no order.
    pub fn iter(&self) -> impl Iterator<Item = &LiveCall> {
        self.calls.values().map(|entry| &entry.call)
    }

    /// What happened to a call in progress, or to one that ended lately, as far as it was heard here, in the order in which it
    /// happened.
    pub fn story(&self, id: &str) -> &[CallStep] {
        let id = id.trim();
        match self.calls.get(id) {
            Some(entry) => &entry.story,
            None => self.finished.get(id).map_or(&[], |finished| &finished.story),
        }
    }

    /// A call that ended lately.
    pub fn finished(&self, id: &str) -> Option<&FinishedCall> {
        self.finished.get(id.trim())
    }

    /// What bots did in calls, in the order in which they were told of.
    pub fn bots(&self) -> impl Iterator<Item = &BotTalk> {
        self.bots.iter()
    }

    /// What a bot did in a call.
    pub fn bot_of(&self, id: &str) -> Option<&BotTalk> {
        self.bots.get(id)
    }

    /// The call of an agent, by id or work number: the one that they have, else one that rings, or in which they are asked.
    pub fn of_agent(&self, agent: &Agent) -> Option<&LiveCall> {
        let has = |call: &&LiveCall| call.holder().is_some_and(|party| names(party.agent_id().as_ref(), agent));
        self.calls_of(agent).find(has).or_else(|| self.calls_of(agent).last())
    }

    /// The calls in which an agent does something, by id or work number.
    pub(super) fn calls_of<'a>(&'a self, agent: &Agent) -> impl Iterator<Item = &'a LiveCall> + use<'a> {
        let by = |key: &str| self.agents.get(key).into_iter().flatten();
        let ids = by(agent.id.as_str()).chain(agent.number.as_deref().into_iter().flat_map(by).take(8));
        let ids: Vec<&Arc<str>> = ids.collect();
        ids.into_iter().filter_map(|id| self.get(id))
    }

    /// What events say of inbound calls that no agent has.
    pub const fn by_events(&self) -> ByEvents {
        self.by_events
    }

    /// The same of those for which `counts` holds.
    pub fn by_events_of(&self, counts: impl Fn(&LiveCall) -> bool) -> ByEvents {
        let mut sum = ByEvents { apart: self.by_events.apart, ..ByEvents::default() };
        for Entry { counted, .. } in self.calls.values().filter(|entry| counts(&entry.call)) {
            sum.without_agent += u64::from(counted.without_agent);
            sum.elsewhere += u64::from(counted.elsewhere);
            sum.begun += u64::from(counted.begun);
            sum.menu_or_queue += u64::from(counted.menu_or_queue);
        }
        sum
    }

    /// Inbound calls in progress.
    pub const fn inbound(&self) -> u64 {
        self.inbound
    }

    /// The calls whose callers wait, the longest first: since when, on the vendor's clock, and the call's id.
    pub fn waiting(&self) -> impl ExactSizeIterator<Item = (Stamp, &str)> {
        self.waiting.iter().map(|(since, id)| (*since, &**id))
    }

    /// Since when the caller who waits longest has waited, on the vendor's clock.
    pub fn longest_since(&self) -> Option<Stamp> {
        self.waiting.first().map(|(since, _)| *since)
    }

    /// Counts since start.
    pub const fn past(&self) -> &Past {
        &self.past
    }

    /// How events and stream have agreed.
    pub const fn check(&self) -> &Check {
        &self.past.check
    }

    /// The same, to be kept up.
    pub(in crate::model) const fn check_mut(&mut self) -> &mut Check {
        &mut self.past.check
    }

    /// Counts up with every change.
    pub const fn revision(&self) -> u64 {
        self.revision
    }
}

/// Whether `id` is an agent's, or their work number.
pub(super) fn names(id: Option<&AgentId>, agent: &Agent) -> bool {
    id.is_some_and(|id| *id == agent.id || Some(id.as_str()) == agent.number.as_deref())
}
