//! Today's chat workload: page after page, the one that is about to be too old first.
//!
//! The first answers are shown together. After that each page is replaced on its own as it comes, so that the pane's
//! age, which is that of its oldest page, does not depend on how long all of them take.

use std::sync::Arc;

use chrono::NaiveDate;
use chrono_tz::Tz;
use litemap::LiteMap;
use tokio::sync::{broadcast, mpsc};
use tokio::time::{Instant, timeout};

use super::standing::{Standing, Verdict, too_late};
use super::{ChatSettings, JUST_NOW, PATIENCE, Pace, patience, spacing, start_for};
use crate::feed::ask::chats::Chats;
use crate::feed::ask::day;
use crate::feed::ask::rounds::{Moment, Rounds, drive};
use crate::feed::problem::Part;
use crate::feed::wakes::Wakes;
use crate::feed::{Ended, Env, Job, Request};
use crate::model::{ChatDay, Payload, Problem, SourceId, Stamp, sort};
use crate::platforms::{ChatApi, ChatPage, Result as Answer, Urgency};

/// Measurements kept of how long calls take.
const CALLS_KEPT: usize = 8;

/// So many times as old as figures may get, it is looked again whether a page behind the last one has rows after all.
const LOOK_AGAIN: u32 = 10;

struct ChatAnswer {
    day: NaiveDate,
    page: u32,
    asked: Instant,
    answer: Answer<ChatPage>,
}

struct Chat<A> {
    api: Arc<A>,
    settings: ChatSettings,
    env: Env,
    standing: Standing,
    pace: Pace,
    inbox: mpsc::Sender<ChatAnswer>,
    asked: Option<Job>,
    today: NaiveDate,
    pages: Chats,
    /// What is wrong with a page, and when it is asked for again.
    failed: LiteMap<u32, (Problem, Instant)>,
    shown: bool,
    not_before: Option<Instant>,
    /// A person asked for new figures: what was received before then is due.
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
    let standing =
        Standing::new(SourceId::Chat, settings.ramp, &env).titled(api.chat_vendor()).narrowed(api.chat_scope());
    let today = day::today((env.clock)(), settings.zone);
    let pages = Chats::new(settings.every * LOOK_AGAIN);
    let chat = Chat {
        api,
        settings,
        env,
        standing,
        pace,
        inbox,
        asked: None,
        today,
        pages,
        failed: LiteMap::new(),
        shown: false,
        not_before: None,
        renew: None,
    };
    drive(chat, brought, requests, shared).await;
}

impl<A: ChatApi> Rounds for Chat<A> {
    type Answer = ChatAnswer;

    fn source(&self) -> Option<SourceId> {
        Some(SourceId::Chat)
    }

    async fn tell(&mut self) -> Result<(), Ended> {
        self.standing.tell(&self.env, self.api.chat_wire()).await
    }

    fn today(&self) -> (NaiveDate, Tz) {
        (self.today, self.settings.zone)
    }

    fn clock_set(&mut self, by: i64) {
        self.standing.clock_set(by);
        self.pages.clock_set(by);
    }

    fn begin_day(&mut self, today: NaiveDate, _now: Instant) {
        self.today = today;
        self.pages = Chats::new(self.settings.every * LOOK_AGAIN);
        self.failed.clear();
        self.shown = false;
        self.asked = None;
    }

    fn catch_up(&mut self, Moment { now, latest, .. }: Moment) -> Instant {
        if self.asked.is_some() || self.standing.is_stopped() {
            return latest;
        }
        let Some((page, at)) = self.next(now) else { return latest };
        let at = self.not_before.map_or(at, |not_before| at.max(not_before));
        if at > now {
            return at.min(latest);
        }
        self.not_before = None;
        self.ask(page, now);
        latest
    }

    fn retry(&mut self) {
        self.standing.retry();
        self.not_before = None;
        let now = Instant::now();
        self.renew = now.checked_sub(JUST_NOW);
        for (_, (_, at)) in self.failed.iter_mut() {
            *at = now;
        }
    }

    fn wake(&mut self) {
        if self.standing.may_be_woken() {
            self.retry();
        }
    }

    async fn take(&mut self, brought: Self::Answer, at: Stamp) -> Result<(), Ended> {
        let ChatAnswer { day, page, asked, answer } = brought;
        if day != self.today {
            return Ok(());
        }
        self.asked = None;
        let now = Instant::now();
        match answer {
            Ok(answer) => {
                self.pace.note(now - asked);
                self.failed.remove(&page);
                self.pages.take(page, answer, at, now);
                self.failed.retain(|page, _| *page <= self.pages.count());
                let error = self.error();
                self.standing.answered(error);
            }
            Err(error) => {
                let what = (page > 1).then(|| self.name(page));
                match self.standing.failed(what, &error, &self.env, now) {
                    Verdict::Again(at) => {
                        if page <= self.pages.count() {
                            self.failed.insert(page, (error.problem, at));
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
        for (number, page) in self.pages.wanted() {
            let at = match (self.failed.get(&number), page) {
                (Some((_, at)), _) => *at,
                (None, Some(page)) if self.renew.is_some_and(|renew| page.received < renew) => now,
                (None, Some(page)) => {
                    held.push((page.received, number));
                    continue;
                }
                // What was never asked for comes before what may be getting old.
                (None, None) => return Some((number, now)),
            };
            if first.is_none_or(|(_, earliest)| at < earliest) {
                first = Some((number, at));
            }
        }
        sort::by(&mut held, Ord::cmp);
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
            // An answer that is no longer waited for is of another day.
            inbox.send(ChatAnswer { day: today, page, asked, answer }).await.unwrap_or_default();
        });
        self.asked = Some(job);
    }

    fn name(&self, page: u32) -> Part {
        Part::Page(page, self.pages.count())
    }

    /// What is wrong with the first page that is wrong, else what was left out of one.
    fn error(&self) -> Option<Problem> {
        match self.failed.first() {
            Some((number, (problem, _))) => Some(problem.clone().with(self.name(*number))),
            None => self.pages.wanted().find_map(|(_, page)| page?.left_out.clone()),
        }
    }

    /// Tells the board, once every page of the day was asked for.
    async fn show(&mut self, now: Instant) -> Result<(), Ended> {
        let has_first = self.pages.wanted().any(|(page, held)| page == 1 && held.is_some());
        let all_tried = self.pages.wanted().all(|(page, held)| held.is_some() || self.failed.contains_key(&page));
        let fresh = self.pages.wanted().any(|(_, held)| held.is_some_and(|held| held.received == now));
        let due = if self.shown { fresh } else { has_first && all_tried };
        if !due {
            return Ok(());
        }
        self.shown = true;
        let (by, metrics) = (self.api.chat_by(), self.api.chat_metrics());
        let day = ChatDay { by, metrics, ..self.pages.day() };
        self.env.tell_now(Payload::Chat(Box::new(day))).await
    }
}
