//! One party of a call.
//!
//! A party is idle, dialling, ringing, talking or held. Events get lost, doubled, late and out of order, so each says by
//! itself what the party does from then on, and the newest one by the vendor's time holds; at one moment the one that
//! stands lower here. What must have happened before is believed, and the call is counted as one with a gap.
//!
//! | event | the party is | believed, if it was not seen |
//! |---|---|---|
//! | party added | talking | that it was connected |
//! | dialling | dialling | |
//! | ringing | ringing | |
//! | established | talking | that it rang: an agent who is transferred or added to a call need not |
//! | party changed | talking | that it was connected, and came by a transfer |
//! | held | held | that it talked |
//! | retrieved | talking | that it was held |
//! | party failed, party left, released | idle | nothing: without a word that it talked it only rang |
//! | data changed, key pressed, agent failed, unknown | as before | |

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::told::{CallEvent, Happening, Line, PartyRole};
use crate::model::agent::AgentId;
use crate::model::call::{LegKind, Person};
use crate::model::status::words;
use crate::model::time::Stamp;

words! {
    /// What a party of a call does.
    PartyState {
        /// Not there, not yet or no longer.
        Idle = "idle",
        /// It is dialled.
        Dialling = "dialling",
        /// It rings there.
        Ringing = "ringing",
        /// It is connected.
        Talking = "talking",
        /// It has put the others on hold, or was put on hold.
        Held = "on hold",
    }
}

/// When something happened on the vendor's clock, and its place among what happened at that moment.
type When = (Stamp, u8);

/// The state that an event leads to, and its place among events of one moment.
const fn leads_to(what: Happening) -> Option<(PartyState, u8)> {
    Some(match what {
        Happening::PartyAdded => (PartyState::Talking, 0),
        Happening::Dialling => (PartyState::Dialling, 1),
        Happening::Ringing => (PartyState::Ringing, 2),
        Happening::Established => (PartyState::Talking, 3),
        Happening::PartyChanged => (PartyState::Talking, 4),
        Happening::Held => (PartyState::Held, 5),
        Happening::Retrieved => (PartyState::Talking, 6),
        Happening::PartyFailed => (PartyState::Idle, 7),
        Happening::PartyLeft => (PartyState::Idle, 8),
        Happening::Released => (PartyState::Idle, 9),
        _ => return None,
    })
}

/// One party of a call. `None` means that no event said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LiveParty {
    /// The vendor's id, the one that its leg has.
    pub id: Option<Arc<str>>,
    /// What kind of party.
    pub role: Option<PartyRole>,
    /// Whose it is.
    pub agent: Person,
    /// What part its line had in what happened last.
    pub line: Option<Line>,
    /// How it came into the call, where a leg or an agent's state told.
    pub came: Option<LegKind>,
    /// What it does.
    pub state: PartyState,
    /// Since when, on the vendor's clock.
    pub since: Stamp,
    last: Option<When>,
    rang: bool,
    talked: bool,
    left: bool,
    /// It was added, or took the place of another.
    joined: bool,
    /// It was told of as one of a consultation, and as one of the call itself.
    consults: bool,
    plain: bool,
}

impl LiveParty {
    /// One of which nothing is known but that it was there at `at`.
    pub(super) fn new(at: Stamp) -> Self {
        Self {
            id: None,
            role: None,
            agent: Person::default(),
            line: None,
            came: None,
            state: PartyState::Idle,
            since: at,
            last: None,
            rang: false,
            talked: false,
            left: false,
            joined: false,
            consults: false,
            plain: false,
        }
    }

    /// Takes what an event says of it, made `at`.
    pub(super) fn take(&mut self, event: &CallEvent, at: Stamp) {
        self.describe(event);
        if let Some(what) = event.what {
            self.happen(what, at);
        }
    }

    fn describe(&mut self, event: &CallEvent) {
        if self.id.is_none() {
            self.id.clone_from(&event.party);
        }
        self.role = self.role.or(event.role).or_else(|| event.agent_id().map(|_| PartyRole::Agent));
        fill(&mut self.agent, &event.agent);
        self.line = event.line.or(self.line);
        self.consults |= event.consult;
        self.plain |= !event.consult;
    }

    /// Something happened to it.
    pub(super) fn happen(&mut self, what: Happening, at: Stamp) {
        match what {
            Happening::Dialling | Happening::Ringing => self.rang = true,
            Happening::Established | Happening::Held | Happening::Retrieved => self.talked = true,
            Happening::PartyAdded | Happening::PartyChanged => {
                self.talked = true;
                self.joined = true;
            }
            Happening::Released | Happening::PartyLeft | Happening::PartyFailed => self.left = true,
            _ => {}
        }
        let Some((state, place)) = leads_to(what) else { return };
        let when = (at, place);
        if self.last.is_some_and(|last| when <= last) {
            return;
        }
        if self.state != state || self.last.is_none() {
            self.state = state;
            self.since = at;
        }
        self.last = Some(when);
    }

    /// It takes part in the call itself, and not only beside it, as a colleague who is asked.
    pub const fn is_beside(&self) -> bool {
        self.consults && !self.plain
    }

    /// Whether it is connected.
    pub const fn is_on(&self) -> bool {
        matches!(self.state, PartyState::Talking | PartyState::Held)
    }

    /// Whether it does anything at all.
    pub const fn is_busy(&self) -> bool {
        !matches!(self.state, PartyState::Idle)
    }

    /// Whether it is one of these.
    pub fn is(&self, role: PartyRole) -> bool {
        self.role == Some(role)
    }

    /// Since when it is gone after having talked.
    pub(super) fn gone_after_talk(&self) -> Option<Stamp> {
        (self.talked && self.left && !self.is_busy()).then_some(self.since)
    }

    /// Whether it is gone, whatever it did.
    pub(super) const fn is_gone(&self) -> bool {
        self.left && !self.is_busy()
    }

    /// Whether it came into the call in the place of another.
    pub(super) fn is_transferred_to(&self) -> bool {
        self.line == Some(Line::TransferTo) || self.came == Some(LegKind::Transfer)
    }

    /// Whether an event of it must have been missed.
    pub(super) fn has_gap(&self) -> bool {
        let came = self.rang || self.joined || self.is_transferred_to();
        match self.role {
            Some(PartyRole::Agent) => self.talked && !came || self.left && !self.rang && !self.talked,
            Some(PartyRole::Bot | PartyRole::Outside) => self.left && !self.talked && !self.rang,
            _ => false,
        }
    }

    /// Who it is, by id, else by work number.
    pub fn agent_id(&self) -> Option<AgentId> {
        self.agent.id.clone().or_else(|| self.agent.number.as_deref().map(AgentId::new))
    }
}

/// Takes what is not known yet.
pub(super) fn fill(known: &mut Person, told: &Person) {
    if known.id.is_none() {
        known.id.clone_from(&told.id);
    }
    if known.number.is_none() {
        known.number.clone_from(&told.number);
    }
    if known.name.is_none() {
        known.name.clone_from(&told.name);
    }
}
