//! A board and its alarms where no screen is: updates go in, news comes out.

use chrono_tz::Tz;

use super::{Alarms, News, Rules};
use crate::model::board::Board;
use crate::model::time::Stamp;
use crate::model::update::Update;

/// All agents are looked at this often, in ms.
const TICK_MS: i64 = 1_000;

/// A hole in the updates longer than this, in ms, is stepped over: there was no board to see anything.
const LONGEST_HOLE_MS: i64 = 3_600_000;

/// Eats updates and tells news. Time goes by as the updates say, second by second; where none come for a while,
/// [`Lookout::wait_until`] lets it go by.
#[derive(Clone, Debug)]
pub struct Lookout {
    board: Board,
    alarms: Alarms,
    now: Option<Stamp>,
    /// The slots that the last update changed.
    touched: Vec<usize>,
}

impl Lookout {
    /// Nothing heard yet. Days begin at the midnight of `zone`.
    pub fn new(rules: Rules, zone: Tz) -> Self {
        Self { board: Board::new(), alarms: Alarms::new(rules, zone), now: None, touched: Vec::new() }
    }

    /// The board as it is now.
    pub const fn board(&self) -> &Board {
        &self.board
    }

    /// The alarms as they are now.
    pub const fn alarms(&self) -> &Alarms {
        &self.alarms
    }

    /// The slots of the agents that the last update changed, as long as the board's generation is the same.
    pub fn touched(&self) -> &[usize] {
        &self.touched
    }

    /// Steps over the time until `at`: there was no board to see anything.
    pub fn skip_to(&mut self, at: Stamp) {
        self.now = self.now.map(|now| now.max(at));
    }

    /// Takes note that this machine's clock was set by `by` ms.
    pub fn clock_set(&mut self, by: i64) {
        self.board.clock_set(by);
        self.alarms.clock_set(by);
        self.now = self.now.map(|now| now.plus(by));
    }

    /// Takes one update; what happened up to it and with it.
    pub fn take(&mut self, update: Update) -> Vec<News> {
        // An update heard late, as of a clock that was set back, is applied at the time that it is by now.
        let at = self.now.map_or(update.at, |now| now.max(update.at));
        let mut news = self.wait_until(at);
        self.now = Some(at);
        self.board.apply(update);
        self.touched = self.board.take_touched();
        self.alarms.note(&self.board, &self.touched, at);
        // The second that an update falls on is one in which all agents are looked at, as every other.
        if at.ms().rem_euclid(TICK_MS) == 0 {
            self.alarms.check_all(&self.board, at);
        }
        news.append(&mut self.alarms.take_news());
        news
    }

    /// Lets time go by until just before `at` without an update; what happens meanwhile.
    pub fn wait_until(&mut self, at: Stamp) -> Vec<News> {
        let mut news = Vec::new();
        let Some(mut now) = self.now else { return news };
        if at.since(now) > LONGEST_HOLE_MS {
            now = at.plus(-TICK_MS);
        }
        loop {
            now = now.plus(TICK_MS - now.ms().rem_euclid(TICK_MS));
            if now >= at {
                break;
            }
            self.alarms.check_all(&self.board, now);
            self.now = Some(now);
            news.append(&mut self.alarms.take_news());
        }
        news
    }
}
