//! Records of calls: the main list, one call's parties, both together, and the recordings.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde_json::json;

use crate::model::sort;
use crate::sim::codes;
use crate::sim::ledger::{Leg, Talk};
use crate::sim::record;
use crate::sim::world::World;

use super::lookup::{Body, Refused, admit, admit_agent, answer};
use super::shared::Shared;

/// `POST …/maincdrs/_search`: finished calls by the time at which they began, newest first.
pub(super) async fn calls(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Response {
    answer_calls(&shared, &headers, &body).unwrap_or_else(Refused::into_response)
}

fn answer_calls(shared: &Shared, headers: &HeaderMap, body: &Bytes) -> Result<Response, Refused> {
    admit(shared, &shared.desk(), headers)?;
    let body = Body::read(body)?;
    let filter = Filter::read(&body, shared.options.strict)?;
    let (from, to) = (body.required_number("startTime")?, body.required_number("endTime")?);
    if from > to {
        return Err(Refused::bad("startTime cannot be greater than endTime"));
    }
    let page = body.page("pageNum")?;
    let desk = shared.desk_with_past(from);
    let world = &desk.world;
    let found: Vec<&Talk> = world
        .ledger
        .days()
        .rev()
        .flat_map(|day| day.between(from, to.saturating_add(1)).iter().rev())
        .filter(|talk| talk.recorded(world.now()) && filter.passes(world, talk))
        .collect();
    let total = found.len();
    let list: Vec<_> = page.of(found).map(|talk| record::main(world, talk, filter.hidden)).collect();
    let data = json!({"currPage": page.number, "pageSize": page.size, "total": total, "list": list});
    Ok(answer("MainCDRInfo", &data))
}

/// `GET …/maincdrs/{callID}/partycdrs`.
pub(super) async fn parties(State(shared): State<Arc<Shared>>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    let desk = shared.desk();
    if let Err(refused) = admit(&shared, &desk, &headers) {
        return refused.into_response();
    }
    match record::with_id(&desk.world, &id) {
        Some(talk) => answer("PartyCDRInfo", &json!({"list": record::parties(&desk.world, talk, false)})),
        None => unknown(&id).into_response(),
    }
}

/// `POST …/cdrs/_search`: one call with its parties.
pub(super) async fn whole(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Response {
    answer_whole(&shared, &headers, &body).unwrap_or_else(Refused::into_response)
}

fn answer_whole(shared: &Shared, headers: &HeaderMap, body: &Bytes) -> Result<Response, Refused> {
    let desk = shared.desk();
    admit(shared, &desk, headers)?;
    let body = Body::read(body)?;
    let id = body.required("callID")?;
    let hidden = body.number("hideNumber")? == Some(1);
    let talk = record::with_id(&desk.world, &id).ok_or_else(|| unknown(&id))?;
    Ok(answer("JSONObject", &json!({"list": [record::whole(&desk.world, talk, hidden)]})))
}

fn unknown(id: &str) -> Refused {
    Refused::unknown(format!("no call with the id {}", id.trim()))
}

/// `GET …/cc-audios/recordings/{id}`: silence, about as long as the talk but no longer than ten seconds.
pub(super) async fn recording(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    let desk = shared.desk();
    if let Err(refused) = admit_agent(&shared, &desk, &headers) {
        return refused.into_response();
    }
    let talk = record::with_recording(&desk.world, &id);
    match talk {
        Some(talk) => ([(header::CONTENT_TYPE, "audio/mpeg")], silence(talk.talk())).into_response(),
        None => Refused::unknown(format!("no recording with the id {}", id.trim())).into_response(),
    }
}

/// So many seconds of MP3, one to ten: frames of MPEG-1 layer III, 32 kbit/s, 48 kHz, mono, with nothing in them.
fn silence(seconds: i64) -> Vec<u8> {
    const HEADER: [u8; 4] = [0xFF, 0xFB, 0x14, 0xC4];
    // 144 × 32,000 / 48,000; a frame lasts 24 ms.
    const FRAME: usize = 96;
    let frames = (seconds.clamp(1, 10) * 1000 / 24) as usize;
    let mut frame = HEADER.to_vec();
    frame.resize(FRAME, 0);
    frame.repeat(frames)
}

/// The filters of the main list. One that is not sent lets everything through.
struct Filter {
    hidden: bool,
    id: Option<String>,
    agent: Option<String>,
    operator: Option<String>,
    by_uuid: bool,
    customer: Option<String>,
    relay: Option<String>,
    dial: Option<String>,
    attached: Option<String>,
    department: Option<String>,
    kind: Option<i64>,
    result: Option<i64>,
    side: Option<i64>,
    transfers: Option<i64>,
    inquiries: Option<i64>,
    agents: Option<i64>,
}

impl Filter {
    fn read(body: &Body, strict: bool) -> Result<Self, Refused> {
        let by_uuid = match body.number("agentType")? {
            None | Some(0) => false,
            Some(1) => true,
            Some(other) => return Err(Refused::bad(format!("agentType must be 0 or 1, not {other}"))),
        };
        Ok(Self {
            hidden: body.number("hideNumber")? == Some(1),
            id: body.text("callID"),
            agent: body.text("agent"),
            // What the parameter does is not documented. The narrowest reading is that an operator sees calls of their own.
            operator: body.text("operator").filter(|_| strict),
            by_uuid,
            customer: body.text("customerNumber"),
            relay: body.text("gatewayNumber"),
            dial: body.text("mainDialType"),
            attached: body.text("attachedData"),
            department: body.text("departmentId"),
            kind: body.number("callType")?,
            result: body.number("callResult")?,
            side: body.number("hangupDisposition")?,
            transfers: body.number("transferCount")?,
            inquiries: body.number("consultCount")?,
            agents: body.number("agentCount")?,
        })
    }

    fn passes(&self, world: &World, talk: &Talk) -> bool {
        let number = |wanted: Option<i64>, actual: i64| wanted.is_none_or(|wanted| wanted == actual);
        // 1 is none, 2 is some.
        let some = |count: usize| 1 + i64::from(count > 0);
        let text = |wanted: &Option<String>, actual: &dyn Fn() -> String| {
            wanted.as_ref().is_none_or(|wanted| *wanted == actual())
        };
        let dial = match talk.kind {
            codes::CALL_INBOUND => "Inbound",
            codes::CALL_OUTBOUND => "RegularMakeCall",
            _ => "Internal",
        };
        number(self.kind, talk.kind)
            && number(self.result, talk.result())
            && number(self.side, talk.side)
            && number(self.transfers, some(talk.transfers()))
            && number(self.inquiries, some(talk.inquiries()))
            && number(self.agents, (handlers(talk) as i64 + 1).min(3))
            && text(&self.customer, &|| talk.customer.to_string())
            && text(&self.relay, &|| record::relay(talk).to_owned())
            && text(&self.dial, &|| dial.to_owned())
            && text(&self.id, &|| record::call_id(talk))
            && [&self.agent, &self.operator]
                .into_iter()
                .flatten()
                .all(|agent| talk.legs.iter().any(|leg| self.is(world, leg, agent)))
            && self.department.as_ref().is_none_or(|id| talk.legs.iter().any(|leg| belongs(world, leg, id)))
            && self.attached.as_ref().is_none_or(|wanted| record::attached(talk).to_string().contains(wanted))
    }

    fn is(&self, world: &World, leg: &Leg, agent: &str) -> bool {
        world
            .crew
            .agents
            .get(leg.agent as usize)
            .is_some_and(|known| if self.by_uuid { known.uuid == agent } else { known.number.to_string() == agent })
    }
}

/// How many agents handled it: one to whom it came back is one.
fn handlers(talk: &Talk) -> usize {
    sort::set(talk.handled().map(|leg| leg.agent)).len()
}

fn belongs(world: &World, leg: &Leg, department: &str) -> bool {
    let agent = world.crew.agents.get(leg.agent as usize);
    let known = agent.and_then(|agent| world.crew.departments.get(agent.department));
    known.is_some_and(|known| known.id == department)
}
