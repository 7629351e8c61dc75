//! Figures that are worked out of others.

use super::Board;
use crate::model::platform::PlatformTotals;
use crate::model::scope::Topic;
use crate::model::share::share;
use crate::model::source::{Phase, Source, SourceId};
use crate::model::summary::Figure;

impl Board {
    /// What each vendor says of today's chats: those that are configured, in display order.
    pub fn platform_totals(&self) -> Vec<PlatformTotals> {
        let title = |source: &Source, or: &str| source.title.clone().unwrap_or_else(|| or.to_owned());
        let mut platforms = Vec::new();
        let [_, chat, ai] = &self.sources;
        if chat.phase != Phase::Off || ai.phase != Phase::Off || self.chat.is_some() || self.ai.is_some() {
            platforms.push(PlatformTotals {
                source: SourceId::Chat,
                title: title(chat, SourceId::Chat.name()),
                chat: self.chat.as_ref().map(|day| day.totals),
                ai: self.ai.as_ref().map(|day| day.totals),
            });
        }
        platforms.extend(self.platforms.values().map(|platform| PlatformTotals {
            source: SourceId::Platform(platform.tag),
            title: title(&platform.source, platform.tag.as_str()),
            chat: platform.day.as_ref().map(|day| day.totals),
            ai: platform.day.as_ref().and_then(|day| day.ai),
        }));
        platforms
    }

    /// Whether call records tell, or are about to tell, what became of today's calls: they are asked for, and not refused.
    pub fn tells_calls(&self) -> bool {
        !matches!(self.source(SourceId::Calls).phase, Phase::Off | Phase::Stopped)
    }

    /// What agents missed as a share of all that rang at them today, 0 to 1; no share of calls.
    pub fn missed_share(&self) -> Option<f64> {
        let (missed, answered) = (self.figure(Figure::Missed)?, self.figure(Figure::Answered)?);
        share(Some(missed), Some(missed.saturating_add(answered)))
    }

    /// Outbound calls that the customer answered, as a share of all outbound calls today, 0 to 1.
    pub fn connected_share(&self) -> Option<f64> {
        share(self.figure(Figure::Connected), self.figure(Figure::Dialled))
    }

    /// Whether the settings narrow anything that is on the board.
    pub fn is_narrowed(&self) -> bool {
        self.source_ids().any(|id| self.source(id).scope.as_ref().is_some_and(|scope| !scope.only.is_empty()))
    }

    /// Whether what `source` tells of `topic` is of the whole company while the settings narrow something: it must not
    /// be taken for the part.
    pub fn is_of_all(&self, source: SourceId, topic: Topic) -> bool {
        self.is_narrowed() && !self.source(source).scope.as_ref().is_some_and(|scope| scope.narrows(topic))
    }
}
