//! How much of the vendor's list of agents is on the board.

use super::Board;

impl Board {
    /// How many agents the last full message named.
    pub const fn confirmed(&self) -> usize {
        self.confirmed
    }

    /// How many agents the vendor says there are.
    pub const fn total(&self) -> Option<u64> {
        self.total
    }

    /// Whether a full message has come at all.
    pub const fn has_roster(&self) -> bool {
        self.has_roster
    }

    /// Whether every page of the list is there: who is not on the board then is not listed.
    pub const fn is_listed(&self) -> bool {
        self.listed
    }

    /// How many agents the vendor counts beyond those that it listed; `None` where it does not count them.
    pub fn missing(&self) -> Option<u64> {
        let total = self.total.filter(|_| self.has_roster)?;
        Some(total.saturating_sub(self.confirmed as u64))
    }

    /// Whether every agent of the filter is on the board.
    pub fn is_complete(&self) -> bool {
        self.has_roster && self.total.is_none_or(|total| total <= self.confirmed as u64)
    }
}
