//! A board and its alarms where no screen is: updates go in, news comes out.

use chrono_tz::Tz;

use super::course::{Course, Look};
use super::{Alarms, News, Rules};
use crate::model::board::Board;
use crate::model::time::Stamp;
use crate::model::update::Update;

/// Eats updates and tells news. Time goes by as the updates say, second by second; where none come for a while,
/// [`Lookout::wait_until`] lets it go by.
#[derive(Clone, Debug)]
pub struct Lookout {
    course: Course,
    alarms: Alarms,
}

impl Lookout {
    /// Nothing heard yet. Days begin at the midnight of `zone`.
    pub fn new(rules: Rules, zone: Tz) -> Self {
        Self { course: Course::default(), alarms: Alarms::new(rules, zone) }
    }

    /// The board as it is now.
    pub const fn board(&self) -> &Board {
        self.course.board()
    }

    /// The alarms as they are now.
    pub const fn alarms(&self) -> &Alarms {
        &self.alarms
    }

    /// The slots of the agents that the last update changed, as long as the board's generation is the same.
    pub fn touched(&self) -> &[usize] {
        self.course.touched()
    }

    /// Steps over the time until `at`: there was no board to see anything.
    pub fn skip_to(&mut self, at: Stamp) {
        self.course.skip_to(at);
    }

    /// Takes note that this machine's clock was set by `by` ms.
    pub fn clock_set(&mut self, by: i64) {
        self.course.clock_set(by);
        self.alarms.clock_set(by);
    }

    /// Takes one update; what happened up to it and with it.
    pub fn take(&mut self, update: Update) -> Vec<News> {
        let mut news = Vec::new();
        self.course.take(update, |look| news.append(&mut look_with(&mut self.alarms, look)));
        news
    }

    /// Lets time go by until just before `at` without an update; what happens meanwhile.
    pub fn wait_until(&mut self, at: Stamp) -> Vec<News> {
        let mut news = Vec::new();
        self.course.wait_until(at, |look| news.append(&mut look_with(&mut self.alarms, look)));
        news
    }
}

/// Holds the rules against the board; what happened.
pub(super) fn look_with(alarms: &mut Alarms, look: &Look<'_>) -> Vec<News> {
    if let Some(touched) = look.touched {
        alarms.note(look.board, touched, look.at);
    }
    if look.at_all {
        // Who changed was told when they did.
        alarms.tick(look.board, &[], look.at);
    }
    alarms.take_news()
}
