//! Proxies on the way: who is asked for what, and who is to blame when it does not lead there.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use callboard::http::{Answer, Http, Request, Trust, Verb};
use callboard::model::{Party, Stamp, Step};
use callboard::platforms::{ErrorKind, Result};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A host that only a proxy, or the test, can look up.
const VENDOR: &str = "vendor.test";
const USER: &str = "me";
const PASSWORD: &str = "hu:sh@";
/// The two of them, as a variable has them.
const SIGNED: &str = "me:hu%3Ash%40@";

/// A client of the vendor by the proxy that `variable` names; names are looked up by the test.
fn client(scheme: &str, variable: &'static str, value: String) -> Http {
    let trust = Trust::default()
        .looking_up(Arc::new(|name| match name {
            VENDOR => Ok(vec![IpAddr::from([192, 0, 2, 7])]),
            _ => Err(std::io::Error::other("no such host, says the test")),
        }))
        .going_by(Arc::new(move |name| (name == variable).then(|| value.clone())));
    Http::trusting(&format!("{scheme}://{VENDOR}"), "base_url", &trust).unwrap()
}

async fn ask(http: &Http) -> Result<Answer> {
    let query = [("sign", "planted-secret".to_owned())];
    let request = Request { verb: Verb::Get, path: "/thing", query: &query, headers: &[], body: None };
    http.ask(&request, || Stamp(0)).await
}

async fn head(stream: &mut TcpStream) -> String {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && stream.read_exact(&mut byte).await.is_ok() {
        head.extend_from_slice(&byte);
    }
    String::from_utf8_lossy(&head).into_owned()
}

async fn listener() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

/// An address at which nothing listens.
async fn nothing() -> SocketAddr {
    listener().await.1
}

/// How a SOCKS proxy answers.
#[derive(Clone, Copy)]
enum Socks {
    /// With this method, and this status of the command.
    With(u8, u8),
    /// Not at all.
    Closes,
    /// As another server would.
    Http,
}

/// A SOCKS5 proxy, and what it was asked for; behind it is a vendor who answers `{}`.
async fn socks(how: Socks) -> (SocketAddr, Arc<Mutex<Vec<String>>>) {
    let (listener, address) = listener().await;
    let asked: Arc<Mutex<Vec<String>>> = Arc::default();
    let kept = Arc::clone(&asked);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let kept = Arc::clone(&kept);
            tokio::spawn(async move { lead(stream, how, &kept).await });
        }
    });
    (address, asked)
}

/// Reads so many bytes.
async fn read(stream: &mut TcpStream, count: u8) -> Option<Vec<u8>> {
    let mut bytes = vec![0; count.into()];
    stream.read_exact(&mut bytes).await.ok()?;
    Some(bytes)
}

async fn lead(mut stream: TcpStream, how: Socks, asked: &Mutex<Vec<String>>) -> Option<()> {
    let count = read(&mut stream, 2).await?[1];
    read(&mut stream, count).await?;
    let (method, status) = match how {
        Socks::With(method, status) => (method, status),
        Socks::Closes => return None,
        Socks::Http => {
            stream.write_all(b"HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n").await.ok()?;
            return None;
        }
    };
    stream.write_all(&[5, method]).await.ok()?;
    if method == 2 {
        let user = read(&mut stream, 2).await?[1];
        let user = read(&mut stream, user).await?;
        let password = read(&mut stream, 1).await?[0];
        let password = read(&mut stream, password).await?;
        let good = user == USER.as_bytes() && password == PASSWORD.as_bytes();
        stream.write_all(&[1, u8::from(!good)]).await.ok()?;
        if !good {
            return None;
        }
    }
    let kind = read(&mut stream, 4).await?[3];
    let host = if kind == 3 {
        let count = read(&mut stream, 1).await?[0];
        String::from_utf8(read(&mut stream, count).await?).unwrap()
    } else {
        read(&mut stream, 4).await?.iter().map(u8::to_string).collect::<Vec<_>>().join(".")
    };
    let port = read(&mut stream, 2).await?;
    asked.lock().unwrap().push(format!("{host}:{}", u16::from_be_bytes([port[0], port[1]])));
    stream.write_all(&[5, status, 0, 1, 0, 0, 0, 0, 0, 0]).await.ok()?;
    if status == 0 {
        head(&mut stream).await;
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}").await.ok()?;
    }
    Some(())
}

#[tokio::test]
async fn a_socks_proxy_leads_to_the_vendor_and_looks_names_up_where_its_kind_says_so() {
    for (kind, asked_for) in [("socks5h", "vendor.test:80"), ("socks5", "192.0.2.7:80")] {
        for (method, user) in [(0, ""), (2, SIGNED)] {
            let (address, asked) = socks(Socks::With(method, 0)).await;
            let http = client("http", "ALL_PROXY", format!("{kind}://{user}{address}"));
            assert_eq!(ask(&http).await.unwrap().body, "{}", "{kind}");
            assert_eq!(*asked.lock().unwrap(), [asked_for], "{kind}");
        }
    }
}

#[tokio::test]
async fn what_a_socks_proxy_refuses_is_its_own_fault_and_says_what_to_do() {
    use Socks::{Closes, Http, With};
    let there = "the proxy socks5h://PROXY (ALL_PROXY)";
    for (how, user, says, advice) in [
        (With(255, 0), "", "asks for a user name and password", "put them into ALL_PROXY, as in "),
        (With(2, 0), "", "asks for a user name and password", "put them into ALL_PROXY, as in "),
        (With(255, 0), SIGNED, "takes no user name and password", "remove them from ALL_PROXY"),
        (With(2, 0), "other:one@", "does not accept the user name and password of ALL_PROXY", "correct them there"),
        (With(0, 1), "", "failed to connect to vendor.test:80", "check the address in the settings"),
        (With(0, 2), "", "forbid vendor.test:80", "ask its operator to allow that host and port"),
        (With(0, 3), "", "does not reach vendor.test:80 (network unreachable)", "check the address"),
        (With(0, 4), "", "does not reach vendor.test:80 (host unreachable)", "check the address"),
        (With(0, 5), "", "does not reach vendor.test:80 (connection refused)", "check the address"),
        (With(0, 6), "", "does not reach vendor.test:80 (ttl expired)", "check the address"),
        (With(0, 8), "", "does not take such an address: vendor.test:80", "write socks5:// in ALL_PROXY"),
        (Closes, "", "closed the connection instead of leading to vendor.test:80", "check the kind and the port"),
        (Http, "", "is no proxy of that kind", "check the kind (http://, socks5h://) and the port in ALL_PROXY"),
    ] {
        let (address, _) = socks(how).await;
        let error = ask(&client("http", "ALL_PROXY", format!("socks5h://{user}{address}"))).await.unwrap_err();
        let told = error.to_string();
        let (said, remedy) = told.rsplit_once("; ").unwrap();
        let said = said.replace(&address.to_string(), "PROXY");
        let named =
            said.contains(there) || said == "what answers at socks5h://PROXY (ALL_PROXY) is no proxy of that kind";
        assert!(named && said.ends_with(says) && remedy.starts_with(advice), "{says}: {error}");
        let problem = &error.problem;
        assert_eq!((problem.blame(), error.kind), (Some((Party::Proxy, Step::Tunnel)), ErrorKind::Network));
        assert_eq!(problem.remedy().as_deref(), Some(remedy));
        for secret in ["planted", PASSWORD, "sh%40", "other", "GET"] {
            assert!(!format!("{error:?}").contains(secret), "{secret}: {error:?}");
        }
    }
}

/// A proxy that answers every request with this, or closes, and the first lines of what it was asked.
async fn http_proxy(answer: &'static str) -> SocketAddr {
    let (listener, address) = listener().await;
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                head(&mut stream).await;
                let _ = stream.write_all(answer.as_bytes()).await;
            });
        }
    });
    address
}

const ASKS: &str = "HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
const FORBIDS: &str =
    "HTTP/1.1 403 Forbidden\r\ncontent-type: text/html\r\ncontent-length: 6\r\nconnection: close\r\n\r\n<html>";
const FAILS: &str = "HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";

#[tokio::test]
async fn what_an_http_proxy_refuses_is_its_own_fault_with_and_without_a_tunnel() {
    let there = "the proxy http://PROXY (HTTPS_PROXY)";
    for (answer, user, says, advice) in [
        (ASKS, "", "asks for a user name and password (HTTP 407)", "put them into HTTPS_PROXY"),
        (ASKS, SIGNED, "does not accept the user name and password of HTTPS_PROXY (HTTP 407)", "correct them there"),
        (FORBIDS, "", "opens no tunnel to vendor.test:443", "ask its operator to allow that host and port"),
        (FAILS, "", "opens no tunnel to vendor.test:443", "ask its operator to allow that host and port"),
        ("", "", "closed the connection instead of leading to vendor.test:443", "check the kind and the port"),
    ] {
        let address = http_proxy(answer).await;
        let error = ask(&client("https", "HTTPS_PROXY", format!("http://{user}{address}"))).await.unwrap_err();
        let said = error.to_string().replace(&address.to_string(), "PROXY");
        assert!(said.starts_with(&format!("{there} {says}; {advice}")), "{error}");
        assert_eq!(error.problem.blame().map(|(party, _)| party), Some(Party::Proxy));
        assert!(!format!("{error:?}").contains("sh%40") && !error.to_string().contains(PASSWORD), "{error:?}");
    }
    let there = there.replace("HTTPS", "HTTP");
    for (answer, user, says, party) in [
        (ASKS, "", "THERE asks for a user name and password (HTTP 407); put them into HTTP_PROXY", Party::Proxy),
        (ASKS, SIGNED, "THERE does not accept the user name and password of HTTP_PROXY (HTTP 407); ", Party::Proxy),
        (
            FORBIDS,
            "",
            "GET /thing at vendor.test: THERE or the host behind it forbids this (an HTML page with HTTP 403); ask the operator of the proxy",
            Party::Vendor,
        ),
        (
            FAILS,
            "",
            "GET /thing at vendor.test: THERE or the host behind it answered HTTP 502; trying again",
            Party::Gateway,
        ),
    ] {
        let address = http_proxy(answer).await;
        let answered = ask(&client("http", "HTTP_PROXY", format!("http://{user}{address}"))).await.unwrap();
        let error = answered.status_error("GET /thing at vendor.test", None).unwrap();
        let said = error.to_string().replace(&address.to_string(), "PROXY").replace(&there, "THERE");
        assert!(said.starts_with(says), "{error}");
        assert_eq!(error.problem.blame().map(|(party, _)| party), Some(party), "{said}");
    }
}

#[tokio::test]
async fn a_dead_proxy_is_said_with_its_variable_and_nothing_of_the_vendor() {
    for (scheme, variable, kind) in [
        ("https", "HTTPS_PROXY", "http"),
        ("http", "HTTP_PROXY", "http"),
        ("https", "ALL_PROXY", "https"),
        ("http", "all_proxy", "socks5h"),
        ("https", "https_proxy", "socks5"),
    ] {
        let address = nothing().await;
        let http = client(scheme, variable, format!("{kind}://{address}"));
        let error = ask(&http).await.unwrap_err();
        let begins = format!("the proxy {kind}://{address} ({variable}) takes no connection (Connection refused");
        assert!(error.to_string().starts_with(&begins), "{error}");
        assert!(
            error.to_string().ends_with(&format!("; check that it runs, and the address in {variable}")),
            "{error}"
        );
        assert!(!error.to_string().contains(VENDOR), "{error}");
        // What looks at the steps one by one says the same.
        assert_eq!(http.connect().await.unwrap_err().to_string(), error.to_string());
    }
    for kind in ["http", "socks5h", "socks5"] {
        let error = ask(&client("https", "HTTPS_PROXY", format!("{kind}://nowhere.test:8080"))).await.unwrap_err();
        let expected = format!(
            "the name of the proxy {kind}://nowhere.test:8080 (HTTPS_PROXY) cannot be looked up (no such host, says the test); check HTTPS_PROXY, and this machine's DNS"
        );
        assert_eq!(error.to_string(), expected);
        assert_eq!(error.problem.blame().map(|(party, _)| party), Some(Party::Resolver));
    }
}

#[tokio::test]
async fn a_name_that_socks5_leaves_to_this_machine_is_said_with_the_way_to_leave_it_to_the_proxy() {
    let (address, _) = socks(Socks::With(0, 0)).await;
    let trust = Trust::default()
        .looking_up(Arc::new(|_| Err(std::io::Error::other("no such host, says the test"))))
        .going_by(Arc::new(move |name| (name == "ALL_PROXY").then(|| format!("socks5://{address}"))));
    let error = ask(&Http::trusting("http://vendor.test", "base_url", &trust).unwrap()).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "GET /thing at vendor.test: the name of the host cannot be looked up (no such host, says the test); check the address in the settings and this machine's DNS, or write socks5h:// in ALL_PROXY, and the proxy looks it up"
    );
}

#[tokio::test]
async fn a_variable_of_no_use_is_said_before_anything_is_asked() {
    for (value, says) in [
        (
            "socks4://me:hush@p:1",
            "ALL_PROXY names a proxy of the kind socks4://, which callboard does not speak; write socks5h://, socks5://, http:// or https:// there",
        ),
        (
            "http://[bad",
            "ALL_PROXY holds no address of a proxy; write it like http://proxy.example:3128 or socks5h://proxy.example:1080",
        ),
    ] {
        let http = client("https", "ALL_PROXY", value.to_owned());
        let error = ask(&http).await.unwrap_err();
        assert_eq!((error.kind, error.to_string().as_str()), (ErrorKind::Settings, says));
        assert_eq!(http.look_up().await.unwrap_err().to_string(), says);
        assert_eq!(error.problem.blame().map(|(party, _)| party), Some(Party::Settings));
    }
}
