//! The China platform: its token, and the one address of all actions.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Query as Parameters, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use chrono::NaiveDate;
use serde_json::{Value, json};

use crate::sim::channel::Channel;
use crate::sim::cn::{ACTIONS, Tally};
use crate::sim::signature::signature;
use crate::sim::zone;

use super::call::CLOCK_SKEW;
use super::shared::Shared;

/// The longest life of a token that may be asked for, in hours.
const LONGEST_LIFE: i64 = 24;

/// The longest range of dates.
const LONGEST_RANGE: i64 = 366;

/// The vendor's word for anything that went wrong.
const FAILED: &str = "1001";

/// The vendor's word for a token that is not good.
const BAD_TOKEN: &str = "1002";

fn refusal(code: &str) -> Value {
    json!({"data": {}, "code": code})
}

/// What a tenant is told that may not use an action.
pub(super) fn forbidden() -> Response {
    (StatusCode::FORBIDDEN, Json(refusal(FAILED))).into_response()
}

/// `GET /open/platform/getAccessToken.json`. Several tokens may be good at once: no document says otherwise.
pub(super) async fn get_token(
    State(shared): State<Arc<Shared>>,
    Parameters(parameters): Parameters<HashMap<String, String>>,
) -> Json<Value> {
    let get = |key: &str| parameters.get(key).map_or("", String::as_str);
    let known = &shared.credentials;
    let created = get("createTime");
    if get("appId") != known.cn_app_id || get("sign") != signature(&[get("appId"), &known.cn_app_key, created]) {
        return Json(refusal(FAILED));
    }
    let now = shared.wall();
    let skew = created.parse().map_or(i64::MAX, |created: i64| created.saturating_sub(now).saturating_abs());
    let life = match get("expire") {
        "" => Some(LONGEST_LIFE),
        hours => hours.parse().ok().filter(|hours| (1..=LONGEST_LIFE).contains(hours)),
    };
    let Some(life) = life.filter(|_| skew <= CLOCK_SKEW) else {
        return Json(refusal(FAILED));
    };
    let life = (life * zone::HOUR).min(shared.options.token_lifetime.as_millis() as i64);
    let mut desk = shared.desk();
    let token = desk.tokens.hex(32);
    desk.cn_tokens.retain(|(_, ends)| *ends > now);
    desk.cn_tokens.push((token.clone(), now + life));
    Json(json!({"data": {"access_token": token}, "code": "1000"}))
}

/// `POST /open/platform/api.json`: whatever `action` names, for the dates in `data`.
pub(super) async fn action(State(shared): State<Arc<Shared>>, body: Bytes) -> Json<Value> {
    let body = serde_json::from_slice::<Value>(&body).unwrap_or_default();
    let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default().trim().to_owned();
    let token = text(&body, "access_token");
    let now = {
        let now = shared.wall();
        let desk = shared.desk();
        if !desk.cn_tokens.iter().any(|(known, ends)| *known == token && *ends > now) {
            return Json(refusal(BAD_TOKEN));
        }
        desk.world.now()
    };
    let action = text(&body, "action");
    let wanted = body.get("data").cloned().unwrap_or_default();
    let date = |key: &str| NaiveDate::parse_from_str(&text(&wanted, key), "%Y-%m-%d").ok();
    let (Some(first), Some(last)) = (date("startDate"), date("endDate")) else { return Json(refusal(FAILED)) };
    let range = (last - first).num_days();
    if !ACTIONS.contains(&action.as_str()) || !(0..LONGEST_RANGE).contains(&range) {
        return Json(refusal(FAILED));
    }
    // Days of a large centre take a moment, in which the streams must go on.
    let item = crate::tasks::spawn_blocking(move || tally(&shared.cn, first, last, now).item(&action)).await;
    match item {
        Ok(Some(item)) => Json(json!({"data": {"item": item}, "code": "1000"})),
        _ => Json(refusal(FAILED)),
    }
}

/// The visits of these dates that are over by `now` (Unix ms).
pub(super) fn tally(channel: &Channel, first: NaiveDate, last: NaiveDate, now: i64) -> Tally {
    let last = last.min(zone::date(channel.zone, now));
    let days = first.iter_days().take_while(|date| *date <= last).map(|date| channel.day(date));
    Tally::of(days, now)
}
