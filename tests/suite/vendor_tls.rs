//! A company's own network: hosts whose certificate only a private CA has issued, and the proxy on the way to them.

use std::net::{Ipv4Addr, SocketAddr};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Output, Stdio};
use std::sync::{Arc, Mutex};

use callboard::http::{Answer, Http, Request, Trust, Verb};
use callboard::model::{Flaw, Party, Problem, Stamp, Step, Transport};
use callboard::platforms::{ErrorKind, Result};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, GeneralSubtree, IsCa, NameConstraints,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use crate::tls_support::{ALWAYS, acceptor, acceptor_with, authority, authority_with, self_signed};

/// A host that cannot be looked up: only a proxy is ever asked for it.
const VENDOR: &str = "vendor.invalid";

/// A server that answers `{}` to everything, with a certificate of a CA made for it alone.
struct Server {
    address: SocketAddr,
    /// The CA, as a file would hold it.
    ca: String,
}

async fn server() -> Server {
    let authority = authority();
    let acceptor = acceptor(&authority, &["localhost", "127.0.0.1", VENDOR], ALWAYS);
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                // A client that trusts no certificate ends the handshake.
                let Ok(mut stream) = acceptor.accept(stream).await else { return };
                head(&mut stream).await;
                let answer = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}";
                let _ = stream.write_all(answer.as_bytes()).await;
                let _ = stream.shutdown().await;
            });
        }
    });
    Server { address, ca: authority.pem }
}

/// Reads the head of a request.
async fn head(stream: &mut (impl AsyncReadExt + Unpin)) -> String {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && stream.read_exact(&mut byte).await.is_ok() {
        head.extend_from_slice(&byte);
    }
    String::from_utf8(head).unwrap()
}

/// A proxy that leads every tunnel to `target`, and the first lines of what it was asked.
async fn proxy(target: SocketAddr) -> (SocketAddr, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let asked: Arc<Mutex<Vec<String>>> = Arc::default();
    let kept = Arc::clone(&asked);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let kept = Arc::clone(&kept);
            tokio::spawn(async move {
                let head = head(&mut stream).await;
                let Some(first) = head.lines().next() else { return };
                kept.lock().unwrap().push(first.to_owned());
                let mut inner = TcpStream::connect(target).await.unwrap();
                stream.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await.unwrap();
                let _ = copy_bidirectional(&mut stream, &mut inner).await;
            });
        }
    });
    (address, asked)
}

async fn ask(http: &Http) -> Result<Answer> {
    let request = Request { verb: Verb::Get, path: "/", query: &[], headers: &[], body: None };
    http.ask(&request, || Stamp(0)).await
}

#[tokio::test]
async fn a_private_ca_is_refused_unless_the_settings_name_it() {
    let server = server().await;
    let base = format!("https://127.0.0.1:{}", server.address.port());
    let scratch = tempfile::tempdir().unwrap();
    let file = scratch.path().join("ca.pem");
    std::fs::write(&file, &server.ca).unwrap();

    let error = ask(&Http::trusting(&base, "base_url", &Trust::default()).unwrap()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Network);
    assert!(error.to_string().contains("certificate"), "{error}");

    let trust = Trust::from_file(&file).unwrap();
    let answer = ask(&Http::trusting(&base, "base_url", &trust).unwrap()).await.unwrap();
    assert_eq!((answer.status, answer.body.as_str()), (200, "{}"));

    // However it has been kept: with a mark in front, other ends of lines, words around, or two bytes a character.
    let marked = format!("\u{FEFF}{}", server.ca);
    let dressed = format!("Bag Attributes\r\n    friendlyName: ours\r\n{}\r\nbye", server.ca.replace('\n', "\r\n"));
    let wide = marked.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for kept in [marked.into_bytes(), dressed.into_bytes(), wide] {
        std::fs::write(&file, &kept).unwrap();
        let trust = Trust::from_file(&file).unwrap();
        assert_eq!(ask(&Http::trusting(&base, "base_url", &trust).unwrap()).await.unwrap().status, 200);
    }

    // Another CA of the same kind is of no use here.
    std::fs::write(&file, &self::server().await.ca).unwrap();
    let other = Trust::from_file(&file).unwrap();
    assert!(ask(&Http::trusting(&base, "base_url", &other).unwrap()).await.is_err());
}

#[test]
fn a_ca_file_that_is_none_is_said_with_its_name() {
    let scratch = tempfile::tempdir().unwrap();
    let at = |name: &str| scratch.path().join(name);
    std::fs::write(at("empty.pem"), "").unwrap();
    std::fs::write(at("broken.pem"), "-----BEGIN CERTIFICATE-----\n%%%\n-----END CERTIFICATE-----\n").unwrap();
    for name in ["missing.pem", "empty.pem", "broken.pem", "."] {
        let error = Trust::from_file(&at(name)).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Settings);
        assert!(error.to_string().contains("ca_file in [network]") && error.to_string().contains("PEM"), "{error}");
    }
}

/// The problem with the certificate that `acceptor` shows to one who trusts `ca` beside the system's.
async fn flaw(acceptor: TlsAcceptor, ca: &str) -> (String, Flaw) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let base = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let _ = acceptor.accept(stream).await;
        }
    });
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), ca).unwrap();
    let trust = Trust::from_file(file.path()).unwrap().looking_up(Arc::new(|_| Ok(vec![Ipv4Addr::LOCALHOST.into()])));
    let error = ask(&Http::trusting(&base, "base_url", &trust).unwrap()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Network);
    let said = error.to_string();
    let problem = error.problem;
    assert_eq!(problem.blame(), Some((Party::Certificate, Step::Tls)), "{said}");
    assert!(problem.remedy().is_some());
    match problem {
        Problem::Transport(problem) => match *problem {
            Transport::Certificate { flaw, .. } => (said, flaw),
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn every_flaw_of_a_certificate_has_its_own_sentence() {
    const HOST: &[&str] = &["localhost"];
    let ca = |params: &mut CertificateParams| params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    // As `openssl req -x509` makes one.
    let (shown, pem) = self_signed(HOST, ca);
    let (said, found) = flaw(shown, &pem).await;
    assert_eq!(found, Flaw::CaAsHost);
    assert!(said.contains("the host shows the certificate of a CA as its own (self-signed); give the host"), "{said}");
    assert!(!said.contains("CaUsedAsEndEntity") && !said.contains("check the address"), "{said}");

    let known = authority();
    let (shown, _) = self_signed(HOST, |_| {});
    assert_eq!(flaw(shown, &known.pem).await.1, Flaw::UnknownIssuer);
    assert_eq!(flaw(acceptor_with(&known, &[], |_| {}), &known.pem).await.1, Flaw::NoName);
    let (said, found) = flaw(acceptor_with(&known, &["a.test", "b.test"], |_| {}), &known.pem).await;
    assert_eq!(found, Flaw::OtherNames(vec!["a.test".to_owned(), "b.test".to_owned()]));
    assert!(said.contains("is for another host (a.test, b.test); check the address"), "{said}");
    let client =
        |params: &mut CertificateParams| params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    assert_eq!(flaw(acceptor_with(&known, HOST, client), &known.pem).await.1, Flaw::Purpose);

    let same_name = |params: &mut CertificateParams| params.distinguished_name.push(DnType::CommonName, "one name");
    let (old, new) = (authority_with(same_name), authority_with(same_name));
    assert_eq!(flaw(acceptor(&new, HOST, ALWAYS), &old.pem).await.1, Flaw::BadSignature);

    let narrow = authority_with(|params| {
        let permitted_subtrees = vec![GeneralSubtree::DnsName("elsewhere.test".to_owned())];
        params.name_constraints = Some(NameConstraints { permitted_subtrees, excluded_subtrees: Vec::new() });
    });
    assert_eq!(flaw(acceptor(&narrow, HOST, ALWAYS), &narrow.pem).await.1, Flaw::NameConstraint);
}

/// Runs `callboard doctor` on a tenant at [`VENDOR`], in an environment that holds these variables alone.
fn doctor(home: &Path, settings: &str, environment: &[(&str, &str)]) -> (Output, serde_json::Value) {
    let file = home.join("config.toml");
    std::fs::write(&file, settings).unwrap();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_callboard"))
        .args(["doctor", "--format", "json", "--only", "sobot_open.tls", "--config"])
        .arg(&file)
        .env_clear()
        .env("HOME", home)
        .env("CALLBOARD_SYSTEM_CONFIG", "")
        .envs(environment.iter().copied())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let document = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)));
    (output, document)
}

fn outcome<'a>(document: &'a serde_json::Value, name: &str) -> &'a str {
    let checks = document["checks"].as_array().unwrap();
    let check = checks.iter().find(|check| check["name"] == name).unwrap();
    check["outcome"].as_str().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_proxy_of_the_environment_leads_to_the_vendor_and_its_ca_is_trusted_by_the_settings() {
    let server = server().await;
    let (proxy, asked) = proxy(server.address).await;
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join("ca.pem"), &server.ca).unwrap();
    let tenant = format!("[sobot_open]\nbase_url = \"https://{VENDOR}\"\napp_id = \"a\"\napp_key = \"k\"\n");
    let trusting = format!("[network]\nca_file = \"ca.pem\"\n{tenant}");
    let url = format!("http://{proxy}");

    let (output, document) = doctor(home.path(), &trusting, &[("HTTPS_PROXY", &url)]);
    assert_eq!(output.status.code(), Some(0), "{document:#}");
    assert_eq!(outcome(&document, "sobot_open.tls"), "ok");
    // The check of the connection says nothing to the proxy.
    let told: Vec<String> = asked.lock().unwrap().iter().filter(|line| !line.is_empty()).cloned().collect();
    assert_eq!(told, [format!("CONNECT {VENDOR}:443 HTTP/1.1")]);

    let (output, document) = doctor(home.path(), &tenant, &[("HTTPS_PROXY", &url)]);
    assert_eq!(output.status.code(), Some(1));
    let tls = document["checks"].as_array().unwrap().iter().find(|check| check["name"] == "sobot_open.tls").unwrap();
    assert_eq!(tls["outcome"], "failure");
    assert!(tls["advice"].as_str().unwrap().contains("ca_file"), "{tls:#}");

    // A name that is longer than names can be: a resolver need not ask to know that.
    let nowhere = format!("{}.invalid", "n".repeat(64));
    let elsewhere = trusting.replace(VENDOR, &nowhere);
    let (_, document) = doctor(home.path(), &elsewhere, &[("HTTPS_PROXY", &url), ("NO_PROXY", &nowhere)]);
    assert_eq!(outcome(&document, "sobot_open.dns"), "failure");
    assert_eq!(outcome(&document, "sobot_open.tls"), "skipped");
}
