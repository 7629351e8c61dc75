//! The poller of call records: today's ledger, kept up for as long as the board runs, whatever is on screen.
//!
//! What to ask next is decided in [`plan`], which knows no network; here a question is asked within the budget, one at a
//! time, and its answer is told. A vendor that counts calls, asks for less, or is slow is given rest in the same way: an
//! answer that takes long is followed by a wait that is as long again, twice.

use std::sync::Arc;
use std::time::Duration;

use chrono::NaiveDate;
use chrono_tz::Tz;
use tokio::sync::{broadcast, mpsc};
use tokio::time::{Instant, timeout};

use super::standing::{Standing, Verdict, too_late};
use super::{PATIENCE, patience};
use crate::feed::ask::day;
use crate::feed::ask::rounds::{Moment, Rounds, drive};
use crate::feed::backoff::Ramp;
use crate::feed::problem::Counts;
use crate::feed::wakes::Wakes;
use crate::feed::{Ended, Env, Job, Request};
use crate::model::{
    CallNews, CallRecord, LedgerDay, Matching, Payload, Problem, ServiceTarget, SourceId, Stamp, Topic, Unlisted,
};
use crate::platforms::{CallsApi, DaySpan, ErrorKind, Gate, ListPage, Result as Answer, Urgency, Wire};

mod plan;

use plan::{Next, Plan, Question, Told};

/// An answer that takes longer is a sign of a vendor that has too much to do.
const SLOW: Duration = Duration::from_secs(5);

/// No slow answer is followed by a longer rest.
const REST_MAX: Duration = Duration::from_mins(5);

/// Settings of the poller of call records; the defaults are the documented ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerSettings {
    /// How often the newest records are asked for (20 s).
    pub every: Duration,
    /// The site's zone (UTC): its midnight begins the day.
    pub zone: Tz,
    /// What the tenant's budget allows (30), to tell how long a call may have to wait for its place.
    pub calls_per_minute: u32,
    /// What the service level is measured by.
    pub target: ServiceTarget,
    /// Waits between attempts.
    pub ramp: Ramp,
}

impl Default for LedgerSettings {
    fn default() -> Self {
        Self {
            every: Duration::from_secs(20),
            zone: Tz::UTC,
            calls_per_minute: 30,
            target: ServiceTarget::default(),
            ramp: Ramp::default(),
        }
    }
}

struct LedgerAnswer {
    day: NaiveDate,
    question: Question,
    /// When it was asked, after the wait for a place.
    asked: Option<(Instant, Stamp)>,
    answer: Answer<ListPage<CallRecord>>,
}

struct Records<A> {
    api: Arc<A>,
    gate: Arc<dyn Gate>,
    settings: LedgerSettings,
    env: Env,
    standing: Standing,
    inbox: mpsc::Sender<LedgerAnswer>,
    asked: Option<Job>,
    today: NaiveDate,
    plan: Plan,
    /// No question before then.
    rest: Option<Instant>,
    bytes: u64,
    /// By how much the clock was set since the question under way was asked.
    since_asked: i64,
    /// Records that come by themselves.
    pushed: Option<mpsc::Receiver<Vec<CallRecord>>>,
    /// What they bring, until it is told.
    news: Vec<CallNews>,
}

/// Polls until the feed is cancelled. Every question passes `gate`. Records of `pushed` are taken as they come.
pub(crate) async fn run<A: CallsApi>(
    api: Arc<A>,
    gate: Arc<dyn Gate>,
    settings: LedgerSettings,
    env: Env,
    requests: broadcast::Receiver<Request>,
    pushed: Option<mpsc::Receiver<Vec<CallRecord>>>,
) {
    let (inbox, brought) = mpsc::channel(1);
    let wakes = Wakes::of([api.calls_recoveries(), None, None]);
    let shared = (env.clone(), wakes);
    let standing = Standing::new(SourceId::Calls, settings.ramp, &env).narrowed(api.records_scope());
    let today = day::today((env.clock)(), settings.zone);
    let matching = if api.matches_callers() { Matching::On } else { Matching::Off(A::SECTION.into()) };
    let plan = Plan::new(span(today, settings.zone), settings.target, settings.every, Instant::now());
    let narrowed = api.records_scope().is_some_and(|scope| scope.narrows(Topic::Calls));
    let plan = plan.matching(matching).narrowed(narrowed);
    let records = Records {
        api,
        gate,
        settings,
        env,
        standing,
        inbox,
        asked: None,
        today,
        plan,
        rest: None,
        bytes: 0,
        since_asked: 0,
        pushed,
        news: Vec::new(),
    };
    drive(records, brought, requests, shared).await;
}

fn span(date: NaiveDate, zone: Tz) -> LedgerDay {
    let DaySpan { date, from, to } = day::span(date, zone);
    LedgerDay { date, from, to }
}

impl<A: CallsApi> Rounds for Records<A> {
    type Answer = LedgerAnswer;

    fn source(&self) -> Option<SourceId> {
        Some(SourceId::Calls)
    }

    async fn tell(&mut self) -> Result<(), Ended> {
        for news in std::mem::take(&mut self.news) {
            self.env.tell_now(Payload::Calls(Box::new(news))).await?;
        }
        let wire = Wire { bytes: self.bytes, skew_ms: self.api.calls_skew_ms(), ..Wire::default() };
        self.standing.tell(&self.env, wire).await
    }

    fn today(&self) -> (NaiveDate, Tz) {
        (self.today, self.settings.zone)
    }

    fn clock_set(&mut self, by: i64) {
        self.standing.clock_set(by);
        self.plan.clock_set(by);
        self.since_asked = self.since_asked.saturating_add(by);
    }

    fn begin_day(&mut self, today: NaiveDate, now: Instant) {
        self.today = today;
        self.asked = None;
        self.plan = self.plan.begin(span(today, self.settings.zone), now);
    }

    fn catch_up(&mut self, Moment { now, latest, .. }: Moment) -> Instant {
        if self.asked.is_some() || self.standing.is_stopped() {
            return latest;
        }
        if let Some(rest) = self.rest.filter(|rest| *rest > now) {
            return rest.min(latest);
        }
        match self.plan.next(now) {
            Next::Ask(question) => {
                self.ask(question);
                latest
            }
            Next::Wait(until) => until.min(latest),
        }
    }

    fn retry(&mut self) {
        self.standing.retry();
        self.rest = None;
        self.plan.hurry(Instant::now());
    }

    fn wake(&mut self) {
        if self.standing.may_be_woken() {
            self.retry();
        }
    }

    /// What is pushed; [`tell`](Self::tell) tells of it.
    async fn unasked(&mut self) -> Result<(), Ended> {
        let Some(pushed) = &mut self.pushed else { return std::future::pending().await };
        match pushed.recv().await {
            Some(records) => self.news.extend(self.plan.took_pushed(records, Instant::now(), (self.env.clock)())),
            None => self.pushed = None,
        }
        Ok(())
    }

    async fn take(&mut self, brought: Self::Answer, at: Stamp) -> Result<(), Ended> {
        let LedgerAnswer { day, question, asked, answer } = brought;
        if day != self.today {
            return Ok(());
        }
        self.asked = None;
        let now = Instant::now();
        match answer {
            Ok(page) => {
                self.bytes = self.bytes.saturating_add(page.bytes);
                let (asked, asked_at) = asked.unwrap_or((now, at));
                self.rest = rest_after(now.saturating_duration_since(asked)).map(|rest| now + rest);
                let told = Told { now, asked, asked_at: asked_at.plus(self.since_asked) };
                let news = self.plan.took(&question, &page, told);
                self.standing.answered(self.plan.unlisted().first().map(disagreement));
                match news {
                    Some(news) => self.env.tell_now(Payload::Calls(Box::new(news))).await,
                    None => Ok(()),
                }
            }
            // What is called wrong may be the size of the page alone.
            Err(error)
                if matches!(error.kind, ErrorKind::Settings | ErrorKind::Final)
                    && self.plan.asks_smaller(&question) =>
            {
                Ok(())
            }
            Err(error) => {
                if let ErrorKind::RateLimited(pause) = error.kind {
                    self.gate.pause(pause);
                }
                match self.standing.failed(None, &error, &self.env, now) {
                    Verdict::Again(at) | Verdict::Pause(at) => self.rest = Some(at),
                    Verdict::Stop => {}
                }
                Ok(())
            }
        }
    }
}

impl<A: CallsApi> Records<A> {
    fn ask(&mut self, question: Question) {
        self.since_asked = 0;
        let (api, gate, inbox) = (Arc::clone(&self.api), Arc::clone(&self.gate), self.inbox.clone());
        let (clock, day) = (self.env.clock.clone(), self.today);
        let patience = patience(PATIENCE, self.settings.calls_per_minute);
        let span = self.plan.day();
        let job = Job::spawn(async move {
            let mut asked = None;
            let asking = async {
                for _ in 0..api.records_cost() {
                    gate.pass(Urgency::Poll).await;
                }
                asked = Some((Instant::now(), clock()));
                let Question { filter, page, rows, since, until, .. } = &question;
                let (from, to) = (since.unwrap_or(span.from), until.unwrap_or(span.to));
                let span = DaySpan { date: span.date, from, to };
                api.records_page(span, filter, *page, *rows).await
            };
            let answer = match timeout(patience, asking).await {
                Ok(answer) => answer,
                Err(_) => Err(too_late(patience)),
            };
            // An answer that is no longer waited for is of another day.
            inbox.send(LedgerAnswer { day, question, asked, answer }).await.unwrap_or_default();
        });
        self.asked = Some(job);
    }
}

/// How long a vendor is left alone who took so long.
fn rest_after(took: Duration) -> Option<Duration> {
    (took > SLOW).then(|| took.saturating_mul(2).min(REST_MAX))
}

/// That the vendor's counts and its lists differ.
fn disagreement(Unlisted { result, counted, listed }: &Unlisted) -> Problem {
    match result {
        Some(result) => Counts::Inbound(*counted, result.to_string(), *listed).into(),
        None => Counts::All(*counted, *listed).into(),
    }
}
