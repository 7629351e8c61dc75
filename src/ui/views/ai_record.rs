//! One AI session.

use ratatui::layout::Rect;

use crate::ui::canvas::{Canvas, Title};
use crate::ui::scene::Scene;

pub(super) fn draw(canvas: &mut Canvas<'_>, _scene: &Scene<'_>, _id: &str, area: Rect) {
    canvas.pane(area, &Title { name: "Session", focus: true, ..Title::default() });
}
