use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use super::*;
use crate::commands::registry::desk::OpenTenant;
use crate::commands::registry::voice::CallTenant;
use crate::config::{Dirs, Tenant as _, default_path};

/// Settings of a tenant whose section stands at `CALL`.
const SETTINGS: &str = "\
[CALL]
app_id = \"a\"
app_secret = \"s\"
operator_user_id = \"u\"
[limits]
talking = [\"2m\"]
[alerts.rules.few]
figure = \"ready\"
below = 3
";

fn load(dir: &Path, text: &str) -> Result<Loaded, Failure> {
    let loader = Loader { schema: &registry::SCHEMA, env: BTreeMap::new(), dirs: Dirs::under(dir) };
    let file = default_path(&loader.dirs);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    let text = text.replace("CALL", CallTenant::SECTION.path).replace("OPEN", OpenTenant::SECTION.path);
    fs::write(&file, text).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    Ok(loader.load(&Overrides::default())?)
}

/// What is taken of the settings `after` by a board that began with [`SETTINGS`].
fn read_anew(after: &str, kiosk: Option<&str>) -> Result<Box<Reloaded>, Failure> {
    let place = tempfile::tempdir().unwrap();
    let Loaded { mut config, held, .. } = load(place.path(), SETTINGS).unwrap();
    walls::hang(&mut config, kiosk)?;
    taken(&config, kiosk, load(place.path(), after)?, (&held, &held))
}

#[test]
fn limits_rules_themes_and_keys_are_taken_and_the_rest_is_named() {
    let after = SETTINGS.replace("2m", "9m").replace("below = 3", "below = 5")
        + "[screen]\ntheme = \"light\"\nmessages = false\n[site]\ntimezone = \"Asia/Shanghai\"\n[keys]\nquit = [\"Q\"]\n\
           [OPEN]\napp_id = \"b\"\napp_key = \"k\"\n";
    let after = after.replace("app_secret = \"s\"", "app_secret = \"other\"\nstale_after = \"10m\"");
    let told = read_anew(&after, None).unwrap();
    assert_eq!(told.settings.limits.talking, [540_000]);
    assert_eq!(told.settings.limits.stale_after_ms[0], 600_000);
    assert_eq!(told.settings.zone, chrono_tz::Tz::UTC, "a day that begins at another hour needs a restart");
    assert_eq!(told.settings.themes.get(told.settings.theme).map(|theme| theme.name.as_str()), Some("light"));
    let rule = told.settings.rules.list().iter().find(|rule| rule.name == "few").unwrap();
    assert_eq!(rule.to_string(), "ready below 5");
    let taken = told.taken.join(", ");
    let stale_after = format!("[{}] stale_after", CallTenant::SECTION.path);
    for name in ["[limits] talking", "[alerts.rules.few] below", "[screen] theme", stale_after.as_str(), "[keys]"] {
        assert!(taken.contains(name), "{name}: {taken}");
    }
    let mut waits = told.waits.clone();
    waits.sort();
    let (call, open) =
        (format!("[{}] app_secret", CallTenant::SECTION.path), format!("[{}]", OpenTenant::SECTION.path));
    assert_eq!(waits, ["[screen] messages", "[site] timezone", &call, &open]);
}

#[test]
fn a_hub_takes_rules_and_limits_and_names_what_needs_a_restart() {
    let place = tempfile::tempdir().unwrap();
    let Loaded { config, held, .. } = load(place.path(), SETTINGS).unwrap();
    let mut last = held.clone();
    let mut anew = |after: &str| ruled(&config, load(place.path(), after)?, &held, &mut last);
    let after = SETTINGS.replace("2m", "9m").replace("below = 3", "below = 5") + "[screen]\ntheme = \"light\"\n";
    let told = anew(&after).unwrap();
    let said = told.said.to_string();
    assert!(said.starts_with("the settings were read anew, and taken: ") && !said.contains("theme"), "{said}");
    assert!(said.contains("[limits] talking") && said.contains("[alerts.rules.few] below"), "{said}");
    let rule = told.rules.list().iter().find(|rule| rule.name == "few").unwrap();
    assert_eq!(rule.to_string(), "ready below 5");
    let again = anew(&after).unwrap().said.to_string();
    assert_eq!(again, "the settings were read anew: nothing changed in them");
    let more = after.clone() + "[service_level]\npercent = 90\n";
    let waits = anew(&more).unwrap().said.to_string();
    assert_eq!(waits, "[service_level] percent needs a restart; the rest of the settings is taken");
    assert!(anew(&(more + "[alerts]\nsnooze = 3\n")).is_err());
}

#[test]
fn a_mistake_anywhere_refuses_all_of_it() {
    for (more, said) in [
        ("[screen]\ntiles = 3\n", "config.toml:11: screen.tiles = 3: must be true or false"),
        ("[keys]\nquti = [\"x\"]\n", "quti"),
        ("[network]\nca_file = \"none.pem\"\n", "none.pem"),
        ("[alerts.rules.x]\nover = \"1m\"\n", "looks at nothing"),
    ] {
        let refused = read_anew(&(SETTINGS.to_owned() + more), None).err().map(|failure| failure.to_string());
        assert!(refused.as_deref().is_some_and(|sentence| sentence.contains(said)), "{more}: {refused:?}");
    }
}

#[test]
fn the_wall_that_was_asked_for_is_hung_anew_and_one_that_is_gone_refuses_all_of_it() {
    let with = |figures: &str| format!("{SETTINGS}[kiosk.night]\nfigures = [{figures}]\n");
    let place = tempfile::tempdir().unwrap();
    let Loaded { mut config, held, .. } = load(place.path(), &with("\"ready\"")).unwrap();
    walls::hang(&mut config, Some("night")).unwrap();
    let told =
        taken(&config, Some("night"), load(place.path(), &with("\"ready\", \"talking\"")).unwrap(), (&held, &held));
    let told = told.unwrap();
    assert_eq!(told.settings.wall.figures.len(), 2);
    assert!(told.settings.kiosk.is_some());
    let gone = taken(&config, Some("night"), load(place.path(), SETTINGS).unwrap(), (&held, &held));
    assert!(gone.err().is_some_and(|failure| failure.to_string().contains("is the name of no wall")));
}
