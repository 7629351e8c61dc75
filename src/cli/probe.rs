//! What can be typed about bot probes.

use clap::Args;

/// `callboard probe`
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
pub struct Probe {
    /// The probe's name in the settings: [bot_probe.NAME]
    #[arg(value_name = "NAME")]
    pub name: String,
    /// Print one JSON document instead of lines
    #[arg(long)]
    pub json: bool,
}
