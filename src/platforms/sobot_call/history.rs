//! What an agent did: the states of a day (Data Service API, "Query Agent Work Status Logs").

use chrono::{DateTime, NaiveDateTime};
use chrono_tz::Tz;
use serde_json::{Map, Value, json};

use super::calls::PAGE_ROWS;
use super::codes;
use crate::model::day::{Shown, shown};
use crate::model::{AgentId, Stamp, State, StateSpan};
use crate::platforms::DaySpan;
use crate::platforms::lenient::Loose;

/// Behind and ahead of UTC there are clocks by so many hours, and by no more.
const FARTHEST: (i64, i64) = (-12, 14);

/// The times are on a wall whose zone no document tells: the header `timezoneid` is not in this endpoint's table. So
/// the day is asked for on every wall there is, and cut out of the answer by its milliseconds.
pub(super) fn request(day: DaySpan, agent: &AgentId, page: u32) -> Value {
    let wall = |at: Stamp, hours: i64| {
        let moment = DateTime::from_timestamp_millis(at.plus(hours * 3_600_000).ms()).unwrap_or_default();
        moment.format("%Y-%m-%d %H:%M").to_string()
    };
    json!({
        "startTime": wall(day.from, FARTHEST.0),
        // The minute named is the last one.
        "endTime": wall(day.to.plus(-1), FARTHEST.1),
        "agent": [agent.as_str()],
        "agentType": 1,
        "pageNum": page,
        "pageSize": PAGE_ROWS,
    })
}

/// How to read the times of an answer that are only written, not counted.
#[derive(Clone, Copy)]
pub(super) enum Wall {
    /// So many ms ahead of UTC, as rows that tell both show.
    Ahead(i64),
    /// No row shows it: as the request's header asked.
    Asked(Tz),
}

impl Wall {
    /// The wall on which the times of these rows are written.
    pub(super) fn of(rows: &[Map<String, Value>], asked: Tz) -> Self {
        const QUARTER: i64 = 900_000;
        let ahead = |row: &Map<String, Value>, ms: &str, text: &str| {
            let told = Loose::field(row, ms).stamp().ok().flatten()?;
            let written = written(&Loose::field(row, text).text().ok().flatten()?)?.and_utc();
            // The text has no seconds, and zones are whole quarters of an hour apart.
            let off = Stamp(written.timestamp_millis()).since(Stamp(told.ms().div_euclid(60_000) * 60_000));
            Some((off + QUARTER / 2).div_euclid(QUARTER) * QUARTER)
        };
        rows.iter()
            .find_map(|row| ahead(row, "startTimeMs", "startTime").or_else(|| ahead(row, "endTimeMs", "endTime")))
            .map_or(Self::Asked(asked), Self::Ahead)
    }

    fn moment(self, text: &str) -> Option<Stamp> {
        let wall = written(text)?;
        match self {
            Self::Ahead(off) => Some(Stamp(wall.and_utc().timestamp_millis()).plus(-off)),
            Self::Asked(zone) => at(wall, zone),
        }
    }
}

/// One row; `None` where it has no beginning.
pub(super) fn span(fields: &Map<String, Value>, wall: Wall) -> Option<StateSpan> {
    let moment = |ms: &str, written: &str| {
        let told = Loose::field(fields, ms).stamp().ok().flatten();
        told.or_else(|| wall.moment(&Loose::field(fields, written).text().ok().flatten()?))
    };
    let from = moment("startTimeMs", "startTime")?;
    let lasted = Loose::field(fields, "duration").number().ok().flatten().filter(|seconds| *seconds > 0.0);
    let to = moment("endTimeMs", "endTime").or_else(|| lasted.map(|seconds| from.plus((seconds * 1000.0) as i64)));
    let code = |key: &str| Loose::field(fields, key).code().ok().flatten();
    let state = State::of(code("loginStatus").map(codes::login), code("workStatus").map(codes::work));
    let reason = code("noReadyStatus").filter(|_| state == State::Busy).map(codes::reason);
    Some(StateSpan { state, reason, from, to })
}

/// `2022-07-07 01 : 00`, blanks anywhere, seconds or none.
fn written(written: &str) -> Option<NaiveDateTime> {
    let (date, time) = written.trim().split_once(' ')?;
    let time: String = time.chars().filter(|c| !c.is_whitespace()).collect();
    let text = format!("{date} {time}");
    ["%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"]
        .into_iter()
        .find_map(|pattern| NaiveDateTime::parse_from_str(&text, pattern).ok())
}

/// A moment on the wall of `zone`: the earlier of two, and where the clocks jumped over it, the first after.
pub(super) fn at(wall: NaiveDateTime, zone: Tz) -> Option<Stamp> {
    shown(wall, zone).map(Shown::first)
}
