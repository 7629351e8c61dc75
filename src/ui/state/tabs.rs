//! What a person chose in each view.

use std::collections::HashMap;

use crate::lists::{List, ListId};

pub(in crate::ui) mod agent;
pub(in crate::ui) mod ai;
pub(in crate::ui) mod calls;
pub(in crate::ui) mod chat;
pub(in crate::ui) mod health;
pub(in crate::ui) mod reports;

/// The choices of all views; they last while the program runs.
#[derive(Clone, Debug, Default)]
pub(in crate::ui) struct Tabs {
    pub(in crate::ui) lists: HashMap<ListId, List>,
    pub(in crate::ui) agent: agent::AgentTab,
    pub(in crate::ui) ai: ai::AiTab,
    pub(in crate::ui) calls: calls::CallsTab,
    pub(in crate::ui) chat: chat::ChatTab,
    pub(in crate::ui) health: health::HealthTab,
    pub(in crate::ui) reports: reports::ReportsTab,
    pub(in crate::ui) help: HelpTab,
}

impl Tabs {
    /// Rows of a long list that are needed for what is in view: two more screens than that, and all of them while a
    /// filter or an order of one's own looks at every row.
    pub(in crate::ui) fn rows_needed(&self, id: ListId) -> usize {
        let Some(list) = self.lists.get(&id) else { return 100 };
        if !list.filter.is_empty() || list.sort.is_some() || list.reverse {
            return usize::MAX;
        }
        let seen = list.top.max(list.cursor).saturating_add(list.room * 3);
        seen.max(100).next_multiple_of(100)
    }
}

/// What was chosen on the help.
#[derive(Clone, Debug, Default)]
pub(in crate::ui) struct HelpTab {
    /// What it is searched for.
    pub(in crate::ui) filter: String,
}
