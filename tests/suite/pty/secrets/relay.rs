//! A vendor that knows no shame: it stands between the program and the simulator, puts customers' numbers wherever they
//! fit, repeats in its complaints the tokens and signatures it was sent, and remembers every secret that passed.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use callboard::sim::{Credentials, Options, PushTo, Simulator, afternoon_zone};
use futures_util::StreamExt;
use serde_json::{Map, Value, json};
use tokio::net::TcpSocket;

/// The numbers of the customers: `13912345001` and so on.
const FIRST: u64 = 13_912_345_001;
const NUMBERS: u64 = 20;

/// Where the simulator pushes to, and who listens takes callbacks.
const PUSHED: &str = "/callbacks";

/// A listener that is gone, or hangs, holds up the others no longer.
const HELD_UP: Duration = Duration::from_secs(5);

/// What it answers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// What the simulator says, with numbers in it.
    Fine = 0,
    /// Complaints to everything but the calls for a token.
    Complaining = 1,
    /// Complaints to everything.
    Refusing = 2,
}

#[derive(Default)]
struct Seen {
    /// Tokens that were given.
    tokens: BTreeSet<String>,
    /// Signatures that were sent.
    signatures: BTreeSet<String>,
    paths: BTreeSet<String>,
}

struct Inner {
    base: String,
    http: reqwest_old::Client,
    seen: Mutex<Seen>,
    mood: AtomicU8,
    secrets: Vec<String>,
    /// Who may listen for callbacks.
    listeners: Mutex<Vec<(SocketAddr, TcpSocket)>>,
    /// How many callbacks were taken.
    taken: AtomicUsize,
}

pub struct Relay {
    runtime: Option<tokio::runtime::Runtime>,
    inner: Arc<Inner>,
    pub base_url: String,
    pub credentials: Credentials,
    /// The site's zone, where it is afternoon.
    pub zone: chrono_tz::Tz,
}

impl Relay {
    pub fn open() -> Self {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let anywhere = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        // A relay that is asked by so many programs must not count them.
        let options = Options { agents: 12, rate: Some(60.0), open_calls_per_minute: 100_000, ..Options::new(23) };
        // An agent has to be on the line, at whatever hour this runs.
        let zone = afternoon_zone((options.clock)());
        let options = Options { zone, ..options };
        let simulator = runtime.block_on(Simulator::start(anywhere, options)).unwrap();
        let credentials = simulator.credentials().clone();
        let inner = Arc::new(Inner {
            base: simulator.base_url(),
            http: reqwest_old::Client::builder().no_proxy().build().unwrap(),
            seen: Mutex::default(),
            mood: AtomicU8::new(0),
            secrets: secrets(&credentials),
            listeners: Mutex::default(),
            taken: AtomicUsize::new(0),
        });
        let state = Arc::clone(&inner);
        let listener = runtime.block_on(tokio::net::TcpListener::bind(anywhere)).unwrap();
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        simulator.push_to(PushTo::new(format!("{base_url}{PUSHED}")), "relay").unwrap();
        runtime.spawn(async move {
            // It serves as long as the relay is there.
            let _simulator = simulator;
            axum::serve(listener, Router::new().fallback(pass).with_state(state)).await.unwrap();
        });
        Self { runtime: Some(runtime), inner, base_url, credentials, zone }
    }

    pub fn mood(&self, mood: Mood) {
        self.inner.mood.store(mood as u8, Ordering::SeqCst);
    }

    /// A free port; callbacks go to what listens there.
    pub fn listener(&self) -> SocketAddr {
        // Held without listening: the system gives it to nothing else, and a program that is told of it can listen there.
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_reuseaddr(true).unwrap();
        socket.bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).unwrap();
        let address = socket.local_addr().unwrap();
        self.inner.listeners.lock().unwrap().push((address, socket));
        address
    }

    /// How many callbacks were taken.
    pub fn taken(&self) -> usize {
        self.inner.taken.load(Ordering::SeqCst)
    }

    /// Everything that must be nowhere: what the settings hold, and what travelled.
    pub fn secrets(&self) -> Vec<String> {
        let seen = self.inner.seen.lock().unwrap();
        self.inner.secrets.iter().chain(&seen.tokens).chain(&seen.signatures).cloned().collect()
    }

    pub fn tokens(&self) -> BTreeSet<String> {
        self.inner.seen.lock().unwrap().tokens.clone()
    }

    pub fn signatures(&self) -> usize {
        self.inner.seen.lock().unwrap().signatures.len()
    }

    pub fn paths(&self) -> BTreeSet<String> {
        self.inner.seen.lock().unwrap().paths.clone()
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Inner {
    /// The secret of the tenant that is asked for, which its vendor knows.
    fn own(&self, path: &str) -> &str {
        let at = match path {
            path if path.starts_with("/openapi/") => 3,
            path if path.starts_with("/open/") => 2,
            path if path.starts_with("/callservice") || path.starts_with("/tokens") => 0,
            _ => 1,
        };
        &self.secrets[at]
    }
}

fn secrets(credentials: &Credentials) -> Vec<String> {
    let Credentials { call_app_secret, open_app_key, cn_app_key, moor_secret_key, push_app_key, .. } =
        credentials.clone();
    vec![call_app_secret, open_app_key, cn_app_key, moor_secret_key, push_app_key]
}

/// The planted numbers.
pub fn numbers() -> impl Iterator<Item = u64> {
    FIRST..FIRST + NUMBERS
}

async fn pass(State(inner): State<Arc<Inner>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let sent = carried(&parts.headers, parts.uri.query().unwrap_or_default(), &body);
    let path = parts.uri.path().to_owned();
    if path == PUSHED {
        return pass_on(&inner, parts.headers, &body).await;
    }
    let gives_token = path.contains("oken");
    {
        let mut seen = inner.seen.lock().unwrap();
        seen.signatures.extend(sent.iter().filter(|(name, _)| name.ends_with("sign")).map(|(_, value)| value.clone()));
        seen.paths.insert(path.clone());
    }
    let sent: Vec<String> = sent.into_iter().map(|(_, value)| value).collect();
    let mood = inner.mood.load(Ordering::SeqCst);
    if mood == Mood::Refusing as u8 || (mood == Mood::Complaining as u8 && !gives_token) {
        return complaint(&sent, inner.own(&path));
    }
    let mut headers = parts.headers;
    headers.remove(header::HOST);
    headers.remove(header::ACCEPT_ENCODING);
    headers.remove(header::CONTENT_LENGTH);
    let target = format!("{}{}", inner.base, parts.uri);
    let answer = inner.http.request(parts.method, target).headers(headers).body(body).send().await.unwrap();
    let kind = answer.headers().get(header::CONTENT_TYPE).cloned();
    let is = |name: &str| kind.as_ref().is_some_and(|kind| kind.to_str().unwrap().starts_with(name));
    let mut response = Response::builder().status(answer.status());
    if let Some(kind) = &kind {
        response = response.header(header::CONTENT_TYPE, kind);
    }
    if is("text/event-stream") {
        return response.body(Body::from_stream(events(answer, sent))).unwrap();
    }
    let json = is("application/json");
    let bytes = answer.bytes().await.unwrap();
    let mut document = match serde_json::from_slice::<Value>(&bytes) {
        Ok(document) if json => document,
        _ => return response.body(Body::from(bytes)).unwrap(),
    };
    if gives_token {
        let mut seen = inner.seen.lock().unwrap();
        remember(&document, &mut seen.tokens);
    } else {
        plant(&mut document, &sent, false);
    }
    response.body(Body::from(document.to_string())).unwrap()
}

/// A callback goes to all who listen, with numbers in it: the signature does not cover what it says.
async fn pass_on(inner: &Inner, mut headers: HeaderMap, body: &Bytes) -> Response {
    let mut document: Value = serde_json::from_slice(body).unwrap();
    plant(&mut document, &[], true);
    speak(&mut document);
    headers.remove(header::HOST);
    headers.remove(header::CONTENT_LENGTH);
    let listeners: Vec<SocketAddr> = inner.listeners.lock().unwrap().iter().map(|(address, _)| *address).collect();
    let posts = listeners.into_iter().map(|address| {
        let post = inner.http.post(format!("http://{address}{PUSHED}")).headers(headers.clone());
        post.timeout(HELD_UP).body(document.to_string()).send()
    });
    let answers = futures_util::future::join_all(posts).await;
    let taken = answers.iter().filter(|answer| answer.as_ref().is_ok_and(|answer| answer.status() == 200)).count();
    inner.taken.fetch_add(taken, Ordering::SeqCst);
    Response::new(Body::from("ok"))
}

/// Has every sentence of a dialogue say a number.
fn speak(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(text) if name == "sentenceMessage" => {
                        let number = numbers().last().unwrap();
                        write!(text, " Ring {number} or {}.", dashed(number)).unwrap();
                    }
                    _ => speak(value),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(speak),
        _ => {}
    }
}

/// Everything in a request that proves who asks.
fn carried(headers: &HeaderMap, query: &str, body: &Bytes) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for name in ["authorization", "token", "m7-sign"] {
        if let Some(value) = headers.get(name) {
            let value = value.to_str().unwrap();
            found.push((name.to_owned(), value.trim_start_matches("Bearer ").to_owned()));
        }
    }
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    found.extend(pairs.filter(|(name, _)| *name == "sign").map(|(name, value)| (name.to_owned(), value.to_owned())));
    if let Ok(Value::Object(fields)) = serde_json::from_slice(body) {
        for name in ["sign", "access_token"] {
            if let Some(value) = fields.get(name).and_then(Value::as_str) {
                found.push((name.to_owned(), value.to_owned()));
            }
        }
    }
    found
}

/// A failure in every vendor's own way, which repeats all that must not be seen.
fn complaint(sent: &[String], secret: &str) -> Response {
    let mut numbers = numbers();
    let (one, two) = (numbers.next().unwrap(), dashed(numbers.next().unwrap()));
    let said = format!("{} {secret} failed for {one} and {two}", sent.join(" and "));
    let body = json!({
        "code": "999999", "ret_code": "999999", "status": "error", "success": false,
        "message": said, "ret_msg": said, "msg": said, "reason": said,
    });
    Response::builder()
        .status(StatusCode::INTERNAL_SERVER_ERROR)
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(body.to_string()))
        .unwrap()
}

fn dashed(number: u64) -> String {
    let text = number.to_string();
    format!("{}-{}-{}", &text[..3], &text[3..7], &text[7..])
}

fn is_of_a_token(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.contains("token") && !name.ends_with("type")
}

fn remember(answer: &Value, tokens: &mut BTreeSet<String>) {
    match answer {
        Value::Object(fields) => {
            for (name, value) in fields {
                match value.as_str() {
                    // Its type is a word of the protocol, which the manual has too.
                    Some(text) if is_of_a_token(name) => {
                        tokens.insert(text.to_owned());
                    }
                    _ => remember(value, tokens),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| remember(item, tokens)),
        _ => {}
    }
}

/// Puts numbers and what was sent into every row, and planted numbers in the place of invented ones.
fn plant(value: &mut Value, sent: &[String], row: bool) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields.iter_mut() {
                // Ids of our own kind must stay what they are.
                if !matches!(name.as_str(), "id" | "op" | "path") {
                    plant(value, sent, false);
                }
            }
            if row && !fields.is_empty() {
                extras(fields, sent);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| plant(item, sent, true)),
        Value::String(text) if is_mobile(text) => *text = planted(text).to_string(),
        _ => {}
    }
}

/// Also one that came masked: the vendor may do as it is asked, and another may not.
fn is_mobile(text: &str) -> bool {
    text.len() == 11 && text.starts_with('1') && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'*')
}

fn planted(invented: &str) -> u64 {
    FIRST + invented.replace('*', "0").parse::<u64>().unwrap() % NUMBERS
}

fn extras(fields: &mut Map<String, Value>, sent: &[String]) {
    let mut numbers = numbers().skip(2);
    let mut next = || numbers.next().unwrap();
    let remark = format!("ring back on {} or +86 {}, sent {}", dashed(next()), next(), sent.join(" "));
    fields.insert("remark".to_owned(), json!(remark));
    fields.insert("callbackPhone".to_owned(), json!(next().to_string()));
    fields.insert("visitorId".to_owned(), json!(next().to_string()));
    fields.insert("memo".to_owned(), json!({"lines": [format!("({})", dashed(next())), next()]}));
}

/// The stream with numbers in it, and after its first message some that cannot be read.
fn events(
    answer: reqwest_old::Response,
    sent: Vec<String>,
) -> impl futures_util::Stream<Item = Result<Bytes, std::io::Error>> {
    let mut held = Vec::new();
    let mut told = false;
    answer.bytes_stream().map(move |piece| {
        held.extend_from_slice(&piece.map_err(std::io::Error::other)?);
        let mut out = String::new();
        while let Some(end) = held.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = held.drain(..=end).collect();
            let line = String::from_utf8(line).unwrap();
            match line.trim_end().strip_prefix("data:").map(serde_json::from_str::<Value>) {
                Some(Ok(mut message)) => {
                    plant(&mut message, &sent, false);
                    writeln!(out, "data: {message}").unwrap();
                    if !std::mem::replace(&mut told, true) {
                        out.push_str(&nonsense(&sent));
                    }
                }
                _ => out.push_str(&line),
            }
        }
        Ok(Bytes::from(out))
    })
}

fn nonsense(sent: &[String]) -> String {
    let number = dashed(numbers().last().unwrap());
    let words = format!("{number} {}", sent.join(" "));
    let unknown = json!({"MessageID": words, "list": words});
    let error = json!({"code": 500, "message": words});
    let operation = json!({"op": words, "id": words, "path": words, "value": words});
    let operations =
        json!([operation, {"op": "replace", "id": "x", "path": "agentsMetrics/list/customerNumber", "value": words}]);
    format!("\ndata: {unknown}\n\ndata: {error}\n\ndata: {{\"cut\": \"{words}\n\ndata: {operations}\n")
}
