//! A board in its own words: what an empty one would have to be told to know the same.

use super::Board;
use crate::model::funnel::FunnelHalf;
use crate::model::live::Callback;
use crate::model::probe::ProbeRun;
use crate::model::source::{Rejected, Source, SourceId, SourceReport};
use crate::model::time::Stamp;
use crate::model::update::{Payload, Roster, RosterKind, Update};

/// No update has more calls: one stays small beside a block of a recording.
const CALLS_AT_ONCE: usize = 500;

/// Nor more of what callbacks told.
const CALLBACKS_AT_ONCE: usize = 500;

/// Nor more runs of probes.
const RUNS_AT_ONCE: usize = 500;

/// Nor more of what was done about alerts.
const SEEN_AT_ONCE: usize = 500;

/// Nor more half hours of AI sessions.
const FUNNELS_AT_ONCE: usize = 50;

/// Half hours of AI sessions that begin so long before this time of a week before, or after it, in ms, are what the coming
/// hours can be compared with.
const FUNNELS_TOLD_MS: [i64; 2] = [7 * 3_600_000, 25 * 3_600_000];

/// Half hours of so long, in ms, are what today can be compared with: those of a week ago and a day more.
const KEPT_TOLD_MS: i64 = 8 * 86_400_000;

impl Board {
    /// The updates that bring an empty board to where this one is at `now`: agents, figures, chats, AI sessions,
    /// calls, calls in progress, probes, platforms, sources, notes and what was looked up. What was only seen to happen (state changes, growth, counters of
    /// operations) begins anew. To be applied whole, in order; their times are those of what they tell.
    pub fn retell(&self, now: Stamp) -> Vec<Update> {
        let mut told = Vec::new();
        // The sources first: the difference of the clocks counts for what the agents' times mean.
        for id in self.source_ids() {
            let source = self.source(id);
            if let Some(since) = source.phase_since {
                told.push(Update::new(since, Payload::Source(report(id, source))));
            }
        }
        if self.has_roster {
            self.retell_agents(now, &mut told);
        }
        let heard = |id| self.source(id).heard.unwrap_or(now);
        if let Some(day) = &self.chat {
            told.push(Update::new(heard(SourceId::Chat), Payload::Chat(Box::new(day.clone()))));
        }
        if let Some(day) = &self.ai {
            told.push(Update::new(heard(SourceId::Ai), Payload::Ai(day.clone())));
        }
        if let Some(ledger) = &self.ledger {
            let at = heard(SourceId::Calls);
            let parts = ledger.retell(CALLS_AT_ONCE);
            told.extend(parts.map(|news| Update::new(at, Payload::Calls(Box::new(news)))));
        }
        if let Some(at) = self.source(SourceId::Push).as_of {
            let callbacks = self.live.retell();
            let parts = callbacks.chunks(CALLBACKS_AT_ONCE).map(<[Callback]>::to_vec);
            told.extend(parts.map(|part| Update::new(at, Payload::Pushed(part))));
        }
        if !self.probes.is_empty() {
            let at = heard(SourceId::Probe);
            told.push(Update::new(at, Payload::Probes(self.probes.sets())));
            let runs = self.probes.all_runs();
            let parts = runs.chunks(RUNS_AT_ONCE).map(<[ProbeRun]>::to_vec);
            told.extend(parts.map(|part| Update::new(at, Payload::Probed(part))));
        }
        let kept: Vec<_> = self.kept.since(now.plus(-KEPT_TOLD_MS)).copied().collect();
        if !kept.is_empty() {
            told.push(Update::new(now, Payload::Totals(kept)));
        }
        let funnels: Vec<FunnelHalf> = self.funnels().iter().filter(|half| is_comparable(now, half)).cloned().collect();
        for part in funnels.chunks(FUNNELS_AT_ONCE) {
            told.push(Update::new(now, Payload::Funnels(part.to_vec())));
        }
        for platform in self.platforms() {
            if let Some(day) = &platform.day {
                told.push(Update::new(
                    heard(SourceId::Platform(platform.tag)),
                    Payload::Platform(Box::new(day.clone())),
                ));
            }
        }
        for id in self.source_ids() {
            if let Some(heard) = self.source(id).heard {
                told.push(Update::new(heard, Payload::Heard(id)));
            }
        }
        for part in self.seen_alerts.retell().chunks(SEEN_AT_ONCE) {
            told.push(Update::new(now, Payload::Seen(part.to_vec())));
        }
        let notes = self.notes.held(now);
        if !notes.is_empty() {
            told.push(Update::new(now, Payload::Notes(notes.to_vec())));
        }
        told.extend(
            self.shelf.retell(now).into_iter().map(|(at, found)| Update::new(at, Payload::Found(Box::new(found)))),
        );
        told
    }

    fn retell_agents(&self, now: Stamp, told: &mut Vec<Update>) {
        let at = self.source(SourceId::Agents).as_of.unwrap_or(now);
        let mut tell = |agents: &[_], complete| {
            let roster = Roster {
                kind: RosterKind::Full,
                summary: self.summary.clone(),
                total: self.total,
                complete,
                agents: agents.to_vec(),
            };
            told.push(Update::new(at, Payload::Roster(Box::new(roster))));
        };
        let confirmed = self.agents.get(..self.confirmed).unwrap_or(&self.agents);
        let all_confirmed = confirmed.len() == self.agents.len();
        if !(all_confirmed && self.listed) {
            // An agent that only the first of the two names stays unconfirmed, and behind the others; no other is
            // there.
            tell(&self.agents, true);
        }
        tell(confirmed, all_confirmed && self.listed);
    }

    /// The same board for a reader who has looked at `before`: what was known of its slots and revisions holds no longer.
    #[must_use]
    pub fn instead_of(mut self, before: &Self) -> Self {
        self.generation = self.generation.max(before.generation) + 1;
        self.revision = self.revision.max(before.revision) + 1;
        self.seen_alerts.follow(&before.seen_alerts);
        self.notes.follow(&before.notes);
        self
    }
}

/// Whether a half hour of AI sessions is of the last hours, or what the coming ones are compared with.
fn is_comparable(now: Stamp, half: &FunnelHalf) -> bool {
    const WEEK_MS: i64 = 7 * 86_400_000;
    let [before, after] = FUNNELS_TOLD_MS;
    let weeks = half.from.since(now.plus(-before)).rem_euclid(WEEK_MS);
    (0..before + after).contains(&weeks)
}

fn report(id: SourceId, source: &Source) -> SourceReport {
    SourceReport {
        source: id,
        title: source.title.clone(),
        phase: source.phase.clone(),
        error: source.error.clone(),
        connects: source.connects,
        resyncs: source.resyncs,
        bytes: source.bytes,
        skew_ms: source.skew_ms,
        clocks: Some(source.clocks),
        scope: source.scope.clone(),
        // Of the others what was rejected is only seen to happen.
        rejected: (id == SourceId::Push && !source.rejected.is_empty())
            .then(|| Box::new(Rejected { counts: source.rejected.clone(), last: source.last_rejected.clone() })),
    }
}

#[cfg(test)]
mod tests;
