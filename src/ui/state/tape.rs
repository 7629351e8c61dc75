//! A view of a board that is recorded, or that shows a recording.

use std::sync::Arc;

use super::View;
use super::heard::Heard;
use super::story::Told;
use crate::model::{Alarms, Board, Fact, Facts, Stamp};
use crate::ui::tape::Tape;

impl View {
    /// Takes note of what is recorded or played.
    pub const fn set_tape(&mut self, tape: Option<Tape>) {
        self.tape = tape;
    }

    /// What is recorded or played.
    pub const fn tape(&self) -> Option<Tape> {
        self.tape
    }

    pub(in crate::ui) fn is_replay(&self) -> bool {
        self.tape.is_some_and(|tape| tape.is_replay())
    }

    /// Takes note of what happened since the board began; whether that is other than before.
    pub fn set_facts(&mut self, facts: &Facts) -> bool {
        self.told.take(facts)
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

    /// Whether a notice is on screen that another would take away.
    pub const fn is_saying(&self) -> bool {
        self.notice.is_some()
    }

    /// Begins anew with a board of another moment: what stood for how long, and what was done about it, holds no
    /// longer. Pages, filters and choices stay.
    pub fn start_over(&mut self, board: &Board, alarms: &Alarms, now: Stamp) {
        self.alerts.chosen = None;
        (self.frozen, self.alerts.frozen) = (None, None);
        if let Some(kiosk) = &mut self.kiosk {
            kiosk.heard = Heard::default();
        }
        self.board.listing.rebuild(board, now);
        self.alerts.take(alarms);
        self.board.refresh(board, now);
    }
}
