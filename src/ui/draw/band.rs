//! A band across the page: what everybody in the room has to know, whatever the page is about.
//!
//! It is in its colour from edge to edge, with letters cut out of it, so that it is seen before it is read; and as large
//! as it may be without taking the page: a third of a screen that is read from afar, a fifth of any other, where a
//! line or two of ordinary letters have to do.

use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::big;
use super::canvas::Canvas;
use crate::ui::text;

/// Lines of ordinary letters, at most.
const ORDINARY: usize = 2;

/// Draws a band with these sentences at the upper edge of `area`, the most important first; the area below it. From
/// afar those that have no room are left out, the last first.
pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, sentences: &[String], style: Style) -> Rect {
    // Letters are cut out of the band when all of it is in its place.
    let style = style.remove_modifier(Modifier::REVERSED.union(Modifier::UNDERLINED));
    let said: Vec<(String, Style)> = sentences.iter().map(|sentence| (sentence.clone(), style)).collect();
    if said.is_empty() {
        return area;
    }
    let used = large(canvas, area, &said).unwrap_or_else(|| ordinary(canvas, area, sentences, style));
    let used = used.min(area.height);
    let band = Rect { height: used, ..area };
    canvas.tint(band, Style { fg: style.fg, ..Style::new() });
    canvas.invert(band);
    Rect { y: area.y + used, height: area.height - used, ..area }
}

/// In large letters; the lines that the band takes, or `None`, and nothing is drawn, where there is no room for them.
fn large(canvas: &mut Canvas<'_>, area: Rect, said: &[(String, Style)]) -> Option<u16> {
    let far = canvas.is_far();
    let most = if far { area.height / 3 } else { area.height / 5 };
    // One line above; the one below is the sentences' own.
    let inner =
        Rect { x: area.x + 2, y: area.y + 1, width: area.width.saturating_sub(4), height: most.saturating_sub(2) };
    let least = if far { 1 } else { said.len() };
    for count in (least..=said.len()).rev() {
        let first = said.get(..count).unwrap_or(said);
        if let Some(taken) = big::sentences(canvas, inner, first) {
            return Some(taken + 1);
        }
    }
    let (sentence, style) = said.first().filter(|_| far)?;
    let cut = big::within(sentence, (inner.width, inner.height), canvas.theme.glyphs)?;
    cut.draw(canvas, (inner.x, inner.y), *style);
    Some(cut.hand.lines() + 2)
}

/// In ordinary letters, one sentence behind the other.
fn ordinary(canvas: &mut Canvas<'_>, area: Rect, sentences: &[String], style: Style) -> u16 {
    let glyphs = canvas.theme.glyphs;
    let dot = format!(" {} ", glyphs.dot());
    let all: Vec<_> = sentences.iter().map(|sentence| text::clean(sentence)).collect();
    let cells = area.width.saturating_sub(2);
    let mut lines = text::wrap(&all.join(&dot), usize::from(cells), glyphs.cut());
    if lines.len() > ORDINARY {
        let rest = lines.split_off(ORDINARY - 1).join(" ");
        lines.push(text::cut(&rest, usize::from(cells), glyphs.cut()).into_owned());
    }
    for (line, y) in lines.iter().zip(area.y..area.bottom()) {
        canvas.put(area.x + 1, y, cells, line, style);
    }
    lines.len() as u16
}

#[cfg(test)]
mod tests;
