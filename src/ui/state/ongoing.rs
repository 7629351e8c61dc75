//! Ways to a call as it happens, and on from it.

use super::{Page, Pane, record};
use crate::lists::{Opens, who};
use crate::model::{Board, FinishedCall, LiveCall};
use crate::ui::state::scene::Scene;

/// The call in progress that what is chosen, or open, on `page` has: its id.
pub(in crate::ui) fn of_page(scene: &Scene<'_>, page: &Page) -> Option<String> {
    let board = scene.board;
    let call = match page {
        Page::Board if scene.view.board().focus() == Pane::Table => {
            let slot = match scene.view.board().selected() {
                Some(id) => board.slot(id.as_str()),
                None => scene.listing.slot(0),
            };
            slot.and_then(|slot| board.live_call_of(slot))
        }
        Page::Agent(id) => board.slot(id.as_str()).and_then(|slot| board.live_call_of(slot)),
        Page::Call(id) => board.live().get(id),
        _ => None,
    };
    call.map(|call| call.id.to_string())
}

/// What the page of a call leads on to: while it is in progress, the agent who has it or at whom it rings; after that its
/// record, once it is there. Where no records are read, the vendor can still be asked.
pub(in crate::ui) fn next(scene: &Scene<'_>, id: &str) -> Option<Opens> {
    let board = scene.board;
    match board.live().get(id) {
        Some(call) => {
            let party = call.holder().or_else(|| call.rings_at())?;
            who(board, &party.agent).map(Opens::Agent)
        }
        None => has_record(board, id).then(|| Opens::Call(id.to_owned())),
    }
}

/// Whether there is a record of a call that is over, or one can be asked for.
pub(in crate::ui) fn has_record(board: &Board, id: &str) -> bool {
    board.ledger().is_none() || record(board, id).is_some()
}

/// A call as it happens, or as it was when it ended.
#[derive(Clone, Copy, Debug)]
pub(in crate::ui) enum Ongoing<'a> {
    /// It is in progress.
    Now(&'a LiveCall),
    /// It ended lately.
    Over(&'a FinishedCall),
}

impl<'a> Ongoing<'a> {
    /// The call of this id; `None` where the board knows nothing of it, or no longer.
    pub(in crate::ui) fn of(board: &'a Board, id: &str) -> Option<Self> {
        let live = board.live();
        live.get(id).map(Self::Now).or_else(|| live.finished(id).map(Self::Over))
    }

    /// As it is, or was last.
    pub(in crate::ui) const fn call(self) -> &'a LiveCall {
        match self {
            Self::Now(call) => call,
            Self::Over(finished) => &finished.call,
        }
    }
}
