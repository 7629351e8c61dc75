//! Settings: built-in defaults < the machine's files < the user's < environment < flags, checked at the start, and again
//! when they are to be taken anew.
//!
//! One entry a key ([`Schema`]) says what exists. The file's validation, the environment
//! overrides, the sample file and the manual's tables are all made from it, so they cannot disagree.
//! The result is a [`Config`] that needs no further checking, or a [`ConfigError`]: one sentence with
//! file, line, key and what is allowed.
//!
//! Any key can be set by environment: `CALLBOARD_` + section + `__` + key, upper-case, so
//! `screen.tiles` is `CALLBOARD_SCREEN__TILES`; lists are comma-separated there.
//!
//! Platforms bring sections of their own ([`Tenant`]), which the registry hands over; none is known here by name.

mod alerts;
mod build;
mod choice;
mod dirs;
mod error;
mod figures;
mod file;
mod hang;
mod held;
mod hub;
pub mod keys;
mod kind;
mod layer;
mod loader;
mod mistakes;
mod nkey;
mod places;
mod probes;
mod region;
mod reload;
mod renamed;
mod rules;
mod sample;
mod schema;
mod secret;
mod side;
mod sites;
mod subnet;
mod syntax;
mod tenant;
pub mod theme;
pub mod token;
mod types;
mod value;
mod values;
mod walls;
mod web;

pub use alerts::{AlertRule, AlertWatch, Alerts, DEFAULT_RULES};
pub(crate) use choice::choice;
pub use choice::{
    AgentSort, AlertFigure, AlertSource, AlertState, Blocks, BotMode, Colour, KioskView, Language, LevelFrom, LogLevel,
    LogTo, Notify, Region, ScreenLanguage, Severity, SlowLine,
};
pub use dirs::{Dirs, SYSTEM_ENV};
pub use error::{ConfigError, Origin};
pub use figures::KioskFigure;
pub use held::{Change, Held, changes};
pub use hub::{Hub, HubNats, HubServe, HubSite, Hubs, NatsAccess};
pub use loader::{Loaded, Loader, Overrides};
pub use places::default_path;
pub use probes::BotProbe;
pub use renamed::ORDERS as RENAMED_ORDERS;
pub use sample::{documented, manual, sample};
pub use schema::{Schema, env_name};
pub use side::AlertSide;
pub use subnet::Subnet;
pub use tenant::{Exported, Reader, Tenant, Tenants, Way};
pub use theme::{Palette, Theme, Themes};
pub use types::{
    Begins, Cache, Config, KeyBindings, Limits, Log, Metrics, Network, Recordings, Screen, ServiceLevel, Site, Totals,
};
pub(crate) use value::{FromValue, Value};
pub use values::Values;
pub use walls::Kiosk;
pub use web::{address, is_nats, is_private};

#[cfg(test)]
mod tests;
