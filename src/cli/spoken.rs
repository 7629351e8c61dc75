//! What can be typed about changes in sentences.

use std::path::PathBuf;

use clap::Args;

use super::tape::From;

/// `callboard say-changes`
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
pub struct SayChanges {
    /// Say every change of every agent's state too
    #[arg(long, conflicts_with = "agents")]
    pub all: bool,
    /// Say every change of this agent's state too, by name, work number or id; may be repeated
    #[arg(long, value_name = "NAME")]
    pub agents: Vec<String>,
    /// Say what a recording holds instead of what happens now
    #[arg(long, value_name = "FILE")]
    pub recording: Option<PathBuf>,
    /// Begin at this time of the recording (09:30, 09:30:15, 2026-11-21 09:30)
    #[arg(long, value_name = "TIME", requires = "recording")]
    pub from: Option<From>,
    /// Begin each line with date, time and offset, for logs [default: hours and minutes]
    #[arg(long)]
    pub iso: bool,
}
