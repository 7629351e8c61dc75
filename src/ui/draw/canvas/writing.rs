//! What was written on a canvas, for the tests that measure how high everything on a wall is.

use ratatui::layout::Rect;

use super::Canvas;

/// A text as it was written, large or in ordinary letters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::ui::draw) struct Writing {
    pub(in crate::ui::draw) text: String,
    /// Its cells, as high as its letters are.
    pub(in crate::ui::draw) area: Rect,
    /// Whether all of it had room.
    pub(in crate::ui::draw) whole: bool,
}

impl Canvas<'_> {
    /// Notes what is written; what large letters and borders are made of is none of it.
    pub(in crate::ui::draw) fn note(&mut self, text: &str, (x, y): (u16, u16), (cells, lines): (u16, u16), wide: u16) {
        if !text.chars().any(is_of_a_word) || lines == 1 && is_ascii_border(text) {
            return;
        }
        let area = Rect::new(x, y, wide.min(cells), lines);
        let whole = wide <= cells && self.buffer.area.union(area) == self.buffer.area;
        self.writings.push(Writing { text: text.trim().to_owned(), area, whole });
    }
}

/// Neither a blank, nor of a border, nor a piece of a large letter.
fn is_of_a_word(c: char) -> bool {
    !c.is_whitespace() && !matches!(c, '\u{2500}'..='\u{259f}' | '\u{1fb00}'..='\u{1fb3b}')
}

/// A border where there is nothing but ASCII; a dash alone may be one too.
fn is_ascii_border(text: &str) -> bool {
    text.chars().all(|c| matches!(c, '-' | '|' | '+' | ' '))
}
