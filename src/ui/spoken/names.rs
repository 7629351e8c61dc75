//! Names and lists as a sentence has them: clean, masked, and no more than can be listened to.

use crate::lang::{Language, Speaks};
use crate::model::customer::mask_within;
use crate::model::plain;
use crate::ui::text::clean;

/// So many are named; the others are counted.
const NAMED: usize = 5;

/// So long a name may be, in characters.
const LONGEST: usize = 60;

/// A name as it may be said.
pub(in crate::ui) fn name(text: &str) -> String {
    let mut name: String = mask_within(clean(text).trim()).chars().take(LONGEST + 1).collect();
    if name.chars().count() > LONGEST {
        name.pop();
        name.push('…');
    }
    name
}

/// The first of them by name, the others by their number.
pub(in crate::ui) fn list(to: impl Speaks + Copy, items: impl ExactSizeIterator<Item = String>) -> String {
    let more = items.len().saturating_sub(NAMED);
    let mut named: Vec<String> = items.take(NAMED).collect();
    if more > 0 {
        named.push(tr!(to, "and {count} more", count = more));
    }
    named.join(tr!(to, ", "; "list"))
}

/// Parts of one sentence.
pub(in crate::ui) fn clauses(to: impl Speaks, clauses: &[String]) -> String {
    clauses.join(tr!(to, ", "; "clauses"))
}

/// One line with an end.
pub(in crate::ui) fn sentence(language: Language, text: &str) -> String {
    let mut text = plain::line(clean(text).trim()).into_owned();
    if !text.ends_with(['.', '!', '?', '。', '！', '？', '…']) {
        text.push(if language == Language::English { '.' } else { '。' });
    }
    text
}
