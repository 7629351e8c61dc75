use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use super::*;
use crate::commands::registry::voice::CallTenant;
use crate::config::keys::Name;
use crate::config::{Dirs, Tenant as _};

mod validator;

fn loader(dir: &Path) -> Loader {
    Loader { schema: &registry::SCHEMA, env: BTreeMap::new(), dirs: Dirs::under(dir) }
}

fn place(text: &str) -> TempDir {
    let place = tempfile::tempdir().unwrap();
    let file = default_path(&Dirs::under(place.path()));
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(&file, text).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    place
}

/// Settings of a tenant whose section stands at `CALL`.
const SETTINGS: &str = "\
[site]
region = \"china\"
[site.departments]
\"night shift\" = [\"1004\"]
[CALL]
app_id = \"a\"
app_secret = \"not-to-be-seen\"
operator_user_id = \"u\"
[limits]
talking = [\"2m\", \"4m\"]
";

fn settings() -> String {
    SETTINGS.replace("CALL", CallTenant::SECTION.path)
}

#[test]
fn what_holds_is_shown_as_settings_that_read_the_same_each_with_its_place() {
    let place = place(&settings());
    let Loaded { config, files, held } = loader(place.path()).load(&Overrides::default()).unwrap();
    let text = text(&config, &files, &held);
    assert!(!text.contains("not-to-be-seen"), "{text}");
    let line =
        |begin: &str| text.lines().find(|line| line.starts_with(begin)).unwrap_or_else(|| panic!("{begin}: {text}"));
    assert!(line("region = \"china\"").ends_with("callboard/config.toml:2"));
    assert!(line("\"night shift\" = [\"1004\"]").ends_with("config.toml:4"));
    assert!(line("# app_secret = (set, and hidden)").ends_with("config.toml:7"));
    assert!(line("base_url = \"https://openapi.soboten.com\"").ends_with("# built-in default"), "of this region");
    let log = format!("file = \"{}/.local/state/callboard/callboard.log\"", place.path().display());
    assert!(text.contains(&log), "{text}");
    // Without the secret's line it is a file of settings that says the same.
    let again = text.replace("# app_secret = (set, and hidden)", "app_secret = \"not-to-be-seen\"");
    let read = loader(place.path()).read(&again, Path::new("again.toml")).unwrap();
    assert_eq!(format!("{read:?}").replace("again.toml", ""), {
        let mut config = format!("{config:?}");
        config = config.replace("again.toml", "");
        // What was said at all, and did not give way to what is remembered, is all of it now.
        config.replace(
            "Begins { theme: false, sort: false, tiles: false }",
            "Begins { theme: true, sort: true, tiles: true }",
        )
    });
    let document = document(&config, &files, &held);
    let found = |section: &str, key: &str| {
        let all = document["settings"].as_array().unwrap();
        all.iter().find(|one| one["section"] == section && one["key"] == key).unwrap().clone()
    };
    let limit = found("limits", "talking");
    assert_eq!((&limit["value"][1], &limit["source"], &limit["line"]), (&"4m".into(), &"file".into(), &10.into()));
    let secret = found(CallTenant::SECTION.path, "app_secret");
    assert_eq!((&secret["value"], &secret["hidden"]), (&Value::Null, &true.into()));
    assert_eq!(found("screen", "tiles")["source"], "default");
}

#[test]
fn everything_that_is_wrong_is_said_and_what_is_right_is_named() {
    let wrong = place("[site]\nnam = 1\n[log]\nlevel = 1\n");
    assert_eq!(mistakes(&loader(wrong.path()), &Overrides::default()).len(), 2);
    let keys = place("[keys]\nquti = [\"x\"]\nhelp = [\"no-key\"]\nboard = [\"2\"]\n");
    let said = mistakes(&loader(keys.path()), &Overrides::default());
    assert_eq!(said.len(), 3, "{said:#?}");
    let clash = place("[keys]\nboard = [\"2\"]\n");
    assert_eq!(mistakes(&loader(clash.path()), &Overrides::default()).len(), 1, "two actions on one key");
    let trust = place("[network]\nca_file = \"nothing.pem\"\n");
    assert_eq!(mistakes(&loader(trust.path()), &Overrides::default()).len(), 1);
    assert_eq!(mistakes(&loader(place(&settings()).path()), &Overrides::default()), Vec::<String>::new());
    let error = check(&loader(keys.path()), &Overrides::default(), true).unwrap_err();
    assert_eq!((error.code(), error.to_string().as_str()), (1, "3 things are wrong with the settings"));
}

/// Whether `key` has a place in `schema` below `section`, and what that place is.
fn in_schema<'a>(schema: &'a Value, section: &str, key: &str) -> &'a Value {
    let below = section.split('.').fold(schema, |table, name| match &table["properties"][name] {
        Value::Null => &table["additionalProperties"],
        known => known,
    });
    assert!(!below["additionalProperties"].is_null(), "{section}");
    match &below["properties"][key] {
        Value::Null => &below["additionalProperties"],
        known => known,
    }
}

#[test]
fn the_schema_has_every_key_with_its_documentation_its_default_and_nothing_else() {
    let schema = schema(&registry::SCHEMA);
    let mut count = 0;
    for (section, key) in registry::SCHEMA.keys() {
        let name = match key.name {
            Name::Exact(name) => name.to_owned(),
            Name::Code(codes) => codes[0].to_string(),
            Name::Action => "quit".to_owned(),
            Name::Agent | Name::Department => "any".to_owned(),
        };
        let found = in_schema(&schema, section.path, &name);
        assert!(found["description"].as_str().is_some_and(|text| text.len() > 10), "{}.{name}: {found}", section.path);
        count += 1;
    }
    assert!(count > 100, "{count}");
    assert_eq!(in_schema(&schema, "log", "level")["default"], "info");
    assert_eq!(in_schema(&schema, "screen", "no_such_key"), &Value::Bool(false));
    assert_eq!(in_schema(&schema, "keys", "quit")["default"], serde_json::json!(["ctrl-c"]));
}

#[test]
fn the_sample_every_good_fixture_and_every_example_are_valid_by_the_schema() {
    let schema = schema(&registry::SCHEMA);
    let of = |text: &str| serde_json::to_value(toml::from_str::<toml::Table>(text).unwrap()).unwrap();
    let sample = crate::config::sample(&registry::SCHEMA);
    assert!(sample.starts_with("#:schema ./config.schema.json\n"), "editors look for it in the first line");
    assert_eq!(validator::wrong(&schema, &of(&sample)), Vec::<String>::new());
    let good = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/settings/good");
    let mut count = 0;
    for file in fs::read_dir(good).unwrap().map(|entry| entry.unwrap().path()) {
        if file.extension().is_some_and(|kind| kind == "toml") {
            let wrong = validator::wrong(&schema, &of(&fs::read_to_string(&file).unwrap()));
            assert_eq!(wrong, Vec::<String>::new(), "{}", file.display());
            count += 1;
        }
    }
    assert!(count >= 5, "{count}");
    // Every default and every example, as if they were written.
    for line in sample.lines().filter_map(|line| line.strip_prefix("# ")).filter(|line| !line.starts_with('[')) {
        let line = line.trim_end_matches("  # example");
        let Some((name, _)) = line.split_once(" = ") else { continue };
        let Ok(value) = toml::from_str::<toml::Table>(line) else { continue };
        let value = serde_json::to_value(&value[name.trim_matches('"')]).unwrap();
        let known = registry::SCHEMA.keys().filter(|(_, key)| key.name_shown() == name);
        let places: Vec<&Value> = known.map(|(section, _)| in_schema(&schema, section.path, name)).collect();
        let fits = places.iter().any(|place| validator::wrong(place, &value).is_empty());
        assert!(places.is_empty() || fits, "{line}");
    }
}

#[test]
fn what_the_program_refuses_of_a_single_key_the_schema_refuses_too() {
    let schema = schema(&registry::SCHEMA);
    for (text, place) in [
        ("[site]\nnam = \"x\"\n", "/site/nam"),
        ("[log]\nlevel = \"loud\"\n", "/log/level"),
        ("[screen]\ntiles = 1\n", "/screen/tiles"),
        ("[kiosk.a]\nenabled = true\n", "/kiosk/a/enabled"),
        ("[kiosk.\"a b\"]\nviews = []\n", "/kiosk/a b"),
        ("[site]\ntimezone = \"Asia/Beijing\"\n", "/site/timezone"),
        ("[limits]\ntalking = []\n", "/limits/talking"),
        ("[alerts.rules.x]\nover = 5\n", "/alerts/rules/x/over"),
        ("[nothing]\n", "/nothing"),
        ("[service_level]\npercent = 101\n", "/service_level/percent"),
    ] {
        let value = serde_json::to_value(toml::from_str::<toml::Table>(text).unwrap()).unwrap();
        let wrong = validator::wrong(&schema, &value);
        assert!(wrong.iter().any(|said| said.starts_with(place)), "{text}: {wrong:?}");
    }
}
