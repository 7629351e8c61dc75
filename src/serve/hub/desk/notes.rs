//! What a desk does with notes.

use super::Desk;
use crate::feed::hub::NoteAnswer;
use crate::feed::hub::notes::noted;
use crate::model::Note;

impl Desk {
    /// Takes a note that a person at a board wrote, and has it told to all.
    pub(super) fn note(&mut self, note: Note) -> NoteAnswer {
        let clock = (self.settings.clock)();
        let (answer, told) = noted(self.publisher.board(), note, clock);
        if let Some(told) = told {
            self.take(told, clock);
            // It is to be kept soon.
            self.show(clock);
        }
        answer
    }
}
