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
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::files::private;
use crate::model::{Stamp, Value, plain};

mod block;
pub mod piece;
pub mod player;
pub mod problem;
mod reader;
mod recorder;
mod shelf;
mod take;
mod writer;

use problem::Fault;

pub use block::Kind;
pub use problem::RecordingError;
pub use reader::{Block, Reader, Updates};
pub use recorder::Recorder;
pub use shelf::Shelf;
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
    fn io(path: &Path, what: Fault, error: io::Error) -> Self {
        let error = private::plainly(error);
        let ours = error.get_ref().and_then(|error| error.downcast_ref::<Fault>());
        Self::Io(path.to_owned(), what, ours.map_or_else(|| error.to_string().into(), Value::from))
    }
}

#[cfg(test)]
pub(in crate::feed) mod tests;
