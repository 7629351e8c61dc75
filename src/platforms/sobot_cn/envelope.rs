//! The envelope of every answer: `code`, `data`, and what each code asks of us.

use serde_json::{Map, Value};

use crate::http::Answer;
use crate::http::words::{quoted, sentence};
use crate::platforms::lenient::{self, Loose};
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
    let wrong = |what: &str| Error::new(ErrorKind::Answer, format!("{place} gave an answer {what}; trying again"));
    // The vendor's own code says more than the status beside it.
    match code.as_deref() {
        Some("1000") => {}
        code => {
            let words = words(said.as_deref().unwrap_or_default());
            if let Some(code) = code {
                if let Some(error) = named(code, &words, place, to) {
                    return Err(error);
                }
                if !answer.status_decides() {
                    return Err(wrong_code(code, &words, place));
                }
            }
            let status = answer.status_error(place, said.as_deref()).map(|error| match error.kind {
                ErrorKind::TokenRefused if to == To::Token => refused(place, " (HTTP 401)"),
                _ => error,
            });
            let what = if fields.is_some() { "without code" } else { "that is not JSON" };
            return Err(status.or_else(|| answer.html_error(place)).unwrap_or_else(|| wrong(what)));
        }
    }
    if let Some(error) = answer.status_error(place, said.as_deref()) {
        return Err(error);
    }
    match fields.and_then(|mut fields| fields.remove("data")) {
        Some(Value::Object(data)) => Ok(data),
        Some(data) if lenient::is_nothing(&data) => Ok(Map::new()),
        _ => Err(wrong("without data")),
    }
}

pub(super) fn refused(place: &str, why: &str) -> Error {
    Error::new(ErrorKind::Settings, format!("{place} gave no token{why}; check app_id and app_key in [sobot_cn]"))
}

fn words(said: &str) -> String {
    match sentence(said) {
        empty if empty.is_empty() => empty,
        words => format!(": {words}"),
    }
}

fn wrong_code(code: &str, words: &str, place: &str) -> Error {
    Error::new(
        ErrorKind::Answer,
        format!("{place} answered the unknown code {}{words}; trying again", quoted(code, 20)),
    )
}

/// The codes of the vendor's documents.
fn named(code: &str, words: &str, place: &str, to: To) -> Option<Error> {
    Some(match (code, to) {
        ("1001", To::Token) => refused(place, &format!(": it refuses the signature (1001){words}")),
        ("1002", To::Token) => refused(place, &format!(" (1002){words}")),
        // The document says no more of it than "failed".
        ("1001", To::Action) => Error::new(
            ErrorKind::Answer,
            format!(
                "{place} failed (1001){words}; trying again; if it stays so, ask the vendor whether you may use it"
            ),
        ),
        ("1002", To::Action) => Error::new(ErrorKind::TokenRefused, format!("{place} refused the token (1002){words}")),
        _ => return None,
    })
}
