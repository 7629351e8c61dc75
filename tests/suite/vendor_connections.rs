//! Which requests share a connection, and what becomes of one that its peer neither reads nor writes any more.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use callboard::http::{Http, Opening, REQUEST_TIMEOUT, Request, Verb};
use callboard::model::Stamp;
use callboard::platforms::{ErrorKind, Result};
use futures_util::future::join_all;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::time;
use tokio_rustls::LazyConfigAcceptor;
use tokio_rustls::rustls::server::Acceptor;

use crate::vendor_support::NOW;

/// What a server has seen, and how it goes on.
#[derive(Default)]
struct Seen {
    connections: AtomicUsize,
    /// Connections that there are now are left alone from the next request on.
    stalled: AtomicBool,
    /// Every request: its connection, from 1, and its first line.
    requests: Mutex<Vec<(usize, String)>>,
    /// A connection was closed by the other side.
    left: Notify,
    /// A connection was closed from here.
    closed: Notify,
}

impl Seen {
    /// The connections of the requests so far.
    fn used(&self) -> Vec<usize> {
        self.requests.lock().unwrap().iter().map(|(connection, _)| *connection).collect()
    }
}

const EVENTS: &str = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n: hello\n\n";
const ANSWER: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}";
const CUT: &str = "HTTP/1.1 200 OK\r\ncontent-length: 200\r\n\r\n{";

/// A server that keeps connections, and a client of it.
async fn server() -> (Arc<Seen>, Http) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let http = Http::new(&format!("http://{}", listener.local_addr().unwrap()), "base_url").unwrap();
    let seen = Arc::new(Seen::default());
    let told = Arc::clone(&seen);
    tokio::spawn(async move {
        loop {
            let (socket, _) = listener.accept().await.unwrap();
            let number = told.connections.fetch_add(1, Ordering::SeqCst) + 1;
            tokio::spawn(serve(socket, number, Arc::clone(&told)));
        }
    });
    (seen, http)
}

async fn serve(mut socket: TcpStream, number: usize, seen: Arc<Seen>) {
    let stalls = !seen.stalled.load(Ordering::SeqCst);
    loop {
        if stalls && seen.stalled.load(Ordering::SeqCst) {
            return std::future::pending().await;
        }
        let Some(line) = request(&mut socket).await else { return seen.left.notify_one() };
        let stalled = stalls && seen.stalled.load(Ordering::SeqCst);
        seen.requests.lock().unwrap().push((number, line.clone()));
        if stalled {
            return std::future::pending().await;
        }
        let answer = match line.split(' ').nth(1) {
            Some("/stream") => EVENTS,
            Some("/cut") => CUT,
            _ => ANSWER,
        };
        socket.write_all(answer.as_bytes()).await.unwrap();
        if line.contains("/cut") || line.contains("/once") {
            // Its end is on the way for a while on a busy machine: it has arrived when the other side closes too.
            socket.shutdown().await.unwrap();
            while socket.read(&mut [0; 64]).await.is_ok_and(|read| read > 0) {}
            return seen.closed.notify_one();
        }
    }
}

/// The first line of the next request, which is read to its end.
async fn request(socket: &mut TcpStream) -> Option<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(socket.read_u8().await.ok()?);
    }
    let head = String::from_utf8(head).unwrap();
    let length = head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    socket.read_exact(&mut body).await.ok()?;
    head.lines().next().map(str::to_owned)
}

async fn ask(http: &Http, path: &str) -> Result<String> {
    let body = json!({});
    let verb = if path == "/posted" { Verb::Post } else { Verb::Get };
    let body = (verb == Verb::Post).then_some(&body);
    let asked = Request { verb, path, query: &[], headers: &[], body };
    http.ask(&asked, || Stamp(NOW)).await.map(|answer| answer.body.clone())
}

/// Lets a request wait for as long as it may: no byte comes that could be waited for instead.
async fn ask_in_vain(http: &Http, path: &str) {
    time::pause();
    let began = time::Instant::now();
    let error = ask(http, path).await.unwrap_err();
    assert!(began.elapsed() >= REQUEST_TIMEOUT);
    time::resume();
    assert_eq!(error.kind, ErrorKind::Network);
    assert!(error.to_string().ends_with("did not answer within 15 s; trying again"), "{error}");
}

#[tokio::test]
async fn a_request_that_timed_out_takes_its_connection_along() {
    let (seen, http) = server().await;
    ask(&http, "/a").await.unwrap();
    ask(&http, "/posted").await.unwrap();
    assert_eq!(seen.used(), [1, 1], "one after the other is one connection");
    seen.stalled.store(true, Ordering::SeqCst);
    ask_in_vain(&http, "/posted").await;
    ask(&http, "/posted").await.unwrap();
    assert_eq!(seen.connections.load(Ordering::SeqCst), 2);
    assert_eq!(seen.used().last(), Some(&2));
}

#[tokio::test]
async fn of_many_dead_connections_the_first_timeout_is_the_last() {
    let (seen, http) = server().await;
    for all in join_all((0..6).map(|_| ask(&http, "/a"))).await {
        all.unwrap();
    }
    let before = seen.connections.load(Ordering::SeqCst);
    assert!(before > 1, "asked at once, they have one each");
    seen.stalled.store(true, Ordering::SeqCst);
    ask_in_vain(&http, "/a").await;
    for _ in 0..6 {
        ask(&http, "/a").await.unwrap();
    }
    assert!(seen.used().into_iter().rev().take(6).all(|connection| connection > before), "{:?}", seen.used());
}

#[tokio::test]
async fn polls_a_minute_apart_share_no_connection() {
    let (seen, http) = server().await;
    for _ in 0..3 {
        ask(&http, "/posted").await.unwrap();
        time::pause();
        time::advance(Duration::from_secs(5)).await;
        time::resume();
    }
    assert_eq!(seen.used(), [1, 2, 3]);
}

#[tokio::test]
async fn a_stream_has_a_connection_of_its_own_and_gives_it_up_with_its_end() {
    let (seen, http) = server().await;
    let asked = Request { verb: Verb::Get, path: "/stream", query: &[], headers: &[], body: None };
    let open = || http.open(&asked, || Stamp(NOW));
    let (Ok(Opening::Stream(one)), Ok(Opening::Stream(other))) = (open().await, open().await) else {
        panic!("no streams")
    };
    ask(&http, "/a").await.unwrap();
    ask(&http, "/posted").await.unwrap();
    assert_eq!(seen.used(), [1, 2, 3, 3], "neither streams nor anything else wait for each other");
    drop(one.bytes);
    seen.left.notified().await;
    drop(other.bytes);
    seen.left.notified().await;
}

#[tokio::test]
async fn a_stream_whose_headers_never_come_takes_its_connection_along() {
    let (seen, http) = server().await;
    ask(&http, "/a").await.unwrap();
    seen.stalled.store(true, Ordering::SeqCst);
    let asked = Request { verb: Verb::Get, path: "/stream", query: &[], headers: &[], body: None };
    time::pause();
    let error = http.open(&asked, || Stamp(NOW)).await.err().unwrap();
    time::resume();
    assert_eq!(error.kind, ErrorKind::Late);
    assert!(matches!(http.open(&asked, || Stamp(NOW)).await, Ok(Opening::Stream(_))));
    assert_eq!(seen.used().last(), Some(&2));
}

#[tokio::test]
async fn an_answer_cut_in_its_middle_leaves_nothing_to_the_next() {
    let (seen, http) = server().await;
    let error = ask(&http, "/cut").await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Network);
    assert!(error.to_string().contains(": the connection broke ("), "{error}");
    assert_eq!(ask(&http, "/a").await.unwrap(), "{}");
    assert_eq!(seen.used(), [1, 2]);
}

#[tokio::test]
async fn a_post_meets_no_connection_that_was_closed_while_it_lay_idle() {
    let (seen, http) = server().await;
    for _ in 0..5 {
        ask(&http, "/once").await.unwrap();
        seen.closed.notified().await;
        assert_eq!(ask(&http, "/posted").await.unwrap(), "{}");
    }
}

#[tokio::test]
async fn no_connection_is_offered_for_http_2() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let http = Http::new(&format!("https://{}", listener.local_addr().unwrap()), "base_url").unwrap();
    let heard = tokio::spawn(async move {
        let (socket, _) = listener.accept().await.unwrap();
        let start = LazyConfigAcceptor::new(Acceptor::default(), socket).await.unwrap();
        let offered = start.client_hello().alpn().map(|names| names.map(<[u8]>::to_vec).collect::<Vec<_>>());
        offered.unwrap_or_default()
    });
    assert!(ask(&http, "/a").await.is_err(), "the handshake never ends");
    assert!(!heard.await.unwrap().contains(&b"h2".to_vec()));
}
