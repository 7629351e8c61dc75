//! What a snapshot is printed from.

use chrono::SecondsFormat;

use crate::model::{Board, Limits, Stamp};

/// What is printed, and by which clock.
#[derive(Clone, Copy)]
pub struct Page<'a> {
    /// The board.
    pub board: &'a Board,
    /// The present moment.
    pub now: Stamp,
    /// Name of the site.
    pub site: &'a str,
    /// Zone of the site.
    pub zone: chrono_tz::Tz,
    /// Limits: how old is stale.
    pub limits: &'a Limits,
    /// A sentence for each part that is not all there.
    pub lacking: &'a [String],
}

/// RFC 3339 in the site's zone, with milliseconds.
pub(super) fn moment(page: &Page<'_>, at: Stamp) -> Option<String> {
    at.in_zone(&page.zone).map(|at| at.to_rfc3339_opts(SecondsFormat::Millis, false))
}
