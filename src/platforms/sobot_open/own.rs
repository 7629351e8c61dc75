//! Sessions that bot probes began, ours and those of other boards: they are left out of every figure of AI sessions.
//!
//! A record tells them by its visitor's id. The vendor's counts have them in, and it has no filter for visitors; so each
//! count is asked for a second time among the sessions that can be a probe's at all, those that the open platform began
//! with a bot that is probed, and what is found there by its visitor is taken off. What follows from what is known already
//! is not asked: where a probe has no session in the whole, it has none in a part of it, and the sessions that were found in
//! the whole tell by themselves which filters let them through. Without a probe nothing is asked twice.

use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use litemap::LiteMap;
use serde_json::{Map, Value, json};

use super::settings::MAX_PAGE_SIZE;
use crate::model::sort;
use crate::platforms::lenient::Loose;

/// So many bots are taken for probed ones.
const ROBOTS: usize = 64;
/// So many counts are remembered.
const COUNTS: usize = 256;
/// `biz_type` of sessions that the open platform began.
const BUSINESS: &str = "AI_AGENT";

/// Which sessions can be those of probes.
pub(super) struct Own {
    /// Bots that are probed: those of the settings, and those whose records showed it.
    robots: Mutex<BTreeSet<String>>,
    /// How many there were when it was counted last, by the question without its page.
    counts: Mutex<Vec<(Map<String, Value>, u64)>>,
    /// The sessions of the last question that was about all of a day, and that question.
    whole: Mutex<Option<Whole>>,
}

/// Filters, and the field of a record that tells of each.
const TOLD: [(&str, &str); 8] = [
    ("robotid", "robot_flag"),
    ("source", "source"),
    ("robot_types", "robot_type"),
    ("test", "test"),
    ("robot_consult", "robot_consult"),
    ("robot_valid", "robot_valid"),
    ("trigger2_human", "trigger2_human"),
    ("transfer2_human", "transfer2_human"),
];

/// A question about all of a day, and what it brought.
type Whole = (Map<String, Value>, Vec<Found>);

/// A session of a probe: what its record tells, by the filter that it is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Found(LiteMap<&'static str, String>);

impl Found {
    pub(super) fn of(row: &Map<String, Value>) -> Self {
        let told = |(filter, field): (&'static str, &str)| {
            let value = match row.get(field)? {
                Value::Bool(flag) => u8::from(*flag).to_string(),
                _ => Loose::field(row, field).text().ok().flatten()?,
            };
            Some((filter, value))
        };
        Self(sort::map(TOLD.into_iter().filter_map(told)))
    }

    pub(super) fn robot(&self) -> Option<&str> {
        self.0.get("robotid").map(String::as_str)
    }

    /// Whether a filter lets it through; `None` where its record does not tell.
    fn passes(&self, filter: &str, wished: &Value) -> Option<bool> {
        let wished = keys(wished);
        if wished.is_empty() {
            return Some(true);
        }
        self.0.get(filter).map(|value| wished.contains(value))
    }

    /// Whether it can change no more.
    fn is_over(&self) -> bool {
        self.0.get("robot_consult").is_some_and(|value| value == "1")
    }
}

impl Own {
    pub(super) fn new(robots: &[String]) -> Self {
        let robots = robots.iter().map(|robot| robot.trim().to_owned()).filter(|robot| !robot.is_empty());
        Self { robots: Mutex::new(robots.collect()), counts: Mutex::default(), whole: Mutex::default() }
    }

    fn robots(&self) -> MutexGuard<'_, BTreeSet<String>> {
        self.robots.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether any bot is probed, as far as is known.
    pub(super) fn is_any(&self) -> bool {
        !self.robots().is_empty()
    }

    /// A record showed that these bots are probed, by whomever.
    pub(super) fn learn(&self, seen: Vec<String>) {
        let mut robots = self.robots();
        for robot in seen {
            if robots.len() < ROBOTS {
                robots.insert(robot);
            }
        }
    }

    /// The same question about those that can be a probe's; `None` where none can be.
    pub(super) fn among(&self, body: &Value) -> Option<Map<String, Value>> {
        let Value::Object(body) = body else { return None };
        let mut body = body.clone();
        let robots = self.robots();
        let asked = body.get("robotid").map(keys).filter(|keys| !keys.is_empty());
        let robots: Vec<&str> = robots
            .iter()
            .map(String::as_str)
            .filter(|robot| asked.as_ref().is_none_or(|asked| asked.iter().any(|key| key == robot)))
            .collect();
        let business = body.get("biz_type").map(keys).filter(|keys| !keys.is_empty());
        if robots.is_empty() || business.is_some_and(|keys| !keys.iter().any(|key| key == BUSINESS)) {
            return None;
        }
        body.insert("robotid".to_owned(), json!(robots.join(",")));
        body.insert("biz_type".to_owned(), json!(BUSINESS));
        body.insert("page_size".to_owned(), json!(MAX_PAGE_SIZE));
        body.remove("page_no");
        Some(body)
    }

    fn counts(&self) -> MutexGuard<'_, Vec<(Map<String, Value>, u64)>> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn whole(&self) -> MutexGuard<'_, Option<Whole>> {
        self.whole.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn count_of(&self, question: &Map<String, Value>) -> Option<u64> {
        self.counts().iter().find(|(known, _)| known == question).map(|(_, count)| *count)
    }

    pub(super) fn keep(&self, question: &Map<String, Value>, count: u64) {
        let mut counts = self.counts();
        if let Some((_, known)) = counts.iter_mut().find(|(known, _)| known == question) {
            *known = count;
            return;
        }
        if counts.len() >= COUNTS {
            counts.clear();
        }
        counts.push((question.clone(), count));
    }

    /// All that a question brought. Those of a question about all of a day tell of its parts.
    pub(super) fn keep_all(&self, question: &Map<String, Value>, found: Vec<Found>) {
        if question.keys().all(|key| WHOLE.contains(&key.as_str())) {
            *self.whole() = Some((question.clone(), found));
        }
    }

    /// How many there are, if that follows from what is known.
    pub(super) fn follows(&self, question: &Map<String, Value>) -> Option<u64> {
        if self.counts().iter().any(|(wider, count)| *count == 0 && wider != question && is_part(question, wider)) {
            return Some(0);
        }
        let whole = self.whole();
        let (wider, found) = whole.as_ref().filter(|(wider, _)| wider != question && is_part(question, wider))?;
        let filters: Vec<(&String, &Value)> =
            question.iter().filter(|(key, _)| *key == "robotid" || !wider.contains_key(*key)).collect();
        // One that goes on may stand otherwise by now; which bot it is with, and where, does not change.
        let changes =
            filters.iter().any(|(key, _)| !matches!(key.as_str(), "robotid" | "source" | "robot_types" | "test"));
        if changes && !found.iter().all(Found::is_over) {
            return None;
        }
        let mut count = 0;
        for one in found {
            let mut passes = true;
            for (filter, wished) in &filters {
                passes &= one.passes(filter, wished)?;
            }
            count += u64::from(passes);
        }
        Some(count)
    }
}

/// What a question about all of a day has.
const WHOLE: [&str; 6] = ["start_time", "end_time", "timeZoneid", "robotid", "biz_type", "page_size"];

/// Whether a question is about a part of what the wider one is about.
fn is_part(question: &Map<String, Value>, wider: &Map<String, Value>) -> bool {
    wider.iter().all(|(key, wide)| match question.get(key) {
        Some(narrow) if key == "robotid" => keys(narrow).iter().all(|robot| keys(wide).contains(robot)),
        narrow => narrow == Some(wide),
    })
}

/// The keys of a filter, however they are written.
fn keys(value: &Value) -> Vec<String> {
    match value {
        Value::Array(values) => values.iter().flat_map(keys).collect(),
        Value::String(text) => text.split(',').map(|key| key.trim().to_owned()).filter(|key| !key.is_empty()).collect(),
        other => vec![other.to_string()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn among(robots: &[&str], body: &Value) -> Option<Value> {
        let robots: Vec<String> = robots.iter().map(|robot| (*robot).to_owned()).collect();
        Own::new(&robots).among(body).map(Value::Object)
    }

    #[test]
    fn what_follows_from_the_whole_is_not_asked() {
        let own = Own::new(&["14".to_owned(), "15".to_owned()]);
        let question = |more: Value| {
            let mut body = json!({"start_time": "d", "end_time": "d", "timeZoneid": "z"});
            body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            own.among(&body).unwrap()
        };
        let (all, web) = (question(json!({})), question(json!({"source": "1"})));
        assert_eq!(own.follows(&web), None, "nothing is known yet");
        let found = |robot: &str, source: i64, over: bool| {
            Found::of(json!({"robot_flag": robot, "source": source, "robot_consult": over}).as_object().unwrap())
        };
        let three = |over| vec![found("14", 1, true), found("14", 4, true), found("15", 1, over)];
        own.keep(&all, 3);
        own.keep_all(&all, three(true));
        assert_eq!(own.follows(&all), None, "the whole is asked for anew");
        assert_eq!(own.follows(&web), Some(2));
        assert_eq!(own.follows(&question(json!({"robotid": "14"}))), Some(2));
        assert_eq!(own.follows(&question(json!({"robotid": "14", "source": "4,9"}))), Some(1));
        let handed = question(json!({"transfer2_human": 1}));
        assert_eq!(own.follows(&handed), None, "a record does not tell it");
        let ended = question(json!({"robot_consult": 1, "robotid": "14,15"}));
        assert_eq!(own.follows(&ended), Some(3));
        own.keep_all(&all, three(false));
        assert_eq!(own.follows(&ended), None, "one goes on, and may be over by now");
        assert_eq!(own.follows(&web), Some(2), "whose channel stays");
        own.keep(&handed, 0);
        assert_eq!(own.follows(&question(json!({"transfer2_human": 1, "source": "1"}))), Some(0), "a part of none");
        assert_eq!(own.follows(&question(json!({"start_time": "e", "source": "1"}))), None, "of another day");
        own.keep_all(&all, vec![Found::of(json!({"robot_flag": "14"}).as_object().unwrap())]);
        assert_eq!(own.follows(&web), None);
    }

    #[test]
    fn a_count_is_asked_for_again_among_those_that_can_be_a_probes_and_not_at_all_where_none_can() {
        let size = MAX_PAGE_SIZE;
        let expected = |robots: &str| json!({"robotid": robots, "biz_type": "AI_AGENT", "page_size": size, "test": 0});
        let body = |robots: Value| json!({"robotid": robots, "page_no": 3, "page_size": 1, "test": 0});
        assert_eq!(among(&["14", "15"], &json!({"test": 0, "page_no": 1})), Some(expected("14,15")));
        assert_eq!(among(&["14", "15"], &body(json!("15, 18"))), Some(expected("15")));
        assert_eq!(among(&["14"], &body(json!("18"))), None);
        assert_eq!(among(&[], &json!({"test": 0})), None, "no bot is probed");
        assert_eq!(among(&["14"], &json!({"biz_type": "TEXT,CALL"})), None);
        assert!(among(&["14"], &json!({"biz_type": "TEXT,AI_AGENT"})).is_some());
    }
}
