//! Whose calls they are: some callers whose calls were lost call again, some are called back, and some are not heard of.
//!
//! These draws are a stream of their own, new at each moment, and change numbers alone: when calls come, and what
//! becomes of them, does not depend on who calls.

use std::collections::HashSet;

use crate::sim::codes;
use crate::sim::ledger::Talk;
use crate::sim::random::{self, Dice, mix};
use crate::sim::world::World;
use crate::sim::zone::MINUTE;

/// A call is another's than it would be with this chance, if one is due.
const CHANCE: f64 = 0.2;

/// What follows a lost call, of ten.
const AGAIN: std::ops::Range<u64> = 0..4;
const BACK: std::ops::Range<u64> = 4..7;

/// What tells that draw from a call's others.
const FOLLOWS: u64 = 0xF0110;

/// A caller waits so long before the next call, and an agent before calling back, in ms.
const AFTER: i64 = 2 * MINUTE;

/// So many calls back at most.
const LOOKS_BACK: usize = 600;

impl World {
    /// Who makes an inbound call: `customer`, or a caller who was lost and tries again.
    pub(super) fn calls_again(&self, customer: u64) -> u64 {
        self.lost_before(AGAIN).unwrap_or(customer)
    }

    /// Whom an agent dials: `customer`, or a caller who was lost.
    pub(super) fn called_back(&self, customer: u64) -> u64 {
        self.lost_before(BACK).unwrap_or(customer)
    }

    fn lost_before(&self, follows: std::ops::Range<u64>) -> Option<u64> {
        let mut dice = Dice::new(self.seed ^ self.wall as u64, random::AGAIN);
        if !dice.chance(CHANCE) {
            return None;
        }
        let is_due = |talk: &&Talk| {
            talk.kind == codes::CALL_INBOUND
                && talk.ended()
                && talk.bridge() == 0
                && self.wall - talk.end >= AFTER
                && follows.contains(&(mix(talk.lot ^ FOLLOWS) % 10))
        };
        // One who was heard of since is not due any more.
        let mut heard = HashSet::new();
        let calls = self.ledger.today.talks.iter().rev().take(LOOKS_BACK);
        let lost = calls.filter(|talk| talk.customer != 0 && heard.insert(talk.customer)).filter(is_due);
        let callers: Vec<u64> = lost.map(|talk| talk.customer).collect();
        (!callers.is_empty()).then(|| dice.pick(&callers))
    }
}
