//! Moments and the injected clock.

use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, Offset, SecondsFormat};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::zone::Zone;

/// A clock that its owner hands in: gives the present moment. Tests hand in one that stands still.
pub type Clock = Arc<dyn Fn() -> Stamp + Send + Sync>;

/// A moment: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Stamp(pub i64);

impl Stamp {
    /// Milliseconds since the epoch.
    pub const fn ms(self) -> i64 {
        self.0
    }

    /// Milliseconds from `earlier` to this moment; negative when `earlier` is later.
    pub const fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// The moment `ms` milliseconds later (earlier when negative).
    #[must_use]
    pub const fn plus(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// RFC 3339 in UTC with milliseconds, or `None` when the year has more than the calendar's digits.
    pub fn to_rfc3339(self) -> Option<String> {
        DateTime::from_timestamp_millis(self.0).map(|at| at.to_rfc3339_opts(SecondsFormat::Millis, true))
    }

    /// The same moment on the calendar of `zone`, or `None` when it is outside the calendar.
    pub fn in_zone(self, zone: &Tz) -> Option<DateTime<Zone>> {
        let at = DateTime::from_timestamp_millis(self.0)?.with_timezone(&Zone(*zone));
        // The calendar's last hours in UTC are past its end further east, and its first ones before it further west.
        at.naive_utc().checked_add_offset(at.offset().fix()).map(|_| at)
    }
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.to_rfc3339() {
            Some(text) => f.write_str(&text),
            None => write!(f, "{} ms", self.0),
        }
    }
}
