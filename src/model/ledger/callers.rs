//! Lost calls, counted by the callers who made them.

use std::collections::BTreeSet;
use std::sync::Arc;

use litemap::LiteMap;

use super::call::{LedgerCall, Outcome};
use super::later::Later;
use super::target::ServiceTarget;
use crate::model::time::Stamp;

/// Lost calls by what followed them.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Callers {
    /// By ordinal, the lost calls of a caller that no contact followed, oldest first.
    pub(super) lost: LiteMap<u32, BTreeSet<(Stamp, Arc<str>)>>,
    /// Lost calls that a contact followed.
    reached: u64,
    /// Lost calls of which it is unknown whether a contact followed.
    pub(super) unknown: u64,
}

impl Callers {
    /// Counts a call, if it is a lost one that says what followed.
    pub(super) fn add(&mut self, call: &LedgerCall, target: &ServiceTarget) {
        match said(call, target) {
            Some((Later::Nothing(caller), Some(at))) => {
                self.lost.entry(caller).or_default().insert((at, Arc::clone(&call.id)));
            }
            Some((Later::Contact, _)) => self.reached += 1,
            Some((Later::Nothing(_) | Later::Unknown, _)) => self.unknown += 1,
            None => {}
        }
    }

    /// Takes such a call out of the count.
    pub(super) fn remove(&mut self, call: &LedgerCall, target: &ServiceTarget) {
        match said(call, target) {
            Some((Later::Nothing(caller), Some(at))) => {
                if let Some(calls) = self.lost.get_mut(&caller) {
                    calls.remove(&(at, Arc::clone(&call.id)));
                    if calls.is_empty() {
                        self.lost.remove(&caller);
                    }
                }
            }
            Some((Later::Contact, _)) => self.reached = self.reached.saturating_sub(1),
            Some((Later::Nothing(_) | Later::Unknown, _)) => self.unknown = self.unknown.saturating_sub(1),
            None => {}
        }
    }

    /// Whether calls were lost, and of none is it known what followed.
    pub(super) fn are_unknown(&self) -> bool {
        self.unknown > 0 && self.reached == 0 && self.lost.is_empty()
    }
}

/// Of a lost call: what followed it, and when it began.
fn said(call: &LedgerCall, target: &ServiceTarget) -> Option<(Later, Option<Stamp>)> {
    let later = call.later?;
    (call.outcome(target) == Some(Outcome::Lost)).then_some((later, call.started))
}
