//! What `doctor` finds at a centre that is well, and at one that is not.

#![allow(clippy::unwrap_used, reason = "clippy.toml's allowance does not reach helpers of tests")]

use std::net::{Ipv4Addr, SocketAddr};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use callboard::cli::Vendors;
use callboard::commands::doctor::{Check, Finding, Outcome, Verdict, checks_of, document, examine, select};
use callboard::commands::{demo, glue, registry};
use callboard::config::{Config, Dirs, Loader, Overrides, Tenants};
use callboard::model::{Clock, Party, Stamp, Step};
use callboard::platforms::sobot_call::{CallTenant, TokenAgent};
use callboard::platforms::sobot_cn::CnTenant;
use callboard::platforms::sobot_open::OpenTenant;
use callboard::sim::faults::Fault;
use callboard::sim::{Options, Simulator};
use secrecy::SecretString;

async fn centre(change: impl FnOnce(&mut Options)) -> (Simulator, Config) {
    let mut options = Options::new(1);
    options.rate = Some(50.0);
    change(&mut options);
    let zone = options.zone;
    let simulator = Simulator::start(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), options).await.unwrap();
    let mut config = Config::default();
    config.site.timezone = zone;
    config.screen.export_dir = Some(std::env::temp_dir());
    let vendors = Vendors { sobot: true, cn: true, moor: true };
    demo::connect(&mut config, &simulator.base_url(), simulator.credentials(), vendors).unwrap();
    config.runtime = Some(runtime());
    (simulator, config)
}

/// What a login provides.
fn runtime() -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("doctor-runtime");
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(&dir).unwrap();
    dir
}

/// Long enough that only a check that hangs is given up.
const PATIENCE: Duration = Duration::from_mins(5);

async fn findings(config: &Config, clock: &Clock) -> Vec<Finding> {
    let mut checks = vec![Check::ready("settings", Verdict::ok("given"))];
    checks.extend(checks_of(config, clock, PATIENCE));
    examine(checks, |_| {}).await
}

fn outcome(findings: &[Finding], name: &str) -> Outcome {
    of(findings, name).verdict.outcome
}

fn of<'a>(findings: &'a [Finding], name: &str) -> &'a Finding {
    findings.iter().find(|finding| finding.name == name).unwrap_or_else(|| panic!("no {name} in {findings:#?}"))
}

#[tokio::test]
async fn a_healthy_centre_is_ok_throughout() {
    let (simulator, config) = centre(|_| {}).await;
    let findings = findings(&config, &glue::clock()).await;
    for finding in &findings {
        assert_eq!(finding.verdict.outcome, Outcome::Ok, "{finding:?}");
    }
    for name in [
        "sobot_call.dns",
        "sobot_call.connect",
        "sobot_call.tls",
        "sobot_call.clock",
        "clock",
        "sobot_call.token",
        "sobot_call.agents",
        "sobot_call.alerts",
        "sobot_call.stream",
        "sobot_call.change",
        "sobot_call.calls",
        "sobot_call.histories",
        "sobot_call.reports",
        "sobot_open.token",
        "sobot_open.chat",
        "sobot_open.ai",
        "sobot_open.lists",
        "sobot_cn.token",
        "sobot_cn.actions",
        "seven_moor.clock",
        "seven_moor.reports",
        "messages",
    ] {
        of(&findings, name);
    }
    let document = document(&findings);
    assert_eq!(document["ok"], true);
    assert_eq!(document["checks"][0]["outcome"], "ok");
    simulator.stop().await;
}

#[tokio::test]
async fn a_forbidden_endpoint_costs_only_itself() {
    let (simulator, config) =
        centre(|options| options.forbidden = vec!["recordList".to_owned(), "maincdrs".to_owned()]).await;
    let findings = findings(&config, &glue::clock()).await;
    let failed: Vec<&str> = findings
        .iter()
        .filter(|finding| finding.verdict.outcome != Outcome::Ok)
        .map(|finding| finding.name.as_str())
        .collect();
    assert_eq!(failed, ["sobot_call.calls", "sobot_open.ai"]);
    let Verdict { says, advice, .. } = &of(&findings, "sobot_open.ai").verdict;
    assert!(
        says.ends_with("permission to call this API")
            && advice.as_deref().is_some_and(|advice| advice.contains("app_id")),
        "{says}"
    );
    assert_eq!(document(&findings)["ok"], false);
    simulator.stop().await;
}

#[tokio::test]
async fn a_wrong_secret_skips_what_needs_the_token_and_is_not_told() {
    let (simulator, mut config) = centre(|_| {}).await;
    config.tenants.get_mut::<OpenTenant>().unwrap().app_key = SecretString::from("not-the-key-at-all");
    let findings = findings(&config, &glue::clock()).await;
    assert_eq!(outcome(&findings, "sobot_open.tls"), Outcome::Ok);
    assert_eq!(outcome(&findings, "sobot_open.token"), Outcome::Failure);
    assert_eq!(outcome(&findings, "sobot_open.chat"), Outcome::Skipped);
    assert_eq!(of(&findings, "sobot_open.ai").verdict.says, "needs sobot_open.token");
    assert_eq!(outcome(&findings, "sobot_call.agents"), Outcome::Ok);
    assert!(!format!("{findings:?}").contains("not-the-key-at-all"));
    simulator.stop().await;
}

#[tokio::test]
async fn a_wrong_key_shows_at_once_although_a_token_is_kept() {
    let (simulator, mut config) = centre(|options| options.open_calls_per_minute = 60).await;
    let scratch = tempfile::tempdir().unwrap();
    config.cache.dir = Some(scratch.path().join("cache"));
    // Three rounds of checks in one minute are more than the least budgets allow.
    config.tenants.get_mut::<OpenTenant>().unwrap().calls_per_minute = 60;
    config.tenants.get_mut::<CnTenant>().unwrap().calls_per_minute = 60;
    let tokens = ["sobot_open.token", "sobot_cn.token"];
    let first = findings(&config, &glue::clock()).await;
    assert_eq!(tokens.map(|name| outcome(&first, name)), [Outcome::Ok; 2]);
    let mut wrong = config.clone();
    wrong.tenants.get_mut::<OpenTenant>().unwrap().app_key = SecretString::from("not-the-key-at-all");
    wrong.tenants.get_mut::<CnTenant>().unwrap().app_key = SecretString::from("not-the-key-at-all");
    let findings_of_wrong = findings(&wrong, &glue::clock()).await;
    for name in tokens {
        let verdict = &of(&findings_of_wrong, name).verdict;
        assert_eq!(verdict.outcome, Outcome::Failure, "{name}: {verdict:?}");
        assert!(verdict.advice.as_deref().is_some_and(|advice| advice.contains("app_key")), "{verdict:?}");
    }
    let again = findings(&config, &glue::clock()).await;
    for name in tokens {
        let says = &of(&again, name).verdict.says;
        assert!(says.starts_with("another session's token is shared"), "{name}: {says}");
    }
    simulator.stop().await;
}

#[tokio::test]
async fn the_limit_of_calls_is_said_with_how_long_to_wait_and_nothing_hangs() {
    let (simulator, mut config) = centre(|options| options.fault_spell = Duration::from_mins(1)).await;
    let only = config.tenant::<OpenTenant>().cloned();
    config.tenants = Tenants::default();
    config.tenants.put(only.unwrap());
    simulator.strike(Fault::Code229000, |strike| (strike.times, strike.part) = (1, 1.0));
    let findings = findings(&config, &glue::clock()).await;
    let limited = findings.iter().find(|finding| finding.verdict.says.contains("(229000)")).unwrap();
    let advice = limited.verdict.advice.as_deref().unwrap();
    assert!(advice.ends_with("ask again in 60 s"), "{limited:?}");
    // None has waited for the vendor to answer again.
    for name in ["sobot_open.chat", "sobot_open.ai", "sobot_open.lists"] {
        let Finding { verdict, .. } = of(&findings, name);
        let told = verdict.says.contains("the vendor wants no call for ") || verdict.says.contains("(229000)");
        assert!(told || verdict.outcome == Outcome::Skipped, "{verdict:?}");
    }
    simulator.stop().await;
}

#[tokio::test]
async fn a_rule_that_the_vendor_sends_no_figure_for_is_said_to_be_off() {
    let (simulator, mut config) = centre(|options| options.summary_counts = false).await;
    let found = findings(&config, &glue::clock()).await;
    let verdict = &of(&found, "sobot_call.alerts").verdict;
    assert_eq!(verdict.outcome, Outcome::Warning);
    assert!(verdict.says.starts_with("the rule no_agent_ready is off: "), "{verdict:?}");
    config.alerts.defaults = false;
    let found = findings(&config, &glue::clock()).await;
    assert!(found.iter().all(|finding| finding.name != "sobot_call.alerts"), "there is no such rule");
    simulator.stop().await;
}

#[tokio::test]
async fn each_of_several_vendors_is_looked_at_by_itself() {
    let (simulator, mut config) = centre(|options| options.forbidden = vec!["agent/quality".to_owned()]).await;
    config.tenants.get_mut::<CnTenant>().unwrap().app_key = SecretString::from("not-the-key-at-all");
    let findings = findings(&config, &glue::clock()).await;
    assert_eq!(outcome(&findings, "sobot_cn.token"), Outcome::Failure);
    assert_eq!(outcome(&findings, "sobot_cn.actions"), Outcome::Skipped);
    let reports = &of(&findings, "seven_moor.reports").verdict;
    assert_eq!(reports.outcome, Outcome::Warning, "a part of it is missing: {reports:?}");
    assert!(reports.says.contains("agent/quality"), "{reports:?}");
    assert_eq!(outcome(&findings, "sobot_open.token"), Outcome::Ok);
    simulator.stop().await;
}

#[tokio::test]
async fn nothing_that_listens_is_said_once_and_the_rest_is_skipped() {
    let (simulator, config) = centre(|_| {}).await;
    simulator.stop().await;
    let findings = findings(&config, &glue::clock()).await;
    assert_eq!(outcome(&findings, "sobot_call.dns"), Outcome::Ok);
    let connect = &of(&findings, "sobot_call.connect").verdict;
    assert_eq!(connect.outcome, Outcome::Failure);
    assert!(connect.says.contains("no connection (Connection refused"), "{connect:?}");
    assert_eq!(connect.advice.as_deref(), Some("check the address in the settings and the network"));
    assert_eq!(connect.blame, Some((Party::Vendor, Step::Connect)));
    for name in ["sobot_call.tls", "sobot_call.token", "sobot_call.stream", "sobot_call.change", "sobot_open.ai"] {
        assert_eq!(outcome(&findings, name), Outcome::Skipped, "{name}");
    }
}

#[tokio::test]
async fn a_clock_that_is_ten_minutes_off_is_a_failure_and_costs_no_token() {
    let (simulator, config) = centre(|_| {}).await;
    let right = glue::clock();
    let slow: Clock = Arc::new(move || Stamp(right().ms() - 600_000));
    let findings = findings(&config, &slow).await;
    let clock = &of(&findings, "clock").verdict;
    assert_eq!(clock.outcome, Outcome::Failure);
    assert!(clock.says.contains("behind") && clock.says.contains('m'), "{clock:?}");
    let date = &of(&findings, "sobot_call.clock").verdict;
    assert_eq!(date.outcome, Outcome::Warning, "one host alone says nothing of who is wrong: {date:?}");
    for name in ["sobot_call.token", "sobot_open.token"] {
        assert_eq!(outcome(&findings, name), Outcome::Ok, "{name}: signed by the vendor's clock");
    }
    simulator.stop().await;
}

#[tokio::test]
async fn an_agents_token_is_looked_at_and_what_needs_one_says_so() {
    let (simulator, mut config) = centre(|options| options.strict = true).await;
    let without = findings(&config, &glue::clock()).await;
    for name in ["sobot_call.histories", "sobot_call.reports"] {
        let verdict = &of(&without, name).verdict;
        assert_eq!(verdict.outcome, Outcome::Failure, "{name}");
        assert!(verdict.advice.as_deref().is_some_and(|advice| advice.starts_with("set token_agent")), "{verdict:?}");
    }
    assert_eq!(outcome(&without, "sobot_call.calls"), Outcome::Ok);
    let agent = |number: &str| Some(TokenAgent::Number(number.to_owned()));
    config.tenants.get_mut::<CallTenant>().unwrap().token_agent = agent(&simulator.credentials().agent_number);
    let with = findings(&config, &glue::clock()).await;
    for name in ["sobot_call.token", "sobot_call.agent_token", "sobot_call.histories", "sobot_call.reports"] {
        assert_eq!(outcome(&with, name), Outcome::Ok, "{name}");
    }
    config.tenants.get_mut::<CallTenant>().unwrap().token_agent = agent("9999999");
    let wrong = findings(&config, &glue::clock()).await;
    let verdict = &of(&wrong, "sobot_call.agent_token").verdict;
    assert_eq!(verdict.outcome, Outcome::Failure);
    assert_eq!(verdict.advice.as_deref(), Some("check token_agent in [sobot_call]"));
    assert_eq!(outcome(&wrong, "sobot_call.reports"), Outcome::Skipped);
    assert_eq!(outcome(&wrong, "sobot_call.stream"), Outcome::Ok);
    simulator.stop().await;
}

/// The verdict on the regions of settings that are written like this.
fn region_of(text: &str) -> Verdict {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("config.toml");
    std::fs::write(&file, text).unwrap();
    let env = std::collections::BTreeMap::from([("SECRET".to_owned(), "s".into())]);
    let loader = Loader { schema: &registry::SCHEMA, env, dirs: Dirs::under(dir.path()) };
    let overrides = Overrides { config: Some(file), ..Overrides::default() };
    let config = loader.load(&overrides).unwrap().config;
    tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(async {
        let mut checks = vec![Check::ready("settings", Verdict::ok(""))];
        checks.extend(checks_of(&config, &glue::clock(), Duration::ZERO));
        let checks = select(checks, &["region".to_owned()]).unwrap();
        of(&examine(checks, |_| {}).await, "region").verdict.clone()
    })
}

#[test]
fn hosts_of_two_regions_are_a_warning_that_names_both() {
    const CALL: &str = "[sobot_call]\napp_id = \"a\"\napp_secret_env = \"SECRET\"\n";
    const OPEN: &str = "[sobot_open]\napp_id = \"a\"\napp_key_env = \"SECRET\"\n";
    const CN: &str = "[sobot_cn]\napp_id = \"a\"\napp_key_env = \"SECRET\"\n";
    for fine in [
        format!("{CALL}{OPEN}"),
        format!("[site]\nregion = \"china\"\n{CALL}{CN}"),
        format!("[site]\nregion = \"north-america\"\n{CALL}base_url = \"https://voice.example\"\n{OPEN}"),
        format!("{CALL}base_url = \"http://127.0.0.1:1\"\n"),
        // A ready-made token is asked for nowhere.
        "[sobot_call]\ntoken_env = \"SECRET\"\ntoken_url = \"https://openapi.soboten.com/tokens/company\"\n".to_owned(),
    ] {
        assert_eq!(region_of(&fine).outcome, Outcome::Ok, "{fine}");
    }
    for (text, one, other) in [
        (
            format!("{CALL}token_url = \"https://openapi.soboten.com/tokens/company\"\n"),
            "base_url in [sobot_call] is https://sg.sobot.io (Singapore)",
            "token_url in [sobot_call] is https://openapi.soboten.com (China)",
        ),
        (
            format!("{CALL}{OPEN}base_url = \"https://US.sobot.com/x\"\n"),
            "base_url in [sobot_call] is https://sg.sobot.io (Singapore)",
            "base_url in [sobot_open] is https://us.sobot.com (North America)",
        ),
        (
            format!("{CALL}{CN}"),
            "base_url in [sobot_call] is https://sg.sobot.io (Singapore)",
            "base_url in [sobot_cn] is https://open.sobot.com (China)",
        ),
    ] {
        let verdict = region_of(&text);
        assert_eq!(verdict.outcome, Outcome::Warning, "{text}");
        assert!(verdict.says.contains(one) && verdict.says.contains(other), "{verdict:?}");
        assert!(verdict.advice.unwrap().contains("region in [site]"));
    }
}
