//! All figures of the chosen half hour, today and yesterday.

use ratatui::layout::Rect;

use crate::lang;
use crate::ui::draw::canvas::{Canvas, Piece, Title};
use crate::ui::state::scene::Scene;
use crate::ui::state::sheets::reports::halves::Halves;
use crate::ui::state::sheets::reports::told;
use crate::ui::text;

/// Cells of a figure.
const FIGURE: u16 = 10;

pub(super) fn draw(canvas: &mut Canvas<'_>, scene: &Scene<'_>, halves: &Halves<'_>, chosen: usize, area: Rect) {
    let theme = scene.theme;
    let name = halves.span(chosen);
    let about = if chosen == halves.running { tr!(scene, "so far").to_owned() } else { String::new() };
    let right = vec![Piece::new(tr!(scene, "today  yesterday"), theme.faint())];
    let inner = canvas.pane(area, &Title { name: &name, about, right, ..Title::default() });
    let mut lines: Vec<(Piece, String, String)> = Vec::new();
    let mut group = "";
    for metric in halves.metrics().iter().filter(|metric| metric.shown) {
        if metric.group != group {
            group = &metric.group;
            lines.push((Piece::new(text::clean(lang::of(scene, group)), theme.focus()), String::new(), String::new()));
        }
        let figure = |cell| told(scene, Some(metric), cell).written(scene);
        let [today, before] = halves.cells(chosen, &metric.key).map(figure);
        lines.push((
            Piece::new(format!("  {}", text::clean(lang::of(scene, &metric.label))), theme.text()),
            today,
            before,
        ));
    }
    let room = usize::from(inner.height);
    if lines.len() > room {
        lines.truncate(room.saturating_sub(1));
        let more = tr!(scene, "the rest is in the table").to_owned();
        lines.push((Piece::new(more, theme.faint()), String::new(), String::new()));
    }
    let end = inner.right() - 1;
    let names = inner.width.saturating_sub(2 * FIGURE + 4);
    for ((name, today, before), y) in lines.into_iter().zip(inner.y..inner.bottom()) {
        let room = if today.is_empty() { inner.width - 2 } else { names };
        canvas.line(inner.x + 1, y, room, &[name]);
        canvas.put_right(end - 2 * FIGURE - 1, end - FIGURE - 1, y, &today, theme.strong());
        canvas.put_right(end - FIGURE, end, y, &before, theme.text());
    }
}
