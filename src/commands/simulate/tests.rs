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

#[test]
fn a_receiver_is_told_company_and_key_but_no_key_of_ones_own() {
    let known = Credentials::of(1);
    assert_eq!(receivers_settings(&asked(""), &known), "");
    let own = receivers_settings(&asked("--push http://127.0.0.1:9/callbacks"), &known);
    assert!(own.contains(&known.company_id) && own.contains(&known.push_app_key), "{own}");
    assert!(own.lines().all(|line| line.is_empty() || line.starts_with('#')), "{own}");
    let given = asked("--push http://127.0.0.1:9/callbacks --push-key-env PUSH_KEY");
    let credentials = Credentials { push_app_key: "of my own".to_owned(), ..Credentials::of(1) };
    let told = receivers_settings(&given, &credentials);
    assert!(told.contains("PUSH_KEY") && !told.contains("of my own"), "{told}");
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
