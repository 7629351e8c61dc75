//! What the board sees of the floor, and what of it is kept with the totals of half hours.

use super::Board;
use crate::model::source::SourceId;
use crate::model::time::Stamp;
use crate::model::update::Payload;

/// Whether the agents' source is heard by it.
const fn is_heard_by(payload: &Payload) -> bool {
    matches!(
        payload,
        Payload::Roster(_) | Payload::RosterDelta(_) | Payload::Changes(_) | Payload::Heard(SourceId::Agents)
    )
}

impl Board {
    /// Notes that the agents stood until `at` as they do now, if their source is heard by what is told, is live, and all of
    /// them are known: to be called before anything of them changes.
    pub(super) fn watch_floor(&mut self, at: Stamp, told: &Payload) {
        if !is_heard_by(told) {
            return;
        }
        if self.is_complete() && self.source(SourceId::Agents).phase.is_live() {
            let moment = at.plus(self.calls_skew_ms());
            self.floor.pass(moment, self.counts.heads());
        } else {
            self.floor.break_off();
        }
    }

    /// Keeps what was seen with the half hours of which the totals are known.
    pub(super) fn keep_floor(&mut self) {
        if let Some(since) = self.floor.since() {
            self.kept.see(since, |from| self.floor.half(from));
        }
    }
}

#[cfg(test)]
mod tests;
