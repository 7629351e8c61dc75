//! What the screen must be told before it can draw.

use litemap::LiteMap;

use chrono_tz::Tz;

use super::theme::ColourDepth;
use super::walls::Wall;
use crate::config::{self, Blocks, KioskView};
use crate::lang::{Language, Speaks};
use crate::lists::agents::Sort;
use crate::lists::reason_name;
use crate::model::{BusyReason, Limits, Rules};

/// One action's keys, as the settings have them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyOverride {
    /// The action's name, as in the help's table: `repaint`.
    pub action: String,
    /// Its keys, which replace the default ones; none at all unbinds it.
    pub keys: Vec<String>,
    /// Where that was set, for the error sentence: `config.toml line 12`.
    pub origin: String,
}

/// The screen's settings. Everything has the documented default, but for the order, which is taken at every change.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// The site's name, at the top left.
    pub site: String,
    /// The site's time zone: every time on screen is in it.
    pub zone: Tz,
    /// Limits for the time in a state, lost calls and stale figures.
    pub limits: Limits,
    /// What raises an alert.
    pub rules: Rules,
    /// For how long an alert is snoozed, in ms.
    pub snooze_ms: i64,
    /// Draw nothing but ASCII, except people's names.
    pub ascii: bool,
    /// What large letters are made of, where there are more than ASCII's characters.
    pub blocks: Blocks,
    /// The language of every word that is not a name.
    pub language: Language,
    /// How many colours there are.
    pub colours: ColourDepth,
    /// The themes there are; without any, it is the dark one.
    pub themes: Vec<config::Theme>,
    /// Which of them is used at the start.
    pub theme: usize,
    /// Whether customer numbers may be shown in full at all.
    pub privacy_reveal: bool,
    /// For how long they are shown, in ms.
    pub reveal_for_ms: i64,
    /// The tenant's own names for its breaks.
    pub reasons: LiteMap<BusyReason, String>,
    /// Who is the chat system's person: agent id or number → chat id, where ids differ.
    pub chat_ids: LiteMap<String, String>,
    /// Who is in which department: by its name, their ids or numbers.
    pub departments: LiteMap<String, Vec<String>>,
    /// The same of departments that are made of skill groups too: no record of a call tells those apart.
    pub of_groups: LiteMap<String, Vec<String>>,
    /// The order at start.
    pub sort: Sort,
    /// How long the agents stay in their order at least, in ms; with 0 it is taken at every change.
    pub reorder_every_ms: i64,
    /// Whether to start with tiles instead of the table.
    pub tiles: bool,
    /// Whether the mouse is ours at the start; never on a wall.
    pub mouse: bool,
    /// Keys of the settings.
    pub keys: Vec<KeyOverride>,
    /// Draw nothing but what a console's font has, people's names included.
    pub console: bool,
    /// The round of views on a wall; `None` with a person at the keys.
    pub kiosk: Option<KioskSettings>,
    /// What that wall shows, and of whom.
    pub wall: Wall,
}

/// The round of views on a wall.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KioskSettings {
    /// What is shown in turn, after the wall itself.
    pub views: Vec<KioskView>,
    /// For how long each, in ms; above 0.
    pub every_ms: i64,
}

/// The pages of a list take so long together at most, in ms, with the wall between any two of them.
const PAGES_MS: i64 = 120_000;

impl KioskSettings {
    /// How many pages a list has at most.
    pub fn pages(&self) -> usize {
        let every = self.every_ms.clamp(1, PAGES_MS);
        // The wall stays between two pages for 1.4 times as long as a page.
        usize::try_from((PAGES_MS * 10 + every * 14) / (every * 24)).unwrap_or(1).max(1)
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            site: "callboard".to_owned(),
            zone: Tz::UTC,
            limits: Limits::default(),
            rules: Rules::default(),
            snooze_ms: 900_000,
            ascii: false,
            blocks: Blocks::Half,
            language: Language::English,
            colours: ColourDepth::True,
            themes: config::Themes::default().all,
            theme: 0,
            privacy_reveal: false,
            reveal_for_ms: 30_000,
            reasons: LiteMap::new(),
            chat_ids: LiteMap::new(),
            departments: LiteMap::new(),
            of_groups: LiteMap::new(),
            sort: Sort::Attention,
            reorder_every_ms: 0,
            tiles: false,
            mouse: false,
            keys: Vec::new(),
            console: false,
            kiosk: None,
            wall: Wall::default(),
        }
    }
}

impl Settings {
    /// What to call a reason for being busy.
    pub fn reason(&self, to: impl Speaks, reason: BusyReason) -> String {
        reason_name(to.language(), &self.reasons, reason)
    }
}
