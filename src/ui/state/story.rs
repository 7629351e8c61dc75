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
        self.known = Some(facts.revision());
        self.facts = Arc::new(facts.in_order().into_iter().cloned().collect());
        self.revision += 1;
        true
    }
}
