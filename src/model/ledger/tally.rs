//! What calls come to: counts, service level and error budget.

use super::call::{Judged, LedgerCall, Outcome};
use super::target::{ErrorBudget, ServiceTarget};
use crate::model::share::share;

/// Counts of calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Calls that an agent had.
    pub answered: u64,
    /// Of these, those in time.
    pub in_time: u64,
    /// Of these, those whose wait is known.
    pub timed: u64,
    /// Their waits together, in ms.
    pub wait_ms: u64,
    /// Of the answered calls, those whose talk is known.
    pub talked: u64,
    /// Their talk together, holds included, in ms.
    pub talk_ms: u64,
    /// Calls that ended unserved, short abandons apart.
    pub lost: u64,
    /// Short abandons.
    pub short: u64,
    /// Calls that a bot, a menu or an outside number had.
    pub elsewhere: u64,
    /// Calls that have not ended.
    pub running: u64,
    /// Calls that ended for another reason.
    pub other: u64,
}

impl Tally {
    pub(super) fn add(&mut self, judged: &Judged) {
        let one = Self::of(judged);
        self.merge(&one);
    }

    pub(super) fn remove(&mut self, judged: &Judged) {
        let one = Self::of(judged);
        self.each(&one, u64::saturating_sub);
    }

    /// Takes another's calls in.
    pub fn merge(&mut self, other: &Self) {
        self.each(other, u64::saturating_add);
    }

    fn each(&mut self, other: &Self, by: impl Fn(u64, u64) -> u64) {
        for (ours, theirs) in [
            (&mut self.answered, other.answered),
            (&mut self.in_time, other.in_time),
            (&mut self.timed, other.timed),
            (&mut self.wait_ms, other.wait_ms),
            (&mut self.talked, other.talked),
            (&mut self.talk_ms, other.talk_ms),
            (&mut self.lost, other.lost),
            (&mut self.short, other.short),
            (&mut self.elsewhere, other.elsewhere),
            (&mut self.running, other.running),
            (&mut self.other, other.other),
        ] {
            *ours = by(*ours, theirs);
        }
    }

    /// What one call comes to; `None` of a call that is not inbound.
    pub fn of_call(call: &LedgerCall, target: &ServiceTarget) -> Option<Self> {
        call.judge(target).map(|judged| Self::of(&judged))
    }

    fn of(judged: &Judged) -> Self {
        let is = |outcome| u64::from(judged.outcome == outcome);
        let whole = |ms: Option<i64>| ms.map_or(0, |ms| u64::try_from(ms).unwrap_or(0));
        Self {
            answered: is(Outcome::Answered),
            in_time: u64::from(judged.in_time),
            timed: u64::from(judged.wait_ms.is_some()),
            wait_ms: whole(judged.wait_ms),
            talked: u64::from(judged.talk_ms.is_some()),
            talk_ms: whole(judged.talk_ms),
            lost: is(Outcome::Lost),
            short: is(Outcome::ShortAbandon),
            elsewhere: is(Outcome::Elsewhere),
            running: is(Outcome::Running),
            other: is(Outcome::Other),
        }
    }

    /// The calls that one outcome counts.
    pub const fn count(&self, outcome: Outcome) -> u64 {
        match outcome {
            Outcome::Answered => self.answered,
            Outcome::Lost => self.lost,
            Outcome::ShortAbandon => self.short,
            Outcome::Elsewhere => self.elsewhere,
            Outcome::Running => self.running,
            Outcome::Other => self.other,
        }
    }

    /// The calls on which the service level rests: answered with a known wait, and lost.
    pub const fn measured(&self) -> u64 {
        self.timed.saturating_add(self.lost)
    }

    /// Calls answered in time as a share of those it rests on, 0 to 1; `None` of no calls.
    pub fn service_level(&self) -> Option<f64> {
        share(Some(self.in_time), Some(self.measured()))
    }

    /// Lost calls as a share of answered and lost ones, 0 to 1; `None` of no calls.
    pub fn lost_share(&self) -> Option<f64> {
        share(Some(self.lost), Some(self.answered.saturating_add(self.lost)))
    }

    /// Average speed of answer: from a call's start until an agent had it, in ms.
    pub const fn speed_of_answer_ms(&self) -> Option<u64> {
        self.wait_ms.checked_div(self.timed)
    }

    /// Average handle time of an answered call as far as records tell it: talk and hold, in ms. After-call work is not in it:
    /// a call's record does not tell it. Its legs do, where they were looked up
    /// ([`CallDetail::after_call_ms`](crate::model::CallDetail::after_call_ms)).
    pub const fn average_talk_ms(&self) -> Option<u64> {
        self.talk_ms.checked_div(self.talked)
    }

    /// What is left of these calls without `others`, which are among them.
    #[must_use]
    pub fn without(&self, others: &Self) -> Self {
        let mut left = *self;
        left.each(others, u64::saturating_sub);
        left
    }

    /// Of these calls, the answered ones.
    #[must_use]
    pub const fn answered_alone(&self) -> Self {
        Self { lost: 0, short: 0, elsewhere: 0, running: 0, other: 0, ..*self }
    }

    /// How many calls there are, whatever became of them.
    pub const fn calls(&self) -> u64 {
        let Self { answered, lost, short, elsewhere, running, other, .. } = *self;
        answered
            .saturating_add(lost)
            .saturating_add(short)
            .saturating_add(elsewhere)
            .saturating_add(running)
            .saturating_add(other)
    }

    /// What is left of the target; `None` of no calls.
    pub fn budget(&self, target: &ServiceTarget) -> Option<ErrorBudget> {
        let (good, all) = (u128::from(self.in_time), u128::from(self.measured()));
        if all == 0 {
            return None;
        }
        let percent = u128::from(target.percent.clamp(1, 100));
        let whole = |calls: u128| u64::try_from(calls).unwrap_or(u64::MAX);
        if good * 100 >= percent * all {
            return Some(ErrorBudget::MayBeLate(whole(good * 100 / percent - all)));
        }
        Some(match (percent * all - good * 100, 100 - percent) {
            (_, 0) => ErrorBudget::Gone,
            (lacking, each) => ErrorBudget::BringsBack(whole(lacking.div_ceil(each))),
        })
    }
}
