//! How far the screen is behind: what the terminal takes to answer a question behind everything that it was sent.
//!
//! A line takes what it is given into buffers, minutes of it, before a write has to wait. So no more than it can carry is
//! given to it: while a question is not answered, frames wait. Terminals that answer nothing are not waited for.

use std::time::Duration;

use tokio::time::Instant;

use super::frames::Waits;
use crate::term::Echo;

/// At least this long from one question to the next, but for [`MUCH`].
const EVERY: Duration = Duration::from_secs(2);
/// After so many bytes without one, the next frame brings a question whatever the time.
const MUCH: u64 = 8 * 1024;
/// So many bytes may be under way while nothing tells yet how fast the line is.
const UNKNOWN: u64 = 32 * 1024;
/// So many bytes may be under way on a line that answers.
const FULL: u64 = 32 * 1024;
/// So few do not fill a line for long.
const LITTLE: u64 = 4 * 1024;
/// A terminal that answers takes so long at most before its first answer.
const FIRST: Duration = Duration::from_secs(2);
/// An answer that takes so long says that the screen is behind.
pub(super) const LATE: Duration = Duration::from_secs(1);
/// A frame that no person waits for is not held for longer, or not for longer than a step on a line that carries little.
const HELD: Duration = Duration::from_secs(30);
const STEP: Duration = Duration::from_secs(5);
/// One that a person waits for.
const PERSON_HELD: Duration = Duration::from_secs(5);
/// After a round trip of so long a person's frame need not wait for it: it would be seen later, not earlier.
const PERSON_LATE: Duration = Duration::from_millis(500);
/// An answer that has taken so long will not come any more.
const LOST: Duration = Duration::from_mins(1);
/// So many lost answers in a row, and the terminal is one that does not answer.
const MUTE: u32 = 3;

/// A question under way.
#[derive(Clone, Copy, Debug)]
struct Asked {
    at: Instant,
    /// Bytes since then, with those that it came behind.
    bytes: u64,
}

/// What is known of the line to the terminal.
#[derive(Debug, Default)]
pub(super) struct Lag {
    under_way: Option<Asked>,
    /// When the last question was asked, and how many bytes left since.
    last: Option<(Instant, u64)>,
    /// How long the last answer took.
    trip: Duration,
    /// It has answered.
    answers: bool,
    lost: u32,
}

impl Lag {
    /// Whether the next frame is to bring a question.
    pub(super) fn wants(&self, now: Instant) -> bool {
        if self.lost >= MUTE {
            return false;
        }
        match (self.under_way, self.last) {
            (Some(asked), _) => now.saturating_duration_since(asked.at) >= LOST,
            (None, Some((at, bytes))) => now.saturating_duration_since(at) >= EVERY || bytes >= MUCH,
            (None, None) => true,
        }
    }

    /// So many bytes leave, begun at `now`, with a question behind them where `asked`.
    pub(super) fn wrote(&mut self, bytes: u64, asked: bool, now: Instant) {
        if asked {
            if self.under_way.is_some() {
                self.lost += 1;
                self.answers &= self.lost < MUTE;
            }
            // What left behind a question that was answered may be under way still.
            let since = self.last.map_or(0, |(_, since)| since);
            let before = self.under_way.map_or(since, |asked| asked.bytes);
            self.under_way = Some(Asked { at: now, bytes: before.saturating_add(bytes) });
            self.last = Some((now, 0));
        } else {
            if let Some(asked) = &mut self.under_way {
                asked.bytes = asked.bytes.saturating_add(bytes);
            }
            if let Some((_, since)) = &mut self.last {
                *since = since.saturating_add(bytes);
            }
        }
    }

    /// The terminal has answered: whether it was asked, and took long.
    pub(super) fn answered(&mut self, now: Instant) -> bool {
        let Some(asked) = self.under_way.take() else { return false };
        self.trip = now.saturating_duration_since(asked.at);
        self.answers = true;
        self.lost = 0;
        self.trip >= LATE
    }

    /// Whether so much left behind the question that was answered last that the terminal is to be asked at once: the answer
    /// does not speak for that.
    pub(super) fn owes_an_answer(&self) -> bool {
        self.under_way.is_none() && self.answers && self.last.is_some_and(|(_, since)| since >= MUCH)
    }

    /// Whether an answer is still to come, as far as is known.
    pub(super) const fn is_waiting(&self) -> bool {
        self.answers && self.under_way.is_some()
    }

    /// The terminal was another program's meanwhile: what it was asked is not answered to us.
    pub(super) const fn forget(&mut self) {
        self.under_way = None;
    }

    /// How long what leaves now takes to the screen, as far as is known.
    pub(super) fn behind(&self, now: Instant) -> Duration {
        let waited = self.under_way.filter(|_| self.answers).map(|asked| now.saturating_duration_since(asked.at));
        self.trip.max(waited.unwrap_or_default())
    }

    /// When a frame that is due at `at` may leave, unless the terminal answers before.
    pub(super) fn release(&self, at: Instant, waits: Waits) -> Instant {
        let Some(asked) = self.under_way else { return at };
        let full = |bytes| asked.bytes > bytes;
        let until = match (self.answers, waits) {
            (false, Waits::Person) => None,
            (false, Waits::None) => full(UNKNOWN).then_some(FIRST),
            (true, Waits::Person) => (full(LITTLE) && at >= asked.at + PERSON_LATE).then_some(PERSON_HELD),
            (true, Waits::None) if full(FULL) => Some(HELD),
            (true, Waits::None) if at < asked.at + LATE => None,
            (true, Waits::None) => Some(if full(LITTLE) { HELD } else { STEP }),
        };
        until.map_or(at, |until| at.max(asked.at + until))
    }
}

/// Waits until the terminal has answered.
pub(super) async fn answer(echo: Option<&Echo>) {
    match echo {
        Some(echo) => echo.next().await,
        None => std::future::pending().await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: fn(u64) -> Duration = Duration::from_millis;

    /// A line whose terminal has answered once, at once.
    fn answering(now: Instant) -> Lag {
        let mut lag = Lag::default();
        assert!(lag.wants(now));
        lag.wrote(4, true, now);
        assert!(!lag.answered(now + MS(20)), "that is no time at all");
        lag
    }

    #[tokio::test(start_paused = true)]
    async fn the_screen_is_as_old_as_the_answer_that_has_not_come_or_was_the_last() {
        let now = Instant::now();
        let mut lag = answering(now);
        assert!(!lag.wants(now + MS(500)) && lag.wants(now + MS(2_000)));
        lag.wrote(38_000, true, now + MS(2_000));
        assert!(!lag.wants(now + MS(9_000)), "one at a time");
        assert_eq!(lag.behind(now + MS(6_500)), MS(4_500));
        assert!(lag.answered(now + MS(7_000)));
        assert_eq!(lag.behind(now + MS(8_000)), MS(5_000), "until another answer says more");
        lag.wrote(400, true, now + MS(10_000));
        assert!(!lag.answered(now + MS(10_100)));
        assert_eq!(lag.behind(now + MS(60_000)), MS(100));
        assert!(!lag.answered(now + MS(60_000)), "nothing was asked");
    }

    #[tokio::test(start_paused = true)]
    async fn frames_wait_while_the_line_is_full_and_those_of_a_person_not_for_long() {
        let now = Instant::now();
        let mut lag = answering(now);
        let at = |ms| now + MS(ms);
        lag.wrote(38_000, true, at(2_000));
        assert_eq!(lag.release(at(2_033), Waits::None), at(32_000));
        assert_eq!(lag.release(at(2_033), Waits::Person), at(2_033), "a line that is quick has it at once");
        assert_eq!(lag.release(at(3_000), Waits::Person), at(7_000));
        assert_eq!(lag.release(at(9_000), Waits::Person), at(9_000));
        lag.answered(at(4_000));
        assert_eq!(lag.release(at(4_001), Waits::None), at(4_001));
        lag.wrote(500, true, at(5_000));
        assert_eq!(lag.release(at(5_033), Waits::None), at(5_033), "a little does not fill a line");
        assert_eq!(lag.release(at(6_500), Waits::None), at(10_000), "but one that does not answer is spared");
        assert_eq!(lag.release(at(6_500), Waits::Person), at(6_500));
    }

    #[tokio::test(start_paused = true)]
    async fn many_bytes_bring_a_question_before_its_time() {
        let now = Instant::now();
        let mut lag = answering(now);
        lag.wrote(5_000, false, now + MS(100));
        assert!(!lag.wants(now + MS(100)));
        lag.wrote(5_000, false, now + MS(133));
        assert!(lag.wants(now + MS(133)));
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_to_what_was_asked_before_a_large_frame_does_not_speak_for_it() {
        let now = Instant::now();
        let at = |ms| now + MS(ms);
        let mut lag = Lag::default();
        lag.wrote(0, true, at(0));
        lag.wrote(34_000, false, at(1));
        assert_eq!(lag.release(at(90), Waits::None), at(2_000), "a line of unknown speed has enough to carry");
        assert!(!lag.owes_an_answer(), "one at a time");
        assert!(!lag.answered(at(50)));
        assert!(lag.owes_an_answer());
        lag.wrote(0, true, at(50));
        assert!(!lag.owes_an_answer());
        assert_eq!(lag.release(at(90), Waits::None), at(30_050), "the first frame is still on its way");
        assert!(lag.answered(at(4_300)));
        assert_eq!(lag.behind(at(4_300)), MS(4_250));
        assert!(!lag.owes_an_answer(), "nothing left since");
    }

    #[tokio::test(start_paused = true)]
    async fn a_terminal_that_answers_nothing_is_not_waited_for() {
        let now = Instant::now();
        let mut lag = Lag::default();
        lag.wrote(4, true, now);
        lag.wrote(100_000, false, now + MS(1));
        assert_eq!(
            lag.release(now + MS(33), Waits::None),
            now + MS(2_000),
            "but for a moment, while that is not known"
        );
        assert_eq!(lag.release(now + MS(33), Waits::Person), now + MS(33));
        assert_eq!((lag.behind(now + MS(50_000)), lag.is_waiting()), (Duration::ZERO, false));
        let mut asked = 1;
        for minute in 0..100 {
            let at = now + MS(60_000) * minute;
            if lag.wants(at) {
                lag.wrote(4, true, at);
                asked += 1;
            }
        }
        assert_eq!(asked, 4, "nor asked for ever");
    }

    #[tokio::test(start_paused = true)]
    async fn one_that_no_longer_answers_is_in_the_end_not_waited_for() {
        let now = Instant::now();
        let mut lag = answering(now);
        let mut at = now + MS(2_000);
        for _ in 0..4 {
            assert!(lag.wants(at));
            lag.wrote(38_000, true, at);
            at += LOST;
        }
        assert_eq!((lag.release(at, Waits::None), lag.behind(at)), (at, MS(20)));
        assert!(lag.answered(at), "but believed again once it does");
        lag.wrote(4, true, at);
        assert!(lag.is_waiting());
    }
}
