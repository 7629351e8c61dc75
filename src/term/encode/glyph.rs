//! What a cell's text is to a terminal.

use ratatui::buffer::CellWidth as _;
use unicode_width::UnicodeWidthChar as _;

/// A character, or what takes the place of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Glyph(u32);

impl Glyph {
    pub(super) const BLANK: Self = Self(b' ' as u32);
    /// More than one code point; which ones is kept elsewhere.
    pub(super) const CLUSTER: Self = Self(0x11_0000);
    /// A cell that a wide character before it covers.
    pub(super) const BEHIND: Self = Self(0x11_0001);

    /// The character of these three bytes.
    const fn of(first: u8, second: u8, third: u8) -> Self {
        Self((first as u32 & 0x0f) << 12 | (second as u32 & 0x3f) << 6 | third as u32 & 0x3f)
    }

    fn char(self) -> Option<char> {
        char::from_u32(self.0)
    }

    /// Whether all terminals agree on how wide it is: letters, and what is wide in every script's table.
    pub(super) fn is_sure(self) -> bool {
        // Kana, ideographs, Hangul, fullwidth forms.
        let is_wide = matches!(
            self.0,
            0x3041..=0x3096 | 0x30a1..=0x30fa | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xac00..=0xd7a3 | 0xff01..=0xff60
        );
        // Latin, Greek and Cyrillic as far as no East Asian table takes them for wide ones.
        let is_narrow = |c: char| c.width() == Some(1) && c.width_cjk() == Some(1);
        is_wide || matches!(self.0, 0x20..0x7f) || matches!(self.0, 0xa0..0x0530) && self.char().is_some_and(is_narrow)
    }

    /// A character that may be written once more where it is: one cell, and no doubt about that.
    pub(super) fn is_plain(self) -> bool {
        self.0 < 0x0530 && self.is_sure()
    }

    /// How many bytes it is.
    pub(super) fn len(self) -> usize {
        self.char().map_or(1, char::len_utf8)
    }

    pub(super) fn write(self, out: &mut Vec<u8>) {
        let mut bytes = [0; 4];
        out.extend_from_slice(self.char().unwrap_or(' ').encode_utf8(&mut bytes).as_bytes());
    }
}

/// What a cell's text is, and how many cells it takes of those that there is `room` for. What has no width, or no room, or
/// would be a command to the terminal, is a blank.
#[expect(clippy::inline_always, reason = "each cell of a frame goes through it, and packages are built for size")]
#[inline(always)]
pub(super) fn read(symbol: &str, room: u16) -> (Glyph, u16) {
    match symbol.as_bytes() {
        [byte @ 0x20..0x7f] => (Glyph(u32::from(*byte)), 1),
        // Lines and blocks, U+2500 to U+25BF, and ideographs, U+5000 to U+9FFF: nearly all of the rest.
        [first @ 0xe2, second @ 0x94..=0x96, third] => (Glyph::of(*first, *second, *third), 1),
        [first @ 0xe5..=0xe9, second, third] if room > 1 => (Glyph::of(*first, *second, *third), 2),
        _ => measure(symbol, room),
    }
}

fn measure(symbol: &str, room: u16) -> (Glyph, u16) {
    let mut chars = symbol.chars();
    let (Some(first), None) = (chars.next(), chars.next()) else { return cluster(symbol, room) };
    match first.width() {
        Some(1) => (Glyph(u32::from(first)), 1),
        Some(2) if room > 1 => (Glyph(u32::from(first)), 2),
        _ => cluster(symbol, room),
    }
}

/// What is more than one code point, or has a width of its own only among terminals.
fn cluster(symbol: &str, room: u16) -> (Glyph, u16) {
    if symbol.contains(char::is_control) {
        return (Glyph::BLANK, 1);
    }
    match symbol.cell_width() {
        cells if cells > 0 && cells <= room => (Glyph::CLUSTER, cells),
        _ => (Glyph::BLANK, 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_from_bytes_is_what_is_measured() {
        for c in '\0'..=char::MAX {
            for (text, room) in
                [(c.to_string(), 1), (c.to_string(), 2), (format!("{c}{c}"), 4), (format!("{c}\u{301}"), 4)]
            {
                assert_eq!(read(&text, room), measure(&text, room), "{}", text.escape_unicode());
            }
        }
        assert_eq!(read("", 1), measure("", 1));
    }
}
