//! Words from outside, made fit for a sentence: short, on one line, without a telephone number.

use crate::model::Reject;
use crate::model::customer::mask_runs;
use crate::model::plain;

/// How long the detail of a reject may be, in characters.
pub const DETAIL_MAX: usize = Reject::DETAIL_MAX;
/// From this many digits on a run of digits may be a customer's number.
const NUMBER_DIGITS: usize = 7;

/// Cuts `text` to `max` characters, the last of which is then an ellipsis.
pub fn shorten(text: &str, max: usize) -> String {
    if text.char_indices().nth(max).is_none() {
        return text.to_owned();
    }
    let mut cut: String = text.chars().take(max.saturating_sub(1)).collect();
    cut.push('…');
    cut
}

/// Masks every run of digits (with the blanks, dashes, dots and brackets people write between them) that is long
/// enough to be a telephone number, and turns line ends, control and invisible characters into blanks.
pub fn scrub(text: &str) -> String {
    mask_runs(text, NUMBER_DIGITS).chars().map(|c| if plain::acts(c) { ' ' } else { c }).collect()
}

/// `text` in quotes, scrubbed, at most `max` characters between them.
pub fn quoted(text: &str, max: usize) -> String {
    format!("\"{}\"", shorten(scrub(text.trim()).trim(), max))
}

/// What a vendor said, scrubbed, at most 200 characters, without a full stop at its end.
pub fn sentence(text: &str) -> String {
    shorten(scrub(text.trim()).trim(), 200).trim_end_matches(['.', '!', '。']).to_owned()
}

#[cfg(test)]
mod tests;
