//! The agents of the board by team: what is chosen there, and how keys change it.

use super::BoardPage;
use crate::lists::agents::{Line, Team, Teams};
use crate::model::{Board, Stamp};
use crate::ui::action::Action;
use crate::ui::state::effect::Effect;
use crate::ui::state::steps::Steps;

impl BoardPage {
    /// Whether the table has the agents by team.
    pub(in crate::ui) const fn is_by_team(&self) -> bool {
        self.by_team && !self.tiles
    }

    /// Where what is chosen stands among the lines of the agents by team.
    pub(in crate::ui) fn line(&self, teams: &Teams, board: &Board) -> Option<usize> {
        let slot = self.selected.as_ref().and_then(|id| board.slot(id.as_str()));
        if self.selected.is_some() && slot.is_none() {
            return None;
        }
        teams.position(self.team.as_ref(), slot)
    }

    /// The team whose own line is chosen.
    pub(in crate::ui::state) fn chosen_team(&self) -> Option<&Team> {
        self.team.as_ref().filter(|_| self.selected.is_none())
    }

    /// By team, or as one list again.
    pub(in crate::ui::state) fn group(&mut self, by_team: bool) {
        self.by_team = by_team;
        (self.tiles, self.team, self.shown.top) = (false, None, 0);
    }

    /// Chooses the line at a place.
    fn choose_line(&mut self, teams: &Teams, at: usize, board: &Board) {
        let (team, slot) = match teams.lines(at).next() {
            Some(Line::Team(row)) => (Some(row.team.clone()), None),
            Some(Line::Agent(row, slot)) => (Some(row.team.clone()), Some(slot)),
            None => (None, None),
        };
        self.team = team;
        self.selected = slot.and_then(|slot| board.agent(slot)).map(|agent| agent.id.clone());
        self.cursor = at;
    }

    /// Chooses another line.
    pub(super) fn move_line(&mut self, action: Action, board: &Board, now: Stamp) -> Effect {
        let teams = Teams::of(&self.listing, board, now);
        let from = self.line(&teams, board);
        let steps = Steps { line: 1, page: self.shown.rows.max(2) - 1, sideways: false };
        let Some(to) = steps.go(action, from, self.cursor, teams.len()) else { return Effect::None };
        let before = (self.team.take(), self.selected.take());
        self.choose_line(&teams, to, board);
        if before == (self.team.clone(), self.selected.clone()) { Effect::None } else { Effect::Redraw }
    }

    /// Scrolls the lines by so many; what is chosen stays in view.
    pub(super) fn roll_lines(&mut self, lines: isize, board: &Board, now: Stamp) {
        let teams = Teams::of(&self.listing, board, now);
        let rows = self.shown.rows.max(1);
        let top = self.shown.top.saturating_add_signed(lines).min(teams.len().saturating_sub(rows));
        self.shown.top = top;
        let Some(last) = teams.len().checked_sub(1) else { return };
        if let Some(at) = self.line(&teams, board) {
            let to = at.clamp(top, top + rows - 1).min(last);
            if to != at {
                self.choose_line(&teams, to, board);
            }
        }
    }
}
