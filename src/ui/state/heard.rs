//! Since when a wall has known its sources: what stood by then is no news, and interrupts nothing.

use std::collections::HashMap;

use crate::model::{Alert, Board, SourceId, Stamp, Standing};

/// When each source was live first, as far as this screen has seen it.
#[derive(Clone, Debug, Default)]
pub(super) struct Heard(HashMap<SourceId, Stamp>);

impl Heard {
    /// A second has passed.
    pub(super) fn note(&mut self, board: &Board, now: Stamp) {
        for id in board.source_ids() {
            let source = board.source(id);
            // What never said how it stands is all there is.
            if source.as_of.is_some() && (source.phase.is_live() || source.is_unspoken()) {
                self.0.entry(id).or_insert(now);
            }
        }
    }

    /// Whether an alert was raised after all that it rests on was known, or has escalated since. That a source is silent is
    /// news in any case.
    pub(super) fn is_news(&self, standing: &Standing, board: &Board) -> bool {
        if standing.escalated.is_some() || matches!(standing.alert, Alert::Source { .. }) {
            return true;
        }
        let after = |id: SourceId| self.0.get(&id).is_some_and(|first| standing.since > *first);
        standing.alert.rests_on(board).into_iter().all(after)
    }

    /// This machine's clock was set by `by` ms.
    pub(super) fn clock_set(&mut self, by: i64) {
        for first in self.0.values_mut() {
            *first = first.plus(by);
        }
    }
}
