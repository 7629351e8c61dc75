//! Why a subcommand fails.

use crate::config::ConfigError;
use crate::feed::record::RecordingError;
use crate::http::Error;
use crate::term::TermError;

/// Why the program ends with another exit code than 0, which is 1 unless said otherwise: one sentence.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The settings are wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The terminal cannot be used.
    #[error(transparent)]
    Term(#[from] TermError),
    /// A key binding is wrong.
    #[error("{0}")]
    Keys(String),
    /// A recording cannot be read or written.
    #[error(transparent)]
    Recording(#[from] RecordingError),
    /// A client cannot be set up.
    #[error(transparent)]
    Vendor(#[from] Error),
    /// A bot was asked, and did not answer as it should: the exit code, and a sentence.
    #[error("{1}")]
    Probed(u8, String),
    /// Anything else, said in full.
    #[error("{0}")]
    Other(String),
}

impl Failure {
    /// The exit code that tells of it.
    pub const fn code(&self) -> u8 {
        match self {
            Self::Probed(code, _) => *code,
            _ => 1,
        }
    }
}
