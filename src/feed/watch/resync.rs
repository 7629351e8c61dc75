//! When to ask for everything anew beside a living stream, and what was heard meanwhile.
//!
//! Pure. The answer is as old as the moment the vendor made it, somewhere between question and answer; the stream
//! tells of changes a little later than they happen. So everything heard from the question until a while after the
//! answer is kept, and replayed over the answer before the board gets it.

use std::time::Duration;

use litemap::LiteMap;
use tokio::time::Instant;

use crate::feed::backoff::Backoff;
use crate::feed::problem::Streaming;
use crate::model::{AgentId, Changes, Problem, RosterKind, caps};
use crate::platforms::{Error, ErrorKind, FullPage};

/// More messages than this during one resync make it pointless.
const HEARD_MAX: usize = 65_536;

/// More missing agents than this need not be told apart.
const MISSING_MAX: usize = 256;

/// When resyncs are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Times {
    /// Without any reason (5 min).
    pub every: Duration,
    /// At most one in this time (5 s).
    pub gap: Duration,
    /// How long after the answer changes are still waited for (1 s).
    pub settle: Duration,
}

/// A resync under way.
struct Running {
    kind: RosterKind,
    /// A page that came back is among its reasons.
    page: bool,
    heard: Vec<Changes>,
    /// Operations in `heard`, and in what was too much to be kept.
    operations: usize,
    answer: Option<(LiteMap<u32, FullPage>, Instant)>,
}

impl Running {
    const fn is_too_much(&self) -> bool {
        self.heard.len() > HEARD_MAX || self.operations > caps::HELD
    }
}

/// A resync that is done.
#[derive(Debug, PartialEq)]
pub struct Done {
    /// Why it was made.
    pub kind: RosterKind,
    /// The pages, by their numbers.
    pub pages: LiteMap<u32, FullPage>,
    /// What was heard since the question.
    pub heard: Vec<Changes>,
}

/// The resyncs of a source.
pub struct Resync {
    times: Times,
    backoff: Backoff,
    regular: Instant,
    /// A page came back.
    page: bool,
    /// A page's stream is away.
    away: bool,
    /// Something was refused.
    doubt: bool,
    /// Agents that were named and are not on the board.
    missing: Vec<AgentId>,
    not_before: Instant,
    running: Option<Running>,
    error: Option<Problem>,
    failures: u32,
}

impl Resync {
    /// None under way; the first is due in `times.every`.
    pub fn new(times: Times, backoff: Backoff, now: Instant) -> Self {
        Self {
            times,
            backoff,
            regular: now + times.every,
            page: false,
            away: false,
            doubt: false,
            missing: Vec::new(),
            not_before: now,
            running: None,
            error: None,
            failures: 0,
        }
    }

    /// One is due as soon as the gap allows, because something was refused or a person asks.
    pub const fn doubt(&mut self) {
        self.doubt = true;
    }

    /// One is due, because a page's stream was away: what differs then has changed, not drifted.
    pub const fn page_is_back(&mut self) {
        self.page = true;
    }

    /// One is due, because a page's stream is away and its agents grow old: what differs then has changed, not drifted.
    pub const fn page_is_away(&mut self) {
        self.away = true;
    }

    /// One is due, because these agents are not on the board, unless the one under way brings them.
    pub fn miss(&mut self, missing: Vec<AgentId>) {
        self.missing.extend(missing);
        if self.missing.len() > MISSING_MAX {
            self.missing.clear();
            self.doubt = true;
        }
    }

    /// Forgets the missing agents that the board now knows.
    pub fn found(&mut self, known: impl Fn(&AgentId) -> bool) {
        self.missing.retain(|id| !known(id));
    }

    fn is_due(&self) -> bool {
        self.page || self.away || self.doubt || !self.missing.is_empty()
    }

    fn nothing_due(&mut self) {
        self.page = false;
        self.away = false;
        self.doubt = false;
        self.missing.clear();
    }

    fn ask_again(&mut self, running: &Running) {
        match running.kind {
            RosterKind::Full if running.page => self.page = true,
            RosterKind::Full => self.away = true,
            RosterKind::Resync => self.doubt = true,
        }
    }

    /// Whether one is due because a page came back.
    pub const fn is_page_due(&self) -> bool {
        self.page
    }

    /// What went wrong last; `None` once it has recovered.
    pub const fn error(&self) -> Option<&Problem> {
        self.error.as_ref()
    }

    /// How many have failed in a row.
    pub const fn failures(&self) -> u32 {
        self.failures
    }

    /// A connection's full message has come: that is as good as a resync.
    pub fn refreshed(&mut self, now: Instant) {
        self.running = None;
        self.nothing_due();
        self.regular = now + self.times.every;
        self.recovered();
    }

    /// Whether the one under way is to be given up, because nothing is heard any more.
    pub fn cancel(&mut self) {
        if let Some(running) = self.running.take() {
            self.ask_again(&running);
        }
    }

    /// Whether one is under way.
    pub const fn is_running(&self) -> bool {
        self.running.is_some()
    }

    /// Keeps what is heard while one is under way.
    pub fn hear(&mut self, changes: &Changes) {
        if let Some(running) = &mut self.running
            && !changes.changes.is_empty()
        {
            running.operations = running.operations.saturating_add(changes.changes.len());
            if !running.is_too_much() {
                running.heard.push(changes.clone());
            }
        }
    }

    /// Begins one if it is time. The caller sends the question.
    pub fn begin(&mut self, now: Instant) -> bool {
        if self.running.is_some() || now < self.start_at() {
            return false;
        }
        let page = self.page;
        let kind = if page || self.away { RosterKind::Full } else { RosterKind::Resync };
        self.nothing_due();
        self.running = Some(Running { kind, page, heard: Vec::new(), operations: 0, answer: None });
        self.not_before = now + self.times.gap;
        self.regular = now + self.times.every;
        true
    }

    fn start_at(&self) -> Instant {
        if self.is_due() { self.not_before } else { self.regular.max(self.not_before) }
    }

    /// The answer.
    pub fn answered(&mut self, answer: Result<LiteMap<u32, FullPage>, Error>, now: Instant) {
        let Some(running) = &mut self.running else { return };
        match answer {
            Ok(pages) => running.answer = Some((pages, now + self.times.settle)),
            Err(error) => self.failed(&error, now),
        }
    }

    fn failed(&mut self, error: &Error, now: Instant) {
        let Some(running) = self.running.take() else { return };
        self.ask_again(&running);
        let wait = match error.kind {
            kind if kind.wants_settings() => self.backoff.ramp().cap,
            ErrorKind::RateLimited(wait) => self.backoff.next_wait().max(wait),
            _ => self.backoff.next_wait(),
        };
        self.not_before = now + wait.max(self.times.gap);
        self.error = Some(Streaming::Resync(Problem::clone(&error.problem)).into());
        self.failures = self.failures.saturating_add(1);
    }

    /// Gives the result once things have settled; `quiet` when nothing heard is left unread.
    pub fn finish(&mut self, quiet: bool, now: Instant) -> Option<Done> {
        let running = self.running.as_ref()?;
        if running.is_too_much() {
            let error = Error::new(ErrorKind::Answer, Streaming::TooMuch);
            self.failed(&error, now);
            return None;
        }
        let (_, settled) = running.answer.as_ref()?;
        let settled = *settled;
        // However busy the stream is, the result is not held back for ever.
        if now < settled || (!quiet && now < settled + self.times.gap) {
            return None;
        }
        let Running { kind, heard, answer, .. } = self.running.take()?;
        let (pages, _) = answer?;
        self.recovered();
        Some(Done { kind, pages, heard })
    }

    fn recovered(&mut self) {
        self.backoff.reset();
        self.error = None;
        self.failures = 0;
    }

    /// When [`Resync::begin`] (if `may_begin`) or [`Resync::finish`] is due.
    pub fn deadline(&self, may_begin: bool) -> Option<Instant> {
        match &self.running {
            Some(Running { answer: Some((_, settled)), .. }) => Some(*settled),
            Some(_) => None,
            None => may_begin.then(|| self.start_at()),
        }
    }
}

#[cfg(test)]
mod tests;
