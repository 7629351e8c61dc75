//! What holds for every key of every platform, whichever they are.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt::Write as _;

use super::*;
use crate::config::keys::{Key, Kind, Name, Section, Shown};
use crate::config::{Dirs, Loader, Overrides, changes, env_name, sample};
use crate::files::private;

/// Another value than its default for a key, as TOML; `None` for one that only names a secret.
fn another(key: &Key) -> Option<String> {
    let list = |item: &str| format!("[{item}]");
    let other = match key.kind {
        Kind::Secret | Kind::EnvName => Vec::new(),
        Kind::Text => vec!["\"light\"".to_owned()],
        Kind::OptionalText => vec!["\"other\"".to_owned()],
        Kind::Path => vec!["\"/srv/other\"".to_owned()],
        Kind::Bool => vec!["true".to_owned(), "false".to_owned()],
        Kind::Integer(least, most) => vec![least.to_string(), most.to_string()],
        Kind::Code(codes) => codes.iter().map(ToString::to_string).collect(),
        Kind::Codes(codes) => vec![list(&codes.last().unwrap().to_string())],
        Kind::Percent | Kind::Number => vec!["2.5".to_owned()],
        Kind::Duration(least, most) => vec![format!("\"{least}s\""), format!("\"{most}s\"")],
        Kind::Size(..) => vec!["\"2MiB\"".to_owned()],
        Kind::Limits => vec![list("\"1s\", \"2s\"")],
        Kind::HubUrl | Kind::NatsUrl => vec!["\"tls://other.example:4222\"".to_owned()],
        Kind::Word => vec!["\"north\"".to_owned()],
        Kind::Url => vec!["\"https://other.example\"".to_owned()],
        Kind::Listen => vec!["\"127.0.0.1:9443\"".to_owned()],
        Kind::Networks => vec![list("\"10.0.0.0/8\", \"::1\"")],
        Kind::Texts => vec![list("\"1\", \"2\"")],
        Kind::Command => vec![list("\"/bin/page\", \"team\"")],
        Kind::Bindings => vec![list("\"x\"")],
        Kind::Choices(words) => vec![list(&format!("\"{}\"", words.last().unwrap()))],
        Kind::Choice(words) | Kind::ChoiceBut(words, _) => {
            words.iter().rev().map(|word| format!("\"{word}\"")).collect()
        }
        Kind::Zone => vec!["\"Asia/Tokyo\"".to_owned()],
        Kind::SortOrder => vec!["\"other,desc\"".to_owned()],
        Kind::Figures => vec![list("\"Calls lost: lost > 9\"")],
    };
    other.into_iter().find(|text| key.default().as_deref() != Some(text))
}

/// A key's path, with a name of one's own where it has none.
fn path(section: &Section, key: &Key) -> String {
    let name = match key.name {
        Name::Exact(name) => name.to_owned(),
        Name::Code(codes) => codes[0].to_string(),
        Name::Action => "quit".to_owned(),
        Name::Agent => "1004".to_owned(),
        Name::Department => "night".to_owned(),
    };
    format!("{}.{name}", section.path)
}

/// The keys to try. Those of a rule, of a probe, of a hub that is followed, of a site, and of a wall with a name depend on one
/// another or on those of another section, and of the ways to a secret one is taken: they have tests of their own.
fn tried(schema: &Schema) -> Vec<(&Section, &'static Key, String)> {
    let of_its_own = |section: &Section, key: &Key| {
        ["alerts.rules", "bot_probe", "kiosk.NAME", "hub.sites"].iter().any(|own| section.path.starts_with(own))
            || section.ways.contains(&key.name_shown())
            || section.path == "kiosk" && matches!(key.name_shown(), "departments" | "sites")
            || section.path == "hub.nats"
            || section.path == "hub" && key.name_shown() != "name"
            || section.path == "hub.serve" && matches!(key.name_shown(), "key" | "client_ca")
    };
    let keys = schema.keys().filter(|(section, key)| !of_its_own(section, key));
    keys.filter_map(|(section, key)| Some((section, key, another(key)?))).collect()
}

/// Settings that make the site a tenant of every platform: what has no default, as its example has it, and one way to
/// each secret.
fn everywhere() -> String {
    let mut text = String::new();
    for section in SCHEMA.platforms().iter().map(|platform| platform.section) {
        writeln!(text, "[{}]", section.path).unwrap();
        for key in section.keys {
            let way = section.ways.first() == Some(&key.name_shown());
            let needed = matches!(key.kind, Kind::Text) || way;
            match key.shown {
                Shown::Example(lines) if needed => writeln!(text, "{}", lines[0]).unwrap(),
                Shown::Follows(value) if key.name_shown() == "base_url" => {
                    writeln!(text, "base_url = {}", value()).unwrap();
                }
                _ => {}
            }
        }
    }
    text
}

/// The variables that the examples name.
fn secrets() -> BTreeMap<String, OsString> {
    let named = SCHEMA.keys().filter(|(_, key)| matches!(key.kind, Kind::EnvName));
    let name = |key: &Key| example(key).split('"').nth(1).unwrap().to_owned();
    named.map(|(_, key)| (name(key), "s".into())).collect()
}

/// The first line that shows how a key is written.
fn example(key: &Key) -> &'static str {
    let Shown::Example(lines) = key.shown else { return "" };
    lines[0]
}

/// The settings of this text under a variable, as they are printed, without what only tells that they were said.
fn shown(schema: &'static Schema, text: &str, variable: Option<(String, String)>) -> String {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("config.toml");
    private::replace_alone(&file, text.as_bytes()).unwrap();
    let mut env = secrets();
    env.extend(variable.map(|(name, value)| (name, value.into())));
    let loader = Loader { schema, env, dirs: Dirs::under(dir.path()) };
    let read = loader.load(&Overrides { config: Some(file), ..Overrides::default() });
    let config = read.map_or_else(|error| error.to_string(), |read| format!("{:?}", read.config));
    let text = config.replace(&dir.path().display().to_string(), "~");
    let (before, after) = text.split_once("said: Begins {").unwrap_or_else(|| panic!("{text}"));
    format!("{before}{}", after.split_once('}').unwrap().1)
}

/// A value of TOML as the environment has it.
fn by_environment(text: &str) -> String {
    text.trim_matches(['[', ']']).replace('"', "").replace(", ", ",")
}

#[test]
fn every_key_can_be_set_by_environment_and_reaches_the_config() {
    let text = everywhere();
    let plain = shown(&SCHEMA, &text, None);
    assert!(tried(&SCHEMA).len() > 60);
    for (section, key, other) in tried(&SCHEMA) {
        let path = path(section, key);
        let set = shown(&SCHEMA, &text, Some((env_name(&path), by_environment(&other))));
        assert!(set != plain, "{path} changes nothing");
    }
}

#[test]
fn a_default_that_changes_in_its_entry_changes_wherever_it_holds() {
    let text = everywhere();
    for (section, key, other) in tried(&SCHEMA) {
        let Shown::Default(_) = key.shown else { continue };
        let path = path(section, key);
        let changed: &Schema = Box::leak(Box::new(SCHEMA.with_default(&path, other.clone().leak())));
        let set = shown(&SCHEMA, &text, Some((env_name(&path), by_environment(&other))));
        assert!(shown(changed, &text, None) == set, "{path} has a default beside its entry");
    }
}

#[test]
fn the_sample_with_every_default_uncommented_is_the_defaults() {
    let names: Vec<&str> = SCHEMA.keys().map(|(_, key)| key.name_shown()).collect();
    let mut text = String::new();
    for line in sample(&SCHEMA).lines() {
        let bare = line.strip_prefix("# ").unwrap_or(line);
        // A site that is begun needs an address.
        let header = bare.starts_with('[') && bare.ends_with(']') && !bare.starts_with("[hub.sites.");
        let setting = bare.split_once(" = ").is_some_and(|(name, _)| names.contains(&name));
        let taken = header || setting && !bare.ends_with("  # example");
        writeln!(text, "{}", if taken { bare } else { line }).unwrap();
    }
    for (_, key) in SCHEMA.keys() {
        let Some(default) = key.default() else { continue };
        assert!(text.contains(&format!("\n{} = {default}\n", key.name_shown())), "{} is not set", key.name_shown());
    }
    // The tenants' sections cannot be without credentials.
    for section in everywhere().split_inclusive('[').skip(1).map(|part| part.trim_end_matches('[')) {
        let (name, credentials) = section.split_once("]\n").unwrap();
        let credentials: Vec<&str> = credentials.lines().filter(|line| !line.starts_with("base_url")).collect();
        text = text.replace(&format!("\n[{name}]\n"), &format!("\n[{name}]\n{}\n", credentials.join("\n")));
    }
    assert!(shown(&SCHEMA, &text, None) == shown(&SCHEMA, &everywhere(), None), "{text}");
    assert!(shown(&SCHEMA, &sample(&SCHEMA), None) == shown(&SCHEMA, "", None));
}

#[test]
fn a_board_that_runs_takes_exactly_the_keys_that_are_said_to_be_taken() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("config.toml");
    private::replace_alone(&file, everywhere().as_bytes()).unwrap();
    let load = |variable: Option<(String, String)>| {
        let mut env = secrets();
        env.extend(variable.map(|(name, value)| (name, value.into())));
        let loader = Loader { schema: &SCHEMA, env, dirs: Dirs::under(dir.path()) };
        loader.load(&Overrides { config: Some(file.clone()), ..Overrides::default() })
    };
    let began = load(None).unwrap();
    let (mut taken, mut left) = (0, 0);
    for (section, key, other) in tried(&SCHEMA) {
        // Of a platform's section all is kept, and nothing is asked with it before a restart.
        if SCHEMA.platforms().iter().any(|platform| platform.section.path == section.path) {
            continue;
        }
        let path = path(section, key);
        let Ok(after) = load(Some((env_name(&path), by_environment(&other)))) else { continue };
        let changes = changes(&began.held, &after.held);
        assert_eq!(changes.len(), 1, "{path}: {changes:?}");
        let merged = began.config.taking(after.config);
        // `sort` and the like change what is said to have been said, too.
        let is_other = format!("{merged:?}") != format!("{:?}", began.config);
        assert_eq!(is_other, changes[0].is_live(), "{path}");
        *(if is_other { &mut taken } else { &mut left }) += 1;
    }
    assert!(taken > 20 && left > 10, "{taken}, {left}");
}
