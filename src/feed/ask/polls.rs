//! The polls: today's chats and today's AI sessions, asked for often enough, and not more often.
//!
//! "Today" begins at the midnight of the site's zone. `every` is not the time between two rounds but the oldest a
//! pane's headline figures may get: the next calls are made early enough for their answers to be there in time.

use std::collections::VecDeque;
use std::time::Duration;

use chrono::NaiveDate;
use chrono_tz::Tz;
use tokio::sync::{broadcast, mpsc};
use tokio::time::{Instant, sleep_until};

use super::day;
use crate::feed::backoff::Ramp;
use crate::feed::wakes::Wakes;
use crate::feed::{Ended, Env, Followed, Request, retry_asked};
use crate::model::{SourceId, Stamp};

pub(crate) mod ai;
mod breakdown;
pub(crate) mod chat;
mod health;
pub(crate) mod ledger;
pub(crate) mod site;

/// Answers may come this much later than expected and still be in time.
const MARGIN: Duration = Duration::from_secs(5);

/// Figures younger than this are new enough for a person who asks for new ones.
const JUST_NOW: Duration = Duration::from_secs(5);

/// How long one call may take, its wait for a place included. Far beyond anything healthy.
const PATIENCE: Duration = Duration::from_mins(3);

/// So many places a call may wait for, at the smallest budgets, others' calls included.
const PLACES: u32 = 20;

/// How long one call may take where a place is so long in coming.
fn patience(least: Duration, calls_per_minute: u32) -> Duration {
    least.max(spacing(calls_per_minute) * PLACES)
}

/// Settings of the chat poller; the defaults are the documented ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChatSettings {
    /// The oldest its figures may get (60 s).
    pub every: Duration,
    /// The site's zone (UTC): its midnight begins the day.
    pub zone: Tz,
    /// What the tenant's budget allows (18), to tell how long a call may have to wait for its place.
    pub calls_per_minute: u32,
    /// Waits between attempts.
    pub ramp: Ramp,
}

impl Default for ChatSettings {
    fn default() -> Self {
        Self { every: Duration::from_mins(1), zone: Tz::UTC, calls_per_minute: 18, ramp: Ramp::default() }
    }
}

/// Settings of the AI poller; the defaults are the documented ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AiSettings {
    /// The oldest its headline figures may get (60 s). No part of a breakdown is asked for more often.
    pub every: Duration,
    /// The site's zone (UTC): its midnight begins the day.
    pub zone: Tz,
    /// What the tenant's budget allows (18), to tell how long a call may have to wait for its place.
    pub calls_per_minute: u32,
    /// How many of the newest records are listed (50; 1 to 100).
    pub rows: u32,
    /// How often the list of robots is asked for (1 h).
    pub robots_every: Duration,
    /// Waits between attempts.
    pub ramp: Ramp,
}

impl Default for AiSettings {
    fn default() -> Self {
        Self {
            every: Duration::from_mins(1),
            zone: Tz::UTC,
            calls_per_minute: 18,
            rows: 50,
            robots_every: Duration::from_hours(1),
            ramp: Ramp::default(),
        }
    }
}

/// The moment at which a poller looks around.
#[derive(Clone, Copy)]
struct Look {
    now: Instant,
    /// The same on the wall clock.
    stamp: Stamp,
    /// When the wall clock is looked at again.
    again: Instant,
}

/// A poller: what is asked for, and when, is its own; how it lives by the clock and the day is the same for all.
trait Rounds {
    /// What its calls bring.
    type Answer: Send;

    /// Whom it asks for.
    fn source(&self) -> SourceId;

    /// Tells the board how the source stands, if that has changed.
    fn tell(&mut self) -> impl Future<Output = Result<(), Ended>> + Send;

    /// The day it asks for, and the zone whose midnight ends it.
    fn today(&self) -> (NaiveDate, Tz);

    /// Brings the moments that it keeps over to a clock that was set by so many ms.
    fn clock_set(&mut self, by: i64);

    /// Another day has begun.
    fn begin_day(&mut self, today: NaiveDate, now: Instant);

    /// Asks for what is due; says when to be called again at the latest.
    fn catch_up(&mut self, look: Look) -> Instant;

    /// A person does not want to wait.
    fn retry(&mut self);

    /// A credential that several share is accepted again, or there is a clock to sign by: all that wait for that ask
    /// now.
    fn wake(&mut self);

    /// Takes the outcome of a call.
    fn take(&mut self, brought: Self::Answer) -> impl Future<Output = Result<(), Ended>> + Send;
}

/// Polls until the feed is cancelled.
async fn drive<R: Rounds>(
    mut rounds: R,
    mut brought: mpsc::Receiver<R::Answer>,
    mut requests: broadcast::Receiver<Request>,
    (env, mut wakes): (Env, Wakes),
) {
    let source = rounds.source();
    let mut followed = Followed::new(env.steps.clone());
    loop {
        if rounds.tell().await.is_err() {
            return;
        }
        let (now, stamp) = (Instant::now(), follow(&mut rounds, &mut followed, &env));
        let (held, zone) = rounds.today();
        let today = day::today(stamp, zone);
        if today != held {
            rounds.begin_day(today, now);
        }
        let deadline = rounds.catch_up(Look { now, stamp, again: day::look_again(stamp, zone, now) });
        let done = tokio::select! {
            biased;
            () = env.cancel.cancelled() => return,
            () = retry_asked(&mut requests, source) => {
                rounds.retry();
                Ok(())
            }
            () = wakes.next() => {
                rounds.wake();
                Ok(())
            }
            Some(brought) = brought.recv() => {
                follow(&mut rounds, &mut followed, &env);
                rounds.take(brought).await
            }
            () = sleep_until(deadline) => Ok(()),
        };
        if done.is_err() {
            return;
        }
    }
}

/// Reads the clock, and tells of it if it was set since the last time.
fn follow(rounds: &mut impl Rounds, followed: &mut Followed, env: &Env) -> Stamp {
    let stamp = (env.clock)();
    if let Some(by) = followed.take() {
        rounds.clock_set(by);
    }
    stamp
}

/// How long a call's place is away when the budget is spent to the last.
fn spacing(calls_per_minute: u32) -> Duration {
    Duration::from_mins(1) / calls_per_minute.max(1)
}

/// How long calls take lately, their wait for a place included.
struct Pace {
    floor: Duration,
    took: VecDeque<Duration>,
    kept: usize,
}

impl Pace {
    /// Expects at least `floor`; remembers the last `kept` measurements.
    fn new(floor: Duration, kept: usize) -> Self {
        Self { floor, took: VecDeque::new(), kept: kept.max(1) }
    }

    fn note(&mut self, took: Duration) {
        while self.took.len() >= self.kept {
            self.took.pop_front();
        }
        self.took.push_back(took);
    }

    /// The longest of them.
    fn expected(&self) -> Duration {
        self.took.iter().copied().max().unwrap_or_default().max(self.floor)
    }
}

/// When to begin asking, one call after the other, for things received at `received` (oldest first), so that none
/// gets older than `every` although each call takes `call`.
fn start_for(received: &[Instant], every: Duration, call: Duration) -> Option<Instant> {
    let starts = (1_u32..).zip(received).map(|(place, at)| {
        let lead = (call.saturating_mul(place) + MARGIN).min(every);
        *at + every.saturating_sub(lead)
    });
    starts.min()
}

#[cfg(test)]
mod tests;
