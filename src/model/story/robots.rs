//! AI sessions that go another way than usual, by what is kept of the weeks before. What differs most is told, as long as it
//! does; what else differs meanwhile mostly follows from it.

use super::fact::{Drifted, Facts, Happened};
use crate::model::board::Board;
use crate::model::drift::{Comparison, Drift};
use crate::model::funnel::{AiGroup, FunnelStep};
use crate::model::time::Stamp;

/// What is told: of which sessions, which step, and whether it is more.
type Told = (AiGroup, FunnelStep, bool);

/// What is known of robots.
#[derive(Clone, Debug, Default)]
pub(super) struct Robots {
    open: Option<(u64, Told)>,
    /// When the last one ended: none begins before that.
    ended: Option<Stamp>,
}

impl Robots {
    pub(super) fn look(&mut self, board: &Board, now: Stamp, facts: &mut Facts) {
        let compared = board.ai_drift(now);
        let is_told = |told: &Told, (own, mark): (&Comparison, Drift)| {
            (&own.group, own.step, mark.higher) == (&told.0, told.1, told.2)
        };
        if let Some((fact, told)) = &self.open {
            if compared.is_some_and(|compared| compared.marks().any(|one| is_told(told, one))) {
                return;
            }
            let end = compared.map_or(now, |compared| compared.to.min(now));
            facts.end(*fact, end);
            (self.open, self.ended) = (None, Some(end));
        }
        let Some(compared) = compared else { return };
        let Some((own, mark)) = compared.marks().next() else { return };
        let what = Drifted { own: own.clone(), to: compared.to };
        let since = self.ended.map_or(mark.since, |ended| mark.since.max(ended)).min(now);
        let fact = facts.note(since, None, Happened::Drift(Box::new(what)));
        self.open = Some((fact, (own.group.clone(), own.step, mark.higher)));
    }
}
