//! How long to wait before the next attempt.

use std::sync::Arc;
use std::time::Duration;

/// Injected randomness: numbers from 0 to 1.
pub type Random = Arc<dyn Fn() -> f64 + Send + Sync>;

/// A server's wish for less than this is not taken: nothing doubled stays nothing.
const BASE_MIN: Duration = Duration::from_millis(100);

/// The shape of the ramp.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ramp {
    /// The first wait (0.8 s); at least 0.1 s.
    pub base: Duration,
    /// The longest wait (30 s).
    pub cap: Duration,
    /// How long a connection must be healthy (60 s) before the ramp begins anew.
    pub healthy: Duration,
}

impl Ramp {
    /// How long until what was refused is asked for again, twenty of the longest waits and at most ten minutes: what
    /// refuses us may be a gateway on a bad day, and a wall has no one who presses a key.
    pub fn seldom(&self) -> Duration {
        self.cap.saturating_mul(20).min(Duration::from_mins(10))
    }
}

impl Default for Ramp {
    fn default() -> Self {
        Self { base: Duration::from_millis(800), cap: Duration::from_secs(30), healthy: Duration::from_mins(1) }
    }
}

/// Waits that double up to a cap, each between half and whole of its step, without end.
#[derive(Clone)]
pub struct Backoff {
    ramp: Ramp,
    step: u32,
    random: Random,
}

impl Backoff {
    /// At the foot of the ramp.
    pub fn new(ramp: Ramp, random: Random) -> Self {
        let mut backoff = Self { ramp, step: 0, random };
        backoff.set_base(ramp.base);
        backoff
    }

    /// The next wait, one step further up the ramp.
    pub fn next_wait(&mut self) -> Duration {
        self.next_wait_within(self.ramp.cap)
    }

    /// The same, where this step is no longer than `most`, nor shorter than the first one.
    pub fn next_wait_within(&mut self, most: Duration) -> Duration {
        let factor = 2_u32.checked_pow(self.step).unwrap_or(u32::MAX);
        let most = most.max(self.ramp.base).min(self.ramp.cap);
        let whole = self.ramp.base.saturating_mul(factor).min(most);
        self.step = self.step.saturating_add(1);
        let half = whole / 2;
        half + half.mul_f64((self.random)().clamp(0.0, 1.0))
    }

    /// The first step from now on is `base`, within 0.1 s and the cap; the place on the ramp stays.
    pub fn set_base(&mut self, base: Duration) {
        self.ramp.base = base.max(BASE_MIN).min(self.ramp.cap);
    }

    /// Back to the foot of the ramp.
    pub const fn reset(&mut self) {
        self.step = 0;
    }

    /// The shape of the ramp, with the base as the server last set it.
    pub const fn ramp(&self) -> Ramp {
        self.ramp
    }
}

#[cfg(test)]
mod tests;
