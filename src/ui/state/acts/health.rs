//! What keys do on the page of how everything stands, and what it needs looked up.

use crate::model::{Lookup, Want};
use crate::ui::action::Action;
use crate::ui::state::{Effect, View};

/// Acts that are this view's own; `None` leaves an act to the list. What only a list can do is done to the one list
/// that there is.
pub(in crate::ui::state) fn act(view: &mut View, action: Action) -> Option<Effect> {
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

pub(in crate::ui::state) fn wants(wants: &mut Vec<Want>) {
    wants.push(Want::all(Lookup::Health));
}

#[cfg(test)]
mod tests;
