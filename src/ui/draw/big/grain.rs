//! What a cell is cut into: how many pixels it shows, and the character for each set of them.

use ratatui::style::{Modifier, Style};

use crate::config::Blocks;
use crate::ui::draw::canvas::Canvas;
use crate::ui::theme::Glyphs;

/// How finely a cell is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Grain {
    /// Not at all: a pixel is a blank in reverse, which every screen has.
    Whole,
    /// An upper and a lower half.
    Half,
    /// Two by two.
    Quadrant,
    /// Two by three.
    Sextant,
}

/// By the pixels in use: upper left, upper right, lower left, lower right, the first in the lowest bit.
const QUADRANTS: [char; 16] = [' ', '▘', '▝', '▀', '▖', '▌', '▞', '▛', '▗', '▚', '▐', '▜', '▄', '▙', '▟', '█'];

impl Grain {
    /// Those that may be drawn, the one whose pixels are nearest to squares first.
    pub(super) const fn of(glyphs: Glyphs) -> &'static [Self] {
        match glyphs.blocks() {
            None => &[Self::Whole],
            Some(Blocks::Half) => &[Self::Half],
            Some(Blocks::Quadrant) => &[Self::Half, Self::Quadrant],
            Some(Blocks::Sextant) => &[Self::Half, Self::Sextant],
        }
    }

    /// Pixels across and down a cell.
    pub(super) const fn pixels(self) -> (u16, u16) {
        match self {
            Self::Whole => (1, 1),
            Self::Half => (1, 2),
            Self::Quadrant => (2, 2),
            Self::Sextant => (2, 3),
        }
    }

    /// How often a pixel of the font is repeated across and down; largest first.
    pub(super) const fn multiples(self) -> &'static [(u16, u16)] {
        match self {
            // Cells are twice as high as they are wide.
            Self::Whole => &[(4, 2), (2, 1), (1, 1)],
            Self::Half => &[(6, 6), (5, 5), (4, 4), (3, 3), (2, 2), (1, 1)],
            // Narrow pixels: for what has no room otherwise.
            Self::Quadrant => &[(1, 1)],
            Self::Sextant => &[(3, 3), (2, 2), (1, 1)],
        }
    }

    /// The character for a set of pixels, row by row from the upper left, the first in the lowest bit.
    pub(super) fn symbol(self, pixels: u8) -> char {
        match self {
            Self::Whole => ' ',
            Self::Half => *[' ', '▀', '▄', '█'].get(usize::from(pixels)).unwrap_or(&'█'),
            Self::Quadrant => *QUADRANTS.get(usize::from(pixels)).unwrap_or(&'█'),
            Self::Sextant => sextant(pixels),
        }
    }

    /// Sets one cell, if any of its pixels is in use.
    pub(super) fn put(self, canvas: &mut Canvas<'_>, x: u16, y: u16, pixels: u8, style: Style) {
        match (self, pixels) {
            (_, 0) => {}
            (Self::Whole, _) => canvas.dot(x, y, ' ', style.add_modifier(Modifier::REVERSED)),
            // The other way round a letter would be a hole.
            _ => canvas.dot(x, y, self.symbol(pixels), style.remove_modifier(Modifier::REVERSED)),
        }
    }
}

/// Unicode has the sextants in the order of their bits, but for those that were there before: none, the left half, the
/// right half, all.
fn sextant(pixels: u8) -> char {
    // The bits 0, 2, 4 and 1, 3, 5.
    const LEFT: u8 = 21;
    const RIGHT: u8 = 42;
    match pixels {
        0 => ' ',
        LEFT => '▌',
        RIGHT => '▐',
        1..63 => {
            let before = 1 + u32::from(pixels > LEFT) + u32::from(pixels > RIGHT);
            char::from_u32(0x1_fb00 + u32::from(pixels) - before).unwrap_or('█')
        }
        _ => '█',
    }
}
