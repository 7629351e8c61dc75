//! What is being looked at, and how keys change it.
//!
//! The view is a plain value: [`View::act`] takes an action and says what else is to be done ([`Effect`]); nothing
//! here draws, waits or speaks to a feed. Choices stick to the person or thing chosen, not to the row.

use std::sync::Arc;

use crossterm::event::KeyEvent;

use super::action::Action;
use super::hits::FrameMap;
use super::keymap::{Keymap, Mode};
use super::line::Written;
use super::settings::Settings;
use super::tape::Tape;
use crate::lang::{self, Language};
use crate::lists::agents::{Belonging, Listing, Rules};
use crate::lists::{Filter, FilterError, ListId};
use crate::model::{AgentId, AlarmKey, Alarms, Alerts, Board, SeeTo, SourceId, Stamp, State};

pub(super) use alerts::rows as alert_rows;
pub(super) use chats::{Chats, Place};
pub(super) use export::progress;
pub(super) use look::Look;
pub use looks::Looks;
pub(super) use offered::Offered;
pub(super) use open::{source_name, unknowns};
pub(super) use palette::Palette;
pub use pane::Pane;
pub(super) use panel::{Facet, Item, Panel, PanelKind, items};
pub(super) use tabs::Tabs;
pub(super) use tabs::calls::{Tally, holders, record};
pub(super) use tabs::chat::{Way, day as chat_day, way as chat_way, ways as chat_ways};
pub(super) use tabs::reports::lookup as report;

mod act;
mod alerts;
mod chats;
mod clock;
mod export;
mod keys;
pub(super) mod kiosk;
mod leave;
mod lists;
mod look;
mod looks;
mod offered;
mod open;
mod palette;
mod pane;
mod panel;
mod paste;
mod pointer;
mod seen;
pub(super) mod tabs;
mod tape;

/// For how many seconds a notice stays.
const NOTICE_TICKS: u8 = 6;

/// What is to be done after an action, beyond the view itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Nothing changed.
    None,
    /// Draw a frame.
    Redraw,
    /// Leave the program.
    Quit,
    /// Clear the terminal and draw everything anew.
    Repaint,
    /// Take the mouse, or leave it to the terminal; and draw.
    Mouse(bool),
    /// Ask every source again now, whatever it waits for; and draw.
    Retry,
    /// Customer numbers are shown from now on: write this line to the log; and draw.
    Revealed(String),
    /// Write `text` to a new file called something like `name`, say where; and draw.
    Export {
        /// What to call the file, without directory, date and ending: `calls`.
        name: String,
        /// Its content, CSV.
        text: String,
    },
    /// Save the recording of a call, say where; and draw.
    SaveRecording {
        /// The call's id.
        call: String,
        /// Where its recording is, as the record names it.
        address: String,
    },
    /// Begin to record the board, or end it; and draw.
    Record,
    /// Do this with the recording that is shown; and draw.
    Replay(Action),
    /// See to an alert like this, tell [`View::seen_to`] what came of it; and draw.
    SeeTo(AlarmKey, SeeTo),
}

/// A page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Page {
    Board,
    Agent(AgentId),
    Calls,
    Call(String),
    Chat,
    Ai,
    AiRecord(String),
    Reports,
    Health,
    Help,
}

/// A row of the alerts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum AlertKey {
    /// One that stands.
    Now(AlarmKey),
    /// One that is over, by its number.
    Past(u64),
}

/// What is being typed.
#[derive(Clone, Debug)]
pub(super) struct Input {
    pub(super) text: String,
    /// Why that cannot be read.
    pub(super) error: Option<FilterError>,
    pub(super) target: Target,
}

/// What it is typed for, and what was there before.
#[derive(Clone, Debug)]
pub(super) enum Target {
    /// The filter of the board's agents.
    Agents(Filter),
    /// The filter of a list.
    List { id: ListId, before: Filter },
    /// What the help is searched for; what it was searched for before.
    Help(String),
    /// What the vendor is asked for, by the facet's key.
    Facet(String),
}

/// A question to the person at the screen, and what is done on yes.
#[derive(Clone, Debug)]
pub(super) struct Question {
    pub(super) text: String,
    effect: Effect,
}

/// What was on screen before the people behind a figure were opened.
#[derive(Clone, Debug)]
struct Opened {
    rules: Rules,
    focus: Pane,
    expanded: bool,
}

/// The board as it was.
#[derive(Clone, Debug)]
struct Frozen {
    board: Board,
    since: Stamp,
}

/// The rows the last frame had room for: paging goes by what was seen.
#[derive(Clone, Debug, Default)]
pub(super) struct Shown {
    pub(super) top: usize,
    pub(super) rows: usize,
    pub(super) columns: usize,
    /// The pane that had no room of its own, and was drawn over the agents.
    pub(super) covering: Option<Pane>,
}

/// The state of what is looked at.
#[derive(Clone, Debug)]
pub struct View {
    language: Language,
    keymap: Arc<Keymap>,
    pages: Vec<Page>,
    focus: Pane,
    expanded: bool,
    tiles: bool,
    theme: usize,
    listing: Listing,
    /// The alerts as they are now.
    alerts: Alerts,
    /// Those of the moment of freezing, if frozen, with what was done about them since.
    frozen_alerts: Option<Alerts>,
    chats: Chats,
    selected: Option<AgentId>,
    /// Where the selected agent stood last: moving goes on from there when the person has left the list.
    cursor: usize,
    shown: Shown,
    figure: usize,
    alert: Option<AlertKey>,
    chat: Option<String>,
    /// First line in view of a page or pane that only scrolls.
    scroll: usize,
    input: Option<Input>,
    /// What the help is searched for.
    help_filter: String,
    tabs: Tabs,
    panel: Option<Panel>,
    question: Option<Question>,
    exporting: Option<Box<export::Exporting>>,
    opened: Option<Opened>,
    frozen: Option<Box<Frozen>>,
    reveal_until: Option<Stamp>,
    notice: Option<(String, u8)>,
    written: Written,
    tape: Option<Tape>,
    kiosk: Option<Box<kiosk::Kiosk>>,
    palette: Option<Box<Palette>>,
    /// Commands that were run, the last one last.
    history: Vec<String>,
    /// Whether the mouse is ours, and not the terminal's own.
    mouse: bool,
    /// What the last frame came to.
    map: FrameMap,
    /// Where and when a press opened something: what comes right after it is the rest of a double-click.
    pressed: Option<((u16, u16), Stamp)>,
}

impl View {
    /// The board, as it is seen at start.
    pub fn new(settings: &Settings, keymap: Keymap) -> Self {
        let rules = Rules {
            sort: settings.sort,
            reverse: false,
            filter: Filter::default(),
            language: settings.language,
            limits: settings.limits.clone(),
            reasons: settings.reasons.clone(),
            belonging: Arc::new(Belonging::new(&settings.departments)),
        };
        let kiosk = kiosk::Kiosk::new(settings, &rules);
        Self {
            language: settings.language,
            keymap: Arc::new(keymap),
            pages: Vec::new(),
            focus: Pane::Table,
            expanded: false,
            tiles: settings.tiles,
            theme: settings.theme,
            listing: Listing::new(rules),
            alerts: Alerts::default(),
            frozen_alerts: None,
            chats: Chats::new(settings.chat_ids.clone()),
            selected: None,
            cursor: 0,
            shown: Shown::default(),
            figure: 0,
            alert: None,
            chat: None,
            scroll: 0,
            input: None,
            help_filter: String::new(),
            tabs: Tabs::default(),
            panel: None,
            question: None,
            exporting: None,
            opened: None,
            frozen: None,
            reveal_until: None,
            notice: None,
            written: Written::default(),
            tape: None,
            mouse: settings.mouse && kiosk.is_none(),
            map: FrameMap::default(),
            kiosk,
            palette: None,
            history: Vec::new(),
            pressed: None,
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
        self.listing.speak(language);
        self
    }

    /// What the keys act on at the moment.
    pub fn mode(&self) -> Mode {
        match (&self.question, &self.palette) {
            (Some(_), _) => Mode::Asking,
            (None, Some(_)) => Mode::Typing,
            (None, None) => self.place(),
        }
    }

    /// The same without what lies over everything.
    pub(super) fn place(&self) -> Mode {
        match self.page() {
            Page::Help if !self.is_line_open() => Mode::Help,
            _ if self.input.is_some() => Mode::Typing,
            _ if self.panel.is_some() => Mode::Panel,
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

    /// Shows `text` at the bottom until the next key, or for a few seconds. Sentences of rooms that know no language are
    /// translated.
    pub fn say(&mut self, text: impl Into<String>) {
        self.notice = Some((lang::sentence(self.language, &text.into()).into_owned(), NOTICE_TICKS));
    }

    /// Takes note of what changed on the board: to be called after every batch of updates, with what
    /// [`Board::take_touched`] gave, and after the alarms were told of it.
    pub fn note(&mut self, board: &Board, alarms: &Alarms, touched: &[usize], now: Stamp) {
        self.show_alerts(alarms);
        if self.frozen.is_some() {
            return;
        }
        self.listing.note(board, touched, now);
        self.refresh(board, now);
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
        self.wait_for_rows();
        self.show_alerts(alarms);
        if self.frozen.is_none() {
            changed |= self.listing.tick(board, now);
            self.refresh(board, now);
        }
        self.turn_round(board, now) || changed
    }

    /// Whether a clock, an age or a countdown is on screen: without one, no tick is needed.
    pub fn wants_tick(&self) -> bool {
        self.page() != &Page::Help || self.is_kiosk() || self.notice.is_some() || self.reveal_until.is_some()
    }

    fn refresh(&mut self, board: &Board, now: Stamp) {
        if self.chats.refresh(board) {
            self.listing.regroup(self.chats.groups(board), board, now);
        }
        // As long as the stream has not been said to be off, it may still be told of.
        let offered = Offered::of(board);
        if !offered.has(self.focus) && board.source(SourceId::Agents).phase_since.is_some() {
            self.focus = offered.home();
        }
        if let Some(position) = self.position(board) {
            self.cursor = position;
        }
    }

    /// The board to draw and the moment its times are told for: the frozen ones, if frozen.
    pub(super) fn looked_at<'a>(&'a self, board: &'a Board, now: Stamp) -> (&'a Board, Stamp) {
        self.frozen.as_ref().map_or((board, now), |frozen| (&frozen.board, frozen.since))
    }

    pub(super) fn page(&self) -> &Page {
        self.pages.last().unwrap_or(&Page::Board)
    }

    /// The pane that has the keys.
    pub const fn focus(&self) -> Pane {
        self.focus
    }

    /// Whether that pane covers the screen.
    pub const fn is_expanded(&self) -> bool {
        self.expanded
    }

    /// Whether tiles are shown instead of the table.
    pub const fn has_tiles(&self) -> bool {
        self.tiles
    }

    /// The agents to be seen, in order.
    pub const fn listing(&self) -> &Listing {
        &self.listing
    }

    /// The agent that is chosen.
    pub const fn selected(&self) -> Option<&AgentId> {
        self.selected.as_ref()
    }

    /// Since when the figures stand still, if they do.
    pub fn frozen_since(&self) -> Option<Stamp> {
        self.frozen.as_ref().map(|frozen| frozen.since)
    }

    /// Until when customer numbers are shown, if they are.
    pub fn revealed_until(&self, now: Stamp) -> Option<Stamp> {
        self.reveal_until.filter(|until| now < *until)
    }

    pub(super) const fn chats(&self) -> &Chats {
        &self.chats
    }

    pub(super) const fn input(&self) -> Option<&Input> {
        self.input.as_ref()
    }

    /// What the help is searched for; nothing shows all of it.
    pub(super) fn help_filter(&self) -> &str {
        &self.help_filter
    }

    pub(super) fn question(&self) -> Option<&str> {
        self.question.as_ref().map(|question| question.text.as_str())
    }

    pub(super) fn notice(&self) -> Option<&str> {
        self.notice.as_ref().map(|(text, _)| text.as_str())
    }

    pub(super) const fn shown(&self) -> &Shown {
        &self.shown
    }

    pub(super) const fn scroll(&self) -> usize {
        self.scroll
    }

    /// Position of the chosen figure in a pane of figures.
    pub(super) const fn figure(&self) -> usize {
        self.figure
    }

    pub(super) const fn chosen_alert(&self) -> Option<&AlertKey> {
        self.alert.as_ref()
    }

    pub(super) fn chosen_chat(&self) -> Option<&str> {
        self.chat.as_deref()
    }

    /// Where the chosen agent stands in the list now.
    pub(super) fn position(&self, board: &Board) -> Option<usize> {
        let slot = board.slot(self.selected.as_ref()?.as_str())?;
        self.listing.position(slot)
    }
}

/// The states in the order in which they are counted on screen.
pub(super) const COUNTED: [State; 10] = [
    State::Ready,
    State::Ringing,
    State::Dialling,
    State::Talking,
    State::Holding,
    State::WrapUp,
    State::Busy,
    State::Locked,
    State::Offline,
    State::Unknown,
];

#[cfg(test)]
mod tests;
