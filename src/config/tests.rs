//! The room's own tests; broken files and their sentences are in the suite.

mod acme;
mod alerts;
mod hub;
mod places;
mod sample;
mod secrets;
mod sites;

use super::*;
use crate::lang::nearest::nearest;
use acme::{Acme, Beta, SCHEMA};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;

/// A user's home of its own, with an environment of its own.
struct Home {
    dir: TempDir,
    env: Vec<(String, OsString)>,
    /// The settings of the machine, where it has any.
    system: Option<PathBuf>,
}

impl Home {
    fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap(), env: Vec::new(), system: None }
    }

    fn with_env(mut self, name: &str, value: &str) -> Self {
        self.env.push((name.to_owned(), value.into()));
        self
    }

    fn with_settings(self, text: &str) -> Self {
        self.write(".config/callboard/config.toml", text, 0o600);
        self
    }

    fn write(&self, name: &str, text: &str, mode: u32) -> PathBuf {
        let path = self.dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        }
        path
    }

    fn loader(&self) -> Loader {
        let dirs = Dirs { system: self.system.clone(), ..Dirs::under(self.dir.path()) };
        Loader { schema: &SCHEMA, env: self.env.iter().cloned().collect(), dirs }
    }

    fn load_with(&self, overrides: &Overrides) -> Result<Config, String> {
        let prefix = format!("{}/", self.dir.path().display());
        self.loader()
            .load(overrides)
            .map(|loaded| loaded.config)
            .map_err(|error| error.to_string().replace(&prefix, "~/"))
    }

    fn load(&self) -> Result<Config, String> {
        self.load_with(&Overrides::default())
    }

    fn error(&self) -> String {
        self.load().map(|_| ()).unwrap_err()
    }
}

#[test]
fn nothing_set_is_the_defaults_without_a_tenant() {
    let home = Home::new();
    let loaded = home.loader().load(&Overrides::default()).unwrap();
    assert_eq!(loaded.files, Vec::<PathBuf>::new());
    assert!(loaded.config.tenants.is_empty());
    let mut by_hand = Config {
        log: Log { file: Some(home.dir.path().join(".local/state/callboard/callboard.log")), ..Log::default() },
        cache: Cache { dir: Some(home.dir.path().join(".cache/callboard")), group: None },
        totals: Totals { dir: Some(home.dir.path().join(".local/state/callboard/totals")) },
        screen: Screen { remember: Some(home.dir.path().join(".local/state/callboard/looks")), ..Screen::default() },
        ..Config::default()
    };
    by_hand.hub.serve.state_dir = Some(home.dir.path().join(".local/state/callboard/hub"));
    assert_eq!(format!("{:?}", loaded.config), format!("{by_hand:?}"));
}

#[test]
fn flags_stand_over_environment_over_file_over_defaults() {
    let home = Home::new();
    assert_eq!(home.load().unwrap().log.level, LogLevel::Info);
    let home = home.with_settings("[log]\nlevel = \"warn\"\n[screen]\ntiles = true\n");
    assert_eq!(home.load().unwrap().log.level, LogLevel::Warn);
    let home = home.with_env("CALLBOARD_LOG__LEVEL", "debug");
    assert_eq!(home.load().unwrap().log.level, LogLevel::Debug);
    let flags = Overrides {
        log_level: Some("trace".to_owned()),
        log_file: Some(PathBuf::from("here.log")),
        colour: Some("16".to_owned()),
        ascii: Some(true),
        slow_line: Some("always".to_owned()),
        language: Some("zh".to_owned()),
        ..Overrides::default()
    };
    let config = home.load_with(&flags).unwrap();
    assert_eq!(config.log.level, LogLevel::Trace);
    assert_eq!(config.log.file, Some(PathBuf::from("here.log")));
    assert_eq!(config.screen.colour, Colour::Basic16);
    assert!(config.screen.ascii && config.screen.tiles);
    assert_eq!(config.screen.slow_line, SlowLine::Always);
    assert_eq!(config.screen.language, ScreenLanguage::Zh);
}

#[test]
fn a_wrong_flag_names_the_flag() {
    let flags = Overrides { log_level: Some("loud".to_owned()), ..Overrides::default() };
    assert_eq!(
        Home::new().load_with(&flags).unwrap_err(),
        "--log-level: \"loud\" must be one of \"error\", \"warn\", \"info\", \"debug\", \"trace\""
    );
}

#[test]
fn wrong_environment_names_the_variable() {
    let said = |name: &str, value: &str| Home::new().with_env(name, value).error();
    assert_eq!(
        said("CALLBOARD_SITE__TIMEZONE", "Asia/Shanghia"),
        "CALLBOARD_SITE__TIMEZONE: \"Asia/Shanghia\" is not an IANA time zone; did you mean Asia/Shanghai?"
    );
    assert_eq!(
        said("CALLBOARD_ACME__PAGE_SIZE", "lots"),
        "CALLBOARD_ACME__PAGE_SIZE: \"lots\" must be a whole number from 1 to 1000"
    );
    assert_eq!(
        said("CALLBOARD_ACME__PAGESIZE", "5"),
        "CALLBOARD_ACME__PAGESIZE: unknown key acme.pagesize; did you mean CALLBOARD_ACME__PAGE_SIZE?"
    );
    assert_eq!(
        said("CALLBOARD_SITE__BUSY_REASONS__19", "Nap"),
        "CALLBOARD_SITE__BUSY_REASONS__19: unknown key site.busy_reasons.19; must be one of the codes 2, 4, 11, 12, 13, 14, 15, 16, 17, 18, 97, 98, 99"
    );
    assert!(
        said("CALLBOARD_SOBOT__PAGE_SIZE", "5")
            .starts_with("CALLBOARD_SOBOT__PAGE_SIZE: unknown section sobot; the settings begin")
    );
    assert_eq!(
        said("CALLBOARD_ACME__APP_ID", "1"),
        "CALLBOARD_ACME__APP_ID: [acme] has no credentials: set app_id and one of app_secret_env, app_secret_file, app_secret, or else one of token_env, token_file, token"
    );
    assert_eq!(
        said("CALLBOARD_SITE__NAME", "a\u{1b}[2Jb\u{202e}"),
        "CALLBOARD_SITE__NAME: \"a\\u{1b}[2Jb\\u{202e}\" must be one line of text, not empty"
    );
}

#[cfg(unix)]
#[test]
fn environment_that_is_not_utf8_is_refused() {
    use std::os::unix::ffi::OsStringExt;
    let mut home = Home::new();
    let value = OsString::from_vec(vec![0xff]);
    home.env.push(("CALLBOARD_SITE__NAME".to_owned(), value));
    assert_eq!(home.error(), "CALLBOARD_SITE__NAME: the value must be UTF-8 text");
}

#[test]
fn environment_alone_configures_a_tenant() {
    let home = Home::new().with_env("CALLBOARD_ACME__TOKEN", "t").with_env("CALLBOARD_ACME__RESYNC_EVERY", "90s");
    let config = home.load().unwrap();
    let call = config.tenant::<Acme>().unwrap().clone();
    assert!(call.way == "token");
    assert_eq!(call.resync_every, Duration::from_secs(90));
    assert!(!config.tenants.has("beta"));
}

#[test]
fn the_teams_are_a_view_of_the_wall_and_come_by_default() {
    let views = |text: &str| Home::new().with_settings(text).load().unwrap().kiosk.views;
    assert!(views("").contains(&KioskView::Teams));
    assert_eq!(views("[kiosk]\nviews = [\"teams\"]\n"), [KioskView::Teams]);
}

#[test]
fn an_empty_list_by_environment_clears_the_files() {
    let home = Home::new()
        .with_settings("[acme]\ntoken_env = \"SECRET\"\ndepartments = [\"d1\"]\n")
        .with_env("SECRET", "s")
        .with_env("CALLBOARD_ACME__DEPARTMENTS", "");
    let call = home.load().unwrap().tenant::<Acme>().unwrap().clone();
    assert!(call.departments.is_empty());
}

#[test]
fn the_users_own_variables_are_no_settings() {
    let home = Home::new()
        .with_settings("[acme]\ntoken_env = \"CALLBOARD_MY__TOKEN\"\n")
        .with_env("CALLBOARD_MY__TOKEN", "t")
        .with_env("CALLBOARD_OPEN_KEY", "k")
        .with_env("CALLBOARD_A__KEY", "k")
        .with_env("CALLBOARD_BETA__APP_ID", "b")
        .with_env("CALLBOARD_BETA__APP_KEY_ENV", "CALLBOARD_A__KEY");
    let config = home.load().unwrap();
    assert!(config.tenants.has("acme") && config.tenants.has("beta"));
}

#[test]
fn key_bindings_keep_the_place_they_were_written() {
    let home = Home::new()
        .with_settings("[keys]\nquit = [\"q\", \",\"]\n\nnext_sort = []\n")
        .with_env("CALLBOARD_KEYS__HELP", "?,f1");
    let keys = home.load().unwrap().keys;
    let file = default_path(&home.loader().dirs);
    let shown: Vec<_> = keys.iter().map(|k| (k.action.as_str(), k.keys.join(" "), k.origin.to_string())).collect();
    assert_eq!(
        shown,
        [
            ("help", "? f1".to_owned(), "CALLBOARD_KEYS__HELP".to_owned()),
            ("next_sort", String::new(), format!("{}:4", file.display())),
            ("quit", "q ,".to_owned(), format!("{}:2", file.display())),
        ]
    );
    assert_eq!(
        ConfigError::new(&keys[0].origin, "there is no key f99").to_string(),
        "CALLBOARD_KEYS__HELP: there is no key f99"
    );
}

#[test]
fn a_file_that_was_asked_for_must_be_there() {
    let home = Home::new();
    let overrides = Overrides { config: Some(home.dir.path().join("nope.toml")), ..Overrides::default() };
    assert_eq!(home.load_with(&overrides).unwrap_err(), "~/nope.toml: there is no such settings file");
}

#[test]
fn where_nothing_can_be_no_settings_are() {
    let loader = Loader { schema: &SCHEMA, env: BTreeMap::new(), dirs: Dirs::nowhere() };
    assert!(loader.load(&Overrides::default()).unwrap().files.is_empty());
    let asked = Overrides { config: Some(loader.dirs.config.join("config.toml")), ..Overrides::default() };
    assert!(loader.load(&asked).unwrap_err().to_string().contains("there is no such settings file"));
}

/// How an editor keeps a text.
type Way<'a> = &'a dyn Fn(&str) -> Vec<u8>;

#[test]
fn settings_and_themes_are_read_as_whatever_editor_has_kept_them() {
    let text = "[site]\nname = \"李娜\"\n[screen]\ntheme = \"own\"\n";
    let theme = "base = \"dark\"\nready = \"#ff0000\"\n";
    let utf16 = |text: &str, order: fn(u16) -> [u8; 2]| {
        format!("\u{FEFF}{text}").encode_utf16().flat_map(order).collect::<Vec<u8>>()
    };
    let ways: [Way<'_>; 5] = [
        &|text| text.into(),
        &|text| format!("\u{FEFF}{text}").into(),
        &|text| format!("\u{FEFF}{}", text.replace('\n', "\r\n")).into(),
        &|text| utf16(text, u16::to_le_bytes),
        &|text| utf16(&text.replace('\n', "\r\n"), u16::to_be_bytes),
    ];
    for way in ways {
        let home = Home::new();
        let file = home.write(".config/callboard/config.toml", "", 0o600);
        let own = home.write(".config/callboard/themes/own.toml", "", 0o600);
        fs::write(&file, way(text)).unwrap();
        fs::write(&own, way(theme)).unwrap();
        let config = home.load().unwrap();
        assert_eq!(config.site.name, "李娜");
        assert!(config.themes.refused.is_empty(), "{:?}", config.themes.refused);
        assert_eq!(config.themes.all[config.themes.chosen].name, "own");
        // What is wrong is said with its line all the same.
        fs::write(&file, way("[site]\nnmae = 1\n")).unwrap();
        assert!(home.error().starts_with("~/.config/callboard/config.toml:2: "), "{}", home.error());
    }
    let home = Home::new().with_settings("[site]\nname = \"a\0b\"\n");
    assert!(home.error().starts_with("~/.config/callboard/config.toml:2: not valid TOML: "), "{}", home.error());
}

#[test]
fn a_file_that_cannot_be_read_says_why() {
    let home = Home::new();
    let file = home.write("latin1.toml", "", 0o600);
    let said = |bytes: &[u8]| {
        fs::write(&file, bytes).unwrap();
        let overrides = Overrides { config: Some(file.clone()), ..Overrides::default() };
        home.load_with(&overrides).unwrap_err()
    };
    assert_eq!(said(b"[site]\nname = \"Caf\xe9\"\n"), "~/latin1.toml: line 2 is not UTF-8 text");
    assert_eq!(said(&vec![b'#'; 1024 * 1024 + 1]), "~/latin1.toml: is larger than 1 MiB; a settings file is not");
    let overrides = Overrides { config: Some(home.dir.path().to_owned()), ..Overrides::default() };
    assert!(home.load_with(&overrides).unwrap_err().contains("cannot be read: "));
}

#[test]
fn paths_are_relative_to_the_file_and_know_the_home() {
    let settings = "[log]\nfile = \"logs/a.log\"\n[cache]\ndir = \"~/c\"\n[screen]\nexport_dir = \"~/e\"\n\
                    [totals]\ndir = \"~/t\"\n";
    let home = Home::new().with_settings(settings);
    let config = home.load().unwrap();
    let root = home.dir.path();
    assert_eq!(config.log.file, Some(root.join(".config/callboard/logs/a.log")));
    assert_eq!(config.cache.dir, Some(root.join("c")));
    assert_eq!(config.screen.export_dir, Some(root.join("e")));
    assert_eq!(config.totals.dir, Some(root.join("t")));
    let home = home.with_env("CALLBOARD_LOG__FILE", "b.log");
    assert_eq!(home.load().unwrap().log.file, Some(PathBuf::from("b.log")));
}

#[test]
fn addresses_of_this_machine_are_known_for_what_they_are() {
    for private in ["http://127.9.9.9", "http://[::1]:8080", "http://LOCALHOST/x", "https://a.b"] {
        assert!(is_private(&address(private).unwrap()), "{private}");
    }
    for open in ["http://128.0.0.1", "http://localhost.example", "http://[::2]", "http://10.0.0.1"] {
        assert!(!is_private(&address(open).unwrap()), "{open}");
    }
    for wrong in ["https://", "https:///x", "https:a.b", "https://a b", "https://a\\b", "", "//a.b"] {
        assert!(address(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn what_was_meant_is_near_or_not_said() {
    let words = ["page_size", "sort", "delay"];
    for (written, meant) in [
        ("pagesize", Some("page_size")),
        ("Page-Size", Some("page_size")),
        ("pgae_size", Some("page_size")),
        ("delya", Some("delay")),
        ("wallpaper", None),
        ("so", None),
        ("", None),
    ] {
        assert_eq!(nearest(written, words), meant, "{written}");
    }
}

proptest! {
    #[test]
    fn whatever_the_file_holds_the_answer_is_one_printable_line(
        section in prop::sample::select(vec!["site", "acme", "keys", "limits", "alerts", "alerts.rules", "alerts.rules.a", "log", "x"]),
        key in "[a-z_]{1,12}|\"[^\"\\\\]{0,8}\"",
        value in "[0-9]{1,30}|\"\\PC{0,20}\"|\\[.{0,9}\\]|.{0,20}",
    ) {
        let text = format!("[{section}]\n{key} = {value}\n");
        if let Err(error) = layer::Layer::from_file(&SCHEMA, &text, Path::new("config.toml")) {
            let said = error.to_string();
            prop_assert!(said.starts_with("config.toml:"), "{said}");
            prop_assert!(!said.contains(char::is_control), "{said:?}");
        }
    }
}

#[test]
fn settings_that_are_a_pipe_or_a_device_are_refused_and_not_waited_for() {
    let home = Home::new();
    let pipe = home.dir.path().join("pipe");
    rustix::fs::mkfifoat(rustix::fs::CWD, &pipe, rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR).unwrap();
    for (path, shown) in [(pipe.clone(), "~/pipe"), ("/dev/zero".into(), "/dev/zero")] {
        let said = home.load_with(&Overrides { config: Some(path), ..Overrides::default() }).unwrap_err();
        assert_eq!(said, format!("{shown}: is a pipe or a device, and not a file; settings are read from a file"));
    }
    let text = format!("[acme]\napp_id = \"a\"\napp_secret_file = \"{}\"\n", pipe.display());
    let said = Home { env: Vec::new(), ..home }.with_settings(&text).error();
    assert!(said.contains("names a pipe or a device; put the secret into a file"), "{said}");
}
