//! An agent's name, large.

use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::model::Agent;
use crate::ui::draw::big::{self, Hand, Lettered, Written};
use crate::ui::draw::canvas::Canvas;
use crate::ui::draw::table;
use crate::ui::state::scene::Scene;
use crate::ui::text;

/// The name in `hand`, or, where that has no letters for it or it has no room, in what there is for it in so many cells
/// and lines; `None` where no large letters have room.
pub(super) fn written(scene: &Scene<'_>, agent: &Agent, (cells, lines): (u16, u16), hand: Hand) -> Option<Written> {
    let glyphs = scene.theme.glyphs;
    let own = |name: &str| {
        let like =
            Some(hand).filter(|hand| hand.lines() <= lines).and_then(|hand| big::like(name, cells, hand, glyphs));
        like.or_else(|| big::within(name, (cells, lines), glyphs))
    };
    named(scene, agent, own)
}

/// The name, and behind it what a console calls those whose names its font lacks, for where that has no room.
pub(super) fn lettered(scene: &Scene<'_>, agent: &Agent) -> Vec<Lettered> {
    let own = table::name(scene, agent, usize::from(u16::MAX));
    [agent.label(), &own].map(|name| Lettered::of(name, scene.theme.glyphs)).into()
}

/// The name; where it has no room, what a console calls those whose names its font lacks.
fn named(scene: &Scene<'_>, agent: &Agent, write: impl Fn(&str) -> Option<Written>) -> Option<Written> {
    write(agent.label()).or_else(|| write(&table::name(scene, agent, usize::from(u16::MAX))))
}

/// Draws the name, at the lower edge of the area if it is lower; in ordinary letters, with the number large behind it,
/// where large ones have no room.
pub(super) fn draw(canvas: &mut Canvas<'_>, scene: &Scene<'_>, agent: &Agent, area: Rect, hand: Hand, style: Style) {
    match written(scene, agent, (area.width, area.height), hand) {
        Some(name) => {
            name.draw(canvas, (area.x, area.y + area.height.saturating_sub(name.hand.lines())), style);
        }
        None => ordinary(canvas, scene, agent, area, style),
    }
}

/// The name in ordinary letters, half way down, with the number large behind it.
pub(super) fn ordinary(canvas: &mut Canvas<'_>, scene: &Scene<'_>, agent: &Agent, area: Rect, style: Style) {
    let glyphs = scene.theme.glyphs;
    let number = agent.number.as_deref().map(text::clean).unwrap_or_default();
    let number = big::within(&number, (area.width / 2, area.height), glyphs);
    let behind = number.as_ref().map_or(0, |number| number.width() + 2);
    let cells = area.width.saturating_sub(behind);
    let name = table::name(scene, agent, usize::from(cells));
    let at = canvas.put(area.x, area.y + area.height / 2, cells, &name, style);
    if let Some(number) = number {
        number.draw(canvas, (at + 2, area.y), style);
    }
}
