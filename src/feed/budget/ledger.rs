//! The calls of the last minute, and when the next may be made. Pure: it is told the time, in ms of any clock that goes
//! on evenly; all who share it must tell the time by the same clock.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use crate::model::sort;
use crate::platforms::Urgency;

/// The vendor's minute in ms, as seen from here: calls that leave a minute apart may arrive a little closer.
pub const WINDOW_MS: i64 = 60_250;

/// No pause is believed beyond an hour, and a little for the clock.
const LONGEST_PAUSE_MS: i64 = 3_600_000 + WINDOW_MS;

/// Background calls leave one in so many places of the limit free for people, and no more than one in so many of those
/// that polls leave.
const RESERVE: usize = 4;
const RESERVE_LEFT: usize = 2;

/// People get one in so many calls of the limit, however many the polls need.
const PEOPLES_SHARE: usize = 6;

/// What follows leaves one in so many places of the limit to what a person asks for next.
const FRESH: usize = 16;

/// A poll comes again after so long.
const POLLS_AGAIN_MS: i64 = 47_000;

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
    /// Polls that wait in this session.
    polls_waiting: usize,
}

impl Ledger {
    /// So many polls wait in this session.
    pub const fn expect(&mut self, polls_waiting: usize) {
        self.polls_waiting = polls_waiting;
    }

    /// Calls in the last minute.
    pub fn used(&self) -> usize {
        self.calls.len()
    }

    /// When each call of the last minute was made, oldest first.
    pub fn times(&self) -> impl Iterator<Item = i64> {
        self.calls.iter().map(|call| call.at)
    }

    /// Calls of the last minute that are `owner`'s, and those that are others'.
    pub fn shares(&self, owner: u32) -> (usize, usize) {
        let own = self.calls.iter().filter(|call| call.owner == owner).count();
        (own, self.calls.len() - own)
    }

    /// The number of `owner`'s last call in the last minute; 0 for none.
    pub fn last_of(&self, owner: u32) -> u32 {
        self.calls.iter().rev().find(|call| call.owner == owner).map_or(0, |call| call.number)
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
        sort::by_key(self.calls.make_contiguous(), |call| call.at);
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

    /// Takes in what another program, or this one before, knew.
    pub fn merge(&mut self, other: &Self) {
        for call in &other.calls {
            if !self.calls.iter().any(|known| (known.owner, known.number) == (call.owner, call.number)) {
                self.calls.push_back(*call);
            }
        }
        sort::by_key(self.calls.make_contiguous(), |call| call.at);
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
        // What has passed must leave the window before there can be more room; look again then at the latest.
        let later = freed.min(now + even).max(now + 1);
        match urgency {
            Urgency::Background if self.leaves_room(limit, now, self.reserve(limit)) => last + even,
            Urgency::Background => later,
            Urgency::Interactive if !self.people_go_first(limit) && !self.leaves_room(limit, now, 0) => later,
            Urgency::Following if !self.leaves_room(limit, now, limit / FRESH) => later,
            _ if used < (limit / 2).max(1) && !calm => now,
            Urgency::Interactive | Urgency::Following if calm || self.count(Urgency::Poll) == 0 => last + even,
            Urgency::Interactive | Urgency::Following => last + even / 4,
            Urgency::Poll => {
                // What passes between two polls does not put the second of them off.
                let poll = self.calls.iter().rev().find(|call| call.urgency == Urgency::Poll).filter(|_| !calm);
                let last = poll.map_or(if calm { last } else { now - even }, |call| call.at);
                // Beside people, who leave them their places, they need not be spread any further.
                if self.count(Urgency::Interactive) + self.count(Urgency::Following) > 0 && !calm {
                    return last + even;
                }
                let free = i64::try_from(limit - used).unwrap_or(i64::MAX);
                last + even.max((freed - last).max(0) / (free + 1))
            }
        }
    }

    /// Whether a call that passes now, and `spare` more, leave a place to each poll that is to come in the minute that
    /// they count for: those that wait now, and those of late once more.
    fn leaves_room(&self, limit: usize, now: i64, spare: usize) -> bool {
        let polls = self.calls.iter().filter(|call| call.urgency == Urgency::Poll);
        let again = polls.flat_map(|call| [call.at + POLLS_AGAIN_MS, call.at + 2 * POLLS_AGAIN_MS]);
        let mut expected: Vec<i64> = again.filter(|at| (now + 1..now + WINDOW_MS).contains(at)).collect();
        sort::by(&mut expected, Ord::cmp);
        let taken = 1 + spare + self.polls_waiting;
        let mut moments = std::iter::once(now).chain(expected).enumerate();
        let mut left = 0;
        moments.all(|(before, at)| {
            while self.calls.get(left).is_some_and(|call| call.at.saturating_add(WINDOW_MS) <= at) {
                left += 1;
            }
            self.calls.len() - left + taken + before <= limit
        })
    }

    /// Places that background calls leave to people: a share of those that polls leave.
    fn reserve(&self, limit: usize) -> usize {
        (limit / RESERVE).min(limit.saturating_sub(self.count(Urgency::Poll)) / RESERVE_LEFT)
    }

    /// Whether people have had less than their share, which they have before polls that wait.
    pub fn people_go_first(&self, limit: usize) -> bool {
        self.count(Urgency::Interactive) < (limit / PEOPLES_SHARE).max(1)
    }

    /// Calls of `urgency` in the last minute.
    pub fn count(&self, urgency: Urgency) -> usize {
        self.calls.iter().filter(|call| call.urgency == urgency).count()
    }

    /// How urgent the last call was of those of the last minute.
    pub fn last(&self) -> Option<Urgency> {
        self.calls.back().map(|call| call.urgency)
    }

    /// When the oldest call leaves the last minute.
    pub fn freed(&self) -> Option<i64> {
        self.calls.front().map(|call| call.at.saturating_add(WINDOW_MS))
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
        let page: Page = serde_json::from_slice(text.as_bytes()).ok().filter(|page: &Page| page.clock == clock)?;
        let call = |(at, urgency, owner, number)| Some(Call { at, urgency: urgency_of(urgency)?, owner, number });
        Some(Self {
            calls: page.calls.into_iter().map(call).collect::<Option<_>>()?,
            first: page.first,
            paused_until: page.paused_until,
            calm_until: page.calm_until,
            polls_waiting: 0,
        })
    }
}

impl Ledger {
    /// The name of the clock of the times in `text`, if it is a ledger.
    pub fn clock_of(text: &str) -> Option<String> {
        serde_json::from_slice(text.as_bytes()).ok().map(|page: Page| page.clock)
    }
}

const fn rank(urgency: Urgency) -> u8 {
    match urgency {
        Urgency::Interactive => 0,
        Urgency::Poll => 1,
        Urgency::Background => 2,
        Urgency::Following => 3,
    }
}

const fn urgency_of(rank: u8) -> Option<Urgency> {
    match rank {
        0 => Some(Urgency::Interactive),
        1 => Some(Urgency::Poll),
        2 => Some(Urgency::Background),
        3 => Some(Urgency::Following),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
