//! What to ask when: the watch machine, the pollers, the call budget and backoff.

pub mod backoff;
pub mod budget;

pub use backoff::{Backoff, Ramp, Random};
pub use budget::{Budget, BudgetView};
