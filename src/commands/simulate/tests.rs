use super::*;
use crate::commands::registry;
use crate::commands::registry::desk::OpenTenant;
use crate::commands::registry::voice::{CallTenant, TokenAgent};
use crate::config::{Dirs, Loader, Overrides};

#[test]
fn the_settings_that_are_printed_lead_to_the_simulator_in_both_modes() {
    let credentials = Credentials::of(1);
    let all = Vendors { sobot: true, cn: true, moor: true };
    for strict in [false, true] {
        let text = settings_of("http://127.0.0.1:1", chrono_tz::Asia::Tokyo, &credentials, all, strict);
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("config.toml");
        crate::files::private::replace_alone(&file, text.as_bytes()).unwrap();
        let loader =
            Loader { schema: &registry::SCHEMA, env: std::collections::BTreeMap::new(), dirs: Dirs::under(dir.path()) };
        let config = loader.load(&Overrides { config: Some(file), ..Overrides::default() }).unwrap().config;
        let call = config.tenant::<CallTenant>().unwrap();
        assert_eq!(call.token_url, "http://127.0.0.1:1/tokens/company");
        let agent = strict.then(|| TokenAgent::Number(credentials.agent_number.clone()));
        assert_eq!(call.token_agent, agent);
        assert_eq!(config.tenant::<OpenTenant>().unwrap().base_url, "http://127.0.0.1:1");
    }
}

fn asked(arguments: &str) -> Simulate {
    let cli = crate::cli::read(format!("callboard simulate {arguments}").split_whitespace()).unwrap();
    let Some(crate::cli::Command::Simulate(simulate)) = cli.command else { panic!("simulate") };
    simulate
}

/// The settings that a board has by these lines, with `PUSH_KEY` in its environment.
fn read(lines: &str) -> PushTenant {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("config.toml");
    let all = Vendors { sobot: true, cn: false, moor: false };
    let tenant = settings_of("http://127.0.0.1:1", chrono_tz::Asia::Tokyo, &Credentials::of(1), all, false);
    let lines = format!("{tenant}\n{lines}");
    crate::files::private::replace_alone(&file, lines.as_bytes()).unwrap();
    let env = std::collections::BTreeMap::from([("PUSH_KEY".to_owned(), std::ffi::OsString::from("of my own"))]);
    let loader = Loader { schema: &registry::SCHEMA, env, dirs: Dirs::under(dir.path()) };
    let config = loader.load(&Overrides { config: Some(file), ..Overrides::default() }).unwrap().config;
    config.tenant::<PushTenant>().unwrap().clone()
}

#[test]
fn a_receiver_has_its_section_with_company_and_key_but_no_key_of_ones_own() {
    use secrecy::ExposeSecret;

    let known = Credentials::of(1);
    assert_eq!(receivers_settings(&asked(""), &known), "");
    let push = read(&receivers_settings(&asked("--push http://127.0.0.1:9/of/sobot"), &known));
    assert_eq!((push.listen.to_string(), push.path), ("127.0.0.1:9".to_owned(), "/of/sobot".to_owned()));
    assert_eq!(
        (push.company_id, push.app_key.expose_secret()),
        (known.company_id.clone(), known.push_app_key.as_str())
    );
    let given = asked("--push http://127.0.0.1:9/callbacks --push-key-env PUSH_KEY");
    let credentials = Credentials { push_app_key: "of my own".to_owned(), ..Credentials::of(1) };
    let told = receivers_settings(&given, &credentials);
    assert!(told.contains("app_key_env = \"PUSH_KEY\"") && !told.contains("of my own"), "{told}");
    assert_eq!(read(&told).app_key.expose_secret(), "of my own");
}

#[test]
fn a_receiver_listens_where_the_address_says_and_nowhere_that_it_may_not() {
    for (url, expected) in [
        ("http://localhost:8080/", "listen = \"127.0.0.1:8080\"\n"),
        ("http://[::1]/callbacks", "listen = \"[::1]:80\"\n"),
        ("http://192.0.2.1/callbacks", "# listen = where the proxy"),
        ("http://board.example/callbacks", "# listen = where the proxy"),
        ("https://192.0.2.1/callbacks", "# listen = \"192.0.2.1:443\"\n# cert = "),
        ("https://board.example/callbacks", "# listen = where the proxy"),
    ] {
        let told = receivers_settings(&asked(&format!("--push {url}")), &Credentials::of(1));
        assert!(told.contains(expected), "{told}");
        // Whatever is told can be read.
        assert!(read(&told).listen.ip().is_loopback(), "{told}");
    }
}

#[test]
fn a_key_is_read_from_the_variable_that_is_named_and_must_be_there() {
    let given = asked("--push http://127.0.0.1:9/callbacks --push-key-env PUSH_KEY");
    let env = |name: &str| (name == "PUSH_KEY").then(|| " 0a1b\n".to_owned());
    assert_eq!(push_key(&given, env).unwrap().as_deref(), Some("0a1b"));
    assert!(push_key(&asked(""), env).unwrap().is_none());
    let error = push_key(&given, |_| None).unwrap_err().to_string();
    assert_eq!(error, "--push-key-env: PUSH_KEY is not set; put the key into it, or leave the flag out");
}

#[test]
fn faults_of_callbacks_are_read_as_a_list_of_shares() {
    let start = Instant::now();
    assert!(push_to(&asked(""), start).unwrap().is_none());
    let push = push_to(&asked("--push http://127.0.0.1:9/ --push-faults lost=20,late"), start).unwrap().unwrap();
    assert_eq!(push.faults, PushFaults::read("late,lost=20").unwrap());
    let error = push_to(&asked("--push http://127.0.0.1:9/ --push-faults none"), start).map(drop).unwrap_err();
    assert!(error.to_string().starts_with("--push-faults: `none` is no fault of callbacks; there are all, lost,"));
}
