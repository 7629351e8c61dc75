//! A story where no screen is: updates go in, facts come out.

use chrono_tz::Tz;

use super::Story;
use crate::model::board::Board;
use crate::model::rule::{Alarms, Lookout, Rules};
use crate::model::time::Stamp;
use crate::model::update::Update;

/// Time without an update goes by in steps of so many ms.
const STEP_MS: i64 = 10_000;

/// From this on, in ms, a time between two sessions of a recording is a gap.
const GAP_MS: i64 = 90_000;

/// A hole in the updates longer than this, in ms, is a gap too: there was no board to see anything.
const LONGEST_HOLE_MS: i64 = 3_600_000;

/// A board, its alarms, and their story.
#[derive(Clone, Debug)]
pub struct Teller {
    lookout: Lookout,
    story: Story,
    now: Option<Stamp>,
    first: Option<Stamp>,
}

impl Teller {
    /// Nothing heard yet. Days begin at the midnight of `zone`.
    pub fn new(rules: Rules, zone: Tz) -> Self {
        let story = Story::new(zone, rules.limits().clone());
        Self { lookout: Lookout::new(rules, zone), story, now: None, first: None }
    }

    /// The story so far.
    pub const fn story(&self) -> &Story {
        &self.story
    }

    /// The board as it is now.
    pub const fn board(&self) -> &Board {
        self.lookout.board()
    }

    /// The alarms as they are now.
    pub const fn alarms(&self) -> &Alarms {
        self.lookout.alarms()
    }

    /// The first and the last moment that were told of.
    pub fn span(&self) -> Option<(Stamp, Stamp)> {
        self.first.zip(self.now)
    }

    /// Takes an update.
    pub fn take(&mut self, update: Update) {
        self.let_pass(update.at);
        let at = self.come_to(update.at);
        self.apply(update, at);
    }

    /// A session of a recording begins with this board.
    pub fn begin(&mut self, board: &Board, at: Stamp) {
        match self.now {
            Some(now) if at.since(now) > GAP_MS => {
                self.story.gap(now, at);
                self.lookout.skip_to(at);
            }
            _ => self.let_pass(at),
        }
        let at = self.come_to(at);
        for update in board.retell(at) {
            self.apply(update, at);
        }
    }

    /// Lets time go by until `at`.
    pub fn wait_until(&mut self, at: Stamp) {
        self.let_pass(at);
        self.come_to(at);
    }

    fn come_to(&mut self, at: Stamp) -> Stamp {
        let at = self.now.map_or(at, |now| now.max(at));
        self.now = Some(at);
        self.first.get_or_insert(at);
        at
    }

    fn apply(&mut self, update: Update, at: Stamp) {
        self.story.told(&update, self.lookout.board());
        let generation = self.lookout.board().generation();
        let news = self.lookout.take(update);
        self.story.news(&news);
        let board = self.lookout.board();
        let touched = (board.generation() == generation).then(|| self.lookout.touched());
        self.story.look(board, touched, self.lookout.alarms().standing(), at);
    }

    fn let_pass(&mut self, at: Stamp) {
        let Some(mut now) = self.now else { return };
        if at.since(now) > LONGEST_HOLE_MS {
            self.story.gap(now, at);
            self.lookout.skip_to(at.plus(-1));
            return;
        }
        while at.since(now) > STEP_MS {
            now = now.plus(STEP_MS);
            let news = self.lookout.wait_until(now);
            self.story.news(&news);
            self.story.look(self.lookout.board(), Some(&[]), self.lookout.alarms().standing(), now);
            self.now = Some(now);
        }
    }
}
