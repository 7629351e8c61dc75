//! The envelope of every answer: `success`, `code`, `message`, `data`, and a word about the clock where it is the clock
//! that the vendor does not like.

use serde_json::{Map, Value};

use super::problem::{Asked, Clock, Far};
use crate::http::Answer;
use crate::http::words::quoted;
use crate::model::Problem;
use crate::platforms::lenient::{self, LeftOut, Loose};
use crate::platforms::problem::{Answered, quote};
use crate::platforms::{Error, ErrorKind, Result};

/// The vendor refuses a clock that is five minutes off; its answer travels a while, and `Date` has whole seconds.
const SKEWED_MS: u64 = 290_000;

/// The `data` of a successful answer, and what was left out of it; anything but success is an error. The request was
/// signed by a clock that is `off_ms` ahead of ours.
pub(super) fn data(answer: &Answer, place: &str, off_ms: i64) -> Result<(Map<String, Value>, LeftOut)> {
    let (fields, left_out) = lenient::capped(&answer.body).unzip();
    let text = |key: &str| fields.as_ref().and_then(|fields| Loose::field(fields, key).text().ok().flatten());
    let (code, said) = (text("code"), text("message"));
    let success = match fields.as_ref().and_then(|fields| fields.get("success")) {
        Some(Value::Bool(success)) => Some(*success),
        Some(other) => Loose::of(other).text().ok().flatten().map(|text| text == "true" || text == "1"),
        None => None,
    };
    let ok = match code.as_deref() {
        Some(code) => code == "200" && success != Some(false),
        None => success == Some(true),
    };
    if answer.status < 300 && ok {
        return match fields.and_then(|mut fields| fields.remove("data")) {
            Some(Value::Object(data)) => Ok((data, left_out.unwrap_or_default())),
            Some(data) if lenient::is_nothing(&data) => Ok((Map::new(), LeftOut::default())),
            _ => Err(Error::new(ErrorKind::Answer, Answered::NoData(place.to_owned()))),
        };
    }
    let words = said.as_deref().and_then(quote);
    let timed = said.as_deref().is_some_and(speaks_of_time);
    if let Some(clock) =
        clock(answer, if timed { 0 } else { off_ms }).filter(|_| refused(answer, success, code.as_deref()))
    {
        return Err(Error::new(ErrorKind::Answer, Asked::Clock(place.to_owned(), words, clock)));
    }
    // The vendor's own code says more than the status beside it.
    if matches!(code.as_deref(), Some("401" | "403")) || matches!(answer.status, 401 | 403) {
        return Err(Error::new(ErrorKind::Credentials, Asked::Signature(place.to_owned(), words)));
    }
    if let Some(error) = answer.status_error(place, said.as_deref()) {
        return Err(error);
    }
    if let Some(error) = answer.html_error(place) {
        return Err(error);
    }
    let place = place.to_owned();
    let problem: Problem = match (&fields, code) {
        (None, _) => Answered::NoJson(place).into(),
        (_, Some(code)) if code != "200" => Asked::Failed(place, quoted(&code, 20), words).into(),
        (_, Some(_)) => Asked::FailedNoCode(place, words).into(),
        (_, None) => Answered::NoCode(place, words).into(),
    };
    Err(Error::new(ErrorKind::Answer, problem))
}

/// Whether the vendor itself says that it is the time that it does not like: then it is, whatever was tried.
fn speaks_of_time(said: &str) -> bool {
    let said = said.to_ascii_lowercase();
    ["time", "clock", "expire", "时间"].iter().any(|word| said.contains(word))
}

/// Whether the vendor itself said no, as against a proxy's page or a server that fell over.
fn refused(answer: &Answer, success: Option<bool>, code: Option<&str>) -> bool {
    matches!(answer.status, 400 | 401 | 403) || (answer.status < 300 && (success == Some(false) || code.is_some()))
}

/// How far this machine's clock is off, where that is far enough for the signature to have been refused for it.
fn clock(answer: &Answer, off_ms: i64) -> Option<Clock> {
    let skew = answer.skew_ms?;
    if skew.saturating_sub(off_ms).unsigned_abs() < SKEWED_MS || skew.unsigned_abs() < SKEWED_MS {
        return None;
    }
    let minutes = (skew.unsigned_abs() + 30_000) / 60_000;
    let far = match minutes {
        ..120 => Far::Minutes(minutes),
        120..2880 => Far::Hours(minutes / 60),
        _ => Far::Days(minutes / 1440),
    };
    Some(if skew < 0 { Clock::Ahead(far) } else { Clock::Behind(far) })
}
