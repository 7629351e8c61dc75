//! Bot probes: a bot is asked a set question from time to time, as a customer would ask it, and the answer is timed.
//!
//! A probe asks one question at a time: its next turn comes only when the last one is over, its session ended. What is
//! heard of an answer and what it comes to is in [`hearing`], how a run goes in [`prober`], which sessions are still open in
//! [`memory`], where answers come in that are pushed in [`post`], and which of several boards asks in `turn`.

use std::time::Duration;

use futures_util::future::join_all;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until, timeout};

use super::problem::Probing;
use super::{Env, start};
use crate::model::probe::{ProbeOutcome, ProbeRun};
use crate::model::{Payload, Phase, Problem, SourceId, SourceReport, Stamp};
use crate::platforms::bots::BotApi;

pub mod hearing;
pub mod memory;
pub mod post;
pub mod prober;
mod turn;

use prober::{ProbePlan, Prober};
use turn::Turn;

/// The first questions of several probes are so far apart: together they would take all places of a minute.
const APART: Duration = Duration::from_secs(5);

/// A probe waits so long at the start: what the board shows first has the first calls of the budget.
pub const AFTER_START: Duration = Duration::from_secs(20);

/// So often it is looked what another board's run of the same probe came to.
const LISTEN: Duration = Duration::from_secs(10);

/// So long a session has to be ended when the program is to end.
const FAREWELL: Duration = Duration::from_secs(5);

/// What is waited for before the program ends: that no session is left open.
pub struct Farewell(oneshot::Receiver<()>);

impl Farewell {
    /// Waits until the feed, which was let go of, has ended its probes, though not for ever: what is left open then is ended
    /// at the next start.
    pub async fn wait(self) {
        let _ = timeout(FAREWELL, self.0).await;
    }
}

/// Asks in a task of its own, until the feed is cancelled.
pub(crate) fn spawn<A: BotApi>(prober: Prober<A>, plans: Vec<ProbePlan>, env: Env) -> (JoinHandle<()>, Farewell) {
    let (done, over) = oneshot::channel::<()>();
    let task = start(async move {
        run(prober, plans, env).await;
        // Who waits for nothing is none the worse.
        let _ = done.send(());
    });
    (task, Farewell(over))
}

/// Asks until the feed is cancelled.
async fn run<A: BotApi>(prober: Prober<A>, plans: Vec<ProbePlan>, env: Env) {
    let sets = plans.iter().map(|plan| plan.set.clone()).collect();
    if env.tell_now(Payload::Probes(sets)).await.is_err() {
        return;
    }
    let connecting = SourceReport::new(SourceId::Probe, Phase::Connecting);
    if env.tell_now(Payload::Source(connecting)).await.is_err() {
        return;
    }
    prober.memory.adopt();
    prober.end_left(&env.cancel).await;
    let began = Instant::now();
    let first = began + prober.after_start;
    let turns = (0_u32..).zip(&plans).map(|(nth, plan)| turns(&prober, plan, first + APART * nth, &env));
    join_all(turns).await;
}

/// The runs of one probe, one after the other. A turn that comes while the one before lasts is left out.
async fn turns<A: BotApi>(prober: &Prober<A>, plan: &ProbePlan, first: Instant, env: &Env) {
    let every = Duration::from_millis(u64::try_from(plan.set.every_ms).unwrap_or_default()).max(Duration::from_secs(1));
    let mut turn = Turn::new(prober.memory.meeting(), plan);
    let (mut told, mut theirs): (Option<Stamp>, Option<Stamp>) = (None, None);
    let mut next = Instant::now();
    loop {
        tokio::select! {
            biased;
            () = env.cancel.cancelled() => return,
            () = sleep_until(next) => {}
        }
        if let Some(run) = turn.heard().filter(|run| told.is_none_or(|told| run.began > told)) {
            (told, theirs) = (Some(run.began), Some(run.began));
            if tell(prober, run, env).await.is_none() {
                return;
            }
        }
        if !turn.is_ours() {
            next = Instant::now() + LISTEN;
            continue;
        }
        // One that another board ran, or this one before it was started again, is as good as one of this.
        if let Some(left) = theirs.take().and_then(|began| left(began, every, (prober.clock)())) {
            next = Instant::now() + left;
            continue;
        }
        if Instant::now() < first {
            next = first;
            continue;
        }
        let Some(ran) = Box::pin(prober.run(plan, &env.cancel)).await else { return };
        turn.leave(&ran.run);
        told = Some(ran.run.began);
        if tell(prober, ran.run, env).await.is_none() {
            return;
        }
        prober.end_left(&env.cancel).await;
        let now = Instant::now();
        while next <= now {
            next += every;
        }
    }
}

/// How long it is until the turn after one that began then; `None` where it has come.
fn left(began: Stamp, every: Duration, now: Stamp) -> Option<Duration> {
    let since = u64::try_from(now.since(began)).ok().map(Duration::from_millis)?;
    every.checked_sub(since).filter(|left| !left.is_zero())
}

/// Tells the board what came of a run, and how the source stands; `None` where there is no board any more.
async fn tell<A: BotApi>(prober: &Prober<A>, run: ProbeRun, env: &Env) -> Option<()> {
    let failed = (run.outcome == ProbeOutcome::Failed).then(|| run.problem.clone()).flatten();
    let unremembered = prober.memory.trouble().map(|why| Problem::from(Probing::Unremembered(why)));
    let report = SourceReport {
        error: failed.or(unremembered).map(Box::new),
        ..SourceReport::new(SourceId::Probe, Phase::Live)
    };
    env.tell_now(Payload::Probed(vec![run])).await.ok()?;
    env.tell_now(Payload::Source(report)).await.ok()
}

#[cfg(test)]
mod tests;
