//! The snapshot's agents as CSV, one row each.

use litemap::LiteMap;

use serde_json::Value;

use super::json::word;
use super::page::{Page, moment};
use crate::commands::Failure;
use crate::model::{Agent, BusyReason, LoginState, WorkState};
use crate::ui::text::for_spreadsheet;

/// The columns, in order.
const COLUMNS: [&str; 19] = [
    "id",
    "number",
    "name",
    "login",
    "work",
    "reason",
    "work_since",
    "login_since",
    "phone",
    "extension",
    "call",
    "customer",
    "agent_answers",
    "agent_misses",
    "dialled",
    "connected",
    "work_since_at_least",
    "login_since_at_least",
    "contradictory",
];

/// Header and rows. Unknown is an empty cell.
/// A reason for being busy goes by the tenant's own name, where `reasons` has one.
pub(super) fn rows(page: &Page<'_>, reasons: &LiteMap<BusyReason, String>) -> Result<String, Failure> {
    let failed = |error: ::csv::Error| Failure::Other(format!("the CSV could not be written: {error}"));
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS).map_err(failed)?;
    for agent in page.board.agents() {
        writer.write_record(row(page, agent, reasons)).map_err(failed)?;
    }
    let bytes = writer.into_inner().map_err(|error| Failure::Other(error.to_string()))?;
    String::from_utf8(bytes).map_err(|error| Failure::Other(error.to_string()))
}

fn row(page: &Page<'_>, agent: &Agent, reasons: &LiteMap<BusyReason, String>) -> [String; 19] {
    let named = agent.reason.and_then(|reason| reasons.get(&reason)).map(|name| for_spreadsheet(name));
    let text = |text: Option<&str>| text.map(for_spreadsheet).unwrap_or_default();
    let count = |count: Option<u64>| count.map(|count| count.to_string()).unwrap_or_default();
    let at = |at| Option::and_then(at, |at| moment(page, at)).unwrap_or_default();
    [
        for_spreadsheet(agent.id.as_str()),
        text(agent.number.as_deref()),
        text(agent.name.as_deref()),
        plain(&word(agent.login, &LoginState::Undefined)),
        plain(&word(agent.work, &WorkState::Unknown)),
        named.unwrap_or_else(|| plain(&word(agent.reason, &BusyReason::Unknown))),
        at(agent.work_since),
        at(agent.login_since),
        agent.phone.map(|phone| phone.to_string()).unwrap_or_default(),
        text(agent.extension.as_deref()),
        agent.call.map(|call| call.to_string()).unwrap_or_default(),
        for_spreadsheet(&agent.customer.shown().unwrap_or_default()),
        count(agent.answered),
        count(agent.missed),
        count(agent.dialled),
        count(agent.connected),
        agent.at_least.work.to_string(),
        agent.at_least.login.to_string(),
        if agent.connected.zip(agent.dialled).is_some_and(|(connected, dialled)| connected > dialled) {
            "connected > dialled".to_owned()
        } else {
            String::new()
        },
    ]
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
