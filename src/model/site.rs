//! Chats of a whole site as one vendor counts them, and what several vendors' counts make together.
//!
//! A site may have several vendors at once. Each tells what it has: totals that mean the same with everybody, and the
//! rest under its own labels. Together they are added up only where each of them says the figure.

use std::fmt;
use std::sync::Arc;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::ai::AiTotals;
use super::chat::{ChatAgent, ChatTotals};
use super::metric::{Metric, MetricTable};
use super::source::SourceId;
use super::time::Stamp;

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

/// A site's chats of today with one vendor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChatSite {
    /// The vendor's source.
    pub tag: Tag,
    /// When it was asked for: nothing in it is older than that, yesterday's figures apart.
    pub as_of: Stamp,
    /// Chats with people; only what means the same with every vendor.
    pub totals: ChatTotals,
    /// Sessions with robots, likewise; `None` where the vendor says nothing about robots.
    #[serde(default)]
    pub ai: Option<AiTotals>,
    /// The site's figures: a row for today and one for yesterday, in this order, keyed by their dates (`yyyy-mm-dd`).
    #[serde(default)]
    pub figures: Option<MetricTable>,
    /// What the cells of the agents are.
    #[serde(default)]
    pub metrics: Vec<Metric>,
    /// One row an agent.
    #[serde(default)]
    pub agents: Vec<Arc<ChatAgent>>,
    /// Today by half hours: the rows say when they begin.
    #[serde(default)]
    pub trend: Option<MetricTable>,
    /// Parts that could not be had, each in a sentence; their figures are unknown.
    #[serde(default)]
    pub missing: Vec<String>,
}

/// A figure that vendors have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Common {
    /// Chats with a person.
    Chats,
    /// Valid chats with a person.
    Valid,
    /// Chats nobody answered.
    Unanswered,
    /// Chats rated good.
    Good,
    /// Chats rated at all.
    Rated,
    /// Average time to the first reply.
    FirstReply,
    /// Average time to a reply.
    Reply,
    /// Sessions with robots.
    AiSessions,
    /// Robots' sessions the vendor calls valid.
    AiValid,
    /// Sessions that robots handed to a person.
    AiHanded,
}

impl Common {
    /// All of them, in display order.
    pub const ALL: [Self; 10] = [
        Self::Chats,
        Self::Valid,
        Self::Unanswered,
        Self::FirstReply,
        Self::Reply,
        Self::Good,
        Self::Rated,
        Self::AiSessions,
        Self::AiValid,
        Self::AiHanded,
    ];

    /// What to call it on screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Chats => "chats",
            Self::Valid => "valid",
            Self::Unanswered => "unanswered",
            Self::FirstReply => "first reply",
            Self::Reply => "reply",
            Self::Good => "good",
            Self::Rated => "rated",
            Self::AiSessions => "AI sessions",
            Self::AiValid => "AI valid",
            Self::AiHanded => "AI to a person",
        }
    }

    /// Whether it is an average: a duration in ms, which does not add up.
    pub const fn is_average(self) -> bool {
        matches!(self, Self::FirstReply | Self::Reply)
    }

    /// Whether it is about robots.
    pub const fn is_ai(self) -> bool {
        matches!(self, Self::AiSessions | Self::AiValid | Self::AiHanded)
    }
}

/// What one vendor says of today.
#[derive(Clone, Debug, PartialEq)]
pub struct Voice {
    /// Who says it: the source of its chats.
    pub source: SourceId,
    /// What to call it on screen.
    pub title: String,
    /// Chats with people; `None` for a vendor that has not answered yet.
    pub chat: Option<ChatTotals>,
    /// Sessions with robots.
    pub ai: Option<AiTotals>,
}

impl Voice {
    /// A figure: a count, or a duration in ms.
    pub fn get(&self, figure: Common) -> Option<f64> {
        let count = |value: Option<u64>| value.map(|value| value as f64);
        let (chat, ai) = (self.chat.as_ref(), self.ai.as_ref());
        match figure {
            Common::Chats => count(chat?.chats),
            Common::Valid => count(chat?.valid),
            Common::Unanswered => count(chat?.unanswered),
            Common::FirstReply => chat?.first_reply_ms,
            Common::Reply => chat?.reply_ms,
            Common::Good => count(chat?.good),
            Common::Rated => count(chat?.rated),
            Common::AiSessions => count(ai?.sessions),
            Common::AiValid => count(ai?.valid),
            Common::AiHanded => count(ai?.handed),
        }
    }
}

/// What several vendors' figures make together.
#[derive(Clone, Debug, PartialEq)]
pub enum Together {
    /// All of them say it: the sum.
    Sum(f64),
    /// Averages of different numbers of chats make no average, as long as nobody says of how many they are.
    Averages,
    /// These do not say it, or have not answered yet: what the others say is not the site's.
    Untold(Vec<String>),
}

/// Adds a figure up over `voices`.
pub fn together(voices: &[Voice], figure: Common) -> Together {
    if figure.is_average() {
        return Together::Averages;
    }
    let untold: Vec<String> =
        voices.iter().filter(|voice| voice.get(figure).is_none()).map(|voice| voice.title.clone()).collect();
    if untold.is_empty() {
        Together::Sum(voices.iter().filter_map(|voice| voice.get(figure)).sum())
    } else {
        Together::Untold(untold)
    }
}

#[cfg(test)]
mod tests;
