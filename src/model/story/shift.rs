//! The calls of a shift, which may last over midnight, and the same hours of other days.

use chrono::Days;
use chrono_tz::Tz;

use crate::model::board::Board;
use crate::model::day::{HALF_HOUR_MS, shown};
use crate::model::ledger::{ServiceTarget, Tally};
use crate::model::time::Stamp;
use crate::model::update::{Payload, Update};

/// The calls that began in a shift, by the records.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ShiftCalls {
    /// From when on, on our clock.
    pub from: Stamp,
    /// Before when; while a recording is read, the end of time.
    pub to: Stamp,
    /// What they come to.
    pub tally: Tally,
    /// What the service level is measured by; `None` where there are no records.
    pub target: Option<ServiceTarget>,
    /// Whether the records tell of all of them, as far as the platform lists them.
    pub whole: bool,
    /// When the newest of the records were asked for.
    pub as_of: Option<Stamp>,
}

impl ShiftCalls {
    /// Of a shift that begins at `from`.
    pub const fn new(from: Stamp, to: Stamp) -> Self {
        Self { from, to, tally: NONE, target: None, whole: true, as_of: None }
    }

    /// Takes an update, before `board` does: where another day begins, what the one before came to is kept.
    pub fn told(&mut self, update: &Update, board: &Board) {
        if let Payload::Calls(news) = &update.payload
            && board.ledger().is_some_and(|ledger| ledger.day() != news.day && ledger.day().to > self.from)
        {
            self.count(board);
        }
    }

    /// Counts the day that the board has records of, once it is over or the shift is.
    pub fn count(&mut self, board: &Board) {
        let Some(ledger) = board.ledger() else {
            self.whole = false;
            return;
        };
        let skew = board.calls_skew_ms();
        let (from, to) = (self.from.plus(skew), self.to.plus(skew));
        self.tally.merge(&ledger.between(from, to));
        self.whole &= ledger.reaches(from.max(ledger.day().from)) && ledger.unlisted().is_empty();
        self.target = Some(ledger.target());
        self.as_of = Some(ledger.as_of());
    }
}

const NONE: Tally = Tally {
    answered: 0,
    in_time: 0,
    timed: 0,
    wait_ms: 0,
    talked: 0,
    talk_ms: 0,
    lost: 0,
    short: 0,
    elsewhere: 0,
    running: 0,
    other: 0,
};

/// Half hours of another day, as far as they were kept.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KeptSpan {
    /// What they come to.
    pub tally: Tally,
    /// How many of them were kept.
    pub kept: usize,
    /// How many there are.
    pub of: usize,
    /// Whether their service levels mean the same as that of `target`.
    pub same_target: bool,
}

impl KeptSpan {
    /// Whether all of them were kept.
    pub const fn is_whole(&self) -> bool {
        self.kept == self.of && self.of > 0
    }
}

/// The whole half hours of a time, on the platform's clock.
pub fn whole_halves(from: Stamp, to: Stamp) -> Option<(Stamp, Stamp)> {
    let begin = from.ms().saturating_add(HALF_HOUR_MS - 1).div_euclid(HALF_HOUR_MS).saturating_mul(HALF_HOUR_MS);
    let end = to.ms().div_euclid(HALF_HOUR_MS).saturating_mul(HALF_HOUR_MS);
    (begin < end).then_some((Stamp(begin), Stamp(end)))
}

/// The half hours from `from` to `to` by the wall clock of so many days before.
pub fn kept_before(
    board: &Board,
    (from, to): (Stamp, Stamp),
    days: u64,
    target: Option<ServiceTarget>,
    zone: Tz,
) -> Option<KeptSpan> {
    let local = from.in_zone(&zone)?;
    let date = local.date_naive().checked_sub_days(Days::new(days))?;
    let begin = shown(date.and_time(local.time()), zone)?.first();
    let of = usize::try_from(to.since(from) / HALF_HOUR_MS).unwrap_or(0);
    let mut span = KeptSpan { tally: NONE, kept: 0, of, same_target: true };
    for half in 0..of {
        let at = begin.plus(i64::try_from(half).unwrap_or(i64::MAX).saturating_mul(HALF_HOUR_MS));
        if let Some(kept) = board.kept().get(at) {
            span.tally.merge(&kept.tally);
            span.kept += 1;
            span.same_target &= target.is_some_and(|target| kept.is_by(&target));
        }
    }
    Some(span)
}
