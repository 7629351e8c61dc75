//! Today's AI sessions.

use ratatui::layout::Rect;

use crate::ui::canvas::{Canvas, Title};
use crate::ui::scene::Scene;
use crate::ui::sheet::Sheet;
use crate::ui::view::Facet;

pub(super) fn draw(canvas: &mut Canvas<'_>, _scene: &Scene<'_>, area: Rect) {
    canvas.pane(area, &Title { name: "AI sessions", focus: true, ..Title::default() });
}

pub(super) fn sheet<'a>(_scene: &'a Scene<'_>) -> Option<Box<dyn Sheet + 'a>> {
    None
}

pub(super) fn facets(_scene: &Scene<'_>) -> Vec<Facet> {
    Vec::new()
}
