//! A machine whose clock was set: every moment on our clock is brought over to the new reckoning, so that ages and times
//! in a state stay what they were. The vendor's moments stay, and so does what is said in hours and minutes.

use super::{Board, Moment};
use crate::model::clocks::{ClockVerdict, verdict};
use crate::model::source::{Phase, Source, SourceId};
use crate::model::time::Stamp;

/// The same moment by the clock that was set by `by` ms.
fn set(at: &mut Option<Stamp>, by: i64) {
    *at = at.map(|at| at.plus(by));
}

impl Board {
    /// What the clock by which the vendors' times are told is ahead of ours, in ms: that of the agents' source, which is
    /// that of its messages where it tells, else one that another source told of. 0 where none does.
    pub fn skew_ms(&self) -> i64 {
        let agents = self.source(SourceId::Agents).skew_ms;
        let others = || self.source_ids().find_map(|id| self.source(id).skew_ms);
        agents.or_else(others).unwrap_or(0)
    }

    /// The same of the clock of the call records, where they tell.
    pub fn calls_skew_ms(&self) -> i64 {
        self.source(SourceId::Calls).skew_ms.unwrap_or_else(|| self.skew_ms())
    }

    /// Which clock is wrong, by what all sources told.
    pub fn clock_verdict(&self) -> ClockVerdict {
        verdict(self.source_ids().map(|id| (id, self.source(id).clocks)))
    }

    /// Takes note that this machine's clock was set by `by` ms (ahead is positive): to be called before anything is
    /// measured by the new one.
    pub fn clock_set(&mut self, by: i64) {
        let platforms = self.platforms.iter_mut().map(|(_, platform)| &mut platform.source);
        for source in
            self.sources.iter_mut().chain([&mut *self.calls, &mut *self.push, &mut *self.probe]).chain(platforms)
        {
            source.clock_set(by);
        }
        if let Some(day) = &mut self.chat {
            day.as_of = day.as_of.plus(by);
        }
        if let Some(day) = &mut self.ai {
            day.as_of = day.as_of.plus(by);
            set(&mut day.asked_as_of, by);
            set(&mut day.beside_as_of, by);
            for count in day.reasons.iter_mut().chain(&mut day.robots).chain(&mut day.channels) {
                set(&mut count.as_of, by);
            }
        }
        if let Some(ledger) = &mut self.ledger {
            ledger.clock_set(by);
        }
        for day in self.platforms.iter_mut().filter_map(|(_, platform)| platform.day.as_mut()) {
            day.as_of = day.as_of.plus(by);
        }
        set(&mut self.whole_at, by);
        self.floor.break_off();
        for track in &mut self.tracks {
            track.told = Moment::of(track.told.get().map(|at| at.plus(by)));
        }
        for seen in self.tracks.iter_mut().flat_map(|track| track.seen.iter_mut()) {
            seen.at = seen.at.plus(by);
        }
        for counter in self.trends.counters() {
            counter.series.clock_set(by);
        }
        self.trends.no_agent_yet.clock_set(by);
        self.observed.clock_set(by);
        self.live.clock_set(by);
        self.probes.clock_set(by);
        self.shelf.clock_set(by);
        self.seen_alerts.clock_set(by);
        self.notes.clock_set(by);
        self.revision += 1;
    }
}

impl Source {
    fn clock_set(&mut self, by: i64) {
        set(&mut self.phase_since, by);
        set(&mut self.heard, by);
        set(&mut self.as_of, by);
        if let Phase::Waiting { until, .. } = &mut self.phase {
            *until = until.plus(by);
        }
        self.skew_ms = self.skew_ms.map(|skew| skew.saturating_sub(by));
        self.clocks.clock_set(by);
    }
}

#[cfg(test)]
mod tests;
