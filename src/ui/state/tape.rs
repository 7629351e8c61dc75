//! A view of a board that is recorded, or that shows a recording.

use super::View;
use super::heard::Heard;
use crate::model::{Alarms, Board, Stamp};
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
