//! Every setting that holds, with its value and where it comes from; and what another reading of them changes.

use super::dirs::Dirs;
use super::error::{Origin, escape};
use super::keys::{Key, Kind, Name, Section, Shown};
use super::layer::{Entry, Layer};
use super::schema::{Schema, general};
use super::secret;
use super::value::{Raw, Value};
use secrecy::ExposeSecret;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::sync::LazyLock;
use toml::de::DeValue;

/// A setting that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Its section, as it stands between brackets.
    pub section: String,
    /// Its name there.
    pub key: String,
    /// Its value as it would be written, which is JSON too; `None` where it is or may hold a secret.
    pub written: Option<String>,
    /// Where it was written.
    pub origin: Origin,
    /// Whether it is not written and follows from others: the value is what it comes to where none of those is set.
    pub follows: bool,
    /// Tells values apart, those of secrets too, within one run of the program.
    mark: u64,
}

impl Held {
    /// `screen.tiles`
    pub fn path(&self) -> String {
        format!("{}.{}", self.section, self.key)
    }
}

/// Tells values apart without keeping them.
static MARKS: LazyLock<RandomState> = LazyLock::new(RandomState::new);

/// What settings are made of.
struct Sources<'a> {
    schema: &'a Schema,
    settings: &'a Layer,
    env: &'a BTreeMap<String, OsString>,
    dirs: &'a Dirs,
}

/// Every setting that holds, in the order of the sample. A section that is left out, and stands for something that is not
/// configured then, has none.
pub(super) fn held(schema: &Schema, settings: &Layer, env: &BTreeMap<String, OsString>, dirs: &Dirs) -> Vec<Held> {
    let from = Sources { schema, settings, env, dirs };
    schema.sections().iter().flat_map(|section| from.section(section)).collect()
}

impl Sources<'_> {
    fn section(&self, section: &Section) -> Vec<Held> {
        let is_open = !section.optional || self.settings.section(section.path).is_some();
        let mut all = Vec::new();
        for key in section.keys {
            let Name::Exact(name) = key.name else { continue };
            let path = format!("{}.{name}", section.path);
            match self.settings.get(&path) {
                Some(entry) => all.push(self.entry(section.path, name, entry)),
                None if is_open => all.extend(Self::default(section.path, name, key)),
                None => {}
            }
        }
        // Names of the user's own, of keys and of sections.
        for entry in self.settings.entries() {
            let Some((of, name)) = entry.path.rsplit_once('.') else { continue };
            let is_own = self.schema.section(of).is_some_and(|known| known.path == section.path)
                && (of != general(of) || section.key(name).is_some_and(|key| !matches!(key.name, Name::Exact(_))));
            if is_own {
                all.push(self.entry(of, name, entry));
            }
        }
        all
    }

    fn entry(&self, section: &str, key: &str, entry: &Entry) -> Held {
        let hidden = entry.shown.is_none()
            || matches!(entry.kind, Kind::Url | Kind::HubUrl | Kind::NatsUrl) && has_more(&entry.value);
        let written = entry.value.written().filter(|_| !hidden);
        let ways = self.schema.section(section).map_or(&[][..], |section| section.ways);
        // Of a secret it counts what it is, and not where it is kept.
        let secret = ways.contains(&key).then(|| secret::read(entry, self.env, self.dirs).ok()).flatten();
        let mark = match &secret {
            Some(secret) => MARKS.hash_one(secret.expose_secret()),
            None => MARKS.hash_one(entry.value.written()),
        };
        let (section, key) = (section.to_owned(), key.to_owned());
        Held { section, key, written, origin: entry.origin.clone(), follows: false, mark }
    }

    fn default(section: &str, name: &str, key: &Key) -> Option<Held> {
        let text = key.default()?;
        let parsed = DeValue::parse(&text).ok()?;
        let value = key.kind.check(&Raw::from_toml(parsed.get_ref())).ok()?;
        let written = value.written();
        let (section, key_name) = (section.to_owned(), name.to_owned());
        let follows = matches!(key.shown, Shown::Follows(_));
        let mark = MARKS.hash_one(&written);
        Some(Held { section, key: key_name, written, origin: Origin::Default, follows, mark })
    }
}

/// Whether an address has parts in which secrets stand.
fn has_more(value: &Value) -> bool {
    matches!(value, Value::Text(text) if text.contains(['@', '?', '#']))
}

/// What one reading of the settings has otherwise than another: a key, or a section that came or went whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The section, as it stands between brackets.
    pub section: String,
    /// The key; `None` for the whole section.
    pub key: Option<String>,
}

/// `[screen] tiles`
impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}]", escape(&self.section))?;
        self.key.as_ref().map_or(Ok(()), |key| write!(f, " {}", escape(key)))
    }
}

/// Sections that a board takes while it runs, with all that stands below them.
const LIVE: [&str; 7] = ["limits", "alerts", "kiosk", "keys", "site.departments", "site.busy_reasons", "screen"];
/// Of the keys of those, the ones that it does not.
const NOT_LIVE: [(&str, &str); 4] =
    [("kiosk", "enabled"), ("screen", "escape_wait_ms"), ("screen", "messages"), ("screen", "remember")];
/// The key of any section that it takes: a limit of how old figures may be.
const LIVE_KEY: &str = "stale_after";

impl Change {
    /// Whether it is a limit of how old figures may be.
    pub fn is_limit_of_age(&self) -> bool {
        self.key.as_deref() == Some(LIVE_KEY)
    }

    /// Whether a board takes it while it runs; else it needs a restart.
    pub fn is_live(&self) -> bool {
        let key = self.key.as_deref();
        let is_within =
            |live: &str| self.section.strip_prefix(live).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        let is_not = |(section, name): &(&str, &str)| self.section == *section && key == Some(*name);
        self.is_limit_of_age() || LIVE.into_iter().any(is_within) && !NOT_LIVE.iter().any(is_not)
    }
}

/// What the settings `after` have otherwise than those `before`.
pub fn changes(before: &[Held], after: &[Held]) -> Vec<Change> {
    let has = |all: &[Held], section: &str| all.iter().any(|held| held.section == section);
    let find = |all: &[Held], held: &Held| {
        let same = all.iter().find(|other| other.section == held.section && other.key == held.key);
        same.map(|other| other.mark)
    };
    let mut changed = Vec::new();
    for (one, other) in [(after, before), (before, after)] {
        for held in one {
            let section = held.section.clone();
            let change = if !has(other, &held.section) {
                Change { section, key: None }
            } else if find(other, held) != Some(held.mark) {
                Change { section, key: Some(held.key.clone()) }
            } else {
                continue;
            };
            if !changed.contains(&change) {
                changed.push(change);
            }
        }
    }
    changed
}
