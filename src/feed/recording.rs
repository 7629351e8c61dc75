//! Recordings: the stream of updates as a file, and back.
//!
//! A recording is a short header (whose it is, in which zone its clock runs) and then blocks, each compressed on its
//! own and guarded by its length and two checksums. Whatever ends a recorder, the whole blocks before that are
//! readable; a torn one at the end is dropped, and a later recorder goes on after the last whole one. What is in the
//! blocks are updates as JSON lines: serialised, hence masked.
//!
//! Every session of recording begins with a keyframe, the whole board retold; more follow every few minutes, so that
//! somebody who looks for half past nine need not live through the night.

use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::model::Stamp;

mod block;
mod reader;
mod recorder;
mod take;
mod writer;

pub use block::Kind;
pub use reader::{Block, Reader, Updates};
pub use recorder::Recorder;
pub use take::{Take, TakeState};
pub use writer::{Opened, Writer};

/// What every recording begins with.
pub const MAGIC: [u8; 8] = *b"CALLBRD\n";

/// The version of the format around the updates; theirs is [`model::update::VERSION`](crate::model::update::VERSION).
pub const FORMAT: u16 = 1;

/// Whose recording it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// The version of the updates' vocabulary.
    pub vocabulary: u32,
    /// The version of the program that made it.
    pub program: String,
    /// The site's name.
    pub site: String,
    /// The site's IANA time zone.
    pub timezone: String,
    /// When it was begun.
    pub began: Stamp,
}

impl About {
    /// A recording of `site`, begun at `began`.
    pub fn new(site: &str, timezone: &str, began: Stamp) -> Self {
        Self {
            vocabulary: crate::model::update::VERSION,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            site: site.to_owned(),
            timezone: timezone.to_owned(),
            began,
        }
    }
}

/// Why a recording cannot be read or written, in one sentence.
#[derive(Debug, Error)]
pub enum RecordingError {
    /// The file cannot be opened, read or written.
    #[error("{}: {what}: {error}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What was tried.
        what: &'static str,
        /// Why it failed.
        error: io::Error,
    },
    /// The file is no recording.
    #[error("{} is not a recording of callboard", .0.display())]
    NotOne(PathBuf),
    /// Somebody might lead us elsewhere.
    #[error("{} is a link or not a plain file: name the file itself", .0.display())]
    NotPlain(PathBuf),
    /// A later version made it.
    #[error("{} was made by callboard {program}, which writes what this version cannot read: use that one", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// The program's version.
        program: String,
    },
    /// It is another site's.
    #[error("{} is a recording of {theirs}, not of {ours}: choose another file", path.display())]
    OtherSite {
        /// The file.
        path: PathBuf,
        /// Whose it is, with the zone.
        theirs: String,
        /// Whose is to be recorded, with the zone.
        ours: String,
    },
    /// Two recorders must not write one file.
    #[error("{} is being recorded into by another callboard: choose another file", .0.display())]
    Busy(PathBuf),
    /// The bytes are not those that were written.
    #[error("{} is damaged at byte {at}: {what}; what stands before it can be read", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The offset of the block.
        at: u64,
        /// What is wrong there.
        what: String,
    },
    /// There is nothing in it.
    #[error("{} holds no update yet", .0.display())]
    Empty(PathBuf),
    /// An update that no reader would take.
    #[error("{}: an update of {bytes} bytes is too large for a recording", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// Its size as JSON.
        bytes: usize,
    },
}

impl RecordingError {
    fn io(path: &Path, what: &'static str, error: io::Error) -> Self {
        Self::Io { path: path.to_owned(), what, error }
    }
}

#[cfg(test)]
pub(in crate::feed) mod tests;
