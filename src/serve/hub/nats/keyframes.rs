//! Keyframes at a NATS server: chunks first, then what says where they are, which only who wrote it last may replace.

use std::time::Duration;

use bytes::Bytes;
use tokio::sync::oneshot;
use tokio::time::Instant;

use crate::feed::hub::layout::Layout;
use crate::feed::hub::nats::link::Link;
use crate::feed::hub::nats::store::{LAST_OF_SUBJECT, Put, SEQUENCE};
use crate::feed::hub::post;
use crate::feed::hub::problem::Unlinked;
use crate::feed::hub::{Envelope, Place};

/// A keyframe is made so long after the one before it.
const EVERY: Duration = Duration::from_mins(1);

/// Or when so many times its bytes were told since.
const TIMES: u64 = 8;

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
    /// The one before the last, which those who join may still read.
    before: Option<Place>,
    last: Option<Place>,
    /// Who waits for the next one.
    pub(super) waiting: Vec<oneshot::Sender<()>>,
}

impl Keyframes {
    /// This term has made none yet. The first is made at once: with it boards hear who leads, and who led before cannot replace
    /// what says where it is.
    pub(super) fn new(revision: u64, last: Option<Place>) -> Self {
        Self { due: Instant::now(), since: 0, bytes: 0, revision, before: None, last, waiting: Vec::new() }
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

    /// One is stored; the place of the one that is of no use any more.
    pub(super) fn stored(&mut self, stored: &Stored) -> Option<Place> {
        self.revision = stored.revision.unwrap_or(self.revision);
        self.bytes = stored.bytes;
        for waiting in self.waiting.drain(..) {
            // Who asked may not wait any more.
            let _ = waiting.send(());
        }
        if self.last == Some(stored.place) {
            return None;
        }
        let gone = self.before.take();
        self.before = self.last.replace(stored.place);
        gone
    }
}

/// Stores a keyframe that stands behind the message of this sequence.
///
/// # Errors
/// That it could not be stored.
pub(super) async fn store(
    link: Link,
    layout: Layout,
    parts: Vec<Envelope>,
    seq: u64,
    revision: u64,
) -> Result<Stored, Unlinked> {
    let garbled = || Unlinked::Garbled(link.host().to_owned());
    let (manifest, chunks) = post::pack(&parts, seq).ok_or_else(garbled)?;
    let place = manifest.at().map_err(|_| garbled())?;
    for (at, chunk) in chunks.into_iter().enumerate() {
        link.put(layout.chunk(place, at), Vec::new(), chunk).await?;
    }
    let headers = vec![(LAST_OF_SUBJECT, revision.to_string())];
    let body = Bytes::from(serde_json::to_vec(&manifest).unwrap_or_default());
    let revision = match link.put(layout.now(), headers, body).await? {
        Put::At(revision) => Some(revision),
        Put::Refused => None,
    };
    Ok(Stored { place, revision, bytes: manifest.bytes as u64 })
}

/// The revision of what says where the newest keyframe is, and the place of that; 0 where there is none.
///
/// # Errors
/// That there is no answer.
pub(super) async fn newest(link: &Link, layout: &Layout) -> Result<(u64, Option<Place>), Unlinked> {
    let Some(post) = link.last(&layout.bucket(), &layout.now()).await? else { return Ok((0, None)) };
    let manifest: Option<post::Manifest> = serde_json::from_slice(post.body()).ok();
    Ok((post.number(SEQUENCE).unwrap_or_default(), manifest.and_then(|manifest| manifest.at().ok())))
}
