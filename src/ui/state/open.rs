//! Choosing things in panes, and going into them: from every figure to the people behind it.

use super::{COUNTED, Chats, Effect, Look, Opened, Page, Pane, View};
use crate::lang::Language;
use crate::lists::Filter;
use crate::lists::agents::{AgentFields, Sort};
use crate::model::{Board, SourceId, Stamp, State};
use crate::ui::action::Action;

/// Today's figures that can be opened: filter, order.
pub(in crate::ui) const TODAY: [(&str, Sort); 4] = [
    ("answered>0", Sort::Answered),
    ("missed>0", Sort::Missed),
    ("dialled>0", Sort::Dialled),
    ("connected>0", Sort::Connected),
];

impl View {
    pub(super) fn move_choice(&mut self, action: Action, board: &Board, now: Stamp) -> Effect {
        let frozen = self.frozen.take();
        let (shown, at) = frozen.as_ref().map_or((board, now), |frozen| (&frozen.board, frozen.since));
        let effect = match self.focus {
            Pane::Table => self.move_agent(action, shown, at),
            Pane::Now => self.move_figure(action, COUNTED.len() - usize::from(!unknowns(shown))),
            Pane::Today => self.move_figure(action, TODAY.len()),
            Pane::Alerts => self.move_alert(action),
            Pane::Chat => self.move_chat(action, shown),
            Pane::Ai => self.scroll_page(action),
        };
        self.frozen = frozen;
        effect
    }

    fn move_agent(&mut self, action: Action, board: &Board, now: Stamp) -> Effect {
        if !self.listing.is_current(board) {
            self.listing.rebuild(board, now);
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

    fn move_figure(&mut self, action: Action, count: usize) -> Effect {
        let steps = Steps { line: 1, page: count, sideways: true };
        let before = self.figure;
        if let Some(to) = steps.go(action, Some(before), before, count) {
            self.figure = to;
        }
        if before == self.figure { Effect::None } else { Effect::Redraw }
    }

    fn move_chat(&mut self, action: Action, board: &Board) -> Effect {
        let keys: Vec<String> = self.chats.order().iter().filter_map(|place| Chats::key_at(*place, board)).collect();
        let from = self.chat.as_ref().and_then(|chosen| keys.iter().position(|key| key == chosen));
        let steps = Steps { line: 1, page: self.shown.rows.max(2) - 1, sideways: false };
        let Some(to) = steps.go(action, from, 0, keys.len()) else { return Effect::None };
        let before = self.chat.take();
        self.chat = keys.get(to).cloned();
        if before == self.chat { Effect::None } else { Effect::Redraw }
    }

    pub(super) fn open(&mut self, look: &Look<'_>) -> Effect {
        let (board, now) = (look.board, look.now);
        match self.focus {
            Pane::Table => {
                let shown = self.frozen.as_ref().map_or(board, |frozen| &frozen.board);
                if self.position(shown).is_none() {
                    // An agent that was chosen and has left the list is not the one that would be opened.
                    if self.selected.is_some() {
                        return self.move_choice(Action::Down, board, now);
                    }
                    self.move_choice(Action::First, board, now);
                }
                match self.selected.clone() {
                    Some(id) => self.open_agent_page(&id),
                    None => Effect::None,
                }
            }
            Pane::Now => {
                let state = COUNTED.get(self.figure).copied().unwrap_or(State::Ready);
                self.open_figure(&format!("state:{state}"), Sort::Time, board, now)
            }
            Pane::Today => {
                let (filter, sort) = TODAY.get(self.figure).copied().unwrap_or(("", Sort::Attention));
                self.open_figure(filter, sort, board, now)
            }
            Pane::Alerts => self.open_alert(board, now, &look.settings.rules),
            Pane::Chat => self.open_chat(board, now),
            Pane::Ai => {
                self.push(Page::Ai);
                Effect::Redraw
            }
        }
    }

    pub(super) fn open_figure(&mut self, filter: &str, sort: Sort, board: &Board, now: Stamp) -> Effect {
        let fields = AgentFields { rules: self.listing.rules(), board: None };
        let Ok(filter) = Filter::parse(filter, &fields) else { return Effect::None };
        let before = self.listing.rules().clone();
        let mut rules = before.clone();
        self.opened = Some(Opened { rules: before, focus: self.focus, expanded: self.expanded });
        rules.filter = filter;
        rules.sort = sort;
        rules.reverse = false;
        self.focus = Pane::Table;
        self.expanded = false;
        self.set_rules(rules, board, now);
        Effect::Redraw
    }

    fn open_chat(&mut self, board: &Board, now: Stamp) -> Effect {
        if self.chat.is_none() {
            self.move_choice(Action::First, board, now);
        }
        let shown = self.frozen.as_ref().map_or(board, |frozen| &frozen.board);
        let Some(chosen) = self.chat.clone() else { return Effect::None };
        let order = self.chats.order().iter();
        let place = order.copied().find(|place| Chats::key_at(*place, shown).as_ref() == Some(&chosen));
        if let Some(id) = place.and_then(|place| self.chats.agent(place)).map(|(id, _)| id.clone()) {
            return self.open_agent_page(&id);
        }
        self.say(tr!(
            self.language,
            "this person's chats are not joined to a voice agent: no id or unique name matches"
        ));
        Effect::Redraw
    }
}

/// Whether anybody's state is unknown, and so counted.
pub(in crate::ui) fn unknowns(board: &Board) -> bool {
    board.counts().state(State::Unknown) > 0
}

/// How far keys go in a list.
pub(super) struct Steps {
    pub(super) line: usize,
    pub(super) page: usize,
    pub(super) sideways: bool,
}

impl Steps {
    /// Where `action` leads from `from`; with nothing chosen, to `fallback`. `None` when it leads nowhere.
    pub(super) fn go(&self, action: Action, from: Option<usize>, fallback: usize, count: usize) -> Option<usize> {
        let last = count.checked_sub(1)?;
        let from = match (from, action) {
            (_, Action::First) => return Some(0),
            (_, Action::Last) => return Some(last),
            (Some(from), _) => from,
            (None, Action::Up | Action::Down | Action::PageUp | Action::PageDown) => return Some(fallback.min(last)),
            (None, Action::Left | Action::Right) if self.sideways => return Some(fallback.min(last)),
            (None, _) => return None,
        };
        let to = match action {
            // In a grid a short last line has nothing below its upper neighbours: the last one is next.
            Action::Up => {
                if self.line > 1 && from < self.line {
                    from
                } else {
                    from.saturating_sub(self.line)
                }
            }
            Action::Down => from + self.line,
            Action::Left if self.sideways => from.saturating_sub(1),
            Action::Right if self.sideways => from + 1,
            Action::PageUp => from.saturating_sub(self.page),
            Action::PageDown => from + self.page,
            _ => return None,
        };
        Some(to.min(last))
    }
}

/// What to call a source in a sentence.
pub(in crate::ui) fn source_name(language: Language, board: &Board, id: SourceId) -> String {
    match id {
        SourceId::Agents => tr!(language, "agents").to_owned(),
        SourceId::Chat => tr!(language, "chat statistics").to_owned(),
        SourceId::Ai => tr!(language, "AI records").to_owned(),
        SourceId::Calls => tr!(language, "call records").to_owned(),
        SourceId::Site(tag) => {
            let title = board.source(id).title.as_deref();
            tr!(language, "chats of {title}", title = title.unwrap_or(tag.as_str()))
        }
    }
}
