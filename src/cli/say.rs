//! What can be typed about messages.

use std::time::Duration;

use clap::Args;

use super::duration;

/// A message stands at least so long, and at most.
const STANDS: (Duration, Duration) = (Duration::from_mins(1), Duration::from_hours(12));

/// `callboard say`
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
pub struct Say {
    /// What to show, at most 200 characters
    #[arg(value_name = "TEXT", required_unless_present = "clear", conflicts_with = "clear")]
    pub text: Option<String>,
    /// For how long it is shown, 1 minute to 12 hours (30m, 1h30m)
    #[arg(long = "for", value_name = "DURATION", default_value = "10m", value_parser = stands)]
    pub stands: Duration,
    /// Only on the wall of this name
    #[arg(long, value_name = "NAME")]
    pub kiosk: Option<String>,
    /// Take away the message that stands
    #[arg(long)]
    pub clear: bool,
}

fn stands(text: &str) -> Result<Duration, String> {
    let stands = duration(text)?;
    if (STANDS.0..=STANDS.1).contains(&stands) {
        return Ok(stands);
    }
    Err("a message stands for 1 minute to 12 hours; write it as 30m or 1h30m".to_owned())
}
