//! This machine's clock, where somebody sets it while the board runs, or where it is not the vendor's.

use std::time::Duration;

use tokio::time::Instant;

use super::App;
use crate::feed::{Followed, Steps};
use crate::model::{Source, Stamp};
use crate::ui::text;

/// A clock that is off by more than this is said, in ms; what vendors refuse is five minutes.
const OFF_MS: u64 = 60_000;

impl App {
    /// The same on a clock that makes these steps.
    #[must_use]
    pub fn following(mut self, steps: Steps) -> Self {
        self.followed = Followed::new(steps);
        self
    }

    /// When the wall clock's second changes next.
    pub(super) fn next_tick(&self) -> Instant {
        let into = (self.clock)().ms().rem_euclid(1000);
        let rest = Duration::from_millis(1000_u64.saturating_sub(into.unsigned_abs()));
        Instant::now() + self.tape.real_time(rest)
    }

    /// The present moment, with the board brought over to it if the clock was set since the last time.
    pub(super) fn now(&mut self) -> Stamp {
        let now = (self.clock)();
        if let Some(by) = self.followed.take() {
            self.board.clock_set(by);
            self.view.clock_set(by);
            self.tape.clock_set();
            let far = text::limit(by.saturating_abs());
            self.view.say(if by > 0 {
                format!("this machine's clock was set ahead by {far}; ages and times in a state go on as they were")
            } else {
                format!("this machine's clock was set back by {far}; ages and times in a state go on as they were")
            });
        }
        now
    }

    /// Says once that this machine's clock is not the vendor's, where it is far from it.
    pub(super) fn compare_clocks(&mut self) {
        // That of a recording was another's, long ago.
        if self.tape.is_replay() {
            return;
        }
        let ids: Vec<_> = self.board.source_ids().collect();
        let skews = ids.into_iter().map(|id| self.board.source(id)).filter(|source| is_known(source));
        let off = skews.map(|source| source.skew_ms).find(|skew| skew.unsigned_abs() > OFF_MS);
        let said = std::mem::replace(&mut self.clock_off, off.is_some());
        if let (Some(skew), false) = (off, said) {
            let off = text::limit(skew.saturating_abs());
            self.view.say(if skew > 0 {
                format!("this machine's clock is {off} behind the vendor's; times are corrected by that, but set the clock")
            } else {
                format!("this machine's clock is {off} ahead of the vendor's; times are corrected by that, but set the clock")
            });
        }
    }
}

fn is_known(source: &Source) -> bool {
    source.connects > 0
}
