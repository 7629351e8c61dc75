//! The figures that the site chose, each with its target; and what of a wall is of all departments.
//!
//! A figure whose target cannot be judged, since it is stale, unknown or but a range, is shown unsure and never as good.

use ratatui::style::Style;

use super::cards::{self, Card};
use crate::lang;
use crate::model::{Callers, CallsOf, Compare, Measure, Waiting};
use crate::ui::draw::figures::{self, CallsNow, Told};
use crate::ui::draw::{big, waiting};
use crate::ui::state::BoardFigure;
use crate::ui::state::scene::Scene;
use crate::ui::text;
use crate::ui::theme::Glyphs;
use crate::ui::walls::{Judged, Target, WallFigure};

/// Behind what is of all departments, where the wall shows but some.
const OF_ALL: &str = "*";

/// The figures that the site chose; none where it chose none.
pub(super) fn cards(scene: &Scene<'_>) -> Vec<Card> {
    scene.settings.wall.figures.iter().map(|figure| card(scene, figure)).collect()
}

/// The same cards, marked as of all departments where the wall shows but some of them.
pub(super) fn of_all(scene: &Scene<'_>, cards: Vec<Card>) -> Vec<Card> {
    cards.into_iter().map(|card| marked(scene, card)).collect()
}

fn marked(scene: &Scene<'_>, card: Card) -> Card {
    if scene.part().is_none() {
        return card;
    }
    Card { word: format!("{} {OF_ALL}", card.word), ..card }
}

/// Which departments the wall shows, and what the mark means; `None` where it shows all.
pub(super) fn departments(scene: &Scene<'_>) -> Option<String> {
    let names: Vec<_> = scene.part()?.departments.iter().map(|name| text::clean(name)).collect();
    Some(tr!(scene, "{names}; {mark} all departments", names = names.join(", "), mark = OF_ALL))
}

fn card(scene: &Scene<'_>, figure: &WallFigure) -> Card {
    let measure = figure.measure;
    let value = exact(scene, measure);
    let usual = usual(scene, measure).unwrap_or_else(|| plain(scene, measure, value));
    let stale = measure.sources(scene.board).into_iter().any(|id| scene.is_away(id));
    let mut card = Card { stale, spare: None, ..usual };
    if measure == Measure::LongestWait && value.is_some_and(|seconds| seconds <= 0.0) {
        card.figure = measure.show(0.0);
    }
    if let Some(label) = &figure.label {
        let label = text::clean(label);
        // A console writes no other script but in letters of sixteen lines: there it is called what it is.
        if !scene.settings.console || big::can(&label) {
            card.word = label.into_owned();
        }
    }
    if let Some(target) = figure.target {
        judge(&mut card, scene, target, value.filter(|_| !stale));
        if let Some(wanted) = wanted(measure, target, scene.theme.glyphs) {
            card.word = format!("{} {wanted}", card.word);
        }
    }
    if measure.is_of_agents() { card } else { marked(scene, card) }
}

/// Gives the figure the colour and the sign of how it stands: bad news are no matter of colour alone.
fn judge(card: &mut Card, scene: &Scene<'_>, target: Target, value: Option<f64>) {
    let theme = scene.theme;
    let number = card.figure.trim_end_matches(['!', '?']).to_owned();
    let is_known = number != scene.dash();
    let (style, sign): (Style, &str) = match value.map(|value| target.judge(value)) {
        Some(Judged::Met) => (theme.good(), ""),
        Some(Judged::Warning) => (theme.caution(), "!"),
        Some(Judged::Critical) => (theme.alert(), "!!"),
        None if is_known => (theme.text(), "?"),
        None => (theme.faint(), ""),
    };
    (card.figure, card.style) = (format!("{number}{sign}"), style);
}

/// The target in words: `≥ 3` of what may not be below 3.
fn wanted(measure: Measure, target: Target, glyphs: Glyphs) -> Option<String> {
    let (compare, limit) = target.limit()?;
    let sign = match (compare, glyphs.is_ascii()) {
        (Compare::Below, false) => "≥",
        (Compare::Below, true) => ">=",
        (Compare::Above, false) => "≤",
        (Compare::Above, true) => "<=",
        (Compare::Equals, false) => "≠",
        (Compare::Equals, true) => "!=",
    };
    Some(format!("{sign}{}", measure.show(limit).replace(' ', "")))
}

/// Its value, where it is one number that is sure; of the wall's departments, where it can be told of them.
fn exact(scene: &Scene<'_>, measure: Measure) -> Option<f64> {
    let board = scene.board;
    match measure {
        Measure::Waiting => board.waiting(scene.at).exact().map(|callers| callers as f64),
        Measure::LongestWait => match board.waiting(scene.at) {
            // None waits, and none has waited.
            Waiting::Exact(0) => Some(0.0),
            Waiting::Exact(_) => measure.at(board, scene.at),
            _ => None,
        },
        Measure::NoAgentYet => match board.callers() {
            Callers::Count(callers) => Some(callers as f64),
            _ => None,
        },
        _ => match scene.part().filter(|_| measure.is_of_agents()) {
            Some(part) => measure.among(board, |agent| part.has(agent)),
            None => measure.at(board, scene.at),
        },
    }
}

/// The card that the figure has on a wall without settings.
fn usual(scene: &Scene<'_>, measure: Measure) -> Option<Card> {
    let waits = || waiting::of(scene);
    match measure {
        Measure::NoAgentYet => cards::callers(scene),
        Measure::Waiting => waits().map(|waits| Card::waiting(scene, &waits)),
        Measure::LongestWait => waits().map(|waits| Card::longest_wait(scene, &waits)),
        Measure::CallsAnswered => of_calls(scene, CallsOf::Answered),
        Measure::Lost => of_calls(scene, CallsOf::Lost),
        Measure::ShortAbandons => of_calls(scene, CallsOf::ShortAbandons),
        Measure::ServiceLevel => of_calls(scene, CallsOf::LateOrLost),
        _ => measure.state().map(|state| cards::in_state(scene, state)),
    }
}

/// A figure of today's calls; `None` where their records tell none.
fn of_calls(scene: &Scene<'_>, what: CallsOf) -> Option<Card> {
    let CallsNow::Whole(ledger) = CallsNow::of(scene) else { return None };
    let mut told = figures::calls(scene, ledger).into_iter();
    let Told { number, word, style, .. } = told.find(|told| told.figure == BoardFigure::Calls(what))?;
    let is_level = what == CallsOf::LateOrLost;
    let word = if is_level { figures::short_level_word(scene, ledger.target()) } else { word };
    let room = if is_level { "0.0%" } else { "00" };
    Some(Card { figure: number.replace(' ', ""), room, word, style, stale: false, of_chats: false, spare: None })
}

/// Any figure, under the name that an alert gives it.
fn plain(scene: &Scene<'_>, measure: Measure, value: Option<f64>) -> Card {
    let figure = match value {
        Some(value) if measure.is_percent() || measure.is_time() => measure.show(value).replace(' ', ""),
        Some(value) => text::count(Some(value.max(0.0).round() as u64), scene.dash()),
        None => scene.dash().to_owned(),
    };
    let room = match measure {
        _ if measure.is_percent() => "0.0%",
        _ if measure.is_time() => "0:00",
        _ => "00",
    };
    let style = if value.is_some() { scene.theme.strong() } else { scene.theme.faint() };
    let word = lang::of(scene, measure.label());
    let word = if measure.is_percent() { format!("{word} %") } else { word.to_owned() };
    Card { figure, room, word, style, stale: false, of_chats: false, spare: None }
}

#[cfg(test)]
mod tests;
