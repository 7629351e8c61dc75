//! Today's chats, agent by agent.

use crate::model::{Board, Want};
use crate::ui::action::Action;
use crate::ui::view::{Effect, Look, View};

/// What was chosen about chats.
#[derive(Clone, Debug, Default)]
pub(in crate::ui) struct ChatTab {}

/// Acts that are this view's own; `None` leaves an act to the list.
pub(in crate::ui) fn act(_view: &mut View, _action: Action, _look: &Look<'_>) -> Option<Effect> {
    None
}

pub(super) fn wants(_view: &View, _board: &Board, _wants: &mut Vec<Want>) {}
