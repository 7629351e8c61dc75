//! One part of an answer ("RobotAnswerRespVo"), and how a stream of them is read ("Streaming API parsing method"):
//! `MESSAGE` brings words, `ANSWER_INFO` and `PROCESS_INFO` what there is to know of the answer, `ERROR` says that a part
//! could not be made, and with `ERROR_END` the answer has broken off.

use serde_json::{Map, Value};

use crate::http::words::{quoted, scrub, shorten};
use crate::platforms::bots::{AnswerPart, PartKind};
use crate::platforms::lenient::{self, Loose};
use crate::platforms::problem::{Answered, quote};
use crate::platforms::sobot_open::envelope;
use crate::platforms::sobot_open::problem::Probed;
use crate::platforms::{Error, ErrorKind, Result};

/// No part has more text, in characters; what is beyond is no word of an answer to one question.
const MAX_WORDS: usize = 16 * 1024;
/// So much of an unknown status of a bot is repeated, in characters.
const MAX_STATUS: usize = 40;

/// The first of several spellings of a field: pages have both.
fn text(fields: &Map<String, Value>, keys: &[&str]) -> Option<String> {
    Loose::spelt(fields, keys).text().ok().flatten()
}

/// The part that an event of the stream is; `None` for one that says nothing.
///
/// # Errors
/// Where it is no JSON, or an envelope that says what went wrong.
pub(super) fn of_event(event: &str, place: &str) -> Result<Option<AnswerPart>> {
    let event = event.trim();
    if event.is_empty() || event == "[DONE]" {
        return Ok(None);
    }
    let fields = lenient::object(event);
    let fields = fields.ok_or_else(|| Error::new(ErrorKind::Answer, Probed::NoPart(place.to_owned())))?;
    of_fields(fields, place)
}

/// The part within its envelope, or without one.
fn of_fields(mut fields: Map<String, Value>, place: &str) -> Result<Option<AnswerPart>> {
    if let Some(code) = text(&fields, &["ret_code", "retCode"])
        && !envelope::is_success(&code)
    {
        let said = text(&fields, &["ret_msg", "retMsg"]).unwrap_or_default();
        return Err(envelope::named(&code, &said, place).unwrap_or_else(|| {
            let problem = Answered::UnknownCode(place.to_owned(), quoted(&code, 20), quote(&said));
            Error::new(ErrorKind::Answer, problem)
        }));
    }
    let inner = match fields.remove("data") {
        Some(Value::Array(rows)) => rows.into_iter().find(Value::is_object),
        other => other,
    };
    Ok(match inner {
        Some(Value::Object(inner)) if !inner.is_empty() => Some(of(&inner)),
        _ if fields.contains_key("retCode") || fields.contains_key("ret_code") || fields.is_empty() => None,
        _ => Some(of(&fields)),
    })
}

/// One part.
pub(super) fn of(fields: &Map<String, Value>) -> AnswerPart {
    let kind = text(fields, &["robot_answer_message_type", "robotAnswerMessageType"]);
    // Words are not trimmed: the blank between two of them stands at the end of one.
    let words = match fields.get("answer") {
        Some(Value::String(words)) => words.chars().take(MAX_WORDS).collect(),
        Some(other) => Loose::of(other).text().ok().flatten().unwrap_or_default(),
        None => String::new(),
    };
    AnswerPart {
        kind: match kind.as_deref() {
            Some("ANSWER_INFO" | "PROCESS_INFO" | "THIRD_ANSWER_INFO" | "THIRD_PROCESS_INFO") => PartKind::Info,
            Some("ERROR") => PartKind::Failed,
            Some("ERROR_END") => PartKind::BrokenOff,
            _ => PartKind::Words,
        },
        message: text(fields, &["msgid", "msgId", "msg_id"]),
        session: text(fields, &["ai_agent_cid", "aiAgentCid"]),
        words,
        status: text(fields, &["robot_status", "robotStatus"]).map(|word| shorten(&scrub(&word), MAX_STATUS)),
    }
}
