//! How many calls began in each ten seconds of the day: what a count of the vendor's for some part of it is held against.

use std::ops::Range;

use crate::model::time::Stamp;

/// How long a slice is, in ms.
pub const SLICE_MS: i64 = 10_000;

/// No day of any zone has more.
const SLICES_MAX: usize = 18_000;

/// The calls of one day by the slices in which they began, as far as any did.
#[derive(Clone, Debug, Default)]
pub(super) struct Starts(Vec<u32>);

impl Starts {
    fn slice(at: Option<Stamp>, from: Stamp) -> Option<usize> {
        let slice = usize::try_from(at?.since(from).div_euclid(SLICE_MS)).ok()?;
        (slice < SLICES_MAX).then_some(slice)
    }

    /// A call began at `at`, of a day that began at `from`.
    pub(super) fn add(&mut self, at: Option<Stamp>, from: Stamp) {
        let Some(slice) = Self::slice(at, from) else { return };
        if slice >= self.0.len() {
            self.0.resize(slice + 1, 0);
        }
        if let Some(calls) = self.0.get_mut(slice) {
            *calls += 1;
        }
    }

    /// One that began then is none of the day's.
    pub(super) fn remove(&mut self, at: Option<Stamp>, from: Stamp) {
        if let Some(calls) = Self::slice(at, from).and_then(|slice| self.0.get_mut(slice)) {
            *calls = calls.saturating_sub(1);
        }
    }

    fn of(&self, slices: Range<u32>) -> &[u32] {
        let [from, to] = [slices.start, slices.end].map(|slice| self.0.len().min(slice as usize));
        self.0.get(from..to).unwrap_or_default()
    }

    pub(super) fn within(&self, slices: Range<u32>) -> u64 {
        self.of(slices).iter().map(|calls| u64::from(*calls)).sum()
    }

    /// The last slice from which on so many of these began, or the first where they are fewer.
    pub(super) fn holding(&self, slices: Range<u32>, calls: u64) -> u32 {
        let mut left = calls;
        let mut slice = slices.end.min(u32::try_from(self.0.len()).unwrap_or(u32::MAX));
        for here in self.of(slices.clone()).iter().rev() {
            slice = slice.saturating_sub(1);
            left = left.saturating_sub(u64::from(*here));
            if left == 0 {
                return slice;
            }
        }
        slices.start
    }
}
