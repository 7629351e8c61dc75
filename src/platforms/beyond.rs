//! What is done with more rows than a page was asked for.
//!
//! A platform may send some more than it was asked for; what is [far beyond](crate::model::caps) is left out and said.

use super::FullPage;
use super::problem::Answered;
use crate::model::{Reject, RejectReason, caps};

impl FullPage {
    /// Leaves out agents far beyond the `asked` rows that a page should have, and says so.
    pub fn keep_to(&mut self, asked: u32) {
        let most = caps::agents_a_page(asked as usize, self.total);
        let Some(beyond) = self.agents.len().checked_sub(most).filter(|beyond| *beyond > 0) else { return };
        self.agents.truncate(most);
        // They exist, and are not on the board.
        self.total = self.total.max(Some(u64::from(self.sent)));
        let detail = Answered::AgentsBeyond(beyond, self.page, asked);
        self.rejects.push(Reject::new(RejectReason::TooMany, detail));
    }
}

/// Leaves out rows far beyond the `asked` ones that a page should have; of `sent` rows, some may be left out already.
/// What to say of them, where there are any.
pub(super) fn keep_to<T>(rows: &mut Vec<T>, sent: u64, asked: u32, place: &str) -> Option<Answered> {
    rows.truncate((asked as usize).saturating_mul(caps::BEYOND_ASKED));
    let beyond = sent.checked_sub(rows.len() as u64).filter(|beyond| *beyond > 0)?;
    Some(Answered::RowsBeyond(place.to_owned(), sent, asked, beyond))
}
