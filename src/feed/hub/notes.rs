//! Notes of people at the boards of a hub.
//!
//! A board sends the [`Note`] that its person wrote, with the id that it gave it; the hub sets the moment, by its own clock, and
//! publishes a [`Payload::Notes`] like any other update. One that is sent again, since its answer was lost, is published once.

use serde::{Deserialize, Serialize};

use crate::model::{Board, Note, Payload, Stamp, Update};

/// What the hub says to a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoteAnswer {
    /// All boards are told.
    Done,
    /// It has nothing to read in it, or no id.
    Empty,
}

/// What is answered to `note` by a hub whose board is `board`, and what all boards are to be told, if anything.
pub fn noted(board: &Board, note: Note, now: Stamp) -> (NoteAnswer, Option<Update>) {
    let Some(note) = (Note { at: now, ..note }).tidy() else { return (NoteAnswer::Empty, None) };
    let is_known = board.notes().get(&note.id).is_some();
    (NoteAnswer::Done, (!is_known).then(|| Update::new(now, Payload::Notes(vec![note]))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::testing::{NOW, centre};

    fn note(id: &str, text: &str) -> Note {
        Note { id: id.to_owned(), at: Stamp(1), from: Some("wang@jump1".to_owned()), text: text.to_owned() }
    }

    #[test]
    fn a_note_has_the_hubs_moment_and_is_told_once_however_often_it_is_sent() {
        let mut board = centre(3);
        let (answer, told) = noted(&board, note("a", "call 13812345678\n"), NOW);
        assert_eq!(answer, NoteAnswer::Done);
        let told = told.unwrap();
        let expected = Note { at: NOW, ..note("a", "call 138****5678") };
        assert_eq!(told, Update::new(NOW, Payload::Notes(vec![expected])));
        board.apply(told);
        assert_eq!(noted(&board, note("a", "call 13812345678"), NOW.plus(5)), (NoteAnswer::Done, None));
        for empty in [note("b", " \u{202e}"), note("", "x")] {
            assert_eq!(noted(&board, empty, NOW), (NoteAnswer::Empty, None));
        }
    }

    #[test]
    fn what_travels_is_read_as_it_was_written_with_numbers_masked() {
        let json = serde_json::to_string(&note("a", "13812345678")).unwrap();
        assert_eq!(serde_json::from_str::<Note>(&json).unwrap(), note("a", "138****5678"));
        for answer in [NoteAnswer::Done, NoteAnswer::Empty] {
            let json = serde_json::to_string(&answer).unwrap();
            assert_eq!(serde_json::from_str::<NoteAnswer>(&json).unwrap(), answer);
        }
    }
}
