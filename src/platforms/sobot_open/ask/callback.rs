//! An answer that is pushed ("Q&A - Asynchronous"). The page does not say what stands in it: its data model has a push
//! whose `data` is a list of the parts of an answer (`ROBOT_ANSWER`), and its other answers are lists of parts in an
//! envelope. Either is taken, and a part alone. No signature is documented.

use serde_json::{Map, Value};

use super::part;
use crate::platforms::bots::{AnswerPart, AnswerPushed};
use crate::platforms::lenient::{self, Loose};

/// No answer that is pushed has more parts.
const MAX_PARTS: usize = 2_000;
/// So deep may envelopes stand in each other.
const DEPTH: usize = 4;

/// What an answer that was pushed says; `None` where it is none, or does not tell of which session it is.
pub fn read_callback(body: Vec<u8>) -> Option<AnswerPushed> {
    let text = lenient::text(body);
    let mut read = Read::default();
    if text.trim_start().starts_with('[') {
        // The door reads objects, and counts what it keeps of them.
        read.walk(Value::Object(lenient::object(&format!("{{\"data\":{text}}}"))?), DEPTH);
    } else {
        read.walk(Value::Object(lenient::object(&text)?), DEPTH);
    }
    let session = read.session.or_else(|| read.parts.iter().find_map(|part| part.session.clone()))?;
    (!read.parts.is_empty()).then_some(AnswerPushed { session, parts: read.parts })
}

/// What was found so far.
#[derive(Default)]
struct Read {
    session: Option<String>,
    parts: Vec<AnswerPart>,
}

impl Read {
    fn walk(&mut self, value: Value, depth: usize) {
        let Some(deeper) = depth.checked_sub(1) else { return };
        match value {
            Value::Array(rows) => rows.into_iter().for_each(|row| self.walk(row, deeper)),
            Value::Object(fields) if is_part(&fields) && self.parts.len() < MAX_PARTS => {
                self.parts.push(part::of(&fields));
            }
            Value::Object(fields) if is_part(&fields) => {}
            Value::Object(mut fields) => {
                let session = Loose::spelt(&fields, &["ai_agent_cid", "aiAgentCid", "cid"]).text().ok().flatten();
                self.session = self.session.take().or(session);
                if let Some(data) = fields.remove("data") {
                    self.walk(data, deeper);
                }
            }
            _ => {}
        }
    }
}

fn is_part(fields: &Map<String, Value>) -> bool {
    ["robot_answer_message_type", "robotAnswerMessageType", "answer"].iter().any(|key| fields.contains_key(*key))
}
