//! The server: one world behind one lock, driven by a task, told to every open stream.

use std::collections::{HashSet, VecDeque};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::{get, post};
use bytes::Bytes;
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

use super::agent::Crew;
use super::channel::Channel;
use super::faults::{Fault, Schedule, Strike};
use super::moor::Tenant;
use super::query::Query;
use super::random::{self, Dice};
use super::wire::Changes;
use super::world::{Batch, World, within};
use super::{AuthScheme, Credentials, Options};

mod call;
mod cdr;
mod cn;
mod door;
mod history;
mod lookup;
mod mangle;
mod moor;
mod open;
mod report;
mod strike;
mod truth;
mod undated;

use door::{Door, Porter, Visitor};

/// How often the world is moved on. Short enough not to be seen, long enough to cost nothing.
const TICK: Duration = Duration::from_millis(50);

/// How long a reader may take to notice that the server stops.
const FAREWELL: Duration = Duration::from_secs(2);

/// A running simulator. Dropping it stops it at once; [`Simulator::stop`] says goodbye first.
pub struct Simulator {
    address: SocketAddr,
    shared: Arc<Shared>,
    driver: JoinHandle<()>,
    server: JoinHandle<()>,
}

struct Shared {
    options: Options,
    credentials: Credentials,
    /// The tenant of the China platform.
    cn: Channel,
    /// The tenant of 7moor.
    moor: Tenant,
    stop: CancellationToken,
    porter: Arc<Porter>,
    /// How far the clock by which tokens are judged is off, in ms.
    clock_off: AtomicI64,
    /// Whether strikes wait for their occasion; read without the desk's lock.
    any_armed: AtomicBool,
    /// How many faults last at present.
    spells: AtomicUsize,
    desk: Mutex<Desk>,
}

/// Everything that changes.
struct Desk {
    world: World,
    paused: bool,
    streams: Vec<Stream>,
    tokens: Dice,
    /// Tokens of the call family with the time at which they end, Unix ms, and whose they are. Several may be good at
    /// once.
    call_tokens: Vec<(String, i64, Holder)>,
    /// The one good token of the open family, with the time at which it ends.
    open_token: Option<(String, i64)>,
    /// Tokens of the China platform with the time at which they end, Unix ms.
    cn_tokens: Vec<(String, i64)>,
    /// Signatures with their nonces that 7moor has seen, and when, Unix ms; of the last five minutes.
    moor_signs: VecDeque<(i64, String)>,
    /// When the open family was called, Unix ms, within the last minute.
    open_calls: VecDeque<i64>,
    /// Idempotency keys that streams have used.
    keys: HashSet<[u8; 16]>,
    /// How the call family's token must be written.
    auth_scheme: AuthScheme,
    schedule: Schedule,
    /// When the next fault of the schedule is due, Unix ms.
    next_fault: i64,
    /// Strikes that wait for their occasion.
    armed: Vec<Strike>,
}

/// Whose a token of the call family is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holder {
    Company,
    Agent,
}

/// An open stream and what its reader has been told.
struct Stream {
    sender: mpsc::Sender<Bytes>,
    query: Query,
    page: HashSet<u32>,
    /// Whom the query selected when the stream was opened; none when it selects everybody.
    members: Option<Vec<u32>>,
    /// The summary over `members` as last sent.
    summary: Vec<(&'static str, i64)>,
}

impl Simulator {
    /// Listens on `listen` (port 0 for any) and lets the world begin. Fails if the address cannot be had.
    pub async fn start(listen: SocketAddr, options: Options) -> std::io::Result<Self> {
        let listener = TcpListener::bind(listen).await?;
        let address = listener.local_addr()?;
        let world = World::new(options.seed, options.agents, options.zone, (options.clock)())
            .with_rate(options.rate)
            .with_summary_counts(options.summary_counts && !options.strict)
            .with_others(options.strict);
        let crew = Crew::new(options.seed, options.agents);
        let mut schedule = Schedule::new(options.faults.clone(), options.seed);
        let next_fault = (options.clock)().saturating_add(schedule.pause(options.fault_every).as_millis() as i64);
        let stop = CancellationToken::new();
        let channel = |stream| Channel::new(options.seed, stream, &crew, options.zone);
        let shared = Arc::new(Shared {
            credentials: Credentials::of(options.seed),
            cn: channel(random::CN),
            moor: Tenant::new(options.seed, channel(random::MOOR)),
            porter: Arc::new(Porter::new(stop.clone())),
            stop,
            clock_off: AtomicI64::new(0),
            any_armed: AtomicBool::new(false),
            spells: AtomicUsize::new(0),
            desk: Mutex::new(Desk {
                world,
                paused: false,
                streams: Vec::new(),
                tokens: Dice::new(options.seed, random::TOKENS),
                call_tokens: Vec::new(),
                open_token: None,
                cn_tokens: Vec::new(),
                moor_signs: VecDeque::new(),
                open_calls: VecDeque::new(),
                keys: HashSet::new(),
                auth_scheme: options.auth_scheme,
                schedule,
                next_fault,
                armed: Vec::new(),
            }),
            options,
        });
        let driver = tokio::spawn(drive(Arc::clone(&shared)));
        let server = tokio::spawn(serve(Door::new(listener, address, Arc::clone(&shared.porter)), Arc::clone(&shared)));
        Ok(Self { address, shared, driver, server })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// `http://` and the address: the `base_url` of all families, and the start of the token's URL.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What a client needs to be let in.
    pub fn credentials(&self) -> &Credentials {
        &self.shared.credentials
    }

    /// Closes all streams, stops the server and waits until it has gone.
    pub async fn stop(self) {
        self.shared.stop.cancel();
        self.close_streams();
        let mut this = self;
        // A reader that never reads must not keep us here.
        if tokio::time::timeout(FAREWELL, &mut this.server).await.is_err() {
            this.server.abort();
        }
    }

    /// For tests: how many streams are open.
    pub fn streams(&self) -> usize {
        let mut desk = self.shared.desk();
        desk.streams.retain(|stream| !stream.sender.is_closed());
        desk.streams.len()
    }

    /// For tests: cuts every open stream, as a server that restarts does.
    pub fn close_streams(&self) {
        self.shared.desk().streams.clear();
    }

    /// For tests: no token given so far is good any more.
    pub fn revoke_tokens(&self) {
        self.shared.desk().revoke();
    }

    /// For tests: lets the schedule's next fault strike now; what struck, unless there is nothing on the schedule.
    pub fn strike_next(&self) -> Option<Strike> {
        let strike = self.shared.desk().schedule.next_strike()?;
        self.shared.strike(strike.clone());
        Some(strike)
    }

    /// For tests: lets this fault strike, with what `change` makes of the schedule's next draws.
    pub fn strike(&self, fault: Fault, change: impl FnOnce(&mut Strike)) -> Strike {
        let mut strike = self.shared.desk().schedule.strike(fault);
        change(&mut strike);
        self.shared.strike(strike.clone());
        strike
    }

    /// For tests: the strikes that still wait for their occasion.
    pub fn armed(&self) -> Vec<Strike> {
        self.shared.desk().armed.clone()
    }

    /// For tests: how many faults still last or wait for their occasion.
    pub fn faults_left(&self) -> usize {
        self.shared.desk().armed.len() + self.shared.spells.load(Ordering::Acquire)
    }

    /// For tests: stops the world. Clocks, tokens and limits go on.
    pub fn pause(&self) {
        self.shared.desk().paused = true;
    }

    /// For tests: lets the world catch up and go on; one with a rate only goes on.
    pub fn resume(&self) {
        let now = self.shared.now();
        self.shared.desk().resume(now);
    }

    /// For tests: moves the world on to the clock's present at once, also while it is paused; what happened in it.
    pub fn tick(&self) -> Vec<Batch> {
        let now = self.shared.now();
        let mut desk = self.shared.desk();
        let paused = std::mem::take(&mut desk.paused);
        let batches = desk.tick(now);
        desk.paused = paused;
        batches
    }

    /// The world's own state, as `GET /__truth` answers it.
    pub fn truth(&self) -> serde_json::Value {
        truth::truth(&self.shared, &self.shared.desk())
    }

    /// For tests: as much of it as the stream tells, which is quickly told.
    pub fn live_truth(&self) -> serde_json::Value {
        truth::live(&self.shared.desk())
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.shared.stop.cancel();
        self.shared.desk().streams.clear();
        self.driver.abort();
    }
}

impl Shared {
    fn desk(&self) -> MutexGuard<'_, Desk> {
        // A panic elsewhere leaves numbers, not broken memory; going on is better than taking the board down.
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The desk, with yesterday's calls and states on it if `from` (Unix ms) lies before today.
    fn desk_with_yesterday(&self, from: i64) -> MutexGuard<'_, Desk> {
        let missing = |desk: &Desk| from < desk.world.today && desk.world.ledger.yesterday.is_none();
        let desk = self.desk();
        if !missing(&desk) {
            return desk;
        }
        // A large centre's day takes a moment, in which the streams must go on.
        let live = desk.world.day_before();
        drop(desk);
        let day = live();
        let mut desk = self.desk();
        if missing(&desk) {
            desk.world.ledger.yesterday = Some(day);
        }
        desk
    }

    fn now(&self) -> i64 {
        (self.options.clock)()
    }

    /// The time by which requests are judged.
    fn wall(&self) -> i64 {
        self.now().saturating_add(self.clock_off.load(Ordering::Relaxed))
    }

    /// Lets what is due on the schedule strike.
    fn strike_due(self: &Arc<Self>) {
        let now = self.now();
        let strike = {
            let mut desk = self.desk();
            if now < desk.next_fault {
                return;
            }
            let pause = desk.schedule.pause(self.options.fault_every).as_millis() as i64;
            desk.next_fault = now.saturating_add(pause);
            desk.schedule.next_strike()
        };
        if let Some(strike) = strike {
            self.strike(strike);
        }
    }
}

async fn drive(shared: Arc<Shared>) {
    let mut ticks = tokio::time::interval(TICK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    loop {
        tokio::select! {
            () = shared.stop.cancelled() => return,
            _ = ticks.tick() => {
                drop(shared.desk().tick(shared.now()));
                if !shared.options.faults.is_empty() {
                    shared.strike_due();
                }
            }
        }
    }
}

async fn serve(door: Door, shared: Arc<Shared>) {
    if shared.options.strict {
        let stop = shared.stop.clone();
        return undated::serve(door, routes(shared), stop).await;
    }
    let stopped = Arc::clone(&shared);
    let served = axum::serve(door, routes(shared).into_make_service_with_connect_info::<Visitor>())
        .with_graceful_shutdown(async move { stopped.stop.cancelled().await })
        .await;
    if let Err(error) = served {
        tracing::warn!(%error, "the simulator's server ended");
    }
}

fn routes(shared: Arc<Shared>) -> Router {
    const STREAM: &str = "/callservice/v6/webmsg/monitoring/_watch/agents-metrics";
    const SNAPSHOT: &str = "/callservice/v6/webmsg/monitoring/agents-metrics";
    const AI: &str = "/ai-agent-open/api/statistics";
    const REPORTS: &str = "/callservice/tm/tm-reports";
    const MOOR: &str = "/openapi/im-report";
    Router::new()
        .route("/tokens/company", post(call::company_token))
        .route("/tokens/agent", post(call::agent_token))
        .route(STREAM, get(call::watch))
        .route(SNAPSHOT, get(call::snapshot))
        .route(&format!("{REPORTS}/maincdrs/_search"), post(cdr::calls))
        .route(&format!("{REPORTS}/maincdrs/{{id}}/partycdrs"), get(cdr::parties))
        .route(&format!("{REPORTS}/cdrs/_search"), post(cdr::whole))
        .route("/callservice/v6/cc-audios/recordings/{id}", get(cdr::recording))
        .route(&format!("{REPORTS}/agent-histories/_search"), post(history::search))
        .route(&format!("{REPORTS}/gateway-number-table/_search"), post(report::relays))
        .route(&format!("{REPORTS}/agent-table/_search"), post(report::agents))
        .route(&format!("{REPORTS}/depart-table/_search"), post(report::departments))
        .route(&format!("{REPORTS}/gateway_number/check_plan"), get(report::plan))
        .route("/api/get_token", get(open::get_token))
        .route("/chat-static-api/api/customerService/staffWorkStatis", post(open::staff_work))
        .route(&format!("{AI}/recordList"), post(open::records))
        .route(&format!("{AI}/queryAiRobotList"), get(open::robots))
        .route(&format!("{AI}/sourceList"), post(open::sources))
        .route(&format!("{AI}/getTimezoneInfo"), get(open::timezones))
        .route(&format!("{AI}/getLabels"), get(open::labels))
        .route(&format!("{AI}/getLabelInfoList"), get(open::dislike_labels))
        .route(&format!("{AI}/simpleList"), get(open::audiences))
        .route("/open/platform/getAccessToken.json", get(cn::get_token))
        .route("/open/platform/api.json", post(cn::action))
        .route(&format!("{MOOR}/session/time"), post(moor::time))
        .route(&format!("{MOOR}/agent/workload"), post(moor::workload))
        .route(&format!("{MOOR}/agent/quality"), post(moor::quality))
        .route("/__truth", get(truth::show))
        .route("/__pause", post(truth::pause))
        .route("/__resume", post(truth::resume))
        .route("/__fault/{name}", post(truth::fault))
        .fallback(call::not_found)
        .layer(middleware::from_fn_with_state(Arc::clone(&shared), forbid))
        .layer(middleware::from_fn_with_state(Arc::clone(&shared), strike::answer))
        .with_state(shared)
}

/// Refuses what the tenant may not use.
async fn forbid(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if !shared.options.forbidden.iter().any(|fragment| path.contains(fragment.as_str())) {
        return next.run(request).await;
    }
    if path.starts_with("/callservice") || path.starts_with("/tokens") {
        call::refusal(StatusCode::FORBIDDEN, "your company has no permission to call this API")
    } else if path.starts_with("/open/") {
        cn::forbidden()
    } else if path.starts_with("/openapi/") {
        moor::forbidden()
    } else {
        open::forbidden()
    }
}

impl Desk {
    /// No token given so far is good any more.
    fn revoke(&mut self) {
        self.call_tokens.clear();
        self.open_token = None;
        self.cn_tokens.clear();
    }

    /// Changes who is in the list. The streams follow the list without a word.
    fn change_roster(&mut self, change: impl FnOnce(&mut World)) {
        change(&mut self.world);
        for stream in &mut self.streams {
            let members = stream.query.members(&self.world);
            stream.page = stream.query.page(&members).iter().copied().collect();
            if stream.members.is_some() {
                stream.members = Some(members);
            }
        }
    }

    /// Tells the stream at this `place` (0 to 1) everything once more.
    fn tell_all_anew(&mut self, place: f64) {
        let at = within(place, self.streams.len());
        let Some(stream) = self.streams.get(at) else { return };
        let full = call::full(self, &stream.query, &stream.query.members(&self.world));
        let told = full.is_some_and(|full| stream.sender.try_send(event(&full)).is_ok());
        if !told {
            self.streams.remove(at);
        }
    }

    fn resume(&mut self, now: i64) {
        self.paused = false;
        self.world.rest(now);
    }

    /// Moves the world on and tells the streams; a reader who is too slow loses its stream.
    fn tick(&mut self, now: i64) -> Vec<Batch> {
        if self.paused {
            return Vec::new();
        }
        let batches = self.world.advance(now);
        let world = &self.world;
        let last = batches.len().saturating_sub(1);
        self.streams.retain_mut(|stream| {
            batches.iter().enumerate().all(|(place, batch)| stream.tell(world, batch, place == last))
        });
        batches
    }
}

impl Stream {
    /// Sends what of the batch concerns this reader. False when the reader has gone or cannot keep up.
    fn tell(&mut self, world: &World, batch: &Batch, last: bool) -> bool {
        let summary = self.members.as_ref().map(|members| {
            // Only the newest state can be counted, so a filtered summary moves with the tick's last batch.
            let fresh = if last { world.summary_of(members) } else { self.summary.clone() };
            let changed = fresh.iter().zip(&self.summary).filter(|(new, old)| new != old).map(|(new, _)| *new);
            let changed: Vec<_> = changed.collect();
            self.summary = fresh;
            changed
        });
        let changes = Changes::new(world, batch, |index| self.page.contains(&index), summary.as_deref());
        if changes.is_empty() {
            return !self.sender.is_closed();
        }
        let Ok(json) = serde_json::to_string(&changes) else { return true };
        self.sender.try_send(event(&json)).is_ok()
    }
}

/// One message as an event of the stream.
fn event(json: &str) -> Bytes {
    Bytes::from(format!("data: {json}\n\n"))
}
