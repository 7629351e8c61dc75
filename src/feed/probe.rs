//! Bot probes: a bot is asked a set question from time to time, as a customer would ask it, and the answer is timed.
//!
//! A probe asks one question at a time: its next turn comes only when the last one is over, its session ended. What is
//! heard of an answer and what it comes to is in [`hearing`], how a run goes in [`prober`], which sessions are still open in
//! [`memory`], and where answers come in that are pushed in [`post`].

use std::time::Duration;

use futures_util::future::join_all;
use tokio::time::{Instant, sleep_until};

use super::Env;
use super::problem::Probing;
use crate::model::probe::ProbeOutcome;
use crate::model::{Payload, Phase, Problem, SourceId, SourceReport};
use crate::platforms::bots::BotApi;

pub mod hearing;
pub mod memory;
pub mod post;
pub mod prober;

use prober::{ProbePlan, Prober, Ran};

/// The first questions of several probes are so far apart: together they would take all places of a minute.
const APART: Duration = Duration::from_secs(5);

/// Asks until the feed is cancelled.
pub(crate) async fn run<A: BotApi>(prober: Prober<A>, plans: Vec<ProbePlan>, env: Env) {
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
    let turns = (0_u32..).zip(&plans).map(|(nth, plan)| turns(&prober, plan, began + APART * nth, &env));
    join_all(turns).await;
}

/// The runs of one probe, one after the other. A turn that comes while the one before lasts is left out.
async fn turns<A: BotApi>(prober: &Prober<A>, plan: &ProbePlan, first: Instant, env: &Env) {
    let every = Duration::from_millis(u64::try_from(plan.set.every_ms).unwrap_or_default()).max(Duration::from_secs(1));
    let mut next = first;
    loop {
        tokio::select! {
            biased;
            () = env.cancel.cancelled() => return,
            () = sleep_until(next) => {}
        }
        let Some(ran) = prober.run(plan, &env.cancel).await else { return };
        if tell(prober, ran, env).await.is_none() {
            return;
        }
        prober.end_left(&env.cancel).await;
        let now = Instant::now();
        while next <= now {
            next += every;
        }
    }
}

/// Tells the board what came of a run, and how the source stands; `None` where there is no board any more.
async fn tell<A: BotApi>(prober: &Prober<A>, ran: Ran, env: &Env) -> Option<()> {
    let failed = (ran.run.outcome == ProbeOutcome::Failed).then(|| ran.run.problem.clone()).flatten();
    let unremembered = prober.memory.trouble().map(|why| Problem::from(Probing::Unremembered(why)));
    let report = SourceReport {
        error: failed.or(unremembered).map(Box::new),
        ..SourceReport::new(SourceId::Probe, Phase::Live)
    };
    env.tell_now(Payload::Probed(vec![ran.run])).await.ok()?;
    env.tell_now(Payload::Source(report)).await.ok()
}

#[cfg(test)]
mod tests;
