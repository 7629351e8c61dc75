//! What the call family's look-ups have in common: who is let in, how a body is read, and the envelopes.

use axum::Json;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use chrono_tz::Tz;
use serde_json::{Map, Value, json};

use super::call::{self, refusal};
use super::shared::{Desk, Holder, Shared};

/// Rows a page, unless asked for another number.
const PAGE_SIZE: usize = 15;

/// The most rows a page may have. The vendor does not document it.
const LARGEST_PAGE: usize = 1000;

/// Why a request is not answered.
pub(super) struct Refused(pub(super) StatusCode, pub(super) String);

impl Refused {
    pub(super) fn bad(why: impl Into<String>) -> Self {
        Self(StatusCode::BAD_REQUEST, why.into())
    }

    pub(super) fn unknown(why: impl Into<String>) -> Self {
        Self(StatusCode::NOT_FOUND, why.into())
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        refusal(self.0, &self.1)
    }
}

/// A request with a good token gets in: these calls need no operator, no product and no Idempotency-Key.
pub(super) fn admit(shared: &Shared, desk: &Desk, headers: &HeaderMap) -> Result<(), Refused> {
    if call::known_token(desk, headers, shared.wall()).is_some() {
        return Ok(());
    }
    Err(Refused(StatusCode::UNAUTHORIZED, call::BAD_TOKEN.to_owned()))
}

/// Any agent's token is accepted. Where the server is not strict, the company's will do.
pub(super) fn admit_agent(shared: &Shared, desk: &Desk, headers: &HeaderMap) -> Result<(), Refused> {
    match call::known_token(desk, headers, shared.wall()) {
        Some(Holder::Agent) => Ok(()),
        Some(Holder::Company) if !shared.options.strict => Ok(()),
        Some(Holder::Company) => Err(Refused(StatusCode::UNAUTHORIZED, "an agent token is required".to_owned())),
        None => Err(Refused(StatusCode::UNAUTHORIZED, call::BAD_TOKEN.to_owned())),
    }
}

/// The zone of the header `timezoneid`; the family's default when it is missing or not one.
pub(super) fn zone_of(headers: &HeaderMap) -> Tz {
    let named = headers.get("timezoneid").and_then(|value| value.to_str().ok()).unwrap_or_default();
    named.trim().parse().unwrap_or(chrono_tz::Asia::Singapore)
}

/// An answer in the envelope of "Talk Management".
pub(super) fn answer(kind: &str, data: &Value) -> Response {
    Json(json!({
        "apiVersion": "6.2",
        "status": "Success",
        "message": "",
        "code": 200,
        "reason": "OK",
        "kind": kind,
        "data": data,
    }))
    .into_response()
}

/// An answer in the envelope of "Statistical Report", whose code is 0.
pub(super) fn report(kind: &str, creator: &str, data: &Value) -> Response {
    Json(json!({
        "apiVersion": "6.2",
        "status": "Success",
        "code": 0,
        "message": "",
        "reason": "OK",
        "kind": kind,
        "metaData": {"creatorId": creator, "creationTime": 0, "updateUserId": creator, "updatedTime": 0},
        "data": data,
    }))
    .into_response()
}

/// A request's body.
pub(super) struct Body(Map<String, Value>);

impl Body {
    /// Reads a JSON object; an empty body has no fields.
    pub(super) fn read(bytes: &Bytes) -> Result<Self, Refused> {
        if bytes.is_empty() {
            return Ok(Self(Map::new()));
        }
        match serde_json::from_slice(bytes) {
            Ok(Value::Object(object)) => Ok(Self(object)),
            _ => Err(Refused::bad("the body is not a JSON object")),
        }
    }

    /// A text without the blanks around it; numbers count as texts. None when missing, null or blank.
    pub(super) fn text(&self, key: &str) -> Option<String> {
        match self.0.get(key)? {
            Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    /// A text that must be there.
    pub(super) fn required(&self, key: &str) -> Result<String, Refused> {
        self.text(key).ok_or_else(|| Refused::bad(format!("{key} is required")))
    }

    /// A whole number; texts count as numbers. None when missing, null or blank.
    pub(super) fn number(&self, key: &str) -> Result<Option<i64>, Refused> {
        let Some(text) = self.text(key) else { return Ok(None) };
        text.parse().map(Some).map_err(|_| Refused::bad(format!("{key} must be a whole number, not {text}")))
    }

    /// A whole number that must be there.
    pub(super) fn required_number(&self, key: &str) -> Result<i64, Refused> {
        self.number(key)?.ok_or_else(|| Refused::bad(format!("{key} is required")))
    }

    /// A number that must be one of these.
    pub(super) fn one_of(&self, key: &str, known: &[i64]) -> Result<i64, Refused> {
        let sent = self.required_number(key)?;
        if known.contains(&sent) {
            return Ok(sent);
        }
        Err(Refused::bad(format!("{key} must be one of {known:?}, not {sent}")))
    }

    /// A list: an array, an array written as a text, or a text with commas.
    pub(super) fn list(&self, key: &str) -> Vec<String> {
        let items = match self.0.get(key) {
            Some(Value::Array(items)) => items.clone(),
            Some(Value::String(text)) => match serde_json::from_slice(text.as_bytes()) {
                Ok(Value::Array(items)) => items,
                _ => text.split(',').map(|item| json!(item)).collect(),
            },
            Some(number @ Value::Number(_)) => vec![number.clone()],
            _ => Vec::new(),
        };
        let texts = items.iter().filter_map(|item| match item {
            Value::String(text) => Some(text.trim().to_owned()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        });
        texts.filter(|text| !text.is_empty()).collect()
    }

    /// A list that the documents type as a string: an array written out. Anything else is wrong where the server is
    /// strict.
    pub(super) fn written_list(&self, key: &str, strict: bool) -> Result<Vec<String>, Refused> {
        let written = match self.0.get(key) {
            None | Some(Value::Null) => true,
            Some(Value::String(text)) => serde_json::from_slice::<Vec<String>>(text.as_bytes()).is_ok(),
            Some(_) => false,
        };
        if strict && !written {
            return Err(Refused::bad(format!("{key} must be a string that holds an array")));
        }
        Ok(self.list(key))
    }

    /// The page asked for: its number from 1 under `key`, and its size.
    pub(super) fn page(&self, key: &str) -> Result<Page, Refused> {
        let positive = |key: &str, default: usize| match self.number(key)? {
            None => Ok(default),
            Some(number) => usize::try_from(number)
                .ok()
                .filter(|number| *number > 0)
                .ok_or_else(|| Refused::bad(format!("{key} must be a number from 1"))),
        };
        let (number, size) = (positive(key, 1)?, positive("pageSize", PAGE_SIZE)?);
        if size > LARGEST_PAGE {
            return Err(Refused::bad(format!("pageSize must be a number from 1 to {LARGEST_PAGE}")));
        }
        Ok(Page { number, size })
    }
}

/// A page of a list.
#[derive(Debug, Clone, Copy)]
pub(super) struct Page {
    /// From 1.
    pub(super) number: usize,
    pub(super) size: usize,
}

impl Page {
    /// The rows of this page.
    pub(super) fn of<T>(self, rows: impl IntoIterator<Item = T>) -> impl Iterator<Item = T> {
        rows.into_iter().skip((self.number - 1).saturating_mul(self.size)).take(self.size)
    }
}
