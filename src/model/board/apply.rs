//! Changes and signs of life.

use super::callers::recount_inbound;
use super::index::Index;
use super::patch::Patched;
use super::{Board, Mark, Marks, Moment, patch, transitions_kept};
use crate::model::agent::{Agent, AgentChange, AgentId, ExtraField};
use crate::model::caps;
use crate::model::companion::{self, Line, OneMessage, Steps};
use crate::model::extra::Extra;
use crate::model::lookup::{Data, Finding, Found, Lookup};
use crate::model::problem::Problem;
use crate::model::source::{Reject, RejectReason, SourceId};
use crate::model::status::State;
use crate::model::summary::{Figure, Summary, SummaryChange};
use crate::model::time::Stamp;
use crate::model::update::{Change, Changes, Spared};

/// Full messages no further apart than this tell what grew between them: polls come like that, and short cuts.
pub(super) const LOOKING_MS: i64 = 30_000;

impl Board {
    /// What was looked up is a figure like any other: where the board has it too, the newer one is the one.
    pub(super) fn take_counted(&mut self, at: Stamp, found: &Found) {
        let (Lookup::AiFunnel(asked), Finding::Data(data)) = (&found.lookup, &found.finding) else { return };
        let (Data::AiFunnel(totals), Some(day)) = (data.as_ref(), self.ai.as_mut()) else { return };
        day.take(at, asked, totals);
        let as_of = day.as_of;
        self.source_mut(SourceId::Ai).as_of = Some(as_of);
    }

    pub(super) fn count_left_out(&mut self, count: u64, reject: &Reject) {
        let source = self.source_mut(SourceId::Agents);
        source.count_rejected(RejectReason::TooMany, count.saturating_sub(1));
        source.count_reject(reject);
    }

    pub(super) fn apply_changes(&mut self, at: Stamp, changes: Changes) {
        let was_spared = changes.spared.is_some();
        let Spared { mut applied, rejected, drifted } = *changes.spared.unwrap_or_default();
        let skew = self.skew_ms();
        let moment = companion::moment(changes.made, at, skew);
        let implied = changes.implied;
        // Worked out here where it did not come with the message, as in recordings of earlier versions.
        let mut edit = Edit::new(implied.is_none());
        let mut rejects = changes.rejects;
        let mut slots = std::mem::take(&mut self.slots);
        let mut places = Places::of(&self.index);
        for change in changes.changes {
            match change {
                Change::Summary(change) => edit.on_summary(&mut self.summary, change),
                Change::Agent { id, set } => {
                    let Some(slot) = places.find(&self.agents, &id) else {
                        rejects.push(Reject::unknown(&id));
                        continue;
                    };
                    let Some(agent) = self.agents.get_mut(slot) else { continue };
                    self.named += u64::from(set.is_of_name());
                    // Most operations are on fields that nothing here counts.
                    let (stated, summed) = (set.is_of_state(), set.is_of_today());
                    if stated {
                        self.counts.remove(agent);
                    }
                    if summed {
                        self.sums.remove(agent);
                    }
                    edit.on_agent(slot, agent, set);
                    if stated {
                        self.counts.add(agent);
                    }
                    if summed {
                        self.sums.add(agent);
                    }
                    if slots.last() != Some(&slot) {
                        slots.push(slot);
                    }
                }
            }
        }
        for change in implied.into_iter().flatten() {
            let Change::Agent { id, set } = change else { continue };
            let Some(slot) = places.find(&self.agents, &id) else { continue };
            if let Some(agent) = self.agents.get_mut(slot) {
                agent.imply(set);
                slots.push(slot);
            }
        }
        let most = caps::fields_each(self.agents.len());
        let done = edit.finish((&mut self.agents, most), &mut self.summary, Some(moment), &mut rejects);
        applied = applied.saturating_add(done.applied);
        let left_out = done.left_out;
        if left_out > 0 {
            self.count_left_out(left_out, &Reject::of_fields(left_out, most));
        }
        self.note_slots(at, slots);
        let has_roster = self.has_roster;
        // What grew while it could not be told grew at a time that is not known.
        if was_spared && self.source(SourceId::Agents).as_of.is_some_and(|seen| at.since(seen) > LOOKING_MS) {
            self.rebase_trends();
        }
        let source = self.source_mut(SourceId::Agents);
        source.applied = source.applied.saturating_add(applied);
        source.drifted = source.drifted.saturating_add(drifted);
        for (reason, count) in rejected {
            source.count_rejected(reason, count);
        }
        for reject in rejects {
            source.count_reject(&reject);
        }
        source.heard = Some(at);
        if has_roster {
            source.as_of = Some(at);
            self.note_trends(at);
            self.note_callers(at);
        }
        self.revision += 1;
    }

    pub(super) fn apply_heard(&mut self, at: Stamp, id: SourceId) {
        let has_roster = self.has_roster;
        let source = self.source_mut(id);
        source.heard = Some(at);
        if id == SourceId::Agents && has_roster && source.phase.is_live() {
            source.as_of = Some(at);
            self.note_trends(at);
            self.note_callers(at);
        }
    }

    fn note_slots(&mut self, at: Stamp, mut slots: Vec<usize>) {
        slots.sort_unstable();
        slots.dedup();
        let skew = self.skew_ms();
        let kept = transitions_kept(self.agents.len());
        for slot in slots.drain(..) {
            if let (Some(agent), Some(track)) = (self.agents.get(slot), self.tracks.get_mut(slot)) {
                note_transition(&mut track.seen, agent, at, skew, kept);
                track.told = Moment::of(Some(at));
                recount_inbound(agent, &mut track.inbound, &mut self.with_inbound);
                if !track.noted {
                    track.noted = true;
                    self.touched.push(slot);
                }
            }
        }
        self.slots = slots;
    }

    /// Sets what an agent does, as another source than the agents' own told it in what was made at `moment`: that one is no
    /// fresher for it.
    pub(super) fn set_state(&mut self, at: Stamp, slot: usize, sets: Vec<AgentChange>, moment: Stamp) {
        let Some(agent) = self.agents.get_mut(slot) else { return };
        let mut edit = Edit::new(true);
        self.counts.remove(agent);
        for set in sets {
            edit.on_agent(slot, agent, set);
        }
        self.counts.add(agent);
        edit.finish((&mut self.agents, caps::FIELDS), &mut self.summary, Some(moment), &mut Vec::new());
        let told = self.tracks.get(slot).map(|track| track.told).unwrap_or_default();
        self.note_slots(at, vec![slot]);
        if let Some(track) = self.tracks.get_mut(slot) {
            track.told = told;
        }
    }

    /// The day's counters, filled in place: a processor that copies values which it has just stored waits for them.
    fn counted_today(&self) -> [Option<u64>; 4] {
        const COUNTED: [Figure; 4] = [Figure::Answered, Figure::Missed, Figure::Dialled, Figure::Connected];
        let mut today = [None; 4];
        for (place, figure) in today.iter_mut().zip(COUNTED) {
            *place = self.figure(figure);
        }
        today
    }

    pub(super) fn note_trends(&mut self, at: Stamp) {
        let (today, moment) = (self.counted_today(), at.plus(self.skew_ms()));
        for (counter, total) in self.trends.counters().into_iter().zip(&today) {
            if let Some(total) = *total {
                counter.note(at, moment, total);
            }
        }
    }

    pub(super) fn rebase_trends(&mut self) {
        let today = self.counted_today();
        self.trends.break_off();
        for (counter, total) in self.trends.counters().into_iter().zip(&today) {
            if let Some(total) = *total {
                counter.rebase(total);
            }
        }
    }
}

/// One message on its way into agents and figures: typed fields are set as they come, what else it says and what
/// follows from it is kept to its end.
pub(super) struct Edit {
    /// What the message did to each agent, where what follows from that is to be worked out.
    steps: Option<Steps<usize>>,
    /// Fields without a typed home, each with the slot of its agent.
    agents: Vec<(usize, ExtraField)>,
    summary: Vec<ExtraField>,
    applied: u64,
}

impl Edit {
    pub(super) fn new(implies: bool) -> Self {
        Self { steps: implies.then(Steps::new), agents: Vec::new(), summary: Vec::new(), applied: 0 }
    }

    pub(super) fn on_agent(&mut self, slot: usize, agent: &mut Agent, set: AgentChange) {
        if let Some(steps) = self.steps.as_mut().filter(|_| OneMessage::concerns(&set))
            && let Some(step) = steps.of(slot, || Some(Line::of(agent)))
        {
            step.see(&set);
        }
        match agent.set(set) {
            Some(extra) => self.agents.push((slot, extra)),
            None => self.applied += 1,
        }
    }

    pub(super) fn on_summary(&mut self, summary: &mut Summary, change: SummaryChange) {
        match change {
            SummaryChange::Figure(figure, value) => {
                summary.set(figure, value);
                self.applied += 1;
            }
            SummaryChange::Extra(extra) => self.summary.push(extra),
        }
    }

    /// Sets the rest: what follows from a message made at `moment`, and the fields without a typed home, of which an
    /// agent keeps `most`. What became of all of its operations.
    pub(super) fn finish(
        mut self,
        (agents, most): (&mut [Agent], usize),
        summary: &mut Summary,
        moment: Option<Stamp>,
        rejects: &mut Vec<Reject>,
    ) -> Patched {
        if let Some(steps) = self.steps.take() {
            steps.each(|slot, step| {
                if let Some(agent) = agents.get_mut(slot) {
                    step.implied(moment, |set| agent.imply(set));
                }
            });
        }
        let done = Patched { applied: self.applied, left_out: 0 };
        if self.agents.is_empty() && self.summary.is_empty() {
            done
        } else {
            self.patch((agents, most), summary, done, rejects)
        }
    }

    /// Sets the fields without a typed home.
    #[cold] // few messages have one, and what it needs is not to stand in the way of the others
    fn patch(
        mut self,
        (agents, most): (&mut [Agent], usize),
        summary: &mut Summary,
        mut done: Patched,
        rejects: &mut Vec<Reject>,
    ) -> Patched {
        let mut patch = |fields: &mut Extra, set: Vec<ExtraField>, most| {
            let count = set.len();
            match patch::patch(fields, set, most) {
                Ok(Patched { applied, left_out }) => {
                    done.applied += applied;
                    done.left_out += left_out;
                }
                Err(detail) => {
                    let reject = Reject::new(RejectReason::BadValue, Problem::Said(detail));
                    rejects.extend(std::iter::repeat_n(reject, count));
                }
            }
        };
        // Those of one agent stay in their order.
        self.agents.sort_by_key(|(slot, _)| *slot);
        let mut fields = self.agents.into_iter().peekable();
        while let Some((slot, first)) = fields.next() {
            let others = std::iter::from_fn(|| fields.next_if(|(next, _)| *next == slot));
            let set = std::iter::once(first).chain(others.map(|(_, field)| field)).collect();
            if let Some(agent) = agents.get_mut(slot) {
                patch(&mut agent.extra, set, most);
            }
        }
        if !self.summary.is_empty() {
            patch(&mut summary.extra, self.summary, caps::FIELDS);
        }
        done
    }
}

/// Where agents stand. Operations of one agent come together, so that only the first is looked up.
pub(super) struct Places<'b> {
    index: &'b Index,
    last: Option<usize>,
}

impl<'b> Places<'b> {
    pub(super) const fn of(index: &'b Index) -> Self {
        Self { index, last: None }
    }

    pub(super) fn find(&mut self, agents: &[Agent], id: &AgentId) -> Option<usize> {
        if let Some(last) = self.last
            && agents.get(last).is_some_and(|agent| agent.id == *id)
        {
            return Some(last);
        }
        let slot = self.index.get(agents, id)?;
        self.last = Some(slot);
        Some(slot)
    }
}

/// Notes the state an agent is in now, if it is not the one noted last. The vendor's time counts where it is newer
/// than the last note and not later than now; otherwise the moment we heard of it.
pub(super) fn note_transition(seen: &mut Marks, agent: &Agent, at: Stamp, skew_ms: i64, kept: usize) {
    let state = agent.state();
    let reason = if state == State::Busy { agent.reason } else { None };
    let last = seen.last();
    let mark = Mark::new(at, state, reason);
    if last.is_some_and(|last| last.is_like(mark)) {
        return;
    }
    let vendors = agent.since().map(|since| since.plus(skew_ms.saturating_neg()));
    let began = match (vendors, last) {
        (Some(since), None) if since <= at => since,
        (Some(since), Some(last)) if since > last.at && since <= at => since,
        _ => at,
    };
    seen.push_within(mark.began(began), kept);
}
