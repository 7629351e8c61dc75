//! A list as the screen shows it: its cells, and the part that each of them plays.

use crate::lists::Sheet;
use crate::model::{Level, State};
use crate::ui::state::hits::{Spot, Zone};
use crate::ui::state::scene::Scene;

/// A list on screen.
pub(in crate::ui) trait Shown: Sheet {
    /// The cell as it is shown, where that is more than its words.
    fn shown(&self, scene: &Scene<'_>, row: usize, column: usize) -> String {
        self.written(scene.into(), row, column)
    }
    /// No less than the cells that it takes, where that is known without writing it.
    fn most_cells(&self, _scene: &Scene<'_>, _row: usize, _column: usize) -> Option<usize> {
        None
    }
    /// What part it plays.
    fn role(&self, _scene: &Scene<'_>, _row: usize, _column: usize) -> Role {
        Role::Text
    }
    /// What a press on a row hits.
    fn spot(&self, row: usize) -> Spot {
        Spot::Row(self.id(), self.key(row).into_owned())
    }
    /// Whose room it is, with so many rows in view.
    fn zone(&self, _rows: usize) -> Zone {
        Zone::List(self.id())
    }
    /// What is kept elsewhere than in its list.
    fn kept(&self, _scene: &Scene<'_>) -> Option<Kept> {
        None
    }
}

/// Order, place and choice of a list that keeps them itself.
pub(in crate::ui) struct Kept {
    /// The column whose order it keeps, and whether that is turned round.
    pub(in crate::ui) sorted: (&'static str, bool),
    /// First row in view as the last frame left it.
    pub(in crate::ui) top: usize,
    /// The chosen row.
    pub(in crate::ui) position: Option<usize>,
}

/// What part a cell plays: how that looks is for drawing to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ui) enum Role {
    Text,
    Strong,
    Faint,
    /// Bad news.
    Alert,
    /// Worth a look.
    Caution,
    /// Too old to be trusted.
    Stale,
    State(State),
    Level(Level),
    /// The mark of a shade.
    Mark(Level),
}
