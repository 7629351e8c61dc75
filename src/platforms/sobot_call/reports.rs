//! The reports: relay numbers, agents, departments; and the tenant's display schemes (Data Service API, "Statistical
//! Report").

use std::collections::HashMap;

use chrono::NaiveDateTime;
use chrono_tz::Tz;
use serde_json::{Map, Value, json};

pub(super) use super::envelope::PAGE_ROWS;
use super::history;
use super::indicators::{INBOUND, INBOUND_AGENTS, OUTBOUND, RELAY, WORK, metrics};
use super::scope::Names;
use crate::model::{AgentId, Cell, Metric, MetricRow, MetricTable, ReportAsked, ReportOf, Stamp, Unit};
use crate::platforms::DaySpan;
use crate::platforms::lenient::Loose;

/// For how long a display scheme is taken to be what it was, in ms.
const PLAN_FOR_MS: i64 = 600_000;

/// A tenant's display scheme: all that is told of it which a person can read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Plan {
    pub(super) name: Option<String>,
}

/// Schemes at hand, by their type, with the moment of their answer.
#[derive(Debug, Default)]
pub(super) struct Plans(HashMap<u32, (Stamp, Plan)>);

impl Plans {
    pub(super) fn get(&self, kind: u32, now: Stamp) -> Option<Plan> {
        let (at, plan) = self.0.get(&kind)?;
        (now.since(*at) < PLAN_FOR_MS).then(|| plan.clone())
    }

    pub(super) fn keep(&mut self, kind: u32, now: Stamp, plan: Plan) {
        self.0.insert(kind, (now, plan));
    }
}

/// How `agents` and `departIds` are written. The document says "String: String array format, e.g.:
/// `["aaaaa","bbbbbb"]`", which most readers take for the first and some for the second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Shape {
    /// The array written out, as a string.
    #[default]
    Text,
    /// An array.
    Array,
}

impl Shape {
    pub(super) const fn other(self) -> Self {
        match self {
            Self::Text => Self::Array,
            Self::Array => Self::Text,
        }
    }

    fn write(self, ids: &[&str]) -> Value {
        match self {
            Self::Text => json!(json!(ids).to_string()),
            Self::Array => json!(ids),
        }
    }
}

/// Whose relay numbers a report is about: of both at once the document does not speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Numbers {
    /// "Telemarketing": those that lead to people, and all that are told unless others are asked for.
    People,
    /// "Bot".
    Robots,
}

impl Numbers {
    const fn code(self) -> &'static str {
        match self {
            Self::People => "2",
            Self::Robots => "3",
        }
    }

    /// What to call them on screen.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::People => "people",
            Self::Robots => "robots",
        }
    }
}

/// What a report is narrowed by.
#[derive(Clone, Copy, Debug)]
pub(super) enum Narrowed<'a> {
    Nothing,
    Names(&'a Names<'a>, Shape),
    Numbers(Numbers),
}

/// The reports on the numbers of people and of robots as one, its rows saying whose they are. A vendor that does not
/// listen to the scope gives the same twice: then no row says it.
pub(super) fn both(people: MetricTable, robots: MetricTable) -> MetricTable {
    if robots.rows.is_empty() {
        return people;
    }
    let same = |row: &MetricRow| people.rows.iter().any(|known| known.key == row.key && known.cells == row.cells);
    if robots.rows.iter().all(same) {
        return people;
    }
    let told = |mut row: MetricRow, whose: Numbers| {
        row.number = Some(whose.word().to_owned());
        if whose == Numbers::Robots {
            // A number may lead to both.
            row.key = format!("{} {}", row.key, whose.word());
        }
        row
    };
    let expected = people.expected.zip(robots.expected).map(|(people, robots)| people.saturating_add(robots));
    let robots = robots.rows.into_iter().map(|row| told(row, Numbers::Robots));
    let rows = people.rows.into_iter().map(|row| told(row, Numbers::People)).chain(robots).collect();
    // The vendor's own totals are of one of them each.
    MetricTable {
        rows,
        totals: None,
        expected,
        ..MetricTable { metrics: people.metrics, plan: people.plan, ..MetricTable::default() }
    }
}

/// Where a report comes from.
pub(super) const fn path(of: ReportOf) -> &'static str {
    match of {
        ReportOf::HalfHours | ReportOf::Relays => "/callservice/tm/tm-reports/gateway-number-table/_search",
        ReportOf::DepartmentsInbound | ReportOf::DepartmentsOutbound => {
            "/callservice/tm/tm-reports/depart-table/_search"
        }
        ReportOf::AgentsInbound | ReportOf::AgentsOutbound | ReportOf::AgentsWork => {
            "/callservice/tm/tm-reports/agent-table/_search"
        }
    }
}

/// The type of the display scheme that the tenant has for it.
pub(super) const fn plan_kind(of: ReportOf) -> u32 {
    match of {
        ReportOf::HalfHours | ReportOf::Relays => 2,
        ReportOf::AgentsInbound | ReportOf::AgentsOutbound | ReportOf::AgentsWork => 4,
        ReportOf::DepartmentsInbound | ReportOf::DepartmentsOutbound => 24,
    }
}

/// Its columns.
pub(super) fn columns(of: ReportOf) -> Vec<Metric> {
    match of {
        ReportOf::HalfHours | ReportOf::Relays => metrics(&[RELAY]),
        ReportOf::DepartmentsInbound => metrics(&[INBOUND]),
        ReportOf::AgentsInbound => metrics(&[INBOUND, INBOUND_AGENTS]),
        ReportOf::DepartmentsOutbound | ReportOf::AgentsOutbound => metrics(&[OUTBOUND]),
        ReportOf::AgentsWork => metrics(&[WORK]),
    }
}

pub(super) fn request(
    day: DaySpan,
    asked: &ReportAsked,
    columns: &[Metric],
    narrowed: Narrowed<'_>,
    page: u32,
) -> Value {
    let date = day.date.format("%Y-%m-%d").to_string();
    let keys: Vec<&str> = columns.iter().map(|metric| metric.key.as_str()).collect();
    let mut body = json!({
        "dateType": if asked.of == ReportOf::HalfHours { 11 } else { 13 },
        "startDate": date,
        "startTime": "00:00",
        "endDate": date,
        "endTime": "24:00",
        "customerFields": keys.join(","),
        "currPage": page,
        "pageSize": PAGE_ROWS,
    });
    let (dimensions, kind) = match asked.of {
        ReportOf::HalfHours => (3, None),
        ReportOf::Relays => (2, None),
        ReportOf::DepartmentsInbound => (11, Some(("callType", 2))),
        ReportOf::DepartmentsOutbound => (11, Some(("callType", 3))),
        ReportOf::AgentsInbound => (8, Some(("agentReportType", 2))),
        ReportOf::AgentsOutbound => (8, Some(("agentReportType", 3))),
        ReportOf::AgentsWork => (8, Some(("agentReportType", 4))),
    };
    if let Value::Object(fields) = &mut body {
        fields.insert("dimensions".to_owned(), json!(dimensions));
        if let Some((key, kind)) = kind {
            fields.insert(key.to_owned(), json!(kind));
        }
        if let Narrowed::Numbers(whose) = narrowed {
            fields.insert("numberScope".to_owned(), json!(whose.code()));
        }
        if let Narrowed::Names(names, shape) = narrowed {
            fields.insert(names.key.to_owned(), shape.write(&names.list));
            if let Some(kind) = names.agent_type {
                fields.insert("agentType".to_owned(), json!(kind));
            }
        }
    }
    body
}

/// One cell. The vendor writes shares as `36.84%` or as the number before the sign.
fn cell(fields: &Map<String, Value>, metric: &Metric) -> Cell {
    let value = Loose::field(fields, &metric.key);
    let number = match metric.unit {
        Unit::Count | Unit::Score => value.number(),
        Unit::Duration => match value.number() {
            Ok(seconds) => Ok(seconds.map(|seconds| seconds * 1000.0)),
            Err(_) => value.clock_ms(),
        },
        Unit::Share => value.percent(),
        Unit::Moment => value.stamp().map(|at| at.map(|at| at.ms() as f64)),
        Unit::Text => return value.text().ok().flatten().map_or(Cell::Unknown, Cell::Text),
    };
    number.ok().flatten().map_or(Cell::Unknown, Cell::Number)
}

pub(super) fn cells(fields: &Map<String, Value>, columns: &[Metric]) -> Vec<Cell> {
    columns.iter().map(|metric| cell(fields, metric)).collect()
}

/// One row of a report.
pub(super) fn row(fields: &Map<String, Value>, of: ReportOf, columns: &[Metric], zone: Tz) -> MetricRow {
    let text = |key: &str| Loose::field(fields, key).text().ok().flatten();
    let cells = cells(fields, columns);
    match of {
        ReportOf::HalfHours | ReportOf::Relays => {
            let (when, relay) = (text("result_date"), text("gateway_number"));
            let from = when.as_deref().and_then(|when| begins(when, zone));
            let label = if of == ReportOf::Relays { relay.clone() } else { when.clone() };
            MetricRow {
                label: label.unwrap_or_default(),
                key: [when, relay.clone()].into_iter().flatten().collect::<Vec<_>>().join(" "),
                relay,
                from,
                cells,
                ..MetricRow::default()
            }
        }
        ReportOf::DepartmentsInbound | ReportOf::DepartmentsOutbound => {
            let (id, name) = (text("departId"), text("departName"));
            MetricRow {
                label: name.or_else(|| id.clone()).unwrap_or_default(),
                key: id.unwrap_or_default(),
                cells,
                ..MetricRow::default()
            }
        }
        ReportOf::AgentsInbound | ReportOf::AgentsOutbound | ReportOf::AgentsWork => {
            let (id, name, number) = (text("serviceId"), text("serviceName"), text("serviceNo"));
            MetricRow {
                label: name.or_else(|| number.clone()).or_else(|| id.clone()).unwrap_or_default(),
                key: id.clone().or_else(|| number.clone()).unwrap_or_default(),
                agent: id.as_deref().map(AgentId::new),
                number,
                cells,
                ..MetricRow::default()
            }
        }
    }
}

/// The beginning of `2022-03-17 16 : 30 2022-03-17 17 : 00`, blanks anywhere in the times.
fn begins(written: &str, zone: Tz) -> Option<Stamp> {
    let (date, rest) = written.trim().split_once(' ')?;
    let time: String = rest.chars().filter(|c| !c.is_whitespace()).take(5).collect();
    // `9:00` is followed by a date at once.
    let time = time.split_once(':').map(|(hour, minute)| {
        let minute: String = minute.chars().take_while(char::is_ascii_digit).take(2).collect();
        format!("{hour}:{minute}")
    })?;
    history::at(NaiveDateTime::parse_from_str(&format!("{date} {time}"), "%Y-%m-%d %H:%M").ok()?, zone)
}

/// The scheme in an answer of `check_plan`: id, name, type and `checked` are all that it tells, and of
/// several the checked one is meant. Which indicators the scheme shows no document says, so it chooses no columns.
pub(super) fn plan(fields: &Map<String, Value>) -> Plan {
    let schemes: Vec<&Map<String, Value>> = match fields.get("data") {
        Some(Value::Object(data)) => vec![data],
        Some(Value::Array(list)) => list.iter().filter_map(Value::as_object).collect(),
        _ => Vec::new(),
    };
    let checked = |scheme: &&Map<String, Value>| Loose::field(scheme, "checked").flag().ok().flatten() == Some(true);
    let scheme = schemes.iter().copied().find(checked).or_else(|| schemes.first().copied());
    Plan { name: scheme.and_then(|scheme| Loose::field(scheme, "planName").text().ok().flatten()) }
}
