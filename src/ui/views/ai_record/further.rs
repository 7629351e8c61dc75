//! What a record says beyond its typed fields, in words.

use serde_json::{Map, Value};

use crate::model::{AiField, AiRecord, Board, customer};
use crate::ui::view::tabs::ai as tab;

/// Where a field stands among what else the vendor sent: best first, the first with anything in it counts.
const fn places(field: AiField) -> &'static [&'static str] {
    match field {
        AiField::RobotKind => &["robot_type"],
        AiField::Business => &["biz_type", "biz_type_enum"],
        AiField::Entrance => &["channel_flag_name", "channel_flag_plus", "channel_flag"],
        AiField::Solved => &["solve_status"],
        AiField::AnswerKind => &["answer_type"],
        AiField::Emotion => &["emotion_type"],
        AiField::Rated => &["satisfaction_status"],
        AiField::Score => &["score_level"],
        AiField::Stars => &["star_level"],
        AiField::SecondRating => &["assess_status"],
        AiField::RatingLabel => &["satisfaction_labels"],
        AiField::Liked => &["like_dislike_status"],
        AiField::DislikeLabel => &["like_dislike_labels"],
        AiField::Audience => &["rule_infos"],
        AiField::Guided => &["is_trigger_session_guide_status"],
        AiField::Test => &["test"],
        AiField::Conversation => &["bizid"],
        _ => &[],
    }
}

/// Names of things within lists.
const NAMES: [&str; 3] = ["rule_name", "name", "label"];

/// The field in words; nothing where the record has nothing. Numbers of people stay masked.
pub(in crate::ui::views) fn word(board: &Board, record: &AiRecord, field: AiField) -> Option<String> {
    places(field).iter().find_map(|place| {
        let value = customer::mask_value(place, record.extra.get(*place)?);
        words(board, field, &value)
    })
}

fn words(board: &Board, field: AiField, value: &Value) -> Option<String> {
    let word = match value {
        Value::String(text) if matches!(text.trim(), "" | "unknown" | "unknown_unknown") => return None,
        Value::String(text) => tab::label(board, field, text.trim()),
        Value::Bool(flag) => if *flag { "yes" } else { "no" }.to_owned(),
        Value::Number(number) => tab::label(board, field, &number.to_string()),
        Value::Array(items) => {
            let words: Vec<String> = items.iter().filter_map(|item| words(board, field, item)).collect();
            return (!words.is_empty()).then(|| words.join(", "));
        }
        Value::Object(fields) => {
            return NAMES.iter().find_map(|name| words(board, field, fields.get(*name)?));
        }
        Value::Null => return None,
    };
    Some(word)
}

/// What else was sent: everything that `shown` fields did not tell.
pub(super) fn rest(extra: &Map<String, Value>, shown: &[AiField]) -> Map<String, Value> {
    let told: Vec<&str> = shown.iter().flat_map(|field| places(*field)).copied().collect();
    extra
        .iter()
        .filter(|(key, _)| !told.contains(&key.as_str()))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect()
}
