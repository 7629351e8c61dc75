//! The envelope of every answer: `code`, `data`, and what each code asks of us.

use serde_json::{Map, Value};

use super::problem::Asked;
use crate::http::Answer;
use crate::http::words::quoted;
use crate::model::Quote;
use crate::platforms::lenient::{self, Loose};
use crate::platforms::problem::{Answered, Why, quote};
use crate::platforms::{Error, ErrorKind, Result};

/// What the answer is to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum To {
    /// The token call: what is refused there is the signature.
    Token,
    /// An action.
    Action,
}

/// The `data` of a successful answer; anything but success is an error.
pub(super) fn data(answer: &Answer, place: &str, to: To) -> Result<Map<String, Value>> {
    let fields = lenient::object(&answer.body);
    let text = |keys: &[&str]| fields.as_ref().and_then(|fields| Loose::spelt(fields, keys).text().ok().flatten());
    let code = text(&["code"]);
    let said = text(&["msg", "message"]);
    let wrong = |what: Answered| Error::new(ErrorKind::Answer, what);
    // The vendor's own code says more than the status beside it.
    match code.as_deref() {
        Some("1000") => {}
        code => {
            let words = || quote(said.as_deref().unwrap_or_default());
            if let Some(code) = code {
                if let Some(error) = named(code, words(), place, to) {
                    return Err(error);
                }
                if !answer.status_decides() {
                    return Err(wrong(Answered::UnknownCode(place.to_owned(), quoted(code, 20), words())));
                }
            }
            let status = answer.status_error(place, said.as_deref()).map(|error| match error.kind {
                ErrorKind::TokenRefused if to == To::Token => {
                    refused(place, Some(Why::Code("HTTP 401".to_owned(), None)))
                }
                _ => error,
            });
            let place = place.to_owned();
            return Err(status.or_else(|| answer.html_error(&place)).unwrap_or_else(|| {
                wrong(if fields.is_some() { Answered::NoCode(place, None) } else { Answered::NoJson(place) })
            }));
        }
    }
    if let Some(error) = answer.status_error(place, said.as_deref()) {
        return Err(error);
    }
    match fields.and_then(|mut fields| fields.remove("data")) {
        Some(Value::Object(data)) => Ok(data),
        Some(data) if lenient::is_nothing(&data) => Ok(Map::new()),
        _ => Err(wrong(Answered::NoData(place.to_owned()))),
    }
}

pub(super) fn refused(place: &str, why: Option<Why>) -> Error {
    Error::new(ErrorKind::Credentials, Answered::NoToken(place.to_owned(), why, "sobot_cn".to_owned()))
}

/// The codes of the vendor's documents.
fn named(code: &str, said: Option<Quote>, place: &str, to: To) -> Option<Error> {
    Some(match (code, to) {
        ("1001", To::Token) => refused(place, Some(Why::Signature(code.to_owned(), said))),
        ("1002", To::Token) => refused(place, Some(Why::Code(code.to_owned(), said))),
        // The document says no more of it than "failed".
        ("1001", To::Action) => Error::new(ErrorKind::Answer, Asked::Failed(place.to_owned(), said)),
        ("1002", To::Action) => {
            let why = Why::Code(code.to_owned(), said);
            Error::new(ErrorKind::TokenRefused, Answered::TokenRefused(place.to_owned(), why))
        }
        _ => return None,
    })
}
