//! What was answered, and how it is read.

use std::fmt;
use std::time::Duration;

use chrono::DateTime;
use reqwest::header::{self, HeaderMap};
use secrecy::zeroize::Zeroize;

use super::apart::apart;
use super::limits::{LONGEST_PAUSE, MAX_ANSWER_BYTES};
use super::reached::{Moved, Reached};
use super::unpack;
use super::{Echoes, Error, ErrorKind, Exchange, Result};
use crate::files::text;
use crate::model::{Proxy, Stamp};

/// Of a body that is said to be longer than this, room for the rest is made as it comes.
const BELIEVED_BYTES: usize = 4 * 1024 * 1024;

/// What was answered, whatever the status. Secrets that the request carried are cut out of it.
#[derive(Clone)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// The body, unpacked; what is not UTF-8 is replaced.
    pub body: String,
    /// Whether it is a web page.
    pub html: bool,
    /// How long the server asks us to stay away.
    pub retry_after: Option<Duration>,
    /// The vendor's clock minus ours in ms, from the `Date` header.
    pub skew_ms: Option<i64>,
    /// Whether the body is overwritten when it is no longer needed: it holds a token.
    pub(super) wiped: bool,
    /// Where redirects led, and why one was not followed.
    pub(super) moved: Moved,
    /// The proxy that reads along, and may be the one who answers.
    pub(super) via: Option<Proxy>,
}

impl Drop for Answer {
    fn drop(&mut self) {
        if self.wiped {
            self.body.zeroize();
        }
    }
}

impl Answer {
    /// Who answered, for sentences: `asked`, unless redirects led on from there.
    pub fn place<'a>(&'a self, asked: &'a str) -> &'a str {
        self.moved.place.as_deref().unwrap_or(asked)
    }

    /// Whether the status says more than a body's code that no document knows: a gateway's, which wants another token, a wait,
    /// or to be asked by another user.
    pub const fn status_decides(&self) -> bool {
        matches!(self.status, 401 | 403 | 429)
    }

    /// The error for a web page where JSON was expected.
    pub fn html_error(&self, place: &str) -> Option<Error> {
        let place = self.place(place);
        self.html.then(|| Error::new(ErrorKind::Answer, Exchange::Html(place.to_owned())))
    }
}

impl fmt::Debug for Answer {
    /// Without the body: it may hold a token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer").field("status", &self.status).field("bytes", &self.body.len()).finish_non_exhaustive()
    }
}

pub(super) fn head(reached: &Reached, now: Stamp) -> Answer {
    let headers = reached.response.headers();
    Answer {
        status: reached.response.status().as_u16(),
        body: String::new(),
        html: is_type(headers, "text/html"),
        retry_after: retry_after(headers, now),
        skew_ms: skew(headers, now),
        wiped: false,
        moved: reached.moved.clone(),
        via: reached.reader.clone(),
    }
}

pub(super) async fn read(reached: Reached, echoes: &Echoes, now: impl Fn() -> Stamp) -> Result<Answer> {
    let mut answer = head(&reached, now());
    let (mut response, place, broken) = reached.apart();
    let place = &*place;
    let mut body = Vec::with_capacity(said(&response));
    while let Some(piece) = response.chunk().await.map_err(&broken)? {
        if body.len().saturating_add(piece.len()) > MAX_ANSWER_BYTES {
            return Err(Error::new(ErrorKind::Answer, Exchange::too_large(place)));
        }
        body.extend_from_slice(&piece);
    }
    // A little may unpack to a lot.
    let size = if unpack::is_packed(&body) { usize::MAX } else { body.len() };
    let echoes = echoes.clone();
    let text =
        apart(size, move || unpack::whole(body, MAX_ANSWER_BYTES).map(|body| echoes.cut(text::read_lossy(body))));
    answer.body = text.await.map_err(|wrong| wrong.told(place))?;
    answer.html |= answer.body.trim_start().starts_with('<');
    Ok(answer)
}

/// How long a body is said to be, as far as that is believed: room for it at once is half of what doubling comes to.
fn said(response: &reqwest::Response) -> usize {
    let said = response.content_length().and_then(|said| usize::try_from(said).ok());
    said.unwrap_or_default().min(BELIEVED_BYTES)
}

pub(super) fn is_type(headers: &HeaderMap, wanted: &str) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case(wanted))
}

/// The wait that is asked for: at least a second, at most an hour.
pub fn pause_of(seconds: u64) -> Duration {
    Duration::from_secs(seconds).clamp(Duration::from_secs(1), LONGEST_PAUSE)
}

/// `Retry-After`, in seconds or as a date on the server's clock.
fn retry_after(headers: &HeaderMap, now: Stamp) -> Option<Duration> {
    let said = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = said.parse() {
        return Some(pause_of(seconds));
    }
    let until = Stamp(DateTime::parse_from_rfc2822(said).ok()?.timestamp_millis());
    let wait = until.since(now.plus(skew(headers, now).unwrap_or(0)));
    Some(pause_of(u64::try_from(wait).unwrap_or(0).div_ceil(1_000)))
}

/// `Date` has whole seconds, cut off: the middle of that second is the best guess. A copy from a cache says how old it
/// is.
pub(super) fn skew(headers: &HeaderMap, now: Stamp) -> Option<i64> {
    let text = |name| headers.get(name)?.to_str().ok();
    let date = DateTime::parse_from_rfc2822(text(header::DATE)?.trim()).ok()?;
    let age: i64 = text(header::AGE).and_then(|age| age.trim().parse().ok()).filter(|age| *age >= 0).unwrap_or(0);
    Some(Stamp(date.timestamp_millis()).plus(age.saturating_mul(1_000)).plus(500).since(now))
}
