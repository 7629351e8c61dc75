//! The driver without a stream: the snapshot call in its place, or beside it.

use tokio::time::Instant;

use super::io::Fetched;
use super::poll::{Poll, of_page};
use super::{Driver, Slot};
use crate::feed::Ended;
use crate::feed::problem::Streaming;
use crate::feed::report::wall;
use crate::model::{Reject, RosterKind};
use crate::platforms::{AgentsApi, ErrorKind, FullPage};

impl<A: AgentsApi> Driver<A> {
    /// Polls from now on, after `page` found that there is no stream to be had. Page 1 keeps asking for one.
    pub(super) fn fall_back(&mut self, page: u32, now: Instant) {
        if self.poll.as_ref().is_some_and(|poll| !poll.stands_in()) {
            return;
        }
        let problem = self.slots.get(&page).and_then(|slot| slot.machine.error()).cloned();
        let reason = of_page(problem.unwrap_or_else(|| Streaming::NoReason.into()), page, self.pages.needed());
        self.cancel_resync();
        let gave_up = self.slots.remove(&page);
        self.slots.clear();
        if let Some(slot) = gave_up {
            // It keeps what it knows of the way: a stream that is cut again right away is given up at once.
            self.insert(1, slot.machine.blaming(reason.clone()));
        }
        match &mut self.poll {
            Some(poll) => poll.reason = Some(reason),
            None => self.poll = Some(Poll::new(Some(reason), self.backoff(), now)),
        }
    }

    /// When the snapshot call is to stand in for streams that are being tried.
    pub(super) fn stand_in_at(&self) -> Option<Instant> {
        if self.poll.is_some() {
            return None;
        }
        let unstreamed = (self.any_live() && self.pages.needed() > self.streamed()).then_some(self.began);
        let at = self.slots.values().filter_map(|slot| slot.machine.stand_in_at()).chain(unstreamed).min()?;
        if !self.any_live() {
            return Some(at);
        }
        // Beside streams that live, what they tell meanwhile counts: that is a resync.
        self.pages.is_told().then(|| self.stood_in.map_or(at, |last| at.max(last + self.settings.poll_every)))
    }

    /// Lets the snapshot call stand in for streams that take too long, and no longer than they do.
    pub(super) fn stand_in(&mut self, now: Instant) {
        if self.stand_in_at().is_some_and(|at| now >= at) {
            self.stood_in = Some(now);
            if self.any_live() {
                self.resync.page_is_away();
            } else {
                self.cancel_resync();
                self.poll = Some(Poll::new(None, self.backoff(), now));
            }
        }
        let wanted = |slot: &Slot| slot.machine.may_stand_in();
        if self.poll.as_ref().is_some_and(Poll::stands_in) && !self.slots.values().any(wanted) {
            self.poll = None;
            self.fetch = None;
        }
    }

    /// By how many seconds a stream's full message is older than what polls bring, where it came after a silence and that
    /// is more than the time between two polls: a proxy passes it on when it has collected enough, and what comes behind
    /// it as late. Both times are the vendor's, so that no clock matters.
    pub(super) fn held_back(&self, page: u32, full: &FullPage) -> Option<i64> {
        self.slots.get(&page).filter(|slot| slot.machine.was_held_back())?;
        let polled = self.poll.as_ref()?.offset_ms?;
        let behind = polled.saturating_sub(full.made?.since((self.env.clock)()));
        let bearable = i64::try_from(self.settings.poll_every.as_millis()).unwrap_or(i64::MAX);
        (behind > bearable).then_some(behind / 1_000)
    }

    pub(super) fn poll_if_due(&mut self, now: Instant) {
        if self.fetch.is_none() && self.poll.as_ref().is_some_and(|poll| now >= poll.next) {
            self.start_fetch();
        }
    }

    /// What could be had is shown, also where some of the pages failed.
    pub(super) fn polled(&mut self, answer: Fetched, now: Instant) -> Result<(), Ended> {
        let Some(poll) = &mut self.poll else { return Ok(()) };
        let Fetched { mut pages, failed } = answer;
        match failed {
            None => {
                poll.failed = None;
                poll.brought = true;
                poll.offset_ms =
                    pages.values().next().and_then(|page| page.made).map(|made| made.since((self.env.clock)()));
                poll.backoff.reset();
                poll.next = now + self.settings.poll_every;
            }
            Some(error) => {
                poll.limited = matches!(error.kind, ErrorKind::RateLimited(_));
                let wait = match error.kind {
                    kind if kind.wants_settings() => poll.backoff.ramp().cap,
                    ErrorKind::RateLimited(wait) => poll.backoff.next_wait().max(wait),
                    _ => poll.backoff.next_wait(),
                };
                poll.next = now + wait;
                let tries = poll.failed.as_ref().map_or(0, |(_, _, tries)| *tries).saturating_add(1);
                poll.failed = Some((error.problem, wall(&self.env.clock, poll.next, now), tries));
            }
        }
        if pages.is_empty() {
            return Ok(());
        }
        let rejects: Vec<Reject> = pages.iter_mut().flat_map(|(_, page)| std::mem::take(&mut page.rejects)).collect();
        self.pages.asking_for(self.line.page_size());
        let roster = self.pages.snapshot(RosterKind::Full, pages, &[]);
        self.tell_roster(roster, now)?;
        self.tell_rejects(rejects, now)
    }
}
