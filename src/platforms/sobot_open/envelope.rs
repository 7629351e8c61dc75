//! The envelope of every answer: `ret_code`, `ret_msg` (also spelt `retCode`, `retMsg`), and what each code asks of us.

use std::time::Duration;

use serde_json::{Map, Value};

use crate::http::words::{quoted, sentence};
use crate::http::{Answer, DEFAULT_PAUSE, pause_of};
use crate::platforms::lenient::{self, LeftOut, Loose};
use crate::platforms::{Error, ErrorKind, Result};

/// A successful answer.
pub(super) struct Envelope(Map<String, Value>, LeftOut);

impl Envelope {
    /// Reads an answer; anything but success is an error.
    pub(super) fn read(answer: &Answer, place: &str) -> Result<Self> {
        Self::read_as(answer, place, named, |code, said, place| {
            let words = words(said);
            Error::new(
                ErrorKind::Answer,
                format!("{place} answered the unknown code {}{words}; trying again", quoted(code, 20)),
            )
        })
    }

    /// Reads the answer of the token call. No token was sent with it, so whatever is refused is the signature, for
    /// which the vendor has no code of its own.
    pub(super) fn read_token(answer: &Answer, place: &str) -> Result<Self> {
        let refuse =
            |code: &str, said: &str, place: &str| refused(place, &format!(" ({}){}", sentence(code), words(said)));
        let known = |code: &str, said: &str, place: &str| {
            let error = named(code, said, place)?;
            Some(if matches!(code, "229000" | "999999") { error } else { refuse(code, said, place) })
        };
        Self::read_as(answer, place, known, refuse).map_err(|error| match error.kind {
            ErrorKind::TokenRefused => refused(place, ""),
            _ => error,
        })
    }

    fn read_as(
        answer: &Answer,
        place: &str,
        known: impl Fn(&str, &str, &str) -> Option<Error>,
        unknown: impl Fn(&str, &str, &str) -> Error,
    ) -> Result<Self> {
        let (fields, left_out) = lenient::capped(&answer.body).unzip();
        let text = |keys: &[&str]| fields.as_ref().and_then(|fields| Loose::spelt(fields, keys).text().ok().flatten());
        let code = text(&["ret_code", "retCode"]);
        let said = text(&["ret_msg", "retMsg"]);
        // The vendor's own code says more than the status beside it.
        if let Some(code) = code {
            if is_success(&code)
                && let Some(fields) = fields
            {
                return match answer.status_error(place, said.as_deref()) {
                    None => Ok(Self(fields, left_out.unwrap_or_default())),
                    Some(error) => Err(error),
                };
            }
            let told = said.as_deref().unwrap_or_default();
            if let Some(error) = known(&code, told, place) {
                return Err(error);
            }
            if !answer.status_decides() {
                return Err(unknown(&code, told, place));
            }
        }
        if let Some(error) = answer.status_error(place, said.as_deref()) {
            return Err(error);
        }
        if let Some(error) = answer.html_error(place) {
            return Err(error);
        }
        let what = if fields.is_some() { "without ret_code" } else { "that is not JSON" };
        Err(Error::new(ErrorKind::Answer, format!("{place} gave an answer {what}; trying again")))
    }

    pub(super) fn into_fields(self) -> Map<String, Value> {
        self.0
    }

    /// The fields, and what was left out of them.
    pub(super) fn into_parts(self) -> (Map<String, Value>, LeftOut) {
        (self.0, self.1)
    }
}

/// `000000`; a number loses its leading zeros.
fn is_success(code: &str) -> bool {
    code.bytes().all(|byte| byte == b'0')
}

fn words(said: &str) -> String {
    match sentence(said) {
        empty if empty.is_empty() => empty,
        words => format!(": {words}"),
    }
}

fn refused(place: &str, why: &str) -> Error {
    Error::new(ErrorKind::Settings, format!("{place} gave no token{why}; check app_id and app_key in [sobot_open]"))
}

/// The codes of the vendor's documents.
fn named(code: &str, said: &str, place: &str) -> Option<Error> {
    let words = words(said);
    Some(match code {
        "900001" | "900002" => {
            Error::new(ErrorKind::TokenRefused, format!("{place} refused the token ({code}){words}"))
        }
        "229000" => {
            let pause = pause(said);
            Error::new(
                ErrorKind::RateLimited(pause),
                format!(
                    "{place} was called too often (229000); nothing is asked for {} s: lower calls_per_minute in \
                     [sobot_open] if other programs ask too",
                    pause.as_secs()
                ),
            )
        }
        "222000" => Error::new(
            ErrorKind::Final,
            format!("{place} calls the request wrong (222000){words}; it is not repeated until the settings change"),
        ),
        "999999" => Error::new(ErrorKind::Answer, format!("{place} failed inside (999999){words}; trying again")),
        _ => return None,
    })
}

/// The first `[n]s` of the sentence; a minute where there is none.
fn pause(said: &str) -> Duration {
    let seconds = said.split('[').skip(1).find_map(|rest| {
        let (number, behind) = rest.split_once(']')?;
        let number: u64 = number.trim().parse().ok()?;
        behind.trim_start().starts_with(['s', 'S']).then_some(number)
    });
    seconds.map_or(DEFAULT_PAUSE, pause_of)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_is_the_first_number_of_seconds_in_brackets() {
        for (said, seconds) in [
            ("API call too frequent. Try again [45]s later. Currently [20] times of API call within [60]s", 45),
            ("Currently [20] times within [30]s", 30),
            ("Try again [ 5 ] s later", 5),
            ("Try again later", 60),
            ("[x]s [99999999]s", 3600),
            ("[0]s", 1),
            ("", 60),
        ] {
            assert_eq!(pause(said), Duration::from_secs(seconds), "{said}");
        }
    }

    #[test]
    fn success_may_have_lost_its_zeros() {
        assert!(is_success("000000") && is_success("0"));
        assert!(!is_success("900002"));
    }
}
