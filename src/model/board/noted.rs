//! Notes on the board.

use super::Board;
use crate::model::note::{NOTES_KEPT_MS, Note, Notes};
use crate::model::time::Stamp;

impl Board {
    /// What people wrote down, the oldest first.
    pub fn notes(&self) -> &Notes {
        &self.notes
    }

    pub(super) fn apply_notes(&mut self, at: Stamp, notes: Vec<Note>) {
        for note in notes {
            self.notes.take(note);
        }
        self.notes.forget_before(at.plus(-NOTES_KEPT_MS));
        self.revision += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::testing::{NOW, apply, centre};
    use crate::model::update::Payload;

    fn note(id: &str, at: Stamp) -> Note {
        Note { id: id.to_owned(), at, from: Some("ana".to_owned()), text: format!("note {id}") }
    }

    fn ids(board: &Board) -> Vec<&str> {
        board.notes().iter().map(|note| note.id.as_str()).collect()
    }

    #[test]
    fn a_board_that_is_told_the_whole_of_another_has_its_notes_and_sees_that_they_are_others() {
        let mut board = centre(3);
        apply(&mut board, NOW, Payload::Notes(vec![note("b", NOW), note("a", NOW.plus(-60_000))]));
        let mut fresh = Board::new();
        board.retell(NOW).into_iter().for_each(|update| fresh.apply(update));
        assert_eq!((ids(&fresh), fresh.notes()), (vec!["a", "b"], board.notes()));
        let revision = board.notes().revision();
        assert!(fresh.continuing(board).notes().revision() > revision);
    }

    #[test]
    fn notes_of_the_day_before_are_neither_kept_nor_told() {
        let mut board = centre(1);
        apply(&mut board, NOW, Payload::Notes(vec![note("old", NOW)]));
        let later = NOW.plus(NOTES_KEPT_MS + 1);
        let told = board.retell(later).into_iter().any(|update| matches!(update.payload, Payload::Notes(_)));
        assert!(!told);
        apply(&mut board, later, Payload::Notes(vec![note("new", later)]));
        assert_eq!(ids(&board), ["new"]);
    }

    #[test]
    fn a_note_goes_with_a_clock_that_is_set() {
        let mut board = centre(1);
        apply(&mut board, NOW, Payload::Notes(vec![note("a", NOW)]));
        board.clock_set(3_600_000);
        assert_eq!(board.notes().iter().next().map(|note| note.at), Some(NOW.plus(3_600_000)));
    }
}
