//! The way to the vendor: names that cannot be looked up, certificates that are not to be trusted, handshakes that are cut.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use callboard::commands::demo;
use callboard::feed::Request;
use callboard::http::{self, Http, Trust, Verb};
use callboard::model::Stamp;
use callboard::platforms::ErrorKind;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};

use super::*;
use crate::screen_support::health;
use crate::tls_support::{ALWAYS, acceptor, authority};

/// What is at the vendor's address, one after the other.
const TROUBLES: [(&str, &str); 7] = [
    (
        "no name",
        "the name of the host cannot be looked up (no such host, says the test); check the address in the settings, and this machine's DNS",
    ),
    ("expired", "the certificate has expired (2001-01-01 00:00 UTC); check this machine's clock (20"),
    ("not yet", "the certificate is not valid yet (from 2190-01-01 00:00 UTC); check this machine's clock (20"),
    ("other name", "the certificate is for another host (elsewhere.example); check the address in the settings"),
    ("unknown", "the issuer of the certificate is not trusted here; if it is your company's, name its CA as ca_file"),
    (
        "cut",
        "the TLS handshake failed (tls handshake eof); check the address in the settings, the firewall and the proxy",
    ),
    ("plain", "no TLS is spoken there; check the address in the settings (https:// or http://)"),
];

/// A host in front of the simulator, with one trouble after the other, and none at the end.
struct Front {
    address: SocketAddr,
    trouble: Arc<AtomicUsize>,
    trust: Trust,
}

async fn front(target: SocketAddr) -> Front {
    let (known, unknown) = (authority(), authority());
    let good = acceptor(&known, &["localhost"], ALWAYS);
    let acceptors = [
        ("expired", acceptor(&known, &["localhost"], (2000, 2001))),
        ("not yet", acceptor(&known, &["localhost"], (2190, 2200))),
        ("other name", acceptor(&known, &["elsewhere.example"], ALWAYS)),
        ("unknown", acceptor(&unknown, &["localhost"], ALWAYS)),
    ];
    let scratch = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(scratch.path(), &known.pem).unwrap();
    let trouble: Arc<AtomicUsize> = Arc::default();
    let (looked, served) = (Arc::clone(&trouble), Arc::clone(&trouble));
    let trust = Trust::from_file(scratch.path()).unwrap().looking_up(Arc::new(move |name| {
        if name == "localhost" && looked.load(Ordering::SeqCst) == 0 {
            return Err(std::io::Error::other("no such host, says the test"));
        }
        Ok(vec![Ipv4Addr::LOCALHOST.into()])
    }));
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let now = TROUBLES.get(served.load(Ordering::SeqCst)).map(|(name, _)| *name);
            let bad = now.and_then(|now| acceptors.iter().find(|(name, _)| *name == now));
            let acceptor = bad.map_or_else(|| good.clone(), |(_, acceptor)| acceptor.clone());
            tokio::spawn(async move {
                match now {
                    Some("cut") => {
                        // What the client begins with, and then nothing.
                        let _ = stream.read(&mut [0; 8192]).await;
                    }
                    Some("plain") => {
                        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n").await;
                        let _ = stream.read(&mut [0; 4096]).await;
                    }
                    _ => {
                        let Ok(mut stream) = acceptor.accept(stream).await else { return };
                        let mut inner = TcpStream::connect(target).await.unwrap();
                        let _ = copy_bidirectional(&mut stream, &mut inner).await;
                    }
                }
            });
        }
    });
    Front { address, trouble, trust }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_trouble_with_names_and_certificates_says_what_to_do_and_asking_again_is_enough() {
    let answer = wiremock::MockServer::start().await;
    wiremock::Mock::given(wiremock::matchers::any())
        .respond_with(wiremock::ResponseTemplate::new(200).set_body_string("{}"))
        .mount(&answer)
        .await;
    let front = front(*answer.address()).await;
    let base = format!("https://localhost:{}", front.address.port());
    let http = Http::trusting(&base, "base_url", &front.trust).unwrap();
    let query = [("sign", "planted-secret".to_owned())];
    let request = http::Request { verb: Verb::Get, path: "/thing", query: &query, headers: &[], body: None };
    for (at, (trouble, said)) in TROUBLES.into_iter().enumerate() {
        front.trouble.store(at, Ordering::SeqCst);
        let error = http.ask(&request, || Stamp(0)).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Network, "{trouble}");
        let place = format!("GET /thing at localhost:{}: ", front.address.port());
        assert!(error.to_string().starts_with(&place) && error.to_string().contains(said), "{trouble}: {error}");
        assert!(!error.to_string().contains("planted"), "{error}");
    }
    front.trouble.store(usize::MAX, Ordering::SeqCst);
    assert_eq!(http.ask(&request, || Stamp(0)).await.unwrap().body, "{}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn names_and_certificates_that_fail_are_on_screen_while_they_do_and_the_board_equals_the_truth_after() {
    let vendors = Vendors { sobot: true, ..Vendors::default() };
    let mut desk = Desk::open(Options { rate: Some(300.0), ..afternoon(41) }, vendors, glue::clock()).await;
    let target = desk.simulator.base_url().trim_start_matches("http://").parse().unwrap();
    let front = front(target).await;
    let base = format!("https://localhost:{}", front.address.port());
    demo::connect(&mut desk.config, &base, desk.simulator.credentials(), vendors).unwrap();
    // Who else makes a client in this moment looks names up likewise; other tests have addresses.
    front.trust.clone().of_this_process();
    desk.start();
    Trust::default().of_this_process();
    for (at, (trouble, said)) in TROUBLES.into_iter().enumerate() {
        front.trouble.store(at, Ordering::SeqCst);
        let all_say = |board: &Board| {
            let errors = SourceId::FIXED.map(|id| board.source(id).error.clone());
            errors.iter().all(|error| error.as_ref().is_some_and(|error| error.to_string().contains(said)))
        };
        let asked = async {
            while !all_say(&desk.board) {
                desk.sources().feed.request(Request::Retry(None));
                // What was under way when the trouble changed tells of the one before.
                while let Ok(update) = timeout(Duration::from_secs(1), desk.sources().updates.recv()).await {
                    desk.board.apply(update.unwrap());
                    if all_say(&desk.board) {
                        break;
                    }
                }
            }
        };
        assert!(timeout(PATIENCE, asked).await.is_ok(), "{trouble} is never said");
        let screen = health(&desk.board, (desk.clock)(), desk.config.site.timezone);
        assert!(screen.matches(said).count() >= SourceId::FIXED.len(), "{trouble} is not on screen: {screen}");
        assert!(!desk.board.has_roster());
    }
    front.trouble.store(usize::MAX, Ordering::SeqCst);
    desk.sources().feed.request(Request::Retry(None));
    desk.until("figures", |board| whole(board) && applied(board) > 200).await;
    desk.equals_the_truth().await;
    for id in SourceId::FIXED {
        assert_eq!(desk.board.source(id).error, None, "{id}");
    }
    desk.close().await;
}
