//! The pollers under paused time, against a tenant that counts its calls.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::NaiveDate;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep};

use super::*;
use crate::feed::ask::day;
use crate::feed::fake::env;
use crate::feed::{Budget, Env, Followed, Request, spawn_ai, spawn_chat};
use crate::model::{
    AiDay, AiRecord, AiStep, ChatAgent, ChatBy, ChatDay, Fold, Metric, Payload, Phase, Problem, SourceId, SourceReport,
    Stamp, Unit, Update,
};
use crate::platforms::{
    AiApi, AiFilter, AiPage, AiSeen, ChatApi, ChatPage, Error, Gate, Named, Recoveries, Result, Urgency,
};

mod ai;
mod chat;
mod clock;
mod days;
mod ledger;
mod platform;
mod real;
mod scenario;
mod wakes;

/// What was asked of the tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Asked {
    Chat(u32),
    Ai(AiFilter),
    Robots,
}

#[derive(Clone, Debug)]
struct Call {
    at: Instant,
    day: Option<NaiveDate>,
    asked: Asked,
}

/// What the tenant says of its rows and pages, by how many rows there are.
type Counts = Box<dyn Fn(u64) -> (Option<u64>, Option<u32>) + Send>;

type Refusal = Box<dyn FnMut(&Asked) -> Option<Error> + Send>;

/// A tenant: agents with chats, AI sessions, and a budget that every call passes.
struct Tenant {
    budget: Budget,
    agents: AtomicU64,
    sessions: AtomicU64,
    latency: Duration,
    calls: Mutex<Vec<Call>>,
    refusal: Mutex<Option<Refusal>>,
    counts: Mutex<Option<Counts>>,
    left_out: Mutex<Option<Problem>>,
    token: Mutex<bool>,
    recoveries: Recoveries,
}

impl Tenant {
    fn new(agents: u64, sessions: u64) -> Arc<Self> {
        Self::with_latency(agents, sessions, Duration::from_millis(300))
    }

    fn with_latency(agents: u64, sessions: u64, latency: Duration) -> Arc<Self> {
        Arc::new(Self {
            budget: Budget::new(18),
            agents: AtomicU64::new(agents),
            sessions: AtomicU64::new(sessions),
            latency,
            calls: Mutex::default(),
            refusal: Mutex::default(),
            counts: Mutex::default(),
            left_out: Mutex::default(),
            token: Mutex::new(false),
            recoveries: Recoveries::default(),
        })
    }

    /// Refuses what `refusal` says.
    fn refuse(&self, refusal: impl FnMut(&Asked) -> Option<Error> + Send + 'static) {
        *self.refusal.lock().unwrap() = Some(Box::new(refusal));
    }

    /// Says this of its rows and pages, whatever there are.
    fn count(&self, counts: impl Fn(u64) -> (Option<u64>, Option<u32>) + Send + 'static) {
        *self.counts.lock().unwrap() = Some(Box::new(counts));
    }

    fn obey(&self) {
        *self.refusal.lock().unwrap() = None;
    }

    async fn call(&self, asked: Asked, day: Option<NaiveDate>, urgency: Urgency) -> Result<()> {
        let first = !std::mem::replace(&mut *self.token.lock().unwrap(), true);
        if first {
            self.budget.pass(Urgency::Poll).await;
        }
        self.budget.pass(urgency).await;
        let number = {
            let mut calls = self.calls.lock().unwrap();
            calls.push(Call { at: Instant::now(), day, asked: asked.clone() });
            calls.len() as u32
        };
        // Some answers take their time.
        sleep(self.latency * (1 + number % 4)).await;
        match self.refusal.lock().unwrap().as_mut().and_then(|refusal| refusal(&asked)) {
            Some(error) => Err(error),
            None => Ok(()),
        }
    }

    /// How long after the first call the second was made, in ms: when the first was answered.
    fn second_call(&self) -> i64 {
        let calls = self.calls.lock().unwrap();
        (calls[1].at - calls[0].at).as_millis() as i64
    }

    fn asked(&self) -> Vec<Asked> {
        self.calls.lock().unwrap().iter().map(|call| call.asked.clone()).collect()
    }

    fn days(&self) -> Vec<NaiveDate> {
        let mut days: Vec<_> = self.calls.lock().unwrap().iter().filter_map(|call| call.day).collect();
        days.dedup();
        days
    }
}

fn row(number: u64) -> ChatAgent {
    ChatAgent { id: format!("agent {number}"), chats: Some(1), ..ChatAgent::default() }
}

/// The one figure of this tenant.
fn metric() -> Metric {
    Metric {
        key: "chats".to_owned(),
        label: "chats".to_owned(),
        group: "volume".to_owned(),
        unit: Unit::Count,
        fold: Fold::Sum,
        role: None,
        shown: true,
    }
}

impl ChatApi for Tenant {
    fn chat_recoveries(&self) -> Option<Recoveries> {
        Some(self.recoveries.clone())
    }

    async fn chat_page(&self, day: NaiveDate, page: u32, urgency: Urgency) -> Result<ChatPage> {
        self.call(Asked::Chat(page), Some(day), urgency).await?;
        let agents = self.agents.load(Ordering::SeqCst);
        let first = u64::from(page - 1) * 100;
        let rows: Vec<ChatAgent> = (first..agents.min(first + 100)).map(row).collect();
        let sent = rows.len() as u64;
        let (total, pages) = match self.counts.lock().unwrap().as_ref() {
            Some(counts) => counts(agents),
            None => (Some(agents), Some(agents.div_ceil(100) as u32)),
        };
        Ok(ChatPage { sent, full: sent == 100, rows, total, pages, left_out: self.left_out.lock().unwrap().clone() })
    }

    fn chat_metrics(&self) -> Vec<Metric> {
        vec![metric()]
    }

    fn chat_by(&self) -> Option<ChatBy> {
        Some(ChatBy::SkillGroup)
    }
}

impl AiApi for Tenant {
    fn ai_recoveries(&self) -> Option<Recoveries> {
        Some(self.recoveries.clone())
    }

    async fn ai_page(&self, day: NaiveDate, filter: &AiFilter, rows: u32, urgency: Urgency) -> Result<AiPage> {
        self.call(Asked::Ai(filter.clone()), Some(day), urgency).await?;
        let sessions = self.sessions.load(Ordering::SeqCst);
        let total = match filter {
            AiFilter::All => sessions,
            AiFilter::Step(AiStep::Reached) => sessions / 4,
            _ => sessions / 2,
        };
        let seen = |number: u64| AiSeen {
            record: AiRecord { id: format!("session {number}"), robot: Some("Ada".to_owned()), ..AiRecord::default() },
            robot_key: Some("robot 1".to_owned()),
            channel_key: Some(format!("channel {}", number % 3)),
            reason_key: number.is_multiple_of(4).then(|| format!("reason {}", number % 5)),
        };
        Ok(AiPage {
            total: Some(total),
            left_out: self.left_out.lock().unwrap().clone(),
            records: (0..u64::from(rows).min(total)).map(seen).collect(),
        })
    }

    async fn robots(&self, urgency: Urgency) -> Result<Vec<Named>> {
        self.call(Asked::Robots, None, urgency).await?;
        let named = |number: u32| Named { key: format!("robot {number}"), label: format!("Robot {number}") };
        Ok((1..=3).map(named).collect())
    }

    fn label(&self, filter: &AiFilter) -> String {
        format!("{filter:?}")
    }
}

/// A poller, or both, under test.
struct Rig {
    tenant: Arc<Tenant>,
    env: Env,
    updates: mpsc::Receiver<Update>,
}

impl Rig {
    fn new(tenant: Arc<Tenant>, base: Stamp) -> Self {
        let (env, updates) = env(base);
        Self { tenant, env, updates }
    }

    fn chat(self, settings: ChatSettings) -> Self {
        spawn_chat(Arc::clone(&self.tenant), settings, self.env.clone());
        self
    }

    fn ai(self, settings: AiSettings) -> Self {
        spawn_ai(Arc::clone(&self.tenant), settings, self.env.clone());
        self
    }

    async fn pass(&mut self, seconds: f64) -> VecDeque<Update> {
        sleep(Duration::from_secs_f64(seconds)).await;
        let mut told = VecDeque::new();
        while let Ok(update) = self.updates.try_recv() {
            told.push_back(update);
        }
        told
    }

    fn retry(&self, source: SourceId) {
        self.env.requests.send(Request::Retry(Some(source))).unwrap();
    }
}

fn chats(told: &VecDeque<Update>) -> Vec<&ChatDay> {
    told.iter()
        .filter_map(|update| match &update.payload {
            Payload::Chat(day) => Some(&**day),
            _ => None,
        })
        .collect()
}

fn ais(told: &VecDeque<Update>) -> Vec<&AiDay> {
    told.iter()
        .filter_map(|update| match &update.payload {
            Payload::Ai(day) => Some(&**day),
            _ => None,
        })
        .collect()
}

fn last_report(told: &VecDeque<Update>) -> &SourceReport {
    reports(told).last().expect("a report")
}

fn reports(told: &VecDeque<Update>) -> impl Iterator<Item = &SourceReport> {
    told.iter().filter_map(|update| match &update.payload {
        Payload::Source(report) => Some(report),
        _ => None,
    })
}

#[test]
fn things_are_asked_for_early_enough_for_all_of_them_to_be_in_time() {
    let now = Instant::now();
    let (minute, call) = (Duration::from_mins(1), Duration::from_secs(5));
    assert_eq!(start_for(&[], minute, call), None);
    assert_eq!(start_for(&[now], minute, call), Some(now + Duration::from_secs(50)));
    assert_eq!(start_for(&[now; 4], minute, call), Some(now + Duration::from_secs(35)), "one after the other");
    assert_eq!(start_for(&[now; 40], minute, call), Some(now), "never before they came");
}

#[test]
fn the_pace_is_the_slowest_of_the_last_and_never_under_its_floor() {
    let mut pace = Pace::new(Duration::from_secs(3), 2);
    assert_eq!(pace.expected(), Duration::from_secs(3));
    for (took, expected) in [(9, 9), (1, 9), (1, 3)] {
        pace.note(Duration::from_secs(took));
        assert_eq!(pace.expected(), Duration::from_secs(expected));
    }
}
