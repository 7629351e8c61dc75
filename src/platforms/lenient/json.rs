//! The door from bytes to JSON, for every answer of every platform, every event of a stream, and every file of ours
//! that holds JSON.
//!
//! What is JSON is read as serde_json reads it, in one pass and without a copy. What is not is [mended](mend) and read
//! once more: the faults that are common among those who write JSON by hand, each of which would otherwise cost a whole
//! source for the sake of one name or one figure. The table in `cases.rs` lists what is tolerated, and what is not. What
//! cannot be read then either is no JSON, and nothing is guessed of it.

use serde::Serialize;
use serde::de::{Deserialize, DeserializeOwned};
use serde_json::{Error, Map, Value};

#[cfg(test)]
mod cases;
mod mend;

use super::capped::{LeftOut, TakesRows, Wanted};
pub use crate::files::text::read_lossy as text;
use mend::mend;

/// Reads a document that borrows from `text`, or from what has been mended of it, which is then kept in `mended`.
///
/// # Errors
/// What is wrong with it, where it is no JSON even so, or is something else than `T`.
pub fn borrowed<'a, T: Deserialize<'a>>(text: &'a str, mended: &'a mut Option<String>) -> Result<T, Error> {
    serde_json::from_str(text).or_else(|error| match mend(text) {
        Some(whole) => serde_json::from_str(mended.insert(whole)),
        None => Err(error),
    })
}

/// Reads a document.
///
/// # Errors
/// Those of [`borrowed`].
pub fn owned<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    borrowed(text, &mut None)
}

/// Reads a document as `read` does, and what has been mended of it where that cannot.
///
/// # Errors
/// Those of [`borrowed`].
pub fn by<T>(text: &str, read: impl Fn(&str) -> Result<T, Error>) -> Result<T, Error> {
    read(text).or_else(|error| match mend(text) {
        Some(whole) => read(&whole),
        None => Err(error),
    })
}

/// A value as a tree, by way of its text: what is written as text anyway needs no second writer in the program.
pub fn tree(value: &impl Serialize) -> Value {
    serde_json::to_vec(value).and_then(|text| serde_json::from_slice(&text)).unwrap_or_default()
}

/// Reads an object, as much of it as is kept; `None` for what is none.
pub fn object(text: &str) -> Option<Map<String, Value>> {
    capped(text).map(|(fields, _)| fields)
}

/// The same, with what was left out of it.
pub fn capped(text: &str) -> Option<(Map<String, Value>, LeftOut)> {
    super::capped::object(text, None, None).ok().or_else(|| super::capped::object(&mend(text)?, None, None).ok())
}

/// The same without its rows, which are taken one by one; of each, and of what else stands in lists, only some fields may be
/// wanted.
pub fn rows_of(text: &str, wanted: Option<Wanted>, takes: &mut dyn TakesRows) -> Option<(Map<String, Value>, LeftOut)> {
    if let Ok(read) = super::capped::object(text, wanted, Some(&mut *takes)) {
        return Some(read);
    }
    super::capped::object(&mend(text)?, wanted, Some(takes)).ok()
}

/// A list as vendors send one. Where there is nothing to list some of them send `{}`, `""`, `null`, `false` or no field
/// at all. `None` is what is no list.
pub fn list(value: Option<Value>) -> Option<Vec<Value>> {
    match value {
        None => Some(Vec::new()),
        Some(Value::Array(list)) => Some(list),
        Some(value) => is_nothing(&value).then(Vec::new),
    }
}

/// The rows of a list; what is no object, or one without a field, is no row. `None` is what is no list.
pub fn rows(value: Option<Value>) -> Option<Vec<Map<String, Value>>> {
    let rows = list(value)?.into_iter().filter_map(|row| match row {
        Value::Object(row) if !row.is_empty() => Some(row),
        _ => None,
    });
    Some(rows.collect())
}

/// Whether a value is what some vendors send where there is nothing to list.
pub fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Object(fields) => fields.is_empty(),
        Value::Array(items) => items.iter().all(is_nothing),
        Value::String(text) => is_no_list(text),
        Value::Bool(true) | Value::Number(_) => false,
    }
}

/// The same of a text: blank, or an empty list in writing.
pub fn is_no_list(text: &str) -> bool {
    matches!(super::trimmed(text), "" | "[]" | "{}" | "null")
}

#[cfg(test)]
mod tests;
