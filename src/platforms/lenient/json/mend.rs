//! Mends what is almost JSON, in one pass over it.

/// A character that stands in a string as it is and may not, or cannot be read alone.
const REPLACEMENT: &str = "\\uFFFD";

/// `text` with everything mended that can be mended without a guess; `None` where there is nothing of the kind.
///
/// In strings, a control character becomes a blank, and half of a surrogate pair U+FFFD. Between them, `NaN` and the
/// infinities are null; a number that is none by JSON's grammar, or too large for any type, becomes a text, which is
/// refused where a number belongs; a field without
/// a value has null; a comma with nothing on one side is left out; control characters, byte order marks and
/// the blanks of other scripts are blanks.
pub(super) fn mend(text: &str) -> Option<String> {
    let mut mender = Mender { text, out: String::new(), kept: 0 };
    mender.run();
    if mender.kept == 0 {
        return None;
    }
    let Mender { mut out, kept, .. } = mender;
    out.push_str(text.get(kept..).unwrap_or_default());
    Some(out)
}

/// What stands before a place, as far as it matters.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    /// A bracket that opens: a comma has nothing in front of it.
    Bracket,
    /// The name of a field: a value has to come.
    Colon,
    Other,
}

struct Mender<'a> {
    text: &'a str,
    out: String,
    /// So much of the text is in `out`, mended; 0 while nothing had to be.
    kept: usize,
}

impl Mender<'_> {
    fn run(&mut self) {
        let bytes = self.text.as_bytes();
        let mut at = 0;
        let mut before = Before::Other;
        while let Some(&byte) = bytes.get(at) {
            let next = match byte {
                b'"' => self.string(at + 1),
                b',' | b'}' if before == Before::Colon => {
                    self.put(at, at, "null");
                    before = Before::Other;
                    continue;
                }
                b',' => {
                    let next = at + 1;
                    let alone = matches!(bytes.get(self.past_blanks(next)), Some(b',' | b']' | b'}'));
                    if alone || before == Before::Bracket {
                        self.put(at, next, "");
                    }
                    at = next;
                    continue;
                }
                b'{' | b'[' | b':' => {
                    before = if byte == b':' { Before::Colon } else { Before::Bracket };
                    at += 1;
                    continue;
                }
                b'+' | b'-' | b'.' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => self.word(at),
                _ => {
                    if let Some(next) = self.past_blank(at) {
                        if !is_blank(byte) {
                            self.put(at, next, " ");
                        }
                        at = next;
                        continue;
                    }
                    at + 1
                }
            };
            before = Before::Other;
            at = next;
        }
    }

    /// Replaces the text between two places, which are behind all replaced so far, by another.
    fn put(&mut self, from: usize, to: usize, with: &str) {
        self.out.push_str(self.text.get(self.kept..from).unwrap_or_default());
        self.out.push_str(with);
        self.kept = to;
    }

    /// Where the blank at this place ends; `None` where there is none. Control characters count.
    fn past_blank(&self, at: usize) -> Option<usize> {
        let byte = *self.text.as_bytes().get(at)?;
        if byte.is_ascii() {
            return (byte <= b' ').then_some(at + 1);
        }
        let found = self.text.get(at..)?.chars().next()?;
        (found.is_whitespace() || found == '\u{FEFF}').then(|| at + found.len_utf8())
    }

    fn past_blanks(&self, mut at: usize) -> usize {
        while let Some(next) = self.past_blank(at) {
            at = next;
        }
        at
    }

    /// Mends the string whose text begins at this place; the place behind its end.
    fn string(&mut self, mut at: usize) -> usize {
        let bytes = self.text.as_bytes();
        while let Some(&byte) = bytes.get(at) {
            match byte {
                b'"' => return at + 1,
                b'\\' => at = self.escape(at),
                0..b' ' => {
                    self.put(at, at + 1, " ");
                    at += 1;
                }
                _ => at += 1,
            }
        }
        at
    }

    /// Mends the escape at this place; the place behind it.
    fn escape(&mut self, at: usize) -> usize {
        let Some(unit) = self.unit(at) else {
            // Past what it escapes, which may be a backslash or the sign that ends the string.
            let escaped = self.text.as_bytes().get(at + 1);
            return at + if escaped.is_some_and(u8::is_ascii_graphic) { 2 } else { 1 };
        };
        let is_low = |unit: u16| (0xDC00..0xE000).contains(&unit);
        if !(0xD800..0xE000).contains(&unit) {
            return at + 6;
        }
        if !is_low(unit) && self.unit(at + 6).is_some_and(is_low) {
            return at + 12;
        }
        self.put(at, at + 6, REPLACEMENT);
        at + 6
    }

    /// The number of the `\uXXXX` at this place.
    fn unit(&self, at: usize) -> Option<u16> {
        let digits = self.text.get(at..)?.strip_prefix("\\u")?.get(..4)?;
        // The parser behind would take a sign.
        digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u16::from_str_radix(digits, 16).ok())?
    }

    /// Mends the number or the word at this place; the place behind it.
    fn word(&mut self, at: usize) -> usize {
        let rest = self.text.get(at..).unwrap_or_default();
        let length = rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || b"+-._".contains(byte)).count();
        let word = rest.get(..length).unwrap_or_default();
        let end = at + length;
        if is_not_a_number(word) {
            self.put(at, end, "null");
        } else if word.starts_with(|c: char| !c.is_ascii_alphabetic())
            && serde_json::from_str::<serde_json::Number>(word).is_err()
        {
            self.put(at, end, &format!("\"{word}\""));
        }
        end
    }
}

/// What JSON itself takes for a blank.
const fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// How the languages that write them write what is no number, and what is beyond all.
fn is_not_a_number(word: &str) -> bool {
    let unsigned = word.strip_prefix(['+', '-']).unwrap_or(word);
    ["nan", "inf", "infinity"].iter().any(|known| unsigned.eq_ignore_ascii_case(known)) || word == "undefined"
}
