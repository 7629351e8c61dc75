//! What an agent did: the states of a day (Data Service API, "Query Agent Work Status Logs").

use chrono::NaiveDateTime;
use chrono_tz::Tz;
use serde_json::{Map, Value, json};

use super::calls::PAGE_ROWS;
use super::codes;
use crate::model::day::{Shown, shown};
use crate::model::{AgentId, Stamp, State, StateSpan};
use crate::vendor::DaySpan;
use crate::vendor::lenient::Loose;

pub(super) fn request(day: DaySpan, agent: &AgentId, page: u32) -> Value {
    let date = day.date.format("%Y-%m-%d");
    json!({
        "startTime": format!("{date} 00:00"),
        "endTime": format!("{date} 23:59"),
        "agent": [agent.as_str()],
        "agentType": 1,
        "pageNum": page,
        "pageSize": PAGE_ROWS,
    })
}

/// One row, cut to `day`; `None` where it has no beginning or lies outside.
pub(super) fn span(fields: &Map<String, Value>, day: DaySpan, zone: Tz) -> Option<StateSpan> {
    let moment = |ms: &str, written: &str| {
        let told = Loose::field(fields, ms).stamp().ok().flatten();
        told.or_else(|| local(&Loose::field(fields, written).text().ok().flatten()?, zone))
    };
    let from = moment("startTimeMs", "startTime")?;
    let lasted = Loose::field(fields, "duration").number().ok().flatten().filter(|seconds| *seconds > 0.0);
    let to = moment("endTimeMs", "endTime").or_else(|| lasted.map(|seconds| from.plus((seconds * 1000.0) as i64)));
    if from >= day.to || to.is_some_and(|to| to <= day.from) {
        return None;
    }
    let code = |key: &str| Loose::field(fields, key).code().ok().flatten();
    let state = State::of(code("loginStatus").map(codes::login), code("workStatus").map(codes::work));
    let reason = code("noReadyStatus").filter(|_| state == State::Busy).map(codes::reason);
    Some(StateSpan { state, reason, from: from.max(day.from), to: to.map(|to| to.min(day.to)) })
}

/// `2022-07-07 01 : 00`, blanks anywhere, seconds or none.
fn local(written: &str, zone: Tz) -> Option<Stamp> {
    let (date, time) = written.trim().split_once(' ')?;
    let time: String = time.chars().filter(|c| !c.is_whitespace()).collect();
    let text = format!("{date} {time}");
    let parsed = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"]
        .into_iter()
        .find_map(|pattern| NaiveDateTime::parse_from_str(&text, pattern).ok())?;
    at(parsed, zone)
}

/// A moment on the wall of `zone`: the earlier of two, and where the clocks jumped over it, the first after.
pub(super) fn at(wall: NaiveDateTime, zone: Tz) -> Option<Stamp> {
    shown(wall, zone).map(Shown::first)
}
