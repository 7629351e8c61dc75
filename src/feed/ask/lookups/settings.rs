//! How old answers may get, and how they are asked for.

use std::time::Duration;

use chrono_tz::Tz;

use crate::feed::backoff::Ramp;
use crate::model::lookup::SHELF_MAX;

/// Settings of the lookups; the defaults are the documented ones. Each interval is how old an answer may get while it
/// is on screen before it is asked for again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookupSettings {
    /// The site's zone (UTC): its midnight begins the day.
    pub zone: Tz,
    /// The list of calls (15 s).
    pub calls: Duration,
    /// One call while it runs (15 s).
    pub running_call: Duration,
    /// One call that has ended (60 s).
    pub ended_call: Duration,
    /// An agent's day (20 s).
    pub history: Duration,
    /// Reports of today (60 s).
    pub reports: Duration,
    /// Reports of yesterday (1 h).
    pub yesterday: Duration,
    /// Chat workload (60 s).
    pub chat: Duration,
    /// The list of AI sessions (60 s).
    pub records: Duration,
    /// The counts of AI sessions (120 s).
    pub funnel: Duration,
    /// The names behind ids (15 min).
    pub choices: Duration,
    /// How tokens, budgets and queues stand (1 s).
    pub health: Duration,
    /// AI sessions a page (100; 1 to 100).
    pub rows: u32,
    /// How many questions about calls are asked at once (2).
    pub calls_at_once: usize,
    /// How many questions that are no longer asked are remembered ([half of what a board's shelf holds](SHELF_MAX)): fewer
    /// than answers are kept, so that what is thought to be there is there.
    pub remembered: usize,
    /// Waits between attempts (2 s to 60 s).
    pub ramp: Ramp,
}

impl Default for LookupSettings {
    fn default() -> Self {
        Self {
            zone: Tz::UTC,
            calls: Duration::from_secs(15),
            running_call: Duration::from_secs(15),
            ended_call: Duration::from_mins(1),
            history: Duration::from_secs(20),
            reports: Duration::from_mins(1),
            yesterday: Duration::from_hours(1),
            chat: Duration::from_mins(1),
            records: Duration::from_mins(1),
            funnel: Duration::from_mins(2),
            choices: Duration::from_mins(15),
            health: Duration::from_secs(1),
            rows: 100,
            calls_at_once: 2,
            remembered: SHELF_MAX / 2,
            ramp: Ramp { base: Duration::from_secs(2), cap: Duration::from_mins(1), ..Ramp::default() },
        }
    }
}
