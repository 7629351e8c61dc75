//! The day by half hours: rows of half hours and relay numbers, brought together.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use chrono::Timelike;

use super::super::chat_page::columns_of;
use super::{entry, told, total};
use crate::model::{CallsAsked, Cell, Day, Metric, MetricTable, ReportOf, Role, Shelved, Stamp, metric};
use crate::ui::scene::Scene;
use crate::ui::sheet::{Column, ListId, Opens, Sheet, Value};

/// Half hours of a day, by the wall's clock: on the day the clocks go back, the hour that comes twice is counted as
/// one.
pub(super) const SLOTS: usize = 48;

/// Calls of one half hour, as the chart stacks them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Half {
    pub(super) inbound: u64,
    pub(super) answered: u64,
    pub(super) outbound: u64,
}

impl Half {
    /// What came in and was not answered by an agent; the vendor has no column for it.
    pub(super) const fn missed(self) -> u64 {
        self.inbound.saturating_sub(self.answered)
    }

    /// All that the chart stacks.
    pub(super) const fn total(self) -> u64 {
        self.answered.saturating_add(self.missed()).saturating_add(self.outbound)
    }

    fn of(table: &MetricTable, cells: &[Cell]) -> Self {
        let figure = |role: Role| {
            let number = table.role(role).and_then(|at| cells.get(at)?.number()).unwrap_or(0.0);
            number.max(0.0).round() as u64
        };
        let answered = figure(Role::Answered);
        Self { inbound: figure(Role::Inbound).max(answered), answered, outbound: figure(Role::Outbound) }
    }
}

/// Cells by half hour, those of several relay numbers brought together. A half hour that the vendor does not name is
/// not there.
type Slots = BTreeMap<usize, Vec<Cell>>;

/// One day by half hours, of all relay numbers or of one.
pub(super) struct HalfDay<'a> {
    table: &'a MetricTable,
    slots: Slots,
}

impl<'a> HalfDay<'a> {
    /// The half hours of `table` up to `last`.
    fn new(scene: &Scene<'_>, table: &'a MetricTable, last: usize) -> Self {
        let relay = scene.view.tabs().reports.relay.as_deref();
        let mut rows: BTreeMap<usize, Vec<&[Cell]>> = BTreeMap::new();
        for row in table.rows.iter().filter(|row| relay.is_none() || row.relay.as_deref() == relay) {
            if let Some(at) = row.from.and_then(|from| slot(scene, from)).filter(|at| *at <= last) {
                rows.entry(at).or_default().push(&row.cells);
            }
        }
        let fold = |rows: Vec<&[Cell]>| match rows.as_slice() {
            [one] => one.to_vec(),
            rows => metric::fold(&table.metrics, &rows.iter().copied()),
        };
        Self { table, slots: rows.into_iter().map(|(at, rows)| (at, fold(rows))).collect() }
    }

    pub(super) fn half(&self, slot: usize) -> Option<Half> {
        self.slots.get(&slot).map(|cells| Half::of(self.table, cells))
    }

    /// The figure with this key.
    pub(super) fn cell(&self, slot: usize, key: &str) -> Option<&Cell> {
        let at = self.table.metrics.iter().position(|metric| metric.key == key)?;
        self.slots.get(&slot)?.get(at)
    }
}

/// Today by half hours, and yesterday once it has come.
pub(super) struct Halves<'a> {
    pub(super) today: HalfDay<'a>,
    pub(super) yesterday: Option<HalfDay<'a>>,
    /// The half hour that is running.
    pub(super) running: usize,
}

/// Which half hour of its day a moment is in.
fn slot(scene: &Scene<'_>, at: Stamp) -> Option<usize> {
    let local = at.in_zone(&scene.settings.zone)?;
    Some((local.hour() * 2 + local.minute() / 30) as usize)
}

/// The half hour that runs on the vendor's clock.
fn running(scene: &Scene<'_>) -> usize {
    slot(scene, scene.at.plus(scene.skew())).unwrap_or(0)
}

impl<'a> Halves<'a> {
    pub(super) fn new(scene: &'a Scene<'_>, today: &'a MetricTable) -> Self {
        let yesterday = entry(scene, Day::Yesterday).and_then(Shelved::report);
        let running = running(scene);
        Self {
            today: HalfDay::new(scene, today, running),
            yesterday: yesterday.map(|table| HalfDay::new(scene, table, SLOTS)),
            running,
        }
    }

    pub(super) fn half(&self, slot: usize) -> Half {
        self.today.half(slot).unwrap_or_default()
    }

    pub(super) fn before(&self, slot: usize) -> Option<Half> {
        self.yesterday.as_ref()?.half(slot)
    }

    /// The columns of today's table.
    pub(super) fn metrics(&self) -> &[Metric] {
        &self.today.table.metrics
    }

    /// The half hours to draw: whole hours from the first to the last with a call on either day, and the one that runs.
    pub(super) fn range(&self) -> Range<usize> {
        let before = |slot| self.before(slot).map_or(0, Half::total);
        let busy = (0..SLOTS).filter(|slot| self.half(*slot).total() > 0 || before(*slot) > 0);
        let (first, last) =
            busy.fold((self.running, self.running), |(first, last), slot| (first.min(slot), last.max(slot)));
        let (first, last) = (first / 2 * 2, last / 2 * 2 + 2);
        // A few hours are not stretched over the whole width.
        let missing = 12_usize.saturating_sub(last - first);
        let first = first.saturating_sub(missing / 4 * 2);
        first..(last + missing).min(SLOTS)
    }
}

/// The relay numbers of today's half hours.
pub(in crate::ui) fn relays(scene: &Scene<'_>) -> Vec<String> {
    let table = entry(scene, Day::Today).and_then(Shelved::report);
    let rows = table.map(|table| table.rows.as_slice()).unwrap_or_default();
    rows.iter()
        .filter_map(|row| row.relay.clone())
        .filter(|relay| !relay.is_empty())
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect()
}

/// Whose half hours are shown.
pub(super) fn about(scene: &Scene<'_>) -> String {
    let count = relays(scene).len();
    match &scene.view.tabs().reports.relay {
        Some(relay) => tr!("relay number {relay}", relay = crate::ui::text::clean(relay)),
        None => tr!("all {count} relay numbers", count = count),
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
    running: usize,
}

impl<'a> HalvesSheet<'a> {
    pub(super) fn new(scene: &'a Scene<'_>, entry: &'a Shelved, table: &'a MetricTable) -> Self {
        let running = running(scene);
        // What has not begun has no figures yet, even where the vendor sends a row of noughts.
        let rows = HalfDay::new(scene, table, running).slots.into_iter().rev().collect();
        let columns = columns_of(&table.metrics, &[Column::left("from", mark!("Half hour"), 13)]);
        // A half hour that begins brings a row without a new answer.
        let stamp = entry.revision.wrapping_mul(SLOTS as u64).wrapping_add(running as u64);
        Self { scene, table, stamp, columns, rows, running }
    }

    /// The half hour in a row.
    pub(super) fn slot_of(key: &str) -> Option<usize> {
        key.parse().ok()
    }
}

/// `09:30-10:00`.
pub(super) fn span(slot: usize) -> String {
    format!("{}-{}", clock(slot), clock(slot + 1))
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
            None => Value::word(span(*slot)),
        }
    }
    fn written(&self, scene: &Scene<'_>, row: usize, column: usize) -> String {
        let runs = column == 0 && self.rows.get(row).is_some_and(|(slot, _)| *slot == self.running);
        let written = self.value(row, column).written(scene);
        if runs { format!("{written} {}", scene.theme.glyphs.live()) } else { written }
    }
    fn exported(&self, scene: &Scene<'_>, row: usize, column: usize) -> String {
        self.value(row, column).written(scene)
    }
    fn totals(&self) -> Option<Vec<Value<'_>>> {
        let all = self.scene.view.tabs().reports.relay.is_none();
        let folded = || metric::fold(&self.table.metrics, &self.rows.iter().map(|(_, cells)| cells.as_slice()));
        let cells = if all { self.table.totals() } else { folded() };
        let totals = self.table.metrics.iter().zip(&cells).map(|(metric, cell)| total(self.scene, metric, cell));
        Some(std::iter::once(Value::word(tr!("today"))).chain(totals).collect())
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
