//! Large letters and figures, for people who look up from five metres away.
//!
//! Two kinds of letters: [`own`], bold and small, for capitals, digits and signs; [`font`], GNU Unifont's bitmaps, for
//! every script. A [`Hand`] is one of them in one size. What is asked for is a text and a room: [`within`] finds the
//! largest hand in which the text has room, and cuts it only where even the narrowest has none; [`hands`] lists all of
//! them for texts that stand in one size. `tui-big-text` 0.8 would fit our ratatui, but draws one font of 8×8 pixels
//! without ideographs, in fixed sizes, all of them made of block characters, for six more crates.

use std::cmp::Reverse;

use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_segmentation::UnicodeSegmentation;

use super::canvas::Canvas;
use crate::ui::text;
use crate::ui::theme::Glyphs;
use font::Scale;
use grain::Grain;

pub(super) use own::{Size, can, draw, sizes};

mod face;
mod font;
mod grain;
mod own;

/// In which letters, and how large.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hand {
    /// Our own.
    Own(Size),
    /// The font's, cut to the rows that the texts it was chosen for need.
    Font(Scale),
}

impl Hand {
    /// Lines it takes.
    pub(super) const fn lines(self) -> u16 {
        match self {
            Self::Own(size) => size.lines(),
            Self::Font(scale) => scale.lines(),
        }
    }

    /// How high a capital is, in sixths of a line.
    const fn capital(self) -> u16 {
        match self {
            Self::Own(size) => size.capital(),
            Self::Font(scale) => scale.capital(),
        }
    }

    /// Cells that a letter takes at most, for each cell of it in ordinary letters.
    pub(super) const fn column(self) -> u16 {
        match self {
            Self::Own(size) => size.column(),
            Self::Font(scale) => scale.column(),
        }
    }

    /// Cells that clean `text` takes.
    pub(super) fn width(self, text: &str) -> u16 {
        match self {
            Self::Own(size) => size.width(text),
            Self::Font(scale) => scale.cells(font::pixels(text)),
        }
    }

    /// Whether it has every letter of `text` whole, be it as a sign for what the font does not have.
    pub(super) fn can(self, text: &str) -> bool {
        match self {
            Self::Own(_) => can(text),
            Self::Font(scale) => scale.covers(&font::letters(text)),
        }
    }

    /// Writes clean `text` from `x` on, its upper edge at `y`, at most `cells` wide; the column behind it.
    pub(super) fn draw(self, canvas: &mut Canvas<'_>, at: (u16, u16), cells: u16, text: &str, style: Style) -> u16 {
        match self {
            Self::Own(size) => draw(canvas, at, cells, text, size, style),
            Self::Font(scale) => {
                #[cfg(test)]
                canvas.note(text, at, (cells, scale.lines()), self.width(text));
                scale.draw(canvas, at, cells, &font::letters(text), style)
            }
        }
    }

    /// What stands where something was cut off.
    const fn cut_mark(self) -> &'static str {
        match self {
            Self::Own(_) => "..",
            Self::Font(_) => "…",
        }
    }

    /// Clean `text` with as many letters as have room in `cells`; `None` if that is next to nothing.
    fn cut(self, text: &str, cells: u16) -> Option<String> {
        let mark = self.cut_mark();
        let mut kept = String::new();
        for grapheme in text.graphemes(true) {
            if self.width(&format!("{kept}{grapheme}{mark}")) > cells {
                break;
            }
            kept.push_str(grapheme);
        }
        kept.truncate(kept.trim_end().len());
        (text::width(&kept) > 2).then(|| kept + mark)
    }
}

/// A text as it is written large.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Written {
    text: String,
    pub(super) hand: Hand,
}

impl Written {
    /// Cells that it takes.
    pub(super) fn width(&self) -> u16 {
        self.hand.width(&self.text)
    }

    /// Writes it from `x` on, its upper edge at `y`; the column behind it.
    pub(super) fn draw(&self, canvas: &mut Canvas<'_>, at: (u16, u16), style: Style) -> u16 {
        self.hand.draw(canvas, at, u16::MAX, &self.text, style)
    }
}

/// The hands in which all of these clean texts can be written, largest first; never none.
pub(super) fn hands(texts: &[&str], glyphs: Glyphs) -> Vec<Hand> {
    let letters: Vec<_> = texts.iter().flat_map(|text| font::letters(text)).collect();
    let mut hands: Vec<Hand> = Scale::all(Grain::of(glyphs), &letters).map(Hand::Font).collect();
    if texts.iter().all(|text| can(text)) {
        hands.extend(sizes(glyphs.is_ascii()).iter().copied().map(Hand::Own));
    }
    hands.sort_by_key(|hand| Reverse((hand.capital(), hand.column())));
    hands
}

/// The smallest hand in which all of these clean texts can be written.
pub(super) fn smallest(texts: &[&str], glyphs: Glyphs) -> Hand {
    let [.., small] = *sizes(glyphs.is_ascii());
    hands(texts, glyphs).pop().unwrap_or(Hand::Own(small))
}

/// A clean text with the hands in which it can be written and its width in each, largest first: looked up once for many
/// rooms.
#[derive(Clone, Debug)]
pub(super) struct Lettered {
    text: String,
    hands: Vec<(Hand, u16)>,
}

impl Lettered {
    /// That of a text, cleaned.
    pub(super) fn of(text: &str, glyphs: Glyphs) -> Self {
        let text = text::clean(text).into_owned();
        let all = if text.trim().is_empty() { Vec::new() } else { hands(&[&text], glyphs) };
        let hands = all.into_iter().map(|hand| (hand, hand.width(&text))).collect();
        Self { text, hands }
    }

    /// In the largest hand in which it has room in so many cells and lines; where it has room in none, cut in the
    /// narrowest; `None` where not even three letters have room.
    pub(super) fn within(&self, (cells, lines): (u16, u16)) -> Option<Written> {
        let low = || self.hands.iter().filter(|(hand, _)| hand.lines() <= lines);
        if let Some((hand, _)) = low().find(|(_, wide)| *wide <= cells) {
            return Some(Written { text: self.text.clone(), hand: *hand });
        }
        let (hand, _) = low().min_by_key(|(hand, _)| (hand.column(), Reverse(hand.capital())))?;
        Some(Written { text: hand.cut(&self.text, cells)?, hand: *hand })
    }
}

/// `text` in the largest hand in which it has room in so many cells and lines; where it has room in none, cut in the
/// narrowest; `None` where not even three letters have room.
pub(super) fn within(text: &str, room: (u16, u16), glyphs: Glyphs) -> Option<Written> {
    Lettered::of(text, glyphs).within(room)
}

/// `text` in `hand`, if that has its letters and it has room; else in whatever [`within`] finds in the lines of `hand`.
pub(super) fn like(text: &str, cells: u16, hand: Hand, glyphs: Glyphs) -> Option<Written> {
    let clean = text::clean(text);
    if hand.can(&clean) && hand.width(&clean) <= cells && !clean.trim().is_empty() {
        return Some(Written { text: clean.into_owned(), hand });
    }
    within(text, (cells, hand.lines()), glyphs)
}

/// The highest that sentences are written.
const SENTENCE: u16 = 12;

/// Sentences below each other, broken into lines, in the largest letters in which they have room; the lines that they
/// take with the one below them, or `None`, and nothing is drawn, where they have no room.
pub(super) fn sentences(canvas: &mut Canvas<'_>, area: Rect, sentences: &[(String, Style)]) -> Option<u16> {
    let glyphs = canvas.theme.glyphs;
    let clean: Vec<_> = sentences.iter().map(|(sentence, _)| text::clean(sentence)).collect();
    let texts: Vec<&str> = clean.iter().map(|text| &**text).collect();
    let broken = |hand: Hand| -> Option<Vec<(String, Style)>> {
        let columns = usize::from(area.width / hand.column().max(1));
        let mark = glyphs.cut();
        let mut lines = Vec::new();
        for (text, (_, style)) in texts.iter().zip(sentences) {
            let parts = text::wrap(text, columns, mark);
            // A word that is longer than a line is cut.
            if parts.iter().any(|part| part.ends_with(mark)) && !text.ends_with(mark) {
                return None;
            }
            lines.extend(parts.into_iter().map(|part| (part, *style)));
        }
        let height = (lines.len() as u16).saturating_mul(hand.lines() + 1);
        (!lines.is_empty() && height <= area.height + 1).then_some(lines)
    };
    let mut fitting = hands(&texts, glyphs).into_iter().filter(|hand| hand.lines() <= SENTENCE);
    let (hand, lines) = fitting.find_map(|hand| Some((hand, broken(hand)?)))?;
    let mut y = area.y;
    for (line, style) in lines {
        hand.draw(canvas, (area.x, y), area.width, &line, style);
        y += hand.lines() + 1;
    }
    Some(y - area.y)
}

#[cfg(test)]
mod tests;
