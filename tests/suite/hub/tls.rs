//! Boards over TLS: who shows what to whom.

use std::path::PathBuf;

use super::*;
use crate::tls_support::{authority, pem_of};

/// Certificates of one company, in files: its CA, the hub's, a board's, and a board's of another company.
struct Company {
    _dir: tempfile::TempDir,
    ca: PathBuf,
    hub: [PathBuf; 2],
    board: [PathBuf; 2],
    stranger: [PathBuf; 2],
}

fn company() -> Company {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = dir.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let (own, other) = (authority(), authority());
    let both = |name: &str, [cert, key]: [String; 2]| {
        [write(&format!("{name}.pem"), &cert), write(&format!("{name}.key"), &key)]
    };
    let ca = write("ca.pem", &own.pem);
    let hub = both("hub", pem_of(&own, &["localhost", "127.0.0.1"]));
    let board = both("board", pem_of(&own, &["board"]));
    let stranger = both("stranger", pem_of(&other, &["board"]));
    Company { ca, hub, board, stranger, _dir: dir }
}

/// A board that shows this certificate, and this token.
fn showing(url: &str, config: &Config, company: &Company, cert: Option<&[PathBuf; 2]>, token: Option<&str>) -> Wall {
    Wall::of(&follows(url, config, |hub| {
        hub.token = token.map(SecretString::from);
        hub.ca_file = Some(company.ca.clone());
        if let Some([cert, key]) = cert {
            (hub.cert, hub.key) = (Some(cert.clone()), Some(key.clone()));
        }
    }))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_board_is_let_in_by_its_token_or_by_a_certificate_that_the_hub_trusts() {
    let (_sim, mut config) = centre(91).await;
    let company = company();
    let [cert, key] = company.hub.clone();
    config.hub.serve =
        HubServe { cert: Some(cert), key: Some(key), client_ca: Some(company.ca.clone()), ..config.hub.serve.clone() };
    let running = Running::start(&config);
    let url = format!("https://localhost:{}", running.address.port());
    for (cert, token, is_in) in [
        (None, Some(TOKEN), true),
        (Some(&company.board), None, true),
        (Some(&company.stranger), Some(TOKEN), false),
        (None, Some("another-token-of-the-hub"), false),
    ] {
        let mut wall = showing(&url, &config, &company, cert, token);
        wall.until("an answer", |wall| wall.state().problem.is_some() || wall.board.has_roster()).await;
        assert_eq!(wall.board.has_roster(), is_in, "{cert:?} {token:?}: {:?}", wall.state().problem);
    }
    running.end().await;
    // Without a token certificates are all there is.
    config.hub.serve.token = None;
    let running = Running::start(&config);
    let url = format!("https://localhost:{}", running.address.port());
    for (cert, is_in) in [(Some(&company.board), true), (Some(&company.stranger), false), (None, false)] {
        let mut wall = showing(&url, &config, &company, cert, Some(TOKEN));
        wall.until("an answer", |wall| wall.state().problem.is_some() || wall.board.has_roster()).await;
        assert_eq!(wall.board.has_roster(), is_in, "{cert:?}: {:?}", wall.state().problem);
    }
    running.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_board_follows_no_hub_whose_certificate_it_does_not_trust() {
    let (_sim, mut config) = centre(92).await;
    let company = company();
    let [cert, key] = company.hub.clone();
    config.hub.serve = HubServe { cert: Some(cert), key: Some(key), ..config.hub.serve.clone() };
    let running = Running::start(&config);
    let url = format!("https://localhost:{}", running.address.port());
    let mut wall = Wall::of(&follows(&url, &config, |_| {}));
    wall.until("a refusal", |wall| wall.state().problem.is_some()).await;
    let said = wall.state().problem.unwrap().to_string();
    assert!(said.contains("the issuer of the certificate is not trusted here"), "{said}");
    assert!(running.stats.borrow().boards == 0 && running.stats.borrow().refused == 0, "it was asked nothing");
    running.end().await;
}
