//! How much there is of a text: its width in every hand, and which hands can write it, follow from a look at its letters.

use super::{Hand, font, own};
use crate::ui::text;

/// How much there is of a clean text, or of several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ui::draw) struct Extent {
    /// Pixels of our own letters, each with the column behind it, in those of seven rows and of five; `None` where they
    /// cannot write it.
    own: Option<[usize; 2]>,
    /// Cells in ordinary letters.
    ordinary: usize,
    /// Pixels of the font.
    pixels: u16,
    /// The font's rows that it uses, those of capitals at least.
    pub(super) rows: (u16, u16),
}

impl Extent {
    /// Of no text.
    pub(in crate::ui::draw) const NONE: Self = Self { own: Some([0; 2]), ordinary: 0, pixels: 0, rows: font::CAPITALS };

    /// Of clean `text`.
    pub(in crate::ui::draw) fn of(text: &str) -> Self {
        let (pixels, rows) = font::extent(text);
        Self { own: own::pixels(text), ordinary: text::width(text), pixels, rows }
    }

    /// As wide as the wider of the two, in every hand that can write both.
    #[must_use]
    pub(in crate::ui::draw) fn wider(self, other: Self) -> Self {
        let own = |[large, small]: [usize; 2], [other_large, other_small]: [usize; 2]| {
            [large.max(other_large), small.max(other_small)]
        };
        Self {
            own: self.own.zip(other.own).map(|(one, other)| own(one, other)),
            ordinary: self.ordinary.max(other.ordinary),
            pixels: self.pixels.max(other.pixels),
            rows: self.rows_with(other),
        }
    }

    /// With `other` behind it.
    #[must_use]
    pub(super) fn with(self, other: Self) -> Self {
        let own = |[large, small]: [usize; 2], [other_large, other_small]: [usize; 2]| {
            [large + other_large, small + other_small]
        };
        Self {
            own: self.own.zip(other.own).map(|(one, other)| own(one, other)),
            ordinary: self.ordinary + other.ordinary,
            pixels: self.pixels.saturating_add(other.pixels),
            rows: self.rows_with(other),
        }
    }

    fn rows_with(self, other: Self) -> (u16, u16) {
        (self.rows.0.min(other.rows.0), self.rows.1.max(other.rows.1))
    }

    /// Cells that it takes.
    pub(in crate::ui::draw) fn width(self, hand: Hand) -> u16 {
        match (hand, self.own) {
            (Hand::Own(size), Some(pixels)) => size.cells(pixels),
            (Hand::Own(_), None) => u16::try_from(self.ordinary).unwrap_or(u16::MAX),
            (Hand::Font(scale), _) => scale.cells(self.pixels),
        }
    }

    /// Whether our own letters can write it.
    pub(in crate::ui::draw) const fn is_own(self) -> bool {
        self.own.is_some()
    }

    /// Whether `hand` has all of its letters whole, be it as a sign for what the font does not have.
    pub(super) fn is_in(self, hand: Hand) -> bool {
        match hand {
            Hand::Own(_) => self.is_own(),
            Hand::Font(scale) => scale.covers(self.rows),
        }
    }
}
