//! How often to draw: thirty times a second where the terminal keeps up, every five seconds on a thin line.
//!
//! A line is thin because the settings say so, or because the terminal keeps us waiting: it takes long to answer what
//! it is asked behind a frame, or, where it answers nothing, a write returns only when the line has room. After a
//! minute without waiting the line is tried again. Keys are answered at once on any line.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

use crate::config::SlowLine;

/// At least this long from one frame to the next.
pub(super) const FRAME: Duration = Duration::from_millis(33);
/// The same on a thin line; clocks there move in steps of it.
const SLOW_FRAME_MS: i64 = 5_000;
/// On a thin line no more than so many bytes a second go out for figures that change by themselves.
const SLOW_BYTES_PER_S: u64 = 1_024;
/// Waiting for the terminal for so long within [`WINDOW`] is falling behind.
const BEHIND: Duration = Duration::from_millis(500);
const WINDOW: Duration = Duration::from_secs(10);
/// So long without falling behind, and the line is taken for a good one again.
const TRUST: Duration = Duration::from_mins(1);

/// Decides when the next frame may be drawn.
#[derive(Debug)]
pub(super) struct Pace {
    asked: SlowLine,
    /// When writes of late returned, and how long they took.
    waits: VecDeque<(Instant, Duration)>,
    behind: Option<Instant>,
}

/// Why the line is taken for a thin one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slow {
    /// The settings say so.
    Asked,
    /// The terminal kept us waiting for so long in ten seconds, or in the last minute.
    Behind,
}

impl Pace {
    pub(super) const fn new(asked: SlowLine) -> Self {
        Self { asked, waits: VecDeque::new(), behind: None }
    }

    /// The settings say otherwise from now on.
    pub(super) const fn ask(&mut self, asked: SlowLine) {
        self.asked = asked;
    }

    /// A frame left; writing it took `took`.
    pub(super) fn wrote(&mut self, took: Duration, now: Instant) {
        while self.waits.front().is_some_and(|(at, _)| now.saturating_duration_since(*at) > WINDOW) {
            self.waits.pop_front();
        }
        // What a healthy write takes is no waiting.
        if took >= FRAME {
            self.waits.push_back((now, took));
        }
        if self.waits.iter().map(|(_, took)| *took).sum::<Duration>() >= BEHIND {
            self.behind = Some(now);
        }
    }

    /// What was written a while ago has not reached the screen.
    pub(super) const fn falls_behind(&mut self, now: Instant) {
        self.behind = Some(now);
    }

    /// Whether the line is a thin one, and why.
    pub(super) fn slow(&self, now: Instant) -> Option<Slow> {
        match self.asked {
            SlowLine::Always => Some(Slow::Asked),
            SlowLine::Never => None,
            SlowLine::Auto => {
                self.behind.filter(|behind| now.saturating_duration_since(*behind) < TRUST).map(|_| Slow::Behind)
            }
        }
    }

    /// How long after a frame of `bytes`, drawn at the wall clock's `ms`, the next may be drawn that no person waits for.
    pub(super) fn spacing(&self, now: Instant, ms: i64, bytes: u64) -> Duration {
        if self.slow(now).is_none() {
            return FRAME;
        }
        let step = SLOW_FRAME_MS - ms.rem_euclid(SLOW_FRAME_MS);
        let step = Duration::from_millis(step.unsigned_abs());
        let budget = Duration::from_millis(bytes.saturating_mul(1_000) / SLOW_BYTES_PER_S);
        // Whole steps, so that the clock on the screen moves evenly.
        let steps = Duration::from_millis(SLOW_FRAME_MS.unsigned_abs());
        let more = budget.saturating_sub(step).as_millis().div_ceil(steps.as_millis());
        step + steps.saturating_mul(u32::try_from(more).unwrap_or(u32::MAX))
    }

    /// How far apart frames of `bytes` are on a thin line that no person waits for, in seconds; 0 on any other.
    pub(super) fn every_s(&self, now: Instant, bytes: u64) -> u64 {
        if self.slow(now).is_none() {
            return 0;
        }
        let budget_ms = bytes.saturating_mul(1_000) / SLOW_BYTES_PER_S;
        budget_ms.div_ceil(SLOW_FRAME_MS.unsigned_abs()).max(1) * SLOW_FRAME_MS.unsigned_abs() / 1_000
    }

    /// The moment to draw for: on a thin line the last whole step, so that fewer digits differ from frame to frame.
    pub(super) fn shown(&self, now: Instant, ms: i64) -> i64 {
        if self.slow(now).is_some() { ms - ms.rem_euclid(SLOW_FRAME_MS) } else { ms }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: fn(u64) -> Duration = Duration::from_millis;

    #[tokio::test(start_paused = true)]
    async fn a_terminal_that_keeps_up_is_drawn_on_thirty_times_a_second() {
        let (mut pace, now) = (Pace::new(SlowLine::Auto), Instant::now());
        for frame in 0..1_000 {
            pace.wrote(MS(5), now + MS(33 * frame));
        }
        let later = now + MS(33_000);
        assert_eq!((pace.slow(later), pace.spacing(later, 12_345, 100_000)), (None, FRAME));
        assert_eq!(pace.shown(later, 12_345), 12_345);
    }

    #[tokio::test(start_paused = true)]
    async fn one_that_falls_behind_is_spared_until_it_has_kept_up_for_a_minute() {
        let (mut pace, now) = (Pace::new(SlowLine::Auto), Instant::now());
        pace.wrote(MS(300), now);
        assert_eq!(pace.slow(now), None, "once is chance");
        pace.wrote(MS(300), now + MS(9_000));
        assert_eq!(pace.slow(now + MS(9_000)), Some(Slow::Behind));
        assert_eq!(pace.slow(now + MS(68_999)), Some(Slow::Behind));
        assert_eq!(pace.slow(now + MS(69_000)), None);
        pace.wrote(MS(300), now + MS(70_000));
        assert_eq!(pace.slow(now + MS(70_000)), None, "what was long ago is forgotten");
    }

    #[tokio::test(start_paused = true)]
    async fn on_a_thin_line_clocks_move_in_steps_and_bytes_are_budgeted() {
        let (pace, now) = (Pace::new(SlowLine::Always), Instant::now());
        assert_eq!(pace.slow(now), Some(Slow::Asked));
        assert_eq!(pace.shown(now, 12_345), 10_000);
        assert_eq!(pace.spacing(now, 12_345, 500), MS(2_655), "at the next step");
        assert_eq!(pace.spacing(now, 10_000, 500), MS(5_000));
        assert_eq!(pace.spacing(now, 10_000, 20 * 1_024), MS(20_000), "20 kB are good for twenty seconds");
        for bytes in [0, 500, 5 * 1_024, 5 * 1_024 + 1, 20 * 1_024, 38_000] {
            let apart = pace.spacing(now, 10_000, bytes).as_secs();
            assert_eq!(pace.every_s(now, bytes), apart, "what is said of {bytes} bytes is so");
        }
        assert_eq!(Pace::new(SlowLine::Auto).every_s(now, 38_000), 0);
    }

    #[tokio::test(start_paused = true)]
    async fn never_is_obeyed() {
        let (mut pace, now) = (Pace::new(SlowLine::Never), Instant::now());
        pace.wrote(MS(9_000), now);
        assert_eq!(pace.slow(now), None);
    }
}
