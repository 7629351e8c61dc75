//! What the mouse goes by.

use crate::model::Stamp;

/// The mouse, and what it did last.
#[derive(Clone, Debug, Default)]
pub(in crate::ui) struct Pointer {
    /// Whether the mouse is ours, and not the terminal's own.
    pub(super) mouse: bool,
    /// Where and when a press opened something: what comes right after it is the rest of a double-click.
    pub(super) pressed: Option<((u16, u16), Stamp)>,
}

impl Pointer {
    pub(super) fn new(mouse: bool) -> Self {
        Self { mouse, ..Self::default() }
    }
}
