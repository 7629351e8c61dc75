//! A platform's chats of today as it counts them, and what the counts of several platforms make together.
//!
//! A site may use several platforms at once. Each tells what it has: totals that mean the same with everybody, and the
//! rest under its own labels. Together they are added up only where each of them says the figure.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::ai::AiTotals;
use super::chat::{ChatAgent, ChatTotals};
use super::metric::{Metric, MetricTable};
use super::problem::Problem;
use super::source::SourceId;
use super::tag::Tag;
use super::time::Stamp;

/// Today's chats on one platform.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlatformDay {
    /// The platform's source.
    pub tag: Tag,
    /// When it was asked for: nothing in it is older than that, yesterday's figures apart.
    pub as_of: Stamp,
    /// Chats with people; only what means the same with every platform.
    pub totals: ChatTotals,
    /// Sessions with robots, likewise; `None` where the platform says nothing about robots.
    #[serde(default)]
    pub ai: Option<AiTotals>,
    /// The figures of all chats: a row for today and one for yesterday, in this order, keyed by their dates (`yyyy-mm-dd`).
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
    /// Why parts could not be had; their figures are unknown.
    #[serde(default)]
    pub missing: Vec<Problem>,
}

/// A figure that platforms have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Common {
    /// Chats with a person.
    Chats,
    /// Valid chats with a person.
    Valid,
    /// Chats without an answer.
    Unanswered,
    /// Chats rated good.
    Good,
    /// Chats rated at all.
    Rated,
    /// Chats that waited in the queue.
    Queued,
    /// Chats that customers left in the queue.
    GaveUp,
    /// Chats that were lost.
    Lost,
    /// Average time to the first reply.
    FirstReply,
    /// Average time to a reply.
    Reply,
    /// Sessions with robots.
    AiSessions,
    /// Robots' sessions the platform calls valid.
    AiValid,
    /// Sessions that robots contained.
    AiContained,
    /// Sessions that reached an agent.
    AiHanded,
}

impl Common {
    /// All of them, in display order.
    pub const ALL: [Self; 14] = [
        Self::Chats,
        Self::Valid,
        Self::Unanswered,
        Self::Queued,
        Self::GaveUp,
        Self::Lost,
        Self::FirstReply,
        Self::Reply,
        Self::Good,
        Self::Rated,
        Self::AiSessions,
        Self::AiValid,
        Self::AiContained,
        Self::AiHanded,
    ];

    /// What to call it on screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Chats => "chats",
            Self::Valid => "valid",
            Self::Unanswered => "unanswered",
            Self::Queued => "queued",
            Self::GaveUp => "gave up in the queue",
            Self::Lost => "lost",
            Self::FirstReply => "first reply",
            Self::Reply => "reply",
            Self::Good => "good",
            Self::Rated => "rated",
            Self::AiSessions => "AI sessions",
            Self::AiValid => "AI valid",
            Self::AiContained => "AI contained",
            Self::AiHanded => "AI reached an agent",
        }
    }

    /// Whether it is an average: a duration in ms, which does not add up.
    pub const fn is_average(self) -> bool {
        matches!(self, Self::FirstReply | Self::Reply)
    }

    /// Whether it is about robots.
    pub const fn is_ai(self) -> bool {
        matches!(self, Self::AiSessions | Self::AiValid | Self::AiContained | Self::AiHanded)
    }
}

/// What one platform says of today, in totals.
#[derive(Clone, Debug, PartialEq)]
pub struct PlatformTotals {
    /// Who says it: the source of its chats.
    pub source: SourceId,
    /// What to call it on screen.
    pub title: String,
    /// Chats with people; `None` for a platform that has not answered yet.
    pub chat: Option<ChatTotals>,
    /// Sessions with robots.
    pub ai: Option<AiTotals>,
}

impl PlatformTotals {
    /// A figure: a count, or a duration in ms.
    pub fn get(&self, figure: Common) -> Option<f64> {
        let count = |value: Option<u64>| value.map(|value| value as f64);
        let (chat, ai) = (self.chat.as_ref(), self.ai.as_ref());
        match figure {
            Common::Chats => count(chat?.chats),
            Common::Valid => count(chat?.valid),
            Common::Unanswered => count(chat?.unanswered),
            Common::Queued => count(chat?.queued),
            Common::GaveUp => count(chat?.gave_up),
            Common::Lost => count(chat?.lost),
            Common::FirstReply => chat?.first_reply_ms,
            Common::Reply => chat?.reply_ms,
            Common::Good => count(chat?.good),
            Common::Rated => count(chat?.rated),
            Common::AiSessions => count(ai?.sessions),
            Common::AiValid => count(ai?.valid),
            Common::AiContained => count(ai?.contained()),
            Common::AiHanded => count(ai?.handed),
        }
    }
}

/// What the figures of several platforms make together.
#[derive(Clone, Debug, PartialEq)]
pub enum Together {
    /// All of them say it: the sum.
    Sum(f64),
    /// Averages of different numbers of chats make no average, as long as it is not said of how many they are.
    Averages,
    /// These do not say it, or have not answered yet: what the others say is not the site's.
    Untold(Vec<String>),
}

/// Adds a figure up over `platforms`.
pub fn together(platforms: &[PlatformTotals], figure: Common) -> Together {
    if figure.is_average() {
        return Together::Averages;
    }
    let untold: Vec<String> = platforms
        .iter()
        .filter(|platform| platform.get(figure).is_none())
        .map(|platform| platform.title.clone())
        .collect();
    if untold.is_empty() {
        Together::Sum(platforms.iter().filter_map(|platform| platform.get(figure)).sum())
    } else {
        Together::Untold(untold)
    }
}

#[cfg(test)]
mod tests;
