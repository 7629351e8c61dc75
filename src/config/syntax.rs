//! What is wrong with the syntax of a TOML file, and in which line.

use super::error::escape;

/// What the parser says, with the key where it means one; values are never repeated.
pub(super) fn syntax(message: &str, at: &str) -> String {
    match message.trim() {
        "duplicate key" => format!("{} is given twice", escape(at.trim())),
        // Said of an unquoted word and of nothing at all.
        words if words.starts_with("string values must be quoted") => {
            "a value is missing or lacks its quotes, expected a value such as \"text\"".to_owned()
        }
        // What begins like a number and goes on as an id.
        words
            if ["unexpected leading zero", "invalid float", "invalid integer"]
                .iter()
                .any(|what| words.starts_with(what)) =>
        {
            "a number cannot be written so; text is written in quotes, such as \"0123\"".to_owned()
        }
        words => words.replace('\n', "; "),
    }
}

/// The line of a byte offset, counted from 1. The end of the text belongs to its last line.
pub(super) fn line_at(text: &str, offset: usize) -> usize {
    let end = offset.min(text.trim_end().len());
    let before = text.get(..end).unwrap_or_default();
    before.matches('\n').count() + 1
}
