//! Which calls have the same number, and so what followed a lost one. The feed owns it; what it makes of the records
//! are calls without their numbers and hashes.
//!
//! A number goes by a keyed hash of it ([`CallerKey`]). Kept are, of each call that was lost or a contact, its hash and its
//! moment, and of each number its last contact and its lost calls: a record costs a step or two, however many there are.
//! Only where a contact is taken back are the calls of the day looked through for the one before.

use std::sync::Arc;

use super::Ledger;
use super::call::{LedgerCall, Outcome};
use super::later::{Bearing, Later};
use crate::model::call::CallRecord;
use crate::model::caller_key::CallerKey;
use crate::model::quick::{QuickMap, QuickSet};
use crate::model::time::Stamp;

/// The calls of one day by their numbers.
#[derive(Debug, Default)]
pub struct Matcher {
    calls: QuickMap<Arc<str>, Known>,
    numbers: QuickMap<CallerKey, Number>,
    /// Numbers with another last contact than when this was settled last.
    moved: QuickSet<CallerKey>,
    /// Of these, numbers whose last contact was taken back.
    bereft: QuickSet<CallerKey>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Known {
    key: CallerKey,
    bearing: Bearing,
}

#[derive(Debug)]
struct Number {
    /// Its place among the numbers of the day.
    ordinal: u32,
    contact: Option<Stamp>,
    lost: Vec<Arc<str>>,
}

impl Matcher {
    /// Takes records into `ledger`, and says which calls are new or other than they were: those of the records, and lost
    /// ones whose caller has had a contact since, or has none any more.
    pub fn upsert(&mut self, ledger: &mut Ledger, records: &[CallRecord]) -> Vec<LedgerCall> {
        let (day, target) = (ledger.day(), ledger.target());
        let mut calls: Vec<LedgerCall> = records.iter().map(|record| ledger.entry(record)).collect();
        for (call, record) in calls.iter().zip(records) {
            let bearing = call.bearing(&target).filter(|_| call.started.is_none_or(|at| day.has(at)));
            let known = record.caller.zip(bearing).map(|(key, bearing)| Known { key, bearing });
            self.note(&call.id, known);
        }
        let others = self.settle();
        for call in &mut calls {
            if call.outcome(&target) == Some(Outcome::Lost) {
                call.later = Some(self.later(&call.id).unwrap_or(Later::Unknown));
            }
        }
        calls.retain(|call| ledger.upsert(call.clone()));
        for id in others {
            let later = self.later(&id);
            let moved = ledger.call(&id).filter(|call| call.later != later).cloned();
            if let Some(call) = moved.map(|call| LedgerCall { later, ..call })
                && ledger.upsert(call.clone())
            {
                calls.push(call);
            }
        }
        calls
    }

    /// What a call says of its number, in the place of what it said before.
    fn note(&mut self, id: &Arc<str>, known: Option<Known>) {
        let before = self.calls.get_key_value(id).map(|(id, known)| (Arc::clone(id), *known));
        if before.as_ref().map(|(_, before)| *before) == known {
            return;
        }
        // The text of an id that is known already is kept.
        let id = match before {
            Some((id, before)) => {
                self.forget(&id, before);
                id
            }
            None => Arc::clone(id),
        };
        let Some(Known { key, bearing }) = known else {
            self.calls.remove(&id);
            return;
        };
        let ordinal = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
        let number = self.numbers.entry(key).or_insert(Number { ordinal, contact: None, lost: Vec::new() });
        match bearing {
            Bearing::Lost(_) => number.lost.push(Arc::clone(&id)),
            Bearing::Contact(at) => {
                if number.contact < Some(at) {
                    number.contact = Some(at);
                    self.moved.insert(key);
                }
            }
        }
        self.calls.insert(id, Known { key, bearing });
    }

    fn forget(&mut self, id: &Arc<str>, Known { key, bearing }: Known) {
        let Some(number) = self.numbers.get_mut(&key) else { return };
        match bearing {
            Bearing::Lost(_) => number.lost.retain(|lost| lost != id),
            Bearing::Contact(at) => {
                if number.contact == Some(at) {
                    self.bereft.insert(key);
                    self.moved.insert(key);
                }
            }
        }
    }

    /// The lost calls of numbers with another last contact than before.
    fn settle(&mut self) -> Vec<Arc<str>> {
        if !self.bereft.is_empty() {
            for key in &self.bereft {
                if let Some(number) = self.numbers.get_mut(key) {
                    number.contact = None;
                }
            }
            for Known { key, bearing } in self.calls.values() {
                if let Bearing::Contact(at) = bearing
                    && self.bereft.contains(key)
                    && let Some(number) = self.numbers.get_mut(key)
                {
                    number.contact = number.contact.max(Some(*at));
                }
            }
            self.bereft.clear();
        }
        let moved = std::mem::take(&mut self.moved);
        moved.iter().filter_map(|key| self.numbers.get(key)).flat_map(|number| number.lost.iter().cloned()).collect()
    }

    /// What followed a lost call whose number is known.
    fn later(&self, id: &str) -> Option<Later> {
        let Known { key, bearing: Bearing::Lost(at) } = self.calls.get(id)? else { return None };
        let number = self.numbers.get(key)?;
        Some(if number.contact > Some(*at) { Later::Contact } else { Later::Nothing(number.ordinal) })
    }
}

#[cfg(test)]
mod tests;
