//! Bytes of the network to a changed board, beside what nothing can be quicker than with this library: serde_json reading
//! the same messages into types that borrow from them, and doing nothing with them.
//!
//! The instructions of both, which noise does not touch, are counted with
//! `valgrind --tool=callgrind --collect-atstart=no --toggle-collect='*ingest*hear_all*' target/release/deps/board-… --bench --test ingest`,
//! and with `read_all` instead of `hear_all`.

use std::borrow::Cow;
use std::fmt;
use std::hint::black_box;

use bytes::Bytes;
use callboard::model::{Board, Payload, Roster, RosterKind, Update};
use callboard::platforms::sobot_call::decode;
use callboard::platforms::sse::{self, Piece};
use callboard::platforms::{FullPage, Message};
use criterion::{Criterion, SamplingMode, Throughput};
use futures_util::{FutureExt, StreamExt, stream};
use serde::Deserialize;
use serde::de::{Deserializer, Visitor};

use super::centre::{self, NOW};

const AGENTS: usize = 10_000;
const EVENTS: usize = 20_000;
/// What fits into one packet on most networks.
const PIECE: usize = 1_460;
/// As many messages come between two frames, 33 ms apart, when it is 1,000 a second.
const BATCH: usize = 33;

/// A stream of these messages as a network hands it over.
fn pieces<'t>(messages: impl IntoIterator<Item = &'t str>) -> Vec<Bytes> {
    let mut text = String::new();
    for message in messages {
        text.push_str("data: ");
        text.push_str(message);
        text.push_str("\n\n");
    }
    let body = Bytes::from(text);
    (0..body.len()).step_by(PIECE).map(|at| body.slice(at..body.len().min(at + PIECE))).collect()
}

/// Gives each message of a stream to `take`.
fn messages(pieces: &[Bytes], mut take: impl FnMut(Message)) {
    let bytes = Box::pin(stream::iter(pieces.to_vec()).map(Ok));
    let mut found = sse::decode(bytes, 256 << 20, "bench");
    while let Some(piece) = found.next().now_or_never().expect("every piece is there") {
        if let Piece::Data(text) = piece.expect("a sound stream") {
            take(decode(&text));
        }
    }
}

/// Ours: from bytes to a changed board.
#[inline(never)]
fn hear_all(board: &mut Board, pieces: &[Bytes]) {
    messages(pieces, |message| {
        let Message::Changes(changes) = message else { panic!("not a change message") };
        board.apply(Update::new(NOW, Payload::Changes(changes)));
    });
}

/// Ours as the program does it: one thread reads messages, and another applies those that came since the last frame.
#[inline(never)]
fn hear_batches(board: &mut Board, pieces: &[Bytes]) {
    let mut batch = Vec::with_capacity(BATCH);
    let mut apply = |batch: &mut Vec<Update>| {
        board.look_ahead(batch.iter());
        for update in batch.drain(..) {
            board.apply(update);
        }
    };
    messages(pieces, |message| {
        let Message::Changes(changes) = message else { panic!("not a change message") };
        batch.push(Update::new(NOW, Payload::Changes(changes)));
        if batch.len() == BATCH {
            apply(&mut batch);
        }
    });
    apply(&mut batch);
}

/// A change message, as lean as it can be read.
#[derive(Deserialize)]
#[allow(dead_code, reason = "it is read, and that is all")]
struct Event<'a> {
    #[serde(rename = "MessageID")]
    id: &'a str,
    #[serde(rename = "creationTime")]
    created: u64,
    #[serde(borrow)]
    list: Vec<Operation<'a>>,
}

#[derive(Deserialize)]
#[allow(dead_code, reason = "it is read, and that is all")]
struct Operation<'a> {
    op: &'a str,
    id: &'a str,
    path: &'a str,
    #[serde(borrow)]
    value: Plain<'a>,
}

/// A number or a text.
#[allow(dead_code, reason = "it is read, and that is all")]
enum Plain<'a> {
    Number(i64),
    Text(Cow<'a, str>),
}

impl<'de: 'a, 'a> Deserialize<'de> for Plain<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Plain<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number or a text")
            }
            fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
                Ok(Plain::Number(number))
            }
            fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
                Ok(Plain::Number(number as i64))
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Plain::Text(Cow::Borrowed(text)))
            }
            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Plain::Text(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_any(Any)
    }
}

/// The yardstick.
#[inline(never)]
fn read_all(messages: &[String]) {
    for text in messages {
        let event: Event<'_> = serde_json::from_str(text).expect("a change message");
        black_box(&event);
    }
}

/// Ours: from bytes to the page.
#[inline(never)]
fn hear_page(pieces: &[Bytes]) -> Box<FullPage> {
    let mut full = None;
    messages(pieces, |message| {
        if let Message::Full(page) = message {
            full = Some(page);
        }
    });
    full.expect("a full message")
}

/// The yardstick: the same page from a text that is there already.
#[inline(never)]
fn read_page(text: &str) -> Box<FullPage> {
    let Message::Full(page) = decode(text) else { panic!("not a full message") };
    page
}

/// From bytes to a board.
#[inline(never)]
fn begin(pieces: &[Bytes]) -> Board {
    let page = hear_page(pieces);
    let roster = Roster {
        kind: RosterKind::Full,
        summary: page.summary,
        total: page.total,
        complete: true,
        agents: page.agents,
    };
    let mut board = Board::new();
    board.apply(Update::new(NOW, Payload::Roster(Box::new(roster))));
    board
}

pub fn bench(criterion: &mut Criterion) {
    let messages = centre::change_messages(AGENTS, EVENTS);
    let flood = pieces(messages.iter().map(String::as_str));
    let mut board = centre::board(AGENTS);
    hear_all(&mut board, &flood);
    let applied = board.source(callboard::model::SourceId::Agents).applied;
    assert_eq!(applied, (EVENTS * centre::OPS_PER_EVENT) as u64);

    let mut group = criterion.benchmark_group("ingest");
    group.throughput(Throughput::Elements(applied));
    group.bench_function("bytes to a changed board", |bencher| bencher.iter(|| hear_all(&mut board, &flood)));
    group.bench_function(format!("bytes to a changed board, {BATCH} messages a frame"), |bencher| {
        bencher.iter(|| hear_batches(&mut board, &flood));
    });
    group.bench_function("serde_json into borrowed types", |bencher| bencher.iter(|| read_all(&messages)));
    group.finish();

    let mut group = criterion.benchmark_group("full");
    group.sampling_mode(SamplingMode::Flat);
    for agents in [AGENTS, 10 * AGENTS] {
        let text = centre::full_message(agents);
        let stream = pieces([text.as_str()]);
        group.bench_function(format!("{agents} agents in pieces of {PIECE} bytes to a page"), |bencher| {
            bencher.iter(|| hear_page(&stream));
        });
        group.bench_function(format!("{agents} agents, the text to a page"), |bencher| {
            bencher.iter(|| read_page(&text));
        });
        group.bench_function(format!("{agents} agents in pieces to a board"), |bencher| {
            bencher.iter(|| begin(&stream));
        });
    }
    group.finish();
}
