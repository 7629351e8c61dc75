//! Callers whom no agent has yet.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::canvas::{Canvas, Piece};
use super::sheet::style_of;
use super::{spark, widgets};
use crate::ui::state::scene::Scene;
use crate::ui::state::sheets::no_agent::role;
use crate::ui::text;

/// A trend of fewer cells says nothing.
const LEAST_TREND: u16 = 8;

/// How so many callers are written, and `none` where there are none.
pub(super) fn style(scene: &Scene<'_>, callers: u64, none: Style) -> Style {
    role(scene.board, Some(callers)).map_or(none, |role| style_of(scene.theme, role))
}

/// The same in a line with others; nothing where it is not known.
pub(super) fn pieces(scene: &Scene<'_>, whole: bool) -> Option<Vec<Piece>> {
    let callers = scene.board.no_agent_yet()?;
    let word = if whole { text::no_agent_yet(scene) } else { tr!(scene, "no agent"; "short") };
    let figure = Piece::new(text::count(Some(callers), ""), style(scene, callers, scene.theme.strong()));
    Some(vec![figure, Piece::new(format!(" {word}"), scene.theme.faint())])
}

/// How many callers no agent has, with how many there were from time to time, whose span and scale the lower border of
/// `pane` names; where the figure stands, if it is known.
pub(super) fn line(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect, pane: Rect) -> Option<Rect> {
    let callers = scene.board.no_agent_yet()?;
    let style = style(scene, callers, scene.theme.strong());
    let number = text::pad_left(&text::count(Some(callers), ""), 4);
    let at = canvas.put(area.x + 1, area.y, 8, &number, style);
    let word = format!(" {}", text::no_agent_yet(scene));
    let end = canvas.put(at, area.y, area.right().saturating_sub(at), &word, scene.theme.faint());
    let at = end + 1;
    let cells = area.right().saturating_sub(at + 1);
    // On a thin line nothing moves for show, and what does not say how high it is says nothing.
    if scene.view.written().thin.is_none() && cells >= LEAST_TREND {
        let trend = scene.board.trends().no_agent_yet.spark(usize::from(cells));
        if let Some(scale) = spark::scale_in(scene, &trend, usize::from(pane.width.saturating_sub(8))) {
            canvas.line(
                at,
                area.y,
                cells,
                &[widgets::spark(scene.theme, &trend.columns, usize::from(cells), scene.theme.graph())],
            );
            let y = pane.bottom().saturating_sub(1);
            canvas.put_right(pane.x + 3, pane.right().saturating_sub(2), y, &format!(" {scale} "), scene.theme.faint());
        }
    }
    Some(Rect { x: area.x + 1, y: area.y, width: end - area.x - 1, height: 1 })
}
