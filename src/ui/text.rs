//! Text from strangers, made safe and measured: names, reasons and error sentences come from a network and may hold
//! anything.
//!
//! [`clean`] takes out what could move the cursor, change colours, turn the reading direction or hide; [`width`]
//! counts cells as the screen buffer will; [`fit`] cuts between graphemes so that a column never moves.

use std::borrow::Cow;

use ratatui::buffer::CellWidth;
use unicode_segmentation::UnicodeSegmentation;

pub use crate::lang::clean::{BYTE_ORDER_MARK, clean, for_spreadsheet};
pub use crate::lang::figures::{
    age, bytes, clock, count, duration, limit, ordinal, percent, percent_of, score, spoken,
};
pub use calls::{
    SiteClock, at_agents, handle_definition, lost_definition, no_agent_yet, reach, seconds, service_definition,
    speed_of_answer, still_lost, still_lost_definition, still_lost_off, still_lost_since, still_lost_unknown,
};
pub use drift::{drift_beyond, drift_calm, drift_group, drift_in_short, drift_numbers, drift_word};
pub use probes::{probe_asks, probe_failed, probe_mode, probe_outcome, took};
pub use rules::rule_words;
pub(in crate::ui) use sources::{source_called, source_name};
pub use waiting::{Marks, calls_not_whole, unsure_part, waiting, waiting_definition, waiting_limits, waiting_unsure};

mod calls;
mod drift;
pub mod live;
mod probes;
mod rules;
mod sources;
mod waiting;

/// Bytes and cells of the character that `text` begins with, if that always stands alone, whatever is beside it; `None` for
/// all that need to be looked at together. Nearly everything on screen stands alone, and finding graphemes costs more than
/// drawing them; so does putting characters together from their bytes.
#[expect(
    clippy::inline_always,
    reason = "each character of a frame goes through it twice, and packages are built for size"
)]
#[inline(always)]
pub(super) const fn lone(text: &[u8]) -> Option<(usize, usize)> {
    match text {
        // ASCII.
        [b' '..=b'~', ..] => Some((1, 1)),
        // Ideographs, U+4E00 to U+9FFF.
        [0xe4, 0xb8..=0xbf, _, ..] | [0xe5..=0xe9, _, _, ..] => Some((3, 2)),
        // Lines, blocks and shapes, U+2500 to U+25FC; – ‖ … ≤ ≥ and arrows, U+2190 to U+2199.
        [0xe2, 0x94..=0x96, _, ..]
        | [0xe2, 0x97, 0x80..=0xbc, ..]
        | [0xe2, 0x80, 0x93 | 0x96 | 0xa6, ..]
        | [0xe2, 0x86, 0x90..=0x99, ..]
        | [0xe2, 0x89, 0xa4 | 0xa5, ..] => Some((3, 1)),
        // Letters of Latin and Cyrillic, U+00C0 to U+017F and U+0400 to U+047F, and ·.
        [0xc3..=0xc5 | 0xd0 | 0xd1, _, ..] | [0xc2, 0xb7, ..] => Some((2, 1)),
        // 、 。 and ！ （ ） ， ： ； ？.
        [0xe3, 0x80, 0x81 | 0x82, ..] | [0xef, 0xbc, 0x81 | 0x88 | 0x89 | 0x8c | 0x9a | 0x9b | 0x9f, ..] => {
            Some((3, 2))
        }
        _ => None,
    }
}

/// The characters of `text`, each with its cells, up to the first that does not always stand alone.
fn alone(mut text: &str) -> impl Iterator<Item = (&str, usize)> {
    std::iter::from_fn(move || {
        let (bytes, cells) = lone(text.as_bytes())?;
        let (character, rest) = text.split_at_checked(bytes)?;
        text = rest;
        Some((character, cells))
    })
}

/// Cells of a text all of whose characters always stand alone; `None` for any other.
pub(super) fn lone_width(text: &str) -> Option<usize> {
    let (mut rest, mut width) = (text.as_bytes(), 0);
    while !rest.is_empty() {
        let (bytes, cells) = lone(rest)?;
        rest = rest.get(bytes..)?;
        width += cells;
    }
    Some(width)
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
    lone_width(text).unwrap_or_else(|| text.graphemes(true).map(grapheme_width).sum())
}

fn grapheme_width(grapheme: &str) -> usize {
    if grapheme.contains(char::is_control) { 0 } else { usize::from(grapheme.cell_width()) }
}

/// Cuts clean `text` to at most `cells`, between graphemes, with `…` (or `.` on an ASCII screen, `mark`) where
/// something is missing.
pub fn cut<'a>(text: &'a str, cells: usize, mark: &str) -> Cow<'a, str> {
    let alone = lone_width(text);
    if alone.unwrap_or_else(|| width(text)) <= cells {
        return Cow::Borrowed(text);
    }
    let mark_width = width(mark);
    if cells < mark_width {
        return Cow::Borrowed("");
    }
    let room = cells - mark_width;
    let graphemes = || text.graphemes(true).map(|grapheme| (grapheme, grapheme_width(grapheme)));
    let fits = if alone.is_some() { fitting(self::alone(text), room) } else { fitting(graphemes(), room) };
    let kept = text.get(..fits).unwrap_or_default().trim_end();
    Cow::Owned([kept, mark].concat())
}

/// How many bytes of what a text consists of, each part with its cells, have room.
fn fitting<'a>(parts: impl Iterator<Item = (&'a str, usize)>, mut room: usize) -> usize {
    let mut bytes = 0;
    for (part, cells) in parts {
        let Some(left) = room.checked_sub(cells) else { break };
        room = left;
        bytes += part.len();
    }
    bytes
}

/// Cleans `text` and cuts it to at most `cells`.
pub fn fit(text: &str, cells: usize, mark: &str) -> String {
    cut(&clean(text), cells, mark).into_owned()
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
