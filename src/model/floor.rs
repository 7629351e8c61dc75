//! The floor by half hours: how many agents were logged in, ready, in after-call work and away, on average, as far as the
//! board saw it.
//!
//! It is summed up while the board runs, in agents times ms, from what the agents' source tells: between two moments at
//! which it was heard the agents are taken to be as they were at the first. A stretch in which it was not heard for longer
//! than [`SILENCE_MS`], or was not live, was not seen. A half hour of which more than [`UNSEEN_MS`] were not seen is not
//! known. No agent is named in it.

use std::collections::VecDeque;

use super::day::HALF_HOUR_MS;
use super::status::{BusyReason, State};
use super::time::Stamp;
use crate::model::sort;

/// A source that was not heard for longer was not seen meanwhile, in ms.
pub const SILENCE_MS: i64 = 90_000;

/// So much of a half hour may be unseen, in ms.
pub const UNSEEN_MS: u64 = 60_000;

/// A quarter of an hour, in ms: the half hours of every zone begin and end with one.
const QUARTER_MS: i64 = 900_000;

/// So many quarters are remembered: records may come hours late.
const KEPT: usize = 24;

/// The busy reasons that have a name, and the others together.
const REASONS: usize = BusyReason::NAMED.len() + 1;

/// How many numbers a floor is written as.
pub(super) const NUMBERS: usize = 5 + REASONS;

/// What a stretch of time looked like: sums over the agents, in agents times ms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Floor {
    /// So much of it was seen, in ms.
    pub seen_ms: u64,
    /// Agents who were logged in.
    pub logged_in: u64,
    /// Of these, who were ready.
    pub ready: u64,
    /// Who were in after-call work.
    pub wrap_up: u64,
    /// Who were locked by the system.
    pub locked: u64,
    busy: [u64; REASONS],
}

/// The place of a busy reason.
fn place(reason: Option<BusyReason>) -> usize {
    reason.unwrap_or(BusyReason::Unknown).place().unwrap_or(REASONS - 1)
}

impl Floor {
    /// A stretch of which so many ms were seen, with no agent in it yet.
    pub fn seen(seen_ms: u64) -> Self {
        Self { seen_ms, ..Self::default() }
    }

    /// Agents times ms in a busy reason; codes without a name are one reason.
    pub fn busy_in(&self, reason: BusyReason) -> u64 {
        self.busy.get(place(Some(reason))).copied().unwrap_or(0)
    }

    /// Agents times ms in any busy reason.
    pub fn busy(&self) -> u64 {
        self.busy.iter().fold(0, |sum, ms| sum.saturating_add(*ms))
    }

    /// Agents times ms away from the calls: busy, or locked by the system.
    pub fn away(&self) -> u64 {
        self.busy().saturating_add(self.locked)
    }

    /// The reasons that took any time, longest first: codes without a name as 0.
    pub fn reasons(&self) -> Vec<(BusyReason, u64)> {
        let named = BusyReason::NAMED.iter().copied().chain([BusyReason::Other(0)]);
        let mut reasons: Vec<(BusyReason, u64)> = named.zip(self.busy).filter(|(_, ms)| *ms > 0).collect();
        sort::by_key(&mut reasons, |(_, ms)| std::cmp::Reverse(*ms));
        reasons
    }

    /// How many agents a sum of this floor is on average, of the time that was seen; `None` if none of it was.
    pub fn mean(&self, sum: u64) -> Option<f64> {
        (self.seen_ms > 0).then(|| sum as f64 / self.seen_ms as f64)
    }

    /// Whether so much of a half hour was seen that its means are known.
    pub const fn is_whole(&self) -> bool {
        self.seen_ms.saturating_add(UNSEEN_MS) >= HALF_HOUR_MS as u64
    }

    /// Notes an agent who was in this state for so many ms.
    pub fn note(&mut self, state: State, reason: Option<BusyReason>, ms: u64) {
        self.each(state, reason, |sum| *sum = sum.saturating_add(ms));
    }

    /// Takes back what was noted so.
    pub(super) fn take_back(&mut self, state: State, reason: Option<BusyReason>, ms: u64) {
        self.each(state, reason, |sum| *sum = sum.saturating_sub(ms));
    }

    /// The sums in which an agent in this state is.
    fn each(&mut self, state: State, reason: Option<BusyReason>, change: impl Fn(&mut u64)) {
        let sum = match state {
            State::Offline | State::Unknown | State::Other(_) => return,
            State::Ready => Some(&mut self.ready),
            State::WrapUp => Some(&mut self.wrap_up),
            State::Locked => Some(&mut self.locked),
            State::Busy => self.busy.get_mut(place(reason)),
            State::Ringing | State::Dialling | State::Talking | State::Holding => None,
        };
        sum.into_iter().chain([&mut self.logged_in]).for_each(change);
    }

    fn add(&mut self, others: &Self, times: u64) {
        let add = |sum: &mut u64, other: u64| *sum = sum.saturating_add(other.saturating_mul(times));
        add(&mut self.logged_in, others.logged_in);
        add(&mut self.ready, others.ready);
        add(&mut self.wrap_up, others.wrap_up);
        add(&mut self.locked, others.locked);
        for (sum, other) in self.busy.iter_mut().zip(others.busy) {
            add(sum, other);
        }
    }

    /// What is written of it.
    pub(super) fn numbers(&self) -> impl Iterator<Item = u64> {
        let Self { seen_ms, logged_in, ready, wrap_up, locked, busy } = *self;
        [seen_ms, logged_in, ready, wrap_up, locked].into_iter().chain(busy)
    }

    /// What was written so.
    pub(super) fn of_numbers(numbers: &[u64]) -> Option<Self> {
        let [seen_ms, logged_in, ready, wrap_up, locked, busy @ ..] = numbers else { return None };
        let busy: [u64; REASONS] = busy.try_into().ok()?;
        let floor =
            Self { seen_ms: *seen_ms, logged_in: *logged_in, ready: *ready, wrap_up: *wrap_up, locked: *locked, busy };
        let parts = ready.checked_add(*wrap_up)?.checked_add(floor.away())?;
        (*seen_ms <= HALF_HOUR_MS as u64 && parts <= *logged_in).then_some(floor)
    }
}

/// The floor while it is watched.
#[derive(Clone, Debug, Default)]
pub(super) struct FloorWatch {
    /// When the agents' source was heard last, on the vendor's clock.
    last: Option<Stamp>,
    /// Quarters of an hour, counted since the epoch, oldest first.
    quarters: VecDeque<(i64, Floor)>,
}

impl FloorWatch {
    /// Notes that the source was heard at `moment` on the vendor's clock, and that so many agents stood so since it was heard
    /// last: one each in `heads`.
    pub(super) fn pass(&mut self, moment: Stamp, heads: &Floor) {
        let Some(last) = self.last.replace(moment) else { return };
        let elapsed = moment.since(last);
        if elapsed < 0 {
            // One that was told later was heard before: the later moment holds.
            self.last = Some(last);
            return;
        }
        if elapsed == 0 || elapsed > SILENCE_MS {
            return;
        }
        let mut from = last.ms();
        while from < moment.ms() {
            let nth = from.div_euclid(QUARTER_MS);
            let to = moment.ms().min(nth.saturating_add(1).saturating_mul(QUARTER_MS));
            self.add(nth, heads, u64::try_from(to - from).unwrap_or(0));
            from = to;
        }
    }

    /// Adds a stretch of so many ms of one quarter.
    fn add(&mut self, nth: i64, heads: &Floor, ms: u64) {
        let place = self.quarters.partition_point(|(known, _)| *known < nth);
        if self.quarters.get(place).is_none_or(|(known, _)| *known != nth) {
            self.quarters.insert(place, (nth, Floor::default()));
        }
        if let Some((_, quarter)) = self.quarters.get_mut(place) {
            quarter.seen_ms = quarter.seen_ms.saturating_add(ms);
            quarter.add(heads, ms);
        }
        // Each stretch is of the newest quarter, or opens it.
        while self.quarters.len() > KEPT {
            self.quarters.pop_front();
        }
    }

    /// The source is not live any more: until it is heard again nothing is seen.
    pub(super) fn break_off(&mut self) {
        self.last = None;
    }

    /// What was seen of the half hour that begins at `from`, if enough of it was.
    pub(super) fn half(&self, from: Stamp) -> Option<Floor> {
        let first = from.ms().div_euclid(QUARTER_MS);
        let mut half = Floor::default();
        for (_, quarter) in self.quarters.iter().filter(|(nth, _)| (first..=first + 1).contains(nth)) {
            half.seen_ms = half.seen_ms.saturating_add(quarter.seen_ms);
            half.add(quarter, 1);
        }
        half.is_whole().then_some(half)
    }

    /// When the oldest quarter begins of which anything was seen, on the vendor's clock.
    pub(super) fn since(&self) -> Option<Stamp> {
        self.quarters.front().map(|(nth, _)| Stamp(nth.saturating_mul(QUARTER_MS)))
    }
}

#[cfg(test)]
mod tests;
