//! 7moor's reports: every request signed, no signature taken twice, no clock that is off.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use chrono::NaiveDateTime;
use ring::hmac;
use serde_json::{Value, json};

use crate::sim::moor::{Dimension, Kind, Question};
use crate::sim::zone;

use super::call::CLOCK_SKEW;
use super::shared::Shared;

/// How long a signature with its nonce is remembered, in ms.
const REMEMBERED: i64 = 5 * 60 * 1000;

/// The longest span that may be asked for, in ms.
const LONGEST_SPAN: i64 = 366 * 24 * zone::HOUR;

/// A refusal in the vendor's envelope: the status, and the code beside it.
type Refusal = (StatusCode, &'static str);

fn bad(message: &'static str) -> Refusal {
    (StatusCode::BAD_REQUEST, message)
}

fn refuse((status, message): Refusal) -> Response {
    let body = json!({"success": false, "code": status.as_u16().to_string(), "message": message});
    (status, Json(body)).into_response()
}

/// What a tenant is told that may not use a report.
pub(super) fn forbidden() -> Response {
    refuse((StatusCode::FORBIDDEN, "没有权限访问该接口"))
}

pub(super) async fn time(state: State<Arc<Shared>>, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    answer(state, Kind::Time, &uri, &headers, &body).await
}

pub(super) async fn workload(state: State<Arc<Shared>>, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    answer(state, Kind::Workload, &uri, &headers, &body).await
}

pub(super) async fn quality(state: State<Arc<Shared>>, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    answer(state, Kind::Quality, &uri, &headers, &body).await
}

async fn answer(
    State(shared): State<Arc<Shared>>,
    kind: Kind,
    uri: &Uri,
    headers: &HeaderMap,
    body: &[u8],
) -> Response {
    let now = shared.wall();
    let asked = admit(&shared, headers, now).and_then(|()| question(&shared, body));
    let mut response = match asked {
        Ok((question, body)) => report(Arc::clone(&shared), kind, question, uri.path(), body).await,
        Err(refusal) => refuse(refusal),
    };
    // The vendor's clock is this world's: a client that is refused for being off can see by how much.
    let date = zone::written(chrono_tz::Tz::UTC, now, "%a, %d %b %Y %H:%M:%S GMT");
    if let Ok(date) = HeaderValue::from_str(&date) {
        response.headers_mut().insert(header::DATE, date);
    }
    response
}

/// A request signed with the tenant's key, now, and with a nonce of this request alone, gets in.
fn admit(shared: &Shared, headers: &HeaderMap, now: i64) -> Result<(), Refusal> {
    let get = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map_or("", str::trim);
    let (key, nonce) = (get("m7-appkey"), get("m7-nonce"));
    let (timestamp, sign) = (get("m7-timestamp"), get("m7-sign"));
    if [key, nonce, timestamp, sign].contains(&"") {
        return Err(bad("缺少鉴权参数"));
    }
    let digits = |text: &str, count: usize| text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(nonce, 6) {
        return Err(bad("m7-nonce必须为6位数字"));
    }
    let sent: i64 =
        timestamp.parse().ok().filter(|_| digits(timestamp, 10)).ok_or(bad("m7-timestamp必须为10位时间戳"))?;
    if (sent * 1000 - now).abs() > CLOCK_SKEW {
        return Err(bad("请求时间与服务器时间相差超过5分钟"));
    }
    if key != shared.credentials.moor_app_key {
        return Err((StatusCode::UNAUTHORIZED, "m7-appkey不存在"));
    }
    let secret = hmac::Key::new(hmac::HMAC_SHA256, shared.credentials.moor_secret_key.as_bytes());
    let tag = hmac::sign(&secret, format!("{key}{timestamp}{nonce}").as_bytes());
    if sign != STANDARD.encode(tag.as_ref()) {
        return Err((StatusCode::UNAUTHORIZED, "m7-sign签名错误"));
    }
    let mut desk = shared.desk();
    desk.moor_signs.retain(|(at, _)| now - at < REMEMBERED);
    let used = format!("{sign}{nonce}");
    if desk.moor_signs.iter().any(|(_, known)| *known == used) {
        return Err(bad("重复请求:m7-sign与m7-nonce在5分钟内已被使用"));
    }
    desk.moor_signs.push_back((now, used));
    Ok(())
}

/// What the body asks for, and the body itself: the answer repeats it.
fn question(shared: &Shared, body: &[u8]) -> Result<(Question, Value), Refusal> {
    let body: Value = serde_json::from_slice(body).map_err(|_| bad("请求体不是JSON"))?;
    let list = |key: &str| match body.get(key) {
        None | Some(Value::Null) => Some(Vec::new()),
        Some(Value::Array(list)) => list.iter().map(|text| Some(text.as_str()?.to_owned())).collect(),
        Some(_) => None,
    };
    let zone = shared.moor.zone();
    let moment = |text: &String| {
        let wall = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S").ok()?;
        Some(zone::moment(zone, wall))
    };
    let times: Option<Vec<i64>> = list("createTime").and_then(|times| times.iter().map(moment).collect());
    let Some([from, to]) = times.as_deref() else { return Err(bad("createTime参数错误")) };
    if from >= to {
        return Err(bad("createTime参数错误"));
    }
    if to - from > LONGEST_SPAN {
        return Err(bad("createTime最长时间不能超过一年"));
    }
    let dimension = match body.get("dimension") {
        None | Some(Value::Null) => Dimension::read(None),
        Some(word) => word.as_str().and_then(|word| Dimension::read(Some(word))),
    };
    let dimension = dimension.ok_or(bad("dimension参数错误"))?;
    let (Some(doors), Some(agents)) = (list("accessIds"), list("agentList")) else {
        return Err(bad("参数类型错误"));
    };
    Ok((Question { span: (*from, *to), dimension, doors, agents }, body))
}

async fn report(shared: Arc<Shared>, kind: Kind, question: Question, path: &str, body: Value) -> Response {
    let (request, now, world) = {
        let mut desk = shared.desk();
        (desk.tokens.hex(32), shared.now(), desk.world.now())
    };
    // Days of a large centre take a moment, in which the streams must go on.
    let data = crate::tasks::spawn_blocking(move || shared.moor.report(kind, &question, world)).await;
    let Ok(data) = data else { return refuse((StatusCode::INTERNAL_SERVER_ERROR, "系统异常")) };
    Json(json!({
        "success": true,
        "code": "200",
        "message": "requestSuccess",
        "data": data,
        "requestInfo": {
            "requestId": request,
            "url": path,
            "proxyUrl": format!("http://v7-im-gateway-inside.simulated{path}"),
            "body": body,
            "span": {
                "requestStartTime": now,
                "proxyStartTime": now + 1,
                "proxyEndTime": now + 40,
                "reqEndTime": now + 41,
                "bizSpan": "39ms",
                "latency": "2ms",
            },
        },
    }))
    .into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_has_the_documents_check_value() {
        let key = hmac::Key::new(hmac::HMAC_SHA256, b"HWHp9xFVlbboxIU2S6DHA7sf9sGzt3");
        let tag = hmac::sign(&key, b"20001031608119594123221");
        assert_eq!(STANDARD.encode(tag.as_ref()), "ybCwXrg9CMo39xv1kdfVLemqFmk+2Elz+vXYu1CyHlo=");
    }
}
