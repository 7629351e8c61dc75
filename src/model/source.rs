//! Where updates come from, and how far each source can be trusted now.

use std::collections::VecDeque;
use std::sync::Arc;

use litemap::LiteMap;
use serde::{Deserialize, Serialize};

use super::agent::AgentId;
use super::clocks::Clocks;
use super::problem::{Problem, problems};
use super::scope::Scope;
use super::time::Stamp;

pub use id::SourceId;

mod id;

/// How many rejected operations are kept for a person to look at.
pub const REJECTS_KEPT: usize = 20;

/// How many bytes of an agent's id are repeated; no vendor's is longer.
const ID_MAX: usize = 72;

/// What a source is doing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "phase", rename_all = "snake_case")]
pub enum Phase {
    /// Not asked for: there is no such section in the settings.
    Off,
    /// Opening the connection, or asking for the first time.
    Connecting,
    /// Connected; the full message, or one of its pages, is still to come.
    AwaitingFull,
    /// Fed by the stream, or polls are answered.
    Live,
    /// No stream to be had; the snapshot call is polled instead.
    Polling,
    /// Waiting before the next attempt.
    Waiting {
        /// When the next attempt is made, on our clock.
        until: Stamp,
        /// How many attempts have failed in a row.
        tries: u32,
    },
    /// Stopped until the settings change.
    Stopped,
}

impl Phase {
    /// Whether the source is fed.
    pub const fn is_live(&self) -> bool {
        matches!(self, Self::Live | Self::Polling)
    }
}

/// The one-word state of a source, as `snapshot` prints it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceState {
    /// Connected and heard from lately.
    Live,
    /// Connecting, or waiting for the full message.
    Connecting,
    /// Waiting before another attempt, or stopped by an error in the settings.
    Waiting,
    /// Connected, but silent for too long.
    Stale,
    /// Not configured.
    Off,
}

/// Why an operation or a message was not applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RejectReason {
    /// It names an agent who is not on the board.
    UnknownId,
    /// It is not a `replace`.
    UnknownOp,
    /// Its path is neither an agent's field nor the summary's.
    UnknownPath,
    /// Its value cannot be read as the field's type.
    BadValue,
    /// The message is not JSON, or not of the documented shape.
    Undecodable,
    /// The message is JSON, but of a kind that no document names.
    UnknownMessage,
    /// There is no room for it: see [`caps`](super::caps).
    TooMany,
    /// A callback whose signature is missing or wrong.
    BadSignature,
    /// A callback that was signed too long ago, or will be.
    WrongTime,
    /// A callback that came before.
    Replayed,
    /// A callback whose content is encrypted.
    Encrypted,
    /// A callback from an address that the settings do not allow.
    NotAllowed,
    /// A request that is no callback: another method, path or type.
    NoCallback,
    /// A callback that is too large.
    TooLarge,
    /// A callback that did not come in time, or not to its end.
    TooSlow,
    /// A callback while too many were under way, or waited to be read.
    Overloaded,
}

impl RejectReason {
    /// Every reason.
    pub const ALL: [Self; 16] = [
        Self::UnknownId,
        Self::UnknownOp,
        Self::UnknownPath,
        Self::BadValue,
        Self::Undecodable,
        Self::UnknownMessage,
        Self::TooMany,
        Self::BadSignature,
        Self::WrongTime,
        Self::Replayed,
        Self::Encrypted,
        Self::NotAllowed,
        Self::NoCallback,
        Self::TooLarge,
        Self::TooSlow,
        Self::Overloaded,
    ];

    /// Its name in counters.
    pub const fn name(self) -> &'static str {
        match self {
            Self::UnknownId => "unknown_id",
            Self::UnknownOp => "unknown_op",
            Self::UnknownPath => "unknown_path",
            Self::BadValue => "bad_value",
            Self::Undecodable => "undecodable",
            Self::UnknownMessage => "unknown_message",
            Self::TooMany => "too_many",
            Self::BadSignature => "bad_signature",
            Self::WrongTime => "wrong_time",
            Self::Replayed => "replayed",
            Self::Encrypted => "encrypted",
            Self::NotAllowed => "not_allowed",
            Self::NoCallback => "no_callback",
            Self::TooLarge => "too_large",
            Self::TooSlow => "too_slow",
            Self::Overloaded => "overloaded",
        }
    }
}

/// One rejected operation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reject {
    /// Why.
    pub reason: RejectReason,
    /// What it was, shortened and without customer numbers.
    pub detail: Problem,
}

problems! {
    /// What the board itself rejects.
    pub enum Beyond {
        Fields(beyond: u64, most: usize) = "{beyond} fields: no more than {most} of an agent are kept",
        Agents(beyond: u64, most: usize) = "{beyond} agents: no more than {most} are kept",
        Unknown(shown: String) = "agent {shown} is not on the board",
    }
}

impl Reject {
    /// How long a detail may be, in characters.
    pub const DETAIL_MAX: usize = 120;

    /// One with `detail` cut to [`Reject::DETAIL_MAX`].
    pub fn new(reason: RejectReason, detail: impl Into<Problem>) -> Self {
        Self { reason, detail: detail.into().shortened(Self::DETAIL_MAX) }
    }

    /// That of so many fields of agents or of the centre, of which no more than `most` each are kept.
    pub fn of_fields(beyond: u64, most: usize) -> Self {
        Self::new(RejectReason::TooMany, Beyond::Fields(beyond, most))
    }

    /// That of so many agents, of whom no more than `most` are kept.
    pub fn of_agents(beyond: u64, most: usize) -> Self {
        Self::new(RejectReason::TooMany, Beyond::Agents(beyond, most))
    }

    /// That of an operation on an agent who is not on the board.
    pub fn unknown(id: &AgentId) -> Self {
        let shown = id.as_str().split_at_checked(ID_MAX).map_or(id.as_str(), |(id, _)| id);
        Self::new(RejectReason::UnknownId, Beyond::Unknown(shown.to_owned()))
    }
}

/// What was rejected since the start.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejected {
    /// How often, by reason.
    pub counts: LiteMap<RejectReason, u64>,
    /// The last of it, oldest first; at most [`REJECTS_KEPT`].
    pub last: VecDeque<Reject>,
}

/// What the feed says of a source. Counters are totals since start, so that a lost report costs nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceReport {
    /// Which.
    pub source: SourceId,
    /// What to call its vendor on screen, where that is worth a word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What it is doing.
    #[serde(flatten)]
    pub phase: Phase,
    /// The last error; `None` once it has recovered.
    pub error: Option<Box<Problem>>,
    /// Connections opened (for polls: calls answered).
    pub connects: u64,
    /// Resyncs made.
    pub resyncs: u64,
    /// Bytes received, after decompression.
    pub bytes: u64,
    /// The clock by which its times are told minus ours, in milliseconds, where known.
    pub skew_ms: Option<i64>,
    /// The clocks that it told of. Recordings of before have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clocks: Option<Clocks>,
    /// How the settings narrow it; `None` where they do not. Recordings of before have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<Arc<Scope>>,
    /// What it rejected, where it counts that itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rejected: Option<Box<Rejected>>,
}

impl SourceReport {
    /// One that says nothing but what the source is doing.
    pub const fn new(source: SourceId, phase: Phase) -> Self {
        Self {
            source,
            title: None,
            phase,
            error: None,
            connects: 0,
            resyncs: 0,
            bytes: 0,
            skew_ms: None,
            clocks: None,
            scope: None,
            rejected: None,
        }
    }
}

/// A source as the board knows it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Source {
    /// What to call its vendor on screen.
    pub title: Option<String>,
    /// What it is doing.
    pub phase: Phase,
    /// Since when it has been doing that.
    pub phase_since: Option<Stamp>,
    /// When anything was last heard from it: data, or a sign of life.
    pub heard: Option<Stamp>,
    /// How old the figures are: the moment the oldest part of them was received.
    pub as_of: Option<Stamp>,
    /// The last error.
    pub error: Option<Box<Problem>>,
    /// Connections opened.
    pub connects: u64,
    /// Operations applied.
    pub applied: u64,
    /// Operations and messages rejected, by reason.
    pub rejected: LiteMap<RejectReason, u64>,
    /// The last rejected ones, oldest first; at most [`REJECTS_KEPT`].
    pub last_rejected: VecDeque<Reject>,
    /// Resyncs made.
    pub resyncs: u64,
    /// Fields that a resync found to differ from what the stream had told.
    pub drifted: u64,
    /// Bytes received.
    pub bytes: u64,
    /// The clock by which its times are told minus ours, in milliseconds, where known; see
    /// [`Board::skew_ms`](super::Board::skew_ms).
    pub skew_ms: Option<i64>,
    /// The clocks that it told of.
    pub clocks: Clocks,
    /// How the settings narrow it; `None` where they do not.
    pub scope: Option<Arc<Scope>>,
}

impl Default for Source {
    fn default() -> Self {
        Self {
            title: None,
            phase: Phase::Off,
            phase_since: None,
            heard: None,
            as_of: None,
            error: None,
            connects: 0,
            applied: 0,
            rejected: LiteMap::new(),
            last_rejected: VecDeque::new(),
            resyncs: 0,
            drifted: 0,
            bytes: 0,
            skew_ms: None,
            clocks: Clocks::default(),
            scope: None,
        }
    }
}

impl Source {
    /// Milliseconds since the figures were last known to be true: for the stream, since it was last heard; for a
    /// poll, since its oldest part was received. `None` before the first data.
    pub fn age_ms(&self, now: Stamp) -> Option<i64> {
        self.as_of.map(|at| now.since(at).max(0))
    }

    /// Whether it has not said yet how it stands, not even that it is not configured.
    pub const fn is_unspoken(&self) -> bool {
        matches!(self.phase, Phase::Off) && self.phase_since.is_none()
    }

    /// The one-word state at `now`; figures older than `stale_after_ms` are stale however open the connection is.
    pub fn state(&self, now: Stamp, stale_after_ms: i64) -> SourceState {
        match self.phase {
            Phase::Off => SourceState::Off,
            Phase::Connecting | Phase::AwaitingFull => SourceState::Connecting,
            Phase::Waiting { .. } | Phase::Stopped => SourceState::Waiting,
            Phase::Live | Phase::Polling => match self.age_ms(now) {
                Some(age) if age > stale_after_ms => SourceState::Stale,
                Some(_) => SourceState::Live,
                None => SourceState::Connecting,
            },
        }
    }

    /// Whether the figures are too old to be trusted, whatever the connection does.
    pub fn is_stale(&self, now: Stamp, stale_after_ms: i64) -> bool {
        self.age_ms(now).is_some_and(|age| age > stale_after_ms)
    }

    /// All rejects together.
    pub fn rejected_total(&self) -> u64 {
        self.rejected.values().copied().fold(0, u64::saturating_add)
    }

    /// A recording may hold any count: what does not fit stays at the most.
    pub(super) fn count_rejected(&mut self, reason: RejectReason, more: u64) {
        let count = self.rejected.entry(reason).or_default();
        *count = count.saturating_add(more);
    }

    pub(super) fn count_reject(&mut self, reject: &Reject) {
        self.count_rejected(reject.reason, 1);
        if self.last_rejected.len() >= REJECTS_KEPT {
            self.last_rejected.pop_front();
        }
        // One from a recording was never looked at.
        self.last_rejected.push_back(Reject::new(reject.reason, reject.detail.clone()));
    }

    pub(super) fn report(&mut self, at: Stamp, report: SourceReport) {
        // The first word counts even where it says what is assumed: "off", said, is an answer.
        if self.phase != report.phase || self.phase_since.is_none() {
            self.phase = report.phase;
            self.phase_since = Some(at);
        }
        self.title = report.title.or_else(|| self.title.take());
        self.error = report.error;
        self.connects = report.connects;
        self.resyncs = report.resyncs;
        self.bytes = report.bytes;
        self.skew_ms = report.skew_ms.or(self.skew_ms);
        self.scope = report.scope;
        if let Some(rejected) = report.rejected {
            let Rejected { counts, last } = *rejected;
            self.rejected = counts;
            // Those of a recording were never looked at.
            let last = last.into_iter().map(|reject| Reject::new(reject.reason, reject.detail));
            self.last_rejected = last.take(REJECTS_KEPT).collect();
        }
        // Who does not tell clocks apart knows that of the vendor, whichever it is.
        self.clocks = report.clocks.unwrap_or(Clocks { date_ms: self.skew_ms, ..Clocks::default() });
    }
}
