//! From what the streams say to what the board is told.

use tokio::time::Instant;

use super::{Driver, RESYNC_FAILURES, io};
use crate::feed::Ended;
use crate::feed::problem::Streaming;
use crate::feed::watch::pages::{self, Emission, PageOutcome};
use crate::feed::watch::resync::Done;
use crate::feed::watch::{Fetch, Input};
use crate::model::{Changes, Payload, Reject, Roster, Update, companion};
use crate::platforms::{AgentsApi, Error, ErrorKind, FullPage};

impl<A: AgentsApi> Driver<A> {
    pub(super) fn take_full(&mut self, page: u32, mut full: FullPage, now: Instant) -> Result<(), Ended> {
        if let Some(seconds) = self.held_back(page, &full) {
            let why = Streaming::HeldBack(seconds);
            self.step(page, Input::Failed(Error::new(ErrorKind::NotAStream, why)), now);
            return Ok(());
        }
        self.hear_pages(std::iter::once(&full), now);
        // The board reads the agents' times by the clocks, so it must hear of them first.
        self.tell_report(now)?;
        self.step(page, Input::Full, now);
        if self.poll.take().is_some() {
            self.fetch = None;
        }
        let rejects = std::mem::take(&mut full.rejects);
        self.pages.asking_for(self.line.page_size());
        let others_live = self.slots.iter().any(|(other, slot)| *other != page && slot.machine.is_live());
        match self.pages.full(page, full, others_live, now) {
            PageOutcome::Wait => {}
            PageOutcome::Emit(emission) => self.tell_emission(*emission, now)?,
            PageOutcome::Resync => self.resync.page_is_back(),
        }
        self.open_pages(now);
        self.tell_rejects(rejects, now)
    }

    pub(super) fn take_changes(&mut self, page: u32, mut changes: Changes, now: Instant) -> Result<(), Ended> {
        if self.hear_changes(&changes, now) {
            self.tell_report(now)?;
        }
        // Told later or merged with others, it was made when it was made.
        let skew = self.reporter.skew_ms().unwrap_or_default();
        changes.made = Some(companion::moment(changes.made, (self.env.clock)(), skew));
        if self.slots.get(&page).is_none_or(|slot| !slot.machine.is_live()) {
            // The full message that is still to come overtakes them.
            changes.changes.clear();
        }
        let lead = self.lead();
        if self.resync.is_running() {
            if page != lead {
                pages::strip_summary(&mut changes);
            }
            self.resync.hear(&changes);
        }
        match self.pages.changes(page, changes, lead) {
            Some(passed) => self.tell_passed(passed, now),
            None => Ok(()),
        }
    }

    pub(super) fn tell_emission(&mut self, emission: Emission, now: Instant) -> Result<(), Ended> {
        let Emission { roster, changes, short } = emission;
        self.cancel_resync();
        self.resync.refreshed(now);
        self.tell_roster(roster, now)?;
        for message in changes {
            let passed = self.pages.pass(message);
            self.tell_passed(passed, now)?;
        }
        if short {
            self.resync.page_is_back();
        }
        Ok(())
    }

    pub(super) fn tell_roster(&mut self, roster: Roster, now: Instant) -> Result<(), Ended> {
        self.reporter.told(now);
        self.tell_now(Payload::Roster(Box::new(roster)))?;
        if let Some(first) = &self.env.first {
            first.told();
        }
        Ok(())
    }

    /// Tells the board something heard just now.
    pub(super) fn tell_now(&mut self, payload: Payload) -> Result<(), Ended> {
        self.outbox.tell(Update::new((self.env.clock)(), payload))
    }

    fn tell_passed(&mut self, passed: pages::Passed, now: Instant) -> Result<(), Ended> {
        if self.pages.is_told() {
            if passed.doubtful {
                self.resync.doubt();
            }
            self.resync.miss(passed.missing);
        }
        if passed.changes.changes.is_empty() && passed.changes.rejects.is_empty() {
            return Ok(());
        }
        self.reporter.told(now);
        self.tell_now(Payload::Changes(passed.changes))
    }

    /// Counts rows that could not be read. They are no reason to ask again: the answer would be the same.
    pub(super) fn tell_rejects(&mut self, rejects: Vec<Reject>, now: Instant) -> Result<(), Ended> {
        if rejects.is_empty() {
            return Ok(());
        }
        self.reporter.told(now);
        self.tell_now(Payload::Changes(Changes { rejects, ..Changes::default() }))
    }

    /// A resync needs a stream beside it and a roster before it.
    pub(super) fn may_resync(&self) -> bool {
        self.poll.is_none() && self.pages.is_told() && self.any_live()
    }

    pub(super) fn cancel_resync(&mut self) {
        self.resync.cancel();
        if self.poll.is_none() {
            self.fetch = None;
        }
    }

    pub(super) fn start_fetch(&mut self) {
        self.attempts += 1;
        let attempt = self.attempts;
        let job = io::fetch(std::sync::Arc::clone(&self.line), attempt, self.news.clone());
        self.fetch = Some(Fetch { attempt, _job: job });
    }

    pub(super) fn catch_up_resync(&mut self, quiet: bool, now: Instant) -> Result<(), Ended> {
        if self.resync.is_running() {
            let done = self.resync.finish(quiet, now);
            if !self.resync.is_running() {
                self.fetch = None;
            }
            if let Some(done) = done {
                self.tell_resync(done, now)?;
            }
        }
        if self.resync.failures() >= RESYNC_FAILURES && self.resync.is_page_due() {
            self.open_anew(now);
        }
        if self.may_resync() && self.resync.begin(now) {
            self.start_fetch();
        }
        Ok(())
    }

    fn tell_resync(&mut self, done: Done, now: Instant) -> Result<(), Ended> {
        let Done { kind, mut pages, heard } = done;
        let rejects: Vec<Reject> = pages.iter_mut().flat_map(|(_, page)| std::mem::take(&mut page.rejects)).collect();
        self.pages.asking_for(self.line.page_size());
        let roster = self.pages.snapshot(kind, pages, &heard);
        self.reporter.resyncs += 1;
        self.tell_roster(roster, now)?;
        let pages = &self.pages;
        self.resync.found(|id| pages.knows(id));
        self.open_pages(now);
        self.tell_rejects(rejects, now)
    }

    /// The page that came back cannot be put beside the others, and the snapshot call does not answer: open all
    /// streams again and put their full messages together.
    fn open_anew(&mut self, now: Instant) {
        self.slots.clear();
        self.resync.refreshed(now);
        self.pages.restart(now);
        self.open_pages(now);
    }
}
