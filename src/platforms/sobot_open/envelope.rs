//! The envelope of every answer: `ret_code`, `ret_msg` (also spelt `retCode`, `retMsg`), and what each code asks of us.

use std::time::Duration;

use serde_json::{Map, Value};

use super::problem::Asked;
use crate::http::words::{quoted, sentence};
use crate::http::{Answer, DEFAULT_PAUSE, pause_of};
use crate::model::Problem;
use crate::platforms::lenient::{self, LeftOut, Loose, TakesRows};
use crate::platforms::problem::{Answered, Why, quote};
use crate::platforms::{Error, ErrorKind, Result};

/// A successful answer.
pub(super) struct Envelope(Map<String, Value>, LeftOut);

impl Envelope {
    /// Reads an answer; anything but success is an error.
    pub(super) fn read(answer: &Answer, place: &str) -> Result<Self> {
        Self::of(lenient::capped(&answer.body), answer, place)
    }

    /// The same with rows that are taken as they are read; of an answer that is an error they mean nothing.
    pub(super) fn read_rows(answer: &Answer, place: &str, takes: &mut dyn TakesRows) -> Result<Self> {
        Self::of(lenient::rows_of(&answer.body, None, takes), answer, place)
    }

    fn of(read: Option<(Map<String, Value>, LeftOut)>, answer: &Answer, place: &str) -> Result<Self> {
        Self::read_as(read, answer, place, named, |code, said, place| {
            Error::new(ErrorKind::Answer, Answered::UnknownCode(place.to_owned(), quoted(code, 20), quote(said)))
        })
    }

    /// Reads the answer of the token call. No token was sent with it, so whatever is refused is the signature, for
    /// which the vendor has no code of its own.
    pub(super) fn read_token(answer: &Answer, place: &str) -> Result<Self> {
        let refuse = |code: &str, said: &str, place: &str| refused(place, Some(Why::Code(sentence(code), quote(said))));
        let known = |code: &str, said: &str, place: &str| {
            let error = named(code, said, place)?;
            Some(if matches!(code, "229000" | "999999") { error } else { refuse(code, said, place) })
        };
        Self::read_as(lenient::capped(&answer.body), answer, place, known, refuse).map_err(|error| match error.kind {
            ErrorKind::TokenRefused => refused(place, None),
            _ => error,
        })
    }

    fn read_as(
        read: Option<(Map<String, Value>, LeftOut)>,
        answer: &Answer,
        place: &str,
        known: impl Fn(&str, &str, &str) -> Option<Error>,
        unknown: impl Fn(&str, &str, &str) -> Error,
    ) -> Result<Self> {
        let (fields, left_out) = read.unzip();
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
        let place = place.to_owned();
        let problem: Problem =
            if fields.is_some() { Asked::NoRetCode(place).into() } else { Answered::NoJson(place).into() };
        Err(Error::new(ErrorKind::Answer, problem))
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
pub(super) fn is_success(code: &str) -> bool {
    code.bytes().all(|byte| byte == b'0')
}

pub(super) fn refused(place: &str, why: Option<Why>) -> Error {
    Error::new(ErrorKind::Credentials, Answered::NoToken(place.to_owned(), why, "sobot_open".to_owned()))
}

/// The codes of the vendor's documents.
pub(super) fn named(code: &str, said: &str, place: &str) -> Option<Error> {
    let (place, words) = (place.to_owned(), quote(said));
    Some(match code {
        "900001" | "900002" => {
            Error::new(ErrorKind::TokenRefused, Answered::TokenRefused(place, Why::Code(code.to_owned(), words)))
        }
        "229000" => {
            let pause = pause(said);
            Error::new(ErrorKind::RateLimited(pause), Answered::TooOften(place, pause.as_secs(), "sobot_open"))
        }
        "222000" => Error::new(ErrorKind::Final, Asked::Wrong(place, words)),
        "999999" => Error::new(ErrorKind::Answer, Asked::FailedInside(place, words)),
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
