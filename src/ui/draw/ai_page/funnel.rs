//! How far sessions got: from all of them to those that came to a person.

use std::borrow::Cow;

use ratatui::layout::Rect;

use super::{funnel_entry, only};
use crate::lang::{self, Language};
use crate::model::share::share;
use crate::model::{AiAsked, AiTotals, Shelved, SourceId, Topic};
use crate::ui::canvas::{Canvas, Piece, Title, width_of};
use crate::ui::scene::Scene;
use crate::ui::text;
use crate::ui::widgets;

/// Lines it takes, border included.
pub(super) const LINES: u16 = 7;

/// The counts that are known. Of all sessions there is one set, that which the board has; of others what was looked up.
pub(super) fn totals<'a>(scene: &'a Scene<'_>) -> Option<Cow<'a, AiTotals>> {
    let counted = || funnel_entry(scene).and_then(Shelved::funnel);
    let all = scene.board.ai().map(|day| &day.totals).filter(|_| is_all(scene));
    all.or_else(counted).map(Cow::Borrowed)
}

fn is_all(scene: &Scene<'_>) -> bool {
    scene.view.tabs().ai.asked == AiAsked::default()
}

/// How old they are, or how it stands with asking.
fn standing(scene: &Scene<'_>) -> Vec<Piece> {
    if is_all(scene) && scene.board.ai().is_some() {
        return scene.age_title(SourceId::Ai);
    }
    scene.answer_title(funnel_entry(scene), SourceId::Ai)
}

/// Whether all of them are too old to be trusted.
fn stale(scene: &Scene<'_>) -> bool {
    let stale = match scene.board.ai().filter(|_| is_all(scene)) {
        Some(_) => scene.stale(SourceId::Ai),
        None => scene.answer_stale(funnel_entry(scene), SourceId::Ai),
    };
    stale.is_some()
}

/// The step that is counted by itself, where that is too long ago: how long.
fn asked_stale(scene: &Scene<'_>, step: usize) -> Option<String> {
    let day = scene.board.ai().filter(|_| step == ASKED && is_all(scene))?;
    scene.part_stale(day.asked_as_of.filter(|_| day.totals.asked.is_some()), SourceId::Ai)
}

/// The steps with their words, long and short.
fn steps(totals: &AiTotals) -> [(&'static str, &'static str, Option<u64>); 5] {
    [
        (mark!("sessions"), mark!("sessions"), totals.sessions),
        (mark!("valid"), mark!("valid"), totals.valid),
        (mark!("answered alone"), mark!("alone"), totals.alone()),
        (mark!("asked for a person"), mark!("asked"), totals.asked),
        (mark!("got a person"), mark!("got one"), totals.handed),
    ]
}

/// The step of those whom robots dealt with alone.
const ALONE: usize = 2;
/// The step of those who asked for a person.
const ASKED: usize = 3;

/// Cells of what else there is to say of a step, and the width from which on there is room for it.
const REMARK: u16 = 26;
const WITH_REMARK: u16 = 72;

/// What a step is a share of where that is not all sessions, or what it means.
fn remark(language: Language, step: usize, totals: &AiTotals) -> String {
    // Asking and getting are counted one after the other, and more than all is no share.
    let got = share(totals.handed, totals.asked).filter(|share| *share <= 1.0);
    match (step, got) {
        (ALONE, _) => tr!(language, "no person took over").to_owned(),
        (4, Some(got)) => tr!(language, "{share} of those who asked", share = text::percent(Some(got), "")),
        _ => String::new(),
    }
}

/// A bar for each step.
pub(super) fn draw(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect, with_asked: bool) {
    let theme = scene.theme;
    let only = only(scene, &scene.view.tabs().ai.asked);
    let narrowed = if only.is_some() { tr!(scene, "AI sessions asked for") } else { tr!(scene, "AI sessions today") };
    let name = match only.filter(|_| with_asked) {
        Some(only) => tr!(scene, "AI sessions, only {only}", only = only),
        None => narrowed.to_owned(),
    };
    let inner = canvas.pane(
        area,
        &Title { name: &name, right: scene.scoped(SourceId::Ai, Topic::Robots, standing(scene)), ..Title::default() },
    );
    let Some(totals) = totals(scene) else {
        canvas.middle(inner, &scene.why_no_answer(funnel_entry(scene), tr!(scene, "the vendor counts nothing")));
        return;
    };
    let most = totals.sessions.unwrap_or(0);
    let spare = if inner.width >= WITH_REMARK { REMARK + 1 } else { 0 };
    for (step, (label, _, count)) in steps(&totals).into_iter().enumerate().take(usize::from(inner.height)) {
        let y = inner.y + step as u16;
        canvas.put(inner.x + 1, y, 18, lang::of(scene, label), theme.faint());
        let figures = inner.x + 20;
        canvas.put_right(figures, figures + 7, y, &text::count(count, scene.dash()), theme.strong());
        let of_all = if step == ALONE { totals.alone_share() } else { share(count, totals.sessions) };
        let of_all = text::percent(of_all, scene.dash());
        canvas.put_right(figures + 8, figures + 15, y, &of_all, theme.text());
        let bar = figures + 17;
        let cells = usize::from(inner.right().saturating_sub(bar + 1 + spare));
        if let Some(stale) = asked_stale(scene, step) {
            canvas.tint(Rect { y, height: 1, ..inner }, theme.stale());
            canvas.put(bar, y, cells as u16, &format!(" {stale} "), theme.badge());
            continue;
        }
        let drawn = widgets::bar(theme, count.unwrap_or(0), most, cells);
        canvas.put(bar, y, cells as u16, &drawn, theme.graph());
        if spare > 0 && totals.sessions.is_some_and(|sessions| sessions > 0) {
            canvas.put(inner.right() - REMARK - 1, y, REMARK, &remark(scene.language, step, &totals), theme.faint());
        }
    }
    if stale(scene) {
        canvas.tint(inner, theme.stale());
    }
}

/// All of it in one line, as far as there is room.
pub(super) fn line(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) {
    let theme = scene.theme;
    let Some(totals) = totals(scene) else {
        let why = scene.why_no_answer(funnel_entry(scene), tr!(scene, "the vendor counts nothing"));
        let why = why.first().map(|why| text::clean(why).into_owned()).unwrap_or_default();
        canvas.put(area.x + 1, area.y, area.width - 2, &why, theme.text());
        return;
    };
    let mut pieces: Vec<Piece> = Vec::new();
    if stale(scene) {
        pieces.extend(standing(scene));
    }
    for (step, (_, word, count)) in steps(&totals).into_iter().enumerate() {
        let gap = if pieces.is_empty() { "" } else { "  " };
        let old = asked_stale(scene, step);
        let style = if stale(scene) || old.is_some() { theme.stale() } else { theme.strong() };
        let figure = Piece::new(format!("{gap}{}", text::count(count, scene.dash())), style);
        let mut fact = vec![figure, Piece::new(format!(" {}", lang::of(scene, word)), theme.faint())];
        fact.extend(old.map(|old| Piece::new(format!(" {old} "), theme.badge())));
        if width_of(&pieces) + width_of(&fact) > usize::from(area.width) - 2 {
            break;
        }
        pieces.extend(fact);
    }
    canvas.line(area.x + 1, area.y, area.width - 2, &pieces);
}
