//! Which AI sessions to count one by one: by what led to an agent, by robot, by channel, and the steps that the headline
//! does not need.
//!
//! Pure. Which keys there are is learnt from the records that are listed, and from the list of robots.

use std::time::Duration;

use tokio::time::Instant;

use crate::model::{AiCount, AiStep, Stamp, sort};
use crate::platforms::{AiFilter, AiSeen, Named};

/// More keys of one kind are not counted: a round of them would never end.
const KEYS_MAX: usize = 100;

/// A robot that no record names today is counted so much less often.
const UNSEEN_PATIENCE: u32 = 10;

/// Steps that are counted beside the headline.
pub(super) const BESIDE: [AiStep; 7] =
    [AiStep::Test, AiStep::Copilot, AiStep::Running, AiStep::Solved, AiStep::Assumed, AiStep::Rated, AiStep::Disliked];

/// They are counted so much less often than what the board shows all the time.
const STEP_PATIENCE: u32 = 15;

/// What sessions are counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Reason,
    Robot,
    Channel,
    Step(AiStep),
}

struct Entry {
    kind: Kind,
    key: String,
    label: String,
    /// A record of today names it.
    seen: bool,
    count: Option<u64>,
    at: Option<Stamp>,
    /// When it was last asked for, whatever came of it.
    asked: Option<Instant>,
    refused: Refused,
}

/// Whether the vendor said no.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Refused {
    No,
    /// It may be a gateway on a bad day.
    Until(Instant),
    UntilAsked,
}

impl Entry {
    fn filter(&self) -> AiFilter {
        let key = self.key.clone();
        match self.kind {
            Kind::Reason => AiFilter::HandedFor(key),
            Kind::Robot => AiFilter::Robot(key),
            Kind::Channel => AiFilter::Channel(key),
            Kind::Step(step) => AiFilter::Step(step),
        }
    }

    const fn is_step(&self) -> bool {
        matches!(self.kind, Kind::Step(_))
    }

    fn due(&self, every: Duration, now: Instant) -> Instant {
        let every = match self.kind {
            Kind::Step(_) => every * STEP_PATIENCE,
            _ if self.seen => every,
            _ => every * UNSEEN_PATIENCE,
        };
        let due = self.asked.map_or(now, |asked| asked + every);
        match self.refused {
            Refused::Until(until) => due.max(until),
            _ => due,
        }
    }
}

/// All keys and their counts.
pub(super) struct Breakdown {
    entries: Vec<Entry>,
}

impl Default for Breakdown {
    fn default() -> Self {
        let step = |step: AiStep| Entry {
            kind: Kind::Step(step),
            key: step.key().to_owned(),
            label: step.title().to_owned(),
            seen: false,
            count: None,
            at: None,
            asked: None,
            refused: Refused::No,
        };
        Self { entries: BESIDE.map(step).into() }
    }
}

impl Breakdown {
    /// A new day: robots stay, everything is to be counted anew.
    pub(super) fn begin_day(&mut self) {
        self.entries.retain(|entry| entry.kind == Kind::Robot || entry.is_step());
        for entry in &mut self.entries {
            entry.seen = false;
            entry.count = None;
            entry.at = None;
            entry.asked = None;
        }
    }

    /// Something was changed: what was refused may be asked for again.
    pub(super) fn retry(&mut self) {
        for entry in &mut self.entries {
            entry.refused = Refused::No;
        }
    }

    /// Learns keys from records. `label`: what to call a reason or a channel.
    pub(super) fn learn(&mut self, records: &[AiSeen], label: impl Fn(&AiFilter) -> String) {
        for seen in records {
            let robot = seen.record.robot.as_deref();
            self.note(Kind::Reason, seen.reason_key.as_deref(), None, &label);
            self.note(Kind::Robot, seen.robot_key.as_deref(), robot, &label);
            self.note(Kind::Channel, seen.channel_key.as_deref(), None, &label);
        }
    }

    fn note(&mut self, kind: Kind, key: Option<&str>, name: Option<&str>, label: impl Fn(&AiFilter) -> String) {
        let Some(key) = key.map(str::trim).filter(|key| !key.is_empty()) else { return };
        if let Some(entry) = self.entries.iter_mut().find(|entry| entry.kind == kind && entry.key == key) {
            entry.seen = true;
            return;
        }
        if !self.make_room(kind) {
            return;
        }
        let mut entry = Entry {
            kind,
            key: key.to_owned(),
            label: String::new(),
            seen: true,
            count: None,
            at: None,
            asked: None,
            refused: Refused::No,
        };
        entry.label = name.map_or_else(|| label(&entry.filter()), str::to_owned);
        self.entries.push(entry);
    }

    /// Whether another key of this kind may be counted; one that no record names makes room.
    fn make_room(&mut self, kind: Kind) -> bool {
        if self.entries.iter().filter(|entry| entry.kind == kind).count() < KEYS_MAX {
            return true;
        }
        match self.entries.iter().rposition(|entry| entry.kind == kind && !entry.seen) {
            Some(unseen) => {
                self.entries.remove(unseen);
                true
            }
            None => false,
        }
    }

    /// Takes the list of robots: their names, and robots that no record has named yet.
    pub(super) fn set_robots(&mut self, robots: Vec<Named>) {
        for robot in robots {
            let known = self.entries.iter_mut().find(|entry| entry.kind == Kind::Robot && entry.key == robot.key);
            if let Some(entry) = known {
                entry.label = robot.label;
            } else if self.entries.iter().filter(|entry| entry.kind == Kind::Robot).count() < KEYS_MAX {
                self.entries.push(Entry {
                    kind: Kind::Robot,
                    key: robot.key,
                    label: robot.label,
                    seen: false,
                    count: None,
                    at: None,
                    asked: None,
                    refused: Refused::No,
                });
            }
        }
    }

    /// What to count next, and when: what was never counted first, of it what records name; then the oldest. Steps wait
    /// for what is due of the rest.
    pub(super) fn next(&self, every: Duration, now: Instant) -> Option<(AiFilter, Instant)> {
        let first = |steps: bool| {
            self.entries
                .iter()
                .filter(|entry| entry.refused != Refused::UntilAsked && entry.is_step() == steps)
                .map(|entry| (entry, entry.due(every, now)))
                .min_by_key(|(entry, due)| (entry.asked.is_some(), !entry.seen && entry.asked.is_none(), *due))
                .map(|(entry, due)| (entry.filter(), due))
        };
        match (first(false), first(true)) {
            (Some(other), Some(step)) if other.1 <= now || other.1 <= step.1 => Some(other),
            (other, step) => step.or(other),
        }
    }

    /// It was asked for at `asked`.
    pub(super) fn note_asked(&mut self, filter: &AiFilter, asked: Instant) {
        if let Some(entry) = self.find(filter) {
            entry.asked = Some(asked);
        }
    }

    /// The vendor said no: it is not asked for before `until`; where there is no such moment, not before
    /// [`retry`](Self::retry).
    pub(super) fn refuse(&mut self, filter: &AiFilter, until: Option<Instant>) {
        if let Some(entry) = self.find(filter) {
            entry.refused = until.map_or(Refused::UntilAsked, Refused::Until);
        }
    }

    /// The answer.
    pub(super) fn set_count(&mut self, filter: &AiFilter, count: Option<u64>, at: Stamp) {
        if let Some(entry) = self.find(filter) {
            entry.count = count;
            entry.at = Some(at);
            entry.refused = Refused::No;
        }
    }

    /// This machine's clock was set by `by` ms.
    pub(super) fn clock_set(&mut self, by: i64) {
        for entry in &mut self.entries {
            entry.at = entry.at.map(|at| at.plus(by));
        }
    }

    fn find(&mut self, filter: &AiFilter) -> Option<&mut Entry> {
        self.entries.iter_mut().find(|entry| entry.filter() == *filter)
    }

    /// What was counted last, and when.
    pub(super) fn count(&self, filter: &AiFilter) -> Option<(Option<u64>, Option<Stamp>)> {
        self.entries.iter().find(|entry| entry.filter() == *filter).map(|entry| (entry.count, entry.at))
    }

    /// The counts of one kind, the largest first, those not yet counted last.
    pub(super) fn counts(&self, kind: Kind) -> Vec<AiCount> {
        let mut counts: Vec<AiCount> = self
            .entries
            .iter()
            .filter(|entry| entry.kind == kind)
            .map(|entry| AiCount {
                key: entry.key.clone(),
                label: entry.label.clone(),
                count: entry.count,
                as_of: entry.at,
            })
            .collect();
        sort::by(&mut counts, |a, b| b.count.cmp(&a.count).then_with(|| a.label.cmp(&b.label)));
        counts
    }
}
