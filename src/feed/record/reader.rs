//! Reading a recording, block by block: never more than one of them is in memory.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{BufReader, ErrorKind, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use super::block::{self, ABOUT_MAX, Beginning, FILE_HEAD, HEAD, Head};
use super::problem::Fault;
use super::{About, Kind, RecordingError};
use crate::files::private;
use crate::model::{Stamp, Update};

/// Where a block stands and what it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// Offset of the block in the file.
    pub at: u64,
    /// What it holds.
    pub kind: Kind,
    /// How many updates.
    pub count: u32,
    /// When the first of them was heard; of a keyframe, the moment it shows.
    pub first: Stamp,
    /// When the last of them was heard.
    pub last: Stamp,
    head: Head,
}

impl Block {
    /// The offset behind it.
    pub fn end(&self) -> u64 {
        self.at + HEAD as u64 + u64::from(self.head.packed)
    }
}

/// A recording being read.
#[derive(Debug)]
pub struct Reader<R> {
    input: R,
    path: PathBuf,
    about: About,
    start: u64,
    at: u64,
    length: u64,
}

impl Reader<BufReader<File>> {
    /// Opens the recording at `path`.
    ///
    /// # Errors
    /// When it cannot be read, or is no recording that this version knows.
    pub fn open(path: &Path) -> Result<Self, RecordingError> {
        let file = private::open_plain(path).map_err(|error| match error.kind() {
            ErrorKind::Unsupported => RecordingError::NotPlain(path.to_owned()),
            _ => RecordingError::io(path, Fault::Opening, error),
        })?;
        Self::new(BufReader::new(file), path)
    }
}

impl<R: Read + Seek> Reader<R> {
    /// A recording in `input`; `path` is what errors call it.
    ///
    /// # Errors
    /// When it cannot be read, or is no recording that this version knows.
    pub fn new(mut input: R, path: &Path) -> Result<Self, RecordingError> {
        let io = |error| RecordingError::io(path, Fault::Reading, error);
        let length = input.seek(SeekFrom::End(0)).map_err(io)?;
        input.rewind().map_err(io)?;
        let mut bytes = Vec::new();
        (&mut input).take((FILE_HEAD + ABOUT_MAX + 4) as u64).read_to_end(&mut bytes).map_err(io)?;
        match block::beginning(&bytes) {
            Beginning::Head(about, end) => {
                let start = end as u64;
                input.seek(SeekFrom::Start(start)).map_err(io)?;
                Ok(Self { input, path: path.to_owned(), about, start, at: start, length })
            }
            Beginning::Torn => Err(RecordingError::Empty(path.to_owned())),
            Beginning::Newer(program) => {
                let version =
                    program.map_or_else(|| Fault::LaterFormat.into(), |program| super::brief(&program).into());
                Err(RecordingError::Newer(path.to_owned(), version))
            }
            Beginning::Other => Err(RecordingError::NotOne(path.to_owned())),
        }
    }

    /// Whose recording it is.
    pub const fn about(&self) -> &About {
        &self.about
    }

    /// What errors call it.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The offset of the next block: behind the last whole one, at the end.
    pub const fn at(&self) -> u64 {
        self.at
    }

    /// How many bytes at the end are no whole block; of use once there is no next block.
    pub const fn torn(&self) -> u64 {
        self.length.saturating_sub(self.at)
    }

    /// Goes to the block at `offset`.
    pub const fn go_to(&mut self, offset: u64) {
        self.at = offset;
    }

    /// Goes to the first block.
    pub const fn rewind(&mut self) {
        self.at = self.start;
    }

    /// The next block, without what is in it; `None` behind the last whole one.
    ///
    /// # Errors
    /// When the file cannot be read, or is damaged there.
    pub fn next_block(&mut self) -> Result<Option<Block>, RecordingError> {
        let Some(head) = self.head_at(self.at)? else { return Ok(None) };
        let at = self.at;
        let block = Block { at, kind: head.kind, count: head.count, first: head.first, last: head.last, head };
        if block.end() > self.length {
            return Ok(None);
        }
        self.at = block.end();
        Ok(Some(block))
    }

    fn head_at(&mut self, at: u64) -> Result<Option<Head>, RecordingError> {
        if at + HEAD as u64 > self.length {
            // It may have grown since.
            self.length = self.input.seek(SeekFrom::End(0)).map_err(|error| self.io(error))?;
        }
        if at + HEAD as u64 > self.length {
            return Ok(None);
        }
        let mut bytes = [0; HEAD];
        self.seek(at)?;
        self.input.read_exact(&mut bytes).map_err(|error| self.io(error))?;
        match block::head(&bytes) {
            Some(head) => Ok(Some(head)),
            None if self.is_blank(at)? => Ok(None),
            None => Err(self.damaged(at, Fault::NoBlock)),
        }
    }

    /// Whether only zeros follow: what a machine that lost its power leaves where a block should have been.
    fn is_blank(&mut self, at: u64) -> Result<bool, RecordingError> {
        self.seek(at)?;
        let mut piece = [0; 4096];
        loop {
            let read = self.input.read(&mut piece).map_err(|error| self.io(error))?;
            let Some(read) = piece.get(..read).filter(|read| !read.is_empty()) else { return Ok(true) };
            if read.iter().any(|byte| *byte != 0) {
                return Ok(false);
            }
        }
    }

    /// The updates of a block; none of a last one whose bytes did not all reach the disk.
    ///
    /// # Errors
    /// When the file cannot be read, or is damaged there.
    pub fn updates(&mut self, block: &Block) -> Result<Vec<Update>, RecordingError> {
        self.seek(block.at + HEAD as u64)?;
        let mut packed = Vec::new();
        let length = u64::from(block.head.packed);
        (&mut self.input).take(length).read_to_end(&mut packed).map_err(|error| self.io(error))?;
        let raw = match block::unpack(&block.head, &packed) {
            Ok(raw) => raw,
            Err(_) if block.end() >= self.length => {
                self.at = block.at;
                return Ok(Vec::new());
            }
            Err(what) => return Err(self.damaged(block.at, what)),
        };
        let lines = || raw.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        // One more than there should be is enough to know that there are too many.
        let read = lines().take((block.count as usize).saturating_add(1));
        let updates: Result<Vec<Update>, _> = read.map(Update::of_line).collect();
        match updates {
            Ok(updates) if updates.len() == block.count as usize => Ok(updates),
            Ok(_) => Err(self.damaged(block.at, Fault::Count(lines().count(), block.count))),
            Err(why) => Err(self.damaged(block.at, Fault::Unreadable(super::brief(&why.to_string())))),
        }
    }

    fn seek(&mut self, to: u64) -> Result<(), RecordingError> {
        self.input.seek(SeekFrom::Start(to)).map(|_| ()).map_err(|error| self.io(error))
    }

    fn io(&self, error: std::io::Error) -> RecordingError {
        RecordingError::io(&self.path, Fault::Reading, error)
    }

    fn damaged(&self, at: u64, what: Fault) -> RecordingError {
        RecordingError::Damaged(self.path.clone(), at, what)
    }
}

/// The updates of a whole recording, from its beginning: each session's keyframe, then what came.
#[derive(Debug)]
pub struct Updates<R> {
    reader: Reader<R>,
    held: VecDeque<Update>,
    over: bool,
}

impl<R: Read + Seek> Updates<R> {
    /// Those that `reader` reads from where it stands.
    pub const fn new(reader: Reader<R>) -> Self {
        Self { reader, held: VecDeque::new(), over: false }
    }

    /// How many bytes at the end are no whole block; of use once there is no further update.
    pub const fn torn(&self) -> u64 {
        self.reader.torn()
    }

    fn refill(&mut self) -> Result<(), RecordingError> {
        while self.held.is_empty() && !self.over {
            match self.reader.next_block()? {
                // It repeats what was said.
                Some(Block { kind: Kind::Keyframe { .. }, .. }) => {}
                Some(block) => {
                    self.held = self.reader.updates(&block)?.into();
                    self.over = self.reader.at() <= block.at;
                }
                None => self.over = true,
            }
        }
        Ok(())
    }
}

impl<R: Read + Seek> Iterator for Updates<R> {
    type Item = Result<Update, RecordingError>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Err(error) = self.refill() {
            self.over = true;
            return Some(Err(error));
        }
        self.held.pop_front().map(Ok)
    }
}
