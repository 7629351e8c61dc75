//! Who is let in, and who may do what.

use std::path::PathBuf;

use callboard::commands::doctor::{Outcome, checks_of, examine};
use callboard::feed::hub::nats::store::Put;
use callboard::feed::hub::problem::Unlinked;
use callboard::model::{AskedNumber, CallsAsked, Lookup, Want};

use super::*;
use crate::house;
use crate::ports::HeldPort;
use crate::tls_support::{authority, pem_of};

pub(super) const USERS: [(&str, &str); 2] =
    [("CALLBOARD_HUB_PASSWORD", "hub-password-of-a-test"), ("CALLBOARD_BOARD_PASSWORD", "board-password-of-a-test")];

/// The server of the sample.
pub(super) fn sample() -> Option<Nats> {
    let text = house::text("assets/nats/callboard.conf");
    let settings = text.replace("127.0.0.1:4222", "127.0.0.1:-1").replace("/var/lib/nats", "STORE");
    assert!(settings.contains("STORE") && settings.contains(":-1"), "the sample says it otherwise");
    Nats::of(&settings, "", &USERS)
}

fn password(user: &str, (_, password): (&str, &str)) -> Shown {
    Shown::Password(user.to_owned(), SecretString::from(password))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn by_the_sample_a_board_follows_and_asks_and_may_do_nothing_else() {
    let Some(server) = sample() else { return };
    let (_sim, config) = centre(191).await;
    let url = server.url();
    let mut hub = on(&config, &url, "jump1");
    let at = hub.hub.nats.as_mut().unwrap();
    (at.server.token, at.access.user) = (Some(SecretString::from(USERS[0].1)), Some("hub".to_owned()));
    let mut hub = Contender::start(&hub).await;
    hub.leads().await;
    let mut own = follows(&url, &config, |follow| follow.token = Some(SecretString::from(USERS[1].1)));
    own.hub.access.user = Some("board".to_owned());
    let mut wall = Wall::of(&own);
    wall.until("the agents", |wall| wall.board.has_roster()).await;
    wall.sources.feed.want(vec![Want::all(Lookup::Calls(CallsAsked::default()))]);
    wall.until("what it looks up", |wall| wall.board.shelf().iter().any(|(_, found)| found.has_content())).await;
    let link = Link::connect(&settings(&url, password("board", USERS[1]))).await.unwrap();
    let subjects =
        ["cb.main.in", "cb.main.about", "cb.main.standby", "$KV.cb_main.hub.lease", "$KV.cb_main.hub.alerts"];
    for subject in subjects.into_iter().chain(["$KV.cbw_main.now", "$KV.cbw_main.c.1.1.0", "cb.other.ask"]) {
        let put = link.put(subject.to_owned(), Vec::new(), "x".into()).await;
        assert!(matches!(&put, Err(Unlinked::Denied(_, said)) if said.contains(subject)), "{subject}: {put:?}");
    }
    // The stream of the lease is no board's to read, so that no crowd of them stands before a renewal.
    for (stream, subject, may) in [
        ("KV_cb_main", "$KV.cb_main.hub.lease", false),
        ("KV_cbw_main", "$KV.cbw_main.now", true),
        ("CB_main", "cb.main.in", true),
    ] {
        match link.last(stream, subject).await {
            Ok(post) => assert!(may && post.is_some(), "{stream}"),
            Err(why) => assert!(!may && matches!(why, Unlinked::Denied(..)), "{stream}: {why}"),
        }
    }
    assert!(matches!(link.stream("CB_main").await, Err(Unlinked::Denied(..))));
    assert!(matches!(link.purge("CB_main", "cb.main.in").await, Err(Unlinked::Denied(..))));
    let hub_link = Link::connect(&settings(&url, password("hub", USERS[0]))).await.unwrap();
    assert!(hub_link.check_streams(&Layout::new("main")).await.is_ok());
    let lease = hub_link.put(
        "$KV.cb_main.hub.lease".to_owned(),
        vec![("Nats-Expected-Last-Subject-Sequence", "0".to_owned())],
        "x".into(),
    );
    assert_eq!(lease.await, Ok(Put::Refused), "the lease goes to who knows it alone");
    hub.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_board_whose_credentials_are_wrong_says_so_and_so_does_a_hub() {
    let Some(server) = sample() else { return };
    let (_sim, config) = centre(192).await;
    let mut own = follows(&server.url(), &config, |follow| follow.token = Some(SecretString::from("another")));
    own.hub.access.user = Some("board".to_owned());
    let mut wall = Wall::of(&own);
    wall.until("a refusal", |wall| wall.state().problem.is_some()).await;
    let said = wall.state().problem.unwrap().to_string();
    let host = server.url().replace("nats://", "");
    let expected = format!(
        "the NATS server {host} refuses these credentials; check user, token, creds_file, nkey_file and cert beside its address"
    );
    assert_eq!(said, expected);
    let hub = on(&config, &server.url(), "jump1");
    let nats = hub.hub.nats.clone().unwrap();
    let Standing { station, .. } = glue::nats::standing(&hub, &nats, &glue::clock(), Vec::new()).unwrap();
    let why = timeout(PATIENCE, station.connect(|_| {})).await.unwrap().unwrap_err();
    assert_eq!(why.to_string(), expected);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn numbers_travel_whole_over_tls_and_not_at_all_in_plain_text_to_another_machine() {
    let dir = tempfile::tempdir().unwrap();
    let (own, other) = (authority(), authority());
    let [cert, key] = pem_of(&own, &["localhost", "127.0.0.1"]);
    let write = |name: &str, text: &str| -> PathBuf {
        let path = dir.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let (cert, key) = (write("server.pem", &cert), write("server.key", &key));
    let (ca, stranger) = (write("ca.pem", &own.pem), write("stranger.pem", &other.pem));
    let tls = format!("tls {{\n cert_file: \"{}\"\n key_file: \"{}\"\n}}\n", cert.display(), key.display());
    let Some(server) = Nats::with(&tls, &[]) else { return };
    let (sim, mut config) = centre(193).await;
    let vendor = tap(sim.address()).await;
    let vendors = Vendors { sobot: true, ..Vendors::default() };
    callboard::commands::demo::connect(&mut config, &format!("http://{}", vendor.address), sim.credentials(), vendors)
        .unwrap();
    let way = tap(SocketAddr::from((Ipv4Addr::LOCALHOST, server.port))).await;
    let url = format!("tls://localhost:{}", way.address.port());
    let mut hub = on(&config, &url, "jump1");
    hub.hub.nats.as_mut().unwrap().server.ca_file = Some(ca.clone());
    let mut hub = Contender::start(&hub).await;
    hub.leads().await;
    let trusting =
        |ca: &PathBuf| follows(&url, &config, |follow| (follow.token, follow.ca_file) = (None, Some(ca.clone())));
    let mut wall = Wall::of(&trusting(&stranger));
    wall.until("a refusal", |wall| wall.state().problem.is_some()).await;
    let said = wall.state().problem.unwrap().to_string();
    assert!(said.starts_with("no TLS with the NATS server localhost"), "{said}");
    let mut wall = Wall::of(&trusting(&ca));
    wall.until("the agents", |wall| wall.board.has_roster()).await;
    let number = "13900017788";
    let lookup = Lookup::Calls(CallsAsked { customer: AskedNumber::new(number), ..CallsAsked::default() });
    wall.sources.feed.want(vec![Want::all(lookup.clone())]);
    wall.until("the calls", |wall| wall.board.shelf().get(&lookup).is_some_and(callboard::model::Shelved::has_content))
        .await;
    assert!(vendor.asked(number) > 0, "the vendor is asked for the number as it was typed");
    assert_eq!((way.asked(number), way.answered(number)), (0, 0), "no one on the way reads it");
    hub.end().await;
    let far = board(&config, "nats://nats.example:4222");
    let refused = glue::follow(&far, &glue::clock()).err().unwrap().to_string();
    assert!(refused.contains("begins with nats:// and leads to another machine; use tls://"), "{refused}");
}

pub(super) async fn finding(config: &Config, name: &str) -> (Outcome, String) {
    let checks = checks_of(config, &glue::clock(), PATIENCE);
    let own = checks.into_iter().filter(|check| check.name() == name || check.name() == "hub.reach");
    let found = examine(own.collect(), |_| {}).await;
    let finding = found.iter().find(|finding| finding.name == name).unwrap();
    (finding.verdict.outcome, finding.verdict.says.clone())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_doctor_says_what_is_wrong_with_a_server() {
    let Some(server) = Nats::start() else { return };
    let (_sim, config) = centre(194).await;
    let (url, layout) = (server.url(), Layout::new("main"));
    let (outcome, says) = finding(&board(&config, &url), "hub.reach").await;
    assert_eq!(outcome, Outcome::Failure);
    assert!(says.contains("no hub leads the site main"), "{says}");
    let mut hub = on(&config, &url, "jump1");
    hub.hub.follow = None;
    let (outcome, says) = finding(&hub, "hub.nats").await;
    assert_eq!((outcome, says.contains("has no streams of site main yet")), (Outcome::Warning, true), "{says}");
    let link = Link::connect(&settings(&url, Shown::Nothing)).await.unwrap();
    let mut other = layout.stream_config(1);
    other["description"] = "callboard layout 0".into();
    let body = bytes::Bytes::from(other.to_string());
    link.ask("$JS.API.STREAM.CREATE.CB_main".to_owned(), Vec::new(), body, PATIENCE).await.unwrap();
    let (outcome, says) = finding(&hub, "hub.nats").await;
    assert_eq!(
        (outcome, says.contains("is of another version (callboard layout 0)")),
        (Outcome::Failure, true),
        "{says}"
    );
    let mut small = layout.stream_config(1);
    small["max_age"] = 60_000_000_000_u64.into();
    let body = bytes::Bytes::from(small.to_string());
    link.ask("$JS.API.STREAM.UPDATE.CB_main".to_owned(), Vec::new(), body, PATIENCE).await.unwrap();
    let (outcome, says) = finding(&hub, "hub.nats").await;
    assert_eq!((outcome, says.contains("keeps too little: max_age")), (Outcome::Failure, true), "{says}");
    let held = HeldPort::new();
    let (_, says) = finding(&on(&config, &format!("nats://{}", held.address), "jump1"), "hub.nats").await;
    assert!(says.contains("cannot be reached"), "{says}");
    let Some(plain) = Nats::of("listen: 127.0.0.1:-1\n", "", &[]) else { return };
    let (_, says) = finding(&on(&config, &plain.url(), "jump1"), "hub.nats").await;
    assert!(says.contains("has no JetStream for this account"), "{says}");
    let mut wrong = on(&config, "nats://nats.example:4222", "jump1");
    wrong.hub.follow = None;
    assert!(finding(&wrong, "hub.nats").await.1.contains("use tls://"));
}
