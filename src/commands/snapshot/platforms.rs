//! Other vendors' chats in the snapshot, and what all vendors make together.

use serde_json::{Value, json};

use super::page::{Page, moment};
use crate::model::platform::together;
use crate::model::sort::object;
use crate::model::{Cell, ChatTotals, Common, Metric, MetricTable, PlatformDay, SourceId, Together};

/// A member a vendor, under the name of its source; `null` for one that has not answered.
pub(super) fn platforms(page: &Page<'_>) -> Value {
    let platforms = page.board.platforms().map(|platform| {
        let title = platform.source.title.as_deref();
        (platform.tag.as_str().to_owned(), platform.day.as_ref().map_or(Value::Null, |day| one(page, title, day)))
    });
    Value::Object(object(platforms))
}

/// The figures that vendors have in common, summed where all of them say them; `null` else.
pub(super) fn all(page: &Page<'_>) -> Value {
    let platforms = page.board.platform_totals();
    let figures = Common::ALL.into_iter().filter(|figure| !figure.is_average()).map(|figure| {
        let sum = match together(&platforms, figure) {
            Together::Sum(sum) => number(sum),
            Together::Averages | Together::Untold(_) => Value::Null,
        };
        (figure.label().replace(' ', "_").to_lowercase(), sum)
    });
    let vendors: Vec<&str> = platforms
        .iter()
        .map(|platform| match &platform.source {
            SourceId::Platform(tag) => tag.as_str(),
            other => other.name(),
        })
        .collect();
    let mut figures = object(figures);
    figures.insert("of".to_owned(), json!(vendors));
    Value::Object(figures)
}

fn one(page: &Page<'_>, title: Option<&str>, day: &PlatformDay) -> Value {
    let agents = day.agents.iter().map(|row| {
        json!({
            "id": row.id,
            "name": row.name,
            "chats": row.chats,
            "valid": row.valid,
            "first_reply_ms": row.first_reply_ms,
            "reply_ms": row.reply_ms,
            "figures": cells(&day.metrics, &row.cells),
            "extra": row.extra,
        })
    });
    let agents: Vec<Value> = agents.collect();
    json!({
        "title": title,
        "as_of": moment(page, day.as_of),
        "totals": chat_totals(&day.totals),
        "ai": day.ai.map(|ai| json!({
            "sessions": ai.sessions,
            "valid": ai.valid,
            "handed": ai.handed,
            "contained": ai.contained(),
            "contained_share": ai.contained_share(),
        })),
        "figures": day.figures.as_ref().map(|table| rows(page, table)),
        "agents": agents,
        "trend": day.trend.as_ref().map(|table| rows(page, table)),
        "missing": day.missing,
    })
}

fn rows(page: &Page<'_>, table: &MetricTable) -> Vec<Value> {
    let row = table.rows.iter().map(|row| {
        json!({
            "key": row.key,
            "from": row.from.and_then(|from| moment(page, from)),
            "figures": cells(&table.metrics, &row.cells),
        })
    });
    row.collect()
}

/// Figures by their keys: durations in ms, shares from 0 to 1.
fn cells(metrics: &[Metric], cells: &[Cell]) -> Value {
    let figures = metrics.iter().zip(cells).map(|(metric, cell)| {
        let value = match cell {
            Cell::Unknown => Value::Null,
            Cell::Number(value) => number(*value),
            Cell::Text(text) => json!(text),
        };
        (metric.key.clone(), value)
    });
    Value::Object(object(figures))
}

/// A whole number without a fraction.
fn number(value: f64) -> Value {
    if value.fract() == 0.0 && value.abs() < 9e15 { json!(value as i64) } else { json!(value) }
}

/// The totals of Sobot's chats.
pub(super) fn chat_totals(totals: &ChatTotals) -> Value {
    json!({
        "chats": totals.chats,
        "valid": totals.valid,
        "valid_share": totals.valid_share(),
        "unanswered": totals.unanswered,
        "queued": totals.queued,
        "gave_up": totals.gave_up,
        "lost": totals.lost,
        "first_reply_ms": totals.first_reply_ms,
        "reply_ms": totals.reply_ms,
        "good": totals.good,
        "rated": totals.rated,
        "good_share": totals.good_share(),
    })
}
