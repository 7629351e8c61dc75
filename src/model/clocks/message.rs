//! The clock of a vendor's messages, from when they say that they were made and when they came.
//!
//! A message comes after it was made: it may be late by any amount, and is never early. So what the clock is ahead of ours
//! is the highest that messages of the last minute tell, and those that tell less were late: a burst of old ones moves
//! nothing. Times that go on slower than time does are those of copies, and prove nothing either.

use std::collections::VecDeque;

use super::{AGREE_MS, agree};
use crate::model::time::Stamp;

/// What messages of so long tell counts, in ms.
const WINDOW_MS: i64 = 60_000;

/// A clock that was stable for so long is one, in ms. Longer than a copy's time takes to fall out of [`AGREE_MS`].
const PROOF_MS: i64 = 10_000;

/// So many messages make a stretch.
const PROOF_COUNT: u32 = 3;

/// No message is believed to be so late, in ms, where nothing but the message says that its clock is another.
const LATE_MS: i64 = 120_000;

/// Where there is nothing else to go by, one message is believed within a day.
const LIMIT_MS: i64 = 86_400_000;

/// What one message tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    /// When it says that it was made.
    pub made: Stamp,
    /// When it came, on our clock.
    pub came: Stamp,
    /// The same by a clock that cannot be set, in ms since any moment.
    pub steady_ms: i64,
    /// The newest time that stands in it, such as since when an agent is in a state.
    pub newest: Option<Stamp>,
}

/// Messages that tell nearly the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Level {
    /// The most that they tell the clock is ahead of ours, in ms.
    high: i64,
    low: i64,
    /// When the first and the last of them came, in steady ms.
    first: i64,
    last: i64,
    count: u32,
}

impl Level {
    const fn new(offset: i64, at: i64) -> Self {
        Self { high: offset, low: offset, first: at, last: at, count: 1 }
    }

    fn fits(&self, offset: i64) -> bool {
        self.high.max(offset).saturating_sub(self.low.min(offset)) <= AGREE_MS
    }

    fn take(&mut self, offset: i64, at: i64) {
        (self.high, self.low) = (self.high.max(offset), self.low.min(offset));
        (self.last, self.count) = (at, self.count.saturating_add(1));
    }

    const fn lasts(&self, ms: i64) -> bool {
        self.count >= PROOF_COUNT && self.last.saturating_sub(self.first) >= ms
    }
}

/// What stands in a message, held against two clocks: how old its newest time is by its own, and by ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Content {
    by_its_own: i64,
    by_ours: i64,
}

/// The clock that is gone by.
#[derive(Clone, Debug, PartialEq, Eq)]
struct HeldClock {
    /// What it is ahead of ours, in ms.
    offset: i64,
    /// Since when and how often it was told.
    level: Level,
    /// The highest of each second of the last minute, falling.
    seconds: VecDeque<(i64, i64)>,
    proven: bool,
    content: Option<Content>,
}

impl HeldClock {
    fn new(offset: i64, at: i64, content: Option<Content>) -> Self {
        let seconds = VecDeque::from([(at, offset)]);
        Self { offset, level: Level::new(offset, at), seconds, proven: false, content }
    }

    fn take(&mut self, offset: i64, at: i64) {
        while self.seconds.back().is_some_and(|(_, lower)| *lower <= offset) {
            self.seconds.pop_back();
        }
        // One a second is enough, and the falling ones of a second say nothing new.
        if self.seconds.back().is_none_or(|(second, _)| at - second >= 1_000) {
            self.seconds.push_back((at, offset));
        }
        while self.seconds.front().is_some_and(|(second, _)| at - second > WINDOW_MS) {
            self.seconds.pop_front();
        }
        self.offset = self.seconds.front().map_or(offset, |(_, highest)| *highest);
        if self.level.fits(offset) {
            self.level.take(offset, at);
        } else {
            self.level.last = at;
            if !self.proven {
                self.level = Level::new(offset, at);
            }
        }
        self.proven |= self.level.lasts(PROOF_MS);
    }
}

/// What messages tell of their clock.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MessageClock {
    held: Option<HeldClock>,
    /// Messages that tell something else.
    rival: Option<Level>,
    /// Messages of another clock come beside those of the one that is held: until when that counts, in steady ms.
    torn_until: Option<i64>,
}

impl MessageClock {
    /// Nothing was told yet.
    pub const fn new() -> Self {
        Self { held: None, rival: None, torn_until: None }
    }

    /// Takes what a message tells.
    pub fn take(&mut self, sample: Sample) {
        let Sample { made, came, steady_ms: at, newest } = sample;
        let content = newest.map(|newest| Content { by_its_own: made.since(newest), by_ours: came.since(newest) });
        if content.is_some_and(|content| content.by_its_own < -AGREE_MS) {
            // It tells of what happened after it was made: by that clock its times are not.
            return;
        }
        let offset = made.since(came);
        if self.torn_until.is_some_and(|until| at >= until) {
            self.torn_until = None;
        }
        let Some(held) = &mut self.held else {
            self.held = Some(HeldClock::new(offset, at, content));
            return;
        };
        if agree(offset, held.offset) {
            held.take(offset, at);
            held.content = content.or(held.content);
            return;
        }
        if !held.proven && offset > held.offset {
            // What is held so far was late, or this is from the future: either way it is one message against another.
            let once = HeldClock::new(offset, at, content);
            let before = std::mem::replace(held, once);
            self.rival = Some(before.level);
            return;
        }
        let rival = match &mut self.rival {
            Some(rival) if rival.fits(offset) => {
                rival.take(offset, at);
                *rival
            }
            // This one is later still.
            Some(rival) if offset < rival.low && at.saturating_sub(rival.last) < WINDOW_MS => return,
            rival => *rival.insert(Level::new(offset, at)),
        };
        let ahead = rival.low > held.offset;
        // What tells less may be late, all of it, for a while. Nothing is early.
        let needed = if ahead || !held.proven { PROOF_MS } else { WINDOW_MS };
        let alone = held.level.last < rival.first || rival.last.saturating_sub(held.level.last) >= needed;
        if !rival.lasts(needed) {
            return;
        }
        if alone {
            let mut next = HeldClock::new(rival.high, at, content);
            (next.level, next.proven) = (rival, true);
            *held = next;
            (self.rival, self.torn_until) = (None, None);
        } else if ahead {
            self.torn_until = Some(at + WINDOW_MS);
        }
    }

    /// This machine's clock was set by `by` ms.
    pub fn clock_set(&mut self, by: i64) {
        let level = |level: &mut Level| {
            level.high = level.high.saturating_sub(by);
            level.low = level.low.saturating_sub(by);
        };
        if let Some(held) = &mut self.held {
            held.offset = held.offset.saturating_sub(by);
            level(&mut held.level);
            held.seconds.iter_mut().for_each(|(_, offset)| *offset = offset.saturating_sub(by));
            if let Some(content) = &mut held.content {
                content.by_ours = content.by_ours.saturating_add(by);
            }
        }
        self.rival.as_mut().into_iter().for_each(level);
    }

    /// The messages' clock minus ours in ms, where it can be told; `date_ms` is what the gateway's is ahead of ours.
    pub fn offset_ms(&self, date_ms: Option<i64>) -> Option<i64> {
        let held = self.held.as_ref().filter(|_| self.torn_until.is_none())?;
        let offset = held.offset;
        if held.proven {
            return Some(offset);
        }
        // A message or two are believed where they say what another clock says.
        let rival = self.rival.map(|rival| rival.high);
        let is_known = |ms: &i64| agree(*ms, 0) || date_ms.is_some_and(|date| agree(*ms, date));
        if let Some(known) = [Some(offset), rival].into_iter().flatten().find(is_known) {
            return Some(known);
        }
        let Some(date) = date_ms else {
            return Some(offset).filter(|ms| rival.is_none() && ms.unsigned_abs() <= LIMIT_MS.unsigned_abs());
        };
        // One message against other clocks: its own times tell by which of them they are.
        let Content { by_its_own, by_ours } = held.content?;
        let by_date = by_ours.saturating_add(date);
        let late = offset < date && date.saturating_sub(offset) <= LATE_MS;
        (by_date < -AGREE_MS || !late && by_its_own < by_date).then_some(offset)
    }
}
