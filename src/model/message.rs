//! A message that people put on the board: a sentence, from whom, until when.
//!
//! It is of the screen and of the moment: it is in no recording, no snapshot and no list.

use super::time::Stamp;

/// Most characters that a message has.
pub const MESSAGE_MOST: usize = 200;

/// For how long a message stands unless it is said, in ms.
pub const MESSAGE_USUAL_MS: i64 = 600_000;

/// A message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The sentence: clean, on one line, at most [`MESSAGE_MOST`] characters, customers' numbers masked.
    pub text: String,
    /// The name of the user who said it, clean; `None` is the person at the keys.
    pub from: Option<String>,
    /// Until when it is shown.
    pub until: Stamp,
}
