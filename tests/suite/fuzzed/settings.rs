//! Texts as settings and as a theme: refused in one clear sentence, or read; and what is read reads the same once it
//! has been written anew.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;
use std::sync::LazyLock;

use callboard::commands::registry;
use callboard::config::{Config, ConfigError, Dirs, Loader, Theme};
use callboard::ui::{KeyOverride, Keymap};

use super::bytes::assert_harmless;

/// One that no machine has, so that the result is of the text alone.
const HOME: &str = "/nonexistent/callboard";
const FILE: &str = "/nonexistent/callboard/own.toml";

static LOADER: LazyLock<Loader> = LazyLock::new(|| Loader {
    schema: &registry::SCHEMA,
    env: BTreeMap::from([("SECRET".to_owned(), OsString::from("hush"))]),
    dirs: Dirs::under(Path::new(HOME)),
});

/// The first byte says what the rest is.
pub fn run(data: &[u8]) {
    let Some((kind, text)) = data.split_first() else { return };
    let Ok(text) = std::str::from_utf8(text) else { return };
    if kind % 2 == 0 {
        again(text, settings);
    } else {
        again(text, theme);
    }
}

/// What `text` means, then what the same table means with its keys in another order and other spellings.
fn again(text: &str, read: fn(&str) -> Option<String>) {
    let Some(meant) = read(text) else { return };
    let table: toml::Table = toml::from_str(text).expect("what was taken for TOML is TOML");
    let anew = toml::to_string(&table).expect("a table can be written");
    assert_eq!(Some(meant), read(&anew), "{anew}");
}

fn settings(text: &str) -> Option<String> {
    let config = match LOADER.read(text, Path::new(FILE)) {
        Ok(config) => config,
        Err(error) => {
            assert_clear(&error, text);
            return None;
        }
    };
    let said = format!("{:?}", unplaced(config.clone()));
    assert!(!said.contains("hush"), "a secret in {said}");
    let keys: Vec<KeyOverride> = config
        .keys
        .iter()
        .map(|set| KeyOverride { action: set.action.clone(), keys: set.keys.clone(), origin: set.origin.to_string() })
        .collect();
    if let Err(error) = Keymap::new(&keys) {
        assert_harmless(&error.to_string(), "an error of the keys");
    }
    Some(said)
}

fn theme(text: &str) -> Option<String> {
    match Theme::parse("own", text, Path::new(FILE)) {
        Ok(theme) => Some(format!("{theme:?}")),
        Err(error) => {
            assert_clear(&error, text);
            None
        }
    }
}

/// The same settings without the lines they stood on.
fn unplaced(mut config: Config) -> Config {
    config.keys.iter_mut().for_each(|set| set.origin = callboard::config::Origin::Default);
    config.alerts.rules.iter_mut().for_each(|rule| rule.origin = callboard::config::Origin::Default);
    config
}

fn assert_clear(error: &ConfigError, text: &str) {
    let sentence = error.to_string();
    assert_harmless(&sentence, "an error");
    let what = sentence.strip_prefix(FILE).and_then(|rest| rest.strip_prefix(':'));
    let (line, what) = what.and_then(|rest| rest.split_once(": ")).unwrap_or_else(|| panic!("no line: {sentence}"));
    let line: usize = line.parse().unwrap_or_else(|_| panic!("no line: {sentence}"));
    assert!((1..=text.matches('\n').count() + 1).contains(&line), "{sentence}");
    assert!(what.len() > 8 && sentence.chars().count() < 1500, "{sentence}");
}
