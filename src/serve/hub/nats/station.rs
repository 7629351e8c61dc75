//! One hub of several on a NATS server: it contends for the lease, stands by while another holds it, and leads when it does.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::runtime::Handle;
use tokio::sync::{mpsc, watch};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::{Instant, sleep, sleep_until, timeout};
use tokio_util::sync::{CancellationToken, DropGuard};

use super::super::asks::DeskDoor;
use super::super::desk::Desk;
use super::lead::{Ended, Lead, LeadSettings};
use super::renewal::{Becomes, Keeper, Seen};
use super::standby::Standby;
use super::stats::NatsStats;
use super::{kept, others};
use crate::feed::hub::lease::Lease;
use crate::feed::hub::nats::Nats;
use crate::feed::hub::nats::link::Link;
use crate::feed::hub::problem::Unlinked;
use crate::feed::hub::{KeptAlerts, Place};
use crate::feed::probe::Farewell;
use crate::feed::{Budget, Feed};
use crate::model::{Board, Clock, Problem};

/// A server that is not there is tried again so soon.
const AGAIN: Duration = Duration::from_secs(1);

/// A hub that takes over has so long to catch up with what the other published last.
const CATCH_UP: Duration = Duration::from_secs(1);

/// A desk that ends has so long for what it writes.
const DESK_ENDS: Duration = Duration::from_secs(2);

/// At the end the lease has so long to be given back.
const FAREWELL: Duration = Duration::from_secs(2);

/// What a hub needs that is one of several.
pub struct StationSettings {
    /// How many servers keep each stream.
    pub replicas: u8,
    /// What it is called.
    pub name: String,
    /// The wall clock.
    pub clock: Clock,
    /// A number that no other process ever has.
    pub holder: u64,
}

/// How a term begins.
pub struct Beginning {
    /// Where another left off: boards that stand there have this board.
    pub going_on: Option<(Board, Place)>,
    /// How long ago the calls of the last minute were made to the vendor by the hub that led before.
    pub calls: Vec<Duration>,
    /// Where the desk tells everything too ([`Desk::telling`]).
    pub outlet: mpsc::UnboundedSender<Bytes>,
    /// What who led before has told of alerts.
    pub alerts: KeptAlerts,
}

/// What leads.
pub struct Term {
    /// The desk of the sources, which have begun.
    pub desk: Desk,
    /// Where it is asked.
    pub door: DeskDoor,
    /// The budgets of the sources.
    pub budgets: Vec<Arc<Budget>>,
    /// What is to be waited for once the sources were let go of.
    pub farewell: Option<Farewell>,
    /// What who leads next has to know of alerts.
    pub kept: watch::Receiver<KeptAlerts>,
}

/// A term that runs.
struct Running {
    /// It ends with it.
    cancel: DropGuard,
    /// None where the term could not begin.
    desk: Option<JoinHandle<Feed>>,
    lead: JoinHandle<Ended>,
    budgets: Vec<Arc<Budget>>,
    farewell: Option<Farewell>,
}

/// One hub of several.
pub struct Station<S> {
    settings: StationSettings,
    nats: Arc<Nats>,
    /// What keeps the lease, until it runs, and where.
    keeper: Option<Keeper>,
    keeps_on: Option<Handle>,
    lease: Seen,
    /// Begins a term.
    start: S,
    standby: Option<Standby>,
    running: Option<Running>,
    stats: watch::Sender<NatsStats>,
    /// When it says next that it stands by.
    says: Instant,
}

impl<S: FnMut(Beginning) -> Result<Term, Problem> + Send> Station<S> {
    /// One that has not begun; `start` begins the sources, and a desk on them, each time it is to lead. What it counts comes
    /// out beside it.
    pub fn new(settings: StationSettings, nats: Arc<Nats>, start: S) -> (Self, watch::Receiver<NatsStats>) {
        let (keeper, lease) = Keeper::new(Lease::new(settings.holder, settings.name.clone(), Instant::now()));
        let (stats, seen) = watch::channel(NatsStats::default());
        let station = Self {
            settings,
            nats,
            keeper: Some(keeper),
            keeps_on: None,
            lease,
            start,
            standby: None,
            running: None,
            stats,
            says: Instant::now(),
        };
        (station, seen)
    }

    /// The same, whose lease is kept by these threads: they must have little else to do.
    #[must_use]
    pub fn keeping_the_lease_on(mut self, threads: Handle) -> Self {
        self.keeps_on = Some(threads);
        self
    }

    /// Connects, and makes the streams where they are not there. A server that is not there is waited for.
    ///
    /// # Errors
    /// What only other settings help against.
    pub async fn connect(&self, said: impl Fn(&Problem)) -> Result<Link, Problem> {
        let mut last = None;
        loop {
            let error = match ready(&self.nats, self.settings.replicas).await {
                Ok(link) => return Ok(link),
                Err(why) => why.error(),
            };
            if error.kind.wants_settings() {
                return Err(error.problem);
            }
            if last.as_ref() != Some(&error.problem) {
                said(&error.problem);
                last = Some(error.problem);
            }
            sleep(AGAIN).await;
        }
    }

    /// Contends, stands by and leads until `cancel` ends it.
    pub async fn run(mut self, link: Link, cancel: CancellationToken) {
        let (mut keeping, leave) = self.keep(&link);
        let mut was_up = true;
        loop {
            let standing = self.running.is_none();
            tokio::select! {
                biased;
                () = cancel.cancelled() => break,
                becomes = self.lease.becomes.recv() => match becomes {
                    Some(Becomes::Leader(calls)) => self.lead(calls, &link, &cancel).await,
                    Some(Becomes::Deposed) => self.deposed().await,
                    // Without one who keeps the lease it never leads again.
                    None => break,
                },
                ended = ended(&mut self.running) => self.ended(ended, &link, &cancel).await,
                () = link.becomes(!was_up) => {
                    was_up = !was_up;
                    self.links(was_up, &link);
                }
                () = turn(&mut self.standby), if standing => {}
                () = sleep_until(self.says), if standing => self.say(&link).await,
                // To be counted.
                Ok(()) = self.lease.holder.changed() => {}
            }
            if standing && self.standby.is_none() {
                self.standby = Some(Standby::new(Arc::clone(&self.nats), Clock::clone(&self.settings.clock)));
            }
            self.count();
        }
        self.stop(true).await;
        leave.cancel();
        // What it had, another takes once it is over.
        let _ = timeout(FAREWELL, keeping.join_next()).await;
    }

    /// Begins to contend; what ends with this hub, and what has the lease given back.
    fn keep(&mut self, link: &Link) -> (JoinSet<()>, CancellationToken) {
        let (mut keeping, leave) = (JoinSet::new(), CancellationToken::new());
        if let Some(keeper) = self.keeper.take() {
            let kept = keeper.run(link.clone(), self.nats.settings().layout.clone(), leave.clone());
            match &self.keeps_on {
                Some(threads) => keeping.spawn_on(kept, threads),
                None => keeping.spawn(kept),
            };
        }
        (keeping, leave)
    }

    /// Whether it holds the lease at this moment.
    fn holds(&self) -> bool {
        self.lease.until.borrow().is_some_and(|until| Instant::now() < until)
    }

    async fn deposed(&mut self) {
        tracing::warn!("hub: {} leads no longer: the lease was not renewed", self.settings.name);
        self.stop(false).await;
    }

    /// Says that it stands by, once it could go on where the one that leads leaves off.
    async fn say(&mut self, link: &Link) {
        let ready = self.standby.as_ref().and_then(Standby::stands).is_some();
        self.says = Instant::now() + if ready { others::EVERY } else { AGAIN / 4 };
        if ready {
            others::say(link, &self.nats.settings().layout, self.settings.holder, &self.settings.name).await;
        }
    }

    /// The connection is gone, or is there again: the server may have lost everything.
    fn links(&self, is_up: bool, link: &Link) {
        let host = link.host();
        if !is_up {
            return tracing::warn!("hub: the connection to the NATS server {host} is gone");
        }
        tracing::info!("hub: the NATS server {host} is there again");
        let (link, nats, replicas) = (link.clone(), Arc::clone(&self.nats), self.settings.replicas);
        crate::tasks::spawn(async move {
            if let Err(why) = link.make_streams(&nats.settings().layout, replicas).await {
                tracing::warn!("hub: {why}");
            }
        });
    }

    /// How long ago the calls of the last minute were made to the vendors.
    fn calls(&self) -> Vec<Duration> {
        let budgets = self.running.iter().flat_map(|running| &running.budgets);
        budgets.flat_map(|budget| budget.ages()).collect()
    }

    /// Begins a term, unless it leads no longer before that has begun.
    async fn lead(&mut self, calls: Vec<Duration>, link: &Link, cancel: &CancellationToken) {
        if self.running.is_some() {
            return;
        }
        let mut until = self.lease.until.clone();
        let begun = tokio::select! {
            biased;
            () = cancel.cancelled() => return,
            _ = until.wait_for(Option::is_none) => return,
            begun = self.begin(calls, link) => begun,
        };
        match begun {
            Ok(running) => {
                self.lease.budgets.send_replace(running.budgets.clone());
                self.running = Some(running);
            }
            // The lease goes on; what ends is tried again.
            Err(why) => {
                tracing::error!("hub: cannot lead: {why}");
                self.running = Some(Running::failed());
            }
        }
    }

    async fn begin(&mut self, calls: Vec<Duration>, link: &Link) -> Result<Running, Problem> {
        let problem = |why: Unlinked| why.error().problem;
        let reader = self.nats.reader(link);
        let layout = &self.nats.settings().layout;
        let seq = link.last_sequence(&layout.stream()).await.map_err(problem)?;
        let last = reader.last().await.map_err(problem)?.filter(|(at, _)| *at == seq);
        let going_on = match (last, self.standby.take()) {
            (Some((_, Some(place))), Some(mut standby)) => {
                standby.reaches(place, CATCH_UP).await.then(|| (standby.into_board(), place))
            }
            _ => None,
        };
        let goes_on = going_on.is_some();
        let (kept_before, alerts) = kept::before(link, layout).await.map_err(problem)?;
        let (outlet, told) = mpsc::unbounded_channel();
        let beginning = Beginning { going_on, calls, outlet, alerts };
        let Term { desk, door, budgets, farewell, kept } = (self.start)(beginning)?;
        let settings = LeadSettings {
            link: link.clone(),
            nats: Arc::clone(&self.nats),
            clock: Clock::clone(&self.settings.clock),
            desk: door.asks.clone(),
            tapes: door.tapes.clone(),
            told,
            until: self.lease.until.clone(),
            stats: self.stats.clone(),
            last: seq,
            kept,
            kept_before,
        };
        let lead = Lead::begin(settings).await.map_err(problem)?;
        let cancel = CancellationToken::new();
        tracing::info!("hub: {} leads, and boards {}", self.settings.name, if goes_on { "go on" } else { "join anew" });
        self.stats.send_modify(|stats| {
            stats.terms += 1;
            stats.went_on += u64::from(goes_on);
        });
        let desk = Some(crate::tasks::spawn(desk.run(cancel.clone())));
        let lead = crate::tasks::spawn(lead.run(cancel.clone()));
        Ok(Running { cancel: cancel.drop_guard(), desk, lead, budgets, farewell })
    }

    /// A term ended by itself.
    async fn ended(&mut self, ended: Ended, link: &Link, cancel: &CancellationToken) {
        if ended == Ended::Fenced {
            self.stats.send_modify(|stats| stats.fenced += 1);
            tracing::warn!("hub: {} is fenced off: another hub has published", self.settings.name);
        }
        let calls = self.calls();
        self.stop(false).await;
        if self.holds() {
            // What another published last stands behind what was followed: that is read first.
            self.standby = Some(Standby::new(Arc::clone(&self.nats), Clock::clone(&self.settings.clock)));
            sleep(AGAIN / 4).await;
            self.lead(calls, link, cancel).await;
        }
    }

    /// Ends the term, if one runs: the sources first, so that two hubs never ask the vendors.
    async fn stop(&mut self, waits: bool) {
        let Some(Running { cancel, desk, lead, farewell, .. }) = self.running.take() else { return };
        drop(cancel);
        lead.abort();
        self.lease.budgets.send_replace(Vec::new());
        if let Some(mut desk) = desk {
            match timeout(DESK_ENDS, &mut desk).await {
                Ok(Ok(feed)) => drop(feed),
                Ok(Err(why)) => tracing::error!("hub: the desk ended: {why}"),
                // The disk may hang. The sources end with it.
                Err(_) => desk.abort(),
            }
        }
        if let Some(farewell) = farewell.filter(|_| waits) {
            farewell.wait().await;
        }
    }

    fn count(&self) {
        let follows = self.standby.as_ref().and_then(Standby::stands);
        let leads = self.running.is_some() && self.holds();
        let leader = if leads { Some(self.settings.name.clone()) } else { self.lease.holder.borrow().clone() };
        self.stats.send_if_modified(|stats| {
            let now = NatsStats { leads, follows, leader, ..stats.clone() };
            let differs = now != *stats;
            *stats = now;
            differs
        });
    }
}

impl Running {
    /// One that could not begin, and is tried again.
    fn failed() -> Self {
        let lead = crate::tasks::spawn(async {
            sleep(AGAIN).await;
            Ended::Over
        });
        Self { cancel: CancellationToken::new().drop_guard(), desk: None, lead, budgets: Vec::new(), farewell: None }
    }
}

/// Connects, and makes the streams where they are not there.
async fn ready(nats: &Nats, replicas: u8) -> Result<Link, Unlinked> {
    let link = nats.link().await?;
    link.make_streams(&nats.settings().layout, replicas).await?;
    Ok(link)
}

async fn ended(running: &mut Option<Running>) -> Ended {
    match running {
        Some(running) => (&mut running.lead).await.unwrap_or(Ended::Over),
        None => std::future::pending().await,
    }
}

async fn turn(standby: &mut Option<Standby>) {
    match standby {
        Some(standby) => standby.turn().await,
        None => std::future::ready(()).await,
    }
}
