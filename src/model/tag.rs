//! What a source is called in the settings, small enough to be copied.

use std::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The short name of a source: what its section of the settings is called. Copied instead of shared, since every update
/// and every question names its source.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Tag([u8; Tag::LONGEST]);

impl Tag {
    /// The most letters a name has.
    pub const LONGEST: usize = 16;

    /// A name written in this program: what no name can have becomes an underscore, what is too long is left out.
    pub const fn of(name: &'static str) -> Self {
        let mut bytes = [0; Self::LONGEST];
        let (mut from, mut to) = (name.as_bytes(), bytes.as_mut_slice());
        while let ([letter, rest @ ..], [place, places @ ..]) = (from, to) {
            *place = if is_letter(*letter) { *letter } else { b'_' };
            (from, to) = (rest, places);
        }
        Self(bytes)
    }

    /// A name of 1 to [`Tag::LONGEST`] lower-case ASCII letters, digits and underscores; `None` for any other.
    pub fn new(name: &str) -> Option<Self> {
        let mut bytes = [0; Self::LONGEST];
        bytes.get_mut(..name.len()).filter(|_| !name.is_empty())?.copy_from_slice(name.as_bytes());
        name.bytes().all(is_letter).then_some(Self(bytes))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        let end = self.0.iter().position(|byte| *byte == 0).unwrap_or(Self::LONGEST);
        self.0.get(..end).and_then(|name| std::str::from_utf8(name).ok()).unwrap_or_default()
    }
}

const fn is_letter(byte: u8) -> bool {
    matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_')
}

impl fmt::Debug for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tag({})", self.as_str())
    }
}

impl Serialize for Tag {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Tag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::new(&name).ok_or_else(|| D::Error::custom(format!("{name:?} is no name of a source")))
    }
}
