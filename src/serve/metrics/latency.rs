//! How long something took, again and again, in buckets that add up over processes.

use std::time::Duration;

/// So many bounds has a [`Latency`].
const BOUNDS: usize = 12;

/// Up to so many milliseconds each; what takes longer is beyond the last.
const BOUNDS_MS: [u32; BOUNDS] = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000];

/// How long something took, again and again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Latency {
    counts: [u64; BOUNDS],
    beyond: u64,
    sum: Duration,
}

impl Latency {
    /// It took so long once more.
    pub fn note(&mut self, took: Duration) {
        let place = BOUNDS_MS.iter().position(|bound| took <= Duration::from_millis(u64::from(*bound)));
        let count = place.and_then(|place| self.counts.get_mut(place)).unwrap_or(&mut self.beyond);
        *count = count.saturating_add(1);
        self.sum = self.sum.saturating_add(took);
    }

    /// How often it was noted.
    pub fn count(&self) -> u64 {
        self.counts.iter().fold(self.beyond, |sum, count| sum.saturating_add(*count))
    }

    /// All of it together.
    pub const fn sum(&self) -> Duration {
        self.sum
    }

    /// How often up to each bound, in seconds, and above the one before; the last has no end.
    pub(super) fn buckets(&self) -> Vec<(f64, u64)> {
        let seconds = |bound: &u32| f64::from(*bound) / 1_000.0;
        let bounds = BOUNDS_MS.iter().map(seconds).zip(self.counts);
        bounds.chain([(f64::INFINITY, self.beyond)]).collect()
    }
}
