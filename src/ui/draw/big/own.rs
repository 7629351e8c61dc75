//! Letters of our own: capitals, digits and signs in seven rows of five pixels, or five rows of three.
//!
//! They are bolder than a font of sixteen rows at the same height, and smaller than it where room is short; and they come
//! in any size, solid on a console without block characters too, where a pixel is a blank in reverse.

use ratatui::style::{Modifier, Style};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::face::{Letter, letter};
use crate::ui::draw::canvas::Canvas;
use crate::ui::text;

/// How large, and in which letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ui::draw) struct Size {
    /// Letters of five rows instead of seven.
    small: bool,
    /// Cells that a pixel is wide.
    across: u16,
    /// Half lines that a pixel is high.
    down: u16,
}

const fn size(small: bool, across: u16, down: u16) -> Size {
    Size { small, across, down }
}

/// Largest first. Half lines need half blocks.
const UNICODE: [Size; 6] =
    [size(false, 6, 6), size(false, 4, 4), size(false, 3, 3), size(false, 2, 2), size(false, 1, 2), size(false, 1, 1)];
const ASCII: [Size; 6] =
    [size(false, 6, 6), size(false, 4, 4), size(false, 3, 4), size(false, 2, 2), size(false, 1, 2), size(true, 1, 2)];

/// The sizes a screen has, largest first.
pub(in crate::ui::draw) const fn sizes(ascii: bool) -> &'static [Size; 6] {
    if ascii { &ASCII } else { &UNICODE }
}

impl Size {
    const fn pixel_rows(self) -> u16 {
        if self.small { 5 } else { 7 }
    }

    /// Lines it takes.
    pub(in crate::ui::draw) const fn lines(self) -> u16 {
        (self.pixel_rows() * self.down).div_ceil(2)
    }

    /// How high a capital is, in sixths of a line.
    pub(super) const fn capital(self) -> u16 {
        self.pixel_rows() * self.down * 3
    }

    /// Cells that a letter takes at most, with the gap behind it.
    pub(super) const fn column(self) -> u16 {
        if self.small { self.across * 4 } else { self.across * 6 }
    }

    /// Whether a pixel is wider than a cell.
    pub(in crate::ui::draw) const fn is_bold(self) -> bool {
        self.across > 1
    }

    /// Cells between one figure and the next.
    pub(in crate::ui::draw) const fn gap(self) -> u16 {
        self.across * 4
    }

    /// Cells that `text` takes; a word in another script is written in ordinary letters.
    pub(in crate::ui::draw) fn width(self, text: &str) -> u16 {
        match pixels(text) {
            Some(pixels) => self.cells(pixels),
            None => u16::try_from(text::width(text)).unwrap_or(u16::MAX),
        }
    }

    /// Cells of so many [`pixels`].
    pub(super) fn cells(self, [large, small]: [usize; 2]) -> u16 {
        let pixels = if self.small { small } else { large };
        u16::try_from(pixels.saturating_sub(1)).unwrap_or(u16::MAX).saturating_mul(self.across)
    }
}

/// Letters without their marks, capitals only, and our own signs as those of a typewriter.
fn plain(text: &str) -> impl Iterator<Item = char> {
    // Where all of it is ASCII, nothing but the case differs.
    let (ascii, other) = if text.is_ascii() { (text, "") } else { ("", text) };
    let letters = other.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_uppercase);
    let sign = |c| match c {
        '–' => '-',
        '’' => '\'',
        // Letters whose stroke is no mark of its own.
        'Ł' => 'L',
        'Ø' => 'O',
        'Đ' => 'D',
        c => c,
    };
    ascii.chars().map(|c| c.to_ascii_uppercase()).chain(letters.map(sign))
}

/// Whether all of `text` can be written large: names in other scripts cannot.
pub(in crate::ui::draw) fn can(text: &str) -> bool {
    plain(text).all(|c| c == ' ' || letter(c).is_some())
}

/// Pixels of `text` in letters of seven rows and of five, each with the column behind it; `None` where not all of it can
/// be written.
pub(super) fn pixels(text: &str) -> Option<[usize; 2]> {
    plain(text).try_fold([0; 2], |[large, small], c| {
        let letter = letter(c);
        let width = |is_small: bool| columns(c, letter, is_small).0 + 1;
        (c == ' ' || letter.is_some()).then(|| [large + width(false), small + width(true)])
    })
}

/// Columns that a character takes, and those that are left free behind them: digits are all alike.
fn columns(c: char, letter: Option<&Letter>, small: bool) -> (usize, usize) {
    let full = if small { 3 } else { 5 };
    let Some((_, large, little)) = letter else { return (full - 2, 0) };
    if c.is_ascii_digit() {
        return (full, 0);
    }
    let rows: &[u8] = if small { little } else { large };
    let used = rows.iter().fold(0, |all, row| all | row);
    let right = used.trailing_zeros() as usize;
    let left = full.saturating_sub(u8::BITS as usize - used.leading_zeros() as usize);
    (full - left - right, right)
}

/// The pixels of a character.
struct Pixels {
    rows: [u8; 7],
    /// Columns that are left of the highest one in use.
    width: usize,
}

impl Pixels {
    /// What cannot be written is a blank; signs and letters are as wide as they are, digits all alike.
    fn of(c: char, small: bool) -> Self {
        let letter = letter(c);
        let (width, right) = columns(c, letter, small);
        let mut rows = [0; 7];
        if let Some((_, large, little)) = letter {
            let pixels: &[u8] = if small { little } else { large };
            for (row, pixels) in rows.iter_mut().zip(pixels) {
                *row = *pixels >> right;
            }
        }
        Self { rows, width }
    }

    fn has(&self, column: usize, row: usize) -> bool {
        self.rows.get(row).is_some_and(|pixels| pixels >> (self.width - 1 - column) & 1 == 1)
    }
}

/// Writes `text` from `x` on, its upper edge at `y`, at most `cells` wide; the column behind it. A word in another
/// script stands in ordinary letters half way down.
pub(in crate::ui::draw) fn draw(
    canvas: &mut Canvas<'_>,
    (x, y): (u16, u16),
    cells: u16,
    text: &str,
    size: Size,
    style: Style,
) -> u16 {
    if !can(text) {
        return canvas.put(x, y + size.lines() / 2, cells, text, style);
    }
    #[cfg(test)]
    canvas.note(text, (x, y), (cells, size.lines()), size.width(text));
    let end = x.saturating_add(cells);
    let mut at = x;
    for c in plain(text) {
        let pixels = Pixels::of(c, size.small);
        let wide = pixels.width as u16 * size.across;
        if at.saturating_add(wide) > end {
            break;
        }
        for line in 0..size.lines() {
            let half = |half: u16| usize::from((line * 2 + half) / size.down);
            for column in 0..pixels.width {
                let ink = (pixels.has(column, half(0)), pixels.has(column, half(1)));
                let from = at + column as u16 * size.across;
                block(canvas, (from, y + line), size.across, ink, style);
            }
        }
        at += wide + size.across;
    }
    at.saturating_sub(size.across).max(x)
}

/// A pixel's cells in one line: inked above, below, or both.
fn block(canvas: &mut Canvas<'_>, (x, y): (u16, u16), cells: u16, ink: (bool, bool), style: Style) {
    // The other way round a block would be a hole.
    let solid = style.remove_modifier(Modifier::REVERSED);
    let (sign, style) = match ink {
        (false, false) => return,
        (true, true) if canvas.theme.glyphs.is_ascii() => (' ', style.add_modifier(Modifier::REVERSED)),
        (true, true) => ('█', solid),
        (true, false) => ('▀', solid),
        (false, true) => ('▄', solid),
    };
    for x in x..x.saturating_add(cells) {
        canvas.dot(x, y, sign, style);
    }
}

#[cfg(test)]
mod tests;
