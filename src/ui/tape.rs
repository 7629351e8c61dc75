//! What is recorded from the board, or played on it, as the header shows it.

use crate::model::Stamp;

/// A recording going on, or one being played.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Tape {
    /// The board is recorded.
    Recording {
        /// Since when.
        since: Stamp,
        /// How many bytes are written.
        bytes: u64,
    },
    /// The board shows a recording.
    Replaying {
        /// How many times faster than it happened.
        speed: f64,
        /// Whether time goes on.
        playing: bool,
        /// Whether the recording is over.
        over: bool,
        /// Whether that is because what follows cannot be read.
        damaged: bool,
    },
}

impl Tape {
    /// Whether the board shows a recording.
    pub const fn is_replay(&self) -> bool {
        matches!(self, Self::Replaying { .. })
    }
}
