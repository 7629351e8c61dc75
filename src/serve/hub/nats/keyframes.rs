//! Keyframes at a NATS server: chunks first, then what says where they are, which only who wrote it last may replace.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt, stream};
use tokio::time::Instant;

use super::asked::publish;
use crate::feed::hub::layout::Layout;
use crate::feed::hub::nats::Nats;
use crate::feed::hub::nats::link::Link;
use crate::feed::hub::nats::store::{CROWD, LAST_OF_SUBJECT, Put, SEQUENCE};
use crate::feed::hub::post::{self, Manifest};
use crate::feed::hub::problem::Unlinked;
use crate::feed::hub::{Envelope, Place};

/// A keyframe is made so long after the one before it.
const EVERY: Duration = Duration::from_mins(1);

/// Or when so many times its bytes were told since.
const TIMES: u64 = 8;

/// One that was replaced stays for so long: a board in a crowd may still be reading it.
const STAYS: Duration = Duration::from_mins(1);

/// So many chunks are on their way to the server at a time.
const AT_ONCE: usize = 8;

/// So many who wait for one are remembered; more ask again.
const WAITING: usize = 16 * 1024;

/// What was stored.
#[derive(Debug)]
pub(super) struct Stored {
    pub(super) place: Place,
    /// The revision of what says where it is; `None` where another wrote that.
    pub(super) revision: Option<u64>,
    pub(super) bytes: u64,
}

/// When keyframes are made, and who waits for one.
#[derive(Debug)]
pub(super) struct Keyframes {
    due: Instant,
    /// Bytes that were told since the last one.
    since: u64,
    bytes: u64,
    /// The revision of what says where the last one is.
    pub(super) revision: u64,
    /// Those that were replaced, and when: those who join may still read them.
    before: VecDeque<(Place, Instant)>,
    last: Option<Place>,
    /// Where an answer is waited for until the next one is stored.
    waiting: Vec<String>,
}

impl Keyframes {
    /// This term has made none yet. The first is made at once: with it boards hear who leads, and who led before cannot replace
    /// what says where it is.
    pub(super) fn new(revision: u64, last: Option<Place>) -> Self {
        Self { due: Instant::now(), since: 0, bytes: 0, revision, before: VecDeque::new(), last, waiting: Vec::new() }
    }

    /// When the next one is to be made.
    pub(super) fn due(&self) -> Instant {
        let is_much = self.bytes > 0 && self.since > self.bytes.saturating_mul(TIMES);
        if is_much || !self.waiting.is_empty() { self.due.min(Instant::now()) } else { self.due }
    }

    /// So many bytes were told.
    pub(super) fn told(&mut self, bytes: u64) {
        self.since = self.since.saturating_add(bytes);
    }

    /// One is to be made as soon as can be.
    pub(super) fn hurry(&mut self) {
        self.due = Instant::now();
    }

    /// One is being made.
    pub(super) fn begun(&mut self) {
        self.due = Instant::now() + EVERY;
        self.since = 0;
    }

    /// An answer is waited for there until the next one is stored.
    pub(super) fn wait(&mut self, reply: String) {
        if self.waiting.len() < WAITING {
            self.waiting.push(reply);
        }
    }

    /// One is stored; who waited for it, and the places of those that are of no use any more.
    pub(super) fn stored(&mut self, stored: &Stored) -> (Vec<String>, Vec<Place>) {
        self.revision = stored.revision.unwrap_or(self.revision);
        self.bytes = stored.bytes;
        let waiting = std::mem::take(&mut self.waiting);
        if self.last == Some(stored.place) {
            return (waiting, Vec::new());
        }
        let now = Instant::now();
        let old =
            self.before.iter().take_while(|(_, replaced)| now.saturating_duration_since(*replaced) >= STAYS).count();
        let gone = self.before.drain(..old).map(|(place, _)| place).collect();
        self.before.extend(self.last.replace(stored.place).map(|place| (place, now)));
        (waiting, gone)
    }
}

/// Stores a keyframe that stands behind the message of this sequence, over a connection of its own.
///
/// # Errors
/// That it could not be stored.
pub(super) async fn store(nats: &Nats, parts: Vec<Envelope>, seq: u64, revision: u64) -> Result<Stored, Unlinked> {
    let (link, layout) = (nats.bulk().await?, &nats.settings().layout);
    let garbled = || Unlinked::Garbled(link.host().to_owned());
    let (manifest, chunks) = post::pack(&parts, seq).ok_or_else(garbled)?;
    let place = manifest.at().map_err(|_| garbled())?;
    let chunk = |(at, chunk)| link.put_within(layout.chunk(place, at), Vec::new(), chunk, CROWD);
    let storing = stream::iter(chunks.into_iter().enumerate().map(chunk)).buffered(AT_ONCE);
    storing.try_for_each(|_| std::future::ready(Ok(()))).await?;
    let revision = replace(&link, layout, &manifest, place, revision).await?;
    Ok(Stored { place, revision, bytes: manifest.bytes as u64 })
}

/// Replaces what says where the newest keyframe is; its revision then, or `None` where another hub wrote it.
async fn replace(
    link: &Link,
    layout: &Layout,
    manifest: &Manifest,
    place: Place,
    revision: u64,
) -> Result<Option<u64>, Unlinked> {
    let put = |revision: u64| {
        let headers = vec![(LAST_OF_SUBJECT, revision.to_string())];
        let body = Bytes::from(serde_json::to_vec(manifest).unwrap_or_default());
        link.put_within(layout.now(), headers, body, CROWD)
    };
    if let Put::At(revision) = put(revision).await? {
        return Ok(Some(revision));
    }
    // The answer to what this hub wrote itself may have been lost. No other hub has its epoch.
    match newest(link, layout).await? {
        (stands, Some(there)) if there == place => Ok(Some(stands)),
        (stands, Some(there)) if there.epoch == place.epoch => match put(stands).await? {
            Put::At(revision) => Ok(Some(revision)),
            Put::Refused => Ok(None),
        },
        _ => Ok(None),
    }
}

/// Answers those who waited for a keyframe that is stored, and removes those that are of no use any more.
pub(super) async fn settle(nats: Arc<Nats>, waiting: Vec<String>, gone: Vec<Place>) {
    let link = match nats.bulk().await {
        Ok(link) => link,
        Err(why) => return tracing::debug!("hub: an old keyframe stays: {why}"),
    };
    for reply in waiting {
        publish(&link, &reply, &Bytes::new()).await;
    }
    let layout = &nats.settings().layout;
    for gone in gone {
        if let Err(why) = link.purge(&layout.keyframes(), &layout.chunks(gone)).await {
            tracing::debug!("hub: an old keyframe stays: {why}");
        }
    }
}

/// The revision of what says where the newest keyframe is, and the place of that; 0 where there is none.
///
/// # Errors
/// That there is no answer.
pub(super) async fn newest(link: &Link, layout: &Layout) -> Result<(u64, Option<Place>), Unlinked> {
    let post = link.last_within(&layout.keyframes(), &layout.now(), CROWD).await?;
    let Some(post) = post else { return Ok((0, None)) };
    let manifest: Option<Manifest> = serde_json::from_slice(post.body()).ok();
    Ok((post.number(SEQUENCE).unwrap_or_default(), manifest.and_then(|manifest| manifest.at().ok())))
}
