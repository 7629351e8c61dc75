//! Change messages as the vendor writes them, read with nothing in between.
//!
//! A busy centre sends a thousand of them a second, all of one shape: objects of whole numbers and plain texts. Read by way
//! of serde_json, which must be ready for anything, their fields take twice as long as it takes to look at their bytes. What
//! is read here is read as it is read there, or not at all: an escape, a fraction, something nested, a list twice or whatever
//! else is out of the ordinary leaves the whole message to serde_json, which is then as if this had not been tried.

use std::borrow::Cow;

use super::operations::{AGENT_PATH, Operations, REPLACE, Said};
use super::scalar::Scalar;
use crate::model::Changes;
use crate::platforms::lenient::trimmed;

/// A whole number of no more digits fits into 64 bits.
const DIGITS: usize = 18;

/// A change message.
pub(super) struct Quick<'a> {
    /// When it says it was made.
    pub(super) created: Option<Scalar<'a>>,
    /// What it changes.
    pub(super) changes: Changes,
}

/// Reads a message of the kind that is called `kind`; `None` is one that must be read by serde_json.
pub(super) fn changes<'a>(text: &'a str, kind: &str) -> Option<Quick<'a>> {
    let mut reader = Reader { text, at: 0 };
    let (mut id, mut created, mut operations) = (None, None, None);
    let mut object = reader.open(b'{')?;
    while reader.another(&mut object, b'}')? {
        match reader.key()? {
            "MessageID" => id = Some(reader.text()?),
            "creationTime" => created = Some(reader.value()?),
            "list" if operations.is_none() => operations = Some(read_operations(&mut reader)?),
            other => reader.pass(other)?,
        }
    }
    let is_whole = reader.next().is_none() && trimmed(id?) == kind;
    is_whole.then_some(Quick { created, changes: operations?.into_changes(0) })
}

fn read_operations(reader: &mut Reader<'_>) -> Option<Operations> {
    let mut found = Operations::default();
    let mut list = reader.open(b'[')?;
    while reader.another(&mut list, b']')? {
        let from = reader.at;
        let said = if let Some(said) = usual_operation(reader) {
            said
        } else {
            reader.at = from;
            operation(reader)?
        };
        if found.is_full() {
            return None;
        }
        found.add(said);
    }
    Some(found)
}

/// An operation as the vendor writes it, but for the blanks of the documents: what is the same in all of them is looked at as a
/// whole, which is four fifths of it.
fn usual_operation<'a>(reader: &mut Reader<'a>) -> Option<Said<'a>> {
    reader.skip(br#"{"op":"replace","id":"#)?;
    let id = Cow::Borrowed(reader.text()?);
    reader.skip(br#","path":"#)?;
    let path = reader.text_led_by(AGENT_PATH)?;
    reader.skip(br#","value":"#)?;
    let mut said = Said { op: REPLACE, id, path, value: None };
    reader.value_to(&mut said.value)?;
    reader.skip(b"}")?;
    Some(said)
}

/// Any other one.
fn operation<'a>(reader: &mut Reader<'a>) -> Option<Said<'a>> {
    let mut said = Said::default();
    let mut object = reader.open(b'{')?;
    while reader.another(&mut object, b'}')? {
        match reader.key()? {
            "op" => said.op = reader.text()?,
            "id" => said.id = Cow::Borrowed(reader.text()?),
            "path" => said.path = reader.text()?,
            "value" => reader.value_to(&mut said.value)?,
            other => reader.pass(other)?,
        }
    }
    // An empty one is none.
    (object == Begun::Within).then_some(said)
}

/// How far an object or a list has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Begun {
    /// Nothing of it has been read.
    Just,
    /// Something has.
    Within,
}

/// A text and how far it has been read. Whatever cannot be read here is `None`.
struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    /// The next byte that is no blank, which is not taken.
    fn next(&mut self) -> Option<u8> {
        loop {
            match self.text.as_bytes().get(self.at)? {
                b' ' | b'\n' | b'\t' | b'\r' => self.at += 1,
                byte => return Some(*byte),
            }
        }
    }

    fn take(&mut self, byte: u8) -> Option<()> {
        let is_there = self.next()? == byte;
        self.at += usize::from(is_there);
        is_there.then_some(())
    }

    /// Begins an object or a list.
    fn open(&mut self, bracket: u8) -> Option<Begun> {
        self.take(bracket)?;
        Some(Begun::Just)
    }

    /// Whether another item follows in what ends with this `bracket`.
    fn another(&mut self, begun: &mut Begun, bracket: u8) -> Option<bool> {
        if self.next()? == bracket {
            self.at += 1;
            return Some(false);
        }
        if *begun == Begun::Within {
            self.take(b',')?;
        }
        *begun = Begun::Within;
        Some(true)
    }

    /// The name of a field.
    fn key(&mut self) -> Option<&'a str> {
        let key = self.text()?;
        self.take(b':')?;
        Some(key)
    }

    /// Passes over a field of this name that means nothing. One with blanks around it may be another one.
    fn pass(&mut self, key: &str) -> Option<()> {
        if key == "list" || trimmed(key).len() != key.len() {
            return None;
        }
        self.value().map(drop)
    }

    fn value(&mut self) -> Option<Scalar<'a>> {
        let mut value = None;
        self.value_to(&mut value)?;
        value
    }

    /// Reads a value to where it is to stand: a copy of what was just written has to wait for it.
    fn value_to(&mut self, place: &mut Option<Scalar<'a>>) -> Option<()> {
        *place = match self.next()? {
            b'"' => self.text().map(|text| Scalar::Text(Cow::Borrowed(text))),
            b'-' | b'0'..=b'9' => self.whole().map(Scalar::Int),
            b'n' => self.word("null", Scalar::Null),
            b't' => self.word("true", Scalar::Bool(true)),
            b'f' => self.word("false", Scalar::Bool(false)),
            _ => None,
        };
        place.is_some().then_some(())
    }

    fn word(&mut self, word: &str, value: Scalar<'a>) -> Option<Scalar<'a>> {
        let is_there = self.text.get(self.at..)?.starts_with(word);
        self.at += word.len();
        is_there.then_some(value)
    }

    /// A whole number. `-0` is none, which is a fraction to serde_json.
    fn whole(&mut self) -> Option<i64> {
        let bytes = self.text.as_bytes();
        let is_negative = bytes.get(self.at) == Some(&b'-');
        let first = self.at + usize::from(is_negative);
        let (mut number, mut at) = (0_i64, first);
        while let Some(digit @ b'0'..=b'9') = bytes.get(at) {
            number = number.wrapping_mul(10).wrapping_add(i64::from(digit - b'0'));
            at += 1;
        }
        self.at = at;
        let digits = at - first;
        let is_led_by_nothing = bytes.get(first) == Some(&b'0') && (digits > 1 || is_negative);
        if is_led_by_nothing || !(1..=DIGITS).contains(&digits) || matches!(bytes.get(at), Some(b'.' | b'e' | b'E')) {
            return None;
        }
        Some(if is_negative { -number } else { number })
    }

    /// Passes over what is written just so.
    fn skip<const N: usize>(&mut self, written: &[u8; N]) -> Option<()> {
        let is_there = self.text.as_bytes().get(self.at..)?.first_chunk() == Some(written);
        self.at += N;
        is_there.then_some(())
    }

    /// A text without escapes.
    fn text(&mut self) -> Option<&'a str> {
        self.take(b'"')?;
        self.rest_of_text(self.at)
    }

    /// The same, of which the first part need not be looked at where it is this one, which has no quotation mark in it.
    fn text_led_by(&mut self, lead: &str) -> Option<&'a str> {
        self.take(b'"')?;
        let from = self.at;
        if self.text.as_bytes().get(from..)?.starts_with(lead.as_bytes()) {
            self.at += lead.len();
        }
        self.rest_of_text(from)
    }

    /// The text that began at `from` and has been looked at so far.
    fn rest_of_text(&mut self, from: usize) -> Option<&'a str> {
        let bytes = self.text.as_bytes();
        let mut at = self.at;
        // Eight bytes at a time: most of what is left of a message is the insides of texts.
        while let Some(eight) = bytes.get(at..).and_then(|rest| rest.first_chunk()) {
            let marks = marks(u64::from_le_bytes(*eight));
            if marks != 0 {
                at += marks.trailing_zeros() as usize / 8;
                break;
            }
            at += 8;
        }
        while bytes.get(at).is_some_and(|byte| *byte >= b' ' && !matches!(byte, b'"' | b'\\')) {
            at += 1;
        }
        self.at = at + 1;
        if bytes.get(at) == Some(&b'"') { self.text.get(from..at) } else { None }
    }
}

/// The highest bit of the first byte of eight that is a quotation mark, a backslash or a control character, and of none before
/// it; there may be some behind it. Nothing where there is no such byte.
const fn marks(eight: u64) -> u64 {
    const EACH: u64 = 0x0101_0101_0101_0101;
    const HIGHEST: u64 = 0x80 * EACH;
    const fn below(eight: u64, least: u8) -> u64 {
        eight.wrapping_sub(least as u64 * EACH) & !eight
    }
    let quote = below(eight ^ (b'"' as u64 * EACH), 1);
    let backslash = below(eight ^ (b'\\' as u64 * EACH), 1);
    (quote | backslash | below(eight, b' ')) & HIGHEST
}

#[cfg(test)]
mod tests;
