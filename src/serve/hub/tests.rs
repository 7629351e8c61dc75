//! The desk and the door over pipes, by paused time.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use secrecy::SecretString;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, DuplexStream, duplex};
use tokio::sync::mpsc;
use tokio::time::advance;
use tokio_util::sync::CancellationToken;

use super::asks::DeskDoor;
use super::desk::{Desk, DeskSettings};
use super::listen::Hub;
use super::settings::{HubLimits, HubSettings};
use crate::feed::hub::direct::Asked;
use crate::feed::hub::wire::{self, Said};
use crate::feed::hub::{Body, Envelope, Unmasked};
use crate::feed::{Feed, Steps};
use crate::model::testing::{NOW, agent};
use crate::model::{
    AskedNumber, CallsAsked, Clock, Finding, Found, Lookup, Payload, Roster, RosterKind, SourceId, Stamp, Update, Want,
};

const TOKEN: &str = "a-token-of-24-characters";

struct Rig {
    hub: Arc<Hub>,
    door: DeskDoor,
    updates: mpsc::Sender<Update>,
    cancel: CancellationToken,
}

fn here() -> Clock {
    let start = tokio::time::Instant::now();
    Arc::new(move || NOW.plus(i64::try_from(start.elapsed().as_millis()).unwrap()))
}

fn rig(change: impl FnOnce(&mut HubLimits)) -> Rig {
    let mut limits = HubLimits::default();
    change(&mut limits);
    let clock = here();
    let epochs = Arc::new(AtomicU64::new(7));
    let settings = DeskSettings {
        site: "Acme".to_owned(),
        timezone: "Asia/Shanghai".to_owned(),
        name: "first".to_owned(),
        clock: Clock::clone(&clock),
        steps: Steps::default(),
        random: Arc::new(move || u128::from(epochs.fetch_add(1, Ordering::SeqCst))),
        limits,
        onlookers: Vec::new(),
        tapes: None,
    };
    let (feed, _) = Feed::new(Clock::clone(&clock), Arc::new(|| 0.5));
    let (updates, told) = mpsc::channel(64);
    let (desk, door) = Desk::new(settings, feed, told, Vec::new());
    let serve = HubSettings {
        listen: ([127, 0, 0, 1], 0).into(),
        token: Some(SecretString::from(TOKEN)),
        cert: None,
        key: None,
        client_ca: None,
        limits,
    };
    let hub = Arc::new(Hub::new(serve, &door, clock, 1));
    let cancel = CancellationToken::new();
    tokio::spawn(desk.run(cancel.clone()));
    Rig { hub, door, updates, cancel }
}

impl Rig {
    /// The near end of a connection that holds so many bytes on their way.
    fn connect(&self, bytes: usize) -> DuplexStream {
        let (near, far) = duplex(bytes);
        let hub = Arc::clone(&self.hub);
        tokio::spawn(async move { hub.answer(far).await });
        near
    }

    /// What is answered to a request, whose connection ends with it.
    async fn ask(&self, head: &str, token: &str, body: &str) -> String {
        let mut near = self.connect(1 << 20);
        let request = format!(
            "{head} HTTP/1.1\r\nHost: hub\r\nConnection: close\r\n{token}Content-Length: {}\r\n\r\n{body}",
            body.len()
        );
        near.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        near.read_to_string(&mut answer).await.unwrap();
        answer
    }

    /// A board that follows from there.
    async fn follow(&self, board: &str, from: Option<&str>) -> Following {
        let mut near = self.connect(1 << 20);
        let from = from.map(|place| format!("Last-Event-ID: {place}\r\n")).unwrap_or_default();
        let request = format!("GET /v1/stream?board={board} HTTP/1.1\r\nHost: hub\r\n{}{from}\r\n", bearer(TOKEN));
        near.write_all(request.as_bytes()).await.unwrap();
        let mut lines = BufReader::new(near);
        let mut line = String::new();
        while line != "\r\n" {
            line.clear();
            assert!(lines.read_line(&mut line).await.unwrap() > 0, "no headers");
        }
        Following { lines }
    }

    async fn tell(&self, payload: Payload) {
        self.updates.send(Update::new(NOW, payload)).await.unwrap();
    }

    async fn want(&self, board: &str, lookups: &[Lookup]) -> String {
        let wants = lookups.iter().cloned().map(|lookup| Unmasked(Want::all(lookup))).collect();
        let asked = Asked { board: board.to_owned(), name: String::new(), anew: false, wants };
        let answer = self.ask("POST /v1/wants", &bearer(TOKEN), &serde_json::to_string(&asked).unwrap()).await;
        answer.split_once("\r\n\r\n").unwrap().1.to_owned()
    }
}

fn bearer(token: &str) -> String {
    format!("Authorization: Bearer {token}\r\n")
}

struct Following {
    lines: BufReader<DuplexStream>,
}

impl Following {
    /// The next event; `None` once the connection is closed.
    async fn next(&mut self) -> Option<Said> {
        let (mut event, mut data) = (None, None);
        loop {
            let mut line = String::new();
            if self.lines.read_line(&mut line).await.unwrap() == 0 {
                return None;
            }
            let line = line.trim_end();
            if let Some(name) = line.strip_prefix("event: ") {
                event = Some(name.to_owned());
            } else if let Some(text) = line.strip_prefix("data: ") {
                data = Some(text.to_owned());
            } else if line.is_empty()
                && let Some(data) = data.take()
            {
                return Some(wire::read(event.take().as_deref(), data).unwrap());
            }
        }
    }

    /// The next envelope.
    async fn envelope(&mut self) -> Envelope {
        loop {
            match self.next().await {
                Some(Said::Envelope(envelope)) => return envelope,
                Some(_) => {}
                None => panic!("the connection was closed"),
            }
        }
    }
}

fn roster() -> Payload {
    Payload::Roster(Box::new(Roster::whole(RosterKind::Full, (0..3).map(agent).collect())))
}

fn status(answer: &str) -> &str {
    &answer["HTTP/1.1 ".len()..][..3]
}

#[tokio::test(start_paused = true)]
async fn a_board_is_told_of_the_hub_then_the_whole_board_then_what_comes() {
    let rig = rig(|_| {});
    rig.tell(roster()).await;
    let mut board = rig.follow("b1", None).await;
    let Some(Said::About(about)) = board.next().await else { panic!("the hub does not say who it is") };
    assert!(about.contains("\"site\":\"Acme\"") && about.contains("\"leader\":\"first\""), "{about}");
    let keyframe = board.envelope().await;
    let Body::Keyframe { part: 0, last: true, piece } = &keyframe.body else { panic!("{keyframe:?}") };
    let (updates, 0) = piece.updates().unwrap() else { panic!("unknown updates") };
    assert!(
        updates.iter().any(|update| matches!(&update.payload, Payload::Roster(roster) if roster.agents.len() == 3))
    );
    rig.tell(Payload::Heard(SourceId::Chat)).await;
    let next = board.envelope().await;
    assert_eq!(next.place, keyframe.place.next());
    let Body::Updates(piece) = next.body else { panic!("{next:?}") };
    assert_eq!(piece.updates().unwrap().0.len(), 1);
    let beat = board.envelope().await;
    assert_eq!(beat.place, next.place.next(), "a beat comes when nothing else does");
    rig.cancel.cancel();
    while board.next().await.is_some() {}
}

#[tokio::test(start_paused = true)]
async fn a_board_that_comes_back_is_given_what_it_missed_and_one_that_was_away_too_long_the_whole_board() {
    let rig = rig(|limits| limits.kept = Duration::from_mins(1));
    let mut board = rig.follow("b1", None).await;
    let stood = board.envelope().await.place;
    drop(board);
    advance(Duration::from_secs(10)).await;
    tokio::task::yield_now().await;
    let mut board = rig.follow("b1", Some(&stood.to_string())).await;
    let first = board.envelope().await;
    assert!(matches!(first.body, Body::Updates(_)) && first.place == stood.next(), "{first:?}");
    drop(board);
    for _ in 0..80 {
        advance(Duration::from_secs(1)).await;
        tokio::task::yield_now().await;
    }
    let mut board = rig.follow("b1", Some(&stood.to_string())).await;
    assert!(matches!(board.envelope().await.body, Body::Keyframe { .. }));
    let mut stranger = rig.follow("b2", Some("99.4")).await;
    assert!(matches!(stranger.envelope().await.body, Body::Keyframe { .. }), "of another epoch nothing is kept");
    let stats = rig.door.stats.borrow().clone();
    assert!(stats.keyframe_bytes > 0 && stats.place.is_some());
}

#[tokio::test(start_paused = true)]
async fn one_who_shows_no_token_or_another_is_refused_whatever_they_ask() {
    let rig = rig(|_| {});
    let tokens =
        [String::new(), bearer("a-token-of-24-characterz"), bearer(""), "Authorization: Basic YTpi\r\n".to_owned()];
    for head in ["GET /v1/stream?board=b1", "GET /v1/time", "POST /v1/wants", "POST /v1/retry", "GET /nothing"] {
        for token in &tokens {
            let answer = rig.ask(head, token, "").await;
            assert_eq!(status(&answer), "401", "{head}");
            assert!(
                !answer.contains(TOKEN) && answer.to_ascii_lowercase().contains("www-authenticate: bearer"),
                "{answer}"
            );
        }
    }
    for (head, expected) in [
        ("GET /v1/time", "200"),
        ("POST /v1/time", "405"),
        ("GET /v1/wants", "405"),
        ("GET /nothing", "404"),
        ("GET /v1/stream", "400"),
        ("GET /v1/stream?board=%0a", "400"),
        ("GET /v1/sound", "400"),
        ("GET /v1/sound?call=c1", "404"),
        ("POST /v1/retry", "200"),
    ] {
        assert_eq!(status(&rig.ask(head, &bearer(TOKEN), "").await), expected, "{head}");
    }
    assert_eq!(status(&rig.ask("POST /v1/wants", &bearer(TOKEN), "{").await), "400");
    let long = "x".repeat(HubLimits::default().body_bytes + 1);
    assert_eq!(status(&rig.ask("POST /v1/wants", &bearer(TOKEN), &long).await), "413");
    let mut stats = rig.door.stats.clone();
    let refused = 5 * tokens.len() as u64;
    let counted = stats.wait_for(|stats| stats.refused == refused).await;
    assert!(counted.is_ok());
}

#[tokio::test(start_paused = true)]
async fn sources_are_tried_again_once_in_five_seconds_however_many_boards_ask() {
    let rig = rig(|_| {});
    let mut stats = rig.door.stats.clone();
    for (seconds, retries) in [(0, 1), (2, 1), (3, 2)] {
        advance(Duration::from_secs(seconds)).await;
        for _ in 0..3 {
            assert_eq!(status(&rig.ask("POST /v1/retry", &bearer(TOKEN), "{}").await), "200");
        }
        let place = stats.borrow().place.map_or(0, |place| place.n);
        let next = stats.wait_for(|stats| stats.place.is_some_and(|now| now.n > place + 1)).await.unwrap().clone();
        assert!(next.retries >= retries && next.retries <= retries + 1, "{next:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_board_that_takes_nothing_is_closed_and_keeps_no_other_waiting() {
    let rig = rig(|limits| limits.waiting = 4);
    let mut near = rig.connect(64);
    let request = format!("GET /v1/stream?board=slow HTTP/1.1\r\nHost: hub\r\n{}\r\n", bearer(TOKEN));
    near.write_all(request.as_bytes()).await.unwrap();
    let mut quick = rig.follow("quick", None).await;
    let mut stats = rig.door.stats.clone();
    let slow = async { stats.wait_for(|stats| stats.slow == 1).await.map(drop) };
    let reading = async {
        loop {
            quick.envelope().await;
        }
    };
    tokio::select! {
        slow = slow => slow.unwrap(),
        () = reading => {}
    }
    let mut rest = Vec::new();
    near.read_to_end(&mut rest).await.unwrap();
    assert!(rest.len() < 4096, "it was closed in the middle");
    assert_eq!(rig.door.stats.borrow().boards, 1);
}

#[tokio::test(start_paused = true)]
async fn an_answer_goes_masked_to_the_boards_that_asked_and_to_no_other() {
    let rig = rig(|_| {});
    let mut boards = Vec::new();
    for board in ["b1", "b2", "b3"] {
        boards.push(rig.follow(board, None).await);
    }
    let number = CallsAsked { customer: AskedNumber::new("13812345678"), ..CallsAsked::default() };
    let number = Lookup::Calls(number);
    let call = Lookup::Call("c1".to_owned());
    let of = |body: &str| -> Vec<u64> {
        let first: serde_json::Value = serde_json::from_str(body.lines().next().unwrap()).unwrap();
        first["questions"].as_array().unwrap().iter().map(|number| number.as_u64().unwrap()).collect()
    };
    let first = of(&rig.want("b1", &[number.clone(), call.clone()]).await);
    let second = of(&rig.want("b2", std::slice::from_ref(&number)).await);
    assert_eq!((first.len(), &first[..1]), (2, &second[..]), "the same question has the same number");
    let asking = |lookup: &Lookup| Payload::Found(Box::new(Found { lookup: lookup.clone(), finding: Finding::Asking }));
    rig.tell(asking(&number)).await;
    rig.tell(asking(&call)).await;
    let mut told = Vec::new();
    for board in &mut boards {
        let mut found = Vec::new();
        let mut beats = 0;
        while beats < 3 {
            match board.next().await.unwrap() {
                Said::Found(question, update) => {
                    let text = serde_json::to_string(&update).unwrap();
                    assert!(!text.contains("12345"), "{text}");
                    found.push(question);
                }
                Said::Envelope(_) => beats += 1,
                _ => {}
            }
        }
        told.push(found);
    }
    assert_eq!(told, [first.clone(), second, Vec::new()]);
    // What lies on the shelf is told with the number, once.
    assert_eq!(rig.want("b3", std::slice::from_ref(&call)).await.lines().count(), 2);
    assert_eq!(rig.want("b3", std::slice::from_ref(&call)).await.lines().count(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_is_set_begins_an_epoch_with_the_whole_board_for_all() {
    struct Set(Arc<AtomicI64>);
    impl crate::feed::steps::Machine for Set {
        fn wall(&self) -> Stamp {
            NOW.plus(self.0.load(Ordering::SeqCst))
        }
        fn steady(&self) -> Duration {
            Duration::ZERO
        }
        fn with_sleep(&self) -> Option<Duration> {
            Some(Duration::ZERO)
        }
    }
    let hand: Arc<AtomicI64> = Arc::default();
    let (clock, steps) = crate::feed::steps::watched(Set(Arc::clone(&hand)));
    let epochs = AtomicU64::new(7);
    let settings = DeskSettings {
        site: String::new(),
        timezone: String::new(),
        name: String::new(),
        clock: Clock::clone(&clock),
        steps,
        random: Arc::new(move || u128::from(epochs.fetch_add(1, Ordering::SeqCst))),
        limits: HubLimits::default(),
        onlookers: Vec::new(),
        tapes: None,
    };
    let (feed, _) = Feed::new(Clock::clone(&clock), Arc::new(|| 0.5));
    let (updates, told) = mpsc::channel(64);
    let (desk, door) = Desk::new(settings, feed, told, vec![Update::new(NOW, roster())]);
    let serve = HubSettings {
        listen: ([127, 0, 0, 1], 0).into(),
        token: Some(SecretString::from(TOKEN)),
        cert: None,
        key: None,
        client_ca: None,
        limits: HubLimits::default(),
    };
    let hub = Arc::new(Hub::new(serve, &door, clock, 1));
    let cancel = CancellationToken::new();
    tokio::spawn(desk.run(cancel.clone()));
    let rig = Rig { hub, door, updates, cancel };
    let mut board = rig.follow("b1", None).await;
    let before = board.envelope().await;
    hand.store(3_600_000, Ordering::SeqCst);
    let after = loop {
        let envelope = board.envelope().await;
        if envelope.place.epoch != before.place.epoch {
            break envelope;
        }
    };
    let is_keyframe = |envelope: &Envelope| matches!(envelope.body, Body::Keyframe { last: true, .. });
    let keyframe = if is_keyframe(&after) { after } else { board.envelope().await };
    assert!(is_keyframe(&keyframe), "{keyframe:?}");
    assert_eq!(keyframe.sent, NOW.plus(3_600_000));
}
