//! The hub that a board follows, and the one that the program is.

use std::time::Duration;

use secrecy::ExposeSecret;

use super::super::Overrides;
use super::Home;

fn error(settings: &str) -> String {
    Home::new().with_settings(settings).error()
}

#[test]
fn a_hub_to_follow_has_an_address_and_a_token_or_a_certificate() {
    let home = Home::new()
        .with_settings("[hub]\nurl = \"https://hub.example:8444/\"\ntoken_file = \"t\"\nname = \"night desk\"\n");
    home.write(".config/callboard/t", "a-token-of-the-hub\n", 0o600);
    let hubs = home.load().unwrap().hub;
    let hub = hubs.follow.unwrap();
    assert_eq!(hub.url, "https://hub.example:8444");
    assert_eq!(hub.token.unwrap().expose_secret(), "a-token-of-the-hub");
    assert_eq!(hubs.name.as_deref(), Some("night desk"));
    let home =
        Home::new().with_settings("[hub]\nurl = \"https://hub.example\"\ncert = \"board.pem\"\nca_file = \"ca.pem\"\n");
    let hub = home.load().unwrap().hub.follow.unwrap();
    assert!(hub.token.is_none() && hub.key.is_none());
    assert!(hub.cert.unwrap().ends_with("callboard/board.pem") && hub.ca_file.unwrap().ends_with("callboard/ca.pem"));
    assert_eq!(
        error("[hub]\nurl = \"https://hub.example\"\n"),
        "~/.config/callboard/config.toml:2: [hub] has neither a token nor a certificate: set one of token_env, token_file, \
         token, or cert"
    );
    assert_eq!(
        error("[hub]\nurl = \"https://hub.example\"\ntoken = \"t\"\nkey = \"k.pem\"\n"),
        "~/.config/callboard/config.toml:4: hub.key = \"k.pem\" says nothing without cert"
    );
}

#[test]
fn a_hub_on_another_machine_is_spoken_to_by_tls_alone() {
    for (address, plain) in [("http://127.0.0.1:8444", true), ("http://[::1]:1", true), ("http://localhost:8444", true)]
    {
        let home = Home::new().with_settings(&format!("[hub]\nurl = \"{address}\"\ntoken = \"t\"\n"));
        assert_eq!(home.load().is_ok(), plain, "{address}");
    }
    for address in ["http://hub.example:8444", "http://192.0.2.7", "http://127.0.0.1.example"] {
        let said = error(&format!("[hub]\nurl = \"{address}\"\ntoken = \"t\"\n"));
        let expected = format!(
            "~/.config/callboard/config.toml:2: hub.url = \"{address}\": must begin with https://; http:// is for this machine \
             only: the token, and numbers that are looked up, would travel readable"
        );
        assert_eq!(said, expected);
    }
}

#[test]
fn what_a_vendor_is_asked_is_the_hubs_alone() {
    let settings = "[hub]\nurl = \"https://hub.example\"\ntoken = \"t\"\n\n[acme]\n";
    let said = "[acme] stands beside hub.url: a board on a hub asks the hub alone; leave the section to the hub's settings, or \
                take hub.url out";
    assert_eq!(error(settings), format!("~/.config/callboard/config.toml:5: {said}"));
    let home = Home::new().with_settings("[acme]\napp_id = \"a\"\ntoken = \"t\"\n");
    let flags = || Overrides {
        others: vec![("hub.url".to_owned(), "--hub", "https://hub.example".to_owned())],
        ..Overrides::default()
    };
    assert_eq!(home.load_with(&flags()).unwrap_err(), format!("~/.config/callboard/config.toml:1: {said}"));
    let home = Home::new().with_env("CALLBOARD_HUB__TOKEN", "t");
    assert_eq!(home.load_with(&flags()).unwrap().hub.follow.unwrap().url, "https://hub.example");
}

#[test]
fn a_hub_listens_beyond_this_machine_only_with_a_certificate_and_its_token_cannot_be_guessed() {
    let token = "0123456789abcdef";
    let home = Home::new().with_settings(&format!("[hub.serve]\ntoken = \"{token}\"\n"));
    let hubs = home.load().unwrap().hub;
    assert!(hubs.follow.is_none() && hubs.serve.token.is_some());
    assert_eq!(hubs.serve.listen.to_string(), "127.0.0.1:8444");
    let serve = &hubs.serve;
    assert_eq!((serve.resume_for, serve.resume_size), (Duration::from_mins(15), 64 * 1024 * 1024));
    assert_eq!((serve.answers, serve.calls_at_once, serve.record_days), (500, 2, 7));
    assert!(serve.state_dir.as_ref().is_some_and(|dir| dir.ends_with(".local/state/callboard/hub")), "{serve:?}");
    let home = Home::new().with_settings(
        "[hub.serve]\nresume_for = \"1h\"\nresume_size = \"1GiB\"\nanswers = 5000\ncalls_at_once = 8\nstate_dir = \"~/h\"\n",
    );
    let serve = home.load().unwrap().hub.serve;
    assert_eq!((serve.resume_for, serve.resume_size), (Duration::from_hours(1), 1 << 30));
    assert_eq!((serve.answers, serve.calls_at_once), (5000, 8));
    assert!(serve.state_dir.is_some_and(|dir| dir.ends_with("h")));
    let home = Home::new().with_settings(
        "[hub.serve]\nlisten = \"0.0.0.0:8444\"\ncert = \"c.pem\"\nkey = \"k.pem\"\nclient_ca = \"ca.pem\"\n",
    );
    let serve = home.load().unwrap().hub.serve;
    assert!(serve.token.is_none() && serve.client_ca.is_some() && serve.key.is_some());
    for (settings, said) in [
        (
            "listen = \"0.0.0.0:8444\"\n",
            "hub.serve.listen = \"0.0.0.0:8444\": must be an address of this machine alone",
        ),
        ("token = \"short\"\n", "the token in [hub.serve] is shorter than 16 characters"),
        ("client_ca = \"ca.pem\"\n", "hub.serve.client_ca = \"ca.pem\" says nothing without cert"),
        (
            "token_env = \"NOT_SET\"\n",
            "hub.serve.token_env = \"NOT_SET\" names an environment variable that is not set",
        ),
    ] {
        let error = error(&format!("[hub.serve]\n{settings}"));
        assert!(error.starts_with(&format!("~/.config/callboard/config.toml:2: {said}")), "{error}");
    }
}

#[test]
fn a_nats_server_needs_neither_token_nor_certificate_here_and_tls_beyond_this_machine() {
    let home = Home::new().with_settings(
        "[hub]\nurl = \"tls://NATS.example\"\nsite = \"north\"\nuser = \"board\"\ntoken = \"t\"\n\n[hub.nats]\nurl = \
         \"nats://127.0.0.1:4333\"\ncreds_file = \"hub.creds\"\nreplicas = 3\n",
    );
    let hubs = home.load().unwrap().hub;
    assert_eq!((hubs.follow.unwrap().url.as_str(), hubs.access.site.as_str()), ("tls://nats.example:4222", "north"));
    assert_eq!(hubs.access.user.as_deref(), Some("board"));
    let nats = hubs.nats.unwrap();
    assert_eq!(
        (nats.server.url.as_str(), nats.access.site.as_str(), nats.replicas),
        ("nats://127.0.0.1:4333", "main", 3)
    );
    assert!(nats.access.creds_file.unwrap().ends_with("callboard/hub.creds"));
    assert!(Home::new().with_settings("[hub]\nurl = \"nats://localhost\"\n").load().is_ok());
    for (settings, said) in [
        ("[hub]\nurl = \"nats://nats.example\"\n", "hub.url = \"nats://nats.example\": must begin with tls://"),
        ("[hub.nats]\nurl = \"nats://192.0.2.7\"\n", "hub.nats.url = \"nats://192.0.2.7\": must begin with tls://"),
        (
            "[hub.nats]\nurl = \"https://nats.example\"\n",
            "hub.nats.url = \"https://nats.example\": must be the address of a NATS",
        ),
        ("[hub.nats]\nurl = \"tls://a/b\"\n", "hub.nats.url = \"tls://a/b\": must be the address of a NATS server"),
        ("[hub]\nsite = \"a.b\"\n", "hub.site = \"a.b\": must be a word of letters, digits, - and _"),
    ] {
        let error = error(settings);
        assert!(error.starts_with(&format!("~/.config/callboard/config.toml:2: {said}")), "{error}");
    }
    let both = error("[hub.nats]\nurl = \"tls://a\"\nuser = \"hub\"\ncreds_file = \"c\"\n");
    assert!(
        both.ends_with("hub.nats.creds_file = \"c\" stands beside user or a token: set one or the other"),
        "{both}"
    );
}

/// One of those in NATS's own documentation.
const SEED: &str = "SUANQDPB2RUOE4ETUA26CNX7FUKE5ZZKFCQIIW63OX225F2CO7UEXTM7ZY";

#[test]
fn the_seed_of_an_nkey_is_read_from_a_file_that_no_other_user_may_read() {
    let settings = "[hub.nats]\nurl = \"tls://a\"\nnkey_file = \"n\"\n";
    let home = Home::new().with_settings(settings);
    let head = "~/.config/callboard/config.toml:3: hub.nats.nkey_file = \"n\" names a file";
    assert_eq!(home.error(), format!("{head} that does not exist"));
    home.write(".config/callboard/n", &format!("{SEED}\n"), 0o600);
    let access = home.load().unwrap().hub.nats.unwrap().access;
    assert_eq!(access.nkey.as_ref().unwrap().expose_secret(), SEED);
    assert!(!format!("{access:?}").contains("SUA"), "{access:?}");
    home.write(".config/callboard/n", SEED, 0o644);
    let open = home.error();
    assert_eq!(open, format!("{head} that other users can read or change; run chmod 600 ~/.config/callboard/n"));
    let two = format!("{SEED}\nUCNQ\n");
    for (text, said) in [
        (&SEED.replacen("QDPB", "QDPC", 1) as &str, " with the seed of an nkey that has a wrong letter or digit in it"),
        ("hunter2", " that holds no seed of a user's nkey, which is SU and 56 more letters and digits"),
        (&two, " that holds more than one line"),
    ] {
        home.write(".config/callboard/n", text, 0o600);
        let found = home.error();
        assert!(found.starts_with(&format!("{head}{said}")), "{found}");
        assert!(!found.contains("SUA") && !found.contains("hunter2"), "{found}");
    }
}

#[test]
fn credentials_have_a_seed_in_them_and_are_for_no_other_users_eyes_either() {
    let home = Home::new().with_settings("[hub]\nurl = \"tls://a\"\ncreds_file = \"c\"\n");
    assert!(home.load().is_ok(), "that it is not there is said where it is read");
    home.write(".config/callboard/c", "x", 0o644);
    assert_eq!(
        home.error(),
        "~/.config/callboard/config.toml:3: hub.creds_file = \"c\" names a file that other users can read or change; run \
         chmod 600 ~/.config/callboard/c"
    );
    home.write(".config/callboard/c", "x", 0o600);
    assert!(home.load().is_ok());
}

#[test]
fn a_seed_stands_beside_nothing_else_that_a_server_knows_one_by() {
    for beside in ["user = \"hub\"\n", "token = \"t\"\n", "creds_file = \"c\"\n"] {
        let settings = format!("[hub]\nurl = \"tls://a\"\nnkey_file = \"n\"\n{beside}");
        let home = Home::new().with_settings(&settings);
        home.write(".config/callboard/n", SEED, 0o600);
        let said = home.error();
        let expected = "hub.nkey_file = \"n\" stands beside user, a token or creds_file: set one of them";
        assert!(said.ends_with(expected), "{said}");
    }
}
