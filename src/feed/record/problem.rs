//! Why a recording cannot be read or written, by what is done about it.

use std::path::PathBuf;

use crate::model::Value;
use crate::model::problem::{Problem, problems};

problems! {
    /// What is wrong with a recording.
    pub enum RecordingError {
        Io(path: PathBuf, what: Fault, error: Value) = "{path}: {what}: {error}",
        NotOne(path: PathBuf) = "{path} is not a recording of callboard",
        Gone(path: PathBuf) = "{path} was removed, renamed or replaced while it was recorded into: choose another file",
        Changed(path: PathBuf) = "{path} was cut or written to by another program while it was recorded into: choose another file",
        NotPlain(path: PathBuf) = "{path} is a link or not a plain file: name the file itself",
        Newer(path: PathBuf, version: Value) = "{path} was made by callboard {version}, which writes what this version cannot read: use that one",
        OtherSite(path: PathBuf, theirs: String, ours: String) = "{path} is a recording of {theirs}, not of {ours}: choose another file",
        Busy(path: PathBuf) = "{path} is being recorded into by another callboard: choose another file",
        Damaged(path: PathBuf, at: u64, what: Fault) = "{path} is damaged at byte {at}: {what}" => next "what stands before it can be read",
        Empty(path: PathBuf) = "{path} holds no update yet",
        TooLarge(path: PathBuf, bytes: usize) = "{path}: an update of {bytes} bytes is too large for a recording",
    }

    /// What was tried, or what is wrong in the file.
    pub enum Fault {
        Opening = "cannot be opened",
        Reading = "cannot be read",
        OpeningToWrite = "cannot be opened for writing",
        Writing = "cannot be written",
        WritingUpdate = "an update cannot be written",
        NoBlock = "no block begins there",
        Bytes = "the bytes are not those that were written",
        Packed = "the block cannot be unpacked",
        Count(there: usize, wanted: u32) = "{there} updates stand where {wanted} should",
        Unreadable(why: String) = "this version cannot read an update there: {why}",
        LongBlock = "a block is too long",
        LongName = "the site's name is too long",
        LaterFormat = "of a later format",
    }

    /// Why recording ends by itself.
    pub enum Halt {
        Failed(problem: Problem) = "the recording has ended: {problem}",
        Broken = "the recording has ended: the program has a fault there",
    }
}

impl std::error::Error for RecordingError {}

impl std::error::Error for Fault {}
