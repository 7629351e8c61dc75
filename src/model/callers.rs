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
    /// Agents have so many more inbound calls than there are, since messages about one call come one after the other: for
    /// up to [`Callers::SETTLES_MS`] that is no caller.
    Settling(u64),
    /// Agents have had so many more inbound calls than there are, for too long to be a matter of moments.
    Contradictory(u64),
}

/// How far the count was off in a simulated centre in which the place of every caller is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measured {
    /// So many agents were there.
    pub agents: u64,
    /// For so many hours it was looked at.
    pub hours: u64,
    /// So often.
    pub looks: usize,
    /// In so many of these looks it was off by no more than 1.
    pub close: usize,
    /// It was never further below what is true.
    pub low: i64,
    /// Nor further above.
    pub high: i64,
}

impl Callers {
    /// For so long, in ms, agents may have more calls than there are.
    pub const SETTLES_MS: i64 = 5_000;

    /// What a test measures and holds: colleagues who are asked during a call make it too low, calls at numbers outside too
    /// high.
    pub const MEASURED: Measured = Measured { agents: 300, hours: 2, looks: 60, close: 49, low: 2, high: 3 };
}

/// What was seen of it from time to time.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Observed {
    pub(super) last: Option<Stamp>,
    /// Since when agents have had more calls than there are.
    pub(super) below: Option<Stamp>,
}

impl Observed {
    pub(super) fn clock_set(&mut self, by: i64) {
        for at in [&mut self.last, &mut self.below] {
            *at = at.map(|at| at.plus(by));
        }
    }
}
