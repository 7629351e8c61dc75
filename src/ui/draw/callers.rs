//! Callers whom no agent has yet.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::canvas::{Canvas, Piece};
use super::widgets;
use crate::model::Figure;
use crate::ui::state::scene::Scene;
use crate::ui::text;

/// Callers without an agent are bad news where no agent is ready, and worth a look where one is.
pub(super) fn style(scene: &Scene<'_>, callers: u64, none: Style) -> Style {
    match callers {
        0 => none,
        _ if scene.board.figure(Figure::Ready) == Some(0) => scene.theme.alert(),
        _ => scene.theme.caution(),
    }
}

/// The same in a line with others; nothing where it is not known.
pub(super) fn pieces(scene: &Scene<'_>, whole: bool) -> Option<Vec<Piece>> {
    let callers = scene.board.no_agent_yet()?;
    let word = if whole { tr!(scene, "no agent yet") } else { tr!(scene, "no agent"; "short") };
    let figure = Piece::new(text::count(Some(callers), ""), style(scene, callers, scene.theme.strong()));
    Some(vec![figure, Piece::new(format!(" {word}"), scene.theme.faint())])
}

/// How many callers no agent has, with how many there were from time to time; where the figure stands, if it is known.
pub(super) fn line(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) -> Option<Rect> {
    let callers = scene.board.no_agent_yet()?;
    let style = style(scene, callers, scene.theme.strong());
    let number = text::pad_left(&text::count(Some(callers), ""), 4);
    let at = canvas.put(area.x + 1, area.y, 8, &number, style);
    let word = format!(" {}", tr!(scene, "no agent yet"));
    let end = canvas.put(at, area.y, area.right().saturating_sub(at), &word, scene.theme.faint());
    let at = end + 1;
    let cells = area.right().saturating_sub(at + 1);
    if scene.view.written().thin.is_none() && cells >= 8 {
        let series = &scene.board.trends().no_agent_yet;
        let spark = widgets::spark(scene.theme, series, usize::from(cells), scene.theme.graph());
        canvas.line(at, area.y, cells, &[spark]);
    }
    Some(Rect { x: area.x + 1, y: area.y, width: end - area.x - 1, height: 1 })
}
