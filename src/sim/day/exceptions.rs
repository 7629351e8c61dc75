//! What every real floor has: a call that will not end, a forgotten wrap-up, an afternoon in a training room.
//!
//! They are begun while the day so far is played, at the time at which they must have begun to show at the first
//! moment, by the next agent who comes; so they are part of the day like everything else.

use crate::sim::codes;
use crate::sim::events::{Appointment, Due, Exception};
use crate::sim::world::World;
use crate::sim::zone::{MINUTE, SECOND};

/// A centre must have so many agents to show any of them.
const SMALLEST: usize = 12;

/// Puts into the calendar what must have begun before `start`.
pub(super) fn plan(world: &mut World, start: i64) {
    world.due = Due { start, ..Due::default() };
    let count = world.crew.agents.len();
    if count < SMALLEST {
        return;
    }
    let lock = usize::from(count >= 24);
    for (what, many, from, to) in [
        (Exception::LongTalk, 1 + count / 60, 17 * 60, 26 * 60),
        (Exception::LongWrapUp, 1 + count / 80, 6 * 60, 8 * 60),
        (Exception::LongBreak, 1 + count / 150, 63 * 60, 84 * 60),
        (Exception::Lock, lock, 40, 380),
    ] {
        for _ in 0..many {
            let at = start - world.dice.between(from, to) * SECOND;
            if at > world.wall {
                world.appoint(at, Appointment::Exception(what));
            }
        }
    }
}

impl World {
    /// Something out of the ordinary begins, or is due for the next agent whom it can befall.
    pub(in crate::sim) fn begin_exception(&mut self, what: Exception) {
        match what {
            Exception::LongTalk => self.due.talks += 1,
            Exception::LongWrapUp => self.due.wrap_ups += 1,
            Exception::LongBreak => self.due.breaks += 1,
            Exception::Lock => self.lock_an_agent(),
        }
    }

    /// What is still due no longer happens.
    pub(super) fn forget_exceptions(&mut self) {
        self.due = Due::default();
    }

    /// How long the talk that begins lasts, in ms, if it is one that will not end.
    pub(crate) fn long_talk(&mut self) -> Option<i64> {
        self.due.talks = self.due.talks.checked_sub(1)?;
        Some(self.due.start - self.wall + self.dice.between(1, 7) * MINUTE)
    }

    /// How long the wrap-up that begins lasts, in ms, if it is one that is forgotten.
    pub(crate) fn long_wrap_up(&mut self) -> Option<i64> {
        self.due.wrap_ups = self.due.wrap_ups.checked_sub(1)?;
        Some(self.due.start - self.wall + self.dice.between(5, 50) * SECOND)
    }

    /// Sends an agent who has nothing in hand to a long training, if one is due.
    pub(crate) fn long_break(&mut self, index: u32) -> bool {
        let back = self.due.start + 20 * MINUTE;
        if self.due.breaks == 0 || !self.stays(index, back) {
            return false;
        }
        self.due.breaks -= 1;
        let lasts = self.due.start - self.wall + self.dice.between(4, 16) * MINUTE;
        self.set(index, codes::WORK_OCCUPIED, codes::LOGIN_OCCUPIED, codes::REASON_TRAINING);
        self.come_back(index, lasts);
        true
    }

    fn lock_an_agent(&mut self) {
        let start = self.due.start;
        let idle: Vec<u32> = self.idle.iter().map(|(_, index)| *index).collect();
        let later = idle.iter().skip(idle.len() / 2).chain(&idle);
        if let Some(index) = later.copied().find(|index| self.stays(*index, start)) {
            self.set(index, codes::WORK_LOCKED, codes::LOGIN_LOCKED, codes::REASON_NONE);
            let lasts = start - self.wall + self.dice.between(100, 500) * SECOND;
            self.come_back(index, lasts);
        }
    }
}
