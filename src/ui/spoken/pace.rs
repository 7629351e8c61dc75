//! When which kind of sentence is said: gathered first, each kind in its turn, never too many in a minute.

use std::collections::VecDeque;

use litemap::LiteMap;

use super::manner::Manner;
use crate::lang::{Language, Speaks};
use crate::model::{Alarms, Board, Stamp};

/// So many sentences are said in [`WINDOW_MS`] at most.
pub const MOST: usize = 12;

/// Over how long they are counted, in ms.
pub const WINDOW_MS: i64 = 60_000;

/// What happens is gathered for so long, in ms.
const GATHER_MS: i64 = 2_000;

/// Between two sentences of one kind lies so much, in ms.
const APART_MS: i64 = 10_000;

/// Between two sentences that count lost calls, in ms.
const LOST_APART_MS: i64 = 60_000;

/// The kinds of sentences: those in front go before, where several are due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// Where one comes in.
    Begin,
    /// A person's message.
    Message,
    /// The way to the hub.
    Hub,
    /// A time of which nothing is known.
    Gap,
    /// Sources that fell silent.
    Stale,
    /// Sources that are live again.
    Fresh,
    /// Alerts that no person has seen to.
    Escalated,
    /// Figures beyond their limits.
    Figures,
    /// Agents over their limits.
    Agents,
    /// The service level crossed its target.
    Level,
    /// Calls were lost.
    Lost,
    /// Alerts have cleared.
    Cleared,
    /// Alerts came and went before there was time to say so.
    Brief,
    /// A half hour is over.
    Half,
    /// Sessions of robots that go another way than usual.
    Robots,
    /// Another day.
    Day,
    /// Agents' states.
    People,
}

impl Kind {
    pub(super) const ALL: [Self; 17] = [
        Self::Begin,
        Self::Message,
        Self::Hub,
        Self::Gap,
        Self::Stale,
        Self::Fresh,
        Self::Escalated,
        Self::Figures,
        Self::Agents,
        Self::Level,
        Self::Lost,
        Self::Cleared,
        Self::Brief,
        Self::Half,
        Self::Robots,
        Self::Day,
        Self::People,
    ];

    /// Whether it goes before all that has waited longer.
    const fn is_urgent(self) -> bool {
        matches!(self, Self::Begin | Self::Message | Self::Hub | Self::Gap | Self::Stale)
    }

    const fn gather_ms(self) -> i64 {
        match self {
            Self::Begin | Self::Message => 0,
            _ => GATHER_MS,
        }
    }

    const fn apart_ms(self) -> i64 {
        match self {
            Self::Lost => LOST_APART_MS,
            Self::Begin | Self::Message => 0,
            _ => APART_MS,
        }
    }
}

/// Since when which kind waits, and when what was said.
#[derive(Debug, Default)]
pub(super) struct Pace {
    waiting: LiteMap<Kind, Stamp>,
    last: LiteMap<Kind, Stamp>,
    said: VecDeque<Stamp>,
}

impl Pace {
    /// Takes note of whether something of a kind waits.
    pub(super) fn wait(&mut self, kind: Kind, waits: bool, now: Stamp) {
        if waits {
            self.waiting.entry(kind).or_insert(now);
        } else {
            self.waiting.remove(&kind);
        }
    }

    /// The kind that is to be said now: what is urgent first, then what has waited longest.
    pub(super) fn due(&mut self, now: Stamp) -> Option<Kind> {
        while self.said.front().is_some_and(|at| now.since(*at) >= WINDOW_MS) {
            self.said.pop_front();
        }
        if self.said.len() >= MOST {
            return None;
        }
        let is_due = |(kind, since): &(&Kind, &Stamp)| {
            let apart = self.last.get(kind).is_none_or(|last| now.since(*last) >= kind.apart_ms());
            apart && now.since(**since) >= kind.gather_ms()
        };
        let due = self.waiting.iter().filter(is_due);
        due.min_by_key(|(kind, since)| (!kind.is_urgent(), **since, **kind)).map(|(kind, _)| *kind)
    }

    /// It was said.
    pub(super) fn told(&mut self, kind: Kind, now: Stamp) {
        self.waiting.remove(&kind);
        self.last.insert(kind, now);
        self.said.push_back(now);
    }

    pub(super) fn clock_set(&mut self, by: i64) {
        let moments = self.waiting.iter_mut().chain(self.last.iter_mut()).map(|(_, at)| at).chain(&mut self.said);
        moments.for_each(|at| *at = at.plus(by));
    }
}

/// To whom something is said, and what is known then.
pub(super) struct Said<'a> {
    pub(super) manner: &'a Manner,
    pub(super) board: &'a Board,
    pub(super) alarms: &'a Alarms,
    pub(super) now: Stamp,
}

impl Speaks for Said<'_> {
    fn language(&self) -> Language {
        self.manner.language
    }
}

impl Said<'_> {
    /// The site's clock at a moment of ours: `14:03`.
    pub(super) fn clock(&self, at: Stamp) -> String {
        at.in_zone(&self.manner.zone).map_or_else(|| at.to_string(), |at| at.format("%H:%M").to_string())
    }
}
