//! What can be asked of the settings.

use clap::{Args, ValueEnum};

/// `callboard config`
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct Settings {
    /// What to print
    #[arg(value_name = "WHAT", value_enum)]
    pub what: AboutSettings,
    /// Print JSON, for programs; a schema is that anyway
    #[arg(long)]
    pub json: bool,
}

/// What of the settings is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum AboutSettings {
    /// Every setting that holds, and where it comes from
    Show,
    /// Everything that is wrong with them
    Check,
    /// A JSON schema by which editors know every key
    Schema,
}
