//! The lease of a hub, kept by a task of its own: whatever a term does or waits for, a renewal does not wait for it.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep_until, timeout};
use tokio_util::sync::CancellationToken;

use crate::feed::Budget;
use crate::feed::hub::layout::Layout;
use crate::feed::hub::lease::{Entry, Held, Input, Lease, Output, Ticket};
use crate::feed::hub::nats::link::{Link, Post};
use crate::feed::hub::nats::store::{LAST_OF_SUBJECT, OPERATION, Put, SEQUENCE};
use crate::feed::hub::problem::Unlinked;

/// At the end the lease has so long to be given back.
const FAREWELL: Duration = Duration::from_secs(1);

/// Something that is waited for.
type Coming<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// What becomes of a hub.
#[derive(Debug)]
pub(super) enum Becomes {
    /// It leads; how long ago the calls of the last minute were made to the vendor by the one that led before.
    Leader(Vec<Duration>),
    /// It leads no longer, at once.
    Deposed,
}

/// What others see of it.
pub(super) struct Seen {
    /// What becomes of this hub, one after the other.
    pub(super) becomes: mpsc::UnboundedReceiver<Becomes>,
    /// Until when it leads, unless it is renewed.
    pub(super) until: watch::Receiver<Option<Instant>>,
    /// Who holds it, where that is another.
    pub(super) holder: watch::Receiver<Option<String>>,
    /// The budgets whose calls the lease tells of.
    pub(super) budgets: watch::Sender<Vec<Arc<Budget>>>,
}

/// Keeps the lease.
pub(super) struct Keeper {
    lease: Lease,
    becomes: mpsc::UnboundedSender<Becomes>,
    until: watch::Sender<Option<Instant>>,
    holder: watch::Sender<Option<String>>,
    budgets: watch::Receiver<Vec<Arc<Budget>>>,
}

impl Keeper {
    /// One that has not begun to contend.
    pub(super) fn new(lease: Lease) -> (Self, Seen) {
        let (says, becomes) = mpsc::unbounded_channel();
        let (budgets, of_term) = watch::channel(Vec::new());
        let keeper = Self {
            lease,
            becomes: says,
            until: watch::Sender::new(None),
            holder: watch::Sender::new(None),
            budgets: of_term,
        };
        let (until, holder) = (keeper.until.subscribe(), keeper.holder.subscribe());
        (keeper, Seen { becomes, until, holder, budgets })
    }

    /// Contends for the lease and renews it until `leave` ends it; then it is given back.
    pub(super) async fn run(mut self, link: Link, layout: Layout, leave: CancellationToken) {
        let mut answers = FuturesUnordered::new();
        loop {
            let input = tokio::select! {
                biased;
                () = leave.cancelled() => break,
                Some(input) = answers.next(), if !answers.is_empty() => input,
                () = at(self.lease.deadline()) => Input::Tick,
            };
            self.step(input, &link, &layout, &mut answers);
        }
        self.leave(&link, &layout).await;
    }

    fn step(&mut self, input: Input, link: &Link, layout: &Layout, answers: &mut FuturesUnordered<Coming<Input>>) {
        let calls: Vec<Duration> = self.budgets.borrow().iter().flat_map(|budget| budget.ages()).collect();
        let outputs = self.lease.step(input, Instant::now(), &calls);
        self.until.send_replace(self.lease.until());
        let holder = self.lease.holder().map(|held| held.name.clone());
        self.holder.send_if_modified(|known| {
            let differs = *known != holder;
            *known = holder;
            differs
        });
        for output in outputs {
            let becomes = match output {
                Output::Read(ticket) => {
                    answers.push(Box::pin(read(link.clone(), layout.clone(), ticket)));
                    continue;
                }
                Output::Write(ticket, revision, held) => {
                    answers.push(Box::pin(write(link.clone(), layout.clone(), ticket, revision, held)));
                    continue;
                }
                Output::Lead(_, calls) => Becomes::Leader(calls),
                Output::Stop => Becomes::Deposed,
                // It is given back at the end alone.
                Output::Remove(_) => continue,
            };
            // Where none listens the process ends.
            let _ = self.becomes.send(becomes);
        }
    }

    async fn leave(mut self, link: &Link, layout: &Layout) {
        let outputs = self.lease.step(Input::Leave, Instant::now(), &[]);
        self.until.send_replace(None);
        for output in outputs {
            let Output::Remove(revision) = output else { continue };
            let given = timeout(FAREWELL, remove(link, layout, revision)).await;
            if !matches!(given, Ok(Ok(_))) {
                tracing::info!("hub: the lease was not given back; another hub takes over once it is over");
            }
        }
    }
}

async fn remove(link: &Link, layout: &Layout, revision: u64) -> Result<Put, Unlinked> {
    let headers = vec![(OPERATION, "DEL".to_owned()), (LAST_OF_SUBJECT, revision.to_string())];
    link.put(layout.lease(), headers, Bytes::new()).await
}

async fn read(link: Link, layout: Layout, ticket: Ticket) -> Input {
    match link.last(&layout.bucket(), &layout.lease()).await {
        Ok(None) => Input::Read(ticket, Entry { revision: 0, held: None }),
        Ok(Some(post)) => entry(&post).map_or(Input::Failed(ticket), |entry| Input::Read(ticket, entry)),
        Err(why) => {
            tracing::debug!("hub: the lease was not read: {why}");
            Input::Failed(ticket)
        }
    }
}

fn entry(post: &Post) -> Option<Entry> {
    let revision = post.number(SEQUENCE)?;
    if post.header(OPERATION).is_some() {
        return Some(Entry { revision, held: None });
    }
    // One that a later version wrote is held by it, whatever else it says.
    let held = serde_json::from_slice(post.body()).unwrap_or(Held {
        holder: 0,
        name: String::new(),
        beat: 0,
        calls: Vec::new(),
    });
    Some(Entry { revision, held: Some(held) })
}

async fn write(link: Link, layout: Layout, ticket: Ticket, revision: u64, held: Held) -> Input {
    let headers = vec![(LAST_OF_SUBJECT, revision.to_string())];
    let body = Bytes::from(serde_json::to_vec(&held).unwrap_or_default());
    match link.put(layout.lease(), headers, body).await {
        Ok(Put::At(revision)) => Input::Written(ticket, revision),
        Ok(Put::Refused) => Input::Refused(ticket),
        Err(why) => {
            tracing::debug!("hub: the lease was not written: {why}");
            Input::Failed(ticket)
        }
    }
}

async fn at(moment: Option<Instant>) {
    match moment {
        Some(moment) => sleep_until(moment).await,
        None => std::future::pending().await,
    }
}
