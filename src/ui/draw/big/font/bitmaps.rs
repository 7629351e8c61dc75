//! The bitmaps, which lie in the program in packed blocks of 256 characters; a block is unpacked once, when the first of its
//! characters is drawn.

use std::sync::OnceLock;

use super::{Letter, ROWS};
use crate::packed::Packed;

/// Made by `assets/build/font.rs`, which says how it lies there.
static FONT: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/font"));

const BLOCK: usize = 256;
const BLOCKS: usize = 256;

/// The bitmap of `c`, where the font has one.
pub(super) fn find(c: char) -> Option<Letter> {
    static UNPACKED: [OnceLock<Vec<Letter>>; BLOCKS] = [const { OnceLock::new() }; BLOCKS];
    let number = u32::from(c) as usize;
    let block = UNPACKED.get(number / BLOCK)?.get_or_init(|| unpacked(number / BLOCK).unwrap_or_default());
    block.get(number % BLOCK).copied().filter(|letter| letter.width > 0)
}

fn unpacked(block: usize) -> Option<Vec<Letter>> {
    let (begins, blocks) = FONT.split_at_checked((BLOCKS + 1) * size_of::<u32>())?;
    let begin = |block: usize| Some(u32::from_le_bytes(*begins.as_chunks().0.get(block)?) as usize);
    let bytes = Packed::new(blocks.get(begin(block)?..begin(block + 1)?)?).bytes();
    let (widths, rows) = bytes.split_at_checked(BLOCK)?;
    let (columns, _) = rows.as_chunks::<ROWS>();
    let mut columns = columns.iter();
    let letter = |width: &u8| {
        let mut letter = Letter { rows: [0; ROWS], width: 8 * u16::from(*width) };
        for (shift, column) in [8, 0].into_iter().zip(columns.by_ref().take(usize::from(*width))) {
            letter.rows.iter_mut().zip(column).for_each(|(row, pixels)| *row |= u16::from(*pixels) << shift);
        }
        letter
    };
    Some(widths.iter().map(letter).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_has_the_bitmap_that_the_font_has() {
        use unifont::{Glyph, get_glyph};

        for c in '\0'..='\u{1ffff}' {
            let letter = get_glyph(c).map(|glyph| match glyph {
                Glyph::Halfwidth(rows) => Letter { rows: rows.map(|row| u16::from(row) << 8), width: 8 },
                Glyph::Fullwidth(rows) => Letter { rows: *rows, width: 16 },
            });
            assert_eq!(find(c), letter, "{c:?}");
        }
    }
}
