//! What the board is told of a source, and how often.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use crate::model::{Clock, Clocks, Phase, Problem, Scope, SourceId, SourceReport, Stamp};

/// Byte counts and signs of life are told at most so often.
const THROTTLE: Duration = Duration::from_secs(1);

/// A sign of life waits so long for the message it may belong to.
const LINGER: Duration = Duration::from_millis(100);

/// A later moment on the wall clock.
pub fn wall(clock: &Clock, until: Instant, now: Instant) -> Stamp {
    let ms = until.saturating_duration_since(now).as_millis();
    clock().plus(i64::try_from(ms).unwrap_or(i64::MAX))
}

/// Keeps a source's counters and decides when they are worth telling.
pub struct Reporter {
    source: SourceId,
    /// What to call its vendor on screen.
    pub title: Option<&'static str>,
    /// How the settings narrow it.
    pub scope: Option<Arc<Scope>>,
    /// Connections opened, or calls answered.
    pub connects: u64,
    /// Resyncs made.
    pub resyncs: u64,
    /// Bytes received.
    pub bytes: u64,
    /// The clocks that it told of, each minus ours, in ms.
    pub clocks: Clocks,
    last: Option<(SourceReport, Instant)>,
    sign: Option<(Stamp, Instant)>,
    told: Option<Instant>,
}

impl Reporter {
    /// Nothing counted, nothing told.
    pub const fn new(source: SourceId) -> Self {
        Self {
            source,
            title: None,
            scope: None,
            connects: 0,
            resyncs: 0,
            bytes: 0,
            clocks: Clocks { date_ms: None, message_ms: None, signed_ms: None },
            last: None,
            sign: None,
            told: None,
        }
    }

    /// This machine's clock was set by `by` ms; the others were not.
    pub fn clock_set(&mut self, by: i64) {
        self.clocks.clock_set(by);
    }

    /// The clock by which its times are told minus ours, in ms.
    pub fn skew_ms(&self) -> Option<i64> {
        self.clocks.message_ms.or(self.clocks.date_ms)
    }

    /// The report, if the board has not heard this yet: at once, except that bytes alone wait for a second to pass.
    pub fn report(&mut self, phase: Phase, error: Option<Problem>, now: Instant) -> Option<SourceReport> {
        let report = SourceReport {
            source: self.source,
            title: self.title.map(str::to_owned),
            phase,
            error: error.map(Box::new),
            connects: self.connects,
            resyncs: self.resyncs,
            bytes: self.bytes,
            skew_ms: self.skew_ms(),
            clocks: Some(self.clocks),
            scope: self.scope.clone(),
            rejected: None,
        };
        if let Some((last, at)) = &self.last {
            let same = SourceReport { bytes: report.bytes, ..last.clone() } == report;
            if same && (last.bytes == report.bytes || now < *at + THROTTLE) {
                return None;
            }
        }
        log(self.last.as_ref().map(|(last, _)| last), &report);
        self.last = Some((report.clone(), now));
        Some(report)
    }

    /// Bytes came.
    pub fn heard(&mut self, bytes: usize, at: Stamp, now: Instant) {
        self.bytes = self.bytes.saturating_add(bytes as u64);
        let due = self.sign.map_or(now + LINGER, |(_, due)| due);
        self.sign = Some((at, self.told.map_or(due, |told| due.max(told + THROTTLE))));
    }

    /// The board was told something that shows life by itself.
    pub const fn told(&mut self, now: Instant) {
        self.told = Some(now);
        self.sign = None;
    }

    /// When the last bytes came, if the board should hear of them now.
    pub fn sign_of_life(&mut self, now: Instant) -> Option<Stamp> {
        let (at, due) = self.sign?;
        if now < due {
            return None;
        }
        self.told(now);
        Some(at)
    }

    /// When something will be worth telling without anything else happening.
    pub fn deadline(&self) -> Option<Instant> {
        let bytes = self.last.as_ref().filter(|(last, _)| last.bytes != self.bytes).map(|(_, at)| *at + THROTTLE);
        let sign = self.sign.map(|(_, due)| due);
        bytes.into_iter().chain(sign).min()
    }
}

/// What a reader who asks "what happened at three o'clock" looks for: every turn of a source, every error, every
/// resync. Attempts that fail in the same way again are one turn each, since their wait grows.
fn log(last: Option<&SourceReport>, report: &SourceReport) {
    let source = report.source;
    let turned = last.is_none_or(|last| last.phase != report.phase);
    let failed = report.error.as_ref().filter(|error| last.and_then(|last| last.error.as_ref()) != Some(error));
    let phase = phase(&report.phase);
    match failed {
        Some(error) if report.phase == Phase::Off => tracing::info!("{source}: {error}"),
        Some(error) => tracing::warn!("{source}: {phase}: {error}"),
        None if turned => tracing::info!("{source}: {phase}"),
        None if last.is_some_and(|last| last.error.is_some() && report.error.is_none()) => {
            tracing::info!("{source}: recovered");
        }
        None if last.is_some_and(|last| last.resyncs < report.resyncs) => {
            tracing::info!("{source}: resync {}", report.resyncs);
        }
        None => {}
    }
}

fn phase(phase: &Phase) -> String {
    match phase {
        Phase::Off => "off".to_owned(),
        Phase::Connecting => "connecting".to_owned(),
        Phase::AwaitingFull => "connected, the full list is still to come".to_owned(),
        Phase::Live => "live".to_owned(),
        Phase::Polling => "polling".to_owned(),
        Phase::Waiting { tries, .. } => format!("waiting after {tries} failed in a row"),
        Phase::Stopped => "stopped until the settings change".to_owned(),
    }
}
