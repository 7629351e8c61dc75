//! The bitmaps, which lie in the program in packed blocks of 256 characters; a block is unpacked once, when the first of its
//! characters is drawn.

use std::sync::OnceLock;

use crate::packed::Packed;

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

const BLOCK: usize = 256;
const BLOCKS: usize = 256;

/// The bitmap of `c`, where the font has one.
pub(super) fn find(c: char) -> Option<Bitmap> {
    static UNPACKED: [OnceLock<Vec<Bitmap>>; BLOCKS] = [const { OnceLock::new() }; BLOCKS];
    let number = u32::from(c) as usize;
    let block = UNPACKED.get(number / BLOCK)?.get_or_init(|| unpacked(number / BLOCK).unwrap_or_default());
    block.get(number % BLOCK).copied().filter(|bitmap| bitmap.width > 0)
}

fn unpacked(block: usize) -> Option<Vec<Bitmap>> {
    let (begins, blocks) = FONT.split_at_checked((BLOCKS + 1) * size_of::<u32>())?;
    let begin = |block: usize| Some(u32::from_le_bytes(*begins.as_chunks().0.get(block)?) as usize);
    let bytes = Packed::new(blocks.get(begin(block)?..begin(block + 1)?)?).bytes();
    let (widths, rows) = bytes.split_at_checked(BLOCK)?;
    let (columns, _) = rows.as_chunks::<ROWS>();
    let mut columns = columns.iter();
    let bitmap = |width: &u8| {
        let mut bitmap = Bitmap { rows: [0; ROWS], width: 8 * u16::from(*width) };
        for (shift, column) in [8, 0].into_iter().zip(columns.by_ref().take(usize::from(*width))) {
            bitmap.rows.iter_mut().zip(column).for_each(|(row, pixels)| *row |= u16::from(*pixels) << shift);
        }
        bitmap
    };
    Some(widths.iter().map(bitmap).collect())
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
