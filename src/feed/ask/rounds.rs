//! How everything that asks lives by the clock, the day and the requests of a person: one loop, for the pollers and for
//! what is looked up. What is asked for, and when, is their own.

use std::future;

use chrono::NaiveDate;
use chrono_tz::Tz;
use tokio::sync::{broadcast, mpsc};
use tokio::time::{Instant, sleep_until};

use super::day;
use crate::feed::wakes::Wakes;
use crate::feed::{Ended, Env, Followed, Request, retry_asked};
use crate::model::{SourceId, Stamp};

/// The moment at which one looks around.
#[derive(Clone, Copy)]
pub(super) struct Moment {
    pub(super) now: Instant,
    /// The same on the wall clock.
    pub(super) stamp: Stamp,
    /// When the wall clock is looked at again.
    pub(super) again: Instant,
}

/// One that asks.
pub(super) trait Rounds {
    /// What its calls bring.
    type Answer: Send;

    /// Whom it asks for; `None` if for several, so that every retry is meant.
    fn source(&self) -> Option<SourceId>;

    /// Tells the board what it does not know yet.
    fn tell(&mut self) -> impl Future<Output = Result<(), Ended>> + Send;

    /// The day it asks for, and the zone whose midnight ends it.
    fn today(&self) -> (NaiveDate, Tz);

    /// Brings the moments that it keeps over to a clock that was set by so many ms.
    fn clock_set(&mut self, by: i64);

    /// Another day has begun.
    fn begin_day(&mut self, today: NaiveDate, now: Instant);

    /// Asks for what is due; says when to be called again at the latest.
    fn catch_up(&mut self, look: Moment) -> Instant;

    /// A person does not want to wait.
    fn retry(&mut self);

    /// A credential that several share is accepted again, or there is a clock to sign by: all that wait for that ask
    /// now.
    fn wake(&mut self);

    /// Takes the outcome of a call.
    fn take(&mut self, brought: Self::Answer) -> impl Future<Output = Result<(), Ended>> + Send;

    /// Waits until something else is on screen, and takes that in. What is polled is asked for whatever is there.
    fn look(&mut self) -> impl Future<Output = Result<(), Ended>> + Send {
        future::pending()
    }
}

/// Asks until the feed is cancelled.
pub(super) async fn drive<R: Rounds>(
    mut rounds: R,
    mut brought: mpsc::Receiver<R::Answer>,
    mut requests: broadcast::Receiver<Request>,
    (env, mut wakes): (Env, Wakes),
) {
    let source = rounds.source();
    let mut followed = Followed::new(env.steps.clone());
    loop {
        let (now, stamp) = (Instant::now(), follow(&mut rounds, &mut followed, &env));
        let (held, zone) = rounds.today();
        let today = day::today(stamp, zone);
        if today != held {
            rounds.begin_day(today, now);
        }
        let deadline = rounds.catch_up(Moment { now, stamp, again: day::look_again(stamp, zone, now) });
        if rounds.tell().await.is_err() {
            return;
        }
        let done = tokio::select! {
            biased;
            () = env.cancel.cancelled() => return,
            looked = rounds.look() => looked,
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
