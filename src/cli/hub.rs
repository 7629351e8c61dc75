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
    /// Serve an invented centre to boards without a screen, and print a line a second: this hub itself, or with --nats two hubs by
    /// way of that server; with the address of a hub in the settings or --hub, follow that hub as so many boards
    #[cfg(feature = "demo")]
    #[arg(long, conflicts_with = "listen")]
    pub demo: bool,
    /// So many boards, 1 to 2000
    #[cfg(feature = "demo")]
    #[arg(long, value_name = "COUNT", requires = "demo", default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=2000))]
    pub boards: u16,
    /// With --demo and --nats: for how many seconds a hub leads until it ends, or fails, and the other takes over, up to 3600; 0 is for ever
    #[cfg(feature = "demo")]
    #[arg(long, value_name = "SECONDS", requires = "demo", requires = "nats", default_value_t = 30, value_parser = clap::value_parser!(u16).range(0..=3600))]
    pub failover: u16,
}
