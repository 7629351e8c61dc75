//! What the service level is measured by, and what is left of it.

use serde::{Deserialize, Serialize};

/// What the service level is measured by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceTarget {
    /// The share to be reached, 1 to 100 percent.
    pub percent: u8,
    /// In time is answered within so many ms of the call's start, menu and bot included.
    pub within_ms: i64,
    /// An early hang-up within so many ms of the call's start is a short abandon.
    pub short_ms: i64,
}

impl Default for ServiceTarget {
    /// 80 % within 20 s, short abandons within 5 s.
    fn default() -> Self {
        Self { percent: 80, within_ms: 20_000, short_ms: 5_000 }
    }
}

/// How far the service level is from its target, in whole calls of the day so far. Arithmetic, no forecast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorBudget {
    /// So many more calls may be late or lost, and the target is still met.
    MayBeLate(u64),
    /// So many calls answered in time, one after the other, bring the target back.
    BringsBack(u64),
    /// Nothing brings it back: the target is all calls, and one was late.
    Gone,
}
