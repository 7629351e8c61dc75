//! The rows and columns of a list, without what a person chose about it.

use std::borrow::Cow;

use super::value::{Notation, Value};
use crate::lang::Language;
use crate::model::story::Went;
use crate::model::{AgentId, AiField, CallsAsked, CallsOf, ChatBy, Listed, ReportOf, SourceId, Stamp, Tag};

/// Which list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ListId {
    /// The agents of the board.
    Agents,
    /// Today's calls.
    Calls,
    /// Those of today's calls that a figure, or a row of a report, counts.
    CallsOf,
    /// Callers of lost calls without a later contact.
    StillLost,
    /// Calls in progress.
    LiveCalls,
    /// What callers without an agent are counted from.
    NoAgentYet,
    /// One agent's calls of today.
    AgentCalls,
    /// Legs of a call.
    Legs,
    /// Chat workload.
    Chat(ChatBy),
    /// Skill groups of the chat workload.
    ChatGroups,
    /// Vendors of chats beside each other.
    Vendors,
    /// A vendor's figures of today and yesterday.
    PlatformFigures(Tag),
    /// A vendor's agents.
    PlatformAgents(Tag),
    /// A vendor's half hours of today.
    PlatformTrend(Tag),
    /// AI sessions.
    AiRecords,
    /// AI sessions by robot, channel or reason.
    AiGroups(AiField),
    /// A report.
    Report(ReportOf),
    /// Figures of today's calls.
    CallsBy(CallsBy),
    /// Bot probes.
    Probes,
    /// Runs of a bot probe.
    ProbeRuns,
    /// Operations that were rejected.
    Rejected,
    /// Notes.
    Notes,
    /// Several sites.
    Sites,
    /// What happened.
    Timeline,
}

/// What today's calls are told apart by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CallsBy {
    /// Our number at which the customer called.
    Relay,
    /// The department of the agent who answered first.
    Department,
    /// Where they were routed first.
    Route,
}

/// One column of a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// What filters, exports and choices name it by: no blanks.
    pub key: Cow<'static, str>,
    /// Its heading in English, or in the language of the screen already: it is translated when it is drawn.
    pub title: Cow<'static, str>,
    /// Which columns it belongs to, for the choice of columns; empty where that says nothing.
    pub group: Cow<'static, str>,
    /// Cells it takes. The first column is pinned, and grows into what room is left.
    pub width: u16,
    /// Whether figures stand at its right edge.
    pub right: bool,
    /// Whether it is shown by default.
    pub shown: bool,
}

impl Column {
    /// A column of words.
    pub const fn left(key: &'static str, title: &'static str, width: u16) -> Self {
        Self {
            key: Cow::Borrowed(key),
            title: Cow::Borrowed(title),
            group: Cow::Borrowed(""),
            width,
            right: false,
            shown: true,
        }
    }

    /// A column of figures.
    pub const fn right(key: &'static str, title: &'static str, width: u16) -> Self {
        let mut column = Self::left(key, title, width);
        column.right = true;
        column
    }

    /// The same column, not shown until it is chosen.
    #[must_use]
    pub const fn hidden(mut self) -> Self {
        self.shown = false;
        self
    }
}

/// What opening a row leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opens {
    /// An agent's page.
    Agent(AgentId),
    /// A call's page.
    Call(String),
    /// The page of a call in progress.
    LiveCall(String),
    /// An AI session's page.
    AiRecord(String),
    /// A bot probe's page, by its name.
    Probe(String),
    /// Today's calls, those asked for only.
    Calls(Box<CallsAsked>),
    /// Those of today's calls that have this in common, by their records; `None`: those of which the records do not tell it.
    CallsBy(CallsBy, Option<String>),
    /// Today's AI sessions, with this key of this field chosen.
    AiRecords(AiField, String),
    /// What one vendor tells of today's chats.
    Chats(SourceId),
    /// One of several sites, by its place.
    Site(usize),
    /// The agents who have an inbound call.
    AtAgents,
    /// Today's calls that a figure counts.
    CallsOf(CallsOf),
    /// Calls as they happen.
    LiveCalls,
    /// The agents who are now where many went.
    Went(Went),
    /// Today's AI sessions.
    Ai,
    /// How the sources stand.
    Health,
    /// A moment of the recording that is shown.
    Moment(Stamp),
    /// A sentence: why there is nothing to open.
    Nothing(String),
}

/// Rows and columns to look at.
pub trait Sheet {
    /// Which list it is.
    fn id(&self) -> ListId;
    /// All columns there are, the pinned one first.
    fn columns(&self) -> Cow<'_, [Column]>;
    /// How many rows there are, before any filter.
    fn rows(&self) -> usize;
    /// What a row is told from others by, however the list moves.
    fn key(&self, row: usize) -> Cow<'_, str>;
    /// What stands in a cell, words in `language`. Columns are counted as in [`Sheet::columns`].
    fn value(&self, language: Language, row: usize, column: usize) -> Value<'_>;
    /// The cell in words: what filters look at, and what a file holds where it is words.
    fn written(&self, notation: Notation, row: usize, column: usize) -> String {
        self.value(notation.language, row, column).written(notation)
    }
    /// The words of the model that the cells of a column have, in English; none where they have others.
    fn words(&self, _column: usize) -> Vec<&'static str> {
        Vec::new()
    }
    /// Totals under the rows: one cell for each column, the pinned one's says what they are. They are of all rows,
    /// whatever the filter.
    fn totals(&self, _language: Language) -> Option<Vec<Value<'_>>> {
        None
    }
    /// Whether the rows are measured in units of their own: then a file says each row's.
    fn mixed(&self) -> bool {
        false
    }
    /// The order by default: column and whether it is turned round.
    fn natural(&self) -> Option<(usize, bool)> {
        None
    }
    /// Changes whenever the rows do.
    fn stamp(&self) -> u64;
    /// The rows that came or changed since its stamp was this, where that is known: else any row may have.
    fn changed(&self, _since: u64) -> Option<Vec<usize>> {
        None
    }
    /// Tells what is listed from what else the same list may show: stamps of the one say nothing of the other.
    fn listed(&self) -> u64 {
        0
    }
    /// What opening a row leads to.
    fn open(&self, language: Language, row: usize) -> Option<Opens>;
    /// What a file with it is called.
    fn name(&self) -> String;
}

/// Position of a listed row's key, for sheets over parts.
pub fn listed_key<T: Listed>(rows: &[T], row: usize) -> Cow<'_, str> {
    rows.get(row).map_or(Cow::Borrowed(""), |row| Cow::Borrowed(row.id()))
}
