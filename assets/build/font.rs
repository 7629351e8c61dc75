//! The font: GNU Unifont's bitmaps, 1.9 MB as its crate has them.

use std::collections::BTreeMap;
use std::io::{Error, Result, Write};

use lzma_rust2::{LzmaOptions, LzmaWriter};
use unifont::{Glyph, enumerate_glyphs};

/// Code points that are unpacked at a time. The larger a block is, the more often the parts of its characters come again:
/// with 256 in each, LZMA takes half as much again.
const BLOCK: u32 = 8192;

/// Rows of a bitmap.
const ROWS: usize = 16;

/// The font as `src/ui/draw/big/font/bitmaps.rs` reads it: where each block begins, and where the last one ends, then the
/// blocks. A block is four bytes that say how long it is unpacked, and LZMA of this: how many bytes wide each of its characters
/// is, and then their bitmaps, column by column from the left: the upper bytes of all columns, and the lower ones. In that order
/// they are packed 8 % smaller than row by row.
pub(super) fn font() -> Result<Vec<u8>> {
    let mut blocks: BTreeMap<u32, (Vec<u8>, Vec<u8>)> = BTreeMap::new();
    for (c, glyph) in enumerate_glyphs() {
        let (widths, bitmaps) = blocks.entry(u32::from(c) / BLOCK).or_default();
        widths.resize((u32::from(c) % BLOCK) as usize, 0);
        match glyph {
            Glyph::Halfwidth(narrow) => {
                widths.push(1);
                bitmaps.extend(columns(&narrow.map(|row| u16::from(row) << 8), 1));
            }
            Glyph::Fullwidth(wide) => {
                widths.push(2);
                bitmaps.extend(columns(wide, 2));
            }
        }
    }
    let (mut begins, mut all) = (Vec::new(), Vec::new());
    for number in 0..=0xffff / BLOCK {
        begins.extend((all.len() as u32).to_le_bytes());
        if let Some((mut widths, bitmaps)) = blocks.remove(&number) {
            widths.resize(BLOCK as usize, 0);
            widths.extend(bitmaps);
            all.extend((widths.len() as u32).to_le_bytes());
            all.extend(packed(&widths)?);
        }
    }
    begins.extend((all.len() as u32).to_le_bytes());
    begins.extend(all);
    Ok(begins)
}

/// The columns of a bitmap that is so many bytes wide: their upper bytes, then their lower ones.
fn columns(rows: &[u16; ROWS], bytes: u32) -> impl Iterator<Item = u8> + '_ {
    let column = |pixel: u32| rows.iter().fold(0, |column: u16, row| column << 1 | row >> (15 - pixel) & 1);
    [8, 0].into_iter().flat_map(move |shift| (0..8 * bytes).map(move |pixel| (column(pixel) >> shift) as u8))
}

/// LZMA without a header: its settings are those that the reader knows.
fn packed(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut options = LzmaOptions::with_preset(9);
    (options.lc, options.lp, options.pb) = (0, 0, 4);
    options.dict_size = 1 << 19;
    let mut writer = LzmaWriter::new_no_header(Vec::new(), &options, false).map_err(Error::other)?;
    writer.write_all(bytes)?;
    writer.finish().map_err(Error::other)
}
