//! Questions about call records.

use tokio::time::Instant;

use crate::model::{CallResult, CallsAsked, Stamp};

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Question {
    pub(in super::super) what: Asked,
    pub(in super::super) filter: CallsAsked,
    /// From 1.
    pub(in super::super) page: u32,
    /// Rows a page.
    pub(in super::super) rows: u32,
    /// Only calls that began then or later; the whole day where `None`.
    pub(in super::super) since: Option<Stamp>,
    /// Only calls that began before; the whole day where `None`.
    pub(in super::super) until: Option<Stamp>,
}

/// What for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Asked {
    /// A page of a reading from the newest record back.
    Reading,
    /// The newest records.
    Newest,
    /// A part of the day in which some may be missing: how many there are, or a page of them.
    Search,
    /// How many calls ended so; so many were known before.
    Count(CallResult, u64),
}

/// What to do next.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super) enum Next {
    Ask(Question),
    Wait(Instant),
}

/// When an answer came, and when its question was asked.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Told {
    pub(in super::super) now: Instant,
    pub(in super::super) asked: Instant,
    /// The same on the wall clock.
    pub(in super::super) asked_at: Stamp,
}
