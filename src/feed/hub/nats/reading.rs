//! What a server keeps of a hub's words: what a board missed, and whole boards.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt, stream};
use serde_json::json;

use super::link::{Link, Post};
use super::store::{CROWD, SEQUENCE};
use crate::feed::hub::envelope::{Envelope, Epoch, Place};
use crate::feed::hub::layout::Layout;
use crate::feed::hub::post::{self, Manifest, PLACE, Posted};
use crate::feed::hub::problem::Unlinked;
use crate::feed::hub::way::Heard;
use crate::feed::hub::wire::{Garbled, Said};

/// Where more are missing, a keyframe is read instead.
const FILL_MOST: u64 = 1000;

/// Where more stand behind the newest keyframe, one who joins asks for another,
const BEHIND_MOST: u64 = 50;

/// unless those are fewer than one for so many bytes of it: else a crowd that takes its time has one made after the other, and none
/// of it is done with one before that is gone.
const BEHIND_BYTES: usize = 32 * 1024;

/// So many questions to the server are on their way at a time.
const AT_ONCE: usize = 32;

/// So many chunks of a keyframe: what a thousand boards ask for at once the server has to hold until each took it, and the
/// next question waits behind all of it.
const CHUNKS_AT_ONCE: usize = 4;

/// So many epochs are known.
const EPOCHS: usize = 8;

/// Where in the stream the envelopes of an epoch stand: it has no gap, so one of them tells of all.
#[derive(Debug, Default)]
pub struct Sequences(VecDeque<(Epoch, u64, u64)>);

impl Sequences {
    /// An envelope stands at this sequence.
    pub fn note(&mut self, place: Place, seq: u64) {
        self.0.retain(|(epoch, ..)| *epoch != place.epoch);
        if self.0.len() >= EPOCHS {
            self.0.pop_front();
        }
        self.0.push_back((place.epoch, place.n, seq));
    }

    /// Where an envelope stands.
    pub fn of(&self, place: Place) -> Option<u64> {
        let (_, n, seq) = self.0.iter().find(|(epoch, ..)| *epoch == place.epoch)?;
        (seq + place.n).checked_sub(*n)
    }
}

/// What comes first on a way that is opened, and the sequence of the last of it.
pub type Head = (Vec<Heard>, u64);

/// Reads what a server keeps.
#[derive(Clone, Debug)]
pub struct Reader {
    link: Link,
    layout: Layout,
    sequences: Arc<Mutex<Sequences>>,
}

/// A message of the stream, where it stands, and its size.
type Read = (u64, Posted, u64);

impl Reader {
    /// One of that site.
    pub const fn new(link: Link, layout: Layout, sequences: Arc<Mutex<Sequences>>) -> Self {
        Self { link, layout, sequences }
    }

    /// The connection.
    pub const fn link(&self) -> &Link {
        &self.link
    }

    /// The last message of the stream: its sequence, and its place.
    ///
    /// # Errors
    /// That there is no stream, or no answer.
    pub async fn last(&self) -> Result<Option<(u64, Option<Place>)>, Unlinked> {
        let last = self.link.last(&self.layout.stream(), &self.layout.input()).await?;
        let told = |post: Post| Some((post.number(SEQUENCE)?, post.header(PLACE).and_then(|place| place.parse().ok())));
        Ok(last.and_then(told))
    }

    /// What stands behind `from` where that can be had, else a keyframe and what stands behind that. `anew` asks the hub for
    /// a keyframe. Who asks listens already: what is told from then on is not in it.
    ///
    /// # Errors
    /// That neither can be had.
    pub async fn head(
        &self,
        from: Option<Place>,
        anew: impl Future<Output = Result<(), Unlinked>>,
    ) -> Result<Head, Unlinked> {
        let last = self.last().await?.map_or(0, |(seq, _)| seq);
        if let Some(seq) = from.and_then(|from| self.sequences().of(from))
            && seq <= last
            && last - seq <= FILL_MOST
            && let Some(missed) = self.missed(seq + 1, last).await?
        {
            return Ok((missed, last));
        }
        let there = self.manifest().await?;
        let stands = |manifest: &Manifest, most: u64| manifest.seq <= last && last - manifest.seq <= most;
        let manifest = match there.clone().filter(|manifest| stands(manifest, behind_most(manifest.bytes))) {
            Some(manifest) => manifest,
            None => match anew.await {
                Ok(()) => self.manifest().await?.ok_or_else(|| Unlinked::NoKeyframe(self.host()))?,
                // One that is older will do, as long as what stands behind it is kept.
                Err(why) => there.filter(|manifest| stands(manifest, FILL_MOST)).ok_or(why)?,
            },
        };
        self.joining(&manifest, last).await
    }

    /// A keyframe, and what stands behind it up to `last`: what is told later is heard by who joins.
    async fn joining(&self, manifest: &Manifest, last: u64) -> Result<Head, Unlinked> {
        let mut head = self.keyframe(manifest).await?;
        let last = last.max(manifest.seq);
        let missed = self.missed(manifest.seq + 1, last).await?;
        head.extend(missed.ok_or_else(|| Unlinked::NoKeyframe(self.host()))?);
        Ok((head, last))
    }

    /// A keyframe that stands at `place` or behind it in its epoch: what told of that was too large.
    ///
    /// # Errors
    /// That there is none.
    pub async fn keyframe_behind(&self, place: Place) -> Result<(Vec<Heard>, u64), Unlinked> {
        let none = || Unlinked::NoKeyframe(self.host());
        let manifest = self.manifest().await?.ok_or_else(none)?;
        let at = manifest.at().map_err(|Garbled| self.garbled())?;
        if at != place && !at.is_after(place) {
            return Err(none());
        }
        Ok((self.keyframe(&manifest).await?, manifest.seq))
    }

    /// What says where the newest keyframe is.
    ///
    /// # Errors
    /// That there is no answer, or it cannot be read.
    pub async fn manifest(&self) -> Result<Option<Manifest>, Unlinked> {
        let post = self.link.last_within(&self.layout.keyframes(), &self.layout.now(), CROWD).await?;
        let Some(post) = post else { return Ok(None) };
        serde_json::from_slice(post.body()).map(Some).map_err(|_| self.garbled())
    }

    async fn keyframe(&self, manifest: &Manifest) -> Result<Vec<Heard>, Unlinked> {
        let (place, bucket) = (manifest.at().map_err(|Garbled| self.garbled())?, self.layout.keyframes());
        let chunk = |at: usize| {
            let (subject, bucket) = (self.layout.chunk(place, at), bucket.clone());
            async move {
                let post = self.link.last_within(&bucket, &subject, CROWD).await?;
                post.map(|post| post.body().clone()).ok_or_else(|| Unlinked::NoKeyframe(self.host()))
            }
        };
        let chunks = stream::iter((0..manifest.chunks).map(chunk)).buffered(CHUNKS_AT_ONCE);
        let chunks: Vec<Bytes> = chunks.try_collect().await?;
        let envelopes = post::unpack(manifest, &chunks).map_err(|Garbled| self.garbled())?;
        self.sequences().note(place, manifest.seq);
        let each = manifest.bytes as u64 / envelopes.len().max(1) as u64;
        Ok(envelopes.into_iter().map(|envelope| heard(envelope, each)).collect())
    }

    /// The messages from one sequence to another, both included; `None` where one of them is kept no more.
    async fn missed(&self, first: u64, last: u64) -> Result<Option<Vec<Heard>>, Unlinked> {
        let stream = self.layout.stream();
        let one = |seq: u64| {
            let stream = stream.clone();
            async move { self.link.get(&stream, &json!({ "seq": seq })).await }
        };
        let posts: Vec<Option<Post>> = stream::iter((first..=last).map(one)).buffered(AT_ONCE).try_collect().await?;
        let mut heard_ = Vec::new();
        for post in posts {
            let Some(post) = post else { return Ok(None) };
            match self.read(&post)? {
                (_, Posted::Envelope(envelope), bytes) => heard_.push(heard(envelope, bytes)),
                (_, Posted::Large(_), _) => return Ok(None),
            }
        }
        Ok(Some(heard_))
    }

    /// A message of the stream, as it was stored or republished.
    ///
    /// # Errors
    /// That it is nothing that a hub writes.
    pub fn read(&self, post: &Post) -> Result<Read, Unlinked> {
        let seq = post.number(SEQUENCE).ok_or_else(|| self.garbled())?;
        let posted = post::read(|name| post.header(name), post.body()).map_err(|Garbled| self.garbled())?;
        let (Posted::Envelope(Envelope { place, .. }) | Posted::Large(place)) = &posted;
        self.sequences().note(*place, seq);
        Ok((seq, posted, post.body().len() as u64))
    }

    fn sequences(&self) -> std::sync::MutexGuard<'_, Sequences> {
        self.sequences.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn host(&self) -> String {
        self.link.host().to_owned()
    }

    fn garbled(&self) -> Unlinked {
        Unlinked::Garbled(self.host())
    }
}

/// So many messages may stand behind a keyframe of so many bytes.
fn behind_most(bytes: usize) -> u64 {
    BEHIND_MOST.max((bytes / BEHIND_BYTES) as u64).min(FILL_MOST)
}

/// An envelope that came in so many bytes.
pub fn heard(envelope: Envelope, bytes: u64) -> Heard {
    Heard { said: Said::Envelope(envelope), bytes }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_may_stand_behind_a_large_keyframe_than_behind_a_small_one() {
        assert_eq!(behind_most(1_000), BEHIND_MOST);
        assert_eq!(behind_most(3_000_000), 91);
        assert_eq!(behind_most(usize::MAX), FILL_MOST);
    }

    #[test]
    fn where_one_envelope_of_an_epoch_stands_tells_of_all() {
        let place = |epoch, n| Place { epoch: Epoch(epoch), n };
        let mut sequences = Sequences::default();
        sequences.note(place(7, 10), 110);
        sequences.note(place(7, 12), 112);
        assert_eq!(sequences.of(place(7, 3)), Some(103));
        assert_eq!(sequences.of(place(7, 20)), Some(120));
        assert_eq!(sequences.of(place(8, 1)), None);
        for epoch in 8..8 + EPOCHS as u64 {
            sequences.note(place(epoch, 0), 500);
        }
        assert_eq!(sequences.of(place(7, 3)), None, "it is long ago");
        assert_eq!(sequences.of(place(9, 1)), Some(501));
    }
}
