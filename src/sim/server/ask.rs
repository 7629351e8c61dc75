//! Asking a bot: "Q&A" of the AI agent's page. A session is begun, a question asked in one of three ways, the session ended.
//!
//! Every answer takes the time that was drawn for it, by the simulator's clock.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::{Query as Parameters, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::stream;
use serde_json::{Value, json};

use crate::sim::ai::{Close, Way};
use crate::sim::faults::Fault;
use crate::sim::world::within;

use super::open::{admit, bad_input, refusal, text};
use super::shared::{Shared, event};

mod callback;
mod taken;
mod words;

use taken::{accept, ask, note, until, wrong};

/// The code that a bot answers where it answers nothing else.
fn busy() -> Value {
    refusal("999999", "System busy")
}

/// `GET …/ask_init`: a session begins.
pub(super) async fn begin(
    State(shared): State<Arc<Shared>>,
    Parameters(parameters): Parameters<HashMap<String, String>>,
    headers: HeaderMap,
) -> Json<Value> {
    Json(begun(&shared, &parameters, &headers).unwrap_or_else(|refused| refused))
}

fn begun(shared: &Shared, parameters: &HashMap<String, String>, headers: &HeaderMap) -> Result<Value, Value> {
    admit(shared, headers)?;
    let get = |key: &str| parameters.get(key).map_or("", |value| value.trim());
    let (robot, bizid) = (get("robotid"), get("bizid"));
    if bizid.is_empty() {
        return Err(bad_input("[bizid] is required"));
    }
    let cid = shared.desk().asks.begin(robot, bizid, shared.now());
    let cid = cid.ok_or_else(|| wrong("robotid", robot))?;
    Ok(json!({
        "data": {"bizid": bizid, "ai_agent_cid": cid, "biz_type": "AI_AGENT", "biz_typeid": "1000045"},
        "retCode": "000000",
        "retMsg": "success",
    }))
}

/// `POST …/answer`: the answer word by word.
pub(super) async fn by_words(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Response {
    let asked = match ask(&shared, &headers, &body, Way::Stream) {
        Ok(asked) => asked,
        Err(refused) => return Json(refused).into_response(),
    };
    accept(&shared, &asked).await;
    let refused = asked.strike.as_ref().filter(|strike| strike.fault == Fault::BotRefused);
    let events = match refused {
        // Some say so in place of the stream, some in it.
        Some(strike) if strike.place < 0.5 => return Json(busy()).into_response(),
        Some(_) => Body::from(event(&busy().to_string())),
        None => Body::from_stream(words::body(shared, asked.answer)),
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream;charset=utf-8")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    (headers, events).into_response()
}

/// `POST …/answer_no_stream`: the answer at once.
pub(super) async fn whole(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Response {
    let asked = match ask(&shared, &headers, &body, Way::Whole) {
        Ok(asked) => asked,
        Err(refused) => return Json(refused).into_response(),
    };
    let answer = &asked.answer;
    until(&shared, answer.asked + answer.script.accepted + answer.script.length()).await;
    shared.desk().asks.accepted(answer.number, shared.now());
    if asked.meets(Fault::BotRefused) {
        return Json(busy()).into_response();
    }
    let said = answer.script.whole();
    let sent = json!({"data": answer.speaker.parts(&said), "retCode": "000000", "retMsg": "success"});
    if answer.script.close == Close::Cut {
        let place = asked.strike.as_ref().map_or(0.5, |strike| strike.place);
        return broken_off(&sent.to_string(), place);
    }
    note(&shared, answer, &said);
    Json(sent).into_response()
}

/// An answer up to a byte at this place; then the connection breaks.
fn broken_off(text: &str, place: f64) -> Response {
    let piece = Bytes::copy_from_slice(text.as_bytes().get(..within(place, text.len())).unwrap_or_default());
    let pieces = [Ok(piece), Err(io::Error::from(io::ErrorKind::UnexpectedEof))];
    ([(header::CONTENT_TYPE, "application/json")], Body::from_stream(stream::iter(pieces))).into_response()
}

/// `POST …/answer_with_call_back`: the answer later, to the address of the question, or to where callbacks go.
pub(super) async fn with_callback(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Json<Value> {
    let asked = match ask(&shared, &headers, &body, Way::Callback) {
        Ok(asked) => asked,
        Err(refused) => return Json(refused),
    };
    let url = text(&asked.body, "call_back_url");
    let Ok(to) = callback::address(&url) else { return Json(wrong("call_back_url", &url)) };
    accept(&shared, &asked).await;
    if asked.meets(Fault::BotRefused) {
        return Json(busy());
    }
    callback::send_later(&shared, asked, to);
    Json(json!({
        "data": {},
        "retCode": "000000",
        "retMsg": "success",
        "pageNo": 0,
        "pageCount": 0,
        "totalCount": 0,
        "pageSize": 0,
    }))
}

/// `GET …/end_session`.
pub(super) async fn end(
    State(shared): State<Arc<Shared>>,
    Parameters(parameters): Parameters<HashMap<String, String>>,
    headers: HeaderMap,
) -> Json<Value> {
    Json(ended(&shared, &parameters, &headers).unwrap_or_else(|refused| refused))
}

fn ended(shared: &Shared, parameters: &HashMap<String, String>, headers: &HeaderMap) -> Result<Value, Value> {
    admit(shared, headers)?;
    let cid = parameters.get("ai_agent_cid").map_or("", |value| value.trim());
    let strike = shared.armed(|strike| strike.fault == Fault::BotGone);
    let known = shared.desk().asks.end(cid, shared.now());
    if !known || strike.is_some() {
        return Err(wrong("ai_agent_cid", cid));
    }
    Ok(json!({"data": {}, "ret_code": "000000", "ret_msg": "success"}))
}
