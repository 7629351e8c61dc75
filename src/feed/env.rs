//! What every source's task needs of the world, and what a person may ask of it.

use tokio::sync::{broadcast, mpsc};
use tokio::task::{AbortHandle, JoinHandle};
use tokio_util::sync::CancellationToken;

use super::backoff::Random;
use super::first::First;
use super::steps::Steps;
use crate::model::{Clock, Payload, SourceId, Update};
use crate::platforms::Hints;

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
    /// What is told once the board knows of the agents, where others wait for that.
    pub(super) first: Option<First>,
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

/// The task is to end: it was cancelled, or has no listener any more.
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
                first: None,
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

/// Waits for the next request to retry `source`, or anything at all if there is none; for ever once it cannot be asked
/// for any more.
pub(crate) async fn retry_asked(requests: &mut broadcast::Receiver<Request>, source: Option<SourceId>) {
    loop {
        match requests.recv().await {
            Ok(Request::Retry(_)) if source.is_none() => return,
            Ok(request) if source.is_some_and(|source| request.retries(source)) => return,
            Ok(_) => {}
            // Whatever was missed, a retry was probably among it.
            Err(broadcast::error::RecvError::Lagged(_)) => return,
            Err(broadcast::error::RecvError::Closed) => std::future::pending().await,
        }
    }
}

/// Starts a task.
pub(crate) fn start(future: impl Future<Output = ()> + Send + 'static) -> JoinHandle<()> {
    crate::tasks::spawn(future)
}

/// A task that ends when its owner lets go of it.
pub(crate) struct Job(AbortHandle);

impl Job {
    pub(crate) fn spawn(future: impl Future<Output = ()> + Send + 'static) -> Self {
        Self(start(future).abort_handle())
    }
}

impl Drop for Job {
    fn drop(&mut self) {
        self.0.abort();
    }
}
