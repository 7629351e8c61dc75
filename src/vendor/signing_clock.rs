//! The moment to put into a signature. Vendors refuse one that is minutes off, so where a machine's clock is, the next
//! signature goes by the vendor's, as its `Date` headers tell it. Our own clock is believed until one was refused: a
//! proxy's `Date` may be wrong where nobody minds.

use std::sync::atomic::{AtomicI64, Ordering};

use crate::model::Stamp;

/// What is less off than this is not what a signature is refused for, in ms.
const MATTERS_MS: u64 = 60_000;

/// This machine's clock, corrected as far as the vendor wants it.
#[derive(Debug, Default)]
pub(super) struct SigningClock(AtomicI64);

impl SigningClock {
    /// The moment to sign at `now` of our clock.
    pub(super) fn moment(&self, now: Stamp) -> Stamp {
        now.plus(self.off_ms())
    }

    /// By how much it is corrected now, in ms.
    pub(super) fn off_ms(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }

    /// A signature was refused by an answer that told of this skew (the vendor's clock minus ours): whether another one
    /// is worth a try.
    pub(super) fn refused(&self, skew_ms: Option<i64>) -> bool {
        let Some(skew) = skew_ms else { return false };
        let off = if skew.unsigned_abs() < MATTERS_MS { 0 } else { skew };
        let other = off.abs_diff(self.off_ms()) >= MATTERS_MS;
        if other {
            self.set(off);
        }
        other
    }

    /// Goes back to a correction of before: the other was refused as well.
    pub(super) fn set(&self, off_ms: i64) {
        self.0.store(off_ms, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_is_corrected_only_when_a_signature_was_refused_and_by_enough_to_matter() {
        let clock = SigningClock::default();
        assert_eq!(clock.moment(Stamp(5)), Stamp(5));
        assert!(!clock.refused(None) && !clock.refused(Some(40_000)), "it was refused for something else");
        assert!(clock.refused(Some(600_000)));
        assert_eq!(clock.moment(Stamp(5)), Stamp(600_005));
        assert!(!clock.refused(Some(601_000)), "this was tried");
        assert!(clock.refused(Some(-20_000)), "our clock has been set right");
        assert_eq!(clock.moment(Stamp(5)), Stamp(5));
    }
}
