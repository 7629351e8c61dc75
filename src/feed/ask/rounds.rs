//! The loop that every poller and the look-ups run in: it follows the clock, the day and a person's requests. What is asked
//! for, and when, each of them decides.

use std::future;

use chrono::NaiveDate;
use chrono_tz::Tz;
use tokio::sync::{broadcast, mpsc};
use tokio::time::{Instant, sleep_until};

use super::day;
use crate::feed::wakes::Wakes;
use crate::feed::{Ended, Env, Followed, Request, retry_asked};
use crate::model::{SourceId, Stamp};

/// The moment of one round.
#[derive(Clone, Copy)]
pub(super) struct Moment {
    pub(super) now: Instant,
    /// The same on the wall clock.
    pub(super) stamp: Stamp,
    /// The next round is no later, since the wall clock must be read again.
    pub(super) latest: Instant,
}

/// A poller, or the look-ups.
pub(super) trait Rounds {
    /// The outcome of one of its calls.
    type Answer: Send;

    /// The source that it asks for; `None` for several: then every retry is for it.
    fn source(&self) -> Option<SourceId>;

    /// Sends the board what has changed.
    fn tell(&mut self) -> impl Future<Output = Result<(), Ended>> + Send;

    /// The day that it asks about, and the zone whose midnight ends it.
    fn today(&self) -> (NaiveDate, Tz);

    /// The clock was set forward by so many ms: moves the moments that it keeps.
    fn clock_set(&mut self, by: i64);

    /// Another day has begun.
    fn begin_day(&mut self, today: NaiveDate, now: Instant);

    /// Asks for what is due; returns when the next round must be at the latest.
    fn catch_up(&mut self, moment: Moment) -> Instant;

    /// A person asked to retry now.
    fn retry(&mut self);

    /// A shared credential is accepted again, or there is a clock to sign by: whatever waits for that asks now.
    fn wake(&mut self);

    /// Takes the outcome of one of its calls. It came at `at`, which is in the day that is asked about.
    fn take(&mut self, brought: Self::Answer, at: Stamp) -> impl Future<Output = Result<(), Ended>> + Send;

    /// Waits for what comes unasked, and takes it in: the screen shows something else, or a record is pushed. It may be ended
    /// at any time, so what it took must be kept by then.
    fn unasked(&mut self) -> impl Future<Output = Result<(), Ended>> + Send {
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
        let (now, stamp, zone) = follow(&mut rounds, &mut followed, &env);
        let deadline = rounds.catch_up(Moment { now, stamp, latest: day::look_again(stamp, zone, now) });
        if rounds.tell().await.is_err() {
            return;
        }
        let done = tokio::select! {
            biased;
            () = env.cancel.cancelled() => return,
            came = rounds.unasked() => came,
            () = retry_asked(&mut requests, source) => {
                rounds.retry();
                Ok(())
            }
            () = wakes.next() => {
                rounds.wake();
                Ok(())
            }
            Some(brought) = brought.recv() => {
                // An answer that has taken over midnight is of the day that it was asked for in.
                let (_, stamp, _) = follow(&mut rounds, &mut followed, &env);
                rounds.take(brought, stamp).await
            }
            () = sleep_until(deadline) => Ok(()),
        };
        if done.is_err() {
            return;
        }
    }
}

/// Reads the clocks, and passes on by how much this machine's was set since the last time, and that another day has begun.
fn follow(rounds: &mut impl Rounds, followed: &mut Followed, env: &Env) -> (Instant, Stamp, Tz) {
    let (now, stamp) = (Instant::now(), (env.clock)());
    if let Some(by) = followed.take() {
        rounds.clock_set(by);
    }
    let (held, zone) = rounds.today();
    let today = day::today(stamp, zone);
    if today != held {
        rounds.begin_day(today, now);
    }
    (now, stamp, zone)
}
