//! The calls of the last minute, and when the next may be made. Pure: it is told the time, in ms of any clock that goes
//! on evenly; whoever shares it must tell the time by the same clock.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use crate::vendor::Urgency;

/// The vendor's minute in ms, as seen from here: calls that leave a minute apart may arrive a little closer.
pub const WINDOW_MS: i64 = 60_250;

/// No pause is believed beyond an hour, and a little for the clock.
const LONGEST_PAUSE_MS: i64 = 3_600_000 + WINDOW_MS;

/// Places that background calls leave free for a person.
const RESERVE: usize = 1;

/// One call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Call {
    /// When it passed.
    pub at: i64,
    /// How urgent it was.
    pub urgency: Urgency,
    /// Whose it was.
    pub owner: u32,
    /// Which of the owner's.
    pub number: u32,
}

/// What is known of the budget's use.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// Oldest first.
    calls: VecDeque<Call>,
    /// The first call after a time without any.
    first: Option<i64>,
    paused_until: Option<i64>,
    /// Until then no burst: the vendor said that it was too much.
    calm_until: Option<i64>,
}

impl Ledger {
    /// Calls in the last minute.
    pub fn used(&self) -> usize {
        self.calls.len()
    }

    /// Calls of the last minute that are `owner`'s, and those that are others'.
    pub fn shares(&self, owner: u32) -> (usize, usize) {
        let own = self.calls.iter().filter(|call| call.owner == owner).count();
        (own, self.calls.len() - own)
    }

    /// For how long no call may be made at all.
    pub fn pause_left(&self, now: i64) -> Option<i64> {
        self.paused_until.filter(|until| *until > now).map(|until| until - now)
    }

    /// Lets go of what is of no use any more, or can only be damage: it is never believed that a call will be made, nor
    /// a pause that no vendor asks for.
    pub fn forget(&mut self, now: i64) {
        for call in &mut self.calls {
            call.at = call.at.min(now);
        }
        self.calls.retain(|call| call.at.saturating_add(WINDOW_MS) > now);
        self.calls.make_contiguous().sort_by_key(|call| call.at);
        let sane = |until: &i64| (now.saturating_add(1)..=now.saturating_add(LONGEST_PAUSE_MS)).contains(until);
        self.paused_until = self.paused_until.filter(sane);
        self.calm_until = self.calm_until.filter(sane);
        self.first = self.first.filter(|first| *first <= now && !self.calls.is_empty());
    }

    /// A call passes.
    pub fn pass(&mut self, call: Call) {
        self.first.get_or_insert(call.at);
        self.calls.push_back(call);
    }

    /// The vendor wants no call for so many ms.
    pub fn pause(&mut self, now: i64, ms: i64) {
        let until = now.saturating_add(ms);
        self.paused_until = self.paused_until.max(Some(until));
        self.calm(until);
    }

    /// Nothing is known of the last minute: no burst before another has passed.
    pub fn calm(&mut self, now: i64) {
        self.calm_until = self.calm_until.max(Some(now.saturating_add(WINDOW_MS)));
    }

    /// Takes in what somebody else, or oneself before, knew.
    pub fn merge(&mut self, other: &Self) {
        for call in &other.calls {
            if !self.calls.iter().any(|known| (known.owner, known.number) == (call.owner, call.number)) {
                self.calls.push_back(*call);
            }
        }
        self.calls.make_contiguous().sort_by_key(|call| call.at);
        self.first = self.first.into_iter().chain(other.first).min();
        self.paused_until = self.paused_until.max(other.paused_until);
        self.calm_until = self.calm_until.max(other.calm_until);
    }

    /// When a call of `urgency` may pass; a moment that is not later than `now` means now.
    pub fn place_at(&mut self, urgency: Urgency, limit: usize, now: i64) -> i64 {
        self.forget(now);
        if let Some(until) = self.paused_until {
            return until;
        }
        let (Some(oldest), Some(last)) =
            (self.calls.front().map(|call| call.at), self.calls.back().map(|call| call.at))
        else {
            return now;
        };
        let used = self.calls.len();
        if let Some(over) = used.checked_sub(limit) {
            // Others may have made more than this limit allows: so many of them must leave first.
            return self.calls.get(over).map_or(now, |call| call.at + WINDOW_MS);
        }
        let even = WINDOW_MS / i64::try_from(limit).unwrap_or(i64::MAX).max(1);
        let calm = self.calm_until.is_some();
        let freed = oldest + WINDOW_MS;
        match urgency {
            Urgency::Background => {
                if self.background_fits(limit, now) {
                    last + even
                } else {
                    // What has passed must leave the window before there can be room; look again then at the latest.
                    freed.min(now + even).max(now + 1)
                }
            }
            _ if used < (limit / 2).max(1) && !calm => now,
            Urgency::Interactive => last + even,
            Urgency::Poll => {
                let free = i64::try_from(limit - used).unwrap_or(i64::MAX);
                last + even.max((freed - last).max(0) / (free + 1))
            }
        }
    }

    /// Whether a background call leaves the polls their room. In the first minute every poll is still to come once
    /// more; later, those of the last minute come again as their predecessors leave it.
    fn background_fits(&self, limit: usize, now: i64) -> bool {
        let polls = self.calls.iter().filter(|call| call.urgency == Urgency::Poll).count();
        let others = self.calls.len() - polls;
        let starting = self.first.is_some_and(|first| now < first + WINDOW_MS);
        let expected = if starting { polls * 2 } else { polls + 2 };
        expected + others + RESERVE < limit + usize::from(polls == 0)
    }
}

/// A ledger as it stands in a file.
#[derive(Debug, Serialize, Deserialize)]
struct Page {
    /// Which clock its times are of: those of another say nothing here.
    clock: String,
    /// When, how urgent, whose, which.
    calls: Vec<(i64, u8, u32, u32)>,
    first: Option<i64>,
    paused_until: Option<i64>,
    calm_until: Option<i64>,
}

impl Ledger {
    /// The ledger as text, with times of `clock`.
    pub fn write(&self, clock: &str) -> String {
        let row = |call: &Call| (call.at, rank(call.urgency), call.owner, call.number);
        let page = Page {
            clock: clock.to_owned(),
            calls: self.calls.iter().map(row).collect(),
            first: self.first,
            paused_until: self.paused_until,
            calm_until: self.calm_until,
        };
        // Numbers and a text: there is no way to fail.
        serde_json::to_string(&page).unwrap_or_default()
    }

    /// What `text` says, where it is a ledger with times of `clock`.
    pub fn read(text: &str, clock: &str) -> Option<Self> {
        let page: Page = serde_json::from_str(text).ok().filter(|page: &Page| page.clock == clock)?;
        let call = |(at, urgency, owner, number)| Some(Call { at, urgency: urgency_of(urgency)?, owner, number });
        Some(Self {
            calls: page.calls.into_iter().map(call).collect::<Option<_>>()?,
            first: page.first,
            paused_until: page.paused_until,
            calm_until: page.calm_until,
        })
    }
}

impl Ledger {
    /// The name of the clock of the times in `text`, if it is a ledger.
    pub fn clock_of(text: &str) -> Option<String> {
        serde_json::from_str(text).ok().map(|page: Page| page.clock)
    }
}

const fn rank(urgency: Urgency) -> u8 {
    match urgency {
        Urgency::Interactive => 0,
        Urgency::Poll => 1,
        Urgency::Background => 2,
    }
}

const fn urgency_of(rank: u8) -> Option<Urgency> {
    match rank {
        0 => Some(Urgency::Interactive),
        1 => Some(Urgency::Poll),
        2 => Some(Urgency::Background),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
