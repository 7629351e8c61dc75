//! What is known beside the calls in progress.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::check::Check;
use super::menu::Menus;
use crate::model::time::Stamp;

/// Counts since start, and what a reader needs to judge what comes later.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Past {
    /// When an event of a call was last heard, on our clock.
    pub heard: Option<Stamp>,
    /// Events heard.
    pub events: u64,
    /// Calls whose end no event told: a record did, or silence.
    pub ended_unseen: u64,
    /// Events of calls that were over.
    pub late: u64,
    /// Events that name no call, as that of a failure at an agent who has none. They are no sign that events of calls come.
    pub astray: u64,
    /// Calls and parties for which there was no room.
    pub beyond: u64,
    /// Inbound calls that ended.
    pub inbound_ended: u64,
    /// So many inbound calls in a row were seen from their beginning to their end without a gap.
    pub whole_in_a_row: u64,
    /// So many were not, since [`WHOLE_ENOUGH`](super::check::WHOLE_ENOUGH) in a row were seen whole last.
    pub not_whole: u64,
    /// When the first of these was last heard of, on our clock.
    pub not_whole_since: Option<Stamp>,
    /// Whether a bot or an outside number ever took part in a call.
    pub elsewhere_told: bool,
    /// What is known of the menus of our numbers.
    pub menus: Menus,
    /// How events and stream have agreed.
    pub check: Check,
    /// The calls that ended last, newest last: a late event does not bring them back.
    pub ended: Vec<Arc<str>>,
}
