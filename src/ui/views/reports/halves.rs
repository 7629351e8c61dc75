//! The day by half hours: rows of half hours and relay numbers, brought together.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use chrono::Timelike;

use super::super::chat_page::columns_of;
use super::{entry, told};
use crate::model::{CallsAsked, Cell, Day, MetricTable, ReportOf, Role, Shelved, Stamp, metric};
use crate::ui::scene::Scene;
use crate::ui::sheet::{Column, ListId, Opens, Sheet, Value};

/// Half hours of a day, by the wall's clock: on the day the clocks go back, the hour that comes twice is counted as
/// one.
pub(super) const SLOTS: usize = 48;

/// The figures of one half hour.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Half {
    pub(super) inbound: f64,
    pub(super) answered: f64,
    pub(super) outbound: f64,
}

impl Half {
    /// What came in and was not answered by an agent; the vendor has no column for it.
    pub(super) fn missed(self) -> f64 {
        (self.inbound - self.answered).max(0.0)
    }
}

/// Two days by half hours, of all relay numbers or of one.
pub(super) struct Halves {
    pub(super) today: [Half; SLOTS],
    pub(super) yesterday: [Half; SLOTS],
    /// The half hour that is running.
    pub(super) running: usize,
}

/// Which half hour of its day a moment is in.
fn slot(scene: &Scene<'_>, at: Stamp) -> Option<usize> {
    let local = at.in_zone(&scene.settings.zone)?;
    Some((local.hour() * 2 + local.minute() / 30) as usize)
}

fn day(scene: &Scene<'_>, table: &MetricTable) -> [Half; SLOTS] {
    let mut halves = [Half::default(); SLOTS];
    let columns = [Role::Inbound, Role::Answered, Role::Outbound].map(|role| table.role(role));
    let relay = scene.view.tabs().reports.relay.as_deref();
    for row in &table.rows {
        if relay.is_some_and(|relay| row.relay.as_deref() != Some(relay)) {
            continue;
        }
        let Some(half) = row.from.and_then(|from| slot(scene, from)).and_then(|at| halves.get_mut(at)) else {
            continue;
        };
        let figure = |column: Option<usize>| column.and_then(|at| row.cells.get(at)?.number()).unwrap_or(0.0);
        half.inbound += figure(columns[0]);
        half.answered += figure(columns[1]);
        half.outbound += figure(columns[2]);
    }
    halves
}

impl Halves {
    pub(super) fn new(scene: &Scene<'_>, today: &MetricTable) -> Self {
        let yesterday = entry(scene, Day::Yesterday).and_then(Shelved::report);
        Self {
            today: day(scene, today),
            yesterday: yesterday.map_or([Half::default(); SLOTS], |table| day(scene, table)),
            running: slot(scene, scene.at).unwrap_or(0),
        }
    }
}

/// The relay numbers of today's half hours.
pub(in crate::ui) fn relays(scene: &Scene<'_>) -> Vec<String> {
    let table = entry(scene, Day::Today).and_then(Shelved::report);
    let rows = table.map(|table| table.rows.as_slice()).unwrap_or_default();
    rows.iter().filter_map(|row| row.relay.clone()).collect::<BTreeSet<_>>().into_iter().collect()
}

/// Whose half hours are shown, and what became of yesterday's.
pub(super) fn about(scene: &Scene<'_>) -> String {
    let count = relays(scene).len();
    let which = match &scene.view.tabs().reports.relay {
        Some(relay) => format!("relay number {}", crate::ui::text::clean(relay)),
        None => format!("all {count} relay numbers"),
    };
    let yesterday = entry(scene, Day::Yesterday);
    match yesterday.and_then(|entry| entry.failure.as_ref()) {
        Some(failure) => format!("{which}; yesterday is missing: {}", crate::ui::text::clean(&failure.sentence)),
        None => which,
    }
}

/// `09:30`.
pub(super) fn clock(slot: usize) -> String {
    format!("{:02}:{:02}", slot / 2, slot % 2 * 30)
}

/// The half hours as a list, the latest first.
pub(super) struct HalvesSheet<'a> {
    scene: &'a Scene<'a>,
    table: &'a MetricTable,
    stamp: u64,
    columns: Vec<Column>,
    rows: Vec<(usize, Vec<Cell>)>,
}

impl<'a> HalvesSheet<'a> {
    pub(super) fn new(scene: &'a Scene<'_>, entry: &'a Shelved, table: &'a MetricTable) -> Self {
        let relay = scene.view.tabs().reports.relay.as_deref();
        let mut slots: BTreeMap<usize, Vec<&[Cell]>> = BTreeMap::new();
        for row in table.rows.iter().filter(|row| relay.is_none() || row.relay.as_deref() == relay) {
            if let Some(at) = row.from.and_then(|from| slot(scene, from)) {
                slots.entry(at).or_default().push(&row.cells);
            }
        }
        let rows = slots.into_iter().rev();
        let rows = rows.map(|(at, rows)| (at, metric::fold(&table.metrics, &rows.iter().copied()))).collect();
        let columns = columns_of(&table.metrics, &[Column::left("from", "Half hour", 13)]);
        Self { scene, table, stamp: entry.revision, columns, rows }
    }

    /// The half hour in a row.
    pub(super) fn slot_of(key: &str) -> Option<usize> {
        key.parse().ok()
    }
}

impl Sheet for HalvesSheet<'_> {
    fn id(&self) -> ListId {
        ListId::Report(ReportOf::HalfHours)
    }
    fn columns(&self) -> Cow<'_, [Column]> {
        Cow::Borrowed(&self.columns)
    }
    fn rows(&self) -> usize {
        self.rows.len()
    }
    fn key(&self, row: usize) -> Cow<'_, str> {
        self.rows.get(row).map_or(Cow::Borrowed(""), |(slot, _)| Cow::Owned(slot.to_string()))
    }
    fn value(&self, row: usize, column: usize) -> Value<'_> {
        let Some((slot, cells)) = self.rows.get(row) else { return Value::None };
        match column.checked_sub(1) {
            Some(metric) => told(self.scene, self.table.metrics.get(metric), cells.get(metric)),
            None => Value::word(format!("{}-{}", clock(*slot), clock(slot + 1))),
        }
    }
    fn stamp(&self) -> u64 {
        self.stamp
    }
    fn open(&self, _row: usize) -> Option<Opens> {
        let relay = self.scene.view.tabs().reports.relay.clone();
        Some(Opens::Calls(Box::new(CallsAsked { relay, ..CallsAsked::default() })))
    }
    fn name(&self) -> String {
        "half-hours".to_owned()
    }
}
