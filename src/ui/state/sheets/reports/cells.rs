//! The answers of the reports, and their cells.

use crate::lists::Value;
use crate::model::{Cell, Day, Metric, Shelved};
use crate::ui::state::report;
use crate::ui::state::scene::Scene;
use crate::ui::state::sheets::metrics::{owned, value};

/// A cell on our clock.
pub(in crate::ui) fn told<'a>(scene: &Scene<'_>, metric: Option<&Metric>, cell: Option<&'a Cell>) -> Value<'a> {
    match value(metric, cell) {
        Value::Moment(at) => Value::moment(scene.ours(Some(at))),
        value => value,
    }
}

/// A total, which outlives the cells it was folded from.
pub(super) fn total(metric: &Metric, cell: &Cell) -> Value<'static> {
    match owned(metric, cell) {
        // A total of moments says nothing.
        Value::Moment(_) => Value::None,
        value => value,
    }
}

/// The answer for a day of the report that is open.
pub(in crate::ui) fn entry<'a>(scene: &'a Scene<'_>, day: Day) -> Option<&'a Shelved> {
    scene.board.shelf().get(&report(scene.view.tabs().reports.of(), day))
}
