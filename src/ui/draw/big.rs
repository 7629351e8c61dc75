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
use crate::model::sort;
use crate::ui::text;
use crate::ui::theme::Glyphs;
use font::Scale;
use grain::Grain;

pub(super) use extent::Extent;
pub(super) use own::{Size, can, draw, sizes};

mod extent;
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

    /// How much of clean `text`, which it can write, has room in `cells` with the mark behind it; `None` if that is next
    /// to nothing.
    fn cut(self, text: &str, cells: u16) -> Option<&str> {
        let mark = Extent::of(self.cut_mark());
        let mut kept = Extent::NONE;
        let mut end = 0;
        for (at, grapheme) in text.grapheme_indices(true) {
            kept = kept.with(Extent::of(grapheme));
            if kept.with(mark).width(self) > cells {
                break;
            }
            end = at + grapheme.len();
        }
        text.get(..end).map(str::trim_end).filter(|kept| text::width(kept) > 2)
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

/// All hands that can write a text, in no order; never none.
fn all(extent: Extent, glyphs: Glyphs) -> impl Iterator<Item = Hand> {
    let own = sizes(glyphs.is_ascii()).iter().filter(move |_| extent.is_own());
    Scale::all(Grain::of(glyphs), extent.rows).map(Hand::Font).chain(own.copied().map(Hand::Own))
}

/// By how large it is; the wider one of two that are as high.
const fn order(hand: &Hand) -> Reverse<(u16, u16)> {
    Reverse((hand.capital(), hand.column()))
}

/// The hands in which a text, or all of several, can be written, largest first; never none.
pub(super) fn hands_of(extent: Extent, glyphs: Glyphs) -> Vec<Hand> {
    let mut hands: Vec<Hand> = all(extent, glyphs).collect();
    sort::by_key(&mut hands, order);
    hands
}

/// What has room for any of these clean texts.
fn widest(texts: &[&str]) -> Extent {
    texts.iter().map(|text| Extent::of(text)).fold(Extent::NONE, Extent::wider)
}

/// The hands in which all of these clean texts can be written, largest first; never none.
pub(super) fn hands(texts: &[&str], glyphs: Glyphs) -> Vec<Hand> {
    hands_of(widest(texts), glyphs)
}

/// The smallest hand in which all of these clean texts can be written.
pub(super) fn smallest(texts: &[&str], glyphs: Glyphs) -> Hand {
    let [.., small] = *sizes(glyphs.is_ascii());
    all(widest(texts), glyphs).max_by_key(order).unwrap_or(Hand::Own(small))
}

/// Where a text has room: in which letters, and how much of it where it has none whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fitted<'a> {
    pub(super) hand: Hand,
    text: &'a str,
    whole: bool,
}

impl Fitted<'_> {
    /// As it is written.
    pub(super) fn written(self) -> Written {
        let mark = if self.whole { "" } else { self.hand.cut_mark() };
        Written { text: format!("{}{mark}", self.text), hand: self.hand }
    }

    /// Cells that it takes.
    pub(super) fn width(self) -> u16 {
        let mark = if self.whole { Extent::NONE } else { Extent::of(self.hand.cut_mark()) };
        Extent::of(self.text).with(mark).width(self.hand)
    }
}

/// A clean text with the hands in which it can be written, largest first: looked at once for many rooms.
#[derive(Clone, Debug)]
pub(super) struct Lettered {
    text: String,
    extent: Extent,
    /// None for nothing but blanks.
    hands: Vec<Hand>,
}

impl Lettered {
    /// That of a text, cleaned.
    pub(super) fn of(text: &str, glyphs: Glyphs) -> Self {
        let text = text::clean(text).into_owned();
        let extent = Extent::of(&text);
        let hands = if text.trim().is_empty() { Vec::new() } else { hands_of(extent, glyphs) };
        Self { text, extent, hands }
    }

    /// In the largest hand in which it has room in so many cells and lines; where it has room in none, cut in the
    /// narrowest; `None` where not even three letters have room.
    pub(super) fn fitted(&self, (cells, lines): (u16, u16)) -> Option<Fitted<'_>> {
        let low = || self.hands.iter().copied().filter(|hand| hand.lines() <= lines);
        if let Some(hand) = low().find(|hand| self.extent.width(*hand) <= cells) {
            return Some(Fitted { hand, text: &self.text, whole: true });
        }
        let hand = low().min_by_key(|hand| (hand.column(), Reverse(hand.capital())))?;
        Some(Fitted { hand, text: hand.cut(&self.text, cells)?, whole: false })
    }

    /// In `hand`, if that has its letters and it has room; else as it is [`fitted`](Self::fitted) in the lines of `hand`.
    pub(super) fn like(&self, cells: u16, hand: Hand) -> Option<Fitted<'_>> {
        if self.extent.is_in(hand) && self.extent.width(hand) <= cells && !self.hands.is_empty() {
            return Some(Fitted { hand, text: &self.text, whole: true });
        }
        self.fitted((cells, hand.lines()))
    }
}

/// `text` in the largest hand in which it has room in so many cells and lines; where it has room in none, cut in the
/// narrowest; `None` where not even three letters have room.
pub(super) fn within(text: &str, room: (u16, u16), glyphs: Glyphs) -> Option<Written> {
    Lettered::of(text, glyphs).fitted(room).map(Fitted::written)
}

/// `text` in `hand`, if that has its letters and it has room; else in whatever [`within`] finds in the lines of `hand`.
pub(super) fn like(text: &str, cells: u16, hand: Hand, glyphs: Glyphs) -> Option<Written> {
    let clean = text::clean(text);
    let extent = Extent::of(&clean);
    if extent.is_in(hand) && extent.width(hand) <= cells && !clean.trim().is_empty() {
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
