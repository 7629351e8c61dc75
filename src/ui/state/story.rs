//! What is known of what happened, on a view.

use std::sync::Arc;

use super::View;
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

impl View {
    /// Takes note of what happened since the board began; whether that is other than before.
    pub fn set_facts(&mut self, facts: &Facts) -> bool {
        if self.told.known == Some(facts.revision()) {
            return false;
        }
        self.told.known = Some(facts.revision());
        self.told.facts = Arc::new(facts.in_order().into_iter().cloned().collect());
        self.told.revision += 1;
        true
    }

    /// Takes note of what happened in the recording that is shown, from its first to its last moment, of which it was looked
    /// through `until` then; all of it without.
    pub fn set_recorded(&mut self, facts: Arc<Vec<Fact>>, span: (Stamp, Stamp), until: Option<Stamp>) {
        self.told.facts = facts;
        self.told.span = Some(span);
        self.told.until = until;
        self.told.revision += 1;
    }

    /// What happened.
    pub(in crate::ui) const fn told(&self) -> &Told {
        &self.told
    }
}
