//! 7moor's IM reports (v7): the site's chats by half hours, and every agent's workload and quality.
//!
//! There is no token: each request carries the app key and a signature of its own, made of a moment and a number that
//! are never used twice. The columns are the tenant's: what they are called, their order and whether they are shown
//! comes with every answer.

use std::sync::{Arc, Mutex, PoisonError};

use chrono_tz::Tz;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value, json};

use super::lenient::LeftOut;
use super::parts::Parts;
use super::sign::hmac_sha256_base64;
use super::signing_clock::{SigningClock, unsure};
use super::{ChatCut, ChatPlatformApi, DaySpan, Error, ErrorKind, Gate, Hints, Random, Result, Urgency, Wire};
use crate::http::apart::apart;
use crate::http::{Http, Request, Verb};
use crate::model::{ChatTotals, Clock, Narrow, Scope, Stamp, TokenHealth, Topic, sort};

mod agents;
mod columns;
mod envelope;
mod export;
pub mod problem;
mod report;
mod section;
mod trend;

pub use section::MoorTenant;

use report::{Of, Report};

/// Path of the sessions by time.
pub const TIME_PATH: &str = "/openapi/im-report/session/time";
/// Path of the agents' workload.
pub const WORKLOAD_PATH: &str = "/openapi/im-report/agent/workload";
/// Path of the agents' quality.
pub const QUALITY_PATH: &str = "/openapi/im-report/agent/quality";

/// Everything this client needs to know.
#[derive(Clone, Debug)]
pub struct MoorSettings {
    /// Scheme and host.
    pub base_url: String,
    /// The account, as the vendor numbers it.
    pub app_key: String,
    /// The key that signs.
    pub secret_key: SecretString,
    /// The zone of the vendor's times, which carry none.
    pub zone: Tz,
    /// `accessIds` of the sessions by time; empty asks for all.
    pub access_ids: Vec<String>,
    /// `agentList` of workload and quality; empty asks for all.
    pub agents: Vec<String>,
}

/// The client.
pub struct MoorClient {
    http: Http,
    gate: Arc<dyn Gate>,
    clock: Clock,
    random: Random,
    app_key: String,
    secret_key: SecretString,
    signing: SigningClock,
    zone: Tz,
    access_ids: Vec<String>,
    agents: Vec<String>,
    wire: Mutex<Wire>,
}

/// The data of an answer, and what was left out of it.
type Outcome = Result<(Map<String, Value>, LeftOut)>;

impl MoorClient {
    /// A client that asks for nothing yet.
    ///
    /// # Errors
    /// [`ErrorKind::Settings`] for a URL that is none.
    pub fn new(settings: &MoorSettings, clock: Clock, random: Random, gate: Arc<dyn Gate>) -> Result<Self> {
        Ok(Self {
            http: Http::new(&settings.base_url, "base_url in [seven_moor]")?
                .keeping(&settings.secret_key)
                .reading_time_by(crate::platforms::signing_clock::told_by),
            gate,
            clock,
            random,
            app_key: settings.app_key.trim().to_owned(),
            secret_key: SecretString::from(settings.secret_key.expose_secret().trim()),
            signing: SigningClock::default(),
            zone: settings.zone,
            access_ids: settings.access_ids.clone(),
            agents: settings.agents.clone(),
            wire: Mutex::default(),
        })
    }

    /// The same, with what streams tell of the vendor's clock.
    #[must_use]
    pub fn hinted(self, hints: Hints) -> Self {
        Self { signing: SigningClock::hinted(hints), ..self }
    }

    async fn report(&self, of: Of, day: DaySpan, urgency: Urgency) -> Result<Report> {
        // First the budget, then the signature: it must not age while it waits for its place.
        self.gate.pass(urgency).await;
        let (path, only, ids) = match of {
            Of::Time => (TIME_PATH, "accessIds", &self.access_ids),
            Of::Workload => (WORKLOAD_PATH, "agentList", &self.agents),
            Of::Quality => (QUALITY_PATH, "agentList", &self.agents),
        };
        let mut asked = sort::object([("createTime".to_owned(), self.span(day))]);
        if of == Of::Time {
            asked.insert("dimension".to_owned(), json!("half_hour"));
        }
        if !ids.is_empty() {
            asked.insert(only.to_owned(), json!(ids));
        }
        let body = Value::Object(asked);
        let before = self.signing.off_ms();
        let (mut outcome, place, mut bytes) = self.ask(path, &body).await?;
        // It says of a clock that is off that trying again is worth it.
        let no = |error: &Error| error.kind.is_a_no() || error.kind == ErrorKind::Answer;
        if outcome.as_ref().is_err_and(no) {
            let told = self.http.skew_ms();
            for off in self.signing.others(told) {
                self.gate.pass(urgency).await;
                self.signing.set(off);
                (outcome, _, bytes) = self.ask(path, &body).await.inspect_err(|_| self.signing.set(before))?;
                if !outcome.as_ref().is_err_and(no) {
                    break;
                }
            }
            outcome = outcome.map_err(|error| {
                self.signing.set(before);
                if self.signing.is_known(told) { error } else { unsure(error, "seven_moor") }
            });
        }
        let (data, cut) = outcome?;
        apart(bytes, move || Report::read(of, data, &cut, &place)).await
    }

    /// Asks once; what came of it, where it was asked, and how long the answer is.
    async fn ask(&self, path: &str, body: &Value) -> Result<(Outcome, String, usize)> {
        let headers = self.sign();
        let request = Request { verb: Verb::Post, path, query: &[], headers: &headers, body: Some(body) };
        let place = self.http.place(&request);
        let answer = self.http.ask(&request, || (self.clock)()).await?;
        {
            let mut wire = self.wire.lock().unwrap_or_else(PoisonError::into_inner);
            wire.bytes = wire.bytes.saturating_add(answer.body.len() as u64);
            wire.skew_ms = answer.skew_ms.or(wire.skew_ms);
        }
        let (told, bytes, off_ms) = (answer.place(&place).to_owned(), answer.body.len(), self.signing.off_ms());
        let outcome = apart(bytes, move || envelope::data(&answer, &told, off_ms)).await;
        if let Err(error) = &outcome
            && let ErrorKind::RateLimited(pause) = error.kind
        {
            self.gate.pause(pause);
        }
        Ok((outcome, place, bytes))
    }

    /// Headers of one request and no other: the vendor remembers each signature for five minutes.
    fn sign(&self) -> [(&'static str, String); 4] {
        let seconds = self.signing.moment((self.clock)()).ms().div_euclid(1000).to_string();
        // Six digits, and the first of them is not a nought that a number type could lose.
        let nonce = (100_000 + (self.random)() % 900_000).to_string();
        let sign = hmac_sha256_base64(self.secret_key.expose_secret(), &[&self.app_key, &seconds, &nonce]);
        [("m7-appkey", self.app_key.clone()), ("m7-nonce", nonce), ("m7-timestamp", seconds), ("m7-sign", sign)]
    }

    /// The day on the vendor's wall: from its first moment to the first after it, as in the document's example.
    fn span(&self, day: DaySpan) -> Value {
        let wall = |at: Stamp| at.in_zone(&self.zone).map(|at| at.format("%Y-%m-%d %H:%M:%S").to_string());
        json!([wall(day.from), wall(day.to)])
    }
}

impl ChatPlatformApi for MoorClient {
    fn name(&self) -> &'static str {
        "7moor"
    }

    /// Today only: this vendor's reports of yesterday are not asked for yet.
    async fn platform_chats(&self, today: DaySpan, _yesterday: DaySpan, urgency: Urgency) -> Result<ChatCut> {
        let mut parts = Parts::default();
        let workload = parts.take(self.report(Of::Workload, today, urgency).await)?;
        let quality = parts.take(self.report(Of::Quality, today, urgency).await)?;
        let time = parts.take(self.report(Of::Time, today, urgency).await)?;
        let mut missing = parts.missing()?;
        let lost = missing.len();
        missing.extend(
            [&workload, &quality, &time]
                .into_iter()
                .flatten()
                .flat_map(|report| report.left_out.clone())
                .map(Into::into),
        );
        let told = workload.is_some() || quality.is_some();
        let (metrics, agents) = agents::merge([workload, quality].into_iter().flatten());
        let totals = match &time {
            _ if told => agents::totals(&agents),
            Some(time) => trend::totals(time),
            None => ChatTotals::default(),
        };
        let totals = time.as_ref().map_or(totals, |time| trend::with_queue(totals, time));
        Ok(ChatCut {
            totals,
            ai: time.as_ref().and_then(trend::ai),
            figures: None,
            metrics,
            agents,
            trend: time.map(|time| trend::table(time, today, self.zone)),
            lost,
            missing,
        })
    }

    fn token(&self) -> Option<TokenHealth> {
        None
    }

    fn platform_wire(&self) -> Wire {
        let wire = *self.wire.lock().unwrap_or_else(PoisonError::into_inner);
        Wire { signed_ms: self.signing.corrected_ms(), ..wire }
    }

    /// People narrow the chats, entrances the day by half hours, of which the robots' sessions are counted.
    fn platform_scope(&self) -> Option<Arc<Scope>> {
        let whole = [
            (Topic::Chats, self.agents.is_empty()),
            (Topic::Robots, self.access_ids.is_empty()),
            (Topic::Trend, self.access_ids.is_empty()),
        ];
        Scope::of(
            [(Narrow::Agents, &*self.agents), (Narrow::Entrances, &*self.access_ids)],
            whole.into_iter().filter(|(_, whole)| *whole).map(|(topic, _)| topic),
        )
    }
}

/// The groups that the tenant's columns are shown in.
pub(super) const GROUPS: [&str; 6] =
    [columns::VOLUME, columns::SPEED, columns::QUALITY, columns::SATISFACTION, columns::TIME, columns::OTHER];
