//! A hub that leads: what its desk tells is published, message by message, each behind the last, and what boards ask is put to
//! the desk.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::stream::FuturesOrdered;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

use super::super::asks::{Ask, Asks};
use super::super::tapes::TapeSettings;
use super::asked::{Counter, publish};
use super::kept;
use super::keyframes::{self, Keyframes, Stored};
use super::others::Others;
use super::shelf::Shelf;
use super::spoken::{self, Spoken};
use super::stats::NatsStats;
use crate::feed::hub::chain::{Became, Chain, Fenced, Sending};
use crate::feed::hub::layout::Layout;
use crate::feed::hub::nats::Nats;
use crate::feed::hub::nats::link::{Link, Posts};
use crate::feed::hub::nats::store::{ID, LAST, LAST_ID, Put};
use crate::feed::hub::post::{self, Headers};
use crate::feed::hub::problem::Unlinked;
use crate::feed::hub::wire::Said;
use crate::feed::hub::{Body, Envelope, Epoch, KeptAlerts};
use crate::model::Clock;

/// What could not be published is published again so soon.
const AGAIN: Duration = Duration::from_millis(200);

/// A keyframe is made so soon after another at the earliest.
const KEYFRAME_EVERY: Duration = Duration::from_secs(2);

/// So many questions are answered at a time.
const QUESTIONS: usize = 512;

/// Something that is waited for.
type Coming<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// Why a hub leads no longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// Another has published.
    Fenced,
    /// It was told to, or its desk is gone.
    Over,
}

/// What it needs.
pub(super) struct LeadSettings {
    /// The connection for what is small and urgent; what is large goes over another.
    pub(super) link: Link,
    pub(super) nats: Arc<Nats>,
    pub(super) clock: Clock,
    pub(super) desk: Asks,
    /// Where it records.
    pub(super) tapes: Option<TapeSettings>,
    /// What the desk tells.
    pub(super) told: mpsc::UnboundedReceiver<Bytes>,
    /// Until when it may lead.
    pub(super) until: watch::Receiver<Option<Instant>>,
    pub(super) stats: watch::Sender<NatsStats>,
    /// The sequence of the last message of the stream.
    pub(super) last: u64,
    /// What who leads next has to know of alerts, and the revision of what was kept of that before.
    pub(super) kept: watch::Receiver<KeptAlerts>,
    pub(super) kept_before: u64,
}

/// A message that is to be published.
struct Message {
    id: String,
    headers: Headers,
    body: Bytes,
}

/// One that is on its way: when it was sent, and what became of it.
type Flying = Coming<(Instant, Result<Put, Unlinked>)>;

/// A hub that leads.
pub(super) struct Lead {
    settings: LeadSettings,
    chain: Chain<Message>,
    flying: FuturesOrdered<Flying>,
    again: Option<Instant>,
    /// The epoch, and the sequence behind which its first message stands.
    epoch: Option<(Epoch, u64)>,
    questions: Posts,
    standing_by: Posts,
    others: Others,
    answering: JoinSet<()>,
    /// Keeps what was told of alerts.
    _keeping: JoinSet<()>,
    counter: Counter,
    /// Where an answer is waited for until a keyframe is stored.
    wanted: mpsc::UnboundedReceiver<String>,
    about: Bytes,
    keyframes: Keyframes,
    /// The desk is asked for one.
    making: Option<oneshot::Receiver<Vec<Bytes>>>,
    made: Option<Instant>,
    /// Parts of one that the desk tells by itself.
    parts: Vec<Envelope>,
    /// One that can be stored once the message before it is.
    made_parts: Option<(u64, Vec<Envelope>)>,
    storing: Option<Coming<Result<Stored, Unlinked>>>,
}

async fn done<T>(waited: &mut Option<Coming<T>>) -> T {
    match waited {
        Some(future) => {
            let value = future.await;
            *waited = None;
            value
        }
        None => std::future::pending().await,
    }
}

async fn given(making: &mut Option<oneshot::Receiver<Vec<Bytes>>>) -> Option<Vec<Bytes>> {
    match making {
        Some(receiver) => {
            let given = receiver.await.ok();
            *making = None;
            given
        }
        None => std::future::pending().await,
    }
}

async fn at(moment: Option<Instant>) {
    match moment {
        Some(moment) => sleep_until(moment).await,
        None => std::future::pending().await,
    }
}

impl Lead {
    /// Begins.
    ///
    /// # Errors
    /// That the server does not answer.
    pub(super) async fn begin(settings: LeadSettings) -> Result<Self, Unlinked> {
        let LeadSettings { link, nats, clock, desk, last, kept, kept_before, until, tapes, .. } = &settings;
        let layout = &nats.settings().layout;
        let questions = link.listen(layout.ask()).await?;
        let standing_by = link.listen(layout.standby()).await?;
        let mut keeping = JoinSet::new();
        keeping.spawn(crate::tasks::boxed(kept::keep(
            link.clone(),
            layout.clone(),
            kept.clone(),
            *kept_before,
            until.clone(),
        )));
        let (revision, newest) = keyframes::newest(link, layout).await?;
        let (keyframes, wanted) = mpsc::unbounded_channel();
        let counter = Counter {
            link: link.clone(),
            nats: Arc::clone(nats),
            desk: desk.clone(),
            clock: Clock::clone(clock),
            keyframes,
            shelf: tapes.clone().map(Shelf::new),
        };
        Ok(Self {
            chain: Chain::new(*last),
            flying: FuturesOrdered::new(),
            again: None,
            epoch: None,
            questions,
            standing_by,
            others: Others::default(),
            answering: JoinSet::new(),
            _keeping: keeping,
            counter,
            wanted,
            about: Bytes::new(),
            keyframes: Keyframes::new(revision, newest),
            making: None,
            made: None,
            parts: Vec::new(),
            made_parts: None,
            storing: None,
            settings,
        })
    }

    /// Leads until `cancel` ends it, or it may no longer.
    pub(super) async fn run(mut self, cancel: CancellationToken) -> Ended {
        loop {
            self.send();
            self.store();
            let making = self.makes_at();
            let answers = self.answering.len() < QUESTIONS;
            let turned = tokio::select! {
                biased;
                () = cancel.cancelled() => return Ended::Over,
                became = self.flying.next(), if !self.flying.is_empty() => self.became(became),
                told = self.settings.told.recv() => match told {
                    Some(event) => {
                        self.told(&event).await;
                        Ok(())
                    }
                    None => return Ended::Over,
                },
                stored = done(&mut self.storing) => self.stored(stored),
                given = given(&mut self.making) => {
                    self.given(given);
                    Ok(())
                }
                Some(reply) = self.wanted.recv() => {
                    self.keyframes.wait(reply);
                    Ok(())
                }
                question = self.questions.next(), if answers => {
                    match question {
                        Some(question) => {
                            let (counter, about) = (self.counter.clone(), self.about.clone());
                            self.answering.spawn(crate::tasks::boxed(counter.answer(question, about)));
                        }
                        None => return Ended::Over,
                    }
                    Ok(())
                }
                Some(post) = self.standing_by.next() => {
                    self.others.heard(post.body(), Instant::now());
                    self.tell_about().await;
                    Ok(())
                }
                Some(_) = self.answering.join_next(), if !self.answering.is_empty() => Ok(()),
                () = at(self.again) => {
                    self.again = None;
                    Ok(())
                }
                () = at(making) => {
                    self.make().await;
                    Ok(())
                }
            };
            if let Err(Fenced) = turned {
                return Ended::Fenced;
            }
        }
    }

    /// Whether it may lead at this moment: to be asked before everything that reaches boards.
    fn may(&self) -> bool {
        self.settings.until.borrow().is_some_and(|until| Instant::now() < until)
    }

    fn layout(&self) -> &Layout {
        &self.settings.nats.settings().layout
    }

    /// Publishes what can be.
    fn send(&mut self) {
        if self.again.is_some() || !self.may() {
            return;
        }
        let (link, subject) = (&self.settings.link, self.layout().input());
        while let Some(Sending { behind, after, message }) = self.chain.send() {
            let mut headers = message.headers.clone();
            headers.extend([(ID, message.id.clone()), (LAST, behind.to_string())]);
            headers.extend(after.map(|after| (LAST_ID, after.id.clone())));
            let (link, subject, body) = (link.clone(), subject.clone(), message.body.clone());
            let sent = Instant::now();
            self.flying.push_back(Box::pin(async move { (sent, link.put(subject, headers, body).await) }));
        }
    }

    fn became(&mut self, became: Option<(Instant, Result<Put, Unlinked>)>) -> Result<(), Fenced> {
        let Some((sent, put)) = became else { return Ok(()) };
        let became = match put {
            Ok(Put::At(seq)) => {
                self.settings.stats.send_modify(|stats| stats.latency.note(sent.elapsed()));
                Became::Stored(seq)
            }
            Ok(Put::Refused) => {
                self.settings.stats.send_modify(|stats| stats.refused += 1);
                Became::Refused
            }
            Err(why) => {
                tracing::warn!("hub: what is told was not stored: {why}");
                Became::Lost
            }
        };
        let ended = self.chain.became(became).map(drop);
        if self.chain.has_failed() {
            self.again = Some(Instant::now() + AGAIN);
        }
        ended
    }

    async fn told(&mut self, event: &Bytes) {
        match spoken::read(event) {
            Some(Spoken::Said(Said::Envelope(envelope))) => self.envelope(envelope, event.len()),
            Some(Spoken::Said(Said::About(json))) => {
                self.others.tells(json);
                self.tell_about().await;
            }
            Some(Spoken::Found(question, line)) => {
                publish(&self.settings.link, &self.layout().found(question), &line).await;
            }
            Some(Spoken::Said(_)) | None => {}
        }
    }

    /// Tells boards of this hub, and of those that stand by.
    async fn tell_about(&mut self) {
        self.about = self.others.about(Instant::now());
        if self.may() && !self.about.is_empty() {
            publish(&self.settings.link, &self.layout().about(), &self.about).await;
        }
    }

    fn envelope(&mut self, envelope: Envelope, bytes: usize) {
        if self.epoch.is_none_or(|(epoch, _)| epoch != envelope.place.epoch) {
            self.epoch = Some((envelope.place.epoch, self.chain.end()));
        }
        match &envelope.body {
            Body::Keyframe { last, .. } => {
                let last = *last;
                self.parts.push(envelope);
                if last {
                    let parts = std::mem::take(&mut self.parts);
                    self.made(parts);
                }
            }
            Body::Updates(_) => {
                if post::is_large(&envelope) {
                    self.keyframes.hurry();
                }
                self.keyframes.told(bytes as u64);
                let (headers, body) = post::write(&envelope);
                self.chain.push(Message { id: envelope.place.to_string(), headers, body });
            }
        }
    }

    /// When the next keyframe is made.
    fn makes_at(&self) -> Option<Instant> {
        if self.making.is_some() || self.made_parts.is_some() || self.storing.is_some() {
            return None;
        }
        let earliest = self.made.map(|made| made + KEYFRAME_EVERY);
        Some(earliest.map_or_else(|| self.keyframes.due(), |earliest| earliest.max(self.keyframes.due())))
    }

    /// Asks the desk for a keyframe.
    async fn make(&mut self) {
        let (reply, making) = oneshot::channel();
        self.keyframes.begun();
        self.made = Some(Instant::now());
        // A desk that is gone is seen by what it tells no more.
        if self.settings.desk.send(Ask::Keyframe(reply)).await.is_ok() {
            self.making = Some(making);
        }
    }

    fn given(&mut self, events: Option<Vec<Bytes>>) {
        let envelopes = events.into_iter().flatten().filter_map(|event| match spoken::read(&event) {
            Some(Spoken::Said(Said::Envelope(envelope))) => Some(envelope),
            _ => None,
        });
        self.made(envelopes.collect());
    }

    /// A keyframe is there; it stands behind a message that may still be on its way.
    fn made(&mut self, parts: Vec<Envelope>) {
        let place = parts.first().map(|part| part.place);
        if let (Some(place), Some((epoch, start))) = (place, self.epoch)
            && place.epoch == epoch
        {
            self.made_parts = Some((start + place.n, parts));
        } else {
            // The message before it was not read yet, or it is of another epoch.
            self.keyframes.hurry();
        }
    }

    fn store(&mut self) {
        if self.storing.is_some() || !self.may() {
            return;
        }
        if let Some((seq, parts)) = self.made_parts.take_if(|(seq, _)| *seq <= self.chain.last()) {
            let (nats, revision) = (Arc::clone(&self.settings.nats), self.keyframes.revision);
            self.storing = Some(Box::pin(async move { keyframes::store(&nats, parts, seq, revision).await }));
        }
    }

    fn stored(&mut self, stored: Result<Stored, Unlinked>) -> Result<(), Fenced> {
        match stored {
            Ok(Stored { revision: None, .. }) => Err(Fenced),
            Ok(stored) => {
                let now = (self.settings.clock)();
                self.settings.stats.send_modify(|stats| {
                    (stats.keyframe_bytes, stats.keyframe_at) = (stored.bytes, Some(now));
                });
                let (waiting, gone) = self.keyframes.stored(&stored);
                self.answering.spawn(crate::tasks::boxed(keyframes::settle(
                    Arc::clone(&self.settings.nats),
                    waiting,
                    gone,
                )));
                Ok(())
            }
            Err(why) => {
                tracing::warn!("hub: a keyframe was not stored: {why}");
                self.keyframes.hurry();
                Ok(())
            }
        }
    }
}
