//! What goes into which block: updates as they come, and from time to time the whole board.

use std::path::Path;

use super::block::{Kind, RAW_MAX};
use super::problem::Fault;
use super::{RecordingError, Writer};
use crate::model::{Board, Stamp, Update};

/// A block is written when it has so many bytes of JSON.
const BLOCK_RAW: usize = 256 * 1024;

/// How long after the last keyframe the next is due, in ms of what is recorded, once the updates since have grown to its
/// size. A keyframe has the whole day, so on a large day one every five minutes would be most of the file.
const KEYFRAME_MS: i64 = 300_000;

/// After many updates it is due sooner, but no sooner than this, in ms.
const KEYFRAME_SOONEST_MS: i64 = 60_000;

/// After few updates it is due by then, in ms.
const KEYFRAME_LATEST_MS: i64 = 1_800_000;

/// Updates are many when they take so many times the keyframe's size.
const MUCH: u64 = 8;

/// Turns updates into blocks. Knows no clock: its owner says when to [`flush`](Self::flush).
#[derive(Debug)]
pub struct Recorder {
    writer: Writer,
    board: Board,
    raw: Vec<u8>,
    count: u32,
    span: Option<(Stamp, Stamp)>,
    keyframe: Keyframe,
    updates: u64,
    began: u64,
    /// Bytes written into the files before this one.
    earlier: u64,
}

/// The last keyframe.
#[derive(Debug, Default)]
struct Keyframe {
    at: Stamp,
    bytes: u64,
    /// Where it ended.
    end: u64,
}

impl Recorder {
    /// Begins a session on `writer` with what `board` knows at `now`.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn new(writer: Writer, board: Board, now: Stamp) -> Result<Self, RecordingError> {
        let began = writer.length();
        let mut recorder = Self {
            writer,
            board,
            raw: Vec::new(),
            count: 0,
            span: None,
            keyframe: Keyframe::default(),
            updates: 0,
            began,
            earlier: 0,
        };
        recorder.keyframe(now, true)?;
        Ok(recorder)
    }

    /// Takes an update.
    ///
    /// # Errors
    /// When a block cannot be written.
    pub fn take(&mut self, update: Update) -> Result<(), RecordingError> {
        if self.wants_keyframe(update.at) {
            self.flush()?;
            self.keyframe(update.at, false)?;
        }
        self.put(&update)?;
        let (first, last) = self.span.unwrap_or((update.at, update.at));
        self.span = Some((first.min(update.at), last.max(update.at)));
        self.updates += 1;
        self.board.apply(update);
        if self.raw.len() >= BLOCK_RAW { self.flush() } else { Ok(()) }
    }

    /// Begins anew from `board`: something in between was not told.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn begin_anew(&mut self, board: Board, now: Stamp) -> Result<(), RecordingError> {
        self.flush()?;
        self.board = board;
        self.keyframe(now, true)
    }

    /// Goes on in another file.
    ///
    /// # Errors
    /// When one of the two cannot be written.
    pub fn go_on_in(&mut self, writer: Writer, now: Stamp) -> Result<(), RecordingError> {
        self.flush()?;
        self.earlier = self.bytes();
        self.began = writer.length();
        self.writer = writer;
        self.keyframe(now, true)
    }

    /// Where it is written.
    pub fn path(&self) -> &Path {
        self.writer.path()
    }

    /// Begins anew at `now`, by the clock that was set by `by` ms.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn clock_set(&mut self, by: i64, now: Stamp) -> Result<(), RecordingError> {
        self.flush()?;
        self.board.clock_set(by);
        self.keyframe(now, true)
    }

    /// Writes what was taken since the last block.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn flush(&mut self) -> Result<(), RecordingError> {
        match self.span.take() {
            Some(span) => self.write(Kind::Updates, span),
            None => Ok(()),
        }
    }

    /// Looks whether what was written is where it should be.
    ///
    /// # Errors
    /// When it is not.
    pub fn check(&self) -> Result<(), RecordingError> {
        self.writer.check()
    }

    /// Whether there is anything to flush.
    pub const fn is_pending(&self) -> bool {
        self.span.is_some()
    }

    /// Bytes written in this session.
    pub const fn bytes(&self) -> u64 {
        self.earlier + (self.writer.length() - self.began)
    }

    /// Updates taken in this session.
    pub const fn updates(&self) -> u64 {
        self.updates
    }

    fn wants_keyframe(&self, at: Stamp) -> bool {
        // A clock that was set back must not keep the next one away.
        let since = at.since(self.keyframe.at).saturating_abs();
        let told = self.writer.length() - self.keyframe.end;
        let enough = if since < KEYFRAME_MS { told > self.keyframe.bytes * MUCH } else { told >= self.keyframe.bytes };
        since >= KEYFRAME_LATEST_MS || (since >= KEYFRAME_SOONEST_MS && enough)
    }

    fn keyframe(&mut self, at: Stamp, start: bool) -> Result<(), RecordingError> {
        let before = self.writer.length();
        let kind = |last| if start { Kind::Start { last } } else { Kind::Keyframe { last } };
        for update in self.board.retell(at) {
            if self.raw.len() >= BLOCK_RAW {
                self.write(kind(false), (at, at))?;
            }
            self.put(&update)?;
        }
        self.write(kind(true), (at, at))?;
        let end = self.writer.length();
        self.keyframe = Keyframe { at, bytes: end - before, end };
        Ok(())
    }

    fn put(&mut self, update: &Update) -> Result<(), RecordingError> {
        let before = self.raw.len();
        let written = update.line(&mut self.raw);
        self.raw.push(b'\n');
        let bytes = self.raw.len() - before;
        if let Err(error) = written {
            self.raw.truncate(before);
            return Err(RecordingError::io(self.writer.path(), Fault::WritingUpdate, error.into()));
        }
        // Two of them in one block would still be readable.
        if bytes > RAW_MAX - BLOCK_RAW {
            self.raw.truncate(before);
            return Err(RecordingError::TooLarge(self.writer.path().to_owned(), bytes));
        }
        self.count += 1;
        Ok(())
    }

    fn write(&mut self, kind: Kind, span: (Stamp, Stamp)) -> Result<(), RecordingError> {
        let written = self.writer.block(kind, span, self.count, &self.raw);
        self.raw.clear();
        self.count = 0;
        written
    }
}
