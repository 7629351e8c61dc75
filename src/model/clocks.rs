//! Several clocks: this machine's, that of the vendor's messages, and that of the gateway before the vendor (`Date`).
//!
//! The times that figures carry are by the clock of the messages. Which of the clocks is wrong is a verdict over all
//! sources together: it belongs to the machine, and is only given where two clocks agree against a third.

use serde::{Deserialize, Serialize};

use super::source::SourceId;
use crate::model::sort;

mod message;

pub use message::{MessageClock, Sample};

/// Clocks that differ by no more than this agree, in ms: `Date` has whole seconds, and answers take their time.
pub const AGREE_MS: i64 = 5_000;

/// How far a signature's moment may be off without being refused for it, in ms; the vendors document five minutes.
pub const SIGNED_WITHIN_MS: i64 = 300_000;

/// Whether two clocks agree.
pub const fn agree(one_ms: i64, other_ms: i64) -> bool {
    one_ms.abs_diff(other_ms) <= AGREE_MS.unsigned_abs()
}

/// The clocks that a source told of, each minus this machine's, in ms; `None` where it does not tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clocks {
    /// The gateway's, from the `Date` header.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_ms: Option<i64>,
    /// That of the messages, from when they say that they were made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_ms: Option<i64>,
    /// By how much signatures had to be corrected to be accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_ms: Option<i64>,
}

impl Clocks {
    /// This machine's clock was set by `by` ms; the others were not.
    pub fn clock_set(&mut self, by: i64) {
        for clock in [&mut self.date_ms, &mut self.message_ms, &mut self.signed_ms] {
            *clock = clock.map(|ms| ms.saturating_sub(by));
        }
    }
}

/// Which clock is wrong, as far as can be told. `off_ms` is how far ahead of this machine's clock the other is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockVerdict {
    /// There is nothing to compare this machine's clock with.
    Unknown,
    /// All clocks that are known agree.
    Agree,
    /// This machine's: the others agree with each other.
    Ours {
        /// How far ahead they are.
        off_ms: i64,
    },
    /// That of the vendor's messages: a gateway agrees with this machine.
    Messages {
        /// How far ahead it is.
        off_ms: i64,
    },
    /// The gateway's before this source: the messages, or other gateways, agree with this machine.
    Gateway {
        /// Whose.
        source: SourceId,
        /// How far ahead it is.
        off_ms: i64,
    },
    /// Clocks differ, and nothing tells which of them is right.
    Differ {
        /// How far ahead the one is by which times are told.
        off_ms: i64,
    },
}

/// Whose clock it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Witness {
    Messages,
    Gateway(SourceId),
    Signature,
}

impl Witness {
    /// How far off a clock may be and still say the same.
    const fn tolerance(self) -> u64 {
        match self {
            Self::Signature => SIGNED_WITHIN_MS.unsigned_abs(),
            Self::Messages | Self::Gateway(_) => AGREE_MS.unsigned_abs(),
        }
    }
}

/// One vendor's sources stand behind one gateway.
const fn is_platform(source: SourceId) -> bool {
    matches!(source, SourceId::Platform(_))
}

/// Every clock that was told of, once: gateways that say the same are one where there are messages to hold them
/// against, and so are those of one vendor.
fn witnesses(told: &[(SourceId, Clocks)]) -> Vec<(Witness, i64)> {
    let messages = told.iter().filter_map(|(_, clocks)| Some((Witness::Messages, clocks.message_ms?)));
    let mut found: Vec<(Witness, i64)> = messages.collect();
    let with_messages = !found.is_empty();
    for (source, date) in told.iter().filter_map(|(source, clocks)| Some((*source, clocks.date_ms?))) {
        let same = |(witness, ms): &(Witness, i64)| match witness {
            Witness::Gateway(other) => {
                agree(*ms, date) && (with_messages || !is_platform(source) && !is_platform(*other))
            }
            _ => false,
        };
        if !found.iter().any(same) {
            found.push((Witness::Gateway(source), date));
        }
    }
    let signed = told.iter().filter_map(|(_, clocks)| clocks.signed_ms).find(|ms| *ms != 0);
    found.extend(signed.map(|ms| (Witness::Signature, ms)));
    found
}

/// The verdict over what all sources told.
pub fn verdict(told: impl IntoIterator<Item = (SourceId, Clocks)>) -> ClockVerdict {
    let others = witnesses(&told.into_iter().collect::<Vec<_>>());
    // By the first of them times are told.
    let Some((_, leading)) = others.first().copied() else { return ClockVerdict::Unknown };
    let says = |(witness, told): &(Witness, i64), ms: i64| told.abs_diff(ms) <= witness.tolerance();
    let votes = |ms: i64| others.iter().filter(|other| says(other, ms)).count();
    let mut odd: Vec<(Witness, i64)> = others.iter().filter(|other| !says(other, 0)).copied().collect();
    sort::by_key(&mut odd, |(_, ms)| std::cmp::Reverse(votes(*ms)));
    let ours = votes(0) + 1;
    match odd.first().map(|first| (*first, votes(first.1))) {
        None => ClockVerdict::Agree,
        Some(((_, off_ms), theirs)) if theirs > ours => ClockVerdict::Ours { off_ms },
        Some(((Witness::Messages, off_ms), theirs)) if theirs < ours => ClockVerdict::Messages { off_ms },
        Some(((Witness::Gateway(source), off_ms), theirs)) if theirs < ours => ClockVerdict::Gateway { source, off_ms },
        Some(((Witness::Signature, off_ms), _)) => ClockVerdict::Differ { off_ms },
        Some(_) => ClockVerdict::Differ { off_ms: leading },
    }
}

#[cfg(test)]
mod tests;
