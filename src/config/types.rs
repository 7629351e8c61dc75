//! The validated settings, as the other rooms use them. Durations are checked, addresses are
//! complete and without a trailing slash, secrets are read and never printed.

use super::alerts::Alerts;
use super::choice::{
    AgentSort, Blocks, Colour, Language, LevelFrom, LogLevel, LogTo, Region, ScreenLanguage, SlowLine,
};
use super::error::Origin;
use super::hub::Hubs;
use super::keys;
use super::probes::BotProbe;
use super::tenant::{Tenant, Tenants};
use super::theme::Themes;
use super::values::Values;
use super::walls::Kiosk;
use crate::files::private::Shared;
use chrono_tz::Tz;
use litemap::LiteMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

/// Everything that can be set. `Config::default()` is the built-in defaults with no tenant.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// The contact centre.
    pub site: Site,
    /// What the site is a tenant of.
    pub tenants: Tenants,
    /// The hub that the board follows, and the one that this program is.
    pub hub: Hubs,
    /// The way to the vendors.
    pub network: Network,
    /// How the board looks at the start.
    pub screen: Screen,
    /// The board on a wall, with no one at the keys.
    pub kiosk: Kiosk,
    /// Walls with a name, ordered by it.
    pub walls: Vec<Kiosk>,
    /// The themes there are, and the one to begin with.
    pub themes: Themes,
    /// Limits of the states.
    pub limits: Limits,
    /// What the service level is measured by.
    pub service_level: ServiceLevel,
    /// What raises an alert, and whom it is told.
    pub alerts: Alerts,
    /// Questions that bots are asked from time to time, ordered by name.
    pub bot_probes: Vec<BotProbe>,
    /// Keys of the user's own, ordered by action. Neither actions nor key names are checked here.
    pub keys: Vec<KeyBindings>,
    /// The log.
    pub log: Log,
    /// How long recordings stay.
    pub recordings: Recordings,
    /// What several sessions share.
    pub cache: Cache,
    /// What is said of settings that are called otherwise now, a sentence each.
    pub renamed: Vec<String>,
    /// Totals that outlast the day.
    pub totals: Totals,
    /// Figures for other programs.
    pub metrics: Metrics,
    /// Where processes of this user meet, for as long as they are logged in.
    pub runtime: Option<PathBuf>,
}

/// Where nothing is set, a section is what its keys have for defaults.
macro_rules! defaults {
    ($($type:ident = $section:ident),+) => {$(
        impl Default for $type {
            fn default() -> Self {
                Self::of(&Values::defaults(&keys::$section))
            }
        }
    )+};
}

defaults!(
    Site = SITE,
    Screen = SCREEN,
    Kiosk = KIOSK,
    Limits = LIMITS,
    ServiceLevel = SERVICE_LEVEL,
    Log = LOG,
    Recordings = RECORDINGS
);

impl Config {
    /// The tenant of a platform; `None` is "not configured".
    pub fn tenant<T: Tenant>(&self) -> Option<&T> {
        self.tenants.get()
    }

    /// Where boards of this user listen for messages.
    pub fn own_messages(&self) -> Option<Shared> {
        self.runtime.as_ref().map(|dir| Shared::of_user(dir.join("callboard")))
    }

    /// Where boards of the group listen for messages, if one shares the cache.
    pub fn group_messages(&self) -> Option<Shared> {
        self.cache.group.as_ref().and_then(|_| self.cache.shared())
    }
}

/// The contact centre.
#[derive(Debug, Clone)]
pub struct Site {
    /// The name in the header, not empty.
    pub name: String,
    /// "Today" begins at this zone's midnight; its name is sent as `timezoneid`.
    pub timezone: Tz,
    /// Where Sobot keeps the tenant: which hosts are asked.
    pub region: Region,
    /// The language asked of the vendor.
    pub language: Language,
    /// The tenant's names for busy reasons, by the vendor's code.
    pub busy_reasons: LiteMap<i64, String>,
    /// Agents whose chat id differs: work number or id → the chat system's id.
    pub chat_ids: LiteMap<String, String>,
    /// Work numbers or ids of those in a department, by its name.
    pub departments: LiteMap<String, Vec<String>>,
}

impl Site {
    /// What stands in `[site]` itself.
    pub(super) fn of(from: &Values<'_>) -> Self {
        Self {
            name: from.read("name"),
            timezone: from.read("timezone"),
            region: from.read("region"),
            language: from.read("language"),
            busy_reasons: LiteMap::new(),
            chat_ids: LiteMap::new(),
            departments: LiteMap::new(),
        }
    }
}

/// The way to the vendors.
#[derive(Debug, Clone, Default)]
pub struct Network {
    /// Certificates (PEM) to trust beside the system's.
    pub ca_file: Option<PathBuf>,
}

/// How the board looks at the start.
#[derive(Debug, Clone)]
pub struct Screen {
    /// How many colours.
    pub colour: Colour,
    /// ASCII only.
    pub ascii: bool,
    /// What large letters are made of.
    pub blocks: Blocks,
    /// Whether to spare a thin line to the terminal.
    pub slow_line: SlowLine,
    /// How long an escape is held at least for what may follow it, 0 to 2 s.
    pub escape_wait: Duration,
    /// Whether the mouse is ours at the start.
    pub mouse: bool,
    /// The language of the words.
    pub language: ScreenLanguage,
    /// Whether the privacy key may show customers' numbers.
    pub privacy_reveal: bool,
    /// How long they stay shown, 1 s to 10 min.
    pub reveal_for: Duration,
    /// Tiles instead of the table.
    pub tiles: bool,
    /// The order of the agents.
    pub sort: AgentSort,
    /// How long the agents stay in their order at least, 0 to 1 min.
    pub reorder_every: Duration,
    /// Whether messages of `callboard say` are taken.
    pub messages: bool,
    /// Where it is remembered how each site's screen was left; `None` is nowhere.
    pub remember: Option<PathBuf>,
    /// What of it was said, and does not give way to what is remembered.
    pub said: Begins,
    /// Where exports and recordings are written; `None` is where the program was started.
    pub export_dir: Option<PathBuf>,
}

impl Screen {
    /// What needs neither the user's directories nor who said it.
    pub(super) fn of(from: &Values<'_>) -> Self {
        Self {
            colour: from.read("colour"),
            ascii: from.read("ascii"),
            blocks: from.read("blocks"),
            slow_line: from.read("slow_line"),
            escape_wait: Duration::from_millis(u64::from(from.read::<u32>("escape_wait_ms"))),
            mouse: from.read("mouse"),
            language: from.read("language"),
            privacy_reveal: from.read("privacy_reveal"),
            reveal_for: from.read("reveal_for"),
            tiles: from.read("tiles"),
            sort: from.read("sort"),
            reorder_every: from.read("reorder_every"),
            messages: from.read("messages"),
            remember: None,
            said: Begins::default(),
            export_dir: None,
        }
    }
}

/// What of the screen's beginning a file, the environment or a flag says, rather than its default.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Begins {
    /// The theme.
    pub theme: bool,
    /// The order of the agents.
    pub sort: bool,
    /// Whether there are tiles.
    pub tiles: bool,
}

/// Limits of the states: each one to three rising durations, the last of which raises an alert.
#[derive(Debug, Clone)]
pub struct Limits {
    /// A call rings at the agent.
    pub ringing: Vec<Duration>,
    /// In a call.
    pub talking: Vec<Duration>,
    /// In after-call work.
    pub wrap_up: Vec<Duration>,
    /// Busy.
    pub busy: Vec<Duration>,
    /// With a customer on hold.
    pub holding: Vec<Duration>,
    /// Share of lost calls that raises an alert, 0 to 100.
    pub lost_percent: f64,
    /// Share of what agents missed that raises an alert where call records tell nothing, 0 to 100.
    pub agent_misses_percent: f64,
}

impl Limits {
    pub(super) fn of(from: &Values<'_>) -> Self {
        Self {
            ringing: from.read("ringing"),
            talking: from.read("talking"),
            wrap_up: from.read("wrap_up"),
            busy: from.read("busy"),
            holding: from.read("holding"),
            lost_percent: from.read("lost_percent"),
            agent_misses_percent: from.read("agent_misses_percent"),
        }
    }
}

/// What the service level of today's calls is measured by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceLevel {
    /// The share that is to be answered in time, 1 to 100 percent.
    pub percent: u8,
    /// In time is answered within this, 1 s to 1 h.
    pub within: Duration,
    /// An early hang-up within this is a short abandon, 0 to 10 min.
    pub short_abandon: Duration,
    /// What the wait is measured from.
    pub from: LevelFrom,
}

impl ServiceLevel {
    pub(super) fn of(from: &Values<'_>) -> Self {
        Self {
            percent: from.read("percent"),
            within: from.read("within"),
            short_abandon: from.read("short_abandon"),
            from: from.read("from"),
        }
    }
}

/// Keys of the user's own for one action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyBindings {
    /// The action as written, in lower case.
    pub action: String,
    /// The keys as written; empty unbinds the action.
    pub keys: Vec<String>,
    /// Where it was written, for the room that checks the names.
    pub origin: Origin,
}

/// The log.
#[derive(Debug, Clone)]
pub struct Log {
    /// The log file; `None` (only in a config built by hand) logs nothing.
    pub file: Option<PathBuf>,
    /// How much is logged.
    pub level: LogLevel,
    /// Where it goes.
    pub to: LogTo,
    /// The file is set aside before it has more bytes; 0 for never.
    pub max_size: u64,
    /// How many of those stay, 0 to 100.
    pub keep: u32,
}

impl Log {
    pub(super) fn of(from: &Values<'_>) -> Self {
        Self {
            file: None,
            level: from.read("level"),
            to: from.read("to"),
            max_size: from.read("max_size"),
            keep: from.read("keep"),
        }
    }
}

/// How long recordings stay in a directory of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recordings {
    /// How long after their last update; none at all for ever.
    pub keep: Duration,
    /// How many bytes they may have together; 0 for any number.
    pub max_size: u64,
}

impl Recordings {
    pub(super) fn of(from: &Values<'_>) -> Self {
        Self { keep: from.read("keep"), max_size: from.read("max_size") }
    }
}

/// Totals of half hours that outlast the day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Totals {
    /// The directory they are kept in; `None` keeps none.
    pub dir: Option<PathBuf>,
}

/// Figures for other programs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Metrics {
    /// Where they are told; `None` tells none.
    pub listen: Option<SocketAddr>,
}

/// What several sessions of one user share, or of a group of users.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cache {
    /// The directory; `None` (only in a config built by hand) keeps nothing on disk.
    pub dir: Option<PathBuf>,
    /// The group of users who share it; `None` where one user's sessions do.
    pub group: Option<String>,
}

impl Cache {
    /// Where tokens and call budgets are kept, and who shares them.
    pub fn shared(&self) -> Option<Shared> {
        let dir = self.dir.clone()?;
        Some(match &self.group {
            None => Shared::of_user(dir.join("tokens")),
            // The administrator makes this one directory, and no other is needed.
            Some(group) => Shared::of_group(dir, group),
        })
    }
}
