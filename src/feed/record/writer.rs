//! Writing a recording: only whole blocks, each with one write, and never to a place that another user chose.

use std::fs::{self, File, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::block::{self, Kind};
use super::problem::Fault;
use super::{About, Reader, RecordingError};
use crate::files::private;
use crate::model::Stamp;

/// What was found where a recording is to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opened {
    /// Nothing: it is a new recording.
    New,
    /// A recording, which goes on.
    Appended {
        /// Bytes of a torn last block that were dropped.
        dropped: u64,
    },
}

/// A recording being written. The file is locked until it is dropped.
#[derive(Debug)]
pub struct Writer {
    file: File,
    path: PathBuf,
    /// Up to here everything is whole.
    length: u64,
    /// Whether the file system tells by its numbers that the open file is the one at the path; some of those over a
    /// network do not.
    tells: bool,
    /// Whether the file was made for this, and has no block yet.
    bare: bool,
    failed: bool,
}

impl Drop for Writer {
    /// What was to be a recording and holds nothing does not stay.
    fn drop(&mut self) {
        if self.bare && self.failed && private::is_at(&self.file, &self.path) {
            let _ = fs::remove_file(&self.path);
        }
    }
}

impl Writer {
    /// Begins a recording at `path`, or goes on with the one that is there. Directories that are missing are made
    /// (0700), so is the file (0600).
    ///
    /// # Errors
    /// When it cannot be written to, is no plain file or no recording of this site, or is damaged.
    pub fn open(path: &Path, about: &About) -> Result<(Self, Opened), RecordingError> {
        let made = fs::symlink_metadata(path).is_err();
        let file = private::resume(path).map_err(|error| match fs::symlink_metadata(path) {
            Ok(facts) if !facts.is_file() => RecordingError::NotPlain(path.to_owned()),
            _ => RecordingError::io(path, Fault::OpeningToWrite, error),
        })?;
        Self::on(file, path, made, about)
    }

    /// The same on a file that is open for reading and writing; one that was `made` for this goes again if nothing can be
    /// written to it.
    ///
    /// # Errors
    /// When it cannot be written to, is no recording of this site, or is damaged.
    pub fn on(file: File, path: &Path, made: bool, about: &About) -> Result<(Self, Opened), RecordingError> {
        let io = |error| RecordingError::io(path, Fault::Writing, error);
        // A file system without locks is no reason not to record.
        if matches!(file.try_lock(), Err(TryLockError::WouldBlock)) {
            return Err(RecordingError::Busy(path.to_owned()));
        }
        let tells = private::is_at(&file, path);
        let mut writer = Self { file, path: path.to_owned(), length: 0, tells, bare: made, failed: false };
        let mut reader = match Reader::new(&writer.file, path) {
            Ok(reader) => reader,
            // So little of it was written that nothing is lost.
            Err(RecordingError::Empty(_)) => {
                writer.cut()?;
                let head = block::file_head(about).map_err(io)?;
                writer.append(&head)?;
                return Ok((writer, Opened::New));
            }
            Err(error) => return Err(error),
        };
        let whose = |about: &About| format!("{} ({})", about.site, about.timezone);
        let (theirs, ours) = (whose(reader.about()), whose(about));
        if theirs != ours {
            return Err(RecordingError::OtherSite(path.to_owned(), super::brief(&theirs), ours));
        }
        let mut last = None;
        while let Some(block) = reader.next_block()? {
            last = Some(block);
        }
        if let Some(block) = last {
            // The heads of the others were whole, so they were followed by another write.
            reader.updates(&block)?;
        }
        let (end, dropped) = (reader.at(), reader.torn());
        let theirs = reader.about().clone();
        writer.length = end;
        if theirs.vocabulary < about.vocabulary {
            writer.raise(&theirs, about).map_err(io)?;
        }
        writer.cut()?;
        Ok((writer, Opened::Appended { dropped }))
    }

    /// How long the file is, in bytes.
    pub const fn length(&self) -> u64 {
        self.length
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Appends a block of `count` updates, which are the JSON lines `raw`.
    ///
    /// # Errors
    /// When it cannot be written, as on a full disk; the file then ends with the block before.
    pub fn block(&mut self, kind: Kind, span: (Stamp, Stamp), count: u32, raw: &[u8]) -> Result<(), RecordingError> {
        let packed = block::pack(kind, span.0, span.1, count, raw);
        let packed = packed.map_err(|error| RecordingError::io(&self.path, Fault::Writing, error))?;
        self.append(&packed)?;
        self.bare = false;
        Ok(())
    }

    /// Looks whether what was written is where the path leads.
    ///
    /// # Errors
    /// When it is not: [`RecordingError::Gone`], [`RecordingError::Changed`].
    pub fn check(&self) -> Result<(), RecordingError> {
        let is_there = if self.tells { private::is_at(&self.file, &self.path) } else { self.path.exists() };
        if !is_there {
            return Err(RecordingError::Gone(self.path.clone()));
        }
        match self.file.metadata() {
            Ok(facts) if facts.len() != self.length => Err(RecordingError::Changed(self.path.clone())),
            _ => Ok(()),
        }
    }

    fn append(&mut self, bytes: &[u8]) -> Result<(), RecordingError> {
        self.check()?;
        match self.file.write_all(bytes) {
            Ok(()) => {
                self.length += bytes.len() as u64;
                Ok(())
            }
            Err(error) => {
                self.failed = true;
                // Where even this fails, a reader drops the torn block.
                let _ = self.cut();
                Err(RecordingError::io(&self.path, Fault::Writing, error))
            }
        }
    }

    /// Says in the head of a file that this version's vocabulary stands in it from now on: an earlier program then names the
    /// version that reads it, rather than a damage. The new head takes the place of the old one byte for byte, or not at all.
    fn raise(&mut self, theirs: &About, ours: &About) -> io::Result<()> {
        let raised = About { vocabulary: ours.vocabulary, program: ours.program.clone(), ..theirs.clone() };
        let (before, now) = (block::file_head(theirs)?, block::file_head(&raised)?);
        let mut there = vec![0; before.len()];
        self.file.rewind()?;
        self.file.read_exact(&mut there)?;
        if there == before && before.len() == now.len() {
            self.file.rewind()?;
            self.file.write_all(&now)?;
        }
        Ok(())
    }

    /// Cuts the file behind what is whole, and goes there.
    fn cut(&mut self) -> Result<(), RecordingError> {
        let cut = self.file.set_len(self.length).and_then(|()| self.file.seek(SeekFrom::Start(self.length)));
        cut.map(|_| ()).map_err(|error| RecordingError::io(&self.path, Fault::Writing, error))
    }
}
