//! What to ask when: the watch machine, the pollers, what people look up, the call budget and backoff.
//!
//! Each source is one task. It asks a vendor through the traits of [`vendor`](crate::platforms) and tells the board
//! through a bounded channel of [`Update`]s. A slow receiver slows the polls, never the other way round; the stream is
//! read on, and the receiver is told less of it: the last of every field. Everything a person may ask of the feed is a
//! [`Request`].

use std::pin::Pin;
use std::sync::Arc;

use tokio::sync::{broadcast, mpsc, watch as state};
use tokio::task::{AbortHandle, JoinHandle};
use tokio_util::sync::CancellationToken;

use crate::model::{Clock, Payload, Phase, SourceId, SourceReport, Update, Want};
use crate::platforms::{AgentsApi, AiApi, CallsApi, ChatApi, ChatSiteApi, Hints, Result as Answer, SessionsApi};

pub mod backoff;
pub mod budget;
pub mod lookups;
mod paging;
pub mod player;
pub mod polls;
pub mod recording;
mod report;
pub mod steps;
mod wakes;
pub mod watch;

pub use backoff::{Backoff, Ramp, Random};
pub use budget::{Budget, BudgetView, CommonClock, Pool};
pub use lookups::LookupSettings;
pub use polls::site::SiteSettings;
pub use polls::{AiSettings, ChatSettings};
pub use steps::{Followed, Steps};
pub use watch::WatchSettings;

pub use crate::platforms::Recording;

/// How many updates may wait for a slow receiver before the feed waits for it.
pub const UPDATES_HELD: usize = 1024;

/// Requests are rare; a task that misses one among so many lost nothing but a repeated key press.
const REQUESTS_HELD: usize = 16;

/// What a person may ask of the feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Request {
    /// Do not wait any longer: try this source (`None`: every source) now.
    Retry(Option<SourceId>),
    /// End all tasks.
    Stop,
}

impl Request {
    /// Whether it asks `source` to try again.
    pub fn retries(self, source: SourceId) -> bool {
        match self {
            Self::Retry(which) => which.is_none_or(|which| which == source),
            Self::Stop => false,
        }
    }
}

/// What a source's task needs of the world.
#[derive(Clone)]
pub struct Env {
    /// The wall clock.
    pub clock: Clock,
    /// By how much it was set meanwhile.
    pub steps: Steps,
    /// What the messages tell of the vendor's clock, for the clients that sign.
    pub hints: Hints,
    /// Randomness between 0 and 1, for jitter.
    pub random: Random,
    /// Where updates go.
    pub updates: mpsc::Sender<Update>,
    /// Ends the task.
    pub cancel: CancellationToken,
    /// Where requests come from.
    pub requests: broadcast::Sender<Request>,
    /// How many streams may be open at a time.
    pub streams: Streams,
}

/// How many streams may be open at a time: each takes a file descriptor, and the process has only so many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Streams {
    /// So many.
    pub most: u32,
    /// What everything else takes, in file descriptors.
    pub beside: u32,
}

impl Default for Streams {
    /// As many as there are pages.
    fn default() -> Self {
        Self { most: u32::MAX, beside: 0 }
    }
}

/// The task is to end: it was cancelled, or nobody listens any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ended;

impl Env {
    /// An environment and the other end of its updates.
    pub fn new(clock: Clock, random: Random) -> (Self, mpsc::Receiver<Update>) {
        let (updates, receiver) = mpsc::channel(UPDATES_HELD);
        let (requests, _) = broadcast::channel(REQUESTS_HELD);
        let steps = Steps::default();
        (
            Self {
                clock,
                steps,
                hints: Hints::default(),
                random,
                updates,
                cancel: CancellationToken::new(),
                requests,
                streams: Streams::default(),
            },
            receiver,
        )
    }

    /// Tells the board, waiting for room.
    pub(crate) async fn tell(&self, update: Update) -> Result<(), Ended> {
        tokio::select! {
            biased;
            () = self.cancel.cancelled() => Err(Ended),
            sent = self.updates.send(update) => sent.map_err(|_| Ended),
        }
    }

    /// Tells the board something heard just now.
    pub(crate) async fn tell_now(&self, payload: Payload) -> Result<(), Ended> {
        self.tell(Update::new((self.clock)(), payload)).await
    }
}

/// Waits for the next request to retry `source`; for ever once nobody can ask any more.
pub(crate) async fn retry_asked(requests: &mut broadcast::Receiver<Request>, source: SourceId) {
    loop {
        match requests.recv().await {
            Ok(request) if request.retries(source) => return,
            Ok(_) => {}
            // Whatever was missed, a retry was probably among it.
            Err(broadcast::error::RecvError::Lagged(_)) => return,
            Err(broadcast::error::RecvError::Closed) => std::future::pending().await,
        }
    }
}

/// A task that ends when its owner lets go of it.
pub(crate) struct Job(AbortHandle);

impl Job {
    pub(crate) fn spawn(future: impl Future<Output = ()> + Send + 'static) -> Self {
        Self(tokio::spawn(future).abort_handle())
    }
}

impl Drop for Job {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// A recording being opened.
type Opening = Pin<Box<dyn Future<Output = Answer<Recording>> + Send>>;

/// All sources together. Dropping it ends them.
pub struct Feed {
    env: Env,
    tasks: Vec<JoinHandle<()>>,
    looks: state::Sender<Vec<Want>>,
    recordings: Option<Box<dyn Fn(String) -> Opening + Send + Sync>>,
}

impl Feed {
    /// A feed without sources, and the other end of its updates. `random` gives numbers between 0 and 1.
    pub fn new(clock: Clock, random: Random) -> (Self, mpsc::Receiver<Update>) {
        let (env, receiver) = Env::new(clock, random);
        (Self { env, tasks: Vec::new(), looks: state::Sender::default(), recordings: None }, receiver)
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

    /// Starts the poller of another vendor's chats.
    pub fn site<A: ChatSiteApi>(&mut self, api: Arc<A>, settings: SiteSettings) {
        self.tasks.push(spawn_site(api, settings, self.env.clone()));
    }

    /// Starts to answer what is looked up; what is absent is not configured, and says so when it is asked. `budget` is
    /// the one that the calls of `sessions` pass; it is only looked at here.
    pub fn lookups<C: CallsApi, O: SessionsApi>(
        &mut self,
        calls: Option<Arc<C>>,
        sessions: Option<Arc<O>>,
        budget: Option<Arc<Budget>>,
        settings: LookupSettings,
    ) {
        if let Some(api) = calls.clone() {
            self.recordings = Some(Box::new(move |address| {
                let api = Arc::clone(&api);
                Box::pin(async move { api.recording(&address).await })
            }));
        }
        let sites = lookups::Sites::new(calls, sessions, budget);
        let (wants, requests) = (self.looks.subscribe(), self.env.requests.subscribe());
        self.tasks.push(tokio::spawn(lookups::run(sites, settings, self.env.clone(), wants, requests)));
    }

    /// What has to be looked up for what is on screen now, most wanted first, instead of what was wanted before; never
    /// waits.
    pub fn look(&self, wants: Vec<Want>) {
        self.looks.send_replace(wants);
    }

    /// Opens the recording at `address`, which a record of a call named. The future borrows nothing.
    ///
    /// # Errors
    /// Those of the vendor, and one sentence where calls are not configured.
    pub fn recording(&self, address: &str) -> impl Future<Output = Answer<Recording>> + Send + use<> {
        let opening = self.recordings.as_ref().map(|open| open(address.to_owned()));
        async move {
            match opening {
                Some(opening) => opening.await,
                None => Err(lookups::not_configured("recordings are", "sobot_call")),
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
        // Nobody listening is as good as served.
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
    tokio::spawn(watch::run(api, settings, env, requests))
}

/// Starts the chat poller as a task.
pub fn spawn_chat<A: ChatApi>(api: Arc<A>, settings: ChatSettings, env: Env) -> JoinHandle<()> {
    let requests = env.requests.subscribe();
    tokio::spawn(polls::chat::run(api, settings, env, requests))
}

/// Starts the AI poller as a task.
pub fn spawn_ai<A: AiApi>(api: Arc<A>, settings: AiSettings, env: Env) -> JoinHandle<()> {
    let requests = env.requests.subscribe();
    tokio::spawn(polls::ai::run(api, settings, env, requests))
}

/// Starts the poller of another vendor's chats as a task.
pub fn spawn_site<A: ChatSiteApi>(api: Arc<A>, settings: SiteSettings, env: Env) -> JoinHandle<()> {
    let requests = env.requests.subscribe();
    tokio::spawn(polls::site::run(api, settings, env, requests))
}

/// Says once that `source` is not configured.
pub fn spawn_off(source: SourceId, env: Env) -> JoinHandle<()> {
    tokio::spawn(async move {
        // Nobody listening any more is no failure.
        let _ = env.tell_now(Payload::Source(off_report(source))).await;
    })
}

/// The report of a source that is not configured.
pub fn off_report(source: SourceId) -> SourceReport {
    let error = match source {
        SourceId::Agents => "the agents stream is not configured",
        SourceId::Chat => "chat statistics are not configured",
        SourceId::Ai => "AI agent records are not configured",
        SourceId::Site(_) => "this vendor's chats are not configured",
    };
    SourceReport { error: Some(error.to_owned()), ..SourceReport::new(source, Phase::Off) }
}

#[cfg(test)]
pub(crate) mod fake;
#[cfg(test)]
mod tests;
