//! What was said in a call that a bot had ("Main Bot Talk List", `dialogue`).

use serde_json::{Map, Value};

use crate::model::caps;
use crate::model::customer::mask_within;
use crate::model::live::{DialogueLine, Speaker};
use crate::platforms::lenient::{self, Loose};

/// So many sentences of one call are kept.
const MOST: usize = 1_000;

const SPEAKERS: [(&str, Speaker); 6] = [
    ("Customer", Speaker::Customer),
    ("Agent", Speaker::Agent),
    ("VirtualAgent", Speaker::Bot),
    ("ThirdPSTN", Speaker::Outside),
    ("ThirdSystem", Speaker::OtherSystem),
    ("System", Speaker::System),
];

fn speaker(fields: &Map<String, Value>, key: &str) -> Option<Speaker> {
    let name = Loose::field(fields, key).text().ok().flatten()?;
    SPEAKERS.iter().find(|(known, _)| known.eq_ignore_ascii_case(&name)).map(|(_, speaker)| *speaker)
}

/// One object, a list of them, or text that holds either.
fn rows(value: Value) -> Vec<Map<String, Value>> {
    match value {
        Value::String(text) => lenient::owned(&text).map(|value: Value| rows_of(value)).unwrap_or_default(),
        other => rows_of(other),
    }
}

fn rows_of(value: Value) -> Vec<Map<String, Value>> {
    match value {
        Value::Object(fields) => vec![fields],
        other => lenient::rows(Some(other)).unwrap_or_default(),
    }
}

/// The sentences in the order in which they stand there, without whole numbers in them.
pub(super) fn read(value: Value) -> Vec<DialogueLine> {
    let mut lines = Vec::new();
    for mut phase in rows(value) {
        let stage = speaker(&phase, "phase");
        let sentences = match phase.remove("contentList") {
            Some(list) => rows(list),
            // Without stages.
            None => vec![phase],
        };
        lines.extend(sentences.iter().filter_map(|fields| line(fields, stage)));
    }
    lines.truncate(MOST);
    lines
}

fn line(fields: &Map<String, Value>, stage: Option<Speaker>) -> Option<DialogueLine> {
    let text = Loose::field(fields, "sentenceMessage").text().ok().flatten()?;
    Some(DialogueLine {
        speaker: speaker(fields, "dialogueRole").or(stage),
        at: Loose::field(fields, "startTime").stamp().ok().flatten(),
        text: mask_within(&caps::cut(&text, caps::TEXT)),
    })
}
