//! How the screen was left, so that the next start can begin there.
//!
//! What is kept are a person's choices of how to look: theme, view, tiles, the agents' order and filter, the other
//! lists' order and columns, which report and which split of chats and AI sessions. What is typed into the filters of
//! calls, chats and sessions is not among it: there people look for customers. The agents' filter knows no customers,
//! but a number may be typed into it all the same: one with four digits on end, or an `@`, is not kept.

use litemap::LiteMap;

use serde::{Deserialize, Serialize};

use super::tabs::ai::GROUPED_BY;
use super::{Page, Target, View, Way};
use crate::config::Begins;
use crate::lists::agents::{AgentFields, Sort};
use crate::lists::{CallsBy, Filter, List, ListId, current};
use crate::model::{AiField, ChatBy, ReportOf, Tag, sort};
use crate::ui::settings::Settings;

/// No filter, name of a column or of a theme that is kept is longer, in bytes.
const LONGEST: usize = 200;
/// No more lists, nor columns of one, are kept.
const MOST: usize = 200;
/// So many digits on end may be a part of a customer's number.
const DIGITS: usize = 4;

/// One of the views that have a key of their own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Tab {
    #[default]
    Board,
    Calls,
    Chat,
    Ai,
    Reports,
    Health,
}

/// A list's order and columns.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct ListLook {
    #[serde(skip_serializing_if = "Option::is_none")]
    sort: Option<String>,
    reverse: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    columns: Option<Vec<String>>,
}

/// How the screen was left.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Looks {
    theme: String,
    view: Tab,
    tiles: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    teams: bool,
    sort: Sort,
    reverse: bool,
    filter: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    report: Option<ReportOf>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ai: Option<AiField>,
    #[serde(skip_serializing_if = "Option::is_none")]
    chat: Option<Way>,
    lists: LiteMap<String, ListLook>,
}

impl Looks {
    /// Reads what [`Looks::write`] wrote; `None` where it is something else.
    pub fn read(text: &str) -> Option<Self> {
        toml::from_str(text).ok()
    }

    /// As a file's text.
    pub fn write(&self) -> String {
        let fields = toml::to_string(self).unwrap_or_default();
        format!("# How callboard was left: the next start begins with it. It may be removed at any time.\n{fields}")
    }

    /// The same, but with what was `said` for this start only, and has not been changed since `begun`, as it was
    /// `kept`: a flag for one day does not forget what is usual.
    #[must_use]
    pub fn over(mut self, kept: &Self, begun: &Self, said: Begins) -> Self {
        if said.theme && self.theme == begun.theme {
            self.theme.clone_from(&kept.theme);
        }
        if said.tiles && self.tiles == begun.tiles {
            self.tiles = kept.tiles;
        }
        if said.sort && (self.sort, self.reverse) == (begun.sort, begun.reverse) {
            (self.sort, self.reverse) = (kept.sort, kept.reverse);
        }
        self
    }
}

impl View {
    /// How the screen looks, as far as it is kept.
    pub fn looks(&self, settings: &Settings) -> Looks {
        // What was there before the people behind a figure were opened, and before the filter that is being typed.
        let rules = self.board.opened.as_ref().map_or_else(|| self.board.listing.rules(), |opened| &opened.rules);
        let filter = match &self.over.input {
            Some(input) if self.board.opened.is_none() => match &input.target {
                Target::Agents(before) => before,
                _ => &rules.filter,
            },
            _ => &rules.filter,
        };
        let lists = self.tabs.lists.iter().filter_map(|(id, list)| {
            let look = ListLook { sort: list.sort.clone(), reverse: list.reverse, columns: list.columns.clone() };
            Some((name(*id)?, look)).filter(|(_, look)| *look != ListLook::default())
        });
        Looks {
            theme: settings.themes.get(self.theme).map(|theme| theme.name.clone()).unwrap_or_default(),
            view: self.pages.first().map_or(Tab::Board, tab),
            tiles: self.board.tiles,
            teams: self.board.opened.as_ref().map_or(self.board.by_team, |opened| opened.by_team),
            sort: rules.sort,
            reverse: rules.reverse,
            filter: if tells_a_number(filter.text()) { String::new() } else { filter.text().to_owned() },
            report: Some(self.tabs.reports.of()),
            ai: Some(self.tabs.ai.by),
            chat: self.tabs.chat.way(),
            lists: sort::map(lists.take(MOST)),
        }
    }

    /// Begins as the screen was left, but with what was `said` for this start. To be called before the first update.
    /// Whether all of it still fits.
    pub fn recall(&mut self, looks: &Looks, settings: &Settings, said: Begins) -> bool {
        let mut fits = true;
        if !said.theme && !looks.theme.is_empty() {
            let found = settings.themes.iter().position(|theme| theme.name == looks.theme);
            fits &= found.is_some();
            self.theme = found.unwrap_or(self.theme);
        }
        if !said.tiles {
            self.board.tiles = looks.tiles;
        }
        self.board.by_team = looks.teams && !self.board.tiles;
        let mut rules = self.board.listing.rules().clone();
        if !said.sort {
            (rules.sort, rules.reverse) = (looks.sort, looks.reverse);
        }
        // A filter cannot be typed with what no key types.
        let typed = looks.filter.len() <= LONGEST && !looks.filter.chars().any(char::is_control);
        let filter = Filter::parse(&looks.filter, &AgentFields { rules: &rules, board: None });
        match filter {
            Ok(filter) if typed => rules.filter = filter,
            _ => fits = false,
        }
        self.board.listing = self.board.listing.afresh(rules);
        self.pages = page(looks.view).into_iter().collect();
        if let Some(report) = looks.report {
            self.tabs.reports.open(report);
        }
        if let Some(by) = looks.ai {
            fits &= GROUPED_BY.contains(&by);
            self.tabs.ai.by = if GROUPED_BY.contains(&by) { by } else { self.tabs.ai.by };
        }
        self.tabs.chat.choose(looks.chat);
        for (name, look) in looks.lists.iter().take(MOST) {
            let Some(id) = list(name) else {
                fits = false;
                continue;
            };
            self.tabs.lists.insert(id, look.list(id));
        }
        fits
    }
}

impl ListLook {
    /// A column that is not there any more is no column chosen; one is shown once.
    fn list(&self, id: ListId) -> List {
        let brief = |key: &&String| key.len() <= LONGEST;
        let columns = self.columns.as_ref().map(|columns| {
            let mut kept: Vec<String> = Vec::new();
            for key in columns.iter().filter(brief).take(MOST).map(|key| current(id, key).to_owned()) {
                if !kept.contains(&key) {
                    kept.push(key);
                }
            }
            kept
        });
        let sort = self.sort.as_ref().filter(brief).map(|key| current(id, key).to_owned());
        List::ordered(sort, self.reverse, columns)
    }
}

/// Whether a text may hold a customer's number or address, however it is spaced.
fn tells_a_number(text: &str) -> bool {
    let mut on_end = 0;
    for c in text.chars() {
        if c.is_numeric() {
            on_end += 1;
        } else if c.is_alphabetic() || matches!(c, '<' | '>' | '=' | ':' | '[' | ']') {
            on_end = 0;
        }
        if on_end >= DIGITS || c == '@' {
            return true;
        }
    }
    false
}

const fn tab(page: &Page) -> Tab {
    match page {
        Page::Calls | Page::StillLost | Page::Why | Page::LiveCalls => Tab::Calls,
        Page::Chat => Tab::Chat,
        Page::Ai => Tab::Ai,
        Page::Reports => Tab::Reports,
        Page::Health => Tab::Health,
        Page::Board
        | Page::Counted(_)
        | Page::Agent(_)
        | Page::Call(_)
        | Page::LiveCall(_)
        | Page::AiRecord(_)
        | Page::Probe(_)
        | Page::Notes
        | Page::Timeline
        | Page::Sites
        | Page::Help => Tab::Board,
    }
}

const fn page(tab: Tab) -> Option<Page> {
    match tab {
        Tab::Board => None,
        Tab::Calls => Some(Page::Calls),
        Tab::Chat => Some(Page::Chat),
        Tab::Ai => Some(Page::Ai),
        Tab::Reports => Some(Page::Reports),
        Tab::Health => Some(Page::Health),
    }
}

/// The lists that are always there.
const LISTS: [(&str, ListId); 25] = [
    ("agents", ListId::Agents),
    ("calls", ListId::Calls),
    ("live-calls", ListId::LiveCalls),
    ("chat", ListId::Chat(ChatBy::Department)),
    ("chat-by-skill", ListId::Chat(ChatBy::SkillGroup)),
    ("chat-groups", ListId::ChatGroups),
    ("vendors", ListId::Vendors),
    ("ai", ListId::AiRecords),
    ("ai-robots", ListId::AiGroups(AiField::Robot)),
    ("ai-channels", ListId::AiGroups(AiField::Channel)),
    ("ai-reasons", ListId::AiGroups(AiField::Reason)),
    ("ai-steps", ListId::AiGroups(AiField::Step)),
    ("bot-probes", ListId::Probes),
    ("report-half-hours", ListId::Report(ReportOf::HalfHours)),
    ("report-relays", ListId::Report(ReportOf::Relays)),
    ("report-departments-inbound", ListId::Report(ReportOf::DepartmentsInbound)),
    ("report-departments-outbound", ListId::Report(ReportOf::DepartmentsOutbound)),
    ("report-agents-inbound", ListId::Report(ReportOf::AgentsInbound)),
    ("report-agents-outbound", ListId::Report(ReportOf::AgentsOutbound)),
    ("report-agents-work", ListId::Report(ReportOf::AgentsWork)),
    ("calls-by-relay", ListId::CallsBy(CallsBy::Relay)),
    ("calls-by-department", ListId::CallsBy(CallsBy::Department)),
    ("calls-by-route", ListId::CallsBy(CallsBy::Route)),
    ("sites", ListId::Sites),
    ("timeline", ListId::Timeline),
];

/// What a list is called in the file; none for those that begin anew whenever they are opened.
fn name(id: ListId) -> Option<String> {
    let of = |what: &str, tag: Tag| Some(format!("{what}.{}", tag.as_str()));
    match id {
        ListId::PlatformFigures(tag) => of("figures", tag),
        ListId::PlatformAgents(tag) => of("agents", tag),
        ListId::PlatformTrend(tag) => of("trend", tag),
        id => LISTS.iter().find(|(_, known)| *known == id).map(|(name, _)| (*name).to_owned()),
    }
}

fn list(name: &str) -> Option<ListId> {
    match name.split_once('.') {
        Some(("figures", tag)) => Tag::new(tag).map(ListId::PlatformFigures),
        Some(("agents", tag)) => Tag::new(tag).map(ListId::PlatformAgents),
        Some(("trend", tag)) => Tag::new(tag).map(ListId::PlatformTrend),
        _ => LISTS.iter().find(|(known, _)| *known == name).map(|(_, id)| *id),
    }
}

#[cfg(test)]
mod tests;
