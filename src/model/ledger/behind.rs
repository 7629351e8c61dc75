//! The calls that a figure, or a row of a report, counts: opening it lists exactly these.

use std::collections::BTreeSet;

use super::call::{LedgerCall, Outcome};
use super::tally::Tally;
use super::target::ServiceTarget;
use super::{AgentId, Ledger, Stamp};
use crate::model::sort;

/// Calls of today that one figure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CallsOf {
    /// Calls that the service level counts and that were not answered in time: answered late, or lost.
    LateOrLost,
    /// Calls that an agent had.
    Answered,
    /// Calls that ended unserved.
    Lost,
    /// Calls that the caller ended at once.
    ShortAbandons,
}

impl CallsOf {
    /// Whether `call` is one of them.
    fn counts(self, call: &LedgerCall, target: &ServiceTarget) -> bool {
        let Some(judged) = call.judge(target) else { return false };
        match self {
            Self::LateOrLost => judged.outcome == Outcome::Lost || judged.wait_ms.is_some() && !judged.in_time,
            Self::Answered => judged.outcome == Outcome::Answered,
            Self::Lost => judged.outcome == Outcome::Lost,
            Self::ShortAbandons => judged.outcome == Outcome::ShortAbandon,
        }
    }
}

/// Inbound calls of today that a row of a report counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallsIn<'a> {
    /// Those at this number of ours; `None`: those whose records name none.
    Relay(Option<&'a str>),
    /// Those that were routed so first; `None`: those whose records name no route.
    Route(Option<&'a str>),
    /// The answered ones that one of these agents answered first; ids or work numbers.
    AnsweredBy(&'a [String]),
    /// The answered ones that none of them did.
    AnsweredByOthers(&'a [String]),
}

impl Tally {
    /// How many of them there are.
    pub const fn behind(&self, what: CallsOf) -> u64 {
        match what {
            CallsOf::LateOrLost => self.measured().saturating_sub(self.in_time),
            CallsOf::Answered => self.answered,
            CallsOf::Lost => self.lost,
            CallsOf::ShortAbandons => self.short,
        }
    }
}

impl Ledger {
    /// The calls behind a figure, newest first: as many as it counts.
    pub fn behind(&self, what: CallsOf) -> Vec<&LedgerCall> {
        self.newest_first(|call| what.counts(call, &self.target))
    }

    /// The inbound calls in progress that no agent has, newest first, as far as the records tell of them. How many there
    /// are the stream tells.
    pub fn without_an_agent(&self) -> Vec<&LedgerCall> {
        self.newest_first(|call| call.outcome(&self.target) == Some(Outcome::Running) && !call.had_an_agent())
    }

    pub(super) fn newest_first(&self, counts: impl Fn(&LedgerCall) -> bool) -> Vec<&LedgerCall> {
        let mut found: Vec<&LedgerCall> = self.calls.iter().filter(|call| counts(call)).collect();
        sort::by(&mut found, |a, b| (b.started, &b.id).cmp(&(a.started, &a.id)));
        found
    }

    /// The calls that a row counts, newest first: as many as it says.
    pub fn within(&self, row: CallsIn<'_>) -> Vec<&LedgerCall> {
        let firsts: BTreeSet<&AgentId> = match row {
            CallsIn::AnsweredBy(who) | CallsIn::AnsweredByOthers(who) => {
                self.answerers(who).map(|(id, _)| id).collect()
            }
            CallsIn::Relay(_) | CallsIn::Route(_) => BTreeSet::new(),
        };
        self.newest_first(|call| {
            let Some(outcome) = call.outcome(&self.target) else { return false };
            let by_them = || call.answerer().is_some_and(|id| firsts.contains(&id));
            match row {
                CallsIn::Relay(relay) => call.relay.as_deref() == relay,
                CallsIn::Route(route) => call.route.as_deref() == route,
                CallsIn::AnsweredBy(_) => outcome == Outcome::Answered && by_them(),
                CallsIn::AnsweredByOthers(_) => outcome == Outcome::Answered && !by_them(),
            }
        })
    }

    /// Changes whenever a call does, or what calls are measured by.
    pub const fn version(&self) -> (u64, Stamp) {
        (self.revision, self.as_of)
    }
}
