//! One call.

use ratatui::layout::Rect;

use crate::ui::canvas::{Canvas, Title};
use crate::ui::scene::Scene;
use crate::ui::sheet::Sheet;

pub(super) fn draw(canvas: &mut Canvas<'_>, _scene: &Scene<'_>, _id: &str, area: Rect) {
    canvas.pane(area, &Title { name: "Call", focus: true, ..Title::default() });
}

pub(super) fn sheet<'a>(_scene: &'a Scene<'_>, _id: &str) -> Option<Box<dyn Sheet + 'a>> {
    None
}
