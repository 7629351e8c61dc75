//! `recordList` and `queryAiRobotList`: AI-agent sessions, and the robots they were with.

use std::cmp::Reverse;

use chrono::NaiveDate;
use litemap::LiteMap;
use serde_json::{Map, Value, json};

use super::metrics::known;
use super::own::Found;
use super::problem::Asked;
use super::scope::Narrowed;
use super::settings::MAX_PAGE_SIZE;
use super::{choices, labels, listed, steps};
use crate::model::{AiField, AiRecord, AiStep, Extra, Problem, sort};
use crate::platforms::beyond::keep_to;
use crate::platforms::bots::is_mark;
use crate::platforms::lenient::{LeftOut, Loose};
use crate::platforms::{AiFilter, AiPage, AiSeen, Error, ErrorKind, Named, Result};

/// Fields of a record that have a typed home and do not come again among the extra ones.
const TYPED: &[&str] = &[
    "cid",
    "start_time",
    "end_time",
    "robot_consult",
    "robot_name",
    "source",
    "robot_valid",
    "trigger2_human",
    "transfer2_human",
    "valid_trigger2_human_type",
    "user_msg_times",
    "robot_msg_times",
];

/// Fields of a record that are told in words as well. Those that the document has in the request only are read too,
/// should they ever come.
const TOLD: &[(AiField, &str)] = &[
    (AiField::RobotKind, "robot_type"),
    (AiField::Business, "biz_type_enum"),
    (AiField::Entrance, "channel_flag_name"),
    (AiField::Solved, "solve_status"),
    (AiField::AnswerKind, "answer_type"),
    (AiField::Emotion, "emotion_type"),
    (AiField::Rated, "satisfaction_status"),
    (AiField::Score, "score_level"),
    (AiField::Stars, "star_level"),
    (AiField::SecondRating, "assess_status"),
    (AiField::RatingLabel, "satisfaction_labels"),
    (AiField::Liked, "like_dislike_status"),
    (AiField::DislikeLabel, "like_dislike_labels"),
    (AiField::Audience, "rule_infos"),
    (AiField::Guided, "is_trigger_session_guide_status"),
    (AiField::Test, "test"),
    (AiField::Conversation, "bizid"),
];

/// `None` for a robot that is none of the settings': nothing answers that.
pub(super) fn request(
    day: NaiveDate,
    filter: &AiFilter,
    rows: u32,
    timezone: &str,
    narrowed: &Narrowed,
) -> Option<Value> {
    if let AiFilter::Robot(robot) = filter
        && !narrowed.has_robot(robot)
    {
        return None;
    }
    let day = day.format("%Y-%m-%d").to_string();
    let mut body = json!({
        "start_time": day,
        "end_time": day,
        "timeZoneid": timezone,
        "page_no": 1,
        "page_size": rows.clamp(1, MAX_PAGE_SIZE),
    });
    if let Value::Object(body) = &mut body {
        narrowed.write_robots(body);
        let mut set = |key: &str, value: &str| {
            body.insert(key.to_owned(), json!(value));
        };
        let step = match filter {
            AiFilter::All => None,
            AiFilter::Step(step) => Some(*step),
            AiFilter::HandedFor(reason) => {
                set("valid_trigger2_human_type", reason);
                Some(AiStep::Reached)
            }
            AiFilter::Robot(robot) => {
                set("robotid", robot);
                None
            }
            AiFilter::Channel(channel) => {
                set("source", channel);
                None
            }
        };
        if !step.is_none_or(|step| steps::narrow(body, step)) {
            return None;
        }
    }
    Some(body)
}

/// The same question with room for rows that are left out since they are those of probes.
pub(super) fn with_room(mut body: Value) -> Value {
    if let Some(rows) = body.get_mut("page_size") {
        let wanted = rows.as_u64().unwrap_or_default().saturating_mul(2).min(u64::from(MAX_PAGE_SIZE));
        *rows = json!(wanted);
    }
    body
}

/// The page, and the bots whose probes' sessions were left out of its rows; its total has them in.
pub(super) fn page(answer: Map<String, Value>, cut: &LeftOut, place: &str) -> Result<(AiPage, Vec<String>)> {
    let Records { total, seen: mut records, left_out, own, .. } = records(answer, cut, place)?;
    let probed = own.iter().filter_map(|found| found.robot().map(str::to_owned)).collect();
    // No document says in which order they come.
    sort::by_key(&mut records, |seen| Reverse(seen.record.started));
    Ok((AiPage { total, records, left_out }, probed))
}

/// Records as they come.
pub(super) struct Records {
    /// How many there are in all pages.
    pub(super) total: Option<u64>,
    /// How many came, also those that could not be read.
    pub(super) sent: u64,
    pub(super) seen: Vec<AiSeen>,
    /// What was left out of them.
    pub(super) left_out: Option<Problem>,
    /// Those of them that are of probes, and no rows.
    pub(super) own: Vec<Found>,
}

pub(super) fn records(mut answer: Map<String, Value>, cut: &LeftOut, place: &str) -> Result<Records> {
    let wrong = |what| Error::new(ErrorKind::Answer, what);
    let total = Loose::field(&answer, "total_count").count();
    let total = total.map_err(|bad| wrong(Asked::Total(place.to_owned(), bad)))?;
    let mut rows = listed::rows(answer.remove("data")).ok_or_else(|| wrong(Asked::NoList(place.to_owned())))?;
    // Without a word on how many there are, no row is none.
    let total = total.or(rows.is_empty().then_some(0));
    let sent = listed::sent(cut).unwrap_or(rows.len() as u64);
    let left_out = keep_to(&mut rows, sent, MAX_PAGE_SIZE, place).map(Into::into);
    let mut own = Vec::new();
    rows.retain(|row| {
        let is_own = is_of_probe(row);
        if is_own {
            own.push(Found::of(row));
        }
        !is_own
    });
    Ok(Records { total, sent, left_out, own, seen: rows.into_iter().filter_map(seen).collect() })
}

pub(super) fn robots(mut answer: Map<String, Value>) -> Vec<Named> {
    let robots = listed::rows(answer.remove("data")).unwrap_or_default().into_iter().filter_map(|robot| {
        let text = |key: &str| Loose::field(&robot, key).text().ok().flatten();
        let key = text("kbid")?;
        let label = text("robot_name").unwrap_or_else(|| key.clone());
        Some(Named { key, label })
    });
    robots.collect()
}

/// Whether a session is that of a probe, by its visitor.
fn is_of_probe(row: &Map<String, Value>) -> bool {
    Loose::field(row, "uid").text().ok().flatten().is_some_and(|uid| is_mark(&uid))
}

fn seen(mut fields: Map<String, Value>) -> Option<AiSeen> {
    let text = |key: &str| Loose::field(&fields, key).text().ok().flatten();
    let flag = |key: &str| known(key, Loose::field(&fields, key).flag());
    let count = |key: &str| known(key, Loose::field(&fields, key).count());
    let stamp = |key: &str| known(key, Loose::field(&fields, key).stamp());
    let id = text("cid").or_else(|| text("bizid"))?;
    let robot_key = text("robot_flag");
    let channel_key = text("source").filter(|key| key != "unknown");
    let handed = flag("transfer2_human");
    let reason_key = text("valid_trigger2_human_type");
    let channel = channel_key.as_deref().map(|key| labels::channel(key).unwrap_or(key).to_owned());
    let record = AiRecord {
        id,
        started: stamp("start_time"),
        ended: stamp("end_time"),
        over: flag("robot_consult"),
        robot: text("robot_name").or_else(|| robot_key.clone()),
        channel: channel.or_else(|| text("channel_flag_name").filter(|name| name != "unknown")),
        valid: flag("robot_valid"),
        asked: flag("trigger2_human"),
        handed,
        reason: reason_key.as_deref().map(|key| labels::reason(key).unwrap_or(key).to_owned()),
        customer_messages: count("user_msg_times"),
        robot_messages: count("robot_msg_times"),
        told: LiteMap::new(),
        extra: Extra::new(),
    };
    let mut told = LiteMap::new();
    for (field, key) in TOLD {
        if let Some(words) = fields.get(*key).and_then(|value| words(*field, value)) {
            told.insert(*field, words);
            fields.remove(*key);
        }
    }
    fields.retain(|key, _| !TYPED.contains(&key.as_str()));
    Some(AiSeen {
        record: AiRecord { told, extra: fields.into(), ..record },
        robot_key,
        channel_key,
        reason_key: reason_key.filter(|_| handed == Some(true)),
    })
}

/// A value of `field` in words: by the document's table where it has one, several with commas between them.
fn words(field: AiField, value: &Value) -> Option<String> {
    let known = choices::fixed(field);
    let word = |value: &Value| {
        let value = value.get("rule_name").or_else(|| value.get("name")).unwrap_or(value);
        let key = Loose::of(value).text().ok().flatten().filter(|key| key != "unknown")?;
        Some(known.iter().find(|choice| choice.key == key).map_or(key, |choice| choice.label.clone()))
    };
    let words: Vec<String> = match value {
        Value::Array(items) => items.iter().filter_map(word).collect(),
        value => word(value).into_iter().collect(),
    };
    (!words.is_empty()).then(|| words.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_row_and_no_word_on_how_many_is_none() {
        let total = |answer: Value| {
            let Value::Object(answer) = answer else { panic!("{answer}") };
            records(answer, &LeftOut::default(), "here").unwrap().total
        };
        assert_eq!(total(json!({"data": []})), Some(0));
        assert_eq!(total(json!({"data": null, "total_count": ""})), Some(0));
        assert_eq!(total(json!({"data": [], "total_count": 7})), Some(7), "what the vendor says counts");
        assert_eq!(total(json!({"data": [{"cid": "a"}]})), None, "a page of a list of unknown length");
    }
}
