//! Today's chats: who had how many, how fast, how well.

use std::borrow::Borrow;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::extra::Extra;
use super::metric::{Cell, Metric};
use super::share::share;
use super::time::Stamp;

/// By what a chat workload row stands for an agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChatBy {
    /// A row an agent, by department.
    Department,
    /// A row for each of an agent's skill groups.
    SkillGroup,
}

/// Today's chat workload, complete: all pages of one poll.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ChatDay {
    /// When the oldest page of it was received.
    pub as_of: Stamp,
    /// How many rows the vendor says there are; more than `rows` when a page could not be had.
    pub expected: Option<u64>,
    /// All rows together.
    pub totals: ChatTotals,
    /// What a row stands for, where the vendor can split them in more than one way.
    #[serde(default)]
    pub by: Option<ChatBy>,
    /// What the cells of the rows are, in groups.
    #[serde(default)]
    pub metrics: Vec<Metric>,
    /// One row an agent (and skill group, where the vendor splits them). Shared with the reader who asked for them: there are
    /// thousands with sixty figures each, and all but one page are told again unchanged.
    pub rows: Vec<Arc<ChatAgent>>,
}

impl ChatDay {
    /// Builds a day from its rows and sums them.
    pub fn new(as_of: Stamp, expected: Option<u64>, rows: Vec<ChatAgent>) -> Self {
        Self::shared(as_of, expected, rows.into_iter().map(Arc::new).collect())
    }

    /// The same from rows that another reader has as well.
    pub fn shared(as_of: Stamp, expected: Option<u64>, rows: Vec<Arc<ChatAgent>>) -> Self {
        // Rows that the vendor counts and that are not there have no known sum.
        let lacks_all = rows.is_empty() && expected.is_some_and(|expected| expected > 0);
        let totals = if lacks_all { ChatTotals::default() } else { ChatTotals::of(&rows) };
        Self { as_of, expected, totals, by: None, metrics: Vec::new(), rows }
    }
}

/// One agent's chats of today.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ChatAgent {
    /// The vendor's id of the person; may or may not be the id of the voice agent.
    pub id: String,
    /// Nickname.
    pub name: Option<String>,
    /// Skill group.
    pub group: Option<String>,
    /// Chats with a person.
    pub chats: Option<u64>,
    /// Chats in which both sides spoke.
    pub valid: Option<u64>,
    /// Chats without an answer.
    pub unanswered: Option<u64>,
    /// Valid chats this agent received and answered: the weight of the averages below.
    pub received: Option<u64>,
    /// Average time to the first reply, in ms.
    pub first_reply_ms: Option<f64>,
    /// Average time to a reply, in ms.
    pub reply_ms: Option<f64>,
    /// Average length of a chat, in ms.
    pub session_ms: Option<f64>,
    /// Chats rated good.
    pub good: Option<u64>,
    /// Chats rated in the middle.
    pub middle: Option<u64>,
    /// Chats rated bad.
    pub bad: Option<u64>,
    /// Every figure the vendor's document names: one cell for each of the day's metrics.
    #[serde(default)]
    pub cells: Vec<Cell>,
    /// Everything else the vendor sent, under its own names.
    pub extra: Extra,
}

/// Sums over all agents; over none they are 0. `None` where no row says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ChatTotals {
    /// Chats with a person.
    pub chats: Option<u64>,
    /// Valid chats.
    pub valid: Option<u64>,
    /// Chats without an answer.
    pub unanswered: Option<u64>,
    /// Average time to the first reply, in ms, weighted by the chats each agent received.
    pub first_reply_ms: Option<f64>,
    /// Average time to a reply, in ms, weighted alike.
    pub reply_ms: Option<f64>,
    /// Chats rated good.
    pub good: Option<u64>,
    /// Chats rated at all.
    pub rated: Option<u64>,
    /// Chats that waited in the queue for an agent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queued: Option<u64>,
    /// Those of them that the customer left before an agent came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gave_up: Option<u64>,
    /// Sessions that the vendor calls lost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lost: Option<u64>,
}

impl ChatTotals {
    /// Sums `rows`.
    pub fn of(rows: &[impl Borrow<ChatAgent>]) -> Self {
        let nothing = rows.is_empty().then_some(0);
        let sum = |pick: fn(&ChatAgent) -> Option<u64>| total(rows.iter().map(Borrow::borrow).map(pick)).or(nothing);
        Self {
            chats: sum(|row| row.chats),
            valid: sum(|row| row.valid),
            unanswered: sum(|row| row.unanswered),
            first_reply_ms: weighted(rows, |row| row.first_reply_ms),
            reply_ms: weighted(rows, |row| row.reply_ms),
            good: sum(|row| row.good),
            rated: total([sum(|row| row.good), sum(|row| row.middle), sum(|row| row.bad)].into_iter()),
            ..Self::default()
        }
    }

    /// Valid chats as a share of all, 0 to 1.
    pub fn valid_share(&self) -> Option<f64> {
        share(self.valid, self.chats)
    }

    /// Good ratings as a share of all ratings, 0 to 1.
    pub fn good_share(&self) -> Option<f64> {
        share(self.good, self.rated)
    }
}

fn total(values: impl Iterator<Item = Option<u64>>) -> Option<u64> {
    values.fold(None, |sum, value| match (sum, value) {
        (None, None) => None,
        (sum, value) => Some(sum.unwrap_or(0).saturating_add(value.unwrap_or(0))),
    })
}

/// An agent without a single received chat has no average to weigh in: vendors print 0 there.
fn weighted(rows: &[impl Borrow<ChatAgent>], pick: fn(&ChatAgent) -> Option<f64>) -> Option<f64> {
    let (sum, weight) =
        rows.iter().map(Borrow::borrow).fold((0.0, 0.0), |(sum, weight), row| match (pick(row), row.received) {
            (Some(value), Some(received)) if received > 0 => (sum + value * received as f64, weight + received as f64),
            _ => (sum, weight),
        });
    (weight > 0.0).then(|| sum / weight)
}

#[cfg(test)]
mod tests;
