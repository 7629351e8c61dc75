//! Answers that come packed.
//!
//! The client asks for gzip, and unpacks it here: as many members as there are, whatever stands behind the last. What is
//! called packed and is not, as behind a proxy that unpacks and leaves the header, is taken as it is.

use std::io::{self, Write};
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use flate2::write::GzDecoder;
use futures_util::Stream;

use super::Exchange;
use crate::http::{Error, ErrorKind, Result};

/// An open body, piece by piece.
pub type ByteStream = Pin<Box<dyn Stream<Item = Result<Bytes>> + Send>>;

/// What every member of a gzip file begins with.
const MAGIC: [u8; 2] = [0x1F, 0x8B];
/// A server and a proxy may both pack.
const LAYERS: usize = 3;

/// Why something cannot be unpacked.
#[derive(Debug)]
pub(super) enum Wrong {
    /// It is more than is allowed.
    TooLarge,
    /// It ends too early, or is not what was packed.
    Damaged(io::Error),
}

/// Whether bytes begin like a packed file. JSON, events and web pages do not.
pub(super) fn is_packed(bytes: &[u8]) -> bool {
    bytes.starts_with(&MAGIC)
}

/// A whole body, unpacked if it is packed; at most `most` bytes of it.
///
/// # Errors
/// When it is larger, or damaged.
pub(super) fn whole(mut body: Vec<u8>, most: usize) -> std::result::Result<Vec<u8>, Wrong> {
    for _ in 0..LAYERS {
        if !is_packed(&body) {
            break;
        }
        let mut members = Members::default();
        let mut out = Vec::new();
        members.push(&body, most, &mut out)?;
        members.end(&mut out)?;
        if out.len() > most {
            return Err(Wrong::TooLarge);
        }
        body = out;
    }
    Ok(body)
}

/// Where in a packed file the next byte stands.
#[derive(Default)]
enum Place {
    /// At the beginning of a member; the first byte of it may have come.
    #[default]
    Before,
    BeforeSecond,
    Member(Box<GzDecoder<Vec<u8>>>),
    /// Behind the last member.
    Behind,
}

/// The members of a packed file, as they come.
#[derive(Default)]
struct Members(Place);

impl Members {
    /// Unpacks the next piece into `out`, which must not grow beyond `most` bytes.
    fn push(&mut self, mut piece: &[u8], most: usize, out: &mut Vec<u8>) -> std::result::Result<(), Wrong> {
        while let Some((&first, rest)) = piece.split_first() {
            match &mut self.0 {
                Place::Behind => return Ok(()),
                Place::Before => {
                    self.0 = if first == MAGIC[0] { Place::BeforeSecond } else { Place::Behind };
                    piece = rest;
                }
                Place::BeforeSecond => {
                    self.0 = if first == MAGIC[1] { begun()? } else { Place::Behind };
                    piece = rest;
                }
                Place::Member(decoder) => {
                    let taken = decoder.write(piece).map_err(Wrong::Damaged)?;
                    out.append(decoder.get_mut());
                    if out.len() > most {
                        return Err(Wrong::TooLarge);
                    }
                    if taken == 0 {
                        self.end(out)?;
                    }
                    piece = piece.get(taken..).unwrap_or_default();
                }
            }
        }
        if let Place::Member(decoder) = &mut self.0 {
            // What has come is not held back for what will come.
            decoder.flush().map_err(Wrong::Damaged)?;
            out.append(decoder.get_mut());
        }
        Ok(())
    }

    /// The member has come to its end, or must have.
    fn end(&mut self, out: &mut Vec<u8>) -> std::result::Result<(), Wrong> {
        if let Place::Member(decoder) = std::mem::take(&mut self.0) {
            out.append(&mut decoder.finish().map_err(Wrong::Damaged)?);
        }
        Ok(())
    }
}

fn begun() -> std::result::Result<Place, Wrong> {
    let mut decoder = Box::new(GzDecoder::new(Vec::new()));
    decoder.write_all(&MAGIC).map_err(Wrong::Damaged)?;
    Ok(Place::Member(decoder))
}

/// `bytes`, unpacked piece by piece if they are packed; `place` is for the error.
pub(super) fn stream(bytes: ByteStream, place: String) -> ByteStream {
    Box::pin(Unpacked { bytes, held: None, state: State::First, place })
}

/// What is known of the bytes.
enum State {
    /// Nothing yet.
    First,
    /// They are not packed.
    Plain,
    Packed(Members),
    Over,
}

struct Unpacked {
    bytes: ByteStream,
    /// The first byte, while it stands alone.
    held: Option<Bytes>,
    state: State,
    place: String,
}

/// A stream has no end to count to; a piece of it unpacks to no more than this, in bytes.
const LARGEST_PIECE: usize = 64 * 1024 * 1024;

impl Stream for Unpacked {
    type Item = Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            if matches!(this.state, State::Over) {
                return Poll::Ready(None);
            }
            let piece = match this.bytes.as_mut().poll_next(cx) {
                Poll::Ready(Some(Ok(piece))) => piece,
                Poll::Ready(None) => {
                    // A stream is cut off more often than it ends: what is missing is not missed.
                    this.state = State::Over;
                    return Poll::Ready(this.held.take().map(Ok));
                }
                other => return other,
            };
            let piece = match this.held.take() {
                Some(held) => [held, piece].concat().into(),
                None => piece,
            };
            if matches!(this.state, State::First) {
                if piece.len() < MAGIC.len() && MAGIC.starts_with(&piece) {
                    this.held = Some(piece);
                    continue;
                }
                this.state = if is_packed(&piece) { State::Packed(Members::default()) } else { State::Plain };
            }
            let State::Packed(members) = &mut this.state else { return Poll::Ready(Some(Ok(piece))) };
            let mut out = Vec::new();
            if let Err(wrong) = members.push(&piece, LARGEST_PIECE, &mut out) {
                this.state = State::Over;
                return Poll::Ready(Some(Err(wrong.told(&this.place))));
            }
            if !out.is_empty() {
                return Poll::Ready(Some(Ok(out.into())));
            }
        }
    }
}

impl Wrong {
    /// As an error of `place`.
    pub(super) fn told(&self, place: &str) -> Error {
        let problem = match self {
            Self::TooLarge => Exchange::too_large(place),
            Self::Damaged(why) => Exchange::Packed(place.to_owned(), why.to_string()),
        };
        Error::new(ErrorKind::Answer, problem)
    }
}

#[cfg(test)]
mod tests;
