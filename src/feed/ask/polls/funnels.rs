//! The poller of closed AI sessions: how far those of each half hour got, once it is over, and those of the same weekday of
//! the weeks before, which today is compared with.
//!
//! A little after each half hour the sessions that have ended are asked for, from the newest back to those that began an hour
//! before the last time ([`walk`]); that is a page or two for most. A session that lasts longer than that counts
//! nowhere, today as in the weeks before. Before the board was there nothing was kept, so days of weeks before are asked for
//! once, where they are not too long. All of it goes behind what a person asks for and what the panes show, and takes a ninth
//! of the budget at most: what the panes break down waits behind the polls too.
//!
//! What cannot be had is only logged: a comparison that is not there says nothing.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use chrono::{Days, NaiveDate};
use chrono_tz::Tz;
use tokio::sync::{broadcast, mpsc};
use tokio::time::{Instant, timeout};

use super::standing::too_late;
use super::{BACKGROUND_PATIENCE, patience, spacing};
use crate::feed::ask::day;
use crate::feed::ask::rounds::{Moment, Rounds, drive};
use crate::feed::backoff::{Backoff, Ramp};
use crate::feed::wakes::Wakes;
use crate::feed::{Ended, Env, Job, Request};
use crate::model::day::HALF_HOUR_MS;
use crate::model::drift::WEEKS;
use crate::model::funnel::LASTS_MAX_MS;
use crate::model::{AiAsked, AiField, AiRecord, AiStep, ClosedSessions, FunnelHalf, Payload, SourceId, Stamp};
use crate::platforms::{ErrorKind, ListPage, Result as Answer, SessionsApi, Urgency};

mod walk;

use walk::{Step, Walk};

/// The first question waits so long: what a person looks at comes first.
const START_AFTER: Duration = Duration::from_secs(90);

/// Of so many calls that the budget allows, one at most is for these questions: there are hundreds of them at the first start,
/// and the panes' own figures, which wait behind the budget too, must not grow old meanwhile.
const ONE_OF: u32 = 9;

/// A half hour is asked about so long after its end, in ms: the vendor's clock may be behind, and so may its records.
const GRACE_MS: i64 = 150_000;

/// Sessions that ended so long before they are asked for are among the records, in ms.
const SETTLED_MS: i64 = 60_000;

/// Rows a page.
const ROWS: u32 = 100;

/// A day with more closed sessions than this is not asked for from its beginning.
const LONG_DAY: u64 = 10_000;

/// Of such a day the first walk goes back so far, in ms.
const FIRST_REACH_MS: i64 = 3 * 3_600_000;

/// A day that failed so often is given up.
const TRIES_MAX: u32 = 3;

/// Settings of the poller of closed AI sessions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunnelSettings {
    /// The site's zone (UTC): its midnight begins the day.
    pub zone: Tz,
    /// What the tenant's budget allows (18), to tell how long a call may have to wait for its place.
    pub calls_per_minute: u32,
    /// Days of which half hours are kept: they are not asked for again.
    pub known: BTreeSet<NaiveDate>,
    /// Waits between attempts.
    pub ramp: Ramp,
}

impl Default for FunnelSettings {
    fn default() -> Self {
        Self { zone: Tz::UTC, calls_per_minute: 18, known: BTreeSet::new(), ramp: Ramp::default() }
    }
}

/// A day that is walked through.
struct DayWalk {
    date: NaiveDate,
    from: Stamp,
    to: Stamp,
    closed: ClosedSessions,
    /// The walk under way, and the moment by which sessions that ended are among its records.
    walk: Option<(Walk, Stamp)>,
    /// By when the last walk that was whole knew those that had ended, and from when on all of them are known.
    whole: Option<(Stamp, Stamp)>,
    /// Half hours that begin before it were told.
    told: Stamp,
    tries: u32,
}

impl DayWalk {
    fn new(date: NaiveDate, zone: Tz) -> Option<Self> {
        let span = day::span(date, zone);
        let closed = ClosedSessions::new(date, zone)?;
        Some(Self { date, from: span.from, to: span.to, closed, walk: None, whole: None, told: span.from, tries: 0 })
    }

    /// Begins to walk from `now` back to what is not known.
    fn begin(&mut self, now: Stamp) {
        let until = now.plus(-SETTLED_MS).min(self.to);
        let horizon = self.whole.map_or(self.from, |(until, _)| until.plus(-LASTS_MAX_MS));
        self.walk = Some((Walk::back_to(horizon), until));
    }

    /// When the half hour ends that is asked about next, and the moment to ask; `None` when all of them are told.
    fn due(&self) -> Option<Stamp> {
        (self.told < self.to).then(|| self.told.plus(HALF_HOUR_MS).min(self.to).plus(GRACE_MS))
    }

    /// The half hours that are known whole and were not told.
    fn news(&mut self) -> Vec<FunnelHalf> {
        let Some((until, since)) = self.whole else { return Vec::new() };
        let told = self.told;
        let news: Vec<FunnelHalf> = self.closed.whole(until).filter(|half| half.from >= since.max(told)).collect();
        let ended = until.since(self.from).div_euclid(HALF_HOUR_MS).max(0);
        self.told = self.told.max(self.from.plus(ended.saturating_mul(HALF_HOUR_MS)));
        news
    }
}

/// The outcome of a question: the day it was about.
type FunnelAnswer = (NaiveDate, Answer<ListPage<AiRecord>>);

struct Funnels<A> {
    api: Arc<A>,
    settings: FunnelSettings,
    env: Env,
    inbox: mpsc::Sender<FunnelAnswer>,
    asked: Option<Job>,
    date: NaiveDate,
    today: Option<DayWalk>,
    /// The day before, until its last half hour is told, and then those of the weeks before.
    earlier: VecDeque<DayWalk>,
    /// No question before then.
    rest: Instant,
    backoff: Backoff,
    /// What the board is to be told.
    news: Vec<FunnelHalf>,
}

/// Polls until the feed is cancelled.
pub(crate) async fn run<A: SessionsApi>(
    api: Arc<A>,
    settings: FunnelSettings,
    env: Env,
    requests: broadcast::Receiver<Request>,
) {
    let (inbox, brought) = mpsc::channel(1);
    let wakes = Wakes::of([api.sessions_recoveries(), None, None]);
    let shared = (env.clone(), wakes);
    let date = day::today((env.clock)(), settings.zone);
    let mut funnels = Funnels {
        api,
        backoff: Backoff::new(settings.ramp, env.random.clone()),
        settings,
        env,
        inbox,
        asked: None,
        date,
        today: None,
        earlier: VecDeque::new(),
        rest: Instant::now() + START_AFTER,
        news: Vec::new(),
    };
    funnels.begin(date);
    drive(funnels, brought, requests, shared).await;
}

impl<A: SessionsApi> Rounds for Funnels<A> {
    type Answer = FunnelAnswer;

    fn source(&self) -> Option<SourceId> {
        Some(SourceId::Ai)
    }

    async fn tell(&mut self) -> Result<(), Ended> {
        if self.news.is_empty() {
            return Ok(());
        }
        let news = std::mem::take(&mut self.news);
        self.env.tell_now(Payload::Funnels(news)).await
    }

    fn today(&self) -> (NaiveDate, Tz) {
        (self.date, self.settings.zone)
    }

    // Records carry the vendor's moments, and questions go by the present one.
    fn clock_set(&mut self, _: i64) {}

    fn begin_day(&mut self, today: NaiveDate, _now: Instant) {
        // Its last half hour ends with the day.
        let yesterday = self.today.take().filter(|day| Some(day.date) == today.pred_opt());
        self.asked = None;
        self.earlier.clear();
        self.earlier.extend(yesterday.map(|day| DayWalk { walk: None, ..day }));
        self.begin(today);
    }

    fn catch_up(&mut self, Moment { now, stamp, latest }: Moment) -> Instant {
        if self.asked.is_some() {
            return latest;
        }
        if self.rest > now {
            return self.rest.min(latest);
        }
        self.earlier.retain(|day| day.tries < TRIES_MAX && day.due().is_some());
        let in_time = |day: &&mut DayWalk| day.walk.is_some() || day.due().is_some_and(|due| due <= stamp);
        // Today's first: what is going on counts more than what it is compared with.
        let today = self.today.as_mut().filter(in_time);
        let Some(day) = today.or_else(|| self.earlier.iter_mut().find(in_time)) else {
            let due = self.today.as_ref().and_then(DayWalk::due);
            let wait = due.map_or(HALF_HOUR_MS, |due| due.since(stamp)).clamp(0, HALF_HOUR_MS);
            return latest.min(now + Duration::from_millis(wait.unsigned_abs()));
        };
        if day.walk.is_none() {
            day.begin(stamp);
        }
        let page = day.walk.as_ref().map_or(1, |(walk, _)| walk.page());
        let date = day.date;
        self.ask(date, page);
        latest
    }

    fn retry(&mut self) {
        self.backoff.reset();
        self.rest = self.rest.min(Instant::now() + START_AFTER);
    }

    fn wake(&mut self) {
        self.retry();
    }

    async fn take(&mut self, (date, answer): FunnelAnswer, _: Stamp) -> Result<(), Ended> {
        self.asked = None;
        self.rest = Instant::now() + spacing(self.settings.calls_per_minute) * ONE_OF;
        let today = self.today.as_mut().filter(|day| day.date == date);
        let Some(day) = today.or_else(|| self.earlier.iter_mut().find(|day| day.date == date)) else { return Ok(()) };
        let failed = match answer {
            Ok(page) => {
                self.backoff.reset();
                self.news.extend(taken(day, &page, date == self.date));
                if day.told >= day.to {
                    self.settings.known.insert(date);
                }
                None
            }
            Err(error) => {
                tracing::debug!("AI half hours of {date}: {}", error.problem);
                (day.walk, day.tries) = (None, day.tries + 1);
                Some(error.kind)
            }
        };
        if let Some(kind) = failed {
            let wait = match kind {
                ErrorKind::RateLimited(wait) => wait,
                ErrorKind::Settings | ErrorKind::Final => self.settings.ramp.seldom(),
                _ => self.backoff.next_wait(),
            };
            self.rest = self.rest.max(Instant::now() + wait);
        }
        Ok(())
    }
}

/// Takes a page of a day; the half hours that are known whole then.
fn taken(day: &mut DayWalk, page: &ListPage<AiRecord>, is_today: bool) -> Vec<FunnelHalf> {
    let Some((mut walk, until)) = day.walk.take() else { return Vec::new() };
    let is_long = page.total.is_some_and(|total| total > LONG_DAY);
    if is_long && day.whole.is_none() {
        if !is_today {
            // It would take the better part of an hour's budget.
            day.tries = TRIES_MAX;
            return Vec::new();
        }
        // From here on it is known, and what was before is not.
        let from = until.plus(-FIRST_REACH_MS).max(day.from);
        walk.come_to(from);
    }
    let reached = walk.horizon();
    for record in &page.rows {
        day.closed.take(record);
    }
    match walk.take(page) {
        Step::Next(_) => {
            day.walk = Some((walk, until));
            Vec::new()
        }
        Step::Broken => {
            tracing::info!("AI half hours of {}: the list of sessions cannot be had whole", day.date);
            (day.tries, day.told) = (day.tries + 1, day.told.max(until));
            Vec::new()
        }
        Step::Done => {
            // What had begun before the walk reached back to may have ended up to so much later.
            let first = if reached <= day.from { day.from } else { reached.plus(LASTS_MAX_MS) };
            let since = day.whole.map_or(first, |(_, since)| since);
            (day.whole, day.tries) = (Some((until, since)), 0);
            let nothing_at_all = !is_today && day.closed.is_empty();
            let news = day.news();
            // A day without any session is one of which the vendor knows no more, or on which there were no robots.
            if nothing_at_all { Vec::new() } else { news }
        }
    }
}

impl<A: SessionsApi> Funnels<A> {
    /// Begins with a day: it is compared with that weekday of the weeks before.
    fn begin(&mut self, today: NaiveDate) {
        self.date = today;
        self.today = DayWalk::new(today, self.settings.zone);
        let before = (1..=WEEKS).filter_map(|weeks| today.checked_sub_days(Days::new(u64::from(weeks) * 7)));
        let unknown = before.filter(|date| !self.settings.known.contains(date));
        self.earlier.extend(unknown.filter_map(|date| DayWalk::new(date, self.settings.zone)));
    }

    fn ask(&mut self, date: NaiveDate, page: u32) {
        let (api, inbox) = (Arc::clone(&self.api), self.inbox.clone());
        let patience = patience(BACKGROUND_PATIENCE, self.settings.calls_per_minute);
        self.asked = Some(Job::spawn(async move {
            let asked = AiAsked::default().with(AiField::Step, AiStep::Valid.key());
            let asking = api.sessions_page(date, &asked, page, ROWS, Urgency::Background);
            let answer = match timeout(patience, asking).await {
                Ok(answer) => answer,
                Err(_) => Err(too_late(patience)),
            };
            // An answer that is no longer waited for is of another day.
            inbox.send((date, answer)).await.unwrap_or_default();
        }));
    }
}

#[cfg(test)]
mod tests;
