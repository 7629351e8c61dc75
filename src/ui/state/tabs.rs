//! What a person chose in each view, and what each view needs looked up.

use std::collections::HashMap;

use super::{Page, View};
use crate::lists::{List, ListId};
use crate::model::{Board, Want};

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

/// What was chosen on the help.
#[derive(Clone, Debug, Default)]
pub(in crate::ui) struct HelpTab {
    /// What it is searched for.
    pub(in crate::ui) filter: String,
}

impl View {
    pub(in crate::ui) const fn tabs(&self) -> &Tabs {
        &self.tabs
    }

    /// What was chosen about a list; nothing yet where it was never touched.
    pub(in crate::ui) fn list(&self, id: ListId) -> Option<&List> {
        self.tabs.lists.get(&id)
    }

    pub(super) fn list_mut(&mut self, id: ListId) -> &mut List {
        self.tabs.lists.entry(id).or_default()
    }

    /// What has to be looked up for what is on screen, most wanted first. Nothing while the figures stand still.
    pub fn wants(&self, board: &Board) -> Vec<Want> {
        let mut wants = Vec::new();
        if self.frozen_since().is_some() {
            self.want_whole(&mut wants);
            return wants;
        }
        match self.page() {
            // What was before the board was there.
            Page::Board => wants.extend(board.lacks_half_hours().map(Want::beside)),
            // What the ledger tells is kept up by itself.
            Page::CallsOf(_) | Page::StillLost | Page::Help => {}
            Page::Agent(id) => agent::wants(self, board, id, &mut wants),
            Page::Calls => calls::wants(self, board, &mut wants),
            Page::Call(id) => calls::wants_of_one(self, board, id, &mut wants),
            Page::Chat => chat::wants(self, board, &mut wants),
            Page::Ai => ai::wants(self, board, &mut wants),
            Page::AiRecord(id) => ai::wants_of_one(self, board, id, &mut wants),
            Page::Reports => reports::wants(self, board, &mut wants),
            Page::Health => health::wants(&mut wants),
        }
        self.want_whole(&mut wants);
        for want in &mut wants {
            want.plain = self.reveal_until.is_some() && want.lookup.has_numbers();
        }
        wants
    }
}

/// Rows of a long list that are needed for what is in view: two more screens than that, and all of them while a
/// filter or an order of one's own looks at every row.
pub(in crate::ui) fn rows_needed(list: Option<&List>) -> usize {
    let Some(list) = list else { return 100 };
    if !list.filter.is_empty() || list.sort.is_some() || list.reverse {
        return usize::MAX;
    }
    let seen = list.top.max(list.cursor).saturating_add(list.room * 3);
    seen.max(100).next_multiple_of(100)
}
