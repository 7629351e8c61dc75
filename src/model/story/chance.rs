//! Whether two counts differ by more than chance would have it: likelihood ratios, which hold for small counts too.

/// From this on, a ratio says that there is a difference: what chance alone reaches once in some 16,000 looks.
const SURE: f64 = 16.0;

/// `a ln (a / expected)`
fn part(count: f64, expected: f64) -> f64 {
    if count > 0.0 && expected > 0.0 { count * (count / expected).ln() } else { 0.0 }
}

/// Whether `now` calls in a time and `before` calls in another one came at different rates.
pub(super) fn rates_differ(now: f64, minutes: f64, before: f64, before_minutes: f64) -> bool {
    let rate = (now + before) / (minutes + before_minutes);
    2.0 * (part(now, rate * minutes) + part(before, rate * before_minutes)) >= SURE
}

/// Whether `some` of `all` calls and `before` of `before_all` are different shares.
pub(super) fn shares_differ(some: u64, all: u64, before: u64, before_all: u64) -> bool {
    let [some, all, before, before_all] = [some, all, before, before_all].map(|count| count as f64);
    let share = (some + before) / (all + before_all);
    let parts = [
        (some, all * share),
        (all - some, all * (1.0 - share)),
        (before, before_all * share),
        (before_all - before, before_all * (1.0 - share)),
    ];
    2.0 * parts.into_iter().map(|(count, expected)| part(count, expected)).sum::<f64>() >= SURE
}

/// Durations of calls.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Times {
    pub(super) count: u64,
    sum: f64,
    squares: f64,
}

impl Times {
    pub(super) fn add(&mut self, ms: i64) {
        let seconds = ms as f64 / 1_000.0;
        self.count += 1;
        self.sum += seconds;
        self.squares += seconds * seconds;
    }

    pub(super) fn remove(&mut self, ms: i64) {
        let seconds = ms as f64 / 1_000.0;
        self.count = self.count.saturating_sub(1);
        self.sum = (self.sum - seconds).max(0.0);
        self.squares = (self.squares - seconds * seconds).max(0.0);
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.count += other.count;
        self.sum += other.sum;
        self.squares += other.squares;
    }

    /// The average, in ms; 0 of none.
    pub(super) fn average_ms(&self) -> f64 {
        if self.count == 0 { 0.0 } else { self.sum / self.count as f64 * 1_000.0 }
    }

    /// How far they scatter around their average, squared, as a share of it.
    fn scatter(&self) -> f64 {
        let count = self.count as f64;
        let average = self.sum / count;
        // Of calls that happen to be alike nothing else is known: they may scatter by half of what they take.
        if average > 0.0 { (self.squares / count / (average * average) - 1.0).max(0.25) } else { 0.25 }
    }

    /// Whether these take another time on the average than `before`.
    pub(super) fn differ(&self, before: &Self) -> bool {
        if self.count == 0 || before.count == 0 {
            return false;
        }
        let apart = (self.average_ms() - before.average_ms()) / 1_000.0;
        let scatter = self.scatter().max(before.scatter());
        let noise = |times: &Self| scatter * (times.average_ms() / 1_000.0).powi(2) / times.count as f64;
        apart * apart >= SURE * (noise(self) + noise(before))
    }
}
