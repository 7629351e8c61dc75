//! The open family: its one token, chat workload, AI records and the lists beside them.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Query as Parameters, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use chrono::NaiveDate;
use chrono_tz::Tz;
use serde_json::{Map, Value, json};

use crate::sim::ai::{Filter, View, labels, robot_list};
use crate::sim::chat::{Request, SearchWay};
use crate::sim::random::hex32;
use crate::sim::signature::signature;
use crate::sim::zone;

use super::call::CLOCK_SKEW;
use super::shared::Shared;

/// The most rows a page may have; more is reset to this.
const LARGEST_PAGE: usize = 100;

/// Rows a page, unless asked for another number.
const PAGE_SIZE: usize = 15;

/// The longest range of dates.
const LONGEST_RANGE: i64 = 90;

const MINUTE: i64 = 60_000;

pub(super) fn refusal(code: &str, message: &str) -> Value {
    json!({"ret_code": code, "ret_msg": message})
}

pub(super) fn bad_input(message: &str) -> Value {
    refusal("222000", message)
}

/// `GET /api/get_token`: every new token ends the one before it.
pub(super) async fn get_token(
    State(shared): State<Arc<Shared>>,
    Parameters(parameters): Parameters<HashMap<String, String>>,
) -> Json<Value> {
    let get = |key: &str| parameters.get(key).map_or("", String::as_str);
    let known = &shared.credentials;
    if get("appid") != known.open_app_id {
        return Json(bad_input("[appid] is wrong"));
    }
    let time = get("create_time");
    if get("sign") != signature(&[get("appid"), time, &known.open_app_key]) {
        return Json(bad_input("[sign] is wrong"));
    }
    let now = shared.wall();
    let skew =
        time.parse().map_or(i64::MAX, |time: i64| time.saturating_mul(1000).saturating_sub(now).saturating_abs());
    if skew > CLOCK_SKEW {
        return Json(bad_input(&format!(
            "[create_time] must be seconds within [5]m of now. Current input is [{time}]"
        )));
    }
    let mut desk = shared.desk();
    let token = desk.tokens.hex(32);
    let lifetime = shared.options.token_lifetime;
    desk.open_token = Some((token.clone(), now + lifetime.as_millis() as i64));
    Json(json!({
        "item": {"token": token, "expires_in": lifetime.as_secs().to_string()},
        "ret_code": "000000",
        "ret_msg": "success",
    }))
}

/// A request with the good token gets in, until the tenant has used up its minute.
pub(super) fn admit(shared: &Shared, headers: &HeaderMap) -> Result<(), Value> {
    let token = headers.get("token").and_then(|value| value.to_str().ok()).unwrap_or_default();
    if token.is_empty() {
        return Err(refusal("900001", "Token is null!"));
    }
    let now = shared.now();
    let mut desk = shared.desk();
    let good = desk.open_token.as_ref().is_some_and(|(known, ends)| known == token && *ends > now);
    if !good {
        return Err(refusal("900002", "Token invalid or not found. Get a new one!"));
    }
    while desk.open_calls.front().is_some_and(|at| *at <= now - MINUTE) {
        desk.open_calls.pop_front();
    }
    let allowed = shared.options.open_calls_per_minute;
    if desk.open_calls.len() >= allowed {
        let wait = desk.open_calls.front().map_or(MINUTE, |first| first + MINUTE - now);
        return Err(too_frequent(wait.max(0).unsigned_abs().div_ceil(1000), allowed));
    }
    desk.open_calls.push_back(now);
    Ok(())
}

/// What a caller is told who is to stay away for so many seconds.
pub(super) fn too_frequent(wait: u64, allowed: usize) -> Value {
    refusal(
        "229000",
        &format!(
            "API call too frequent. Try again [{wait}]s later. Currently [{allowed}] times of API call within [60]s \
             is allowed. Excess will be limited!"
        ),
    )
}

/// A request's body; an empty one has no fields.
pub(super) fn object(body: &Bytes) -> Result<Map<String, Value>, Value> {
    if body.is_empty() {
        return Ok(Map::new());
    }
    match serde_json::from_slice(body) {
        Ok(Value::Object(object)) => Ok(object),
        _ => Err(bad_input("the body is not a JSON object")),
    }
}

pub(super) fn text(body: &Map<String, Value>, key: &str) -> String {
    match body.get(key) {
        Some(Value::String(text)) => text.trim().to_owned(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

fn strings(body: &Map<String, Value>, key: &str) -> Vec<String> {
    let items = body.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    items.iter().filter_map(Value::as_str).map(|item| item.trim().to_owned()).collect()
}

/// The page asked for: its number from 1, and its size.
fn page(body: &Map<String, Value>) -> (usize, usize) {
    let number = text(body, "page_no").parse().unwrap_or(1).max(1);
    let size = text(body, "page_size").parse().unwrap_or(PAGE_SIZE).clamp(1, LARGEST_PAGE);
    (number, size)
}

fn pages(total: usize, size: usize) -> usize {
    total.div_ceil(size)
}

/// A zone by its name; the vendor's default when it is missing or not one.
fn zone_of(name: &str) -> Tz {
    name.trim().parse().unwrap_or(chrono_tz::Asia::Shanghai)
}

/// The dates of the request, and the times between which they lie.
fn range(body: &Map<String, Value>, names: (&str, &str), zone: Tz) -> Result<(i64, i64), Value> {
    let read = |name: &str| {
        let sent = text(body, name);
        NaiveDate::parse_from_str(&sent, "%Y-%m-%d")
            .map_err(|_| bad_input(&format!("[{name}] is required as [yyyy-MM-dd]. Current input is [{sent}]")))
    };
    let (start, end) = (read(names.0)?, read(names.1)?);
    if start > end {
        return Err(bad_input(&format!("[{}] cannot be greater than [{}]", names.0, names.1)));
    }
    if (end - start).num_days() > LONGEST_RANGE {
        return Err(bad_input(&format!(
            "[startTime] and [endTime] time range cannot be greater than [90]d. Current [startTime] input is \
             [{start}], and [endTime] input is [{end}]"
        )));
    }
    Ok((zone::midnight(zone, start), zone::midnight(zone, zone::next(end))))
}

/// `POST …/staffWorkStatis`. The simulator knows today's chats only; other dates have none.
pub(super) async fn staff_work(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Json<Value> {
    Json(answer_staff_work(&shared, &headers, &body).unwrap_or_else(|refused| refused))
}

fn answer_staff_work(shared: &Shared, headers: &HeaderMap, body: &Bytes) -> Result<Value, Value> {
    admit(shared, headers)?;
    let body = object(body)?;
    let named = headers.get("timezoneid").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (from, to) = range(&body, ("start_date", "end_date"), zone_of(named))?;
    let way = match text(&body, "search_way").as_str() {
        "1" => SearchWay::Department,
        "2" | "" => SearchWay::Group,
        other => return Err(bad_input(&format!("[search_way] must be [1] or [2]. Current input is [{other}]"))),
    };
    let (number, size) = page(&body);
    let desk = shared.desk();
    let world = &desk.world;
    let request = Request {
        way,
        start_date: &text(&body, "start_date"),
        end_date: &text(&body, "end_date"),
        staff: &strings(&body, "staff_id_list"),
        groups: &strings(&body, "group_id_list"),
    };
    let now = world.now();
    let rows = if (from..to).contains(&now) { world.chats.rows(&world.crew, &request) } else { Vec::new() };
    let total = rows.len();
    let items: Vec<Value> = rows.into_iter().skip((number - 1).saturating_mul(size)).take(size).collect();
    Ok(json!({
        "ret_code": "000000",
        "ret_msg": "Succeed",
        "page_no": number,
        "page_count": pages(total, size),
        "total_count": total,
        "page_size": size,
        "items": items,
    }))
}

/// `POST …/recordList`: sessions that began on the dates asked for, newest first.
pub(super) async fn records(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Json<Value> {
    Json(answer_records(&shared, &headers, &body).unwrap_or_else(|refused| refused))
}

fn answer_records(shared: &Shared, headers: &HeaderMap, body: &Bytes) -> Result<Value, Value> {
    admit(shared, headers)?;
    let body = object(body)?;
    let (from, to) = range(&body, ("start_time", "end_time"), zone_of(&text(&body, "timeZoneid")))?;
    let (number, size) = page(&body);
    let mut desk = shared.desk();
    let earlier = desk.world.ai.earlier(from, to);
    let world = &desk.world;
    let filter = Filter(&body);
    let skipped = (number - 1).saturating_mul(size);
    let mut total = 0;
    let mut rows = Vec::new();
    let sessions = world.ai.between(from, to).iter().rev().chain(earlier.iter().rev());
    let sessions = sessions.filter_map(|session| session.view(world.now()));
    let views = newest_first(sessions, desk.asks.between(from, to));
    for view in views.filter(|view| filter.passes(view)) {
        if total >= skipped && rows.len() < size {
            rows.push(view.record(&world.crew.company));
        }
        total += 1;
    }
    Ok(json!({
        "data": rows,
        "total_count": total,
        "page_no": number,
        "ret_msg": "success",
        "ret_code": "000000",
        "page_count": pages(total, size),
        "page_size": size,
    }))
}

/// Both, each of them newest first, as one.
fn newest_first<'a>(
    sessions: impl Iterator<Item = View<'a>>,
    asked: impl Iterator<Item = View<'a>>,
) -> impl Iterator<Item = View<'a>> {
    let (mut sessions, mut asked) = (sessions.peekable(), asked.peekable());
    std::iter::from_fn(move || {
        let later = asked.peek().is_some_and(|one| sessions.peek().is_none_or(|other| one.begin() >= other.begin()));
        if later { asked.next() } else { sessions.next() }
    })
}

fn listed(data: &[Value]) -> Value {
    json!({"data": data, "ret_msg": "success", "ret_code": "000000"})
}

/// `GET …/queryAiRobotList`.
pub(super) async fn robots(
    State(shared): State<Arc<Shared>>,
    Parameters(parameters): Parameters<HashMap<String, String>>,
    headers: HeaderMap,
) -> Json<Value> {
    let kind = parameters.get("robotType").map(String::as_str);
    let company = shared.desk().world.crew.company.clone();
    Json(admit(&shared, &headers).map_or_else(|refused| refused, |()| listed(&robot_list(&company, kind))))
}

/// `POST …/sourceList`. The vendor's example is a copy of the bots' list, and so is this.
pub(super) async fn sources(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Json<Value> {
    let company = shared.desk().world.crew.company.clone();
    let answer = admit(&shared, &headers).and_then(|()| {
        let body = object(&body)?;
        range(&body, ("start_time", "end_time"), zone_of(&text(&body, "timeZoneid")))?;
        Ok(listed(&robot_list(&company, None)))
    });
    Json(answer.unwrap_or_else(|refused| refused))
}

/// `GET …/getTimezoneInfo`: the site's zone, marked as the main one, and the two the vendor falls back to.
pub(super) async fn timezones(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Json<Value> {
    if let Err(refused) = admit(&shared, &headers) {
        return Json(refused);
    }
    let site = shared.options.zone;
    let mut zones = vec![site];
    zones.extend([chrono_tz::Asia::Shanghai, chrono_tz::Asia::Singapore].into_iter().filter(|zone| *zone != site));
    let now = shared.now();
    let rows = zones.into_iter().zip(0..).map(|(zone, place)| {
        let offset = zone::offset(zone, now);
        json!({
            "create_time": 1_676_875_112_127_i64,
            "main_timezone_flag": i64::from(place == 0),
            "timezone": offset,
            "timezoneid": zone.name(),
            "id": hex32(place),
            "timezone_value": format!("GMT{offset} {}", zone.name()),
        })
    });
    Json(listed(&rows.collect::<Vec<_>>()))
}

fn list_of(shared: &Shared, headers: &HeaderMap, rows: impl FnOnce(&str) -> Vec<Value>) -> Json<Value> {
    let company = shared.desk().world.crew.company.clone();
    Json(admit(shared, headers).map_or_else(|refused| refused, |()| listed(&rows(&company))))
}

/// `GET …/getLabels`: what customers may tick when they evaluate a session.
pub(super) async fn labels(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Json<Value> {
    list_of(&shared, &headers, labels::evaluation)
}

/// `GET …/getLabelInfoList`: what customers may tick when they dislike an answer.
pub(super) async fn dislike_labels(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Json<Value> {
    list_of(&shared, &headers, labels::dislike)
}

/// `GET …/simpleList`: the audiences.
pub(super) async fn audiences(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Json<Value> {
    list_of(&shared, &headers, |_| labels::audiences())
}

/// What a tenant is told who may not use an endpoint.
pub(super) fn forbidden() -> Response {
    (StatusCode::FORBIDDEN, Json(bad_input("Your company has no permission to call this API"))).into_response()
}
