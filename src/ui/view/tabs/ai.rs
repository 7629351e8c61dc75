//! Today's AI sessions, and one of them.

use crate::model::{AiAsked, Board, Want};
use crate::ui::action::Action;
use crate::ui::view::{Effect, Look, View};

/// What was chosen about AI sessions.
#[derive(Clone, Debug, Default)]
pub(in crate::ui) struct AiTab {
    /// Which sessions the vendor is asked for.
    pub(in crate::ui) asked: AiAsked,
}

/// Acts that are this view's own; `None` leaves an act to the list.
pub(in crate::ui) fn act(_view: &mut View, _action: Action, _look: &Look<'_>) -> Option<Effect> {
    None
}

/// Acts that are the page of one session's own.
pub(in crate::ui) fn act_on_one(_view: &mut View, _action: Action, _look: &Look<'_>) -> Option<Effect> {
    None
}

/// Asks for other sessions: the choice `key` of [`facets`](crate::ui::views::facets) is now `chosen`.
pub(in crate::ui) fn narrow(_view: &mut View, _key: &str, _chosen: Vec<String>) {}

pub(super) fn wants(_view: &View, _board: &Board, _wants: &mut Vec<Want>) {}

pub(super) fn wants_of_one(_view: &View, _board: &Board, _id: &str, _wants: &mut Vec<Want>) {}
