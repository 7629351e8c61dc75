//! A vendor that is never asked.

use chrono::NaiveDate;

use crate::model::{
    AgentId, AiAsked, AiChoices, AiRecord, CallDetail, CallRecord, CallsAsked, ChatBy, Metric, MetricTable,
    ReportAsked, StateSpan, TokenHealth,
};
use crate::platforms::{
    CallsApi, ChatPage, DaySpan, Error, ErrorKind, ListPage, Numbers, Recording, Result, SessionsApi, Urgency,
};

pub struct Absent;

fn never<T>() -> Result<T> {
    Err(Error::new(ErrorKind::Settings, "no vendor is there"))
}

impl CallsApi for Absent {
    const SECTION: &'static str = "voice";

    async fn calls_page(&self, _: DaySpan, _: &CallsAsked, _: u32, _: Numbers) -> Result<ListPage<CallRecord>> {
        never()
    }
    async fn records_page(&self, _: DaySpan, _: &CallsAsked, _: u32, _: u32) -> Result<ListPage<CallRecord>> {
        never()
    }
    async fn call(&self, _: &str, _: Numbers) -> Result<CallDetail> {
        never()
    }
    async fn history_page(&self, _: DaySpan, _: &AgentId, _: u32) -> Result<ListPage<StateSpan>> {
        never()
    }
    async fn report(&self, _: DaySpan, _: &ReportAsked) -> Result<MetricTable> {
        never()
    }
    async fn recording(&self, _: &str) -> Result<Recording> {
        never()
    }
    fn calls_token(&self) -> Option<TokenHealth> {
        None
    }
}

impl SessionsApi for Absent {
    const SECTION: &'static str = "desk";

    async fn sessions_page(&self, _: NaiveDate, _: &AiAsked, _: u32, _: u32, _: Urgency) -> Result<ListPage<AiRecord>> {
        never()
    }
    async fn choices(&self, _: NaiveDate, _: Urgency) -> Result<AiChoices> {
        never()
    }
    async fn workload_page(&self, _: NaiveDate, _: ChatBy, _: u32, _: Urgency) -> Result<ChatPage> {
        never()
    }
    fn workload_metrics(&self) -> Vec<Metric> {
        Vec::new()
    }
    fn sessions_token(&self) -> Option<TokenHealth> {
        None
    }
}
