//! A recording on disk as a tape: where its keyframes stand, and the way from one of them to any moment.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::path::Path;

use super::{LEAD_MS, Moment, Tape};
use crate::feed::record::{About, Block, Kind, Reader, RecordingError};
use crate::model::{Board, Stamp};

/// A recording on disk.
#[derive(Debug)]
pub struct FileTape<R = BufReader<File>> {
    reader: Reader<R>,
    keyframes: Vec<Keyframe>,
    span: (Stamp, Stamp),
    torn: u64,
    held: VecDeque<Moment>,
}

/// A whole keyframe.
#[derive(Clone, Copy, Debug)]
struct Keyframe {
    at: Stamp,
    offset: u64,
    start: bool,
}

impl FileTape {
    /// Opens the recording at `path` and looks through the heads of its blocks.
    ///
    /// # Errors
    /// When it cannot be read, is damaged, or holds nothing.
    pub fn open(path: &Path) -> Result<Self, RecordingError> {
        Self::new(Reader::open(path)?)
    }
}

impl<R: Read + Seek> FileTape<R> {
    /// The same of an open recording.
    ///
    /// # Errors
    /// When it cannot be read, is damaged, or holds nothing.
    pub fn new(mut reader: Reader<R>) -> Result<Self, RecordingError> {
        let mut keyframes = Vec::new();
        let mut part: Option<u64> = None;
        let mut span: Option<(Stamp, Stamp)> = None;
        while let Some(Block { at: offset, kind, first, last, .. }) = reader.next_block()? {
            match kind {
                Kind::Updates => part = None,
                Kind::Start { last: false } | Kind::Keyframe { last: false } => part = part.or(Some(offset)),
                Kind::Start { last: true } | Kind::Keyframe { last: true } => {
                    let start = matches!(kind, Kind::Start { .. });
                    keyframes.push(Keyframe { at: first, offset: part.take().unwrap_or(offset), start });
                }
            }
            let (begin, end) = span.unwrap_or((first, last));
            span = Some((begin.min(first), end.max(last)));
        }
        let torn = reader.torn();
        match (span, keyframes.first()) {
            (Some((_, end)), Some(begin)) => {
                let span = (begin.at, end.max(begin.at));
                Ok(Self { reader, keyframes, span, torn, held: VecDeque::new() })
            }
            _ => Err(RecordingError::Empty(reader.path().to_owned())),
        }
    }

    /// Whose recording it is.
    pub const fn about(&self) -> &About {
        self.reader.about()
    }

    /// How many bytes at the end are no whole block.
    pub const fn torn(&self) -> u64 {
        self.torn
    }

    /// Goes to the beginning: the first session's start comes next.
    pub fn rewind(&mut self) {
        self.held.clear();
        self.reader.rewind();
    }

    /// The board of the keyframe that begins with the next block.
    fn keyframe(&mut self) -> Result<Option<(Board, Stamp)>, RecordingError> {
        let mut board = Board::new();
        while let Some(block) = self.reader.next_block()? {
            let updates = self.reader.updates(&block)?;
            // A last block of which not everything reached the disk: the reader would stay before it for ever.
            if self.reader.at() <= block.at {
                return Ok(None);
            }
            for update in updates {
                board.apply(update);
            }
            match block.kind {
                Kind::Start { last: true } | Kind::Keyframe { last: true } => return Ok(Some((board, block.first))),
                Kind::Start { last: false } | Kind::Keyframe { last: false } => {}
                Kind::Updates => return Ok(None),
            }
        }
        Ok(None)
    }

    /// Where to begin to find `to`: in its session, early enough before it.
    fn before(&self, to: Stamp) -> Option<Keyframe> {
        let known = |keyframe: &&Keyframe| keyframe.at <= to;
        let session = self.keyframes.iter().rposition(|keyframe| keyframe.start && keyframe.at <= to).unwrap_or(0);
        let session = self.keyframes.get(session..).unwrap_or_default();
        let next = session.iter().skip(1).position(|keyframe| keyframe.start).map_or(session.len(), |at| at + 1);
        let session = session.get(..next).unwrap_or_default();
        let early = |keyframe: &&Keyframe| keyframe.at <= to.plus(-LEAD_MS);
        session.iter().rev().filter(known).find(early).or_else(|| session.first()).copied()
    }
}

impl<R: Read + Seek + Send> Tape for FileTape<R> {
    fn next(&mut self) -> Result<Option<Moment>, RecordingError> {
        loop {
            if let Some(step) = self.held.pop_front() {
                return Ok(Some(step));
            }
            let Some(block) = self.reader.next_block()? else { return Ok(None) };
            match block.kind {
                Kind::Updates => {
                    self.held = self.reader.updates(&block)?.into_iter().map(Moment::Update).collect();
                    // A last block of which not everything reached the disk.
                    if self.reader.at() <= block.at {
                        return Ok(None);
                    }
                }
                Kind::Keyframe { .. } => {}
                Kind::Start { .. } => {
                    self.reader.go_to(block.at);
                    let Some((board, at)) = self.keyframe()? else { return Ok(None) };
                    return Ok(Some(Moment::Start(Box::new(board), at)));
                }
            }
        }
    }

    fn seek(&mut self, to: Stamp) -> Result<Board, RecordingError> {
        self.held.clear();
        let Some(keyframe) = self.before(to) else { return Ok(Board::new()) };
        self.reader.go_to(keyframe.offset);
        let Some((mut board, _)) = self.keyframe()? else { return Ok(Board::new()) };
        while let Some(step) = self.next()? {
            match step {
                Moment::Update(update) if update.at <= to => board.apply(update),
                later => {
                    self.held.push_front(later);
                    break;
                }
            }
        }
        Ok(board)
    }

    fn span(&self) -> (Stamp, Stamp) {
        self.span
    }
}
