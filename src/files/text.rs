//! From bytes to text: settings, secrets, certificates and answers come through here, written by any hand and with
//! whatever editor.
//!
//! A byte order mark is no part of the text. UTF-16 is read where a mark, or a zero byte on one side of the first
//! character, shows that it is. What is neither is refused ([`read`]) or replaced ([`read_lossy`]).

use secrecy::zeroize::Zeroize;

const MARK: &str = "\u{FEFF}";

/// Bytes that are no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line} is not UTF-8 text")]
pub struct NoText {
    /// The first line that is not, from 1.
    pub line: usize,
}

/// What the bytes say, without a byte order mark. Bytes that are left over are overwritten: a secret may be in them.
///
/// # Errors
/// When they are not UTF-8, nor UTF-16 that shows itself.
pub fn read(mut bytes: Vec<u8>) -> Result<String, NoText> {
    if let Some(utf16) = Utf16::of(&bytes) {
        let text = utf16.read(&bytes);
        bytes.zeroize();
        return text;
    }
    String::from_utf8(bytes).map(unmarked).map_err(|error| {
        let good = error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default();
        let line = 1 + good.split(|byte| *byte == b'\n').skip(1).count();
        error.into_bytes().zeroize();
        NoText { line }
    })
}

/// What the bytes say, without a byte order mark; what is no character is U+FFFD.
pub fn read_lossy(bytes: Vec<u8>) -> String {
    if let Some(utf16) = Utf16::of(&bytes) {
        return utf16.read_lossy(&bytes);
    }
    match String::from_utf8(bytes) {
        Ok(text) => unmarked(text),
        Err(error) => unmarked(String::from_utf8_lossy(error.as_bytes()).into_owned()),
    }
}

/// Whether bytes are UTF-16 that shows itself.
pub fn is_utf16(bytes: &[u8]) -> bool {
    Utf16::of(bytes).is_some()
}

/// Text without a byte order mark in front.
pub fn without_mark(text: &str) -> &str {
    text.strip_prefix(MARK).unwrap_or(text)
}

fn unmarked(mut text: String) -> String {
    if text.starts_with(MARK) {
        text.drain(..MARK.len());
    }
    text
}

/// The two orders of bytes.
#[derive(Clone, Copy)]
enum Utf16 {
    Little,
    Big,
}

impl Utf16 {
    fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            // Four bytes a character begin like two, and no editor writes them.
            [0xFF, 0xFE, rest @ ..] if !rest.starts_with(&[0, 0]) => Some(Self::Little),
            [0xFE, 0xFF, ..] => Some(Self::Big),
            [first, 0, _, 0, ..] if *first != 0 => Some(Self::Little),
            [0, second, 0, _, ..] if *second != 0 => Some(Self::Big),
            _ => None,
        }
    }

    fn units(self, bytes: &[u8]) -> impl Iterator<Item = u16> + '_ {
        bytes.chunks(2).map(move |pair| match (self, pair) {
            (Self::Little, &[low, high]) | (Self::Big, &[high, low]) => u16::from_be_bytes([high, low]),
            // Half a unit at the end is half a character: it is one of the surrogates, which stand for nothing alone.
            _ => 0xD800,
        })
    }

    fn read(self, bytes: &[u8]) -> Result<String, NoText> {
        let mut text = String::with_capacity(bytes.len() + bytes.len() / 2);
        for found in char::decode_utf16(self.units(bytes)) {
            let Ok(found) = found else {
                let line = 1 + text.matches('\n').count();
                text.zeroize();
                return Err(NoText { line });
            };
            text.push(found);
        }
        Ok(unmarked(text))
    }

    fn read_lossy(self, bytes: &[u8]) -> String {
        let found = char::decode_utf16(self.units(bytes));
        unmarked(found.map(|found| found.unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
    }
}

#[cfg(test)]
mod tests;
