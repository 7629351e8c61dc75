//! Today's chat workload: page after page, the one that is about to be too old first.
//!
//! The first answers are shown together. After that each page is replaced on its own as it comes, so that the pane's
//! age, which is that of its oldest page, does not depend on how long all of them take.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::NaiveDate;
use chrono_tz::Tz;
use tokio::sync::{broadcast, mpsc};
use tokio::time::{Instant, timeout};

use super::health::{Health, Verdict, too_late};
use super::{ChatSettings, JUST_NOW, Look, PATIENCE, Pace, Rounds, drive, patience, spacing, start_for};
use crate::feed::ask::day;
use crate::feed::ask::paging::{Told, claimed};
use crate::feed::wakes::Wakes;
use crate::feed::{Ended, Env, Job, Request};
use crate::model::{ChatAgent, ChatDay, Payload, SourceId, Stamp};
use crate::platforms::{ChatApi, ChatPage, Result as Answer, Urgency};

/// More pages than this are not asked for.
const PAGES_MAX: u32 = 100;

/// Measurements kept of how long calls take.
const CALLS_KEPT: usize = 8;

/// So many times as old as figures may get, it is looked again whether a page behind the last one has rows after all.
const LOOK_AGAIN: u32 = 10;

/// A page as it was received.
struct Held {
    rows: Vec<Arc<ChatAgent>>,
    /// What was left out of it.
    left_out: Option<String>,
    /// How many rows it had, also those that could not be read.
    sent: u64,
    full: bool,
    at: Stamp,
    received: Instant,
}

#[derive(Default)]
struct Page {
    held: Option<Held>,
    /// What is wrong with it, and when it is asked for again.
    failed: Option<(String, Instant)>,
}

/// Where the rows turned out to end, although the vendor's counts say otherwise.
#[derive(Clone, Copy)]
struct End {
    page: u32,
    total: Option<u64>,
    pages: Option<u32>,
    at: Instant,
}

struct Brought {
    day: NaiveDate,
    page: u32,
    asked: Instant,
    answer: Answer<ChatPage>,
}

struct Chat<A> {
    api: Arc<A>,
    settings: ChatSettings,
    env: Env,
    health: Health,
    pace: Pace,
    inbox: mpsc::Sender<Brought>,
    asked: Option<Job>,
    today: NaiveDate,
    pages: BTreeMap<u32, Page>,
    expected: Option<u64>,
    /// How many pages the vendor says there are.
    counted: Option<u32>,
    ended: Option<End>,
    shown: bool,
    not_before: Option<Instant>,
    /// Somebody asked for new figures: what was received before then is due.
    renew: Option<Instant>,
}

/// Polls until the feed is cancelled.
pub(crate) async fn run<A: ChatApi>(
    api: Arc<A>,
    settings: ChatSettings,
    env: Env,
    requests: broadcast::Receiver<Request>,
) {
    let (inbox, brought) = mpsc::channel(1);
    let wakes = Wakes::of([api.chat_recoveries(), Some(env.hints.recoveries()), None]);
    let shared = (env.clone(), wakes);
    // Two pollers share the budget, so a call may have to let one other go first.
    let pace = Pace::new(spacing(settings.calls_per_minute) * 2, CALLS_KEPT);
    let health = Health::new(SourceId::Chat, settings.ramp, &env).titled(api.chat_vendor());
    let today = day::today((env.clock)(), settings.zone);
    let chat = Chat {
        api,
        settings,
        env,
        health,
        pace,
        inbox,
        asked: None,
        today,
        pages: BTreeMap::from([(1, Page::default())]),
        expected: None,
        counted: None,
        ended: None,
        shown: false,
        not_before: None,
        renew: None,
    };
    drive(chat, brought, requests, shared).await;
}

impl<A: ChatApi> Rounds for Chat<A> {
    type Brought = Brought;

    fn source(&self) -> SourceId {
        SourceId::Chat
    }

    async fn tell(&mut self) -> Result<(), Ended> {
        self.health.tell(&self.env, self.api.chat_wire()).await
    }

    fn today(&self) -> (NaiveDate, Tz) {
        (self.today, self.settings.zone)
    }

    fn clock_set(&mut self, by: i64) {
        self.health.clock_set(by);
        for held in self.pages.values_mut().filter_map(|page| page.held.as_mut()) {
            held.at = held.at.plus(by);
        }
    }

    fn begin_day(&mut self, today: NaiveDate, _now: Instant) {
        self.today = today;
        self.pages = BTreeMap::from([(1, Page::default())]);
        self.expected = None;
        self.counted = None;
        self.ended = None;
        self.shown = false;
        self.asked = None;
    }

    fn catch_up(&mut self, Look { now, again: look, .. }: Look) -> Instant {
        if self.asked.is_some() || self.health.is_stopped() {
            return look;
        }
        let Some((page, at)) = self.next(now) else { return look };
        let at = self.not_before.map_or(at, |not_before| at.max(not_before));
        if at > now {
            return at.min(look);
        }
        self.not_before = None;
        self.ask(page, now);
        look
    }

    fn retry(&mut self) {
        self.health.retry();
        self.not_before = None;
        let now = Instant::now();
        self.renew = now.checked_sub(JUST_NOW);
        for page in self.pages.values_mut() {
            if let Some((_, at)) = &mut page.failed {
                *at = now;
            }
        }
    }

    fn wake(&mut self) {
        if self.health.may_be_woken() {
            self.retry();
        }
    }

    async fn take(&mut self, brought: Self::Brought) -> Result<(), Ended> {
        let Brought { day, page, asked, answer } = brought;
        if day != self.today {
            return Ok(());
        }
        self.asked = None;
        let now = Instant::now();
        match answer {
            Ok(answer) => {
                self.pace.note(now - asked);
                self.hold(page, answer, now);
                let error = self.error();
                self.health.answered(error);
            }
            Err(error) => {
                let what = (page > 1).then(|| self.name(page));
                let sentence = error.sentence.clone();
                match self.health.failed(what.as_deref(), &error, &self.env, now) {
                    Verdict::Again(at) => {
                        if let Some(page) = self.pages.get_mut(&page) {
                            page.failed = Some((sentence, at));
                        }
                    }
                    Verdict::Pause(at) => self.not_before = Some(at),
                    Verdict::Stop => {}
                }
            }
        }
        self.show(now).await
    }
}

impl<A: ChatApi> Chat<A> {
    /// The page that is due first, and when. `now` is the caller's: by another look at the clock, what is due now would
    /// always be due a moment later.
    fn next(&self, now: Instant) -> Option<(u32, Instant)> {
        let mut held: Vec<(Instant, u32)> = Vec::new();
        let mut first: Option<(u32, Instant)> = None;
        for (number, page) in &self.pages {
            let at = match (&page.failed, &page.held) {
                (Some((_, at)), _) => *at,
                (None, Some(page)) if self.renew.is_some_and(|renew| page.received < renew) => now,
                (None, Some(page)) => {
                    held.push((page.received, *number));
                    continue;
                }
                // What was never asked for comes before what may be getting old.
                (None, None) => return Some((*number, now)),
            };
            if first.is_none_or(|(_, earliest)| at < earliest) {
                first = Some((*number, at));
            }
        }
        held.sort_unstable();
        let received: Vec<Instant> = held.iter().map(|(at, _)| *at).collect();
        // So may a person's, once in a while.
        let every = self.settings.every.saturating_sub(spacing(self.settings.calls_per_minute));
        let start = start_for(&received, every, self.pace.expected());
        let oldest = start.zip(held.first()).map(|(at, (_, number))| (*number, at));
        match (first, oldest) {
            (Some(first), Some(oldest)) => Some(if oldest.1 < first.1 { oldest } else { first }),
            (first, oldest) => first.or(oldest),
        }
    }

    fn ask(&mut self, page: u32, asked: Instant) {
        let (api, today, inbox) = (Arc::clone(&self.api), self.today, self.inbox.clone());
        let patience = patience(PATIENCE, self.settings.calls_per_minute);
        let job = Job::spawn(async move {
            let answer = match timeout(patience, api.chat_page(today, page, Urgency::Poll)).await {
                Ok(answer) => answer,
                Err(_) => Err(too_late(patience)),
            };
            // An answer nobody waits for any more is of another day.
            inbox.send(Brought { day: today, page, asked, answer }).await.unwrap_or_default();
        });
        self.asked = Some(job);
    }

    fn name(&self, page: u32) -> String {
        format!("page {page} of {}", self.pages.len())
    }

    /// What is wrong with the first page that is wrong, else what was left out of one.
    fn error(&self) -> Option<String> {
        let failed = self.pages.iter().find_map(|(number, page)| page.failed.as_ref().map(|(why, _)| (*number, why)));
        match failed {
            Some((number, sentence)) => Some(format!("{}: {sentence}", self.name(number))),
            None => self.pages.values().find_map(|page| page.held.as_ref()?.left_out.clone()),
        }
    }

    fn hold(&mut self, number: u32, answer: ChatPage, now: Instant) {
        let ChatPage { rows, total, pages, left_out, sent, full } = answer;
        // A page behind the last row may say anything.
        if number == 1 || sent > 0 {
            self.expected = total.or(self.expected);
            self.counted = pages;
        }
        let rows = rows.into_iter().map(Arc::new).collect();
        let held = Held { rows, left_out, sent, full, at: (self.env.clock)(), received: now };
        self.pages.insert(number, Page { held: Some(held), failed: None });
        if number == 1 {
            for page in 2..=claimed(sent, total, pages).min(PAGES_MAX) {
                self.pages.entry(page).or_default();
            }
        }
        if let Some(last) = self.last_page(now) {
            self.pages.retain(|page, _| *page <= last);
        }
    }

    /// The page that the rows end on, as far as that can be told; the page behind those that are known is to be asked
    /// for, if it may have rows.
    fn last_page(&mut self, now: Instant) -> Option<u32> {
        let mut rows = 0_u64;
        let mut page = 1;
        loop {
            let held = self.held(page)?;
            let repeats = |other: u32| self.held(other).is_some_and(|other| is_repeated(&other.rows, &held.rows));
            if page > 1 && (held.sent == 0 || repeats(1) || repeats(page - 1)) {
                self.ended = Some(End { page: page - 1, total: self.expected, pages: self.counted, at: now });
                return Some(page - 1);
            }
            rows = rows.saturating_add(held.sent);
            let (total, pages) = (self.expected, self.counted);
            let told = Told { page, sent: held.sent, full: held.full, rows, total, pages };
            let is_known = self.ended.is_some_and(|ended| {
                let is_new = now.saturating_duration_since(ended.at) < self.settings.every * LOOK_AGAIN;
                (ended.page, ended.total, ended.pages) == (page, total, pages) && is_new
            });
            if page >= PAGES_MAX || is_known || !told.goes_on() {
                return Some(page);
            }
            page += 1;
            self.pages.entry(page).or_default();
        }
    }

    fn held(&self, page: u32) -> Option<&Held> {
        self.pages.get(&page)?.held.as_ref()
    }

    /// Tells the board, once every page of the day was asked for.
    async fn show(&mut self, now: Instant) -> Result<(), Ended> {
        let has_first = self.pages.get(&1).is_some_and(|page| page.held.is_some());
        let all_tried = self.pages.values().all(|page| page.held.is_some() || page.failed.is_some());
        let fresh = self.pages.values().any(|page| page.held.as_ref().is_some_and(|held| held.received == now));
        let due = if self.shown { fresh } else { has_first && all_tried };
        if !due {
            return Ok(());
        }
        self.shown = true;
        let day = self.day();
        self.env.tell_now(Payload::Chat(Box::new(day))).await
    }

    fn day(&self) -> ChatDay {
        let held = || self.pages.iter().filter_map(|(number, page)| page.held.as_ref().map(|held| (*number, held)));
        let as_of = held().map(|(_, held)| held.at).min().unwrap_or_default();
        // A row that moved to another page between two calls is shown as it was received last.
        let mut newest: HashMap<(&str, Option<&str>), (Instant, u32)> = HashMap::new();
        for (number, held) in held() {
            for row in &held.rows {
                let seen = newest.entry(key(row)).or_insert((held.received, number));
                if held.received > seen.0 {
                    *seen = (held.received, number);
                }
            }
        }
        let rows: Vec<Arc<ChatAgent>> = held()
            .flat_map(|(number, held)| held.rows.iter().map(move |row| (number, row)))
            .filter(|(number, row)| {
                row.id.is_empty() || newest.get(&key(row)).is_none_or(|(_, newest)| newest == number)
            })
            .map(|(_, row)| Arc::clone(row))
            .collect();
        ChatDay {
            by: self.api.chat_by(),
            metrics: self.api.chat_metrics(),
            ..ChatDay::shared(as_of, self.expected, rows)
        }
    }
}

/// Whether a page has the same rows as another: the vendor does not listen to its number.
fn is_repeated(one: &[Arc<ChatAgent>], other: &[Arc<ChatAgent>]) -> bool {
    !one.is_empty() && one.len() == other.len() && one.iter().zip(other).all(|(one, other)| key(one) == key(other))
}

fn key(row: &ChatAgent) -> (&str, Option<&str>) {
    (row.id.as_str(), row.group.as_deref())
}
