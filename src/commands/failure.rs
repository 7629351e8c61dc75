//! Why a subcommand fails.

use crate::config::ConfigError;
use crate::feed::record::RecordingError;
use crate::http::Error;
use crate::term::TermError;

/// Why the program ends with exit code 1: one sentence.
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
    /// Anything else, said in full.
    #[error("{0}")]
    Other(String),
}
