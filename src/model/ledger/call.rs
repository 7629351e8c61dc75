//! One call of the ledger, and what became of it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::later::{Bearing, Later};
use super::target::ServiceTarget;
use crate::model::agent::AgentId;
use crate::model::call::{CallRecord, CallResult, HangUp, Person};
use crate::model::customer::Customer;
use crate::model::status::CallKind;
use crate::model::time::Stamp;

/// A call as the ledger keeps it. `None` means that the vendor did not say. The customer's number is here only masked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LedgerCall {
    /// The vendor's id.
    pub id: Arc<str>,
    /// Direction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<CallKind>,
    /// The customer's number, masked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<Arc<str>>,
    /// Our number at which, or through which, the customer was reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relay: Option<Arc<str>>,
    /// Where it was routed first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub route: Option<Arc<str>>,
    /// When it began, on the vendor's clock, as all moments here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started: Option<Stamp>,
    /// When customer and agent were connected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bridged: Option<Stamp>,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Stamp>,
    /// From bridging to the end, holds included, in ms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub talk_ms: Option<i64>,
    /// From the beginning to the end, in ms, as the vendor says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total_ms: Option<i64>,
    /// How it ended for the customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<CallResult>,
    /// Who hung up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_by: Option<HangUp>,
    /// Who had it last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<Arc<Person>>,
    /// Who answered it first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<Arc<Person>>,
    /// At whom it rang first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rung: Option<Arc<Person>>,
    /// Transfers begun.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transfers: Option<u32>,
    /// Of a lost call, where numbers are matched: what followed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub later: Option<Later>,
}

/// What became of an inbound call. Each has exactly one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Outcome {
    /// An agent had it.
    Answered,
    /// It ended unserved.
    Lost,
    /// The caller hung up so soon that it says nothing of the service.
    ShortAbandon,
    /// A bot, a menu or an outside number had it, and no agent.
    Elsewhere,
    /// It has not ended.
    Running,
    /// It ended for another reason, or for one that no document names.
    Other,
}

/// What is counted of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Judged {
    pub(super) outcome: Outcome,
    /// From its start until an agent had it, in ms; of answered calls.
    pub(super) wait_ms: Option<i64>,
    /// Whether that is within the target.
    pub(super) in_time: bool,
    /// Of answered calls.
    pub(super) talk_ms: Option<i64>,
}

impl LedgerCall {
    /// What the ledger keeps of a record.
    pub fn of(record: &CallRecord) -> Self {
        let person = |person: &Person| (!person.is_no_one()).then(|| Arc::new(person.clone()));
        let people = [&record.agent, &record.first_agent, &record.first_rung].map(person);
        let [relay, route] = [&record.relay, &record.route].map(|text| text.as_deref().map(Into::into));
        let texts = [record.customer.shown().map(Into::into), relay, route];
        Self::made(record, record.id.as_str().into(), texts, people)
    }

    /// The same with these texts (the customer's number, ours, the route) and people (who had it last, who answered it, at
    /// whom it rang).
    pub(super) fn made(
        record: &CallRecord,
        id: Arc<str>,
        [customer, relay, route]: [Option<Arc<str>>; 3],
        [agent, first, rung]: [Option<Arc<Person>>; 3],
    ) -> Self {
        Self {
            id,
            kind: record.kind,
            customer,
            relay,
            route,
            started: record.started,
            bridged: record.bridged,
            ended: record.ended,
            talk_ms: record.talk_ms,
            total_ms: record.total_ms,
            result: record.result,
            ended_by: record.ended_by,
            agent,
            first,
            rung,
            transfers: record.transfers.map(|count| u32::try_from(count).unwrap_or(u32::MAX)),
            later: None,
        }
    }

    /// The record as lists show it, with what the ledger keeps of it.
    pub fn record(&self) -> CallRecord {
        let person = |person: &Option<Arc<Person>>| person.as_deref().cloned().unwrap_or_default();
        CallRecord {
            id: self.id.as_ref().to_owned(),
            kind: self.kind,
            customer: Customer { number: None, masked: self.customer.as_deref().map(str::to_owned) },
            relay: self.relay.as_deref().map(str::to_owned),
            route: self.route.as_deref().map(str::to_owned),
            started: self.started,
            bridged: self.bridged,
            ended: self.ended,
            talk_ms: self.talk_ms,
            total_ms: self.total_ms,
            result: self.result,
            ended_by: self.ended_by,
            agent: person(&self.agent),
            first_agent: person(&self.first),
            first_rung: person(&self.rung),
            transfers: self.transfers.map(u64::from),
            ..CallRecord::default()
        }
    }

    /// What became of it; `None` of a call that is not inbound.
    pub fn outcome(&self, target: &ServiceTarget) -> Option<Outcome> {
        if self.kind != Some(CallKind::Inbound) {
            return None;
        }
        Some(match self.result {
            Some(CallResult::Answered | CallResult::CustomerAnswered) if self.had_an_agent() => Outcome::Answered,
            Some(CallResult::Answered | CallResult::CustomerAnswered) => Outcome::Elsewhere,
            Some(CallResult::HungUpFast) if self.length_ms().is_some_and(|ms| ms <= target.short_ms) => {
                Outcome::ShortAbandon
            }
            Some(
                CallResult::AgentNotFound | CallResult::HungUpFast | CallResult::AgentMissed | CallResult::SystemMissed,
            ) => Outcome::Lost,
            None if self.ended.is_none() => Outcome::Running,
            _ => Outcome::Other,
        })
    }

    /// What it says of contact with its customer: that they were lost, or that they and an agent spoke, and when.
    /// Outbound calls count where both sides answered.
    pub(super) fn bearing(&self, target: &ServiceTarget) -> Option<Bearing> {
        let spoke = || self.bridged.or(self.started).map(Bearing::Contact);
        match self.kind {
            Some(CallKind::Outbound) if self.result == Some(CallResult::Answered) => spoke(),
            Some(CallKind::Inbound) => match self.outcome(target)? {
                Outcome::Answered => spoke(),
                Outcome::Lost => self.started.map(Bearing::Lost),
                _ => None,
            },
            _ => None,
        }
    }

    /// Who answered it first, by id, or else by work number.
    pub(super) fn answerer(&self) -> Option<AgentId> {
        let first = self.first.as_deref()?;
        first.id.clone().or_else(|| first.number.as_deref().map(AgentId::new))
    }

    /// An agent is named, or customer and agent were connected.
    pub(super) fn had_an_agent(&self) -> bool {
        self.first.is_some() || self.agent.is_some() || self.bridged.is_some()
    }

    /// From its start to its end, in ms: by both moments, else what the vendor says.
    fn length_ms(&self) -> Option<i64> {
        self.ended.zip(self.started).map(|(end, start)| end.since(start).max(0)).or(self.total_ms)
    }

    /// From its start until an agent had it, in ms.
    pub fn wait_ms(&self) -> Option<i64> {
        Some(self.bridged?.since(self.started?).max(0))
    }

    pub(super) fn judge(&self, target: &ServiceTarget) -> Option<Judged> {
        let outcome = self.outcome(target)?;
        let answered = outcome == Outcome::Answered;
        let wait_ms = self.wait_ms().filter(|_| answered);
        let in_time = wait_ms.is_some_and(|wait| wait <= target.within_ms);
        Some(Judged { outcome, wait_ms, in_time, talk_ms: self.talk_ms.filter(|ms| answered && *ms >= 0) })
    }
}
