//! What is kept for weeks: totals of half hours, and how far closed AI sessions got, and how that compares.

use super::Board;
use crate::model::drift::AiDrift;
use crate::model::funnel::{FunnelHalf, KeptFunnels};
use crate::model::kept::KeptHalf;
use crate::model::time::Stamp;

impl Board {
    /// How far closed AI sessions got in half hours of the last weeks, as far as they are known.
    pub fn funnels(&self) -> &KeptFunnels {
        self.ai_halves.funnels()
    }

    /// How the AI sessions of the newest half hour compare with those of the weeks before, while that holds at `now`; `None`
    /// where nothing is known to compare.
    pub fn ai_drift(&self, now: Stamp) -> Option<&AiDrift> {
        self.ai_halves.drift(now)
    }

    /// Takes half hours in, at `at`.
    pub(super) fn apply_funnels(&mut self, at: Stamp, halves: Vec<FunnelHalf>) {
        self.ai_halves.take(at, halves);
        self.revision += 1;
    }

    /// Takes totals in that were kept. What the records tell is newer than that.
    pub(super) fn apply_totals(&mut self, at: Stamp, halves: Vec<KeptHalf>) {
        self.kept.fill(halves);
        self.kept.forget_before(at);
        self.revision += 1;
    }
}
