//! What can be typed about hubs.

use clap::Args;

/// `callboard hub`
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
pub struct Hub {
    /// Serve boards here instead of where the settings say; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS")]
    pub listen: Option<String>,
    /// Tell boards by way of the NATS server at this address instead, such as `tls://nats.example:4222`
    #[arg(long, value_name = "URL", conflicts_with = "listen")]
    pub nats: Option<String>,
    /// Serve an invented centre to ten boards without a screen, and print a line a second
    #[cfg(feature = "demo")]
    #[arg(long, conflicts_with = "listen")]
    pub demo: bool,
}
