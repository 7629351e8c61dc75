//! How long an escape is held for the rest of its key: as long as the settings say, and longer where the line is slow.
//!
//! An arrow key is one piece when it leaves the keyboard, and a line may cut it. What follows then comes about a round
//! trip later, since TCP waits for word of the first part. So two things make the wait longer: the time that the
//! terminal takes to answer, and a rest that came too late. That rest is read as the key that it is, not as text.

use std::time::Duration;

use tokio::time::Instant;

/// Not longer than this, unless the settings say so: a person who presses esc waits for it.
const LONGEST: Duration = Duration::from_millis(500);
/// What follows an escape by more than this was typed.
const RELATED: Duration = Duration::from_secs(1);

/// How long an escape is held, and what has been learnt of that.
#[derive(Debug)]
pub(super) struct Hold {
    set: Duration,
    /// The longest that a rest has taken.
    late: Duration,
    /// When the last escape came that was given up waiting for.
    given_up: Option<Instant>,
}

impl Hold {
    /// Holds an escape for `set`; for 0 not at all, however slow the line is.
    pub(super) const fn new(set: Duration) -> Self {
        Self { set, late: Duration::ZERO, given_up: None }
    }

    /// How long an escape is held on a line whose terminal takes `trip` to answer.
    pub(super) fn wait(&self, trip: Duration) -> Duration {
        if self.set.is_zero() {
            return self.set;
        }
        let slowest = trip.max(self.late);
        self.set.max((slowest + slowest / 2).min(LONGEST))
    }

    /// The escape that came at `came` was taken for the key.
    pub(super) const fn gave_up(&mut self, came: Instant) {
        self.given_up = Some(came);
    }

    /// Whether this `piece`, the next after an escape that was given up, is the rest of its key. From then on that long
    /// is waited.
    pub(super) fn takes(&mut self, piece: &[u8], now: Instant) -> bool {
        let Some(came) = self.given_up.take() else { return false };
        let took = now.saturating_duration_since(came);
        let is_rest = took <= RELATED && is_rest(piece);
        if is_rest {
            self.late = self.late.max(took);
        }
        is_rest
    }
}

/// Whether a piece is what follows the escape of one key, or of one turn of the mouse, and nothing else. A hand types
/// no two characters at once.
fn is_rest(piece: &[u8]) -> bool {
    match piece {
        [b'O', last] => matches!(last, b'A'..=b'D' | b'F' | b'H' | b'M' | b'P'..=b'S' | b'j'..=b'y'),
        [b'[', b'<', middle @ .., b'M' | b'm']
        | [b'[', middle @ .., b'A'..=b'D' | b'F' | b'H' | b'P'..=b'S' | b'Z'] => numbers(middle),
        [b'[', middle @ .., b'~' | b'u'] => !middle.is_empty() && numbers(middle),
        _ => false,
    }
}

fn numbers(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| matches!(byte, b'0'..=b'9' | b';' | b':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: fn(u64) -> Duration = Duration::from_millis;

    #[test]
    fn the_wait_grows_with_the_line_up_to_half_a_second_and_never_below_the_settings() {
        let wait = |set, trip| Hold::new(MS(set)).wait(MS(trip));
        assert_eq!(wait(50, 0), MS(50));
        assert_eq!(wait(50, 30), MS(50));
        assert_eq!(wait(50, 200), MS(300));
        assert_eq!(wait(50, 4_000), MS(500));
        assert_eq!(wait(800, 4_000), MS(800));
        assert_eq!(wait(0, 4_000), MS(0), "who sets 0 has it at once");
    }

    #[tokio::test(start_paused = true)]
    async fn only_what_one_key_sends_is_the_rest_of_one() {
        let now = Instant::now();
        let takes = |piece: &[u8], after| {
            let mut hold = Hold::new(MS(50));
            hold.gave_up(now);
            hold.takes(piece, now + after) && hold.wait(Duration::ZERO) >= after
        };
        for rest in [&b"[B"[..], b"OA", b"[1;5D", b"[3~", b"[Z", b"[27u", b"[<64;10;3M", b"OP"] {
            assert!(takes(rest, MS(150)), "{rest:?}");
            assert!(!takes(rest, MS(1_001)), "{rest:?}");
        }
        for typed in [&b"["[..], b"O", b"B", b"[x", b"[~", b"[Bq", b"quit", b"OK", b"", b"[M"] {
            assert!(!takes(typed, MS(150)), "{typed:?}");
        }
        assert!(!Hold::new(MS(50)).takes(b"[B", now), "no escape came before it");
    }
}
