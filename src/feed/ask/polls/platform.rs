//! Today's chats on one platform: everything that it tells, asked for again and again.
//!
//! Each such platform is a source of its own, with its own budget, waits and errors: one that fails leaves the others'
//! figures as they are. A part of an answer that could not be had is said and costs only itself, and what is on the board
//! does not give way to an answer that lacks more until it is old.

use std::sync::Arc;
use std::time::Duration;

use chrono::NaiveDate;
use chrono_tz::Tz;
use tokio::sync::{broadcast, mpsc};
use tokio::time::{Instant, timeout};

use super::standing::{Standing, Verdict, too_late};
use super::{JUST_NOW, Pace, patience, start_for};
use crate::feed::ask::day;
use crate::feed::ask::rounds::{Moment, Rounds, drive};
use crate::feed::backoff::Ramp;
use crate::feed::wakes::Wakes;
use crate::feed::{Ended, Env, Job, Request};
use crate::model::{Payload, PlatformDay, SourceId, Stamp, Tag};
use crate::platforms::{ChatCut, ChatPlatformApi, Result as Answer, Urgency};

/// Measurements kept of how long asking takes.
const ROUNDS_KEPT: usize = 4;

/// How long one answer may take: it is of a dozen calls, half of which wait behind the others.
const PATIENCE: Duration = Duration::from_mins(15);

/// So many times as old as wished, figures give way to an answer that lacks some of them.
const OLD: u32 = 2;

/// Settings of a platform's poller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlatformSettings {
    /// Which source it is.
    pub tag: Tag,
    /// The oldest its figures may get, from the moment they were asked for.
    pub every: Duration,
    /// The site's zone: its midnight begins the day.
    pub zone: Tz,
    /// What the platform's budget allows, to tell how long an answer of many calls may take.
    pub calls_per_minute: u32,
    /// Waits between attempts.
    pub ramp: Ramp,
}

struct PlatformAnswer {
    day: NaiveDate,
    asked: Instant,
    asked_at: Stamp,
    answer: Answer<ChatCut>,
}

/// The figures on the board.
#[derive(Clone, Copy)]
struct OnBoard {
    /// When they were asked for.
    asked: Instant,
    /// How many parts could not be had.
    lost: usize,
}

struct PlatformPoll<A> {
    api: Arc<A>,
    settings: PlatformSettings,
    env: Env,
    standing: Standing,
    pace: Pace,
    inbox: mpsc::Sender<PlatformAnswer>,
    asked: Option<Job>,
    today: NaiveDate,
    next: Instant,
    held: Option<OnBoard>,
    /// By how much the clock was set since the question under way was asked.
    since_asked: i64,
}

/// Polls until the feed is cancelled.
pub(crate) async fn run<A: ChatPlatformApi>(
    api: Arc<A>,
    settings: PlatformSettings,
    env: Env,
    requests: broadcast::Receiver<Request>,
) {
    let (inbox, brought) = mpsc::channel(1);
    let wakes = Wakes::of([Some(env.hints.recoveries()), None, None]);
    let shared = (env.clone(), wakes);
    let standing = Standing::new(SourceId::Platform(settings.tag), settings.ramp, &env)
        .titled(Some(api.name()))
        .narrowed(api.platform_scope());
    let today = day::today((env.clock)(), settings.zone);
    let pace = Pace::new(Duration::ZERO, ROUNDS_KEPT);
    let next = Instant::now();
    let platform = PlatformPoll {
        api,
        settings,
        env,
        standing,
        pace,
        inbox,
        asked: None,
        today,
        next,
        held: None,
        since_asked: 0,
    };
    drive(platform, brought, requests, shared).await;
}

impl<A: ChatPlatformApi> Rounds for PlatformPoll<A> {
    type Answer = PlatformAnswer;

    fn source(&self) -> Option<SourceId> {
        Some(SourceId::Platform(self.settings.tag))
    }

    async fn tell(&mut self) -> Result<(), Ended> {
        self.standing.tell(&self.env, self.api.platform_wire()).await
    }

    fn today(&self) -> (NaiveDate, Tz) {
        (self.today, self.settings.zone)
    }

    fn clock_set(&mut self, by: i64) {
        self.standing.clock_set(by);
        self.since_asked = self.since_asked.saturating_add(by);
    }

    fn begin_day(&mut self, today: NaiveDate, now: Instant) {
        self.today = today;
        // What is on the board, or being asked for, is of yesterday.
        self.held = None;
        self.asked = None;
        self.next = self.next.min(now);
    }

    fn catch_up(&mut self, Moment { now, stamp, latest }: Moment) -> Instant {
        if self.asked.is_some() || self.standing.is_stopped() {
            return latest;
        }
        if self.next > now {
            return self.next.min(latest);
        }
        self.ask(now, stamp);
        latest
    }

    fn retry(&mut self) {
        let now = Instant::now();
        self.standing.retry();
        if self.held.is_none_or(|held| now.saturating_duration_since(held.asked) >= JUST_NOW) {
            self.next = now;
        }
    }

    fn wake(&mut self) {
        if self.standing.may_be_woken() {
            self.retry();
        }
    }

    async fn take(&mut self, brought: Self::Answer, _: Stamp) -> Result<(), Ended> {
        let PlatformAnswer { day, asked, asked_at, answer } = brought;
        if day != self.today {
            return Ok(());
        }
        self.asked = None;
        let now = Instant::now();
        match answer {
            Ok(cut) => {
                self.pace.note(now - asked);
                self.standing.answered(cut.missing.first().cloned());
                // A vendor too slow for the wished age is asked again and again, but not without a breath.
                let breath = now + self.settings.every / 4;
                let lost = cut.lost;
                let is_young = |held: OnBoard| asked.saturating_duration_since(held.asked) < self.settings.every * OLD;
                if self.held.is_some_and(|held| lost > held.lost && is_young(held)) {
                    self.next = breath;
                    return Ok(());
                }
                self.held = Some(OnBoard { asked, lost });
                let due = start_for(&[asked], self.settings.every, self.pace.expected()).unwrap_or(now);
                self.next = due.max(breath);
                self.env
                    .tell_now(Payload::Platform(Box::new(shown(
                        self.settings.tag,
                        asked_at.plus(self.since_asked),
                        cut,
                    ))))
                    .await
            }
            Err(error) => {
                match self.standing.failed(None, &error, &self.env, now) {
                    Verdict::Again(at) | Verdict::Pause(at) => self.next = at,
                    Verdict::Stop => {}
                }
                Ok(())
            }
        }
    }
}

impl<A: ChatPlatformApi> PlatformPoll<A> {
    fn ask(&mut self, asked: Instant, asked_at: Stamp) {
        self.since_asked = 0;
        let (api, inbox, day) = (Arc::clone(&self.api), self.inbox.clone(), self.today);
        let today = day::span(day, self.settings.zone);
        let yesterday = day::span(day.pred_opt().unwrap_or(day), self.settings.zone);
        let patience = patience(PATIENCE, self.settings.calls_per_minute);
        let job = Job::spawn(async move {
            let answer = match timeout(patience, api.platform_chats(today, yesterday, Urgency::Poll)).await {
                Ok(answer) => answer,
                Err(_) => Err(too_late(patience)),
            };
            // An answer that is no longer waited for is of another day.
            inbox.send(PlatformAnswer { day, asked, asked_at, answer }).await.unwrap_or_default();
        });
        self.asked = Some(job);
    }
}

fn shown(tag: Tag, as_of: Stamp, cut: ChatCut) -> PlatformDay {
    let ChatCut { totals, ai, figures, metrics, agents, trend, missing, lost: _ } = cut;
    let agents = agents.into_iter().map(Arc::new).collect();
    PlatformDay { tag, as_of, totals, ai, figures, metrics, agents, trend, missing }
}
