//! How everything stands.

use ratatui::layout::Rect;

use crate::ui::canvas::{Canvas, Title};
use crate::ui::scene::Scene;
use crate::ui::sheet::Sheet;

pub(super) fn draw(canvas: &mut Canvas<'_>, _scene: &Scene<'_>, area: Rect) {
    canvas.pane(area, &Title { name: "Health", focus: true, ..Title::default() });
}

pub(super) fn sheet<'a>(_scene: &'a Scene<'_>) -> Option<Box<dyn Sheet + 'a>> {
    None
}
