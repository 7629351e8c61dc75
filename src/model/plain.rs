//! Characters that do something to a terminal other than to stand there, and lines without them.
//!
//! The screen cleans what it draws on its own; this is for what is kept, printed or logged as a sentence.

use std::borrow::Cow;

/// Whether `c` moves, hides, turns, joins or changes the width of what is beside it, or of the line: control codes, line
/// and paragraph separators, format characters (Unicode category Cf), blank fillers, variation selectors, skin tones,
/// tags.
pub const fn acts(c: char) -> bool {
    matches!(c,
        '\u{0}'..='\u{1f}'
        | '\u{7f}'..='\u{9f}'
        | '\u{ad}'
        | '\u{34f}'
        | '\u{600}'..='\u{605}'
        | '\u{61c}'
        | '\u{6dd}'
        | '\u{70f}'
        | '\u{890}'..='\u{891}'
        | '\u{8e2}'
        | '\u{115f}'
        | '\u{1160}'
        | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}'
        | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}'
        | '\u{110bd}'
        | '\u{110cd}'
        | '\u{13430}'..='\u{1345f}'
        | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}'
        | '\u{1f3fb}'..='\u{1f3ff}'
        | '\u{e0000}'..='\u{e0fff}')
}

/// `text` on one line, a blank for each character that [`acts`].
pub fn line(text: &str) -> Cow<'_, str> {
    if text.chars().any(acts) {
        Cow::Owned(text.chars().map(|c| if acts(c) { ' ' } else { c }).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// Several lines, each a [`line()`].
pub fn lines(text: &str) -> String {
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

/// `text` without white space at its ends, as [`str::trim`] has it: the bytes at the ends of most names tell that there is
/// none.
pub fn trimmed(text: &str) -> &str {
    match text.as_bytes() {
        // Characters that begin with these bytes are no white space: ASCII, Latin, Cyrillic, ideographs.
        [b'!'..=b'~' | 0xc3..=0xc5 | 0xd0 | 0xd1 | 0xe4..=0xe9, .., b'!'..=b'~']
        | [b'!'..=b'~' | 0xc3..=0xc5 | 0xd0 | 0xd1 | 0xe4..=0xe9, .., 0xc3..=0xc5 | 0xd0 | 0xd1, _]
        | [b'!'..=b'~' | 0xc3..=0xc5 | 0xd0 | 0xd1 | 0xe4..=0xe9, .., 0xe4..=0xe9, _, _] => text,
        _ => text.trim(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_seen_to_have_no_white_space_at_its_ends_has_none(
            text in "[\\s\\x{85}\\x{a0}\\x{3000}aé李ж🔥 ]{0,4}|\\PC{0,3}",
        ) {
            prop_assert_eq!(trimmed(&text), text.trim());
        }
    }

    #[test]
    fn nothing_that_acts_is_left_and_everything_else_is() {
        for calm in ["", "李娜, agent 1001", "naïve – 12 % …", "a\u{301}"] {
            assert_eq!(line(calm), calm);
        }
        assert_eq!(line("a\x1b]0;b\x07c\r\nd\u{9b}e\u{202e}f\u{2028}g\u{200b}h"), "a ]0;b c  d e f g h");
        assert_eq!(lines("a\x1bb\n\nc\u{202e}"), "a b\n\nc ");
    }
}
