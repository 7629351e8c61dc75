//! How a poller fares: its phase, its errors, its waits.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use crate::feed::backoff::{Backoff, Ramp};
use crate::feed::problem::{Part, Streaming};
use crate::feed::report::{Reporter, wall};
use crate::feed::{Ended, Env};
use crate::model::{Payload, Phase, Problem, Scope, SourceId};
use crate::platforms::{Error, ErrorKind, Wire};

/// What a failed call means for the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// This call may be made again then.
    Again(Instant),
    /// No call at all before then.
    Pause(Instant),
    /// No call until a person asks for one: only new settings help.
    Stop,
}

pub(super) struct Standing {
    reporter: Reporter,
    backoff: Backoff,
    phase: Phase,
    error: Option<Problem>,
    tries: u32,
    /// The skew that the wire told last.
    heard: Option<i64>,
    /// The correction of signatures that the wire told last.
    signed: Option<i64>,
    /// Whether the wait is for a vendor that counts calls.
    limited: bool,
}

impl Standing {
    pub(super) fn new(source: SourceId, ramp: Ramp, env: &Env) -> Self {
        Self {
            reporter: Reporter::new(source),
            backoff: Backoff::new(ramp, env.random.clone()),
            phase: Phase::Connecting,
            error: None,
            tries: 0,
            heard: None,
            signed: None,
            limited: false,
        }
    }

    /// What to call the vendor on screen.
    pub(super) fn titled(mut self, title: Option<&'static str>) -> Self {
        self.reporter.title = title;
        self
    }

    /// How the settings narrow what is asked.
    pub(super) fn narrowed(mut self, scope: Option<Arc<Scope>>) -> Self {
        self.reporter.scope = scope;
        self
    }

    /// Whether it waits for something that may be there again now that a credential is: not by a vendor's order.
    pub(super) fn may_be_woken(&self) -> bool {
        matches!(self.phase, Phase::Waiting { .. }) && !self.limited
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.phase == Phase::Stopped
    }

    /// A call was answered; `error`: what is still wrong with others.
    pub(super) fn answered(&mut self, error: Option<Problem>) {
        self.reporter.connects += 1;
        self.phase = Phase::Live;
        self.tries = 0;
        if error.is_none() {
            self.backoff.reset();
        }
        self.error = error;
    }

    /// A call failed, `what` being what was asked for.
    pub(super) fn failed(&mut self, what: Option<Part>, error: &Error, env: &Env, now: Instant) -> Verdict {
        let problem = Problem::clone(&error.problem);
        self.error = Some(match what {
            Some(what) => problem.with(what),
            None => problem,
        });
        self.tries = self.tries.saturating_add(1);
        self.limited = matches!(error.kind, ErrorKind::RateLimited(_));
        let verdict = match error.kind {
            ErrorKind::Final => Verdict::Stop,
            kind if kind.may_be_mended() => Verdict::Pause(now + self.backoff.ramp().seldom()),
            ErrorKind::RateLimited(wait) => Verdict::Pause(now + wait),
            _ => Verdict::Again(now + self.backoff.next_wait()),
        };
        self.phase = match verdict {
            Verdict::Stop => Phase::Stopped,
            Verdict::Again(at) | Verdict::Pause(at) => {
                Phase::Waiting { until: wall(&env.clock, at, now), tries: self.tries }
            }
        };
        verdict
    }

    /// Notes what is wrong with calls that the headline figures do not need. Why those wait, or have stopped, goes
    /// before it.
    pub(super) fn set_error(&mut self, error: Option<Problem>) {
        if self.phase == Phase::Live {
            self.error = error;
        }
    }

    /// This machine's clock was set by `by` ms.
    pub(super) fn clock_set(&mut self, by: i64) {
        self.reporter.clock_set(by);
        if let Phase::Waiting { until, .. } = &mut self.phase {
            *until = until.plus(by);
        }
    }

    /// A person does not want to wait.
    pub(super) fn retry(&mut self) {
        if matches!(self.phase, Phase::Waiting { .. } | Phase::Stopped) {
            self.phase = Phase::Connecting;
        }
    }

    pub(super) async fn tell(&mut self, env: &Env, wire: Wire) -> Result<(), Ended> {
        self.reporter.bytes = wire.bytes;
        // `Date` has whole seconds: what differs from poll to poll by less says nothing new.
        let moved = |known: i64| wire.skew_ms.is_some_and(|skew| skew.saturating_sub(known).saturating_abs() > 1500);
        let clocks = &mut self.reporter.clocks;
        // What an answer told before this machine's clock was set is of no use after.
        if std::mem::replace(&mut self.heard, wire.skew_ms) != wire.skew_ms && clocks.date_ms.is_none_or(moved) {
            clocks.date_ms = wire.skew_ms;
        }
        if std::mem::replace(&mut self.signed, wire.signed_ms) != wire.signed_ms {
            clocks.signed_ms = wire.signed_ms;
        }
        let report = self.reporter.report(self.phase.clone(), self.error.clone(), Instant::now());
        match report {
            Some(report) => env.tell_now(Payload::Source(report)).await,
            None => Ok(()),
        }
    }
}

/// The error of a call that took too long.
pub(super) fn too_late(patience: Duration) -> Error {
    Error::new(ErrorKind::Network, Streaming::NoAnswer(patience))
}
