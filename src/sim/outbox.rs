//! What is to be pushed: the events there are, whom in a call they happen to, and a box in which callbacks wait until they are
//! fetched.

use serde_json::Value;

/// The call events, as the table of "Call Event Push" names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    CallCreated,
    CallDeleted,
    Ringing,
    Dialing,
    Established,
    Released,
    Held,
    Retrieved,
    AttachedDataChanged,
    PartyAdded,
    PartyDeleted,
    PartyChanged,
    DtmfSent,
    PartyError,
    AgentError,
}

impl Told {
    /// The event's code.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::CallCreated => "EventCallCreated",
            Self::CallDeleted => "EventCallDeleted",
            Self::Ringing => "EventRinging",
            Self::Dialing => "EventDialing",
            Self::Established => "EventEstablished",
            Self::Released => "EventReleased",
            Self::Held => "EventHeld",
            Self::Retrieved => "EventRetrieved",
            Self::AttachedDataChanged => "EventAttachedDataChanged",
            Self::PartyAdded => "EventPartyAdded",
            Self::PartyDeleted => "EventPartyDeleted",
            Self::PartyChanged => "EventPartyChanged",
            Self::DtmfSent => "EventDtmfSent",
            Self::PartyError => "EventPartyError",
            Self::AgentError => "EventAgentError",
        }
    }
}

/// Whom in a call it happens to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Party {
    /// The call itself.
    Whole,
    Customer,
    Bot,
    /// A number outside.
    Outside,
    /// The agent with the leg at this place.
    Agent(usize),
}

/// One thing that is pushed.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Callback {
    /// When it happened, Unix ms.
    pub(super) at: i64,
    /// What it is about: the same number for all that concerns one call, and for all states of one agent.
    pub(super) about: u64,
    pub(super) body: Value,
}

/// What is to be pushed and was not yet fetched.
#[derive(Debug, Clone, Default)]
pub(super) struct Outbox {
    callbacks: Vec<Callback>,
    /// Counts the requests that the platform says events come of.
    reference: i64,
}

impl Outbox {
    /// The number of the next request that something comes of.
    pub(super) const fn count(&mut self) -> i64 {
        self.reference += 1;
        self.reference
    }

    pub(super) fn put(&mut self, callback: Callback) {
        self.callbacks.push(callback);
    }

    /// What was put in since it was last asked for, oldest first.
    pub(super) fn fetch(&mut self) -> Vec<Callback> {
        std::mem::take(&mut self.callbacks)
    }
}
