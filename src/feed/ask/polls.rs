//! The polls: today's chats and today's AI sessions, asked for often enough, and not more often.
//!
//! "Today" begins at the midnight of the site's zone. `every` is not the time between two rounds but the oldest a
//! pane's headline figures may get: the next calls are made early enough for their answers to be there in time.

use std::collections::VecDeque;
use std::time::Duration;

use chrono_tz::Tz;
use tokio::time::Instant;

use crate::feed::backoff::Ramp;

pub(crate) mod ai;
mod breakdown;
pub(crate) mod chat;
pub(crate) mod funnels;
pub(crate) mod ledger;
pub(crate) mod platform;
mod standing;

/// Answers may come this much later than expected and still be in time.
const MARGIN: Duration = Duration::from_secs(5);

/// Figures younger than this are new enough for a person who asks for new ones.
const JUST_NOW: Duration = Duration::from_secs(5);

/// How long one call may take, its wait for a place included. Far beyond anything healthy.
const PATIENCE: Duration = Duration::from_mins(3);

/// How long a background call may take: its place can be long in coming.
const BACKGROUND_PATIENCE: Duration = Duration::from_mins(15);

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
