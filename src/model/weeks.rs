//! Half hours of the last weeks, whatever is known of each: the list that totals of calls and how far AI sessions got are kept in.

use std::collections::BTreeMap;

use super::time::Stamp;

/// For so many days half hours are kept.
pub const KEPT_DAYS: i64 = 35;

/// The same in ms, and a day more: no day is forgotten before it has been compared with.
const KEPT_MS: i64 = (KEPT_DAYS + 1) * 86_400_000;

/// Half hours, each by when it begins on the vendor's clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weeks<H> {
    pub(super) halves: BTreeMap<Stamp, H>,
    pub(super) revision: u64,
}

impl<H> Default for Weeks<H> {
    fn default() -> Self {
        Self { halves: BTreeMap::new(), revision: 0 }
    }
}

impl<H> Weeks<H> {
    /// Lets go of what is older than [`KEPT_DAYS`] days at `now`.
    pub fn forget_before(&mut self, now: Stamp) {
        let kept = self.halves.split_off(&now.plus(-KEPT_MS));
        if !std::mem::replace(&mut self.halves, kept).is_empty() {
            self.revision += 1;
        }
    }

    /// The half hour that begins at `from`.
    pub fn get(&self, from: Stamp) -> Option<&H> {
        self.halves.get(&from)
    }

    /// All of them, oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &H> {
        self.halves.values()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.halves.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.halves.is_empty()
    }

    /// Counts up with every change.
    pub const fn revision(&self) -> u64 {
        self.revision
    }
}
