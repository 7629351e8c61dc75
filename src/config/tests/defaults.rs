//! Every key reaches the settings, and its default stands in its entry alone.

use super::super::keys::{Key, Kind, Name, Section, Shown};
use super::super::{Overrides, Schema, env_name};
use super::{Home, TENANTS};

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
        Kind::Limits => vec![list("\"1s\", \"2s\"")],
        Kind::Url => vec!["\"https://other.example\"".to_owned()],
        Kind::Texts => vec![list("\"1\", \"2\"")],
        Kind::Command => vec![list("\"/bin/page\", \"team\"")],
        Kind::Bindings => vec![list("\"x\"")],
        Kind::Choices(words) => vec![list(&format!("\"{}\"", words.last().unwrap()))],
        Kind::Choice(words) => words.iter().rev().map(|word| format!("\"{word}\"")).collect(),
        Kind::Zone => vec!["\"Asia/Tokyo\"".to_owned()],
        Kind::SortOrder => vec!["\"other,desc\"".to_owned()],
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

/// The keys to try. Those of a rule depend on one another, and of the ways to a secret one is taken: they have tests of
/// their own.
fn tried(schema: &Schema) -> Vec<(&Section, &'static Key, String)> {
    let of_its_own = |section: &Section, key: &Key| {
        section.path.starts_with("alerts.rules") || section.ways.contains(&key.name_shown())
    };
    let keys = schema.keys().filter(|(section, key)| !of_its_own(section, key));
    keys.filter_map(|(section, key)| Some((section, key, another(key)?))).collect()
}

fn home() -> Home {
    Home::new().with_settings(TENANTS).with_env("SECRET", "s")
}

/// The settings as they are printed, without what only tells that they were said.
fn shown(home: &Home, schema: &Schema) -> String {
    let prefix = home.dir.path().display().to_string();
    let loaded = home.loader().load_by(schema, &Overrides::default());
    let config = loaded.map(|loaded| format!("{:?}", loaded.config));
    let text = config.unwrap_or_else(|error| error.to_string()).replace(&prefix, "~");
    let (before, after) = text.split_once("said: Begins {").unwrap_or_else(|| panic!("{text}"));
    format!("{before}{}", after.split_once('}').unwrap().1)
}

/// A value of TOML as the environment has it.
fn by_environment(text: &str) -> String {
    text.trim_matches(['[', ']']).replace('"', "").replace(", ", ",")
}

#[test]
fn every_key_can_be_set_by_environment_and_reaches_the_config() {
    let schema = Schema::all();
    let plain = shown(&home(), &schema);
    assert!(tried(&schema).len() > 60);
    for (section, key, other) in tried(&schema) {
        let path = path(section, key);
        let home = home().with_env(&env_name(&path), &by_environment(&other));
        assert!(shown(&home, &schema) != plain, "{path} changes nothing");
    }
}

#[test]
fn a_default_that_changes_in_its_entry_changes_wherever_it_holds() {
    let schema = Schema::all();
    for (section, key, other) in tried(&schema) {
        let Shown::Default(_) = key.shown else { continue };
        let changed = schema.with_default(section.path, key.name_shown(), &other);
        let path = path(section, key);
        let set = home().with_env(&env_name(&path), &by_environment(&other));
        assert!(shown(&home(), &changed) == shown(&set, &schema), "{path} has a default beside its entry");
    }
}

impl Schema {
    /// The same with another default of one key.
    fn with_default(&self, section: &str, name: &str, text: &str) -> Self {
        let change = |key: &Key| {
            let is_it = key.name_shown() == name;
            if is_it { Key { shown: Shown::Default(text.to_owned().leak()), ..*key } } else { *key }
        };
        let change = |own: &Section| {
            let keys: Vec<Key> = own.keys.iter().map(change).collect();
            if own.path == section { Section { keys: keys.leak(), ..*own } } else { *own }
        };
        Self { sections: self.sections.iter().map(change).collect() }
    }
}
