//! One layer of settings: what the file, the environment or the flags say, checked key by key.

use super::error::{ConfigError, Origin};
use super::keys::{Key, Kind};
use super::value::{FromValue, Raw, Value};
use litemap::LiteMap;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

mod read;

/// A checked setting and where it was written.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub path: String,
    pub kind: Kind,
    pub value: Value,
    pub origin: Origin,
    /// The value as an error may repeat it; `None` where it is or may hold a secret.
    pub shown: Option<String>,
}

impl Entry {
    fn read(key: &Key, path: &str, raw: &Raw, origin: Origin) -> Result<Self, ConfigError> {
        let shown = key.kind.shown(raw);
        match key.kind.check(raw) {
            // A name or path that passed its check is what later errors point at.
            Ok(value) => Ok(Self {
                path: path.to_owned(),
                kind: key.kind,
                value,
                origin,
                shown: shown.or_else(|| {
                    matches!(key.kind, Kind::EnvName | Kind::Url | Kind::HubUrl | Kind::NatsUrl).then(|| raw.show())
                }),
            }),
            Err(reason) => Err(ConfigError::bad_value(&origin, path, shown.as_deref(), &reason)),
        }
    }

    /// Its text, if it is one.
    pub fn text(&self) -> Option<String> {
        String::from_value(&self.value)
    }

    /// Its path, with `~/` the directory `home`. What the file says is relative to the file; what environment and flags
    /// say is relative to where the program was started.
    pub fn file(&self, home: &Path) -> Option<PathBuf> {
        let written = PathBuf::from_value(&self.value)?;
        if let Ok(rest) = written.strip_prefix("~") {
            return Some(home.join(rest));
        }
        match &self.origin {
            Origin::File { path, .. } => Some(path.parent().unwrap_or(Path::new("")).join(written)),
            _ => Some(written),
        }
    }

    /// The sentence about this setting; `reason` is a predicate.
    pub fn wrong(&self, reason: &str) -> ConfigError {
        ConfigError::bad_value(&self.origin, &self.path, self.shown.as_deref(), reason)
    }
}

/// Settings by path, and the sections that were opened.
#[derive(Debug, Clone, Default)]
pub(super) struct Layer {
    entries: LiteMap<String, Entry>,
    sections: LiteMap<&'static str, Origin>,
    /// What is said of settings that are called otherwise now.
    renamed: Vec<String>,
    /// Paths at which something wrong was written; an empty one where what was written cannot be told.
    wrong: BTreeSet<String>,
}

impl Layer {
    /// The entry at a path.
    pub fn get(&self, path: &str) -> Option<&Entry> {
        self.entries.get(path)
    }

    /// The entries of one section with the rest of their paths, ordered by path.
    pub fn within<'a>(&'a self, section: &str) -> impl Iterator<Item = (&'a str, &'a Entry)> {
        let prefix = format!("{section}.");
        self.entries.iter().filter_map(move |(path, entry)| Some((path.strip_prefix(&prefix)?, entry)))
    }

    /// Where the first entry of a section was written.
    pub fn origin_of(&self, section: &str) -> Origin {
        let line = |entry: &Entry| match &entry.origin {
            Origin::File { line, .. } => *line,
            _ => usize::MAX,
        };
        let first = self.within(section).map(|(_, entry)| entry).min_by_key(|entry| line(entry));
        first.map_or(Origin::Default, |entry| entry.origin.clone())
    }

    /// Every entry.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.values()
    }

    /// Where a section was opened, if it was.
    pub fn section(&self, path: &str) -> Option<&Origin> {
        self.sections.get(path)
    }

    /// What is said of settings that are called otherwise now, in the order in which they were written.
    pub fn renamed(&self) -> &[String] {
        &self.renamed
    }

    /// Takes note that what was written at `path` is left out, because it is wrong.
    pub fn note_wrong(&mut self, path: &str) {
        self.wrong.insert(path.to_owned());
    }

    /// Whether something is left out at this path or below it.
    pub fn is_wrong(&self, path: &str) -> bool {
        let is_within = |wrong: &String| {
            wrong.is_empty() || wrong.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        self.wrong.iter().any(is_within)
    }

    /// The variables that this layer names as holding a secret.
    pub fn named_variables(&self) -> Vec<&str> {
        self.entries
            .values()
            .filter_map(|entry| match (&entry.value, entry.kind) {
                (Value::Text(name), Kind::EnvName) => Some(name.as_str()),
                _ => None,
            })
            .collect()
    }
}
