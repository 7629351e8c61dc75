//! Lost calls whose callers have had no later contact, as far as the records tell.
//!
//! A **contact** is an inbound call that an agent had, or an outbound one that both sides answered, with the same
//! number; its moment is when the two were connected, or else when the call began. It is **later** than a lost call
//! that began before that moment. A caller is **still lost** as long as no contact is later than one of their lost
//! calls. That is what the records say, and no more: who was reached from another telephone, by a chat or in a shop
//! stays on the list.
//!
//! Which calls have the same number is known where the records are read, and only there. Here each lost call carries what
//! followed it ([`Later`](super::Later)), and the lost calls of one caller the same ordinal of the day.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Ledger;
use super::call::LedgerCall;
use super::told::Matching;
use crate::model::sort;
use crate::model::time::Stamp;

/// A caller whom no later contact followed: one row of the list that the figure opens into.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StillLost<'a> {
    /// The first of their lost calls since the last contact: they wait since it began.
    pub first: &'a LedgerCall,
    /// The last of them.
    pub last: &'a LedgerCall,
    /// How many there are: how often they tried.
    pub tries: usize,
}

impl StillLost<'_> {
    /// Since when no contact is in the records.
    pub fn since(&self) -> Option<Stamp> {
        self.first.started
    }
}

impl Ledger {
    /// Whether lost calls are held against later ones.
    pub const fn matching(&self) -> &Matching {
        &self.matching
    }

    /// How many callers are still lost; `None` where calls are not matched, and where no number of any lost call is
    /// known.
    pub fn still_lost(&self) -> Option<u64> {
        let known = self.matching == Matching::On && !self.figures.callers.are_unknown();
        known.then_some(self.figures.callers.lost.len() as u64)
    }

    /// Lost calls of which it cannot be told, most for want of a number.
    pub const fn lost_unmatched(&self) -> u64 {
        self.figures.callers.unknown
    }

    /// Since when the first of them waits.
    pub fn still_lost_since(&self) -> Option<Stamp> {
        self.figures.callers.lost.values().filter_map(|calls| calls.first()).map(|(at, _)| *at).min()
    }

    /// Who they are, longest waiting first: as many as the figure counts.
    pub fn still_lost_callers(&self) -> Vec<StillLost<'_>> {
        let one = |calls: &BTreeSet<(Stamp, Arc<str>)>| {
            let call = |(_, id): &(Stamp, Arc<str>)| self.call(id);
            Some(StillLost { first: call(calls.first()?)?, last: call(calls.last()?)?, tries: calls.len() })
        };
        let mut found: Vec<StillLost<'_>> = self.figures.callers.lost.values().filter_map(one).collect();
        sort::by(&mut found, |a, b| (a.first.started, &a.first.id).cmp(&(b.first.started, &b.first.id)));
        found
    }
}
