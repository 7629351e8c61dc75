//! The reducer: one action, one step.

use super::{Effect, Frozen, Input, Look, Offered, Page, Pane, Question, Target, View, Which, acts, source_name};
use crate::lang::Language;
use crate::lists::agents::Sort;
use crate::lists::{Filter, FilterError, List, ListId};
use crate::model::{Board, SourceState, Stamp};
use crate::ui::action::{Action, Scope};
use crate::ui::settings::Settings;
use crate::ui::text;
use crate::ui::theme::Theme;

/// Longest filter that is typed or pasted, in characters.
pub(super) const LONGEST_LINE: usize = 1000;

impl View {
    /// Does what a person asked for, and says what else there is to do.
    pub fn act(&mut self, action: Action, board: &Board, now: Stamp, settings: &Settings) -> Effect {
        let had_notice = self.notice.take().is_some();
        let effect = self.act_once(action, board, now, settings);
        if effect == Effect::None && had_notice { Effect::Redraw } else { effect }
    }

    /// The same, whatever notice is there.
    pub(super) fn act_once(&mut self, action: Action, board: &Board, now: Stamp, settings: &Settings) -> Effect {
        if let Some(effect) = self.act_on_wall(action, now) {
            return effect;
        }
        if self.over.question.is_none()
            && let Some(effect) = self.act_at_sites(action)
        {
            return effect;
        }
        let look = Look { board, now, settings };
        match action {
            _ if self.over.question.is_some() && action != Action::Quit && action != Action::Repaint => {
                self.answer(action)
            }
            Action::Quit => Effect::Quit,
            Action::Repaint => Effect::Repaint,
            Action::Retry if self.is_replay() => {
                self.say(tr!(self.language, "this is a recording: it holds only what was recorded"));
                Effect::Redraw
            }
            _ if self.over.palette.is_some() => self.type_command(action, look),
            Action::Palette => self.open_palette(),
            Action::Sites => self.show_sites(),
            Action::NextSite => self.step_site(1),
            Action::PreviousSite => self.step_site(-1),
            Action::Mouse => self.toggle_mouse(),
            Action::Retry => self.retry(board, now, settings),
            Action::Record => Effect::Record,
            _ if action.scope() == Scope::Replay => Effect::Replay(action),
            Action::Freeze => self.freeze(board, now),
            Action::Privacy => self.privacy(now, settings),
            Action::Theme => self.next_theme(settings),
            Action::Help => self.help(),
            Action::Board => self.show_board(),
            Action::Calls => self.show(Page::Calls),
            Action::StillLost => self.show(Page::StillLost),
            Action::Why => self.show(Page::Why),
            Action::LiveCalls => self.show(Page::LiveCalls),
            Action::Chat => self.show(Page::Chat),
            Action::Ai => self.show(Page::Ai),
            Action::Reports => self.show(Page::Reports),
            Action::Health => self.show(Page::Health),
            Action::Notes => self.show(Page::Notes),
            Action::Timeline => self.show(Page::Timeline),
            Action::Back => self.back(look),
            Action::Close => self.close(look),
            Action::CopyId | Action::CopyNumber if self.over.panel.is_none() => self.copy(action, &look),
            _ if self.over.input.is_some() => self.type_text(action, look),
            _ if self.over.panel.is_some() => self.act_on_panel(action, &look),
            _ => self.act_on_page(action, look),
        }
    }

    pub(super) fn act_on_page(&mut self, action: Action, look: Look<'_>) -> Effect {
        let own = match self.page() {
            Page::Help if action == Action::Filter => return self.filter_help(),
            Page::Help => return self.scroll_page(action),
            _ if action == Action::LiveCall => return acts::live::open(self, &look),
            Page::Board if self.is_of_hidden_agents(action, look.board) => return self.say_agents_are_hidden(),
            Page::Board if self.is_of_agents(action, look.board) => return self.act_on_list(action, &look),
            Page::Board if matches!(action, Action::Acknowledge | Action::Snooze | Action::Mute) => {
                return self.see_to(action, look.now, look.settings);
            }
            Page::Board => return self.act_on_board(action, &look),
            Page::Agent(_) if matches!(action, Action::NextAgent | Action::PreviousAgent) => {
                return self.next_agent(action, look.board);
            }
            Page::Agent(_) => acts::agent::act(self, action, &look),
            Page::Calls => acts::calls::act(self, action, &look),
            Page::Counted(Which::NoAgentYet) => acts::calls::act_on_callers(self, action),
            Page::Why => acts::why::act(self, action),
            Page::Counted(_)
            | Page::StillLost
            | Page::LiveCalls
            | Page::AiRecord(_)
            | Page::Probe(_)
            | Page::Notes
            | Page::Timeline
            | Page::Sites => None,
            Page::LiveCall(_) => acts::live::act(self, action, &look),
            Page::Call(_) => acts::calls::act_on_one(self, action, &look),
            Page::Chat => acts::chat::act(self, action, &look),
            Page::Ai => acts::ai::act(self, action, &look),
            Page::Reports => acts::reports::act(self, action, &look),
            Page::Health => acts::health::act(self, action),
        };
        own.unwrap_or_else(|| self.act_on_list(action, &look))
    }

    /// Whether the board's agents do with `action` what every list does.
    fn is_of_agents(&self, action: Action, board: &Board) -> bool {
        let chosen = || self.list(ListId::Agents).is_some_and(|list| list.columns.is_some());
        match action {
            Action::Export => true,
            Action::Columns => Offered::of(board).voice,
            Action::Left | Action::Right => self.board.focus == Pane::Table && !self.board.tiles && chosen(),
            _ => false,
        }
    }

    /// Whether `action` would change or write the agents while another pane hides them. A filter and tiles bring them up.
    fn is_of_hidden_agents(&self, action: Action, board: &Board) -> bool {
        matches!(action, Action::Sort | Action::Reverse | Action::Columns | Action::Export)
            && self.board.hides_agents()
            && Offered::of(board).voice
    }

    fn say_agents_are_hidden(&mut self) -> Effect {
        let said = match self.keymap.key_for(Action::Back, self.mode()) {
            Some(back) => {
                tr!(
                    self.language,
                    "that is for the agents, whom this pane hides; {back} goes back to them",
                    back = back
                )
            }
            None => tr!(self.language, "that is for the agents, whom this pane hides").to_owned(),
        };
        self.say(said);
        Effect::Redraw
    }

    /// Asks before `effect` is carried out.
    pub(in crate::ui) fn ask(&mut self, text: impl Into<String>, effect: Effect) {
        self.over.question = Some(Question { text: text.into(), effect });
    }

    fn answer(&mut self, action: Action) -> Effect {
        match (action, self.over.question.take()) {
            (Action::Yes, Some(question)) => question.effect,
            (Action::No | Action::Back | Action::Close, _) => Effect::Redraw,
            (_, question) => {
                self.over.question = question;
                Effect::None
            }
        }
    }

    fn retry(&mut self, board: &Board, now: Stamp, settings: &Settings) -> Effect {
        let asked: Vec<String> = board
            .source_ids()
            .filter(|id| board.source(*id).state(now, settings.limits.stale_after_ms(*id)) != SourceState::Off)
            .map(|id| source_name(self.language, board, id))
            .collect();
        if asked.is_empty() {
            self.say(tr!(self.language, "there is no source to ask: none is configured"));
            return Effect::Redraw;
        }
        self.say(tr!(self.language, "asking again now: {sources}", sources = asked.join(tr!(self.language, ", "))));
        Effect::Retry
    }

    fn freeze(&mut self, board: &Board, now: Stamp) -> Effect {
        if self.frozen.take().is_none() {
            self.alerts.frozen = Some(self.alerts.now.clone());
            self.frozen = Some(Box::new(Frozen { board: board.clone(), since: now }));
            if !self.board.listing.is_current(board) {
                self.board.listing.rebuild(board, now);
                self.board.refresh(board, now);
            }
        } else {
            self.alerts.frozen = None;
            self.board.listing.rebuild(board, now);
            self.board.refresh(board, now);
        }
        Effect::Redraw
    }

    fn privacy(&mut self, now: Stamp, settings: &Settings) -> Effect {
        if self.revealed_until(now).is_some() {
            self.reveal_until = None;
            return Effect::Redraw;
        }
        if self.hub.is_some() {
            self.say(tr!(
                self.language,
                "customer numbers stay masked: this board is on a hub, which passes on masked numbers alone"
            ));
            return Effect::Redraw;
        }
        if !settings.privacy_reveal {
            self.say(tr!(self.language, "customer numbers stay masked: the settings do not allow showing them"));
            return Effect::Redraw;
        }
        self.reveal_until = Some(now.plus(settings.reveal_for_ms));
        // The log is in English.
        let (long, on) = (text::limit(Language::English, settings.reveal_for_ms), self.whereabouts());
        Effect::Revealed(format!("customer numbers shown for {long} on {on}"))
    }

    /// Which page is looked at, in English: the log says so of a person who looks at customers' numbers.
    pub fn whereabouts(&self) -> String {
        // The vendor's ids: cut, and nothing that could end a line.
        let id = |id: &str| text::fit(&text::clean(id), 64, "…");
        match self.page() {
            Page::Board => "the board".to_owned(),
            Page::Agent(agent) => format!("the page of agent {}", id(agent.as_str())),
            Page::Calls | Page::Counted(_) => "the list of calls".to_owned(),
            Page::Call(call) | Page::LiveCall(call) => format!("the page of call {}", id(call)),
            Page::LiveCalls => "the list of calls as they happen".to_owned(),
            Page::StillLost => "the list of callers who are still lost".to_owned(),
            Page::Why => "what the service level differs by".to_owned(),
            Page::Chat => "the page of chats".to_owned(),
            Page::Ai => "the list of AI sessions".to_owned(),
            Page::AiRecord(session) => format!("the page of AI session {}", id(session)),
            Page::Probe(name) => format!("the page of bot probe {}", id(name)),
            Page::Reports => "the reports".to_owned(),
            Page::Health => "the page of sources".to_owned(),
            Page::Notes => "the list of notes".to_owned(),
            Page::Timeline => "the timeline".to_owned(),
            Page::Sites => "the list of sites".to_owned(),
            Page::Help => "the help".to_owned(),
        }
    }

    /// Masks customers' numbers again, at once.
    pub fn mask(&mut self) {
        self.reveal_until = None;
    }

    fn act_on_board(&mut self, action: Action, look: &Look<'_>) -> Effect {
        let (board, now) = (look.board, look.now);
        let offered = Offered::of(board);
        match action {
            Action::Filter | Action::Sort | Action::Reverse | Action::Columns | Action::Tiles if !offered.voice => {
                self.say(tr!(self.language, "that is for agents, and the agents' stream is not configured"));
            }
            Action::Filter => {
                self.board.focus = Pane::Table;
                let before = self.board.listing.rules().filter.clone();
                self.over.input = Some(Input { text: String::new(), error: None, target: Target::Agents(before) });
            }
            Action::Sort => self.sort_agents(self.board.listing.rules().sort.next(), false, board, now),
            Action::Reverse => {
                let rules = self.board.listing.rules();
                self.sort_agents(rules.sort, !rules.reverse, board, now);
            }
            Action::Tiles => {
                self.board.tiles = !self.board.tiles;
                self.board.by_team = false;
                self.board.focus = Pane::Table;
            }
            Action::Teams => return self.group_agents(look),
            Action::NextPane | Action::PreviousPane => {
                for _ in Pane::ALL {
                    self.board.focus = self.board.focus.step(action == Action::NextPane);
                    if offered.has(self.board.focus) {
                        break;
                    }
                }
                self.board.figure = None;
                self.scroll = 0;
            }
            Action::Expand => {
                self.board.expanded = !self.board.expanded;
                self.scroll = 0;
            }
            Action::Open => return self.open(look),
            _ => return self.move_choice(action, board, now),
        }
        Effect::Redraw
    }

    pub(super) fn sort_agents(&mut self, sort: Sort, reverse: bool, board: &Board, now: Stamp) {
        let mut rules = self.board.listing.rules().clone();
        rules.sort = sort;
        rules.reverse = reverse;
        self.say(tr!(self.language, "agents {order}", order = sort.title(self.language, reverse)));
        self.set_rules(rules, board, now);
    }

    fn next_agent(&mut self, action: Action, board: &Board) -> Effect {
        let step = if action == Action::NextAgent { 1 } else { -1 };
        let shown = self.frozen.as_ref().map_or(board, |frozen| &frozen.board);
        if self.board.position(shown).is_none()
            && let Page::Agent(id) = self.page()
        {
            self.board.selected = Some(id.clone());
        }
        let before = self.board.selected.clone();
        let from = self.board.position(shown).unwrap_or(self.board.cursor);
        let Some(to) = from.checked_add_signed(step).filter(|to| *to < self.board.listing.len()) else {
            let last = step > 0;
            self.say(if last {
                tr!(self.language, "that was the last agent of the list")
            } else {
                tr!(self.language, "that was the first agent")
            });
            return Effect::Redraw;
        };
        self.board.cursor = to;
        self.board.selected =
            self.board.listing.slot(to).and_then(|slot| shown.agent(slot)).map(|agent| agent.id.clone());
        if let (Some(id), Some(page)) = (self.board.selected.clone(), self.pages.last_mut()) {
            *page = Page::Agent(id);
        }
        *self.list_mut(ListId::AgentCalls) = List::default();
        self.scroll = 0;
        if before == self.board.selected { Effect::None } else { Effect::Redraw }
    }

    /// Pages that only scroll. The end is held to what is there when it is drawn.
    pub(super) fn scroll_page(&mut self, action: Action) -> Effect {
        let rows = self.board.shown.rows.max(2) - 1;
        let top = self.scroll;
        let to = match action {
            Action::Up => top.saturating_sub(1),
            Action::Down => top + 1,
            Action::PageUp => top.saturating_sub(rows),
            Action::PageDown => top + rows,
            Action::First => 0,
            Action::Last => usize::MAX / 2,
            _ => return Effect::None,
        };
        self.scroll = to;
        if to == top { Effect::None } else { Effect::Redraw }
    }

    pub(super) fn type_text(&mut self, action: Action, look: Look<'_>) -> Effect {
        let Some(input) = &mut self.over.input else { return Effect::None };
        match action {
            // Blanks only keep words apart; what a terminal pastes may hold more.
            Action::Type(c) if !c.is_control() && input.text.chars().count() < LONGEST_LINE => input.text.push(c),
            Action::DeleteCharacter => {
                if input.text.pop().is_none() {
                    return self.type_text(Action::CancelFilter, look);
                }
            }
            Action::DeleteWord => {
                let kept = input.text.trim_end().rfind(' ').map_or(0, |at| at + 1);
                input.text.truncate(kept);
            }
            Action::DeleteLine => input.text.clear(),
            Action::AcceptFilter => {
                self.accept_text(look);
                return Effect::Redraw;
            }
            Action::CancelFilter => {
                match self.over.input.take().map(|input| input.target) {
                    Some(Target::Agents(before)) => self.set_filter(before, look.board, look.now),
                    Some(Target::List { id, before }) => self.set_list_filter(id, before),
                    Some(Target::Help(before)) => self.tabs.help.filter = before,
                    Some(Target::Facet(_)) | None => {}
                }
                return Effect::Redraw;
            }
            Action::Up | Action::Down | Action::PageUp | Action::PageDown => {
                return match &input.target {
                    Target::Agents(_) => self.move_choice(action, look.board, look.now),
                    Target::List { .. } => self.act_on_list(action, &look),
                    Target::Help(_) => self.scroll_page(action),
                    Target::Facet(_) => Effect::None,
                };
            }
            _ => return Effect::None,
        }
        self.take_text(look);
        Effect::Redraw
    }

    /// Lets what is typed so far have its effect, or says what is wrong with it.
    pub(super) fn take_text(&mut self, look: Look<'_>) {
        if let Err(error) = self.try_text(look)
            && let Some(input) = &mut self.over.input
        {
            input.error = Some(error);
        }
    }

    /// Lets what is typed so far have its effect.
    fn try_text(&mut self, look: Look<'_>) -> Result<(), FilterError> {
        let Some(input) = &mut self.over.input else { return Ok(()) };
        input.error = None;
        match input.target.clone() {
            Target::Agents(_) => {
                let text = input.text.clone();
                let filter = Filter::parse(&text, &self.board.agent_fields(look.board))?;
                self.set_filter(filter, look.board, look.now);
                Ok(())
            }
            Target::List { id, .. } => self.try_list_filter(id, &look),
            Target::Help(_) => {
                self.tabs.help.filter = input.text.trim().to_owned();
                self.scroll = 0;
                Ok(())
            }
            Target::Facet(_) => Ok(()),
        }
    }

    pub(super) fn accept_text(&mut self, look: Look<'_>) {
        match self.try_text(look) {
            Ok(()) => {
                let Some(input) = self.over.input.take() else { return };
                match input.target {
                    Target::Agents(_) => self.board.opened = None,
                    Target::List { .. } | Target::Help(_) => {}
                    Target::Facet(key) => {
                        let typed = input.text.trim().to_owned();
                        self.narrow(&key, if typed.is_empty() { Vec::new() } else { vec![typed] });
                    }
                }
            }
            Err(error) => {
                if let Some(input) = &mut self.over.input {
                    input.error = Some(error);
                }
            }
        }
    }

    /// Puts the board's agents in an order that was asked for by name, and brings them up where a pane hides them.
    pub(in crate::ui) fn order_agents(&mut self, sort: Sort, look: &Look<'_>) {
        if self.board.hides_agents() {
            self.board.focus = Pane::Table;
        }
        self.sort_agents(sort, false, look.board, look.now);
    }

    /// Filters the board's agents, and gives them the keys.
    pub(in crate::ui) fn filter_agents(&mut self, filter: Filter, look: &Look<'_>) {
        self.board.focus = Pane::Table;
        self.board.opened = None;
        self.set_filter(filter, look.board, look.now);
    }

    pub(super) fn set_filter(&mut self, filter: Filter, board: &Board, now: Stamp) {
        let mut rules = self.board.listing.rules().clone();
        if rules.filter == filter {
            return;
        }
        rules.filter = filter;
        self.set_rules(rules, board, now);
    }

    pub(super) fn set_rules(&mut self, rules: super::Rules, board: &Board, now: Stamp) {
        let (board, now) = match &self.frozen {
            Some(frozen) => (&frozen.board, frozen.since),
            None => (board, now),
        };
        self.board.set_rules(rules, board, now);
    }
}

impl View {
    /// The styles in use.
    pub(in crate::ui) fn theme(&self, settings: &Settings) -> Theme {
        let theme = Theme::new(settings.colours, settings.ascii).with_blocks(settings.blocks);
        settings.themes.get(self.theme).map_or(theme, |own| theme.coloured(own.palette))
    }

    pub(super) fn next_theme(&mut self, settings: &Settings) -> Effect {
        self.take_theme(if self.theme + 1 < settings.themes.len() { self.theme + 1 } else { 0 }, settings)
    }

    /// To one of the themes, by its position.
    pub(in crate::ui) fn take_theme(&mut self, theme: usize, settings: &Settings) -> Effect {
        self.theme = theme;
        if let Some(theme) = settings.themes.get(self.theme) {
            let plain = Theme::new(settings.colours, settings.ascii).is_plain();
            let name = theme.name.as_str();
            self.say(if plain {
                tr!(self.language, "theme {name}, but no colours are in use here", name = name)
            } else {
                tr!(self.language, "theme {name}", name = name)
            });
        }
        Effect::Redraw
    }
}
