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

/// Durations of calls. What a few long ones weigh is no sign: they are held against each other by their logarithms.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Times {
    pub(super) count: u64,
    seconds: f64,
    logs: f64,
    squares: f64,
}

impl Times {
    fn of(ms: i64) -> Self {
        let seconds = ms.max(0) as f64 / 1_000.0;
        let log = seconds.max(1.0).ln();
        Self { count: 1, seconds, logs: log, squares: log * log }
    }

    pub(super) fn add(&mut self, ms: i64) {
        self.merge(&Self::of(ms));
    }

    pub(super) fn remove(&mut self, ms: i64) {
        let one = Self::of(ms);
        self.count = self.count.saturating_sub(1);
        self.seconds = (self.seconds - one.seconds).max(0.0);
        self.logs = (self.logs - one.logs).max(0.0);
        self.squares = (self.squares - one.squares).max(0.0);
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.count += other.count;
        self.seconds += other.seconds;
        self.logs += other.logs;
        self.squares += other.squares;
    }

    /// The average, in ms; 0 of none.
    pub(super) fn average_ms(&self) -> f64 {
        if self.count == 0 { 0.0 } else { self.seconds / self.count as f64 * 1_000.0 }
    }

    fn log(&self) -> f64 {
        self.logs / self.count as f64
    }

    /// Whether these take another time on the average than `before`.
    pub(super) fn differ(&self, before: &Self) -> bool {
        self.apart(before) >= SURE
    }

    /// By how much these take another time than `before`, against what chance would have: twice the logarithm of how much
    /// likelier two averages are than one. 0 where there are none.
    pub(super) fn apart(&self, before: &Self) -> f64 {
        if self.count == 0 || before.count == 0 {
            return 0.0;
        }
        let mut together = *self;
        together.merge(before);
        // Of calls that happen to be alike nothing else is known: they may scatter as far as calls mostly do.
        let scatter = (together.squares / together.count as f64 - together.log().powi(2)).max(0.25);
        let apart = self.log() - before.log();
        apart * apart / (scatter * (1.0 / self.count as f64 + 1.0 / before.count as f64))
    }
}
