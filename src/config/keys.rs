//! Sections and their keys: everything that is said about a setting anywhere is made from its one entry.

mod board;
mod hub;
mod probes;
mod site;
mod sites;
mod walls;

use std::borrow::Cow;

pub use super::kind::Kind;
pub(super) use board::{
    ALERTS, CACHE, KEYS, LIMITS, LOG, METRICS, RECORDINGS, RULE, RULES, SCREEN, SERVICE_LEVEL, TOTALS,
};
pub(super) use hub::{HUB, NATS as HUB_NATS, SERVE as HUB_SERVE};
pub(super) use probes::{PROBE, PROBES};
pub(super) use site::{BUSY_REASONS, CHAT_IDS, DEPARTMENTS, NETWORK, SITE};
pub(super) use sites::{SITE as HUB_SITE, SITES as HUB_SITES};
pub(super) use walls::{KIOSK, WALL};

/// A section of the settings file.
#[derive(Debug, Clone, Copy)]
pub struct Section {
    /// Its path as it stands between brackets, such as `site.busy_reasons`.
    pub path: &'static str,
    /// What it is for, in one to three lines.
    pub doc: &'static str,
    /// Whether leaving it out means "not configured" rather than "all defaults".
    pub optional: bool,
    /// Names of keys that are ways to one secret: a layer of settings may take one of them.
    pub ways: &'static [&'static str],
    /// Its keys, in the order of the sample.
    pub keys: &'static [Key],
}

impl Section {
    /// The key of this name.
    pub(super) fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.is_called(name))
    }
}

/// How a key is called within its section.
#[derive(Debug, Clone, Copy)]
pub enum Name {
    /// Exactly this.
    Exact(&'static str),
    /// One of the vendor's codes.
    Code(&'static [i64]),
    /// Any action of the screen; the screen knows which exist.
    Action,
    /// Any agent, by work number or id.
    Agent,
    /// A department, as the user calls it.
    Department,
}

/// What a key shows in the sample.
#[derive(Debug, Clone, Copy)]
pub enum Shown {
    /// The built-in default, as TOML. It stands nowhere else.
    Default(&'static str),
    /// The default follows from other settings; what it comes to where none is set, as TOML.
    Follows(fn() -> String),
    /// There is no default; lines of the sample that show how it would be written.
    Example(&'static [&'static str]),
}

/// A setting.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// Its name in its section.
    pub name: Name,
    /// What it accepts.
    pub kind: Kind,
    /// Its default or an example.
    pub shown: Shown,
    /// What it is for, in one to three lines.
    pub doc: &'static str,
}

impl Key {
    /// The default as TOML, if there is one.
    pub fn default(&self) -> Option<Cow<'static, str>> {
        match self.shown {
            Shown::Default(text) => Some(text.into()),
            Shown::Follows(text) => Some(text().into()),
            Shown::Example(_) => None,
        }
    }

    /// The name as it is documented: `page_size`, `<action>`.
    pub fn name_shown(&self) -> &'static str {
        match self.name {
            Name::Exact(name) => name,
            Name::Code(_) => "<code>",
            Name::Action => "<action>",
            Name::Agent => "<agent>",
            Name::Department => "<department>",
        }
    }

    pub(super) fn is_called(&self, name: &str) -> bool {
        match self.name {
            Name::Exact(own) => own == name,
            Name::Code(codes) => codes.iter().any(|code| code.to_string() == name),
            Name::Agent => !name.is_empty() && name.len() <= 64 && !name.contains(char::is_whitespace),
            Name::Department => !name.trim().is_empty() && name.len() <= 64 && !name.contains(char::is_control),
            Name::Action => {
                !name.is_empty()
                    && name.len() <= 64
                    && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "_-".contains(c))
            }
        }
    }
}

/// A key with a default.
pub const fn default(name: &'static str, kind: Kind, text: &'static str, doc: &'static str) -> Key {
    Key { name: Name::Exact(name), kind, shown: Shown::Default(text), doc }
}

/// A key whose default follows from other settings.
pub const fn follows(name: &'static str, kind: Kind, text: fn() -> String, doc: &'static str) -> Key {
    Key { name: Name::Exact(name), kind, shown: Shown::Follows(text), doc }
}

/// A key without a default.
pub const fn example(name: &'static str, kind: Kind, lines: &'static [&'static str], doc: &'static str) -> Key {
    Key { name: Name::Exact(name), kind, shown: Shown::Example(lines), doc }
}

/// Text as it is written in TOML.
pub fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}
