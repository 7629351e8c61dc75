//! Without a stream: the snapshot call, again and again.

use std::time::Duration;

use tokio::time::Instant;

use super::{Driver, Machine};
use crate::feed::Ended;
use crate::feed::backoff::Backoff;
use crate::feed::report::wall;
use crate::model::{Phase, Reject, RosterKind, Stamp};
use crate::vendor::{AgentsApi, ErrorKind, FullPage, Result as Answer};

/// The poll that stands in for a stream.
pub(super) struct Poll {
    /// When the next call is made.
    pub next: Instant,
    reason: String,
    backoff: Backoff,
    /// What went wrong with the last call: sentence, when the next is made, how many failed in a row.
    failed: Option<(String, Stamp, u32)>,
    /// The vendor asked for the wait.
    limited: bool,
}

impl Poll {
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
        if let Some((_, until, _)) = &mut self.failed {
            *until = until.plus(by);
        }
    }

    /// What to say of it; `latest`: why the last attempt at a stream failed.
    pub(super) fn sentence(&self, every: Duration, latest: Option<&str>) -> String {
        let reason = latest.unwrap_or(&self.reason);
        let doing = format!("the stream cannot be had ({reason}); polling every {}s", every.as_secs_f64());
        match &self.failed {
            Some((sentence, _, _)) => format!("{doing}; the last poll failed: {sentence}"),
            None => doing,
        }
    }
}

impl<A: AgentsApi> Driver<A> {
    /// Polls from now on, after `page` found that there is no stream to be had. Page 1 keeps asking for one.
    pub(super) fn fall_back(&mut self, page: u32, now: Instant) {
        if self.poll.is_some() {
            return;
        }
        let sentence = self.slots.get(&page).and_then(|slot| slot.machine.error()).unwrap_or("no reason given");
        let pages = self.pages.needed();
        let reason = if pages > 1 { format!("page {page} of {pages}: {sentence}") } else { sentence.to_owned() };
        self.cancel_resync();
        self.slots.clear();
        self.insert(1, Machine::polling(self.limits(), self.backoff(), reason.clone(), now));
        self.poll = Some(Poll { next: now, reason, backoff: self.backoff(), failed: None, limited: false });
    }

    pub(super) fn poll_if_due(&mut self, now: Instant) {
        if self.fetch.is_none() && self.poll.as_ref().is_some_and(|poll| now >= poll.next) {
            self.start_fetch();
        }
    }

    pub(super) fn polled(&mut self, answer: Answer<Vec<FullPage>>, now: Instant) -> Result<(), Ended> {
        let Some(poll) = &mut self.poll else { return Ok(()) };
        match answer {
            Ok(mut pages) => {
                poll.failed = None;
                poll.backoff.reset();
                poll.next = now + self.settings.poll_every;
                let rejects: Vec<Reject> =
                    pages.iter_mut().flat_map(|page| std::mem::take(&mut page.rejects)).collect();
                let roster = self.pages.snapshot(RosterKind::Full, pages, &[]);
                self.tell_roster(roster, now)?;
                self.tell_rejects(rejects, now)
            }
            Err(error) => {
                poll.limited = matches!(error.kind, ErrorKind::RateLimited(_));
                let wait = match error.kind {
                    ErrorKind::Settings | ErrorKind::Final => poll.backoff.ramp().cap,
                    ErrorKind::RateLimited(wait) => poll.backoff.next_wait().max(wait),
                    _ => poll.backoff.next_wait(),
                };
                poll.next = now + wait;
                let tries = poll.failed.as_ref().map_or(0, |(_, _, tries)| *tries).saturating_add(1);
                poll.failed = Some((error.sentence, wall(&self.env.clock, poll.next, now), tries));
                Ok(())
            }
        }
    }
}
