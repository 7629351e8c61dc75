//! What a vendor pushes: the queue that it comes into, how listening fares, and whom it is handed on to.
//!
//! Who listens answers a vendor as soon as a callback is in the queue, so nothing behind it may keep the queue for long:
//! what is there is handed on in batches. Where the board does not keep up the queue is full in the end, and the vendor is
//! told so; nothing is dropped that was taken.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, broadcast, mpsc, watch};
use tokio::time::{Instant, sleep_until};

use super::backoff::{Backoff, Ramp};
use super::problem::Pushing;
use super::report::wall;
use super::{Ended, Env, Request, retry_asked};
use crate::model::source::REJECTS_KEPT;
use crate::model::{
    CallRecord, Callback, Payload, Phase, Problem, Reject, RejectReason, Rejected, SourceId, SourceReport,
};
use crate::platforms::{Pushed, Refusal};

/// So many callbacks may wait to be handed on.
pub const QUEUED: usize = 1024;

/// So many bytes of bodies may wait to be handed on: what they say takes a few times as much.
pub const QUEUED_BYTES: usize = 16 * 1024 * 1024;

/// So many are handed on at once.
const BATCH: usize = 256;

/// No update has more callbacks: one stays small beside a block of a recording.
const AN_UPDATE: usize = 1_000;

/// Counters alone are told at most so often.
const THROTTLE: Duration = Duration::from_secs(1);

/// Who listens for callbacks.
pub trait Listen: Send + Sync + 'static {
    /// Listens, and puts what comes into `inbox`; why it ended.
    fn listen(&self, inbox: Inbox) -> impl Future<Output = Problem> + Send;
}

/// A body in the queue.
pub struct Queued {
    /// What it says.
    pub pushed: Pushed,
    /// Its bytes, as long as they take room in the queue.
    _room: OwnedSemaphorePermit,
}

/// How listening fares, all counts since the start.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// Bodies taken.
    pub received: u64,
    /// Their bytes.
    pub bytes: u64,
    /// What was refused or could not be read.
    pub rejected: Rejected,
    /// Tries of our own, which are none of the vendor's callbacks.
    pub tries: u64,
    phase: Option<Phase>,
    /// Why nothing is listened for.
    trouble: Option<Problem>,
    /// The last refusal that is no stranger's.
    refused: Option<Problem>,
}

/// What is told of each refusal.
pub type OnRefused = Arc<dyn Fn(&Refusal) + Send + Sync>;

/// Where what comes is put in.
#[derive(Clone)]
pub struct Inbox {
    queue: mpsc::Sender<Queued>,
    room: Arc<Semaphore>,
    seen: Arc<watch::Sender<Seen>>,
    on_refused: Option<OnRefused>,
}

/// Where it comes out.
pub struct Outbox {
    /// The bodies.
    pub queue: mpsc::Receiver<Queued>,
    /// How listening fares.
    pub seen: watch::Receiver<Seen>,
}

impl Inbox {
    /// A queue: where things go in, and where they come out.
    pub fn new() -> (Self, Outbox) {
        let (sender, queue) = mpsc::channel(QUEUED);
        let (seen, watched) = watch::channel(Seen::default());
        let room = Arc::new(Semaphore::new(QUEUED_BYTES));
        (Self { queue: sender, room, seen: Arc::new(seen), on_refused: None }, Outbox { queue, seen: watched })
    }

    /// The same, with one who is told of each refusal and of all that cannot be read.
    #[must_use]
    pub fn telling(self, on_refused: OnRefused) -> Self {
        Self { on_refused: Some(on_refused), ..self }
    }

    /// Callbacks are listened for.
    pub fn opened(&self) {
        self.seen.send_modify(|seen| (seen.phase, seen.trouble) = (Some(Phase::Live), None));
    }

    /// Puts in what a body of so many bytes says; `false` where there is no room.
    pub fn offer(&self, mut pushed: Pushed, bytes: usize) -> bool {
        let rejects = std::mem::take(&mut pushed.rejects);
        let held = u32::try_from(bytes.clamp(1, QUEUED_BYTES)).unwrap_or(u32::MAX);
        let Ok(room) = Arc::clone(&self.room).try_acquire_many_owned(held) else { return false };
        if self.queue.try_send(Queued { pushed, _room: room }).is_err() {
            return false;
        }
        self.seen.send_modify(|seen| {
            seen.received += 1;
            seen.bytes = seen.bytes.saturating_add(bytes as u64);
            seen.refused = None;
            for reject in &rejects {
                note(&mut seen.rejected, reject.clone());
            }
        });
        if let Some(tell) = &self.on_refused {
            for Reject { reason, detail } in rejects {
                tell(&Refusal::new(200, reason, detail));
            }
        }
        true
    }

    /// Counts a try: it has shown that callbacks would be taken, and says nothing of the vendor.
    pub fn tried(&self) {
        self.seen.send_modify(|seen| seen.tries = seen.tries.saturating_add(1));
        tracing::info!("push: a signed test callback was taken");
    }

    /// Counts what was refused.
    pub fn refuse(&self, refusal: &Refusal) {
        self.seen.send_modify(|seen| {
            note(&mut seen.rejected, refusal.reject());
            // Whatever strangers send says nothing of the vendor.
            let is_telling = match refusal.reason {
                RejectReason::Encrypted | RejectReason::Overloaded | RejectReason::Undecodable => true,
                RejectReason::BadSignature | RejectReason::WrongTime => seen.received == 0,
                _ => false,
            };
            if is_telling {
                seen.refused = Some(refusal.problem.clone());
            }
        });
        if let Some(tell) = &self.on_refused {
            tell(refusal);
        }
    }

    fn stands(&self, phase: Phase, trouble: Problem) {
        self.seen.send_modify(|seen| (seen.phase, seen.trouble) = (Some(phase), Some(trouble)));
    }
}

/// Counts one. In the log stand the first of each reason, and then ever fewer: a flood must not fill it.
fn note(rejected: &mut Rejected, reject: Reject) {
    let count = rejected.counts.entry(reject.reason).or_default();
    *count = count.saturating_add(1);
    if count.is_power_of_two() {
        tracing::warn!("push: {} ({}, {count} so far)", reject.detail, reject.reason.name());
    }
    if rejected.last.len() >= REJECTS_KEPT {
        rejected.last.pop_front();
    }
    rejected.last.push_back(reject);
}

impl Seen {
    fn error(&self) -> Option<Problem> {
        let refused = || {
            let problem = self.refused.clone()?;
            let count = self.rejected.counts.values().copied().fold(0, u64::saturating_add);
            let none = self.received == 0;
            Some(if none { Pushing::NoneTaken(count, problem).into() } else { problem })
        };
        self.trouble.clone().or_else(refused)
    }

    fn report(&self) -> SourceReport {
        let rejected = &self.rejected;
        SourceReport {
            error: self.error().map(Box::new),
            connects: self.received,
            bytes: self.bytes,
            rejected: (!rejected.counts.is_empty()).then(|| Box::new(rejected.clone())),
            ..SourceReport::new(SourceId::Push, self.phase.clone().unwrap_or(Phase::Connecting))
        }
    }
}

/// Listens until the feed is cancelled. Records go to `records`, everything else to the board.
pub(crate) async fn run<L: Listen>(
    listener: Arc<L>,
    records: Option<mpsc::Sender<Vec<CallRecord>>>,
    env: Env,
    requests: broadcast::Receiver<Request>,
) {
    let (inbox, outbox) = Inbox::new();
    let cancel = env.cancel.clone();
    tokio::select! {
        biased;
        () = cancel.cancelled() => {}
        () = keep_listening(&*listener, &inbox, &env, requests) => {}
        // The board is gone.
        Err(Ended) = hand_on(outbox, records.as_ref(), &env) => {}
    }
}

/// Listens again after each end, later and later.
async fn keep_listening<L: Listen>(listener: &L, inbox: &Inbox, env: &Env, mut requests: broadcast::Receiver<Request>) {
    let ramp = Ramp::default();
    let mut backoff = Backoff::new(ramp, env.random.clone());
    let mut tries = 0_u32;
    loop {
        let began = Instant::now();
        let problem = listener.listen(inbox.clone()).await;
        let now = Instant::now();
        if now.saturating_duration_since(began) >= ramp.healthy {
            backoff.reset();
            tries = 0;
        }
        tries = tries.saturating_add(1);
        tracing::warn!("push: {problem}");
        let until = now + backoff.next_wait();
        inbox.stands(Phase::Waiting { until: wall(&env.clock, until, now), tries }, problem);
        tokio::select! {
            biased;
            () = retry_asked(&mut requests, Some(SourceId::Push)) => {}
            () = sleep_until(until) => {}
        }
    }
}

/// Hands on what comes, and tells how listening fares.
async fn hand_on(
    mut outbox: Outbox,
    records: Option<&mpsc::Sender<Vec<CallRecord>>>,
    env: &Env,
) -> Result<std::convert::Infallible, Ended> {
    let mut batch = Vec::with_capacity(BATCH);
    let mut told: Option<SourceReport> = None;
    let mut next = Instant::now();
    loop {
        let report = outbox.seen.borrow_and_update().report();
        let now = Instant::now();
        let turned = told.as_ref().is_none_or(|told| (&told.phase, &told.error) != (&report.phase, &report.error));
        let differs = told.as_ref() != Some(&report);
        if turned || differs && next <= now {
            next = now + THROTTLE;
            env.tell_now(Payload::Source(report.clone())).await?;
            told = Some(report);
            continue;
        }
        tokio::select! {
            biased;
            count = outbox.queue.recv_many(&mut batch, BATCH) => {
                // The inbox is there as long as this is.
                if count == 0 {
                    return Err(Ended);
                }
                deliver(&mut batch, records, env).await?;
            }
            changed = outbox.seen.changed() => changed.map_err(|_| Ended)?,
            () = sleep_until(next), if differs => {}
        }
    }
}

async fn deliver(
    batch: &mut Vec<Queued>,
    records: Option<&mpsc::Sender<Vec<CallRecord>>>,
    env: &Env,
) -> Result<(), Ended> {
    let (mut called, mut callbacks) = (Vec::new(), VecDeque::new());
    for Queued { pushed, .. } in batch.drain(..) {
        called.extend(pushed.records);
        callbacks.extend(pushed.callbacks);
    }
    if let Some(records) = records.filter(|_| !called.is_empty()) {
        // Without a poller of records they are none's.
        let _ = records.send(called).await;
    }
    if callbacks.is_empty() {
        return env.tell_now(Payload::Heard(SourceId::Push)).await;
    }
    while !callbacks.is_empty() {
        let some: Vec<Callback> = callbacks.drain(..callbacks.len().min(AN_UPDATE)).collect();
        env.tell_now(Payload::Pushed(some)).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
