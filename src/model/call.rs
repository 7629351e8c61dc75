//! Calls as records: who rang whom, when, through which relay number, how it ended, and who took part.

use serde::{Deserialize, Serialize};

use super::agent::AgentId;
use super::caller_key::CallerKey;
use super::customer::{Customer, masked_address};
use super::extra::Extra;
use super::status::{CallKind, PhoneKind, words};
use super::time::Stamp;

mod asked;
mod facts;

pub use asked::{AskedNumber, AskedText, CallsAsked, Handled, Inquired, MoreAsked, Transferred};
pub use facts::{CallFact, CallSource, DialKind, NoAnswer, NumberKind, PassedOn, Told};

words! {
    /// How a call ended for the customer.
    CallResult {
        /// Not answered, for a reason that was not recorded.
        OtherReason = "not answered",
        /// The account had no money left.
        Arrears = "in arrears",
        /// The customer's number is on a blacklist.
        Blacklisted = "blacklisted",
        /// No agent was there to take it.
        AgentNotFound = "no agent found",
        /// The customer hung up at once.
        HungUpFast = "hung up fast",
        /// It rang at an agent, who did not answer.
        AgentMissed = "missed by agent",
        /// It rang at the customer, who did not answer.
        CustomerMissed = "missed by customer",
        /// Both sides spoke.
        Answered = "answered",
        /// The relay number is switched off.
        RelayOff = "relay number off",
        /// The customer answered, and no agent was there yet.
        CustomerAnswered = "answered by customer",
        /// The system did not answer.
        SystemMissed = "missed by system",
    }
}

impl CallResult {
    /// Whether customer and agent spoke.
    pub const fn is_answered(self) -> bool {
        matches!(self, Self::Answered)
    }
}

words! {
    /// Who hung up.
    HangUp {
        /// Neither of the two, as far as is known.
        Neither = "other",
        /// The agent.
        Agent = "agent",
        /// The customer.
        Customer = "customer",
    }
}

words! {
    /// How an agent came into a call.
    LegKind {
        /// The call was for this agent.
        Call = "call",
        /// An agent transferred it.
        Transfer = "transfer",
        /// A colleague asked this agent while the customer waited.
        Inquiry = "inquiry",
        /// A supervisor listened.
        Monitor = "monitor",
        /// A supervisor took it over.
        TakeOver = "take-over",
        /// A supervisor broke it off.
        Interrupt = "interrupt",
    }
}

words! {
    /// What kind of party a leg leads to.
    LegRole {
        /// An agent.
        Agent = "agent",
        /// An outside telephone.
        ThirdParty = "third party",
        /// A robot.
        Robot = "virtual agent",
        /// Another system.
        System = "third-party system",
    }
}

words! {
    /// What became of a leg.
    LegResult {
        /// It could not be set up.
        Failed = "failed",
        /// It rang, and was not answered.
        Missed = "missed",
        /// It was answered.
        Answered = "answered",
    }
}

/// An agent as a record names them. The board may know more under the same id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Person {
    /// The vendor's id.
    pub id: Option<AgentId>,
    /// Work number.
    pub number: Option<String>,
    /// Name.
    pub name: Option<String>,
}

impl Person {
    /// Whether nothing is known at all.
    pub const fn is_no_one(&self) -> bool {
        self.id.is_none() && self.number.is_none() && self.name.is_none()
    }

    /// Name, else number, else id.
    pub fn label(&self) -> Option<&str> {
        self.name.as_deref().or(self.number.as_deref()).or(self.id.as_ref().map(AgentId::as_str))
    }
}

/// One call, as the main talk list has it. `None` means that the vendor did not say.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CallRecord {
    /// The vendor's id, blanks trimmed.
    pub id: String,
    /// Direction.
    pub kind: Option<CallKind>,
    /// The other side.
    pub customer: Customer,
    /// What stands for the customer's number where calls are matched. It stays in this process: no form of a record that
    /// is written has it.
    #[serde(skip)]
    pub caller: Option<CallerKey>,
    /// Where the customer's number is at home: province and city.
    pub area: Option<String>,
    /// Our number at which, or through which, the customer was reached.
    pub relay: Option<String>,
    /// Where it was routed first: the route's name, else its id.
    pub route: Option<String>,
    /// When it began, on the vendor's clock, as all moments here.
    pub started: Option<Stamp>,
    /// When it began to ring at the customer's side.
    pub rang: Option<Stamp>,
    /// When the customer's side was answered.
    pub answered: Option<Stamp>,
    /// When customer and agent were connected.
    pub bridged: Option<Stamp>,
    /// When it ended.
    pub ended: Option<Stamp>,
    /// From bridging to the end, in ms.
    pub talk_ms: Option<i64>,
    /// From the beginning to the end, in ms.
    pub total_ms: Option<i64>,
    /// How it ended for the customer.
    pub result: Option<CallResult>,
    /// Who hung up.
    pub ended_by: Option<HangUp>,
    /// The agent it belongs to: who had it last.
    pub agent: Person,
    /// Who answered it first.
    pub first_agent: Person,
    /// Who it rang at first.
    pub first_rung: Person,
    /// Transfers begun.
    pub transfers: Option<u64>,
    /// Inquiries answered.
    pub inquiries: Option<u64>,
    /// Where the recording is, in the vendor's words; not a secret, and of no use without a token.
    #[serde(serialize_with = "masked_address")]
    pub recording: Option<String>,
    /// The tenant's own data on this call.
    pub attached: Extra,
    /// What else the vendor's documents name, in the order in which a person reads it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<(CallFact, Told)>,
    /// What no document names, under the vendor's names.
    pub extra: Extra,
}

impl CallRecord {
    /// What it says of something.
    pub fn fact(&self, fact: CallFact) -> Option<&Told> {
        self.facts.iter().find(|(known, _)| *known == fact).map(|(_, told)| told)
    }

    /// Forgets what is unmasked in it.
    pub(super) fn mask(&mut self) {
        self.customer.forget();
        mask_facts(&mut self.facts);
        self.attached = self.attached.masked().into();
        self.extra = self.extra.masked().into();
    }

    /// The agent who had it last, else who answered it first; of a call that no agent answered, who let it ring first.
    pub fn whose(&self) -> &Person {
        [&self.agent, &self.first_agent].into_iter().find(|person| !person.is_no_one()).unwrap_or(&self.first_rung)
    }

    /// How long the customer waited for an agent, in ms: to the bridge, else to the end.
    pub fn wait_ms(&self) -> Option<i64> {
        Some(self.bridged.or(self.ended)?.since(self.started?).max(0))
    }

    /// From the beginning to the end, in ms: what the vendor says, else the difference.
    pub fn length_ms(&self) -> Option<i64> {
        self.total_ms.or_else(|| Some(self.ended?.since(self.started?).max(0)))
    }
}

/// One agent's part in a call.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CallLeg {
    /// The vendor's id of the leg.
    pub id: String,
    /// How the agent came into it.
    pub kind: Option<LegKind>,
    /// What kind of party.
    pub role: Option<LegRole>,
    /// Who.
    pub agent: Person,
    /// Who passed the call on, or asked.
    pub from: Person,
    /// Extension or number used.
    pub extension: Option<String>,
    /// The device.
    pub phone: Option<PhoneKind>,
    /// A number outside that was called for this leg; masked like a customer's.
    pub dialled: Customer,
    /// Relay number on the agent's side.
    pub relay: Option<String>,
    /// When it began.
    pub started: Option<Stamp>,
    /// When it began to ring at the agent.
    pub rang: Option<Stamp>,
    /// When the agent answered.
    pub answered: Option<Stamp>,
    /// When agent and customer (or the asking agent) were connected.
    pub bridged: Option<Stamp>,
    /// When the agent's side ended.
    pub ended: Option<Stamp>,
    /// When after-call work ended.
    pub wrapped: Option<Stamp>,
    /// Talk on the agent's side, in ms.
    pub talk_ms: Option<i64>,
    /// What became of it.
    pub result: Option<LegResult>,
    /// Who hung up.
    pub ended_by: Option<HangUp>,
    /// Whether this agent had the call last.
    pub last: Option<bool>,
    /// What else the vendor's documents name, in the order in which a person reads it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<(CallFact, Told)>,
    /// What no document names, under the vendor's names.
    pub extra: Extra,
}

fn mask_facts(facts: &mut [(CallFact, Told)]) {
    for (_, told) in facts {
        *told = told.masked();
    }
}

/// One call with everybody who took part.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CallDetail {
    /// The call; `None` where only its legs could be had.
    pub call: Option<CallRecord>,
    /// The legs, by when they began.
    pub legs: Vec<CallLeg>,
}

impl CallLeg {
    /// Forgets what is unmasked in it.
    pub(super) fn mask(&mut self) {
        self.dialled.forget();
        mask_facts(&mut self.facts);
        self.extra = self.extra.masked().into();
    }

    /// Whether an agent spoke with the customer on it: a colleague who was asked, or who listened, did not have the call.
    fn handles(&self) -> bool {
        matches!(self.kind, None | Some(LegKind::Call | LegKind::Transfer | LegKind::TakeOver))
            && matches!(self.role, None | Some(LegRole::Agent))
            && self.answered.or(self.bridged).is_some()
    }
}

impl CallDetail {
    /// After-call work of the agents who had the call, together, in ms; `None` unless each of their legs tells it.
    pub fn after_call_ms(&self) -> Option<i64> {
        let mut had = self.legs.iter().filter(|leg| leg.handles()).peekable();
        had.peek()?;
        had.map(|leg| Some(leg.wrapped?.since(leg.ended?).max(0))).sum()
    }

    /// Forgets what is unmasked in it.
    pub(super) fn mask(&mut self) {
        if let Some(call) = &mut self.call {
            call.mask();
        }
        self.legs.iter_mut().for_each(CallLeg::mask);
    }
}

/// One stretch of an agent's day in one state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StateSpan {
    /// The state: login and work folded together.
    pub state: super::status::State,
    /// Why busy, if busy.
    pub reason: Option<super::status::BusyReason>,
    /// When it began, on the vendor's clock.
    pub from: Stamp,
    /// When it ended; `None` while it lasts.
    pub to: Option<Stamp>,
}

impl StateSpan {
    /// What of it lies in `from..to`; `None` where nothing does.
    #[must_use]
    pub fn within(self, from: Stamp, to: Stamp) -> Option<Self> {
        let outside = self.from >= to || self.to.is_some_and(|end| end <= from);
        (!outside).then(|| Self { from: self.from.max(from), to: self.to.map(|end| end.min(to)), ..self })
    }
}

#[cfg(test)]
mod tests;
