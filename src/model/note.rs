//! Notes: what people wrote down about the day, at a moment, beside what the sources told.
//!
//! A note is never changed and never taken away: another one corrects it. Each has an id that its writer's board gave it, so
//! that all who hear of it, however often and by whichever way, have it once.

use serde::{Deserialize, Serialize, Serializer};

use super::customer::mask_within;
use super::plain;
use super::seen::person;
use super::time::Stamp;

/// Most characters that a note has.
pub const NOTE_MOST: usize = 200;

/// So many notes are kept; the oldest give way.
pub const NOTES_KEPT: usize = 500;

/// For so long, in ms: a day, so that a shift over midnight has those of its beginning.
pub const NOTES_KEPT_MS: i64 = 86_400_000;

/// No id is longer, in characters.
const ID_MOST: usize = 40;

/// A note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// What tells it from every other: letters, digits and dashes, at most 40.
    pub id: String,
    /// When it was written.
    pub at: Stamp,
    /// The name of who wrote it; `None` where that is not known.
    #[serde(default, serialize_with = "masked_name")]
    pub from: Option<String>,
    /// The sentence: on one line, at most [`NOTE_MOST`] characters, customers' numbers masked.
    #[serde(serialize_with = "masked")]
    pub text: String,
}

fn masked<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&hidden(text))
}

#[expect(clippy::ref_option, reason = "serde hands it over like this")]
fn masked_name<S: Serializer>(name: &Option<String>, serializer: S) -> Result<S::Ok, S::Error> {
    name.as_deref().map(hidden).serialize(serializer)
}

/// On one line, without customers' numbers: those among whose digits stand characters that no one sees are numbers too.
fn hidden(text: &str) -> String {
    mask_within(&plain::line(text))
}

impl Note {
    /// The same as a board keeps it: on one line, bounded, numbers masked; `None` where it has no id, or nothing to read.
    pub fn tidy(self) -> Option<Self> {
        let Self { id, at, from, text } = self;
        let fits = |c: char| c.is_ascii_alphanumeric() || c == '-';
        if id.is_empty() || id.len() > ID_MOST || !id.chars().all(fits) {
            return None;
        }
        let text: String = hidden(&text).trim().chars().take(NOTE_MOST).collect();
        let text = text.trim().to_owned();
        let from = from.map(|name| person(&name)).filter(|name| !name.is_empty());
        (!text.is_empty()).then_some(Self { id, at, from, text })
    }
}

/// The notes that are kept, the oldest first.
#[derive(Clone, Debug, Default)]
pub struct Notes {
    all: Vec<Note>,
    revision: u64,
}

impl Notes {
    /// Takes a note, tidied; whether it was not known yet. Of one that is known, what was said first holds.
    pub fn take(&mut self, note: Note) -> bool {
        let Some(note) = note.tidy().filter(|note| self.get(&note.id).is_none()) else { return false };
        let place = self.all.partition_point(|known| (known.at, &known.id) < (note.at, &note.id));
        self.all.insert(place, note);
        if self.all.len() > NOTES_KEPT {
            self.all.remove(0);
        }
        self.revision += 1;
        true
    }

    /// Forgets those that were written before `at`.
    pub fn forget_before(&mut self, at: Stamp) {
        let before = self.all.len();
        self.all.retain(|note| note.at >= at);
        self.revision += u64::from(self.all.len() != before);
    }

    /// All of them, the oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Note> + ExactSizeIterator {
        self.all.iter()
    }

    /// Those written from `at` on, the oldest first.
    pub fn since(&self, at: Stamp) -> &[Note] {
        let first = self.all.partition_point(|note| note.at < at);
        self.all.get(first..).unwrap_or_default()
    }

    /// Those that hold at `now`: of the last [`NOTES_KEPT_MS`].
    pub fn held(&self, now: Stamp) -> &[Note] {
        self.since(now.plus(-NOTES_KEPT_MS))
    }

    /// The note with this id.
    pub fn get(&self, id: &str) -> Option<&Note> {
        self.all.iter().find(|note| note.id == id)
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Counts up with everything that changes.
    pub const fn revision(&self) -> u64 {
        self.revision
    }

    /// Takes the place of `before` for a reader who has looked at that.
    pub(super) fn follow(&mut self, before: &Self) {
        self.revision = self.revision.max(before.revision) + 1;
    }

    /// Takes note that the clock was set by `by` ms.
    pub fn clock_set(&mut self, by: i64) {
        for note in &mut self.all {
            note.at = note.at.plus(by);
        }
        self.revision += 1;
    }
}

impl PartialEq for Notes {
    fn eq(&self, other: &Self) -> bool {
        self.all == other.all
    }
}

#[cfg(test)]
mod tests;
