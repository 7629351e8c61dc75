//! Ways between pages, and back out of what is open: a step at a time, or the whole of it.

use super::{Effect, Input, Look, Offered, Page, Pane, Target, View, acts};
use crate::lists::Filter;
use crate::model::{Board, CallsAsked, Stamp};
use crate::ui::action::Action;

impl View {
    /// To one of the views, whatever was open.
    pub(super) fn show(&mut self, page: Page) -> Effect {
        if self.pages.as_slice() == std::slice::from_ref(&page) && self.over.panel.is_none() && self.scroll == 0 {
            return Effect::None;
        }
        self.pages = vec![page];
        self.over.leave();
        self.scroll = 0;
        Effect::Redraw
    }

    pub(super) fn show_board(&mut self) -> Effect {
        let changed = !self.pages.is_empty() || self.board.expanded || self.over.panel.is_some();
        self.over.leave();
        self.pages.clear();
        self.board.expanded = false;
        self.scroll = 0;
        if changed { Effect::Redraw } else { Effect::None }
    }

    /// Opens the help, or closes it.
    pub(super) fn help(&mut self) -> Effect {
        if self.page() == &Page::Help {
            self.pages.pop();
        } else {
            self.pages.push(Page::Help);
        }
        self.tabs.help.filter.clear();
        self.scroll = 0;
        Effect::Redraw
    }

    /// Begins to type what the help is searched for.
    pub(super) fn filter_help(&mut self) -> Effect {
        let before = self.tabs.help.filter.clone();
        self.over.input = Some(Input { text: String::new(), error: None, target: Target::Help(before) });
        Effect::Redraw
    }

    /// Whether a line is open on the page that is on screen, and not on one below it.
    pub(super) fn is_line_open(&self) -> bool {
        let of_help = self.over.input.as_ref().is_some_and(|input| matches!(input.target, Target::Help(_)));
        self.over.input.is_some() && of_help == (self.page() == &Page::Help)
    }

    /// The page that the help was opened over; the one that is open, where it is not the help.
    pub(in crate::ui) fn page_below_help(&self) -> &Page {
        let below = if self.page() == &Page::Help { 2 } else { 1 };
        self.pages.len().checked_sub(below).and_then(|at| self.pages.get(at)).unwrap_or(&Page::Board)
    }

    /// Whether nothing is open: no page, panel, question or line, no pane over the screen, no people behind a figure.
    /// Filters, orders and what is chosen are ways to look at the board, and are not open.
    pub(in crate::ui) fn is_bare(&self) -> bool {
        // Of several sites the list is what is at the bottom.
        if self.leads_to_sites() { self.is_at_sites() && self.is_uncovered() } else { self.is_bare_board() }
    }

    fn is_bare_board(&self) -> bool {
        self.pages.is_empty()
            && !self.board.expanded
            && self.board.opened.is_none()
            && self.board.covering().is_none()
            && self.is_uncovered()
    }

    fn is_uncovered(&self) -> bool {
        self.over.panel.is_none()
            && self.over.input.is_none()
            && self.over.palette.is_none()
            && self.over.question.is_none()
            && !self.is_exporting()
    }

    /// Closes what was opened last, as a whole; with nothing open, leaves the program.
    pub(super) fn close(&mut self, look: Look<'_>) -> Effect {
        if self.is_bare() {
            return Effect::Quit;
        }
        if self.leads_to_sites() && self.is_bare_board() {
            return self.show_sites();
        }
        match self.page().clone() {
            _ if self.is_line_open() => return self.type_text(Action::CancelFilter, look),
            Page::Help => return self.help(),
            _ if self.break_off() => return Effect::Redraw,
            _ if self.over.panel.is_some() => {
                self.leave_panel(&look);
                return Effect::Redraw;
            }
            Page::Chat if acts::chat::close(self) => return Effect::Redraw,
            Page::Ai if acts::ai::close(self) => return Effect::Redraw,
            // What something led to does not stay narrowed once it is closed.
            Page::Calls if self.pages.len() > 1 => self.tabs.calls.ask(CallsAsked::default()),
            _ => {}
        }
        if self.pages.pop().is_some() {
            self.scroll = 0;
        } else if self.board.expanded {
            self.fold(look.board);
        } else if !self.close_people(look.board, look.now) {
            self.board.focus = Offered::of(look.board).home();
        }
        Effect::Redraw
    }

    /// A pane that has all of the screen has its own room again; one that has none gives the keys back.
    fn fold(&mut self, board: &Board) {
        let covers = self.board.covering().is_some();
        self.board.expanded = false;
        if covers {
            self.board.focus = Offered::of(board).home();
        }
    }

    /// Back to the figure whose people are open; whether they were.
    fn close_people(&mut self, board: &Board, now: Stamp) -> bool {
        let Some(opened) = self.board.opened.take() else { return false };
        self.board.focus = opened.focus;
        self.board.expanded = opened.expanded;
        self.board.by_team = opened.by_team;
        self.pages = opened.pages;
        self.set_rules(opened.rules, board, now);
        true
    }

    pub(super) fn back(&mut self, look: Look<'_>) -> Effect {
        let Look { board, now, .. } = look;
        if self.is_line_open() {
            return self.type_text(Action::CancelFilter, look);
        }
        if self.page() != &Page::Help && self.break_off() {
            return Effect::Redraw;
        }
        if self.page() == &Page::Help && !self.tabs.help.filter.is_empty() {
            self.tabs.help.filter.clear();
            return Effect::Redraw;
        }
        if self.page() != &Page::Help && self.over.panel.is_some() {
            self.leave_panel(&look);
            return Effect::Redraw;
        }
        if self.page() == &Page::Chat && acts::chat::close(self) {
            return Effect::Redraw;
        }
        if self.page() != &Page::Help
            && self.page() != &Page::Board
            && let Some(id) = look.list_id(self)
            && self.list(id).is_some_and(|list| !list.filter.is_empty())
        {
            self.set_list_filter(id, Filter::default());
            return Effect::Redraw;
        }
        let widened = match self.page() {
            Page::Calls => acts::calls::widen(self),
            Page::Ai => acts::ai::widen(self),
            _ => false,
        };
        if widened {
            return Effect::Redraw;
        }
        if self.is_at_sites() {
            return Effect::None;
        }
        if self.pages.pop().is_some() {
            self.scroll = 0;
            return Effect::Redraw;
        }
        if self.board.expanded {
            self.fold(board);
        } else if self.board.focus == Pane::Table && self.close_people(board, now) {
            return Effect::Redraw;
        } else if self.board.focus != Offered::of(board).home() {
            self.board.focus = Offered::of(board).home();
        } else if !self.board.listing.rules().filter.is_empty() {
            self.set_filter(Filter::default(), board, now);
        } else if self.board.selected.take().is_none() {
            return if self.leads_to_sites() { self.show_sites() } else { Effect::None };
        }
        Effect::Redraw
    }
}
