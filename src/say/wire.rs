//! What goes over the socket: one line of JSON each way.

use serde::{Deserialize, Serialize};

/// What is asked of a board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The wall that is meant; without one, every board.
    #[serde(default)]
    pub kiosk: Option<String>,
    /// What it is to do.
    pub what: What,
}

/// What a board is to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum What {
    /// Show a message in place of the one that stands.
    Say {
        /// The sentence, of at most 200 characters.
        text: String,
        /// For how long, in seconds.
        seconds: u64,
    },
    /// Show none any more.
    Clear,
    /// Take a note.
    Note {
        /// What tells it from every other.
        id: String,
        /// The sentence, of at most 200 characters.
        text: String,
    },
}

/// What a board answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Answer {
    /// It shows the message.
    Shown {
        /// Until when, as the clock of its site shows it: `15:30`.
        until: String,
    },
    /// It shows none any more.
    Cleared,
    /// It has the note.
    Noted,
    /// Another wall was meant.
    Elsewhere,
    /// It does nothing.
    Refused {
        /// Why, in a sentence.
        why: String,
    },
}

/// The line of what is asked or answered, without its end.
pub fn line(said: &impl Serialize) -> String {
    serde_json::to_string(said).unwrap_or_default()
}

/// What a line asks; `None` where that cannot be read.
pub fn asked(line: &[u8]) -> Option<Asked> {
    serde_json::from_slice(line).ok()
}

/// What a line answers; `None` where that cannot be read.
pub fn answer(line: &[u8]) -> Option<Answer> {
    serde_json::from_slice(line).ok()
}
