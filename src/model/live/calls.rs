//! All calls in progress, with the figures that follow, kept up with every event.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use self::counted::Counted;
use super::bots::BotTalks;
use super::call::{Did, LiveCall};
use super::callback::Callback;
use super::check::{Apart, ByEvents, ENDED_ENOUGH, SETTLES_MS, WHOLE_ENOUGH, WHOLE_FOR_BOUNDS};
use super::ended::Ended;
use super::finished::{CallEnd, Finished, FinishedCall};
use super::past::Past;
use super::story::{CallStep, tell};
use super::told::{BotTalk, CallEvent, Happening, PartyRole, StateTold};
use crate::model::agent::AgentId;
use crate::model::call::{CallLeg, LegKind};
use crate::model::companion::moment;
use crate::model::status::{CallKind, LoginState, WorkState};
use crate::model::time::Stamp;
use crate::model::{caps, sort};

mod counted;
mod queries;
mod taken;

/// A call without a sign of life for so long, in ms, is over, and its end was missed. Talks of three hours happen, an event
/// or a state of its agent comes with each hold, and lines themselves are cut after some hours by most carriers. A call that
/// only waits is ended much sooner by its record.
pub const LIFE_MS: i64 = 4 * 3_600_000;

/// When an event was made is believed so far back, in ms: what a vendor sends again comes late, and its time is right.
const LATE_MS: i64 = 24 * 3_600_000;

/// Calls that wait, the longest first: since when on the vendor's clock, and the call.
type Waits = BTreeSet<(Stamp, Arc<str>)>;

#[derive(Clone, Debug)]
struct Entry {
    call: LiveCall,
    counted: Counted,
    /// What happened to it, as far as it was heard here.
    story: Vec<CallStep>,
}

/// All calls in progress that events tell of.
#[derive(Clone, Debug, Default)]
pub struct LiveCalls {
    calls: HashMap<Arc<str>, Entry>,
    waiting: Waits,
    /// By their last signs of life, on our clock.
    signs: BTreeSet<(Stamp, Arc<str>)>,
    agents: HashMap<AgentId, Vec<Arc<str>>>,
    inbound: u64,
    /// Of these, those of which an event was missed or came late, as far as can be told.
    with_gap: u64,
    by_events: ByEvents,
    ended: Ended,
    finished: Finished,
    bots: BotTalks,
    /// Its list of ended calls is empty: they are in `ended`.
    past: Past,
    revision: u64,
}

impl LiveCalls {
    /// Takes an event that was heard at `heard`, on our clock; the vendor's is ahead by `skew_ms`. `is_over` says of a call
    /// that is not known whether its record says that it is over.
    pub fn event(&mut self, heard: Stamp, skew_ms: i64, event: &CallEvent, is_over: impl Fn(&str) -> bool) {
        if event.call.trim().is_empty() {
            self.past.astray = self.past.astray.saturating_add(1);
            return;
        }
        self.past.events = self.past.events.saturating_add(1);
        self.past.heard = Some(heard);
        self.past.check.heard();
        self.take(heard, skew_ms, event, is_over);
    }

    /// Takes what an agent does, as far as it tells of a call.
    pub fn state(&mut self, heard: Stamp, skew_ms: i64, told: &StateTold, is_over: impl Fn(&str) -> bool) {
        let what = match (told.login, told.work) {
            (Some(LoginState::Offline), _)
            | (_, Some(WorkState::WrapUp | WorkState::Ready | WorkState::Busy | WorkState::Locked)) => {
                Happening::Released
            }
            (_, Some(WorkState::Ringing)) => Happening::Ringing,
            (_, Some(WorkState::Talking)) => Happening::Established,
            (_, Some(WorkState::Holding)) => Happening::Held,
            // Who dials while a customer waits asks a colleague, and keeps the call.
            (_, Some(WorkState::Dialling)) if told.kind == Some(CallKind::Outbound) => Happening::Dialling,
            _ => return,
        };
        let Some(call) = told.call.clone() else { return };
        let listens = matches!(told.came, Some(LegKind::Monitor | LegKind::Interrupt));
        let event = CallEvent {
            call,
            what: Some(what),
            made: Some(told.since),
            kind: told.kind.filter(|kind| *kind != CallKind::None),
            consult: told.came == Some(LegKind::Inquiry),
            party: told.party.clone(),
            role: Some(if listens { PartyRole::Supervisor } else { PartyRole::Agent }),
            agent: told.agent.clone(),
            ..CallEvent::default()
        };
        self.take(heard, skew_ms, &event, is_over);
    }

    fn take(&mut self, heard: Stamp, skew_ms: i64, event: &CallEvent, is_over: impl Fn(&str) -> bool) {
        let id = event.call.trim();
        if id.is_empty() {
            return;
        }
        let at = made_at(event.made, heard, skew_ms);
        let id: Arc<str> = match self.calls.get_key_value(id) {
            Some((id, _)) => Arc::clone(id),
            None if self.ended.has(id) || is_over(id) => {
                self.past.late = self.past.late.saturating_add(u64::from(begins(event)));
                return;
            }
            None if !begins(event) => {
                if ends(event) {
                    self.ended.add(id.into());
                    // All that came before was missed.
                    if event.kind == Some(CallKind::Inbound) && !event.consult {
                        self.note_missed(heard);
                        self.note_apart();
                    }
                }
                return;
            }
            None if self.calls.len() >= caps::LIVE_CALLS => {
                self.past.beyond = self.past.beyond.saturating_add(1);
                return;
            }
            None => {
                let id: Arc<str> = id.into();
                let call = LiveCall::new(Arc::clone(&id), at, heard);
                self.signs.insert((heard, Arc::clone(&id)));
                let counted = Counted { heard, ..Counted::default() };
                self.calls.insert(Arc::clone(&id), Entry { call, counted, story: Vec::new() });
                id
            }
        };
        let has_room = self.calls.len() <= caps::STORIES;
        let Some(entry) = self.calls.get_mut(&id) else { return };
        entry.call.heard = entry.call.heard.max(heard);
        let late = heard.plus(skew_ms).since(at) > SETTLES_MS;
        if late {
            entry.call.note_late();
        }
        if has_room {
            tell(&mut entry.story, event, at, late);
        }
        let did = entry.call.take(event, at);
        entry.call.note_menu(self.past.menus.of(entry.call.relay.as_deref()));
        let has_chosen = entry.call.has_chosen();
        if matches!(event.role, Some(PartyRole::Bot | PartyRole::Outside)) {
            self.past.elsewhere_told = true;
        }
        match did {
            Did::Over => self.finish(&id, CallEnd::Told(at)),
            Did::NoRoom => {
                self.past.beyond = self.past.beyond.saturating_add(1);
                self.recount(&id);
            }
            Did::GoesOn => self.recount(&id),
        }
        if has_chosen && self.past.menus.pressed() {
            self.note_menus();
        }
    }

    /// More is known of menus, or less.
    fn note_menus(&mut self) {
        let menus = &self.past.menus;
        let mut changed = Vec::new();
        for (id, entry) in &mut self.calls {
            let menu = menus.of(entry.call.relay.as_deref());
            if menu != entry.call.menu() {
                entry.call.note_menu(menu);
                changed.push(Arc::clone(id));
            }
        }
        for id in &changed {
            self.recount(id);
        }
        self.note_apart();
    }

    /// Takes a leg of a call that has a record.
    pub fn leg(&mut self, id: &str, leg: &CallLeg) {
        if let Some((id, _)) = self.calls.get_key_value(id.trim()) {
            let id = Arc::clone(id);
            if let Some(entry) = self.calls.get_mut(&id) {
                entry.call.take_leg(leg);
            }
            self.recount(&id);
        }
    }

    /// Takes the group, or the route, that a call's record tells.
    pub fn group(&mut self, id: &str, group: &Arc<str>) {
        if let Some((id, entry)) = self.calls.get_key_value(id)
            && entry.call.group.is_none()
        {
            let id = Arc::clone(id);
            if let Some(entry) = self.calls.get_mut(&id) {
                entry.call.group = Some(Arc::clone(group));
            }
            self.recount(&id);
        }
    }

    /// Takes a bot's part in a call.
    pub fn bot(&mut self, talk: BotTalk) {
        self.past.elsewhere_told = true;
        self.bots.take(talk);
        self.note_apart();
        self.revision += 1;
    }

    /// A call's record says that it is over.
    pub fn over(&mut self, id: &str) {
        let id = id.trim();
        match self.calls.get_key_value(id) {
            Some((id, _)) => {
                let id = Arc::clone(id);
                self.finish(&id, CallEnd::Recorded);
            }
            None if !id.is_empty() => self.ended.add(id.into()),
            None => {}
        }
    }

    /// Ends calls that have given no sign of life for longer than any call lasts, at `now` on our clock.
    pub fn pass(&mut self, now: Stamp) {
        while let Some((heard, id)) = self.signs.first()
            && now.since(*heard) > LIFE_MS
        {
            let id = Arc::clone(id);
            self.signs.pop_first();
            self.finish(&id, CallEnd::Silent);
        }
    }

    /// There are no inbound calls, and have not been since `since` on our clock: those that gave their last sign of life before
    /// are over.
    pub fn none_inbound(&mut self, since: Stamp) {
        if self.inbound == 0 {
            return;
        }
        let gone = self.calls.values().filter(|entry| entry.counted.inbound && entry.call.heard < since);
        for id in gone.map(|entry| Arc::clone(&entry.call.id)).collect::<Vec<_>>() {
            self.finish(&id, CallEnd::NoneLeft);
        }
    }

    fn finish(&mut self, id: &Arc<str>, how: CallEnd) {
        let seen = matches!(how, CallEnd::Told(_));
        let Some(entry) = self.calls.remove(id) else { return };
        self.count(&entry.counted, id, false);
        self.signs.remove(&(entry.counted.heard, Arc::clone(id)));
        self.ended.add(Arc::clone(id));
        if !seen {
            self.past.ended_unseen = self.past.ended_unseen.saturating_add(1);
        }
        if entry.counted.inbound {
            self.past.inbound_ended = self.past.inbound_ended.saturating_add(1);
            if seen && entry.call.is_whole() {
                self.note_whole();
            } else {
                self.note_missed(entry.call.heard);
            }
        }
        let keys = entry.call.led_out().filter(|_| seen);
        if keys.is_some_and(|keys| self.past.menus.led_out(entry.call.relay.as_ref(), keys)) {
            self.note_menus();
        }
        let is_consultation = entry.call.is_consultation();
        self.finished.add(FinishedCall { call: entry.call, story: entry.story, how });
        self.note_apart();
        self.revision += 1;
        // Who was asked for a customer who is gone is asked no longer.
        if !is_consultation {
            for consultation in self.consultations_of(&entry.counted.agents) {
                self.finish(&consultation, CallEnd::WithCustomer);
            }
        }
    }

    /// Calls from agent to agent in which these do something.
    fn consultations_of(&self, agents: &[AgentId]) -> Vec<Arc<str>> {
        let theirs = agents.iter().filter_map(|agent| self.agents.get(agent)).flatten();
        let is_one = |id: &&Arc<str>| self.calls.get(&***id).is_some_and(|entry| entry.call.is_consultation());
        theirs.filter(is_one).cloned().collect()
    }

    /// An inbound call was seen from its beginning to its end, without a gap.
    const fn note_whole(&mut self) {
        self.past.whole_in_a_row = self.past.whole_in_a_row.saturating_add(1);
        if self.past.whole_in_a_row >= WHOLE_ENOUGH {
            self.past.not_whole = 0;
            self.past.not_whole_since = None;
        }
    }

    /// An inbound call, last heard of at `at`, was not.
    fn note_missed(&mut self, at: Stamp) {
        self.past.whole_in_a_row = 0;
        self.past.not_whole = self.past.not_whole.saturating_add(1);
        self.past.not_whole_since.get_or_insert(at);
    }

    fn recount(&mut self, id: &Arc<str>) {
        let Some(entry) = self.calls.get_mut(id) else { return };
        let counted = Counted::of(&entry.call);
        if counted != entry.counted {
            let before = std::mem::replace(&mut entry.counted, counted.clone());
            if before.heard != counted.heard {
                self.signs.remove(&(before.heard, Arc::clone(id)));
                self.signs.insert((counted.heard, Arc::clone(id)));
            }
            self.count(&before, id, false);
            self.count(&counted, id, true);
        }
        self.note_apart();
        self.revision += 1;
    }

    fn count(&mut self, counted: &Counted, id: &Arc<str>, add: bool) {
        let step = |figure: &mut u64, counts: bool| {
            let by = u64::from(counts);
            *figure = if add { figure.saturating_add(by) } else { figure.saturating_sub(by) };
        };
        step(&mut self.inbound, counted.inbound);
        step(&mut self.with_gap, counted.gap);
        step(&mut self.by_events.without_agent, counted.without_agent);
        step(&mut self.by_events.elsewhere, counted.elsewhere);
        step(&mut self.by_events.begun, counted.begun);
        step(&mut self.by_events.menu_or_queue, counted.menu_or_queue);
        if let Some(since) = counted.waits {
            let wait = (since, Arc::clone(id));
            if add {
                self.waiting.insert(wait);
            } else {
                self.waiting.remove(&wait);
            }
        }
        for agent in &counted.agents {
            if add {
                self.agents.entry(agent.clone()).or_default().push(Arc::clone(id));
            } else if let Some(calls) = self.agents.get_mut(agent) {
                calls.retain(|call| call != id);
                if calls.is_empty() {
                    self.agents.remove(agent);
                }
            }
        }
    }

    fn note_apart(&mut self) {
        let past = &self.past;
        let surely = if past.elsewhere_told || past.menus.is_told() {
            past.whole_in_a_row >= WHOLE_ENOUGH && self.with_gap == 0
        } else {
            past.inbound_ended >= ENDED_ENOUGH
        };
        self.by_events.apart = if surely {
            Apart::Surely
        } else if past.whole_in_a_row >= WHOLE_FOR_BOUNDS {
            Apart::Within
        } else if past.not_whole > 0 {
            Apart::Lossy
        } else {
            Apart::TooFew
        };
    }

    /// What a board that begins anew is told first.
    pub fn restore(&mut self, mut past: Past) {
        let ended = std::mem::take(&mut past.ended);
        *self = Self { revision: self.revision + 1, bots: std::mem::take(&mut self.bots), past, ..Self::default() };
        for id in ended.into_iter().take(caps::ENDED_CALLS) {
            self.ended.add(id);
        }
        self.note_apart();
    }

    /// And then, call by call.
    pub fn restore_call(&mut self, mut call: LiveCall) {
        if self.calls.len() >= caps::LIVE_CALLS && !self.calls.contains_key(&call.id) {
            self.past.beyond = self.past.beyond.saturating_add(1);
            return;
        }
        call.keep_to_the_caps();
        let id = Arc::clone(&call.id);
        if let Some(before) = self.calls.remove(&id) {
            self.count(&before.counted, &id, false);
            self.signs.remove(&(before.counted.heard, Arc::clone(&id)));
        }
        let counted = Counted { heard: call.heard, ..Counted::default() };
        self.signs.insert((call.heard, Arc::clone(&id)));
        self.calls.insert(Arc::clone(&id), Entry { call, counted, story: Vec::new() });
        self.recount(&id);
    }

    /// What another would have to be told to know the same.
    pub fn retell(&self) -> Vec<Callback> {
        let past = Past { ended: self.ended.newest(caps::ENDED_TOLD), ..self.past.clone() };
        let mut calls: Vec<&LiveCall> = self.iter().collect();
        sort::by(&mut calls, |one, other| (one.began, &one.id).cmp(&(other.began, &other.id)));
        let mut told = vec![Callback::Past(Box::new(past))];
        told.extend(calls.into_iter().map(|call| Callback::Call(Box::new(call.clone()))));
        told.extend(self.bots.iter().map(|talk| Callback::Bot(Box::new(talk.clone()))));
        told
    }

    /// This machine's clock was set by `by` ms.
    pub fn clock_set(&mut self, by: i64) {
        self.past.heard = self.past.heard.map(|at| at.plus(by));
        self.past.not_whole_since = self.past.not_whole_since.map(|at| at.plus(by));
        self.past.check.clock_set(by);
        self.signs = std::mem::take(&mut self.signs).into_iter().map(|(at, id)| (at.plus(by), id)).collect();
        for entry in self.calls.values_mut() {
            entry.call.heard = entry.call.heard.plus(by);
            entry.counted.heard = entry.call.heard;
        }
    }
}

/// When an event was made, on the vendor's clock. One of the future is believed as little as any message's; one of before is,
/// since events come late.
fn made_at(made: Option<Stamp>, heard: Stamp, skew_ms: i64) -> Stamp {
    let now = heard.plus(skew_ms);
    match made {
        Some(made) if made < now && now.since(made) <= LATE_MS => made,
        made => moment(made, heard, skew_ms),
    }
}

/// Whether an event of a call that is not known shows that the call is in progress.
const fn begins(event: &CallEvent) -> bool {
    matches!(
        event.what,
        Some(
            Happening::Created
                | Happening::Dialling
                | Happening::Ringing
                | Happening::Established
                | Happening::Held
                | Happening::Retrieved
                | Happening::PartyAdded
                | Happening::PartyChanged
                | Happening::KeyPressed
        )
    )
}

/// Whether it shows that the call is over.
fn ends(event: &CallEvent) -> bool {
    let customer_left = event.role == Some(PartyRole::Customer) && !event.consult;
    event.what == Some(Happening::Deleted)
        || customer_left && matches!(event.what, Some(Happening::Released | Happening::PartyLeft))
}

#[cfg(test)]
mod tests;
