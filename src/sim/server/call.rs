//! The call family: the company's token, the stream and its snapshot.

use std::collections::HashMap;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{ConnectInfo, Query as Parameters, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::{Json, http::HeaderValue};
use bytes::Bytes;
use serde_json::{Value, json};
use tokio::sync::mpsc;

use crate::sim::AuthScheme;
use crate::sim::agent::Agent;
use crate::sim::faults::Fault;
use crate::sim::query::Query;
use crate::sim::signature::signature;
use crate::sim::wire::Full;
use crate::sim::world::within;

use super::door::Visitor;
use super::mangle;
use super::shared::{Desk, Holder, Shared, Stream, event};

/// How far a caller's clock may be off, in ms.
pub(super) const CLOCK_SKEW: i64 = 5 * 60 * 1000;

/// The most agents that come or go at once.
const LARGEST_MOVE: usize = 100;

/// What a caller is told whose token is not good.
pub(super) const BAD_TOKEN: &str = "the token is missing, wrong or expired";

/// A refusal in the envelope of "Data Service API".
pub(super) fn refusal(status: StatusCode, message: &str) -> Response {
    let body = json!({
        "apiVersion": "6.2",
        "status": "Failed",
        "code": status.as_u16(),
        "message": message,
        "reason": status.canonical_reason().unwrap_or_default(),
        "kind": "Error",
        "data": null,
    });
    (status, Json(body)).into_response()
}

pub(super) async fn not_found(uri: Uri) -> Response {
    refusal(StatusCode::NOT_FOUND, &format!("no such API: {}", uri.path()))
}

/// `POST /tokens/company`. Several tokens may be good at once in this family.
pub(super) async fn company_token(State(shared): State<Arc<Shared>>, body: Bytes) -> Response {
    give_token(&shared, &body, Holder::Company)
}

/// `POST /tokens/agent`: the same with `agentNo` or `agentId`, of which the id wins.
pub(super) async fn agent_token(State(shared): State<Arc<Shared>>, body: Bytes) -> Response {
    give_token(&shared, &body, Holder::Agent)
}

fn give_token(shared: &Shared, body: &Bytes, holder: Holder) -> Response {
    let Ok(body) = serde_json::from_slice::<Value>(body) else {
        return refusal(StatusCode::BAD_REQUEST, "the body is not JSON");
    };
    let text = |key: &str| match body.get(key) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    let (app_id, time, kind, sign) = (text("appId"), text("currentTime"), text("responseType"), text("sign"));
    if kind != "token" {
        return refusal(StatusCode::BAD_REQUEST, "responseType must be token");
    }
    let known = &shared.credentials;
    if app_id != known.call_app_id || sign != signature(&[&app_id, &time, &kind, &known.call_app_secret]) {
        return refusal(StatusCode::UNAUTHORIZED, "appId or sign is wrong");
    }
    let now = shared.wall();
    if time.parse().map_or(true, |time: i64| (time - now).abs() > CLOCK_SKEW) {
        return refusal(StatusCode::UNAUTHORIZED, "currentTime is more than 5 minutes off, in ms");
    }
    let mut desk = shared.desk();
    if holder == Holder::Agent {
        let (id, number) = (text("agentId"), text("agentNo"));
        let is_meant =
            |agent: &Agent| if id.is_empty() { agent.number.to_string() == number } else { agent.uuid == id };
        if !desk.world.crew.agents.iter().any(is_meant) {
            return refusal(StatusCode::UNAUTHORIZED, "agentNo or agentId is none of the company's");
        }
    }
    let token = desk.tokens.hex(64);
    let lifetime = shared.options.token_lifetime;
    desk.call_tokens.retain(|(_, ends, _)| *ends > now);
    desk.call_tokens.push((token.clone(), now + lifetime.as_millis() as i64, holder));
    Json(json!({
        "access_token": token,
        "token_type": "bearer",
        "expires_in": lifetime.as_secs().to_string(),
    }))
    .into_response()
}

/// `GET …/_watch/agents-metrics`: the full message first, what changes afterwards.
pub(super) async fn watch(
    State(shared): State<Arc<Shared>>,
    Parameters(parameters): Parameters<HashMap<String, String>>,
    ConnectInfo(visitor): ConnectInfo<Visitor>,
    headers: HeaderMap,
) -> Response {
    let turns = shared.armed(|strike| strike.fault == Fault::PageCount);
    let mut desk = shared.desk();
    let query = match admit(&shared, &desk, &parameters, &headers) {
        Ok(query) => query,
        Err((status, why)) => return refusal(status, &why),
    };
    let Some(key) = key(&headers) else { return missing_key() };
    if !desk.keys.insert(key) {
        return refusal(StatusCode::CONFLICT, "this Idempotency-Key has been used before: send a new UUID");
    }
    if let Some(strike) = turns {
        // So many come or go at once that there is a page more or less than the client that asks for the next one was told.
        let away = desk.world.away.len();
        for _ in 0..query.size.min(LARGEST_MOVE) {
            desk.change_roster(
                |world| if away > 0 { world.list_again(strike.place) } else { world.unlist(strike.place) },
            );
        }
    }
    let (sender, receiver) = mpsc::channel(shared.options.stream_buffer.max(1));
    let desk = &mut *desk;
    let members = query.members(&desk.world);
    let page = query.page(&members).iter().copied().collect();
    let everybody = query.selects_all();
    let summary = if everybody { Vec::new() } else { desk.world.summary_of(&members) };
    let Some(full) = full(desk, &query, &members) else {
        return refusal(StatusCode::INTERNAL_SERVER_ERROR, "the message could not be written");
    };
    if shared.stop.is_cancelled() || sender.try_send(event(&full)).is_err() {
        return refusal(StatusCode::SERVICE_UNAVAILABLE, "the service is stopping");
    }
    desk.streams.push(Stream { sender, query, page, members: (!everybody).then_some(members), summary });
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream;charset=utf-8")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    (headers, Body::from_stream(mangle::body(Arc::clone(&shared), receiver, visitor.0))).into_response()
}

/// `GET …/agents-metrics`: the full message once.
pub(super) async fn snapshot(
    State(shared): State<Arc<Shared>>,
    Parameters(parameters): Parameters<HashMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    let desk = shared.desk();
    let query = match admit(&shared, &desk, &parameters, &headers) {
        Ok(query) => query,
        Err((status, why)) => return refusal(status, &why),
    };
    if key(&headers).is_none() {
        return missing_key();
    }
    match full(&desk, &query, &query.members(&desk.world)) {
        Some(json) => ([(header::CONTENT_TYPE, "application/json;charset=utf-8")], json).into_response(),
        None => refusal(StatusCode::INTERNAL_SERVER_ERROR, "the message could not be written"),
    }
}

pub(super) fn full(desk: &Desk, query: &Query, members: &[u32]) -> Option<String> {
    let world = &desk.world;
    let summary = if query.selects_all() { world.summary() } else { world.summary_of(members) };
    let message = Full {
        world,
        summary: &summary,
        page: query.page(members),
        number: query.page,
        size: query.size,
        total: members.len(),
    };
    serde_json::to_string(&message).ok()
}

/// A request with a good token, a product and an operator gets in.
fn admit(
    shared: &Shared,
    desk: &Desk,
    parameters: &HashMap<String, String>,
    headers: &HeaderMap,
) -> Result<Query, (StatusCode, String)> {
    let Some(holder) = known_token(desk, headers, shared.wall()) else {
        return Err((StatusCode::UNAUTHORIZED, BAD_TOKEN.to_owned()));
    };
    let query = Query::read(parameters).map_err(|why| (StatusCode::BAD_REQUEST, why))?;
    // "Value is not required when agent token is used."
    if holder == Holder::Company && query.operator != shared.credentials.operator_user_id {
        let why = "operatorUserId is required with a company token and must be one of the company's";
        return Err((StatusCode::BAD_REQUEST, why.to_owned()));
    }
    Ok(query)
}

/// Whose token the `Authorization` header carries, if it is still good.
pub(super) fn known_token(desk: &Desk, headers: &HeaderMap, now: i64) -> Option<Holder> {
    let sent = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let bearer = sent.strip_prefix("Bearer ");
    let token = match desk.auth_scheme {
        AuthScheme::Bearer => bearer,
        AuthScheme::Raw => Some(sent),
        AuthScheme::Either => Some(bearer.unwrap_or(sent)),
    }?;
    let known = desk.call_tokens.iter().find(|(known, ends, _)| known == token && *ends > now);
    known.map(|(_, _, holder)| *holder)
}

/// The UUID of the `Idempotency-Key` header.
fn key(headers: &HeaderMap) -> Option<[u8; 16]> {
    let text = headers.get("idempotency-key")?.to_str().ok()?;
    Some(uuid::Uuid::parse_str(text.trim()).ok()?.into_bytes())
}

fn missing_key() -> Response {
    refusal(StatusCode::BAD_REQUEST, "Idempotency-Key is required and must be a UUID")
}

impl Desk {
    /// Tells the stream at this `place` (0 to 1) everything once more.
    pub(super) fn tell_all_anew(&mut self, place: f64) {
        let at = within(place, self.streams.len());
        let Some(stream) = self.streams.get(at) else { return };
        let full = full(self, &stream.query, &stream.query.members(&self.world));
        let told = full.is_some_and(|full| stream.sender.try_send(event(&full)).is_ok());
        if !told {
            self.streams.remove(at);
        }
    }
}
