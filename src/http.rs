//! HTTP, and the only user of reqwest: requests out, status and text (or an open stream of bytes) back, and every
//! failure as one sentence that names host and endpoint, and never a query, a header or a body: those carry secrets.
//!
//! HTTP/1.1 only. Over HTTP/2 every request of a host shares one connection with the streams: a peer that stops reading
//! and writing on it while TCP stays up, or that allows one exchange at a time, stops them all, and one that timed out
//! leaves the connection to the next. Here an exchange has its connection to itself; one that is given up before its end
//! takes the connection along.

use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use chrono::DateTime;
use futures_util::{Stream, StreamExt};
use reqwest::header::{self, HeaderMap};
use reqwest::{Url, redirect};
use secrecy::zeroize::Zeroize;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use self::apart::apart;
use crate::files::text;
use crate::model::{Proxy, Stamp, Transport};

pub(crate) mod apart;
mod echo;
mod error;
mod failed;
mod fetch;
mod problem;
mod reach;
mod refusal;
mod route;
mod send;
mod trust;
mod unpack;
mod url;
pub mod words;

pub use echo::Echoes;
pub use error::{Error, ErrorKind, Result};
pub use fetch::Fetched;
pub use problem::Exchange;
pub use route::{Peer, Variables};
pub use trust::{LookUp, Trust, trust};

use route::Route;
use send::{Moved, Reached};

/// An open body, piece by piece.
pub type ByteStream = Pin<Box<dyn Stream<Item = Result<Bytes>> + Send>>;
/// Reads a body for the time that it names: the vendor's clock minus ours in ms, at the moment given.
pub type ToldBy = fn(&str, Stamp) -> Option<i64>;

/// How long a connection may take to be made.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a plain request may take, its answer included; a stream has as long for its headers, and no limit after.
pub const REQUEST_TIMEOUT: Duration = Duration::from_secs(15);
/// How large an answer may be once unpacked: 64 MiB.
pub const MAX_ANSWER_BYTES: usize = 64 * 1024 * 1024;
/// How long to wait after "too many" when the vendor does not say.
pub const DEFAULT_PAUSE: Duration = Duration::from_mins(1);
/// No "wait" of a vendor or of a proxy before it is believed beyond an hour.
const LONGEST_PAUSE: Duration = Duration::from_hours(1);
/// How long a connection may lie idle and be used again. Long enough for page after page; shorter than what servers and
/// proxies close idle connections after (5 s and more), so that hardly ever a request meets one that is just being
/// closed; and shorter than [`REQUEST_TIMEOUT`], so that once a request on a dead connection has timed out, none is left
/// of those that lay idle when it was sent.
const IDLE_REUSE: Duration = Duration::from_secs(4);

/// What to ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// GET.
    Get,
    /// POST with a JSON body.
    Post,
}

impl Verb {
    /// As it stands in a request.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// One request. Not `Debug`: its query, headers and body carry secrets.
#[derive(Clone)]
pub struct Request<'a> {
    /// GET or POST.
    pub verb: Verb,
    /// Path below the base URL, beginning with a slash.
    pub path: &'a str,
    /// Query, in order; values are escaped here, commas excepted.
    pub query: &'a [(&'static str, String)],
    /// Headers; all of them are treated as secret.
    pub headers: &'a [(&'static str, String)],
    /// The JSON body of a POST.
    pub body: Option<&'a Value>,
}

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
    wiped: bool,
    /// Where redirects led, and why one was not followed.
    moved: Moved,
    /// The proxy that reads along, and may be the one who answers.
    via: Option<Proxy>,
}

impl Drop for Answer {
    fn drop(&mut self) {
        if self.wiped {
            self.body.zeroize();
        }
    }
}

/// An open stream.
pub struct Opened {
    /// Its bytes.
    pub bytes: ByteStream,
    /// The vendor's clock minus ours in ms, from the `Date` header.
    pub skew_ms: Option<i64>,
    /// What its events must not repeat.
    pub echoes: Echoes,
}

/// What came of opening a stream.
pub enum Opening {
    /// A 200 that is an event stream.
    Stream(Opened),
    /// Anything else, read to its end where it is short enough to be read at all.
    Plain(Answer),
}

/// A client of one host.
#[derive(Clone)]
pub struct Http {
    client: reqwest::Client,
    base: String,
    host: String,
    /// What requests are signed with.
    keeps: Echoes,
    route: Route,
    /// The vendor's clock minus ours in ms, as the last answer told it; kept for all clones.
    skew: Arc<Mutex<Option<i64>>>,
    told_by: ToldBy,
}

impl fmt::Debug for Http {
    /// Without the client: it may know the password of a proxy.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Http").field("base", &self.base).finish_non_exhaustive()
    }
}

impl Http {
    /// A client of the host that `base_url` names, which trusts whom this process [`trust`]s; `key` is the settings key
    /// it came from, for the error.
    ///
    /// # Errors
    /// [`ErrorKind::Settings`] if it is not an http or https URL with a host.
    pub fn new(base_url: &str, key: &str) -> Result<Self> {
        Self::trusting(base_url, key, &trust::of_process())
    }

    /// The same, with certificates of its own to trust beside the system's.
    ///
    /// # Errors
    /// Those of [`Http::new`].
    pub fn trusting(base_url: &str, key: &str, trust: &Trust) -> Result<Self> {
        let wrong = |why: fn(String) -> Exchange| Error::new(ErrorKind::Settings, why(key.to_owned()));
        let url = Url::parse(base_url.trim())
            .map_err(|error| Error::new(ErrorKind::Settings, Exchange::NotUrl(key.to_owned(), error.to_string())))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(wrong(Exchange::NotHttp));
        }
        if url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() || url.password().is_some() {
            return Err(wrong(Exchange::NotHost));
        }
        let Some(host) = url.host_str() else { return Err(wrong(Exchange::NoHost)) };
        let host = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
        // Two providers in one process, or none, make rustls panic; a second call of this finds the first one's.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("callboard/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(CONNECT_TIMEOUT)
            .tcp_keepalive(Duration::from_secs(30))
            .http1_only()
            .pool_idle_timeout(IDLE_REUSE)
            // They are followed in `send`, which never makes a GET of a POST.
            .redirect(redirect::Policy::none());
        let route = route::of(&url, &trust.variables());
        builder = builder.no_proxy();
        if let Route::Through(through) = &route {
            builder = builder.proxy(through.address.clone());
        }
        if !trust.certificates.is_empty() {
            builder = builder.tls_certs_merge(trust.certificates.iter().cloned());
        }
        if let Some(look_up) = &trust.look_up {
            builder = builder.dns_resolver(Arc::new(trust::Resolver(Arc::clone(look_up))));
        }
        let client = builder.build().map_err(failed::no_client)?;
        let base = url.as_str().trim_end_matches('/').to_owned();
        Ok(Self { client, base, host, keeps: Echoes::default(), route, skew: Arc::default(), told_by: |_, _| None })
    }

    /// The same for a credential with this secret, which no answer may repeat.
    #[must_use]
    pub fn keeping(mut self, secret: &SecretString) -> Self {
        self.keeps.add(secret.expose_secret());
        self
    }

    /// The same, for a vendor whose answers may name the time in their bodies: `told_by` reads its clock minus ours from
    /// one that has no `Date`.
    #[must_use]
    pub fn reading_time_by(mut self, told_by: ToldBy) -> Self {
        self.told_by = told_by;
        self
    }

    /// Host and, where it is not the usual one, port.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The host and port that a connection is made to: the vendor's, or those of the proxy that leads there.
    ///
    /// # Errors
    /// [`ErrorKind::Settings`] when the environment names a proxy that is none.
    pub fn peer(&self) -> Result<Peer> {
        route::peer(&self.route, &self.base)
    }

    /// The proxy on the way, if it is one that reads along: through a tunnel it does not.
    fn reader(&self) -> Option<&Proxy> {
        self.route.proxy().filter(|proxy| !proxy.is_socks() && !self.base.starts_with("https:"))
    }

    /// "GET /path at host": where something went wrong.
    pub fn place(&self, request: &Request<'_>) -> String {
        format!("{} {} at {}", request.verb.name(), request.path, self.host)
    }

    /// Asks, and reads the answer to its end.
    ///
    /// # Errors
    /// [`ErrorKind::Network`] if there is no answer, [`ErrorKind::Answer`] if it is too large or leads elsewhere.
    pub async fn ask(&self, request: &Request<'_>, now: impl Fn() -> Stamp) -> Result<Answer> {
        self.ask_called(request, self.place(request), now).await
    }

    /// The same, where errors call what is asked `place`.
    ///
    /// # Errors
    /// Those of [`Http::ask`].
    pub async fn ask_called(&self, request: &Request<'_>, place: String, now: impl Fn() -> Stamp) -> Result<Answer> {
        let asked = async {
            let packed = |asked: reqwest::RequestBuilder| asked.header(header::ACCEPT_ENCODING, "gzip");
            let reached = self.send(request, place.clone(), packed).await?;
            read(reached, &self.echoes(request), &now).await
        };
        let answer = match tokio::time::timeout(REQUEST_TIMEOUT, asked).await {
            Ok(answer) => answer?,
            Err(_) => return Err(self.no_answer(place)),
        };
        let told = answer.skew_ms.or_else(|| (self.told_by)(&answer.body, now()));
        *self.skew.lock().unwrap_or_else(PoisonError::into_inner) = told;
        Ok(answer)
    }

    fn no_answer(&self, place: String) -> Error {
        let via = self.route.proxy().cloned();
        Error::new(ErrorKind::Network, Transport::NoAnswer { place, via, seconds: REQUEST_TIMEOUT.as_secs() })
    }

    /// What an answer to `request` must not repeat.
    fn echoes(&self, request: &Request<'_>) -> Echoes {
        Echoes::of(request).and(&self.keeps)
    }

    /// The same for an answer that may hold a token: it is overwritten when it is no longer needed.
    ///
    /// # Errors
    /// Those of [`Http::ask`].
    pub async fn ask_for_token(&self, request: &Request<'_>, now: impl Fn() -> Stamp) -> Result<Answer> {
        let mut answer = self.ask(request, now).await?;
        answer.wiped = true;
        Ok(answer)
    }

    /// The vendor's clock minus ours in ms, as the last answer of [`Http::ask`] told it: by its `Date`, else by a time in
    /// a short body.
    pub fn skew_ms(&self) -> Option<i64> {
        *self.skew.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Opens a stream of events. An answer that is none is read like any other.
    ///
    /// # Errors
    /// Those of [`Http::ask`].
    pub async fn open(&self, request: &Request<'_>, now: impl Fn() -> Stamp) -> Result<Opening> {
        let asked = self.send(request, self.place(request), |asked| {
            // A proxy that packs a stream tends to hold it back until it has enough to pack.
            asked
                .header(header::ACCEPT, "text/event-stream")
                .header(header::ACCEPT_ENCODING, "identity")
                .header(header::CACHE_CONTROL, "no-cache")
        });
        let reached = match tokio::time::timeout(REQUEST_TIMEOUT, asked).await {
            Ok(reached) => reached?,
            Err(_) => return Err(Error { kind: ErrorKind::Late, ..self.no_answer(self.place(request)) }),
        };
        let echoes = self.echoes(request);
        let response = &reached.response;
        if response.status().as_u16() != 200 || !is_type(response.headers(), "text/event-stream") {
            let readable = response.status().as_u16() != 200 || is_type(response.headers(), "application/json");
            let headers = head(&reached, now());
            if !readable {
                return Ok(Opening::Plain(headers));
            }
            return match tokio::time::timeout(REQUEST_TIMEOUT, read(reached, &echoes, now)).await {
                Ok(answer) => answer.map(Opening::Plain),
                // It said 200 and then neither streams nor ends: its headers are all there is to judge by.
                Err(_) => Ok(Opening::Plain(headers)),
            };
        }
        let skew_ms = skew(response.headers(), now());
        let (response, place, broken) = reached.apart();
        let bytes = response.bytes_stream().map(move |piece| piece.map_err(&broken));
        let bytes = unpack::stream(Box::pin(bytes), place);
        Ok(Opening::Stream(Opened { bytes, skew_ms, echoes }))
    }
}

impl Answer {
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

fn head(reached: &Reached, now: Stamp) -> Answer {
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

async fn read(reached: Reached, echoes: &Echoes, now: impl Fn() -> Stamp) -> Result<Answer> {
    let mut answer = head(&reached, now());
    let (mut response, place, broken) = reached.apart();
    let place = &*place;
    let mut body: Vec<u8> = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(&broken)? {
        if body.len().saturating_add(piece.len()) > MAX_ANSWER_BYTES {
            return Err(Error::new(ErrorKind::Answer, too_large(place)));
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

fn too_large(place: &str) -> Exchange {
    Exchange::TooLarge(place.to_owned(), MAX_ANSWER_BYTES >> 20)
}

fn is_type(headers: &HeaderMap, wanted: &str) -> bool {
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
fn skew(headers: &HeaderMap, now: Stamp) -> Option<i64> {
    let text = |name| headers.get(name)?.to_str().ok();
    let date = DateTime::parse_from_rfc2822(text(header::DATE)?.trim()).ok()?;
    let age: i64 = text(header::AGE).and_then(|age| age.trim().parse().ok()).filter(|age| *age >= 0).unwrap_or(0);
    Some(Stamp(date.timestamp_millis()).plus(age.saturating_mul(1_000)).plus(500).since(now))
}
