//! Our own data: what was stale, and which stream was connected anew.

use litemap::LiteMap;

use super::fact::{Facts, Happened, Of, Reconnected};
use crate::model::board::Board;
use crate::model::limits::Limits;
use crate::model::source::{Phase, SourceId, SourceReport};
use crate::model::time::Stamp;

/// Connections made within so many ms of each other are one fact.
const TOGETHER_MS: i64 = 600_000;

/// What is known of the sources.
#[derive(Clone, Debug, Default)]
pub(super) struct Own {
    stale: LiteMap<SourceId, u64>,
    connects: Option<u64>,
    reconnected: Option<u64>,
    /// When a time ended of which nothing is known.
    gap: Option<Stamp>,
}

impl Own {
    /// Nothing was seen for a while, until `at`.
    pub(super) fn forget(&mut self, at: Stamp) {
        self.connects = None;
        self.gap = Some(at);
    }

    /// Looks at how old everything is.
    pub(super) fn look(&mut self, board: &Board, limits: &Limits, now: Stamp, facts: &mut Facts) {
        for id in board.source_ids() {
            let source = board.source(id);
            let after = limits.stale_after_ms(id);
            let is_stale = source.phase != Phase::Off && source.is_stale(now, after);
            // What was not asked for in a gap is not stale for that.
            let is_stale = is_stale && self.gap.is_none_or(|gap| now.since(gap) > after);
            match (self.stale.get(&id).copied(), is_stale, source.as_of) {
                (None, true, Some(as_of)) => {
                    let what = Happened::Stale(Of { source: id, title: source.title.clone() });
                    self.stale.insert(id, facts.note(as_of, None, what));
                }
                (Some(fact), false, _) => {
                    facts.end(fact, now);
                    self.stale.remove(&id);
                }
                _ => {}
            }
        }
    }

    /// Takes how a source stands.
    pub(super) fn told(&mut self, report: &SourceReport, at: Stamp, facts: &mut Facts) {
        // What is polled is connected by each call.
        if report.source != SourceId::Agents || report.phase == Phase::Polling {
            return;
        }
        let before = self.connects.replace(report.connects);
        let Some(times) = before.and_then(|before| report.connects.checked_sub(before)).filter(|times| *times > 0)
        else {
            return;
        };
        // The first connection is none anew.
        if before == Some(0) {
            return;
        }
        let last = self.reconnected.and_then(|id| facts.get(id)).and_then(|fact| fact.until);
        match (self.reconnected, last) {
            (Some(fact), Some(last)) if at.since(last) <= TOGETHER_MS => facts.change(fact, |fact| {
                fact.until = Some(at);
                if let Happened::Reconnected(reconnected) = &mut fact.what {
                    reconnected.times += times;
                }
            }),
            _ => {
                let what = Happened::Reconnected(Reconnected { source: report.source, times });
                self.reconnected = Some(facts.note(at, Some(at), what));
            }
        }
    }
}
