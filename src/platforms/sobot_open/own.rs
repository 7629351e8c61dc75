//! Sessions that bot probes began, ours and those of other boards: they are left out of every figure of AI sessions.
//!
//! A record tells them by its visitor's id. The vendor's counts have them in, and it has no filter for visitors; so each
//! count is asked for a second time among the sessions that can be a probe's at all, those that the open platform began
//! with a bot that is probed, and what is found there by its visitor is taken off. Without a probe nothing is asked twice.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::{Map, Value, json};

use super::settings::MAX_PAGE_SIZE;

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
    counts: Mutex<BTreeMap<String, u64>>,
}

impl Own {
    pub(super) fn new(robots: &[String]) -> Self {
        let robots = robots.iter().map(|robot| robot.trim().to_owned()).filter(|robot| !robot.is_empty());
        Self { robots: Mutex::new(robots.collect()), counts: Mutex::default() }
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

    pub(super) fn count_of(&self, question: &Map<String, Value>) -> Option<u64> {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        counts.get(&name(question)).copied()
    }

    pub(super) fn keep(&self, question: &Map<String, Value>, count: u64) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() >= COUNTS {
            counts.clear();
        }
        counts.insert(name(question), count);
    }
}

fn name(question: &Map<String, Value>) -> String {
    Value::Object(question.clone()).to_string()
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
