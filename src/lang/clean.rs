//! Text from strangers made safe, for the screen and for files: names, reasons and error sentences come from a network
//! and may hold anything.

use std::borrow::Cow;

use unicode_normalization::char::is_combining_mark;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};
use unicode_width::UnicodeWidthChar;

use crate::model::plain;

/// Combining marks kept on one letter; more only serve to climb over the neighbouring lines.
const MARKS_PER_LETTER: usize = 3;
/// Characters of one text that are looked at. A person's name or a sentence is shorter; an attack is not.
const LOOKED_AT: usize = 4096;
/// Characters of one text that are kept, small enough that cleaning twice looks at all of them.
const KEPT: usize = 1024;

/// Drops control codes, escape sequences, reading-direction and other invisible characters, limits combining marks
/// to three a letter, composes (NFC), turns white space into blanks and trims it. Cleaning twice changes nothing.
pub fn clean(text: &str) -> Cow<'_, str> {
    if is_plain(text) { Cow::Borrowed(text) } else { Cow::Owned(cleaned(text)) }
}

/// The same, looking at every character.
fn cleaned(text: &str) -> String {
    let mut visible = String::with_capacity(text.len().min(KEPT));
    let mut chars = text.chars().take(LOOKED_AT).peekable();
    while let Some(c) = chars.next() {
        match c {
            '\u{1b}' | '\u{90}' | '\u{98}' | '\u{9b}' | '\u{9d}' | '\u{9e}' | '\u{9f}' => skip_sequence(c, &mut chars),
            c if c.is_whitespace() => visible.push(' '),
            c if is_visible(c) => visible.push(c),
            _ => {}
        }
    }
    let composed: Cow<'_, str> = match is_nfc_quick(visible.chars()) {
        IsNormalized::Yes => Cow::Owned(visible),
        _ => Cow::Owned(visible.nfc().collect()),
    };
    let mut kept = String::with_capacity(composed.len().min(KEPT));
    // A mark with no letter before it would sit on whatever the screen shows to its left.
    let mut marks = MARKS_PER_LETTER;
    for c in composed.trim_start().chars().take(KEPT) {
        if is_combining_mark(c) {
            marks += 1;
            if marks > MARKS_PER_LETTER {
                continue;
            }
        } else {
            marks = if c == ' ' { MARKS_PER_LETTER } else { 0 };
        }
        kept.push(c);
    }
    kept.trim().to_owned()
}

/// Printable ASCII, letters of Latin and Cyrillic (U+00C0 to U+017F, U+0400 to U+047F) and the common CJK ideographs (U+4E00 to
/// U+9FFF) need no work; nearly all names are of these. Their bytes tell.
fn is_plain(text: &str) -> bool {
    let mut rest = text.as_bytes();
    if rest.len() > KEPT || rest.first() == Some(&b' ') || rest.last() == Some(&b' ') {
        return false;
    }
    loop {
        rest = match rest {
            [] => return true,
            [b' '..=b'~', rest @ ..]
            | [0xe4, 0xb8..=0xbf, _, rest @ ..]
            | [0xe5..=0xe9, _, _, rest @ ..]
            | [0xc3..=0xc5 | 0xd0 | 0xd1, _, rest @ ..] => rest,
            _ => return false,
        }
    }
}

/// Skips the rest of an escape sequence that `introducer` began. One that never ends loses only its introducer, so
/// that it cannot swallow the text behind it.
fn skip_sequence<I: Iterator<Item = char> + Clone>(introducer: char, chars: &mut std::iter::Peekable<I>) {
    let mut ahead = chars.clone();
    let kind = match introducer {
        '\u{1b}' => match ahead.next() {
            Some(kind) => kind,
            None => return,
        },
        '\u{9b}' => '[',
        _ => ']',
    };
    match kind {
        '[' => {
            for c in ahead.by_ref() {
                match c {
                    ' '..='?' => {}
                    '@'..='~' => {
                        *chars = ahead;
                        return;
                    }
                    _ => return,
                }
            }
        }
        ']' | 'P' | 'X' | '^' | '_' => {
            while let Some(c) = ahead.next() {
                let ended = match c {
                    '\u{7}' | '\u{9c}' => true,
                    '\u{1b}' => ahead.next_if_eq(&'\\').is_some(),
                    _ => false,
                };
                if ended {
                    *chars = ahead;
                    return;
                }
            }
        }
        // Two-character sequences, some with a character set's name behind.
        '(' | ')' | '*' | '+' | '#' | '%' => {
            ahead.next();
            *chars = ahead;
        }
        '0'..='~' => *chars = ahead,
        _ => {}
    }
}

/// Whether a character takes room of its own or sits on a letter, and does nothing else. What changes how wide its
/// neighbours are drawn does so differently on every terminal.
fn is_visible(c: char) -> bool {
    match c {
        c if plain::acts(c) => false,
        // Vowels and finals of Hangul, and half-width voicing marks, have no width of their own but are letters.
        '\u{1161}'..='\u{11ff}' | '\u{d7b0}'..='\u{d7ff}' | '\u{ff9e}' | '\u{ff9f}' => true,
        c => is_combining_mark(c) || matches!(UnicodeWidthChar::width(c), Some(1 | 2)),
    }
}

/// What a file begins with so that every program takes it for UTF-8.
pub const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Clean `text` for a file that spreadsheets open. They take a cell that begins like a formula for one, some of them
/// also with the wide forms of its signs, and names come from strangers: an apostrophe before it makes it text.
pub fn for_spreadsheet(text: &str) -> String {
    let cell = clean(text);
    let is_formula = cell.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    if is_formula { format!("'{cell}") } else { cell.into_owned() }
}

#[cfg(test)]
mod tests;
