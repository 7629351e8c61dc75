//! How far sessions got: from all of them to those that reached an agent.

use std::borrow::Cow;

use ratatui::layout::Rect;

use super::only::only;
use crate::lang::{self, Language};
use crate::model::share::share;
use crate::model::{AiAsked, AiStep, AiTotals, Shelved, SourceId, Topic};
use crate::ui::draw::canvas::{Canvas, Piece, Title, width_of};
use crate::ui::draw::widgets;
use crate::ui::state::hits::Spot;
use crate::ui::state::scene::Scene;
use crate::ui::text;

/// Lines it takes at least, border included.
pub(super) const LINES: u16 = 8;

/// The counts that are known. Of all sessions there is one set, that which the board has; of others what was looked up.
pub(super) fn totals<'a>(scene: &'a Scene<'_>) -> Option<Cow<'a, AiTotals>> {
    let counted = || entry(scene).and_then(Shelved::funnel);
    let all = scene.board.ai().map(|day| &day.totals).filter(|_| is_all(scene));
    all.or_else(counted).map(Cow::Borrowed)
}

fn entry<'a>(scene: &'a Scene<'_>) -> Option<&'a Shelved> {
    scene.view.tabs().ai.funnel_entry(scene.board)
}

fn is_all(scene: &Scene<'_>) -> bool {
    scene.view.tabs().ai.asked == AiAsked::default()
}

/// How old they are, or how it stands with asking.
fn standing(scene: &Scene<'_>) -> Vec<Piece> {
    if is_all(scene) && scene.board.ai().is_some() {
        return scene.age_title(SourceId::Ai);
    }
    scene.answer_title(entry(scene), SourceId::Ai)
}

/// Whether all of them are too old to be trusted.
fn stale(scene: &Scene<'_>) -> bool {
    let stale = match scene.board.ai().filter(|_| is_all(scene)) {
        Some(_) => scene.stale(SourceId::Ai),
        None => scene.answer_stale(entry(scene), SourceId::Ai),
    };
    stale.is_some()
}

/// The steps of a funnel, the first of all sessions: their counts and what they are a share of.
struct FunnelStep {
    /// `None` for all sessions.
    of: Option<AiStep>,
    count: Option<u64>,
    whole: Option<u64>,
    /// How long ago it was counted, where that is too long.
    stale: Option<String>,
}

impl FunnelStep {
    const fn label(&self) -> &'static str {
        match self.of {
            None => mark!("sessions"),
            Some(step) => step.title(),
        }
    }
}

/// Those that the headline shows, and those that there is room for beside them.
const HEAD: [AiStep; 5] = [AiStep::Ended, AiStep::Valid, AiStep::Contained, AiStep::Asked, AiStep::Reached];
const APART: [AiStep; 3] = [AiStep::Test, AiStep::Copilot, AiStep::Running];
/// How old what is counted in turn may get, in ms, before that is said.
const BESIDE_MS: i64 = 1_800_000;
const FIGURES: [AiStep; 4] = [AiStep::Solved, AiStep::Assumed, AiStep::Rated, AiStep::Disliked];

/// Lines that it takes of so many, border included: first the headline, then what is apart from it, then the figures.
pub(super) const fn lines(height: u16) -> u16 {
    match height {
        ..26 => LINES,
        26..36 => LINES + APART.len() as u16,
        _ => LINES + (APART.len() + FIGURES.len()) as u16,
    }
}

fn steps(scene: &Scene<'_>, totals: &AiTotals, room: usize) -> Vec<FunnelStep> {
    let apart = room > HEAD.len() + APART.len();
    let figures = room > HEAD.len() + APART.len() + FIGURES.len();
    let all = APART.iter().filter(|_| apart).chain(&HEAD).chain(FIGURES.iter().filter(|_| figures));
    // Of some sessions only those that ended are not counted: it would take one call more for each group.
    let all = all.filter(|step| **step != AiStep::Ended || totals.ended.is_some() || is_all(scene));
    let step = |of: &AiStep| {
        let whole = match of {
            AiStep::Test | AiStep::Copilot | AiStep::Running | AiStep::Ended => totals.sessions,
            AiStep::Valid | AiStep::Invalid => totals.of(AiStep::Ended).or(totals.sessions),
            _ => totals.of(AiStep::Valid),
        };
        FunnelStep { of: Some(*of), count: totals.of(*of), whole, stale: stale_step(scene, *of) }
    };
    let sessions = FunnelStep { of: None, count: totals.sessions, whole: None, stale: None };
    std::iter::once(sessions).chain(all.map(step)).collect()
}

/// A step that is counted by itself, where that is too long ago: how long.
fn stale_step(scene: &Scene<'_>, step: AiStep) -> Option<String> {
    let day = scene.board.ai().filter(|_| is_all(scene))?;
    let counted = match step {
        AiStep::Asked => day.asked_as_of.filter(|_| day.totals.asked.is_some()),
        // Those that are counted in turn may be older than the rest.
        _ if APART.contains(&step) || FIGURES.contains(&step) => {
            day.beside_as_of.filter(|at| scene.now.since(*at) > BESIDE_MS)
        }
        _ => None,
    };
    scene.part_stale(counted, SourceId::Ai)
}

/// Cells of what else there is to say of a step, and the width from which on there is room for it.
const REMARK: u16 = 26;
const WITH_REMARK: u16 = 72;

/// Of which sessions a step is a share.
fn remark(language: Language, step: &FunnelStep, totals: &AiTotals) -> String {
    // Asking and reaching are counted one after the other, and more than all is no share.
    let reached = share(totals.handed, totals.asked).filter(|share| *share <= 1.0);
    match (step.of, reached) {
        (None, _) => String::new(),
        (Some(AiStep::Reached), Some(reached)) => {
            tr!(language, "{share} of those who asked", share = text::percent(Some(reached), ""))
        }
        (Some(AiStep::Test | AiStep::Copilot | AiStep::Running | AiStep::Ended), _) => {
            tr!(language, "of all sessions").to_owned()
        }
        (Some(AiStep::Valid | AiStep::Invalid), _) if totals.ended.is_some() => {
            tr!(language, "of those that ended").to_owned()
        }
        (Some(AiStep::Valid | AiStep::Invalid), _) => tr!(language, "of all sessions").to_owned(),
        _ => tr!(language, "of the valid ones").to_owned(),
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
        canvas.middle(inner, &scene.why_no_answer(entry(scene), tr!(scene, "the vendor counts nothing")));
        return;
    };
    let most = totals.sessions.unwrap_or(0);
    let spare = if inner.width >= WITH_REMARK { REMARK + 1 } else { 0 };
    for (step, y) in steps(scene, &totals, usize::from(inner.height)).into_iter().zip(inner.y..inner.bottom()) {
        canvas.put(inner.x + 1, y, 18, lang::of(scene, step.label()), theme.faint());
        let figures = inner.x + 20;
        canvas.put_right(figures, figures + 7, y, &text::count(step.count, scene.dash()), theme.strong());
        let part = match step.of {
            None => String::new(),
            Some(AiStep::Contained) => text::percent(totals.contained_share(), scene.dash()),
            Some(_) => text::percent(share(step.count, step.whole), scene.dash()),
        };
        canvas.put_right(figures + 8, figures + 15, y, &part, theme.text());
        if let Some(of) = step.of {
            canvas.spot(Rect { y, height: 1, ..inner }, Spot::AiStep(of));
        }
        let bar = figures + 17;
        let cells = usize::from(inner.right().saturating_sub(bar + 1 + spare));
        if let Some(stale) = &step.stale {
            canvas.tint(Rect { y, height: 1, ..inner }, theme.stale());
            canvas.put(bar, y, cells as u16, &format!(" {stale} "), theme.badge());
            continue;
        }
        let drawn = widgets::bar(theme, step.count.unwrap_or(0), most, cells);
        canvas.put(bar, y, cells as u16, &drawn, theme.graph());
        if spare > 0 && totals.sessions.is_some_and(|sessions| sessions > 0) {
            canvas.put(inner.right() - REMARK - 1, y, REMARK, &remark(scene.language, &step, &totals), theme.faint());
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
        let why = scene.why_no_answer(entry(scene), tr!(scene, "the vendor counts nothing"));
        let why = why.first().map(|why| text::clean(why).into_owned()).unwrap_or_default();
        canvas.put(area.x + 1, area.y, area.width - 2, &why, theme.text());
        return;
    };
    let mut pieces: Vec<Piece> = Vec::new();
    if stale(scene) {
        pieces.extend(standing(scene));
    }
    for step in steps(scene, &totals, 0) {
        let gap = if pieces.is_empty() { "" } else { "  " };
        let old = step.stale.as_deref();
        let style = if stale(scene) || old.is_some() { theme.stale() } else { theme.strong() };
        let figure = Piece::new(format!("{gap}{}", text::count(step.count, scene.dash())), style);
        let mut fact = vec![figure, Piece::new(format!(" {}", lang::of(scene, step.label())), theme.faint())];
        fact.extend(old.map(|old| Piece::new(format!(" {old} "), theme.badge())));
        if width_of(&pieces) + width_of(&fact) > usize::from(area.width) - 2 {
            break;
        }
        pieces.extend(fact);
    }
    canvas.line(area.x + 1, area.y, area.width - 2, &pieces);
}
