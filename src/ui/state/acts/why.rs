//! What keys do on the page of what the service level differs by.

use super::super::{Effect, View};
use crate::model::Against;
use crate::ui::action::Action;

/// The half hour is held against the other one.
pub(in crate::ui::state) fn act(view: &mut View, action: Action) -> Option<Effect> {
    if !matches!(action, Action::By | Action::NextPane | Action::PreviousPane) {
        return None;
    }
    let against = &mut view.tabs.calls.against;
    *against = match *against {
        Against::WeekAgo => Against::HourAgo,
        Against::HourAgo => Against::WeekAgo,
    };
    Some(Effect::Redraw)
}
