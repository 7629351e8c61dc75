//! What people at the boards of a hub see of it and do about alerts, on a hub that serves a centre.

#![allow(clippy::unwrap_used, reason = "clippy.toml's allowance does not reach helpers of tests")]

use std::net::{Ipv4Addr, SocketAddr};
use std::process::{Command, Stdio};
use std::time::Duration;

use callboard::cli::Vendors;
use callboard::commands::doctor::{Finding, Outcome, checks_of, examine};
use callboard::commands::glue::{self, Serving, Sources};
use callboard::config::{Config, Hub, HubServe};
use callboard::feed::hub::{See, SeeAnswer};
use callboard::feed::{Inflow, Told};
use callboard::model::{About, AgentId, Board, Phase, SeenHow, SourceId};
use callboard::sim::{Options, Simulator};
use secrecy::SecretString;
use serde_json::Value;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use crate::sim_support::{afternoon, centre_and_settings};

/// Long enough that only what never comes to that fails.
const PATIENCE: Duration = Duration::from_mins(5);

const TOKEN: &str = "0123456789abcdef0123456789abcdef";

/// A hub that runs until it is dropped.
struct Served {
    _centre: Simulator,
    address: SocketAddr,
    cancel: CancellationToken,
}

impl Drop for Served {
    fn drop(&mut self) {
        self.cancel.cancel();
    }
}

async fn hub() -> Served {
    let options = Options { agents: 40, rate: Some(50.0), ..afternoon(7) };
    let (centre, mut config) = centre_and_settings(options, Vendors { sobot: true, cn: false, moor: false }).await;
    let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    config.hub.serve = HubServe { listen, token: Some(SecretString::from(TOKEN)), ..HubServe::default() };
    config.hub.name = Some("jump1".to_owned());
    let Serving { hub, desk, .. } = glue::serving(&config, &glue::clock(), Vec::new()).unwrap();
    let address = hub.take_port().unwrap();
    let cancel = CancellationToken::new();
    let ended = cancel.clone();
    tokio::spawn(async move {
        tokio::select! {
            () = ended.cancelled() => {}
            _ = hub.listen() => {}
        }
    });
    tokio::spawn(desk.run(cancel.clone()));
    Served { _centre: centre, address, cancel }
}

fn board(served: &Served, token: &str) -> Config {
    let mut config = Config::default();
    let url = format!("http://{}", served.address);
    let token = Some(SecretString::from(token));
    config.hub.follow = Some(Hub { url, token, cert: None, key: None, ca_file: None });
    config.site.timezone = afternoon(7).zone;
    config
}

/// A board that has joined.
async fn join(config: &Config) -> (Sources<Inflow>, Board) {
    let mut sources = glue::follow(config, &glue::clock()).unwrap();
    let joined = async {
        // The sources may still be on their way to the hub.
        let mut board: Option<Board> = None;
        let live = |board: &Board| board.has_roster() && board.source(SourceId::Agents).phase == Phase::Live;
        while !board.as_ref().is_some_and(live) {
            match sources.updates.recv().await.unwrap() {
                Told::Board(whole) => board = Some(*whole),
                Told::Update(update) => {
                    if let Some(board) = &mut board {
                        board.apply(update);
                    }
                }
            }
        }
        board.unwrap()
    };
    let board = timeout(PATIENCE, joined).await.unwrap();
    (sources, board)
}

/// Waits until the board knows that something was done about an alert; by whom.
async fn seen(sources: &mut Sources<Inflow>, board: &mut Board) -> Option<String> {
    let hearing = async {
        while board.seen_alerts().iter().next().is_none() {
            match sources.updates.recv().await.unwrap() {
                Told::Update(update) => board.apply(update),
                Told::Board(whole) => *board = *whole,
            }
        }
    };
    timeout(PATIENCE, hearing).await.unwrap();
    let (_, _, marks) = board.seen_alerts().iter().next()?;
    marks.muted().map(|by| by.who.clone())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_board_does_about_an_alert_all_boards_of_the_hub_know_with_who_did_it_and_so_does_one_that_joins_late()
{
    let served = hub().await;
    let config = board(&served, TOKEN);
    let ((mut one, mut one_board), (mut two, mut two_board)) = (join(&config).await, join(&config).await);
    let about = About::Agent(AgentId::new(one_board.agents()[3].id.as_str()));
    let see = |rule: &str, how| See { rule: rule.to_owned(), about: about.clone(), how, who: "wang@jump1".to_owned() };
    assert_eq!(one.feed.see(see("of_our_own", SeenHow::Muted)).await, Ok(SeeAnswer::NoRule));
    assert_eq!(one.feed.see(see("wrap_up", SeenHow::Muted)).await, Ok(SeeAnswer::Done));
    for (sources, board) in [(&mut one, &mut one_board), (&mut two, &mut two_board)] {
        assert_eq!(seen(sources, board).await.as_deref(), Some("wang@jump1"));
    }
    // It is told the keyframe of before, and what stands behind that.
    let (mut late, mut late_board) = join(&config).await;
    assert_eq!(seen(&mut late, &mut late_board).await.as_deref(), Some("wang@jump1"));
    assert_eq!(late_board.seen_alerts(), two_board.seen_alerts());
}

async fn findings(config: &Config) -> Vec<Finding> {
    let checks = checks_of(config, &glue::clock(), PATIENCE);
    let own = checks.into_iter().filter(|check| check.name().starts_with("hub"));
    examine(own.collect(), |_| {}).await
}

fn of<'a>(findings: &'a [Finding], name: &str) -> &'a Finding {
    findings.iter().find(|finding| finding.name == name).unwrap_or_else(|| panic!("no {name} in {findings:#?}"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_doctor_says_of_a_hub_whether_it_is_reached_lets_the_board_in_leads_and_has_figures() {
    let served = hub().await;
    let (sources, _) = join(&board(&served, TOKEN)).await;
    let well = findings(&board(&served, TOKEN)).await;
    for (name, said) in [
        ("hub.reach", "takes this board's token"),
        ("hub.leader", "jump1 leads"),
        ("hub.vocabulary", "both speak vocabulary"),
        ("hub.clock", "this machine's clock is"),
    ] {
        let finding = of(&well, name);
        assert_eq!(finding.verdict.outcome, Outcome::Ok, "{finding:?}");
        assert!(finding.verdict.says.contains(said), "{finding:?}");
    }
    assert!(of(&well, "hub.sources").verdict.says.contains("agents live"), "{well:#?}");
    drop(sources);
    let refused = findings(&board(&served, "fedcba9876543210fedcba9876543210")).await;
    assert_eq!(of(&refused, "hub.reach").verdict.outcome, Outcome::Failure);
    assert!(of(&refused, "hub.reach").verdict.says.contains("refuses this board's token"), "{refused:#?}");
    assert!(refused.iter().skip(1).all(|finding| finding.verdict.outcome == Outcome::Skipped), "{refused:#?}");
}

/// Runs a command of the program on the hub; what it printed.
async fn printed(served: &Served, arguments: &[&str]) -> (Option<i32>, String, String) {
    let home = tempfile::tempdir().unwrap();
    let settings = home.path().join("config.toml");
    let zone = afternoon(7).zone;
    let text = format!(
        "[site]\ntimezone = \"{zone}\"\n[hub]\nurl = \"http://{}\"\ntoken_env = \"TEST_TOKEN\"\n",
        served.address
    );
    std::fs::write(&settings, text).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_callboard"));
    command
        .args(arguments)
        .arg("--config")
        .arg(&settings)
        .env_clear()
        .env("HOME", home.path())
        .env("TEST_TOKEN", TOKEN);
    let running = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let output = tokio::task::spawn_blocking(move || running.wait_with_output()).await.unwrap().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_snapshot_of_a_hub_is_that_of_its_board_and_can_be_verified() {
    let served = hub().await;
    drop(join(&board(&served, TOKEN)).await);
    let (code, out, err) = printed(&served, &["snapshot", "--format", "json"]).await;
    assert_eq!(code, Some(0), "{err}");
    let document: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(document["agents"].as_array().unwrap().len(), 40);
    let (_, out, err) = printed(&served, &["snapshot", "--verify"]).await;
    assert!(out.contains("40 agents"), "{out} {err}");
}
