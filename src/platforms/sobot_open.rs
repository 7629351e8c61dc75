//! Sobot's open platform: chat workload ("Live Chat Statistics API") and AI-agent records ("AI Agent API").
//!
//! One token and one budget for the tenant, for every reader: every request passes the gate, token requests included.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::NaiveDate;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};

use super::lenient::LeftOut;
use super::wipe::Headers;
use super::{
    AiApi, AiFilter, AiPage, ChatApi, ChatPage, Error, ErrorKind, Gate, Hints, Named, Recoveries, Result, Urgency, Wire,
};
use crate::http::apart::apart;
use crate::http::{Http, Request, Verb};
use crate::model::{ChatBy, Clock, Metric, Scope};

mod ai;
pub mod ask;
mod chat;
mod choices;
mod envelope;
mod export;
mod labels;
mod listed;
mod metrics;
mod own;
mod owned;
pub mod problem;
mod scope;
mod section;
mod sessions;
mod settings;
mod steps;
mod token;

pub use scope::Narrowed;
pub use section::OpenTenant;
pub use settings::{
    AUDIENCES_PATH, DISLIKE_LABELS_PATH, ENTRANCES_PATH, MAX_PAGE_SIZE, OpenSettings, RATING_LABELS_PATH, RECORDS_PATH,
    ROBOTS_PATH, TOKEN_PATH, WORKLOAD_PATH, ZONES_PATH,
};

use envelope::Envelope;
use own::Own;
use token::Tokens;

/// The client.
pub struct OpenClient {
    http: Http,
    gate: Arc<dyn Gate>,
    tokens: Tokens,
    clock: Clock,
    timezone: String,
    language: String,
    by: ChatBy,
    narrowed: Narrowed,
    /// Which AI sessions are those of probes.
    own: Own,
    chat_wire: Mutex<Wire>,
    ai_wire: Mutex<Wire>,
}

/// A successful answer.
struct Reply {
    fields: Map<String, Value>,
    left_out: LeftOut,
    /// What of it are rows of chats.
    chats: chat::Rows,
    /// Its length, unpacked.
    bytes: u64,
}

impl Reply {
    /// Reads the fields, apart where they are many.
    async fn read<T: Send + 'static>(self, job: impl FnOnce(Map<String, Value>, &LeftOut) -> T + Send + 'static) -> T {
        let size = usize::try_from(self.bytes).unwrap_or(usize::MAX);
        apart(size, move || job(self.fields, &self.left_out)).await
    }
}

impl OpenClient {
    /// A client that asks for nothing yet.
    ///
    /// # Errors
    /// [`ErrorKind::Settings`] for a URL that is none.
    pub fn new(settings: &OpenSettings, clock: Clock, gate: Arc<dyn Gate>) -> Result<Self> {
        let http = Http::new(&settings.base_url, "base_url in [sobot_open]")?
            .keeping(&settings.app_key)
            .reading_time_by(crate::platforms::signing_clock::told_by);
        let tokens = token::tokens(settings, http.clone(), clock.clone(), Arc::clone(&gate));
        Ok(Self {
            http,
            gate,
            tokens,
            clock,
            timezone: settings.timezone.trim().to_owned(),
            language: settings.language.trim().to_owned(),
            by: if settings.search_way == 1 { ChatBy::Department } else { ChatBy::SkillGroup },
            narrowed: settings.narrowed.clone(),
            own: Own::new(&settings.probed),
            chat_wire: Mutex::default(),
            ai_wire: Mutex::default(),
        })
    }

    /// The same, with what streams tell of the vendor's clock.
    #[must_use]
    pub fn hinted(self, hints: Hints) -> Self {
        Self { tokens: self.tokens.hinted(hints), ..self }
    }

    /// Gets a token, unless there is one already, be it of another session of the same user.
    ///
    /// # Errors
    /// Those of the token call.
    pub async fn sign_in(&self, urgency: Urgency) -> Result<()> {
        self.tokens.get(urgency).await.map(drop)
    }

    /// Asks; a refused token is exchanged once, and the question asked again once.
    async fn call(&self, verb: Verb, path: &str, body: Option<&Value>, urgency: Urgency) -> Result<Reply> {
        self.call_with(verb, path, &[], body, urgency).await
    }

    /// The same with a query.
    async fn call_with(
        &self,
        verb: Verb,
        path: &str,
        query: &[(&'static str, String)],
        body: Option<&Value>,
        urgency: Urgency,
    ) -> Result<Reply> {
        let token = self.tokens.get(urgency).await?;
        match self.attempt(verb, path, query, body, urgency, &token).await {
            Err(error) if error.kind == ErrorKind::TokenRefused => {
                let fresh = self.tokens.renew(&token, urgency).await?;
                let outcome = self.attempt(verb, path, query, body, urgency, &fresh).await;
                outcome.inspect(|_| self.tokens.worked(&fresh)).map_err(|error| match error.kind {
                    ErrorKind::TokenRefused => Error::new(error.kind, problem::Asked::RefusedAgain(error.problem)),
                    _ => error,
                })
            }
            outcome => outcome.inspect(|_| self.tokens.worked(&token)),
        }
    }

    /// The tenant's robots, those too to which the settings do not narrow the figures.
    async fn every_robot(&self, urgency: Urgency) -> Result<Vec<Named>> {
        let reply = self.call(Verb::Get, ROBOTS_PATH, None, urgency).await?;
        Ok(reply.read(|fields, _| ai::robots(fields)).await)
    }

    async fn workload(&self, day: NaiveDate, by: ChatBy, page: u32, urgency: Urgency) -> Result<ChatPage> {
        let mut body = chat::request(day, page, by);
        self.narrowed.write_chat(&mut body);
        let reply = self.call(Verb::Post, WORKLOAD_PATH, Some(&body), urgency).await?;
        let place = format!("POST {WORKLOAD_PATH} at {}", self.http.host());
        // The rows were read with the answer.
        chat::page(reply.fields, reply.chats, &reply.left_out, &place)
    }

    async fn attempt(
        &self,
        verb: Verb,
        path: &str,
        query: &[(&'static str, String)],
        body: Option<&Value>,
        urgency: Urgency,
        token: &SecretString,
    ) -> Result<Reply> {
        self.gate.pass(urgency).await;
        let headers = Headers([
            ("token", token.expose_secret().to_owned()),
            ("language", self.language.clone()),
            ("timezoneid", self.timezone.clone()),
        ]);
        let request = Request { verb, path, query, headers: &headers, body };
        let place = self.http.place(&request);
        let answer = self.http.ask(&request, || (self.clock)()).await?;
        let bytes = answer.body.len() as u64;
        let wire = if path == WORKLOAD_PATH { &self.chat_wire } else { &self.ai_wire };
        {
            let mut wire = wire.lock().unwrap_or_else(PoisonError::into_inner);
            wire.bytes = wire.bytes.saturating_add(bytes);
            wire.skew_ms = answer.skew_ms.or(wire.skew_ms);
        }
        let told = answer.place(&place).to_owned();
        let has_chats = path == WORKLOAD_PATH;
        let outcome = apart(answer.body.len(), move || {
            let mut chats = chat::Rows::default();
            if has_chats {
                Envelope::read_rows(&answer, &told, &mut chats).map(|envelope| (envelope, chats))
            } else {
                Envelope::read(&answer, &told).map(|envelope| (envelope, chats))
            }
        });
        let (envelope, chats) = self.paused_by(outcome.await)?;
        let (fields, left_out) = envelope.into_parts();
        Ok(Reply { fields, left_out, chats, bytes })
    }

    /// What came of asking; where it was too often, nothing passes for as long as the vendor says.
    fn paused_by<T>(&self, outcome: Result<T>) -> Result<T> {
        outcome.inspect_err(|error| {
            if let ErrorKind::RateLimited(pause) = error.kind {
                self.gate.pause(pause);
            }
        })
    }
}

impl ChatApi for OpenClient {
    fn chat_vendor(&self) -> Option<&'static str> {
        Some("Sobot")
    }

    async fn chat_page(&self, day: NaiveDate, page: u32, urgency: Urgency) -> Result<ChatPage> {
        self.workload(day, self.by, page, urgency).await
    }

    fn chat_metrics(&self) -> Vec<Metric> {
        metrics::metrics()
    }

    fn chat_by(&self) -> Option<ChatBy> {
        Some(self.by)
    }

    fn chat_wire(&self) -> Wire {
        let wire = *self.chat_wire.lock().unwrap_or_else(PoisonError::into_inner);
        Wire { signed_ms: self.tokens.signed_ms(), ..wire }
    }

    fn chat_recoveries(&self) -> Option<Recoveries> {
        Some(self.tokens.recoveries())
    }

    fn chat_scope(&self) -> Option<Arc<Scope>> {
        self.narrowed.of_chats()
    }
}

impl AiApi for OpenClient {
    async fn ai_page(&self, day: NaiveDate, filter: &AiFilter, rows: u32, urgency: Urgency) -> Result<AiPage> {
        let Some(body) = ai::request(day, filter, rows, &self.timezone, &self.narrowed) else {
            return Ok(AiPage { total: Some(0), records: Vec::new(), left_out: None });
        };
        let has_room = rows > 1 && self.own.is_any();
        let body = if has_room { ai::with_room(body) } else { body };
        let reply = self.call(Verb::Post, RECORDS_PATH, Some(&body), urgency).await?;
        let place = format!("POST {RECORDS_PATH} at {}", self.http.host());
        let (mut page, probed) = reply.read(move |fields, cut| ai::page(fields, cut, &place)).await?;
        self.own.learn(probed);
        let owned = self.owned(&body, urgency).await?;
        page.total = page.total.map(|total| total.saturating_sub(owned.count));
        page.left_out = page.left_out.or(owned.unsure);
        if has_room {
            page.records.truncate(usize::try_from(rows).unwrap_or(usize::MAX));
        }
        Ok(page)
    }

    fn ai_wire(&self) -> Wire {
        let wire = *self.ai_wire.lock().unwrap_or_else(PoisonError::into_inner);
        Wire { signed_ms: self.tokens.signed_ms(), ..wire }
    }

    fn ai_recoveries(&self) -> Option<Recoveries> {
        Some(self.tokens.recoveries())
    }

    fn ai_scope(&self) -> Option<Arc<Scope>> {
        self.narrowed.of_robots()
    }

    async fn robots(&self, urgency: Urgency) -> Result<Vec<Named>> {
        let mut robots = self.every_robot(urgency).await?;
        robots.retain(|robot| self.narrowed.has_robot(&robot.key));
        Ok(robots)
    }

    fn label(&self, filter: &AiFilter) -> String {
        labels::of(filter)
    }
}

/// Every figure of chats.
pub(super) fn metrics() -> Vec<Metric> {
    metrics::metrics()
}

/// What reasons, channels and choices are called.
pub(super) fn words() -> impl Iterator<Item = String> {
    labels::words().map(str::to_owned).chain(choices::words())
}
