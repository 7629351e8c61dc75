//! The way from a board to a hub that serves its boards itself: what is asked of it, over HTTPS.
//!
//! Numbers by which calls are looked up go this way unmasked, so plain text leads to this machine alone. Nothing that is sent
//! here is logged, and no error repeats it.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use chrono::NaiveDate;
use futures_util::StreamExt;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use super::alerts::{See, SeeAnswer};
use super::clock::Exchange;
use super::envelope::Place;
use super::notes::NoteAnswer;
use super::questions::Unmasked;
use super::way::{Answers, Coming, Events, Heard, Moment, Way};
use super::wire;
use crate::config::is_private;
use crate::http::{Error, ErrorKind, Fetched, Http, Opening, Request, Result, Trust, Verb};
use crate::model::{Note, Stamp, Want, plain};
use crate::platforms::sse::{self, Named};
use crate::platforms::{Recording, lenient};

pub mod problem;

use problem::Unserved;

/// Where boards are served.
pub const STREAM: &str = "/v1/stream";
/// Where boards say what they want to know.
pub const WANTS: &str = "/v1/wants";
/// Where a board asks for sources to be tried again.
pub const RETRY: &str = "/v1/retry";
/// Where a board asks what time it is at the hub.
pub const TIME: &str = "/v1/time";
/// Where a board says what its person did about an alert.
pub const SEE: &str = "/v1/see";
/// Where a board hands over a note that its person wrote.
pub const NOTE: &str = "/v1/note";
/// Where a board asks for the sound of a call.
pub const SOUND: &str = "/v1/sound";

/// Where a board asks for the recording of a day.
pub const RECORDING: &str = "/v1/recording";

/// The section of the settings that leads to a hub.
const SECTION: &str = "hub";

/// No event of a hub is larger: a keyframe's part with the roster of 200,000 agents.
const MAX_EVENT_BYTES: usize = 128 * 1024 * 1024;

/// So much of what a hub says of a failure is repeated, in characters.
const SAID: usize = 300;

/// What a board wants to know of a hub, as it travels: unmasked.
#[derive(Serialize, Deserialize)]
pub struct Asked {
    /// The board's id.
    pub board: String,
    /// What it is called.
    #[serde(default)]
    pub name: String,
    /// Whether it has forgotten every answer.
    #[serde(default)]
    pub anew: bool,
    /// What it wants, most wanted first.
    pub wants: Vec<Unmasked>,
}

/// The first line of what is answered to that; the answers that are at hand follow, a line each.
#[derive(Serialize, Deserialize)]
pub struct Numbered {
    /// The numbers of the questions, in the order of the wants.
    pub questions: Vec<u64>,
}

/// What is answered to what a person did about an alert.
#[derive(Serialize, Deserialize)]
pub struct SeenThere {
    /// What became of it.
    pub seen: SeeAnswer,
}

/// What is answered to a note.
#[derive(Serialize, Deserialize)]
pub struct NotedThere {
    /// What became of it.
    pub noted: NoteAnswer,
}

/// What time it is at the hub.
#[derive(Serialize, Deserialize)]
pub struct Time {
    /// On its clock.
    pub now: Stamp,
}

/// Where a hub is, and how it knows this board.
#[derive(Clone, Debug)]
pub struct DirectSettings {
    /// Its address, without a trailing slash.
    pub url: String,
    /// The token that boards show.
    pub token: Option<SecretString>,
    /// Whom to trust, and the certificate that this board shows.
    pub trust: Trust,
    /// An id that no other board has.
    pub board: String,
    /// What this board is called.
    pub name: String,
}

/// A hub, as a board asks it.
pub struct Direct {
    http: Http,
    settings: DirectSettings,
    /// `Authorization`, where there is a token.
    authorization: Option<SecretString>,
}

impl fmt::Debug for Direct {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Direct").field("url", &self.settings.url).finish_non_exhaustive()
    }
}

impl Direct {
    /// A hub of these settings.
    ///
    /// # Errors
    /// [`ErrorKind::Settings`] where its address is none, or leads to another machine in plain text.
    pub fn new(settings: DirectSettings) -> Result<Self> {
        if !is_private(&settings.url) {
            return Err(Error::new(ErrorKind::Settings, Unserved::Plain));
        }
        let mut http = Http::trusting(&settings.url, "url in [hub]", &settings.trust)?;
        let mut authorization = None;
        if let Some(token) = &settings.token {
            http = http.keeping(token);
            authorization = Some(SecretString::from(format!("Bearer {}", token.expose_secret())));
        }
        Ok(Self { http, settings, authorization })
    }

    /// Its address.
    pub fn url(&self) -> &str {
        &self.settings.url
    }

    /// Its host and, where it is not the usual one, port.
    pub fn host(&self) -> &str {
        self.http.host()
    }

    fn headers(&self) -> Vec<(&'static str, String)> {
        let shown = self.authorization.as_ref();
        shown.map(|value| ("authorization", value.expose_secret().to_owned())).into_iter().collect()
    }

    /// Opens the stream, behind `from` where it reaches back so far.
    async fn stream(&self, from: Option<Place>) -> Result<Events> {
        let mut headers = self.headers();
        headers.extend(from.map(|place| ("last-event-id", place.to_string())));
        let query = [("board", self.settings.board.clone()), ("name", self.settings.name.clone())];
        let request = Request { verb: Verb::Get, path: STREAM, query: &query, headers: &headers, body: None };
        match self.http.open(&request, || Stamp(0)).await? {
            Opening::Stream(opened) => {
                let host = self.host().to_owned();
                let events = sse::named(opened.bytes, MAX_EVENT_BYTES, SECTION);
                Ok(Box::pin(events.map(move |named| heard(named?, &host))))
            }
            Opening::Plain(answer) => Err(self.refusal(answer.status, answer.html, &answer.body)),
        }
    }

    /// Says what this board wants to know; the numbers of its questions, and the answers that are at hand.
    async fn wanting(&self, wants: Vec<Want>, anew: bool) -> Result<Answers> {
        let DirectSettings { board, name, .. } = self.settings.clone();
        let asked = Asked { board, name, anew, wants: wants.into_iter().map(Unmasked).collect() };
        let body = lenient::tree(&asked);
        let answer = self.post(WANTS, &body).await?;
        let mut lines = answer.lines();
        let first: Option<Numbered> = lines.next().and_then(|line| serde_json::from_slice(line.as_bytes()).ok());
        let Some(Numbered { questions }) = first else { return Err(self.garbled()) };
        Ok(Answers { questions, found: lines.filter_map(wire::read_found).collect() })
    }

    /// Says what a person did about an alert.
    ///
    /// # Errors
    /// Those of the way.
    async fn seeing(&self, see: See) -> Result<SeeAnswer> {
        let answer = self.post(SEE, &lenient::tree(&see)).await?;
        serde_json::from_slice::<SeenThere>(answer.as_bytes()).map(|answered| answered.seen).map_err(|_| self.garbled())
    }

    /// Hands over a note.
    ///
    /// # Errors
    /// Those of the way, and that the hub is of a version that takes none.
    async fn noting(&self, note: Note) -> Result<NoteAnswer> {
        let headers = self.headers();
        let body = lenient::tree(&note);
        let request = Request { verb: Verb::Post, path: NOTE, query: &[], headers: &headers, body: Some(&body) };
        let answer = self.http.ask(&request, || Stamp(0)).await?;
        match answer.status {
            200 => serde_json::from_slice::<NotedThere>(answer.body.as_bytes())
                .map(|answered| answered.noted)
                .map_err(|_| self.garbled()),
            404 if !answer.html => Err(Error::new(ErrorKind::Answer, Unserved::NoNotes(self.host().to_owned()))),
            status => Err(self.refusal(status, answer.html, &answer.body)),
        }
    }

    /// Asks for sources to be tried again.
    async fn retrying(&self) -> Result<()> {
        self.post(RETRY, &serde_json::json!({})).await.map(drop)
    }

    /// Asks what time it is there; `moment` is the steady clock by which this is timed.
    ///
    /// # Errors
    /// Those of the way, and that the hub does not take this board's token or certificate.
    pub async fn time(&self, moment: impl Fn() -> Duration) -> Result<Exchange> {
        let headers = self.headers();
        let request = Request { verb: Verb::Get, path: TIME, query: &[], headers: &headers, body: None };
        let asked = moment();
        let answer = self.http.ask(&request, || Stamp(0)).await?;
        let answered = moment();
        if answer.status != 200 {
            return Err(self.refusal(answer.status, answer.html, &answer.body));
        }
        let told: Time = serde_json::from_slice(answer.body.as_bytes()).map_err(|_| self.garbled())?;
        Ok(Exchange { asked, answered, theirs: told.now })
    }

    /// Opens the recording of a call.
    ///
    /// # Errors
    /// That the hub knows none, and those of the way.
    async fn sounding(&self, call: String) -> Result<Recording> {
        let headers = self.headers();
        let query = [("call", call)];
        let request = Request { verb: Verb::Get, path: SOUND, query: &query, headers: &headers, body: None };
        match self.http.fetch(&request, || Stamp(0)).await? {
            Fetched::File { bytes, length } => Ok(Recording { bytes, length }),
            Fetched::Plain(answer) if answer.status == 404 => Err(Error::new(ErrorKind::Final, Unserved::NoSound)),
            Fetched::Plain(answer) => Err(self.refusal(answer.status, answer.html, &answer.body)),
        }
    }

    /// Opens the hub's recording of that day, or the newest: its bytes.
    ///
    /// # Errors
    /// That the hub has none, and those of the way.
    pub async fn recording(&self, date: Option<NaiveDate>) -> Result<Recording> {
        let headers = self.headers();
        let query: Vec<_> = date.map(|date| ("date", date.to_string())).into_iter().collect();
        let request = Request { verb: Verb::Get, path: RECORDING, query: &query, headers: &headers, body: None };
        match self.http.fetch(&request, || Stamp(0)).await? {
            Fetched::File { bytes, length } => Ok(Recording { bytes, length }),
            Fetched::Plain(answer) if answer.status == 404 && !answer.html => {
                let said: String = plain::line(answer.body.trim()).chars().take(SAID).collect();
                Err(Error::new(ErrorKind::Final, Unserved::Said(self.host().to_owned(), 404, said)))
            }
            Fetched::Plain(answer) => Err(self.refusal(answer.status, answer.html, &answer.body)),
        }
    }

    async fn post(&self, path: &'static str, body: &serde_json::Value) -> Result<String> {
        let headers = self.headers();
        let request = Request { verb: Verb::Post, path, query: &[], headers: &headers, body: Some(body) };
        let mut answer = self.http.ask(&request, || Stamp(0)).await?;
        match answer.status {
            200 => Ok(std::mem::take(&mut answer.body)),
            status => Err(self.refusal(status, answer.html, &answer.body)),
        }
    }

    fn garbled(&self) -> Error {
        garbled(self.host())
    }

    fn refusal(&self, status: u16, html: bool, said: &str) -> Error {
        let host = self.host().to_owned();
        match status {
            401 => Error::new(ErrorKind::Credentials, Unserved::Refused(host)),
            _ if html || matches!(status, 200 | 404) => Error::new(ErrorKind::Answer, Unserved::NoHub(host, status)),
            _ => {
                let said: String = plain::line(said.trim()).chars().take(SAID).collect();
                Error::new(ErrorKind::Answer, Unserved::Said(host, status, said))
            }
        }
    }
}

impl Way for Direct {
    fn url(&self) -> &str {
        Self::url(self)
    }

    fn host(&self) -> &str {
        Self::host(self)
    }

    fn open(self: Arc<Self>, from: Option<Place>) -> Coming<Result<Events>> {
        Box::pin(async move { self.stream(from).await })
    }

    fn want(self: Arc<Self>, wants: Vec<Want>, anew: bool) -> Coming<Result<Answers>> {
        Box::pin(async move { self.wanting(wants, anew).await })
    }

    fn see(self: Arc<Self>, see: See) -> Coming<Result<SeeAnswer>> {
        Box::pin(async move { self.seeing(see).await })
    }

    fn note(self: Arc<Self>, note: Note) -> Coming<Result<NoteAnswer>> {
        Box::pin(async move { self.noting(note).await })
    }

    fn retry(self: Arc<Self>) -> Coming<Result<()>> {
        Box::pin(async move { self.retrying().await })
    }

    fn time(self: Arc<Self>, moment: Moment) -> Coming<Result<Exchange>> {
        Box::pin(async move { Self::time(&self, moment).await })
    }

    fn sound(self: Arc<Self>, call: String) -> Coming<Result<Recording>> {
        Box::pin(async move { self.sounding(call).await })
    }
}

fn garbled(host: &str) -> Error {
    Error::new(ErrorKind::Answer, Unserved::Garbled(host.to_owned()))
}

/// An event of the stream.
fn heard(named: Named, host: &str) -> Result<Heard> {
    let bytes = named.data.len() as u64;
    let said = wire::read(named.event.as_deref(), named.data).map_err(|wire::Garbled| garbled(host))?;
    Ok(Heard { said, bytes })
}

#[cfg(test)]
mod tests;
