//! What can be looked up of calls, and of what agents did.

use std::future::Future;
use std::sync::Arc;

use super::{DaySpan, ListPage, Recording, Recoveries, Result};
use crate::model::{
    AgentId, CallDetail, CallRecord, CallsAsked, MetricTable, ReportAsked, Scope, StateSpan, TokenHealth,
};

/// How customers' numbers are to come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Numbers {
    /// Masked by the vendor already.
    #[default]
    Masked,
    /// As they are: a person looks at them, and may.
    Plain,
    /// As they are, to be dropped where they are read: a mask and a keyed hash are kept of each, and nothing else of the
    /// record that could hold one.
    Matched,
}

/// What a vendor keeps of calls, and of what agents did: looked up when a person asks.
pub trait CallsApi: Send + Sync + 'static {
    /// The section of the settings that it takes.
    const SECTION: &'static str;
    /// One page (from 1) of the calls that began on `day`.
    fn calls_page(
        &self,
        day: DaySpan,
        asked: &CallsAsked,
        page: u32,
        numbers: Numbers,
    ) -> impl Future<Output = Result<ListPage<CallRecord>>> + Send;
    /// The same with `rows` (1 to 1000) rows a page, masked, and with [`CallRecord::caller`] where calls are matched: what
    /// the ledger of the day is read from, and no more of a call than it keeps.
    fn records_page(
        &self,
        day: DaySpan,
        asked: &CallsAsked,
        page: u32,
        rows: u32,
    ) -> impl Future<Output = Result<ListPage<CallRecord>>> + Send;
    /// How many questions one page of records takes.
    fn records_cost(&self) -> u32 {
        1
    }
    /// Whether the settings have calls matched by their customers' numbers.
    fn matches_callers(&self) -> bool {
        false
    }
    /// How the settings narrow them.
    fn records_scope(&self) -> Option<Arc<Scope>> {
        None
    }
    /// One call and its legs.
    fn call(&self, id: &str, numbers: Numbers) -> impl Future<Output = Result<CallDetail>> + Send;
    /// One page (from 1) of an agent's states on `day`, and perhaps some of the days beside it.
    fn history_page(
        &self,
        day: DaySpan,
        agent: &AgentId,
        page: u32,
    ) -> impl Future<Output = Result<ListPage<StateSpan>>> + Send;
    /// A report on `day`, all its pages, with the columns of the tenant's display scheme.
    fn report(&self, day: DaySpan, asked: &ReportAsked) -> impl Future<Output = Result<MetricTable>> + Send;
    /// Opens the recording at `address`, which a [`CallRecord`] named.
    fn recording(&self, address: &str) -> impl Future<Output = Result<Recording>> + Send;
    /// How far the vendor's clock is ahead of ours, in ms, as the last answer told it.
    fn calls_skew_ms(&self) -> Option<i64> {
        None
    }
    /// How the token stands.
    fn calls_token(&self) -> Option<TokenHealth>;
    /// How the token stands that an agent was given, where one is used beside the other.
    fn calls_agent_token(&self) -> Option<TokenHealth> {
        None
    }
    /// When its credential is accepted again.
    fn calls_recoveries(&self) -> Option<Recoveries> {
        None
    }
}
