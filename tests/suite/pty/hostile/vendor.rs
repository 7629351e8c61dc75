//! A vendor whose people call themselves what they like: the simulator behind a proxy that puts hostile text into every
//! name, label and reason on its way, or answers with refusals full of it.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode, Uri};
use axum::response::IntoResponse;
use callboard::cli::Vendors;
use callboard::commands::simulate;
use callboard::sim::{Options, Simulator, afternoon_zone};
use futures_util::StreamExt;
use serde_json::{Map, Value, json};
use tokio::runtime::Runtime;

/// What is put around a name, in turn.
fn evil(turn: usize) -> String {
    const EVIL: [&str; 32] = [
        "\x1b[2J\x1b[1;1H",
        "\x1b]0;pwned\x07",
        "\x1b]2;pwned\x1b\\",
        "\x1b]8;;http://pwned.example/\x1b\\click\x1b]8;;\x1b\\",
        "\x1b]52;c;cHduZWQ=\x07",
        "\x1b]9;pwned\x07",
        "\x1bP$q\"p\x1b\\",
        "\x1b_pwned\x1b\\",
        "\x1b^pwned\x1b\\\x1bXpwned\x1b\\",
        "\x1bc\x1b(0\x1b)0\x1b#8\x1b7\x1b8\x1bM",
        "\x07\x08\x08\x08\x0b\x0c\x0e\x0f\x00\x05\x16",
        "\r\n\t\u{85}\u{2028}\u{2029}",
        "\u{7f}\u{80}\u{84}\u{88}\u{8d}\u{8e}\u{8f}",
        "\u{9b}2J\u{9b}31m",
        "\u{9d}0;pwned\u{9c}",
        "\u{90}pwned\u{9c}\u{98}pwned\u{9c}\u{9e}pwned\u{9c}\u{9f}pwned\u{9c}",
        "\u{202e}\u{202d}\u{202a}\u{202b}\u{202c}",
        "\u{2066}\u{2067}\u{2068}\u{2069}",
        "\u{200e}\u{200f}\u{61c}",
        "\u{200b}\u{200c}\u{200d}\u{2060}\u{feff}",
        "\u{fe0e}\u{fe0f}\u{fe00}\u{e0100}",
        "\u{e0001}\u{e0041}\u{e007f}",
        "\u{3164}\u{ffa0}\u{115f}\u{1160}\u{180e}\u{ad}\u{34f}",
        "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}\u{200d}\u{1f466}\u{1f3fd}",
        "\u{e000}\u{f8ff}\u{f0000}\u{10fffd}",
        "\u{fff9}a\u{fffa}b\u{fffb}\u{fffc}\u{fffd}",
        "=cmd|' /C calc'!A0",
        "{name} %s %n $HOME $(id)",
        "\x1b[",
        "\x1b]0;never ended",
        "FLOOD",
        "LONG",
    ];
    match EVIL[turn % EVIL.len()] {
        "FLOOD" => format!("Z{}", "\u{300}\u{316}\u{489}\u{20dd}\u{1ab0}".repeat(100)),
        "LONG" => "W".repeat(10_000),
        other => other.to_owned(),
    }
}

/// What the proxy does.
#[derive(Clone, Copy, PartialEq)]
pub enum Mood {
    /// Puts hostile text around every name.
    Names = 0,
    /// Refuses, with a reason.
    Refusals = 1,
    /// Answers what no document names.
    Nonsense = 2,
    /// Puts extreme values into every sixth field.
    Extremes = 3,
}

struct Proxy {
    behind: String,
    http: reqwest_old::Client,
    mood: AtomicU8,
    turn: AtomicUsize,
}

/// The vendor.
pub struct Vendor {
    runtime: Runtime,
    simulator: Option<Simulator>,
    proxy: Arc<Proxy>,
    /// The site's zone.
    pub zone: String,
    /// Settings that make a board its tenant; without `[site]`.
    pub settings: String,
}

impl Vendor {
    pub fn start() -> Self {
        let runtime = Runtime::new().unwrap();
        let anywhere = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let options = Options { agents: 30, rate: Some(20.0), open_calls_per_minute: 10_000, ..Options::new(1) };
        // Where it is the busy middle of the afternoon now.
        let zone = afternoon_zone((options.clock)());
        let options = Options { zone, ..options };
        let simulator = runtime.block_on(Simulator::start(anywhere, options)).unwrap();
        let proxy = Arc::new(Proxy {
            behind: simulator.base_url(),
            http: reqwest_old::Client::builder().no_proxy().build().unwrap(),
            mood: AtomicU8::new(Mood::Names as u8),
            turn: AtomicUsize::new(0),
        });
        let listener = runtime.block_on(tokio::net::TcpListener::bind(anywhere)).unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().fallback(answer).with_state(Arc::clone(&proxy));
        runtime.spawn(async move { axum::serve(listener, router).await });
        let all = Vendors { sobot: true, cn: true, moor: true };
        let settings = simulate::settings(&base, zone, simulator.credentials(), all);
        let settings =
            settings.split_once("\n\n").unwrap().1.replace("[sobot_open]", "[sobot_open]\ncalls_per_minute = 600");
        Self { runtime, simulator: Some(simulator), proxy, zone: zone.to_string(), settings }
    }

    /// The agents' names, as they were before anything was put around them.
    pub fn names(&self) -> Vec<String> {
        let truth = self.simulator.as_ref().unwrap().live_truth();
        let agents = truth["agents"].as_array().unwrap();
        agents.iter().map(|agent| agent["agentName"].as_str().unwrap().to_owned()).collect()
    }

    pub fn is(&self, mood: Mood) {
        self.proxy.mood.store(mood as u8, Ordering::SeqCst);
    }
}

impl Drop for Vendor {
    fn drop(&mut self) {
        if let Some(simulator) = self.simulator.take() {
            self.runtime.block_on(simulator.stop());
        }
    }
}

async fn answer(
    State(proxy): State<Arc<Proxy>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    let mood = proxy.mood.load(Ordering::SeqCst);
    if mood == Mood::Refusals as u8 || mood == Mood::Nonsense as u8 {
        return refusal(&proxy, mood);
    }
    let url = format!("{}{}", proxy.behind, uri.path_and_query().map_or("/", |path| path.as_str()));
    let method = Method::from_bytes(method.as_str().as_bytes()).unwrap();
    let mut request = proxy.http.request(method, url).body(body.to_vec());
    for (name, value) in
        headers.iter().filter(|(name, _)| !matches!(name.as_str(), "host" | "content-length" | "accept-encoding"))
    {
        request = request.header(name.as_str(), value.as_bytes());
    }
    let Ok(answer) = request.send().await else { return StatusCode::BAD_GATEWAY.into_response() };
    let status = StatusCode::from_u16(answer.status().as_u16()).unwrap();
    let kind = answer.headers().get("content-type").map(|kind| kind.to_str().unwrap().to_owned()).unwrap_or_default();
    let body = if kind.starts_with("text/event-stream") {
        Body::from_stream(answer.bytes_stream().scan(Vec::new(), move |held: &mut Vec<u8>, piece| {
            let whole = piece.map(|piece| {
                held.extend_from_slice(&piece);
                let end = held.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
                let lines: Vec<u8> = held.drain(..end).collect();
                decorate_lines(&proxy, &String::from_utf8(lines).unwrap())
            });
            std::future::ready(Some(whole))
        }))
    } else {
        let bytes = answer.bytes().await.unwrap_or_default();
        match serde_json::from_slice::<Value>(&bytes) {
            Ok(mut value) => {
                decorate(&proxy, "", &mut value);
                Body::from(wire(&value))
            }
            Err(_) => Body::from(bytes.to_vec()),
        }
    };
    Response::builder().status(status).header("content-type", kind).body(body).unwrap()
}

/// Half of a character, as some encoders cut names, is no JSON to the parser, and comes all the same.
fn wire(value: &Value) -> String {
    let mut text = value.to_string().replace("LONE", "\\ud83d");
    if text.contains("\"RAW") {
        for (index, extreme) in EXTREMES.iter().enumerate() {
            text = text.replace(&format!("\"RAW{index}RAW\""), extreme);
        }
    }
    text
}

/// JSON that stands where a number, a time, a share or a name belongs.
const EXTREMES: [&str; 31] = [
    "18446744073709551615",
    "9223372036854775807",
    "-9223372036854775808",
    "-1",
    "-0",
    "-0.0",
    "1e308",
    "-1e308",
    "9999999999999999999999999999999999999999",
    "0.30000000000000004",
    "253402300799999",
    "253402300800000",
    "8640000000000001",
    "\"NaN\"",
    "\"Infinity\"",
    "\"1e999\"",
    "\"99999999999999999999999999\"",
    "\"300000-01-01 00:00:00\"",
    "\"9999-12-31 23:59:59\"",
    "\"0000-00-00 00:00:00\"",
    "\"2026-02-30T25:61:61Z\"",
    "\"99:99:99\"",
    "\"307445734561825860:59:59\"",
    "\"-5%\"",
    "\"1e308%\"",
    "\"\"",
    "{}",
    "[]",
    "[[[[[[[[{\"a\":[[[[]]]]}]]]]]]]]",
    "true",
    "null",
];

/// Without these nothing would come of a message at all.
fn is_of_protocol(key: &str) -> bool {
    const PROTOCOL: [&str; 14] = [
        "MessageID",
        "op",
        "path",
        "id",
        "agentUUID",
        "token",
        "access_token",
        "accessToken",
        "expires_in",
        "ret_code",
        "retCode",
        "code",
        "success",
        "total",
    ];
    PROTOCOL.contains(&key)
}

fn decorate_lines(proxy: &Proxy, lines: &str) -> String {
    let mut out = String::new();
    for line in lines.split_inclusive('\n') {
        let message = line.strip_prefix("data:").and_then(|data| serde_json::from_str::<Value>(data).ok());
        match message {
            Some(mut message) => {
                decorate(proxy, "", &mut message);
                out.extend(["data: ", &wire(&message), "\n"]);
            }
            None => out.push_str(line),
        }
    }
    out
}

/// Puts hostile text around whatever is there to be read, or extreme values in place of some.
fn decorate(proxy: &Proxy, key: &str, value: &mut Value) {
    let extremes = proxy.mood.load(Ordering::Relaxed) == Mood::Extremes as u8;
    match value {
        Value::String(_) | Value::Number(_) | Value::Null if extremes => {
            let turn = proxy.turn.fetch_add(1, Ordering::Relaxed);
            if turn.is_multiple_of(6) && !is_of_protocol(key) {
                *value = json!(format!("RAW{}RAW", turn / 6 % EXTREMES.len()));
            }
        }
        Value::String(text) if is_for_reading(key, text) => {
            let turn = proxy.turn.fetch_add(1, Ordering::Relaxed);
            *text = format!(
                "{}{text}{}{}",
                evil(turn),
                evil(turn / 32 + 7),
                if turn.is_multiple_of(5) { "LONE" } else { "" }
            );
        }
        Value::Array(items) => items.iter_mut().for_each(|item| decorate(proxy, key, item)),
        Value::Object(fields) => {
            // An operation's value is of the field that its path names.
            let field = fields.get("path").and_then(Value::as_str).and_then(|path| path.rsplit('/').next());
            let field = field.unwrap_or_default().to_owned();
            for (key, value) in fields.iter_mut() {
                decorate(proxy, if key == "value" { &field } else { key }, value);
            }
            if fields.contains_key("agentName") {
                extra(fields);
            }
        }
        _ => {}
    }
}

/// Fields that no document has, values that no field has.
fn extra(fields: &mut Map<String, Value>) {
    fields.insert("skill\x1b]0;pwned\x07s\u{202e}".to_owned(), json!(["\x1b[31m", {"\u{9b}2J": "\u{200b}"}]));
    fields.insert("agentBusyReasonCode".to_owned(), json!(9_223_372_036_854_775_807_i64));
}

/// Whether a text is a name, a label, a reason or a number of a person: no id, no time, no code of the protocol.
fn is_for_reading(key: &str, text: &str) -> bool {
    const NAMES: [&str; 6] =
        ["agentID", "agentName", "thisDN", "customerNumber", "customerPrivacyNumber", "clientType"];
    const OTHERS: [&str; 19] = [
        "name", "nick", "label", "title", "desc", "remark", "msg", "message", "reason", "staff", "robot", "group",
        "number", "caller", "callee", "phone", "city", "province", "url",
    ];
    let lower = key.to_ascii_lowercase();
    let of_protocol = ["id", "uuid", "code", "time", "date", "token", "status", "path", "op", "type", "timezone"];
    NAMES.contains(&key)
        || OTHERS.iter().any(|word| lower.contains(word))
            && !of_protocol.iter().any(|end| lower.ends_with(end))
            && !text.is_empty()
}

fn refusal(proxy: &Proxy, mood: u8) -> Response<Body> {
    let turn = proxy.turn.fetch_add(1, Ordering::Relaxed);
    let said = format!("no {} sir {} never{}", evil(turn), evil(turn / 2 + 3), evil(turn + 1));
    let status = [400, 403, 500, 502, 200, 404, 429][turn % 7];
    let mut answer = Response::builder().status(status);
    let headers = answer.headers_mut().unwrap();
    let eight_bits = HeaderValue::from_bytes(b"\x9b2J\x9d0;pwned\x9c \xff").unwrap();
    for name in ["server", "x-request-id", "retry-after", "date"] {
        headers.insert(name, eight_bits.clone());
    }
    let body = if mood == Mood::Refusals as u8 {
        headers.insert("content-type", HeaderValue::from_static("application/json"));
        wire(&json!({
            "code": "400", "ret_code": "999999", "retCode": "900002", "retMsg": said, "ret_msg": said, "message": said,
            "msg": said, "reason": said, "error": said, "success": false, "status": "error", "MessageID": said,
        }))
    } else if turn.is_multiple_of(11) {
        headers.insert("content-type", HeaderValue::from_static("application/json"));
        "[{\"item\":".repeat(100_000)
    } else {
        headers.insert("content-type", eight_bits);
        format!("<html><title>{said}</title>{said}{}", "[".repeat(100_000))
    };
    answer.body(Body::from(body)).unwrap()
}
