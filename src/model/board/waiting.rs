//! How many callers wait, by events and held against the stream.

use super::Board;
use crate::model::agent::{Agent, AgentId};
use crate::model::callers::Callers;
use crate::model::live::check::STREAM_MS;
use crate::model::live::{ByStream, NoCheck, NoEvents, StateTold, Waiting};
use crate::model::source::{Phase, SourceId};
use crate::model::status::{CallKind, State};
use crate::model::summary::Figure;
use crate::model::time::Stamp;

/// Events and stream are held against each other so often, in ms, whatever comes in.
const LOOK_MS: i64 = 1_000;

/// When the stream has said for so long, in ms, that there is no inbound call, those that events tell of are over.
const NONE_MS: i64 = 60_000;

impl Board {
    /// Inbound calls in which no agent talks, after bot and outside number where events tell, at `now` on our clock: where
    /// callbacks are listened for, held against the stream.
    pub fn waiting(&self, now: Stamp) -> Waiting {
        let live = self.live();
        live.check().waiting(now, self.by_events(), self.no_events(now), self.without_agent_by_stream(now))
    }

    /// How long the caller who waits longest has waited by events, in ms at `now` on our clock; 0 if none waits. `None` where
    /// events do not tell. It is as sure as [`Board::waiting`] is.
    pub fn longest_wait(&self, now: Stamp) -> Option<i64> {
        if self.no_events(now).is_some() {
            return None;
        }
        let moment = now.plus(self.skew_ms());
        Some(self.longest_since().map_or(0, |since| moment.since(since).max(0)))
    }

    /// Why events do not tell who waits; `None` where they do.
    pub fn no_events(&self, now: Stamp) -> Option<NoEvents> {
        let live = self.live();
        match self.source(SourceId::Push).phase {
            Phase::Live | Phase::Polling => {}
            _ => return Some(NoEvents::NotListened),
        }
        match live.past().heard {
            None => Some(NoEvents::NoneYet),
            Some(heard) => live.check().is_silent(now).then_some(NoEvents::Silent(heard)),
        }
    }

    /// How many agents have inbound calls of which no event has told; 0 where that cannot be said.
    pub fn untold(&self, now: Stamp) -> u64 {
        self.without_agent_by_stream(now).map_or(0, |stream| stream.untold)
    }

    /// Inbound calls in which no agent talks, by the stream: calls in progress, minus those in which an agent talks, holds, or
    /// dials a colleague. Which agents share a call events tell.
    fn without_agent_by_stream(&self, now: Stamp) -> Result<ByStream, NoCheck> {
        let source = self.source(SourceId::Agents);
        if !source.phase.is_live() || source.age_ms(now).is_none_or(|age| age > STREAM_MS) {
            return Err(NoCheck::NoStream);
        }
        match self.callers() {
            Callers::NotSent => return Err(NoCheck::NotSent),
            Callers::Narrowed => return Err(NoCheck::Narrowed),
            Callers::Incomplete => return Err(NoCheck::Incomplete),
            // It is the difference that is contradictory, and that is worked out here by another rule.
            _ => {}
        }
        let calls = self.summary().get(Figure::InboundNow).ok_or(NoCheck::NotSent)?;
        let (told, untold) = self.live().taken(self.with_inbound_call());
        // Those of whom nothing is told may share calls, and be it one among themselves.
        let most = calls.checked_sub(told.max(untold.min(1))).ok_or(NoCheck::Contradictory)?;
        Ok(ByStream { least: calls.saturating_sub(told.saturating_add(untold)), most, untold })
    }

    /// The agents who have an inbound call by the stream, those apart at whom it only rings, and since when they have been
    /// in it.
    fn with_inbound_call(&self) -> impl Iterator<Item = (&Agent, Option<Stamp>)> {
        let agents = self.agents().iter().enumerate().filter(|(_, agent)| has_inbound_call(agent));
        agents.map(move |(slot, agent)| (agent, self.in_call_since(slot)))
    }

    /// Since when the agent in `slot` has been in one call, on the vendor's clock, as far as the stream was heard without a
    /// break. What rings is another call.
    fn in_call_since(&self, slot: usize) -> Option<Stamp> {
        let mut since = None;
        for seen in self.seen(slot).rev().take_while(|seen| seen.state.in_call()) {
            since = Some(seen.at);
            if seen.state == State::Ringing {
                break;
            }
        }
        let heard = self.source(SourceId::Agents).phase_since;
        since.map(|since| heard.map_or(since, |heard| since.max(heard)).plus(self.skew_ms()))
    }

    /// Takes from the stream that agents answered calls, where the events that should have said so were missed.
    fn take_missed_answers(&mut self, at: Stamp) {
        let skew = self.skew_ms();
        let answer = |id: AgentId| {
            let slot = self.slot(id.as_str())?;
            let agent = self.agent(slot).filter(|agent| has_inbound_call(agent))?;
            self.live.answer_missed(agent, self.in_call_since(slot), at.plus(skew))
        };
        let answers: Vec<StateTold> = self.live.rung().filter_map(answer).collect();
        for told in answers {
            self.live.state(at, skew, &told, |_| false);
        }
    }

    /// Holds the two against each other from time to time, and ends calls of which nothing is heard any more.
    pub(super) fn note_check(&mut self, at: Stamp) {
        let listens = !self.source(SourceId::Push).is_unspoken() || !self.live.is_unheard();
        if !listens || !self.live.check().is_due(at, LOOK_MS) {
            return;
        }
        self.live.pass(at);
        self.take_missed_answers(at);
        let stream = self.without_agent_by_stream(at);
        let inbound = self.summary.get(Figure::InboundNow);
        let outbound = self.summary.get(Figure::OutboundNow).unwrap_or(0);
        let in_calls = State::NAMED.iter().filter(|state| state.in_call()).map(|state| self.counts.state(*state)).sum();
        let none = inbound == Some(0) && stream.is_ok();
        let since = self.live.check_mut().see_none(at, none);
        if let Some(since) = since.filter(|since| at.since(*since) >= NONE_MS) {
            self.live.none_inbound(since);
        }
        let by_events = self.live.by_events().without_agent;
        let check = self.live.check_mut();
        check.see(at, (inbound.unwrap_or(0), outbound, in_calls));
        check.compare(at, by_events, stream.ok());
    }
}

fn has_inbound_call(agent: &Agent) -> bool {
    agent.call == Some(CallKind::Inbound) && matches!(agent.state(), State::Talking | State::Holding | State::Dialling)
}

#[cfg(test)]
mod tests;
