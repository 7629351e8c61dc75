//! What can be typed about what happened.

use std::path::PathBuf;

use clap::Args;

use super::tape::From;

/// `callboard timeline`
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
pub struct Timeline {
    /// Recordings of one site, in any order; no two of the same time; without one that of the hub that --hub or the
    /// settings name
    #[arg(value_name = "REC")]
    pub files: Vec<PathBuf>,
    /// Only what happened at this time of the site's clock or later (09:30, 2026-11-21 09:30)
    #[arg(long, value_name = "TIME")]
    pub from: Option<From>,
    /// Only what happened before this time
    #[arg(long, value_name = "TIME")]
    pub to: Option<From>,
    /// Print one JSON object a line instead of sentences
    #[arg(long)]
    pub json: bool,
    /// Print the JSON schema of such a line, and nothing else
    #[arg(long)]
    pub schema: bool,
}

/// `callboard handover`
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
pub struct Handover {
    /// Recordings of one site, in any order; no two of the same time; without one that of the hub that --hub or the
    /// settings name
    #[arg(value_name = "REC")]
    pub files: Vec<PathBuf>,
    /// When the shift began (09:30, 2026-11-21 09:30) [default: with the recording]
    #[arg(long, value_name = "TIME")]
    pub from: Option<From>,
    /// When it ended [default: with the recording]
    #[arg(long, value_name = "TIME")]
    pub to: Option<From>,
    /// Write into this file instead of printing
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}
