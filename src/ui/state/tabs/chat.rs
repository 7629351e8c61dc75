//! Today's chats, agent by agent.

use crate::model::{Board, ChatBy, ChatDay, ChatSource, Lookup, Phase, Shelved, SourceId};
use crate::ui::state::Way;

/// The ways there are for what is configured, in the order of the key that goes through them.
pub(in crate::ui) fn ways(board: &Board) -> Vec<Way> {
    let platforms: Vec<&ChatSource> = board.platforms().collect();
    let mut ways = Vec::new();
    if board.platform_totals().len() > 1 {
        ways.push(Way::Together);
    }
    if platforms.is_empty() || board.chat().is_some() || board.source(SourceId::Chat).phase != Phase::Off {
        ways.extend([Way::Agents, Way::AgentsBySkill, Way::Skills]);
    }
    for platform in platforms {
        let day = platform.day.as_ref();
        let people = day.is_some_and(|day| !day.agents.is_empty());
        let trend = day.is_some_and(|day| day.trend.is_some());
        // A vendor without any of them is here all the same: to say that it has not answered.
        if day.is_some_and(|day| day.figures.is_some()) || !(people || trend) {
            ways.push(Way::Figures(platform.tag));
        }
        if people {
            ways.push(Way::People(platform.tag));
        }
        if trend {
            ways.push(Way::Trend(platform.tag));
        }
    }
    ways
}

/// What was chosen about chats.
#[derive(Clone, Debug, Default)]
pub(in crate::ui) struct ChatTab {
    pub(in crate::ui::state) way: Option<Way>,
    /// Which way the rows were opened from, if from another.
    pub(in crate::ui::state) opened: Option<Way>,
}

impl ChatTab {
    /// The way that is shown: the chosen one as long as there is such a way, else another of the same
    /// vendor, else the first.
    pub(in crate::ui) fn shown(&self, board: &Board) -> Way {
        let ways = ways(board);
        let chosen = self.way.and_then(|chosen| {
            let same = |way: &&Way| way.platform().is_some() && way.platform() == chosen.platform();
            ways.iter().find(|way| **way == chosen).or_else(|| ways.iter().find(same)).copied()
        });
        chosen.or_else(|| ways.first().copied()).unwrap_or(Way::Agents)
    }

    /// The chosen way; whether there is such a way is for [`ChatTab::shown`] to say.
    pub(in crate::ui) const fn way(&self) -> Option<Way> {
        self.way
    }

    /// Chooses a way.
    pub(in crate::ui) const fn choose(&mut self, way: Option<Way>) {
        self.way = way;
    }
}

/// The day's chats split in a way: the board's own poll where it splits alike, else what was looked up.
pub(in crate::ui) fn day(board: &Board, split: ChatBy) -> (Option<&ChatDay>, Option<&Shelved>) {
    let polled = board.chat().filter(|day| day.by.is_none_or(|by| by == split));
    let entry = board.shelf().get(&Lookup::Chat(split));
    match polled {
        Some(day) => (Some(day), None),
        None => (entry.and_then(Shelved::chat), entry),
    }
}
