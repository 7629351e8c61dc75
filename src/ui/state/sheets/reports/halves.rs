//! The day by half hours: rows of half hours and relay numbers, brought together.

use std::borrow::Cow;
use std::ops::Range;

use chrono::Timelike;
use litemap::LiteMap;

use super::cells::{entry, told, total};
use crate::lang::Language;
use crate::lists::{Column, ListId, Opens, Sheet, Value};
use crate::model::day::WALL_HALVES;
use crate::model::{
    CallsAsked, Cell, Choice, Day, HalfCalls, HalfHours, Metric, MetricRow, MetricTable, ReportOf, Shelved, Stamp,
    metric, sort,
};
use crate::ui::state::scene::Scene;
use crate::ui::state::sheets::metrics::columns_of;
use crate::ui::state::sheets::shown::Shown;

/// A half hour that is not there: nothing to draw, and what the vendor may tell apart is not told.
const NOTHING: HalfCalls = HalfCalls {
    inbound: Some(0),
    answered: Some(0),
    outbound: Some(0),
    robots: None,
    outside: None,
    ..HalfCalls::QUIET
};

/// Cells by half hour, those of several relay numbers brought together. A half hour that the vendor does not name is
/// not there.
type Slots = LiteMap<usize, Vec<Cell>>;

/// One day by half hours, of all relay numbers or of one.
pub(in crate::ui) struct HalfDay<'a> {
    table: &'a MetricTable,
    slots: Slots,
}

impl<'a> HalfDay<'a> {
    /// The rows of `table`, by what `slot` makes of when they begin.
    fn new(scene: &Scene<'_>, table: &'a MetricTable, slot: impl Fn(Stamp) -> Option<usize>) -> Self {
        let relay = scene.view.tabs().reports.relay.as_deref();
        let mut rows: LiteMap<usize, Vec<&[Cell]>> = LiteMap::new();
        for row in table.rows.iter().filter(|row| relay.is_none_or(|relay| is_of(row, relay))) {
            if let Some(at) = row.from.and_then(&slot) {
                rows.entry(at).or_default().push(&row.cells);
            }
        }
        let fold = |rows: Vec<&[Cell]>| match rows.as_slice() {
            [one] => one.to_vec(),
            rows => metric::fold(&table.metrics, &rows.iter().copied()),
        };
        Self { table, slots: sort::map(rows.into_iter().map(|(at, rows)| (at, fold(rows)))) }
    }

    pub(in crate::ui) fn half(&self, slot: usize) -> Option<HalfCalls> {
        self.slots.get(&slot).map(|cells| HalfCalls::of(self.table, cells))
    }

    /// The figure with this key.
    pub(in crate::ui) fn cell(&self, slot: usize, key: &str) -> Option<&Cell> {
        let at = self.table.metrics.iter().position(|metric| metric.key == key)?;
        self.slots.get(&slot)?.get(at)
    }
}

/// The half hours of the day that a table tells of, up to the present moment.
struct Clock {
    halves: HalfHours,
    /// The half hour that is running; the last of a day that is over.
    running: usize,
    /// When it is now, on the vendor's clock.
    now: Stamp,
}

impl Clock {
    fn new(scene: &Scene<'_>, table: &MetricTable) -> Option<Self> {
        let now = scene.at.plus(scene.skew());
        // An answer of before midnight is still the day that it was.
        let told = table.rows.iter().filter_map(|row| row.from).filter(|from| *from <= now).max();
        let halves = HalfHours::of(told.unwrap_or(now), scene.settings.zone)?;
        let running = halves.half(now).unwrap_or(halves.count() - 1);
        Some(Self { halves, running, now })
    }

    /// The half hour that begins then, if it has begun: what is ahead has no figures yet, even where the vendor sends a
    /// row of noughts.
    fn begun(&self, from: Stamp) -> Option<usize> {
        self.halves.half(from).filter(|_| from <= self.now)
    }

    fn today<'a>(&self, scene: &Scene<'_>, table: &'a MetricTable) -> HalfDay<'a> {
        HalfDay::new(scene, table, |from| self.begun(from))
    }

    /// Whether the row of a half hour is all that there is of it and its twin, which has begun: the vendor has one row for
    /// what the wall clock shows twice.
    fn is_both(&self, day: &HalfDay<'_>, slot: usize) -> bool {
        let twin = self.halves.twin(slot).filter(|twin| *twin > slot);
        twin.is_some_and(|twin| twin <= self.running && !day.slots.contains_key(&twin))
    }

    /// `09:30-10:00`; with the name of the time where clocks were put back: `01:00-01:30 EDT`, `01:00-01:30 EDT+EST`.
    fn span(&self, day: &HalfDay<'_>, slot: usize) -> String {
        let wall = self.halves.wall(slot);
        let span = format!("{}-{}", clock(wall), clock(wall + 1));
        match self.halves.twin(slot) {
            None => span,
            Some(twin) if self.is_both(day, slot) => {
                format!("{span} {}+{}", self.halves.zone_name(slot), self.halves.zone_name(twin))
            }
            Some(_) => format!("{span} {}", self.halves.zone_name(slot)),
        }
    }

    /// Whether a row runs: its half hour does, or the twin that is in it.
    fn runs(&self, day: &HalfDay<'_>, slot: usize) -> bool {
        slot == self.running || self.halves.twin(slot) == Some(self.running) && self.is_both(day, slot)
    }
}

/// Today by half hours, and yesterday once it has come.
pub(in crate::ui) struct Halves<'a> {
    today: HalfDay<'a>,
    /// By what the wall clock showed.
    pub(in crate::ui) yesterday: Option<HalfDay<'a>>,
    clock: Option<Clock>,
    /// The half hour that is running.
    pub(in crate::ui) running: usize,
}

/// Which half hour of the wall clock a moment is in.
fn wall(scene: &Scene<'_>, at: Stamp) -> Option<usize> {
    let local = at.in_zone(&scene.settings.zone)?;
    Some((local.hour() * 2 + local.minute() / 30) as usize)
}

impl<'a> Halves<'a> {
    pub(in crate::ui) fn new(scene: &'a Scene<'_>, today: &'a MetricTable) -> Self {
        let yesterday = entry(scene, Day::Yesterday).and_then(Shelved::report);
        let yesterday = yesterday.filter(|table| !HalfCalls::none_in(table));
        let clock = Clock::new(scene, today);
        Self {
            today: HalfDay::new(scene, today, |from| clock.as_ref()?.begun(from)),
            yesterday: yesterday.map(|table| HalfDay::new(scene, table, |from| wall(scene, from))),
            running: clock.as_ref().map_or(0, |clock| clock.running),
            clock,
        }
    }

    pub(in crate::ui) fn half(&self, slot: usize) -> HalfCalls {
        self.today.half(slot).unwrap_or(NOTHING)
    }

    /// The same, where the vendor tells of it.
    pub(in crate::ui) fn told(&self, slot: usize) -> Option<HalfCalls> {
        self.today.half(slot)
    }

    pub(in crate::ui) fn before(&self, slot: usize) -> Option<HalfCalls> {
        self.yesterday.as_ref()?.half(self.wall(slot))
    }

    /// The figure with this key, today and yesterday.
    pub(in crate::ui) fn cells(&self, slot: usize, key: &str) -> [Option<&Cell>; 2] {
        // A display scheme may have other columns than yesterday, so they are found by their keys.
        let before = self.yesterday.as_ref().and_then(|day| day.cell(self.wall(slot), key));
        [self.today.cell(slot, key), before]
    }

    /// What the wall clock shows as it begins, in half hours since its midnight.
    pub(in crate::ui) fn wall(&self, slot: usize) -> usize {
        self.clock.as_ref().map_or(slot, |clock| clock.halves.wall(slot))
    }

    /// `09:30-10:00`, told apart where the wall clock shows it twice.
    pub(in crate::ui) fn span(&self, slot: usize) -> String {
        self.clock.as_ref().map_or_else(String::new, |clock| clock.span(&self.today, slot))
    }

    /// The columns of today's table.
    pub(in crate::ui) fn metrics(&self) -> &[Metric] {
        &self.today.table.metrics
    }

    /// The half hours to draw: whole hours from the first to the last with a call on either day, and the one that runs.
    pub(in crate::ui) fn range(&self) -> Range<usize> {
        let count = self.clock.as_ref().map_or(WALL_HALVES, |clock| clock.halves.count());
        let before = |slot| self.before(slot).map_or(0, HalfCalls::total);
        let busy = (0..count).filter(|slot| self.half(*slot).total() > 0 || before(*slot) > 0);
        let (first, last) =
            busy.fold((self.running, self.running), |(first, last), slot| (first.min(slot), last.max(slot)));
        let (first, last) = (first / 2 * 2, last / 2 * 2 + 2);
        // A few hours are not stretched over the whole width.
        let missing = 12_usize.saturating_sub(last - first);
        let first = first.saturating_sub(missing / 4 * 2);
        first..(last + missing).min(count)
    }
}

/// Whether a row is of this relay number, or of the numbers of those whom the key names.
fn is_of(row: &MetricRow, relay: &str) -> bool {
    match relay.strip_prefix(WHOSE) {
        Some(whose) => row.number.as_deref() == Some(whose),
        None => row.relay.as_deref() == Some(relay),
    }
}

/// What the key of all numbers of people, or of robots, begins with: no number does.
const WHOSE: &str = "of ";

/// Whose relay numbers there are, where they are told apart.
pub(in crate::ui) fn whose(scene: &Scene<'_>) -> Vec<Choice> {
    let table = entry(scene, Day::Today).and_then(Shelved::report);
    let rows = table.map(|table| table.rows.as_slice()).unwrap_or_default();
    let told = sort::set(rows.iter().filter_map(|row| row.number.as_deref()));
    let choice = |whose: &str| Choice { key: format!("{WHOSE}{whose}"), label: named(scene, whose) };
    told.into_iter().map(choice).collect()
}

fn named(scene: &Scene<'_>, whose: &str) -> String {
    match whose {
        "robots" => tr!(scene, "all numbers of robots").to_owned(),
        "people" => tr!(scene, "all numbers of people").to_owned(),
        other => other.to_owned(),
    }
}

/// The relay number of what is chosen, if it is one.
fn number_of(relay: Option<&String>) -> Option<String> {
    relay.filter(|relay| !relay.starts_with(WHOSE)).cloned()
}

/// The relay numbers of today's half hours.
pub(in crate::ui) fn relays(scene: &Scene<'_>) -> Vec<String> {
    let table = entry(scene, Day::Today).and_then(Shelved::report);
    let rows = table.map(|table| table.rows.as_slice()).unwrap_or_default();
    sort::set(rows.iter().filter_map(|row| row.relay.clone()).filter(|relay| !relay.is_empty())).into_iter().collect()
}

/// Whose half hours are shown.
pub(in crate::ui) fn about(scene: &Scene<'_>) -> String {
    let count = relays(scene).len();
    match &scene.view.tabs().reports.relay {
        Some(relay) if relay.starts_with(WHOSE) => named(scene, relay.trim_start_matches(WHOSE)),
        Some(relay) => tr!(scene, "relay number {relay}", relay = crate::ui::text::clean(relay)),
        None => tr!(scene, "all {count} relay numbers", count = count),
    }
}

/// `09:30`.
fn clock(slot: usize) -> String {
    format!("{:02}:{:02}", slot / 2, slot % 2 * 30)
}

/// The half hours as a list, the latest first.
pub(in crate::ui) struct HalvesSheet<'a> {
    scene: &'a Scene<'a>,
    day: HalfDay<'a>,
    clock: Option<Clock>,
    stamp: u64,
    columns: Vec<Column>,
    rows: Vec<usize>,
}

impl<'a> HalvesSheet<'a> {
    pub(in crate::ui) fn new(scene: &'a Scene<'_>, entry: &'a Shelved, table: &'a MetricTable) -> Self {
        let clock = Clock::new(scene, table);
        let day = match &clock {
            Some(clock) => clock.today(scene, table),
            None => HalfDay::new(scene, table, |_| None),
        };
        let rows = day.slots.keys().rev().copied().collect();
        let wide = if clock.as_ref().is_some_and(|clock| clock.halves.has_twins()) { 21 } else { 13 };
        let columns = columns_of(
            scene.language,
            scene.settings,
            &table.metrics,
            &[Column::left("from", mark!("Half hour"), wide)],
        );
        // A half hour that begins brings a row without a new answer.
        let running = clock.as_ref().map_or(0, |clock| clock.running);
        let stamp = entry.revision.wrapping_mul(2 * WALL_HALVES as u64).wrapping_add(running as u64);
        Self { scene, day, clock, stamp, columns, rows }
    }

    fn cells(&self, slot: usize) -> &[Cell] {
        self.day.slots.get(&slot).map_or(&[], Vec::as_slice)
    }

    /// The half hour in a row.
    pub(in crate::ui) fn slot_of(key: &str) -> Option<usize> {
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
        self.rows.get(row).map_or(Cow::Borrowed(""), |slot| Cow::Owned(slot.to_string()))
    }
    fn value(&self, _: Language, row: usize, column: usize) -> Value<'_> {
        let Some(slot) = self.rows.get(row).copied() else { return Value::None };
        match (column.checked_sub(1), &self.clock) {
            (Some(metric), _) => told(self.scene, self.day.table.metrics.get(metric), self.cells(slot).get(metric)),
            (None, Some(clock)) => Value::word(clock.span(&self.day, slot)),
            (None, None) => Value::None,
        }
    }
    fn totals(&self, language: Language) -> Option<Vec<Value<'_>>> {
        let all = self.scene.view.tabs().reports.relay.is_none();
        let table = self.day.table;
        let folded = || metric::fold(&table.metrics, &self.rows.iter().map(|slot| self.cells(*slot)));
        let cells = if all { table.totals() } else { folded() };
        let totals = table.metrics.iter().zip(&cells).map(|(metric, cell)| total(metric, cell));
        Some(std::iter::once(Value::word(tr!(language, "today"))).chain(totals).collect())
    }
    fn stamp(&self) -> u64 {
        self.stamp
    }
    fn open(&self, _: Language, _row: usize) -> Option<Opens> {
        let relay = number_of(self.scene.view.tabs().reports.relay.as_ref());
        Some(Opens::Calls(Box::new(CallsAsked { relay, ..CallsAsked::default() })))
    }
    fn name(&self) -> String {
        "half-hours".to_owned()
    }
}

impl Shown for HalvesSheet<'_> {
    fn shown(&self, scene: &Scene<'_>, row: usize, column: usize) -> String {
        let slot = self.rows.get(row).filter(|_| column == 0);
        let runs = self.clock.as_ref().zip(slot).is_some_and(|(clock, slot)| clock.runs(&self.day, *slot));
        let written = self.value(scene.language, row, column).written(scene);
        if runs { format!("{written} {}", scene.theme.glyphs.live()) } else { written }
    }
}
