//! What a failed exchange is: its kind, which decides what is done next, and its sentence.

use std::time::Duration;

use crate::model::{Problem, plain};

/// What kind of failure it was: decides what the feed does next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// Refused, reset, timed out, no such host, TLS: try again after a while.
    Network,
    /// Connected, and no answer in time. To a request for a stream, so does a proxy answer that collects it first.
    Late,
    /// The answer is not what the document says (HTML, a 5xx, not JSON): try again after a while.
    Answer,
    /// A 200 that is not an event stream: a proxy stands between. Poll the snapshot call instead.
    NotAStream,
    /// The token was refused: get a new one, try again at once, once.
    TokenRefused,
    /// Wrong credentials, forbidden, not there: only new settings help, as far as can be told from here.
    Settings,
    /// The vendor calls the request itself wrong: it is not repeated until the settings change.
    Final,
    /// Too many calls: wait this long.
    RateLimited(Duration),
    /// One event was larger than the settings allow.
    TooLarge,
}

impl ErrorKind {
    /// Whether the vendor answered, and said no; as against no vendor being there, or one that fell over.
    pub const fn is_a_no(self) -> bool {
        matches!(self, Self::TokenRefused) || self.wants_settings()
    }

    /// Whether asking the same again is no use, as far as can be told from here.
    pub const fn wants_settings(self) -> bool {
        matches!(self, Self::Settings | Self::Final)
    }
}

/// A failed exchange with a vendor, in one sentence without secrets and without customer numbers.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{sentence}")]
pub struct Error {
    /// What kind.
    pub kind: ErrorKind,
    /// What was wrong, where, and what to do.
    pub sentence: String,
    /// The same as a value, where it is of the way to the vendor.
    pub problem: Option<Box<Problem>>,
}

impl Error {
    /// An error of `kind`. Whatever a vendor said in it, it is one line that acts on no terminal.
    pub fn new(kind: ErrorKind, sentence: impl Into<String>) -> Self {
        let sentence = sentence.into();
        Self { kind, sentence: plain::line(&sentence).into_owned(), problem: None }
    }

    /// One of the way to the vendor, in the problem's own words.
    pub fn of(kind: ErrorKind, problem: Problem) -> Self {
        let told = Self::new(kind, problem.to_string());
        Self { problem: Some(Box::new(problem)), ..told }
    }
}

/// Shorthand for this room.
pub type Result<T> = std::result::Result<T, Error>;
