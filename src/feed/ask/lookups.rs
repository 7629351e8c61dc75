//! What a person looks up: the questions of what is on screen, asked when their answers are missing or old.
//!
//! The screen says what it wants ([`Feed::look`](crate::feed::Feed::look)), most wanted first; one task asks for what is
//! not there yet, or has become old, and tells the board. What leaves the screen is asked no further; coming back
//! soon asks nothing. Each question fails, waits and is refused for itself, so that one that the tenant may not ask
//! costs the others nothing. Calls have no budget and are asked two at a time; whatever has a budget passes its gate:
//! what a person waits for before the polls, what is only refreshed behind them.

use tokio::sync::{broadcast, mpsc, watch};
use tokio::time::sleep_until;

use crate::feed::wakes::Wakes;
use crate::feed::{Env, Request};
use crate::model::Want;
use crate::platforms::{CallsApi, SessionsApi};

mod ask;
mod engine;
mod entry;
mod health;
mod pager;
mod settings;
mod sites;

use engine::Engine;
pub use settings::LookupSettings;
pub(in crate::feed) use sites::{Sites, not_configured};

/// Asks until the feed is cancelled.
pub(in crate::feed) async fn run<C: CallsApi, O: SessionsApi>(
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
                    // Nothing can be asked for any more.
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

/// Waits until a person does not want to wait.
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
