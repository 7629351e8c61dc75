//! Where a setting came from, and the one sentence that is said when it is wrong.

use std::fmt;
use std::path::{Path, PathBuf};

/// Where a setting was written, so that a later room can still point at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// It was not written.
    Default,
    /// A line of the settings file, counted from 1.
    File {
        /// The file as it was named to the loader.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
    },
    /// An environment variable.
    Env(String),
    /// A flag of the command line, such as `--log-level`.
    Flag(&'static str),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("built-in default"),
            Self::File { path, line } => write!(f, "{}:{line}", show_path(path)),
            Self::Env(name) => f.write_str(&escape(name)),
            Self::Flag(flag) => f.write_str(flag),
        }
    }
}

/// Why the settings cannot be used: one sentence with the place, the key and what is allowed.
/// It never holds a secret, and what the user wrote is escaped. The program exits with 1 on it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{sentence}")]
pub struct ConfigError {
    sentence: String,
}

impl ConfigError {
    /// A sentence about a setting, headed by where it was written.
    pub fn new(origin: &Origin, what: impl fmt::Display) -> Self {
        Self { sentence: format!("{origin}: {what}") }
    }

    /// A sentence about a whole file.
    pub(super) fn of_file(path: &Path, what: impl fmt::Display) -> Self {
        Self { sentence: format!("{}: {what}", show_path(path)) }
    }

    /// A sentence that has no place to point at.
    pub(super) fn plain(sentence: impl Into<String>) -> Self {
        Self { sentence: sentence.into() }
    }

    /// A wrong value: `reason` is a predicate ("must be …", "is not …") and `shown` the value as it
    /// may be printed, absent where it may be a secret.
    pub(super) fn bad_value(origin: &Origin, path: &str, shown: Option<&str>, reason: &str) -> Self {
        let path = escape(path);
        match (origin, shown) {
            (Origin::File { .. } | Origin::Default, Some(shown)) => {
                let gap = if reason.starts_with("must ") { ": " } else { " " };
                Self::new(origin, format!("{path} = {shown}{gap}{reason}"))
            }
            (Origin::File { .. } | Origin::Default, None) => Self::new(origin, format!("{path} {reason}")),
            (_, Some(shown)) => Self::new(origin, format!("{shown} {reason}")),
            (_, None) => Self::new(origin, reason),
        }
    }
}

/// Longest piece of the user's own text that a sentence repeats, in characters.
const SHOWN_CHARS: usize = 60;

/// The user's text made safe to print: control and invisible characters escaped, long text cut.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::new();
    for (count, c) in text.chars().enumerate() {
        if count == SHOWN_CHARS {
            out.push('…');
            break;
        }
        push_escaped(&mut out, c);
    }
    out
}

/// A path made safe to print, uncut: it has to be found again.
pub(super) fn show_path(path: &Path) -> String {
    let mut out = String::new();
    for c in path.to_string_lossy().chars() {
        push_escaped(&mut out, c);
    }
    out
}

fn push_escaped(out: &mut String, c: char) {
    match c {
        '\'' | '"' | '\\' => out.push(c),
        other => out.extend(other.escape_debug()),
    }
}
