//! The reports: the day by half hours as a chart with yesterday behind it, and tables of relay numbers, departments
//! and agents. Which columns are shown is the tenant's choice at the vendor, until others are chosen here.

use std::borrow::Cow;

use ratatui::layout::Rect;

use super::chat_page::{columns_of, value};
use crate::lang::{self, Language};
use crate::lists::{Column, List, ListId, Opens, Sheet, Value};
use crate::model::{AgentId, CallsAsked, Cell, Choice, Day, Metric, MetricTable, ReportOf, Shelved, SourceId, Topic};
use crate::ui::draw::canvas::{Canvas, Piece, Title, width_of};
use crate::ui::state::hits::Spot;
use crate::ui::state::scene::Scene;
use crate::ui::draw::sheet::{self, Drawn, Frame};
use crate::ui::state::{Facet, Report, report};
use crate::ui::text;

mod calls;
mod chart;
mod compared;
mod figures;
mod halves;

use halves::{Halves, HalvesSheet, relays};

/// Lines that a table keeps below the chart at least.
const TABLE_LINES: u16 = 7;
/// From this height on the reports beside the one that is open are named.
const WITH_STRIP: u16 = 18;
/// From this height on the last half hour stands beside those of other days.
const WITH_OTHER_DAYS: u16 = 26;
/// From this width on all figures of the chosen half hour stand beside the chart, in a pane of so many cells.
const WITH_FIGURES: u16 = 140;
const FIGURES: u16 = 48;

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
            ReportOf::HalfHours | ReportOf::Relays => {
                &[Column::left("relay", mark!("Relay number"), 16), Column::left("of", mark!("Of"), 7)]
            }
            ReportOf::DepartmentsInbound | ReportOf::DepartmentsOutbound => {
                &[Column::left("department", mark!("Department"), 18)]
            }
            _ => &[Column::left("agent", mark!("Agent"), 14), Column::left("number", mark!("Number"), 7)],
        };
        let columns = columns_of(scene.language, scene.settings, &table.metrics, before);
        Self { scene, of, stamp: entry.revision, table, columns, before: before.len() }
    }
}

/// Whose relay numbers they are, in words; an agent's work number is what it is.
fn whose<'a>(scene: &Scene<'_>, number: &'a str) -> &'a str {
    const WHOSE: [&str; 2] = [mark!("people"), mark!("robots")];
    if WHOSE.contains(&number) { lang::of(scene, number) } else { number }
}

/// A cell on our clock.
fn told<'a>(scene: &Scene<'_>, metric: Option<&Metric>, cell: Option<&'a Cell>) -> Value<'a> {
    match value(metric, cell) {
        Value::Moment(at) => Value::moment(scene.ours(Some(at))),
        value => value,
    }
}

/// A total, which outlives the cells it was folded from.
fn total(scene: &Scene<'_>, metric: &Metric, cell: &Cell) -> Value<'static> {
    match told(scene, Some(metric), Some(cell)) {
        Value::Text(text) => Value::word(text.into_owned()),
        Value::Count(number) => Value::Count(number),
        Value::Score(number) => Value::Score(number),
        Value::Millis(ms) => Value::Millis(ms),
        Value::Share(share) => Value::Share(share),
        // A total of moments says nothing.
        Value::Moment(_) | Value::None => Value::None,
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
        match self.table.rows.get(row) {
            // What has no key of its own is told by its place.
            Some(told) if told.key.is_empty() => Cow::Owned(format!("#{row}")),
            Some(told) => Cow::Borrowed(&told.key),
            None => Cow::Borrowed(""),
        }
    }
    fn value(&self, _: Language, row: usize, column: usize) -> Value<'_> {
        let Some(row) = self.table.rows.get(row) else { return Value::None };
        match column.checked_sub(self.before) {
            Some(metric) => told(self.scene, self.table.metrics.get(metric), row.cells.get(metric)),
            None if column == 0 => Value::text(Some(&row.label)),
            // Whose relay number it is, or an agent's work number.
            None => Value::text(row.number.as_deref().map(|number| whose(self.scene, number))),
        }
    }
    fn totals(&self, language: Language) -> Option<Vec<Value<'_>>> {
        let cells = self.table.totals();
        let mut totals = vec![Value::word(tr!(
            language,
            "all {count}",
            count = text::count(Some(self.table.rows.len() as u64), "")
        ))];
        totals.resize(self.before, Value::None);
        totals.extend(self.table.metrics.iter().zip(&cells).map(|(metric, cell)| total(self.scene, metric, cell)));
        Some(totals)
    }
    fn stamp(&self) -> u64 {
        self.stamp
    }
    fn open(&self, language: Language, row: usize) -> Option<Opens> {
        let row = self.table.rows.get(row)?;
        Some(match self.of {
            ReportOf::HalfHours | ReportOf::Relays => {
                Opens::Calls(Box::new(CallsAsked { relay: row.relay.clone(), ..CallsAsked::default() }))
            }
            ReportOf::DepartmentsInbound | ReportOf::DepartmentsOutbound => {
                Opens::Nothing(tr!(language, "the stream does not say which agents are of this department").to_owned())
            }
            _ => known(self.scene, row.agent.as_ref()),
        })
    }
    fn name(&self) -> String {
        self.of.title().to_lowercase().replace(", ", "-").replace(' ', "-")
    }
}

impl Drawn for TableSheet<'_> {}

fn known(scene: &Scene<'_>, agent: Option<&AgentId>) -> Opens {
    match agent.filter(|id| scene.board.slot(id.as_str()).is_some()) {
        Some(id) => Opens::Agent(id.clone()),
        None => Opens::Nothing(tr!(scene, "this agent is not on the board").to_owned()),
    }
}

fn entry<'a>(scene: &'a Scene<'_>, day: Day) -> Option<&'a Shelved> {
    scene.board.shelf().get(&report(scene.view.tabs().reports.of(), day))
}

pub(super) fn sheet<'a>(scene: &'a Scene<'_>) -> Option<Box<dyn Drawn + 'a>> {
    let of = match scene.view.tabs().reports.shown() {
        Report::Vendors(of) => of,
        Report::Calls(by) => return Some(Box::new(calls::CallsSheet::new(scene, scene.board.ledger()?, by))),
    };
    let entry = entry(scene, Day::Today)?;
    let table = entry.report()?;
    Some(match of {
        ReportOf::HalfHours => Box::new(HalvesSheet::new(scene, entry, table)),
        _ => Box::new(TableSheet::new(scene, of, entry, table)),
    })
}

/// The relay numbers whose half hours can be shown alone.
pub(super) fn facets(scene: &Scene<'_>) -> Vec<Facet> {
    let tab = &scene.view.tabs().reports;
    let choices: Vec<Choice> =
        relays(scene).into_iter().map(|relay| Choice { label: relay.clone(), key: relay }).collect();
    let choices: Vec<Choice> = halves::whose(scene).into_iter().chain(choices).collect();
    if tab.shown() != Report::Vendors(ReportOf::HalfHours) || choices.is_empty() {
        return Vec::new();
    }
    vec![Facet {
        key: "relay".to_owned(),
        title: tr!(scene, "relay number").to_owned(),
        chosen: tab.relay.iter().cloned().collect(),
        choices,
        ..Facet::default()
    }]
}

pub(super) fn draw(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) {
    let tab = &scene.view.tabs().reports;
    let mut area = area;
    if area.height >= WITH_STRIP {
        strip(canvas, scene, Rect { height: 1, ..area });
        area = Rect { y: area.y + 1, height: area.height - 1, ..area };
    }
    let of = match tab.shown() {
        Report::Vendors(of) => of,
        Report::Calls(by) => return calls::draw(canvas, scene, by, area),
    };
    let entry = entry(scene, Day::Today);
    let table = entry.and_then(Shelved::report);
    let title = Title {
        name: lang::of(scene, of.title()),
        about: about(scene, table),
        right: scene.scoped(SourceId::Agents, topic(of), scene.answer_title(entry, SourceId::Agents)),
        ..Title::default()
    };
    let Some((sheet, table)) = sheet(scene).zip(table) else {
        let inner = canvas.pane(area, &Title { focus: true, ..title });
        canvas.middle(inner, &scene.why_no_answer(entry, tr!(scene, "the report is empty")));
        return;
    };
    if let Some(sentence) = failure(scene) {
        canvas.put(area.x + 1, area.y, area.width - 2, &sentence, scene.theme.caution());
        area = Rect { y: area.y + 1, height: area.height - 1, ..area };
    }
    if of == ReportOf::HalfHours && area.height >= WITH_OTHER_DAYS {
        compared::draw(canvas, scene, Rect { height: 1, ..area });
        area = Rect { y: area.y + 1, height: area.height - 1, ..area };
    }
    let stale = scene.answer_stale(entry, SourceId::Agents).is_some();
    let mut below = area;
    let mut title = title;
    if of == ReportOf::HalfHours {
        let height = (area.height * 3 / 5).max(9).min(area.height.saturating_sub(TABLE_LINES)).min(26);
        if height >= 8 {
            let top = Rect { height, ..area };
            let halves = Halves::new(scene, table);
            let chosen = chart::chosen(scene, sheet.as_ref()).unwrap_or(halves.running);
            let mut left = top;
            if area.width >= WITH_FIGURES {
                left.width -= FIGURES;
                let right = Rect { x: left.right(), width: FIGURES, ..top };
                figures::draw(canvas, scene, &halves, chosen, right);
            }
            chart::draw(canvas, scene, &halves, chosen, left, &title);
            if stale {
                let within = Rect { x: top.x + 1, y: top.y + 1, width: top.width - 2, height: height - 2 };
                canvas.tint(within, scene.theme.stale());
            }
            below = Rect { y: area.y + height, height: area.height - height, ..area };
            title = Title { name: tr!(scene, "In figures"), ..Title::default() };
        }
        title.about = halves::about(scene);
    }
    let fresh = List::default();
    let list = scene.view.list(sheet.id()).unwrap_or(&fresh);
    let empty = vec![tr!(scene, "the report is empty").to_owned()];
    sheet::draw(canvas, scene, sheet.as_ref(), list, Frame { area: below, title, empty, focus: true, stale });
}

/// Which of the reports it is, whose choice the columns are, and whether rows are missing.
fn about(scene: &Scene<'_>, table: Option<&MetricTable>) -> String {
    let tab = &scene.view.tabs().reports;
    let mut about = tr!(scene, "{nth} of {all}", nth = tab.number(), all = Report::ALL.len());
    let Some(table) = table else { return about };
    if let Some(plan) = table.plan.as_deref() {
        about = tr!(scene, "{about}, plan {plan}", about = about, plan = text::fit(plan, 24, scene.theme.glyphs.cut()));
    }
    let held = table.rows.len() as u64;
    if let Some(expected) = table.expected.filter(|expected| *expected > held) {
        about = tr!(scene, "{about}, {held} of {expected} rows came", about = about, held = held, expected = expected);
    }
    about
}

/// What a report is about.
const fn topic(of: ReportOf) -> Topic {
    match of {
        ReportOf::HalfHours | ReportOf::Relays => Topic::Relays,
        ReportOf::DepartmentsInbound | ReportOf::DepartmentsOutbound => Topic::Departments,
        ReportOf::AgentsInbound | ReportOf::AgentsOutbound | ReportOf::AgentsWork => Topic::AgentReports,
    }
}

/// Why the last try brought nothing, where older figures are still shown.
fn failure(scene: &Scene<'_>) -> Option<String> {
    let said = |day| entry(scene, day).and_then(|entry| entry.failure.as_ref());
    let half_hours = scene.view.tabs().reports.of() == ReportOf::HalfHours;
    let yesterday = || {
        said(Day::Yesterday)
            .filter(|_| half_hours)
            .map(|failure| tr!(scene, "yesterday: {failure}", failure = lang::sentence(scene, &failure.problem)))
    };
    let sentence = said(Day::Today).map(|failure| lang::sentence(scene, &failure.problem)).or_else(yesterday)?;
    Some(format!("{} {}", scene.theme.glyphs.alert(), text::clean(&sentence)))
}

/// The reports beside each other: all of them, else the one that is open between its neighbours.
fn strip(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) {
    let theme = scene.theme;
    let open = scene.view.tabs().reports.number() - 1;
    let count = Report::ALL.len();
    let name = |at: usize| {
        let title = Report::ALL.get(at % count).map_or("", |report| lang::of(scene, report.title()));
        if at % count == open {
            Piece::new(format!("[{title}]"), theme.focus())
        } else {
            Piece::new(format!(" {title} "), theme.faint())
        }
    };
    let all: Vec<Piece> = (0..count).map(name).collect();
    let around = vec![
        Piece::new(theme.glyphs.more_left(), theme.faint()),
        name(open + count - 1),
        name(open),
        name(open + 1),
        Piece::new(theme.glyphs.more_right(), theme.faint()),
    ];
    let whole = width_of(&all) + 2 <= usize::from(area.width);
    let mut x = area.x + 1;
    for (at, piece) in all.iter().enumerate().filter(|_| whole) {
        let wide = u16::try_from(piece.width()).unwrap_or(0);
        canvas.spot(Rect { x, width: wide, ..area }, Spot::Report(at));
        x += wide;
    }
    let pieces = [all, around].into_iter().find(|pieces| width_of(pieces) + 2 <= usize::from(area.width));
    canvas.line(area.x + 1, area.y, area.width.saturating_sub(1), &pieces.unwrap_or_else(|| vec![name(open)]));
}
