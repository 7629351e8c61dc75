//! What travels from a hub to its boards.

use std::fmt;
use std::str::FromStr;

use crate::feed::record::piece::Piece;
use crate::model::Stamp;

/// Who leads: each hub that begins to publish has an epoch of its own. They are compared only as equal or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Epoch(pub u64);

/// Where an envelope stands: the count begins with 1 in each epoch; 0 is before the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// Of whom.
    pub epoch: Epoch,
    /// Which one of them.
    pub n: u64,
}

impl Place {
    /// Whether it is behind `other` in the same epoch.
    pub fn is_after(self, other: Self) -> bool {
        self.epoch == other.epoch && self.n > other.n
    }

    /// The one behind it.
    #[must_use]
    pub const fn next(self) -> Self {
        Self { epoch: self.epoch, n: self.n + 1 }
    }
}

/// As an id on the wire: `17.4023`.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.epoch.0, self.n)
    }
}

/// It is no place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoPlace;

impl FromStr for Place {
    type Err = NoPlace;

    fn from_str(text: &str) -> Result<Self, NoPlace> {
        let (epoch, n) = text.split_once('.').ok_or(NoPlace)?;
        let number = |text: &str| match text.parse::<u64>() {
            Ok(number) if text.bytes().all(|byte| byte.is_ascii_digit()) => Ok(number),
            _ => Err(NoPlace),
        };
        Ok(Self { epoch: Epoch(number(epoch)?), n: number(n)? })
    }
}

/// What an envelope carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// What the board is told next. One without updates is the beat: it proves that nothing else came.
    Updates(Piece),
    /// A part of a keyframe: the board as it is behind the envelope of this place.
    Keyframe {
        /// Which part, counted from 0.
        part: u32,
        /// Whether it is the last one.
        last: bool,
        /// The part.
        piece: Piece,
    },
}

/// What travels from a hub to its boards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// Where it stands. All parts of a keyframe stand where the last envelope before it stands.
    pub place: Place,
    /// The version of the vocabulary of what it carries.
    pub vocabulary: u32,
    /// When it was sent, on the hub's clock.
    pub sent: Stamp,
    /// On the first envelope of an epoch: a board that stands there knows all that came before it.
    pub continues: Option<Place>,
    /// What it carries.
    pub body: Body,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_as_it_is_written_and_nothing_else_is_one() {
        for place in [Place { epoch: Epoch(0), n: 0 }, Place { epoch: Epoch(u64::MAX), n: u64::MAX }] {
            assert_eq!(place.to_string().parse(), Ok(place));
        }
        for text in ["", ".", "1", "1.", ".1", "1.2.3", "+1.2", "1.-2", " 1.2", "1.18446744073709551616", "a.b"] {
            assert_eq!(text.parse::<Place>(), Err(NoPlace), "{text:?}");
        }
    }
}
