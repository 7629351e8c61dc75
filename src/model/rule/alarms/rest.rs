//! Which agents are at rest, and until when.

use crate::model::dues::Dues;
use crate::model::time::Stamp;

/// What must be as it was for an agent who was not touched to be left alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Under {
    pub(super) generation: u64,
    pub(super) skew_ms: i64,
}

/// Who is to be looked at, and when.
#[derive(Clone, Debug, Default)]
pub(super) struct Rest {
    /// By slot.
    pub(super) dues: Dues,
    /// How it was when all were looked at; nothing where all are to be looked at next.
    pub(super) under: Option<Under>,
    /// Up to when the time of those that stand is told.
    pub(super) told: Stamp,
}

impl Rest {
    /// Something happened that may concern any agent.
    pub(super) const fn disturb(&mut self) {
        self.under = None;
    }

    /// An agent changed: the rules are to be held against them at the next tick too, since what stands of them is as old as
    /// this look.
    pub(super) fn touch(&mut self, slot: usize) {
        self.dues.set(slot, Dues::AT_ONCE);
    }

    pub(super) fn clock_set(&mut self, by: i64) {
        self.told = self.told.plus(by);
        self.disturb();
    }
}
