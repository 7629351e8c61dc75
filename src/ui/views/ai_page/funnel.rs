//! How far sessions got: from all of them to those that came to a person.

use std::borrow::Cow;

use ratatui::layout::Rect;

use super::{funnel_entry, only};
use crate::model::{AiAsked, AiTotals, Shelved, SourceId};
use crate::ui::canvas::{Canvas, Piece, Title, width_of};
use crate::ui::scene::Scene;
use crate::ui::text;
use crate::ui::widgets;

/// Lines it takes, border included.
pub(super) const LINES: u16 = 7;

/// The counts that are known: as asked for, else those that the board has of all sessions.
pub(super) fn totals<'a>(scene: &'a Scene<'_>) -> Option<Cow<'a, AiTotals>> {
    let counted = funnel_entry(scene).and_then(Shelved::funnel);
    let all = || scene.board.ai().map(|day| &day.totals).filter(|_| is_all(scene));
    counted.or_else(all).map(Cow::Borrowed)
}

fn is_all(scene: &Scene<'_>) -> bool {
    scene.view.tabs().ai.asked == AiAsked::default()
}

/// How old they are, or how it stands with asking.
fn standing(scene: &Scene<'_>) -> Vec<Piece> {
    let entry = funnel_entry(scene);
    let counted = entry.is_some_and(|entry| entry.funnel().is_some() || entry.failure.is_some());
    if !counted && is_all(scene) && scene.board.ai().is_some() {
        return scene.age_title(SourceId::Ai);
    }
    scene.answer_title(entry)
}

/// The steps with their words, long and short.
fn steps(totals: &AiTotals) -> [(&'static str, &'static str, Option<u64>); 5] {
    [
        ("sessions", "sessions", totals.sessions),
        ("valid", "valid", totals.valid),
        ("answered alone", "alone", totals.alone()),
        ("asked for a person", "asked", totals.asked),
        ("got a person", "got one", totals.handed),
    ]
}

/// A bar for each step.
pub(super) fn draw(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect, with_asked: bool) {
    let theme = scene.theme;
    let only = only(scene, &scene.view.tabs().ai.asked);
    let narrowed = if only.is_some() { "AI sessions asked for" } else { "AI sessions today" };
    let name = match only.filter(|_| with_asked) {
        Some(only) => format!("AI sessions, only {only}"),
        None => narrowed.to_owned(),
    };
    let inner = canvas.pane(area, &Title { name: &name, right: standing(scene), ..Title::default() });
    let Some(totals) = totals(scene) else {
        canvas.middle(inner, &Scene::why_no_answer(funnel_entry(scene), "the vendor counts nothing"));
        return;
    };
    let most = totals.sessions.unwrap_or(0);
    for ((label, _, count), y) in steps(&totals).into_iter().zip(inner.y..inner.bottom()) {
        canvas.put(inner.x + 1, y, 18, label, theme.faint());
        let figures = inner.x + 20;
        canvas.put_right(figures, figures + 7, y, &text::count(count, scene.dash()), theme.strong());
        let share = text::percent(crate::model::chat::share(count, totals.sessions), scene.dash());
        canvas.put_right(figures + 8, figures + 15, y, &share, theme.text());
        let bar = figures + 17;
        let cells = usize::from(inner.right().saturating_sub(bar + 1));
        let drawn = widgets::bar(theme, count.unwrap_or(0), most, cells);
        canvas.put(bar, y, cells as u16, &drawn, theme.graph());
    }
}

/// All of it in one line, as far as there is room.
pub(super) fn line(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) {
    let theme = scene.theme;
    let Some(totals) = totals(scene) else {
        let why = Scene::why_no_answer(funnel_entry(scene), "the vendor counts nothing");
        let why = why.first().map(|why| text::clean(why).into_owned()).unwrap_or_default();
        canvas.put(area.x + 1, area.y, area.width - 2, &why, theme.text());
        return;
    };
    let mut pieces: Vec<Piece> = Vec::new();
    for (_, word, count) in steps(&totals) {
        let gap = if pieces.is_empty() { "" } else { "  " };
        let figure = Piece::new(format!("{gap}{}", text::count(count, scene.dash())), theme.strong());
        let fact = [figure, Piece::new(format!(" {word}"), theme.faint())];
        if width_of(&pieces) + width_of(&fact) > usize::from(area.width) - 2 {
            break;
        }
        pieces.extend(fact);
    }
    canvas.line(area.x + 1, area.y, area.width - 2, &pieces);
}
