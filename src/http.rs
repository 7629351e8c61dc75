//! HTTP, and the only user of reqwest: requests out, status and text (or an open stream of bytes) back, and every
//! failure as one sentence that names host and endpoint, and never a query, a header or a body: those carry secrets.
//!
//! HTTP/1.1 only. Over HTTP/2 every request of a host shares one connection with the streams: a peer that stops reading
//! and writing on it while TCP stays up, or that allows one exchange at a time, stops them all, and one that timed out
//! leaves the connection to the next. Here an exchange has its connection to itself; one that is given up before its end
//! takes the connection along.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::StreamExt;
use reqwest::Url;
use reqwest::header;
use secrecy::{ExposeSecret, SecretString};

use crate::model::{Proxy, Stamp, Transport};

mod answer;
pub(crate) mod apart;
mod clients;
mod echo;
mod error;
mod failed;
mod fetch;
mod limits;
mod made;
mod problem;
mod reach;
mod reached;
mod refusal;
mod request;
mod route;
mod send;
mod trust;
mod unpack;
mod url;
pub mod words;

pub use answer::{Answer, pause_of};
pub use echo::Echoes;
pub use error::{Error, ErrorKind, Result};
pub use fetch::Fetched;
pub use limits::{CONNECT_TIMEOUT, DEFAULT_PAUSE, MAX_ANSWER_BYTES, REQUEST_TIMEOUT};
pub use problem::Exchange;
pub use request::{Request, Verb};
pub use route::{Peer, Variables};
pub use trust::{LookUp, Trust, trust};
pub use unpack::ByteStream;

use answer::{head, is_type, read, skew};
use route::Route;

/// Reads a body for the time that it names: the vendor's clock minus ours in ms, at the moment given.
pub type ToldBy = fn(&str, Stamp) -> Option<i64>;

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
    /// How long an exchange may take; of a stream its beginning, and of a file each piece.
    patience: Duration,
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
        let route = route::of(&url, &trust.variables());
        let client = clients::client(&url, &route, trust)?;
        let base = url.as_str().trim_end_matches('/').to_owned();
        let (keeps, skew, told_by): (_, _, ToldBy) = (Echoes::default(), Arc::default(), |_, _| None);
        Ok(Self { client, base, host, keeps, route, skew, told_by, patience: REQUEST_TIMEOUT })
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

    /// The same, where an exchange is given up after so long instead of [`REQUEST_TIMEOUT`].
    #[must_use]
    pub const fn giving_up_after(mut self, patience: Duration) -> Self {
        self.patience = patience;
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
        let answer = match tokio::time::timeout(self.patience, asked).await {
            Ok(answer) => answer?,
            Err(_) => return Err(self.no_answer(place)),
        };
        let told = answer.skew_ms.or_else(|| (self.told_by)(&answer.body, now()));
        *self.skew.lock().unwrap_or_else(PoisonError::into_inner) = told;
        Ok(answer)
    }

    fn no_answer(&self, place: String) -> Error {
        let via = self.route.proxy().cloned();
        Error::new(ErrorKind::Network, Transport::NoAnswer { place, via, seconds: self.patience.as_secs() })
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
        let reached = match tokio::time::timeout(self.patience, asked).await {
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
            return match tokio::time::timeout(self.patience, read(reached, &echoes, now)).await {
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
