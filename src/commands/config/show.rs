//! Every setting that holds, as TOML with its place behind it, or as JSON.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::commands::entry::Entry;
use crate::commands::registry;
use crate::config::{Config, Held, Origin};

/// The settings as a file of their own would say them.
pub fn text(config: &Config, files: &[PathBuf], held: &[Held]) -> String {
    let mut out = String::from("# Settings as they hold, each with its place behind it.\n");
    for file in files {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "# {}", file.display());
    }
    let mut section = "";
    for (held, written) in held.iter().map(|held| (held, written(config, held))) {
        if held.section != section {
            section = &held.section;
            let _ = writeln!(out, "\n[{section}]");
        }
        let line = match written {
            Some(written) => format!("{} = {written}", bare(&held.key)),
            None => format!("# {} = {}", bare(&held.key), unsaid(held)),
        };
        let _ = writeln!(out, "{line:<48}  # {}", held.origin);
    }
    out
}

/// The same for programs.
pub fn document(config: &Config, files: &[PathBuf], held: &[Held]) -> Value {
    let settings = held.iter().map(|held| {
        let value = written(config, held).and_then(|written| serde_json::from_slice::<Value>(written.as_bytes()).ok());
        let (file, line, by) = match &held.origin {
            Origin::Default => (None, None, None),
            Origin::File { path, line } => (Some(path.display().to_string()), Some(*line), None),
            Origin::Env(name) => (None, None, Some(name.clone())),
            Origin::Flag(flag) => (None, None, Some((*flag).to_owned())),
        };
        let source = match held.origin {
            Origin::Default => "default",
            Origin::File { .. } => "file",
            Origin::Env(_) => "environment",
            Origin::Flag(_) => "flag",
        };
        json!({
            "section": held.section, "key": held.key, "value": value, "hidden": value.is_none() && !held.follows,
            "source": source, "file": file, "line": line, "name": by,
        })
    });
    let files: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
    json!({"schema": 1, "files": files, "settings": settings.collect::<Vec<_>>()})
}

/// The value as it would be written. Of one that follows from others it is what it comes to here, if that is known.
fn written(config: &Config, held: &Held) -> Option<String> {
    if !held.follows {
        return held.written.clone();
    }
    let path = |path: Option<&Path>| path.map(|path| path.to_string_lossy().into_owned());
    let found = match held.path().as_str() {
        "log.file" => path(config.log.file.as_deref()),
        "totals.dir" => path(config.totals.dir.as_deref()),
        "cache.dir" => path(config.cache.dir.as_deref()),
        _ => address(config, held),
    };
    found.map(|text| Value::from(text).to_string())
}

/// The address of a vendor that is configured.
fn address(config: &Config, held: &Held) -> Option<String> {
    let platform = registry::PLATFORMS.iter().find(|entry| Entry::section(entry) == held.section)?;
    let place = format!("{} in [{}]", held.key, held.section);
    let mut addresses = (platform.regional)(config).into_iter();
    addresses.find(|(known, _)| *known == place).map(|(_, address)| address)
}

/// Why no value is said.
const fn unsaid(held: &Held) -> &'static str {
    if held.follows { "(not used)" } else { "(set, and hidden)" }
}

/// A key as it stands in a file.
fn bare(key: &str) -> String {
    let is_bare = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c));
    if is_bare { key.to_owned() } else { Value::from(key).to_string() }
}
