//! The ways to split chats.

use serde::{Deserialize, Serialize};

use crate::lists::ListId;
use crate::model::{ChatBy, Tag};

/// What a row of the view stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::ui) enum Way {
    /// A vendor.
    Together,
    /// An agent.
    Agents,
    /// An agent in one of their skill groups.
    AgentsBySkill,
    /// A skill group.
    Skills,
    /// A figure of all chats on another platform, today and yesterday.
    Figures(Tag),
    /// An agent of another vendor.
    People(Tag),
    /// A half hour with another vendor.
    Trend(Tag),
}

impl Way {
    /// How the vendor of the board's own chats is asked to split the rows.
    pub(in crate::ui) const fn by(self) -> Option<ChatBy> {
        match self {
            Self::Agents => Some(ChatBy::Department),
            Self::AgentsBySkill | Self::Skills => Some(ChatBy::SkillGroup),
            Self::Together | Self::Figures(_) | Self::People(_) | Self::Trend(_) => None,
        }
    }

    /// In words, for the title.
    pub(in crate::ui) const fn title(self) -> &'static str {
        match self {
            Self::Together => mark!("a row a vendor"),
            Self::Agents | Self::People(_) => mark!("a row an agent"),
            Self::AgentsBySkill => mark!("a row an agent and skill group"),
            Self::Skills => mark!("a row a skill group"),
            Self::Figures(_) => mark!("so far, yesterday's whole day beside it"),
            Self::Trend(_) => mark!("a row a half hour"),
        }
    }

    /// In a word or two, among the others.
    pub(in crate::ui) const fn short(self) -> &'static str {
        match self {
            Self::Together => mark!("together"),
            Self::Agents | Self::People(_) => mark!("agents"),
            Self::AgentsBySkill => mark!("agents by skill"),
            Self::Skills => mark!("skill groups"),
            Self::Figures(_) => mark!("today and yesterday"),
            Self::Trend(_) => mark!("half hours"),
        }
    }

    /// The other vendor whose figures it shows.
    pub(in crate::ui) const fn platform(self) -> Option<Tag> {
        match self {
            Self::Figures(tag) | Self::People(tag) | Self::Trend(tag) => Some(tag),
            _ => None,
        }
    }

    /// The list that is drawn.
    pub(in crate::ui) const fn list(self) -> ListId {
        match self {
            Self::Together => ListId::Vendors,
            Self::Agents => ListId::Chat(ChatBy::Department),
            Self::AgentsBySkill => ListId::Chat(ChatBy::SkillGroup),
            Self::Skills => ListId::ChatGroups,
            Self::Figures(tag) => ListId::PlatformFigures(tag),
            Self::People(tag) => ListId::PlatformAgents(tag),
            Self::Trend(tag) => ListId::PlatformTrend(tag),
        }
    }
}
