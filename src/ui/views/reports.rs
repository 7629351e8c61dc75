//! The reports: the day by half hours as a chart with yesterday behind it, and tables of relay numbers, departments
//! and agents. Which columns are shown is the tenant's choice at the vendor, until somebody chooses others here.

use std::borrow::Cow;

use ratatui::layout::Rect;

use super::chat_page::{columns_of, value};
use crate::model::{AgentId, CallsAsked, Cell, Day, Metric, MetricTable, ReportOf, Shelved, Unit};
use crate::ui::canvas::{Canvas, Title};
use crate::ui::scene::Scene;
use crate::ui::sheet::{self, Column, Frame, List, ListId, Opens, Sheet, Value};
use crate::ui::text;
use crate::ui::view::report;

mod chart;
mod halves;

pub(in crate::ui) use halves::relays;
use halves::{Halves, HalvesSheet};

/// Lines that a table keeps below the chart at least.
const TABLE_LINES: u16 = 7;

/// A report as a list.
struct TableSheet<'a> {
    scene: &'a Scene<'a>,
    of: ReportOf,
    stamp: u64,
    table: &'a MetricTable,
    columns: Vec<Column>,
    /// Columns before the metrics.
    before: usize,
}

impl<'a> TableSheet<'a> {
    fn new(scene: &'a Scene<'_>, of: ReportOf, entry: &'a Shelved, table: &'a MetricTable) -> Self {
        let before: &[Column] = match of {
            ReportOf::HalfHours | ReportOf::Relays => &[Column::left("relay", "Relay number", 16)],
            ReportOf::DepartmentsInbound | ReportOf::DepartmentsOutbound => {
                &[Column::left("department", "Department", 18)]
            }
            _ => &[Column::left("agent", "Agent", 14), Column::left("number", "Number", 7)],
        };
        let columns = columns_of(&table.metrics, before);
        Self { scene, of, stamp: entry.revision, table, columns, before: before.len() }
    }
}

/// A cell on our clock.
fn told<'a>(scene: &Scene<'_>, metric: Option<&Metric>, cell: Option<&'a Cell>) -> Value<'a> {
    match value(metric, cell) {
        Value::Moment(at) => Value::moment(scene.ours(Some(at))),
        value => value,
    }
}

impl Sheet for TableSheet<'_> {
    fn id(&self) -> ListId {
        ListId::Report(self.of)
    }
    fn columns(&self) -> Cow<'_, [Column]> {
        Cow::Borrowed(&self.columns)
    }
    fn rows(&self) -> usize {
        self.table.rows.len()
    }
    fn key(&self, row: usize) -> Cow<'_, str> {
        self.table.rows.get(row).map_or(Cow::Borrowed(""), |row| Cow::Borrowed(&row.key))
    }
    fn value(&self, row: usize, column: usize) -> Value<'_> {
        let Some(row) = self.table.rows.get(row) else { return Value::None };
        match column.checked_sub(self.before) {
            Some(metric) => told(self.scene, self.table.metrics.get(metric), row.cells.get(metric)),
            None if column == 0 => Value::text(Some(&row.label)),
            None => Value::text(row.number.as_deref()),
        }
    }
    fn totals(&self) -> Option<Vec<Value<'_>>> {
        let cells = self.table.totals();
        let mut totals = vec![Value::word(format!("all {}", text::count(Some(self.table.rows.len() as u64), "")))];
        totals.resize(self.before, Value::None);
        totals.extend(self.table.metrics.iter().zip(&cells).map(|(metric, cell)| {
            // A total of moments says nothing.
            match told(self.scene, Some(metric), Some(cell)) {
                _ if metric.unit == Unit::Moment => Value::None,
                Value::Text(text) => Value::word(text.into_owned()),
                Value::Count(number) => Value::Count(number),
                Value::Score(number) => Value::Score(number),
                Value::Millis(ms) => Value::Millis(ms),
                Value::Share(share) => Value::Share(share),
                Value::Moment(_) | Value::None => Value::None,
            }
        }));
        Some(totals)
    }
    fn stamp(&self) -> u64 {
        self.stamp
    }
    fn open(&self, row: usize) -> Option<Opens> {
        let row = self.table.rows.get(row)?;
        Some(match self.of {
            ReportOf::HalfHours | ReportOf::Relays => {
                Opens::Calls(Box::new(CallsAsked { relay: row.relay.clone(), ..CallsAsked::default() }))
            }
            ReportOf::DepartmentsInbound | ReportOf::DepartmentsOutbound => {
                Opens::Nothing("the stream does not say which agents are of this department".to_owned())
            }
            _ => known(self.scene, row.agent.as_ref()),
        })
    }
    fn name(&self) -> String {
        self.of.title().to_lowercase().replace(", ", "-").replace(' ', "-")
    }
}

fn known(scene: &Scene<'_>, agent: Option<&AgentId>) -> Opens {
    match agent.filter(|id| scene.board.slot(id.as_str()).is_some()) {
        Some(id) => Opens::Agent(id.clone()),
        None => Opens::Nothing("this agent is not on the board".to_owned()),
    }
}

fn entry<'a>(scene: &'a Scene<'_>, day: Day) -> Option<&'a Shelved> {
    scene.board.shelf().get(&report(scene.view.tabs().reports.of(), day))
}

pub(super) fn sheet<'a>(scene: &'a Scene<'_>) -> Option<Box<dyn Sheet + 'a>> {
    let of = scene.view.tabs().reports.of();
    let entry = entry(scene, Day::Today)?;
    let table = entry.report()?;
    Some(match of {
        ReportOf::HalfHours => Box::new(HalvesSheet::new(scene, entry, table)),
        _ => Box::new(TableSheet::new(scene, of, entry, table)),
    })
}

pub(super) fn draw(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) {
    let tab = &scene.view.tabs().reports;
    let of = tab.of();
    let entry = entry(scene, Day::Today);
    let table = entry.and_then(Shelved::report);
    let name = of.title();
    let mut about = format!("{} of {}", tab.number(), ReportOf::ALL.len());
    if let Some(plan) = table.and_then(|table| table.plan.as_deref()) {
        about = format!("{about}, plan {}", text::fit(plan, 24, scene.theme.glyphs.cut()));
    }
    if let Some(table) = table {
        let held = table.rows.len() as u64;
        if let Some(expected) = table.expected.filter(|expected| *expected > held) {
            about = format!("{about}, {held} of {expected} rows came");
        }
    }
    let title = Title { name, about, right: scene.answer_title(entry), ..Title::default() };
    let Some((sheet, table)) = sheet(scene).zip(table) else {
        let inner = canvas.pane(area, &Title { focus: true, ..title });
        canvas.middle(inner, &Scene::why_no_answer(entry, "the report is empty"));
        return;
    };
    let mut below = area;
    let mut title = title;
    if of == ReportOf::HalfHours {
        let height = (area.height / 2).max(9).min(area.height.saturating_sub(TABLE_LINES)).min(24);
        if height >= 8 {
            let top = Rect { height, ..area };
            chart::draw(canvas, scene, &Halves::new(scene, table), sheet.as_ref(), top, &title);
            below = Rect { y: area.y + height, height: area.height - height, ..area };
            title = Title { name: "In figures", ..Title::default() };
        }
        title.about = halves::about(scene);
    }
    let fresh = List::default();
    let list = scene.view.list(sheet.id()).unwrap_or(&fresh);
    let empty = vec!["the report is empty".to_owned()];
    sheet::draw(canvas, scene, sheet.as_ref(), list, Frame { area: below, title, empty, focus: true, stale: false });
}
