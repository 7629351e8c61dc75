//! The reports.

use crate::model::{Board, Want};
use crate::ui::action::Action;
use crate::ui::view::{Effect, Look, View};

/// What was chosen about reports.
#[derive(Clone, Debug, Default)]
pub(in crate::ui) struct ReportsTab {}

/// Acts that are this view's own; `None` leaves an act to the list.
pub(in crate::ui) fn act(_view: &mut View, _action: Action, _look: &Look<'_>) -> Option<Effect> {
    None
}

pub(super) fn wants(_view: &View, _board: &Board, _wants: &mut Vec<Want>) {}
