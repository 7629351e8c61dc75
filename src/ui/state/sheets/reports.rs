//! The reports as lists: tables of relay numbers, departments and agents, half hours, and today's calls. Which columns are
//! shown is the tenant's choice at the vendor, until others are chosen here.

use std::borrow::Cow;

use super::metrics::columns_of;
use super::shown::Shown;
use crate::lang::{self, Language};
use crate::lists::{Column, ListId, Opens, Sheet, Value};
use crate::model::{AgentId, CallsAsked, Choice, Day, MetricTable, ReportOf, Shelved};
use crate::ui::state::scene::Scene;
use crate::ui::state::{Facet, Report};
use crate::ui::text;

pub(in crate::ui) mod calls;
mod cells;
pub(in crate::ui) mod halves;

pub(in crate::ui) use cells::{entry, told};

use cells::total;
use halves::{HalvesSheet, relays};

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
        totals.extend(self.table.metrics.iter().zip(&cells).map(|(metric, cell)| total(metric, cell)));
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

impl Shown for TableSheet<'_> {}

fn known(scene: &Scene<'_>, agent: Option<&AgentId>) -> Opens {
    match agent.filter(|id| scene.board.slot(id.as_str()).is_some()) {
        Some(id) => Opens::Agent(id.clone()),
        None => Opens::Nothing(tr!(scene, "this agent is not on the board").to_owned()),
    }
}

/// The list of the report that is open.
pub(in crate::ui) fn sheet<'a>(scene: &'a Scene<'_>) -> Option<Box<dyn Shown + 'a>> {
    let of = match scene.view.tabs().reports.shown {
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
pub(in crate::ui) fn facets(scene: &Scene<'_>) -> Vec<Facet> {
    let tab = &scene.view.tabs().reports;
    let choices: Vec<Choice> =
        relays(scene).into_iter().map(|relay| Choice { label: relay.clone(), key: relay }).collect();
    let choices: Vec<Choice> = halves::whose(scene).into_iter().chain(choices).collect();
    if tab.shown != Report::Vendors(ReportOf::HalfHours) || choices.is_empty() {
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
