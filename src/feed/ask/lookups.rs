//! What a person looks up: the questions of what is on screen, asked when their answers are missing or old.
//!
//! The screen says what it wants ([`Feed::want`](crate::feed::Feed::want)), most wanted first; one task asks for what is
//! not there yet, or has become old, and tells the board. What leaves the screen is asked no further; coming back
//! soon asks nothing. Each question fails, waits and is refused for itself, so that one that the tenant may not ask
//! costs the others nothing. Calls have no budget and are asked two at a time; whatever has a budget passes its gate:
//! what a person waits for before the polls, what is only refreshed behind them.

use tokio::sync::{broadcast, mpsc, watch};

use super::rounds::drive;
use crate::feed::wakes::Wakes;
use crate::feed::{Env, Request};
use crate::model::Want;
use crate::platforms::{CallsApi, SessionsApi};

mod apis;
mod ask;
mod engine;
mod entry;
mod health;
mod pager;
mod settings;

pub(in crate::feed) use apis::{Apis, not_configured};
use engine::Engine;
pub use settings::LookupSettings;

/// Asks until the feed is cancelled.
pub(in crate::feed) async fn run<C: CallsApi, O: SessionsApi>(
    apis: Apis<C, O>,
    settings: LookupSettings,
    env: Env,
    mut wants: watch::Receiver<Vec<Want>>,
    requests: broadcast::Receiver<Request>,
) {
    let (inbox, brought) = mpsc::channel(4);
    let calls = apis.calls.as_ref().and_then(|api| api.calls_recoveries());
    let sessions = apis.sessions.as_ref().and_then(|api| api.sessions_recoveries());
    let wakes = Wakes::of([calls, sessions, Some(env.hints.recoveries())]);
    // What was wanted before the task began counts too.
    wants.mark_changed();
    let shared = (env.clone(), wakes);
    drive(Engine::new(apis, settings, env, inbox, wants), brought, requests, shared).await;
}

#[cfg(test)]
mod tests;
