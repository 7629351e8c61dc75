//! One layer of settings: what the file, the environment or the flags say, checked key by key.

use super::error::{ConfigError, Origin, escape};
use super::keys::{Key, Kind};
use super::schema::{Near, Schema, env_name, env_path};
use super::value::{Raw, Value};
use crate::lang::nearest::hint;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;
use toml::de::{DeTable, DeValue};

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
                shown: shown.or_else(|| matches!(key.kind, Kind::EnvName | Kind::Url).then(|| raw.show())),
            }),
            Err(reason) => Err(ConfigError::bad_value(&origin, path, shown.as_deref(), &reason)),
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
    entries: BTreeMap<String, Entry>,
    sections: BTreeMap<&'static str, Origin>,
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

    /// Every entry.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.values()
    }

    /// Where a section was opened, if it was.
    pub fn section(&self, path: &str) -> Option<&Origin> {
        self.sections.get(path)
    }

    /// This layer over a lower one. One way to a secret replaces whichever way the lower one took.
    pub fn over(self, schema: &Schema, mut lower: Self) -> Self {
        for path in self.entries.keys() {
            for other in schema.other_ways(path) {
                lower.entries.remove(&other);
            }
        }
        lower.entries.extend(self.entries);
        for (section, origin) in self.sections {
            lower.sections.entry(section).or_insert(origin);
        }
        lower
    }

    /// The settings file's text; `path` is only for the errors.
    pub fn from_file(schema: &Schema, text: &str, path: &Path) -> Result<Self, ConfigError> {
        let origin_at = |offset: usize| Origin::File { path: path.to_owned(), line: line_at(text, offset) };
        let document = DeTable::parse(text).map_err(|error| {
            let span = error.span().unwrap_or(text.len()..text.len());
            let what = syntax(error.message(), text.get(span.clone()).unwrap_or_default());
            ConfigError::new(&origin_at(span.start), format!("not valid TOML: {what}"))
        })?;
        let mut found = Vec::new();
        walk(schema, "", document.get_ref(), &mut found);
        // The first line that is wrong is the one to say.
        found.sort_by_key(|item| item.offset);
        let mut layer = Self::default();
        for item in found {
            let origin = origin_at(item.offset);
            match item.what {
                What::Section(section) => {
                    layer.sections.entry(section).or_insert(origin);
                }
                What::Key(key, path, value) => {
                    let raw = Raw::from_toml(value);
                    layer.put(schema, Entry::read(key, &path, &raw, origin)?)?;
                }
                What::Wrong(sentence) => return Err(ConfigError::new(&origin, sentence)),
            }
        }
        Ok(layer)
    }

    /// The environment. `named_elsewhere` are variables that the file names as holding a secret:
    /// those are no settings, whatever they look like.
    pub fn from_env(
        schema: &Schema,
        env: &BTreeMap<String, OsString>,
        named_elsewhere: &[&str],
    ) -> Result<Self, ConfigError> {
        let mut layer = Self::default();
        for (variable, value) in env {
            let Some(path) = env_path(variable) else {
                continue;
            };
            let named = || {
                named_elsewhere.contains(&variable.as_str())
                    || layer.names_variable(variable)
                    || names_variable_itself(schema, env, variable)
            };
            let origin = Origin::Env(variable.clone());
            let (section, name) = path.rsplit_once('.').unwrap_or(("", path.as_str()));
            let Some((known, key)) = schema.section(section).and_then(|known| Some((known, known.key(name)?))) else {
                if named() {
                    continue;
                }
                return Err(ConfigError::new(&origin, unknown_in_env(schema, section, name)));
            };
            let Some(text) = value.to_str() else {
                return Err(ConfigError::new(&origin, "the value must be UTF-8 text"));
            };
            let entry = Entry::read(key, &path, &key.kind.read_text(text), origin.clone())?;
            layer.put(schema, entry)?;
            layer.sections.entry(known.path).or_insert(origin);
        }
        Ok(layer)
    }

    /// Adds what a flag says for a path; a path without a key is ignored.
    pub fn put_flag(&mut self, schema: &Schema, path: &str, flag: &'static str, text: &str) -> Result<(), ConfigError> {
        match schema.at(path) {
            Some(key) => {
                let raw = key.kind.read_text(text);
                self.put(schema, Entry::read(key, path, &raw, Origin::Flag(flag))?)
            }
            None => Ok(()),
        }
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

    fn names_variable(&self, variable: &str) -> bool {
        self.named_variables().contains(&variable)
    }

    fn put(&mut self, schema: &Schema, entry: Entry) -> Result<(), ConfigError> {
        if let Some(other) = schema.other_ways(&entry.path).find(|way| self.entries.contains_key(way)) {
            let what = format!("{other} and {} are both set; keep one", entry.path);
            return Err(ConfigError::new(&entry.origin, what));
        }
        self.entries.insert(entry.path.clone(), entry);
        Ok(())
    }
}

/// Whether some `…_ENV` setting of the environment names this variable; it may sort after it.
fn names_variable_itself(schema: &Schema, env: &BTreeMap<String, OsString>, variable: &str) -> bool {
    env.iter().any(|(name, value)| {
        value.to_str() == Some(variable)
            && env_path(name).and_then(|path| schema.at(&path)).is_some_and(|key| matches!(key.kind, Kind::EnvName))
    })
}

/// What the parser says, with the key where it means one; values are never repeated.
pub(super) fn syntax(message: &str, at: &str) -> String {
    match message.trim() {
        "duplicate key" => format!("{} is given twice", escape(at.trim())),
        // Said of an unquoted word and of nothing at all.
        words if words.starts_with("string values must be quoted") => {
            "a value is missing or lacks its quotes, expected a value such as \"text\"".to_owned()
        }
        // What begins like a number and goes on as an id.
        words
            if ["unexpected leading zero", "invalid float", "invalid integer"]
                .iter()
                .any(|what| words.starts_with(what)) =>
        {
            "a number cannot be written so; text is written in quotes, such as \"0123\"".to_owned()
        }
        words => words.replace('\n', "; "),
    }
}

/// Something a table of the file holds, and where.
struct Found<'a> {
    offset: usize,
    what: What<'a>,
}

enum What<'a> {
    Section(&'static str),
    Key(&'static Key, String, &'a DeValue<'a>),
    Wrong(String),
}

fn walk<'a>(schema: &Schema, section: &str, table: &'a DeTable<'a>, found: &mut Vec<Found<'a>>) {
    for (name, value) in table {
        let offset = name.span().start;
        let name = name.get_ref().as_ref();
        let value = value.get_ref();
        let path = if section.is_empty() { name.to_owned() } else { format!("{section}.{name}") };
        let what = match (schema.section(&path), schema.find(section, name), value) {
            (Some(known), _, DeValue::Table(inner)) => {
                walk(schema, &path, inner, found);
                What::Section(known.path)
            }
            (Some(_), _, _) => What::Wrong(format!("{path} must be a section, [{path}], not a value")),
            (None, Some(key), _) => What::Key(key, path, value),
            (None, None, DeValue::Table(_)) => {
                What::Wrong(format!("unknown section [{}]{}", escape(&path), schema.unknown_section(&path)))
            }
            (None, None, _) => What::Wrong(unknown_in_file(schema, section, name)),
        };
        found.push(Found { offset, what });
    }
}

fn unknown_in_file(schema: &Schema, section: &str, name: &str) -> String {
    let (path, more) = if section.is_empty() {
        (name.to_owned(), schema.near_key(section, name))
    } else {
        (format!("{section}.{name}"), schema.near_key(section, name))
    };
    let more = match more {
        Near::Key(near) => hint(Some(near)),
        Near::Words(words) => words,
    };
    format!("unknown key {}{more}", escape(&path))
}

fn unknown_in_env(schema: &Schema, section: &str, name: &str) -> String {
    if schema.section(section).is_none() {
        let all: Vec<String> = schema.sections().iter().map(|section| env_name(section.path)).collect();
        return format!("unknown section {}; the settings begin with {}", escape(section), all.join(", "));
    }
    let more = match schema.near_key(section, name) {
        Near::Key(near) => hint(Some(&env_name(&format!("{section}.{near}")))),
        Near::Words(words) => words,
    };
    format!("unknown key {}{more}", escape(&format!("{section}.{name}")))
}

/// The line of a byte offset, counted from 1. The end of the text belongs to its last line.
pub(super) fn line_at(text: &str, offset: usize) -> usize {
    let end = offset.min(text.trim_end().len());
    let before = text.get(..end).unwrap_or_default();
    before.matches('\n').count() + 1
}
