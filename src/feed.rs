//! What to ask when: the watch machine, the pollers, what people look up, bot probes, the call budget and backoff.
//!
//! Each source is one task. It asks a vendor through the traits of [`vendor`](crate::platforms) and tells the board
//! through a bounded channel of [`Update`]s. A slow receiver slows the polls, never the other way round; the stream is
//! read on, and the receiver is told less of it: the last of every field. Everything a person may ask of the feed is a
//! [`Request`].

use std::pin::Pin;
use std::sync::Arc;

use tokio::sync::{mpsc, watch as state};
use tokio::task::JoinHandle;

use self::first::{After, First};
use self::hub::{NoteAnswer, See, SeeAnswer};
use self::probe::Farewell;
use self::probe::prober::{ProbePlan, Prober};
use self::problem::Unasked;
use crate::model::{CallRecord, Clock, Note, Payload, Phase, Problem, SourceId, SourceReport, Update, Want};
use crate::platforms::bots::BotApi;
use crate::platforms::{
    AgentsApi, AiApi, CallsApi, ChatApi, ChatPlatformApi, Error, ErrorKind, Gate, Hints, Result as Answer, SessionsApi,
};

pub mod ask;
pub mod backoff;
pub mod budget;
mod env;
mod first;
pub mod hub;
pub mod probe;
pub mod problem;
pub mod push;
pub mod record;
mod report;
pub mod steps;
mod told;
mod wakes;
pub mod watch;

pub use ask::lookups::LookupSettings;
pub use ask::polls::funnels::FunnelSettings;
pub use ask::polls::ledger::LedgerSettings;
pub use ask::polls::platform::PlatformSettings;
pub use ask::polls::{AiSettings, ChatSettings};
pub use backoff::{Backoff, Ramp, Random};
pub use budget::{Budget, BudgetView, CommonClock, Pool};
pub(crate) use env::{Ended, Job, retry_asked, start};
pub use env::{Env, Request, Streams, UPDATES_HELD};
pub use steps::{Followed, Steps};
pub use told::{Inflow, Told};
pub use watch::WatchSettings;

pub use crate::platforms::Recording;

/// So many batches of pushed records may wait for their poller.
const RECORDS_HELD: usize = 16;

/// A recording being opened.
type Opening = Pin<Box<dyn Future<Output = Answer<Recording>> + Send>>;

/// What the hub says to what a person does about an alert.
type Answering = Pin<Box<dyn Future<Output = Result<SeeAnswer, Problem>> + Send>>;

/// The way by which the hub is told that.
pub type TellHub = Box<dyn Fn(See) -> Answering + Send + Sync>;

/// What the hub says to a note.
type Noting = Pin<Box<dyn Future<Output = Result<NoteAnswer, Problem>> + Send>>;

/// The way by which the hub is handed notes.
pub type NoteAtHub = Box<dyn Fn(Note) -> Noting + Send + Sync>;

/// All sources together. Dropping it ends them.
pub struct Feed {
    env: Env,
    tasks: Vec<JoinHandle<()>>,
    wants: state::Sender<Vec<Want>>,
    /// How the recording of a call is opened, by the call's id and the address that its record names.
    recordings: Option<Box<dyn Fn(String, String) -> Opening + Send + Sync>>,
    /// Where records that are pushed go, once their poller was started.
    records: Option<mpsc::Sender<Vec<CallRecord>>>,
    /// How a hub is told what people do about alerts, where there is one.
    sees: Option<TellHub>,
    /// How it is handed notes.
    notes: Option<NoteAtHub>,
}

impl Feed {
    /// A feed without sources, and the other end of its updates. `random` gives numbers between 0 and 1.
    pub fn new(clock: Clock, random: Random) -> (Self, mpsc::Receiver<Update>) {
        let (env, receiver) = Env::new(clock, random);
        let wants = state::Sender::default();
        (Self { env, tasks: Vec::new(), wants, recordings: None, records: None, sees: None, notes: None }, receiver)
    }

    /// A feed that a hub tells, the other end of what it tells, and how the board stands with it. `zone` is the site's time
    /// zone by the settings; `clock` is the hub's as the board reads it ([`watched`](steps::watched)).
    pub fn of_hub<M: steps::Machine>(
        way: Arc<dyn hub::Way>,
        hub_clock: hub::HubClock<M>,
        clock: Clock,
        random: Random,
        zone: &str,
    ) -> (Self, mpsc::Receiver<Told>, state::Receiver<hub::HubState>) {
        let (mut feed, _) = Self::new(Clock::clone(&clock), Random::clone(&random));
        let (told, telling) = mpsc::channel(UPDATES_HELD);
        let (standing, stands) = state::channel(hub::HubState { url: way.url().to_owned(), ..Default::default() });
        let sounds = Arc::clone(&way);
        feed.recordings = Some(Box::new(move |call, _| Arc::clone(&sounds).sound(call)));
        let seeing = Arc::clone(&way);
        feed.sees = Some(Box::new(move |see| {
            let answering = Arc::clone(&seeing).see(see);
            Box::pin(async move { answering.await.map_err(|error| error.problem) })
        }));
        let noting = Arc::clone(&way);
        feed.notes = Some(Box::new(move |note| {
            let answering = Arc::clone(&noting).note(note);
            Box::pin(async move { answering.await.map_err(|error| error.problem) })
        }));
        let world = hub::follow::World {
            way,
            hub_clock,
            clock,
            told,
            state: standing,
            wants: feed.wants.subscribe(),
            requests: feed.env.requests.subscribe(),
            cancel: feed.env.cancel.clone(),
            random,
            zone: zone.to_owned(),
        };
        feed.tasks.push(start(hub::follow::run(world)));
        (feed, telling, stands)
    }

    /// The same on a clock that makes these steps; to be said before anything is started.
    #[must_use]
    pub fn following(mut self, steps: Steps) -> Self {
        self.env.steps = steps;
        self
    }

    /// The same with these hints for the clients that sign; to be said before anything is started.
    #[must_use]
    pub fn hinting(mut self, hints: Hints) -> Self {
        self.env.hints = hints;
        self
    }

    /// The same with no more streams at a time; to be said before anything is started.
    #[must_use]
    pub const fn with_streams(mut self, streams: Streams) -> Self {
        self.env.streams = streams;
        self
    }

    /// What the messages tell of the vendor's clock, for the clients that sign.
    pub fn hints(&self) -> Hints {
        self.env.hints.clone()
    }

    /// Starts the agents stream. Call it within a tokio runtime, as all that starts something here.
    pub fn agents<A: AgentsApi>(&mut self, api: Arc<A>, settings: WatchSettings) {
        self.env.first = Some(First::from_now());
        self.tasks.push(spawn_agents(api, settings, self.env.clone()));
    }

    /// Starts the chat poller.
    pub fn chat<A: ChatApi>(&mut self, api: Arc<A>, settings: ChatSettings) {
        self.tasks.push(spawn_chat(api, settings, self.env.clone()));
    }

    /// Starts the AI poller.
    pub fn ai<A: AiApi>(&mut self, api: Arc<A>, settings: AiSettings) {
        self.tasks.push(spawn_ai(api, settings, self.env.clone()));
    }

    /// Starts the poller of closed AI sessions.
    pub fn funnels<A: SessionsApi>(&mut self, api: Arc<A>, settings: FunnelSettings) {
        self.tasks.push(spawn_funnels(api, settings, self.env.clone()));
    }

    /// Starts the poller of another vendor's chats.
    pub fn platform<A: ChatPlatformApi>(&mut self, api: Arc<A>, settings: PlatformSettings) {
        self.tasks.push(spawn_platform(api, settings, self.env.clone()));
    }

    /// Starts the poller of today's call records, each of whose questions passes `gate`; the first of them once the agents
    /// are there, where they are asked for already.
    pub fn ledger<A: CallsApi>(&mut self, api: Arc<A>, gate: Arc<dyn Gate>, settings: LedgerSettings) {
        let gate = match self.env.first.clone() {
            Some(first) => Arc::new(After { first, gate }),
            None => gate,
        };
        let (records, pushed) = mpsc::channel(RECORDS_HELD);
        self.records = Some(records);
        self.tasks.push(spawn_ledger(api, gate, settings, self.env.clone(), Some(pushed)));
    }

    /// Starts to listen for callbacks. Records among them go to the poller of call records, where it was started before.
    pub fn push<L: push::Listen>(&mut self, listener: Arc<L>) {
        let requests = self.env.requests.subscribe();
        self.tasks.push(start(push::run(listener, self.records.clone(), self.env.clone(), requests)));
    }

    /// Starts to ask bots, as often as these plans say; what to wait for before the program ends.
    pub fn probes<A: BotApi>(&mut self, prober: Prober<A>, plans: Vec<ProbePlan>) -> Farewell {
        let (task, farewell) = probe::spawn(prober, plans, self.env.clone());
        self.tasks.push(task);
        farewell
    }

    /// Starts to answer what is looked up; what is absent is not configured, and says so when it is asked. `budgets`
    /// are those that calls pass, by their sections of the settings; they are only looked at here.
    pub fn lookups<C: CallsApi, O: SessionsApi>(
        &mut self,
        calls: Option<Arc<C>>,
        sessions: Option<Arc<O>>,
        budgets: Vec<(&'static str, Arc<Budget>)>,
        settings: LookupSettings,
    ) {
        let api = calls.clone();
        self.recordings = Some(Box::new(move |_, address| {
            let api = api.clone();
            Box::pin(async move {
                let api = api.ok_or_else(|| ask::lookups::not_configured(Unasked::NoRecordings(C::SECTION)))?;
                api.recording(&address).await
            })
        }));
        let apis = ask::lookups::Apis::new(calls, sessions, budgets);
        let (wants, requests) = (self.wants.subscribe(), self.env.requests.subscribe());
        self.tasks.push(start(ask::lookups::run(apis, settings, self.env.clone(), wants, requests)));
    }

    /// What has to be looked up for what is on screen now, most wanted first, instead of what was wanted before; never
    /// waits.
    pub fn want(&self, wants: Vec<Want>) {
        self.wants.send_replace(wants);
    }

    /// What is wanted, as it changes.
    #[cfg(test)]
    pub(crate) fn wanted(&self) -> state::Receiver<Vec<Want>> {
        self.wants.subscribe()
    }

    /// Opens the recording of `call`, which is at `address` by the record of the call. The future borrows nothing.
    ///
    /// # Errors
    /// Those of the vendor or of the hub, and one sentence where nothing can be looked up, or calls are not configured.
    pub fn recording(&self, call: &str, address: &str) -> impl Future<Output = Answer<Recording>> + Send + use<> {
        let opening = self.recordings.as_ref().map(|open| open(call.to_owned(), address.to_owned()));
        async move {
            match opening {
                Some(opening) => opening.await,
                None => Err(Error::new(ErrorKind::Settings, Unasked::NoSound)),
            }
        }
    }

    /// The same on a hub that is told like this what people do about alerts.
    #[must_use]
    pub fn telling_hub(mut self, sees: TellHub) -> Self {
        self.sees = Some(sees);
        self
    }

    /// Tells the hub what a person does about an alert. The future borrows nothing.
    ///
    /// # Errors
    /// Why it could not be told; one sentence where there is no hub.
    pub fn see(&self, see: See) -> impl Future<Output = Result<SeeAnswer, Problem>> + Send + use<> {
        let answering = self.sees.as_ref().map(|tell| tell(see));
        async move {
            match answering {
                Some(answering) => answering.await,
                None => Err(Unasked::NoHub.into()),
            }
        }
    }

    /// The same on a hub that is handed notes like this.
    #[must_use]
    pub fn noting_at_hub(mut self, notes: NoteAtHub) -> Self {
        self.notes = Some(notes);
        self
    }

    /// Hands the hub a note that a person wrote. The future borrows nothing.
    ///
    /// # Errors
    /// Why it could not be handed over; one sentence where there is no hub.
    pub fn note(&self, note: Note) -> impl Future<Output = Result<NoteAnswer, Problem>> + Send + use<> {
        let answering = self.notes.as_ref().map(|hand| hand(note));
        async move {
            match answering {
                Some(answering) => answering.await,
                None => Err(Unasked::NoHub.into()),
            }
        }
    }

    /// Says that `source` is not configured.
    pub fn off(&mut self, source: SourceId) {
        self.tasks.push(spawn_off(source, self.env.clone()));
    }

    /// Passes a person's wish on; never waits.
    pub fn request(&self, request: Request) {
        if request == Request::Stop {
            self.env.cancel.cancel();
        }
        // Without a listener it is as good as served.
        let _ = self.env.requests.send(request);
    }

    /// Ends all tasks and waits until they have ended.
    pub async fn stop(mut self) {
        self.env.cancel.cancel();
        for task in std::mem::take(&mut self.tasks) {
            // A task that panicked has ended too.
            let _ = task.await;
        }
    }
}

impl Drop for Feed {
    fn drop(&mut self) {
        self.env.cancel.cancel();
    }
}

/// Starts the agents stream as a task.
pub fn spawn_agents<A: AgentsApi>(api: Arc<A>, settings: WatchSettings, env: Env) -> JoinHandle<()> {
    let requests = env.requests.subscribe();
    start(watch::run(api, settings, env, requests))
}

/// Starts the chat poller as a task.
pub fn spawn_chat<A: ChatApi>(api: Arc<A>, settings: ChatSettings, env: Env) -> JoinHandle<()> {
    let requests = env.requests.subscribe();
    start(ask::polls::chat::run(api, settings, env, requests))
}

/// Starts the AI poller as a task.
pub fn spawn_ai<A: AiApi>(api: Arc<A>, settings: AiSettings, env: Env) -> JoinHandle<()> {
    let requests = env.requests.subscribe();
    start(ask::polls::ai::run(api, settings, env, requests))
}

/// Starts the poller of closed AI sessions as a task.
pub fn spawn_funnels<A: SessionsApi>(api: Arc<A>, settings: FunnelSettings, env: Env) -> JoinHandle<()> {
    let requests = env.requests.subscribe();
    start(ask::polls::funnels::run(api, settings, env, requests))
}

/// Starts the poller of another vendor's chats as a task.
pub fn spawn_platform<A: ChatPlatformApi>(api: Arc<A>, settings: PlatformSettings, env: Env) -> JoinHandle<()> {
    let requests = env.requests.subscribe();
    start(ask::polls::platform::run(api, settings, env, requests))
}

/// Starts the poller of today's call records as a task; those that come by themselves it takes from `pushed`.
pub fn spawn_ledger<A: CallsApi>(
    api: Arc<A>,
    gate: Arc<dyn Gate>,
    settings: LedgerSettings,
    env: Env,
    pushed: Option<mpsc::Receiver<Vec<CallRecord>>>,
) -> JoinHandle<()> {
    let requests = env.requests.subscribe();
    start(ask::polls::ledger::run(api, gate, settings, env, requests, pushed))
}

/// Says once that `source` is not configured.
pub fn spawn_off(source: SourceId, env: Env) -> JoinHandle<()> {
    start(async move {
        // To have no listener any more is no failure.
        let _ = env.tell_now(Payload::Source(off_report(source))).await;
    })
}

/// The report of a source that is not configured.
pub fn off_report(source: SourceId) -> SourceReport {
    let error = match source {
        SourceId::Agents => Unasked::NoAgents,
        SourceId::Chat => Unasked::NoChats,
        SourceId::Ai => Unasked::NoAi,
        SourceId::Calls => Unasked::NoRecords,
        SourceId::Push => Unasked::NoPush,
        SourceId::Probe => Unasked::NoProbes,
        SourceId::Platform(_) => Unasked::NoPlatform,
    };
    SourceReport { error: Some(Box::new(error.into())), ..SourceReport::new(source, Phase::Off) }
}

#[cfg(test)]
pub(crate) mod fake;
#[cfg(test)]
mod tests;
