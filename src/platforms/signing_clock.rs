//! The moment to put into a signature. Vendors refuse one that is minutes off, so where a machine's clock is, the next
//! signature goes by another: what the `Date` of the refusal says, else a time in it, else what the messages of a stream
//! tell. Our own clock is believed until one was refused: a proxy's `Date` may be wrong where it does no harm.

use std::sync::atomic::{AtomicI64, Ordering};

use serde_json::Value;
use tokio::sync::watch;

use super::lenient::{self, Loose};
use super::problem::Answered;
use super::{Error, ErrorKind};
use crate::model::Stamp;

/// What is less off than this is not what a signature is refused for, in ms.
const MATTERS_MS: u64 = 60_000;
/// A time in a refusal that is further from ours than this is no clock, in ms.
const FURTHEST_MS: u64 = 7 * 86_400_000;
/// A refusal is short; what is longer than this, in bytes, is looked through for nothing.
const REFUSAL_MAX: usize = 4_096;

/// Counts how often something that others wait for is there again.
#[derive(Clone, Debug, Default)]
pub struct Recoveries(std::sync::Arc<watch::Sender<u64>>);

impl Recoveries {
    /// Tells all that wait.
    pub fn tell(&self) {
        self.0.send_modify(|count| *count = count.wrapping_add(1));
    }

    /// To wait for the next.
    pub fn subscribe(&self) -> watch::Receiver<u64> {
        self.0.subscribe()
    }
}

/// What is known of the vendor's clock from elsewhere than the answer to a signature. All clones are one.
#[derive(Clone, Debug, Default)]
pub struct Hints {
    known: std::sync::Arc<std::sync::Mutex<Option<i64>>>,
    recoveries: Recoveries,
}

impl Hints {
    /// The vendor's clock is so many ms ahead of ours, as a stream tells; `None` where it does not.
    pub fn note(&self, skew_ms: Option<i64>) {
        let Some(skew) = skew_ms else { return };
        let mut known = self.known.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let before = known.replace(skew);
        drop(known);
        if skew.abs_diff(before.unwrap_or(0)) >= MATTERS_MS {
            self.recoveries.tell();
        }
    }

    /// What was told last.
    pub fn skew_ms(&self) -> Option<i64> {
        *self.known.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Tells when there is a clock to sign by that there was not.
    pub fn recoveries(&self) -> Recoveries {
        self.recoveries.clone()
    }
}

/// This machine's clock, corrected as far as the vendor wants it.
#[derive(Debug, Default)]
pub(super) struct SigningClock {
    off_ms: AtomicI64,
    hints: Hints,
}

impl SigningClock {
    /// One that also knows what streams tell.
    pub(super) const fn hinted(hints: Hints) -> Self {
        Self { off_ms: AtomicI64::new(0), hints }
    }

    /// The moment to sign at `now` of our clock.
    pub(super) fn moment(&self, now: Stamp) -> Stamp {
        now.plus(self.off_ms())
    }

    /// By how much it is corrected now, in ms.
    pub(super) fn off_ms(&self) -> i64 {
        self.off_ms.load(Ordering::Relaxed)
    }

    /// By how much it is corrected, where it is.
    pub(super) fn corrected_ms(&self) -> Option<i64> {
        Some(self.off_ms()).filter(|off| *off != 0)
    }

    /// A signature was refused by an answer that told of this skew (the vendor's clock minus ours): the corrections that
    /// are worth another try, the likeliest first.
    pub(super) fn others(&self, told_ms: Option<i64>) -> Vec<i64> {
        let mut tried = vec![self.off_ms()];
        let mut others = Vec::new();
        let ours = Some(0).filter(|_| !self.is_known(told_ms));
        for skew in [told_ms, self.hints.skew_ms(), ours].into_iter().flatten() {
            let off = if skew.unsigned_abs() < MATTERS_MS { 0 } else { skew };
            if tried.iter().all(|tried| off.abs_diff(*tried) >= MATTERS_MS) {
                tried.push(off);
                others.push(off);
            }
        }
        others
    }

    /// Whether anything tells what time it is there, the answer included.
    pub(super) fn is_known(&self, told_ms: Option<i64>) -> bool {
        told_ms.or_else(|| self.hints.skew_ms()).is_some()
    }

    /// Goes by another correction, or back to that of before.
    pub(super) fn set(&self, off_ms: i64) {
        self.off_ms.store(off_ms, Ordering::Relaxed);
    }
}

/// The vendor's clock minus ours in ms, by a time that a refusal names.
pub(crate) fn told_by(body: &str, now: Stamp) -> Option<i64> {
    let fields = if body.len() <= REFUSAL_MAX { lenient::object(body)? } else { return None };
    let inner = fields.values().filter_map(Value::as_object);
    let named = std::iter::once(&fields).chain(inner).flatten();
    let times = named.filter(|(name, _)| name.to_ascii_lowercase().contains("time"));
    times
        .filter_map(|(_, value)| Some(Loose::of(value).stamp().ok()??.since(now)))
        .find(|skew| skew.unsigned_abs() <= FURTHEST_MS)
}

/// The error for a signature that was refused where nothing tells the time there: before id and key, the clock is to be
/// looked at.
pub(super) fn unsure(error: Error, section: &str) -> Error {
    if error.kind != ErrorKind::Credentials {
        return error;
    }
    let refused = error.problem.words().without_ending();
    Error::new(ErrorKind::Credentials, Answered::NoClock(refused.into(), section.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::super::problem::Why;
    use super::*;
    use crate::model::Quote;

    #[test]
    fn a_clock_is_corrected_only_when_a_signature_was_refused_and_by_enough_to_matter() {
        let clock = SigningClock::default();
        assert_eq!(clock.moment(Stamp(5)), Stamp(5));
        assert!(clock.others(None).is_empty() && clock.others(Some(40_000)).is_empty(), "refused for something else");
        assert_eq!(clock.others(Some(600_000)), [600_000]);
        clock.set(600_000);
        assert_eq!(clock.moment(Stamp(5)), Stamp(600_005));
        assert!(clock.others(Some(601_000)).is_empty(), "this was tried");
        assert_eq!(clock.others(None), [0], "it may be ours after all");
        assert_eq!(clock.others(Some(-20_000)), [0], "our clock has been set right");
        clock.set(0);
        assert_eq!(clock.moment(Stamp(5)), Stamp(5));
    }

    #[test]
    fn what_a_stream_tells_is_tried_where_the_answer_tells_nothing_or_something_else() {
        let hints = Hints::default();
        let clock = SigningClock::hinted(hints.clone());
        assert!(!clock.is_known(None) && clock.is_known(Some(0)));
        let mut wakes = hints.recoveries().subscribe();
        hints.note(Some(400));
        hints.note(None);
        assert!(!wakes.has_changed().unwrap(), "no other clock than ours");
        assert!(clock.others(None).is_empty() && clock.is_known(None));
        hints.note(Some(-600_000));
        assert!(wakes.has_changed().unwrap());
        wakes.mark_unchanged();
        hints.note(Some(-600_300));
        assert!(!wakes.has_changed().unwrap(), "the same");
        assert_eq!(clock.others(None), [-600_300]);
        assert_eq!(clock.others(Some(-599_000)), [-599_000]);
        assert_eq!(clock.others(Some(900_000)), [900_000, -600_300]);
    }

    #[test]
    fn a_refusal_may_name_the_time_there() {
        let now = Stamp(1_772_445_600_000);
        for (body, told) in [
            (r#"{"ret_code":"1","timestamp":1772446200000}"#, Some(600_000)),
            (r#"{"code":1,"serverTime":"1772446200"}"#, Some(600_000)),
            (r#"{"data":{"time":1772446200000}}"#, Some(600_000)),
            (r#"{"ret_code":"1","traceId":"1772446200000"}"#, None),
            (r#"{"time":"0"}"#, None),
            (r#"{"time":1}"#, None),
            ("<html>", None),
        ] {
            assert_eq!(told_by(body, now), told, "{body}");
        }
    }

    #[test]
    fn where_nothing_tells_the_time_the_credentials_are_not_blamed_first() {
        let why = Why::Code("1".to_owned(), Quote::of("bad sign"));
        let refused = Answered::NoToken("GET /t at h".to_owned(), Some(why), "x".to_owned());
        let told = unsure(Error::new(ErrorKind::Credentials, refused), "x").to_string();
        assert!(
            told.starts_with("GET /t at h gave no token (1): bad sign; nothing tells what time it is there"),
            "{told}"
        );
        assert!(!told.contains("check app_id"));
    }
}
