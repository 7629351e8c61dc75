//! Notes on disk, of a board that no hub tells: one small file a site.
//!
//! It is read once before anything is drawn, and written by a task of its own a moment after a note came, and when the
//! program ends. What another board of the site wrote meanwhile is kept. A file of which a part cannot be read is set aside
//! and its good lines are written anew; one that cannot be read at all is left alone, and then nothing is written.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::later::{KeptLater, Pending};
use super::memory::file_stem;
use super::problem::Notice;
use crate::files::{lines, private};
use crate::model::{NOTES_KEPT, NOTES_KEPT_MS, Note, Notes, Stamp};

/// A note is written so much later.
const CALM: Duration = Duration::from_millis(200);
/// No file is larger, in bytes: each character of a note may take four, and may be escaped.
const LARGEST: u64 = 2 * 1024 * 1024;

/// The file of `site` in `dir`.
pub fn notes_file(dir: &Path, site: &str) -> PathBuf {
    dir.join(format!("{}.notes", file_stem(site, &[])))
}

/// The notes in the file; where a part of it cannot be read, it is set aside under the name that is told.
fn take(file: &Path) -> io::Result<(Vec<Note>, Option<PathBuf>)> {
    let (notes, lost) = match lines::read(file, LARGEST, NOTES_KEPT) {
        Err(error) if error.kind() == io::ErrorKind::InvalidData => (Vec::new(), 1),
        read => read?,
    };
    let aside = if lost > 0 { Some(private::set_aside(file)?) } else { None };
    if let Some(aside) = &aside {
        tracing::warn!("notes: {lost} lines of {} cannot be read; it is now {}", file.display(), aside.display());
    }
    Ok((notes, aside))
}

/// Writes `notes` of `now` into the file, beside what is in it; the name of what was damaged and is set aside.
fn keep(file: &Path, mut notes: Notes, now: Stamp) -> io::Result<Option<PathBuf>> {
    private::make_dir(private::parent(file))?;
    let (others, aside) = take(file)?;
    for note in others {
        notes.take(note);
    }
    notes.forget_before(now.plus(-NOTES_KEPT_MS));
    private::replace_alone(file, lines::text(notes.iter())?.as_bytes())?;
    Ok(aside)
}

/// The notes of one site, as they are written.
#[derive(Debug, Default)]
pub(super) struct NotesFile {
    /// Nothing is written without one.
    file: Option<PathBuf>,
    /// What is to be written.
    now: Option<(Notes, Stamp)>,
    pending: Pending<Option<PathBuf>>,
    revision: u64,
    told: bool,
}

impl NotesFile {
    /// Those in `file`.
    pub(super) fn new(file: PathBuf) -> Self {
        Self { file: Some(file), ..Self::default() }
    }

    /// What was kept, and what there is to say of it.
    pub(super) fn read(&mut self) -> (Vec<Note>, Option<Notice>) {
        let Some(file) = &self.file else { return (Vec::new(), None) };
        match take(file) {
            Ok((notes, aside)) => (notes, aside.map(|aside| Notice::NotesBroken(aside.display().to_string()))),
            Err(error) => {
                tracing::warn!("notes: {error}");
                self.file = None;
                (Vec::new(), Some(Notice::NotesUnread(error.to_string())))
            }
        }
    }

    /// What is known at the start is known to be kept.
    pub(super) const fn begin(&mut self, notes: &Notes) {
        self.revision = notes.revision();
    }

    /// Takes note of what the board knows at `now`.
    pub(super) fn note(&mut self, notes: &Notes, now: Stamp) {
        if self.file.is_some() && self.revision != notes.revision() {
            self.revision = notes.revision();
            self.now = Some((notes.clone(), now));
            self.pending.changed(CALM);
        }
    }

    /// Whether anything is to be written, or is being written.
    pub(super) fn is_busy(&self) -> bool {
        self.pending.is_busy()
    }
}

impl KeptLater for NotesFile {
    type Done = Option<PathBuf>;

    fn pending(&mut self) -> &mut Pending<Option<PathBuf>> {
        &mut self.pending
    }

    fn job(&mut self) -> Option<impl FnOnce() -> io::Result<Option<PathBuf>> + Send + 'static> {
        let (file, (notes, now)) = (self.file.clone()?, self.now.take()?);
        Some(move || keep(&file, notes, now))
    }

    /// Each file that was set aside, and a failure the first time.
    fn outcome(&mut self, done: io::Result<Option<PathBuf>>) -> Option<Notice> {
        match done {
            Ok(aside) => aside.map(|aside| Notice::NotesBroken(aside.display().to_string())),
            Err(error) => {
                tracing::warn!("notes: {error}");
                let first = !std::mem::replace(&mut self.told, true);
                first.then(|| Notice::NotesUnread(error.to_string()))
            }
        }
    }
}

#[cfg(test)]
mod tests;
