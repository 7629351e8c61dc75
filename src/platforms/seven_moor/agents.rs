//! The agents: rows of both reports, joined by the agent.

use std::collections::HashMap;

use serde_json::Map;

use super::report::Report;
use crate::model::{Cell, ChatAgent, ChatTotals, Metric, caps};

/// Columns and rows of several reports as one. A figure that two of them have is one column; the first that knows it
/// says it.
pub(super) fn merge(reports: impl Iterator<Item = Report>) -> (Vec<Metric>, Vec<ChatAgent>) {
    let mut metrics: Vec<Metric> = Vec::new();
    let mut columns: HashMap<String, usize> = HashMap::new();
    let mut agents: Vec<ChatAgent> = Vec::new();
    let mut at: HashMap<String, usize> = HashMap::new();
    for report in reports {
        let places: Vec<usize> = report
            .metrics
            .into_iter()
            .map(|metric| {
                *columns.entry(metric.key.clone()).or_insert_with(|| {
                    metrics.push(metric);
                    metrics.len() - 1
                })
            })
            .collect();
        for row in report.rows {
            let (id, name) = who(&row.subject);
            let index = *at.entry(id.clone()).or_insert_with(|| {
                agents.push(ChatAgent { id, name, ..ChatAgent::default() });
                agents.len() - 1
            });
            let Some(agent) = agents.get_mut(index) else { continue };
            for (place, cell) in places.iter().zip(row.cells) {
                if agent.cells.len() <= *place {
                    agent.cells.resize(*place + 1, Cell::Unknown);
                }
                if let Some(known) = agent.cells.get_mut(*place).filter(|known| **known == Cell::Unknown) {
                    *known = cell;
                }
            }
            let mut extra: Map<_, _> = row.rest;
            if !agent.extra.is_empty() {
                extra.extend(agent.extra.take_map());
            }
            agent.extra = extra.into();
            agent.extra.truncate(caps::FIELDS);
        }
    }
    for agent in &mut agents {
        agent.cells.resize(metrics.len(), Cell::Unknown);
        fill(agent, &metrics, &columns);
    }
    (metrics, agents)
}

/// `别动[6012]` is the name 别动 and the number 6012. A text without a number is both.
fn who(subject: &str) -> (String, Option<String>) {
    let split = subject.strip_suffix([']', '］']).and_then(|rest| rest.rsplit_once(['[', '［']));
    match split.map(|(name, number)| (name.trim(), number.trim())) {
        Some((name, number)) if !number.is_empty() => (number.to_owned(), (!name.is_empty()).then(|| name.to_owned())),
        _ => (subject.to_owned(), Some(subject.to_owned())),
    }
}

/// The figures that have a home of their own. Ratings have none: the tenant's own answers are neither good nor bad, and
/// come as shares.
fn fill(agent: &mut ChatAgent, metrics: &[Metric], columns: &HashMap<String, usize>) {
    let number = |key: &str| agent.cells.get(*columns.get(key)?).and_then(Cell::number);
    let count = |key: &str| number(key).filter(|n| *n >= 0.0 && n.fract() == 0.0).map(|number| number as u64);
    // The key says "invalid", the label and the examples' figures say "valid": the label is believed.
    let invalid = columns.get("invalidCount").and_then(|place| metrics.get(*place));
    let invalid = invalid.is_some_and(|metric| metric.label.contains("无效"));
    let valid = if invalid { None } else { count("invalidCount") };
    let (chats, received) = (count("initCount"), count("replyCount"));
    let first_reply_ms = number("avgFirstResponseNotIncludeLen");
    let reply_ms = number("avgMsgResponseLen");
    let session_ms = number("avgSessionNotIncludeTimeLen");
    *agent = ChatAgent { chats, valid, received, first_reply_ms, reply_ms, session_ms, ..std::mem::take(agent) };
}

/// Sums over the agents: the sessions each of them received, so that one that was passed on counts with both, as on any
/// vendor's list of agents.
pub(super) fn totals(agents: &[ChatAgent]) -> ChatTotals {
    ChatTotals::of(agents)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_agent_is_a_name_and_a_number() {
        for (subject, id, name) in [
            ("别动[6012]", "6012", Some("别动")),
            ("6014[6014]", "6014", Some("6014")),
            ("a[b] [ 8001 ]", "8001", Some("a[b]")),
            ("在线客服[8029]", "8029", Some("在线客服")),
            ("张三［8031］", "8031", Some("张三")),
            ("[8030]", "8030", None),
            ("nobody[]", "nobody[]", Some("nobody[]")),
            ("6012", "6012", Some("6012")),
            ("a]", "a]", Some("a]")),
        ] {
            assert_eq!(who(subject), (id.to_owned(), name.map(str::to_owned)), "{subject}");
        }
    }
}
