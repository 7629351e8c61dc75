//! Live calls, narrowed as the agents' stream is, and who waits in them by what they have in common.
//!
//! Callbacks are the whole company's, and an event carries no department: it names the agents who take part, the codes of
//! their skill groups, and the number that was called. So where the settings narrow the agents to departments or to named
//! ones, a call is another's once every agent who was told to take part in it is none of ours. As long as none takes part it
//! cannot be told whose it is: it may be ours, and the figure says that it is unsure ([`NoCheck::Narrowed`]). Where the
//! settings narrow by state, who is not on the board may only be in another state, and no call is left out.
//!
//! [`NoCheck::Narrowed`]: crate::model::live::NoCheck::Narrowed

use std::sync::Arc;

use litemap::LiteMap;

use super::Board;
use crate::model::agent::AgentId;
use crate::model::live::{ByEvents, LiveCall, LiveParty, PartyRole};
use crate::model::scope::Narrow;
use crate::model::source::{Phase, SourceId};
use crate::model::time::Stamp;

/// Callers who wait, by something that their calls have in common.
#[derive(Clone, Debug)]
pub struct WaitingBy {
    /// How many, and since when the first of them, on the vendor's clock; those of whom it is not told are under `None`.
    parts: LiteMap<Option<Arc<str>>, (u64, Stamp)>,
    sure: bool,
    /// The present moment on the vendor's clock.
    moment: Stamp,
}

/// One part of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WaitingIn {
    /// So many.
    pub count: u64,
    /// How long the first of them has waited, in ms.
    pub longest_ms: i64,
    /// Whether it is so many exactly.
    pub sure: bool,
}

impl WaitingBy {
    /// Those with this name, or those of whom no name is told; `None` where it is not known whether there are any. As long as
    /// there are some of whom no name is told, no other part is sure.
    pub fn of(&self, name: Option<&str>) -> Option<WaitingIn> {
        let sure = self.sure && (name.is_none() || !self.parts.contains_key(&None));
        match self.parts.get(&name.map(Arc::<str>::from)) {
            Some((count, since)) => {
                Some(WaitingIn { count: *count, longest_ms: self.moment.since(*since).max(0), sure })
            }
            None => sure.then_some(WaitingIn { count: 0, longest_ms: 0, sure }),
        }
    }

    /// Of whom names are told, and those of whom none is.
    pub fn names(&self) -> impl Iterator<Item = Option<&str>> {
        self.parts.keys().map(Option::as_deref)
    }
}

impl Board {
    /// Whether callbacks are set to be listened for.
    pub fn listens(&self) -> bool {
        !matches!(self.source(SourceId::Push).phase, Phase::Off)
    }

    /// Calls as they happen that are not known to be those of others.
    pub fn live_calls(&self) -> impl Iterator<Item = &LiveCall> {
        self.live().iter().filter(|call| self.may_be_ours(call))
    }

    /// Whether a live call may be one of those that the settings narrow the agents to.
    pub fn may_be_ours(&self, call: &LiveCall) -> bool {
        if !self.tells_others_apart() {
            return true;
        }
        let agents = call.parties.iter().filter(|party| party.is(PartyRole::Agent));
        let mut named = agents.filter_map(LiveParty::agent_id).peekable();
        named.peek().is_none() || named.any(|id| self.has_agent(&id))
    }

    /// Callers who wait at `now` on our clock by what `name` says of their calls; `None` where events do not tell.
    pub fn waiting_by(&self, now: Stamp, name: impl Fn(&LiveCall) -> Option<&Arc<str>>) -> Option<WaitingBy> {
        if self.no_events(now).is_some() {
            return None;
        }
        let mut parts = LiteMap::new();
        let live = self.live();
        for (since, call) in live.waiting().filter_map(|(since, id)| Some((since, live.get(id)?))) {
            if self.may_be_ours(call) {
                let (count, first) = parts.entry(name(call).map(Arc::clone)).or_insert((0, since));
                *count += 1;
                *first = since.min(*first);
            }
        }
        Some(WaitingBy { parts, sure: self.waiting(now).is_exact(), moment: now.plus(self.skew_ms()) })
    }

    /// What events say of inbound calls that no agent has, those of others left out.
    pub(super) fn by_events(&self) -> ByEvents {
        if self.tells_others_apart() {
            self.live().by_events_of(|call| self.may_be_ours(call))
        } else {
            self.live().by_events()
        }
    }

    /// Since when the caller who waits longest has waited, on the vendor's clock.
    pub(super) fn longest_since(&self) -> Option<Stamp> {
        let live = self.live();
        if !self.tells_others_apart() {
            return live.longest_since();
        }
        let ours = |id: &str| live.get(id).is_some_and(|call| self.may_be_ours(call));
        live.waiting().find(|(_, id)| ours(id)).map(|(since, _)| since)
    }

    /// Whether who is not on the board is an agent of others.
    fn tells_others_apart(&self) -> bool {
        let scope = self.source(SourceId::Agents).scope.as_ref();
        let narrows = scope.is_some_and(|scope| {
            let by = |narrow| scope.only.contains_key(&narrow);
            (by(Narrow::Departments) || by(Narrow::Agents)) && !by(Narrow::States)
        });
        narrows && self.is_complete()
    }

    /// Whether an agent is on the board, by id or work number.
    fn has_agent(&self, id: &AgentId) -> bool {
        let is_it = |number: &str| number == id.as_str();
        self.slot(id.as_str()).is_some() || self.agents().iter().any(|agent| agent.number.as_deref().is_some_and(is_it))
    }
}

#[cfg(test)]
mod tests;
