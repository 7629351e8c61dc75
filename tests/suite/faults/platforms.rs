//! The vendors whose chats stand beside the others', Sobot China and 7moor: what strikes an answer strikes theirs too.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use callboard::feed::{Feed, PlatformSettings, Request};
use callboard::model::{Board, Clock, MetricTable, SourceId, SourceState, Stamp, Tag, Update};
use callboard::platforms::Gate;
use callboard::platforms::seven_moor::{MoorClient, MoorSettings};
use callboard::platforms::sobot_cn::{CnClient, CnSettings};
use callboard::sim::faults::Fault;
use callboard::sim::{Options, Simulator};
use chrono_tz::Tz;
use serde_json::{Value, json};
use tokio::sync::mpsc::Receiver;
use tokio::time::{Instant, timeout};

use super::rig::{LULL, PACE, PATIENCE, RAMP, TOO_LONG};
use crate::sim_support::{AFTERNOON, simulator};
use crate::sim_vendors::CN_FACTS;
use crate::vendor_support::{OpenGate, counting};

pub(super) const CHINA: Tag = Tag::of("sobot_cn");
pub(super) const MOOR: Tag = Tag::of("seven_moor");

/// The world goes on by so much with each fault, in ms: long enough for every figure to be another.
const MEANWHILE: i64 = 600_000;

/// What is said of it by either of them; nothing where it must not be noticed.
const SAID: [(Fault, &str); 11] = [
    (Fault::Refused, "no connection"),
    (Fault::CutAnswer, "the connection broke"),
    (Fault::BadGateway, "HTML page with HTTP 502"),
    (Fault::Unavailable, "HTML page with HTTP 503"),
    (Fault::Html, "answered HTML"),
    (Fault::Moved, "HTTP 301"),
    (Fault::Redirected, "HTTP 307"),
    (Fault::Gzip, ""),
    (Fault::NotJson, "not JSON"),
    (Fault::TooMany, "was called too often (HTTP 429)"),
    (Fault::Clock, ""),
];

/// Starts the poller of one of them. A round follows on the other after a quarter of `every`.
pub(super) fn start(feed: &mut Feed, sim: &Simulator, clock: &Clock, (tag, zone): (Tag, Tz), every: Duration) {
    let (base_url, known) = (sim.base_url(), sim.credentials());
    let gate: Arc<dyn Gate> = Arc::new(OpenGate::default());
    let settings = PlatformSettings { tag, every, zone, calls_per_minute: 60, ramp: RAMP };
    if tag == CHINA {
        let (app_id, app_key) = (known.cn_app_id.clone(), known.cn_app_key.clone().into());
        let cn = CnSettings { base_url, app_id, app_key, cache: None };
        feed.platform(Arc::new(CnClient::new(&cn, clock.clone(), gate).unwrap()), settings);
    } else {
        let (app_key, secret_key) = (known.moor_app_key.clone(), known.moor_secret_key.clone().into());
        let moor = MoorSettings { base_url, app_key, secret_key, zone, access_ids: vec![], agents: vec![] };
        feed.platform(Arc::new(MoorClient::new(&moor, clock.clone(), counting(), gate).unwrap()), settings);
    }
}

/// What differs from the simulator's truth about one of them.
pub(super) fn differences(board: &Board, tag: Tag, truth: &Value) -> Vec<String> {
    let Some(day) = board.platforms().find(|platform| platform.tag == tag).and_then(|platform| platform.day.as_ref())
    else {
        return vec![format!("{tag:?} has told nothing")];
    };
    let mut wrong: Vec<String> = day.missing.iter().map(ToString::to_string).collect();
    let mut differ = |what: &str, ours: Option<f64>, theirs: &Value| {
        if ours.is_none() || ours != theirs.as_f64() {
            wrong.push(format!("{tag:?} {what}: board {ours:?}, truth {theirs}"));
        }
    };
    let whole = |count: Option<u64>| count.map(|count| count as f64);
    let ai = day.ai.unwrap_or_default();
    if tag == CHINA {
        let truth = &truth["cn"];
        differ("chats", whole(day.totals.chats), &truth["people"]["chats"]);
        differ("AI sessions", whole(ai.sessions), &truth["robot"]["sessions"]);
        differ("handed over", whole(ai.handed), &truth["robot"]["handed"]);
        for (key, fact) in CN_FACTS {
            differ(key, cell(day.figures.as_ref(), 0, key), truth.pointer(fact).unwrap_or(&Value::Null));
        }
        return wrong;
    }
    let truth = &truth["moor"];
    differ("AI sessions", whole(ai.sessions), &truth["robot"]);
    differ("handed over", whole(ai.handed), &truth["handed"]);
    let agents = truth["agents"].as_array().unwrap();
    differ("agents", Some(day.agents.len() as f64), &json!(agents.len()));
    for agent in agents {
        let (number, work) = (agent["number"].as_str().unwrap(), &agent["work"]);
        let ours = day.agents.iter().find(|known| known.id == number);
        for (what, ours, fact) in [
            ("chats", ours.and_then(|known| known.chats), "chats"),
            ("valid", ours.and_then(|known| known.valid), "valid"),
            ("received", ours.and_then(|known| known.received), "replied"),
        ] {
            differ(&format!("{number} {what}"), whole(ours), &work[fact]);
        }
    }
    for (place, fact) in truth["half_hours"].as_array().unwrap().iter().enumerate() {
        differ(&format!("half hour {place}"), cell(day.trend.as_ref(), place, "initCount"), &fact["sessions"]);
    }
    wrong
}

fn cell(table: Option<&MetricTable>, row: usize, key: &str) -> Option<f64> {
    let table = table?;
    let column = table.metrics.iter().position(|metric| metric.key == key)?;
    table.rows.get(row)?.cells.get(column)?.number()
}

/// A board of one of them alone.
struct Beside {
    tag: Tag,
    sim: Simulator,
    board: Board,
    feed: Feed,
    updates: Receiver<Update>,
    time: Arc<AtomicI64>,
    said: Vec<String>,
}

impl Beside {
    async fn open(tag: Tag) -> Self {
        let time = Arc::new(AtomicI64::new(AFTERNOON));
        let hand = Arc::clone(&time);
        let options = Options {
            agents: 12,
            clock: Arc::new(move || hand.load(Ordering::SeqCst)),
            // What lasts a while lasts for several rounds.
            fault_spell: Duration::from_millis(1_500),
            ..Options::new(7)
        };
        let zone = options.zone;
        let sim = simulator(options).await;
        sim.pause();
        let hand = Arc::clone(&time);
        let clock: Clock = Arc::new(move || Stamp(hand.load(Ordering::SeqCst)));
        let (mut feed, updates) = Feed::new(clock.clone(), Arc::new(|| 0.5));
        start(&mut feed, &sim, &clock, (tag, zone), Duration::from_millis(1_600));
        let mut beside = Self { tag, sim, board: Board::new(), feed, updates, time, said: Vec::new() };
        beside.settle().await;
        beside
    }

    fn wrong(&self) -> Vec<String> {
        let source = self.board.source(SourceId::Platform(self.tag));
        let state = source.state(Stamp(self.time.load(Ordering::SeqCst)), i64::MAX);
        let mut wrong = Vec::new();
        if state != SourceState::Live || source.error.is_some() || self.sim.faults_left() > 0 {
            wrong.push(format!("{state:?} {:?}, {} faults left", source.error, self.sim.faults_left()));
        }
        if wrong.is_empty() {
            wrong = differences(&self.board, self.tag, &self.sim.truth());
        }
        wrong
    }

    /// Waits until the board equals the truth.
    async fn settle(&mut self) {
        let patience = Instant::now() + PATIENCE;
        let mut pressed = Instant::now();
        loop {
            match timeout(LULL, self.updates.recv()).await {
                Ok(update) => {
                    self.board.apply(update.unwrap());
                    self.said.extend(
                        self.board.source(SourceId::Platform(self.tag)).error.as_ref().map(ToString::to_string),
                    );
                }
                Err(_) if self.wrong().is_empty() => return,
                Err(_) => {
                    self.time.fetch_add(PACE, Ordering::SeqCst);
                }
            }
            if pressed.elapsed() > TOO_LONG {
                pressed = Instant::now();
                self.feed.request(Request::Retry(None));
            }
            assert!(Instant::now() < patience, "it never came right: {:#?}\nsaid: {:#?}", self.wrong(), self.said);
        }
    }

    /// Lets the fault strike one answer, and the world go on, until the board equals the truth.
    async fn outlive(&mut self, fault: Fault) {
        self.said.clear();
        self.time.fetch_add(MEANWHILE, Ordering::SeqCst);
        self.sim.strike(fault, |strike| (strike.times, strike.part, strike.on_stream) = (1, 1.0, false));
        self.sim.tick();
        self.settle().await;
    }

    /// Outlives each of `own`, for which this vendor has words of its own, and of [`SAID`], and has said what was wrong.
    /// The clock comes last: who has just corrected it takes a refusal for the clock's.
    async fn outlives(tag: Tag, own: &[(Fault, &str)]) {
        let mut beside = Self::open(tag).await;
        for (fault, phrase) in own.iter().chain(&SAID) {
            beside.outlive(*fault).await;
            let said = &beside.said;
            let is_said = said.iter().any(|sentence| sentence.contains(phrase));
            assert!(if phrase.is_empty() { said.is_empty() } else { is_said }, "{fault:?}, `{phrase}`: {said:#?}");
        }
        // Whether it breaks an answer or falls between two rounds, cannot be said.
        beside.outlive(Fault::Reset).await;
        drop(beside.feed);
        beside.sim.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_strikes_an_answer_of_sobot_china_is_said_and_outlived() {
    let own = [
        (Fault::Unauthorized, ""),
        (Fault::Forbidden, "forbids this (HTTP 403): your company has no permission"),
        (Fault::TokenExpired, ""),
    ];
    Beside::outlives(CHINA, &own).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_strikes_an_answer_of_7moor_is_said_and_outlived() {
    let own = [
        (Fault::Unauthorized, "refuses the signature"),
        (Fault::Forbidden, "refuses the signature: your company has no permission"),
    ];
    Beside::outlives(MOOR, &own).await;
}
