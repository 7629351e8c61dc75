//! What is looked up when a person asks: calls, histories, reports, recordings.

use std::sync::Arc;

use chrono_tz::Tz;
use serde_json::{Value, json};

use super::ask::{Json, Reply, What, unexpected};
use super::envelope::Listing;
use super::{CallClient, calls, history, reports};
use crate::model::day::tell_apart;
use crate::model::{AgentId, CallDetail, CallRecord, CallsAsked, MetricTable, ReportAsked, StateSpan, TokenHealth};
use crate::vendor::apart::apart;
use crate::vendor::http::Verb;
use crate::vendor::text::quoted;
use crate::vendor::{CallsApi, DaySpan, Error, ErrorKind, ListPage, Recording, Recoveries, Result};

const MAIN: &str = "/callservice/tm/tm-reports/maincdrs/_search";
const CDRS: &str = "/callservice/tm/tm-reports/cdrs/_search";
const HISTORIES: &str = "/callservice/tm/tm-reports/agent-histories/_search";
const PLAN: &str = "/callservice/tm/tm-reports/gateway_number/check_plan";
const RECORDINGS: &str = "/callservice/v6/cc-audios/recordings/";
/// Pages of one report that are read; more would be no report that anybody reads.
const REPORT_PAGES: u32 = 200;

impl CallClient {
    async fn search(&self, path: &str, body: &Value) -> Result<Json> {
        match self.insist(What::Json { verb: Verb::Post, path, body: Some(body) }).await? {
            Reply::Json(json) => Ok(json),
            _ => Err(unexpected()),
        }
    }

    async fn get(&self, path: &str) -> Result<Json> {
        match self.insist(What::Json { verb: Verb::Get, path, body: None }).await? {
            Reply::Json(json) => Ok(json),
            _ => Err(unexpected()),
        }
    }

    fn zone(&self) -> Tz {
        // The settings have been checked; should they not have been, the vendor's own default is next best.
        self.settings.timezone.parse().unwrap_or(chrono_tz::Asia::Singapore)
    }

    /// The tenant's scheme for a report. Without one, or without the right to ask, the usual indicators are shown.
    async fn plan(&self, asked: &ReportAsked) -> reports::Plan {
        let kind = reports::plan_kind(asked.of);
        let now = (self.clock)();
        if let Some(plan) = self.plans.lock().await.get(kind, now) {
            return plan;
        }
        let plan = match self.get(&format!("{PLAN}?planType={kind}")).await {
            Ok(json) => reports::plan(&json.fields, asked.of),
            Err(error) => {
                tracing::debug!("{error}; the usual indicators are shown");
                // What was refused will be refused again; what only failed may be had at the next report.
                if !error.kind.wants_settings() {
                    return reports::Plan::default();
                }
                reports::Plan::default()
            }
        };
        self.plans.lock().await.keep(kind, now, plan.clone());
        plan
    }
}

/// The length of an answer, unpacked.
fn size(bytes: u64) -> usize {
    usize::try_from(bytes).unwrap_or(usize::MAX)
}

/// An id that goes into a path must not lead elsewhere.
fn path_id<'a>(id: &'a str, what: &str) -> Result<&'a str> {
    let id = id.trim();
    let plain = !id.is_empty() && id.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    if plain { Ok(id) } else { Err(Error::new(ErrorKind::Answer, format!("{} is no id of a {what}", quoted(id, 40)))) }
}

impl CallsApi for CallClient {
    async fn calls_page(&self, day: DaySpan, asked: &CallsAsked, page: u32) -> Result<ListPage<CallRecord>> {
        let mut body = calls::request(day, asked, page);
        let operator = self.settings.operator_user_id.trim();
        if let (Value::Object(fields), false) = (&mut body, operator.is_empty()) {
            fields.insert("operator".to_owned(), json!(operator));
            fields.insert("agentType".to_owned(), json!(1));
        }
        let Json { fields, bytes, place } = self.search(MAIN, &body).await?;
        let read = apart(size(bytes), move || {
            let listing = Listing::of(fields, &place)?;
            let rows = listing.rows.into_iter().filter_map(calls::record).collect();
            Ok(ListPage { rows, total: listing.total, page_size: listing.page_size, bytes })
        });
        read.await
    }

    async fn call(&self, id: &str) -> Result<CallDetail> {
        let id = path_id(id, "call")?;
        let parties_path = format!("/callservice/tm/tm-reports/maincdrs/{id}/partycdrs");
        let body = json!({"callID": id});
        let (cdrs, parties) = tokio::join!(self.search(CDRS, &body), self.get(&parties_path));
        let bytes = [&cdrs, &parties].into_iter().flatten().map(|json| json.bytes).sum();
        let known = id.to_owned();
        let read = move || {
            let rows = |json: Json| Listing::of(json.fields, &json.place).map(|listing| listing.rows);
            // One of the two is enough to show something.
            match (cdrs.and_then(rows), parties.and_then(rows)) {
                (Err(error), Err(_)) => Err(error),
                (cdrs, parties) => {
                    for error in [cdrs.as_ref().err(), parties.as_ref().err()].into_iter().flatten() {
                        tracing::warn!("{error}; the call is shown without that");
                    }
                    Ok(calls::detail(&known, cdrs.unwrap_or_default(), parties.unwrap_or_default()))
                }
            }
        };
        let detail = apart(size(bytes), read).await?;
        if detail.call.is_none() && detail.legs.is_empty() {
            let sentence = format!("{} knows no call {}", self.http.host(), quoted(id, 40));
            return Err(Error::new(ErrorKind::Answer, sentence));
        }
        Ok(detail)
    }

    async fn history_page(&self, day: DaySpan, agent: &AgentId, page: u32) -> Result<ListPage<StateSpan>> {
        let Json { fields, bytes, place } = self.search(HISTORIES, &history::request(day, agent, page)).await?;
        let zone = self.zone();
        let read = apart(size(bytes), move || {
            let listing = Listing::of(fields, &place)?;
            let rows = listing.rows.iter().filter_map(|row| history::span(row, day, zone)).collect();
            Ok(ListPage { rows, total: listing.total, page_size: listing.page_size, bytes })
        });
        read.await
    }

    async fn report(&self, day: DaySpan, asked: &ReportAsked) -> Result<MetricTable> {
        let plan = self.plan(asked).await;
        let metrics = Arc::new(reports::columns(asked.of, &plan));
        let (of, zone) = (asked.of, self.zone());
        let mut table = MetricTable { plan: plan.name, ..MetricTable::default() };
        for page in 1..=REPORT_PAGES {
            let body = reports::request(day, asked, &metrics, page);
            let Json { fields, bytes, place } = self.search(reports::path(of), &body).await?;
            let columns = Arc::clone(&metrics);
            let read = apart(size(bytes), move || {
                let listing = Listing::of(fields, &place)?;
                let rows: Vec<_> = listing.rows.iter().map(|row| reports::row(row, of, &columns, zone)).collect();
                let totals = listing.amount.as_ref().map(|amount| reports::cells(amount, &columns));
                Ok((rows, totals, listing.total, listing.page_size))
            });
            let (rows, totals, total, page_size) = read.await?;
            let size = page_size.unwrap_or(reports::PAGE_ROWS) as usize;
            let count = rows.len();
            table.rows.extend(rows);
            table.expected = total.or(table.expected);
            table.totals = totals.or(table.totals);
            let all = table.expected.is_some_and(|total| table.rows.len() as u64 >= total);
            if all || count == 0 || (table.expected.is_none() && count < size) {
                break;
            }
        }
        tell_apart(&mut table.rows, zone);
        table.metrics = Arc::unwrap_or_clone(metrics);
        Ok(table)
    }

    async fn recording(&self, address: &str) -> Result<Recording> {
        // The record names a host that has nothing to do with the settings, and our token is for ours alone.
        let address: String = address.chars().filter(|c| !c.is_whitespace()).collect();
        let id = address.rsplit_once("/recordings/").map(|(_, id)| id);
        let id = id.map(|id| id.split(['?', '#', '/']).next().unwrap_or_default()).unwrap_or_default();
        let id = path_id(id, "recording")?;
        match self.insist(What::File(&format!("{RECORDINGS}{id}"))).await? {
            Reply::File(recording) => Ok(recording),
            _ => Err(unexpected()),
        }
    }

    fn calls_token(&self) -> Option<TokenHealth> {
        self.tokens.health()
    }

    fn calls_recoveries(&self) -> Option<Recoveries> {
        Some(self.tokens.recoveries())
    }
}
