//! Today by half hours, as another vendor counts them.

use std::borrow::Cow;

use crate::lang::Language;
use crate::lists::{Column, ListId, Notation, Opens, Sheet, Value};
use crate::model::{HalfHours, MetricRow, MetricTable, PlatformDay, Stamp, metric, sort};
use crate::ui::state::scene::Scene;
use crate::ui::state::sheets::metrics::{columns_of, owned, value};
use crate::ui::state::sheets::shown::Shown;

/// A half hour a row, the latest first.
pub(super) struct TrendSheet<'a> {
    day: &'a PlatformDay,
    table: &'a MetricTable,
    title: String,
    columns: Vec<Column>,
    rows: Vec<&'a MetricRow>,
    /// When each begins, as the site's clock shows it.
    times: Vec<Option<String>>,
}

/// The present moment on the vendor's clock.
fn now(scene: &Scene<'_>) -> Stamp {
    scene.at.plus(scene.skew())
}

/// `09:30`; with the name of the time where clocks were put back: `01:00 EDT`, and `01:00 EDT+EST` for a row that is all
/// there is of both.
fn time(scene: &Scene<'_>, rows: &[&MetricRow], from: Stamp) -> String {
    let time = scene.clock(from, "%H:%M");
    let Some(halves) = HalfHours::of(from, scene.settings.zone) else { return time };
    let Some((half, twin)) = halves.half(from).and_then(|half| Some((half, halves.twin(half)?))) else { return time };
    let second = halves.begins(twin);
    if twin > half && second <= now(scene) && !rows.iter().any(|row| row.from == Some(second)) {
        return format!("{time} {}+{}", halves.zone_name(half), halves.zone_name(twin));
    }
    format!("{time} {}", halves.zone_name(half))
}

/// What has begun: the vendor may send the whole day, with noughts for what is to come.
pub(in crate::ui) fn begun<'a>(scene: &Scene<'_>, table: &'a MetricTable) -> Vec<&'a MetricRow> {
    let mut rows: Vec<&MetricRow> =
        table.rows.iter().filter(|row| row.from.is_none_or(|from| from <= now(scene))).collect();
    sort::by_key(&mut rows, |row| row.from);
    rows
}

impl<'a> TrendSheet<'a> {
    pub(super) fn new(scene: &Scene<'_>, day: &'a PlatformDay, table: &'a MetricTable, title: String) -> Self {
        let columns =
            columns_of(scene.language, scene.settings, &table.metrics, &[Column::left("from", mark!("Half hour"), 13)]);
        let mut rows = begun(scene, table);
        rows.reverse();
        let times = rows.iter().map(|row| row.from.map(|from| time(scene, &rows, from))).collect();
        Self { day, table, title, columns, rows, times }
    }
}

impl Sheet for TrendSheet<'_> {
    fn id(&self) -> ListId {
        ListId::PlatformTrend(self.day.tag)
    }
    fn columns(&self) -> Cow<'_, [Column]> {
        Cow::Borrowed(&self.columns)
    }
    fn rows(&self) -> usize {
        self.rows.len()
    }
    fn key(&self, row: usize) -> Cow<'_, str> {
        self.rows.get(row).map_or(Cow::Borrowed(""), |row| Cow::Borrowed(&row.key))
    }
    fn value(&self, _: Language, row: usize, column: usize) -> Value<'_> {
        let Some(row) = self.rows.get(row) else { return Value::None };
        match column.checked_sub(1) {
            Some(metric) => value(self.table.metrics.get(metric), row.cells.get(metric)),
            None => Value::text(Some(&row.label)),
        }
    }
    fn written(&self, notation: Notation, row: usize, column: usize) -> String {
        match self.times.get(row).and_then(Option::as_ref).filter(|_| column == 0) {
            Some(time) => time.clone(),
            None => self.value(notation.language, row, column).written(notation),
        }
    }
    fn totals(&self, language: Language) -> Option<Vec<Value<'_>>> {
        let folded = || metric::fold(&self.table.metrics, &self.rows.iter().map(|row| row.cells.as_slice()));
        let cells = self.table.totals.clone().unwrap_or_else(folded);
        let totals = self.table.metrics.iter().zip(&cells).map(|(metric, cell)| owned(metric, cell));
        Some(std::iter::once(Value::word(tr!(language, "today"))).chain(totals).collect())
    }
    fn stamp(&self) -> u64 {
        // A half hour that begins brings a row without a new answer.
        self.day.as_of.ms().unsigned_abs().wrapping_mul(64).wrapping_add(self.rows.len() as u64)
    }
    fn open(&self, _: Language, _row: usize) -> Option<Opens> {
        None
    }
    fn name(&self) -> String {
        format!("chat-{}-half-hours", self.title)
    }
}

impl Shown for TrendSheet<'_> {}
