//! Stand-ins for the vendors, for tests under paused time.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::stream;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep};

use super::steps::{Machine, watched};
use super::{Env, Request};
use crate::model::{
    Agent, AgentChange, AgentId, Change, Changes, Figure, Payload, Phase, Roster, SourceId, SourceReport, Stamp,
    Summary, SummaryChange, Update,
};
use crate::platforms::{AgentsApi, Error, ErrorKind, Event, FullPage, Message, Result, Watch};

/// 2026-03-02T10:00:00Z
pub const BASE: Stamp = Stamp(1_772_445_600_000);

/// A wall clock that follows the paused one.
pub fn env(base: Stamp) -> (Env, mpsc::Receiver<Update>) {
    let start = Instant::now();
    let clock = Arc::new(move || base.plus(start.elapsed().as_millis() as i64));
    Env::new(clock, Arc::new(|| 1.0))
}

/// A wall clock that follows the paused one until a test sets it.
#[derive(Clone)]
pub struct Settable(Arc<AtomicI64>, Stamp, Instant);

impl Settable {
    pub fn set(&self, by: i64) {
        self.0.fetch_add(by, Ordering::SeqCst);
    }
}

impl Machine for Settable {
    fn wall(&self) -> Stamp {
        let Self(set, base, start) = self;
        base.plus(start.elapsed().as_millis() as i64 + set.load(Ordering::SeqCst))
    }
    fn steady(&self) -> Duration {
        self.2.elapsed()
    }
    fn with_sleep(&self) -> Option<Duration> {
        Some(self.2.elapsed())
    }
}

/// [`env`] on a clock that can be set.
pub fn env_to_set(base: Stamp) -> (Env, mpsc::Receiver<Update>, Settable) {
    let machine = Settable(Arc::default(), base, Instant::now());
    let (clock, steps) = watched(machine.clone());
    let (env, updates) = Env::new(clock, Arc::new(|| 1.0));
    (Env { steps, ..env }, updates, machine)
}

pub fn error(kind: ErrorKind) -> Error {
    Error::new(kind, format!("{kind:?} for a test"))
}

pub fn agent(id: &str, answered: u64) -> Agent {
    Agent { answered: Some(answered), ..Agent::new(AgentId::new(id)) }
}

pub fn full(total: u64, agents: Vec<Agent>) -> FullPage {
    FullPage {
        page: 1,
        page_size: None,
        total: Some(total),
        summary: Summary::default(),
        sent: agents.len() as u32,
        agents,
        rejects: Vec::new(),
        made: None,
        skew_ms: None,
    }
}

pub fn answered(id: &str, count: u64) -> Changes {
    let set = AgentChange::Answered(Some(count));
    Changes { changes: vec![Change::Agent { id: AgentId::new(id), set }], ..Changes::default() }
}

pub fn centre(figure: Figure, count: u64) -> Changes {
    Changes { changes: vec![Change::Summary(SummaryChange::Figure(figure, Some(count)))], ..Changes::default() }
}

type Stream = mpsc::UnboundedSender<Result<Event>>;
type Pages = Box<dyn FnMut(u32) -> Result<FullPage> + Send>;

/// What a scripted attempt to open a stream comes to.
pub enum Opening {
    Stream,
    Fails(Error),
    Hangs,
}

#[derive(Default)]
struct Script {
    openings: HashMap<u32, VecDeque<Opening>>,
    streams: HashMap<u32, Stream>,
    watches: Vec<(u32, Instant)>,
    fetches: Vec<(u32, Instant)>,
    renewals: Vec<Instant>,
    renewing: VecDeque<Result<()>>,
    pages: Option<Pages>,
    delay: Duration,
    skew_ms: Option<i64>,
}

/// The agents API as a test tells it to be.
pub struct FakeAgents {
    size: AtomicU32,
    script: Mutex<Script>,
}

impl FakeAgents {
    fn script(&self) -> std::sync::MutexGuard<'_, Script> {
        self.script.lock().unwrap()
    }
}

impl AgentsApi for FakeAgents {
    async fn watch(&self, page: u32) -> Result<Watch> {
        let opening = {
            let mut script = self.script();
            script.watches.push((page, Instant::now()));
            let queued = script.openings.get_mut(&page).and_then(VecDeque::pop_front);
            queued.unwrap_or(Opening::Stream)
        };
        match opening {
            Opening::Fails(error) => Err(error),
            Opening::Hangs => std::future::pending().await,
            Opening::Stream => {
                let (sender, receiver) = mpsc::unbounded_channel();
                let mut script = self.script();
                script.streams.insert(page, sender);
                let events = stream::unfold(receiver, |mut receiver| async move {
                    receiver.recv().await.map(|event| (event, receiver))
                });
                Ok(Watch { events: Box::pin(events), skew_ms: script.skew_ms })
            }
        }
    }

    async fn page(&self, page: u32) -> Result<FullPage> {
        let delay = {
            let mut script = self.script();
            script.fetches.push((page, Instant::now()));
            script.delay
        };
        // The vendor makes its answer at once; it takes its time to arrive.
        let answer = match &mut self.script().pages {
            Some(pages) => pages(page),
            None => Err(error(ErrorKind::Network)),
        };
        sleep(delay).await;
        answer
    }

    fn page_size(&self) -> u32 {
        self.size.load(Ordering::SeqCst)
    }

    async fn renew_token(&self) -> Result<()> {
        let mut script = self.script();
        script.renewals.push(Instant::now());
        script.renewing.pop_front().unwrap_or(Ok(()))
    }
}

/// A watch under test.
pub struct Rig {
    pub api: Arc<FakeAgents>,
    pub env: Env,
    pub start: Instant,
    updates: mpsc::Receiver<Update>,
}

impl Rig {
    /// Starts a watch with pages of `size` rows; `script` is run before it asks for anything.
    pub fn new(size: u32, script: impl FnOnce(&Rig)) -> Self {
        Self::on(env(BASE), size, script)
    }

    /// The same in an environment of the test's own.
    pub fn on((env, updates): (Env, mpsc::Receiver<Update>), size: u32, script: impl FnOnce(&Rig)) -> Self {
        let api = Arc::new(FakeAgents { size: size.into(), script: Mutex::default() });
        let rig = Self { api, env, start: Instant::now(), updates };
        script(&rig);
        super::spawn_agents(Arc::clone(&rig.api), super::WatchSettings::default(), rig.env.clone());
        rig
    }

    pub fn opening(&self, page: u32, opening: Opening) {
        self.api.script().openings.entry(page).or_default().push_back(opening);
    }

    /// The vendor gives so many rows a page.
    pub fn gives(&self, rows: u32) {
        self.api.size.store(rows, Ordering::SeqCst);
    }

    pub fn pages(&self, delay: Duration, pages: impl FnMut(u32) -> Result<FullPage> + Send + 'static) {
        let mut script = self.api.script();
        script.pages = Some(Box::new(pages));
        script.delay = delay;
    }

    pub fn renewing(&self, outcome: Result<()>) {
        self.api.script().renewing.push_back(outcome);
    }

    pub fn skew(&self, ms: i64) {
        self.api.script().skew_ms = Some(ms);
    }

    /// Puts something into the last stream of `page`.
    pub fn send(&self, page: u32, event: Result<Event>) {
        let script = self.api.script();
        let stream = script.streams.get(&page).expect("a stream was opened");
        stream.send(event).expect("the stream is being read");
    }

    pub fn is_read(&self, page: u32) -> bool {
        self.api.script().streams.get(&page).is_some_and(|stream| !stream.is_closed())
    }

    pub fn full(&self, page: u32, full: FullPage) {
        self.send(page, Ok(Event::Message(Message::Full(Box::new(full)))));
    }

    pub fn changes(&self, page: u32, changes: Changes) {
        self.send(page, Ok(Event::Message(Message::Changes(changes))));
    }

    pub fn bytes(&self, page: u32) {
        self.send(page, Ok(Event::Bytes(1)));
    }

    /// Ends the last stream of `page`.
    pub fn close(&self, page: u32) {
        self.api.script().streams.remove(&page);
    }

    pub fn request(&self, request: Request) {
        self.env.requests.send(request).expect("the watch listens");
    }

    /// Lets `seconds` pass; what the board was told meanwhile.
    pub async fn pass(&mut self, seconds: f64) -> Vec<Update> {
        sleep(Duration::from_secs_f64(seconds)).await;
        let mut told = Vec::new();
        while let Ok(update) = self.updates.try_recv() {
            told.push(update);
        }
        told
    }

    /// Lets `seconds` pass, with a sign of life from `page` every 20 s.
    pub async fn pass_alive(&mut self, page: u32, seconds: u32) -> Vec<Update> {
        let mut told = Vec::new();
        for _ in 0..(seconds / 20) {
            self.bytes(page);
            told.extend(self.pass(20.0).await);
        }
        told
    }

    /// When streams of `page` were asked for, in ms since the start.
    pub fn watches(&self, page: u32) -> Vec<u128> {
        let script = self.api.script();
        let of_page = script.watches.iter().filter(|(asked, _)| *asked == page);
        of_page.map(|(_, at)| at.duration_since(self.start).as_millis()).collect()
    }

    /// When page 1 was fetched, in ms since the start.
    pub fn fetches(&self) -> Vec<u128> {
        let script = self.api.script();
        let of_first = script.fetches.iter().filter(|(asked, _)| *asked == 1);
        of_first.map(|(_, at)| at.duration_since(self.start).as_millis()).collect()
    }

    pub fn renewals(&self) -> usize {
        self.api.script().renewals.len()
    }
}

pub fn rosters(told: &[Update]) -> Vec<&Roster> {
    told.iter()
        .filter_map(|update| match &update.payload {
            Payload::Roster(roster) => Some(&**roster),
            _ => None,
        })
        .collect()
}

pub fn changes(told: &[Update]) -> Vec<&Changes> {
    told.iter()
        .filter_map(|update| match &update.payload {
            Payload::Changes(changes) => Some(changes),
            _ => None,
        })
        .collect()
}

pub fn reports(told: &[Update]) -> Vec<&SourceReport> {
    told.iter()
        .filter_map(|update| match &update.payload {
            Payload::Source(report) => Some(report),
            _ => None,
        })
        .collect()
}

pub fn phases(told: &[Update]) -> Vec<Phase> {
    let mut phases: Vec<Phase> = reports(told).into_iter().map(|report| report.phase.clone()).collect();
    phases.dedup();
    phases
}

pub fn last_error(told: &[Update]) -> Option<String> {
    reports(told).last().and_then(|report| report.error.as_ref().map(ToString::to_string))
}

pub fn heard(told: &[Update]) -> usize {
    told.iter().filter(|update| update.payload == Payload::Heard(SourceId::Agents)).count()
}

pub fn ids(roster: &Roster) -> Vec<&str> {
    roster.agents.iter().map(|agent| agent.id.as_str()).collect()
}
