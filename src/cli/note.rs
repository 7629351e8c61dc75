//! What can be typed about notes.

use clap::Args;

/// `callboard note`
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
pub struct Note {
    /// What to note, at most 200 characters
    #[arg(value_name = "TEXT")]
    pub text: String,
    /// Only on the wall of this name
    #[arg(long, value_name = "NAME")]
    pub kiosk: Option<String>,
}
