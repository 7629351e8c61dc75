//! Server-Sent Events: bytes in, signs of life and message texts out, as the WHATWG rules say.
//!
//! `sse-stream` does the decoding. Two adapters stand in front of it: `utf8` replaces what is not UTF-8 (the decoder
//! would end the stream, and one bad byte in a name must not keep the board dark for ever), `meter` refuses an event
//! larger than the settings allow before it fills the memory. Comments are signs of life and nothing else; an `event:`
//! name decides nothing; an event without data is no event.

use std::collections::VecDeque;
use std::future::ready;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_util::{Stream, StreamExt};
use sse_stream::SseByteStream;

use super::{Error, ErrorKind, Result};
use crate::http::Exchange;

mod meter;
mod utf8;

use meter::{Meter, Verdict};
use utf8::Mender;

pub use crate::http::ByteStream;

/// What the decoder found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// So many bytes arrived.
    Bytes(usize),
    /// Nothing more is there to read, and an event has begun whose end has not come; or that is over.
    Within(bool),
    /// `retry:` asked for this delay before a reconnect.
    Retry(Duration),
    /// The data of one event, its lines joined with LF.
    Data(String),
}

/// Decodes `bytes`. Ends when they end; an error (theirs, or [`ErrorKind::TooLarge`] for an event of more than
/// `max_event_bytes`, which is a key in `section` of the settings) is the last item.
pub fn decode(bytes: ByteStream, max_event_bytes: usize, section: &'static str) -> Decoder {
    let arrived = Arc::new(AtomicUsize::new(0));
    let within = Arc::new(AtomicBool::new(false));
    let guarded = Guarded {
        bytes,
        arrived: Arc::clone(&arrived),
        within: Arc::clone(&within),
        meter: Meter::new(max_event_bytes, section),
        mender: Mender::default(),
        failed: None,
        done: false,
    };
    Decoder {
        inner: SseByteStream::new(guarded),
        arrived,
        within,
        was_within: false,
        ready: VecDeque::new(),
        end: None,
        done: false,
    }
}

/// An event of a stream whose events have names and ids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Its name.
    pub event: Option<String>,
    /// Its id.
    pub id: Option<String>,
    /// Its data, its lines joined with LF.
    pub data: String,
}

/// Decodes `bytes` for a reader to whom names and ids mean something; else as [`decode`] does.
pub fn named(
    bytes: ByteStream,
    max_event_bytes: usize,
    section: &'static str,
) -> impl Stream<Item = Result<Named>> + Send + Unpin {
    let guarded = Guarded {
        bytes,
        arrived: Arc::default(),
        within: Arc::default(),
        meter: Meter::new(max_event_bytes, section),
        mender: Mender::default(),
        failed: None,
        done: false,
    };
    let events = SseByteStream::new(guarded).filter_map(|event| {
        ready(match event {
            Ok(event) => event.data.map(|data| Ok(Named { event: event.event, id: event.id, data })),
            Err(error) => Some(Err(told(error))),
        })
    });
    Box::pin(events)
}

/// See [`decode`].
pub struct Decoder {
    inner: SseByteStream<Guarded>,
    arrived: Arc<AtomicUsize>,
    within: Arc<AtomicBool>,
    was_within: bool,
    ready: VecDeque<Piece>,
    end: Option<Error>,
    done: bool,
}

impl Stream for Decoder {
    type Item = Result<Piece>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            if let Some(piece) = this.ready.pop_front() {
                return Poll::Ready(Some(Ok(piece)));
            }
            if let Some(error) = this.end.take() {
                return Poll::Ready(Some(Err(error)));
            }
            if this.done {
                return Poll::Ready(None);
            }
            let polled = Pin::new(&mut this.inner).poll_next(cx);
            // Whatever the bytes meant, that they came is told first.
            let arrived = this.arrived.swap(0, Ordering::Relaxed);
            if arrived > 0 {
                this.ready.push_back(Piece::Bytes(arrived));
            }
            match polled {
                Poll::Pending => {
                    let within = this.within.load(Ordering::Relaxed);
                    if within != this.was_within {
                        this.was_within = within;
                        this.ready.push_back(Piece::Within(within));
                    } else if arrived == 0 {
                        return Poll::Pending;
                    }
                }
                Poll::Ready(Some(Ok(event))) => {
                    if std::mem::take(&mut this.was_within) {
                        this.ready.push_back(Piece::Within(false));
                    }
                    if let Some(ms) = event.retry {
                        this.ready.push_back(Piece::Retry(Duration::from_millis(ms)));
                    }
                    if let Some(data) = event.data
                        && !data.trim().is_empty()
                    {
                        this.ready.push_back(Piece::Data(data));
                    }
                }
                Poll::Ready(Some(Err(error))) => {
                    this.end = Some(told(error));
                    this.done = true;
                }
                Poll::Ready(None) => this.done = true,
            }
        }
    }
}

/// Our own error travels through the decoder in a box.
fn told(error: sse_stream::Error) -> Error {
    match error {
        sse_stream::Error::Body(inner) => match inner.downcast::<Error>() {
            Ok(ours) => *ours,
            Err(other) => Error::new(ErrorKind::Network, Exchange::Broken(other.to_string())),
        },
        other => Error::new(ErrorKind::Answer, Exchange::Undecodable(other.to_string())),
    }
}

/// The byte stream with both adapters around it.
struct Guarded {
    bytes: ByteStream,
    arrived: Arc<AtomicUsize>,
    within: Arc<AtomicBool>,
    meter: Meter,
    mender: Mender,
    failed: Option<Error>,
    done: bool,
}

impl Stream for Guarded {
    type Item = Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            if let Some(error) = this.failed.take() {
                this.done = true;
                return Poll::Ready(Some(Err(error)));
            }
            if this.done {
                return Poll::Ready(None);
            }
            match this.bytes.as_mut().poll_next(cx) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(None) => {
                    // A sequence cut off by the end stands in an unfinished line, which is dropped anyway.
                    this.done = true;
                    return Poll::Ready(None);
                }
                Poll::Ready(Some(Err(error))) => this.failed = Some(error),
                Poll::Ready(Some(Ok(bytes))) => {
                    this.arrived.fetch_add(bytes.len(), Ordering::Relaxed);
                    let whole = match this.meter.pass(&bytes) {
                        Verdict::Fits => bytes,
                        Verdict::TooLarge { whole } => {
                            this.failed = Some(this.meter.error());
                            bytes.slice(..whole.min(bytes.len()))
                        }
                    };
                    this.within.store(this.meter.is_within(), Ordering::Relaxed);
                    let mended = this.mender.mend(whole);
                    if !mended.is_empty() {
                        return Poll::Ready(Some(Ok(mended)));
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
