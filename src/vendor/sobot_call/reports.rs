//! The reports: relay numbers, agents, departments; and the tenant's display schemes (Data Service API, "Statistical
//! Report").

use std::collections::HashMap;

use chrono::NaiveDateTime;
use chrono_tz::Tz;
use serde_json::{Map, Value, json};

use super::history;
use super::indicators::{INBOUND, INBOUND_AGENTS, OUTBOUND, RELAY, WORK, metrics};
use crate::model::{AgentId, Cell, Metric, MetricRow, ReportAsked, ReportOf, Stamp, Unit};
use crate::vendor::DaySpan;
use crate::vendor::lenient::Loose;

/// Rows a page; the vendor documents no largest number.
pub(super) const PAGE_ROWS: u32 = 100;
/// For how long a display scheme is taken to be what it was, in ms.
const PLAN_FOR_MS: i64 = 600_000;

/// A tenant's choice of columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Plan {
    pub(super) name: Option<String>,
    /// Keys of the columns, in order; empty where the answer names none that we know.
    pub(super) keys: Vec<String>,
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

/// The type of the display scheme that chooses its columns.
pub(super) const fn plan_kind(of: ReportOf) -> u32 {
    match of {
        ReportOf::HalfHours | ReportOf::Relays => 2,
        ReportOf::AgentsInbound | ReportOf::AgentsOutbound | ReportOf::AgentsWork => 4,
        ReportOf::DepartmentsInbound | ReportOf::DepartmentsOutbound => 24,
    }
}

/// All columns there are.
fn all(of: ReportOf) -> Vec<Metric> {
    match of {
        ReportOf::HalfHours | ReportOf::Relays => metrics(&[RELAY]),
        ReportOf::DepartmentsInbound => metrics(&[INBOUND]),
        ReportOf::AgentsInbound => metrics(&[INBOUND, INBOUND_AGENTS]),
        ReportOf::DepartmentsOutbound | ReportOf::AgentsOutbound => metrics(&[OUTBOUND]),
        ReportOf::AgentsWork => metrics(&[WORK]),
    }
}

/// The columns of a report: those of the scheme first and shown, the others behind, to be chosen. A scheme that names
/// none of them leaves the usual ones.
pub(super) fn columns(of: ReportOf, plan: &Plan) -> Vec<Metric> {
    let mut rest = all(of);
    let mut chosen: Vec<Metric> = Vec::new();
    for key in &plan.keys {
        if let Some(at) = rest.iter().position(|metric| metric.key == *key) {
            chosen.push(Metric { shown: true, ..rest.remove(at) });
        }
    }
    if chosen.is_empty() {
        return rest;
    }
    chosen.extend(rest.into_iter().map(|metric| Metric { shown: false, ..metric }));
    chosen
}

pub(super) fn request(day: DaySpan, asked: &ReportAsked, columns: &[Metric], page: u32) -> Value {
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
        if let Some(agent) = &asked.agent {
            fields.insert("agents".to_owned(), json!([agent.as_str()]));
            fields.insert("agentType".to_owned(), json!(1));
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

/// The scheme in an answer of `check_plan`: the chosen one of several. Which key lists its indicators is not
/// documented, so any text or list that names some of ours is taken, the one that names most.
pub(super) fn plan(fields: &Map<String, Value>, of: ReportOf) -> Plan {
    let schemes: Vec<&Map<String, Value>> = match fields.get("data") {
        Some(Value::Object(data)) => vec![data],
        Some(Value::Array(list)) => list.iter().filter_map(Value::as_object).collect(),
        _ => Vec::new(),
    };
    let checked = |scheme: &&Map<String, Value>| Loose::field(scheme, "checked").flag().ok().flatten() == Some(true);
    let Some(scheme) = schemes.iter().copied().find(checked).or_else(|| schemes.first().copied()) else {
        return Plan::default();
    };
    let known: Vec<String> = match of {
        ReportOf::HalfHours | ReportOf::Relays => metrics(&[RELAY]),
        _ => metrics(&[INBOUND, INBOUND_AGENTS, OUTBOUND, WORK]),
    }
    .into_iter()
    .map(|metric| metric.key)
    .collect();
    let keys = scheme.values().map(|value| named(value, &known)).max_by_key(Vec::len).unwrap_or_default();
    Plan { name: Loose::field(scheme, "planName").text().ok().flatten(), keys }
}

/// The indicators that a value names, in its order.
fn named(value: &Value, known: &[String]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut take = |name: &str| {
        let name = name.trim();
        if known.iter().any(|key| key == name) && !found.iter().any(|key| key == name) {
            found.push(name.to_owned());
        }
    };
    match value {
        Value::String(text) => text.split(',').for_each(&mut take),
        Value::Array(items) => {
            for item in items {
                match item {
                    Value::String(text) => take(text),
                    Value::Object(fields) => fields.values().filter_map(Value::as_str).for_each(&mut take),
                    _ => {}
                }
            }
        }
        _ => {}
    }
    found
}
