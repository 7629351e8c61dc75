//! The last half hour that has ended, beside the same one of yesterday and of a week ago, in one line.

use ratatui::layout::Rect;

use crate::model::{Compared, HalfFigures};
use crate::ui::draw::canvas::{Canvas, Piece, width_of};
use crate::ui::state::scene::Scene;
use crate::ui::text;

/// What a figure is called, and how it is written.
type Told = (&'static str, fn(&Scene<'_>, &HalfFigures) -> String);

fn answered(scene: &Scene<'_>, half: &HalfFigures) -> String {
    text::count(half.answered, scene.dash())
}

fn talk(scene: &Scene<'_>, half: &HalfFigures) -> String {
    scene.duration(half.talk_ms.and_then(|ms| i64::try_from(ms).ok()))
}

fn level(scene: &Scene<'_>, half: &HalfFigures) -> String {
    text::percent(half.service_level, scene.dash())
}

/// A figure today, with those of other days in brackets; the first one says which they are.
fn figure(scene: &Scene<'_>, compared: &Compared, (word, told): Told, named: bool) -> Vec<Piece> {
    let Compared { today, yesterday, week_ago, .. } = compared;
    let [today, yesterday, week] = [today, yesterday, week_ago].map(|half| told(scene, half));
    let before = if named {
        tr!(scene, "(yesterday {yesterday}, a week ago {week})", yesterday = yesterday, week = week)
    } else {
        format!("({yesterday}, {week})")
    };
    vec![
        Piece::new(format!("   {word} "), scene.theme.faint()),
        Piece::new(today, scene.theme.strong()),
        Piece::new(format!(" {before}"), scene.theme.faint()),
    ]
}

/// Draws it, as many of the figures as there is room for.
pub(super) fn draw(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) {
    let Some(compared) = scene.board.compared(scene.at, scene.settings.zone) else { return };
    let clock = |at| scene.clock(at, "%H:%M");
    let span = format!("{}-{}", clock(compared.from), clock(compared.to));
    let mut pieces = vec![Piece::new(tr!(scene, "last half hour {span}", span = span), scene.theme.text())];
    let figures: [Told; 3] =
        [(tr!(scene, "answered"), answered), (tr!(scene, "service level"), level), (tr!(scene, "talk and hold"), talk)];
    for (nth, told) in figures.into_iter().enumerate() {
        let figure = figure(scene, &compared, told, nth == 0);
        if width_of(&pieces) + width_of(&figure) + 2 > usize::from(area.width) {
            break;
        }
        pieces.extend(figure);
    }
    canvas.line(area.x + 1, area.y, area.width.saturating_sub(1), &pieces);
}
