//! The agents by team, and into one team.

use super::board::Opened;
use super::{Effect, Look, Offered, Pane, View};
use crate::lists::agents::{AgentFields, MembersSheet, Team, Teams};
use crate::lists::{Filter, ListId, Sheet, csv};
use crate::ui::action::Action;
use crate::ui::state::scene::Scene;
use crate::ui::state::sheets::agents::sheet;

impl View {
    /// By team, or as one list again; where there are no teams, that is said.
    pub(super) fn group_agents(&mut self, look: &Look<'_>) -> Effect {
        if !Offered::of(look.board).voice {
            self.say(tr!(self.language, "that is for agents, and the agents' stream is not configured"));
            return Effect::Redraw;
        }
        if self.board.listing.rules().belonging.teams() == 0 && !self.board.is_by_team() {
            self.say(tr!(
                self.language,
                "no team is known: [site.departments] names departments, and the chats tell of skill groups"
            ));
            return Effect::Redraw;
        }
        let by_team = !self.board.is_by_team();
        self.board.group(by_team);
        self.board.focus = Pane::Table;
        self.say(if by_team { tr!(self.language, "agents by team") } else { tr!(self.language, "agents in one list") });
        Effect::Redraw
    }

    /// Opens the chosen line of the agents by team: a team's own narrows the list to it.
    pub(super) fn open_line(&mut self, look: &Look<'_>) -> Effect {
        let (board, at) = self.looked_at(look.board, look.now);
        let teams = Teams::of(&self.board.listing, board, at);
        let Some(line) = self.board.line(&teams, board) else {
            return self.move_choice(Action::Down, look.board, look.now);
        };
        let team = self.board.chosen_team().cloned();
        match (team, self.board.selected.clone()) {
            (Some(team), _) => self.open_team(&team, look),
            (None, Some(id)) => {
                self.board.cursor = line;
                self.open_agent_page(&id)
            }
            (None, None) => Effect::None,
        }
    }

    /// Narrows the board's agents to those of a team, as one list.
    fn open_team(&mut self, team: &Team, look: &Look<'_>) -> Effect {
        let mut rules = self.board.listing.rules().clone();
        let text = format!("{} {}", rules.filter.text(), team.filter());
        let fields = AgentFields { rules: &rules, board: None };
        let Ok(filter) = Filter::parse(&text, &fields) else { return Effect::None };
        let before = self.board.opened.take();
        let before = before.unwrap_or_else(|| Opened {
            rules: rules.clone(),
            focus: Pane::Table,
            expanded: self.board.expanded,
            figure: None,
            by_team: true,
            pages: Vec::new(),
        });
        self.board.opened = Some(Opened { by_team: true, ..before });
        rules.filter = filter;
        self.board.by_team = false;
        self.set_rules(rules, look.board, look.now);
        Effect::Redraw
    }

    /// The agents by team as a file, where they stand so.
    pub(super) fn file_by_team(&self, id: ListId, scene: &Scene<'_>) -> Option<Effect> {
        if id != ListId::Agents || !self.board.is_by_team() {
            return None;
        }
        let teams = Teams::of(&scene.listing, scene.board, scene.at);
        let sheet = MembersSheet::new(sheet(scene), &teams);
        let list = MembersSheet::list(scene.list(id));
        let order = list.order(scene, &sheet);
        Some(Effect::Export { name: sheet.name(), text: csv(scene, &sheet, &list, &order) })
    }
}

#[cfg(test)]
mod tests;
