//! What callbacks told.

use super::Board;
use crate::model::agent::{Agent, AgentChange};
use crate::model::call::Person;
use crate::model::companion::moment;
use crate::model::ledger::{CallNews, Ledger};
use crate::model::live::{CallEvent, Callback, Happening, LiveCall, LiveCalls, StateTold};
use crate::model::source::SourceId;
use crate::model::status::CallKind;
use crate::model::time::Stamp;

/// A state that begins further in the future than this, in ms, is not believed.
const BELIEVED_MS: i64 = 300_000;

fn is_over(ledger: Option<&Ledger>) -> impl Fn(&str) -> bool + '_ {
    move |id| ledger.and_then(|ledger| ledger.call(id)).is_some_and(|call| call.ended.is_some())
}

impl Board {
    /// Calls as they happen.
    pub fn live(&self) -> &LiveCalls {
        &self.live
    }

    /// The call that the agent in `slot` has, that rings there, or in which they are asked.
    pub fn live_call_of(&self, slot: usize) -> Option<&LiveCall> {
        let agent = self.agents.get(slot).filter(|agent| agent.state().in_call())?;
        self.live.of_agent(agent)
    }

    pub(super) fn apply_pushed(&mut self, at: Stamp, callbacks: Vec<Callback>) {
        let source = self.source_mut(SourceId::Push);
        source.heard = Some(at);
        source.as_of = Some(at);
        let mut happened = false;
        for callback in callbacks {
            happened |= !matches!(callback, Callback::Past(_) | Callback::Call(_) | Callback::Bot(_));
            self.take_callback(at, callback);
        }
        // What was only told again is as it was when it was looked at last.
        if happened {
            self.note_check(at);
        }
        self.revision += 1;
    }

    fn take_callback(&mut self, at: Stamp, callback: Callback) {
        let skew = self.skew_ms();
        match callback {
            Callback::Event(event) => {
                let over = is_over(self.ledger.as_deref());
                self.live.event(at, skew, &event, over);
                self.give_group(&event);
            }
            Callback::State(told) => {
                let over = is_over(self.ledger.as_deref());
                self.live.state(at, skew, &told, over);
                self.take_state(at, &told);
            }
            Callback::Leg(call, leg) => {
                self.live.leg(&call, &leg);
                self.shelf.take_leg(&call, *leg);
            }
            Callback::Ended(call, _) => self.live.over(&call),
            Callback::Bot(talk) => self.live.bot(*talk),
            Callback::Past(past) => self.live.restore(*past),
            Callback::Call(call) => self.live.restore_call(*call),
        }
    }

    /// The route of a call that the ledger knows already.
    fn give_group(&mut self, event: &CallEvent) {
        if event.what != Some(Happening::Created) {
            return;
        }
        let call = self.ledger.as_ref().and_then(|ledger| ledger.call(&event.call));
        if let Some(route) = call.and_then(|call| call.route.as_ref()) {
            self.live.group(&event.call, route);
        }
    }

    /// What records say of calls in progress: that they are over, and where they were routed.
    pub(super) fn note_records(&mut self, news: &CallNews) {
        if self.live.is_empty() {
            return;
        }
        for call in &news.calls {
            if self.live.get(&call.id).is_none() {
                continue;
            }
            if call.ended.is_some() {
                self.live.over(&call.id);
            } else if let Some(route) = &call.route {
                self.live.group(&call.id, route);
            }
        }
    }

    /// Takes an agent's state if it began after what the board holds, or says exactly since when what it holds began.
    ///
    /// What the stream tells afterwards counts whatever it says: it is asked for all of it from time to time, and callbacks
    /// are not.
    fn take_state(&mut self, at: Stamp, told: &StateTold) {
        let skew = self.skew_ms();
        let Some(slot) = self.slot_of(&told.agent) else { return };
        let Some(agent) = self.agents.get(slot) else { return };
        if told.since.since(at.plus(skew)) > BELIEVED_MS {
            return;
        }
        let sets = if self.is_newer(slot, agent, told, skew) { news(agent, told) } else { exact_time(agent, told) };
        if !sets.is_empty() {
            self.set_state(at, slot, sets, moment(told.made, at, skew));
        }
    }

    fn is_newer(&self, slot: usize, agent: &Agent, told: &StateTold, skew: i64) -> bool {
        if let Some(held) = agent.work_since.max(agent.login_since) {
            return told.since > held;
        }
        // When the state that the board holds began is not known: it is the older one if it was heard before.
        let heard = self.tracks.get(slot).and_then(|track| track.told.get());
        heard.is_none_or(|heard| told.since > heard.plus(skew))
    }

    /// Who it is: by id, else by work number.
    fn slot_of(&mut self, person: &Person) -> Option<usize> {
        if let Some(id) = &person.id {
            return self.slot(id.as_str());
        }
        let number = person.number.as_deref()?;
        self.numbers.slot(number, self.generation, &self.agents)
    }
}

/// What a state that began later changes.
fn news(agent: &Agent, told: &StateTold) -> Vec<AgentChange> {
    let mut sets = Vec::new();
    let login = told.login.filter(|login| agent.login != Some(*login));
    let work = told.work.filter(|work| agent.work != Some(*work));
    if let Some(login) = login {
        sets.extend([AgentChange::Login(Some(login)), AgentChange::LoginSince(Some(told.since))]);
    }
    if let Some(work) = work {
        sets.push(AgentChange::Work(Some(work)));
    }
    if work.is_some() || login.is_none() && told.work.is_some() {
        sets.push(AgentChange::WorkSince(Some(told.since)));
    }
    if let Some(reason) = told.reason.filter(|reason| agent.reason != Some(*reason)) {
        sets.push(AgentChange::Reason(Some(reason)));
    }
    let kind = told.kind.filter(|kind| *kind != CallKind::None && agent.call != Some(*kind));
    if let Some(kind) = kind.filter(|_| told.call.is_some()) {
        sets.push(AgentChange::Call(Some(kind)));
    }
    sets
}

/// When the state that the board holds began, where the stream did not say.
fn exact_time(agent: &Agent, told: &StateTold) -> Vec<AgentChange> {
    let same =
        told.work.is_some() && told.work == agent.work && told.login.is_none_or(|login| agent.login == Some(login));
    if same && agent.at_least.work && agent.work_since.is_some_and(|since| told.since < since) {
        vec![AgentChange::WorkSince(Some(told.since))]
    } else {
        Vec::new()
    }
}

#[cfg(test)]
mod tests;
