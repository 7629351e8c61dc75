//! A report: columns out of `data.header`, rows out of `data.list`.
//!
//! A header may name columns that no document has, in any order, and leave out others; a value may stand in the row
//! itself or in a map inside it (`everyTimeLength`, `satisfaction`) under the column's id.

use serde_json::{Map, Value};

use super::columns::{self, Known, OTHER, Total};
use crate::model::{Cell, Fold, Metric, Unit};
use crate::vendor::lenient::{self, Loose};
use crate::vendor::{Error, ErrorKind, Result, cells};

/// Durations come in seconds.
const SECOND_MS: f64 = 1000.0;
/// Map of the times in the agents' states.
const TIMES: &str = "everyTimeLength";
/// Map of the shares of the answers among the ratings.
const RATINGS: &str = "satisfaction";
/// What a row of sums would be called.
const SUMS: [&str; 4] = ["合计", "总计", "汇总", "总合计"];

/// Which report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    /// Sessions by time.
    Time,
    /// The agents' workload.
    Workload,
    /// The agents' quality.
    Quality,
}

impl Of {
    /// The column that says what a row is about.
    pub(super) const fn subject(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::Workload | Self::Quality => "agentId",
        }
    }
}

/// An answer.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Report {
    /// The columns, in the header's order, without the one that says what a row is about.
    pub(super) metrics: Vec<Metric>,
    /// The rows, in the vendor's order.
    pub(super) rows: Vec<Row>,
    /// The vendor's own totals, where a row is one.
    pub(super) totals: Option<Vec<Cell>>,
}

/// A row.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row {
    /// What it is about, as the vendor writes it.
    pub(super) subject: String,
    /// One cell for each column.
    pub(super) cells: Vec<Cell>,
    /// What was sent and is in no column.
    pub(super) rest: Map<String, Value>,
}

/// One entry of the header.
struct Column {
    key: String,
    label: String,
    shown: bool,
    /// The header marks it as the tenant's own.
    own: bool,
}

impl Report {
    /// Reads the `data` of an answer. Without a header the rows name the columns.
    ///
    /// # Errors
    /// [`ErrorKind::Answer`] for a list that is none.
    pub(super) fn read(of: Of, mut data: Map<String, Value>, place: &str) -> Result<Self> {
        let Some(rows) = lenient::rows(data.remove("list")) else {
            let sentence = format!("{place} answered a list that is none; trying again");
            return Err(Error::new(ErrorKind::Answer, sentence));
        };
        let rows: Vec<Map<String, Value>> = rows.into_iter().map(row).collect();
        let mut header = header(data.remove("header"));
        if header.is_empty() {
            header = without_header(&rows);
        } else if of == Of::Time {
            // A trend's rows have no place for what stands in no column.
            let more = without_header(&rows).into_iter().map(|column| Column { shown: false, ..column });
            for column in more {
                if header.iter().all(|known| known.key != column.key) {
                    header.push(column);
                }
            }
        }
        header.retain(|column| column.key != of.subject());
        let metrics: Vec<Metric> = header.iter().map(|column| metric(of, column, &rows)).collect();
        let rows = rows.into_iter().filter_map(|mut fields| {
            let subject = fields.remove(of.subject())?;
            let subject = Loose::of(&subject).text().ok().flatten()?;
            let cells = metrics.iter().map(|metric| take(&mut fields, metric)).collect();
            fields
                .retain(|_, value| !matches!(value, Value::Object(_) | Value::Array(_)) || !lenient::is_nothing(value));
            Some(Row { subject, cells, rest: fields })
        });
        let (sums, rows): (Vec<Row>, Vec<Row>) = rows.partition(|row| SUMS.contains(&row.subject.as_str()));
        Ok(Self { metrics, rows, totals: sums.into_iter().next().map(|row| row.cells) })
    }

    /// Position of a column.
    pub(super) fn column(&self, key: &str) -> Option<usize> {
        self.metrics.iter().position(|metric| metric.key == key)
    }
}

/// A row with trimmed keys.
fn row(fields: Map<String, Value>) -> Map<String, Value> {
    let fields = fields.into_iter().map(|(key, value)| {
        let value = match value {
            Value::Object(inner) => {
                Value::Object(inner.into_iter().map(|(key, value)| (key.trim().to_owned(), value)).collect())
            }
            value => value,
        };
        (key.trim().to_owned(), value)
    });
    fields.collect()
}

fn header(value: Option<Value>) -> Vec<Column> {
    let Some(Value::Array(entries)) = value else { return Vec::new() };
    let mut columns: Vec<Column> = Vec::with_capacity(entries.len());
    for entry in entries {
        let Value::Object(fields) = entry else { continue };
        let text = |key: &str| Loose::field(&fields, key).text().ok().flatten();
        let Some(key) = text("prop") else { continue };
        if columns.iter().any(|column| column.key == key) {
            continue;
        }
        columns.push(Column {
            label: text("label").unwrap_or_else(|| key.clone()),
            shown: yes(fields.get("show")).unwrap_or(true),
            // The quality report spells it otherwise, and says false of columns that are in no document.
            own: yes(fields.get("isCustomHeader")) == Some(true) || fields.contains_key("customHeader"),
            key,
        });
    }
    columns
}

/// The document says that it is a string; its examples have true and false.
fn yes(value: Option<&Value>) -> Option<bool> {
    match value? {
        Value::Bool(yes) => Some(*yes),
        other => match Loose::of(other).text().ok().flatten()?.to_ascii_lowercase().as_str() {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => None,
        },
    }
}

/// Columns for rows that came without a header, under the vendor's keys.
fn without_header(rows: &[Map<String, Value>]) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    let mut note = |key: &String| {
        if columns.iter().all(|column| column.key != *key) {
            columns.push(Column { key: key.clone(), label: key.clone(), shown: true, own: false });
        }
    };
    for (key, value) in rows.iter().flatten() {
        match value {
            Value::Object(inner) => inner.keys().for_each(&mut note),
            _ => note(key),
        }
    }
    columns
}

fn metric(of: Of, column: &Column, rows: &[Map<String, Value>]) -> Metric {
    let Known { group, unit, total } = known(of, column, rows);
    Metric {
        key: column.key.clone(),
        label: column.label.clone(),
        group: group.to_owned(),
        unit,
        fold: match total {
            Total::Sum if matches!(unit, Unit::Count | Unit::Duration) => Fold::Sum,
            Total::Sum => Fold::None,
            Total::By(key) => Fold::Weighted(key.to_owned()),
        },
        role: None,
        shown: column.shown,
    }
}

/// What a column is: as documented; else by the map its values stand in; else by what this report's columns of the
/// tenant's own are; else by the looks of its values.
fn known(of: Of, column: &Column, rows: &[Map<String, Value>]) -> Known {
    let within = |map: &str| rows.iter().any(|row| row.get(map).is_some_and(|map| map.get(&column.key).is_some()));
    let tenants = match of {
        Of::Workload if column.own => Some(columns::TENANTS_TIME),
        Of::Quality if column.own => Some(columns::TENANTS_RATING),
        _ => None,
    };
    let found = columns::of(&column.key)
        .or_else(|| within(TIMES).then_some(columns::TENANTS_TIME))
        .or_else(|| within(RATINGS).then_some(columns::TENANTS_RATING))
        .or_else(|| tenants.filter(|_| rows.iter().all(|row| !row.contains_key(&column.key))));
    found.unwrap_or_else(|| {
        let unit = cells::unit_of(rows.iter().filter_map(|row| find(row, &column.key)));
        Known { group: OTHER, unit: unit.unwrap_or(Unit::Count), total: Total::Sum }
    })
}

/// A value in the row itself, or in a map inside it.
fn find<'a>(row: &'a Map<String, Value>, key: &str) -> Option<&'a Value> {
    row.get(key).or_else(|| row.values().find_map(|value| value.as_object()?.get(key)))
}

/// Takes a value out of a row; one that cannot be read stays there under its own name.
fn take(row: &mut Map<String, Value>, metric: &Metric) -> Cell {
    let Some(value) = find(row, &metric.key) else { return Cell::Unknown };
    let cell = cells::read(value, metric.unit, Some(SECOND_MS));
    if cell != Cell::Unknown || value.is_null() {
        if row.contains_key(&metric.key) {
            row.remove(&metric.key);
        } else {
            row.values_mut().filter_map(Value::as_object_mut).for_each(|map| _ = map.remove(&metric.key));
        }
    }
    cell
}
