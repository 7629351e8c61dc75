//! What is being looked at, and how keys change it.
//!
//! The view is a plain value: [`View::act`] takes an action and says what else is to be done ([`Effect`]); nothing
//! here draws, waits or speaks to a feed. Choices stick to the person or thing chosen, not to the row.

use std::sync::Arc;

use crossterm::event::KeyEvent;

use super::action::Action;
use super::hub::Hub;
use super::keymap::{Keymap, Mode};
use super::line::Written;
use super::settings::Settings;
use super::sites::KnownSites;
use super::tape::Tape;
use crate::lang::{self, Language};
use crate::lists::agents::{Belonging, Rules};
use crate::lists::{Filter, List, ListId};
use crate::model::{Alarms, Board, Lookup, Message, Problem, Stamp, sort};

pub(super) use super::text::source_name;
pub(super) use alert_list::{AlertKey, AlertList};
pub(super) use alerts::{count as count_alerts, rows as alert_rows};
pub(super) use board::BoardPage;
pub(super) use chats::{Chats, Place, how as joined_by};
pub use effect::Effect;
pub(super) use export::progress;
pub(super) use facet::{Facet, Item};
pub(super) use figure::{BoardFigure, COUNTED, unknowns, whole_day};
pub(super) use input::{Input, Target};
pub use looks::Looks;
pub(super) use mouse::Pointer;
pub(super) use offered::Offered;
pub(super) use over::{Over, Palette, Panel, PanelKind, Question};
pub(super) use page::Page;
pub use pane::Pane;
pub(super) use panel::items;
pub(super) use part::Part;
pub(super) use scene::Look;
pub(super) use tabs::Tabs;
pub(super) use tabs::calls::{Tally, has_legs, holders, record};
pub(super) use tabs::chat::{day as chat_day, ways as chat_ways};
pub(super) use tabs::reports::{Report, lookup as report};
pub(super) use way::Way;
pub(super) use which::Which;

mod act;
mod acts;
mod alert_list;
mod alerts;
mod board;
mod chats;
mod clock;
pub(super) mod command;
mod copy;
pub(super) mod day;
mod effect;
mod export;
mod facet;
mod figure;
mod heard;
pub(super) mod hits;
mod hub;
mod input;
mod keys;
pub(super) mod kiosk;
mod leave;
mod lists;
mod looks;
mod message;
mod mouse;
mod offered;
pub(super) mod ongoing;
mod open;
mod over;
mod page;
mod palette;
mod pane;
mod panel;
mod part;
mod paste;
pub(super) mod person;
mod pointer;
mod reload;
pub(super) mod scene;
mod seen;
pub(super) mod sheets;
mod sites;
mod steps;
mod story;
pub(super) mod tabs;
mod tape;
mod teams;
mod wall;
mod wants;
mod way;
mod which;
mod widths;
pub(super) mod works;

/// For how many seconds a notice stays.
const NOTICE_TICKS: u8 = 6;

/// The board as it was.
#[derive(Clone, Debug)]
struct Frozen {
    board: Board,
    since: Stamp,
}

/// A list on its way into a file.
#[derive(Clone, Debug)]
struct Exporting {
    /// The view as it was when it was asked for: page, filter, order and columns are those of that moment.
    view: Box<View>,
    lookup: Lookup,
    rows: usize,
    /// Seconds since the last row came.
    quiet: u16,
}

/// The state of what is looked at: a struct a page, and what they share.
#[derive(Clone, Debug)]
pub struct View {
    language: Language,
    keymap: Arc<Keymap>,
    pages: Vec<Page>,
    theme: usize,
    /// The board's own page.
    board: BoardPage,
    /// The alerts, on every page.
    alerts: AlertList,
    /// The other pages.
    tabs: Tabs,
    /// What lies over a page.
    over: Over,
    /// First line in view of a page or pane that only scrolls.
    scroll: usize,
    exporting: Option<Box<Exporting>>,
    frozen: Option<Box<Frozen>>,
    reveal_until: Option<Stamp>,
    notice: Option<(String, u8)>,
    message: Option<Message>,
    written: Written,
    tape: Option<Tape>,
    told: Box<story::Told>,
    hub: Option<Box<Hub>>,
    /// All sites, where there are several.
    sites: Option<Box<KnownSites>>,
    kiosk: Option<Box<kiosk::Kiosk>>,
    pointer: Pointer,
    measures: widths::Measures,
}

impl View {
    /// The board, as it is seen at start.
    pub fn new(settings: &Settings, keymap: Keymap) -> Self {
        let departments = settings.departments.iter().chain(&settings.of_groups);
        let departments = sort::map(departments.map(|(name, who)| (name.clone(), who.clone())));
        let rules = Rules {
            sort: settings.sort,
            reverse: false,
            filter: Filter::default(),
            language: settings.language,
            limits: settings.limits.clone(),
            reasons: settings.reasons.clone(),
            belonging: Arc::new(Belonging::new(&departments)),
        };
        let kiosk = kiosk::Kiosk::new(settings, &rules);
        Self {
            language: settings.language,
            keymap: Arc::new(keymap),
            pages: Vec::new(),
            theme: settings.theme,
            board: BoardPage::new(settings, rules),
            alerts: AlertList::default(),
            tabs: Tabs::default(),
            over: Over::default(),
            scroll: 0,
            exporting: None,
            frozen: None,
            reveal_until: None,
            notice: None,
            message: None,
            written: Written::default(),
            tape: None,
            told: Box::default(),
            hub: None,
            sites: None,
            pointer: Pointer::new(settings.mouse && kiosk.is_none()),
            measures: widths::Measures::default(),
            kiosk,
        }
    }

    /// The language of the screen.
    pub const fn language(&self) -> Language {
        self.language
    }

    /// The same view before a reader of another language.
    #[cfg(test)]
    pub(super) fn in_language(mut self, language: Language) -> Self {
        self.language = language;
        self.board.listing.speak(language);
        self
    }

    /// What the keys act on at the moment.
    pub fn mode(&self) -> Mode {
        match (&self.over.question, &self.over.palette) {
            (Some(_), _) => Mode::Asking,
            (None, Some(_)) => Mode::Typing,
            (None, None) => self.place(),
        }
    }

    /// The same without what lies over everything.
    pub(super) fn place(&self) -> Mode {
        match self.page() {
            Page::Help if !self.is_line_open() => Mode::Help,
            _ if self.over.input.is_some() => Mode::Typing,
            _ if self.over.panel.is_some() => Mode::Panel,
            Page::Board => Mode::Board,
            Page::Agent(_) => Mode::Agent,
            _ => Mode::List,
        }
    }

    /// The action that a key means now.
    pub fn key(&self, event: KeyEvent) -> Option<Action> {
        let (mode, replays) = (self.mode(), self.is_replay());
        let replayed = replays.then(|| self.keymap.replay_action(event, mode)).flatten();
        replayed.or_else(|| self.keymap.action(event, mode))
    }

    /// The live bindings.
    pub fn keymap(&self) -> &Keymap {
        &self.keymap
    }

    /// Shows `text` at the bottom until the next key, or for a few seconds.
    pub fn say(&mut self, text: impl Into<String>) {
        self.notice = Some((text.into(), NOTICE_TICKS));
    }

    /// The same of what rooms say that know no language.
    pub fn tell(&mut self, told: &Problem) {
        self.say(lang::sentence(self.language, told));
    }

    /// To be called before the alarms look, after which [`View::note`] or [`View::tick`] has to follow.
    pub fn lend_alerts(&mut self) {
        self.alerts.give_back();
    }

    /// Takes note of what changed on the board: to be called after every batch of updates, with what
    /// [`Board::take_touched`] gave, and after the alarms were told of it.
    pub fn note(&mut self, board: &Board, alarms: &Alarms, touched: &[usize], now: Stamp) {
        self.alerts.take(alarms);
        if self.frozen.is_some() {
            return;
        }
        self.board.listing.note(board, touched, now);
        self.board.refresh(board, now);
    }

    /// To be called once a second, after the alarms have looked: shades move on, alerts rise, countdowns end. Whether
    /// anything visible changes.
    pub fn tick(&mut self, board: &Board, alarms: &Alarms, now: Stamp) -> bool {
        let mut changed = self.wants_tick();
        if let Some((_, ticks)) = &mut self.notice {
            *ticks = ticks.saturating_sub(1);
            if *ticks == 0 {
                self.notice = None;
                changed = true;
            }
        }
        if self.reveal_until.is_some_and(|until| now >= until) {
            self.reveal_until = None;
            changed = true;
        }
        changed |= self.end_message(now);
        self.wait_for_rows();
        self.alerts.take(alarms);
        if self.frozen.is_none() {
            changed |= self.board.listing.tick(board, now);
            self.board.refresh(board, now);
        }
        self.turn_round(board, now) || changed
    }

    /// Whether a clock, an age or a countdown is on screen: without one, no tick is needed.
    pub fn wants_tick(&self) -> bool {
        let ends = self.notice.is_some() || self.reveal_until.is_some() || self.message.is_some();
        self.page() != &Page::Help || self.is_kiosk() || ends
    }

    /// The board to draw and the moment its times are told for: the frozen ones, if frozen.
    pub(super) fn looked_at<'a>(&'a self, board: &'a Board, now: Stamp) -> (&'a Board, Stamp) {
        self.frozen.as_ref().map_or((board, now), |frozen| (&frozen.board, frozen.since))
    }

    pub(super) fn page(&self) -> &Page {
        self.pages.last().unwrap_or(&Page::Board)
    }

    /// Since when the figures stand still, if they do.
    pub fn frozen_since(&self) -> Option<Stamp> {
        self.frozen.as_ref().map(|frozen| frozen.since)
    }

    /// Until when customer numbers are shown, if they are.
    pub fn revealed_until(&self, now: Stamp) -> Option<Stamp> {
        self.reveal_until.filter(|until| now < *until)
    }

    /// What the help is searched for; nothing shows all of it.
    pub(super) fn help_filter(&self) -> &str {
        &self.tabs.help.filter
    }

    pub(super) fn notice(&self) -> Option<&str> {
        self.notice.as_ref().map(|(text, _)| text.as_str())
    }

    /// What the line at the bottom says.
    #[cfg(test)]
    pub(crate) fn said(&self) -> Option<String> {
        self.notice().map(str::to_owned)
    }

    /// The pages that are open, the one on screen last; none of them is the board.
    pub(super) fn pages(&self) -> &[Page] {
        &self.pages
    }

    /// The board's own page.
    pub(super) const fn board(&self) -> &BoardPage {
        &self.board
    }

    /// The alerts.
    pub(super) const fn alerts(&self) -> &AlertList {
        &self.alerts
    }

    /// What lies over a page.
    pub(super) const fn over(&self) -> &Over {
        &self.over
    }

    pub(super) const fn scroll(&self) -> usize {
        self.scroll
    }

    pub(super) const fn tabs(&self) -> &Tabs {
        &self.tabs
    }

    /// What was chosen about a list; nothing yet where it was never touched.
    pub(super) fn list(&self, id: ListId) -> Option<&List> {
        self.tabs.lists.get(&id)
    }

    fn list_mut(&mut self, id: ListId) -> &mut List {
        self.tabs.lists.entry(id).or_default()
    }
}

#[cfg(test)]
mod tests;
