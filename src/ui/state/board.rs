//! The board's own page: its panes, and the agents.

use super::chats::Chats;
use super::effect::Effect;
use super::figure::BoardFigure;
use super::offered::Offered;
use super::page::Page;
use super::pane::Pane;
use super::steps::Steps;
use crate::lists::agents::{AgentFields, Listing, Rules, Team};
use crate::model::{AgentId, Board, SourceId, Stamp};
use crate::ui::action::Action;
use crate::ui::settings::Settings;

mod teams;

/// What was on screen before the people behind a figure were opened.
#[derive(Clone, Debug)]
pub(super) struct Opened {
    pub(super) rules: Rules,
    pub(super) focus: Pane,
    pub(super) expanded: bool,
    /// The figure, where there was one.
    pub(super) figure: Option<BoardFigure>,
    /// Whether the agents stood by team.
    pub(super) by_team: bool,
    /// The pages that led to it.
    pub(super) pages: Vec<Page>,
}

/// The rows the last frame had room for: paging goes by what was seen.
#[derive(Clone, Debug, Default)]
pub(in crate::ui) struct Shown {
    pub(in crate::ui) top: usize,
    pub(in crate::ui) rows: usize,
    pub(in crate::ui) columns: usize,
    /// The pane that had no room of its own, and was drawn over the agents.
    pub(in crate::ui) covering: Option<Pane>,
}

/// What is looked at on the board, and what was chosen there.
#[derive(Clone, Debug)]
pub(in crate::ui) struct BoardPage {
    pub(super) focus: Pane,
    pub(super) expanded: bool,
    pub(super) tiles: bool,
    /// Whether the table has the agents by team.
    pub(super) by_team: bool,
    pub(super) listing: Listing,
    pub(super) chats: Chats,
    pub(super) selected: Option<AgentId>,
    /// By team: in which of the teams the chosen agent is meant; without one, the team itself is chosen.
    pub(super) team: Option<Team>,
    /// Where the selected agent stood last: moving goes on from there when the person has left the list.
    pub(super) cursor: usize,
    pub(super) shown: Shown,
    /// The figure that was chosen; the first one of the pane without.
    pub(super) figure: Option<BoardFigure>,
    pub(super) chat: Option<String>,
    pub(super) opened: Option<Opened>,
}

impl BoardPage {
    /// As it is seen at start.
    pub(super) fn new(settings: &Settings, rules: Rules) -> Self {
        Self {
            focus: Pane::Table,
            expanded: false,
            tiles: settings.tiles,
            by_team: false,
            listing: Listing::new(rules).reordered_every(settings.reorder_every_ms),
            chats: Chats::new(settings.chat_ids.clone()),
            selected: None,
            team: None,
            cursor: 0,
            shown: Shown::default(),
            figure: None,
            chat: None,
            opened: None,
        }
    }

    /// The pane that has the keys.
    pub(in crate::ui) const fn focus(&self) -> Pane {
        self.focus
    }

    /// Whether that pane covers the screen.
    pub(in crate::ui) const fn is_expanded(&self) -> bool {
        self.expanded
    }

    /// Whether tiles are shown instead of the table.
    pub(in crate::ui) const fn has_tiles(&self) -> bool {
        self.tiles
    }

    /// The agents to be seen, in order.
    pub(in crate::ui) const fn listing(&self) -> &Listing {
        &self.listing
    }

    /// The agent that is chosen.
    pub(in crate::ui) const fn selected(&self) -> Option<&AgentId> {
        self.selected.as_ref()
    }

    pub(in crate::ui) const fn chats(&self) -> &Chats {
        &self.chats
    }

    pub(in crate::ui) const fn shown(&self) -> &Shown {
        &self.shown
    }

    /// The chosen figure of the pane that has the keys, if it has figures.
    pub(in crate::ui) fn figure(&self, board: &Board) -> Option<BoardFigure> {
        self.figure.or_else(|| BoardFigure::of(self.focus, board).first().copied())
    }

    /// The figure whose people are shown.
    pub(in crate::ui) fn opened_figure(&self) -> Option<BoardFigure> {
        self.opened.as_ref()?.figure
    }

    /// The pages that led to that figure; none where it is the board's.
    pub(in crate::ui) fn opened_from(&self) -> &[Page] {
        self.opened.as_ref().map_or(&[], |opened| &opened.pages)
    }

    pub(in crate::ui) fn chosen_chat(&self) -> Option<&str> {
        self.chat.as_deref()
    }

    /// Where the chosen agent stands in the list now.
    pub(in crate::ui) fn position(&self, board: &Board) -> Option<usize> {
        let slot = board.slot(self.selected.as_ref()?.as_str())?;
        self.listing.position(slot)
    }

    /// Takes note of what changed on the board.
    pub(super) fn refresh(&mut self, board: &Board, now: Stamp) {
        if self.chats.refresh(board) {
            self.listing.regroup(self.chats.groups(board), board, now);
        }
        // As long as the stream has not been said to be off, it may still be told of.
        let offered = Offered::of(board);
        if !offered.has(self.focus) && board.source(SourceId::Agents).phase_since.is_some() {
            self.focus = offered.home();
        }
        // By team, the cursor counts lines and not agents.
        if let Some(position) = self.position(board).filter(|_| !self.is_by_team()) {
            self.cursor = position;
        }
    }

    /// The pane that has the keys, where it has no room of its own and lies over the agents.
    pub(super) fn covering(&self) -> Option<Pane> {
        self.shown.covering.filter(|pane| *pane == self.focus)
    }

    /// Whether another pane has all of the screen, so that the agents are not to be seen.
    pub(in crate::ui) fn hides_agents(&self) -> bool {
        self.focus != Pane::Table && (self.expanded || self.covering().is_some())
    }

    /// What can be asked of the board's agents.
    pub(in crate::ui) fn agent_fields<'a>(&'a self, board: &'a Board) -> AgentFields<'a> {
        AgentFields { rules: self.listing.rules(), board: Some(board) }
    }

    /// Changes who is seen, and in which order.
    pub(super) fn set_rules(&mut self, rules: Rules, board: &Board, now: Stamp) {
        self.listing.set_rules(rules, board, now);
        self.shown.top = 0;
        if let Some(position) = self.position(board) {
            self.cursor = position;
        } else {
            self.cursor = 0;
        }
    }

    /// Chooses another agent.
    pub(super) fn move_agent(&mut self, action: Action, board: &Board, now: Stamp) -> Effect {
        if !self.listing.is_current(board) {
            self.listing.rebuild(board, now);
        }
        if self.is_by_team() {
            return self.move_line(action, board, now);
        }
        let from = self.position(board);
        let columns = if self.tiles { self.shown.columns.max(1) } else { 1 };
        let rows = self.shown.rows.max(2);
        let steps = Steps { line: columns, page: rows.saturating_sub(1) * columns, sideways: self.tiles };
        let Some(to) = steps.go(action, from, self.cursor, self.listing.len()) else { return Effect::None };
        let agent = self.listing.slot(to).and_then(|slot| board.agent(slot));
        let before = self.selected.take();
        self.selected = agent.map(|agent| agent.id.clone());
        self.cursor = to;
        if before == self.selected { Effect::None } else { Effect::Redraw }
    }

    /// Chooses another figure of the pane that has the keys. One that is no longer there gives way to the first.
    pub(super) fn move_figure(&mut self, action: Action, board: &Board) -> Effect {
        let figures = BoardFigure::of(self.focus, board);
        let steps = Steps { line: 1, page: figures.len(), sideways: true };
        let chosen = self.figure(board);
        let from = chosen.and_then(|chosen| figures.iter().position(|figure| *figure == chosen));
        let Some(to) = steps.go(action, from, 0, figures.len()) else { return Effect::None };
        self.figure = figures.get(to).copied();
        if self.figure == chosen { Effect::None } else { Effect::Redraw }
    }

    /// Chooses another person's chats.
    pub(super) fn move_chat(&mut self, action: Action, board: &Board) -> Effect {
        let keys: Vec<String> = self.chats.order().iter().filter_map(|place| Chats::key_at(*place, board)).collect();
        let from = self.chat.as_ref().and_then(|chosen| keys.iter().position(|key| key == chosen));
        let steps = Steps { line: 1, page: self.shown.rows.max(2) - 1, sideways: false };
        let Some(to) = steps.go(action, from, 0, keys.len()) else { return Effect::None };
        let before = self.chat.take();
        self.chat = keys.get(to).cloned();
        if before == self.chat { Effect::None } else { Effect::Redraw }
    }

    /// Scrolls the agents by `notches` of the wheel; in the table, a notch is so many rows.
    pub(super) fn roll(&mut self, notches: isize, notch: isize, board: &Board, now: Stamp) {
        if self.is_by_team() {
            self.roll_lines(notches.saturating_mul(notch), board, now);
            return;
        }
        let columns = if self.tiles { self.shown.columns.max(1) } else { 1 };
        let rows = self.shown.rows.max(1);
        let lines = notches.saturating_mul(if self.tiles { 1 } else { notch });
        let last_top = self.listing.len().div_ceil(columns).saturating_sub(rows);
        let top = (self.shown.top / columns).saturating_add_signed(lines).min(last_top) * columns;
        self.shown.top = top;
        let Some(last) = self.listing.len().checked_sub(1) else { return };
        let in_view = |at: usize| at.clamp(top, (top + rows * columns - 1).max(top)).min(last);
        self.cursor = in_view(self.cursor);
        let chosen = self.position(board).map(|at| (at, in_view(at))).filter(|(at, to)| at != to);
        if let Some((_, to)) = chosen {
            let agent = self.listing.slot(to).and_then(|slot| board.agent(slot)).map(|agent| agent.id.clone());
            self.cursor = to;
            self.selected = agent.or_else(|| self.selected.take());
        }
    }
}
