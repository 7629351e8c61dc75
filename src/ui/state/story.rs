//! What is known of what happened, on a view.

use std::sync::Arc;

use crate::model::{Fact, Facts, Stamp};

/// What happened: on a live board since it began, of a recording as far as it was looked through.
#[derive(Clone, Debug, Default)]
pub(in crate::ui) struct Told {
    /// By when they began.
    pub(in crate::ui) facts: Arc<Vec<Fact>>,
    /// Counts up with every change.
    pub(in crate::ui) revision: u64,
    /// The facts' own count, on a live board.
    known: Option<u64>,
    /// The first and the last moment of the recording that is shown.
    pub(in crate::ui) span: Option<(Stamp, Stamp)>,
    /// Until when it was looked through; `None` once that is all of it.
    pub(in crate::ui) until: Option<Stamp>,
}

impl Told {
    /// Takes note of what happened since the board began; whether that is other than before.
    pub(super) fn take(&mut self, facts: &Facts) -> bool {
        if self.known == Some(facts.revision()) {
            return false;
        }
        let before = self.known.replace(facts.revision());
        let order = facts.in_order_with_changes();
        let known = Arc::make_mut(&mut self.facts);
        // The oldest may have given way; of the others few are new or other than they were.
        let gone = order.first().and_then(|(first, _)| known.iter().position(|fact| fact.id == first.id)).unwrap_or(0);
        known.drain(..gone);
        known.truncate(order.len());
        for (at, (fact, changed)) in order.into_iter().enumerate() {
            match known.get_mut(at) {
                // To compare thousands of facts word by word, of which one is another, takes longer than all the rest.
                Some(known) if known.id == fact.id && before.is_some_and(|before| changed <= before) => {}
                Some(known) if known == fact => {}
                Some(known) => *known = fact.clone(),
                None => known.push(fact.clone()),
            }
        }
        self.revision += 1;
        true
    }
}

#[cfg(test)]
mod tests;
