//! What the source as a whole is said to be doing: what its worst page does.

use tokio::time::Instant;

use super::poll::of_page;
use super::{Driver, Slot, State};
use crate::feed::Ended;
use crate::feed::problem::Streaming;
use crate::feed::report::wall;
use crate::model::{Payload, Phase, Problem, caps};
use crate::platforms::AgentsApi;

const fn rank(state: State) -> u8 {
    match state {
        State::Live { .. } => 0,
        State::AwaitingFull { .. } => 1,
        State::Connecting { .. } => 2,
        State::Waiting { .. } => 3,
        State::Polling { .. } => 4,
    }
}

fn phase(slot: &Slot) -> Phase {
    match slot.machine.state() {
        State::Connecting { .. } => Phase::Connecting,
        State::AwaitingFull { .. } => Phase::AwaitingFull,
        State::Live { .. } => Phase::Live,
        State::Waiting { .. } => Phase::Waiting {
            until: slot.until.map(|(_, stamp)| stamp).unwrap_or_default(),
            tries: slot.machine.tries(),
        },
        State::Polling { .. } => Phase::Polling,
    }
}

impl<A: AgentsApi> Driver<A> {
    /// Brings the moments that are kept here over to a clock that was set; whether it was.
    pub(super) fn follow_clock(&mut self) -> bool {
        (self.env.clock)();
        let Some(by) = self.followed.take() else { return false };
        self.reporter.clock_set(by);
        self.messages.clock_set(by);
        for (_, slot) in self.slots.iter_mut() {
            slot.until = slot.until.map(|(at, stamp)| (at, stamp.plus(by)));
        }
        if let Some(poll) = &mut self.poll {
            poll.clock_set(by);
        }
        true
    }

    pub(super) fn tell_report(&mut self, now: Instant) -> Result<(), Ended> {
        self.note_waits(now);
        let (phase, error) = match &self.poll {
            Some(poll) if poll.feeds() => {
                let latest = if poll.stands_in() { self.error() } else { self.probe_error().cloned() };
                (poll.phase(), Some(poll.problem(self.settings.poll_every, latest)))
            }
            _ => (self.worst().map_or(Phase::Connecting, |(_, slot)| phase(slot)), self.error()),
        };
        match self.reporter.report(phase, error, now) {
            Some(report) => self.tell_now(Payload::Source(report)),
            None => Ok(()),
        }
    }

    fn note_waits(&mut self, now: Instant) {
        let clock = &self.env.clock;
        for (_, slot) in self.slots.iter_mut() {
            slot.until = match (slot.machine.state(), slot.until) {
                (State::Waiting { until }, Some((noted, stamp))) if noted == until => Some((noted, stamp)),
                (State::Waiting { until }, _) => Some((until, wall(clock, until, now))),
                _ => None,
            };
        }
    }

    /// The page that stands worst; of equals the first.
    fn worst(&self) -> Option<(u32, &Slot)> {
        let mut worst: Option<(u32, &Slot)> = None;
        for (page, slot) in &self.slots {
            if worst.is_none_or(|(_, held)| rank(slot.machine.state()) > rank(held.machine.state())) {
                worst = Some((*page, slot));
            }
        }
        worst
    }

    /// What went wrong with the last attempt at a stream while polling.
    fn probe_error(&self) -> Option<&Problem> {
        self.slots.values().find_map(|slot| slot.machine.error())
    }

    fn error(&self) -> Option<Problem> {
        let page = self.worst().filter(|(_, slot)| slot.machine.error().is_some()).or_else(|| {
            self.slots.iter().find(|(_, slot)| slot.machine.error().is_some()).map(|(page, slot)| (*page, slot))
        });
        if let Some((page, problem)) = page.and_then(|(page, slot)| Some((page, slot.machine.error()?))) {
            return Some(of_page(problem.clone(), page, self.pages.needed()));
        }
        if let Some(problem) = self.resync.error() {
            return Some(problem.clone());
        }
        if let Some(few) = self.too_few_streams() {
            return Some(few.into());
        }
        if self.pages.is_crowded() {
            return Some(Streaming::Crowded(caps::AGENTS).into());
        }
        self.pages.is_cut_short().then(|| Streaming::CutShort(super::pages::PAGES_MAX).into())
    }

    fn too_few_streams(&self) -> Option<Streaming> {
        let (pages, streamed) = (self.pages.needed(), self.streamed());
        let polled = pages.checked_sub(streamed).filter(|polled| *polled > 0)?;
        let every = self.settings.poll_every;
        let needed = pages.saturating_add(self.env.streams.beside);
        Some(Streaming::FewDescriptors(pages, polled, every, needed))
    }
}
