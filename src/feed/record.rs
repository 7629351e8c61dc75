//! Recordings: the stream of updates as a file, and back.
//!
//! A recording is a short header (whose it is, in which zone its clock runs) and then blocks, each compressed on its
//! own and guarded by its length and two checksums. Whatever ends a recorder, the whole blocks before that are
//! readable; a torn one at the end is dropped, and a later recorder goes on after the last whole one. What is in the
//! blocks are updates as JSON lines: serialised, hence masked.
//!
//! Every session of recording begins with a keyframe, the whole board retold; more follow every few minutes, so that
//! a reader who looks for half past nine need not live through the night.

use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::files::private;
use crate::model::{Stamp, plain};

mod block;
pub mod player;
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

/// How much of what a file says of itself is repeated, in characters.
const BRIEF: usize = 200;

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
    #[error("{}: {what}: {error}", shown(path))]
    Io {
        /// The file.
        path: PathBuf,
        /// What was tried.
        what: &'static str,
        /// Why it failed.
        error: io::Error,
    },
    /// The file is no recording.
    #[error("{} is not a recording of callboard", shown(.0))]
    NotOne(PathBuf),
    /// What is written goes to a file that no path leads to.
    #[error("{} was removed, renamed or replaced while it was recorded into: choose another file", shown(.0))]
    Gone(PathBuf),
    /// It is not as long as what was written.
    #[error("{} was cut or written to by another program while it was recorded into: choose another file", shown(.0))]
    Changed(PathBuf),
    /// Another user might lead us elsewhere.
    #[error("{} is a link or not a plain file: name the file itself", shown(.0))]
    NotPlain(PathBuf),
    /// A later version made it.
    #[error(
        "{} was made by callboard {}, which writes what this version cannot read: use that one",
        shown(path),
        brief(program)
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// The program's version.
        program: String,
    },
    /// It is another site's.
    #[error("{} is a recording of {}, not of {ours}: choose another file", shown(path), brief(theirs))]
    OtherSite {
        /// The file.
        path: PathBuf,
        /// Whose it is, with the zone.
        theirs: String,
        /// Whose is to be recorded, with the zone.
        ours: String,
    },
    /// Two recorders must not write one file.
    #[error("{} is being recorded into by another callboard: choose another file", shown(.0))]
    Busy(PathBuf),
    /// The bytes are not those that were written.
    #[error("{} is damaged at byte {at}: {}; what stands before it can be read", shown(path), brief(what))]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The offset of the block.
        at: u64,
        /// What is wrong there.
        what: String,
    },
    /// There is nothing in it.
    #[error("{} holds no update yet", shown(.0))]
    Empty(PathBuf),
    /// An update that no reader would take.
    #[error("{}: an update of {bytes} bytes is too large for a recording", shown(path))]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// Its size as JSON.
        bytes: usize,
    },
}

/// A path on one line. Names of files come from strangers too.
fn shown(path: &Path) -> String {
    plain::line(&path.to_string_lossy()).into_owned()
}

/// What a file says of itself, as a sentence repeats it: on one line, and short.
fn brief(said: &str) -> String {
    let mut brief: String = said.chars().take(BRIEF + 1).collect();
    if brief.chars().count() > BRIEF {
        brief.pop();
        brief.push('…');
    }
    plain::line(&brief).into_owned()
}

impl RecordingError {
    fn io(path: &Path, what: &'static str, error: io::Error) -> Self {
        Self::Io { path: path.to_owned(), what, error: private::plainly(error) }
    }
}

#[cfg(test)]
pub(in crate::feed) mod tests;
