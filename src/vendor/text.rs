//! Words from outside, made fit for a sentence: short, on one line, without anybody's telephone number.

use std::net::Ipv4Addr;

use crate::model::Reject;
use crate::model::customer::mask;
use crate::model::plain;

/// How long the detail of a reject may be, in characters.
pub const DETAIL_MAX: usize = Reject::DETAIL_MAX;
/// From this many digits on a run of digits may be somebody's number.
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
    let mut out = String::with_capacity(text.len());
    let mut run = String::new();
    for c in text.chars() {
        if c.is_ascii_digit() || (!run.is_empty() && matches!(c, ' ' | '-' | '.' | '(' | ')')) {
            run.push(c);
        } else {
            flush(&mut out, &mut run);
            out.push(if plain::acts(c) { ' ' } else { c });
        }
    }
    flush(&mut out, &mut run);
    out
}

fn flush(out: &mut String, run: &mut String) {
    let number = run.trim_end_matches(|c: char| !c.is_ascii_digit());
    let rest = run.get(number.len()..).unwrap_or_default();
    let digits = number.chars().filter(char::is_ascii_digit).count();
    if digits >= NUMBER_DIGITS && !is_date(number) && number.parse::<Ipv4Addr>().is_err() {
        out.push_str(&mask(number));
    } else {
        out.push_str(number);
    }
    out.push_str(rest);
    run.clear();
}

/// A day of our times, alone or with an hour behind it: vendors quote those, and nobody's number looks like one.
fn is_date(run: &str) -> bool {
    let (day, hour) = run.split_once(' ').unwrap_or((run, ""));
    hour.len() <= 2
        && matches!(day.get(..2), Some("19" | "20"))
        && chrono::NaiveDate::parse_from_str(day, "%Y-%m-%d").is_ok()
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
