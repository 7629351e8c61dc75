//! The signatures of late, so that none is taken twice.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use tokio::time::Instant;

use crate::model::Stamp;
use crate::platforms::Signed;

/// How long a signature is remembered at least: twice as long as it may be off.
pub(super) const KEPT: Duration = Duration::from_mins(10);

/// Why a signature is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stale {
    /// It came before.
    Again,
    /// No more are remembered.
    Full,
}

/// What was signed, by when it came. None is forgotten that would be taken again.
#[derive(Debug)]
pub(super) struct Replays {
    came: HashMap<u128, Instant>,
    order: VecDeque<(Instant, Stamp, u128)>,
    most: usize,
}

impl Replays {
    pub(super) fn new(most: usize) -> Self {
        Self { came: HashMap::new(), order: VecDeque::new(), most }
    }

    /// Takes a signature that comes now; `is_valid` says whether one of this moment would still be taken.
    pub(super) fn take(&mut self, signed: Signed, now: Instant, is_valid: impl Fn(Stamp) -> bool) -> Result<(), Stale> {
        while let Some((came, at, signature)) = self.order.front().copied() {
            if now.saturating_duration_since(came) < KEPT || is_valid(at) {
                break;
            }
            self.order.pop_front();
            // It may have been given back, and have come again since.
            if self.came.get(&signature) == Some(&came) {
                self.came.remove(&signature);
            }
        }
        if self.came.contains_key(&signed.signature) {
            return Err(Stale::Again);
        }
        if self.order.len() >= self.most {
            return Err(Stale::Full);
        }
        self.came.insert(signed.signature, now);
        self.order.push_back((now, signed.at, signed.signature));
        Ok(())
    }

    /// Gives one back that came to nothing: its sender may try again.
    pub(super) fn give_back(&mut self, signed: Signed) {
        self.came.remove(&signed.signature);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: Stamp = Stamp(1_772_445_600_000);

    fn signed(signature: u128, at: Stamp) -> Signed {
        Signed { at, signature }
    }

    #[test]
    fn a_signature_is_taken_once_for_as_long_as_it_would_be_valid() {
        let (start, mut replays) = (Instant::now(), Replays::new(10));
        let at = |seconds| start + Duration::from_secs(seconds);
        let never = |_| false;
        assert_eq!(replays.take(signed(1, BASE), at(0), never), Ok(()));
        assert_eq!(replays.take(signed(1, BASE), at(0), never), Err(Stale::Again));
        assert_eq!(replays.take(signed(1, BASE), at(599), never), Err(Stale::Again));
        assert_eq!(replays.take(signed(1, BASE), at(600), |_| true), Err(Stale::Again), "it is valid all the same");
        assert_eq!(replays.take(signed(1, BASE), at(600), never), Ok(()));
    }

    #[test]
    fn none_is_forgotten_to_make_room() {
        let (start, mut replays) = (Instant::now(), Replays::new(2));
        let never = |_| false;
        assert_eq!(replays.take(signed(1, BASE), start, never), Ok(()));
        assert_eq!(replays.take(signed(2, BASE), start, never), Ok(()));
        assert_eq!(replays.take(signed(3, BASE), start, never), Err(Stale::Full));
        assert_eq!(replays.take(signed(1, BASE), start, never), Err(Stale::Again));
        assert_eq!(replays.take(signed(3, BASE), start + KEPT, never), Ok(()));
    }

    #[test]
    fn one_that_came_to_nothing_may_come_again_and_is_then_remembered_anew() {
        let (start, mut replays) = (Instant::now(), Replays::new(10));
        let at = |seconds| start + Duration::from_secs(seconds);
        let never = |_| false;
        assert_eq!(replays.take(signed(1, BASE), at(0), never), Ok(()));
        replays.give_back(signed(1, BASE));
        assert_eq!(replays.take(signed(1, BASE), at(300), never), Ok(()));
        // The first entry ends, the second stands.
        assert_eq!(replays.take(signed(1, BASE), at(700), never), Err(Stale::Again));
    }
}
