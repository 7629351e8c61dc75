//! One agent, as the vendor's stream describes them.

use compact_str::CompactString;
use serde::ser::SerializeStruct;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;

use super::at_least::{AtLeast, times_differ};
use super::customer::{Customer, CustomerNumber, mask_value, masked_text};
use super::extra::Extra;
use super::plain;
use super::status::{BusyReason, CallKind, LoginState, PhoneKind, State, WorkState};
use super::time::Stamp;

mod id;

pub use id::AgentId;

/// One agent. `None` means that the vendor did not say; it is shown as `–`, never as 0.
///
/// Texts of up to 24 bytes, which nearly all are, stand here as well, and not elsewhere in the memory.
///
/// What messages change stands first and side by side, in the order in which it is written here: it comes from the memory by 64
/// bytes at a time, and a message has to wait for each.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[repr(C)]
pub struct Agent {
    /// Who.
    pub id: AgentId,
    /// Login state.
    pub login: Option<LoginState>,
    /// Work state.
    pub work: Option<WorkState>,
    /// Why busy.
    pub reason: Option<BusyReason>,
    /// When the work state began, on the vendor's clock.
    pub work_since: Option<Stamp>,
    /// When the login state began, on the vendor's clock.
    pub login_since: Option<Stamp>,
    /// Which of these two times the vendor did not send, so that the state may have begun earlier.
    #[serde(default)]
    pub at_least: AtLeast,
    /// Direction of the present call.
    pub call: Option<CallKind>,
    /// Inbound calls answered today.
    pub answered: Option<u64>,
    /// Inbound calls missed today.
    pub missed: Option<u64>,
    /// Outbound calls today.
    pub dialled: Option<u64>,
    /// Outbound calls answered by the customer today.
    pub connected: Option<u64>,
    /// Who is on the line.
    pub customer: Customer,
    /// Every field without a typed home, under the vendor's name.
    pub extra: Extra,
    /// Work number, the one colleagues know.
    pub number: Option<CompactString>,
    /// Name as the vendor writes it; not yet cleaned for a terminal.
    pub name: Option<CompactString>,
    /// The answering device.
    pub phone: Option<PhoneKind>,
    /// Extension bound at login.
    pub extension: Option<CompactString>,
}

impl Serialize for Agent {
    /// In the order in which people look at it, and in which it has always been written.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Agent", if self.at_least.is_none() { 17 } else { 18 })?;
        fields.serialize_field("id", &self.id)?;
        fields.serialize_field("number", &self.number)?;
        fields.serialize_field("name", &self.name)?;
        fields.serialize_field("login", &self.login)?;
        fields.serialize_field("work", &self.work)?;
        fields.serialize_field("reason", &self.reason)?;
        fields.serialize_field("work_since", &self.work_since)?;
        fields.serialize_field("login_since", &self.login_since)?;
        if self.at_least.is_none() {
            fields.skip_field("at_least")?;
        } else {
            fields.serialize_field("at_least", &self.at_least)?;
        }
        fields.serialize_field("phone", &self.phone)?;
        fields.serialize_field("extension", &self.extension)?;
        fields.serialize_field("call", &self.call)?;
        fields.serialize_field("customer", &self.customer)?;
        fields.serialize_field("answered", &self.answered)?;
        fields.serialize_field("missed", &self.missed)?;
        fields.serialize_field("dialled", &self.dialled)?;
        fields.serialize_field("connected", &self.connected)?;
        fields.serialize_field("extra", &self.extra)?;
        fields.end()
    }
}

impl Agent {
    /// An agent of whom nothing but the id is known.
    pub fn new(id: AgentId) -> Self {
        Self {
            id,
            number: None,
            name: None,
            login: None,
            work: None,
            reason: None,
            work_since: None,
            login_since: None,
            at_least: AtLeast::default(),
            phone: None,
            extension: None,
            call: None,
            customer: Customer::default(),
            answered: None,
            missed: None,
            dialled: None,
            connected: None,
            extra: Extra::new(),
        }
    }

    /// Login and work state as one.
    pub const fn state(&self) -> State {
        State::of(self.login, self.work)
    }

    /// When the present [`State`] began, on the vendor's clock: the login's time where the login decides, the later of
    /// the two where it takes both.
    pub fn since(&self) -> Option<Stamp> {
        self.began().map(|(since, _)| since)
    }

    /// Whether the present [`State`] may have begun before [`Agent::since`]: the vendor did not send that time.
    pub fn is_at_least(&self) -> bool {
        self.began().is_some_and(|(_, at_least)| at_least)
    }

    fn began(&self) -> Option<(Stamp, bool)> {
        let work = self.work_since.map(|since| (since, self.at_least.work));
        let login = self.login_since.map(|since| (since, self.at_least.login));
        match self.state() {
            State::Offline => login.or(work),
            State::Locked if self.work != Some(WorkState::Locked) => login.or(work),
            State::Busy if self.work != Some(WorkState::Busy) => match (login, work) {
                (Some(login), Some(work)) if self.work == Some(WorkState::Ready) => Some(later(login, work)),
                (login, work) => login.or(work),
            },
            // An agent who was free by the line became so with the login, if that came later.
            State::Ready => work.map(|work| login.map_or(work, |login| later(login, work))),
            _ => work,
        }
    }

    /// Milliseconds in the present state at `now` of our clock, corrected by `skew_ms` (vendor's clock minus ours);
    /// never negative.
    pub fn in_state_ms(&self, now: Stamp, skew_ms: i64) -> Option<i64> {
        self.since().map(|since| now.plus(skew_ms).since(since).max(0))
    }

    /// Whether ids or work numbers among `who` name this agent; no names are all agents.
    pub fn is_among(&self, who: &[String]) -> bool {
        let named = |name: &String| name == self.id.as_str() || self.number.as_deref() == Some(name);
        who.is_empty() || who.iter().any(named)
    }

    /// The name, else the number, else the id: what to call this person.
    pub fn label(&self) -> &str {
        fn filled(text: Option<&str>) -> Option<&str> {
            text.map(plain::trimmed).filter(|text| !text.is_empty())
        }
        filled(self.name.as_deref()).or_else(|| filled(self.number.as_deref())).unwrap_or(self.id.as_str())
    }

    /// Sets one typed field; an untyped one is left to the caller, which patches all of a message at once.
    #[inline] // so that the change is not copied on its way: a copy of what was just written has to wait for it
    pub fn set(&mut self, change: AgentChange) -> Option<ExtraField> {
        match change {
            AgentChange::Number(value) => self.number = value.map(CompactString::from),
            AgentChange::Name(value) => self.name = value.map(CompactString::from),
            AgentChange::Login(value) => self.login = value,
            AgentChange::Work(value) => self.work = value,
            AgentChange::Reason(value) => self.reason = value,
            AgentChange::WorkSince(value) => {
                self.work_since = value;
                self.at_least.work = false;
            }
            AgentChange::LoginSince(value) => {
                self.login_since = value;
                self.at_least.login = false;
            }
            AgentChange::Phone(value) => self.phone = value,
            AgentChange::Extension(value) => self.extension = value.map(CompactString::from),
            AgentChange::Call(value) => self.call = value,
            AgentChange::CustomerNumber(value) => self.customer.number = value,
            AgentChange::CustomerMasked(value) => self.customer.masked = value,
            AgentChange::Answered(value) => self.answered = value,
            AgentChange::Missed(value) => self.missed = value,
            AgentChange::Dialled(value) => self.dialled = value,
            AgentChange::Connected(value) => self.connected = value,
            AgentChange::Extra(extra) => return Some(extra),
        }
        None
    }

    /// Why busy, where that was said: "no reason given" is none.
    pub(super) fn given_reason(&self) -> Option<BusyReason> {
        self.reason.filter(|reason| *reason != BusyReason::Unknown)
    }

    /// How many fields differ between two views of the same agent: what a resync found to have drifted.
    pub fn differing_fields(&self, other: &Self) -> u64 {
        let typed = [
            self.number != other.number,
            self.name != other.name,
            self.login != other.login,
            self.work != other.work,
            self.given_reason() != other.given_reason(),
            times_differ((self.work_since, self.at_least.work), (other.work_since, other.at_least.work)),
            times_differ((self.login_since, self.at_least.login), (other.login_since, other.at_least.login)),
            self.phone != other.phone,
            self.extension != other.extension,
            self.call != other.call,
            self.customer.number != other.customer.number,
            self.customer.masked != other.customer.masked,
            self.answered != other.answered,
            self.missed != other.missed,
            self.dialled != other.dialled,
            self.connected != other.connected,
        ];
        let typed = typed.into_iter().filter(|differs| *differs).count() as u64;
        typed + differing_entries(&self.extra, &other.extra)
    }
}

fn later(one: (Stamp, bool), other: (Stamp, bool)) -> (Stamp, bool) {
    if one.0 > other.0 { one } else { other }
}

/// How many fields differ, counting those that only one has.
pub(super) fn differing_entries(ours: &Extra, theirs: &Extra) -> u64 {
    let changed = ours.iter().filter(|(key, value)| theirs.get(key) != Some(*value)).count();
    let new = theirs.keys().filter(|key| !ours.contains_key(key)).count();
    (changed + new) as u64
}

/// One field of one agent takes a new value; `None` means the vendor no longer says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgentChange {
    /// [`Agent::number`]
    Number(Option<String>),
    /// [`Agent::name`]
    Name(Option<String>),
    /// [`Agent::login`]
    Login(Option<LoginState>),
    /// [`Agent::work`]
    Work(Option<WorkState>),
    /// [`Agent::reason`]
    Reason(Option<BusyReason>),
    /// [`Agent::work_since`]
    WorkSince(Option<Stamp>),
    /// [`Agent::login_since`]
    LoginSince(Option<Stamp>),
    /// [`Agent::phone`]
    Phone(Option<PhoneKind>),
    /// [`Agent::extension`]
    Extension(Option<String>),
    /// [`Agent::call`]
    Call(Option<CallKind>),
    /// [`Customer::number`]
    CustomerNumber(Option<CustomerNumber>),
    /// [`Customer::masked`]
    CustomerMasked(#[serde(serialize_with = "masked_text")] Option<String>),
    /// [`Agent::answered`]
    Answered(Option<u64>),
    /// [`Agent::missed`]
    Missed(Option<u64>),
    /// [`Agent::dialled`]
    Dialled(Option<u64>),
    /// [`Agent::connected`]
    Connected(Option<u64>),
    /// A field without a typed home.
    Extra(ExtraField),
}

impl AgentChange {
    /// Whether the agent's [`State`] may change with it.
    pub(super) const fn is_of_state(&self) -> bool {
        matches!(self, Self::Login(_) | Self::Work(_) | Self::Reason(_))
    }

    /// Whether it is what the agent is called.
    pub(super) const fn is_of_name(&self) -> bool {
        matches!(self, Self::Name(_) | Self::Number(_))
    }

    /// Whether it is one of today's four counters.
    pub(super) const fn is_of_today(&self) -> bool {
        matches!(self, Self::Answered(_) | Self::Missed(_) | Self::Dialled(_) | Self::Connected(_))
    }
}

/// A field without a typed home takes a new value.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct ExtraField {
    /// The vendor's name of the field: one path segment, not a pointer.
    pub field: String,
    /// Its new value.
    pub value: Value,
}

impl Serialize for ExtraField {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("ExtraField", 2)?;
        fields.serialize_field("field", &self.field)?;
        fields.serialize_field("value", &mask_value(&self.field, &self.value))?;
        fields.end()
    }
}
