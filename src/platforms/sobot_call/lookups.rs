//! What is looked up when a person asks: calls, histories, reports, recordings.

use std::sync::Arc;

use chrono_tz::Tz;
use futures_util::future::try_join_all;
use serde_json::{Map, Value};

use super::envelope::Listing;
use super::history::Wall;
use super::problem::{Asked, Thing};
use super::question::{Holder, Json, ReadRecords, Records, Reply, What, unexpected};
use super::reports::Narrowed;
use super::scope::{Names, merged};
use super::{CallClient, calls, history, reports};
use crate::http::Verb;
use crate::http::apart::apart;
use crate::http::words::quoted;
use crate::model::day::tell_apart;
use crate::model::{
    AgentId, CallDetail, CallRecord, CallsAsked, Metric, MetricTable, ReportAsked, ReportOf, Scope, StateSpan,
    TokenHealth,
};
use crate::platforms::caller_hash::CallerHash;
use crate::platforms::lenient::{Lean, Wanted};
use crate::platforms::{
    CallsApi, DaySpan, Error, ErrorKind, ListPage, Numbers, Recording, Recoveries, Result, is_full,
};

const MAIN: &str = "/callservice/tm/tm-reports/maincdrs/_search";
const CDRS: &str = "/callservice/tm/tm-reports/cdrs/_search";
const HISTORIES: &str = "/callservice/tm/tm-reports/agent-histories/_search";
const PLAN: &str = "/callservice/tm/tm-reports/gateway_number/check_plan";
const RECORDINGS: &str = "/callservice/v6/cc-audios/recordings/";
/// Pages of one report that are read; no person reads more.
const REPORT_PAGES: u32 = 200;

/// What becomes of a row of a list of calls.
#[derive(Clone, Copy)]
enum ReadRow {
    Whole(fn(Map<String, Value>) -> Option<CallRecord>),
    /// Of some of its fields.
    Lean(fn(&Lean<'_>) -> Option<CallRecord>, Wanted),
}

impl CallClient {
    async fn search(&self, path: &str, body: &Value, holder: Holder) -> Result<Json> {
        match self.insist(What::Json { verb: Verb::Post, path, body: Some(body) }, holder).await? {
            Reply::Json(json) => Ok(json),
            _ => Err(unexpected()),
        }
    }

    async fn get(&self, path: &str, holder: Holder) -> Result<Json> {
        match self.insist(What::Json { verb: Verb::Get, path, body: None }, holder).await? {
            Reply::Json(json) => Ok(json),
            _ => Err(unexpected()),
        }
    }

    fn zone(&self) -> Tz {
        // The settings have been checked; should they not have been, the vendor's own default is next best.
        self.settings.timezone.parse().unwrap_or(chrono_tz::Asia::Singapore)
    }

    /// The tenant's scheme for a report. Without one, or without the right to ask, the report has no scheme's name.
    async fn plan(&self, asked: &ReportAsked) -> reports::Plan {
        let kind = reports::plan_kind(asked.of);
        let now = (self.clock)();
        if let Some(plan) = self.plans.lock().await.get(kind, now) {
            return plan;
        }
        let plan = match self.get(&format!("{PLAN}?planType={kind}"), Holder::Agent).await {
            Ok(json) => reports::plan(&json.fields),
            Err(error) => {
                tracing::debug!("{error}; the report is shown without the name of its scheme");
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

    /// One page of calls, of all departments and agents of the settings.
    async fn calls_in_parts(
        &self,
        day: DaySpan,
        asked: &CallsAsked,
        (page, rows): (u32, u32),
        numbers: Numbers,
        read: ReadRow,
    ) -> Result<ListPage<CallRecord>> {
        let operator = self.settings.calls_operator.as_deref();
        let parts = self.settings.parts(asked);
        let asking = parts.into_iter().map(|part| async move {
            let mut body = calls::request(day, asked, part, page, operator, numbers);
            calls::set_page_size(&mut body, rows);
            let hash = self.caller_hash.clone().filter(|_| numbers == Numbers::Matched);
            self.calls_part(&body, rows, hash, read).await
        });
        Ok(merged(try_join_all(asking).await?, page, rows))
    }

    /// One page of calls of one department and agent, on which so many rows were asked for; with a hash in the place of
    /// customers' numbers where one is given.
    async fn calls_part(
        &self,
        body: &Value,
        asked: u32,
        hash: Option<Arc<CallerHash>>,
        read: ReadRow,
    ) -> Result<ListPage<CallRecord>> {
        let sealed = move |record: CallRecord| match &hash {
            Some(hash) => calls::sealed(record, Some(hash)),
            None => record,
        };
        let read = match read {
            ReadRow::Whole(read) => ReadRecords::Whole(Arc::new(move |row| read(row).map(&sealed))),
            ReadRow::Lean(read, wanted) => {
                ReadRecords::Lean(Arc::new(move |row: &Lean<'_>| read(row).map(&sealed)), wanted)
            }
        };
        let asking = What::Records { path: MAIN, body, read: &read };
        let Reply::Records(page) = self.insist(asking, Holder::Company).await? else {
            return Err(unexpected());
        };
        let Records { rows, sent, total, page_size, bytes } = page;
        let full = is_full(sent, asked, page_size.map(u64::from));
        Ok(ListPage { rows, total, page_size, sent, full, hidden: 0, bytes })
    }

    /// A report with the names that narrow it in one shape, all its pages.
    async fn report_in(
        &self,
        narrowed: Narrowed<'_>,
        day: DaySpan,
        asked: &ReportAsked,
        metrics: &Arc<Vec<Metric>>,
    ) -> Result<MetricTable> {
        let (of, zone) = (asked.of, self.zone());
        let mut table = MetricTable::default();
        let (mut first, mut last) = (Vec::new(), Vec::new());
        for page in 1..=REPORT_PAGES {
            let body = reports::request(day, asked, metrics, narrowed, page);
            let Json { fields, left_out, bytes, place } = self.search(reports::path(of), &body, Holder::Agent).await?;
            let columns = Arc::clone(metrics);
            let read = apart(size(bytes), move || {
                let listing = Listing::of(fields, &left_out, &place)?;
                let rows: Vec<_> = listing.rows.iter().map(|row| reports::row(row, of, &columns, zone)).collect();
                let totals = listing.amount.as_ref().map(|amount| reports::cells(amount, &columns));
                Ok((listing.rows, rows, totals, listing.total, listing.page_size))
            });
            let (raw, rows, totals, total, page_size) = read.await?;
            let sent = raw.len() as u64;
            // A vendor that does not listen to the number of the page gives the same rows again.
            if sent > 0 && (raw == first || raw == last) {
                break;
            }
            table.rows.extend(rows);
            if page == 1 || sent > 0 {
                table.expected = total.or(table.expected);
            }
            table.totals = totals.or(table.totals);
            let full = is_full(sent, reports::PAGE_ROWS, page_size.map(u64::from));
            let rows = table.rows.len() as u64;
            let goes_on = match table.expected {
                Some(total) if total > rows => sent > 0,
                Some(total) if total == rows => false,
                // There are more rows than it says there are, or it says nothing.
                _ => full,
            };
            if !goes_on {
                break;
            }
            last = raw;
            if page == 1 {
                first.clone_from(&last);
            }
        }
        Ok(table)
    }

    /// The report on relay numbers: those of people and those of robots are two questions. A tenant without robots may
    /// be refused the second.
    async fn report_of_relays(
        &self,
        day: DaySpan,
        asked: &ReportAsked,
        metrics: &Arc<Vec<Metric>>,
    ) -> Result<MetricTable> {
        let of = |whose| self.report_in(Narrowed::Numbers(whose), day, asked, metrics);
        let (people, robots) = tokio::join!(of(reports::Numbers::People), of(reports::Numbers::Robots));
        let people = people?;
        match robots {
            Ok(robots) => Ok(reports::both(people, robots)),
            Err(error) if error.kind.wants_settings() => {
                tracing::debug!("{error}; the report is shown without the robots' relay numbers");
                Ok(people)
            }
            Err(error) => Err(error),
        }
    }

    /// The report on some agents or departments. Where one shape of their list is called wrong, or finds nothing, the
    /// other is tried; which of them found rows is remembered.
    async fn report_of_some(
        &self,
        names: &Names<'_>,
        day: DaySpan,
        asked: &ReportAsked,
        metrics: &Arc<Vec<Metric>>,
    ) -> Result<MetricTable> {
        let known = *self.names_shape.lock().await;
        let shape = known.unwrap_or_default();
        let first = self.report_in(Narrowed::Names(names, shape), day, asked, metrics).await;
        let again = match &first {
            Ok(table) => table.rows.is_empty() && known.is_none(),
            Err(error) => error.kind.wants_settings(),
        };
        if !again {
            if first.as_ref().is_ok_and(|table| !table.rows.is_empty()) {
                *self.names_shape.lock().await = Some(shape);
            }
            return first;
        }
        match self.report_in(Narrowed::Names(names, shape.other()), day, asked, metrics).await {
            Ok(table) if !table.rows.is_empty() => {
                *self.names_shape.lock().await = Some(shape.other());
                tracing::debug!("the report takes {} as {:?}, not as {shape:?}", names.key, shape.other());
                Ok(table)
            }
            // It is not wrong, and so it finds nothing.
            Ok(table) if first.is_err() => Ok(table),
            _ => first,
        }
    }
}

/// The length of an answer, unpacked.
fn size(bytes: u64) -> usize {
    usize::try_from(bytes).unwrap_or(usize::MAX)
}

/// An id that goes into a path must not lead elsewhere.
fn path_id(id: &str, what: Thing) -> Result<&str> {
    let id = id.trim();
    let plain = !id.is_empty() && id.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    if plain { Ok(id) } else { Err(Error::new(ErrorKind::Answer, Asked::NoId(quoted(id, 40), what))) }
}

impl CallsApi for CallClient {
    const SECTION: &'static str = super::section::SECTION.path;

    async fn calls_page(
        &self,
        day: DaySpan,
        asked: &CallsAsked,
        page: u32,
        numbers: Numbers,
    ) -> Result<ListPage<CallRecord>> {
        self.calls_in_parts(day, asked, (page, calls::PAGE_ROWS), numbers, ReadRow::Whole(calls::record)).await
    }

    async fn records_page(
        &self,
        day: DaySpan,
        asked: &CallsAsked,
        page: u32,
        rows: u32,
    ) -> Result<ListPage<CallRecord>> {
        let numbers = if self.matches_callers() { Numbers::Matched } else { Numbers::Masked };
        self.calls_in_parts(day, asked, (page, rows), numbers, ReadRow::Lean(calls::entry, calls::is_of_entry)).await
    }

    fn matches_callers(&self) -> bool {
        self.caller_hash.is_some()
    }

    fn records_cost(&self) -> u32 {
        u32::try_from(self.settings.parts(&CallsAsked::default()).len()).unwrap_or(u32::MAX)
    }

    fn records_scope(&self) -> Option<Arc<Scope>> {
        self.settings.scope()
    }

    async fn call(&self, id: &str, numbers: Numbers) -> Result<CallDetail> {
        let id = path_id(id, Thing::Call)?;
        let parties_path = format!("/callservice/tm/tm-reports/maincdrs/{id}/partycdrs");
        let body = calls::request_whole(id, numbers);
        let (cdrs, parties) =
            tokio::join!(self.search(CDRS, &body, Holder::Company), self.get(&parties_path, Holder::Company));
        let bytes = [&cdrs, &parties].into_iter().flatten().map(|json| json.bytes).sum();
        let known = id.to_owned();
        let read = move || {
            let rows = |json: Json| Listing::of(json.fields, &json.left_out, &json.place).map(|listing| listing.rows);
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
            let unknown = Asked::NoCall(self.http.host().to_owned(), quoted(id, 40));
            return Err(Error::new(ErrorKind::Answer, unknown));
        }
        Ok(detail)
    }

    async fn history_page(&self, day: DaySpan, agent: &AgentId, page: u32) -> Result<ListPage<StateSpan>> {
        let Json { fields, left_out, bytes, place } =
            self.search(HISTORIES, &history::request(day, agent, page), Holder::Agent).await?;
        let zone = self.zone();
        let read = apart(size(bytes), move || {
            let listing = Listing::of(fields, &left_out, &place)?;
            let (total, page_size, sent) = (listing.total, listing.page_size, listing.sent);
            let full = is_full(sent, calls::PAGE_ROWS, page_size.map(u64::from));
            let wall = Wall::of(&listing.rows, zone);
            let rows = listing.rows.iter().filter_map(|row| history::span(row, wall)).collect();
            Ok(ListPage { rows, total, page_size, sent, full, hidden: 0, bytes })
        });
        read.await
    }

    async fn report(&self, day: DaySpan, asked: &ReportAsked) -> Result<MetricTable> {
        let plan = self.plan(asked).await;
        let metrics = Arc::new(reports::columns(asked.of));
        let mut table = match self.settings.names(asked) {
            Some(names) => self.report_of_some(&names, day, asked, &metrics).await?,
            None if matches!(asked.of, ReportOf::HalfHours | ReportOf::Relays) => {
                self.report_of_relays(day, asked, &metrics).await?
            }
            None => self.report_in(Narrowed::Nothing, day, asked, &metrics).await?,
        };
        tell_apart(&mut table.rows, self.zone());
        Ok(MetricTable { plan: plan.name, metrics: Arc::unwrap_or_clone(metrics), ..table })
    }

    async fn recording(&self, address: &str) -> Result<Recording> {
        // The record names a host that has nothing to do with the settings, and our token is for ours alone.
        let address: String = address.chars().filter(|c| !c.is_whitespace()).collect();
        let id = address.rsplit_once("/recordings/").map(|(_, id)| id);
        let id = id.map(|id| id.split(['?', '#', '/']).next().unwrap_or_default()).unwrap_or_default();
        let id = path_id(id, Thing::Recording)?;
        match self.insist(What::File(&format!("{RECORDINGS}{id}")), Holder::Agent).await? {
            Reply::File(recording) => Ok(recording),
            _ => Err(unexpected()),
        }
    }

    fn calls_skew_ms(&self) -> Option<i64> {
        self.http.skew_ms()
    }

    fn calls_token(&self) -> Option<TokenHealth> {
        self.tokens.health()
    }

    fn calls_agent_token(&self) -> Option<TokenHealth> {
        self.agent_tokens.as_ref()?.health()
    }

    fn calls_recoveries(&self) -> Option<Recoveries> {
        Some(self.tokens.recoveries())
    }
}
