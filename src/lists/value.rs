//! What stands in a cell, and how it is written.

use std::borrow::Cow;

use chrono_tz::Tz;

use crate::lang::{Language, Speaks, clean, figures};
use crate::model::Stamp;

/// How values are written.
#[derive(Clone, Copy, Debug)]
pub struct Notation {
    /// The language of words.
    pub language: Language,
    /// What stands for what is unknown.
    pub dash: &'static str,
    /// The zone of every time.
    pub zone: Tz,
    /// The moment they are written for: what was on another day has its date.
    pub at: Stamp,
    /// Whether customers' numbers are written in full.
    pub revealed: bool,
}

impl Speaks for Notation {
    fn language(&self) -> Language {
        self.language
    }
}

impl Notation {
    /// The same in English.
    #[must_use]
    pub(super) fn in_english(self) -> Self {
        Self { language: Language::English, ..self }
    }

    /// A moment as the site's clock shows it.
    fn clock(self, at: Stamp, pattern: &str) -> String {
        figures::clock(self, at, self.zone, pattern).map_or_else(|| self.dash.to_owned(), |(text, _)| text)
    }

    /// A moment: the time of day, with the date when it is not that of the moment it is written for.
    pub fn moment(self, at: Stamp) -> String {
        let pattern = if self.clock(at, "%F") == self.clock(self.at, "%F") { "%H:%M:%S" } else { "%d %b %H:%M" };
        self.clock(at, pattern)
    }
}

/// What a cell holds, in its unit.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// Unknown.
    None,
    /// So many.
    Count(f64),
    /// A number with a fraction.
    Score(f64),
    /// A duration in ms.
    Millis(f64),
    /// A share, 0 to 1.
    Share(f64),
    /// A moment on our clock.
    Moment(Stamp),
    /// Words, clean or not.
    Text(Cow<'a, str>),
}

impl<'a> Value<'a> {
    /// Words, where there are any.
    pub fn text(text: Option<&'a str>) -> Self {
        text.filter(|text| !text.trim().is_empty()).map_or(Self::None, |text| Self::Text(Cow::Borrowed(text)))
    }

    /// Words of one's own.
    pub fn word(word: impl Into<String>) -> Self {
        Self::Text(Cow::Owned(word.into()))
    }

    /// A count, where it is known.
    pub fn count(count: Option<u64>) -> Self {
        count.map_or(Self::None, |count| Self::Count(count as f64))
    }

    /// A duration, where it is known.
    pub fn millis(ms: Option<i64>) -> Self {
        ms.map_or(Self::None, |ms| Self::Millis(ms as f64))
    }

    /// A moment, where it is known.
    pub fn moment(at: Option<Stamp>) -> Self {
        at.map_or(Self::None, Self::Moment)
    }

    /// A share, where it is known.
    pub fn share(share: Option<f64>) -> Self {
        share.map_or(Self::None, Self::Share)
    }

    /// The figure to compare by: counts as they are, durations in ms, shares in percent, moments in ms.
    pub fn figure(&self) -> Option<f64> {
        match self {
            Self::None | Self::Text(_) => None,
            Self::Count(number) | Self::Score(number) | Self::Millis(number) => Some(*number),
            Self::Share(share) => Some(share * 100.0),
            Self::Moment(at) => Some(at.ms() as f64),
        }
    }

    /// As a list writes it.
    pub fn written(&self, notation: impl Into<Notation>) -> String {
        let notation = notation.into();
        let dash = notation.dash;
        match self {
            Self::None => dash.to_owned(),
            Self::Count(number) if number.fract() == 0.0 && *number >= 0.0 => {
                figures::count(Some(*number as u64), dash)
            }
            Self::Count(number) | Self::Score(number) => figures::score(*number),
            Self::Millis(ms) => figures::duration(Some(*ms as i64), dash),
            Self::Share(share) => figures::percent(Some(*share), dash),
            Self::Moment(at) => notation.moment(*at),
            Self::Text(text) => clean::clean(text).into_owned(),
        }
    }
}
