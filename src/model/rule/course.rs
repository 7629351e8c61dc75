//! How time goes by for a board where no screen is: as the updates say, second by second.

use crate::model::board::Board;
use crate::model::time::Stamp;
use crate::model::update::Update;

/// All agents are looked at this often, in ms.
const TICK_MS: i64 = 1_000;

/// A hole in the updates longer than this, in ms, is stepped over: there was no board to see anything.
const LONGEST_HOLE_MS: i64 = 3_600_000;

/// A moment at which rules are held against the board.
pub(super) struct Look<'a> {
    pub(super) board: &'a Board,
    pub(super) at: Stamp,
    /// The slots of the agents whom an update changed, where one did.
    pub(super) touched: Option<&'a [usize]>,
    /// Whether all agents are looked at.
    pub(super) at_all: bool,
}

/// A board, and the time by it.
#[derive(Clone, Debug, Default)]
pub(super) struct Course {
    board: Board,
    now: Option<Stamp>,
    /// The slots that the last update changed.
    touched: Vec<usize>,
    /// How long there was a board, in ms.
    watched_ms: i64,
}

impl Course {
    pub(super) const fn board(&self) -> &Board {
        &self.board
    }

    pub(super) fn touched(&self) -> &[usize] {
        &self.touched
    }

    /// The moment up to which it has come.
    pub(super) const fn now(&self) -> Option<Stamp> {
        self.now
    }

    /// How long there was a board, in ms: without what was stepped over.
    pub(super) const fn watched_ms(&self) -> i64 {
        self.watched_ms
    }

    pub(super) fn skip_to(&mut self, at: Stamp) {
        self.now = self.now.map(|now| now.max(at));
    }

    pub(super) fn clock_set(&mut self, by: i64) {
        self.board.clock_set(by);
        self.now = self.now.map(|now| now.plus(by));
    }

    /// Takes one update, and looks up to it and with it.
    pub(super) fn take(&mut self, update: Update, mut look: impl FnMut(&Look<'_>)) {
        // An update heard late, as of a clock that was set back, is applied at the time that it is by now.
        let at = self.now.map_or(update.at, |now| now.max(update.at));
        self.wait_until(at, &mut look);
        self.come_to(at);
        self.board.apply(update);
        self.touched = self.board.take_touched();
        // The second that an update falls on is one in which all agents are looked at, as every other.
        let at_all = at.ms().rem_euclid(TICK_MS) == 0;
        look(&Look { board: &self.board, at, touched: Some(&self.touched), at_all });
    }

    /// Lets time go by until just before `at` without an update.
    pub(super) fn wait_until(&mut self, at: Stamp, mut look: impl FnMut(&Look<'_>)) {
        let Some(mut now) = self.now else { return };
        if at.since(now) > LONGEST_HOLE_MS {
            now = at.plus(-TICK_MS);
            self.now = Some(now);
        }
        loop {
            now = now.plus(TICK_MS - now.ms().rem_euclid(TICK_MS));
            if now >= at {
                break;
            }
            self.come_to(now);
            look(&Look { board: &self.board, at: now, touched: None, at_all: true });
        }
    }

    fn come_to(&mut self, at: Stamp) {
        self.watched_ms = self.watched_ms.saturating_add(self.now.map_or(0, |now| at.since(now).max(0)));
        self.now = Some(at);
    }
}
