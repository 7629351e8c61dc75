//! Settings: built-in defaults < file < environment < flags, checked once at the start.
//!
//! One entry a key ([`Schema`]) says what exists. The file's validation, the environment
//! overrides, the sample file and the manual's tables are all made from it, so they cannot disagree.
//! The result is a [`Config`] that needs no further checking, or a [`ConfigError`]: one sentence with
//! file, line, key and what is allowed.
//!
//! Any key can be set by environment: `CALLBOARD_` + section + `__` + key, upper-case, so
//! `sobot_call.page_size` is `CALLBOARD_SOBOT_CALL__PAGE_SIZE`; lists are comma-separated there.

mod alerts;
mod build;
mod choice;
mod error;
pub mod keys;
mod kind;
mod layer;
mod loader;
pub mod region;
mod sample;
mod schema;
mod secret;
mod suggest;
pub mod theme;
pub mod token;
mod types;
mod value;
mod values;
mod web;

pub use alerts::{AlertRule, AlertSide, AlertWatch, Alerts, DEFAULT_RULES};
pub use choice::{
    AgentSort, AlertFigure, AlertSource, AlertState, AuthScheme, Colour, KioskView, Language, LogLevel, Notify,
    ScreenLanguage, Severity, SlowLine,
};
pub use error::{ConfigError, Origin};
pub use loader::{Dirs, Loaded, Loader, Overrides, default_path};
pub use region::Region;
pub use sample::{manual, sample};
pub use schema::{Schema, env_name};
pub use suggest::nearest;
pub use theme::{Palette, Theme, Themes};
pub use types::{
    Begins, Cache, CallCredentials, Config, KeyBindings, Kiosk, Limits, Log, Network, Screen, SevenMoor, Site,
    SobotCall, SobotCn, SobotOpen, TokenAgent,
};
pub(crate) use value::{FromValue, Value};
pub use values::Values;
pub use web::{address, is_private};

#[cfg(test)]
mod tests;
