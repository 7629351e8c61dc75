//! The bitmaps, which lie in the program in packed blocks: letters and signs in small ones, all ideographs in one. A block is
//! unpacked once, when the first of its characters is drawn.

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

/// There are no more blocks.
const BLOCKS: usize = 16;

/// How far back LZMA looks, in bytes.
const WINDOW: u32 = 1 << 20;

/// Where a block lies.
struct Place<'f> {
    /// Its first character, and how many it has.
    first: usize,
    count: usize,
    packed: &'f [u8],
    /// How long it is unpacked, in bytes.
    length: u32,
}

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
    let (at, place) = places().enumerate().take_while(|(_, place)| place.first <= number).last()?;
    let within = Some(number - place.first).filter(|within| *within < place.count)?;
    UNPACKED.get(at)?.get_or_init(|| Block::of(&place)).as_ref()?.bitmap(within)
}

/// The blocks, in their order.
fn places() -> impl Iterator<Item = Place<'static>> {
    const NUMBERS: usize = 4;
    let (count, rest) = FONT.split_first_chunk().map_or((0, FONT), |(count, rest)| (u16::from_le_bytes(*count), rest));
    let list = usize::from(count) * NUMBERS * size_of::<u32>();
    let (list, blocks) = rest.split_at_checked(list).unwrap_or_default();
    let (numbers, _) = list.as_chunks::<{ NUMBERS * size_of::<u32>() }>();
    let mut begin = 0;
    numbers.iter().filter_map(move |numbers| {
        let mut numbers = numbers.as_chunks().0.iter().map(|number| u32::from_le_bytes(*number));
        let (first, count) = (numbers.next()? as usize, numbers.next()? as usize);
        let end = numbers.next()? as usize;
        let packed = blocks.get(std::mem::replace(&mut begin, end)..end)?;
        Some(Place { first, count, packed, length: numbers.next()? })
    })
}

impl Block {
    fn of(place: &Place<'_>) -> Option<Self> {
        let mut bytes = Vec::with_capacity(place.length as usize);
        let mut reader = LzmaReader::new(place.packed, place.length.into(), 0, 0, 4, WINDOW, None).ok()?;
        reader.read_to_end(&mut bytes).ok()?;
        let columns = bytes.split_off(place.count.min(bytes.len()));
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
