//! What there is beside what is open, in a line above the page.

use ratatui::layout::Rect;

use super::canvas::{Canvas, Piece, width_of};
use crate::ui::state::hits::Spot;
use crate::ui::state::scene::Scene;

/// All names beside each other, else the one that is open between its neighbours; `spot` says what a press on one hits.
pub(super) fn draw(
    canvas: &mut Canvas<'_>,
    scene: &Scene<'_>,
    names: &[String],
    open: usize,
    spot: impl Fn(usize) -> Option<Spot>,
    area: Rect,
) {
    let theme = scene.theme;
    let name = |at: usize| {
        let at = at % names.len().max(1);
        let words = names.get(at).map_or("", String::as_str);
        if at == open {
            Piece::new(format!("[{words}]"), theme.focus())
        } else {
            Piece::new(format!(" {words} "), theme.faint())
        }
    };
    let fits = |pieces: &[Piece]| width_of(pieces) + 2 <= usize::from(area.width);
    let all: Vec<Piece> = (0..names.len()).map(name).collect();
    let mut x = area.x + 1;
    for (at, piece) in all.iter().enumerate().filter(|_| fits(&all)) {
        let width = u16::try_from(piece.width()).unwrap_or(0);
        if let Some(spot) = spot(at) {
            canvas.spot(Rect { x, width, ..area }, spot);
        }
        x += width;
    }
    let mut around = vec![Piece::new(theme.glyphs.more_left(), theme.faint())];
    around.extend([open + names.len().saturating_sub(1), open, open + 1].map(name));
    around.push(Piece::new(theme.glyphs.more_right(), theme.faint()));
    let pieces = [all, around].into_iter().find(|pieces| fits(pieces)).unwrap_or_else(|| vec![name(open)]);
    canvas.line(area.x + 1, area.y, area.width.saturating_sub(1), &pieces);
}
