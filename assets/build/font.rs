//! The font: GNU Unifont's bitmaps, 1.9 MB as its crate has them.

use std::collections::BTreeMap;
use std::io::Result;

use unifont::{Glyph, enumerate_glyphs};

use super::packed;

/// Code points that are unpacked at a time.
const BLOCK: u32 = 256;

/// The font as `src/ui/draw/big/font/bitmaps.rs` reads it: where each block of 256 characters begins, and where the last one
/// ends, then the blocks. A block is how many bytes wide each of its characters is, and then their bitmaps: the rows of the
/// left byte, and those of the right one. In that order they are packed 5 % smaller than row by row.
pub(super) fn font() -> Result<Vec<u8>> {
    let mut blocks: BTreeMap<u32, (Vec<u8>, Vec<u8>)> = BTreeMap::new();
    for (c, glyph) in enumerate_glyphs() {
        let (widths, rows) = blocks.entry(u32::from(c) / BLOCK).or_default();
        widths.resize((u32::from(c) % BLOCK) as usize, 0);
        match glyph {
            Glyph::Halfwidth(narrow) => {
                widths.push(1);
                rows.extend(narrow);
            }
            Glyph::Fullwidth(wide) => {
                widths.push(2);
                rows.extend(wide.iter().map(|row| (row >> 8) as u8));
                rows.extend(wide.iter().map(|row| *row as u8));
            }
        }
    }
    let (mut begins, mut all) = (Vec::new(), Vec::new());
    for number in 0..=0xffff / BLOCK {
        begins.extend((all.len() as u32).to_le_bytes());
        if let Some((mut widths, rows)) = blocks.remove(&number) {
            widths.resize(BLOCK as usize, 0);
            widths.extend(rows);
            all.extend(packed(&widths)?);
        }
    }
    begins.extend((all.len() as u32).to_le_bytes());
    begins.extend(all);
    Ok(begins)
}
