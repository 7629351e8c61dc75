//! What has been seen since start, for sparklines: finely, and by quarters of an hour, which refine the half hours of a
//! report.

use std::collections::VecDeque;

use serde::Serialize;

use super::time::Stamp;

mod quarters;
mod spark;

use quarters::Quarters;
pub use spark::Spark;

/// How many buckets a series keeps before it doubles their width.
pub const BUCKETS: usize = 240;
/// Width of a bucket at start, in ms.
pub const FIRST_WIDTH_MS: i64 = 5_000;

/// What happened in each stretch of time, of a counter that only the vendor resets.
///
/// Fixed memory: once all buckets are used, neighbours are joined and the width doubles, so that the first twenty
/// minutes are seen in 5 s steps and a whole day in steps of a few minutes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Series {
    start: Option<Stamp>,
    width_ms: i64,
    buckets: VecDeque<u64>,
    last: Option<u64>,
    /// Whether it is of a level, of which a stretch of time has its highest, and not of a counter, of which it has the
    /// growth.
    of_level: bool,
}

impl Default for Series {
    fn default() -> Self {
        Self { start: None, width_ms: FIRST_WIDTH_MS, buckets: VecDeque::new(), last: None, of_level: false }
    }
}

impl Series {
    /// Notes the counter's value at `at`. A value of less than half of the one before means that the vendor began a new
    /// day; one that is only a little smaller, that an agent took a part of the sum along, and nothing grew. By how much
    /// it grew.
    pub fn note(&mut self, at: Stamp, total: u64) -> u64 {
        let grown = match self.last {
            Some(last) if total >= last => total - last,
            Some(last) if total < last / 2 => total,
            Some(_) | None => 0,
        };
        self.last = Some(total);
        self.add(at, grown);
        grown
    }

    /// A series of a level: each stretch of time has the highest that was noted in it.
    pub fn of_level() -> Self {
        Self { of_level: true, ..Self::default() }
    }

    /// Notes how high a level stands at `at`.
    pub fn note_level(&mut self, at: Stamp, level: u64) {
        self.last = Some(level);
        self.add(at, level);
    }

    fn join(&self, one: u64, other: u64) -> u64 {
        if self.of_level { one.max(other) } else { one.saturating_add(other) }
    }

    fn add(&mut self, at: Stamp, noted: u64) {
        let start = *self.start.get_or_insert(at);
        if at < start {
            return;
        }
        let mut slot = self.slot(at.since(start));
        while slot >= BUCKETS {
            self.widen();
            slot = self.slot(at.since(start));
        }
        while self.buckets.len() <= slot {
            self.buckets.push_back(0);
        }
        let joined = self.join(self.buckets.get(slot).copied().unwrap_or(0), noted);
        if let Some(bucket) = self.buckets.get_mut(slot) {
            *bucket = joined;
        }
    }

    /// The bucket of a moment so many ms after the start. Nearly always it is the running one, which is seen without a
    /// division: every message would take four.
    fn slot(&self, after: i64) -> usize {
        let running = self.buckets.len().saturating_sub(1);
        let since = after.saturating_sub(self.width_ms.saturating_mul(running as i64));
        if (0..self.width_ms).contains(&since) {
            return running;
        }
        usize::try_from(after / self.width_ms).unwrap_or(0)
    }

    /// Takes the counter's value as the new starting point without counting the difference: it grew while it was
    /// not watched, at a time that is not known.
    pub fn rebase(&mut self, total: u64) {
        self.last = Some(total);
    }

    /// This machine's clock was set by `by` ms.
    pub(super) fn clock_set(&mut self, by: i64) {
        self.start = self.start.map(|start| start.plus(by));
    }

    fn widen(&mut self) {
        let mut joined = VecDeque::with_capacity(BUCKETS);
        let mut pairs = self.buckets.iter();
        while let Some(first) = pairs.next() {
            joined.push_back(self.join(*first, pairs.next().copied().unwrap_or(0)));
        }
        self.buckets = joined;
        self.width_ms = self.width_ms.saturating_mul(2);
    }

    /// The growth per bucket, oldest first, ending with the running one.
    pub fn buckets(&self) -> impl ExactSizeIterator<Item = u64> + '_ {
        self.buckets.iter().copied()
    }

    /// Width of a bucket in ms.
    pub const fn width_ms(&self) -> i64 {
        self.width_ms
    }

    /// At most `columns` values, each the sum, or of a level the highest, of as many whole buckets as needed: what a
    /// sparkline of that width draws.
    pub fn columns(&self, columns: usize) -> Vec<u64> {
        if columns == 0 {
            return Vec::new();
        }
        let per = self.buckets.len().div_ceil(columns).max(1);
        let buckets: Vec<u64> = self.buckets().collect();
        buckets.chunks(per).map(|chunk| chunk.iter().copied().fold(0, |one, other| self.join(one, other))).collect()
    }
}

/// A counter of today: how it grew since start.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Counter {
    /// Finely.
    pub series: Series,
    quarters: Quarters,
}

impl Counter {
    /// Notes the counter's value at `at`, which is `moment` on the vendor's clock.
    pub(super) fn note(&mut self, at: Stamp, moment: Stamp, total: u64) {
        let grown = self.series.note(at, total);
        self.quarters.note(moment, grown);
    }

    /// Takes the value as the new starting point: it grew while it was not watched, at a time that is not known.
    pub(super) fn rebase(&mut self, total: u64) {
        self.series.rebase(total);
        self.quarters.break_off();
    }

    /// A report has told of the day so far.
    pub(super) fn take_report(&mut self) {
        self.quarters.take_report();
    }

    /// The growth from `from` to `to`, both on the vendor's clock and in one half hour: what was watched, else what a
    /// report told with what grew since.
    pub(super) fn grown(&self, from: Stamp, to: Stamp, told: Option<u64>) -> Option<u64> {
        let since = || told.map(|told| told.saturating_add(self.quarters.since_report(from, to)));
        self.quarters.watched(from, to).or_else(since)
    }

    /// Whether it grew between these.
    pub(super) fn has_grown(&self, from: Stamp, to: Stamp) -> bool {
        self.quarters.has_grown(from, to)
    }

    /// Whether all of it was watched.
    pub(super) fn is_watched(&self, from: Stamp, to: Stamp) -> bool {
        self.quarters.watched(from, to).is_some()
    }
}

/// The series the board keeps.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Trends {
    /// Inbound calls answered, as agents count them.
    pub answered: Counter,
    /// Inbound calls that agents missed.
    pub missed: Counter,
    /// Outbound calls.
    pub dialled: Counter,
    /// Outbound calls answered by the customer.
    pub connected: Counter,
    /// Inbound calls that no agent had yet, at most in each stretch of time.
    pub no_agent_yet: Series,
    /// Whether a report has told of the day so far since the counters were last unwatched.
    reported: bool,
}

impl Trends {
    pub(super) const fn counters(&mut self) -> [&mut Counter; 4] {
        [&mut self.answered, &mut self.missed, &mut self.dialled, &mut self.connected]
    }

    /// A report has told of the day so far.
    pub(super) fn take_report(&mut self) {
        self.reported = true;
        self.counters().into_iter().for_each(Counter::take_report);
    }

    /// The counters were not watched for a while.
    pub(super) const fn break_off(&mut self) {
        self.reported = false;
    }

    /// Whether a report has told of the day so far since the counters were last unwatched.
    pub const fn is_reported(&self) -> bool {
        self.reported
    }
}

impl Default for Trends {
    fn default() -> Self {
        let [answered, missed, dialled, connected] = Default::default();
        Self { answered, missed, dialled, connected, no_agent_yet: Series::of_level(), reported: false }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bucket_of_a_moment_is_the_one_that_a_division_tells() {
        let mut series = Series::default();
        for second in (0..20_000).step_by(7) {
            series.note(Stamp(second * 1_000), 1);
            for after in [0, second * 1_000, second * 1_000 - 4_999, second * 1_000 + 4_999, 40_000_000, i64::MAX] {
                let after = after.max(0);
                assert_eq!(series.slot(after), (after / series.width_ms()) as usize);
            }
        }
    }

    #[test]
    fn a_level_keeps_its_highest_however_wide_its_stretches_get() {
        let mut series = Series::of_level();
        for second in 0..4_000 {
            series.note_level(Stamp(second * 1_000), if second == 1_234 { 9 } else { 2 });
        }
        assert!(series.width_ms() > FIRST_WIDTH_MS);
        let columns = series.columns(20);
        assert_eq!((columns.iter().filter(|level| **level == 9).count(), columns.iter().min()), (1, Some(&2)));
    }
}
