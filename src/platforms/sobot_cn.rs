//! Sobot's open platform in China: the site's chats, robots and ratings, one figure a day each ("wb_…" actions).
//!
//! Every question is a POST to one address, with the token in its body. Six of them make a picture of today; yesterday's
//! figures stand beside it and are asked for again only once an hour, since late ratings are all that changes them.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::NaiveDate;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value, json};

use super::lenient;
use super::parts::Parts;
use super::problem::Answered;
use super::wipe::wipe;
use super::{ChatCut, ChatPlatformApi, DaySpan, Error, ErrorKind, Gate, Hints, Result, Urgency, Wire};
use crate::http::apart::apart;
use crate::http::{Http, Request, Verb};
use crate::model::{Cell, Clock, Metric, MetricRow, MetricTable, Problem, Stamp, TokenHealth};

mod envelope;
mod export;
mod figures;
pub mod problem;
mod section;
mod settings;
mod token;

pub use section::CnTenant;
pub use settings::{API_PATH, CnSettings, TOKEN_PATH};

use envelope::To;
use figures::{ACTIONS, Action, Figures};
use token::Tokens;

/// For how long yesterday's figures are taken to be what they were, in ms.
const YESTERDAY_FOR_MS: i64 = 3_600_000;

/// The client.
pub struct CnClient {
    http: Http,
    gate: Arc<dyn Gate>,
    tokens: Tokens,
    clock: Clock,
    wire: Mutex<Wire>,
    yesterday: Mutex<Yesterday>,
}

/// What was answered about the day before, by action, with the moment of the answer.
#[derive(Default)]
struct Yesterday {
    date: NaiveDate,
    answers: [Option<(Stamp, Figures)>; ACTIONS.len()],
}

impl CnClient {
    /// A client that asks for nothing yet.
    ///
    /// # Errors
    /// [`ErrorKind::Settings`] for a URL that is none.
    pub fn new(settings: &CnSettings, clock: Clock, gate: Arc<dyn Gate>) -> Result<Self> {
        let http = Http::new(&settings.base_url, "base_url in [sobot_cn]")?
            .keeping(&settings.app_key)
            .reading_time_by(crate::platforms::signing_clock::told_by);
        let tokens = token::tokens(settings, http.clone(), clock.clone(), Arc::clone(&gate));
        Ok(Self { http, gate, tokens, clock, wire: Mutex::default(), yesterday: Mutex::default() })
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

    /// The figures of one action; a refused token is exchanged once, and the question asked again once.
    async fn figures(&self, action: &Action, date: NaiveDate, urgency: Urgency) -> Result<Figures> {
        let token = self.tokens.get(urgency).await?;
        match self.attempt(action, date, urgency, &token).await {
            Err(error) if error.kind == ErrorKind::TokenRefused => {
                let fresh = self.tokens.renew(&token, urgency).await?;
                let outcome = self.attempt(action, date, urgency, &fresh).await;
                outcome.inspect(|_| self.tokens.worked(&fresh)).map_err(|error| match error.kind {
                    ErrorKind::TokenRefused => Error::new(error.kind, Answered::RefusedAgain(error.problem)),
                    _ => error,
                })
            }
            outcome => outcome.inspect(|_| self.tokens.worked(&token)),
        }
    }

    async fn attempt(
        &self,
        action: &Action,
        date: NaiveDate,
        urgency: Urgency,
        token: &SecretString,
    ) -> Result<Figures> {
        self.gate.pass(urgency).await;
        let date = date.format("%Y-%m-%d").to_string();
        let mut body = json!({
            "action": action.name,
            "access_token": token.expose_secret(),
            "data": { "startDate": date, "endDate": date },
        });
        let request = Request { verb: Verb::Post, path: API_PATH, query: &[], headers: &[], body: Some(&body) };
        // The path is the same for all: only the action says what failed.
        let place = format!("{} of {date} at {}", action.name, self.http.host());
        let answer = self.http.ask_called(&request, place.clone(), || (self.clock)()).await;
        wipe(&mut body);
        let answer = answer?;
        {
            let mut wire = lock(&self.wire);
            wire.bytes = wire.bytes.saturating_add(answer.body.len() as u64);
            wire.skew_ms = answer.skew_ms.or(wire.skew_ms);
        }
        let told = answer.place(&place).to_owned();
        let outcome = apart(answer.body.len(), move || envelope::data(&answer, &told, To::Action)).await;
        if let Err(error) = &outcome
            && let ErrorKind::RateLimited(pause) = error.kind
        {
            self.gate.pause(pause);
        }
        let fields = outcome?;
        if fields.get("item").and_then(Value::as_array).is_some_and(Vec::is_empty) {
            return Ok(Figures::none(action));
        }
        match item(fields) {
            Some(item) => Ok(Figures::read(action, item)),
            None => Err(Error::new(ErrorKind::Answer, problem::Asked::NoFigures(place))),
        }
    }

    /// Yesterday's figures, as far as `answered` says that the tenant may ask for them. They never cost today's.
    async fn beside(
        &self,
        date: NaiveDate,
        answered: &[bool],
        urgency: Urgency,
        missing: &mut Vec<Problem>,
    ) -> Figures {
        let urgency = if urgency == Urgency::Interactive { urgency } else { Urgency::Background };
        let now = (self.clock)();
        let due: Vec<bool> = {
            let mut kept = lock(&self.yesterday);
            if kept.date != date {
                *kept = Yesterday { date, ..Yesterday::default() };
            }
            let fresh = |at: Stamp| (0..YESTERDAY_FOR_MS).contains(&now.since(at));
            kept.answers.iter().map(|answer| !answer.as_ref().is_some_and(|(at, _)| fresh(*at))).collect()
        };
        for (at, action) in ACTIONS.iter().enumerate() {
            if due.get(at) != Some(&true) || answered.get(at) != Some(&true) {
                continue;
            }
            match self.figures(action, date, urgency).await {
                Ok(figures) => {
                    let mut kept = lock(&self.yesterday);
                    if kept.date == date
                        && let Some(answer) = kept.answers.get_mut(at)
                    {
                        *answer = Some((now, figures));
                    }
                }
                Err(error) => {
                    tracing::warn!("{error}");
                    missing.push(error.problem);
                    if error.kind != ErrorKind::Answer && !error.kind.may_be_mended() {
                        break;
                    }
                }
            }
        }
        let mut all = Figures::default();
        for (_, figures) in lock(&self.yesterday).answers.iter().flatten() {
            all.add(figures.clone());
        }
        all
    }
}

impl ChatPlatformApi for CnClient {
    fn name(&self) -> &'static str {
        "Sobot China"
    }

    async fn platform_chats(&self, today: DaySpan, yesterday: DaySpan, urgency: Urgency) -> Result<ChatCut> {
        // Without a token there is nothing that could be had in part.
        self.tokens.get(urgency).await?;
        let (mut parts, mut day, mut answered) = (Parts::default(), Figures::default(), Vec::new());
        for action in &ACTIONS {
            let figures = parts.take(self.figures(action, today.date, urgency).await)?;
            answered.push(figures.is_some());
            day.add(figures.unwrap_or_default());
        }
        let mut missing = parts.missing()?;
        let lost = missing.len();
        if day.left_out > 0 {
            missing.push(problem::Asked::Beyond(self.http.host().to_owned(), day.left_out).into());
        }
        let before = self.beside(yesterday.date, &answered, urgency, &mut missing).await;
        Ok(ChatCut {
            totals: day.totals(),
            ai: day.ai(),
            figures: Some(table(&[(today.date, &day), (yesterday.date, &before)])),
            missing,
            lost,
            ..ChatCut::default()
        })
    }

    fn token(&self) -> Option<TokenHealth> {
        self.tokens.health()
    }

    fn platform_wire(&self) -> Wire {
        Wire { signed_ms: self.tokens.signed_ms(), ..*lock(&self.wire) }
    }
}

/// `data.item`; the figures may also stand in a list of one, or in `data` itself. An item without figures is an answer,
/// whatever an empty one is written as: nothing is known of that day. (A list without one has been dealt with.)
fn item(mut data: Map<String, Value>) -> Option<Map<String, Value>> {
    match data.remove("item") {
        Some(Value::Object(item)) => Some(item),
        Some(item) if lenient::is_nothing(&item) => Some(Map::new()),
        Some(Value::Array(items)) => items.into_iter().find_map(|item| match item {
            Value::Object(item) => Some(item),
            _ => None,
        }),
        _ => (!data.is_empty()).then_some(data),
    }
}

fn table(days: &[(NaiveDate, &Figures)]) -> MetricTable {
    let figures: Vec<&Figures> = days.iter().map(|(_, figures)| *figures).collect();
    let metrics = figures::metrics(&figures);
    let rows = days.iter().map(|(date, figures)| {
        let date = date.format("%Y-%m-%d").to_string();
        MetricRow { label: date.clone(), key: date, cells: figures.cells(&metrics), ..MetricRow::default() }
    });
    let rows: Vec<MetricRow> = rows.collect();
    // A sum of today and yesterday is no use.
    let totals = Some(vec![Cell::Unknown; metrics.len()]);
    MetricTable { plan: None, expected: Some(rows.len() as u64), metrics, rows, totals }
}

/// What is kept is consistent between any two statements, so a panic elsewhere has not spoilt it.
fn lock<T>(kept: &Mutex<T>) -> MutexGuard<'_, T> {
    kept.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Every figure of all chats.
pub(super) fn metrics() -> Vec<Metric> {
    figures::metrics(&[])
}
