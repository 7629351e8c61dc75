//! A band across the page: what everybody in the room has to know, whatever the page is about.
//!
//! It is in its colour from edge to edge, with letters cut out of it, so that it is seen before it is read; and as large
//! as it may be without taking the page: a third of a screen that is read from afar, a fifth of any other, where a
//! few lines of ordinary letters have to do.

use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::big;
use super::canvas::Canvas;
use crate::ui::text;

/// Lines of ordinary letters, at most, where there is room for them.
const ORDINARY: u16 = 3;

/// Draws a band with these sentences at the upper edge of `area`, the most important first; the area below it. From
/// afar those that have no room are left out, the last first.
pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, sentences: &[String], style: Style) -> Rect {
    // Letters are cut out of the band when all of it is in its place.
    let style = style.remove_modifier(Modifier::REVERSED.union(Modifier::UNDERLINED));
    let said: Vec<(String, Style)> = sentences.iter().map(|sentence| (sentence.clone(), style)).collect();
    if said.is_empty() {
        return area;
    }
    let most = if canvas.is_far() { area.height / 3 } else { area.height / 5 };
    let used = large(canvas, area, most, &said).unwrap_or_else(|| ordinary(canvas, area, sentences, style));
    turned(canvas, area, used, style)
}

/// A band from afar with a sentence, and by whom it was said in the smallest large letters below it.
pub(super) fn signed(canvas: &mut Canvas<'_>, area: Rect, sentence: &str, by: &str, style: Style) -> Rect {
    let style = style.remove_modifier(Modifier::REVERSED.union(Modifier::UNDERLINED));
    let room = area.width.saturating_sub(4);
    let glyphs = canvas.theme.glyphs;
    let hand = big::smallest(&[&text::clean(by)], glyphs);
    let below = hand.lines() + 1;
    let said = [(sentence.to_owned(), style)];
    // Together two fifths of the page; where that is too little for the sentence, it has its third all the same.
    let third = area.height / 3;
    let mosts = [third.min((area.height * 2 / 5).saturating_sub(below)), third];
    let Some(used) = mosts.into_iter().find_map(|most| large(canvas, area, most, &said)) else {
        return draw(canvas, area, &[sentence.to_owned(), by.to_owned()], style);
    };
    if let Some(by) = big::like(by, room, hand, glyphs) {
        by.draw(canvas, (area.right().saturating_sub(by.width() + 2), area.y + used), style);
    }
    turned(canvas, area, used + below, style)
}

/// Turns so many lines of the area round; the area below them.
fn turned(canvas: &mut Canvas<'_>, area: Rect, used: u16, style: Style) -> Rect {
    let used = used.min(area.height);
    let band = Rect { height: used, ..area };
    canvas.tint(band, Style { fg: style.fg, ..Style::new() });
    canvas.invert(band);
    Rect { y: area.y + used, height: area.height - used, ..area }
}

/// In large letters; the lines that the band takes, `most` at most, or `None`, and nothing is drawn, where there is no room
/// for them.
fn large(canvas: &mut Canvas<'_>, area: Rect, most: u16, said: &[(String, Style)]) -> Option<u16> {
    let far = canvas.is_far();
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
    let most = usize::from((area.height / 6).clamp(1, ORDINARY));
    if lines.len() > most {
        let rest = lines.split_off(most - 1).join(" ");
        lines.push(text::cut(&rest, usize::from(cells), glyphs.cut()).into_owned());
    }
    for (line, y) in lines.iter().zip(area.y..area.bottom()) {
        canvas.put(area.x + 1, y, cells, line, style);
    }
    lines.len() as u16
}

#[cfg(test)]
mod tests;
