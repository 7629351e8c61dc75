//! The vendors' words, and their translation into ours.
//!
//! One folder an API family: wire types, request building, signing, and the mapping wire → model. What leaves this
//! room is [`model`](crate::model) vocabulary and [`Error`]; what to ask when is the feed's business. The traits below
//! are the doors the feed knocks on, so that it can be tested without a network.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use chrono::NaiveDate;
use futures_util::Stream;

use crate::model::{
    Agent, AiAsked, AiChoices, AiRecord, AiStep, AiTotals, Changes, ChatAgent, ChatBy, ChatTotals, Metric, MetricTable,
    Problem, Reject, Scope, Stamp, Summary, TokenHealth,
};

mod beyond;
pub mod bots;
pub mod callbacks;
mod caller_hash;
mod calls;
mod cells;
pub mod checks;
pub mod hosts;
pub mod lenient;
mod parts;
pub mod platform;
pub mod problem;
pub mod questions;
pub mod seven_moor;
pub mod sign;
mod signing_clock;
pub mod sobot_call;
pub mod sobot_cn;
pub mod sobot_open;
pub mod sse;
mod token_cache;
mod urgency;
mod wipe;

pub use crate::http::{Error, ErrorKind, Result};
pub use platform::{ChatPlatform, Checkup, Platform, PlatformPlan, Quota, Untold, World};
pub use signing_clock::{Hints, Recoveries};
pub use urgency::Urgency;

pub use callbacks::{CallbacksApi, Pushed, Refusal, Signed};
pub use calls::{CallsApi, Numbers};

/// Random bits, injected: idempotency keys are made of them, and the key under which customers' numbers are hashed.
pub type Random = Arc<dyn Fn() -> u128 + Send + Sync>;

/// One page of a full message.
#[derive(Clone, Debug, PartialEq)]
pub struct FullPage {
    /// Page number, from 1.
    pub page: u32,
    /// Rows a page; what the vendor says, which may be less than was asked for.
    pub page_size: Option<u32>,
    /// Agents in all pages.
    pub total: Option<u64>,
    /// The centre's figures.
    pub summary: Summary,
    /// This page's agents.
    pub agents: Vec<Agent>,
    /// How many rows the page had: also those that could not be read, or are left out.
    pub sent: u32,
    /// Rows that could not be read as an agent (no id, not an object); an empty `{}` is not counted.
    pub rejects: Vec<Reject>,
    /// When the vendor made it, on its clock, where that is a plausible time.
    pub made: Option<Stamp>,
    /// The gateway's clock minus ours in ms, from the `Date` header of an answer.
    pub skew_ms: Option<i64>,
}

/// One decoded message of the agents stream.
#[derive(Clone, Debug, PartialEq)]
pub enum Message {
    /// The full message, or one page of it.
    Full(Box<FullPage>),
    /// Operations. Those that could not be understood are among its rejects.
    Changes(Changes),
    /// Not a message we know, or not readable at all.
    Rejected(Reject),
}

/// What comes out of an open agents stream.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// So many bytes arrived: a sign of life, whatever they mean.
    Bytes(usize),
    /// Nothing more is there to read, and a message has begun whose end has not come; or that is over.
    Within(bool),
    /// The server asks for this delay before a reconnect.
    Retry(Duration),
    /// A message.
    Message(Message),
    /// The page could be larger than the one that came: the stream is to be opened anew.
    Again,
}

/// An open agents stream. It ends when the server ends it; an error is its last item.
pub type Events = Pin<Box<dyn Stream<Item = Result<Event>> + Send>>;

/// An opened watch.
pub struct Watch {
    /// What comes out of it.
    pub events: Events,
    /// The gateway's clock minus ours in ms, from the `Date` header; accurate to about a second.
    pub skew_ms: Option<i64>,
}

/// The live agents API of a vendor.
pub trait AgentsApi: Send + Sync + 'static {
    /// Opens the stream of one page (from 1). Each call is a fresh attempt with a fresh idempotency key.
    fn watch(&self, page: u32) -> impl Future<Output = Result<Watch>> + Send;
    /// Asks once for one page (from 1).
    fn page(&self, page: u32) -> impl Future<Output = Result<FullPage>> + Send;
    /// Rows a page that are asked for now: once a page came, as many as the vendor gives.
    fn page_size(&self) -> u32;
    /// Throws the present token away, so that the next call gets a new one. Does nothing for a ready-made token
    /// except to answer [`ErrorKind::Settings`], since only the settings can give another.
    fn renew_token(&self) -> impl Future<Output = Result<()>> + Send;
    /// When its credential is accepted again.
    fn agents_recoveries(&self) -> Option<Recoveries> {
        None
    }
    /// How the settings narrow it, and what is looked up beside it.
    fn agents_scope(&self) -> Option<Arc<Scope>> {
        None
    }
}

/// Lets calls through at the rate the tenant is allowed. Every request of a rate-limited family passes it, token
/// requests included.
pub trait Gate: Send + Sync + 'static {
    /// Waits for a place.
    fn pass(&self, urgency: Urgency) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;
    /// The vendor says that it was too much: nothing passes for `pause`.
    fn pause(&self, pause: Duration);
}

/// What came over the wire so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wire {
    /// Bytes of answers, unpacked.
    pub bytes: u64,
    /// The gateway's clock minus ours in ms, from the last `Date` header; accurate to about a second.
    pub skew_ms: Option<i64>,
    /// By how many ms signatures are corrected, where one was accepted.
    pub signed_ms: Option<i64>,
}

/// Whether a page with so many rows is full: of `asked` rows, or of as many as the vendor says it puts on one.
pub(crate) fn is_full(sent: u64, asked: u32, echoed: Option<u64>) -> bool {
    sent > 0 && sent >= echoed.filter(|size| *size > 0).map_or(u64::from(asked), |size| size.min(u64::from(asked)))
}

/// One page of today's chat workload.
#[derive(Clone, Debug, PartialEq)]
pub struct ChatPage {
    /// The rows.
    pub rows: Vec<ChatAgent>,
    /// Rows in all pages.
    pub total: Option<u64>,
    /// How many pages there are.
    pub pages: Option<u32>,
    /// What was left out of it.
    pub left_out: Option<Problem>,
    /// How many rows the page had, also those that could not be read.
    pub sent: u64,
    /// Whether that is as many as were asked for, or as the vendor puts on a page.
    pub full: bool,
}

/// The chat statistics of a vendor.
pub trait ChatApi: Send + Sync + 'static {
    /// What to call the vendor on screen, where several may stand beside each other.
    fn chat_vendor(&self) -> Option<&'static str> {
        None
    }
    /// One page (from 1) of the workload of `day` in the site's zone, split as the settings say.
    fn chat_page(&self, day: NaiveDate, page: u32, urgency: Urgency) -> impl Future<Output = Result<ChatPage>> + Send;
    /// What the cells of the rows are.
    fn chat_metrics(&self) -> Vec<Metric> {
        Vec::new()
    }
    /// How [`ChatApi::chat_page`] splits the rows.
    fn chat_by(&self) -> Option<ChatBy> {
        None
    }
    /// What came over the wire for chat statistics since start.
    fn chat_wire(&self) -> Wire {
        Wire::default()
    }
    /// When its credential is accepted again.
    fn chat_recoveries(&self) -> Option<Recoveries> {
        None
    }
    /// How the settings narrow it.
    fn chat_scope(&self) -> Option<Arc<Scope>> {
        None
    }
}

/// A day of the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DaySpan {
    /// Its date.
    pub date: NaiveDate,
    /// Its first moment.
    pub from: Stamp,
    /// The first moment after it.
    pub to: Stamp,
}

/// One page of a long list.
#[derive(Clone, Debug, PartialEq)]
pub struct ListPage<T> {
    /// The rows, in the vendor's order.
    pub rows: Vec<T>,
    /// Rows in all pages.
    pub total: Option<u64>,
    /// Rows a page; what the vendor says, which may be less than was asked for.
    pub page_size: Option<u32>,
    /// How many rows the page had, also those that could not be read.
    pub sent: u64,
    /// Whether that is as many as were asked for, or as the vendor puts on a page.
    pub full: bool,
    /// How many rows in all pages are left out on purpose, counted in the total: none of them is among the rows.
    pub hidden: u64,
    /// Bytes of the answer, unpacked.
    pub bytes: u64,
}

/// The sound of a call, as it comes.
pub struct Recording {
    /// Its bytes; an error is its last item.
    pub bytes: crate::http::ByteStream,
    /// How many there will be, where the vendor says.
    pub length: Option<u64>,
}

/// What a vendor keeps of AI sessions, and other cuts of the chat workload: looked up when a person asks.
pub trait SessionsApi: Send + Sync + 'static {
    /// The section of the settings that it takes.
    const SECTION: &'static str;
    /// One page (from 1) of `rows` (1 to 100) of the sessions of `day` in the site's zone.
    fn sessions_page(
        &self,
        day: NaiveDate,
        asked: &AiAsked,
        page: u32,
        rows: u32,
        urgency: Urgency,
    ) -> impl Future<Output = Result<ListPage<AiRecord>>> + Send;
    /// The names behind ids. A list that cannot be had is named in the answer and costs only itself; an error means
    /// that none could.
    fn choices(&self, day: NaiveDate, urgency: Urgency) -> impl Future<Output = Result<AiChoices>> + Send;
    /// One page (from 1) of the chat workload, split in a way of one's own.
    fn workload_page(
        &self,
        day: NaiveDate,
        by: ChatBy,
        page: u32,
        urgency: Urgency,
    ) -> impl Future<Output = Result<ChatPage>> + Send;
    /// What the cells of the workload's rows are.
    fn workload_metrics(&self) -> Vec<Metric>;
    /// How the token stands.
    fn sessions_token(&self) -> Option<TokenHealth>;
    /// When its credential is accepted again.
    fn sessions_recoveries(&self) -> Option<Recoveries> {
        None
    }
}

/// Which AI sessions to count.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AiFilter {
    /// All of the day.
    All,
    /// Those of one step.
    Step(AiStep),
    /// Those that reached an agent for this reason (the vendor's key).
    HandedFor(String),
    /// Those of this robot (the vendor's id).
    Robot(String),
    /// Those from this channel (the vendor's key).
    Channel(String),
}

/// The answer to a counting query.
#[derive(Clone, Debug, PartialEq)]
pub struct AiPage {
    /// How many sessions match.
    pub total: Option<u64>,
    /// The newest of them, as many as were asked for.
    pub records: Vec<AiSeen>,
    /// What was left out of it.
    pub left_out: Option<Problem>,
}

/// A record, with the vendor's keys by which sessions can be counted.
#[derive(Clone, Debug, PartialEq)]
pub struct AiSeen {
    /// The record in our words.
    pub record: AiRecord,
    /// Key for [`AiFilter::Robot`].
    pub robot_key: Option<String>,
    /// Key for [`AiFilter::Channel`].
    pub channel_key: Option<String>,
    /// Key for [`AiFilter::HandedFor`], of sessions that were handed over.
    pub reason_key: Option<String>,
}

/// A key and what to call it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The vendor's key.
    pub key: String,
    /// What to call it on screen.
    pub label: String,
}

/// The AI records of a vendor.
pub trait AiApi: Send + Sync + 'static {
    /// Counts sessions of `day` in the site's zone; brings the newest `rows` (1 to 100) along.
    fn ai_page(
        &self,
        day: NaiveDate,
        filter: &AiFilter,
        rows: u32,
        urgency: Urgency,
    ) -> impl Future<Output = Result<AiPage>> + Send;
    /// The robots of the tenant.
    fn robots(&self, urgency: Urgency) -> impl Future<Output = Result<Vec<Named>>> + Send;
    /// What came over the wire for AI records since start.
    fn ai_wire(&self) -> Wire {
        Wire::default()
    }
    /// When its credential is accepted again.
    fn ai_recoveries(&self) -> Option<Recoveries> {
        None
    }
    /// How the settings narrow it.
    fn ai_scope(&self) -> Option<Arc<Scope>> {
        None
    }
    /// What to call a reason or a channel; the key itself where no document names it.
    fn label(&self, filter: &AiFilter) -> String;
}

/// Today's chats, as one platform counts them: whatever of it that platform has.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ChatCut {
    /// Totals of the chats with people; only those that mean the same with every vendor.
    pub totals: ChatTotals,
    /// Totals of the robots' sessions, likewise; `None` where the vendor says nothing about robots.
    pub ai: Option<AiTotals>,
    /// The figures of all chats: one row for today, one for yesterday, keyed by their dates (`yyyy-mm-dd`). The columns are in
    /// the groups `sessions`, `robot`, `people` and `satisfaction`. Two days make no total.
    pub figures: Option<MetricTable>,
    /// What the cells of the agents are.
    pub metrics: Vec<Metric>,
    /// One row an agent.
    pub agents: Vec<ChatAgent>,
    /// Today by half hours: the rows say when they begin.
    pub trend: Option<MetricTable>,
    /// Why parts could not be had; their figures are unknown.
    pub missing: Vec<Problem>,
    /// How many of them are of today.
    pub lost: usize,
}

/// A platform that tells of all chats at once.
pub trait ChatPlatformApi: Send + Sync + 'static {
    /// What to call the vendor on screen.
    fn name(&self) -> &'static str;
    /// The chats of `today`, with the figures of `yesterday` beside them where the vendor has such. A part that cannot
    /// be had costs only itself and is named in the answer; an error means that none could.
    fn platform_chats(
        &self,
        today: DaySpan,
        yesterday: DaySpan,
        urgency: Urgency,
    ) -> impl Future<Output = Result<ChatCut>> + Send;
    /// How the token stands; `None` for a vendor that has none, or before one was asked for.
    fn token(&self) -> Option<TokenHealth>;
    /// What came over the wire since start.
    fn platform_wire(&self) -> Wire {
        Wire::default()
    }
    /// How the settings narrow it.
    fn platform_scope(&self) -> Option<Arc<Scope>> {
        None
    }
}
