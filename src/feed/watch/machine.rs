//! The state machine of one page's stream. Pure: it is told what happened and when, and says what to do.
//!
//! ```text
//! Connecting ──opened──► AwaitingFull ──full──► Live
//!     ▲  ▲                    │                   │
//!     │  └── Waiting ◄────────┴── end, error, silence
//!     └───── Polling ◄── not a stream, or three in a row without a full message or cut right behind it
//! ```
//!
//! How long to wait. A failed attempt doubles the wait, and only a minute of a healthy stream lets the ramp begin anew: a
//! vendor that takes every connection and drops it is not hammered. But a stream that gave its full message was worth a
//! poll, so after one the wait is never so long that the next full list comes later than a poll would have brought it:
//! [`Limits::full_every`] after the last, and no sooner than the foot of the ramp. So a proxy that cuts every 10 s costs
//! less than a second each time. Streams that are cut in less than half of that time, three in a row, are worth less than
//! polls, and polls take their place.
//!
//! While there is no full message, [`Machine::stand_in_at`] says from when on the snapshot call should bring the list
//! beside all attempts at a stream.

use std::time::Duration;

use tokio::time::Instant;

use crate::feed::backoff::Backoff;
use crate::feed::problem::Streaming;
use crate::model::Problem;
use crate::platforms::{Error, ErrorKind};

/// So many streams in a row that open and give no full message are a proxy that holds them back.
const BARREN_STREAMS: u32 = 3;

/// So many streams in a row that are cut right behind their full message are worth less than polls.
const CUT_STREAMS: u32 = 3;

/// While bytes do arrive, a message may take so many times the idle timeout: a slow line is not a dead one.
const FULL_PATIENCE: u32 = 3;

/// Where a page's stream stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// An attempt to open the stream, or to get a new token for it, is under way. Left for `AwaitingFull` when the
    /// answer is a stream, for `Waiting` when it fails or does not come, for `Polling` when it is something else.
    Connecting {
        /// Since when.
        since: Instant,
    },
    /// The stream is open; its first message, the full one, is still to come. Changes heard here are overtaken by it.
    AwaitingFull {
        /// Since when.
        since: Instant,
        /// When the last byte came.
        heard: Instant,
    },
    /// The full message has come, and changes follow. Left only for `Waiting` (or for `Connecting`, once, when the
    /// token was refused).
    Live {
        /// Since when: decides whether the connection counts as healthy.
        since: Instant,
        /// When the last byte came.
        heard: Instant,
    },
    /// The last attempt failed; the next is made at `until`.
    Waiting {
        /// When.
        until: Instant,
    },
    /// No stream is to be had; it is asked for again at `until`. Meanwhile the snapshot call is polled.
    Polling {
        /// When.
        until: Instant,
    },
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// The stream is open.
    Opened,
    /// Bytes came: a sign of life.
    Heard,
    /// A message has begun whose end has not come, or that is over.
    Within(bool),
    /// The server asks for this delay before a reconnect.
    Retry(Duration),
    /// A full message came.
    Full,
    /// A message came that should have been the full one and could not be read; why.
    Unreadable(Problem),
    /// Opening failed, or the stream broke.
    Failed(Error),
    /// The server closed the stream.
    Closed,
    /// The token was renewed, or could not be.
    Renewed(Result<(), Error>),
    /// A deadline may have passed.
    Tick,
    /// A person does not want to wait.
    RetryNow,
}

/// What to do about it, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Output {
    /// Let go of the present attempt or stream.
    Close,
    /// Throw the token away, get another, and say how that went.
    RenewToken,
    /// Open the stream.
    Open,
}

/// The limits of a machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// No byte for so long: dead.
    pub idle: Duration,
    /// How often a stream is asked for while there is none to be had.
    pub probe_every: Duration,
    /// How often the full list is asked for without a stream.
    pub full_every: Duration,
}

/// One page's stream.
pub struct Machine {
    state: State,
    limits: Limits,
    backoff: Backoff,
    error: Option<Problem>,
    tries: u32,
    barren: u32,
    /// Streams in a row that were cut right behind their full message.
    cut: u32,
    /// Since when there is no living stream.
    dark: Option<Instant>,
    /// The vendor said no, or to wait: the snapshot call would be told the same.
    hopeless: bool,
    /// The attempt was made from `Polling`, and falls back to it.
    probing: bool,
    /// The token was refused since the last full message: a second refusal backs off.
    refused: bool,
    /// The next attempt begins with a new token.
    renew_first: bool,
    /// Since when a message has been coming whose end has not come.
    within: Option<Instant>,
    /// The longest silence before the full message of this attempt.
    lull: Duration,
    /// The vendor asked for the wait.
    limited: bool,
}

impl Machine {
    /// A machine that has just begun its first attempt: the caller opens the stream.
    pub const fn new(limits: Limits, backoff: Backoff, now: Instant) -> Self {
        Self {
            state: State::Connecting { since: now },
            limits,
            backoff,
            error: None,
            tries: 0,
            barren: 0,
            cut: 0,
            dark: Some(now),
            hopeless: false,
            probing: false,
            refused: false,
            renew_first: false,
            within: None,
            lull: Duration::ZERO,
            limited: false,
        }
    }

    /// Where it stands.
    pub const fn state(&self) -> State {
        self.state
    }

    /// Whether changes of this page are being heard.
    pub const fn is_live(&self) -> bool {
        matches!(self.state, State::Live { .. })
    }

    /// What went wrong last; `None` once a full message has come.
    pub const fn error(&self) -> Option<&Problem> {
        self.error.as_ref()
    }

    /// The same with another word for what went wrong last.
    #[must_use]
    pub fn blaming(mut self, problem: Problem) -> Self {
        self.error = Some(problem);
        self
    }

    /// From when on the snapshot call should bring the full list, since this page's stream is so long in bringing it:
    /// half of the time between polls after there was one, and all of it while a message is on its way; a wait that ends
    /// before is waited for, and an attempt has half of that half for itself. `None` while nothing is missing, or while
    /// the vendor would say no to the call as well.
    pub fn stand_in_at(&self) -> Option<Instant> {
        let dark = self.dark?;
        let half = self.limits.full_every / 2;
        match self.state {
            State::Connecting { since } | State::AwaitingFull { since, .. } => {
                let from = if self.hopeless { since } else { dark };
                let patience = if self.within.is_some() { self.limits.full_every } else { half };
                Some((from + patience).max(since + half / 2))
            }
            State::Waiting { until } => (!self.hopeless && until > dark + half).then_some(dark + half),
            State::Live { .. } | State::Polling { .. } => None,
        }
    }

    /// Whether the full message came after a silence that no line makes, however slow: it was held back.
    pub fn was_held_back(&self) -> bool {
        self.lull >= self.limits.full_every / 2
    }

    /// Whether the snapshot call, if it stands in already, should go on.
    pub fn may_stand_in(&self) -> bool {
        self.dark.is_some() && !(self.hopeless && matches!(self.state, State::Waiting { .. }))
    }

    /// Whether it waits because the vendor asked it to.
    pub const fn is_limited(&self) -> bool {
        self.limited
    }

    /// How many attempts have failed in a row.
    pub const fn tries(&self) -> u32 {
        self.tries
    }

    /// When [`Input::Tick`] is due.
    pub fn deadline(&self) -> Instant {
        let idle = self.limits.idle;
        match self.state {
            State::Connecting { since } => since + idle,
            State::AwaitingFull { since, heard } => (heard + idle).min(since + idle * FULL_PATIENCE),
            State::Live { heard, .. } => {
                let whole = self.within.map(|since| since + idle * FULL_PATIENCE);
                whole.map_or(heard + idle, |whole| whole.min(heard + idle))
            }
            State::Waiting { until } | State::Polling { until } => until,
        }
    }

    /// Whether the deadline is one of silence, which unread input could refute.
    pub const fn deadline_is_silence(&self) -> bool {
        !matches!(self.state, State::Waiting { .. } | State::Polling { .. })
    }

    /// Takes one step.
    pub fn step(&mut self, input: Input, now: Instant) -> Vec<Output> {
        match input {
            Input::Opened => {
                self.within = None;
                if let State::Connecting { since } = self.state {
                    self.lull = now.saturating_duration_since(since);
                    self.state = State::AwaitingFull { since: now, heard: now };
                }
                Vec::new()
            }
            Input::Heard => {
                if let State::AwaitingFull { heard, .. } = self.state {
                    self.lull = self.lull.max(now.saturating_duration_since(heard));
                }
                if let State::AwaitingFull { heard, .. } | State::Live { heard, .. } = &mut self.state {
                    *heard = now;
                }
                Vec::new()
            }
            Input::Within(within) => {
                self.within = within.then_some(now);
                Vec::new()
            }
            Input::Retry(base) => {
                self.backoff.set_base(base);
                Vec::new()
            }
            Input::Full => {
                self.full(now);
                Vec::new()
            }
            Input::Unreadable(why) => match self.state {
                State::AwaitingFull { .. } => self.fail(Error::new(ErrorKind::Answer, Streaming::NoFirst(why)), now),
                _ => Vec::new(),
            },
            Input::Failed(error) => self.fail(error, now),
            Input::Closed => self.fail(Error::new(ErrorKind::Network, Streaming::Closed), now),
            Input::Renewed(Ok(())) => {
                self.state = State::Connecting { since: now };
                vec![Output::Open]
            }
            Input::Renewed(Err(error)) => {
                self.renew_first = true;
                self.fail(error, now)
            }
            Input::Tick => self.tick(now),
            Input::RetryNow => match self.state {
                State::Waiting { .. } => self.open(now),
                State::Polling { .. } => self.probe(now),
                _ => Vec::new(),
            },
        }
    }

    fn full(&mut self, now: Instant) {
        match &mut self.state {
            State::Live { heard, .. } => *heard = now,
            state => *state = State::Live { since: now, heard: now },
        }
        self.error = None;
        self.tries = 0;
        self.barren = 0;
        self.dark = None;
        self.hopeless = false;
        self.probing = false;
        self.refused = false;
    }

    fn tick(&mut self, now: Instant) -> Vec<Output> {
        if now < self.deadline() {
            return Vec::new();
        }
        let silent = |what: fn(Duration) -> Streaming, time: Duration| Error::new(ErrorKind::Network, what(time));
        let idle = self.limits.idle;
        match self.state {
            State::Connecting { .. } => {
                let late = Error { kind: ErrorKind::Late, ..silent(Streaming::NoAnswer, idle) };
                self.fail(late, now)
            }
            State::AwaitingFull { heard, .. } => {
                let error = if now >= heard + idle {
                    silent(Streaming::NoBytes, idle)
                } else {
                    silent(Streaming::NoFull, idle * FULL_PATIENCE)
                };
                self.fail(error, now)
            }
            State::Live { heard, .. } => {
                let error = if now >= heard + idle {
                    silent(Streaming::NoBytes, idle)
                } else {
                    silent(Streaming::NoWhole, idle * FULL_PATIENCE)
                };
                self.fail(error, now)
            }
            State::Waiting { .. } => self.open(now),
            State::Polling { .. } => self.probe(now),
        }
    }

    fn open(&mut self, now: Instant) -> Vec<Output> {
        self.state = State::Connecting { since: now };
        if std::mem::take(&mut self.renew_first) { vec![Output::RenewToken] } else { vec![Output::Open] }
    }

    fn probe(&mut self, now: Instant) -> Vec<Output> {
        self.probing = true;
        self.open(now)
    }

    fn fail(&mut self, error: Error, now: Instant) -> Vec<Output> {
        let lived = match self.state {
            State::Live { since, .. } => Some(now.saturating_duration_since(since)),
            _ => None,
        };
        self.within = None;
        self.dark.get_or_insert(now);
        // No other failure tells whether it is the stream's alone.
        self.hopeless = error.kind.is_a_no() || matches!(error.kind, ErrorKind::RateLimited(_));
        if let Some(lived) = lived {
            let healthy = self.backoff.ramp().healthy;
            if lived >= healthy {
                self.backoff.reset();
            }
            let short = lived < healthy.min(self.limits.full_every / 2) && !self.hopeless;
            self.cut = if short { self.cut.saturating_add(1) } else { 0 };
        }
        // However a stream ended that never gave its full message, or an answer was held back: so do proxies that collect
        // an answer before they pass it on.
        if matches!(self.state, State::AwaitingFull { .. }) || error.kind == ErrorKind::Late {
            self.barren += 1;
        }
        let barren = self.barren >= BARREN_STREAMS;
        let cut = lived.is_some() && self.cut >= CUT_STREAMS;
        if self.probing || barren || cut || error.kind == ErrorKind::NotAStream {
            self.error = Some(if barren {
                Streaming::Barren(BARREN_STREAMS, error.problem).into()
            } else if cut {
                Streaming::Cut(self.cut, error.problem).into()
            } else {
                error.problem
            });
            self.barren = 0;
            self.probing = false;
            self.state = State::Polling { until: now + self.limits.probe_every };
            return vec![Output::Close];
        }
        self.error = Some(error.problem);
        if error.kind == ErrorKind::TokenRefused && !self.refused {
            self.refused = true;
            self.state = State::Connecting { since: now };
            return vec![Output::Close, Output::RenewToken];
        }
        self.limited = matches!(error.kind, ErrorKind::RateLimited(_));
        let wait = match error.kind {
            kind if kind.wants_settings() => self.backoff.ramp().cap,
            ErrorKind::RateLimited(wait) => self.backoff.next_wait().max(wait),
            ErrorKind::TokenRefused => {
                self.renew_first = true;
                self.backoff.next_wait()
            }
            _ => match lived {
                Some(lived) => self.backoff.next_wait_within(self.limits.full_every.saturating_sub(lived)),
                None => self.backoff.next_wait(),
            },
        };
        self.tries = self.tries.saturating_add(1);
        self.state = State::Waiting { until: now + wait };
        vec![Output::Close]
    }
}

#[cfg(test)]
mod tests;
