//! How envelopes and answers stand in a stream of events: what a hub writes, and what a board reads.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use super::envelope::{Body, Envelope, Place};
use crate::feed::record::piece::Piece;
use crate::model::{Payload, Stamp, Update};

/// The name of an event that tells of the hub.
pub const ABOUT: &str = "hub";
/// The name of an event that is a part of a keyframe.
const KEYFRAME: &str = "k";
/// The name of an event that is an envelope of updates.
const UPDATES: &str = "u";
/// The name of an event that answers a question of this board.
pub const FOUND: &str = "f";

/// What an event is.
#[derive(Debug, PartialEq)]
pub enum Said {
    /// What the hub tells of itself, as JSON.
    About(String),
    /// An envelope.
    Envelope(Envelope),
    /// An answer to the question of this number.
    Found(u64, Box<Update>),
    /// Something of a later version.
    Other,
}

/// It is nothing that a hub writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Garbled;

/// What the hub tells of itself, which is JSON on one line, as an event.
pub fn about(json: &str) -> String {
    format!("event: {ABOUT}\ndata: {json}\n\n")
}

/// An envelope as an event.
pub fn envelope(envelope: &Envelope) -> String {
    let Envelope { place, vocabulary, sent, continues, body } = envelope;
    let mut out = String::new();
    // Writing to a string cannot fail.
    let piece = match body {
        Body::Updates(piece) => {
            let _ = write!(out, "event: {UPDATES}\nid: {place}\ndata: {place} {} {vocabulary} ", sent.ms());
            match continues {
                Some(place) => {
                    let _ = write!(out, "{place} ");
                }
                None => out.push_str("- "),
            }
            piece
        }
        Body::Keyframe { part, last, piece } => {
            let _ = writeln!(out, "event: {KEYFRAME}");
            // A board that has half a keyframe stands where it stood.
            if *last {
                let _ = writeln!(out, "id: {place}");
            }
            let _ = write!(out, "data: {place} {part} {} {} {vocabulary} ", u8::from(*last), sent.ms());
            piece
        }
    };
    BASE64.encode_string(piece.bytes(), &mut out);
    out.push_str("\n\n");
    out
}

/// An answer to a question as an event: its number, and the update as recordings have it.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn found(question: u64, update: &Update) -> serde_json::Result<String> {
    Ok(format!("event: {FOUND}\ndata: {}\n\n", found_line(question, update)?))
}

/// An answer to a question on a line.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn found_line(question: u64, update: &Update) -> serde_json::Result<String> {
    let mut line = format!("{question} ").into_bytes();
    update.line(&mut line)?;
    // JSON is UTF-8.
    Ok(String::from_utf8_lossy(&line).into_owned())
}

/// What [`found_line`] wrote.
pub fn read_found(line: &str) -> Option<(u64, Update)> {
    let (question, update) = line.split_once(' ')?;
    let update = Update::of_line(update.as_bytes()).ok()?;
    matches!(update.payload, Payload::Found(_)).then_some((question.parse().ok()?, update))
}

/// What the event of this name with this data is.
///
/// # Errors
/// That it is called as a hub calls something, and is none.
pub fn read(event: Option<&str>, data: String) -> Result<Said, Garbled> {
    match event {
        Some(ABOUT) => Ok(Said::About(data)),
        Some(UPDATES) => updates(&data).map(Said::Envelope).ok_or(Garbled),
        Some(KEYFRAME) => keyframe(&data).map(Said::Envelope).ok_or(Garbled),
        Some(FOUND) => match read_found(&data) {
            Some((question, update)) => Ok(Said::Found(question, Box::new(update))),
            // An answer of a later version answers nothing here.
            None => Ok(Said::Other),
        },
        _ => Ok(Said::Other),
    }
}

fn updates(data: &str) -> Option<Envelope> {
    let mut words = data.split(' ');
    let place: Place = words.next()?.parse().ok()?;
    let sent = Stamp(words.next()?.parse().ok()?);
    let vocabulary = words.next()?.parse().ok()?;
    let continues = match words.next()? {
        "-" => None,
        place => Some(place.parse().ok()?),
    };
    let piece = Piece::of(BASE64.decode(words.next()?).ok()?);
    words.next().is_none().then_some(Envelope { place, vocabulary, sent, continues, body: Body::Updates(piece) })
}

fn keyframe(data: &str) -> Option<Envelope> {
    let mut words = data.split(' ');
    let place: Place = words.next()?.parse().ok()?;
    let part = words.next()?.parse().ok()?;
    let last = match words.next()? {
        "0" => false,
        "1" => true,
        _ => return None,
    };
    let sent = Stamp(words.next()?.parse().ok()?);
    let vocabulary = words.next()?.parse().ok()?;
    let piece = Piece::of(BASE64.decode(words.next()?).ok()?);
    let body = Body::Keyframe { part, last, piece };
    words.next().is_none().then_some(Envelope { place, vocabulary, sent, continues: None, body })
}

#[cfg(test)]
mod tests;
