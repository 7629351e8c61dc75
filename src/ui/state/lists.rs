//! What keys do to a list, whichever it is.

use super::widths::{Measure, Written};
use super::{BoardFigure, Effect, Input, Look, Page, PanelKind, Target, View, Which, acts};
use crate::lang::Language;
use crate::lists::{Filter, FilterError, List, ListId, Opens, SheetFields, Widths};
use crate::model::story::Went;
use crate::model::{AgentId, Board, Stamp, State};
use crate::ui::action::Action;
use crate::ui::settings::Settings;
use crate::ui::state::scene::Scene;
use crate::ui::state::sheets;
use crate::ui::state::sheets::shown::Shown;
use crate::ui::text;

/// What an act on a list comes to, found while the view is only looked at.
enum Outcome {
    Choose { key: Option<String>, cursor: usize },
    Side(usize),
    Sort(Option<String>),
    Open(Option<Opens>),
    Nothing,
}

impl View {
    /// Does what every list does with `action`.
    pub(super) fn act_on_list(&mut self, action: Action, look: &Look<'_>) -> Effect {
        match action {
            Action::Columns => return self.open_panel(PanelKind::Columns, look),
            Action::Narrow => return self.open_panel(PanelKind::Facets, look),
            _ => {}
        }
        let Some(id) = look.list_id(self) else { return self.scroll_page(action) };
        match action {
            Action::Filter => {
                let before = self.list_mut(id).filter.clone();
                self.over.input = Some(Input { text: String::new(), error: None, target: Target::List { id, before } });
                return Effect::Redraw;
            }
            Action::Export => {
                self.list_mut(id);
                return self.export(id, look);
            }
            Action::Reverse => {
                let list = self.list_mut(id);
                list.reverse = !list.reverse;
                return Effect::Redraw;
            }
            _ => {}
        }
        // A list that was never touched has its choices from now on.
        self.list_mut(id);
        match self.outcome(action, look) {
            Outcome::Choose { key, cursor } => {
                let list = self.list_mut(id);
                list.selected = key;
                list.cursor = cursor;
            }
            Outcome::Side(side) => self.list_mut(id).side = side,
            Outcome::Sort(key) => self.order_list(id, key),
            Outcome::Open(Some(opens)) => return self.open_row(opens, look),
            Outcome::Open(None) | Outcome::Nothing => return Effect::None,
        }
        Effect::Redraw
    }

    fn outcome(&self, action: Action, look: &Look<'_>) -> Outcome {
        let scene = look.scene(self);
        let Some(sheet) = sheets::sheet(&scene) else { return Outcome::Nothing };
        let Some(list) = self.list(sheet.id()) else { return Outcome::Nothing };
        let order = list.order(&scene, sheet.as_ref());
        let end = order.len().checked_sub(1);
        let at = list.position(sheet.as_ref(), &order).unwrap_or(0);
        let page = list.room.max(2) - 1;
        let choose = |to: usize| match end {
            None => Outcome::Nothing,
            Some(end) => {
                let to = to.min(end);
                let key = order.get(to).map(|row| sheet.key(*row as usize).into_owned());
                // The very first row is the newest, whichever that is.
                Outcome::Choose { key: key.filter(|_| to > 0), cursor: to }
            }
        };
        match action {
            Action::Up => choose(at.saturating_sub(1)),
            Action::Down => choose(at + 1),
            Action::PageUp => choose(at.saturating_sub(page)),
            Action::PageDown => choose(at + page),
            Action::First => choose(0),
            Action::Last => choose(usize::MAX),
            Action::Left | Action::Right if list.reach == Some(0) => Outcome::Nothing,
            Action::Left => Outcome::Side(list.side.saturating_sub(1)),
            Action::Right => Outcome::Side(list.side + 1),
            Action::Sort => {
                let columns = sheet.columns();
                let shown = list.shown(&columns);
                let now = list.sort.as_ref().and_then(|key| {
                    shown.iter().position(|at| columns.get(*at).is_some_and(|column| column.key == *key))
                });
                let next = shown.get(now.map_or(0, |now| now + 1)).and_then(|at| columns.get(*at));
                Outcome::Sort(next.map(|column| column.key.to_string()))
            }
            Action::Open => Outcome::Open(order.get(at).and_then(|row| sheet.open(self.language, *row as usize))),
            _ => Outcome::Nothing,
        }
    }

    fn order_list(&mut self, id: ListId, key: Option<String>) {
        let list = self.list_mut(id);
        list.sort = key;
        list.reverse = false;
        list.top = 0;
    }

    /// Puts a list in the order of the column of this key.
    pub(in crate::ui) fn sort_list(&mut self, id: ListId, key: String) {
        self.order_list(id, Some(key));
    }

    /// Puts the list that has the keys in order, where its rows, its filter or its order changed, and looks at what rows
    /// that came need: to be called before every frame, which then only reads it.
    pub fn put_in_order(&mut self, board: &Board, now: Stamp, settings: &Settings) {
        acts::calls::count(self, board, now, settings);
        let look = Look { board, now, settings };
        let (put, news) = {
            let scene = look.scene(self);
            let (sheet, other) = (sheets::sheet(&scene), sheets::other_sheet(&scene));
            let put = sheet.as_deref().and_then(|sheet| {
                let list = self.list(sheet.id())?;
                Some((sheet.id(), list.put(&scene, sheet)?))
            });
            // On the board, all agents are looked at, filtered out or not.
            let own = sheet.as_deref().filter(|sheet| sheet.id() != ListId::Agents);
            let sheets = if self.is_kiosk() { [None, None] } else { [own, other.as_deref()] };
            (put, sheets.into_iter().flatten().filter_map(|sheet| self.look_at_rows(&scene, sheet)).collect())
        };
        let pages = &self.pages;
        self.measures.keep(news, |page| *page == Page::Board || pages.contains(page));
        if let Some((id, put)) = put {
            self.list_mut(id).keep(put);
        }
    }

    fn look_at_rows(&self, scene: &Scene<'_>, sheet: &dyn Shown) -> Option<Measure> {
        let list = scene.list(sheet.id());
        let today = scene.at.in_zone(&scene.settings.zone).map(|at| at.date_naive());
        let written = Written { language: scene.language, revealed: scene.is_revealed(), today };
        // Of ten thousand agents hundreds change in a second, and what they need a column has nearly always.
        let cells = |row, column, enough| match sheet.most_cells(scene, row, column) {
            Some(most) if most <= enough => most,
            _ => text::width(&sheet.shown(scene, row, column)),
        };
        self.measures.with_rows(self.page(), sheet, list, written, cells)
    }

    /// What the columns of a list of the page that is open need.
    pub(in crate::ui) fn widths(&self, id: ListId) -> Option<&Widths> {
        self.measures.of(self.page(), id)
    }

    /// Chooses the row of this key in the list that has the keys; whether it was chosen before.
    pub(super) fn choose_row(&mut self, id: ListId, key: &str, look: &Look<'_>) -> bool {
        self.list_mut(id);
        let found = {
            let scene = look.scene(self);
            let Some((sheet, list)) = sheets::sheet(&scene).zip(self.list(id)) else { return false };
            let order = list.order(&scene, sheet.as_ref());
            let at = list.position(sheet.as_ref(), &order);
            let is_it = |at: usize| order.get(at).is_some_and(|row| sheet.key(*row as usize) == key);
            match at.filter(|at| is_it(*at)) {
                Some(_) => return true,
                None => (0..order.len()).find(|at| is_it(*at)),
            }
        };
        if let Some(at) = found {
            let list = self.list_mut(id);
            // The very first row is the newest, whichever that is.
            list.selected = (at > 0).then(|| key.to_owned());
            list.cursor = at;
        }
        false
    }

    /// Scrolls a list, and takes the chosen row along where the keys are in it.
    pub(super) fn roll_list(&mut self, id: ListId, lines: isize, look: &Look<'_>) {
        let list = self.list_mut(id);
        let top = list.top.saturating_add_signed(lines);
        list.top = top;
        if look.list_id(self) != Some(id) {
            return;
        }
        let (top, chosen) = {
            let scene = look.scene(self);
            let Some((sheet, list)) = sheets::sheet(&scene).zip(self.list(id)) else { return };
            let order = list.order(&scene, sheet.as_ref());
            let rows = list.room.max(1);
            let top = top.min(order.len().saturating_sub(rows));
            let at = list.position(sheet.as_ref(), &order);
            let to = at.map(|at| at.clamp(top, top + rows - 1)).filter(|to| Some(*to) != at);
            (top, to.and_then(|to| Some((to, sheet.key(*order.get(to)? as usize).into_owned()))))
        };
        let list = self.list_mut(id);
        list.top = top;
        if let Some((to, key)) = chosen {
            list.selected = (to > 0).then_some(key);
            list.cursor = to;
        }
    }

    pub(super) fn open_row(&mut self, opens: Opens, look: &Look<'_>) -> Effect {
        match opens {
            Opens::Agent(id) => return self.open_agent_page(&id),
            Opens::Call(id) => {
                self.tabs.calls.record = false;
                *self.list_mut(ListId::Legs) = List::default();
                self.push(Page::Call(id));
            }
            Opens::LiveCall(id) => self.push(Page::LiveCall(id)),
            Opens::AiRecord(id) => self.push(Page::AiRecord(id)),
            Opens::Probe(name) => {
                *self.list_mut(ListId::ProbeRuns) = List::default();
                self.push(Page::Probe(name));
            }
            Opens::Calls(asked) => {
                self.tabs.calls.ask(*asked);
                *self.list_mut(ListId::Calls) = List::default();
                self.push(Page::Calls);
            }
            Opens::CallsBy(by, name) => return self.open_counted(Which::Row(by, name)),
            Opens::AiRecords(field, key) => acts::ai::open(self, field, key),
            Opens::Chats(source) => acts::chat::show(self, source),
            Opens::Site(place) => return Effect::Site(place),
            Opens::CallsOf(what) => return self.open_counted(Which::Figure(what)),
            Opens::LiveCalls => return self.open_live_calls(false),
            Opens::Went(went) => {
                let state = match went {
                    Went::Busy(_) => Some(State::Busy),
                    Went::Locked => Some(State::Locked),
                    Went::Out => Some(State::Offline),
                    Went::In => None,
                };
                return self.open_figure(state.map(BoardFigure::State), look.board, look.now);
            }
            Opens::Ai => self.push(Page::Ai),
            Opens::Health => self.push(Page::Health),
            Opens::Moment(at) => return Effect::ReplayFrom(at),
            Opens::AtAgents => return self.open_figure(Some(BoardFigure::AtAgents), look.board, look.now),
            Opens::Nothing(why) => self.say(why),
        }
        Effect::Redraw
    }

    /// An agent's page, with nothing left of what was chosen about the calls of the one before.
    pub(in crate::ui) fn open_agent_page(&mut self, id: &AgentId) -> Effect {
        self.board.selected = Some(id.clone());
        *self.list_mut(ListId::AgentCalls) = List::default();
        self.push(Page::Agent(id.clone()));
        Effect::Redraw
    }

    /// Into a page. A page that is open already is not opened within itself.
    pub(super) fn push(&mut self, page: Page) {
        if self.page() != &page {
            self.pages.push(page);
        }
        self.scroll = 0;
    }

    /// A filter of a list is typed: what it says so far is in force at once.
    pub(super) fn try_list_filter(&mut self, id: ListId, look: &Look<'_>) -> Result<(), FilterError> {
        let Some(input) = &self.over.input else { return Ok(()) };
        let filter = {
            let scene = look.scene(self);
            let Some(sheet) = sheets::sheet(&scene) else { return Ok(()) };
            let mut columns = sheet.columns().into_owned();
            // Columns may be named in English whatever the language of the screen.
            if self.language != Language::English {
                let english = look.scene(self).in_english();
                columns.extend(sheets::sheet(&english).map(|sheet| sheet.columns().into_owned()).unwrap_or_default());
            }
            let fields = SheetFields { language: self.language, sheet: Some(sheet.as_ref()), columns: &columns };
            Filter::parse(&input.text, &fields)?
        };
        self.set_list_filter(id, filter);
        Ok(())
    }

    pub(in crate::ui) fn set_list_filter(&mut self, id: ListId, filter: Filter) {
        let list = self.list_mut(id);
        if list.filter != filter {
            list.filter = filter;
            list.selected = None;
            list.cursor = 0;
            list.top = 0;
        }
    }
}
