//! Whether what a source told may raise an alert now.
//!
//! Clocks run on while a source is dead, and figures stay what they were: neither is news. So nothing new rises from a
//! source that is not live, and nothing that stands ends because of it. On a stream that is open and silent no reader can
//! tell rest from death: what became due while it was silent waits for its next sign of life, unless the silence is short.

use super::measure::Basis;
use super::{Limits, Measure, Rules};
use crate::model::board::Board;
use crate::model::source::{SourceId, SourceState};
use crate::model::time::Stamp;

/// So long a stream may be silent before what becomes due waits for its next word, in ms.
pub(super) const SILENCE_MS: i64 = 15_000;

/// What is known of the sources at one moment.
#[derive(Clone, Copy)]
pub(super) struct Trust<'a> {
    pub(super) board: &'a Board,
    pub(super) limits: &'a Limits,
    pub(super) now: Stamp,
}

impl<'a> Trust<'a> {
    /// What is known of them by these rules.
    pub(super) fn of(rules: &'a Rules, board: &'a Board, now: Stamp) -> Self {
        Self { board, limits: rules.limits(), now }
    }

    /// Whether a source's figures are confirmed; one that never reported how it stands is all there is.
    pub(super) fn is_live(self, id: SourceId) -> bool {
        let source = self.board.source(id);
        source.is_unspoken() || source.state(self.now, self.limits.stale_after_ms(id)) == SourceState::Live
    }

    /// Whether the agents' stream is away, apart from pages that may be left of it.
    fn is_away(self) -> bool {
        !self.board.source(SourceId::Agents).phase.is_live()
    }

    /// Whether the stream has spoken since `due`, or just before.
    fn has_spoken(self, due: Option<Stamp>) -> bool {
        let source = self.board.source(SourceId::Agents);
        let heard = |as_of: Stamp| due.is_none_or(|due| as_of >= due) || self.now.since(as_of) <= SILENCE_MS;
        source.is_unspoken() || source.as_of.is_some_and(heard)
    }

    /// Whether an agent's state is confirmed: while a page of several is away, by a word on this very agent.
    pub(super) fn knows_agent(self, slot: usize) -> bool {
        self.is_live(SourceId::Agents) || self.is_away() && self.board.told_since_break(slot).is_some()
    }

    /// Whether an agent's state may raise what became due at `due`.
    pub(super) fn may_raise_agent(self, slot: usize, due: Stamp) -> bool {
        if self.is_live(SourceId::Agents) {
            return self.has_spoken(Some(due));
        }
        self.is_away() && self.board.told_since_break(slot).is_some_and(|told| told >= due)
    }

    /// Whether a figure is confirmed.
    pub(super) fn knows(self, measure: Measure) -> bool {
        measure.basis(self.board).into_iter().all(|basis| match basis {
            Basis::Stream => {
                self.is_live(SourceId::Agents) || self.is_away() && self.board.whole_since_break().is_some()
            }
            Basis::Poll(id) => self.is_live(id),
            Basis::Events => self.board.no_events(self.now).is_none(),
        })
    }

    /// Whether a figure may raise what became due at `due`; without a moment it is due with the data that says it.
    pub(super) fn may_raise(self, measure: Measure, due: Option<Stamp>) -> bool {
        measure.basis(self.board).into_iter().all(|basis| match basis {
            Basis::Stream if self.is_live(SourceId::Agents) => self.has_spoken(due),
            Basis::Stream => {
                let whole = self.board.whole_since_break().filter(|_| self.is_away());
                whole.is_some_and(|at| due.is_none_or(|due| at >= due))
            }
            Basis::Poll(id) => self.is_live(id),
            Basis::Events => self.board.no_events(self.now).is_none(),
        })
    }
}
