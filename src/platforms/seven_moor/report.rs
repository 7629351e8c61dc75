//! A report: columns out of `data.header`, rows out of `data.list`.
//!
//! A header may name columns that no document has, in any order, and leave out others; a value may stand in the row
//! itself or in a map inside it (`everyTimeLength`, `satisfaction`) under the column's id.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::columns::{self, Known, OTHER, Total};
use super::problem::Asked;
use crate::model::{Cell, Fold, Metric, Unit, caps, sort};
use crate::platforms::lenient::{self, LeftOut, Loose};
use crate::platforms::{Error, ErrorKind, Result, cells};

/// Durations come in seconds.
const SECOND_MS: f64 = 1000.0;
/// Map of the times in the agents' states.
const TIMES: &str = "everyTimeLength";
/// Map of the shares of the answers among the ratings.
const RATINGS: &str = "satisfaction";
/// So many maps within a row are looked into.
const MAPS: usize = 8;
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
    /// Sentences about what was sent and not kept.
    pub(super) left_out: Vec<Asked>,
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
    pub(super) fn read(of: Of, mut data: Map<String, Value>, cut: &LeftOut, place: &str) -> Result<Self> {
        let Some(rows) = lenient::rows(data.remove("list")) else {
            return Err(Error::new(ErrorKind::Answer, Asked::NoList(place.to_owned())));
        };
        let mut rows: Vec<Sent> = rows.into_iter().map(row).map(Sent::of).collect();
        let mut header = header(data.remove("header"));
        if header.is_empty() {
            header = without_header(&rows, &HashSet::new());
        } else if of == Of::Time {
            // A trend's rows have no place for what stands in no column.
            let known: HashSet<&str> = header.iter().map(|column| column.key.as_str()).collect();
            let more = without_header(&rows, &known);
            header.extend(more.into_iter().map(|column| Column { shown: false, ..column }));
        }
        let read = header.len();
        header.retain(|column| column.key != of.subject());
        let subjects = read - header.len();
        let mut left_out = Vec::new();
        if header.len() > caps::COLUMNS {
            sort::by_key(&mut header, |column| columns::of(&column.key).is_none());
        }
        let columns = cut.sent("header").or(cut.widest_row()).map(|sent| sent.saturating_sub(subjects as u64));
        let sent = [(columns, header.len()), (cut.sent("list"), rows.len())];
        header.truncate(caps::COLUMNS);
        rows.truncate(caps::CELLS / header.len().max(1));
        let parts = [Asked::Columns, Asked::Rows].into_iter().zip([header.len(), rows.len()]);
        for ((sent, read), (what, kept)) in sent.into_iter().zip(parts) {
            let sent = sent.map_or(read, |sent| usize::try_from(sent).unwrap_or(usize::MAX).max(read));
            if sent > kept {
                left_out.push(what(place.to_owned(), sent, kept));
            }
        }
        let metrics: Vec<Metric> = header.iter().map(|column| metric(of, column, &rows)).collect();
        let rows = rows.into_iter().filter_map(|mut row| {
            let subject = row.fields.remove(of.subject())?;
            let subject = Loose::of(&subject).text().ok().flatten()?;
            let cells = metrics.iter().map(|metric| row.take(metric)).collect();
            row.fields
                .retain(|_, value| !matches!(value, Value::Object(_) | Value::Array(_)) || !lenient::is_nothing(value));
            Some(Row { subject, cells, rest: row.fields })
        });
        let (sums, rows): (Vec<Row>, Vec<Row>) = rows.partition(|row| SUMS.contains(&row.subject.as_str()));
        Ok(Self { metrics, rows, totals: sums.into_iter().next().map(|row| row.cells), left_out })
    }

    /// Position of a column.
    pub(super) fn column(&self, key: &str) -> Option<usize> {
        self.metrics.iter().position(|metric| metric.key == key)
    }
}

/// A row, and the names of the maps within it.
struct Sent {
    fields: Map<String, Value>,
    maps: Vec<String>,
}

impl Sent {
    fn of(fields: Map<String, Value>) -> Self {
        let documented = [TIMES, RATINGS].into_iter().filter(|name| fields.get(*name).is_some_and(Value::is_object));
        let others =
            fields.iter().filter(|(name, value)| value.is_object() && ![TIMES, RATINGS].contains(&name.as_str()));
        let maps = documented.chain(others.map(|(name, _)| name.as_str())).take(MAPS).map(str::to_owned).collect();
        Self { fields, maps }
    }

    /// A value in the row itself, or in a map inside it.
    fn find(&self, key: &str) -> Option<&Value> {
        let within = |map: &String| self.fields.get(map)?.get(key);
        self.fields.get(key).or_else(|| self.maps.iter().find_map(within))
    }

    /// Takes a value out; one that cannot be read stays there under its own name.
    fn take(&mut self, metric: &Metric) -> Cell {
        let Some(value) = self.find(&metric.key) else { return Cell::Unknown };
        let cell = cells::read(value, metric.unit, Some(SECOND_MS));
        if (cell != Cell::Unknown || value.is_null()) && self.fields.remove(&metric.key).is_none() {
            for map in &self.maps {
                if let Some(map) = self.fields.get_mut(map).and_then(Value::as_object_mut) {
                    map.remove(&metric.key);
                }
            }
        }
        cell
    }
}

/// A row with trimmed keys.
fn row(fields: Map<String, Value>) -> Map<String, Value> {
    let fields = fields.into_iter().map(|(key, value)| {
        let value = match value {
            Value::Object(inner) => {
                Value::Object(sort::object(inner.into_iter().map(|(key, value)| (key.trim().to_owned(), value))))
            }
            value => value,
        };
        (key.trim().to_owned(), value)
    });
    sort::object(fields)
}

fn header(value: Option<Value>) -> Vec<Column> {
    let Some(Value::Array(entries)) = value else { return Vec::new() };
    let mut columns: Vec<Column> = Vec::with_capacity(entries.len());
    let mut known: HashSet<String> = HashSet::with_capacity(entries.len());
    for entry in entries {
        let Value::Object(fields) = entry else { continue };
        let text = |key: &str| Loose::field(&fields, key).text().ok().flatten();
        let Some(key) = text("prop") else { continue };
        if !known.insert(key.clone()) {
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

/// Columns for what rows have beside the columns that are known, under the vendor's keys.
fn without_header(rows: &[Sent], known: &HashSet<&str>) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    let mut noted: HashSet<&str> = HashSet::new();
    for (key, value) in rows.iter().flat_map(|row| &row.fields) {
        let names: Vec<&String> = match value {
            Value::Object(inner) => inner.keys().collect(),
            _ => vec![key],
        };
        for key in names {
            if !known.contains(key.as_str()) && noted.insert(key) {
                columns.push(Column { key: key.clone(), label: key.clone(), shown: true, own: false });
            }
        }
    }
    columns
}

fn metric(of: Of, column: &Column, rows: &[Sent]) -> Metric {
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
fn known(of: Of, column: &Column, rows: &[Sent]) -> Known {
    let within =
        |map: &str| rows.iter().any(|row| row.fields.get(map).is_some_and(|map| map.get(&column.key).is_some()));
    let tenants = match of {
        Of::Workload if column.own => Some(columns::TENANTS_TIME),
        Of::Quality if column.own => Some(columns::TENANTS_RATING),
        _ => None,
    };
    let found = columns::of(&column.key)
        .or_else(|| within(TIMES).then_some(columns::TENANTS_TIME))
        .or_else(|| within(RATINGS).then_some(columns::TENANTS_RATING))
        .or_else(|| tenants.filter(|_| rows.iter().all(|row| !row.fields.contains_key(&column.key))));
    found.unwrap_or_else(|| {
        let unit = cells::unit_of(rows.iter().filter_map(|row| row.find(&column.key)));
        Known { group: OTHER, unit: unit.unwrap_or(Unit::Count), total: Total::Sum }
    })
}
