//! How envelopes stand in messages that have headers and a body, and a keyframe in several of them.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::envelope::{Body, Envelope, Place};
use super::wire::Garbled;
use crate::feed::record::piece::Piece;
use crate::model::{Stamp, plain};

/// The header of an envelope's place.
pub const PLACE: &str = "Cb-Place";
/// The header of its vocabulary's version.
const VOCABULARY: &str = "Cb-Vocabulary";
/// The header of when it was sent.
const SENT: &str = "Cb-Sent";
/// The header of the place at which its epoch goes on.
const CONTINUES: &str = "Cb-Continues";
/// The header that stands instead of a body which no message can carry: a keyframe has what it would have told.
const LARGE: &str = "Cb-Large";

/// No message is larger; the server takes 1 MB unless it is told otherwise.
pub const LARGEST: usize = 900 * 1024;

/// The same with its headers.
pub const LARGEST_WHOLE: usize = LARGEST + 4 * 1024;

/// A chunk of a keyframe, in bytes: boards that read one take turns by chunks.
pub const CHUNK: usize = 64 * 1024;

/// Headers of a message.
pub type Headers = Vec<(&'static str, String)>;

/// A message of the stream.
#[derive(Debug, PartialEq, Eq)]
pub enum Posted {
    /// An envelope.
    Envelope(Envelope),
    /// What stands at this place was too large; the keyframe behind it has it.
    Large(Place),
}

/// An envelope of updates as a message.
pub fn write(envelope: &Envelope) -> (Headers, Bytes) {
    let mut headers = vec![
        (PLACE, envelope.place.to_string()),
        (VOCABULARY, envelope.vocabulary.to_string()),
        (SENT, envelope.sent.ms().to_string()),
    ];
    headers.extend(envelope.continues.map(|place| (CONTINUES, place.to_string())));
    let (Body::Updates(piece) | Body::Keyframe { piece, .. }) = &envelope.body;
    if piece.bytes().len() > LARGEST {
        headers.push((LARGE, piece.bytes().len().to_string()));
        return (headers, Bytes::new());
    }
    (headers, Bytes::copy_from_slice(piece.bytes()))
}

/// Whether [`write()`] has no room for what it carries.
pub fn is_large(envelope: &Envelope) -> bool {
    let (Body::Updates(piece) | Body::Keyframe { piece, .. }) = &envelope.body;
    piece.bytes().len() > LARGEST
}

/// What a message is; `header` gives the value of a header.
///
/// # Errors
/// That it is nothing that a hub writes.
pub fn read(header: impl Fn(&str) -> Option<String>, body: &[u8]) -> Result<Posted, Garbled> {
    let place: Place = number(&header, PLACE)?;
    if header(LARGE).is_some() {
        return Ok(Posted::Large(place));
    }
    let continues = match header(CONTINUES) {
        Some(place) => Some(place.parse().map_err(|_| Garbled)?),
        None => None,
    };
    let (vocabulary, sent) = (number(&header, VOCABULARY)?, Stamp(number(&header, SENT)?));
    let body = Body::Updates(Piece::of(body.to_vec()));
    Ok(Posted::Envelope(Envelope { place, vocabulary, sent, continues, body }))
}

fn number<T: std::str::FromStr>(header: impl Fn(&str) -> Option<String>, name: &str) -> Result<T, Garbled> {
    header(name).and_then(|text| text.trim().parse().ok()).ok_or(Garbled)
}

/// Says where the newest keyframe is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Its place, as a place is written.
    pub place: String,
    /// The sequence in the stream of the message behind which it stands.
    pub seq: u64,
    /// The version of its vocabulary.
    pub vocabulary: u32,
    /// When it was made, on the hub's clock.
    pub sent: Stamp,
    /// Its chunks.
    pub chunks: usize,
    /// Its bytes.
    pub bytes: usize,
}

impl Manifest {
    /// Its place.
    ///
    /// # Errors
    /// That it is none.
    pub fn at(&self) -> Result<Place, Garbled> {
        self.place.parse().map_err(|_| Garbled)
    }
}

/// A keyframe as chunks, and what says where it is. `seq`: of the message behind which it stands.
pub fn pack(parts: &[Envelope], seq: u64) -> Option<(Manifest, Vec<Bytes>)> {
    let first = parts.first()?;
    let mut whole = Vec::new();
    for part in parts {
        let (Body::Updates(piece) | Body::Keyframe { piece, .. }) = &part.body;
        whole.extend(u32::try_from(piece.bytes().len()).ok()?.to_be_bytes());
        whole.extend_from_slice(piece.bytes());
    }
    let chunks: Vec<Bytes> = whole.chunks(CHUNK).map(Bytes::copy_from_slice).collect();
    let Envelope { place, vocabulary, sent, .. } = first;
    let manifest = Manifest {
        place: place.to_string(),
        seq,
        vocabulary: *vocabulary,
        sent: *sent,
        chunks: chunks.len(),
        bytes: whole.len(),
    };
    Some((manifest, chunks))
}

/// The keyframe of these chunks.
///
/// # Errors
/// That they are not those that were packed.
pub fn unpack(manifest: &Manifest, chunks: &[Bytes]) -> Result<Vec<Envelope>, Garbled> {
    let place = manifest.at()?;
    let whole = chunks.concat();
    if whole.len() != manifest.bytes {
        return Err(Garbled);
    }
    let (mut rest, mut pieces) = (&whole[..], Vec::new());
    while let Some((length, behind)) = rest.split_first_chunk::<4>() {
        let length = u32::from_be_bytes(*length) as usize;
        let (piece, behind) = behind.split_at_checked(length).ok_or(Garbled)?;
        pieces.push(Piece::of(piece.to_vec()));
        rest = behind;
    }
    if !rest.is_empty() || pieces.is_empty() {
        return Err(Garbled);
    }
    let last = pieces.len() - 1;
    let envelope = |(part, piece)| Envelope {
        place,
        vocabulary: manifest.vocabulary,
        sent: manifest.sent,
        continues: None,
        body: Body::Keyframe { part: u32::try_from(part).unwrap_or(u32::MAX), last: part == last, piece },
    };
    Ok(pieces.into_iter().enumerate().map(envelope).collect())
}

/// What stands in a JSON answer, without anything that a terminal would take for a command.
pub fn said(text: &str) -> String {
    plain::line(text.trim()).chars().take(200).collect()
}

#[cfg(test)]
mod tests;
