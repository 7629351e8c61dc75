//! Callers whom no agent has yet: how many, or why that is not known.

use super::time::Stamp;

/// How many inbound calls have no agent yet, or why that is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Callers {
    /// So many: in the queue, in the menu or with a robot.
    Count(u64),
    /// The vendor does not send the inbound calls in progress.
    NotSent,
    /// The settings narrow the agents: others may have the calls.
    Narrowed,
    /// Not every agent is on the board: others may have the calls.
    Incomplete,
    /// Agents have had so many more inbound calls than there are, for too long to be a matter of moments.
    Contradictory(u64),
}

/// What was seen of it from time to time.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Looks {
    pub(super) last: Option<Stamp>,
    /// Since when agents have had more calls than there are.
    pub(super) below: Option<Stamp>,
}

impl Looks {
    pub(super) fn clock_set(&mut self, by: i64) {
        for at in [&mut self.last, &mut self.below] {
            *at = at.map(|at| at.plus(by));
        }
    }
}
