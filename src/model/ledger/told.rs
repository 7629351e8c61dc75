//! How the ledger is told of calls.

use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::call::LedgerCall;
use super::target::ServiceTarget;
use crate::model::call::CallResult;
use crate::model::time::Stamp;

/// A day by the board's zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerDay {
    /// Its date.
    pub date: NaiveDate,
    /// Its first moment.
    pub from: Stamp,
    /// The first moment after it.
    pub to: Stamp,
}

impl LedgerDay {
    /// Whether `at` is on it.
    pub fn has(&self, at: Stamp) -> bool {
        at >= self.from && at < self.to
    }
}

/// How far the records reach.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extent {
    /// Whether every record that the vendor lists was read once.
    pub whole: bool,
    /// Until then: the calls that began since are there, where the vendor lists the newest first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Stamp>,
    /// How many records of the day the vendor counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
}

/// Inbound calls of one result that the vendor counts otherwise than it lists them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unlisted {
    /// How they ended; `None` for calls of any kind.
    pub result: Option<CallResult>,
    /// How many it counts.
    pub counted: u64,
    /// How many it lists.
    pub listed: u64,
}

/// Whether lost calls are held against later calls with the same number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Matching {
    /// It is not said: recordings of earlier versions.
    #[default]
    Unsaid,
    /// They are not; a setting in this section has it done.
    Off(Arc<str>),
    /// They are, and every lost call says what followed.
    On,
}

impl Matching {
    const fn is_unsaid(&self) -> bool {
        matches!(self, Self::Unsaid)
    }
}

/// What became known of today's calls.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CallNews {
    /// Which day it is about; another than before begins an empty ledger.
    pub day: LedgerDay,
    /// What the service level is measured by.
    pub target: ServiceTarget,
    /// Calls that are new, or other than they were.
    pub calls: Vec<LedgerCall>,
    /// How far the records reach now.
    pub extent: Extent,
    /// What the vendor counts otherwise than it lists.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unlisted: Vec<Unlisted>,
    /// Whether lost calls are held against later ones.
    #[serde(default, skip_serializing_if = "Matching::is_unsaid")]
    pub matching: Matching,
    /// When the newest of the records were asked for: no figure is younger.
    pub as_of: Stamp,
}
