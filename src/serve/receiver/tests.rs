//! The receiver over pipes and under paused time, with a vendor of the test's own.

use std::sync::atomic::{AtomicU64, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
use tokio::time::Instant;

use super::*;
use crate::config::Subnet;
use crate::feed::push::{Outbox, QUEUED_BYTES, Seen};
use crate::model::live::{CallEvent, Callback, Happening};
use crate::model::{Reject, Stamp};
use crate::platforms::{Pushed, Signed};
use crate::serve::ReceiverLimits;

mod answers;

const BASE: i64 = 1_772_445_600_000;
const PEER: &str = "203.0.113.7:4711";

/// Signs with a word, and says what it is told to.
struct Vendor;

impl CallbacksApi for Vendor {
    const SECTION: &'static str = "voice.push";

    fn signed(&self, header: &dyn Fn(&'static str) -> Option<String>) -> Result<Signed, Refusal> {
        let no = || Refusal::new(401, RejectReason::BadSignature, Problem::Said("a bad signature".to_owned()));
        header("x-sign").filter(|sign| sign == "good").ok_or_else(no)?;
        let number = |name| header(name).and_then(|text| text.parse::<i64>().ok()).ok_or_else(no);
        Ok(Signed { at: Stamp(number("x-time")?), signature: number("x-code")? as u128 })
    }

    async fn read(&self, body: Vec<u8>) -> Result<Pushed, Refusal> {
        let text = String::from_utf8_lossy(&body).into_owned();
        if text.starts_with("sealed") {
            return Err(Refusal::new(415, RejectReason::Encrypted, Problem::Said("sealed".to_owned())));
        }
        let event = Callback::Event(Box::new(CallEvent::new(&text, Happening::Ringing)));
        Ok(Pushed { callbacks: vec![event], ..Pushed::default() })
    }

    fn sign(&self, at: Stamp, code: &str) -> Vec<(&'static str, String)> {
        vec![("x-time", at.ms().to_string()), ("x-code", code.to_owned()), ("x-sign", "good".to_owned())]
    }

    fn nothing(&self) -> &'static str {
        "nothing"
    }
}

struct Rig {
    receiver: Arc<Receiver<Vendor>>,
    inbox: Inbox,
    outbox: Outbox,
    hints: Hints,
    codes: AtomicU64,
}

impl Rig {
    fn new() -> Self {
        Self::with(|_| {})
    }

    fn with(change: impl FnOnce(&mut ReceiverSettings)) -> Self {
        let mut settings = ReceiverSettings {
            listen: "127.0.0.1:0".parse().unwrap(),
            path: "/callbacks".to_owned(),
            cert: None,
            key: None,
            allow: Vec::new(),
            trusted_proxies: Vec::new(),
            limits: ReceiverLimits::default(),
        };
        change(&mut settings);
        let (hints, start) = (Hints::default(), Instant::now());
        let clock: Clock = Arc::new(move || Stamp(BASE).plus(start.elapsed().as_millis() as i64));
        let receiver = Receiver::new(Arc::new(Vendor), settings, clock, hints.clone());
        let (inbox, outbox) = Inbox::new();
        Self { receiver: Arc::new(receiver), inbox, outbox, hints, codes: AtomicU64::new(0) }
    }

    /// A connection to it.
    fn connect(&self) -> DuplexStream {
        let (ours, theirs) = duplex(64 * 1024);
        let (receiver, inbox) = (Arc::clone(&self.receiver), self.inbox.clone());
        tokio::spawn(async move { receiver.answer(theirs, PEER.parse().unwrap(), inbox).await });
        ours
    }

    /// Sends these bytes and nothing more; all that is answered until the connection is closed.
    async fn send(&self, bytes: &[u8]) -> String {
        let mut stream = self.connect();
        // A receiver that has heard enough may be gone.
        let _ = stream.write_all(bytes).await;
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer).await;
        String::from_utf8(answer).unwrap()
    }

    /// The head of a good request with these headers in the place of its own, or beside them.
    fn head(&self, line: &str, changed: &[(&str, &str)]) -> String {
        let code = self.codes.fetch_add(1, Ordering::Relaxed).to_string();
        let time = BASE.to_string();
        let usual = [
            ("host", "localhost"),
            ("connection", "close"),
            ("content-type", "application/json;charset=utf-8"),
            ("x-time", &time),
            ("x-code", &code),
            ("x-sign", "good"),
        ];
        let own = usual.iter().filter(|(name, _)| changed.iter().all(|(other, _)| other != name));
        let all = own.chain(changed).filter(|(_, value)| !value.is_empty());
        let headers: Vec<String> = all.map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let headers = headers.concat();
        format!("{line} HTTP/1.1\r\n{headers}\r\n")
    }

    async fn post(&self, body: &str, changed: &[(&str, &str)]) -> u16 {
        let length = body.len().to_string();
        let changed: Vec<(&str, &str)> = [("content-length", length.as_str())].iter().chain(changed).copied().collect();
        status(&self.send(format!("{}{body}", self.head("POST /callbacks", &changed)).as_bytes()).await)
    }

    fn seen(&self) -> Seen {
        self.outbox.seen.borrow().clone()
    }

    fn counted(&self) -> Vec<(RejectReason, u64)> {
        self.seen().rejected.counts.into_iter().collect()
    }

    /// The calls of what is in the queue.
    fn calls(&mut self) -> Vec<String> {
        let queued = std::iter::from_fn(|| self.outbox.queue.try_recv().ok());
        let calls = queued.flat_map(|queued| queued.pushed.callbacks).map(|callback| match callback {
            Callback::Event(event) => event.call.to_string(),
            other => panic!("{other:?}"),
        });
        calls.collect()
    }
}

fn status(answer: &str) -> u16 {
    let code = answer.strip_prefix("HTTP/1.1 ").and_then(|rest| rest.get(..3)).unwrap_or("0");
    code.parse().unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_callback_that_is_signed_is_answered_200_and_stands_in_the_queue() {
    let mut rig = Rig::new();
    assert_eq!(rig.post("c1", &[]).await, 200);
    assert_eq!(rig.post("c2", &[("content-type", "Application/JSON")]).await, 200);
    assert_eq!(rig.calls(), ["c1", "c2"]);
    assert_eq!((rig.seen().received, rig.seen().bytes, rig.counted()), (2, 4, vec![]));
    // One connection may bring several.
    let keeps = [("connection", ""), ("content-length", "2")];
    let both = format!(
        "{}c3{}c4",
        rig.head("POST /callbacks", &keeps),
        rig.head("POST /callbacks", &[("content-length", "2")])
    );
    assert_eq!(rig.send(both.as_bytes()).await.matches("HTTP/1.1 200 OK").count(), 2);
    assert_eq!(rig.calls(), ["c3", "c4"]);
}

#[tokio::test(start_paused = true)]
async fn a_try_is_answered_as_a_callback_and_is_none() {
    let mut rig = Rig::new();
    assert_eq!(rig.post("nothing", &[("x-sign", "bad")]).await, 401, "it has to be signed as one");
    assert_eq!(rig.post("nothing", &[("x-code", "5")]).await, 200);
    assert_eq!(rig.post("nothing", &[("x-code", "5")]).await, 409, "and counts once");
    let seen = rig.seen();
    assert_eq!((rig.calls().len(), seen.received, seen.bytes, seen.tries), (0, 0, 0, 1));
}

#[tokio::test(start_paused = true)]
async fn each_refusal_has_its_status_and_its_reason() {
    let mut rig = Rig::new();
    for (changed, expected) in [
        (&[("x-sign", "bad")][..], (401, RejectReason::BadSignature)),
        (&[("x-sign", "")], (401, RejectReason::BadSignature)),
        (&[("x-time", "1772445299999")], (401, RejectReason::WrongTime)),
        (&[("x-time", "1772445900001")], (401, RejectReason::WrongTime)),
        (&[("content-type", "text/plain")], (415, RejectReason::NoCallback)),
        (&[("content-type", "")], (415, RejectReason::NoCallback)),
        (&[("content-encoding", "gzip")], (415, RejectReason::NoCallback)),
        (&[("x-code", "0"), ("x-sign", "bad")], (401, RejectReason::BadSignature)),
    ] {
        let before = rig.seen().rejected.counts;
        assert_eq!(rig.post("c1", changed).await, expected.0, "{changed:?}");
        let now = rig.seen().rejected.counts;
        assert_eq!(now[&expected.1], before.get(&expected.1).copied().unwrap_or(0) + 1, "{changed:?}");
    }
    for (line, expected) in
        [("GET /callbacks", 405), ("PUT /callbacks", 405), ("POST /", 404), ("POST /callbacks/x", 404)]
    {
        let answer = rig.send(rig.head(line, &[]).as_bytes()).await;
        assert_eq!(status(&answer), expected, "{line}");
        assert!(expected != 405 || answer.contains("allow: POST"), "{answer}");
    }
    assert_eq!(rig.post("sealed", &[]).await, 415);
    assert_eq!(rig.seen().rejected.counts[&RejectReason::Encrypted], 1);
    assert_eq!((rig.calls().len(), rig.seen().received), (0, 0), "nothing of it was taken");
    let said = rig.seen().rejected.last.iter().map(|reject| reject.detail.to_string()).collect::<Vec<_>>().join("\n");
    assert!(
        said.contains("a callback was signed -300 s from now") && said.contains("as text/plain, not as JSON"),
        "{said}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_signature_may_be_off_by_five_minutes_from_our_clock_or_from_the_vendors() {
    let mut rig = Rig::new();
    assert_eq!(rig.post("c1", &[("x-time", &(BASE - 300_000).to_string())]).await, 200);
    let an_hour_on = (BASE + 3_600_000).to_string();
    assert_eq!(rig.post("c2", &[("x-time", &an_hour_on)]).await, 401);
    rig.hints.note(Some(3_500_000));
    assert_eq!(rig.post("c2", &[("x-time", &an_hour_on)]).await, 200);
    assert_eq!(rig.post("c3", &[]).await, 200, "ours is believed all the same");
    assert_eq!(rig.calls().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_callback_counts_once_and_one_that_came_to_nothing_may_come_again() {
    let mut rig = Rig::new();
    assert_eq!(rig.post("c1", &[("x-code", "77")]).await, 200);
    assert_eq!(rig.post("c1", &[("x-code", "77")]).await, 409);
    assert_eq!(rig.counted(), [(RejectReason::Replayed, 1)]);
    assert_eq!(rig.calls(), ["c1"]);
    // A full queue is no reason to lose one.
    assert!(rig.inbox.offer(Pushed::default(), QUEUED_BYTES));
    assert_eq!(rig.post("c2", &[("x-code", "78")]).await, 503);
    assert!(rig.calls().is_empty());
    assert_eq!(rig.post("c2", &[("x-code", "78")]).await, 200);
    assert_eq!(rig.calls(), ["c2"]);
    assert_eq!(rig.counted(), [(RejectReason::Replayed, 1), (RejectReason::Overloaded, 1)]);
}

#[tokio::test(start_paused = true)]
async fn no_more_signatures_are_remembered_than_have_room_and_none_is_forgotten_for_another() {
    let rig = Rig::with(|settings| settings.limits.remembered = 2);
    assert_eq!(rig.post("c1", &[("x-code", "1")]).await, 200);
    assert_eq!(rig.post("c2", &[("x-code", "2")]).await, 200);
    assert_eq!(rig.post("c3", &[("x-code", "3")]).await, 503);
    assert_eq!(rig.post("c1", &[("x-code", "1")]).await, 409);
    let said = rig.seen().rejected.last.front().map(|reject| reject.detail.to_string());
    assert!(said.unwrap().starts_with("more than 2 callbacks in 10 minutes"));
}

#[tokio::test(start_paused = true)]
async fn a_body_that_takes_its_time_is_given_up_after_ten_seconds_and_may_come_again() {
    let mut rig = Rig::new();
    let began = Instant::now();
    let half = format!("{}c", rig.head("POST /callbacks", &[("content-length", "2"), ("x-code", "9")]));
    assert_eq!(status(&rig.send(half.as_bytes()).await), 408);
    assert_eq!(began.elapsed().as_secs(), 10);
    assert_eq!(rig.counted(), [(RejectReason::TooSlow, 1)]);
    assert_eq!(rig.post("c1", &[("x-code", "9"), ("x-time", &(BASE + 10_000).to_string())]).await, 200);
    assert_eq!(rig.calls(), ["c1"]);
}

#[tokio::test(start_paused = true)]
async fn headers_that_never_end_cost_a_minute_and_no_more() {
    let rig = Rig::new();
    let began = Instant::now();
    let answer = rig.send(b"POST /callbacks HTTP/1.1\r\nhost: x\r\nx-slow: ").await;
    assert_eq!((status(&answer), began.elapsed().as_secs()), (0, 60), "{answer}");
    // Nor does a connection that says nothing at all.
    let began = Instant::now();
    assert_eq!((rig.send(b"").await, began.elapsed().as_secs()), (String::new(), 60));
}

#[tokio::test(start_paused = true)]
async fn a_body_that_is_too_large_is_refused_by_its_length_or_when_it_grows_so() {
    let mut rig = Rig::new();
    let told = rig.head("POST /callbacks", &[("content-length", "1048577")]);
    assert_eq!(status(&rig.send(told.as_bytes()).await), 413);
    let mut grows = rig.head("POST /callbacks", &[("transfer-encoding", "chunked")]);
    let chunk = format!("8000\r\n{}\r\n", "x".repeat(0x8000));
    (0..33).for_each(|_| grows.push_str(&chunk));
    assert_eq!(status(&rig.send(grows.as_bytes()).await), 413);
    assert_eq!(rig.counted(), [(RejectReason::TooLarge, 2)]);
    let most = "x".repeat(1024 * 1024);
    assert_eq!(rig.post(&most, &[]).await, 200);
    assert_eq!(rig.calls(), [most]);
}

#[tokio::test(start_paused = true)]
async fn more_than_so_many_at_once_are_told_to_come_later() {
    let mut rig = Rig::with(|settings| settings.limits.at_once = 2);
    let half = |code: &str| rig.head("POST /callbacks", &[("content-length", "2"), ("x-code", code)]);
    let (first, second) = (half("101"), half("102"));
    let mut waiting = Vec::new();
    for head in [first, second] {
        let mut stream = rig.connect();
        stream.write_all(head.as_bytes()).await.unwrap();
        waiting.push(stream);
    }
    // Both wait for their bodies before the third is looked at.
    sleep(Duration::from_millis(1)).await;
    assert_eq!(rig.post("c3", &[]).await, 503);
    assert_eq!(rig.counted(), [(RejectReason::Overloaded, 1)]);
    // One who is not signed takes no place from those who are.
    assert_eq!(rig.post("c4", &[("x-sign", "bad")]).await, 401);
    for mut stream in waiting {
        stream.write_all(b"c1").await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert_eq!(status(&answer), 200);
    }
    assert_eq!(rig.post("c3", &[]).await, 200);
    assert_eq!(rig.calls().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn only_networks_that_are_allowed_may_send_and_a_proxy_is_believed_only_where_it_is_trusted() {
    let networks = |texts: &[&str]| texts.iter().map(|text| text.parse().unwrap()).collect::<Vec<Subnet>>();
    let rig = Rig::with(|settings| settings.allow = networks(&["198.51.100.0/24"]));
    assert_eq!(rig.post("c", &[]).await, 403);
    assert_eq!(rig.post("c", &[("x-forwarded-for", "198.51.100.1")]).await, 403, "it may say what it likes");
    assert_eq!(rig.counted(), [(RejectReason::NotAllowed, 2)]);
    let rig = Rig::with(|settings| {
        settings.allow = networks(&["198.51.100.0/24"]);
        settings.trusted_proxies = networks(&["203.0.113.7"]);
    });
    assert_eq!(rig.post("c", &[("x-forwarded-for", "8.8.8.8, 198.51.100.1")]).await, 200);
    assert_eq!(rig.post("c", &[("x-forwarded-for", "198.51.100.1, 8.8.8.8")]).await, 403);
    assert_eq!(rig.post("c", &[]).await, 403, "who it was is not told");
}

#[tokio::test(start_paused = true)]
async fn floods_of_headers_and_two_lengths_are_refused_before_they_are_requests() {
    let mut rig = Rig::new();
    let many = "x-one-of-many: 1\r\n".repeat(200);
    assert_eq!(status(&rig.send(format!("POST /callbacks HTTP/1.1\r\n{many}\r\n").as_bytes()).await), 431);
    let long = format!("POST /callbacks HTTP/1.1\r\nx-long: {}\r\n\r\n", "x".repeat(100_000));
    assert_eq!(status(&rig.send(long.as_bytes()).await), 431);
    let two = rig.head("POST /callbacks", &[("content-length", "2"), ("Content-Length", "50")]);
    assert_eq!(status(&rig.send(format!("{two}c1").as_bytes()).await), 400);
    assert_eq!(status(&rig.send(b"\x16\x03\x01\x02\x00\x01\x00").await), 400, "TLS where plain text is spoken");
    assert_eq!((rig.calls(), rig.counted()), (Vec::<String>::new(), vec![]));
}

#[tokio::test(start_paused = true)]
async fn what_hides_behind_two_ends_of_a_body_is_never_read_as_a_request() {
    let mut rig = Rig::new();
    // By its length the body goes on with what looks like a request, by its chunks it ends before.
    for order in [["content-length", "transfer-encoding"], ["transfer-encoding", "content-length"]] {
        let hidden = rig.head("POST /callbacks", &[("content-length", "2")]) + "c9";
        let chunks = format!("2\r\nc1\r\n0\r\n\r\n{hidden}");
        let length = chunks.len().to_string();
        let value = |name: &str| if name == "content-length" { length.clone() } else { "chunked".to_owned() };
        let (first, second) = (value(order[0]), value(order[1]));
        let headers = [("connection", "keep-alive"), (order[0], first.as_str()), (order[1], second.as_str())];
        let answer = rig.send(format!("{}{chunks}", rig.head("POST /callbacks", &headers)).as_bytes()).await;
        assert_eq!(answer.matches("HTTP/1.1").count(), 1, "{answer}");
        assert_eq!(rig.calls(), ["c1"]);
    }
    for wrong in ["chunked, identity", "xchunked", "identity"] {
        let head = rig.head("POST /callbacks", &[("transfer-encoding", wrong)]);
        assert_eq!(status(&rig.send(format!("{head}2\r\nc1\r\n0\r\n\r\n").as_bytes()).await), 400, "{wrong}");
    }
    assert!(rig.calls().is_empty());
}

#[tokio::test(start_paused = true)]
async fn refusals_repeat_nothing_of_what_was_sent() {
    const PLANTED: &str = "13812345678";
    let rig = Rig::new();
    for changed in [("content-type", PLANTED), ("content-encoding", PLANTED), ("x-sign", PLANTED), ("x-time", PLANTED)]
    {
        rig.post(PLANTED, &[changed]).await;
    }
    rig.send(rig.head(&format!("M{PLANTED} /callbacks?caller={PLANTED}"), &[]).as_bytes()).await;
    rig.send(rig.head(&format!("POST /{PLANTED}"), &[]).as_bytes()).await;
    let told: Vec<Reject> = rig.seen().rejected.last.into();
    assert!(told.len() >= 5 && !format!("{told:?}").contains("1381234"), "{told:?}");
}
