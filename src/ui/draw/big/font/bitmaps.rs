//! The bitmaps, which lie in the program in packed blocks of 8,192 characters; a block is unpacked once, when the first of its
//! characters is drawn.

use std::io::Read;
use std::sync::OnceLock;

use lzma_rust2::LzmaReader;

/// Rows of a bitmap.
pub(super) const ROWS: usize = 16;

/// A character's bitmap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bitmap {
    /// The leftmost pixel in the highest bit.
    pub(super) rows: [u16; ROWS],
    /// Pixels across: 8 or 16; 0 where the font has none.
    pub(super) width: u16,
}

/// Made by `assets/build/font.rs`, which says how it lies there.
static FONT: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/font"));

/// Characters that are unpacked at a time, and blocks of so many.
const BLOCK: usize = 8192;
const BLOCKS: usize = 8;

/// How far back LZMA looks, in bytes.
const WINDOW: u32 = 1 << 19;

/// A block, unpacked.
struct Block {
    /// Of each character, where its columns begin in `columns`, and how many bytes it is wide.
    places: Vec<(u32, u8)>,
    columns: Vec<u8>,
}

/// The bitmap of `c`, where the font has one.
pub(super) fn find(c: char) -> Option<Bitmap> {
    static UNPACKED: [OnceLock<Option<Block>>; BLOCKS] = [const { OnceLock::new() }; BLOCKS];
    let number = u32::from(c) as usize;
    UNPACKED.get(number / BLOCK)?.get_or_init(|| Block::of(number / BLOCK)).as_ref()?.bitmap(number % BLOCK)
}

impl Block {
    fn of(block: usize) -> Option<Self> {
        let (begins, blocks) = FONT.split_at_checked((BLOCKS + 1) * size_of::<u32>())?;
        let begin = |block: usize| Some(u32::from_le_bytes(*begins.as_chunks().0.get(block)?) as usize);
        let (length, packed) = blocks.get(begin(block)?..begin(block + 1)?)?.split_first_chunk()?;
        let length = u32::from_le_bytes(*length);
        let mut bytes = Vec::with_capacity(length as usize);
        LzmaReader::new(packed, length.into(), 0, 0, 4, WINDOW, None).ok()?.read_to_end(&mut bytes).ok()?;
        let columns = bytes.split_off(BLOCK.min(bytes.len()));
        let mut end = 0;
        let place = |width: u8| {
            let begin = end;
            end += u32::from(width) * ROWS as u32;
            (begin, width)
        };
        Some(Self { places: bytes.into_iter().map(place).collect(), columns })
    }

    fn bitmap(&self, number: usize) -> Option<Bitmap> {
        let (begin, width) = *self.places.get(number).filter(|(_, width)| *width > 0)?;
        let pixels = 8 * usize::from(width);
        let (upper, lower) = self.columns.get(begin as usize..)?.get(..2 * pixels)?.split_at_checked(pixels)?;
        let mut bitmap = Bitmap { rows: [0; ROWS], width: 8 * u16::from(width) };
        for (left, (upper, lower)) in upper.iter().zip(lower).enumerate() {
            let column = u16::from_be_bytes([*upper, *lower]);
            for (row, pixels) in bitmap.rows.iter_mut().enumerate() {
                *pixels |= (column >> (ROWS - 1 - row) & 1) << (15 - left);
            }
        }
        Some(bitmap)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_has_the_bitmap_that_the_font_has() {
        use unifont::{Glyph, get_glyph};

        for c in '\0'..='\u{1ffff}' {
            let bitmap = get_glyph(c).map(|glyph| match glyph {
                Glyph::Halfwidth(rows) => Bitmap { rows: rows.map(|row| u16::from(row) << 8), width: 8 },
                Glyph::Fullwidth(rows) => Bitmap { rows: *rows, width: 16 },
            });
            assert_eq!(find(c), bitmap, "{c:?}");
        }
    }
}
