//! How everything stands.

use crate::model::{Lookup, Want};
use crate::ui::action::Action;
use crate::ui::state::{Effect, Look, View};

/// What was chosen about how everything stands.
#[derive(Clone, Debug, Default)]
pub(in crate::ui) struct HealthTab {
    /// Whether the rejected operations have the keys.
    pub(in crate::ui) rejected: bool,
}

/// Acts that are this view's own; `None` leaves an act to the list. What only a list can do is done to the one list
/// that there is.
pub(in crate::ui) fn act(view: &mut View, action: Action, _look: &Look<'_>) -> Option<Effect> {
    let health = &mut view.tabs.health;
    match action {
        Action::NextPane | Action::PreviousPane => {
            health.rejected = !health.rejected;
            Some(Effect::Redraw)
        }
        Action::Filter | Action::Sort | Action::Reverse | Action::Columns | Action::Export => {
            health.rejected = true;
            None
        }
        _ => None,
    }
}

pub(super) fn wants(wants: &mut Vec<Want>) {
    wants.push(Want::all(Lookup::Health));
}

#[cfg(test)]
mod tests;
