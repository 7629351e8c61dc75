//! The font: GNU Unifont's bitmaps, 1.9 MB as its crate has them.

use std::collections::BTreeMap;
use std::io::{Error, Result, Write};

use lzma_rust2::{LzmaOptions, LzmaWriter};
use unifont::{Glyph, enumerate_glyphs};

/// Where blocks begin: what is unpacked at a time. The larger a block is, the more often the parts of its characters come again,
/// and all ideographs in one take two thirds of what they take by 256; letters and signs are in small ones, to be there at once.
const BLOCKS: [u32; 9] = [0, 0x400, 0x1000, 0x2000, 0x2800, 0x3000, 0x3400, 0x4e00, 0xa000];

/// Rows of a bitmap.
const ROWS: usize = 16;

/// The font as `src/ui/draw/big/font/bitmaps.rs` reads it: how many blocks there are, in two bytes, then of each its first
/// character, how many it has, where it ends behind this list, and how long it is unpacked, in four bytes each, and then the blocks. A block is
/// LZMA of this: how many bytes wide each of its characters is, and then their bitmaps, column by column from the left: the
/// upper bytes of all columns, and the lower ones. In that order they are packed 8 % smaller than row by row.
pub(super) fn font() -> Result<Vec<u8>> {
    let mut blocks: BTreeMap<u32, (Vec<u8>, Vec<u8>)> = BTreeMap::new();
    for (c, glyph) in enumerate_glyphs() {
        let c = u32::from(c);
        let Some(first) = BLOCKS.into_iter().rfind(|first| *first <= c) else { continue };
        let (widths, bitmaps) = blocks.entry(first).or_default();
        widths.resize((c - first) as usize, 0);
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
    let (mut list, mut all) = ((blocks.len() as u16).to_le_bytes().to_vec(), Vec::new());
    for (first, (widths, bitmaps)) in blocks {
        let count = widths.len() as u32;
        let block = [widths, bitmaps].concat();
        all.extend(packed(&block)?);
        for number in [first, count, all.len() as u32, block.len() as u32] {
            list.extend(number.to_le_bytes());
        }
    }
    list.extend(all);
    Ok(list)
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
    options.dict_size = 1 << 20;
    let mut writer = LzmaWriter::new_no_header(Vec::new(), &options, false).map_err(Error::other)?;
    writer.write_all(bytes)?;
    writer.finish().map_err(Error::other)
}
