//! Fields that have meaning only beside another, and what a message implies that says one without the other.
//!
//! Vendors send what changed, and now and then only half of it: a work state without the time since when, the end of a
//! call without the end of its number. What is left over from before must not pass for news. The rules, in one place:
//!
//! | field | belongs to | left out when that turns |
//! |---|---|---|
//! | `work_since` | the work state | counts from the message, marked [`AtLeast`] |
//! | `work_since` | being logged in: an offline agent's line says nothing | counts from the login, marked |
//! | `login_since` | the login state | counts from the message, marked |
//! | `reason` | being busy, by login or by work state | unknown once that is over |
//! | `call`, `customer.number`, `customer.masked` | the call | gone once it is over, or another one rings |
//! | `customer.masked` | `customer.number` | unknown once a number is said without its mask |
//!
//! After-call work is not part of the call: the vendor's list has "0: no talk" for its kind. A busy agent whose reason
//! alone changes has been busy since before. A state that a message leaves and enters again has begun anew; one that is
//! only said again has not. `null` for a time is no time.
//!
//! Number, name, device and extension belong to the agent alone. The four counters belong to their day, which the vendor
//! ends by telling them anew; the centre's figures are each a count of its own. Chats and AI sessions come whole, each
//! answer with all of its figures, and what is left out of one is unknown.

use std::collections::btree_map::{BTreeMap, Entry};

use super::agent::{Agent, AgentChange};
use super::at_least::AtLeast;
use super::status::{CallKind, LoginState, WorkState};
use super::time::Stamp;
use super::update::Change;

/// A message's own time further than this from when it was heard is not believed, in ms.
const BELIEVED_MS: u64 = 300_000;

/// When a message was made, on the vendor's clock: what it says of itself, else when it was heard. `skew_ms` is the
/// vendor's clock minus ours.
pub fn moment(made: Option<Stamp>, heard: Stamp, skew_ms: i64) -> Stamp {
    let heard = heard.plus(skew_ms);
    made.filter(|made| made.ms().abs_diff(heard.ms()) <= BELIEVED_MS).unwrap_or(heard)
}

/// Login and work state: what decides what the other fields mean.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) login: Option<LoginState>,
    pub(super) work: Option<WorkState>,
}

const fn is_call(work: Option<WorkState>) -> bool {
    matches!(work, Some(WorkState::Dialling | WorkState::Ringing | WorkState::Talking | WorkState::Holding))
}

impl Line {
    pub(super) const fn of(agent: &Agent) -> Self {
        Self { login: agent.login, work: agent.work }
    }

    fn is_offline(self) -> bool {
        self.login == Some(LoginState::Offline)
    }

    fn is_busy(self) -> bool {
        !self.is_offline() && (self.login == Some(LoginState::Busy) || self.work == Some(WorkState::Busy))
    }

    fn in_call(self) -> bool {
        !self.is_offline() && is_call(self.work)
    }

    /// Whether the login alone says what the agent does.
    const fn is_hidden(self) -> bool {
        matches!(self.login, Some(LoginState::Offline | LoginState::Locked))
    }

    /// What is known of the call when the last one is over: that there is none, unless nothing is known.
    fn idle_kind(self) -> Option<CallKind> {
        let idle =
            matches!(self.work, Some(WorkState::Ready | WorkState::Busy | WorkState::WrapUp | WorkState::Locked));
        (idle || self.is_offline()).then_some(CallKind::None)
    }
}

/// What a message said of an agent, as far as it matters here.
#[derive(Clone, Copy, Debug, Default)]
struct Said {
    /// The last time it gave, if it gave one.
    work_since: Option<Stamp>,
    login_since: Option<Stamp>,
    reason: bool,
    call: bool,
    number: bool,
    masked: bool,
}

/// One message and one agent. The order of a message's operations on different fields does not matter.
#[derive(Clone, Copy, Debug)]
pub(super) struct OneMessage {
    before: Line,
    pub(super) now: Line,
    said: Said,
    work_turned: bool,
    login_turned: bool,
    /// The line was seen without a call.
    idle: bool,
    /// It rang in the middle of a call: another one.
    rang: bool,
    /// The line, the login was seen not busy.
    work_calm: bool,
    login_calm: bool,
}

impl OneMessage {
    pub(super) const fn new(before: Line) -> Self {
        Self {
            before,
            now: before,
            said: Said {
                work_since: None,
                login_since: None,
                reason: false,
                call: false,
                number: false,
                masked: false,
            },
            work_turned: false,
            login_turned: false,
            idle: false,
            rang: false,
            work_calm: false,
            login_calm: false,
        }
    }

    /// Whether a change matters here at all.
    pub(super) const fn concerns(set: &AgentChange) -> bool {
        matches!(
            set,
            AgentChange::Work(_)
                | AgentChange::Login(_)
                | AgentChange::WorkSince(_)
                | AgentChange::LoginSince(_)
                | AgentChange::Reason(_)
                | AgentChange::Call(_)
                | AgentChange::CustomerNumber(_)
                | AgentChange::CustomerMasked(_)
        )
    }

    /// Takes note of one operation.
    pub(super) fn see(&mut self, set: &AgentChange) {
        match set {
            AgentChange::Work(work) => {
                self.work_turned |= *work != self.now.work;
                let talks = matches!(self.now.work, Some(WorkState::Talking | WorkState::Holding));
                self.rang |= talks && *work == Some(WorkState::Ringing);
                self.idle |= !is_call(*work);
                self.work_calm |= *work != Some(WorkState::Busy);
                self.now.work = *work;
            }
            AgentChange::Login(login) => {
                self.login_turned |= *login != self.now.login;
                self.idle |= *login == Some(LoginState::Offline);
                self.login_calm |= *login != Some(LoginState::Busy);
                self.now.login = *login;
            }
            AgentChange::WorkSince(since) => self.said.work_since = *since,
            AgentChange::LoginSince(since) => self.said.login_since = *since,
            AgentChange::Reason(_) => self.said.reason = true,
            AgentChange::Call(_) => self.said.call = true,
            AgentChange::CustomerNumber(_) => self.said.number = true,
            AgentChange::CustomerMasked(_) => self.said.masked = true,
            _ => {}
        }
    }

    /// What follows from the message beyond what it said, if it was made at `moment`; a time among it is one
    /// [`AtLeast`]. Without a moment such a time is unknown.
    pub(super) fn implied(&self, moment: Option<Stamp>, mut imply: impl FnMut(AgentChange)) {
        if self.login_turned && self.said.login_since.is_none() {
            imply(AgentChange::LoginSince(moment));
        }
        let shows_again = self.login_turned && self.before.is_hidden() && !self.now.is_hidden();
        if self.said.work_since.is_none() {
            if self.work_turned {
                imply(AgentChange::WorkSince(moment));
            } else if shows_again {
                imply(AgentChange::WorkSince(self.said.login_since.or(moment)));
            }
        }
        if self.is_calm_again() && !self.said.reason {
            imply(AgentChange::Reason(None));
        }
        let hung_up = self.before.in_call() && (self.idle || self.rang || !self.now.in_call());
        if hung_up && !self.said.call {
            imply(AgentChange::Call(self.now.idle_kind()));
        }
        if hung_up && !self.said.number {
            imply(AgentChange::CustomerNumber(None));
        }
        if (hung_up || self.said.number) && !self.said.masked {
            imply(AgentChange::CustomerMasked(None));
        }
    }

    /// Whether the agent is no longer busy as before: not at all, or anew.
    fn is_calm_again(&self) -> bool {
        let (before, now) = (self.before, self.now);
        let by_work = |line: Line| line.work == Some(WorkState::Busy);
        let by_login = |line: Line| line.login == Some(LoginState::Busy);
        let again = (by_work(before) && by_work(now) && self.work_calm && !by_login(before) && !by_login(now))
            || (by_login(before) && by_login(now) && self.login_calm && !by_work(before) && !by_work(now));
        before.is_busy() && (!now.is_busy() || again)
    }
}

/// What one message said of each agent that it named. Nearly every message is about one agent, who is kept without a map.
pub(super) struct Steps<K> {
    first: Option<(K, OneMessage)>,
    others: Option<BTreeMap<K, OneMessage>>,
}

impl<K: Ord> Steps<K> {
    pub(super) const fn new() -> Self {
        Self { first: None, others: None }
    }

    /// The message as far as it is about `who`, whose line was `before`; `None` where there is none of whom that is known.
    pub(super) fn of(&mut self, who: K, before: impl FnOnce() -> Option<Line>) -> Option<&mut OneMessage> {
        if self.first.is_none() {
            self.first = Some((who, OneMessage::new(before()?)));
        } else if self.first.as_ref().is_some_and(|(first, _)| *first != who) {
            return match self.others.get_or_insert_default().entry(who) {
                Entry::Occupied(known) => Some(known.into_mut()),
                Entry::Vacant(new) => Some(new.insert(OneMessage::new(before()?))),
            };
        }
        self.first.as_mut().map(|(_, step)| step)
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.first.is_none()
    }

    /// Has `take` each of them.
    pub(super) fn each(self, mut take: impl FnMut(K, OneMessage)) {
        if let Some((who, step)) = self.first {
            take(who, step);
        }
        if let Some(others) = self.others {
            Self::each_of(others, take);
        }
    }

    #[cold] // few messages are about several agents, and what they need is not to stand in the way of the others
    fn each_of(others: BTreeMap<K, OneMessage>, mut take: impl FnMut(K, OneMessage)) {
        for (who, step) in others {
            take(who, step);
        }
    }
}

/// Whether anything can follow from a change beyond what it says.
pub fn concerns(change: &Change) -> bool {
    matches!(change, Change::Agent { set, .. } if OneMessage::concerns(set))
}

impl Agent {
    /// Sets what a message implied: a time among it is one that was not sent.
    pub(super) fn imply(&mut self, set: AgentChange) {
        let (work, login) = match &set {
            AgentChange::WorkSince(since) => (since.is_some(), self.at_least.login),
            AgentChange::LoginSince(since) => (self.at_least.work, since.is_some()),
            _ => (self.at_least.work, self.at_least.login),
        };
        self.set(set);
        self.at_least = AtLeast { work, login };
    }
}

#[cfg(test)]
mod tests;
