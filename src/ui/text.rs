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
