use std::collections::BTreeMap;
use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use secrecy::ExposeSecret;
use tokio::net::TcpSocket;

use super::*;
use crate::commands::registry::desk::OpenTenant;
use crate::commands::registry::voice::{CallTenant, Credential};
use crate::config::{Config, Region, Tenant as _};
use crate::platforms::questions::{Answers, FieldKind, Questions};
use crate::sim::{Options, Simulator};

const SECRET: &str = "s3cret \"with\\quotes\"";

fn vendors() -> impl Iterator<Item = &'static Questions> {
    registry::PLATFORMS.iter().map(|entry| entry.questions)
}

fn asked(interview: &Interview) -> Question {
    match interview.step() {
        NextStep::Ask(question) => question,
        step => panic!("{step:?} instead of a question"),
    }
}

fn answer(interview: &mut Interview, text: &str) -> Result<(), String> {
    interview.answer(&SecretString::from(text))
}

fn answer_all(interview: &mut Interview, answers: &[&str]) {
    for text in answers {
        answer(interview, text).unwrap_or_else(|why| panic!("{text}: {why}"));
    }
}

/// Answers for chats alone, every trial going well.
fn open_only() -> Interview {
    let mut interview = Interview::new(Tz::UTC);
    answer_all(&mut interview, &["Acme \"Support\"", "Asia/Shanghai", "", "n", "y", ""]);
    interview.tried(true);
    answer_all(&mut interview, &["the-app", SECRET]);
    assert_eq!(interview.step(), NextStep::Try(Trial::Token));
    interview.tried(true);
    assert_eq!(interview.step(), NextStep::Try(Trial::Page));
    interview.tried(true);
    answer_all(&mut interview, &["n", "n"]);
    assert_eq!(interview.step(), NextStep::Done);
    interview
}

#[test]
fn the_interview_goes_from_the_site_through_the_vendors() {
    let interview = open_only();
    assert_eq!((interview.name(), interview.zone()), ("Acme \"Support\"", Tz::Asia__Shanghai));
    let [tenant] = interview.tenants() else { panic!("{:?}", interview.tenants()) };
    assert_eq!(tenant.to.section, OpenTenant::SECTION.path);
    assert_eq!(tenant.value("base_url"), "https://sg.sobot.io");
    assert_eq!(tenant.value("app_id"), "the-app");
    assert_eq!(tenant.secret.expose_secret(), SECRET);
    assert!(!format!("{interview:?}").contains("s3cret"));
}

#[test]
fn every_vendor_asks_for_one_secret_and_hides_it() {
    for (number, vendor) in vendors().enumerate() {
        let mut interview = Interview::new(Tz::UTC);
        answer_all(&mut interview, &["", "", ""]);
        for earlier in vendors().take(number) {
            let question = asked(&interview);
            assert!(question.text.contains(earlier.what), "{question:?}");
            answer(&mut interview, "n").unwrap();
        }
        answer(&mut interview, "y").unwrap();
        let mut hidden = 0;
        loop {
            match interview.step() {
                NextStep::Ask(question) if question.text.contains("configure it?") => break,
                NextStep::Ask(question) => {
                    hidden += usize::from(question.secret);
                    let text = if question.default.is_some() { "" } else { "given" };
                    answer(&mut interview, text).unwrap();
                }
                NextStep::Try(_) => interview.tried(true),
                NextStep::Done => break,
            }
        }
        assert_eq!(hidden, 1, "{}", vendor.section);
        assert_eq!(interview.tenants().len(), 1);
    }
}

#[test]
fn a_wrong_answer_is_asked_again_with_a_sentence() {
    let mut interview = Interview::new(Tz::Europe__Berlin);
    assert_eq!(asked(&interview).default.as_deref(), Some("callboard"));
    assert!(answer(&mut interview, "a\u{7}b").unwrap_err().contains("one line"));
    answer(&mut interview, "").unwrap();
    assert_eq!(asked(&interview).default.as_deref(), Some("Europe/Berlin"));
    assert!(answer(&mut interview, "Berlin").unwrap_err().contains("Europe/Berlin"));
    answer(&mut interview, "").unwrap();
    assert_eq!(asked(&interview).default.as_deref(), Some("singapore"));
    assert!(answer(&mut interview, "europe").unwrap_err().contains("north-america"));
    answer(&mut interview, "").unwrap();
    assert!(answer(&mut interview, "maybe").unwrap_err().contains("y or n"));
    answer(&mut interview, "y").unwrap();
    assert!(answer(&mut interview, "sg.sobot.io").unwrap_err().contains("https"));
    assert!(answer(&mut interview, "http://sg.sobot.io").unwrap_err().contains("https://"));
    answer(&mut interview, "http://127.0.0.1:9").unwrap();
    interview.tried(true);
    answer(&mut interview, "").unwrap();
    assert!(answer(&mut interview, " ").unwrap_err().contains("given"), "an app id has no default");
}

#[test]
fn what_failed_is_asked_again_kept_or_left_out() {
    let failed = || {
        let mut interview = Interview::new(Tz::UTC);
        answer_all(&mut interview, &["", "", "", "n", "y", ""]);
        interview.tried(true);
        answer_all(&mut interview, &["the-app", "wrong"]);
        interview.tried(false);
        assert_eq!(asked(&interview).default.as_deref(), Some("a"));
        interview
    };
    let mut again = failed();
    answer(&mut again, "").unwrap();
    assert_eq!(asked(&again).default.as_deref(), Some("https://sg.sobot.io"));
    answer(&mut again, "https://us.sobot.io").unwrap();
    again.tried(true);
    assert_eq!(asked(&again).default.as_deref(), Some("the-app"), "what was answered need not be typed again");
    answer(&mut again, "").unwrap();
    assert_eq!((asked(&again).secret, asked(&again).default), (true, None));

    let mut kept = failed();
    answer(&mut kept, "k").unwrap();
    assert_eq!(kept.tenants().len(), 1);
    let mut left = failed();
    assert!(answer(&mut left, "what").is_err());
    answer(&mut left, "l").unwrap();
    assert_eq!(left.tenants().len(), 0);
    assert!(asked(&left).text.contains("China"));
}

async fn centre() -> Simulator {
    Simulator::start(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), Options::new(1)).await.unwrap()
}

/// The interview about one vendor, with every trial made on the simulator; what the trials said.
async fn tried(answers: &[&str]) -> (Interview, Vec<Result<String, String>>) {
    let (mut interview, mut said) = (Interview::new(Tz::UTC), Vec::new());
    let mut answers = answers.iter();
    loop {
        match interview.step() {
            NextStep::Done => return (interview, said),
            NextStep::Ask(_) => match answers.next() {
                Some(text) => answer(&mut interview, text).unwrap(),
                None => return (interview, said),
            },
            NextStep::Try(trial) => {
                let tenant = interview.current().unwrap().clone();
                let outcome = attempt(trial, &tenant, interview.zone(), &glue::clock()).await;
                interview.tried(outcome.is_ok());
                said.push(outcome);
            }
        }
    }
}

#[tokio::test]
async fn answers_are_tried_with_the_vendor() {
    let simulator = centre().await;
    let (base, known) = (simulator.base_url(), simulator.credentials().clone());
    let (interview, said) = tried(&[
        "",
        "",
        "",
        "y",
        &base,
        "",
        &known.call_app_id,
        &known.call_app_secret,
        &known.operator_user_id,
        &known.agent_number,
        "",
        "y",
        &base,
        &known.open_app_id,
        &known.open_app_key,
        "y",
        &base,
        &known.cn_app_id,
        &known.cn_app_key,
        "y",
        &base,
        &known.moor_app_key,
        &known.moor_secret_key,
    ])
    .await;
    // An address, a token and a page each; 7moor has no token.
    assert!(said.len() == 11 && said.iter().all(Result::is_ok), "{said:?}");
    assert_eq!(interview.tenants().len(), registry::PLATFORMS.len());
    let (interview, said) = tried(&["", "", "", "n", "y", &base, &known.open_app_id, "not-the-key"]).await;
    let [Ok(_), Err(sentence)] = said.as_slice() else { panic!("{said:?}") };
    assert!(sentence.contains("[sign] is wrong") && !sentence.contains("not-the-key"), "{sentence}");
    assert!(asked(&interview).text.contains("(a)gain"));
    for answers in [
        ["", "", "", "n", "n", "y", &base, &known.cn_app_id, "not-the-key"].as_slice(),
        &["", "", "", "n", "n", "n", "y", &base, &known.moor_app_key, "not-the-key"],
    ] {
        let (interview, said) = tried(answers).await;
        let [Ok(_), Err(sentence)] = said.as_slice() else { panic!("{said:?}") };
        assert!(sentence.contains("key") && !sentence.contains("not-the-key"), "{sentence}");
        assert!(asked(&interview).text.contains("(a)gain"));
    }
    // The port of the simulator could be another test's as soon as it is free; nothing listens on one that is held.
    let held = TcpSocket::new_v4().unwrap();
    held.bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap();
    let nowhere = format!("http://{}", held.local_addr().unwrap());
    let (_, said) = tried(&["", "", "", "n", "y", &nowhere]).await;
    assert!(matches!(said.as_slice(), [Err(sentence)] if sentence.contains("no connection")), "{said:?}");
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn plan(settings: &Path) -> Plan {
    let interview = open_only();
    Plan::new(settings, interview.name(), interview.zone(), interview.region(), interview.tenants())
}

#[test]
fn what_is_written_loads_and_keeps_the_secrets_apart() {
    let scratch = tempfile::tempdir().unwrap();
    let settings = scratch.path().join("callboard/config.toml");
    let plan = plan(&settings);
    assert_eq!(plan.existing().unwrap(), [] as [std::path::PathBuf; 0]);
    plan.write().unwrap();
    let dir = settings.parent().unwrap();
    let secret = dir.join("secrets/open.key");
    assert_eq!((mode(dir), mode(&dir.join("secrets"))), (0o700, 0o700));
    assert_eq!((mode(&settings), mode(&secret)), (0o600, 0o600));
    let text = fs::read_to_string(&settings).unwrap();
    assert!(!text.contains("s3cret") && text.lines().filter(|line| line.starts_with('#')).count() >= 5, "{text}");
    let loader = Loader { schema: &registry::SCHEMA, env: BTreeMap::new(), dirs: Dirs::under(scratch.path()) };
    let config = loader.load(&Overrides { config: Some(settings.clone()), ..Overrides::default() }).unwrap().config;
    assert_eq!((config.site.name.as_str(), config.site.timezone), ("Acme \"Support\"", Tz::Asia__Shanghai));
    let open = config.tenant::<OpenTenant>().unwrap();
    assert_eq!((open.app_id.as_str(), open.app_key.expose_secret()), ("the-app", SECRET));
    // Nothing else is left behind.
    assert_eq!(fs::read_dir(dir).unwrap().count(), 2);
    assert_eq!(fs::read_dir(dir.join("secrets")).unwrap().count(), 1);
    assert_eq!(plan.existing().unwrap(), [secret, settings]);
}

#[test]
fn every_vendors_answers_make_settings_that_load() {
    let scratch = tempfile::tempdir().unwrap();
    let settings = scratch.path().join("config.toml");
    let texts = |to: &Questions| {
        let texts = to.fields.iter().filter(|field| matches!(field.kind, FieldKind::Text));
        texts.map(|field| (field.key, "2000103".to_owned())).collect()
    };
    let tenants: Vec<Answers> = vendors().map(|to| Answers { to, values: texts(to), secret: "k".into() }).collect();
    Plan::new(&settings, "x", Tz::UTC, Region::Singapore, &tenants).write().unwrap();
    let loader = Loader { schema: &registry::SCHEMA, env: BTreeMap::new(), dirs: Dirs::under(scratch.path()) };
    let config = loader.load(&Overrides { config: Some(settings), ..Overrides::default() }).unwrap().config;
    assert!(matches!(config.tenant::<CallTenant>().unwrap().credential, Credential::App { .. }));
    assert!(vendors().all(|vendor| config.tenants.has(vendor.section)));
}

/// The interview about voice and chat in a region, up to the end; these are the answers about addresses.
fn in_region(region: &str, voice: &[&str], chat: &[&str]) -> (Interview, Vec<Option<String>>) {
    let mut interview = Interview::new(Tz::UTC);
    let mut offered = Vec::new();
    answer_all(&mut interview, &["", "", region, "y"]);
    let mut answers = voice
        .iter()
        .chain(["app", "secret", "", "", ""].iter())
        .chain(["y"].iter())
        .chain(chat)
        .chain(["app", "key"].iter());
    loop {
        match interview.step() {
            NextStep::Done => return (interview, offered),
            NextStep::Try(_) => interview.tried(true),
            NextStep::Ask(question) => {
                if question.text.contains("ddress") {
                    offered.push(question.default.clone());
                }
                answer(&mut interview, answers.next().unwrap_or(&"n")).unwrap();
            }
        }
    }
}

fn settings_of(interview: &Interview) -> (String, Config) {
    let scratch = tempfile::tempdir().unwrap();
    let file = scratch.path().join("config.toml");
    plan_of(&file, interview).write().unwrap();
    let loader = Loader { schema: &registry::SCHEMA, env: BTreeMap::new(), dirs: Dirs::under(scratch.path()) };
    let overrides = Overrides { config: Some(file.clone()), ..Overrides::default() };
    (fs::read_to_string(&file).unwrap(), loader.load(&overrides).unwrap().config)
}

fn plan_of(settings: &Path, interview: &Interview) -> Plan {
    Plan::new(settings, interview.name(), interview.zone(), interview.region(), interview.tenants())
}

#[test]
fn the_region_is_asked_for_and_the_hosts_follow_it() {
    let some = |text: &str| Some(text.to_owned());
    let (interview, offered) = in_region("", &["", ""], &[""]);
    let (sg, tokens) = (some("https://sg.sobot.io"), some("https://sg.sobot.io/tokens/company"));
    assert_eq!(offered, [sg.clone(), tokens, sg]);
    let (text, config) = settings_of(&interview);
    assert!(text.contains("region = \"singapore\"") && !text.contains("_url"), "{text}");
    assert_eq!(config.tenant::<CallTenant>().unwrap().token_url, "https://sg.sobot.io/tokens/company");

    let (interview, offered) = in_region("North America", &["https://voice.example", ""], &[""]);
    assert_eq!(offered, [None, some("https://voice.example/tokens/company"), some("https://us.sobot.com")]);
    let (text, config) = settings_of(&interview);
    assert!(text.contains("base_url = \"https://voice.example\"") && !text.contains("token_url"), "{text}");
    assert_eq!(config.tenant::<CallTenant>().unwrap().token_url, "https://voice.example/tokens/company");
    assert_eq!(config.tenant::<OpenTenant>().unwrap().base_url, "https://us.sobot.com");

    let (interview, offered) = in_region("c", &["", "https://tokens.example/company"], &["https://ai.example"]);
    let china = some("https://openapi.soboten.com");
    assert_eq!(offered, [china, some("https://openapi.soboten.com/tokens/company"), None]);
    let (text, config) = settings_of(&interview);
    assert!(
        text.contains("region = \"china\"") && text.contains("token_url = \"https://tokens.example/company\""),
        "{text}"
    );
    let call = config.tenant::<CallTenant>().unwrap();
    assert_eq!(
        (call.base_url.as_str(), call.token_url.as_str()),
        ("https://openapi.soboten.com", "https://tokens.example/company")
    );
    assert_eq!(config.tenant::<OpenTenant>().unwrap().base_url, "https://ai.example");
}

#[test]
fn an_address_for_tokens_that_followed_goes_on_following() {
    let mut interview = Interview::new(Tz::UTC);
    answer_all(&mut interview, &["", "", "", "y", ""]);
    interview.tried(true);
    answer_all(&mut interview, &["", "app", "secret", "", "", ""]);
    interview.tried(false);
    answer_all(&mut interview, &["again", "https://eu.example"]);
    interview.tried(true);
    assert_eq!(asked(&interview).default.as_deref(), Some("https://eu.example/tokens/company"));
}

#[test]
fn callers_are_matched_only_by_who_says_yes_to_unmasked_numbers() {
    for (answered, matches) in [("", false), ("n", false), ("y", true)] {
        let mut interview = Interview::new(Tz::UTC);
        answer_all(&mut interview, &["", "", "", "y", ""]);
        interview.tried(true);
        answer_all(&mut interview, &["", "app", "secret", "", ""]);
        let question = asked(&interview);
        assert!(question.text.contains("numbers unmasked") && question.default.as_deref() == Some("n"), "{question:?}");
        assert!(answer(&mut interview, "perhaps").is_err());
        answer(&mut interview, answered).unwrap();
        interview.tried(true);
        interview.tried(true);
        answer_all(&mut interview, &["n", "n", "n"]);
        let (text, config) = settings_of(&interview);
        assert_eq!(config.tenant::<CallTenant>().unwrap().match_callers, matches, "{answered}: {text}");
        assert_eq!(text.contains("match_callers = true"), matches, "{text}");
    }
}

#[test]
fn nothing_is_written_through_a_link_or_over_a_directory() {
    let scratch = tempfile::tempdir().unwrap();
    let at = |name: &str| scratch.path().join(name);
    fs::write(at("target"), "precious").unwrap();
    symlink(at("target"), at("config.toml")).unwrap();
    let refused = plan(&at("config.toml")).write().unwrap_err();
    assert!(refused.contains("symbolic link"), "{refused}");
    assert!(!at("secrets").exists(), "it begins only when all can be written");
    fs::create_dir(at("dir")).unwrap();
    assert!(plan(&at("dir")).write().unwrap_err().contains("no file"));
    fs::create_dir_all(at("b/elsewhere")).unwrap();
    symlink(at("b/elsewhere"), at("b/secrets")).unwrap();
    assert!(plan(&at("b/config.toml")).write().unwrap_err().contains("symbolic link"));
    assert_eq!(fs::read_to_string(at("target")).unwrap(), "precious");
    assert_eq!(fs::read_dir(at("b/elsewhere")).unwrap().count(), 0);
}
