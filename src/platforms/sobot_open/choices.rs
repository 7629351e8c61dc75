//! What AI sessions can be filtered by: the document's enum tables ("AI Agent API", at its end) and the lists that the
//! tenant has of its own.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::problem::{Asked, ListName};
use super::settings::{
    AUDIENCES_PATH, DISLIKE_LABELS_PATH, ENTRANCES_PATH, RATING_LABELS_PATH, ROBOTS_PATH, ZONES_PATH,
};
use super::{labels, listed, steps};
use crate::http::Verb;
use crate::model::{AiField, Choice, Problem, caps, sort};
use crate::platforms::lenient::{LeftOut, Loose};
use crate::platforms::{Error, ErrorKind, Result};

const YES_NO: &[(&str, &str)] = &[("1", "yes"), ("0", "no")];

/// What every tenant can choose from; empty for fields with a list of the tenant's own, and for those that are typed.
pub(super) fn fixed(field: AiField) -> Vec<Choice> {
    let table: &[(&str, &str)] = match field {
        AiField::Step => return steps::choices(),
        AiField::Ended
        | AiField::Valid
        | AiField::Asked
        | AiField::Handed
        | AiField::Rated
        | AiField::Guided
        | AiField::Test => YES_NO,
        AiField::RobotKind => &[("AI_AGENT", "AI agent"), ("AI_COPILOT", "copilot")],
        AiField::Business => {
            &[("TEXT", "chat"), ("CALL", "calls"), ("WORK_ORDER", "tickets"), ("AI_AGENT", "open platform")]
        }
        AiField::Channel => labels::CHANNELS,
        AiField::Reason => labels::REASONS,
        AiField::Solved => &[("1", "confirmed as solved"), ("2", "assumed resolved"), ("3", "unsolved")],
        AiField::AnswerKind => &[
            ("1", "direct answer"),
            ("2", "questions, articles, files, web pages"),
            ("3", "task workflow"),
            ("4", "composed answer"),
        ],
        AiField::Emotion => &[("POSITIVE", "satisfied"), ("NEGATIVE", "unsatisfied")],
        AiField::SecondRating => &[("5", "satisfied"), ("1", "unsatisfied")],
        AiField::Liked => &[("1", "liked"), ("2", "disliked"), ("3", "neither")],
        AiField::Score => &[
            ("10", "10, good"),
            ("9", "9, good"),
            ("8", "8, neutral"),
            ("7", "7, neutral"),
            ("6", "6, bad"),
            ("5", "5, bad"),
            ("4", "4, bad"),
            ("3", "3, bad"),
            ("2", "2, bad"),
            ("1", "1, bad"),
            ("0", "0, bad"),
        ],
        AiField::Stars => &[
            ("5", "5 stars, good"),
            ("4", "4 stars, neutral"),
            ("3", "3 stars, neutral"),
            ("2", "2 stars, bad"),
            // The document's table says two stars here too.
            ("1", "1 star, bad"),
        ],
        AiField::Robot
        | AiField::Entrance
        | AiField::RatingLabel
        | AiField::DislikeLabel
        | AiField::Audience
        | AiField::Session
        | AiField::Conversation => &[],
    };
    table.iter().map(|(key, label)| Choice { key: (*key).to_owned(), label: (*label).to_owned() }).collect()
}

/// What a list of the tenant is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    Field(AiField),
    Zones,
}

/// A list that the tenant has of its own.
pub(super) struct List {
    pub(super) of: Use,
    pub(super) verb: Verb,
    pub(super) path: &'static str,
    /// What it is called in an error.
    pub(super) what: ListName,
    /// Where its keys may stand, best first.
    keys: &'static [&'static str],
    /// Where its labels may stand, best first.
    labels: &'static [&'static str],
}

/// All of them, in the order in which they are asked for.
pub(super) const LISTS: [List; 6] = [
    List {
        of: Use::Field(AiField::Robot),
        verb: Verb::Get,
        path: ROBOTS_PATH,
        what: ListName::Robots,
        keys: &["kbid"],
        labels: &["robot_name"],
    },
    // Its documented example is a copy of the list of robots. The keys are those that the records have; failing them,
    // what is there.
    List {
        of: Use::Field(AiField::Entrance),
        verb: Verb::Post,
        path: ENTRANCES_PATH,
        what: ListName::Entrances,
        keys: &["channel_flag_plus", "channel_flag", "source", "id", "kbid"],
        labels: &["channel_flag_name", "channel_name", "source_name", "name", "robot_name"],
    },
    List {
        of: Use::Zones,
        verb: Verb::Get,
        path: ZONES_PATH,
        what: ListName::Zones,
        keys: &["timezoneid"],
        labels: &["timezone_value", "timezone"],
    },
    List {
        of: Use::Field(AiField::RatingLabel),
        verb: Verb::Get,
        path: RATING_LABELS_PATH,
        what: ListName::RatingLabels,
        keys: &["id"],
        labels: &["name", "raw_name"],
    },
    List {
        of: Use::Field(AiField::DislikeLabel),
        verb: Verb::Get,
        path: DISLIKE_LABELS_PATH,
        what: ListName::DislikeLabels,
        keys: &["id"],
        labels: &["name"],
    },
    List {
        of: Use::Field(AiField::Audience),
        verb: Verb::Get,
        path: AUDIENCES_PATH,
        what: ListName::Audiences,
        keys: &["ruleid"],
        labels: &["rule_title", "rule_name"],
    },
];

/// What can be chosen from.
pub(super) struct Choices {
    pub(super) choices: Vec<Choice>,
    /// What was left out of them.
    pub(super) left_out: Option<Problem>,
}

impl List {
    /// Reads an answer. An empty list is one; rows of which none can be read are not.
    pub(super) fn read(&self, mut answer: Map<String, Value>, cut: &LeftOut, place: &str) -> Result<Choices> {
        let wrong = |what: Asked| Error::new(ErrorKind::Answer, what);
        let data = answer.remove("data");
        let mut rows = listed::rows(data).ok_or_else(|| wrong(Asked::NoList(place.to_owned())))?;
        if self.of == Use::Zones {
            sort::by_key(&mut rows, |row| !is_set(row, "main_timezone_flag"));
        }
        let sent = rows.len();
        rows.retain(|row| !is_set(row, "is_del"));
        let gone = sent - rows.len();
        let mut known = BTreeSet::new();
        let choices: Vec<Choice> = rows.iter().filter_map(|row| self.choice(row)).collect();
        if choices.is_empty() && sent > gone {
            return Err(wrong(Asked::NoKeys(place.to_owned(), self.keys.join(" or "))));
        }
        let mut choices: Vec<Choice> =
            choices.into_iter().filter(|choice| known.insert(choice.key.clone())).take(caps::CHOICES + 1).collect();
        let is_cut = choices.len() > caps::CHOICES || cut.sent("data").is_some();
        choices.truncate(caps::CHOICES);
        let sent = cut.sent("data").unwrap_or(sent as u64);
        let left_out = is_cut.then(|| Asked::Listed(place.to_owned(), sent, choices.len()).into());
        Ok(Choices { choices, left_out })
    }

    fn choice(&self, row: &Map<String, Value>) -> Option<Choice> {
        let first = |keys: &[&str]| keys.iter().find_map(|key| text(row, key));
        let key = match (text(row, "channel_flag_plus"), text(row, "source"), text(row, "channel_flag")) {
            // The records join the two with a bar, and so does the filter.
            (None, Some(source), Some(flag)) if self.of == Use::Field(AiField::Entrance) => format!("{source}_{flag}"),
            _ => first(self.keys)?,
        };
        let label = first(self.labels).unwrap_or_else(|| key.clone());
        Some(Choice { key, label })
    }
}

fn text(row: &Map<String, Value>, key: &str) -> Option<String> {
    Loose::field(row, key).text().ok().flatten()
}

fn is_set(row: &Map<String, Value>, key: &str) -> bool {
    Loose::field(row, key).flag() == Ok(Some(true))
}

/// Every label of such a choice.
pub(super) fn words() -> impl Iterator<Item = String> {
    AiField::ALL.into_iter().flat_map(fixed).map(|choice| choice.label)
}
