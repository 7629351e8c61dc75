//! Settings files, good and broken, through the public loader.

#![allow(clippy::unwrap_used, reason = "clippy.toml's allowance does not reach helpers of tests")]

use callboard::commands::{glue, registry};
use callboard::config::{BotMode, Dirs, Loaded, Loader, Overrides};
use callboard::platforms::sobot_call::{CallTenant, Credential};
use callboard::platforms::sobot_open::OpenTenant;
use callboard::ui::Keymap;
use secrecy::ExposeSecret;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

fn fixtures(kind: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/settings").join(kind)
}

fn names(kind: &str, extension: &str) -> BTreeSet<String> {
    fs::read_dir(fixtures(kind))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == extension))
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect()
}

/// Loads a copy that only we can read: a checkout's modes depend on who made it.
fn load(kind: &str, name: &str) -> Result<Loaded, String> {
    let scratch = tempfile::tempdir().unwrap();
    let file = scratch.path().join(format!("{name}.toml"));
    fs::copy(fixtures(kind).join(format!("{name}.toml")), &file).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    }
    let loader = Loader {
        schema: &registry::SCHEMA,
        env: [("TEST_SECRET", "SECRET"), ("TEST_TOKEN", "TOKEN"), ("TEST_EMPTY", "")]
            .map(|(name, value)| (name.to_owned(), value.into()))
            .into(),
        dirs: Dirs::under(scratch.path()),
    };
    let overrides = Overrides { config: Some(file), ..Overrides::default() };
    let prefix = format!("{}/", scratch.path().display());
    let outcome = loader.load(&overrides).map_err(|error| error.to_string().replace(&prefix, ""))?;
    // The screen knows which actions and keys there are; the program asks it before anything is drawn.
    let keys = glue::ui_settings(&outcome.config).keys;
    Keymap::new(&keys).map_err(|error| error.to_string().replace(&prefix, ""))?;
    Ok(outcome)
}

#[test]
fn every_broken_file_says_its_sentence() {
    let files = names("bad", "toml");
    assert!(files.len() >= 20);
    assert_eq!(files, names("bad", "txt"), "a file without its partner");
    let mut wrong = Vec::new();
    for name in files {
        let sentence = fs::read_to_string(fixtures("bad").join(format!("{name}.txt"))).unwrap();
        match load("bad", &name) {
            Ok(_) => wrong.push(format!("{name}: loaded")),
            Err(said) if said == sentence.trim_end_matches('\n') => {}
            Err(said) => wrong.push(format!("{name}:\n  said     {said}\n  expected {sentence}")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What the program prints with a settings file of this text, but for the directory that the file is in; its standard
/// output, and its error.
fn program(name: &str, text: &str, arguments: &[&str]) -> (String, String) {
    let scratch = tempfile::tempdir().unwrap();
    let file = scratch.path().join(format!("{name}.toml"));
    fs::write(&file, text).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    }
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_callboard"))
        .args(arguments)
        .arg("--config")
        .arg(&file)
        .env_clear()
        .envs([("TEST_SECRET", "SECRET"), ("TEST_TOKEN", "TOKEN"), ("TEST_EMPTY", "")])
        .env("HOME", scratch.path())
        .env("CALLBOARD_SYSTEM_CONFIG", "")
        .stdin(std::process::Stdio::null())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1), "{name}: {arguments:?}");
    let prefix = format!("{}/", scratch.path().display());
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace(&prefix, "");
    (text(&output.stdout), text(&output.stderr))
}

/// The sentence with which the board ends, and the one with which `doctor` fails, asked about something else.
fn refused(name: &str, text: &str) -> [String; 2] {
    let (_, board) = program(name, text, &[]);
    let (document, _) = program(name, text, &["doctor", "--format", "json", "--only", "sobot_open.tls"]);
    let document: serde_json::Value = serde_json::from_str(&document).unwrap_or_else(|error| panic!("{name}: {error}"));
    let failed = document["checks"].as_array().unwrap().iter().filter(|check| check["outcome"] == "failure");
    let failed: Vec<_> = failed.collect();
    assert!(matches!(failed.as_slice(), [one] if one["name"] == "settings"), "{name}: {document:#}");
    let says = failed[0]["says"].as_str().unwrap().to_owned();
    let advice = failed[0]["advice"].as_str().unwrap();
    let board = board.trim_end().strip_prefix("callboard: ").unwrap().to_owned();
    // What is said of the settings may have its advice in the same sentence.
    [board.strip_suffix(&format!("; {advice}")).map_or(board.clone(), str::to_owned), says]
}

#[test]
fn doctor_and_the_board_refuse_the_same_settings_in_the_same_words() {
    for name in names("bad", "toml") {
        let text = fs::read_to_string(fixtures("bad").join(format!("{name}.toml"))).unwrap();
        let sentence = fs::read_to_string(fixtures("bad").join(format!("{name}.txt"))).unwrap();
        let [board, doctor] = refused(&name, &text);
        assert_eq!((board.as_str(), doctor.as_str()), (sentence.trim_end(), sentence.trim_end()), "{name}");
    }
    let tenant = "[sobot_open]\napp_id = \"a\"\napp_key_env = \"TEST_SECRET\"\n";
    for (name, network) in [("ca-missing", "ca_file = \"missing.pem\""), ("ca-none", "ca_file = \"ca-none.toml\"")] {
        let [board, doctor] = refused(name, &format!("[network]\n{network}\n{tenant}"));
        assert!(doctor.starts_with("ca_file in [network], "), "{doctor}");
        assert_eq!(board, doctor);
    }
}

#[test]
fn no_sentence_repeats_a_secret_or_a_control_character() {
    for name in names("bad", "txt") {
        let sentence = fs::read_to_string(fixtures("bad").join(format!("{name}.txt"))).unwrap();
        let sentence = sentence.trim_end_matches('\n');
        assert!(!sentence.contains("hunter"), "{name}");
        assert!(!sentence.contains(char::is_control), "{name}");
    }
}

#[test]
fn every_good_file_loads() {
    for name in names("good", "toml") {
        let loaded = load("good", &name).unwrap_or_else(|why| panic!("{name}: {why}"));
        assert_eq!(loaded.files.len(), 1);
    }
}

#[test]
fn a_file_for_both_tenants_fills_their_fields() {
    let config = load("good", "both-tenants").unwrap().config;
    assert_eq!(config.site.name, "Acme Support");
    assert_eq!(config.site.timezone.name(), "Asia/Shanghai");
    let call = config.tenant::<CallTenant>().unwrap().clone();
    assert_eq!(call.base_url, "https://sg.sobot.io");
    assert_eq!(call.auth_scheme.as_str(), "raw");
    assert_eq!(call.operator_user_id, None);
    assert_eq!(call.departments, ["d1", "d2"]);
    assert_eq!(call.work_statuses, [1, 7]);
    assert_eq!(call.login_statuses, [-1, 1]);
    assert_eq!(call.page_size, 1000);
    assert_eq!(call.resync_every, Duration::from_secs(90));
    let Credential::App { id, secret } = call.credential else {
        panic!("not an application's credentials");
    };
    assert_eq!(id, "call-app");
    assert_eq!(secret.expose_secret(), "SECRET");
    let open = config.tenant::<OpenTenant>().unwrap().clone();
    assert_eq!(open.app_id, "open-app");
    assert_eq!(open.app_key.expose_secret(), "SECRET");
}

#[test]
fn a_probe_asks_every_five_minutes_word_by_word_unless_it_says_otherwise() {
    let probes = load("good", "probes").unwrap().config.bot_probes;
    let [callback, hours, whole] = probes.as_slice() else { panic!("{probes:?}") };
    assert_eq!(
        (hours.name.as_str(), hours.robot.as_str(), hours.question.as_str()),
        ("hours", "14", "When are you open?")
    );
    assert_eq!((hours.every, hours.mode, &hours.expect), (Duration::from_mins(5), BotMode::Stream, &None));
    assert_eq!((callback.every, callback.mode), (Duration::from_mins(15), BotMode::Callback));
    assert_eq!(callback.expect.as_deref(), Some("30 days"));
    assert_eq!(callback.callback.as_deref(), Some("https://board.example/callbacks"));
    assert_eq!((whole.every, whole.mode, &whole.expect), (Duration::from_mins(1), BotMode::Whole, &None));
}

#[test]
fn plain_http_reaches_this_machine_and_what_was_allowed() {
    let call = load("good", "token").unwrap().config.tenant::<CallTenant>().unwrap().clone();
    assert_eq!(call.base_url, "http://127.0.0.1:8080");
    assert!(matches!(call.credential, Credential::Token(token) if token.expose_secret() == "TOKEN"));
    let open = load("good", "allowed-http").unwrap().config.tenant::<OpenTenant>().unwrap().clone();
    assert_eq!(open.base_url, "http://sim.example:8080/api");
}

#[test]
fn the_sample_in_the_assets_is_the_one_the_program_writes() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/config.sample.toml");
    assert_eq!(fs::read_to_string(path).unwrap(), callboard::config::sample(&registry::SCHEMA));
}
