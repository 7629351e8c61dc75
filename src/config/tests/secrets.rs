//! Where secrets come from, and that they go nowhere else.

use super::super::{Config, Overrides};
use super::{Acme, Beta, Home};
use secrecy::ExposeSecret;

const OPEN_FROM_FILE: &str = "[beta]\napp_id = \"b\"\napp_key_file = \"open.key\"\n";

fn app_key(config: &Config) -> String {
    config.tenant::<Beta>().unwrap().app_key.expose_secret().to_owned()
}

#[test]
fn a_secret_file_beside_the_settings_is_read_without_its_newline() {
    let home = Home::new().with_settings(OPEN_FROM_FILE);
    home.write(".config/callboard/open.key", "KEY\r\n", 0o600);
    assert_eq!(app_key(&home.load().unwrap()), "KEY");
}

#[test]
fn a_secret_is_read_as_whatever_editor_has_kept_it() {
    let home = Home::new().with_settings(OPEN_FROM_FILE);
    let file = home.write(".config/callboard/open.key", "", 0o600);
    let utf16 = |text: &str, order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
    for bytes in [
        b"\xEF\xBB\xBFKEY".to_vec(),
        b"\xEF\xBB\xBFKEY\r\n\r\n".to_vec(),
        utf16("\u{FEFF}KEY\r\n", u16::to_le_bytes),
        utf16("\u{FEFF}KEY", u16::to_be_bytes),
        utf16("KEY\n", u16::to_le_bytes),
    ] {
        std::fs::write(&file, &bytes).unwrap();
        assert_eq!(app_key(&home.load().unwrap()), "KEY", "{bytes:?}");
    }
    std::fs::write(&file, b"KEY\xFF\n").unwrap();
    assert!(home.error().ends_with("names a file that is not UTF-8 text"), "no byte of a secret is guessed");
    for value in ["KEY\r\n", "\u{FEFF}KEY", "KEY\r"] {
        let home = Home::new()
            .with_settings(&OPEN_FROM_FILE.replace("app_key_file = \"open.key\"", "app_key_env = \"OPEN_KEY\""))
            .with_env("OPEN_KEY", value);
        assert_eq!(app_key(&home.load().unwrap()), "KEY", "{value:?}");
    }
}

#[test]
fn a_secret_file_may_be_named_from_home_or_by_environment() {
    let home = Home::new().with_settings(&OPEN_FROM_FILE.replace("open.key", "~/my/open.key"));
    home.write("my/open.key", "KEY", 0o400);
    assert_eq!(app_key(&home.load().unwrap()), "KEY");
    let other = home.write("other.key", "OTHER\n", 0o600);
    let home = home.with_env("CALLBOARD_BETA__APP_KEY_FILE", other.to_str().unwrap());
    assert_eq!(app_key(&home.load().unwrap()), "OTHER");
}

#[test]
fn a_way_of_the_environment_replaces_the_files_way() {
    let home = Home::new()
        .with_settings("[acme]\napp_id = \"a\"\napp_secret_env = \"NOT_SET\"\n")
        .with_env("CALLBOARD_ACME__TOKEN", "t");
    let call = home.load().unwrap().tenant::<Acme>().unwrap().clone();
    assert!(call.way == "token" && call.secret.expose_secret() == "t");
}

#[test]
fn two_ways_in_the_environment_are_one_too_many() {
    let home =
        Home::new().with_env("CALLBOARD_ACME__APP_SECRET", "hunter2").with_env("CALLBOARD_ACME__TOKEN", "hunter3");
    assert_eq!(home.error(), "CALLBOARD_ACME__TOKEN: acme.app_secret and acme.token are both set; keep one");
}

#[test]
fn a_secret_file_that_is_no_secret_is_refused() {
    let home = Home::new().with_settings(OPEN_FROM_FILE);
    let head = "~/.config/callboard/config.toml:3: beta.app_key_file = \"open.key\" names a file that";
    for (text, why) in [("", "is empty"), ("\n", "is empty"), ("hunter2\nhunter3\n", "holds more than one line")] {
        home.write(".config/callboard/open.key", text, 0o600);
        assert_eq!(home.error(), format!("{head} {why}"));
    }
}

#[test]
fn a_secret_that_is_too_long_or_holds_a_control_character_is_called_so() {
    let long = "x".repeat(100_000);
    let home = Home::new().with_settings(OPEN_FROM_FILE);
    for (text, why) in [(long.as_str(), "is longer than 16 KiB"), ("a\0b", "holds a control character")] {
        home.write(".config/callboard/open.key", text, 0o600);
        assert!(home.error().ends_with(&format!("names a file that {why}")), "{}", home.error());
    }
    let home = Home::new().with_settings("[beta]\napp_id = \"b\"\napp_key_env = \"KEY\"\n").with_env("KEY", &long);
    assert!(home.error().ends_with("names an environment variable that is longer than 16 KiB"), "{}", home.error());
}

#[test]
fn a_token_that_no_header_can_carry_is_an_error_that_names_its_key() {
    const BEHIND: &str = "has a character in it that is not ASCII, which no header carries; write it exactly as the vendor \
                          gave it";
    let head = "~/.config/callboard/config.toml:2: acme.";
    let home = Home::new().with_settings("[acme]\ntoken = \"tokén\"\n");
    assert_eq!(home.error(), format!("{head}token is a text that {BEHIND}"));
    let home = Home::new().with_settings("[acme]\ntoken_env = \"T\"\n").with_env("T", "a\u{2028}b");
    assert_eq!(home.error(), format!("{head}token_env = \"T\" names an environment variable whose text {BEHIND}"));
    let home = Home::new().with_settings("[acme]\ntoken_file = \"t\"\n");
    home.write(".config/callboard/t", "令牌\n", 0o600);
    assert_eq!(home.error(), format!("{head}token_file = \"t\" names a file whose text {BEHIND}"));
    let home = Home::new().with_env("CALLBOARD_ACME__TOKEN", "tokén");
    assert_eq!(home.error(), format!("CALLBOARD_ACME__TOKEN: is a text that {BEHIND}"));
}

#[cfg(unix)]
#[test]
fn a_secret_file_that_others_can_read_is_refused() {
    let home = Home::new().with_settings(OPEN_FROM_FILE);
    for mode in [0o640, 0o604, 0o644, 0o620] {
        home.write(".config/callboard/open.key", "hunter2\n", mode);
        assert_eq!(
            home.error(),
            "~/.config/callboard/config.toml:3: beta.app_key_file = \"open.key\" names a file \
             that other users can read or change; run chmod 600 ~/.config/callboard/open.key"
        );
    }
}

#[cfg(unix)]
#[test]
fn settings_that_hold_a_secret_may_be_read_by_no_other_user() {
    let text = "[acme]\ntoken = \"hunter2\"\n";
    let home = Home::new();
    let file = home.write("config.toml", text, 0o644);
    let overrides = Overrides { config: Some(file), ..Overrides::default() };
    assert_eq!(
        home.load_with(&overrides).unwrap_err(),
        "~/config.toml:2: acme.token is a secret in a file that other users can read or change; \
         run chmod 600 ~/config.toml"
    );
    home.write("config.toml", text, 0o600);
    assert!(home.load_with(&overrides).is_ok());
    home.write("config.toml", "[site]\nname = \"Acme\"\n", 0o644);
    assert!(home.load_with(&overrides).is_ok());
}

#[test]
fn debug_prints_no_secret() {
    let home = Home::new()
        .with_settings(
            "[acme]\napp_id = \"a\"\napp_secret = \"hunter2\"\n\
             [beta]\napp_id = \"b\"\napp_key_env = \"KEY\"\n",
        )
        .with_env("KEY", "hunter3");
    let from = home.loader();
    let loaded = from.load(&Overrides::default()).unwrap();
    assert_eq!(loaded.config.tenant::<Acme>().unwrap().secret.expose_secret(), "hunter2");
    let shown = format!("{from:?} {loaded:?} {:?}", loaded.config);
    assert!(shown.contains("acme") && !shown.contains("hunter"), "{shown}");
}

#[test]
fn a_refused_secret_is_not_repeated() {
    for (name, value) in [
        ("CALLBOARD_ACME__APP_SECRET", "hunter2\nhunter3"),
        ("CALLBOARD_ACME__APP_SECRET_ENV", "hunter2"),
        ("CALLBOARD_ACME__BASE_URL", "https://u:hunter2@a.b"),
        ("CALLBOARD_ACME__BASE_URL", "https://a.b/?token=hunter2"),
    ] {
        let said = Home::new().with_env(name, value).error();
        assert!(said.starts_with(name) && !said.contains("hunter"), "{said}");
    }
}
