//! What there is to show of a board: what is configured, or was told all the same. The rest takes no room.

use super::Pane;
use crate::model::{Board, Phase, SourceId};
use crate::ui::action::Action;

/// Which parts a board has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ui) struct Offered {
    /// The agents' stream, and with it calls and reports.
    pub(in crate::ui) voice: bool,
    /// Chats, of whichever vendor.
    pub(in crate::ui) chat: bool,
    /// Sessions with robots, of whichever vendor, and bots that are asked.
    pub(in crate::ui) ai: bool,
}

impl Offered {
    /// What `board` has; everything while it has nothing at all, so that each part can say why.
    pub(in crate::ui) fn of(board: &Board) -> Self {
        let on = |id: SourceId| board.source(id).phase != Phase::Off;
        let has_platforms = board.platforms().next().is_some();
        let robots = board.platforms().any(|platform| platform.day.as_ref().is_some_and(|day| day.ai.is_some()));
        let offered = Self {
            voice: on(SourceId::Agents) || board.has_roster(),
            chat: on(SourceId::Chat) || board.chat().is_some() || has_platforms,
            ai: on(SourceId::Ai) || board.ai().is_some() || robots || !board.probes().is_empty(),
        };
        if offered.voice || offered.chat || offered.ai { offered } else { Self { voice: true, chat: true, ai: true } }
    }

    /// Whether there is such a pane.
    pub(in crate::ui) const fn has(self, pane: Pane) -> bool {
        match pane {
            Pane::Table | Pane::Today | Pane::Now => self.voice,
            Pane::Chat => self.chat,
            Pane::Ai => self.ai,
            Pane::Alerts => true,
        }
    }

    /// The pane that has the keys unless another one is chosen.
    pub(in crate::ui) const fn home(self) -> Pane {
        match self {
            Self { voice: true, .. } => Pane::Table,
            Self { chat: true, .. } => Pane::Chat,
            _ => Pane::Ai,
        }
    }

    /// Whether the view that `action` leads to has anything to show.
    pub(in crate::ui) const fn leads_somewhere(self, action: Action) -> bool {
        match action {
            Action::Calls | Action::StillLost | Action::Why | Action::LiveCalls | Action::Reports => self.voice,
            Action::Chat => self.chat,
            Action::Ai => self.ai,
            _ => true,
        }
    }
}
