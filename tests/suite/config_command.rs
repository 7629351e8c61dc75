//! `callboard config` as the program does it, and everything that is wrong with broken settings.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use callboard::commands::config::mistakes;
use callboard::commands::registry;
use callboard::config::{Dirs, Loader, Overrides};
use serde_json::Value;

const ENV: [(&str, &str); 3] = [("TEST_SECRET", "SECRET"), ("TEST_TOKEN", "TOKEN"), ("TEST_EMPTY", "")];

fn private(file: &Path, text: &str) {
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, text).unwrap();
    fs::set_permissions(file, fs::Permissions::from_mode(0o600)).unwrap();
}

/// The program in a home of its own, on a machine whose settings are at `etc/config.toml` there.
fn config(home: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_callboard"))
        .arg("config")
        .args(arguments)
        .env_clear()
        .envs(ENV)
        .env("HOME", home)
        .env("CALLBOARD_SYSTEM_CONFIG", home.join("etc/config.toml"))
        .output()
        .unwrap()
}

fn printed(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn show_names_the_place_of_each_setting_and_check_says_what_is_wrong_with_its_exit_code() {
    let home = tempfile::tempdir().unwrap();
    let (machine, user) = (home.path().join("etc/config.toml"), home.path().join(".config/callboard/config.toml"));
    private(&machine, "[site]\nname = \"Machine\"\ntimezone = \"Asia/Shanghai\"\n");
    private(&user, "[site]\nname = \"User\"\n");
    let shown = config(home.path(), &["show", "--json", "--theme", "light"]);
    assert!(shown.status.success(), "{shown:?}");
    let document: Value = serde_json::from_slice(&shown.stdout).unwrap();
    let of = |section: &str, key: &str| {
        let all = document["settings"].as_array().unwrap();
        let found = all.iter().find(|one| one["section"] == section && one["key"] == key).unwrap();
        (found["value"].clone(), found["source"].as_str().unwrap().to_owned(), found["file"].clone())
    };
    assert_eq!(of("site", "name"), ("User".into(), "file".to_owned(), user.to_str().unwrap().into()));
    assert_eq!(of("site", "timezone"), ("Asia/Shanghai".into(), "file".to_owned(), machine.to_str().unwrap().into()));
    assert_eq!(of("screen", "theme"), ("light".into(), "flag".to_owned(), Value::Null));
    assert_eq!(of("log", "level"), ("info".into(), "default".to_owned(), Value::Null));
    let text = printed(&config(home.path(), &["show"]));
    assert!(text.contains("[site]\nname = \"User\""), "{text}");
    let right = config(home.path(), &["check"]);
    assert_eq!((right.status.code(), printed(&right).starts_with("right: ")), (Some(0), true), "{right:?}");
    private(&home.path().join("etc/conf.d/a.toml"), "[site]\nnam = 1\n[log]\nlevel = \"loud\"\n");
    let wrong = config(home.path(), &["check"]);
    assert_eq!((wrong.status.code(), printed(&wrong).lines().count()), (Some(1), 2), "{wrong:?}");
    let said = String::from_utf8_lossy(&wrong.stderr).into_owned();
    assert_eq!(said, "callboard: 2 things are wrong with the settings\n");
    assert_eq!(config(home.path(), &["show"]).status.code(), Some(1));
    let schema = config(home.path(), &["schema"]);
    assert!(schema.status.success(), "a schema needs no settings: {schema:?}");
    assert!(serde_json::from_slice::<Value>(&schema.stdout).unwrap()["properties"]["kiosk"].is_object());
}

#[test]
fn check_has_the_sentence_with_which_the_board_ends_among_its_own_and_says_nothing_of_good_settings() {
    let of = |kind: &str| Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/settings").join(kind);
    let files = |kind: &str| -> Vec<PathBuf> {
        let all = fs::read_dir(of(kind)).unwrap().map(|entry| entry.unwrap().path());
        all.filter(|path| path.extension().is_some_and(|kind| kind == "toml")).collect()
    };
    let said = |file: &Path| {
        let place = tempfile::tempdir().unwrap();
        let copy = place.path().join(file.file_name().unwrap());
        private(&copy, &fs::read_to_string(file).unwrap());
        let env = ENV.map(|(name, value)| (name.to_owned(), value.into())).into();
        let loader = Loader { schema: &registry::SCHEMA, env, dirs: Dirs::under(place.path()) };
        let flags = Overrides { config: Some(copy), ..Overrides::default() };
        let prefix = format!("{}/", place.path().display());
        mistakes(&loader, &flags).into_iter().map(|sentence| sentence.replace(&prefix, "")).collect::<Vec<_>>()
    };
    for file in files("bad") {
        let sentence = fs::read_to_string(file.with_extension("txt")).unwrap();
        let said = said(&file);
        assert!(said.iter().any(|one| one == sentence.trim_end()), "{}: {said:#?}\n{sentence}", file.display());
    }
    for file in files("good") {
        assert_eq!(said(&file), Vec::<String>::new(), "{}", file.display());
    }
}
