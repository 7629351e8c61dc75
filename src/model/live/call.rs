//! One call as it happens.
//!
//! What a call is at follows from its parties alone, the first of these that holds:
//!
//! 1. an agent has it: *talking*, or *on hold*;
//! 2. an *outside number* has it;
//! 3. it is *ringing* at an agent; an outbound one is being *dialled*;
//! 4. a *bot* has it;
//! 5. an agent, a bot or an outside number was there and left, or let it ring: *queue*;
//! 6. its caller pressed the keys that led others out of the menu: *queue*; or not yet: *menu* ([`super::menu`]);
//! 7. else only its beginning is known: *menu or queue*.
//!
//! **A caller waits** while an inbound call is in the queue or ringing: no agent has spoken, or the one who did is gone, and no
//! bot and no outside number has it. Where no key was ever told of, or none leads out of the menu of its number, one in the
//! menu or queue waits too. The wait counts from the call's beginning, from the key that led out of the menu, or from when the
//! last of those who had it left. Colleagues who are asked and supervisors who listen do not have a call.
//!
//! It is over when it is deleted or its customer is released. A consultation or an internal call is over when all of its
//! parties are gone.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::menu::Menu;
use super::party::{LiveParty, PartyState, fill};
use super::told::{CallEvent, Happening, Line, PartyRole};
use crate::model::call::{CallFact, CallLeg, LegKind, LegRole, Person, Told};
use crate::model::caps;
use crate::model::customer::Customer;
use crate::model::status::{CallKind, words};
use crate::model::time::Stamp;

mod beginning;

words! {
    /// How far a call is.
    Stage {
        /// In the menu or in the queue: events tell no more.
        Begun = "menu or queue",
        /// In the menu: its caller has not pressed the keys that lead out of it.
        Menu = "menu",
        /// A bot has it.
        Bot = "bot",
        /// In the queue, after a bot, or an agent who let it ring or left.
        Queue = "queue",
        /// It rings at an agent.
        Ringing = "ringing",
        /// It is dialled.
        Dialling = "dialling",
        /// An agent has it.
        Talking = "talking",
        /// The customer is on hold.
        Held = "on hold",
        /// An outside number has it.
        Outside = "outside number",
    }
}

/// A call in progress. `None` means that no event said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LiveCall {
    /// The vendor's id.
    pub id: Arc<str>,
    /// Direction.
    pub kind: Option<CallKind>,
    /// The customer.
    pub customer: Customer,
    /// Our number at which, or through which, the customer was reached.
    pub relay: Option<Arc<str>>,
    /// Its skill group or its route, where a leg or a record told.
    pub group: Option<Arc<str>>,
    /// When it began, or was first seen, on the vendor's clock.
    pub began: Stamp,
    /// Its last sign of life, on our clock.
    pub heard: Stamp,
    /// Who took part, in the order in which they were told of.
    pub parties: Vec<LiveParty>,
    /// How far it is.
    pub stage: Stage,
    /// Since when, on the vendor's clock.
    pub since: Stamp,
    spent: Vec<(Stage, i64)>,
    /// Who passed it on, where a leg told.
    from: Person,
    created: bool,
    /// It was told of as a consultation, and as a call of its own.
    consults: bool,
    plain: bool,
    /// An event of it came long after it was made.
    late: bool,
    /// When its caller pressed keys, the first of them.
    #[serde(default)]
    keys: Vec<Stamp>,
    /// When the first of those came on who may have it, and what that one is.
    #[serde(default)]
    came_on: Option<(Stamp, PartyRole)>,
    /// What is known of the menu of its number.
    #[serde(default)]
    menu: Menu,
}

/// What was missed of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missed {
    /// Its beginning: it was under way when it was first heard of.
    Beginning,
    /// An event was in time for nothing: for a while the call was taken for what it no longer was.
    Late,
    /// An event of the party in this place among its parties.
    OfParty(usize),
    /// Keys: it came out of the menu without those that led others out of it.
    Menu,
    /// That the bot left: an agent talks, and no event said so.
    BotLeft,
}

/// What an event did to a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Did {
    /// It goes on.
    GoesOn,
    /// There was no room for another party.
    NoRoom,
    /// It is over.
    Over,
}

impl LiveCall {
    /// One that was first heard of at `heard`, on our clock, by what was made `at`, on the vendor's.
    pub(super) const fn new(id: Arc<str>, at: Stamp, heard: Stamp) -> Self {
        Self {
            id,
            kind: None,
            customer: Customer { number: None, masked: None },
            relay: None,
            group: None,
            began: at,
            heard,
            parties: Vec::new(),
            stage: Stage::Begun,
            since: at,
            spent: Vec::new(),
            from: Person { id: None, number: None, name: None },
            created: false,
            consults: false,
            plain: false,
            late: false,
            keys: Vec::new(),
            came_on: None,
            menu: Menu::Untold,
        }
    }

    /// Takes an event that was made `at`, on the vendor's clock.
    pub(super) fn take(&mut self, event: &CallEvent, at: Stamp) -> Did {
        self.began = self.began.min(at);
        self.created |= event.what == Some(Happening::Created);
        self.kind = self.kind.or(event.kind);
        if self.relay.is_none() {
            self.relay.clone_from(&event.relay);
        }
        if self.customer == Customer::default() {
            self.customer.clone_from(&event.customer);
        }
        self.consults |= event.consult;
        self.plain |= !event.consult;
        let role = event.role;
        let mut did = Did::GoesOn;
        if event.is_key_of_the_caller() {
            self.note_key(at);
        }
        if tells_of_a_party(event) {
            match self.party_of(event).or_else(|| self.add_party(at)) {
                Some(slot) => {
                    if let Some(party) = self.parties.get_mut(slot) {
                        party.take(event, at);
                    }
                    self.note_came(slot, event.what, at);
                }
                None => did = Did::NoRoom,
            }
        }
        self.judge(at);
        let customer_left = role == Some(PartyRole::Customer)
            && !event.consult
            && matches!(event.what, Some(Happening::Released | Happening::PartyLeft));
        if event.what == Some(Happening::Deleted) || customer_left || self.is_left() { Did::Over } else { did }
    }

    /// Takes what a leg's record says.
    pub(super) fn take_leg(&mut self, leg: &CallLeg) {
        let role = match leg.role {
            Some(LegRole::ThirdParty | LegRole::System) => PartyRole::Outside,
            Some(LegRole::Robot) => PartyRole::Bot,
            _ if matches!(leg.kind, Some(LegKind::Monitor | LegKind::Interrupt)) => PartyRole::Supervisor,
            _ => PartyRole::Agent,
        };
        let told = CallEvent {
            party: (!leg.id.is_empty()).then(|| leg.id.as_str().into()),
            role: Some(role),
            agent: leg.agent.clone(),
            consult: leg.kind == Some(LegKind::Inquiry),
            ..CallEvent::default()
        };
        let moments = [
            (Happening::Ringing, leg.rang),
            (Happening::Established, leg.answered.or(leg.bridged)),
            (Happening::Released, leg.ended),
        ];
        let Some(first) = moments.iter().find_map(|(_, at)| *at) else { return };
        let slot = self.party_of(&told).or_else(|| self.add_party(first));
        if let Some(party) = slot.and_then(|slot| self.parties.get_mut(slot)) {
            party.take(&told, first);
            party.came = leg.kind.or(party.came);
            for (what, at) in moments {
                if let Some(at) = at {
                    party.happen(what, at);
                }
            }
        }
        if let Some(slot) = slot {
            self.note_came(slot, Some(Happening::Established), first);
        }
        fill(&mut self.from, &leg.from);
        if let Some((_, Told::Text(group))) = leg.facts.iter().find(|(fact, _)| *fact == CallFact::FromGroup) {
            self.group = Some(group.as_str().into());
        }
        self.judge(moments.iter().filter_map(|(_, at)| *at).max().unwrap_or(first));
    }

    /// Another party of it, of which nothing is known yet; `None` where there is no room.
    fn add_party(&mut self, at: Stamp) -> Option<usize> {
        let slot = self.parties.len();
        (slot < caps::PARTIES).then(|| {
            self.parties.push(LiveParty::new(at));
            slot
        })
    }

    /// The party that an event is about: by its id, else by the agent, else by what only one party of a call is.
    fn party_of(&self, event: &CallEvent) -> Option<usize> {
        if let Some(id) = &event.party
            && let Some(slot) = self.parties.iter().position(|party| party.id.as_ref() == Some(id))
        {
            return Some(slot);
        }
        let agent = event.agent_id();
        let is_it = |party: &LiveParty| {
            let may_be = event.party.is_none() || party.id.is_none();
            may_be
                && match (&agent, event.role) {
                    (Some(agent), _) => party.agent_id().as_ref() == Some(agent),
                    (None, Some(role @ (PartyRole::Customer | PartyRole::Bot))) => party.is(role),
                    (None, _) => false,
                }
        };
        self.parties.iter().rposition(is_it)
    }

    /// Works out how far it is, and what the stage before took. `at` is when the latest news was made.
    fn judge(&mut self, at: Stamp) {
        let (stage, since) = self.stage_by_parties();
        if stage == self.stage {
            self.since = self.since.min(since);
            return;
        }
        // A stage that begins before the one that it follows was told late.
        let since = since.max(self.began).min(at.max(self.since));
        let took = since.since(self.since).max(0);
        match self.spent.iter_mut().find(|(spent, _)| *spent == self.stage) {
            Some((_, ms)) => *ms = ms.saturating_add(took),
            None => self.spent.push((self.stage, took)),
        }
        self.stage = stage;
        self.since = since;
    }

    fn stage_by_parties(&self) -> (Stage, Stamp) {
        let of = |role: PartyRole, state: PartyState| {
            let them =
                self.parties.iter().filter(move |party| party.is(role) && !party.is_beside() && party.state == state);
            them.map(|party| party.since).min()
        };
        let held_customer = of(PartyRole::Customer, PartyState::Held);
        if let Some(since) = of(PartyRole::Agent, PartyState::Talking) {
            return held_customer.map_or((Stage::Talking, since), |held| (Stage::Held, held));
        }
        if let Some(since) = of(PartyRole::Agent, PartyState::Held) {
            return (Stage::Held, since);
        }
        let on = |role| of(role, PartyState::Talking).or(of(role, PartyState::Held));
        if let Some(since) = on(PartyRole::Outside) {
            return (Stage::Outside, since);
        }
        if let Some(since) = of(PartyRole::Agent, PartyState::Ringing) {
            return (Stage::Ringing, since);
        }
        let dialling = [PartyRole::Agent, PartyRole::Customer, PartyRole::Outside];
        if self.kind != Some(CallKind::Inbound)
            && let Some(since) = dialling.into_iter().find_map(|role| of(role, PartyState::Dialling))
        {
            return (Stage::Dialling, since);
        }
        if self.kind != Some(CallKind::Inbound)
            && let Some(since) = of(PartyRole::Customer, PartyState::Ringing)
        {
            return (Stage::Ringing, since);
        }
        if let Some(since) = on(PartyRole::Bot) {
            return (Stage::Bot, since);
        }
        let gone = self.parties.iter().filter(|party| could_have_it(party) && party.is_gone());
        gone.map(|party| party.since).max().map_or_else(|| self.beginning(), |since| (Stage::Queue, since))
    }

    /// Whether all who took part in a call without a customer are gone.
    fn is_left(&self) -> bool {
        let without_customer = self.is_consultation() || self.kind == Some(CallKind::Internal);
        without_customer && !self.parties.is_empty() && self.parties.iter().all(LiveParty::is_gone)
    }

    /// Whether it is a call from agent to agent while a customer waits.
    pub const fn is_consultation(&self) -> bool {
        self.consults && !self.plain
    }

    /// Whether a customer called.
    pub fn is_inbound(&self) -> bool {
        self.kind == Some(CallKind::Inbound) && !self.is_consultation()
    }

    /// The agent who has it: the first who talks in it.
    pub fn holder(&self) -> Option<&LiveParty> {
        let has = |party: &&LiveParty| party.is(PartyRole::Agent) && !party.is_beside() && party.is_on();
        self.parties.iter().filter(has).min_by_key(|party| party.since)
    }

    /// The agent at whom it rings first.
    pub fn rings_at(&self) -> Option<&LiveParty> {
        let rings =
            |party: &&LiveParty| party.is(PartyRole::Agent) && !party.is_beside() && party.state == PartyState::Ringing;
        self.parties.iter().filter(rings).min_by_key(|party| party.since)
    }

    /// Whether it is an inbound call that no agent has.
    pub fn is_without_agent(&self) -> bool {
        self.is_inbound() && self.holder().is_none()
    }

    /// Since when its caller waits, on the vendor's clock; `None` if none does, or if events do not tell.
    pub fn waits_since(&self) -> Option<Stamp> {
        if !self.is_without_agent() || !matches!(self.stage, Stage::Begun | Stage::Queue | Stage::Ringing) {
            return None;
        }
        if self.may_be_in_menu() {
            return None;
        }
        let out = self.menu.led_out_by(self.keys_before()).map_or(self.began, |key| key.max(self.began));
        let with_bot = self.parties.iter().any(|party| party.is(PartyRole::Bot) && party.is_on());
        if with_bot {
            return self.rings_at().map(|party| party.since);
        }
        let had_it = self.parties.iter().filter(|party| could_have_it(party));
        Some(had_it.filter_map(LiveParty::gone_after_talk).fold(out, Stamp::max))
    }

    /// How long it was at each stage before this one, in ms, in the order in which it came there.
    pub fn spent(&self) -> &[(Stage, i64)] {
        &self.spent
    }

    /// How long it has been at a stage altogether, in ms, at `now` on the vendor's clock; `None` if it never was.
    pub fn time_in(&self, stage: Stage, now: Stamp) -> Option<i64> {
        let before = self.spent.iter().find(|(spent, _)| *spent == stage).map(|(_, ms)| *ms);
        let running = (self.stage == stage).then(|| now.since(self.since).max(0));
        match (before, running) {
            (None, None) => None,
            (before, running) => Some(before.unwrap_or(0).saturating_add(running.unwrap_or(0))),
        }
    }

    /// Who transferred it, where it was.
    pub fn transferred_by(&self) -> Option<&Person> {
        if !self.from.is_no_one() {
            return Some(&self.from);
        }
        let by = self.parties.iter().filter(|party| party.line == Some(Line::TransferBy));
        let came = self.parties.iter().any(LiveParty::is_transferred_to);
        let left = self.parties.iter().filter(|party| came && party.is(PartyRole::Agent) && !party.is_beside());
        let left = left.filter(|party| party.gone_after_talk().is_some());
        by.max_by_key(|party| party.since)
            .or_else(|| left.max_by_key(|party| party.since))
            .map(|party| &party.agent)
            .filter(|person| !person.is_no_one())
    }

    /// The colleagues who are asked in it.
    pub fn asked(&self) -> impl Iterator<Item = &LiveParty> {
        self.parties.iter().filter(|party| party.is(PartyRole::Agent) && party.is_beside() && party.is_busy())
    }

    /// An event of it came late: for a while it was taken for what it no longer was.
    pub(super) const fn note_late(&mut self) {
        self.late = true;
    }

    /// What of it was missed, as far as can be told.
    pub fn missed(&self) -> impl Iterator<Item = Missed> {
        let agent_spoke = self.parties.iter().any(|party| party.is(PartyRole::Agent) && party.is_on());
        let bot_stays = self.parties.iter().any(|party| party.is(PartyRole::Bot) && party.is_on());
        let gaps = self.parties.iter().enumerate().filter(|(_, party)| party.has_gap());
        let beginning = (!self.created).then_some(Missed::Beginning);
        let skipped = self.led_out().is_some_and(|keys| self.menu.is_skipped_by(keys));
        let menu = skipped.then_some(Missed::Menu);
        let late = self.late.then_some(Missed::Late);
        let bot_left = (agent_spoke && bot_stays).then_some(Missed::BotLeft);
        beginning
            .into_iter()
            .chain(gaps.map(|(place, _)| Missed::OfParty(place)))
            .chain(bot_left)
            .chain(menu)
            .chain(late)
    }

    /// Whether it was seen from its beginning, and no event of a party was missed or late, as far as can be told.
    pub fn is_whole(&self) -> bool {
        self.missed().next().is_none()
    }

    /// Leaves out what a board does not keep.
    pub(super) fn keep_to_the_caps(&mut self) {
        self.parties.truncate(caps::PARTIES);
        self.keys.truncate(caps::KEYS);
        self.spent.truncate(Stage::NAMED.len());
    }
}

/// Whether it is one who may have the call, and not one who is asked or listens.
fn could_have_it(party: &LiveParty) -> bool {
    !party.is_beside() && matches!(party.role, Some(PartyRole::Agent | PartyRole::Bot | PartyRole::Outside))
}

/// Whether it is about a party, and not about the call alone.
fn tells_of_a_party(event: &CallEvent) -> bool {
    let calls_own = matches!(event.what, Some(Happening::Created | Happening::Deleted) | None);
    !calls_own && (event.party.is_some() || event.role.is_some() || event.agent_id().is_some())
}
