//! What a person looks up: the questions of what is on screen, asked when their answers are missing or old.
//!
//! The screen says what it wants ([`Feed::look`](super::Feed::look)), most wanted first; one task asks for what is
//! not there yet, or has become old, and tells the board. What leaves the screen is asked no further; coming back
//! soon asks nothing. Each question fails, waits and is refused for itself, so that one that the tenant may not ask
//! costs the others nothing. Calls have no budget and are asked two at a time; whatever has a budget passes its gate:
//! what a person waits for before the polls, what is only refreshed behind them.

use std::sync::Arc;
use std::time::Duration;

use chrono_tz::Tz;
use tokio::sync::{broadcast, mpsc, watch};
use tokio::time::sleep_until;

use super::wakes::Wakes;
use super::{Budget, Env, Ramp, Request};
use crate::model::Want;
use crate::platforms::{CallsApi, Error, ErrorKind, Result, SessionsApi};

mod ask;
mod engine;
mod entry;
mod health;
mod pager;

use engine::Engine;

/// Settings of the lookups; the defaults are the documented ones. Each interval is how old an answer may get while it
/// is on screen before it is asked for again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookupSettings {
    /// The site's zone (UTC): its midnight begins the day.
    pub zone: Tz,
    /// The list of calls (15 s).
    pub calls: Duration,
    /// One call while it runs (15 s).
    pub running_call: Duration,
    /// One call that has ended (60 s).
    pub ended_call: Duration,
    /// An agent's day (20 s).
    pub history: Duration,
    /// Reports of today (60 s).
    pub reports: Duration,
    /// Reports of yesterday (1 h).
    pub yesterday: Duration,
    /// Chat workload (60 s).
    pub chat: Duration,
    /// The list of AI sessions (60 s).
    pub records: Duration,
    /// The counts of AI sessions (120 s).
    pub funnel: Duration,
    /// The names behind ids (15 min).
    pub choices: Duration,
    /// How tokens, budgets and queues stand (1 s).
    pub health: Duration,
    /// AI sessions a page (100; 1 to 100).
    pub rows: u32,
    /// How many questions about calls are asked at once (2).
    pub calls_at_once: usize,
    /// Waits between attempts (2 s to 60 s).
    pub ramp: Ramp,
}

impl Default for LookupSettings {
    fn default() -> Self {
        Self {
            zone: Tz::UTC,
            calls: Duration::from_secs(15),
            running_call: Duration::from_secs(15),
            ended_call: Duration::from_mins(1),
            history: Duration::from_secs(20),
            reports: Duration::from_mins(1),
            yesterday: Duration::from_hours(1),
            chat: Duration::from_mins(1),
            records: Duration::from_mins(1),
            funnel: Duration::from_mins(2),
            choices: Duration::from_mins(15),
            health: Duration::from_secs(1),
            rows: 100,
            calls_at_once: 2,
            ramp: Ramp { base: Duration::from_secs(2), cap: Duration::from_mins(1), ..Ramp::default() },
        }
    }
}

/// Who can be asked; what is not configured is absent.
pub(super) struct Sites<C, O> {
    calls: Option<Arc<C>>,
    sessions: Option<Arc<O>>,
    budget: Option<Arc<Budget>>,
}

impl<C, O> Clone for Sites<C, O> {
    fn clone(&self) -> Self {
        Self { calls: self.calls.clone(), sessions: self.sessions.clone(), budget: self.budget.clone() }
    }
}

impl<C, O> Sites<C, O> {
    pub(super) const fn new(calls: Option<Arc<C>>, sessions: Option<Arc<O>>, budget: Option<Arc<Budget>>) -> Self {
        Self { calls, sessions, budget }
    }

    fn calls(&self) -> Result<&C> {
        self.calls.as_deref().ok_or_else(|| not_configured("calls are", "sobot_call"))
    }

    fn sessions(&self) -> Result<&O> {
        self.sessions.as_deref().ok_or_else(|| not_configured("chat statistics and AI sessions are", "sobot_open"))
    }
}

/// The error of asking somebody who is not there.
pub(super) fn not_configured(what: &str, section: &str) -> Error {
    Error::new(ErrorKind::Settings, format!("{what} not configured: add [{section}] to the settings"))
}

/// Asks until the feed is cancelled.
pub(super) async fn run<C: CallsApi, O: SessionsApi>(
    sites: Sites<C, O>,
    settings: LookupSettings,
    env: Env,
    mut wants: watch::Receiver<Vec<Want>>,
    mut requests: broadcast::Receiver<Request>,
) {
    let (inbox, mut brought) = mpsc::channel(4);
    let cancel = env.cancel.clone();
    let calls = sites.calls.as_ref().and_then(|api| api.calls_recoveries());
    let sessions = sites.sessions.as_ref().and_then(|api| api.sessions_recoveries());
    let mut wakes = Wakes::of([calls, sessions, Some(env.hints.recoveries())]);
    let mut engine = Engine::new(sites, settings, env, inbox);
    // What was wanted before the task began counts too.
    wants.mark_changed();
    loop {
        let Ok(deadline) = engine.catch_up().await else { return };
        let done = tokio::select! {
            biased;
            () = cancel.cancelled() => return,
            changed = wants.changed() => {
                if changed.is_err() {
                    // Nobody can want anything any more.
                    return;
                }
                let wanted = wants.borrow_and_update().clone();
                engine.want(wanted).await
            }
            () = retry_asked(&mut requests) => {
                engine.retry();
                Ok(())
            }
            () = wakes.next() => {
                engine.wake();
                Ok(())
            }
            Some(brought) = brought.recv() => engine.take(brought).await,
            () = sleep_until(deadline) => Ok(()),
        };
        if done.is_err() {
            return;
        }
    }
}

/// Waits until somebody does not want to wait.
async fn retry_asked(requests: &mut broadcast::Receiver<Request>) {
    loop {
        match requests.recv().await {
            // Whatever was missed, a retry was probably among it.
            Ok(Request::Retry(_)) | Err(broadcast::error::RecvError::Lagged(_)) => return,
            Ok(Request::Stop) => {}
            Err(broadcast::error::RecvError::Closed) => std::future::pending().await,
        }
    }
}

#[cfg(test)]
mod tests;
