//! The figures of all chats on a platform: today so far, and yesterday beside it.

use std::borrow::Cow;

use crate::lang::{self, Language};
use crate::lists::{Column, ListId, Notation, Opens, Sheet, Value};
use crate::model::{Cell, Metric, MetricTable, PlatformDay, Unit};
use crate::ui::state::sheets::metrics::value;
use crate::ui::state::sheets::shown::Shown;
use crate::ui::text;

const COLUMNS: &[Column] = &[
    Column::left("figure", mark!("Figure"), 26),
    Column::left("group", mark!("Group"), 13),
    Column::right("today", mark!("Today"), 10),
    Column::right("yesterday", mark!("Yesterday"), 10),
    Column::right("change", mark!("Change"), 10),
];
const CHANGE: usize = 4;

/// A figure a row.
pub(super) struct FiguresSheet<'a> {
    day: &'a PlatformDay,
    table: &'a MetricTable,
    title: String,
}

impl<'a> FiguresSheet<'a> {
    pub(super) const fn new(day: &'a PlatformDay, table: &'a MetricTable, title: String) -> Self {
        Self { day, table, title }
    }

    fn metric(&self, row: usize) -> Option<&'a Metric> {
        self.table.metrics.get(row)
    }

    /// The figure of today (0) or yesterday (1).
    fn cell(&self, row: usize, day: usize) -> Option<&'a Cell> {
        self.table.rows.get(day)?.cells.get(row)
    }

    /// Today less yesterday, in the figure's unit.
    fn change(&self, row: usize) -> Option<f64> {
        let number = |day| self.cell(row, day).and_then(Cell::number);
        Some(number(0)? - number(1)?)
    }
}

/// `+12`, `-0:14`, `+2.1 pt`: a difference with its sign, in its unit.
fn signed(change: f64, unit: Unit, notation: Notation) -> String {
    let size = change.abs();
    let written = match unit {
        Unit::Share => tr!(notation, "{points} pt", points = text::score((size * 1000.0).round() / 10.0)),
        Unit::Duration => text::duration(Some(size as i64), notation.dash),
        Unit::Count if size.fract() == 0.0 => text::count(Some(size as u64), notation.dash),
        _ => text::score(size),
    };
    let is_nothing = !written.contains(|c: char| c.is_ascii_digit() && c != '0');
    match (is_nothing, change < 0.0) {
        (true, _) => written,
        (false, true) => format!("-{written}"),
        (false, false) => format!("+{written}"),
    }
}

impl Sheet for FiguresSheet<'_> {
    fn id(&self) -> ListId {
        ListId::PlatformFigures(self.day.tag)
    }
    fn columns(&self) -> Cow<'_, [Column]> {
        Cow::Borrowed(COLUMNS)
    }
    fn rows(&self) -> usize {
        self.table.metrics.len()
    }
    fn key(&self, row: usize) -> Cow<'_, str> {
        self.metric(row).map_or(Cow::Borrowed(""), |metric| Cow::Borrowed(&metric.key))
    }
    fn value(&self, language: Language, row: usize, column: usize) -> Value<'_> {
        let Some(metric) = self.metric(row) else { return Value::None };
        match column {
            0 => Value::text(Some(lang::of(language, &metric.label))),
            1 => Value::text(Some(lang::of(language, &metric.group))),
            2 | 3 => value(Some(metric), self.cell(row, column - 2)),
            CHANGE => match (self.change(row), metric.unit) {
                (Some(change), Unit::Count) => Value::Count(change),
                (Some(change), Unit::Duration) => Value::Millis(change),
                (Some(change), Unit::Share) => Value::Share(change),
                (Some(change), Unit::Score) => Value::Score(change),
                _ => Value::None,
            },
            _ => Value::None,
        }
    }
    fn written(&self, notation: Notation, row: usize, column: usize) -> String {
        let change = self.metric(row).zip(self.change(row)).filter(|_| column == CHANGE);
        match change.filter(|(metric, _)| !matches!(metric.unit, Unit::Moment | Unit::Text)) {
            Some((metric, change)) => signed(change, metric.unit, notation),
            None => self.value(notation.language, row, column).written(notation),
        }
    }
    fn mixed(&self) -> bool {
        true
    }
    fn stamp(&self) -> u64 {
        self.day.as_of.ms().unsigned_abs()
    }
    fn open(&self, _: Language, _row: usize) -> Option<Opens> {
        None
    }
    fn name(&self) -> String {
        format!("chat-{}-figures", self.title)
    }
}

impl Shown for FiguresSheet<'_> {}
