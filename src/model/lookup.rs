//! What a person may look up beyond the live board, and what was found: each [`Lookup`] is a question, each
//! [`Finding`] an answer or a part of one, and the [`Shelf`] keeps them with their age.
//!
//! Questions are values: a screen says which of them it needs, the feed asks those that are missing or old, and what
//! comes back reaches the board as an [`Update`](super::Update) like everything else.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::agent::AgentId;
use super::ai::{AiAsked, AiChoices, AiRecord, AiTotals};
use super::call::{CallDetail, CallRecord, CallsAsked, StateSpan};
use super::chat::{ChatBy, ChatDay};
use super::health::Health;
use super::metric::MetricTable;
use super::problem::Problem;
use super::time::Stamp;
use crate::model::sort;

mod shelf;

pub use shelf::{SHELF_MAX, Shelf, Shelved};

/// A day, counted from the site's today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Day {
    /// Today.
    Today,
    /// The day before.
    Yesterday,
    /// The same day of the week before.
    WeekAgo,
}

/// What a report is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportOf {
    /// Relay numbers by half hours: a row for each half hour and number.
    HalfHours,
    /// Relay numbers: a row each.
    Relays,
    /// Departments, inbound calls.
    DepartmentsInbound,
    /// Departments, outbound calls.
    DepartmentsOutbound,
    /// Agents, inbound calls.
    AgentsInbound,
    /// Agents, outbound calls.
    AgentsOutbound,
    /// Agents, time in each state.
    AgentsWork,
}

impl ReportOf {
    /// All of them, in display order.
    pub const ALL: [Self; 7] = [
        Self::HalfHours,
        Self::Relays,
        Self::DepartmentsInbound,
        Self::DepartmentsOutbound,
        Self::AgentsInbound,
        Self::AgentsOutbound,
        Self::AgentsWork,
    ];

    /// What to call it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::HalfHours => "Half hours",
            Self::Relays => "Relay numbers",
            Self::DepartmentsInbound => "Departments, inbound",
            Self::DepartmentsOutbound => "Departments, outbound",
            Self::AgentsInbound => "Agents, inbound",
            Self::AgentsOutbound => "Agents, outbound",
            Self::AgentsWork => "Agents, work states",
        }
    }
}

/// Which report is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ReportAsked {
    /// About what.
    pub of: ReportOf,
    /// Of which day.
    pub day: Day,
    /// Of this agent only; all agents without. Only the agents' reports know agents.
    pub agent: Option<AgentId>,
}

/// A question.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lookup {
    /// Today's calls, newest first.
    Calls(CallsAsked),
    /// One call and its legs, by the call's id.
    Call(String),
    /// An agent's states of today.
    History(AgentId),
    /// A report.
    Report(ReportAsked),
    /// Today's chat workload, split this way.
    Chat(ChatBy),
    /// Today's AI sessions, newest first.
    AiRecords(AiAsked),
    /// How many of today's AI sessions got how far.
    AiFunnel(AiAsked),
    /// The names behind ids, and what AI sessions can be filtered by.
    AiChoices,
    /// How tokens, budgets and queues stand.
    Health,
}

impl Lookup {
    /// Whether a customer's number may be in the answer, masked or not.
    pub const fn has_numbers(&self) -> bool {
        matches!(self, Self::Calls(_) | Self::Call(_))
    }
}

/// A question that something on screen needs answered now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Want {
    /// The question.
    pub lookup: Lookup,
    /// How many rows of a long list are needed, from its beginning; `usize::MAX` for all of them. Questions without
    /// rows ignore it.
    pub rows: usize,
    /// Whether customers' numbers are looked at unmasked. Questions whose answers carry none ignore it.
    pub plain: bool,
    /// Whether it only goes with what a person asked for, as the count of each group does: it never makes what was asked
    /// for, or the headline figures, wait.
    pub beside: bool,
}

impl Want {
    /// All there is to `lookup`, which a person asked for.
    pub const fn all(lookup: Lookup) -> Self {
        Self { lookup, rows: usize::MAX, plain: false, beside: false }
    }

    /// All there is to `lookup`, beside what a person asked for.
    pub const fn beside(lookup: Lookup) -> Self {
        Self { lookup, rows: usize::MAX, plain: false, beside: true }
    }
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// What went wrong, with the vendor's words.
    #[serde(rename = "sentence")]
    pub problem: Problem,
    /// Whether the tenant may not ask this, or asked wrongly.
    pub refused: bool,
    /// When it is asked again, on our clock; `None`: not before a person asks.
    pub again: Option<Stamp>,
    /// Whether there is nothing that could be asked: it is not configured, or not in the recording that is shown.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub absent: bool,
}

/// What became of a question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Found {
    /// The question.
    pub lookup: Lookup,
    /// What became of it.
    pub finding: Finding,
}

/// An answer, a part of one, or why there is none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// It has been asked, and waits for its answer or its place in the budget.
    Asking,
    /// It is no longer waited for; what is there stays.
    Left,
    /// An answer.
    Data(Box<Data>),
    /// No answer; what is there stays.
    Failed(Failure),
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(clippy::large_enum_variant, reason = "it stands boxed in a finding, and alone on the shelf")]
pub enum Data {
    /// To [`Lookup::Calls`]: merged with the calls that are there, by id.
    Calls(Part<CallRecord>),
    /// To [`Lookup::Call`].
    Call(CallDetail),
    /// To [`Lookup::History`]: oldest first, all of the day so far.
    History(Vec<StateSpan>),
    /// To [`Lookup::Report`].
    Report(MetricTable),
    /// To [`Lookup::Chat`].
    Chat(ChatDay),
    /// To [`Lookup::AiRecords`]: merged with the records that are there, by id.
    AiRecords(Part<AiRecord>),
    /// To [`Lookup::AiFunnel`].
    AiFunnel(AiTotals),
    /// To [`Lookup::AiChoices`].
    AiChoices(AiChoices),
    /// To [`Lookup::Health`].
    Health(Health),
}

/// Some rows of a long list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Part<T> {
    /// The day they are of, in the site's zone: rows of another day are thrown away.
    pub day: NaiveDate,
    /// The rows, in any order; a row that is there already is replaced.
    pub rows: Vec<T>,
    /// How many rows there are in all.
    pub total: Option<u64>,
    /// Whether the list holds all there are once these are in.
    pub complete: bool,
    /// When the oldest page that makes up the list was received.
    pub as_of: Stamp,
}

/// A list that came in parts, newest first.
#[derive(Clone, Debug, PartialEq)]
pub struct Rows<T> {
    /// The day they are of.
    pub day: NaiveDate,
    /// The rows, newest first.
    pub rows: Vec<T>,
    /// How many there are in all.
    pub total: Option<u64>,
    /// Whether all of them are here.
    pub complete: bool,
    held: BTreeMap<String, KnownRow>,
    /// How many parts were taken in.
    parts: u64,
}

/// What is known of a row by its id.
#[derive(Clone, Copy, Debug, PartialEq)]
struct KnownRow {
    began: Option<Stamp>,
    /// The part that brought it last.
    part: u64,
}

/// A row of a list that comes in parts.
pub trait Listed {
    /// Its id.
    fn id(&self) -> &str;
    /// When it began.
    fn began(&self) -> Option<Stamp>;
}

impl Listed for CallRecord {
    fn id(&self) -> &str {
        &self.id
    }
    fn began(&self) -> Option<Stamp> {
        self.started
    }
}

impl Listed for AiRecord {
    fn id(&self) -> &str {
        &self.id
    }
    fn began(&self) -> Option<Stamp> {
        self.started
    }
}

impl<T: Listed> Rows<T> {
    /// An empty list of `day`.
    pub const fn new(day: NaiveDate) -> Self {
        Self { day, rows: Vec::new(), total: None, complete: false, held: BTreeMap::new(), parts: 0 }
    }

    /// Takes a part in. Rows of another day give way.
    pub fn merge(&mut self, part: Part<T>) {
        if part.day != self.day {
            *self = Self { parts: self.parts, ..Self::new(part.day) };
        }
        self.parts += 1;
        let mut fresh = Vec::with_capacity(part.rows.len());
        for row in part.rows {
            let held = KnownRow { began: row.began(), part: self.parts };
            match self.held.insert(row.id().to_owned(), held).map(|before| before.began) {
                None => fresh.push(row),
                Some(before) if before == row.began() => match self.find(row.id(), before) {
                    Some(at) => self.replace(at, row),
                    // It stands twice in this very part.
                    None => replace_in(&mut fresh, row),
                },
                Some(_) => {
                    self.rows.retain(|held| held.id() != row.id());
                    fresh.retain(|held: &T| held.id() != row.id());
                    fresh.push(row);
                }
            }
        }
        if !fresh.is_empty() {
            self.rows.append(&mut fresh);
            // Mostly sorted already: a part continues the list at one of its ends.
            sort::by(&mut self.rows, |a, b| b.began().cmp(&a.began()).then_with(|| a.id().cmp(b.id())));
        }
        self.total = part.total;
        self.complete = part.complete;
    }

    /// Position of a row.
    pub fn position(&self, id: &str) -> Option<usize> {
        self.find(id, self.held.get(id)?.began)
    }

    /// Positions of the rows that the last `parts` parts brought, new or once more.
    pub(super) fn latest(&self, parts: u64) -> Vec<usize> {
        let before = self.parts.saturating_sub(parts);
        let latest = self.held.iter().filter(|(_, held)| held.part > before);
        latest.filter_map(|(id, held)| self.find(id, held.began)).collect()
    }

    fn find(&self, id: &str, began: Option<Stamp>) -> Option<usize> {
        let at = self.rows.binary_search_by(|row| began.cmp(&row.began()).then_with(|| row.id().cmp(id)));
        at.ok()
    }

    fn replace(&mut self, at: usize, row: T) {
        if let Some(held) = self.rows.get_mut(at) {
            *held = row;
        }
    }
}

fn replace_in<T: Listed>(rows: &mut [T], row: T) {
    if let Some(held) = rows.iter_mut().find(|held| held.id() == row.id()) {
        *held = row;
    }
}

#[cfg(test)]
mod tests;
