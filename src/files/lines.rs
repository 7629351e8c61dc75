//! Small private files of JSON, a line each, that are read and written as a whole.

use std::io;
use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::private;

/// What is in the file, at most `most` lines of it, and how many of those cannot be read, such as those of a later version.
///
/// # Errors
/// Those of [`private::read`]: it is there and cannot be read, is not of this user alone, or has more than `largest` bytes.
pub fn read<T: DeserializeOwned>(path: &Path, largest: u64, most: usize) -> io::Result<(Vec<T>, usize)> {
    let Some(text) = private::read(path, largest)? else { return Ok((Vec::new(), 0)) };
    let (mut all, mut lost) = (Vec::new(), 0);
    for line in text.lines().take(most) {
        match serde_json::from_slice(line.as_bytes()) {
            Ok(one) => all.push(one),
            Err(_) => lost += 1,
        }
    }
    Ok((all, lost))
}

/// Them as such a file has them.
///
/// # Errors
/// When one of them cannot be written as JSON.
pub fn text<'a, T: Serialize + 'a>(all: impl IntoIterator<Item = &'a T>) -> serde_json::Result<String> {
    let mut text = String::new();
    for one in all {
        text.push_str(&serde_json::to_string(one)?);
        text.push('\n');
    }
    Ok(text)
}
