//! What the bodies share: values taken from bytes, and what a text on a screen must not hold.

/// Takes values from the front of some bytes; past their end everything is zero, so any input means something.
pub struct Taken<'a>(pub &'a [u8]);

impl<'a> Taken<'a> {
    pub fn is_over(&self) -> bool {
        self.0.is_empty()
    }

    pub fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    pub fn short(&mut self) -> u16 {
        u16::from_le_bytes([self.byte(), self.byte()])
    }

    pub fn long(&mut self) -> i64 {
        i64::from_le_bytes(std::array::from_fn(|_| self.byte()))
    }

    /// A number below `end`, which is above 0.
    pub fn below(&mut self, end: usize) -> usize {
        usize::from(self.byte()) % end
    }

    pub fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }

    /// The next bytes, up to `most` of them.
    pub fn slice(&mut self, most: usize) -> &'a [u8] {
        let length = self.below(most + 1).min(self.0.len());
        let (slice, rest) = self.0.split_at(length);
        self.0 = rest;
        slice
    }

    /// Some text, of up to `most` bytes before what is not UTF-8 was replaced.
    pub fn text(&mut self, most: usize) -> String {
        String::from_utf8_lossy(self.slice(most)).into_owned()
    }
}

/// Characters that move, hide, turn or join what is beside them. Told by a list of its own, not by the program's.
pub fn is_hostile(c: char) -> bool {
    let ranges = [
        ('\u{0}', '\u{1f}'),
        ('\u{7f}', '\u{9f}'),
        ('\u{ad}', '\u{ad}'),
        ('\u{61c}', '\u{61c}'),
        ('\u{180b}', '\u{180f}'),
        ('\u{200b}', '\u{200f}'),
        ('\u{2028}', '\u{202e}'),
        ('\u{2060}', '\u{206f}'),
        ('\u{fe00}', '\u{fe0f}'),
        ('\u{feff}', '\u{feff}'),
        ('\u{fff9}', '\u{fffb}'),
        ('\u{e0000}', '\u{e0fff}'),
    ];
    ranges.iter().any(|(first, last)| (*first..=*last).contains(&c))
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

/// Fails where `text` holds what must not reach a line of a terminal.
pub fn assert_harmless(text: &str, place: &str) {
    assert!(!text.chars().any(is_hostile), "{place}: {}", text.escape_unicode());
    let mut marks = 0;
    for c in text.chars() {
        marks = if is_mark(c) { marks + 1 } else { 0 };
        assert!(marks <= 3, "{place}: {}", text.escape_unicode());
    }
}
