//! Callers who wait, where events tell of them: how many, and for how long.

use super::fact::{Facts, Happened, Passed};
use crate::model::board::Board;
use crate::model::live::Waiting;
use crate::model::summary::Figure;
use crate::model::time::Stamp;

/// So many callers who wait are worth a fact, if they are no fewer than [`PERCENT`] of the agents who are logged in.
const CALLERS: i64 = 5;

/// So many in a hundred of those logged in.
const PERCENT: i64 = 15;

/// So long a wait is, in ms.
const LONG_MS: i64 = 300_000;

/// It is over once it is below for so long, in ms.
const CALM_MS: i64 = 60_000;

/// One level.
#[derive(Clone, Copy, Debug, Default)]
struct Level {
    fact: Option<u64>,
    below: Option<Stamp>,
}

impl Level {
    fn look(&mut self, value: i64, level: i64, now: Stamp, facts: &mut Facts, of: fn(Passed) -> Happened) {
        match self.fact {
            None if value >= level => {
                self.fact = Some(facts.note(now, None, of(Passed { level, most: value })));
                self.below = None;
            }
            None => {}
            Some(fact) if value >= level => {
                self.below = None;
                facts.change(fact, |fact| {
                    if let Happened::Waiting(passed) | Happened::LongestWait(passed) = &mut fact.what {
                        passed.most = passed.most.max(value);
                    }
                });
            }
            Some(fact) => {
                let below = *self.below.get_or_insert(now);
                if now.since(below) >= CALM_MS {
                    self.end(fact, below, facts);
                }
            }
        }
    }

    fn end(&mut self, fact: u64, at: Stamp, facts: &mut Facts) {
        facts.end(fact, at);
        *self = Self::default();
    }
}

/// What is known of who waits.
#[derive(Clone, Debug, Default)]
pub(super) struct Waits {
    callers: Level,
    longest: Level,
}

impl Waits {
    pub(super) fn look(&mut self, board: &Board, now: Stamp, facts: &mut Facts) {
        // Without events nothing is known of who waits, and it is no use to go through all agents for it.
        let waiting = board.no_events(now).is_none().then(|| board.waiting(now));
        let callers = waiting.filter(|waiting| waiting.is_exact()).and_then(Waiting::for_rules);
        let (Some(callers), Some(longest)) = (callers, board.longest_wait(now)) else {
            for level in [&mut self.callers, &mut self.longest] {
                if let Some(fact) = level.fact {
                    level.end(fact, now, facts);
                }
            }
            return;
        };
        let whole = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        let logged_in = board.figure(Figure::LoggedIn).map_or(0, whole);
        let many = CALLERS.max(logged_in.saturating_mul(PERCENT).div_euclid(100));
        // The level of a fact that lasts is the one that was passed.
        let level = self.callers.fact.and_then(|id| facts.get(id)).and_then(|fact| match fact.what {
            Happened::Waiting(passed) => Some(passed.level),
            _ => None,
        });
        self.callers.look(whole(callers), level.unwrap_or(many), now, facts, Happened::Waiting);
        self.longest.look(longest, LONG_MS, now, facts, Happened::LongestWait);
    }

    pub(super) fn clock_set(&mut self, by: i64) {
        for level in [&mut self.callers, &mut self.longest] {
            level.below = level.below.map(|at| at.plus(by));
        }
    }
}
