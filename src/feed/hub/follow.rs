//! The task that follows a hub: it carries what comes to the follower, what the follower tells to the board, and what the
//! board wants to the hub. What any of it means is decided elsewhere.

use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use tokio::sync::{broadcast, mpsc, watch};
use tokio::time::{Instant, sleep_until, timeout};
use tokio_util::sync::CancellationToken;

use super::asking::Asking;
use super::clock::{Exchange, HubClock};
use super::direct::problem::Unserved;
use super::follower::{Follower, Input, JOIN_PATIENCE, Output, SILENT};
use super::state::{About, HubState};
use super::way::{Answers, Coming, Events, Heard, Way};
use super::wire::Said;
use crate::feed::backoff::{Backoff, Ramp, Random};
use crate::feed::steps::Machine;
use crate::feed::{Request, Told};
use crate::http::{Error, ErrorKind, Result};
use crate::model::{Clock, Problem, Stamp, Want};

/// The way to a hub that is gone is tried again soon: it may only have been restarted.
const RAMP: Ramp =
    Ramp { base: Duration::from_millis(500), cap: Duration::from_secs(10), healthy: Duration::from_secs(5) };

/// Whatever the way is, one that is not open by then is given up: each has shorter limits of its own for each of its steps.
const OPENING: Duration = Duration::from_mins(1);

/// Where boards have to join anew all at once, each waits for a part of so long for each of them, so that they come one after the
/// other,
const SPREAD_EACH: Duration = Duration::from_micros(2500);

/// and no longer than that.
const SPREAD_MOST: Duration = Duration::from_millis(2500);

/// A hub whose words cannot be read is asked again so seldom.
const UNREADABLE: Duration = Duration::from_mins(1);

/// What time it is at the hub is asked so often at first, so that the quickest answer is soon a quick one.
const ASK_TIME_FIRST: (u32, Duration) = (8, Duration::from_secs(1));
/// And so often then.
const ASK_TIME: Duration = Duration::from_secs(20);

/// A hub that answers within this is known to have the time that its answer said.
const ROUND_TRIP: Duration = Duration::from_secs(1);

/// What is only counted is told so often.
const COUNT: Duration = Duration::from_secs(1);

/// What the task has of the world.
pub(in crate::feed) struct World<M> {
    pub(in crate::feed) way: Arc<dyn Way>,
    pub(in crate::feed) hub_clock: HubClock<M>,
    /// The hub's clock as the board reads it.
    pub(in crate::feed) clock: Clock,
    pub(in crate::feed) told: mpsc::Sender<Told>,
    pub(in crate::feed) state: watch::Sender<HubState>,
    pub(in crate::feed) wants: watch::Receiver<Vec<Want>>,
    pub(in crate::feed) requests: broadcast::Receiver<Request>,
    pub(in crate::feed) cancel: CancellationToken,
    pub(in crate::feed) random: Random,
    /// The site's time zone by the settings, against which the hub's is held.
    pub(in crate::feed) zone: String,
}

/// Follows the hub until it is cancelled, or nothing listens any more.
pub(in crate::feed) async fn run<M: Machine>(world: World<M>) {
    let cancel = world.cancel.clone();
    tokio::select! {
        biased;
        () = cancel.cancelled() => {}
        () = Following::new(world).go() => {}
    }
}

async fn done<T>(waited: &mut Option<Coming<T>>) -> T {
    match waited {
        Some(future) => {
            let value = future.await;
            *waited = None;
            value
        }
        None => pending().await,
    }
}

async fn at(moment: Option<Instant>) {
    match moment {
        Some(moment) => sleep_until(moment).await,
        None => pending().await,
    }
}

async fn next(events: &mut Option<Events>) -> Option<Result<Heard>> {
    match events {
        Some(events) => events.next().await,
        None => pending().await,
    }
}

/// A moment to come, on the board's clock.
fn ahead(clock: Stamp, moment: Instant) -> Stamp {
    let wait = moment.saturating_duration_since(Instant::now());
    clock.plus(i64::try_from(wait.as_millis()).unwrap_or(i64::MAX))
}

/// Nothing listens any more.
struct Deaf;

struct Following<M> {
    world: World<M>,
    follower: Follower,
    asking: Asking,
    backoff: Backoff,
    events: Option<Events>,
    /// When anything came on the stream last.
    came: Instant,
    /// When the stream was opened.
    opened: Instant,
    opening: Option<Coming<Result<Events>>>,
    saying: Option<Coming<Result<Answers>>>,
    timing: Option<Coming<Result<Exchange>>>,
    retrying: Option<Coming<Result<()>>>,
    /// When the stream is opened next.
    reopen: Option<Instant>,
    ask_time: Option<Instant>,
    times_asked: u32,
    state: HubState,
    /// When what was only counted is told.
    count: Option<Instant>,
}

impl<M: Machine> Following<M> {
    fn new(world: World<M>) -> Self {
        let now = Instant::now();
        let backoff = Backoff::new(RAMP, Random::clone(&world.random));
        let state = HubState { url: world.way.url().to_owned(), ..HubState::default() };
        Self {
            follower: Follower::new(now),
            asking: Asking::new(),
            backoff,
            events: None,
            came: now,
            opened: now,
            opening: None,
            saying: None,
            timing: None,
            retrying: None,
            reopen: Some(now),
            ask_time: None,
            times_asked: 0,
            state,
            count: None,
            world,
        }
    }

    async fn go(mut self) {
        while self.turn().await.is_ok() {}
    }

    async fn turn(&mut self) -> std::result::Result<(), Deaf> {
        let open = self.events.is_some();
        let silence = open.then(|| self.came + SILENT);
        let say = self.asking.due().filter(|_| open);
        let ask_time = self.ask_time.filter(|_| open);
        tokio::select! {
            biased;
            () = self.world.told.closed() => return Err(Deaf),
            request = self.world.requests.recv() => self.requested(&request),
            event = next(&mut self.events) => self.event(event).await?,
            opened = done(&mut self.opening) => self.opening_ended(opened).await?,
            changed = self.world.wants.changed() => {
                if changed.is_err() {
                    return Err(Deaf);
                }
                let wants = self.world.wants.borrow_and_update().clone();
                self.asking.want(wants, Instant::now());
                if !open {
                    self.tell_failed().await?;
                }
            }
            answers = done(&mut self.saying) => self.answered(answers).await?,
            exchange = done(&mut self.timing) => self.timed(exchange),
            retried = done(&mut self.retrying) => {
                if let Err(error) = retried {
                    tracing::debug!("hub: no retry: {error}");
                }
            }
            () = at(silence) => self.still(SILENT).await?,
            () = at(self.follower.deadline()) => self.tick().await?,
            () = at(say) => self.say(),
            () = at(ask_time) => self.ask_time(),
            () = at(self.reopen) => self.open(),
            () = at(self.count) => self.tell_state(),
        }
        Ok(())
    }

    fn requested(&mut self, request: &std::result::Result<Request, broadcast::error::RecvError>) {
        // Whatever was missed, a retry was probably among it; the end comes by the cancellation.
        if let Ok(Request::Retry(_)) | Err(broadcast::error::RecvError::Lagged(_)) = request {
            if self.events.is_some() {
                self.retrying = Some(Arc::clone(&self.world.way).retry());
            } else if self.reopen.is_some() {
                self.reopen = Some(Instant::now());
            }
        }
    }

    fn open(&mut self) {
        self.reopen = None;
        let still = Unserved::Still(self.world.way.host().to_owned(), OPENING.as_secs());
        let opening = timeout(OPENING, Arc::clone(&self.world.way).open(self.follower.link().place));
        self.opening =
            Some(Box::pin(async move { opening.await.unwrap_or_else(|_| Err(Error::new(ErrorKind::Late, still))) }));
    }

    async fn tick(&mut self) -> std::result::Result<(), Deaf> {
        let waits = self.events.is_some() && self.follower.link().place.is_none();
        if waits && self.came.elapsed() >= JOIN_PATIENCE {
            // To ask for a keyframe once more on such a way would be as vain.
            return self.still(JOIN_PATIENCE).await;
        }
        self.step(Input::Tick).await
    }

    /// Nothing has come for so long: the way is given up.
    async fn still(&mut self, time: Duration) -> std::result::Result<(), Deaf> {
        let still = Unserved::Still(self.world.way.host().to_owned(), time.as_secs());
        self.lost(Some(still.into())).await
    }

    async fn opening_ended(&mut self, opened: Result<Events>) -> std::result::Result<(), Deaf> {
        match opened {
            Ok(events) => {
                let now = Instant::now();
                self.events = Some(events);
                (self.came, self.opened) = (now, now);
                self.state.problem = None;
                self.asking.opened(now);
                (self.ask_time, self.times_asked) = (Some(now), 0);
                self.step(Input::Opened).await?;
            }
            Err(error) => {
                tracing::debug!("hub: {error}");
                self.state.problem = Some(error.problem);
                self.reopen = Some(Instant::now() + self.backoff.next_wait());
                self.tell_failed().await?;
            }
        }
        self.tell_state();
        Ok(())
    }

    /// The way to the hub is gone.
    async fn lost(&mut self, problem: Option<Problem>) -> std::result::Result<(), Deaf> {
        self.events = None;
        self.saying = None;
        self.timing = None;
        if self.opened.elapsed() >= RAMP.healthy {
            self.backoff.reset();
        }
        if let Some(problem) = &problem {
            tracing::info!("hub: {problem}");
        }
        self.state.problem = problem;
        self.reopen = Some(Instant::now() + self.backoff.next_wait() + self.spread());
        self.step(Input::Closed).await?;
        self.tell_state();
        self.tell_failed().await
    }

    /// Nothing is looked up while the hub cannot be asked: so that no one waits for it, why is told of all that is wanted.
    async fn tell_failed(&mut self) -> std::result::Result<(), Deaf> {
        // The first try to reach it may still go well.
        let Some(why) = &self.state.problem else { return Ok(()) };
        let clock = (self.world.clock)();
        let again = self.reopen.map(|reopen| ahead(clock, reopen));
        let failed = self.asking.failed(why, again, clock);
        self.tell(failed.into_iter().map(Told::Update).collect()).await
    }

    async fn event(&mut self, event: Option<Result<Heard>>) -> std::result::Result<(), Deaf> {
        let Heard { said, bytes } = match event {
            Some(Ok(heard)) => heard,
            Some(Err(error)) => return self.lost(Some(error.problem)).await,
            None => {
                let ended = Unserved::Ended(self.world.way.host().to_owned());
                return self.lost(Some(ended.into())).await;
            }
        };
        self.came = Instant::now();
        self.state.bytes += bytes;
        match said {
            Said::Envelope(envelope) => {
                let epoch = |follower: &Follower| follower.link().place.map(|place| place.epoch);
                let before = epoch(&self.follower);
                self.step(Input::Envelope(envelope)).await?;
                // Another hub, or one whose clock was set.
                if epoch(&self.follower) != before {
                    if self.timing.is_none() {
                        (self.ask_time, self.times_asked) = (Some(self.came), 0);
                    }
                    if before.is_some() {
                        // It does not know what is wanted here.
                        self.saying = None;
                        self.asking.opened(self.came);
                    }
                }
            }
            Said::Found(question, update) => {
                if let Some(update) = self.asking.answered(question, *update) {
                    self.tell(vec![Told::Update(update)]).await?;
                }
            }
            Said::About(json) => self.about(&json),
            Said::Other => {}
        }
        self.count.get_or_insert_with(|| Instant::now() + COUNT);
        Ok(())
    }

    fn about(&mut self, json: &str) {
        // One of a later version may say it otherwise.
        let Ok(about) = serde_json::from_slice::<About>(json.as_bytes()) else { return };
        let zone = &self.world.zone;
        let differs = !zone.is_empty() && about.timezone != *zone;
        self.state.problem = differs.then(|| Unserved::OtherZone(about.timezone.clone(), zone.clone()).into());
        self.state.about = Some(about);
        self.tell_state();
    }

    /// Lets the follower take note of something, and does what it wants done.
    async fn step(&mut self, input: Input) -> std::result::Result<(), Deaf> {
        let outputs = self.follower.step(input, Instant::now(), (self.world.clock)());
        let mut again = false;
        for output in outputs {
            match output {
                Output::Tell(told) => self.tell(told).await?,
                // The stream is in order, so what is missing comes with a new one alone.
                Output::Fill(_) | Output::Join => again = true,
                Output::Stop(why) => {
                    self.events = None;
                    self.tell_problem(why.into());
                    self.reopen = Some(Instant::now() + UNREADABLE);
                    return self.tell_failed().await;
                }
            }
        }
        if again && self.events.take().is_some() {
            // What this board lacks all others may lack.
            match self.spread() {
                Duration::ZERO => self.open(),
                wait => self.reopen = Some(Instant::now() + wait),
            }
        }
        Ok(())
    }

    /// A random part of the time in which all boards of the hub may come back.
    fn spread(&self) -> Duration {
        let boards = self.state.about.as_ref().map_or(0, |about| about.boards);
        let most = SPREAD_EACH.saturating_mul(u32::try_from(boards).unwrap_or(u32::MAX)).min(SPREAD_MOST);
        most.mul_f64((self.world.random)().clamp(0.0, 1.0))
    }

    fn tell_problem(&mut self, problem: Problem) {
        tracing::warn!("hub: {problem}");
        self.state.problem = Some(problem);
        self.tell_state();
    }

    async fn tell(&mut self, told: Vec<Told>) -> std::result::Result<(), Deaf> {
        for told in told {
            self.world.told.send(told).await.map_err(|_| Deaf)?;
        }
        Ok(())
    }

    fn say(&mut self) {
        if let Some((wants, anew)) = self.asking.say(Instant::now()) {
            self.saying = Some(Arc::clone(&self.world.way).want(wants, anew));
        }
    }

    async fn answered(&mut self, answers: Result<Answers>) -> std::result::Result<(), Deaf> {
        match answers {
            Ok(answers) => {
                let told = self.asking.heard(answers, Instant::now());
                self.tell(told.into_iter().map(Told::Update).collect()).await
            }
            Err(error) => {
                tracing::debug!("hub: what is looked up was not heard: {error}");
                let clock = (self.world.clock)();
                let again = ahead(clock, self.asking.unheard(Instant::now()));
                let failed = self.asking.failed(&error.problem, Some(again), clock);
                self.tell(failed.into_iter().map(Told::Update).collect()).await
            }
        }
    }

    fn ask_time(&mut self) {
        self.ask_time = None;
        self.times_asked = self.times_asked.saturating_add(1);
        let clock = self.world.hub_clock.clone();
        self.timing = Some(Arc::clone(&self.world.way).time(Box::new(move || clock.moment())));
    }

    fn timed(&mut self, exchange: Result<Exchange>) {
        match exchange {
            Ok(exchange) => self.world.hub_clock.learn(exchange),
            Err(error) => tracing::debug!("hub: its time is not known: {error}"),
        }
        let (often, soon) = ASK_TIME_FIRST;
        let wait = if self.times_asked < often { soon } else { ASK_TIME };
        self.ask_time = Some(Instant::now() + wait);
        self.tell_state();
    }

    fn tell_state(&mut self) {
        self.count = None;
        let link = self.follower.link();
        let clock = (self.world.clock)();
        self.state.open = self.events.is_some();
        // By a slow answer the hub's clock is known too roughly.
        let agree = self.world.hub_clock.round_trip().is_some_and(|trip| trip < ROUND_TRIP);
        self.state.heard = link.heard_until(Instant::now(), clock, agree);
        self.state.epoch = link.place.map(|place| place.epoch.0).or(self.state.epoch);
        (self.state.joins, self.state.filled) = (link.joins, link.filled);
        (self.state.doubled, self.state.unknown) = (link.doubled, link.unknown);
        self.state.offset_ms = self.world.hub_clock.ahead_ms();
        self.state.round_trip = self.world.hub_clock.round_trip();
        let state = &self.state;
        self.world.state.send_if_modified(|told| {
            let differs = told != state;
            if differs {
                told.clone_from(state);
            }
            differs
        });
    }
}

#[cfg(test)]
mod tests;
