//! Callbacks over real connections, from a vendor's signature to what the board is told.

use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use callboard::commands::glue;
use callboard::feed::push::{Inbox, Listen, Outbox};
use callboard::feed::{Feed, Request};
use callboard::model::{Board, Callback, Payload, Phase, RejectReason, SourceId, Stamp, Update};
use callboard::platforms::sobot_call::{Callbacks, PushTenant};
use callboard::platforms::{CallbacksApi, Hints};
use callboard::serve::{Receiver, ReceiverLimits, ReceiverSettings};
use secrecy::SecretString;
use serde_json::{Value, json};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto};

use crate::house;
use crate::schemas::hold_update;
use crate::sim_support::md5;
use crate::tls_support::{authority, pem_in, pem_of};

mod demo;
mod doctor;
mod hostile;

const COMPANY: &str = "825072edbd914f47aa8704de02f1cdb6";
const KEY: &str = "forwarding-key";
const NOW: i64 = 1_772_445_600_000;
const PLANTED: &str = "13812345678";

fn here() -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, 0))
}

/// What a receiver of the settings listens by.
fn tenant(listen: SocketAddr) -> PushTenant {
    PushTenant {
        listen,
        path: "/callbacks".to_owned(),
        company_id: COMPANY.to_owned(),
        app_key: SecretString::from(KEY),
        cert: None,
        key: None,
        allow: Vec::new(),
        trusted_proxies: Vec::new(),
    }
}

fn settings(change: impl FnOnce(&mut ReceiverSettings)) -> ReceiverSettings {
    let mut settings = ReceiverSettings {
        listen: here(),
        path: "/callbacks".to_owned(),
        cert: None,
        key: None,
        allow: Vec::new(),
        trusted_proxies: Vec::new(),
        limits: ReceiverLimits::default(),
    };
    change(&mut settings);
    settings
}

fn receiver(settings: ReceiverSettings) -> Receiver<Callbacks> {
    let callbacks = Callbacks::new(COMPANY, &SecretString::from(KEY));
    Receiver::new(Arc::new(callbacks), settings, Arc::new(|| Stamp(NOW)), Hints::default())
}

/// One that listens, and where it does.
fn listening(change: impl FnOnce(&mut ReceiverSettings)) -> (SocketAddr, Outbox) {
    let receiver = receiver(settings(change));
    let address = receiver.take_port().unwrap();
    let (inbox, outbox) = Inbox::new();
    tokio::spawn(async move { receiver.listen(inbox).await });
    (address, outbox)
}

/// A request as the documents have it, its signature made here.
fn request(body: &str, code: &str, time: i64) -> String {
    let sign = md5(&[COMPANY, &time.to_string(), code, KEY]);
    format!(
        "POST /callbacks HTTP/1.1\r\nHost: board.example\r\nConnection: close\r\ncontent-type: application/json;charset=utf-8\r\n\
         X-Log-TimeStamp: {time}\r\nX-Log-RandomCode: {code}\r\nX-Log-Sign: {sign}\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// What is answered, until the connection is closed.
async fn talk(mut stream: impl AsyncRead + AsyncWrite + Unpin, request: &str) -> String {
    // One who has heard enough may close before all is sent.
    let _ = stream.write_all(request.as_bytes()).await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8(answer).unwrap()
}

fn status(answer: &str) -> u16 {
    answer.strip_prefix("HTTP/1.1 ").and_then(|rest| rest.get(..3)).map_or(0, |code| code.parse().unwrap())
}

async fn post(address: SocketAddr, request: &str) -> u16 {
    status(&talk(TcpStream::connect(address).await.unwrap(), request).await)
}

fn event(call: &str) -> Value {
    json!({"messageID": "EventRinging", "creationTime": NOW, "callID": call, "callType": "Inbound", "ANI": PLANTED})
}

fn counted(outbox: &Outbox) -> Vec<(RejectReason, u64)> {
    outbox.seen.borrow().rejected.counts.clone().into_iter().collect()
}

/// The next update for which `is_it` holds.
async fn next(updates: &mut mpsc::Receiver<Update>, mut is_it: impl FnMut(&Update) -> bool) -> Update {
    loop {
        let update = updates.recv().await.expect("the feed lives");
        hold_update(&update);
        if is_it(&update) {
            return update;
        }
    }
}

#[tokio::test]
async fn the_documents_example_reaches_the_board_as_what_the_agent_does() {
    let (mut feed, mut updates) = Feed::new(Arc::new(|| Stamp(NOW)), Arc::new(|| 0.5));
    let receiver = receiver(settings(|_| {}));
    let address = receiver.take_port().unwrap();
    feed.push(Arc::new(receiver));
    let live = |update: &Update| matches!(&update.payload, Payload::Source(report) if report.phase == Phase::Live);
    let mut board = Board::new();
    board.apply(next(&mut updates, live).await);
    assert_eq!(board.source(SourceId::Push).phase, Phase::Live);
    let example = house::text("tests/fixtures/examples/sobot-call/agent-status-callback.json");
    assert_eq!(post(address, &request(&example, "1", NOW)).await, 200);
    let update = next(&mut updates, |update| {
        update.payload.source() == Some(SourceId::Push) && !matches!(update.payload, Payload::Source(_))
    })
    .await;
    let Payload::Pushed(callbacks) = &update.payload else { panic!("{update:?}") };
    let [Callback::State(told)] = callbacks.as_slice() else { panic!("{callbacks:?}") };
    assert_eq!((told.agent.number.as_deref(), told.since), (Some("1001"), Stamp(1_657_126_800_000)));
    board.apply(update);
    assert_eq!(board.source(SourceId::Push).heard, Some(Stamp(NOW)));
    feed.stop().await;
}

#[tokio::test]
async fn what_is_not_the_vendors_is_refused_with_its_status_and_counted() {
    let (address, outbox) = listening(|_| {});
    let good = request(&event("c1").to_string(), "1", NOW);
    let sealed = r#"{"content":"LuB+VCYAKuhhkZ27SyQmemjwFUYO"}"#;
    let large = request("", "9", NOW).replace("Content-Length: 0", "Content-Length: 10000000");
    for (request, expected) in [
        (good.clone(), 200),
        (good.clone(), 409),
        (good.replace("X-Log-Sign: ", "X-Log-Sign: 0"), 401),
        (good.replace("X-Log-Sign", "X-Other"), 401),
        (good.replace("RandomCode: 1", "RandomCode: 2"), 401),
        (request(&event("c2").to_string(), "2", NOW - 300_001), 401),
        (request(&event("c2").to_string(), "3", NOW + 300_001), 401),
        (request(sealed, "4", NOW), 415),
        (request("<html>", "5", NOW), 400),
        (good.replace("POST", "GET"), 405),
        (good.replace("/callbacks", "/"), 404),
        (good.replace("application/json", "text/plain"), 415),
        (large, 413),
        // A captured signature is worth nothing with its time cut shorter either.
        (good.replace(&format!("{NOW}\r\nX-Log-RandomCode: 1"), "1772445600\r\nX-Log-RandomCode: 0001"), 401),
        (request(&event("c3").to_string(), "6", NOW), 200),
    ] {
        assert_eq!(post(address, &request).await, expected, "{}", &request[..200]);
    }
    assert_eq!(outbox.seen.borrow().received, 2);
    let expected = [
        (RejectReason::Undecodable, 1),
        (RejectReason::BadSignature, 3),
        (RejectReason::WrongTime, 3),
        (RejectReason::Replayed, 1),
        (RejectReason::Encrypted, 1),
        (RejectReason::NoCallback, 3),
        (RejectReason::TooLarge, 1),
    ];
    assert_eq!(counted(&outbox), expected);
    assert!(!format!("{:?}", outbox.seen.borrow()).contains(PLANTED));
}

#[tokio::test]
async fn a_slow_body_is_given_up_and_costs_those_beside_it_nothing() {
    let (address, outbox) = listening(|settings| settings.limits.body_time = Duration::from_millis(1));
    let slow = request(&event("c1").to_string(), "1", NOW);
    let (head, _) = slow.split_at(slow.len() - 5);
    assert_eq!(post(address, head).await, 408);
    assert_eq!(counted(&outbox), [(RejectReason::TooSlow, 1)]);
}

#[tokio::test]
async fn with_a_certificate_callbacks_come_by_tls_alone() {
    let scratch = tempfile::tempdir().unwrap();
    let authority = authority();
    let [cert, key] = pem_of(&authority, &["localhost"]);
    let file = |name: &str, text: &str| {
        let path = scratch.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let (both, alone, private) =
        (file("both.pem", &format!("{cert}{key}")), file("cert.pem", &cert), file("key.pem", &key));
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(authority.pem.as_bytes()).unwrap()).unwrap();
    let client = ClientConfig::builder_with_provider(Arc::new(crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let connector = TlsConnector::from(Arc::new(client));
    for (cert, key) in [(both, None), (alone.clone(), Some(private))] {
        let (address, outbox) = listening(|settings| (settings.cert, settings.key) = (Some(cert), key));
        let stream = TcpStream::connect(address).await.unwrap();
        let stream = connector.connect(ServerName::try_from("localhost").unwrap(), stream).await.unwrap();
        assert_eq!(status(&talk(stream, &request(&event("c1").to_string(), "1", NOW)).await), 200);
        assert_eq!(post(address, &request(&event("c2").to_string(), "2", NOW)).await, 0, "plain text");
        assert_eq!(outbox.seen.borrow().received, 1);
    }
    let said = |cert: &Path, key: Option<&Path>| {
        let wrong =
            receiver(settings(|settings| (settings.cert, settings.key) = (Some(cert.into()), key.map(Into::into))));
        wrong.check_certificate().unwrap_err().to_string()
    };
    let nowhere = scratch.path().join("nowhere.pem");
    let [_, other] = pem_of(&authority, &["localhost"]);
    let other = file("other.pem", &other);
    assert!(said(&nowhere, None).contains("cannot be read"));
    assert!(said(&alone, None).contains("holds no private key"));
    assert!(said(&other, None).contains("holds no certificate"));
    assert!(said(&alone, Some(&other)).contains("they must belong together"));
    let alone = receiver(settings(|settings| settings.key = Some(other)));
    assert!(alone.check_certificate().unwrap_err().to_string().contains("and cert is not"));
}

#[tokio::test]
async fn a_port_that_another_program_has_is_said_on_the_board_and_taken_when_it_is_free() {
    let other = TcpListener::bind(here()).await.unwrap();
    let address = other.local_addr().unwrap();
    let (mut feed, mut updates) = Feed::new(Arc::new(|| Stamp(NOW)), Arc::new(|| 0.5));
    feed.push(Arc::new(receiver(settings(|settings| settings.listen = address))));
    let mut board = Board::new();
    let waits = |update: &Update| matches!(&update.payload, Payload::Source(report) if report.error.is_some());
    board.apply(next(&mut updates, waits).await);
    let source = board.source(SourceId::Push);
    assert!(matches!(source.phase, Phase::Waiting { .. }), "{:?}", source.phase);
    let error = source.error.as_ref().unwrap().to_string();
    assert!(error.starts_with(&format!("cannot listen on {address}: ")), "{error}");
    assert!(error.ends_with("or set another listen in [sobot_call.push]"), "{error}");
    drop(other);
    feed.request(Request::Retry(Some(SourceId::Push)));
    let live = |update: &Update| matches!(&update.payload, Payload::Source(report) if report.phase == Phase::Live);
    board.apply(next(&mut updates, live).await);
    assert_eq!(board.source(SourceId::Push).error, None);
    assert_eq!(post(address, &request("[]", "1", NOW)).await, 200);
}

#[tokio::test]
async fn no_planted_number_is_in_what_is_told_of_callbacks() {
    let (mut feed, mut updates) = Feed::new(Arc::new(|| Stamp(NOW)), Arc::new(|| 0.5));
    let receiver = receiver(settings(|_| {}));
    let address = receiver.take_port().unwrap();
    feed.push(Arc::new(receiver));
    let body = json!([
        event("c1"),
        {"callID": "c2", "customerNumber": PLANTED, "startTime": NOW, "endTime": NOW, "dialogue": [{"sentenceMessage": PLANTED}]},
        {"callID": "c2", "partyId": "p1", "DNIS": PLANTED, "note": PLANTED, "userData": {"phone": PLANTED}},
        {"messageID": PLANTED}, {"messageID": format!("Event{PLANTED}"), "callID": "c3"}
    ]);
    assert_eq!(post(address, &request(&body.to_string(), "1", NOW)).await, 200);
    let mut written = String::new();
    let counts = |update: &Update| matches!(&update.payload, Payload::Source(report) if report.rejected.is_some());
    let is_last = |update: &Update| {
        let mut line = Vec::new();
        update.line(&mut line).unwrap();
        written += &(format!("{update:?}\n") + &String::from_utf8(line).unwrap());
        counts(update)
    };
    next(&mut updates, is_last).await;
    assert!(written.contains("138****5678") && !written.contains(PLANTED), "{written}");
}

#[tokio::test]
async fn only_who_listens_listens() {
    let mut config = callboard::config::Config::default();
    let listener = std::net::TcpListener::bind(here()).unwrap();
    let listen = listener.local_addr().unwrap();
    config.tenants.put(tenant(listen));
    let clock: callboard::model::Clock = Arc::new(|| Stamp(NOW));
    // The port is in use, so who listens says so; a snapshot does not listen.
    let glue::Sources { feed, mut updates, .. } = glue::start(&config, &clock).unwrap();
    let mut board = glue::start_listening(&config, &clock).unwrap();
    let of_push = |update: &Update| update.payload.source() == Some(SourceId::Push);
    next(&mut board.updates, of_push).await;
    drop(feed);
    while let Some(update) = updates.recv().await {
        assert!(!of_push(&update), "{update:?}");
    }
    // What the receiver is tried with is what its platform signs.
    let callbacks = Callbacks::new(COMPANY, &SecretString::from(KEY));
    assert_eq!(callbacks.sign(Stamp(NOW), "r")[2].1, md5(&[COMPANY, &NOW.to_string(), "r", KEY]));
}

#[tokio::test]
async fn the_command_prints_what_comes_masked_and_says_what_is_refused_and_why() {
    let scratch = tempfile::tempdir().unwrap();
    let mut program = Command::new(env!("CARGO_BIN_EXE_callboard"))
        .args(["push", "--listen", "127.0.0.1:0", "--company-id", COMPANY, "--app-key-env", "PUSH_KEY"])
        .env_clear()
        .env("PUSH_KEY", KEY)
        .env("HOME", scratch.path())
        .env("CALLBOARD_SYSTEM_CONFIG", "")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut out = BufReader::new(program.stdout.take().unwrap()).lines().map(Result::unwrap);
    let mut said = BufReader::new(program.stderr.take().unwrap()).lines().map(Result::unwrap);
    let first = said.next().unwrap();
    let address = first.strip_prefix("callboard: listening on http://").and_then(|rest| rest.split('/').next());
    let address: SocketAddr = address.unwrap_or_else(|| panic!("{first}")).parse().unwrap();
    let now = glue::clock()().ms();
    assert_eq!(post(address, &request(&event("c1").to_string(), "1", now)).await, 200);
    let line: Value = serde_json::from_str(&out.next().unwrap()).unwrap();
    assert_eq!((&line["kind"], &line["data"][0]["event"]["call"]), (&json!("pushed"), &json!("c1")));
    assert_eq!(line["data"][0]["event"]["customer"]["masked"], json!("138****5678"));
    assert_eq!(post(address, &request(&event("c1").to_string(), "1", now)).await, 409);
    assert_eq!(said.next().unwrap(), "callboard: refused with 409 (replayed): a callback came a second time");
    assert_eq!(post(address, &request(r#"{"messageID":"Moonrise"}"#, "2", now)).await, 200);
    assert_eq!(said.next().unwrap(), "callboard: not read (unknown_message): MessageID \"Moonrise\"");
    let pid = rustix::process::Pid::from_child(&program);
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    assert!(program.wait().unwrap().success());
    assert_eq!(said.next().unwrap(), "callboard: 2 callbacks taken, 2 refused or not read");
}

#[test]
fn the_command_says_what_it_needs_to_know_who_signs() {
    let scratch = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_callboard"))
            .arg("push")
            .args(arguments)
            .env_clear()
            .env("PUSH_KEY", KEY)
            .env("HOME", scratch.path())
            .env("CALLBOARD_SYSTEM_CONFIG", "")
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        String::from_utf8(output.stderr).unwrap()
    };
    assert!(run(&[]).contains("it is not known who signs callbacks: set [sobot_call.push]"));
    assert!(run(&["--app-key-env", "PUSH_KEY"]).contains("needs company_id beside app_key_env"));
    let beyond = ["--company-id", "1", "--app-key-env", "PUSH_KEY", "--listen", "0.0.0.0:0"];
    assert!(run(&beyond).contains("--listen: \"0.0.0.0:0\" must be an address of this machine alone"));
}
