//! What the calls that are here add up to, counted once for each answer and not at every frame.

use std::collections::BTreeSet;
use std::sync::Arc;

use litemap::LiteMap;

use crate::model::{CallKind, CallRecord, CallResult, CallsAsked, Shelved, sort};

/// Relay numbers that are remembered to be chosen from.
const RELAYS_KEPT: usize = 200;

/// Calls, counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::ui) struct Tally {
    /// All of them.
    pub(in crate::ui) calls: u64,
    /// By how they ended, most frequent first; `None` for those of which the vendor did not say.
    pub(in crate::ui) results: Vec<(Option<CallResult>, u64)>,
    /// By direction, most frequent first.
    pub(in crate::ui) kinds: Vec<(CallKind, u64)>,
}

impl Tally {
    fn of(calls: &[CallRecord]) -> Self {
        let mut results: LiteMap<Option<CallResult>, u64> = LiteMap::new();
        let mut kinds: LiteMap<CallKind, u64> = LiteMap::new();
        for call in calls {
            *results.entry(call.result).or_default() += 1;
            if let Some(kind) = call.kind.filter(|kind| *kind != CallKind::None) {
                *kinds.entry(kind).or_default() += 1;
            }
        }
        Self { calls: calls.len() as u64, results: most_first(results), kinds: most_first(kinds) }
    }

    /// How many were answered.
    pub(in crate::ui) fn answered(&self) -> u64 {
        let answered = self.results.iter().filter(|(result, _)| result.is_some_and(CallResult::is_answered));
        answered.map(|(_, count)| count).sum()
    }
}

fn most_first<K: Ord + Copy>(counts: LiteMap<K, u64>) -> Vec<(K, u64)> {
    let mut counts: Vec<(K, u64)> = counts.into_iter().collect();
    sort::by(&mut counts, |a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    counts
}

/// The last count, with what it was made of, and every relay number that was in any.
#[derive(Clone, Debug, Default)]
pub(in crate::ui) struct Counted {
    last: Option<(CallsAsked, u64, Arc<Tally>)>,
    relays: BTreeSet<String>,
}

/// The calls of an answer.
fn calls(entry: &Shelved) -> &[CallRecord] {
    entry.calls().map_or(&[][..], |rows| &rows.rows)
}

impl Counted {
    /// The same with the calls of `entry`, which answers `asked`; `None` if they have been counted.
    pub(in crate::ui) fn with(&self, asked: &CallsAsked, entry: &Shelved) -> Option<Self> {
        if self.counted(asked, entry).is_some() {
            return None;
        }
        let tally = Arc::new(Tally::of(calls(entry)));
        let relays = self.relays(asked, Some(entry));
        Some(Self { last: Some((asked.clone(), entry.revision, tally)), relays })
    }

    fn counted(&self, asked: &CallsAsked, entry: &Shelved) -> Option<&Arc<Tally>> {
        let (of, revision, tally) = self.last.as_ref()?;
        (of == asked && *revision == entry.revision).then_some(tally)
    }

    /// What the calls of `entry`, which answers `asked`, add up to.
    pub(in crate::ui) fn tally(&self, asked: &CallsAsked, entry: &Shelved) -> Arc<Tally> {
        self.counted(asked, entry).map_or_else(|| Arc::new(Tally::of(calls(entry))), Arc::clone)
    }

    /// The relay numbers that were seen so far, those of `entry` among them.
    pub(in crate::ui) fn relays(&self, asked: &CallsAsked, entry: Option<&Shelved>) -> BTreeSet<String> {
        let mut relays = self.relays.clone();
        let new = entry.filter(|entry| self.counted(asked, entry).is_none()).map_or(&[][..], calls);
        for relay in new.iter().filter_map(|call| call.relay.as_deref()).map(str::trim) {
            if !relay.is_empty() && relays.len() < RELAYS_KEPT && !relays.contains(relay) {
                relays.insert(relay.to_owned());
            }
        }
        relays
    }
}
