//! What hubs and boards show to a server beside passwords: files of credentials, and certificates.

use std::path::{Path, PathBuf};

use callboard::feed::hub::problem::Unlinked;

use super::jwt;
use super::*;
use crate::tls_support::{authority, pem_of};

fn write(dir: &Path, name: &str, text: &str) -> PathBuf {
    let path = dir.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_has_a_file_of_credentials_is_let_in_and_who_has_another_or_none_is_told() {
    let (lines, files) = jwt::account();
    let Some(server) = Nats::of(&lines, "", &[]) else { return };
    let (_sim, config) = centre(196).await;
    let dir = tempfile::tempdir().unwrap();
    let own = write(dir.path(), "own.creds", &files[0]);
    let other = write(dir.path(), "other.creds", &files[1]);
    let torn = write(dir.path(), "torn.creds", "-----BEGIN NATS USER JWT-----\n");
    let mut hub = on(&config, &server.url(), "jump1");
    hub.hub.nats.as_mut().unwrap().access.creds_file = Some(own.clone());
    let mut hub = Contender::start(&hub).await;
    hub.leads().await;
    let wall = |file: &Path| {
        let mut own = board(&config, &server.url());
        own.hub.access.creds_file = Some(file.to_owned());
        Wall::of(&own)
    };
    let mut let_in = wall(&own);
    let_in.until("the agents", |wall| wall.board.has_roster()).await;
    let refused = |said: String, expected: &str| assert!(said.contains(expected), "{said}");
    for (file, expected) in [
        (&other, "refuses these credentials; check user, token, creds_file, nkey_file and cert beside its address"),
        (&torn, "torn.creds cannot be used: "),
        (&dir.path().join("none.creds"), "none.creds cannot be used: "),
    ] {
        let mut wall = wall(file);
        wall.until("a refusal", |wall| wall.state().problem.is_some()).await;
        let said = wall.state().problem.unwrap().to_string();
        refused(said.clone(), expected);
        assert!(!said.contains("SUA") && wall.told_anew == 0, "{said}");
    }
    let mut wall = Wall::of(&board(&config, &server.url()));
    wall.until("a refusal", |wall| wall.state().problem.is_some()).await;
    refused(wall.state().problem.unwrap().to_string(), "refuses these credentials");
    hub.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_has_the_seed_of_an_nkey_that_the_server_knows_is_let_in_and_may_do_what_its_user_may() {
    let ([hubs, of_hub], [boards, of_board], [_, of_stranger]) = (jwt::nkey(7), jwt::nkey(8), jwt::nkey(9));
    let users = format!(
        "authorization {{\n users: [\n  {{ nkey: {hubs} }}\n  {{ nkey: {boards}, permissions {{\n   publish: [\"cb.main.ask\", \
         \"$JS.API.DIRECT.GET.>\"]\n   subscribe: [\"cb.main.out\", \"cb.main.about\", \"cb.main.found.>\", \"_INBOX.>\"]\n  }} }}\n \
         ]\n}}\n"
    );
    let Some(server) = Nats::with(&users, &[]) else { return };
    let (_sim, config) = centre(198).await;
    let mut hub = on(&config, &server.url(), "jump1");
    hub.hub.nats.as_mut().unwrap().access.nkey = Some(SecretString::from(of_hub));
    let mut hub = Contender::start(&hub).await;
    hub.leads().await;
    let wall = |seed: &str| {
        let mut own = board(&config, &server.url());
        own.hub.access.nkey = Some(SecretString::from(seed));
        Wall::of(&own)
    };
    let mut let_in = wall(&of_board);
    let_in.until("the agents", |wall| wall.board.has_roster()).await;
    let mut refused = wall(&of_stranger);
    refused.until("a refusal", |wall| wall.state().problem.is_some()).await;
    let said = refused.state().problem.unwrap().to_string();
    assert!(said.contains("refuses these credentials; check user, token, creds_file, nkey_file"), "{said}");
    assert!(!said.contains("SUA") && refused.told_anew == 0, "{said}");
    let link = Link::connect(&settings(&server.url(), Shown::Nkey(SecretString::from(of_board)))).await.unwrap();
    let put = link.put("cb.main.in".to_owned(), Vec::new(), "x".into()).await;
    assert!(matches!(&put, Err(Unlinked::Denied(_, said)) if said.contains("cb.main.in")), "{put:?}");
    hub.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_wants_certificates_lets_in_who_shows_one_that_it_trusts() {
    let dir = tempfile::tempdir().unwrap();
    let (own, other) = (authority(), authority());
    let both = |name: &str, [cert, key]: [String; 2]| {
        [write(dir.path(), &format!("{name}.pem"), &cert), write(dir.path(), &format!("{name}.key"), &key)]
    };
    let ca = write(dir.path(), "ca.pem", &own.pem);
    let [cert, key] = both("server", pem_of(&own, &["localhost", "127.0.0.1"]));
    let of_hub = both("hub", pem_of(&own, &["hub"]));
    let (of_board, of_stranger) =
        (both("board", pem_of(&own, &["board"])), both("stranger", pem_of(&other, &["board"])));
    let tls = format!(
        "tls {{\n cert_file: \"{}\"\n key_file: \"{}\"\n ca_file: \"{}\"\n verify: true\n}}\n",
        cert.display(),
        key.display(),
        ca.display()
    );
    let Some(server) = Nats::with(&tls, &[]) else { return };
    let (_sim, config) = centre(197).await;
    let url = format!("tls://localhost:{}", server.port);
    let showing = |follow: &mut Follows, shown: Option<&[PathBuf; 2]>| {
        (follow.token, follow.ca_file) = (None, Some(ca.clone()));
        if let Some([cert, key]) = shown {
            (follow.cert, follow.key) = (Some(cert.clone()), Some(key.clone()));
        }
    };
    let mut hub = on(&config, &url, "jump1");
    showing(&mut hub.hub.nats.as_mut().unwrap().server, Some(&of_hub));
    let mut hub = Contender::start(&hub).await;
    hub.leads().await;
    // What the whole process trusts is trusted beside it.
    let beside = write(dir.path(), "network.pem", &other.pem);
    for (shown, network, is_in) in [
        (Some(&of_board), None, true),
        (Some(&of_board), Some(&beside), true),
        (Some(&of_stranger), Some(&beside), false),
        (Some(&of_stranger), None, false),
        (None, None, false),
    ] {
        let mut own = follows(&url, &config, |follow| showing(follow, shown));
        own.network.ca_file = network.cloned();
        let mut wall = Wall::of(&own);
        wall.until("an answer", |wall| wall.state().problem.is_some() || wall.board.has_roster()).await;
        assert_eq!(wall.board.has_roster(), is_in, "{shown:?}: {:?}", wall.state().problem);
        if !is_in {
            let said = wall.state().problem.unwrap().to_string();
            assert!(said.contains(&format!("the NATS server localhost:{}", server.port)), "{said}");
        }
    }
    hub.end().await;
}
