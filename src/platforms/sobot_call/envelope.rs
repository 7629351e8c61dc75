//! The envelope of all answers but the stream's: `code`, `status`, `message`, `reason`, and `data` with its rows
//! (CONTRACT "Envelopes and errors"; "Error Code List").

use std::time::Duration;

use serde_json::{Map, Value};

use super::problem::{Asked, Busy, Said};
use super::question::Remedy;
use crate::http::Answer;
use crate::http::words::sentence;
use crate::model::caps;
use crate::platforms::beyond::keep_to;
use crate::platforms::lenient::{self, Lean, LeftOut, Loose, TakesRows, Wanted, filled};
use crate::platforms::problem::{Answered, quote};
use crate::platforms::{Error, ErrorKind, Result};

/// Rows a page that are asked for; the vendor documents no largest number.
pub(super) const PAGE_ROWS: u32 = 100;

/// How long nothing is asked where too many calls were made.
const PAUSE: Duration = Duration::from_mins(1);

/// Reads an answer, and says what was left out of it; anything but success is an error.
pub(super) fn read(answer: &Answer, place: &str, remedy: Remedy) -> Result<(Map<String, Value>, LeftOut)> {
    judged(answer, place, remedy, lenient::capped(&answer.body))
}

/// The same without its rows, which are taken one by one, as much of each as is wanted. Of an answer that is an error what was
/// taken is nothing.
///
/// # Errors
/// The same.
pub(super) fn read_rows(
    answer: &Answer,
    place: &str,
    remedy: Remedy,
    wanted: Option<Wanted>,
    takes: &mut dyn TakesRows,
) -> Result<(Map<String, Value>, LeftOut)> {
    judged(answer, place, remedy, lenient::rows_of(&answer.body, wanted, takes))
}

fn judged(
    answer: &Answer,
    place: &str,
    remedy: Remedy,
    read: Option<(Map<String, Value>, LeftOut)>,
) -> Result<(Map<String, Value>, LeftOut)> {
    let (fields, left_out) = read.unzip();
    let said = fields.as_ref().and_then(words);
    if let Some(fields) = &fields
        && let Some(error) = named(fields, place)
    {
        return Err(error);
    }
    match answer.status {
        403 => return Err(remedy.forbidden(place, said.as_deref())),
        404 => {
            let said = said.as_deref().and_then(quote);
            return Err(Error::new(ErrorKind::Settings, Asked::NotThere(place.to_owned(), said)));
        }
        _ => {}
    }
    if let Some(error) = answer.status_error(place, said.as_deref()).or_else(|| answer.html_error(place)) {
        return Err(error);
    }
    let Some(fields) = fields else {
        return Err(Error::new(ErrorKind::Answer, Asked::NoObject(place.to_owned())));
    };
    match failed(&fields, place, remedy) {
        Some(error) => Err(error),
        None => Ok((fields, left_out.unwrap_or_default())),
    }
}

fn words(fields: &Map<String, Value>) -> Option<String> {
    let text = |key: &str| fields.get(key).and_then(Value::as_str).and_then(filled).map(str::to_owned);
    // An envelope of success says "OK" and "Success" in these places.
    ["message", "reason", "msg"].into_iter().find_map(text).filter(|said| !said.eq_ignore_ascii_case("ok"))
}

fn code(fields: &Map<String, Value>) -> Option<i64> {
    Loose::field(fields, "code").code().ok().flatten()
}

/// The codes of the vendor's "Error Code List".
fn named(fields: &Map<String, Value>, place: &str) -> Option<Error> {
    let what = match code(fields)? {
        3001 => Busy::Interrupting,
        3002 => Busy::Monitoring,
        3003 => Busy::BreakingOff,
        3004 => Busy::Inquiring,
        3005 => Busy::Meeting,
        3101 => Busy::InCall,
        3102 => Busy::Ringing,
        _ => return None,
    };
    Some(Error::new(ErrorKind::Answer, Asked::Busy(place.to_owned(), what)))
}

/// HTTP 200 and `code` 200 or 0 and a status that is no error: that is success.
fn failed(fields: &Map<String, Value>, place: &str, remedy: Remedy) -> Option<Error> {
    let code = code(fields);
    let status = fields.get("status").and_then(Value::as_str).unwrap_or_default().trim().to_ascii_lowercase();
    let wrong = status.contains("fail") || status.contains("error");
    if matches!(code, None | Some(0 | 200)) && !wrong {
        return None;
    }
    let said = words(fields);
    if code == Some(403) {
        return Some(remedy.forbidden(place, said.as_deref()));
    }
    let (place, said) = (place.to_owned(), Said::from(said.map(|said| sentence(&said))));
    let (kind, problem) = match code {
        Some(401) => (ErrorKind::TokenRefused, Asked::TokenRefused(place, said)),
        Some(229_000) => {
            let problem = Answered::TooOften(place, PAUSE.as_secs(), "sobot_call");
            return Some(Error::new(ErrorKind::RateLimited(PAUSE), problem));
        }
        Some(400) => (ErrorKind::Settings, Asked::Wrong(place, said)),
        Some(code) => (ErrorKind::Answer, Asked::Failed(place, code, said)),
        None => (ErrorKind::Answer, Asked::FailedNoCode(place, said)),
    };
    Some(Error::new(kind, problem))
}

/// The names of the lists of rows; `data` may be such a list itself.
const LISTS: [&str; 3] = ["list", "pageData", "metric"];

/// What makes something of a row, or of some of its fields.
pub(super) enum Made<'r, T> {
    Whole(&'r (dyn Fn(Map<String, Value>) -> Option<T> + 'r)),
    Lean(&'r (dyn Fn(&Lean<'_>) -> Option<T> + 'r)),
}

/// The rows of an answer's lists, made of theirs as they are read; `None` for one of which nothing is made.
pub(super) struct Taken<'r, T> {
    made: Made<'r, T>,
    lists: [TakenList<T>; LISTS.len()],
}

struct TakenList<T> {
    rows: Vec<Option<T>>,
    /// Those that are not kept among them.
    sent: u64,
}

impl<'r, T> Taken<'r, T> {
    pub(super) fn new(made: Made<'r, T>) -> Self {
        Self { made, lists: LISTS.map(|_| TakenList { rows: Vec::new(), sent: 0 }) }
    }
}

impl<T> TakenList<T> {
    fn take(&mut self, made: impl FnOnce() -> Option<T>) {
        self.sent += 1;
        // What is beyond is not even made.
        if self.rows.len() < PAGE_ROWS as usize * caps::BEYOND_ASKED {
            self.rows.push(made());
        }
    }
}

impl<T> TakesRows for Taken<'_, T> {
    fn lists(&self) -> &'static [&'static str] {
        &LISTS
    }

    fn begin(&mut self, list: usize) {
        if let Some(list) = self.lists.get_mut(list) {
            *list = TakenList { rows: Vec::new(), sent: 0 };
        }
    }

    fn take(&mut self, list: usize, row: Map<String, Value>) {
        if let (Some(list), Made::Whole(made)) = (self.lists.get_mut(list), &self.made) {
            list.take(|| made(row));
        }
    }

    fn take_lean(&mut self, list: usize, row: &Lean<'_>) {
        if let (Some(list), Made::Lean(made)) = (self.lists.get_mut(list), &self.made) {
            list.take(|| made(row));
        }
    }
}

/// A list as the calls of this family give it: `list`, `pageData` or `metric` under `data`, or `data` itself.
pub(super) struct Listing<R = Map<String, Value>> {
    /// The rows; empty objects, which the vendor puts at the end, are left out.
    pub(super) rows: Vec<R>,
    /// How many of them came; more than those that are kept where far more came than were asked for.
    pub(super) sent: u64,
    /// Rows in all pages.
    pub(super) total: Option<u64>,
    /// Rows a page.
    pub(super) page_size: Option<u32>,
    /// The row of totals, where there is one.
    pub(super) amount: Option<Map<String, Value>>,
}

impl Listing {
    pub(super) fn of(fields: Map<String, Value>, cut: &LeftOut, place: &str) -> Result<Self> {
        Self::made(fields, cut, place, |data| {
            let lists = LISTS.into_iter().filter_map(|key| lenient::rows(Some(data.remove(key)?)));
            // An empty one may stand in for one that has its rows under another name.
            let rows = lists.reduce(|first, next| if first.is_empty() { next } else { first }).unwrap_or_default();
            let sent = rows.len() as u64;
            (rows, sent)
        })
    }
}

impl<T> Listing<Option<T>> {
    /// The same where the rows were taken as they were read.
    pub(super) fn taken(fields: Map<String, Value>, cut: &LeftOut, place: &str, taken: Taken<'_, T>) -> Result<Self> {
        Self::made(fields, cut, place, |_| {
            let first = taken.lists.into_iter().find(|list| list.sent > 0);
            first.map_or_else(|| (Vec::new(), 0), |list| (list.rows, list.sent))
        })
    }
}

impl<R> Listing<R> {
    /// That of an answer, with its rows and how many of them were kept of the answer.
    fn made(
        mut fields: Map<String, Value>,
        cut: &LeftOut,
        place: &str,
        rows: impl FnOnce(&mut Map<String, Value>) -> (Vec<R>, u64),
    ) -> Result<Self> {
        let mut data = match fields.remove("data") {
            Some(Value::Object(data)) => data,
            Some(list @ Value::Array(_)) => Map::from_iter([("list".to_owned(), list)]),
            None => Map::new(),
            Some(data) if lenient::is_nothing(&data) => Map::new(),
            Some(_) => return Err(Error::new(ErrorKind::Answer, Asked::NoDataObject(place.to_owned()))),
        };
        let count = |key: &str| Loose::field(&data, key).count().ok().flatten();
        let total = count("total");
        let page_size = count("pageSize").and_then(|size| u32::try_from(size).ok()).filter(|size| *size > 0);
        let (mut rows, held) = rows(&mut data);
        let sent = LISTS.into_iter().chain(["data"]).find_map(|name| cut.sent(name)).unwrap_or(held);
        let mut total = total;
        if let Some(beyond) = keep_to(&mut rows, sent, PAGE_ROWS, place) {
            tracing::warn!("{beyond}");
            // They exist, and are not listed here.
            total = total.max(Some(sent));
        }
        let amount = match data.remove("amount") {
            Some(Value::Object(amount)) => Some(amount),
            _ => None,
        };
        Ok(Self { rows, sent, total, page_size, amount })
    }
}
