//! Notes of the last day, the newest first.

use std::borrow::Cow;

use super::shown::{Role, Shown};
use crate::lang::Language;
use crate::lists::{Column, ListId, Opens, Sheet, Value};
use crate::model::Note;
use crate::ui::state::scene::Scene;
use crate::ui::text;

/// The notes.
pub(in crate::ui) struct NotesSheet<'a> {
    notes: &'a [Note],
    stamp: u64,
}

const COLUMNS: &[Column] = &[
    Column::left("note", mark!("Note"), 36),
    Column::left("written", mark!("Written"), 12),
    Column::left("by", mark!("By"), 16),
];

impl<'a> NotesSheet<'a> {
    /// Those that hold now.
    pub(in crate::ui) fn new(scene: &'a Scene<'_>) -> Self {
        let all = scene.board.notes();
        let notes = all.held(scene.now);
        // They grow old without a change.
        Self { notes, stamp: all.revision().wrapping_mul(1_000_003).wrapping_add(notes.len() as u64) }
    }

    fn note(&self, row: usize) -> Option<&'a Note> {
        self.notes.iter().rev().nth(row)
    }
}

impl Sheet for NotesSheet<'_> {
    fn id(&self) -> ListId {
        ListId::Notes
    }
    fn columns(&self) -> Cow<'_, [Column]> {
        Cow::Borrowed(COLUMNS)
    }
    fn rows(&self) -> usize {
        self.notes.len()
    }
    fn key(&self, row: usize) -> Cow<'_, str> {
        self.note(row).map_or(Cow::Borrowed(""), |note| Cow::Borrowed(&note.id))
    }
    fn value(&self, _: Language, row: usize, column: usize) -> Value<'_> {
        let Some(note) = self.note(row) else { return Value::None };
        match column {
            0 => Value::text(Some(&note.text)),
            1 => Value::Moment(note.at),
            2 => Value::text(note.from.as_deref()),
            _ => Value::None,
        }
    }
    fn stamp(&self) -> u64 {
        self.stamp
    }
    fn open(&self, _: Language, row: usize) -> Option<Opens> {
        // The whole of it, where the column had to cut it.
        Some(Opens::Nothing(text::clean(&self.note(row)?.text).into_owned()))
    }
    fn name(&self) -> String {
        "notes".to_owned()
    }
}

impl Shown for NotesSheet<'_> {
    fn role(&self, _: &Scene<'_>, _row: usize, column: usize) -> Role {
        if column == 0 { Role::Text } else { Role::Faint }
    }
}
