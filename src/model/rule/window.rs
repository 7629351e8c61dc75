//! The calls of the last while, for rules that look at no more than those.
//!
//! The last while ends with the moment for which the records tell, not with the present one: while they are late the figure
//! stays what it was, and neither raises nor ends an alert by the time that goes by.

use crate::model::board::Board;
use crate::model::ledger::Tally;

/// A window ends with a whole second, in ms.
const SECOND_MS: i64 = 1_000;

/// What the windows of one ledger have in them: counted once, however many rules look at it and however often.
#[derive(Clone, Debug, Default)]
pub(super) struct Windows {
    /// How often the ledger had been told anything by then.
    told: Option<u64>,
    tallies: Vec<(i64, Option<Tally>)>,
}

impl Windows {
    /// The calls that began no more than `over_ms` ms before the second in which the newest records were asked for; `None`
    /// while one of them may be missing: before the records reach back so far, and in the first `over_ms` of a day, whose
    /// ledger begins at midnight.
    pub(super) fn tally(&mut self, board: &Board, over_ms: i64) -> Option<Tally> {
        let ledger = board.ledger()?;
        if self.told.replace(ledger.told()) != Some(ledger.told()) {
            self.tallies.clear();
        }
        if let Some((_, tally)) = self.tallies.iter().find(|(over, _)| *over == over_ms) {
            return *tally;
        }
        let as_of = ledger.as_of().plus(board.calls_skew_ms());
        let from = as_of.plus(-as_of.ms().rem_euclid(SECOND_MS)).plus(over_ms.saturating_neg());
        let known = ledger.day().has(as_of) && ledger.day().has(from) && ledger.reaches(from);
        let tally = known.then(|| ledger.between(from, ledger.day().to));
        self.tallies.push((over_ms, tally));
        tally
    }
}
