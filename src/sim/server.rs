//! The server: one world behind one lock, driven by a task, told to every open stream.

use std::collections::{HashSet, VecDeque};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::runtime::Handle;
use tokio::task::JoinHandle;
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

use super::agent::Crew;
use super::ai::Asks;
use super::channel::Channel;
use super::faults::{Fault, Schedule, Strike};
use super::moor::Tenant;
use super::random::{self, Dice};
use super::world::Batch;
use super::{Credentials, Options};
use crate::http;

mod ask;
mod call;
mod cdr;
mod cn;
mod door;
mod gap;
mod history;
mod lookup;
mod mangle;
mod moor;
mod open;
mod push;
mod report;
mod routes;
mod serving;
mod shared;
mod strike;
mod truth;

pub use push::{Deliveries, Delivery, OnDelivery, PushTo};

use door::{Door, Porter};
use gap::Gap;
use shared::{Desk, Shared};

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

impl Simulator {
    /// Listens on `listen` (port 0 for any) and lets the world begin. Fails if the address cannot be had.
    pub async fn start(listen: SocketAddr, options: Options) -> std::io::Result<Self> {
        let listener = TcpListener::bind(listen).await?;
        let address = listener.local_addr()?;
        let usual = Credentials::of(options.seed);
        let credentials = Credentials {
            company_id: options.company_id.clone().unwrap_or(usual.company_id),
            push_app_key: options.push_app_key.clone().unwrap_or(usual.push_app_key),
            ..usual
        };
        let start = (options.clock)();
        let begun = options.beginning.as_ref().and_then(|beginning| beginning.world(&options, start));
        let world = begun
            .unwrap_or_else(|| options.world(start))
            .of_company(&credentials.company_id)
            .with_rate(options.rate)
            .with_summary_counts(options.summary_counts && !options.strict);
        let crew = Crew::new(options.seed, options.agents);
        let mut schedule = Schedule::new(options.faults.clone(), options.seed);
        let next_fault = (options.clock)().saturating_add(schedule.pause(options.fault_every).as_millis() as i64);
        let stop = CancellationToken::new();
        let channel = |stream| Channel::new(options.seed, stream, &crew, options.zone);
        let shared = Arc::new(Shared {
            credentials,
            cn: channel(random::CN),
            moor: Tenant::new(options.seed, channel(random::MOOR)),
            porter: Arc::new(Porter::new(stop.clone())),
            stop,
            clock_off: AtomicI64::new(0),
            any_armed: AtomicBool::new(false),
            spells: AtomicUsize::new(0),
            runtime: Handle::current(),
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
                push: None,
                asks: Asks::new(options.seed),
                gap: Gap::of(options.cause),
                cut_off: Vec::new(),
            }),
            options,
        });
        let driver = crate::tasks::spawn(drive(Arc::clone(&shared)));
        let server =
            crate::tasks::spawn(serve(Door::new(listener, address, Arc::clone(&shared.porter)), Arc::clone(&shared)));
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

    /// Posts every callback of what happens from now on to a receiver, signed for the credentials' company with their key.
    ///
    /// # Errors
    /// When the address is none; `key` is what it is called in the sentence.
    pub fn push_to(&self, to: PushTo, key: &str) -> http::Result<()> {
        let Shared { credentials, options, stop, runtime, .. } = &*self.shared;
        let start = push::Start { credentials, seed: options.seed, clock: &options.clock, stop, runtime };
        let push = push::start(to, key, &start)?;
        let mut desk = self.shared.desk();
        desk.world.listen();
        desk.push = Some(push);
        Ok(())
    }

    /// For tests: how many callbacks went which way, once that is known of all that were sent so far.
    pub async fn deliveries(&self) -> Deliveries {
        let told = self.shared.desk().push.as_ref().map(push::Push::deliveries);
        let Some(mut told) = told else { return Deliveries::default() };
        told.wait_for(Deliveries::is_settled).await.map(|told| *told).unwrap_or_default()
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
        let [now, wall] = self.shared.times();
        let mut desk = self.shared.desk();
        let paused = std::mem::take(&mut desk.paused);
        let batches = desk.tick(now, wall);
        desk.paused = paused;
        batches
    }

    /// The world's own state, as `GET /__truth` answers it.
    pub fn truth(&self) -> serde_json::Value {
        truth::truth(&self.shared, &self.shared.desk())
    }

    /// For tests: today's calls that are records, one by one, with what lists of calls can be asked by.
    pub fn records(&self) -> Vec<serde_json::Value> {
        truth::records(&self.shared.desk().world)
    }

    /// For tests: the sessions with bots that clients began and have not ended, and when each word of their answers was
    /// sent; `GET /__truth` has it under `asked`.
    pub fn asked(&self) -> serde_json::Value {
        self.shared.desk().asks.truth()
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

async fn drive(shared: Arc<Shared>) {
    let mut ticks = tokio::time::interval(TICK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    loop {
        tokio::select! {
            () = shared.stop.cancelled() => return,
            _ = ticks.tick() => {
                let [now, wall] = shared.times();
                drop(shared.desk().tick(now, wall));
                if !shared.options.faults.is_empty() {
                    shared.strike_due();
                }
            }
        }
    }
}

async fn serve(door: Door, shared: Arc<Shared>) {
    let (is_dated, stop) = (!shared.options.strict, shared.stop.clone());
    serving::serve(door, routes::routes(shared), is_dated, stop).await;
}
