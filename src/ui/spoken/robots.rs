//! Robots whose sessions go another way than usual.

use super::pace::Said;
use crate::model::{AiGroup, Board, FunnelStep, Stamp};
use crate::ui::text;

/// A share, and whether it is above the usual one.
type Mark = (AiGroup, FunnelStep, bool);

/// What of them waits to be said: what differs first.
#[derive(Debug, Default)]
pub(super) struct Robots {
    now: Vec<Mark>,
    said: Vec<Mark>,
}

impl Robots {
    pub(super) fn look(&mut self, board: &Board, now: Stamp) {
        let Some(drift) = board.ai_drift(now) else { return };
        self.now = drift.marks().map(|(own, mark)| (own.group.clone(), own.step, mark.higher)).collect();
        let Self { now, said } = self;
        said.retain(|mark| now.contains(mark));
    }

    pub(super) fn waits(&self) -> bool {
        self.now.iter().any(|mark| !self.said.contains(mark))
    }

    /// The first that was not said; what differs beside it follows from it, or is on the board.
    pub(super) fn say(&mut self, to: &Said<'_>) -> Option<String> {
        let unsaid = self.now.iter().find(|mark| !self.said.contains(mark)).cloned()?;
        self.said.clone_from(&self.now);
        let drift = to.board.ai_drift(to.now)?;
        let (own, mark) =
            drift.marks().find(|(own, mark)| (&own.group, own.step, mark.higher) == (&unsaid.0, unsaid.1, unsaid.2))?;
        let what = text::drift_in_short(to, own, "–");
        Some(tr!(to, "AI sessions {word}: {what}", word = text::drift_word(to, mark), what = what))
    }
}
