//! Reports: relay numbers, agents, departments, and the tenant's display schemes.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Query as Parameters, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use chrono::{NaiveDate, NaiveTime};
use chrono_tz::Tz;
use serde_json::{Value, json};

use crate::sim::ledger::{BOT_RELAY, RELAYS};
use crate::sim::random::hex32;
use crate::sim::report::{Bucket, DateType, Request, Rows, Side, Subject, buckets, indicators, report as tabulate};
use crate::sim::zone;

use super::lookup::{self, Body, Refused, admit_agent, zone_of};
use super::shared::Shared;

/// `POST …/gateway-number-table/_search`.
pub(super) async fn relays(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Response {
    search(&shared, &headers, &body, Subject::Relay).unwrap_or_else(Refused::into_response)
}

/// `POST …/agent-table/_search`.
pub(super) async fn agents(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Response {
    search(&shared, &headers, &body, Subject::Agent).unwrap_or_else(Refused::into_response)
}

/// `POST …/depart-table/_search`.
pub(super) async fn departments(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Response {
    search(&shared, &headers, &body, Subject::Department).unwrap_or_else(Refused::into_response)
}

fn search(shared: &Shared, headers: &HeaderMap, body: &Bytes, subject: Subject) -> Result<Response, Refused> {
    admit_agent(shared, &shared.desk(), headers)?;
    let body = Body::read(body)?;
    let (rows, side) = (rows(&body, subject)?, side(&body, subject)?);
    let fields = fields(&body, subject)?;
    let strict = shared.options.strict;
    let (subjects, by_number) = subjects(&body, subject, strict)?;
    let buckets = times(&body, zone_of(headers))?;
    let page = body.page("currPage")?;
    let desk = shared.desk_with_past(buckets.first().map_or(i64::MAX, |bucket| bucket.from));
    let request = Request { subject, side, rows, buckets: &buckets, fields: &fields, subjects: &subjects, by_number };
    let mut made = tabulate(&desk.world, &request);
    silence(&mut made.rows, &mut made.amount, side);
    let total = made.rows.len();
    let kind = match subject {
        Subject::Relay => "GatewayNumberTable",
        Subject::Agent => "AgentTable",
        Subject::Department => "DepartTable",
    };
    let data = json!({
        "metric": page.of(made.rows).collect::<Vec<_>>(),
        "amount": made.amount,
        "total": total,
        "currPage": page.number,
        "pageSize": page.size,
    });
    Ok(lookup::report(kind, &hex32(7), &data))
}

/// Indicators of another side than the one asked for answer 0.
fn silence(rows: &mut [Value], amount: &mut Value, side: Side) {
    if side == Side::Calls {
        return;
    }
    for object in rows.iter_mut().chain([amount]).filter_map(Value::as_object_mut) {
        for (key, value) in object {
            if indicators::known(key) && indicators::side(key) != side {
                *value = json!(0);
            }
        }
    }
}

fn rows(body: &Body, subject: Subject) -> Result<Rows, Refused> {
    let codes = match subject {
        Subject::Relay => [1, 2, 3, 4],
        Subject::Agent => [1, 8, 9, 10],
        Subject::Department => [1, 11, 12, 13],
    };
    let sent = body.one_of("dimensions", &codes)?;
    let kinds = [Rows::Time, Rows::Subject, Rows::TimeThenSubject, Rows::SubjectThenTime];
    Ok(codes.iter().zip(kinds).find(|(code, _)| **code == sent).map_or(Rows::Time, |(_, kind)| kind))
}

fn side(body: &Body, subject: Subject) -> Result<Side, Refused> {
    if subject == Subject::Relay && body.number("callType")?.is_none() {
        return Ok(Side::Calls);
    }
    let sent = match subject {
        Subject::Agent => body.one_of("agentReportType", &[2, 3, 4])?,
        Subject::Department | Subject::Relay => body.one_of("callType", &[2, 3])?,
    };
    Ok(match sent {
        2 => Side::Inbound,
        3 => Side::Outbound,
        _ => Side::States,
    })
}

fn fields(body: &Body, subject: Subject) -> Result<Vec<String>, Refused> {
    let fields = body.list("customerFields");
    if fields.is_empty() {
        return Err(Refused::bad("customerFields is required"));
    }
    match fields.iter().find(|field| !indicators::of(subject).contains(&field.as_str())) {
        Some(unknown) => Err(Refused::bad(format!("customerFields has no indicator of this report named {unknown}"))),
        None => Ok(fields),
    }
}

fn subjects(body: &Body, subject: Subject, strict: bool) -> Result<(Vec<String>, bool), Refused> {
    match subject {
        Subject::Relay => relays_asked(body, strict),
        Subject::Department => Ok((body.written_list("departIds", strict)?, false)),
        Subject::Agent => match body.number("agentType")? {
            None | Some(1) => Ok((body.written_list("agents", strict)?, false)),
            Some(2) => Ok((body.written_list("agents", strict)?, true)),
            Some(other) => Err(Refused::bad(format!("agentType must be 1 or 2, not {other}"))),
        },
    }
}

/// Relay numbers of the scope asked for: "2. Telemarketing 3. Bot. Query telemarketing type data by default if it is
/// not passed". The usual server has all of them in one.
fn relays_asked(body: &Body, strict: bool) -> Result<(Vec<String>, bool), Refused> {
    let named = body.list("gatewayNumber");
    if !strict {
        return Ok((named, false));
    }
    let scopes = body.list("numberScope");
    if let Some(other) = scopes.iter().find(|scope| !matches!(scope.as_str(), "2" | "3")) {
        return Err(Refused::bad(format!("numberScope must be 2 or 3, not {other}")));
    }
    let asked = |number: &str| {
        let scope = if number == BOT_RELAY { "3" } else { "2" };
        if scopes.is_empty() { scope == "2" } else { scopes.iter().any(|asked| asked == scope) }
    };
    let of_scope = RELAYS.iter().map(|(number, _, _)| (*number).to_owned());
    let mut found: Vec<String> =
        of_scope.filter(|number| asked(number) && (named.is_empty() || named.contains(number))).collect();
    if found.is_empty() {
        // An empty list would mean all of them.
        found.push(String::new());
    }
    Ok((found, false))
}

/// The rows of time from `startDate` `startTime` to `endDate` `endTime`.
fn times(body: &Body, zone: Tz) -> Result<Vec<Bucket>, Refused> {
    let kind = match body.one_of("dateType", &[11, 12, 13, 14, 15])? {
        11 => DateType::HalfHour,
        12 => DateType::Hour,
        13 => DateType::Day,
        14 => DateType::Week { sunday: body.number("weekType")? == Some(1) },
        _ => DateType::Month,
    };
    let from = moment(body, ("startDate", "startTime"), "00:00", zone)?;
    let to = moment(body, ("endDate", "endTime"), "24:00", zone)?;
    if from >= to {
        return Err(Refused::bad("startDate and startTime must be before endDate and endTime"));
    }
    buckets(zone, from, to, kind).ok_or_else(|| Refused::bad("the range has too many rows of this dateType"))
}

fn moment(body: &Body, keys: (&str, &str), default: &str, zone: Tz) -> Result<i64, Refused> {
    let sent = body.required(keys.0)?;
    let date = NaiveDate::parse_from_str(&sent, "%Y-%m-%d")
        .map_err(|_| Refused::bad(format!("{} must be yyyy-MM-dd, not {sent}", keys.0)))?;
    let time = body.text(keys.1).unwrap_or_else(|| default.to_owned()).replace(' ', "");
    if time == "24:00" {
        return Ok(zone::midnight(zone, zone::next(date)));
    }
    NaiveTime::parse_from_str(&time, "%H:%M")
        .map(|time| zone::moment(zone, date.and_time(time)))
        .map_err(|_| Refused::bad(format!("{} must be HH:mm up to 24:00, not {time}", keys.1)))
}

/// `GET …/gateway_number/check_plan`: the tenant's display scheme for a report. The document shows its id, its name, its
/// type and whether it is checked, and no indicators.
pub(super) async fn plan(
    State(shared): State<Arc<Shared>>,
    Parameters(parameters): Parameters<HashMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    if let Err(refused) = admit_agent(&shared, &shared.desk(), &headers) {
        return refused.into_response();
    }
    let sent = parameters.get("planType").map_or("2", |sent| sent.trim());
    let code = match sent {
        "1" => 1,
        "2" => 2,
        "4" => 4,
        "24" => 24,
        other => {
            return Refused::bad(format!("planType must be one of 1, 2, 4 and 24, not {other}")).into_response();
        }
    };
    let data = json!({
        "planType": code,
        "planName": "Default plan",
        "checked": 1,
        "id": format!(" {} ", hex32(0x91A7 + code)),
    });
    lookup::report("CustomPlan", &hex32(7), &data)
}
