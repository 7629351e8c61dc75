//! The log of agents' states, oldest first.
//!
//! A row is a state from its beginning to its end, also where one of the two lies outside the times asked for. Only
//! where yesterday is asked for as well are today's first states cut at midnight, so that rows never overlap. The
//! end of a state that goes on is the present.

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use chrono::NaiveDateTime;
use chrono_tz::Tz;
use serde_json::{Value, json};

use crate::model::sort;
use crate::sim::agent::Agent;
use crate::sim::ledger::{self, Span};
use crate::sim::random::{hex32, mix};
use crate::sim::world::World;
use crate::sim::zone::{self, MINUTE};

use super::lookup::{Body, Refused, admit_agent, answer, zone_of};
use super::shared::Shared;

/// `POST …/agent-histories/_search`.
pub(super) async fn search(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Response {
    answer_search(&shared, &headers, &body).unwrap_or_else(Refused::into_response)
}

/// A state with its end.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    from: i64,
    agent: u32,
    to: i64,
    work: u8,
    login: u8,
    reason: u8,
}

fn answer_search(shared: &Shared, headers: &HeaderMap, body: &Bytes) -> Result<Response, Refused> {
    admit_agent(shared, &shared.desk(), headers)?;
    let body = Body::read(body)?;
    // The table of this endpoint has no `timezoneid`.
    let zone = if shared.options.strict { chrono_tz::Asia::Singapore } else { zone_of(headers) };
    let from = moment(&body.required("startTime")?, "startTime", zone)?;
    // The minute named is the last one.
    let to = moment(&body.required("endTime")?, "endTime", zone)? + MINUTE;
    if from >= to {
        return Err(Refused::bad("startTime cannot be greater than endTime"));
    }
    let page = body.page("pageNum")?;
    let by_uuid = match body.number("agentType")? {
        None | Some(0) => false,
        Some(1) => true,
        Some(other) => return Err(Refused::bad(format!("agentType must be 0 or 1, not {other}"))),
    };
    let (agents, departments) = (body.list("agent"), body.list("departmentId"));
    let (work, login, reasons) = (body.list("workStatus"), body.list("loginStatus"), body.list("noReadyStatus"));
    let has = |wanted: &[String], value: u8| wanted.is_empty() || wanted.contains(&value.to_string());

    let desk = shared.desk_with_past(from);
    let world = &desk.world;
    let mut rows = Vec::new();
    for (agent, index) in world.crew.agents.iter().zip(0..) {
        let id = if by_uuid { agent.uuid.clone() } else { agent.number.to_string() };
        let department = world.crew.departments.get(agent.department).map_or("", |department| &department.id);
        if (agents.is_empty() || agents.contains(&id))
            && (departments.is_empty() || departments.iter().any(|id| id == department))
        {
            rows.extend(
                states(world, index, from, to)
                    .filter(|row| has(&work, row.work) && has(&login, row.login) && has(&reasons, row.reason)),
            );
        }
    }
    sort::by(&mut rows, Ord::cmp);
    let total = rows.len();
    let list: Vec<Value> = page
        .of(rows)
        .filter_map(|row| Some(written(world, world.crew.agents.get(row.agent as usize)?, row, zone)))
        .collect();
    let data = json!({"currPage": page.number, "pageSize": page.size, "total": total, "pageData": list});
    Ok(answer("AgentHistory", &data))
}

/// An agent's states that touch `from..to`, oldest first.
fn states(world: &World, agent: u32, from: i64, to: i64) -> impl Iterator<Item = Row> {
    let cut = from < world.ledger.today.midnight && world.ledger.yesterday.is_some();
    let now = world.now();
    let days = world.ledger.days().filter(move |day| cut || day.midnight == world.ledger.today.midnight);
    days.flat_map(move |day| {
        let end = day.over.unwrap_or(now);
        let start = if cut { day.midnight } else { i64::MIN };
        let spans = day.spans.get(agent as usize).map(Vec::as_slice).unwrap_or_default();
        let ends = spans.iter().skip(1).map(|next| next.from).chain([end]);
        spans.iter().zip(ends).map(move |(span, to)| {
            let Span { from, work, login, reason } = *span;
            Row { from: from.max(start), agent, to, work, login, reason }
        })
    })
    .filter(move |row| row.from < to && row.to > from)
}

fn written(world: &World, agent: &Agent, row: Row, zone: Tz) -> Value {
    let id = hex32(mix(row.from as u64 ^ mix(u64::from(row.agent))));
    json!({
        "id": format!(" {id} "),
        "companyId": format!(" {} ", world.crew.company),
        "agentUUID": agent.padded,
        "agentID": agent.number.to_string(),
        "agentName": agent.name,
        "agentType": 1,
        "thisDN": agent.extension,
        "startTime": zone::written(zone, row.from, "%Y-%m-%d %H:%M"),
        "endTime": zone::written(zone, row.to, "%Y-%m-%d %H:%M"),
        "startTimeMs": row.from,
        "endTimeMs": row.to,
        "duration": ledger::seconds(row.from, row.to).to_string(),
        "loginStatus": row.login,
        "noReadyStatus": row.reason,
        "workStatus": row.work,
    })
}

/// A time written as `yyyy-MM-dd HH:mm`, with or without blanks around the colon as the examples have them.
fn moment(text: &str, key: &str, zone: Tz) -> Result<i64, Refused> {
    let tight = text.replace(" :", ":").replace(": ", ":");
    NaiveDateTime::parse_from_str(&tight, "%Y-%m-%d %H:%M")
        .map(|wall| zone::moment(zone, wall))
        .map_err(|_| Refused::bad(format!("{key} must be yyyy-MM-dd HH:mm, not {text}")))
}
