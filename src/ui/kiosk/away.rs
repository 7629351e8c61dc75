//! For how long the wall was not on screen in the last hour.

use std::collections::VecDeque;

use crate::model::Stamp;

/// The time that is looked at.
pub(super) const HOUR_MS: i64 = 3_600_000;
/// The wall may be away for no more of it.
const HALF_MS: i64 = HOUR_MS / 2;
/// Views take no more of it: the rest of the half is for alerts, which must not wait.
pub(super) const VIEWS_MS: i64 = 1_500_000;

/// The times at which the wall was away.
#[derive(Clone, Debug, Default)]
pub(super) struct Away {
    spans: VecDeque<(Stamp, Stamp)>,
    /// Since when it is, if it is.
    since: Option<Stamp>,
}

impl Away {
    /// The wall is not on screen from now on; nothing new where it was not before.
    pub(super) fn begin(&mut self, now: Stamp) {
        self.since.get_or_insert(now);
    }

    /// The wall, or a person at the keys, has the screen.
    pub(super) fn end(&mut self, now: Stamp) {
        self.spans.extend(self.since.take().map(|since| (since, now)));
        while self.spans.front().is_some_and(|(_, end)| now.since(*end) >= HOUR_MS) {
            self.spans.pop_front();
        }
    }

    /// Whether an alert may hide the wall from now on for so many ms.
    pub(super) fn has_room(&self, now: Stamp, ms: i64) -> bool {
        self.with(now, ms) <= HALF_MS
    }

    /// The same of a view.
    pub(super) fn lets_view(&self, now: Stamp, ms: i64) -> bool {
        self.with(now, ms) <= VIEWS_MS
    }

    /// For how many ms of the hour that ends so many ms from now it will have been away, if it is until then. No hour
    /// that ends before has more.
    fn with(&self, now: Stamp, ms: i64) -> i64 {
        let from = now.plus(ms - HOUR_MS);
        let spans = self.spans.iter().copied().chain(self.since.map(|since| (since, now)));
        ms + spans.map(|(begin, end)| end.since(begin.max(from)).max(0)).sum::<i64>()
    }

    /// This machine's clock was set by `by` ms.
    pub(super) fn clock_set(&mut self, by: i64) {
        for (begin, end) in &mut self.spans {
            (*begin, *end) = (begin.plus(by), end.plus(by));
        }
        self.since = self.since.map(|since| since.plus(by));
    }
}
