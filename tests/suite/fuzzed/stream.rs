//! Bytes as they come from the network, in pieces of any size → messages → updates → the board.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use callboard::http::words::DETAIL_MAX;
use callboard::model::{Board, Changes, Payload, Roster, RosterKind, SourceId, Stamp, Update};
use callboard::platforms::sobot_call::{decode, decode_page};
use callboard::platforms::sse::{self, Piece};
use callboard::platforms::{Message, Result};
use callboard::ui::text;
use futures_util::{Stream, stream};

use super::bytes::{Taken, assert_harmless};

/// Small, so that inputs of a fuzzer's size come up to it.
const MAX_EVENT: usize = 2048;
const NOW: Stamp = Stamp(1_763_700_000_000);

/// The first bytes say how the rest is cut; then it is one stream.
pub fn run(data: &[u8]) {
    let mut taken = Taken(data);
    let cuts: [usize; 4] = std::array::from_fn(|_| usize::from(taken.byte()) + 1);
    let body = Bytes::copy_from_slice(taken.0);
    let (whole, end) = heard(vec![Ok(body.clone())]);
    let mut pieces = Vec::new();
    let (mut rest, mut sizes) = (body.clone(), cuts.iter().cycle());
    while !rest.is_empty() {
        pieces.push(Ok(rest.split_to(rest.len().min(*sizes.next().unwrap_or(&1)))));
    }
    let (cut, cut_end) = heard(pieces);
    assert_eq!((&whole, &end), (&cut, &cut_end), "what is heard must not hang on how the bytes are cut");
    let mut board = Board::new();
    for piece in whole {
        if let Piece::Data(text) = piece {
            // A byte that is not UTF-8 becomes three.
            assert!(text.len() <= 3 * MAX_EVENT, "{} bytes", text.len());
            tell(&mut board, &text, cuts[0].is_multiple_of(4));
        }
    }
    assert!(board.agents().len() <= body.len());
    take_everything(&board);
}

/// All that the decoder makes of these pieces but their sizes, and the sentence at the end.
fn heard(pieces: Vec<Result<Bytes>>) -> (Vec<Piece>, Option<String>) {
    let mut decoder = pin!(sse::decode(Box::pin(stream::iter(pieces)), MAX_EVENT, "fuzzed"));
    let mut context = Context::from_waker(Waker::noop());
    let mut found = Vec::new();
    loop {
        match decoder.as_mut().poll_next(&mut context) {
            Poll::Ready(Some(Ok(Piece::Bytes(_)))) => {}
            Poll::Ready(Some(Ok(piece))) => found.push(piece),
            Poll::Ready(Some(Err(error))) => return (found, Some(error.to_string())),
            Poll::Ready(None) => return (found, None),
            Poll::Pending => panic!("a stream that has everything waits"),
        }
    }
}

/// Applies a message; `fully` also takes the ways beside, which cost time.
fn tell(board: &mut Board, message: &str, fully: bool) {
    let payload = match decode(message) {
        Message::Full(page) => {
            let rejects = Changes { rejects: page.rejects, ..Changes::default() };
            board.apply(Update::new(NOW, Payload::Changes(rejects)));
            Payload::Roster(Box::new(Roster {
                kind: if board.has_roster() { RosterKind::Resync } else { RosterKind::Full },
                summary: page.summary,
                total: page.total,
                complete: page.total.is_none_or(|total| total <= page.agents.len() as u64),
                agents: page.agents,
            }))
        }
        Message::Changes(changes) => Payload::Changes(changes),
        Message::Rejected(reject) => Payload::Changes(Changes { rejects: vec![reject], ..Changes::default() }),
    };
    let update = Update::new(NOW, payload);
    if fully {
        // The answer of the snapshot call comes through the same gate.
        if let Err(error) = decode_page(message, "the agents call") {
            assert_harmless(&error.to_string(), "an error");
        }
        let recorded = serde_json::to_string(&update).expect("every update can be recorded");
        serde_json::from_str::<Update>(&recorded).expect("what was recorded can be read");
    }
    board.apply(update);
}

/// Everything that a screen would take from the board.
fn take_everything(board: &Board) {
    for agent in board.agents() {
        let customer = agent.customer.shown().unwrap_or_default();
        for said in [agent.label(), agent.id.as_str(), &customer] {
            let clean = text::clean(said);
            assert_harmless(&clean, "a text of an agent");
            assert_eq!(text::clean(&clean), clean, "cleaning twice");
            let fitted = text::fit(said, 12, "…");
            assert!(text::width(&fitted) <= 12, "{fitted:?}");
        }
        let _ = (agent.state(), agent.in_state_ms(NOW, -1));
    }
    let _ = (board.missed_share(), board.connected_share(), board.trends());
    let source = board.source(SourceId::Agents);
    let kept: u64 = source.last_rejected.len() as u64;
    assert!(kept <= source.rejected_total());
    for reject in &source.last_rejected {
        assert!(reject.detail.to_string().chars().count() <= DETAIL_MAX, "{}", reject.detail);
        assert_harmless(&reject.detail.to_string(), "a reject");
    }
}
