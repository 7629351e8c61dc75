//! Vendors whose answers carry no `Date`, on a machine whose clock is off: from a server written by hand, since a mock
//! always tells the time.

use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use callboard::platforms::sobot_call::CallClient;
use callboard::platforms::sobot_open::OpenClient;
use callboard::platforms::{ChatApi, ErrorKind, Hints, Urgency};
use chrono::NaiveDate;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::vendor_support::{Hands, NOW, OpenGate, call_settings, counting, fixture, open_settings};

/// How far the vendor's clock is ahead of ours, in ms.
const AHEAD: i64 = 600_000;

/// A vendor that takes signatures by its own clock alone and never tells it.
struct Vendor {
    url: String,
    /// How far off a signature's moment was, in ms, for each that was asked with.
    signed: Arc<Mutex<Vec<i64>>>,
    ahead: Arc<AtomicI64>,
    chats: Arc<AtomicUsize>,
}

/// The value of `name` in a query or in JSON.
fn number(request: &str, name: &str) -> Option<i64> {
    let (_, behind) = request.split_once(name)?;
    let digits: String = behind.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

impl Vendor {
    async fn start(refusal: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let signed: Arc<Mutex<Vec<i64>>> = Arc::default();
        let ahead = Arc::new(AtomicI64::new(AHEAD));
        let chats = Arc::new(AtomicUsize::new(0));
        let (kept, clock, counted) = (Arc::clone(&signed), Arc::clone(&ahead), Arc::clone(&chats));
        tokio::spawn(async move {
            loop {
                let (mut socket, _) = listener.accept().await.unwrap();
                let (kept, clock, counted) = (Arc::clone(&kept), Arc::clone(&clock), Arc::clone(&counted));
                tokio::spawn(async move {
                    let mut request = String::new();
                    let mut piece = [0; 4_096];
                    loop {
                        let length = socket.read(&mut piece).await.unwrap();
                        request.push_str(&String::from_utf8_lossy(&piece[..length]));
                        let wanted = number(&request.to_ascii_lowercase(), "content-length:").unwrap_or(0);
                        let body = request.split_once("\r\n\r\n").map(|(_, body)| body.len() as i64);
                        if length == 0 || body.is_some_and(|body| body >= wanted) {
                            break;
                        }
                    }
                    let at = number(&request, "create_time=").map(|seconds| seconds * 1_000);
                    let body = if let Some(at) = at.or_else(|| number(&request, "currentTime")) {
                        let off = at - NOW - clock.load(Ordering::SeqCst);
                        kept.lock().unwrap().push(off);
                        if off.abs() < 60_000 { TOKEN.to_owned() } else { refusal.to_owned() }
                    } else {
                        counted.fetch_add(1, Ordering::SeqCst);
                        fixture("examples/sobot-open/staff-work-statis.json")
                    };
                    let head = format!(
                        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n",
                        body.len()
                    );
                    socket.write_all(format!("{head}Connection: close\r\n\r\n{body}").as_bytes()).await.unwrap();
                });
            }
        });
        Self { url, signed, ahead, chats }
    }

    fn signed(&self) -> Vec<i64> {
        let signed = std::mem::take(&mut *self.signed.lock().unwrap());
        signed.into_iter().map(|off| (off + 30_000).div_euclid(60_000)).collect()
    }

    fn open(&self, hints: &Hints) -> OpenClient {
        let gate = Arc::new(OpenGate::default());
        let client = OpenClient::new(&open_settings(&self.url, None), Hands::at(NOW).clock(), gate).unwrap();
        client.hinted(hints.clone())
    }
}

const TOKEN: &str = r#"{"item":{"token":"t","access_token":"t","expires_in":"86400"},"ret_code":"000000"}"#;

const REFUSED: &str = r#"{"ret_code":"100000","ret_msg":"bad sign"}"#;

async fn chats(client: &OpenClient) -> Result<usize, callboard::platforms::Error> {
    let day = NaiveDate::from_ymd_opt(2025, 11, 21).unwrap();
    client.chat_page(day, 1, Urgency::Poll).await.map(|page| page.rows.len())
}

#[tokio::test]
async fn without_a_date_a_refused_signature_goes_by_what_the_stream_tells() {
    let vendor = Vendor::start(REFUSED).await;
    let hints = Hints::default();
    let client = vendor.open(&hints);
    hints.note(Some(AHEAD));
    assert!(chats(&client).await.unwrap() > 0);
    assert_eq!(vendor.signed(), [-10, 0]);
    assert_eq!(client.chat_wire().signed_ms, Some(AHEAD));
    assert_eq!(vendor.chats.load(Ordering::SeqCst), 1);
    let calls = CallClient::new(call_settings(&vendor.url), Hands::at(NOW).clock(), counting()).unwrap();
    calls.hinted(hints).sign_in().await.unwrap();
    assert_eq!(vendor.signed(), [-10, 0], "the same for the agents' token");
}

#[tokio::test]
async fn without_a_date_a_time_in_the_refusal_is_as_good() {
    let vendor = Vendor::start(r#"{"ret_code":"100000","ret_msg":"bad sign","timestamp":1763700600000}"#).await;
    let client = vendor.open(&Hints::default());
    assert!(chats(&client).await.unwrap() > 0);
    assert_eq!(vendor.signed(), [-10, 0]);
}

#[tokio::test]
async fn where_nothing_tells_the_time_the_sentence_says_so_until_a_stream_does() {
    let vendor = Vendor::start(REFUSED).await;
    let hints = Hints::default();
    let client = vendor.open(&hints);
    let recovered = client.chat_recoveries().unwrap().subscribe();
    let error = chats(&client).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Credentials);
    assert!(error.to_string().contains("bad sign; nothing tells what time it is there (no Date)"), "{error}");
    assert!(!error.to_string().contains("check app_id"), "{error}");
    assert_eq!(vendor.signed(), [-10], "there is nothing else to try");
    // The stream tells a clock that agrees with ours: then it is the key.
    hints.note(Some(300));
    let error = chats(&client).await.unwrap_err();
    assert!(error.to_string().ends_with("check app_id and app_key in [sobot_open]"), "{error}");
    assert!(!recovered.has_changed().unwrap());
    hints.note(Some(AHEAD));
    chats(&client).await.unwrap();
    assert!(recovered.has_changed().unwrap(), "all who share the token are told that it is there");
}

#[tokio::test]
async fn a_clock_that_is_set_right_is_signed_by_again() {
    let vendor = Vendor::start(REFUSED).await;
    let hints = Hints::default();
    let client = vendor.open(&hints);
    hints.note(Some(AHEAD));
    chats(&client).await.unwrap();
    vendor.ahead.store(0, Ordering::SeqCst);
    hints.note(Some(0));
    vendor.signed();
    let other = vendor.open(&hints);
    chats(&other).await.unwrap();
    assert_eq!(vendor.signed(), [0]);
}
