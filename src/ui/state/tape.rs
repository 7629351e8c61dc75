//! A view of a board that is recorded, or that shows a recording.

use super::View;
use crate::model::{Alarms, Board, Stamp};
use crate::ui::settings::Settings;
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
    pub fn start_over(&mut self, board: &Board, now: Stamp, settings: &Settings) {
        *self.alarms = Alarms::new(settings.rules.clone(), settings.zone);
        self.alert = None;
        self.frozen = None;
        self.look(board, now);
        // What stood at that moment was told when it happened.
        let _ = self.take_news();
        self.listing.rebuild(board, now);
        self.show_alerts();
        self.refresh(board);
    }
}
