//! A layer from what was written: which keys there are is the schema's to say.

use super::super::error::{ConfigError, Origin, escape};
use super::super::keys::{Key, Kind};
use super::super::renamed;
use super::super::schema::{Near, Schema, env_name, env_path};
use super::super::syntax::{line_at, syntax};
use super::super::value::Raw;
use super::{Entry, Layer};
use crate::lang::nearest::hint;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;
use toml::de::{DeTable, DeValue};

impl Layer {
    /// This layer over a lower one. One way to a secret replaces whichever way the lower one took.
    pub fn over(self, schema: &Schema, mut lower: Self) -> Self {
        for path in self.entries.keys() {
            for other in schema.other_ways(path) {
                lower.entries.remove(&other);
            }
        }
        lower.entries.extend(self.entries);
        lower.renamed.extend(self.renamed);
        lower.wrong.extend(self.wrong);
        for (section, origin) in self.sections {
            lower.sections.entry(section).or_insert(origin);
        }
        lower
    }

    /// The settings file's text; `path` is only for the errors. What is wrong is left out, each a sentence of `mistakes`;
    /// where the text is no TOML, nothing is in it.
    pub fn of_file(schema: &Schema, text: &str, path: &Path, mistakes: &mut Vec<ConfigError>) -> Self {
        let origin_at = |offset: usize| Origin::File { path: path.to_owned(), line: line_at(text, offset) };
        let mut layer = Self::default();
        let (document, errors) = DeTable::parse_recoverable(text);
        if !errors.is_empty() {
            layer.note_wrong("");
            mistakes.extend(errors.into_iter().map(|error| {
                let span = error.span().unwrap_or(text.len()..text.len());
                let what = syntax(error.message(), text.get(span.clone()).unwrap_or_default());
                ConfigError::new(&origin_at(span.start), format!("not valid TOML: {what}"))
            }));
            return layer;
        }
        let mut found = Vec::new();
        walk(schema, "", document.get_ref(), &mut found);
        // The first line that is wrong is the first to be said.
        found.sort_by_key(|item| item.offset);
        for item in found {
            let origin = origin_at(item.offset);
            match item.what {
                What::Section(section) => {
                    layer.sections.entry(section).or_insert(origin);
                }
                What::Key(key, path, value) => {
                    if let Err(mistake) = layer.read(schema, key, &path, Raw::from_toml(value), origin) {
                        layer.note_wrong(&path);
                        mistakes.push(mistake);
                    }
                }
                What::Wrong(path, sentence) => {
                    layer.note_wrong(&path);
                    mistakes.push(ConfigError::new(&origin, sentence));
                }
            }
        }
        layer
    }

    /// [`Layer::of_file`], or its first mistake.
    #[cfg(test)]
    pub fn from_file(schema: &Schema, text: &str, path: &Path) -> Result<Self, ConfigError> {
        let mut mistakes = Vec::new();
        let layer = Self::of_file(schema, text, path, &mut mistakes);
        mistakes.into_iter().next().map_or(Ok(layer), Err)
    }

    /// The environment. `named_elsewhere` are variables that the files name as holding a secret: those are no settings,
    /// whatever they look like. What is wrong is left out, each a sentence of `mistakes`.
    pub fn from_env(
        schema: &Schema,
        env: &BTreeMap<String, OsString>,
        named_elsewhere: &[&str],
        mistakes: &mut Vec<ConfigError>,
    ) -> Self {
        let mut layer = Self::default();
        for (variable, value) in env {
            let Some(path) = env_path(variable) else {
                continue;
            };
            let read = layer.read_variable(schema, (env, named_elsewhere), (variable, value), &path);
            if let Err(mistake) = read {
                layer.note_wrong(&path);
                mistakes.push(mistake);
            }
        }
        layer
    }

    /// Reads the variable that sets `path`, unless it is named as holding a secret.
    fn read_variable(
        &mut self,
        schema: &Schema,
        (env, named_elsewhere): (&BTreeMap<String, OsString>, &[&str]),
        (variable, value): (&String, &OsString),
        path: &str,
    ) -> Result<(), ConfigError> {
        let named = || {
            named_elsewhere.contains(&variable.as_str())
                || self.names_variable(variable)
                || names_variable_itself(schema, env, variable)
        };
        let origin = Origin::Env(variable.clone());
        let (section, name) = path.rsplit_once('.').unwrap_or(("", path));
        let now = renamed::path(path);
        let here = || schema.section(section).and_then(|known| Some((known, known.key(name)?)));
        let moved = || {
            let (section, name) = now.as_deref()?.rsplit_once('.')?;
            schema.section(section).and_then(|known| Some((known, known.key(name)?)))
        };
        let Some((known, key)) = here().or_else(moved) else {
            if named() {
                return Ok(());
            }
            return Err(ConfigError::new(&origin, unknown_in_env(schema, section, name)));
        };
        let Some(text) = value.to_str() else {
            return Err(ConfigError::new(&origin, "the value must be UTF-8 text"));
        };
        self.read(schema, key, path, key.kind.read_text(text), origin.clone())?;
        self.sections.entry(known.path).or_insert(origin);
        Ok(())
    }

    /// Adds what a flag says for a path; a path without a key is ignored.
    pub fn put_flag(&mut self, schema: &Schema, path: &str, flag: &'static str, text: &str) -> Result<(), ConfigError> {
        match schema.at(path) {
            Some(_) if self.entries.contains_key(path) => {
                Err(ConfigError::new(&Origin::Flag(flag), format!("{path} is given twice")))
            }
            Some(key) => {
                let raw = key.kind.read_text(text);
                let section = path.rsplit_once('.').and_then(|(section, _)| schema.section(section));
                if let Some(section) = section {
                    self.sections.entry(section.path).or_insert(Origin::Flag(flag));
                }
                self.put(schema, Entry::read(key, path, &raw, Origin::Flag(flag))?)
            }
            None => Ok(()),
        }
    }

    /// The same with what stands in `section` over what stands in `place`, where it is looked for; of keys that belong
    /// `together`, both are taken from where the first is.
    pub fn with_section_for(&self, schema: &Schema, section: &str, place: &str, together: &[(&str, &str)]) -> Self {
        let mut layer = self.clone();
        for (name, entry) in self.within(section) {
            let path = format!("{place}.{name}");
            for other in schema.other_ways(&path) {
                layer.entries.remove(&other);
            }
            for (_, second) in together.iter().filter(|(first, _)| *first == name) {
                let own = self.get(&format!("{section}.{second}"));
                if own.is_none() {
                    layer.entries.remove(&format!("{place}.{second}"));
                }
            }
            layer.entries.insert(path, entry.clone());
        }
        layer
    }

    /// Reads the setting that was written at `path`, whatever it and its value are called now. What is written under both
    /// names counts under the new one.
    fn read(&mut self, schema: &Schema, key: &Key, path: &str, raw: Raw, origin: Origin) -> Result<(), ConfigError> {
        let now = renamed::path(path);
        let raw = match renamed::value(path, &raw) {
            Some((raw, before, now)) => {
                self.renamed.push(renamed::told_of_value(&origin, path, before, now));
                raw
            }
            None => raw,
        };
        let entry = Entry::read(key, path, &raw, origin)?;
        let Some(now) = &now else { return self.put(schema, entry) };
        self.renamed.push(renamed::told(&entry.origin, path, now));
        if self.entries.contains_key(now) {
            return Ok(());
        }
        self.put(schema, Entry { path: now.clone(), ..entry })
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

/// Something a table of the file holds, and where.
struct Found<'a> {
    offset: usize,
    what: What<'a>,
}

enum What<'a> {
    Section(&'static str),
    Key(&'static Key, String, &'a DeValue<'a>),
    /// At this path.
    Wrong(String, String),
}

fn walk<'a>(schema: &Schema, section: &str, table: &'a DeTable<'a>, found: &mut Vec<Found<'a>>) {
    for (name, value) in table {
        let offset = name.span().start;
        let name = name.get_ref().as_ref();
        let value = value.get_ref();
        let path = if section.is_empty() { name.to_owned() } else { format!("{section}.{name}") };
        let key = schema.find(section, name).or_else(|| schema.at(&renamed::path(&path)?));
        let what = match (schema.section(&path), key, value) {
            (Some(known), _, DeValue::Table(inner)) => {
                walk(schema, &path, inner, found);
                What::Section(known.path)
            }
            (Some(_), None, _) if schema.is_beside_keys(section, &path) => {
                let sentence = unknown_in_file(schema, section, name);
                What::Wrong(path, sentence)
            }
            (Some(_), _, _) => {
                let sentence = format!("{path} must be a section, [{path}], not a value");
                What::Wrong(path, sentence)
            }
            (None, Some(key), _) => What::Key(key, path, value),
            (None, None, DeValue::Table(_)) => {
                let sentence = format!("unknown section [{}]{}", escape(&path), schema.unknown_section(&path));
                What::Wrong(path, sentence)
            }
            (None, None, _) => {
                let sentence = unknown_in_file(schema, section, name);
                What::Wrong(path, sentence)
            }
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
