//! Figures for Prometheus, the whole way: a simulated centre, a board on it, and what a scraper reads of that by HTTP. And what
//! is written on the figures elsewhere: a dashboard, alert rules, the manual.

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use callboard::cli::Vendors;
use callboard::commands::{demo, glue};
use callboard::model::live::Past;
use callboard::model::live::check::ENDED_ENOUGH;
use callboard::model::{
    Agent, AgentId, AiDay, AiTotals, Alarms, Board, BudgetHealth, CallEvent, CallKind, Callback, Change, Changes,
    Figure, Happening, Payload, Phase, Problem, Reject, RejectReason, Roster, RosterKind, Rules, SourceId,
    SourceReport, Stamp, SummaryChange, Update, Waiting,
};
use callboard::serve::metrics::{CONTENT_TYPE, HubEyes, Kind, Latency, Listener, Meter, Published, Seen, Sight, Unit};
use callboard::sim::faults::pushes::PushFaults;
use callboard::sim::{Options, Simulator};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::sim_support::{AFTERNOON, centre_and_settings};
use openmetrics::Family;

pub(crate) mod assets;
pub(crate) mod openmetrics;
pub(crate) mod queries;

/// Long enough that only what never comes fails; nothing is measured by it.
const PATIENCE: Duration = Duration::from_mins(5);

/// A board whose figures are told on a port, as the program's loop has it.
struct Desk {
    board: Board,
    alarms: Alarms,
    published: Published,
    address: SocketAddr,
}

impl Desk {
    fn new() -> Self {
        let published = Published::default();
        let listener = Listener::take(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), published.clone()).unwrap();
        let address = listener.address();
        tokio::spawn(listener.run());
        Self { board: Board::new(), alarms: Alarms::new(Rules::default(), chrono_tz::UTC), published, address }
    }

    fn apply(&mut self, update: Update) {
        self.board.apply(update);
    }

    /// What the loop does once a second.
    fn tick(&mut self, now: Stamp, budgets: &[BudgetHealth], hub: Option<&HubEyes>) {
        self.alarms.check_all(&self.board, now);
        self.published.publish(Sight::of(&Seen { board: &self.board, alarms: &self.alarms, now, budgets, hub }));
    }

    /// Status and body of what is answered.
    async fn get(&self, path: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let kind = if path == "/metrics" { CONTENT_TYPE } else { "text/plain; charset=utf-8" };
        assert!(head.contains(&format!("content-type: {kind}\r\n")), "{head}");
        (head[9..12].parse().unwrap(), body.to_owned())
    }

    /// What a scraper reads; it is valid, and each figure is as it was declared.
    async fn scrape(&self) -> Scraped {
        let (status, text) = self.get("/metrics").await;
        assert_eq!(status, 200);
        let families = openmetrics::read(&text).unwrap_or_else(|why| panic!("{why}\n{text}"));
        for (name, family) in &families {
            declared(name, family);
        }
        Scraped { text, families }
    }
}

/// Holds what was read of a figure against what is declared of it.
fn declared(name: &str, family: &Family) {
    let meter = Meter::ALL.iter().find(|meter| meter.about().name == name);
    let about = meter.unwrap_or_else(|| panic!("{name} is not declared")).about();
    assert_eq!((family.kind.as_str(), family.help.as_str()), (about.kind.word(), about.help), "{name}");
    assert_eq!(family.unit.as_deref(), about.unit().map(Unit::word), "{name}");
    for sample in &family.samples {
        let labels: BTreeSet<&str> = sample.labels.keys().map(String::as_str).filter(|label| *label != "le").collect();
        assert_eq!(labels, about.labels.iter().copied().collect(), "{name}");
        let is_share = about.unit() == Some(Unit::Ratio);
        assert!(!is_share || (0.0..=1.0).contains(&sample.value), "{name} is {}", sample.value);
    }
}

struct Scraped {
    text: String,
    families: std::collections::BTreeMap<String, Family>,
}

impl Scraped {
    fn has(&self, meter: Meter) -> bool {
        self.families.contains_key(meter.about().name)
    }

    /// The values of a figure, in the order in which they were told.
    fn values(&self, meter: Meter) -> Vec<f64> {
        let family = self.families.get(meter.about().name);
        family.map(|family| family.samples.iter().map(|sample| sample.value).collect()).unwrap_or_default()
    }

    /// The value with this label.
    fn of(&self, meter: Meter, label: &str, value: &str) -> Option<f64> {
        let samples = &self.families.get(meter.about().name)?.samples;
        samples.iter().find(|sample| sample.labels.get(label).is_some_and(|own| own == value)).map(|own| own.value)
    }

    /// The state that a source is told to be in.
    fn state(&self, source: &str) -> Option<&str> {
        let samples = &self.families.get(Meter::SourceState.about().name)?.samples;
        let own = |sample: &&openmetrics::Sample| sample.labels["source"] == source && sample.value > 0.0;
        samples.iter().find(own).map(|sample| sample.labels["state"].as_str())
    }
}

/// A hub that tells everything.
fn hub() -> HubEyes {
    let mut latency = Latency::default();
    latency.note(Duration::from_millis(3));
    HubEyes {
        leader: Some(true),
        epoch: Some(7),
        sequence: Some(123_456),
        ack_latency: Some(latency),
        refused_publishes: Some(0),
        keyframe_bytes: Some(598_000),
        keyframe_age: Some(Duration::from_secs(12)),
        boards: Some(20),
        joins: Some(31),
        gaps_filled: Some(2),
        wants: Some(4),
    }
}

fn budget() -> BudgetHealth {
    BudgetHealth {
        section: "sobot_call".to_owned(),
        used: 3,
        limit: 18,
        queued: [0, 1, 0],
        paused_until: None,
        unshared: None,
    }
}

/// All vendors of a simulated centre, and a board that has heard them all.
struct Day {
    simulator: Option<Simulator>,
    sources: glue::Sources,
    clock: Arc<AtomicI64>,
    desk: Desk,
}

impl Day {
    async fn begin() -> Self {
        let clock = Arc::new(AtomicI64::new(AFTERNOON));
        let (hand, theirs) = (Arc::clone(&clock), Arc::clone(&clock));
        let mut options = Options::new(7);
        options.clock = Arc::new(move || theirs.load(Ordering::SeqCst));
        let vendors = Vendors { sobot: true, cn: true, moor: true };
        let (simulator, mut config) = centre_and_settings(options, vendors).await;
        demo::listen(&mut config, simulator.credentials());
        let clock_of_board: callboard::model::Clock = Arc::new(move || Stamp(hand.load(Ordering::SeqCst)));
        let sources = glue::start_listening(&config, &clock_of_board).unwrap();
        assert!(demo::push(&simulator, sources.listens, PushFaults::default()).is_none());
        Self { simulator: Some(simulator), sources, clock, desk: Desk::new() }
    }

    fn now(&self) -> Stamp {
        Stamp(self.clock.load(Ordering::SeqCst))
    }

    fn pass(&self, ms: i64) {
        self.clock.fetch_add(ms, Ordering::SeqCst);
    }

    async fn until(&mut self, what: &str, holds: impl Fn(&Board) -> bool) {
        let told = async {
            while !holds(&self.desk.board) {
                let update = self.sources.updates.recv().await.unwrap();
                self.desk.apply(update);
            }
        };
        assert!(timeout(PATIENCE, told).await.is_ok(), "it never came to {what}");
    }

    fn tick(&mut self) {
        let now = self.now();
        self.desk.tick(now, &[budget()], None);
    }
}

fn is_whole(board: &Board) -> bool {
    board.is_complete()
        && board.chat().is_some()
        && board.ai().is_some()
        && board.ledger().is_some_and(|ledger| ledger.extent().whole)
        && board.platforms().count() == 2
        && board.platforms().all(|platform| platform.day.is_some())
}

/// No agent's name, number or id stands anywhere a value or a label could stand.
fn names_no_one(board: &Board, scraped: &Scraped) {
    let samples = || scraped.families.values().flat_map(|family| &family.samples);
    let labels: BTreeSet<&str> = samples().flat_map(|sample| sample.labels.values().map(String::as_str)).collect();
    let mut looked = 0;
    for agent in board.agents() {
        for name in [&agent.name, &agent.number, &agent.extension].into_iter().flatten() {
            looked += 1;
            assert!(!labels.contains(name.as_str()), "{name}");
        }
        assert!(!labels.iter().any(|label| label.contains(agent.id.as_str())), "{}", agent.id.as_str());
        let name = agent.name.as_deref().unwrap_or_default();
        assert!(name.is_empty() || !scraped.text.contains(name), "{name}");
    }
    assert!(looked > 50, "a centre has agents");
}

#[tokio::test]
async fn a_centres_figures_are_told_by_http_name_no_one_and_disappear_with_their_source() {
    let mut day = Day::begin().await;
    assert_eq!(day.desk.get("/ready").await, (503, "the board has just begun\n".to_owned()));
    day.until("a whole board", is_whole).await;
    day.tick();
    assert_eq!(day.desk.get("/health").await, (200, "ok\n".to_owned()));
    assert_eq!(day.desk.get("/ready").await, (200, "ok\n".to_owned()));
    let told = day.desk.scrape().await;
    names_no_one(&day.desk.board, &told);
    let (board, sum) = (&day.desk.board, |meter| told.values(meter).iter().sum::<f64>());
    assert_eq!(sum(Meter::Agents) as usize, board.agents().len());
    let figures = board.ledger().unwrap().figures();
    assert_eq!(sum(Meter::Calls) as u64, figures.calls());
    assert_eq!(told.of(Meter::Calls, "outcome", "lost"), Some(figures.lost as f64));
    assert_eq!(told.values(Meter::ServiceLevel), [figures.service_level().unwrap()]);
    assert_eq!(told.of(Meter::Chats, "source", "chat"), board.chat().unwrap().totals.chats.map(|chats| chats as f64));
    assert_eq!(told.values(Meter::AgentsReady), [board.figure(Figure::Ready).unwrap() as f64]);
    assert_eq!(told.state("agents"), Some("live"));
    // The platform is gone, and the board knows of it.
    day.simulator.take().unwrap().stop().await;
    day.until("a stream that is away", |board| !board.source(SourceId::Agents).phase.is_live()).await;
    day.pass(31_000);
    day.tick();
    let told = day.desk.scrape().await;
    for gone in [Meter::Agents, Meter::AgentsReady, Meter::AgentEvents, Meter::CallsNow, Meter::CallsWithoutAgent] {
        assert!(!told.has(gone), "{}", gone.about().name);
    }
    assert_ne!(told.state("agents"), Some("live"));
    assert!(told.of(Meter::SourceAge, "source", "agents").unwrap() >= 31.0);
    assert!(told.has(Meter::Calls) && told.has(Meter::Chats), "polled figures are older by nature");
    day.pass(200_000);
    day.tick();
    let told = day.desk.scrape().await;
    let left: Vec<&str> = told.families.keys().map(String::as_str).collect();
    for meter in Meter::ALL {
        let rests = ["_today", "callboard_chat", "callboard_ai", "callboard_agents", "callboard_callers"];
        if rests.iter().any(|part| meter.about().name.contains(part)) {
            assert!(!told.has(*meter), "{left:?}");
        }
    }
    assert!(
        !told.has(Meter::ServiceLevel) && told.has(Meter::SourceAge) && told.has(Meter::SourceConnects),
        "{left:?}"
    );
    let (status, why) = day.desk.get("/ready").await;
    assert_eq!(status, 503);
    assert!(why.starts_with("no source is live: agents is "), "{why}");
    assert_eq!(day.desk.get("/health").await.0, 200, "the board itself is well");
}

const T: Stamp = Stamp(1_774_000_000_000);

/// A board that listens for callbacks beside a stream, and has seen enough to know who waits.
fn listening() -> Desk {
    let mut desk = Desk::new();
    for source in [SourceId::Agents, SourceId::Push] {
        desk.apply(Update::new(T, Payload::Source(SourceReport::new(source, Phase::Live))));
    }
    let mut roster = Roster::whole(RosterKind::Full, vec![Agent::new(AgentId::new("a"))]);
    roster.summary.set(Figure::InboundNow, Some(0));
    desk.apply(Update::new(T, Payload::Roster(Box::new(roster))));
    let past = Past { inbound_ended: ENDED_ENOUGH, ..Past::default() };
    desk.apply(Update::new(T, Payload::Pushed(vec![Callback::Past(Box::new(past))])));
    desk
}

/// So many seconds later.
fn second(second: i64) -> Stamp {
    T.plus(second * 1_000)
}

fn a_call_begins(desk: &mut Desk) {
    let at = second(1);
    let event = CallEvent { kind: Some(CallKind::Inbound), made: Some(at), ..CallEvent::new("c", Happening::Created) };
    desk.apply(Update::new(at, Payload::Pushed(vec![Callback::Event(Box::new(event))])));
}

fn the_stream_counts(desk: &mut Desk, at: Stamp, calls: u64) {
    let change = Change::Summary(SummaryChange::Figure(Figure::InboundNow, Some(calls)));
    desk.apply(Update::new(at, Payload::Changes(Changes { changes: vec![change], ..Changes::default() })));
}

#[tokio::test]
async fn callers_who_wait_are_a_number_where_it_is_sure_a_range_where_it_is_not_and_else_absent() {
    let told = |told: &Scraped| {
        [Meter::Waiting, Meter::WaitingMin, Meter::WaitingMax, Meter::WaitingUnchecked, Meter::LongestWait]
            .map(|meter| told.values(meter).first().copied())
    };
    let mut desk = listening();
    a_call_begins(&mut desk);
    desk.tick(second(1), &[], None);
    assert_eq!(desk.board.waiting(second(1)), Waiting::Between(0, 1));
    assert_eq!(told(&desk.scrape().await), [None, Some(0.0), Some(1.0), None, None]);
    the_stream_counts(&mut desk, second(2), 1);
    desk.tick(second(2).plus(500), &[], None);
    assert_eq!(told(&desk.scrape().await), [Some(1.0), Some(1.0), Some(1.0), None, Some(1.5)]);
    the_stream_counts(&mut desk, second(42), 3);
    desk.tick(second(42), &[], None);
    assert_eq!(told(&desk.scrape().await), [None, Some(1.0), Some(3.0), None, Some(41.0)], "one waits at least");
    // Nothing to hold it against any more.
    desk.apply(Update::new(second(43), Payload::Source(SourceReport::new(SourceId::Agents, Phase::Connecting))));
    desk.tick(second(43), &[], None);
    assert_eq!(told(&desk.scrape().await), [None, None, None, Some(1.0), Some(42.0)]);
    // Callbacks are not listened for.
    let mut desk = Desk::new();
    desk.tick(T, &[], None);
    assert_eq!(told(&desk.scrape().await), [None; 5]);
}

/// Everything that can be told is told by one of these, so that a name in a dashboard is one that is told.
#[tokio::test]
async fn every_figure_is_told_by_some_process() {
    let mut day = Day::begin().await;
    day.until("a whole board", is_whole).await;
    let rejects = vec![Reject::new(RejectReason::BadValue, Problem::Said("x".to_owned()))];
    let rejected = Payload::Changes(Changes { rejects, ..Changes::default() });
    let now = day.now();
    day.desk.apply(Update::new(now, rejected));
    day.desk.tick(now, &[budget()], Some(&hub()));
    let mut unchecked = listening();
    a_call_begins(&mut unchecked);
    unchecked.apply(Update::new(T, Payload::Source(SourceReport::new(SourceId::Agents, Phase::Connecting))));
    unchecked.apply(Update::new(T, Payload::Source(SourceReport::new(SourceId::Ai, Phase::Polling))));
    // A person looked it up: no poll asks for it.
    let totals = AiTotals { asked: Some(2), ..AiTotals::default() };
    unchecked.apply(Update::new(T, Payload::Ai(Box::new(AiDay { as_of: T, totals, ..AiDay::default() }))));
    unchecked.tick(second(2), &[], None);
    let mut sure = listening();
    a_call_begins(&mut sure);
    the_stream_counts(&mut sure, second(2), 1);
    sure.tick(second(2), &[], None);
    let told = [day.desk.scrape().await, unchecked.scrape().await, sure.scrape().await];
    let untold: Vec<&str> = Meter::ALL
        .iter()
        .filter(|meter| !told.iter().any(|told| told.has(**meter)))
        .map(|meter| meter.about().name)
        .collect();
    assert!(untold.is_empty(), "{untold:?}");
    assets::lint(&told[0].text);
    day.simulator.take().unwrap().stop().await;
}

/// Whether a name is one by which a figure is asked for.
pub(crate) fn is_asked_for(name: &str) -> bool {
    Meter::ALL.iter().any(|meter| {
        let about = meter.about();
        match about.kind {
            Kind::Gauge | Kind::Counter => name == about.asked_by(),
            Kind::Histogram => {
                ["_bucket", "_count", "_sum"].iter().any(|behind| name == format!("{}{behind}", about.name))
            }
        }
    })
}
