//! Text from strangers, made safe and measured: names, reasons and error sentences come from a network and may hold
//! anything.
//!
//! [`clean`] takes out what could move the cursor, change colours, turn the reading direction or hide; [`width`]
//! counts cells as the screen buffer will; [`fit`] cuts between graphemes so that a column never moves.

use std::borrow::Cow;

use ratatui::buffer::CellWidth;
use unicode_normalization::char::is_combining_mark;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthChar;

use crate::model::plain;

mod format;

pub use format::{age, bytes, clock, count, duration, limit, ordinal, percent, percent_of, score};

/// Combining marks kept on one letter; more only serve to climb over the neighbouring lines.
const MARKS_PER_LETTER: usize = 3;
/// Characters of one text that are looked at. A person's name or a sentence is shorter; an attack is not.
const LOOKED_AT: usize = 4096;
/// Characters of one text that are kept, small enough that cleaning twice looks at all of them.
const KEPT: usize = 1024;

/// Drops control codes, escape sequences, reading-direction and other invisible characters, limits combining marks
/// to three a letter, composes (NFC), turns white space into blanks and trims it. Cleaning twice changes nothing.
pub fn clean(text: &str) -> Cow<'_, str> {
    if is_plain(text) {
        return Cow::Borrowed(text);
    }
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
    Cow::Owned(kept.trim().to_owned())
}

/// Printable ASCII and the common CJK ideographs need no work; nearly all names are of these.
fn is_plain(text: &str) -> bool {
    let edge = |c: Option<char>| c.is_none_or(|c| c != ' ');
    text.len() <= KEPT
        && text.chars().all(|c| matches!(c, ' '..='~' | '\u{4e00}'..='\u{9fff}'))
        && edge(text.chars().next())
        && edge(text.chars().next_back())
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

/// Cells of a character that always stands alone, whatever is beside it; `None` for all that need to be looked at
/// together. Nearly everything on screen stands alone, and finding graphemes costs more than drawing them.
pub(super) const fn lone_width(c: char) -> Option<usize> {
    match c {
        ' '..='~' | '·' | '×' | '–' | '‖' | '…' | '\u{2190}'..='\u{2199}' | '\u{2500}'..='\u{25fc}' => Some(1),
        '\u{4e00}'..='\u{9fff}' | '、' | '。' | '，' | '：' | '；' | '（' | '）' | '！' | '？' => Some(2),
        _ => None,
    }
}

/// Whether the fonts of Linux consoles have `c`: ASCII, and the letters that code page 437, which the kernel's own font
/// follows, shares with Latin-1, which those of the distributions cover.
pub const fn is_on_console(c: char) -> bool {
    matches!(c, ' '..='~')
        || matches!(c, 'Ä' | 'Å' | 'Æ' | 'Ç' | 'É' | 'Ñ' | 'Ö' | 'Ü' | 'ß' | 'à'..='ï' | 'ñ'..='ö' | 'ù'..='ü' | 'ÿ')
            && !matches!(c, 'ã' | 'õ')
}

/// Clean `text` with a question mark for every cell of what a console cannot show.
pub(super) fn for_console(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.chars().all(is_on_console) {
        return text;
    }
    let shown = |grapheme: &str| match grapheme.chars().next() {
        Some(c) if is_on_console(c) && grapheme.chars().nth(1).is_none() => c.to_string(),
        _ => "?".repeat(grapheme_width(grapheme)),
    };
    Cow::Owned(text.graphemes(true).map(shown).collect())
}

/// Cells that `text` takes on screen.
pub fn width(text: &str) -> usize {
    if let Some(width) = text.chars().map(lone_width).sum() {
        return width;
    }
    text.graphemes(true).map(grapheme_width).sum()
}

fn grapheme_width(grapheme: &str) -> usize {
    if grapheme.contains(char::is_control) { 0 } else { usize::from(grapheme.cell_width()) }
}

/// Cuts clean `text` to at most `cells`, between graphemes, with `…` (or `.` on an ASCII screen, `mark`) where
/// something is missing.
pub fn cut<'a>(text: &'a str, cells: usize, mark: &str) -> Cow<'a, str> {
    if width(text) <= cells {
        return Cow::Borrowed(text);
    }
    let mark_width = width(mark);
    if cells < mark_width {
        return Cow::Borrowed("");
    }
    let room = cells - mark_width;
    let mut used = 0;
    let mut kept = String::with_capacity(text.len().min(cells * 4));
    for grapheme in text.graphemes(true) {
        let wide = grapheme_width(grapheme);
        if used + wide > room {
            break;
        }
        used += wide;
        kept.push_str(grapheme);
    }
    kept.truncate(kept.trim_end().len());
    kept.push_str(mark);
    Cow::Owned(kept)
}

/// Cleans `text` and cuts it to at most `cells`.
pub fn fit(text: &str, cells: usize, mark: &str) -> String {
    cut(&clean(text), cells, mark).into_owned()
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

/// The same words with a capital at their beginning.
pub fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Fills `text` with blanks behind it to `cells`; longer text stays as it is.
pub fn pad(text: &str, cells: usize) -> String {
    let missing = cells.saturating_sub(width(text));
    format!("{text}{}", " ".repeat(missing))
}

/// Fills `text` with blanks before it to `cells`; longer text stays as it is.
pub fn pad_left(text: &str, cells: usize) -> String {
    let missing = cells.saturating_sub(width(text));
    format!("{}{text}", " ".repeat(missing))
}

/// The parts of a word that a line may not be broken in: a line of ideographs may end behind any of them, but does not
/// begin with a comma nor end with an opening bracket.
fn unbroken(word: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut before: Option<char> = None;
    for (at, c) in word.char_indices() {
        let may_break = before.is_some_and(|before| {
            (is_ideograph(before) || is_ideograph(c) || is_closing(before)) && !is_closing(c) && !is_opening(before)
        });
        if may_break {
            parts.extend(word.get(start..at));
            start = at;
        }
        before = Some(c);
    }
    parts.extend(word.get(start..));
    parts
}

const fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}')
}

const fn is_closing(c: char) -> bool {
    matches!(c, '、' | '。' | '，' | '：' | '；' | '）' | '！' | '？' | '」' | '”')
}

const fn is_opening(c: char) -> bool {
    matches!(c, '（' | '「' | '“')
}

/// Breaks clean `text` at blanks, and between ideographs, into lines of at most `cells`; a word longer than a line is
/// cut.
pub fn wrap(text: &str, cells: usize, mark: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        for (index, part) in unbroken(word).into_iter().enumerate() {
            let gap = usize::from(!line.is_empty() && index == 0);
            if !line.is_empty() && width(&line) + gap + width(part) > cells {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() && gap > 0 {
                line.push(' ');
            }
            line.push_str(&cut(part, cells, mark));
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests;
