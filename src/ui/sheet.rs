//! Lists as tables: any list that can be filtered, sorted, scrolled sideways with its first column pinned, and written
//! as CSV.
//!
//! A view gives its rows as a [`Sheet`]: values by row and column, and nothing about widths, order or keys. What a
//! person chose about a list (filter, order, columns, row) is its [`List`], kept in the view, and everything that keys
//! do to a list is done here once for all of them.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::sync::Arc;

use ratatui::style::Style;

use super::hits::ListRoom;
use super::scene::Scene;
use super::text;
use super::theme::Theme;
use crate::lang::{self, Language};
use crate::model::{AgentId, AiField, ChatBy, Listed, ReportOf, SourceId, Stamp, Tag};

pub(super) use csv::csv;
pub(super) use draw::{Frame, contradiction_legend, draw};
pub(super) use filter::{LIST_HELP, SheetFilter, is_time};

mod csv;
mod draw;
mod filter;

/// Which list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum ListId {
    /// The agents of the board; it has a table and an order of its own, and is a sheet only to be written.
    Agents,
    /// Today's calls.
    Calls,
    /// One agent's calls of today.
    AgentCalls,
    /// Legs of a call.
    Legs,
    /// Chat workload.
    Chat(ChatBy),
    /// Skill groups of the chat workload.
    ChatGroups,
    /// Vendors of chats beside each other.
    Vendors,
    /// A vendor's figures of today and yesterday.
    SiteFigures(Tag),
    /// A vendor's agents.
    SiteAgents(Tag),
    /// A vendor's half hours of today.
    SiteTrend(Tag),
    /// AI sessions.
    AiRecords,
    /// AI sessions by robot, channel or reason.
    AiGroups(AiField),
    /// A report.
    Report(ReportOf),
    /// Operations that were rejected.
    Rejected,
}

/// What a cell holds, in its unit.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value<'a> {
    /// Unknown.
    None,
    /// So many.
    Count(f64),
    /// A number with a fraction.
    Score(f64),
    /// A duration in ms.
    Millis(f64),
    /// A share, 0 to 1.
    Share(f64),
    /// A moment on our clock.
    Moment(Stamp),
    /// Words, clean or not.
    Text(Cow<'a, str>),
}

impl<'a> Value<'a> {
    /// Words, where there are any.
    pub(super) fn text(text: Option<&'a str>) -> Self {
        text.filter(|text| !text.trim().is_empty()).map_or(Self::None, |text| Self::Text(Cow::Borrowed(text)))
    }

    /// Words of one's own.
    pub(super) fn word(word: impl Into<String>) -> Self {
        Self::Text(Cow::Owned(word.into()))
    }

    /// A count, where it is known.
    pub(super) fn count(count: Option<u64>) -> Self {
        count.map_or(Self::None, |count| Self::Count(count as f64))
    }

    /// A duration, where it is known.
    pub(super) fn millis(ms: Option<i64>) -> Self {
        ms.map_or(Self::None, |ms| Self::Millis(ms as f64))
    }

    /// A moment, where it is known.
    pub(super) fn moment(at: Option<Stamp>) -> Self {
        at.map_or(Self::None, Self::Moment)
    }

    /// A share, where it is known.
    pub(super) fn share(share: Option<f64>) -> Self {
        share.map_or(Self::None, Self::Share)
    }

    /// The figure to compare by: counts as they are, durations in ms, shares in percent, moments in ms.
    pub(super) fn figure(&self) -> Option<f64> {
        match self {
            Self::None | Self::Text(_) => None,
            Self::Count(number) | Self::Score(number) | Self::Millis(number) => Some(*number),
            Self::Share(share) => Some(share * 100.0),
            Self::Moment(at) => Some(at.ms() as f64),
        }
    }

    /// As the screen writes it; `dash` for what is unknown.
    pub(super) fn written(&self, scene: &Scene<'_>) -> String {
        let dash = scene.dash();
        match self {
            Self::None => dash.to_owned(),
            Self::Count(number) if number.fract() == 0.0 && *number >= 0.0 => text::count(Some(*number as u64), dash),
            Self::Count(number) | Self::Score(number) => text::score(*number),
            Self::Millis(ms) => text::duration(Some(*ms as i64), dash),
            Self::Share(share) => text::percent(Some(*share), dash),
            Self::Moment(at) => scene.moment(*at),
            Self::Text(text) => text::clean(text).into_owned(),
        }
    }
}

/// One column of a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Column {
    /// What filters, exports and choices name it by: no blanks.
    pub(super) key: Cow<'static, str>,
    /// Its heading in English, or in the language of the screen already: it is translated when it is drawn.
    pub(super) title: Cow<'static, str>,
    /// Which columns it belongs to, for the choice of columns; empty where that says nothing.
    pub(super) group: Cow<'static, str>,
    /// Cells it takes. The first column is pinned, and grows into what room is left.
    pub(super) width: u16,
    /// Whether figures stand at its right edge.
    pub(super) right: bool,
    /// Whether it is shown by default.
    pub(super) shown: bool,
}

impl Column {
    /// A column of words.
    pub(super) const fn left(key: &'static str, title: &'static str, width: u16) -> Self {
        Self {
            key: Cow::Borrowed(key),
            title: Cow::Borrowed(title),
            group: Cow::Borrowed(""),
            width,
            right: false,
            shown: true,
        }
    }

    /// A column of figures.
    pub(super) const fn right(key: &'static str, title: &'static str, width: u16) -> Self {
        let mut column = Self::left(key, title, width);
        column.right = true;
        column
    }

    /// The same column, not shown until it is chosen.
    #[must_use]
    pub(super) const fn hidden(mut self) -> Self {
        self.shown = false;
        self
    }
}

/// What opening a row leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Opens {
    /// An agent's page.
    Agent(AgentId),
    /// A call's page.
    Call(String),
    /// An AI session's page.
    AiRecord(String),
    /// Today's calls, those asked for only.
    Calls(Box<crate::model::CallsAsked>),
    /// Today's AI sessions, with this key of this field chosen.
    AiRecords(AiField, String),
    /// What one vendor tells of today's chats.
    Chats(SourceId),
    /// A sentence: why there is nothing to open.
    Nothing(String),
}

/// Rows and columns to look at.
pub(super) trait Sheet {
    /// Which list it is.
    fn id(&self) -> ListId;
    /// All columns there are, the pinned one first.
    fn columns(&self) -> Cow<'_, [Column]>;
    /// How many rows there are, before any filter.
    fn rows(&self) -> usize;
    /// What a row is told from others by, however the list moves.
    fn key(&self, row: usize) -> Cow<'_, str>;
    /// What stands in a cell, words in `language`. Columns are counted as in [`Sheet::columns`].
    fn value(&self, language: Language, row: usize, column: usize) -> Value<'_>;
    /// The cell as it is drawn, where that is more than its value.
    fn written(&self, scene: &Scene<'_>, row: usize, column: usize) -> String {
        self.value(scene.language, row, column).written(scene)
    }
    /// The cell as a file holds it, where it is words: as it is drawn, without signs that only a screen needs.
    fn exported(&self, scene: &Scene<'_>, row: usize, column: usize) -> String {
        self.written(scene, row, column)
    }
    /// How it is drawn.
    fn style(&self, theme: Theme, _row: usize, _column: usize) -> Style {
        theme.text()
    }
    /// Totals under the rows: one cell for each column, the pinned one's says what they are. They are of all rows,
    /// whatever the filter.
    fn totals(&self, _language: Language) -> Option<Vec<Value<'_>>> {
        None
    }
    /// Whether the rows are measured in units of their own: then a file says each row's.
    fn mixed(&self) -> bool {
        false
    }
    /// The order by default: column and whether it is turned round.
    fn natural(&self) -> Option<(usize, bool)> {
        None
    }
    /// Changes whenever the rows do.
    fn stamp(&self) -> u64;
    /// What opening a row leads to.
    fn open(&self, language: Language, row: usize) -> Option<Opens>;
    /// What a file with it is called.
    fn name(&self) -> String;
}

/// What a person chose about a list.
#[derive(Clone, Debug, Default)]
pub(super) struct List {
    /// Who is to be seen.
    pub(super) filter: SheetFilter,
    /// The column it is ordered by; `None` is the list's own order.
    pub(super) sort: Option<String>,
    /// The other way round.
    pub(super) reverse: bool,
    /// The chosen row; `None` is the first one, whatever comes to stand there.
    pub(super) selected: Option<String>,
    /// Where it stood last.
    pub(super) cursor: usize,
    /// Columns that were chosen, by key; `None` are the usual ones.
    pub(super) columns: Option<Vec<String>>,
    /// How many columns behind the pinned one are scrolled out of view.
    pub(super) side: usize,
    /// How many can be, as the last frame found; not known before one.
    pub(super) reach: Option<usize>,
    /// First row in view, and how many the last frame had room for.
    pub(super) top: usize,
    pub(super) room: usize,
    /// The order as it was put last.
    kept: Option<(Basis, Arc<[u32]>)>,
}

/// What an order was made from.
#[derive(Clone, Debug, PartialEq)]
struct Basis {
    stamp: u64,
    rows: usize,
    filter: String,
    sort: Option<String>,
    reverse: bool,
    revealed: bool,
}

/// An order that is to be kept.
#[derive(Debug)]
pub(super) struct Put {
    basis: Basis,
    order: Arc<[u32]>,
    /// Where the chosen row stands in it.
    cursor: usize,
}

impl List {
    /// Everything, in this order, with these columns.
    pub(super) fn ordered(sort: Option<String>, reverse: bool, columns: Option<Vec<String>>) -> Self {
        Self { sort, reverse, columns, ..Self::default() }
    }

    /// The same filter, order and columns for other rows: nothing of where the old ones stood is kept.
    pub(super) fn renew(&mut self) {
        let Self { filter, sort, reverse, columns, side, .. } = std::mem::take(self);
        *self = Self { filter, sort, reverse, columns, side, ..Self::default() };
    }

    /// The rows to be seen, in order: as it was put last, or worked out where rows, filter or order changed since.
    pub(super) fn order(&self, scene: &Scene<'_>, sheet: &dyn Sheet) -> Arc<[u32]> {
        match &self.kept {
            Some((basis, order)) if *basis == self.basis(scene, sheet) => Arc::clone(order),
            _ => self.sorted(scene, sheet).into(),
        }
    }

    /// The order as [`List::keep`] keeps it; `None` where the one that is kept is still right.
    pub(super) fn put(&self, scene: &Scene<'_>, sheet: &dyn Sheet) -> Option<Put> {
        let basis = self.basis(scene, sheet);
        if self.kept.as_ref().is_some_and(|(kept, _)| *kept == basis) {
            return None;
        }
        let order: Arc<[u32]> = self.sorted(scene, sheet).into();
        let cursor = self.position(sheet, &order).unwrap_or(self.cursor);
        Some(Put { basis, order, cursor })
    }

    /// Keeps an order, so that it is not worked out again while nothing changes.
    pub(super) fn keep(&mut self, put: Put) {
        self.kept = Some((put.basis, put.order));
        self.cursor = put.cursor;
    }

    /// Takes note of what of it was in view.
    pub(super) fn saw(&mut self, room: ListRoom) {
        (self.top, self.room) = (room.top, room.rows);
        if let Some((side, reach)) = room.side {
            (self.side, self.reach) = (side, Some(reach));
        }
    }

    fn basis(&self, scene: &Scene<'_>, sheet: &dyn Sheet) -> Basis {
        Basis {
            stamp: sheet.stamp(),
            rows: sheet.rows(),
            filter: self.filter.text().to_owned(),
            sort: self.sort.clone(),
            reverse: self.reverse,
            revealed: scene.is_revealed(),
        }
    }

    fn sorted(&self, scene: &Scene<'_>, sheet: &dyn Sheet) -> Vec<u32> {
        let columns = sheet.columns();
        // What a cell says in the language of the screen, and in English, which works everywhere.
        let english = (scene.language != Language::English).then(|| scene.clone().in_english());
        let passes = |row: &u32| {
            let row = *row as usize;
            let value = |at| sheet.value(scene.language, row, at);
            let some = |at: usize, holds: &dyn Fn(&str) -> bool| {
                std::iter::once(scene).chain(&english).any(|scene| holds(&sheet.written(scene, row, at)))
            };
            self.filter.is_empty() || self.filter.passes(&columns, value, some)
        };
        let mut order: Vec<u32> = (0..u32::try_from(sheet.rows()).unwrap_or(u32::MAX)).filter(passes).collect();
        let chosen = self.sort.as_ref().and_then(|key| columns.iter().position(|column| column.key == *key));
        // A chosen column begins with its largest figures, or at A.
        let by = match chosen {
            Some(column) => Some((column, columns.get(column).is_some_and(|column| column.right) != self.reverse)),
            None => sheet.natural().map(|(column, down)| (column, down != self.reverse)),
        };
        let Some((column, down)) = by else {
            if self.reverse {
                order.reverse();
            }
            return order;
        };
        let mut keyed: Vec<(SortKey, u32)> =
            order.iter().map(|row| (sort_key(&sheet.value(scene.language, *row as usize, column)), *row)).collect();
        keyed.sort_by(|(a, i), (b, j)| a.compare(b, down).then(i.cmp(j)));
        keyed.into_iter().map(|(_, row)| row).collect()
    }

    /// Where the chosen row stands in `order`.
    pub(super) fn position(&self, sheet: &dyn Sheet, order: &[u32]) -> Option<usize> {
        if order.is_empty() {
            return None;
        }
        let Some(selected) = &self.selected else { return Some(0) };
        let at = |at: usize| order.get(at).is_some_and(|row| sheet.key(*row as usize) == *selected);
        if at(self.cursor) {
            return Some(self.cursor);
        }
        // New rows push it down by a few: it is near the place where it stood.
        let from = self.cursor.min(order.len() - 1);
        let near = (1..order.len()).flat_map(|far| [from.checked_add(far), from.checked_sub(far)]).flatten();
        Some(std::iter::once(from).chain(near).find(|place| at(*place)).unwrap_or(from))
    }

    /// The columns to show, by position in the sheet, the pinned one first.
    pub(super) fn shown(&self, columns: &[Column]) -> Vec<usize> {
        match &self.columns {
            Some(chosen) => {
                let chosen = chosen.iter().filter_map(|key| columns.iter().position(|column| column.key == *key));
                std::iter::once(0).chain(chosen.filter(|at| *at > 0)).take(columns.len()).collect()
            }
            None => (0..columns.len()).filter(|at| *at == 0 || columns.get(*at).is_some_and(|c| c.shown)).collect(),
        }
    }

    /// The order in words, for a title.
    pub(super) fn order_title(&self, language: Language, columns: &[Column]) -> Option<String> {
        let column = columns.iter().find(|column| Some(column.key.as_ref()) == self.sort.as_deref());
        match (column, self.reverse) {
            (Some(column), false) => Some(tr!(language, "by {column}", column = lang::of(language, &column.title))),
            (Some(column), true) => {
                Some(tr!(language, "by {column}, reversed", column = lang::of(language, &column.title)))
            }
            (None, true) => Some(tr!(language, "reversed").to_owned()),
            (None, false) => None,
        }
    }
}

enum SortKey {
    Nothing,
    Figure(f64),
    Text(String),
}

fn sort_key(value: &Value<'_>) -> SortKey {
    match value {
        Value::Text(text) => SortKey::Text(text::clean(text).to_lowercase()),
        value => value.figure().map_or(SortKey::Nothing, SortKey::Figure),
    }
}

impl SortKey {
    /// What is unknown comes last, whichever way round.
    fn compare(&self, other: &Self, down: bool) -> Ordering {
        let way = |order: Ordering| if down { order.reverse() } else { order };
        match (self, other) {
            (Self::Nothing, Self::Nothing) => Ordering::Equal,
            (Self::Nothing, _) | (Self::Text(_), Self::Figure(_)) => Ordering::Greater,
            (_, Self::Nothing) | (Self::Figure(_), Self::Text(_)) => Ordering::Less,
            (Self::Figure(a), Self::Figure(b)) => way(a.total_cmp(b)),
            (Self::Text(a), Self::Text(b)) => way(a.cmp(b)),
        }
    }
}

/// Position of a listed row's key, for sheets over parts.
pub(super) fn listed_key<T: Listed>(rows: &[T], row: usize) -> Cow<'_, str> {
    rows.get(row).map_or(Cow::Borrowed(""), |row| Cow::Borrowed(row.id()))
}

#[cfg(test)]
mod tests;
