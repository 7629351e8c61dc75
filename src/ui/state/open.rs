//! Choosing things in panes, and going into them: from every figure to the people behind it.

use super::board::Opened;
use super::{BoardFigure, Chats, Effect, Look, Page, Pane, View, Which};
use crate::lists::agents::{AgentFields, Sort};
use crate::lists::{Filter, List, ListId};
use crate::model::{Board, Stamp};
use crate::ui::action::Action;

impl View {
    pub(super) fn move_choice(&mut self, action: Action, board: &Board, now: Stamp) -> Effect {
        let frozen = self.frozen.take();
        let (shown, at) = frozen.as_ref().map_or((board, now), |frozen| (&frozen.board, frozen.since));
        let effect = match self.board.focus {
            Pane::Table => self.board.move_agent(action, shown, at),
            Pane::Now | Pane::Today => self.board.move_figure(action, shown),
            Pane::Alerts => self.move_alert(action),
            Pane::Chat => self.board.move_chat(action, shown),
            Pane::Ai => self.scroll_page(action),
        };
        self.frozen = frozen;
        effect
    }

    pub(super) fn open(&mut self, look: &Look<'_>) -> Effect {
        let (board, now) = (look.board, look.now);
        match self.board.focus {
            Pane::Table if self.board.is_by_team() => self.open_line(look),
            Pane::Table => {
                let shown = self.frozen.as_ref().map_or(board, |frozen| &frozen.board);
                if self.board.position(shown).is_none() {
                    // An agent that was chosen and has left the list is not the one that would be opened.
                    if self.board.selected.is_some() {
                        return self.move_choice(Action::Down, board, now);
                    }
                    self.move_choice(Action::First, board, now);
                }
                match self.board.selected.clone() {
                    Some(id) => self.open_agent_page(&id),
                    None => Effect::None,
                }
            }
            Pane::Now | Pane::Today => {
                let shown = self.frozen.as_ref().map_or(board, |frozen| &frozen.board);
                let figure = self.board.figure(shown);
                figure.map_or(Effect::None, |figure| self.open_figure(Some(figure), board, now))
            }
            Pane::Alerts => self.open_alert(board, now, &look.settings.rules),
            Pane::Chat => self.open_chat(board, now),
            Pane::Ai => {
                self.push(Page::Ai);
                Effect::Redraw
            }
        }
    }

    /// Into what is behind a figure; into all agents, where nothing more is known of it. Agents are the board's, whatever
    /// page the figure is on.
    pub(super) fn open_figure(&mut self, figure: Option<BoardFigure>, board: &Board, now: Stamp) -> Effect {
        match figure {
            Some(BoardFigure::Waiting) => return self.open_live_calls(true),
            Some(BoardFigure::NoAgentYet) => return self.open_counted(Which::NoAgentYet),
            Some(BoardFigure::Calls(what)) => return self.open_counted(Which::Figure(what)),
            Some(BoardFigure::StillLost) => return self.open_whole(Page::StillLost, ListId::StillLost),
            _ => {}
        }
        let behind = figure.and_then(BoardFigure::agents);
        let (filter, sort) = behind.unwrap_or_else(|| (String::new(), Sort::Attention));
        let fields = AgentFields { rules: self.board.listing.rules(), board: None };
        let Ok(filter) = Filter::parse(&filter, &fields) else { return Effect::None };
        let mut rules = self.board.listing.rules().clone();
        // What a person had chosen is what was there before the first figure was opened.
        let by_team = self.board.opened.as_ref().map_or(self.board.by_team, |opened| opened.by_team);
        let before = self.board.opened.take().map_or_else(|| rules.clone(), |opened| opened.rules);
        let (focus, expanded) = (self.board.focus, self.board.expanded);
        let pages = std::mem::take(&mut self.pages);
        self.board.opened = Some(Opened { rules: before, focus, expanded, figure, by_team, pages });
        // A figure opens into exactly those that it counts, each once.
        self.board.by_team = false;
        rules.filter = filter;
        rules.sort = sort;
        rules.reverse = false;
        self.board.focus = Pane::Table;
        self.board.expanded = false;
        self.set_rules(rules, board, now);
        Effect::Redraw
    }

    /// The calls of the ledger that something counts, all of them.
    pub(super) fn open_counted(&mut self, which: Which) -> Effect {
        self.tabs.calls.meaning = false;
        let id = which.list();
        self.open_whole(Page::Counted(which), id)
    }

    /// A page with all rows of its list, in the columns that were chosen for it: those of calls are one choice.
    fn open_whole(&mut self, page: Page, id: ListId) -> Effect {
        let chosen = if id == ListId::CallsOf { ListId::Calls } else { id };
        let columns = self.list(chosen).and_then(|list| list.columns.clone());
        *self.list_mut(id) = List::ordered(None, false, columns);
        self.push(page);
        Effect::Redraw
    }

    fn open_chat(&mut self, board: &Board, now: Stamp) -> Effect {
        if self.board.chat.is_none() {
            self.move_choice(Action::First, board, now);
        }
        let shown = self.frozen.as_ref().map_or(board, |frozen| &frozen.board);
        let Some(chosen) = self.board.chat.clone() else { return Effect::None };
        let order = self.board.chats.order().iter();
        let place = order.copied().find(|place| Chats::key_at(*place, shown).as_ref() == Some(&chosen));
        if let Some(id) = place.and_then(|place| self.board.chats.agent(place)).map(|(id, _)| id.clone()) {
            return self.open_agent_page(&id);
        }
        self.say(tr!(
            self.language,
            "this person's chats are not joined to a voice agent: no id or unique name matches"
        ));
        Effect::Redraw
    }
}
