//! Today's calls, and one of them.

use std::borrow::Cow;

use crate::lists::who;
use crate::model::{Against, AgentId, Board, CallDetail, CallRecord, CallsAsked, Lookup};

pub(in crate::ui) use behind::{Behind, Caller};
pub(in crate::ui) use by::Row;
pub(in crate::ui) use tally::{Counted, Tally};

mod behind;
mod by;
mod tally;

/// Agents of one call whose states are asked for, to know when the customer was on hold.
const HISTORIES: usize = 4;

/// What was chosen about calls.
#[derive(Clone, Debug, Default)]
pub(in crate::ui) struct CallsTab {
    /// Which calls the vendor is asked for.
    pub(in crate::ui) asked: CallsAsked,
    /// Which calls the page was opened with, once they are narrowed further.
    pub(in crate::ui::state) before: Option<CallsAsked>,
    /// Whether the record of the call that is open has the keys, and not its legs.
    pub(in crate::ui) record: bool,
    /// Whether what *no agent yet* counts has the keys, and not the sum.
    pub(in crate::ui) meaning: bool,
    /// What the newest half hour is held against, where it is asked why its service level differs.
    pub(in crate::ui) against: Against,
    pub(in crate::ui) counted: Counted,
    pub(in crate::ui) behind: Behind,
}

impl CallsTab {
    /// Asks for these calls, as something that was opened leads to them.
    pub(in crate::ui) fn ask(&mut self, asked: CallsAsked) {
        self.asked = asked;
        self.before = None;
    }
}

/// What is known of a call: its own answer, else the youngest list that has it, else what the ledger keeps of it.
pub(in crate::ui) fn record<'a>(board: &'a Board, id: &str) -> Option<Cow<'a, CallRecord>> {
    if let Some(call) = detail(board, id).and_then(|detail| detail.call.as_ref()) {
        return Some(Cow::Borrowed(call));
    }
    let lists = board.shelf().iter().filter_map(|(lookup, entry)| {
        let rows = entry.calls()?;
        let call = rows.rows.get(rows.position(id)?)?;
        Some(((entry.as_of, lookup), call))
    });
    let listed = lists.max_by_key(|(age, _)| *age).map(|(_, call)| Cow::Borrowed(call));
    listed.or_else(|| Some(Cow::Owned(board.ledger()?.call(id)?.record())))
}

/// A call with its legs, once they have come.
pub(in crate::ui) fn detail<'a>(board: &'a Board, id: &str) -> Option<&'a CallDetail> {
    board.shelf().get(&Lookup::Call(id.to_owned()))?.call()
}

/// Whether the vendor lists legs of a call.
pub(in crate::ui) fn has_legs(board: &Board, id: &str) -> bool {
    detail(board, id).is_some_and(|detail| !detail.legs.is_empty())
}

/// Those who took part in a call, whose states of today say when it was on hold.
pub(in crate::ui) fn holders(board: &Board, id: &str) -> Vec<AgentId> {
    let mut holders: Vec<AgentId> = Vec::new();
    for leg in detail(board, id).map_or(&[][..], |detail| &detail.legs) {
        if leg.answered.is_none() && leg.bridged.is_none() {
            continue;
        }
        if let Some(agent) = who(board, &leg.agent).filter(|agent| !holders.contains(agent)) {
            holders.push(agent);
        }
        if holders.len() == HISTORIES {
            break;
        }
    }
    holders
}
