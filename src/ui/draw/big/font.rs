//! Letters of every script: the bitmaps of GNU Unifont, sixteen rows high, eight pixels wide or sixteen.
//!
//! They lie in the program as they are drawn; finding one is a look at four ranges, so nothing is kept from one
//! frame to the next. Marks lie over the letter before them. Letters of Arabic do not join, and what is read from
//! the right is not turned round.

use ratatui::style::Style;
use unicode_normalization::UnicodeNormalization;
use unicode_width::UnicodeWidthChar;
use unifont::{Glyph, get_glyph};

use super::grain::Grain;
use crate::ui::draw::canvas::Canvas;

/// Rows of a bitmap.
const ROWS: usize = 16;
/// The rows in which capitals and digits stand. A text has these at least, so that what has no accents and no tails
/// stands on the same line as what has.
const CAPITALS: (u16, u16) = (4, 14);

/// A letter with its marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Letter {
    /// The leftmost pixel in the highest bit.
    rows: [u16; ROWS],
    /// Pixels across: 8 or 16.
    width: u16,
}

impl Letter {
    /// The bitmap of `c`, or the one that stands for what the font does not have.
    fn of(c: char) -> Self {
        let mut rows = [0; ROWS];
        let width = match get_glyph(c).or_else(|| get_glyph(char::REPLACEMENT_CHARACTER)) {
            Some(Glyph::Halfwidth(narrow)) => {
                for (row, pixels) in rows.iter_mut().zip(narrow) {
                    *row = u16::from(*pixels) << 8;
                }
                8
            }
            Some(Glyph::Fullwidth(wide)) => {
                rows = *wide;
                16
            }
            None => 8,
        };
        Self { rows, width }
    }

    /// Lays a mark over the middle of the letter.
    fn take(&mut self, mark: Self) {
        for (row, pixels) in self.rows.iter_mut().zip(mark.rows) {
            *row |= if mark.width <= self.width {
                pixels >> ((self.width - mark.width) / 2)
            } else {
                pixels << ((mark.width - self.width) / 2)
            };
        }
        if self.width < 16 {
            self.rows.iter_mut().for_each(|row| *row &= 0xff00);
        }
    }

    fn is_empty(&self, y: u16) -> bool {
        self.rows.get(usize::from(y)).is_none_or(|row| *row == 0)
    }

    fn has(&self, x: u16, y: u16) -> bool {
        self.rows.get(usize::from(y)).is_some_and(|row| x < 16 && row >> (15 - x) & 1 == 1)
    }
}

/// What stands alone in clean `text`, and the marks over it; what cannot be seen is left out.
fn signs(text: &str) -> impl Iterator<Item = (char, bool)> {
    let sign = |c: char| match c.width() {
        Some(0) if unicode_normalization::char::is_combining_mark(c) => Some((c, true)),
        Some(0) | None => None,
        Some(_) => Some((c, false)),
    };
    text.nfc().filter_map(sign)
}

/// The letters of clean `text`, each with its marks over it.
pub(super) fn letters(text: &str) -> Vec<Letter> {
    let mut letters: Vec<Letter> = Vec::with_capacity(text.len());
    for (c, is_mark) in signs(text) {
        match letters.last_mut() {
            Some(letter) if is_mark => letter.take(Letter::of(c)),
            _ => letters.push(Letter::of(c)),
        }
    }
    letters
}

/// Pixels that clean `text` takes, without a look at the bitmaps where all of it is known to be narrow or wide.
pub(super) fn pixels(text: &str) -> u16 {
    let known = |c: char| match c {
        ' '..='~' => Some(8),
        '\u{4e00}'..='\u{9fff}' => Some(16),
        _ => None,
    };
    let sum: Option<usize> = text.chars().map(known).sum();
    let sum = sum.unwrap_or_else(|| letters(text).iter().map(|letter| usize::from(letter.width)).sum());
    u16::try_from(sum).unwrap_or(u16::MAX)
}

/// The rows that letters use, those of capitals at least: the first, and the one behind the last.
fn rows_of(letters: &[Letter]) -> (u16, u16) {
    let used = |letter: &Letter, row: usize| letter.rows.get(row).is_some_and(|row| *row != 0);
    let in_use = |row: &usize| letters.iter().any(|letter| used(letter, *row));
    let (first, last) = ((0..ROWS).find(in_use), (0..ROWS).rfind(in_use));
    let top = first.map_or(CAPITALS.0, |row| CAPITALS.0.min(row as u16));
    (top, last.map_or(CAPITALS.1, |row| CAPITALS.1.max(row as u16 + 1)))
}

/// How the font is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ui::draw) struct Scale {
    grain: Grain,
    across: u16,
    down: u16,
    /// The first row that is drawn, and the one behind the last.
    rows: (u16, u16),
}

impl Scale {
    /// All scales for these letters, cut to the rows that they use, in no order.
    pub(super) fn all<'a>(grains: &'a [Grain], letters: &[Letter]) -> impl Iterator<Item = Self> + use<'a> {
        let (top, bottom) = rows_of(letters);
        grains.iter().flat_map(move |grain| {
            grain.multiples().iter().map(move |(across, down)| Self {
                grain: *grain,
                across: *across,
                down: *down,
                rows: (top, bottom),
            })
        })
    }

    /// Whether it has all rows that these letters use.
    pub(super) fn covers(self, letters: &[Letter]) -> bool {
        let (top, bottom) = rows_of(letters);
        top >= self.rows.0 && bottom <= self.rows.1
    }

    /// Lines that the letters take.
    pub(super) const fn lines(self) -> u16 {
        ((self.rows.1 - self.rows.0) * self.down).div_ceil(self.grain.pixels().1)
    }

    /// How high a capital is, in sixths of a line.
    pub(super) const fn capital(self) -> u16 {
        (CAPITALS.1 - CAPITALS.0) * self.down * 6 / self.grain.pixels().1
    }

    /// Cells of so many pixels of the font.
    pub(super) const fn cells(self, pixels: u16) -> u16 {
        pixels.saturating_mul(self.across).div_ceil(self.grain.pixels().0)
    }

    /// Cells that a letter takes for each cell that it would take in ordinary ones.
    pub(super) const fn column(self) -> u16 {
        self.cells(8)
    }

    /// Draws letters from `x` on, their upper edge at `y`, as many as fit into `cells`; the column behind them.
    pub(super) fn draw(
        self,
        canvas: &mut Canvas<'_>,
        (x, y): (u16, u16),
        cells: u16,
        letters: &[Letter],
        style: Style,
    ) -> u16 {
        let end = x.saturating_add(cells);
        let mut at = x;
        for letter in letters {
            let wide = self.cells(letter.width);
            if at.saturating_add(wide) > end {
                break;
            }
            for line in 0..self.lines() {
                for column in 0..wide {
                    let pixels = self.pixels(letter, column, line);
                    self.grain.put(canvas, at.saturating_add(column), y.saturating_add(line), pixels, style);
                }
            }
            at += wide;
        }
        at
    }

    /// The pixels of one cell of a letter, the upper left one in the lowest bit.
    fn pixels(self, letter: &Letter, column: u16, line: u16) -> u8 {
        let (across, down) = self.grain.pixels();
        let mut pixels = 0;
        for part in 0..down {
            let y = self.rows.0 + (line * down + part) / self.down;
            // Most rows of most letters are empty.
            if y >= self.rows.1 || letter.is_empty(y) {
                continue;
            }
            for bit in 0..across {
                if letter.has((column * across + bit) / self.across, y) {
                    pixels |= 1 << (part * across + bit);
                }
            }
        }
        pixels
    }
}
