//! How everything stands.

use crate::model::{Lookup, Want};
use crate::ui::action::Action;
use crate::ui::view::{Effect, Look, View};

/// Acts that are this view's own; `None` leaves an act to the list.
pub(in crate::ui) fn act(_view: &mut View, _action: Action, _look: &Look<'_>) -> Option<Effect> {
    None
}

pub(super) fn wants(wants: &mut Vec<Want>) {
    wants.push(Want::all(Lookup::Health));
}
