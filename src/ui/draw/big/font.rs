//! Letters of every script: the bitmaps of GNU Unifont, sixteen rows high, eight pixels wide or sixteen.
//!
//! [`bitmaps`] finds one. Marks lie over the letter before them. Letters of Arabic do not join, and what is read from
//! the right is not turned round.

use ratatui::style::Style;
use unicode_normalization::UnicodeNormalization;
use unicode_width::UnicodeWidthChar;

use super::grain::Grain;
use crate::ui::draw::canvas::Canvas;

mod bitmaps;

/// Rows of a bitmap.
const ROWS: usize = 16;
/// The rows in which capitals and digits stand. A text has these at least, so that what has no accents and no tails
/// stands on the same line as what has.
pub(super) const CAPITALS: (u16, u16) = (4, 14);

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
        let found = bitmaps::find(c).or_else(|| bitmaps::find(char::REPLACEMENT_CHARACTER));
        found.unwrap_or(Self { rows: [0; ROWS], width: 8 })
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
}

/// What stands alone in clean `text`, and the marks over it; what cannot be seen is left out.
fn signs(text: &str) -> impl Iterator<Item = (char, bool)> {
    let sign = |c: char| match c.width() {
        Some(0) if unicode_normalization::char::is_combining_mark(c) => Some((c, true)),
        Some(0) | None => None,
        Some(_) => Some((c, false)),
    };
    // Most texts are what they are made of.
    let (plain, other) = if text.chars().all(|c| plain(c).is_some()) { (text, "") } else { ("", text) };
    plain.chars().map(|c| (c, false)).chain(other.nfc().filter_map(sign))
}

/// Pixels of a letter that stands for itself beside others of the kind, and is known to be narrow or wide.
const fn plain(c: char) -> Option<usize> {
    match c {
        ' '..='~' => Some(8),
        '\u{4e00}'..='\u{9fff}' => Some(16),
        _ => None,
    }
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
    pixels_of(text, || letters(text).iter().map(|letter| usize::from(letter.width)).sum())
}

fn pixels_of(text: &str, look: impl FnOnce() -> usize) -> u16 {
    let sum: Option<usize> = text.chars().map(plain).sum();
    u16::try_from(sum.unwrap_or_else(look)).unwrap_or(u16::MAX)
}

/// Pixels that clean `text` takes, and the rows that it uses, those of capitals at least: the first, and the one behind
/// the last.
pub(super) fn extent(text: &str) -> (u16, (u16, u16)) {
    let letters = letters(text);
    let pixels = pixels_of(text, || letters.iter().map(|letter| usize::from(letter.width)).sum());
    (pixels, rows_of(&letters))
}

/// The rows that letters use, those of capitals at least: the first, and the one behind the last.
fn rows_of(letters: &[Letter]) -> (u16, u16) {
    let mut all = [0; ROWS];
    for letter in letters {
        for (row, pixels) in all.iter_mut().zip(letter.rows) {
            *row |= pixels;
        }
    }
    let (first, last) = (all.iter().position(|row| *row != 0), all.iter().rposition(|row| *row != 0));
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
    /// All scales for letters that use these rows, cut to them, in no order.
    pub(super) fn all(grains: &[Grain], rows: (u16, u16)) -> impl Iterator<Item = Self> {
        grains.iter().flat_map(move |grain| {
            grain.multiples().iter().map(move |(across, down)| Self {
                grain: *grain,
                across: *across,
                down: *down,
                rows,
            })
        })
    }

    /// Whether it has all of these rows.
    pub(super) const fn covers(self, (top, bottom): (u16, u16)) -> bool {
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
                let rows = self.rows(letter, line);
                // Many lines of many letters are empty.
                if rows == [0; 3] {
                    continue;
                }
                for column in 0..wide {
                    let pixels = self.pixels(rows, column);
                    self.grain.put(canvas, at.saturating_add(column), y.saturating_add(line), pixels, style);
                }
            }
            at += wide;
        }
        at
    }

    /// The rows of a letter in one line of cells, from above; as many as a cell is cut into.
    fn rows(self, letter: &Letter, line: u16) -> [u16; 3] {
        let (_, down) = self.grain.pixels();
        [0, 1, 2].map(|part| {
            let y = self.rows.0 + (line * down + part) / self.down;
            let rows = letter.rows.get(usize::from(y)).filter(|_| part < down && y < self.rows.1);
            rows.copied().unwrap_or(0)
        })
    }

    /// The pixels of one cell of these rows, the upper left one in the lowest bit.
    fn pixels(self, rows: [u16; 3], column: u16) -> u8 {
        let (across, _) = self.grain.pixels();
        let mut pixels = 0;
        for bit in 0..across {
            let x = (column * across + bit) / self.across;
            let is_set = |row: u16| x < 16 && row >> (15 - x) & 1 == 1;
            for (part, _) in (0..).zip(rows).filter(|(_, row)| is_set(*row)) {
                pixels |= 1 << (part * across + bit);
            }
        }
        pixels
    }
}
