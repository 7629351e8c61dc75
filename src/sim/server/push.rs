//! Pushing: every callback is signed and posted, one a request. However slow the receiver is, the world never waits: what finds
//! no room is counted and gone.
//!
//! What is about one call, or one agent, goes the same way and stays in order.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::runtime::Handle;
use tokio::sync::{Semaphore, mpsc, watch};
use tokio_util::sync::CancellationToken;

use crate::http::{Http, Request, Result, Verb};
use crate::model::Stamp;
use crate::sim::faults::pushes::PushFaults;
use crate::sim::outbox::Callback;
use crate::sim::{Clock, Credentials};

mod mailbag;

use mailbag::{Letter, Mailbag, Manner};

/// So many callbacks are on their way at once.
const WAYS: usize = 4;

/// So many are on their way a byte at a time at once.
const SLOW_ONES: usize = 8;

/// How much a large callback has around it, in bytes.
const LARGE: usize = 10_000_000;

/// What became of a callback.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// The receiver took it.
    Taken,
    /// The receiver answered with this HTTP status.
    Refused(u16),
    /// There was no answer, in a sentence.
    Failed(String),
}

/// Who is told what became of callbacks.
pub type OnDelivery = Arc<dyn Fn(&Delivery) + Send + Sync>;

/// Where callbacks go.
#[derive(Clone)]
pub struct PushTo {
    /// `http://` or `https://`, host, port and path.
    pub url: String,
    /// What goes wrong on the way, and how often.
    pub faults: PushFaults,
    /// How many may wait for a receiver that is slow.
    pub room: usize,
    /// How long after one byte of a slow callback the next one is sent.
    pub byte_every: Duration,
    /// Told whenever something else becomes of a callback than of the one before.
    pub on_change: Option<OnDelivery>,
}

impl PushTo {
    /// To this address, with nothing wrong on the way.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            faults: PushFaults::default(),
            room: 4_096,
            byte_every: Duration::from_millis(500),
            on_change: None,
        }
    }
}

/// How many callbacks went which way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Deliveries {
    /// Found room; the next three are what became of them.
    pub queued: u64,
    /// Answered with a 2xx.
    pub taken: u64,
    /// Answered with anything else.
    pub refused: u64,
    /// Not answered.
    pub failed: u64,
    /// Found no room, since the receiver is too slow.
    pub no_room: u64,
    /// Not sent because of a fault.
    pub lost: u64,
}

impl Deliveries {
    /// Whether it is known what became of everything that found room.
    pub(super) const fn is_settled(&self) -> bool {
        self.taken + self.refused + self.failed == self.queued
    }

    /// As the truth tells them.
    pub(super) fn told(&self) -> Value {
        json!({"queued": self.queued, "taken": self.taken, "refused": self.refused, "failed": self.failed,
            "no_room": self.no_room, "lost": self.lost})
    }
}

/// The desk's end of the ways.
pub(super) struct Push {
    mailbag: Mailbag,
    ways: Vec<mpsc::Sender<Letter>>,
    deliveries: watch::Sender<Deliveries>,
}

impl Push {
    /// Sends what is to be sent when the world has come to `now`; `wall` is the time on the platform's clock.
    pub(super) fn send(&mut self, callbacks: Vec<Callback>, now: i64, wall: i64) {
        let letters = self.mailbag.fill(callbacks, now, wall);
        for letter in letters {
            let way = self.ways.get((letter.about % WAYS as u64) as usize);
            let place = way.and_then(|way| way.try_reserve().ok());
            self.deliveries.send_modify(|told| match place {
                Some(_) => told.queued += 1,
                None => told.no_room += 1,
            });
            if let Some(place) = place {
                place.send(letter);
            }
        }
        let lost = self.mailbag.lost();
        self.deliveries.send_if_modified(|told| std::mem::replace(&mut told.lost, lost) != lost);
    }

    /// How many went which way so far, and from then on.
    pub(super) fn deliveries(&self) -> watch::Receiver<Deliveries> {
        self.deliveries.subscribe()
    }
}

/// What the ways begin with.
pub(super) struct Start<'a> {
    pub(super) credentials: &'a Credentials,
    pub(super) seed: u64,
    pub(super) clock: &'a Clock,
    /// Ends every way.
    pub(super) stop: &'a CancellationToken,
    /// Where they run.
    pub(super) runtime: &'a Handle,
}

/// Opens the ways to a receiver; `key` is what its address is called where it is wrong.
pub(super) fn start(to: PushTo, key: &str, start: &Start<'_>) -> Result<Push> {
    let (base, path) = apart(&to.url);
    let post = Arc::new(Post {
        http: Http::new(base, key)?,
        path: path.to_owned(),
        clock: Arc::clone(start.clock),
        byte_every: to.byte_every,
        slow_ones: Arc::new(Semaphore::new(SLOW_ONES)),
        stop: start.stop.clone(),
        deliveries: watch::Sender::new(Deliveries::default()),
        last: Mutex::default(),
        on_change: to.on_change,
    });
    let ways = (0..WAYS).map(|_| {
        let (sender, letters) = mpsc::channel(to.room.div_ceil(WAYS).max(1));
        start.runtime.spawn(Arc::clone(&post).deliver(letters));
        sender
    });
    let ways = ways.collect();
    let mailbag = Mailbag::new(start.credentials, to.faults, start.seed);
    Ok(Push { mailbag, ways, deliveries: post.deliveries.clone() })
}

/// Scheme, host and port of an address, and what is behind them.
pub(super) fn apart(url: &str) -> (&str, &str) {
    let host = url.find("://").map_or(0, |at| at + 3);
    match url.get(host..).and_then(|rest| rest.find('/')) {
        Some(slash) => url.split_at(host + slash),
        None => (url, "/"),
    }
}

/// What every way needs.
struct Post {
    http: Http,
    path: String,
    clock: Clock,
    byte_every: Duration,
    slow_ones: Arc<Semaphore>,
    stop: CancellationToken,
    deliveries: watch::Sender<Deliveries>,
    last: Mutex<Option<Delivery>>,
    on_change: Option<OnDelivery>,
}

impl Post {
    /// Posts one letter after the other.
    async fn deliver(self: Arc<Self>, mut letters: mpsc::Receiver<Letter>) {
        let stop = self.stop.clone();
        let posting = async {
            while let Some(letter) = letters.recv().await {
                self.send(letter).await;
            }
        };
        tokio::select! {
            () = stop.cancelled() => {}
            () = posting => {}
        }
    }

    async fn send(self: &Arc<Self>, letter: Letter) {
        // A byte at a time would hold up everything behind it.
        let alone =
            (letter.manner == Manner::Slow).then(|| Arc::clone(&self.slow_ones).try_acquire_owned().ok()).flatten();
        let Some(place) = alone else {
            let became = self.post(&letter).await;
            return self.tell(became);
        };
        let this = Arc::clone(self);
        crate::tasks::spawn(async move {
            let stop = this.stop.clone();
            tokio::select! {
                () = stop.cancelled() => {}
                became = this.post_slowly(&letter) => this.tell(became),
            }
            drop(place);
        });
    }

    fn tell(&self, became: Delivery) {
        self.deliveries.send_modify(|told| match became {
            Delivery::Taken => told.taken += 1,
            Delivery::Refused(_) => told.refused += 1,
            Delivery::Failed(_) => told.failed += 1,
        });
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if last.as_ref() != Some(&became) {
            tracing::info!(?became, "what becomes of callbacks has changed");
            if let Some(on_change) = &self.on_change {
                on_change(&became);
            }
            *last = Some(became);
        }
    }

    /// The headers of "Push Data Structure Reference".
    fn headers(letter: &Letter) -> [(&'static str, String); 4] {
        [
            ("content-type", "application/json;charset=utf-8".to_owned()),
            ("x-log-timestamp", letter.time.clone()),
            ("x-log-randomcode", letter.code.clone()),
            ("x-log-sign", letter.sign.clone()),
        ]
    }

    async fn post(&self, letter: &Letter) -> Delivery {
        let larger = (letter.manner == Manner::Large).then(|| {
            let mut body = letter.body.clone();
            if let Some(fields) = body.as_object_mut() {
                fields.insert("padding".to_owned(), Value::String("0".repeat(LARGE)));
            }
            body
        });
        let request = Request {
            verb: Verb::Post,
            path: &self.path,
            query: &[],
            headers: &Self::headers(letter),
            body: Some(larger.as_ref().unwrap_or(&letter.body)),
        };
        match self.http.ask(&request, || Stamp((self.clock)())).await {
            Ok(answer) => by_status(answer.status),
            Err(error) => Delivery::Failed(error.to_string()),
        }
    }

    /// Posts a letter a byte at a time, where nothing is between here and a receiver without TLS. The house's client sends a
    /// body at once.
    async fn post_slowly(&self, letter: &Letter) -> Delivery {
        let plain = self.http.peer().ok().filter(|peer| !peer.tls && peer.proxy.is_none());
        let Some(peer) = plain else { return self.post(letter).await };
        let body = letter.body.to_string();
        let headers: Vec<String> =
            Self::headers(letter).iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let head = format!(
            "POST {} HTTP/1.1\r\nhost: {}\r\n{}content-length: {}\r\n\r\n",
            self.path,
            self.http.host(),
            headers.concat(),
            body.len()
        );
        match self.trickle((peer.host, peer.port), &head, &body).await {
            Ok(delivery) => delivery,
            Err(error) => Delivery::Failed(error.to_string()),
        }
    }

    async fn trickle(&self, peer: (String, u16), head: &str, body: &str) -> std::io::Result<Delivery> {
        let (mut reader, mut writer) = TcpStream::connect(peer).await?.into_split();
        writer.write_all(head.as_bytes()).await?;
        let writing = async {
            for byte in body.as_bytes().chunks(1) {
                writer.write_all(byte).await?;
                tokio::time::sleep(self.byte_every).await;
            }
            std::future::pending::<std::io::Result<()>>().await
        };
        let mut answer = [0; 64];
        tokio::select! {
            read = reader.read(&mut answer) => {
                let read = read?;
                let line = String::from_utf8_lossy(answer.get(..read).unwrap_or_default()).into_owned();
                let status = line.split(' ').nth(1).and_then(|status| status.parse().ok());
                Ok(status.map_or_else(|| Delivery::Failed("the connection was closed".to_owned()), by_status))
            }
            failed = writing => failed.map(|()| Delivery::Taken),
        }
    }
}

fn by_status(status: u16) -> Delivery {
    if (200..300).contains(&status) { Delivery::Taken } else { Delivery::Refused(status) }
}
