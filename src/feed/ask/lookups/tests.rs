//! The lookups under paused time, against vendors that note what they are asked.

use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use chrono::NaiveDate;
use chrono_tz::Tz;
use futures_util::stream;
use tokio::time::{Instant, sleep};

use super::*;
use crate::feed::fake::BASE;
use crate::feed::{Budget, Feed};
use crate::model::{
    AgentId, AiAsked, AiChoices, AiField, AiRecord, AiStep, CallDetail, CallRecord, CallsAsked, ChatAgent, ChatBy,
    Data, Day, Failure, Finding, Lookup, Metric, MetricTable, Part, Payload, ReportAsked, ReportOf, Shelf, Stamp,
    State, StateSpan, TokenHealth, Update,
};
use crate::platforms::{ChatPage, DaySpan, Error, ErrorKind, Gate, ListPage, Numbers, Recording, Result, Urgency};

mod budget;
mod calls;
mod lists;
mod sessions;

/// An exchange as the vendor saw it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Seen {
    at: Instant,
    what: String,
    date: Option<NaiveDate>,
    urgency: Option<Urgency>,
}

/// A vendor of calls and sessions.
struct Vendor {
    start: Instant,
    took: Mutex<Duration>,
    seen: Mutex<Vec<Seen>>,
    refusals: Mutex<BTreeMap<String, VecDeque<Error>>>,
    calls: Mutex<Vec<CallRecord>>,
    records: Mutex<Vec<AiRecord>>,
    under_way: AtomicUsize,
    most: AtomicUsize,
    ended: AtomicUsize,
    gate: Option<Arc<Budget>>,
}

/// Counts an exchange for as long as it is under way.
struct UnderWay<'a>(&'a Vendor);

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.under_way.fetch_sub(1, Ordering::SeqCst);
    }
}

fn call(number: i64) -> CallRecord {
    let started = Some(Stamp(number));
    CallRecord { id: format!("call {number}"), started, ended: started, ..CallRecord::default() }
}

fn record(number: i64) -> AiRecord {
    AiRecord { id: format!("session {number}"), started: Some(Stamp(number)), ..AiRecord::default() }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap()
}

impl Vendor {
    fn new(calls: i64, records: i64, gate: Option<Arc<Budget>>) -> Arc<Self> {
        Arc::new(Self {
            start: Instant::now(),
            took: Mutex::new(Duration::from_millis(100)),
            seen: Mutex::default(),
            refusals: Mutex::default(),
            calls: Mutex::new((0..calls).rev().map(call).collect()),
            records: Mutex::new((0..records).rev().map(record).collect()),
            under_way: AtomicUsize::new(0),
            most: AtomicUsize::new(0),
            ended: AtomicUsize::new(0),
            gate,
        })
    }

    /// The next exchanges of this name fail so.
    fn fail(&self, what: &str, kinds: &[ErrorKind]) {
        let errors = kinds.iter().map(|kind| Error::new(*kind, format!("{what} failed with {kind:?}")));
        locked(&self.refusals).entry(what.to_owned()).or_default().extend(errors);
    }

    async fn exchange(&self, what: String, date: Option<NaiveDate>, urgency: Option<Urgency>) -> Result<()> {
        if let (Some(gate), Some(urgency)) = (&self.gate, urgency) {
            gate.pass(urgency).await;
        }
        locked(&self.seen).push(Seen { at: Instant::now(), what: what.clone(), date, urgency });
        let now = self.under_way.fetch_add(1, Ordering::SeqCst) + 1;
        self.most.fetch_max(now, Ordering::SeqCst);
        let under_way = UnderWay(self);
        let took = *locked(&self.took);
        sleep(took).await;
        drop(under_way);
        self.ended.fetch_add(1, Ordering::SeqCst);
        match locked(&self.refusals).get_mut(&what).and_then(VecDeque::pop_front) {
            Some(error) => Err(error),
            None => Ok(()),
        }
    }

    /// What was asked, and when, in seconds since the start.
    fn asked(&self) -> Vec<(String, u64)> {
        let seen = locked(&self.seen);
        seen.iter().map(|seen| (seen.what.clone(), seen.at.duration_since(self.start).as_secs())).collect()
    }

    fn names(&self) -> Vec<String> {
        self.asked().into_iter().map(|(what, _)| what).collect()
    }

    /// When `what` was asked, in whole seconds since the start.
    fn times(&self, what: &str) -> Vec<u64> {
        self.asked().into_iter().filter(|(seen, _)| seen == what).map(|(_, at)| at).collect()
    }
}

/// A page of `size` rows.
fn page<T: Clone>(rows: &[T], page: u32, size: usize) -> ListPage<T> {
    let from = (page as usize - 1) * size;
    let shown: Vec<T> = rows.iter().skip(from).take(size).cloned().collect();
    let sent = shown.len() as u64;
    ListPage {
        sent,
        full: sent == size as u64,
        rows: shown,
        total: Some(rows.len() as u64),
        page_size: Some(size as u32),
        hidden: 0,
        bytes: 1_000,
    }
}

fn token(section: &str) -> TokenHealth {
    TokenHealth {
        section: section.to_owned(),
        since: None,
        until: None,
        ready_made: true,
        renewals: 0,
        unkept: None,
        taken: None,
    }
}

impl CallsApi for Vendor {
    const SECTION: &'static str = "voice";

    async fn calls_page(
        &self,
        day: DaySpan,
        asked: &CallsAsked,
        page: u32,
        numbers: Numbers,
    ) -> Result<ListPage<CallRecord>> {
        let of = asked.agent.as_ref().map_or(String::new(), |agent| format!(" of {agent}"));
        let how = if numbers == Numbers::Plain { ", plain" } else { "" };
        self.exchange(format!("calls{of} {page}{how}"), Some(day.date), None).await?;
        Ok(self::page(&locked(&self.calls), page, 100))
    }

    async fn records_page(&self, day: DaySpan, _: &CallsAsked, page: u32, rows: u32) -> Result<ListPage<CallRecord>> {
        self.exchange(format!("records {page}"), Some(day.date), None).await?;
        Ok(self::page(&locked(&self.calls), page, rows as usize))
    }

    async fn call(&self, id: &str, _: Numbers) -> Result<CallDetail> {
        self.exchange(id.to_owned(), None, None).await?;
        let call = locked(&self.calls).iter().find(|call| call.id == id).cloned();
        Ok(CallDetail { call, legs: Vec::new() })
    }

    async fn history_page(&self, day: DaySpan, agent: &AgentId, page: u32) -> Result<ListPage<StateSpan>> {
        self.exchange(format!("history of {agent} {page}"), Some(day.date), None).await?;
        let span = |hour: i64| StateSpan { state: State::Ready, reason: None, from: day.from.plus(hour), to: None };
        let spans: Vec<StateSpan> = (0..250).rev().map(span).collect();
        Ok(self::page(&spans, page, 100))
    }

    async fn report(&self, day: DaySpan, asked: &ReportAsked) -> Result<MetricTable> {
        self.exchange(format!("report {:?}", asked.of), Some(day.date), None).await?;
        Ok(MetricTable::default())
    }

    async fn recording(&self, address: &str) -> Result<Recording> {
        let piece = Ok(bytes::Bytes::from(address.to_owned()));
        Ok(Recording { bytes: Box::pin(stream::iter([piece])), length: None })
    }

    fn calls_token(&self) -> Option<TokenHealth> {
        Some(token("voice"))
    }
}

impl SessionsApi for Vendor {
    const SECTION: &'static str = "desk";

    async fn sessions_page(
        &self,
        day: NaiveDate,
        asked: &AiAsked,
        page: u32,
        rows: u32,
        urgency: Urgency,
    ) -> Result<ListPage<AiRecord>> {
        let what = if rows == 1 {
            let steps = asked.0.get(&AiField::Step).map(|steps| format!("{}/", steps.join("+"))).unwrap_or_default();
            let fields = asked.0.keys().filter(|field| **field != AiField::Step).map(|field| field.title());
            format!("count {steps}{}", fields.collect::<Vec<_>>().join("+"))
        } else {
            format!("sessions {page}")
        };
        self.exchange(what, Some(day), Some(urgency)).await?;
        Ok(self::page(&locked(&self.records), page, rows as usize))
    }

    async fn choices(&self, day: NaiveDate, urgency: Urgency) -> Result<AiChoices> {
        self.exchange("choices".to_owned(), Some(day), Some(urgency)).await?;
        Ok(AiChoices::default())
    }

    async fn workload_page(&self, day: NaiveDate, _by: ChatBy, page: u32, urgency: Urgency) -> Result<ChatPage> {
        self.exchange(format!("chats {page}"), Some(day), Some(urgency)).await?;
        let row = |number: u64| ChatAgent { id: format!("agent {number}"), chats: Some(1), ..ChatAgent::default() };
        let from = u64::from(page - 1) * 100;
        let rows: Vec<ChatAgent> = (from..250.min(from + 100)).map(row).collect();
        let sent = rows.len() as u64;
        Ok(ChatPage { sent, full: sent == 100, rows, total: Some(250), pages: Some(3), left_out: None })
    }

    fn workload_metrics(&self) -> Vec<Metric> {
        vec![Metric {
            key: "chats".to_owned(),
            label: "chats".to_owned(),
            group: "volume".to_owned(),
            unit: crate::model::Unit::Count,
            fold: crate::model::Fold::Sum,
            role: None,
            shown: true,
        }]
    }

    fn sessions_token(&self) -> Option<TokenHealth> {
        None
    }
}

/// Lookups under test, and a shelf that takes in what they tell.
struct Desk {
    feed: Feed,
    vendor: Arc<Vendor>,
    updates: mpsc::Receiver<Update>,
    shelf: Shelf,
}

impl Desk {
    fn new(calls: i64) -> Self {
        Self::over(Vendor::new(calls, 0, None), BASE, LookupSettings::default())
    }

    fn over(vendor: Arc<Vendor>, base: Stamp, settings: LookupSettings) -> Self {
        let start = Instant::now();
        let clock = Arc::new(move || base.plus(start.elapsed().as_millis() as i64));
        let (mut feed, updates) = Feed::new(clock, Arc::new(|| 1.0));
        let budgets = vendor.gate.clone().map(|gate| (<Vendor as SessionsApi>::SECTION, gate)).into_iter().collect();
        feed.lookups(Some(Arc::clone(&vendor)), Some(Arc::clone(&vendor)), budgets, settings);
        Self { feed, vendor, updates, shelf: Shelf::default() }
    }

    fn want(&self, lookups: &[Lookup]) {
        self.feed.want(lookups.iter().map(|lookup| Want { rows: 50, ..Want::all(lookup.clone()) }).collect());
    }

    /// Lets `seconds` pass; what the board was told meanwhile.
    async fn pass(&mut self, seconds: f64) -> Vec<(Stamp, Lookup, Finding)> {
        sleep(Duration::from_secs_f64(seconds)).await;
        let mut told = Vec::new();
        while let Ok(update) = self.updates.try_recv() {
            if let Payload::Found(found) = update.payload {
                self.shelf.take(update.at, (*found).clone());
                told.push((update.at, found.lookup, found.finding));
            }
        }
        told
    }

    /// What was told of `lookup` in words: `asking`, `data`, `left`, `failed`.
    async fn words(&mut self, lookup: &Lookup, seconds: f64) -> Vec<&'static str> {
        let told = self.pass(seconds).await;
        told.iter().filter(|(_, about, _)| about == lookup).map(|(_, _, finding)| word(finding)).collect()
    }

    fn failure(&self, lookup: &Lookup) -> Option<&Failure> {
        self.shelf.get(lookup)?.failure.as_ref()
    }
}

const fn word(finding: &Finding) -> &'static str {
    match finding {
        Finding::Asking => "asking",
        Finding::Left => "left",
        Finding::Data(_) => "data",
        Finding::Failed(_) => "failed",
    }
}

fn calls() -> Lookup {
    Lookup::Calls(CallsAsked::default())
}

fn history(agent: &str) -> Lookup {
    Lookup::History(AgentId::new(agent))
}

fn report(of: ReportOf, day: Day) -> Lookup {
    Lookup::Report(ReportAsked { of, day, agent: None })
}

fn parts(told: &[(Stamp, Lookup, Finding)]) -> Vec<&Part<CallRecord>> {
    told.iter()
        .filter_map(|(_, _, finding)| match finding {
            Finding::Data(data) => match &**data {
                Data::Calls(part) => Some(part),
                _ => None,
            },
            _ => None,
        })
        .collect()
}
