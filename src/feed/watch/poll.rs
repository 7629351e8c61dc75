//! Without a stream: the snapshot call, again and again.

use std::time::Duration;

use tokio::time::Instant;

use crate::feed::backoff::Backoff;
use crate::feed::problem::{Part, Streaming};
use crate::model::{Phase, Problem, Stamp};

/// The poll that takes the place of a stream.
pub(super) struct Poll {
    /// When the next call is made.
    pub(super) next: Instant,
    /// Why; `None` while it only stands in for streams that are still being tried.
    pub(super) reason: Option<Problem>,
    /// Whether it has brought the list.
    pub(super) brought: bool,
    /// When the last list was made, by its own word, after the moment at which it came, in ms.
    pub(super) offset_ms: Option<i64>,
    pub(super) backoff: Backoff,
    /// What went wrong with the last call, when the next is made, how many failed in a row.
    pub(super) failed: Option<(Problem, Stamp, u32)>,
    /// The vendor asked for the wait.
    pub(super) limited: bool,
}

impl Poll {
    pub(super) const fn new(reason: Option<Problem>, backoff: Backoff, now: Instant) -> Self {
        Self { next: now, reason, brought: false, offset_ms: None, backoff, failed: None, limited: false }
    }

    /// Whether streams are still being tried beside it.
    pub(super) const fn stands_in(&self) -> bool {
        self.reason.is_none()
    }

    /// Whether it is what feeds the board: one that stands in is not, until it has brought something.
    pub(super) const fn feeds(&self) -> bool {
        self.brought || !self.stands_in()
    }

    pub(super) const fn phase(&self) -> Phase {
        match &self.failed {
            Some((_, until, tries)) => Phase::Waiting { until: *until, tries: *tries },
            None => Phase::Polling,
        }
    }

    /// What the last call failed for may be over.
    pub(super) const fn wake(&mut self, now: Instant) {
        if self.failed.is_some() && !self.limited {
            self.next = now;
        }
    }

    /// This machine's clock was set by `by` ms.
    pub(super) const fn clock_set(&mut self, by: i64) {
        if let Some(offset) = &mut self.offset_ms {
            *offset = offset.saturating_sub(by);
        }
        if let Some((_, until, _)) = &mut self.failed {
            *until = until.plus(by);
        }
    }

    /// What to say of it; `latest`: why the last attempt at a stream failed.
    pub(super) fn problem(&self, every: Duration, latest: Option<Problem>) -> Problem {
        let reason = latest.or_else(|| self.reason.clone()).unwrap_or_else(|| Streaming::NoFullYet.into());
        let doing = Streaming::Polling(reason, every);
        match &self.failed {
            Some((problem, _, _)) => Streaming::PollFailed(doing.into(), problem.clone()).into(),
            None => doing.into(),
        }
    }
}

/// A problem with one of so many pages.
pub(super) fn of_page(problem: Problem, page: u32, pages: u32) -> Problem {
    if pages > 1 { problem.with(Part::Page(page, pages)) } else { problem }
}
