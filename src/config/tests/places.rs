//! The machine's settings beneath the user's, `conf.d` beside both, and who may have written them.

use super::super::{Change, Held, Overrides, changes};
use super::{Home, LogLevel};
use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};

/// A home on a machine that has settings of its own, below the same directory.
fn machine() -> Home {
    let mut home = Home::new();
    home.system = Some(home.dir.path().join("etc/callboard/config.toml"));
    home
}

fn held(home: &Home) -> Vec<Held> {
    home.loader().load(&Overrides::default()).unwrap().held
}

/// `path = value` and the end of its place, for what was written.
fn written(home: &Home) -> Vec<String> {
    let prefix = format!("{}/", home.dir.path().display());
    let told = held(home).into_iter().filter(|held| held.origin != super::Origin::Default);
    told.map(|held| {
        let place = held.origin.to_string().replace(&prefix, "");
        format!("{} = {} {place}", held.path(), held.written.as_deref().unwrap_or("hidden"))
    })
    .collect()
}

#[test]
fn tables_merge_over_the_machines_file_and_conf_d_in_the_order_of_names_and_lists_replace() {
    let home = machine();
    home.write(
        "etc/callboard/config.toml",
        "[site]\nname = \"Machine\"\n[limits]\ntalking = [\"1m\", \"2m\"]\n",
        0o644,
    );
    home.write("etc/callboard/conf.d/20-b.toml", "[log]\nlevel = \"warn\"\n[screen]\ntiles = true\n", 0o644);
    home.write("etc/callboard/conf.d/10-a.toml", "[log]\nlevel = \"error\"\n[screen]\nmouse = true\n", 0o644);
    home.write("etc/callboard/conf.d/.20-b.toml.swp", "no TOML", 0o644);
    home.write("etc/callboard/conf.d/.hidden.toml", "no TOML", 0o644);
    home.write("etc/callboard/conf.d/README", "no TOML", 0o644);
    assert_eq!(
        written(&home),
        [
            "site.name = \"Machine\" etc/callboard/config.toml:2",
            "screen.mouse = true etc/callboard/conf.d/10-a.toml:4",
            "screen.tiles = true etc/callboard/conf.d/20-b.toml:4",
            "limits.talking = [\"1m\", \"2m\"] etc/callboard/config.toml:4",
            "log.level = \"warn\" etc/callboard/conf.d/20-b.toml:2",
        ]
    );
    let home = home.with_settings("[site]\nname = \"User\"\n[limits]\ntalking = [\"3m\"]\n");
    home.write(".config/callboard/conf.d/x.toml", "[limits]\nbusy = [\"9m\"]\n", 0o600);
    let home = home.with_env("CALLBOARD_LOG__LEVEL", "debug");
    assert_eq!(
        written(&home),
        [
            "site.name = \"User\" .config/callboard/config.toml:2",
            "screen.mouse = true etc/callboard/conf.d/10-a.toml:4",
            "screen.tiles = true etc/callboard/conf.d/20-b.toml:4",
            "limits.talking = [\"3m\"] .config/callboard/config.toml:4",
            "limits.busy = [\"9m\"] .config/callboard/conf.d/x.toml:2",
            "log.level = \"debug\" CALLBOARD_LOG__LEVEL",
        ]
    );
    assert_eq!(home.load().unwrap().log.level, LogLevel::Debug);
    let files = home.loader().load(&Overrides::default()).unwrap().files;
    assert_eq!(files.len(), 5);
}

#[test]
fn the_file_that_is_named_stands_alone_but_for_what_is_beside_it() {
    let home = machine();
    home.write("etc/callboard/config.toml", "[screen]\ntiles = true\n", 0o644);
    let home = home.with_settings("[screen]\nmouse = true\n");
    let named = home.write("own/board.toml", "[site]\nname = \"Own\"\n", 0o600);
    home.write("own/conf.d/a.toml", "[screen]\nascii = true\n", 0o600);
    let config = home.load_with(&Overrides { config: Some(named), ..Overrides::default() }).unwrap();
    let screen = &config.screen;
    assert_eq!((screen.tiles, screen.mouse, screen.ascii, config.site.name.as_str()), (false, false, true, "Own"));
}

#[test]
fn a_mistake_names_the_file_that_it_is_in_and_check_names_all_of_them() {
    let home = machine();
    home.write("etc/callboard/config.toml", "[site]\nnam = \"x\"\n[log]\nlevel = \"loud\"\n", 0o644);
    home.write("etc/callboard/conf.d/a.toml", "[screen]\ntiles = 3\n[alerts.rules.x]\nover = \"1m\"\n", 0o644);
    let home = home.with_settings("[screen\n[acme]\n");
    let home = home.with_env("CALLBOARD_SCREEN__ASCII", "perhaps");
    let prefix = format!("{}/", home.dir.path().display());
    let said: Vec<String> = home
        .loader()
        .check(&Overrides { log_level: Some("quiet".to_owned()), ..Overrides::default() })
        .iter()
        .map(|mistake| mistake.to_string().replace(&prefix, ""))
        .collect();
    let begin = [
        "etc/callboard/config.toml:2: unknown key site.nam; did you mean name?",
        "etc/callboard/config.toml:4: log.level = \"loud\": must be one of",
        "etc/callboard/conf.d/a.toml:2: screen.tiles = 3: must be true or false",
        ".config/callboard/config.toml:1: not valid TOML",
        "CALLBOARD_SCREEN__ASCII: \"perhaps\" must be true or false",
        "--log-level: \"quiet\" must be one of",
    ];
    assert_eq!(said.len(), begin.len(), "{said:#?}");
    for (said, begin) in said.iter().zip(begin) {
        assert!(said.starts_with(begin), "{said}");
    }
    assert_eq!(home.error(), format!("~/{}", said[0]), "and the first of them is what the board says");
}

#[test]
fn check_goes_on_behind_the_keys_and_says_no_more_of_what_is_wrong_already() {
    let home = Home::new().with_settings(
        "[acme]\npage_size = 3\n[alerts.rules.a]\nover = \"1m\"\n[alerts.rules.b]\nstate = \"talking\"\nover = \"x\"\n\
         [alerts.rules.c]\nfigure = \"ready\"\n[screen]\ntheme = \"darc\"\n[kiosk]\ndepartments = [\"night\"]\n",
    );
    let said: Vec<String> = home.loader().check(&Overrides::default()).iter().map(ToString::to_string).collect();
    let has = |part: &str| said.iter().filter(|sentence| sentence.contains(part)).count();
    assert_eq!(said.len(), 6, "{said:#?}");
    for part in [
        "alerts.rules.b.over = \"x\": must be a duration",
        "[acme] has no credentials",
        "[alerts.rules.a] looks at nothing",
        "[alerts.rules.c] lacks its limit",
        "screen.theme = \"darc\"",
        "kiosk.departments = [\"night\"]",
    ] {
        assert_eq!(has(part), 1, "{part}: {said:#?}");
    }
}

#[test]
fn what_any_user_can_change_is_refused_in_a_sentence() {
    let home = machine();
    let file = home.write("etc/callboard/config.toml", "[site]\nname = \"x\"\n", 0o646);
    assert_eq!(
        home.error(),
        "~/etc/callboard/config.toml: can be changed by any user, and settings start programs; \
         run chmod o-w ~/etc/callboard/config.toml"
    );
    fs::set_permissions(&file, fs::Permissions::from_mode(0o664)).unwrap();
    assert!(home.load().is_ok());
    let beside = home.write("etc/callboard/conf.d/a.toml", "", 0o644);
    let dir = beside.parent().unwrap();
    fs::set_permissions(dir, fs::Permissions::from_mode(0o777)).unwrap();
    assert_eq!(
        home.error(),
        "~/etc/callboard/conf.d: is a directory of settings that any user can change; run chmod o-w ~/etc/callboard/conf.d"
    );
    fs::set_permissions(dir, fs::Permissions::from_mode(0o755)).unwrap();
    let home = home.with_settings("[site]\nname = \"x\"\n");
    fs::set_permissions(home.dir.path().join(".config/callboard/config.toml"), fs::Permissions::from_mode(0o602))
        .unwrap();
    assert!(home.error().contains("can be changed by any user"), "{}", home.error());
}

#[test]
fn another_users_file_is_none_of_the_machines() {
    let home = machine();
    let file = home.write("etc/callboard/config.toml", "[site]\nname = \"x\"\n", 0o644);
    // Only root can give a file away.
    if std::os::unix::fs::chown(&file, Some(4_242), None).is_err() {
        return;
    }
    assert_eq!(
        home.error(),
        "~/etc/callboard/config.toml: is another user's; let root own it: chown root ~/etc/callboard/config.toml"
    );
}

#[test]
fn a_secret_of_the_machine_may_be_read_by_a_group_of_ours_where_root_gives_it() {
    let home = machine();
    let text = "[beta]\napp_id = \"b\"\napp_key_file = \"open.key\"\n";
    home.write("etc/callboard/config.toml", text, 0o644);
    let key = home.write("etc/callboard/open.key", "KEY\n", 0o640);
    let about = fs::metadata(&key).unwrap();
    if about.uid() == 0 {
        // The group of a file that root has just made is root's own.
        assert!(home.load().is_ok());
        std::os::unix::fs::chown(&key, None, Some(4_242)).unwrap();
    }
    let said = home.error();
    assert!(
        said.ends_with(
            "names a file that other users can read or change; run chown root:callboard ~/etc/callboard/open.key and \
             chmod 640 ~/etc/callboard/open.key"
        ),
        "{said}"
    );
}

#[test]
fn no_secret_is_among_what_holds_and_what_changed_is_told_of_secrets_too() {
    let text = "[acme]\napp_id = \"a\"\napp_secret = \"hunter2\"\n";
    let home = Home::new().with_settings(text);
    let before = held(&home);
    assert!(!format!("{before:?}").contains("hunter"), "{before:?}");
    let hidden: Vec<String> =
        before.iter().filter(|held| held.written.is_none() && !held.follows).map(Held::path).collect();
    assert!(hidden.contains(&"acme.app_secret".to_owned()), "{hidden:?}");
    let home =
        home.with_settings(&text.replace("hunter2", "hunter4").replace("[acme]", "[screen]\ntiles = true\n[acme]"));
    assert_eq!(changed(&before, &home), ["[acme] app_secret", "[screen] tiles"]);
    // What is written and is the default is no change, and neither is the place.
    let home = home.with_settings(&format!("[screen]\ntiles = false\n{text}"));
    assert_eq!(changed(&before, &home), Vec::<String>::new());
    let home =
        home.with_settings("[alerts.rules.x]\nstate = \"talking\"\nover = \"1m\"\n[site.departments]\nn = [\"1\"]\n");
    assert_eq!(changed(&before, &home), ["[site.departments]", "[alerts.rules.x]", "[acme]"]);
}

fn changed(before: &[Held], home: &Home) -> Vec<String> {
    changes(before, &held(home)).iter().map(ToString::to_string).collect()
}

#[test]
fn what_a_board_takes_while_it_runs_is_said_of_every_key() {
    let of = |section: &str, key: Option<&str>| Change { section: section.to_owned(), key: key.map(str::to_owned) };
    for (section, key, live) in [
        ("limits", Some("talking"), true),
        ("alerts", Some("bell"), true),
        ("alerts.rules.x", None, true),
        ("alerts.rules.x", Some("over"), true),
        ("kiosk", Some("every"), true),
        ("kiosk", Some("enabled"), false),
        ("kiosk.night", Some("figures"), true),
        ("site.departments", Some("night"), true),
        ("site", Some("timezone"), false),
        ("screen", Some("theme"), true),
        ("screen", Some("messages"), false),
        ("acme", Some("stale_after"), true),
        ("acme", Some("app_secret"), false),
        ("acme", None, false),
        ("log", Some("level"), false),
        ("alertsx", None, false),
    ] {
        assert_eq!(of(section, key).is_live(), live, "[{section}] {key:?}");
    }
}
