//! Today's calls, and one of them.

use super::rows_needed;
use crate::model::{Board, CallsAsked, Lookup, Want};
use crate::ui::action::Action;
use crate::ui::sheet::ListId;
use crate::ui::view::{Effect, Look, View};

/// What was chosen about calls.
#[derive(Clone, Debug, Default)]
pub(in crate::ui) struct CallsTab {
    /// Which calls the vendor is asked for.
    pub(in crate::ui) asked: CallsAsked,
}

/// Acts that are this view's own; `None` leaves an act to the list.
pub(in crate::ui) fn act(_view: &mut View, _action: Action, _look: &Look<'_>) -> Option<Effect> {
    None
}

/// Acts that are the page of one call's own.
pub(in crate::ui) fn act_on_one(_view: &mut View, _action: Action, _look: &Look<'_>) -> Option<Effect> {
    None
}

/// Asks for other calls: the choice `key` of [`facets`](crate::ui::views::facets) is now `chosen`.
pub(in crate::ui) fn narrow(_view: &mut View, _key: &str, _chosen: Vec<String>) {}

pub(super) fn wants(view: &View, _board: &Board, wants: &mut Vec<Want>) {
    let rows = rows_needed(view.list(ListId::Calls));
    wants.push(Want { lookup: Lookup::Calls(view.tabs().calls.asked.clone()), rows });
}

pub(super) fn wants_of_one(_view: &View, _board: &Board, id: &str, wants: &mut Vec<Want>) {
    wants.push(Want::all(Lookup::Call(id.to_owned())));
}
