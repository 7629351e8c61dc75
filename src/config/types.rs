//! The validated settings, as the other rooms use them. Durations are checked, addresses are
//! complete and without a trailing slash, secrets are read and never printed.

use super::alerts::Alerts;
use super::choice::{AgentSort, AuthScheme, Colour, KioskView, Language, LogLevel, ScreenLanguage, SlowLine};
use super::error::Origin;
use super::keys;
use super::region::{self, Region};
use super::theme::Themes;
use super::values::Values;
use crate::files::private::Shared;
use chrono_tz::Tz;
use secrecy::SecretString;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

/// Everything that can be set. `Config::default()` is the built-in defaults with no tenant.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// The contact centre.
    pub site: Site,
    /// The live stream of agents; `None` is "not configured".
    pub sobot_call: Option<SobotCall>,
    /// Chat workload and AI records; `None` is "not configured".
    pub sobot_open: Option<SobotOpen>,
    /// Chats on Sobot's platform in China; `None` is "not configured".
    pub sobot_cn: Option<SobotCn>,
    /// Chats on 7moor's platform; `None` is "not configured".
    pub seven_moor: Option<SevenMoor>,
    /// The way to the vendors.
    pub network: Network,
    /// How the board looks at the start.
    pub screen: Screen,
    /// The board on a wall, without anybody at the keys.
    pub kiosk: Kiosk,
    /// The themes there are, and the one to begin with.
    pub themes: Themes,
    /// Limits of the states.
    pub limits: Limits,
    /// What raises an alert, and whom it is told.
    pub alerts: Alerts,
    /// Keys of the user's own, ordered by action. Neither actions nor key names are checked here.
    pub keys: Vec<KeyBindings>,
    /// The log.
    pub log: Log,
    /// What several sessions share.
    pub cache: Cache,
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

defaults!(Site = SITE, Screen = SCREEN, Kiosk = KIOSK, Limits = LIMITS, Log = LOG);

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
    pub busy_reasons: BTreeMap<i64, String>,
    /// Agents whose chat id differs: work number or id → the chat system's id.
    pub chat_ids: BTreeMap<String, String>,
    /// Work numbers or ids of those in a department, by its name.
    pub departments: BTreeMap<String, Vec<String>>,
}

impl Site {
    /// What stands in `[site]` itself.
    pub(super) fn of(from: &Values<'_>) -> Self {
        Self {
            name: from.read("name"),
            timezone: from.read("timezone"),
            region: from.read("region"),
            language: from.read("language"),
            busy_reasons: BTreeMap::new(),
            chat_ids: BTreeMap::new(),
            departments: BTreeMap::new(),
        }
    }
}

/// How `sobot_call` knows us.
#[derive(Debug, Clone)]
pub enum CallCredentials {
    /// A company token is asked for with these.
    App {
        /// The application's id.
        id: String,
        /// The application's secret.
        secret: SecretString,
    },
    /// A ready-made token; none is asked for.
    Token(SecretString),
}

/// The agent whose token is used where the vendor's pages ask for an agent's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenAgent {
    /// By work number.
    Number(String),
    /// By id.
    Id(String),
}

/// The live stream of agents (`sobot-call`, the Data Service).
#[derive(Debug, Clone)]
pub struct SobotCall {
    /// The data service, without a trailing slash.
    pub base_url: String,
    /// Where a company token is asked for.
    pub token_url: String,
    /// How the vendor knows us.
    pub credentials: CallCredentials,
    /// Whose token is used for recordings, histories and reports; the company's where `None`.
    pub token_agent: Option<TokenAgent>,
    /// How the `Authorization` header carries the token at first.
    pub auth_scheme: AuthScheme,
    /// `operatorUserId` of the stream and its snapshot, if any.
    pub operator_user_id: Option<String>,
    /// `operator` of call lists, an agent's id, if any.
    pub calls_operator: Option<String>,
    /// `departmentIds`; empty asks for all.
    pub departments: Vec<String>,
    /// `agents`; empty asks for all.
    pub agents: Vec<String>,
    /// `agentType`: 0 work numbers, 1 UUIDs.
    pub agent_type: u8,
    /// `agentWorkStatuses`, the vendor's codes; empty asks for all.
    pub work_statuses: Vec<i64>,
    /// `agentLoginStatuses`, the vendor's codes; empty asks for all.
    pub login_statuses: Vec<i64>,
    /// `agentBusyReasonCodes`, the vendor's codes; empty asks for all.
    pub busy_reasons: Vec<i64>,
    /// `sort`, as `field,asc` or `field,desc`.
    pub sort: String,
    /// `pageSize`, 1 to 1000.
    pub page_size: u32,
    /// `delay`, passed through; left out when `None`.
    pub delay: Option<String>,
    /// Silence after which the stream is dead, 5 s to 10 min.
    pub idle_timeout: Duration,
    /// How often the full list is asked for, 10 s to 24 h.
    pub resync_every: Duration,
    /// Age after which the panes are stale, 1 s to 24 h.
    pub stale_after: Duration,
    /// Largest event of the stream in bytes, 1 MiB to 1 GiB.
    pub max_event_bytes: usize,
    /// Whether `http://` to other machines was allowed.
    pub allow_plain_http: bool,
}

impl SobotCall {
    /// The defaults of the Data Service at `base_url`, with these credentials.
    pub fn new(base_url: impl Into<String>, credentials: CallCredentials) -> Self {
        Self::of(base_url.into(), credentials, &Values::defaults(&keys::SOBOT_CALL))
    }

    pub(super) fn of(base_url: String, credentials: CallCredentials, from: &Values<'_>) -> Self {
        Self {
            token_url: region::company_token_url(&base_url),
            base_url,
            credentials,
            token_agent: None,
            auth_scheme: from.read("auth_scheme"),
            operator_user_id: from.read("operator_user_id"),
            calls_operator: from.read("calls_operator"),
            departments: from.read("departments"),
            agents: from.read("agents"),
            agent_type: from.read("agent_type"),
            work_statuses: from.read("work_statuses"),
            login_statuses: from.read("login_statuses"),
            busy_reasons: from.read("busy_reasons"),
            sort: from.read("sort"),
            page_size: from.read("page_size"),
            delay: from.read("delay"),
            idle_timeout: from.read("idle_timeout"),
            resync_every: from.read("resync_every"),
            stale_after: from.read("stale_after"),
            max_event_bytes: from.read("max_event_bytes"),
            allow_plain_http: from.read("allow_plain_http"),
        }
    }
}

/// Chat workload and AI records (`sobot-open`).
#[derive(Debug, Clone)]
pub struct SobotOpen {
    /// The statistics service, without a trailing slash.
    pub base_url: String,
    /// The application's id.
    pub app_id: String,
    /// The application's key.
    pub app_key: SecretString,
    /// Calls a minute over everything asked of this tenant, 1 to 600.
    pub calls_per_minute: u32,
    /// How old the chat figures may get, 10 s to 1 h.
    pub chat_every: Duration,
    /// How old the headline figures of AI sessions may get, 10 s to 1 h.
    pub ai_every: Duration,
    /// Age after which the panes are stale, 10 s to 24 h.
    pub stale_after: Duration,
    /// `search_way`: 1 a row an agent, 2 a row for each of their skill groups.
    pub search_way: u8,
    /// How many of the newest AI records are listed, 1 to 100.
    pub ai_records: u32,
    /// Whether `http://` to other machines was allowed.
    pub allow_plain_http: bool,
}

impl SobotOpen {
    /// The defaults of the statistics service at `base_url`, with these credentials.
    pub fn new(base_url: impl Into<String>, app_id: impl Into<String>, app_key: SecretString) -> Self {
        Self::of(base_url.into(), app_id.into(), app_key, &Values::defaults(&keys::SOBOT_OPEN))
    }

    pub(super) fn of(base_url: String, app_id: String, app_key: SecretString, from: &Values<'_>) -> Self {
        Self {
            base_url,
            app_id,
            app_key,
            calls_per_minute: from.read("calls_per_minute"),
            chat_every: from.read("chat_every"),
            ai_every: from.read("ai_every"),
            stale_after: from.read("stale_after"),
            search_way: from.read("search_way"),
            ai_records: from.read("ai_records"),
            allow_plain_http: from.read("allow_plain_http"),
        }
    }
}

/// Chats, robots and ratings on Sobot's platform in China (`sobot-cn`).
#[derive(Debug, Clone)]
pub struct SobotCn {
    /// The open platform, without a trailing slash.
    pub base_url: String,
    /// The application's id.
    pub app_id: String,
    /// The application's key.
    pub app_key: SecretString,
    /// Calls a minute over everything asked of this tenant, 1 to 600.
    pub calls_per_minute: u32,
    /// How old the figures may get, 10 s to 1 h.
    pub every: Duration,
    /// Age after which they are stale, 10 s to 24 h.
    pub stale_after: Duration,
    /// Whether `http://` to other machines was allowed.
    pub allow_plain_http: bool,
}

impl SobotCn {
    /// The defaults, with these credentials.
    pub fn new(app_id: impl Into<String>, app_key: SecretString) -> Self {
        Self::of(Region::open_platform().to_owned(), app_id.into(), app_key, &Values::defaults(&keys::SOBOT_CN))
    }

    pub(super) fn of(base_url: String, app_id: String, app_key: SecretString, from: &Values<'_>) -> Self {
        Self {
            base_url,
            app_id,
            app_key,
            calls_per_minute: from.read("calls_per_minute"),
            every: from.read("every"),
            stale_after: from.read("stale_after"),
            allow_plain_http: from.read("allow_plain_http"),
        }
    }
}

/// Chats on 7moor's v7 platform (`7moor`).
#[derive(Debug, Clone)]
pub struct SevenMoor {
    /// The open platform, without a trailing slash.
    pub base_url: String,
    /// The account's number.
    pub app_key: String,
    /// The key that signs.
    pub secret_key: SecretString,
    /// The zone of the vendor's times.
    pub zone: Tz,
    /// Calls a minute over everything asked of this tenant, 1 to 600.
    pub calls_per_minute: u32,
    /// How old the figures may get, 10 s to 1 h.
    pub every: Duration,
    /// Age after which they are stale, 10 s to 24 h.
    pub stale_after: Duration,
    /// Whether `http://` to other machines was allowed.
    pub allow_plain_http: bool,
}

impl SevenMoor {
    /// The defaults, with these credentials.
    pub fn new(app_key: impl Into<String>, secret_key: SecretString) -> Self {
        Self::of(app_key.into(), secret_key, &Values::defaults(&keys::SEVEN_MOOR))
    }

    pub(super) fn of(app_key: String, secret_key: SecretString, from: &Values<'_>) -> Self {
        Self {
            base_url: from.read("base_url"),
            app_key,
            secret_key,
            zone: from.read("zone"),
            calls_per_minute: from.read("calls_per_minute"),
            every: from.read("every"),
            stale_after: from.read("stale_after"),
            allow_plain_http: from.read("allow_plain_http"),
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
    /// Whether to spare a thin line to the terminal.
    pub slow_line: SlowLine,
    /// How long an escape is held for what may follow it, 0 to 2 s.
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
            slow_line: from.read("slow_line"),
            escape_wait: Duration::from_millis(u64::from(from.read::<u32>("escape_wait_ms"))),
            mouse: from.read("mouse"),
            language: from.read("language"),
            privacy_reveal: from.read("privacy_reveal"),
            reveal_for: from.read("reveal_for"),
            tiles: from.read("tiles"),
            sort: from.read("sort"),
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

/// The board on a wall, without anybody at the keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kiosk {
    /// Whether views take turns.
    pub enabled: bool,
    /// The views of the round, after the wall.
    pub views: Vec<KioskView>,
    /// How long each is shown, 2 s to 1 h.
    pub every: Duration,
}

impl Kiosk {
    pub(super) fn of(from: &Values<'_>) -> Self {
        Self { enabled: from.read("enabled"), views: from.read("views"), every: from.read("every") }
    }
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
    /// Share of missed calls that raises an alert, 0 to 100.
    pub missed_percent: f64,
}

impl Limits {
    pub(super) fn of(from: &Values<'_>) -> Self {
        Self {
            ringing: from.read("ringing"),
            talking: from.read("talking"),
            wrap_up: from.read("wrap_up"),
            busy: from.read("busy"),
            holding: from.read("holding"),
            missed_percent: from.read("missed_percent"),
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
}

impl Log {
    pub(super) fn of(from: &Values<'_>) -> Self {
        Self { file: None, level: from.read("level") }
    }
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
