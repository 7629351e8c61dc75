//! What the invented contact centre can be asked to be.

use std::net::SocketAddr;
use std::time::Duration;

use clap::Args;

/// What the invented contact centre is like.
#[derive(Debug, Clone, PartialEq, Args)]
pub struct Centre {
    /// How many agents
    #[arg(long, value_name = "N", default_value_t = 48, value_parser = clap::value_parser!(u32).range(1..=20_000))]
    pub agents: u32,
    /// The same seed gives the same day
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    pub seed: u64,
    /// Operations a second [default: as the day brings them]
    #[arg(long, value_name = "OPS_PER_S", value_parser = rate)]
    pub rate: Option<f64>,
    /// What happens to the day, once: dining, log-out, arrivals, handle-time, worse-bot or data-gap, with how much and when if you like
    /// (dining=9@11:07); two minutes after the start unless it says when
    #[arg(long, value_name = "NAME[=AMOUNT][@HH:MM]")]
    pub cause: Option<String>,
    /// Which vendors the site is a tenant of: sobot, cn, 7moor, separated by commas
    #[arg(long, value_name = "LIST", default_value = "sobot", value_parser = vendors)]
    pub vendors: Vendors,
}

/// The vendors an invented site is a tenant of; at least one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Vendors {
    /// Sobot: calls, chats and AI.
    pub sobot: bool,
    /// Sobot's China platform.
    pub cn: bool,
    /// 7moor.
    pub moor: bool,
}

impl Vendors {
    /// Whether it is one of that vendor's, by the word that names it.
    pub fn has(self, vendor: &str) -> bool {
        match vendor {
            "sobot" => self.sobot,
            "cn" => self.cn,
            "7moor" => self.moor,
            _ => false,
        }
    }
}

/// `callboard demo`
#[derive(Debug, Clone, PartialEq, Args)]
pub struct Demo {
    /// Show it as on a wall: no key is needed, views take turns, alerts interrupt; with a name the wall of
    /// [kiosk.NAME] of the settings that --config names
    // Empty without a name.
    #[arg(long, value_name = "NAME", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    pub kiosk: Option<String>,
    /// What goes wrong with callbacks, and with how many of a hundred: lost=5,late; or all, a minus before one leaves it
    /// out
    #[arg(long, value_name = "LIST", allow_hyphen_values = true)]
    pub push_faults: Option<String>,
    /// The centre to show.
    #[command(flatten)]
    pub centre: Centre,
}

/// `callboard simulate`
#[derive(Debug, Clone, PartialEq, Args)]
pub struct Simulate {
    /// Address to serve; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    pub listen: SocketAddr,
    /// What goes wrong now and then, in an order that --seed gives: faults, groups of them, or all, separated by
    /// commas; a minus before one leaves it out (all,-large)
    #[arg(long, value_name = "LIST", allow_hyphen_values = true)]
    pub faults: Option<String>,
    /// Send and take no more than the vendor's pages promise: an agent's token where they ask for one, four summary
    /// figures, no Date
    #[arg(long)]
    pub strict: bool,
    /// How far apart faults are, on average
    #[arg(long, value_name = "DURATION", default_value = "15s", value_parser = super::duration, requires = "faults")]
    pub fault_every: Duration,
    /// Push callbacks to this address as the vendor does, signed
    #[arg(long, value_name = "URL")]
    pub push: Option<String>,
    /// The company that callbacks are signed for [default: one of the simulator's own, which it prints]
    #[arg(long, value_name = "ID", requires = "push")]
    pub push_company_id: Option<String>,
    /// The environment variable that holds the key that callbacks are signed with [default: a key of the simulator's own,
    /// which it prints]
    #[arg(long, value_name = "NAME", requires = "push")]
    pub push_key_env: Option<String>,
    /// What goes wrong with callbacks, and with how many of a hundred: lost=5,late; or all, a minus before one leaves it
    /// out
    #[arg(long, value_name = "LIST", allow_hyphen_values = true, requires = "push")]
    pub push_faults: Option<String>,
    /// The centre to serve.
    #[command(flatten)]
    pub centre: Centre,
}

fn vendors(text: &str) -> Result<Vendors, String> {
    let mut vendors = Vendors::default();
    for name in text.split(',').map(str::trim).filter(|name| !name.is_empty()) {
        match name {
            "sobot" => vendors.sobot = true,
            "cn" => vendors.cn = true,
            "7moor" => vendors.moor = true,
            other => return Err(format!("`{other}` is none of sobot, cn, 7moor; separate several by commas")),
        }
    }
    if vendors == Vendors::default() {
        return Err("name at least one of sobot, cn, 7moor".to_owned());
    }
    Ok(vendors)
}

fn rate(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(rate) if rate.is_finite() && rate > 0.0 && rate <= 1_000_000.0 => Ok(rate),
        _ => Err("must be a number above 0 and at most 1000000".to_owned()),
    }
}
