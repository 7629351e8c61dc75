//! What a failed exchange is: its kind, which decides what is done next, and its problem.

use std::time::Duration;

use crate::model::{Problem, Value};

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
    /// The id, the key, or the signature that is made of them is refused: only new settings help, or a clock set right.
    Credentials,
    /// Forbidden, not there: only new settings help, as far as can be told from here.
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
        self.may_be_mended() || matches!(self, Self::Final)
    }

    /// Whether it wants other settings, or the vendor to allow something: asked now and then, it may be there again.
    pub const fn may_be_mended(self) -> bool {
        matches!(self, Self::Credentials | Self::Settings)
    }
}

/// A failed exchange with a vendor, without secrets and without customer numbers.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{problem}")]
pub struct Error {
    /// What kind.
    pub kind: ErrorKind,
    /// What was wrong, where, and what to do.
    pub problem: Problem,
}

impl Error {
    /// An error of `kind`.
    pub fn new(kind: ErrorKind, problem: impl Into<Problem>) -> Self {
        Self { kind, problem: problem.into() }
    }

    /// The same, said to be an error with `what`.
    #[must_use]
    pub fn with(self, what: impl Into<Value>) -> Self {
        Self { problem: self.problem.with(what), ..self }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        error.problem
    }
}

/// Shorthand for this room.
pub type Result<T> = std::result::Result<T, Error>;
