//! What a reader that fell behind is still to be told of the agents, in as little room as says the same.
//!
//! Pure. Changes of one field replace each other, and so do rosters, reports and signs of life, so that what waits is
//! bounded by the agents and their fields, however long it is not read. A reader who is told it afterwards knows what one
//! knows who was told everything, the counters included: every operation that was replaced is counted. Only how things
//! went in between is gone: states that were left again, and when figures grew.

use crate::model::{
    Board, Change, Changes, Payload, Phase, Roster, RosterKind, SourceId, SourceReport, Spared, Stamp, Update,
};

mod merged;

use merged::Merged;

/// What is still to be told of the agents.
#[derive(Default)]
pub struct Backlog {
    reports: Reports,
    stages: Vec<Stage>,
    /// The last sign of life that says nothing of how old the figures are.
    heard: Option<Stamp>,
}

impl Backlog {
    /// Whether nothing waits.
    pub const fn is_empty(&self) -> bool {
        self.reports.last.is_none() && self.stages.is_empty() && self.heard.is_none()
    }

    /// Takes an update of the agents' source. `trusted`: whether the reader, once told everything before it, takes a
    /// sign of life for a word on how old the figures are ([`is_trusted`]).
    pub fn take(&mut self, update: Update, trusted: bool) {
        let at = update.at;
        match update.payload {
            Payload::Source(report) => self.reports.take(at, report),
            Payload::Heard(_) if trusted => self.changes(at, Changes::default()),
            Payload::Heard(_) => self.heard = Some(at),
            Payload::Changes(changes) => self.changes(at, changes),
            Payload::Roster(roster) => self.roster(at, *roster),
            // Told by other sources only, which wait for room, or by a hub, which has a channel of its own.
            Payload::RosterDelta(_)
            | Payload::Chat(_)
            | Payload::Ai(_)
            | Payload::Platform(_)
            | Payload::Calls(_)
            | Payload::Pushed(_)
            | Payload::Probes(_)
            | Payload::Probed(_)
            | Payload::Totals(_)
            | Payload::Funnels(_)
            | Payload::Seen(_)
            | Payload::Notes(_)
            | Payload::Found(_) => {}
        }
    }

    fn changes(&mut self, at: Stamp, changes: Changes) {
        self.heard = None;
        if let Some(stage) = self.stages.last_mut() {
            stage.changes(at, changes);
        } else {
            let mut stage = Stage::default();
            stage.changes(at, changes);
            self.stages.push(stage);
        }
    }

    fn roster(&mut self, at: Stamp, roster: Roster) {
        self.heard = None;
        match self.stages.last_mut().and_then(|stage| stage.since.as_mut()) {
            Some(since) if since.whole || !roster.complete => {
                since.board.apply(Update::new(at, Payload::Roster(Box::new(roster))));
                since.moved = true;
            }
            _ => self.stages.push(Stage::of(at, roster)),
        }
    }

    /// Everything that waits, in the order in which it has to be told; nothing waits then.
    pub fn drain(&mut self) -> Vec<Update> {
        let Self { reports: Reports { before, last }, stages, heard } = std::mem::take(self);
        let mut told: Vec<Update> = Vec::new();
        // The reports first: the difference of the clocks counts for what the agents' times mean.
        for (at, report) in before.into_iter().chain(last) {
            told.push(Update::new(at, Payload::Source(report)));
        }
        for stage in stages {
            stage.tell(&mut told);
        }
        told.extend(heard.map(|at| Update::new(at, Payload::Heard(SourceId::Agents))));
        told
    }
}

/// Whether a sign of life tells, in this phase, that the figures are as they were.
pub const fn is_trusted(phase: &Phase) -> bool {
    phase.is_live()
}

/// The last report, and the last one before it with another phase, without which it would not be known since when the
/// present phase lasts.
#[derive(Default)]
struct Reports {
    before: Option<(Stamp, SourceReport)>,
    last: Option<(Stamp, SourceReport)>,
}

impl Reports {
    fn take(&mut self, at: Stamp, mut report: SourceReport) {
        let mut since = at;
        if let Some((began, last)) = self.last.take() {
            // What a report leaves out stays as it was.
            report.skew_ms = report.skew_ms.or(last.skew_ms);
            report.title = report.title.or_else(|| last.title.clone());
            if last.phase == report.phase {
                since = began;
            } else {
                self.before = Some((began, last));
            }
        }
        self.last = Some((since, report));
    }
}

/// What came from a roster on, or before any. There are three at most: without a roster, from an incomplete one on,
/// from a complete one on.
#[derive(Default)]
struct Stage {
    /// The roster, as it came: what a resync finds to have drifted can only be counted against what the reader has.
    first: Option<Update>,
    /// Changes to what the reader has and the roster does not name.
    merged: Merged,
    /// What became of the roster.
    since: Option<Since>,
}

/// A roster and what came after it, on a board of its own.
struct Since {
    board: Box<Board>,
    /// Whether the roster was complete: the board then has all that the reader has.
    whole: bool,
    /// Whether anything came after it.
    moved: bool,
}

impl Stage {
    fn of(at: Stamp, roster: Roster) -> Self {
        let whole = roster.complete;
        let first = Update::new(at, Payload::Roster(Box::new(roster)));
        let mut board = Box::<Board>::default();
        board.apply(first.clone());
        Self { first: Some(first), merged: Merged::default(), since: Some(Since { board, whole, moved: false }) }
    }

    fn changes(&mut self, at: Stamp, mut changes: Changes) {
        let Some(Since { board, whole, moved }) = &mut self.since else {
            self.merged.take(at, changes);
            return;
        };
        if !*whole {
            let elsewhere = |change: &mut Change| match change {
                Change::Agent { id, .. } => board.slot(id.as_str()).is_none(),
                Change::Summary(_) => false,
            };
            let said: Vec<Change> = changes.changes.extract_if(.., elsewhere).collect();
            if !said.is_empty() {
                let implied = changes.implied.as_mut().map(|implied| implied.extract_if(.., elsewhere).collect());
                self.merged.take(at, Changes { changes: said, made: changes.made, implied, ..Changes::default() });
            }
        }
        *moved = true;
        board.apply(Update::new(at, Payload::Changes(changes)));
    }

    fn tell(self, told: &mut Vec<Update>) {
        told.extend(self.first);
        told.extend(self.merged.tell());
        if let Some(Since { board, whole, moved: true }) = self.since {
            tell_since(&board, whole, told);
        }
    }
}

/// How a board stands whose reader has its first roster, with what it counted since then.
fn tell_since(board: &Board, whole: bool, told: &mut Vec<Update>) {
    let source = board.source(SourceId::Agents);
    let at = source.heard.unwrap_or_default();
    for mut update in board.retell(at) {
        if let Payload::Roster(roster) = &mut update.payload {
            // What differs has changed, not drifted: that is counted already.
            roster.kind = RosterKind::Full;
            roster.complete &= whole;
            told.push(update);
        }
    }
    let mut rejected = source.rejected.clone();
    for reject in &source.last_rejected {
        if let Some(count) = rejected.get_mut(&reject.reason) {
            *count = count.saturating_sub(1);
        }
    }
    rejected.retain(|_, count| *count > 0);
    let changes = Changes {
        rejects: source.last_rejected.iter().cloned().collect(),
        spared: Some(Box::new(Spared { applied: source.applied, rejected, drifted: source.drifted })),
        ..Changes::default()
    };
    told.push(Update::new(at, Payload::Changes(changes)));
}

#[cfg(test)]
mod tests;
