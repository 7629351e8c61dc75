//! The hub's clock, as a board on another machine reads it.
//!
//! Ages are told against the hub's clock, and a board's machine may be minutes off. So a board reads its own steady clock
//! plus an offset, which it learns by asking the hub what time it is: the answer was true at some moment between question
//! and answer, so half the way of it is wrong by half the round trip at most. Of the last answers the quickest is believed.
//! What the offset changes by is a clock that was set: [`watched`](crate::feed::steps::watched) sees it as one.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::feed::steps::Machine;
use crate::model::Stamp;

/// Of so many answers the quickest is believed.
const KEPT: usize = 8;

/// Two answers that agree within this beyond what their round trips explain are of one clock: milliseconds are rounded, and
/// no two clocks run alike.
const SLACK: Duration = Duration::from_millis(20);

/// The hub was asked what time it is, and answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// When it was asked, by [`HubClock::moment`].
    pub asked: Duration,
    /// When its answer was here, by the same.
    pub answered: Duration,
    /// What time it was at the hub.
    pub theirs: Stamp,
}

/// How far the hub's clock is ahead of a steady one.
#[derive(Clone, Copy, Debug)]
struct Offset {
    /// Its clock less ours.
    ms: i64,
    /// By how much it may be wrong.
    within: Duration,
}

impl Offset {
    fn of(exchange: Exchange) -> Self {
        let within = exchange.answered.saturating_sub(exchange.asked) / 2;
        Self { ms: exchange.theirs.since(Stamp(ms(exchange.asked + within))), within }
    }

    /// Whether both can be of one clock that was not set in between.
    fn agrees(self, other: Self) -> bool {
        u128::from(self.ms.abs_diff(other.ms)) <= (self.within + other.within + SLACK).as_millis()
    }
}

#[derive(Debug, Default)]
struct Learned {
    last: VecDeque<Offset>,
}

impl Learned {
    fn best(&self) -> Option<Offset> {
        // Of equally quick ones the newest.
        self.last.iter().rev().min_by_key(|offset| offset.within).copied()
    }
}

/// The hub's clock on this machine. Until the hub was asked it is the machine's own. Clones learn together.
#[derive(Debug)]
pub struct HubClock<M> {
    machine: Arc<M>,
    learned: Arc<Mutex<Learned>>,
}

impl<M> Clone for HubClock<M> {
    fn clone(&self) -> Self {
        Self { machine: Arc::clone(&self.machine), learned: Arc::clone(&self.learned) }
    }
}

impl<M: Machine> HubClock<M> {
    /// On this machine.
    pub fn new(machine: M) -> Self {
        Self { machine: Arc::new(machine), learned: Arc::default() }
    }

    /// The steady clock by which exchanges are timed. It goes on while the machine sleeps, where there is such a clock.
    pub fn moment(&self) -> Duration {
        self.machine.with_sleep().unwrap_or_else(|| self.machine.steady())
    }

    /// Takes note of what the hub answered.
    pub fn learn(&self, exchange: Exchange) {
        let mut learned = self.learned();
        let offset = Offset::of(exchange);
        // One that cannot be squared with the newest: the hub's clock was set, or another machine leads now. What was
        // learned before is of no clock there is.
        if !learned.last.iter().all(|before| before.agrees(offset)) {
            learned.last.clear();
        }
        if learned.last.len() >= KEPT {
            learned.last.pop_front();
        }
        learned.last.push_back(offset);
    }

    /// By how much this machine's own clock is ahead of the hub's, in ms; `None` until the hub was asked.
    pub fn ahead_ms(&self) -> Option<i64> {
        let theirs = self.learned().best()?.ms;
        Some(self.machine.wall().since(Stamp(ms(self.moment()).saturating_add(theirs))))
    }

    /// How long the quickest of the last questions and its answer took; `None` until the hub was asked.
    pub fn round_trip(&self) -> Option<Duration> {
        self.learned().best().map(|best| best.within * 2)
    }

    fn learned(&self) -> MutexGuard<'_, Learned> {
        self.learned.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<M: Machine> Machine for HubClock<M> {
    fn wall(&self) -> Stamp {
        let best = self.learned().best();
        best.map_or_else(|| self.machine.wall(), |best| Stamp(ms(self.moment()).saturating_add(best.ms)))
    }

    fn steady(&self) -> Duration {
        self.machine.steady()
    }

    fn with_sleep(&self) -> Option<Duration> {
        self.machine.with_sleep()
    }
}

fn ms(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests;
