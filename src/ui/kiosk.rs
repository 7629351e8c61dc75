//! The round of views on a wall: which is shown, for how long, and what interrupts it.
//!
//! A pure machine, driven by the second's tick: it is told the time, which views have something to show, how many
//! agents there are and were drawn, and which alerts stand; it says what is on screen. The wall comes first, then the
//! views of the settings; the agents take a turn for every page of them. An alert that was not shown before interrupts
//! the round until it is gone, for 15 s at most; a key pauses it for a minute.

use std::collections::HashMap;
use std::hash::Hash;

use crate::config::KioskView;
use crate::model::Stamp;

/// For how long an alert interrupts, at most.
pub(super) const ALERT_MS: i64 = 15_000;
/// So long the round goes on after an interruption, whatever happens: a bad day must not hide the figures.
pub(super) const BREATH_MS: i64 = 10_000;
/// For how long a key pauses.
pub(super) const PAUSE_MS: i64 = 60_000;
/// An alert that was gone for so long is a new one: figures that waver about a limit would interrupt all the time.
pub(super) const FORGET_MS: i64 = 300_000;

/// A station of the round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// The figures in large digits.
    Wall,
    /// One of the views.
    View(KioskView),
}

/// The agents' grid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Grid {
    /// How many agents take part.
    pub(super) total: usize,
    /// How many the last frame had room for; 0 when it was not drawn.
    pub(super) drawn: usize,
}

/// What the machine has to know at a tick.
pub(super) struct Situation<'a, K> {
    /// Whether a view's source is configured.
    pub(super) open: &'a dyn Fn(KioskView) -> bool,
    /// The agents' grid.
    pub(super) grid: Grid,
    /// The alerts that stand.
    pub(super) alerts: &'a [K],
}

/// What a tick changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// Nothing.
    Same,
    /// Another station begins.
    Stop,
    /// Another page of the agents.
    Page,
    /// Alerts interrupt, or do so no longer.
    Alarm,
    /// The pause is over; the round begins anew.
    Resumed,
}

/// Alerts that interrupt.
#[derive(Clone, Debug)]
struct Alarm<K> {
    since: Stamp,
    keys: Vec<K>,
}

/// The round.
#[derive(Clone, Debug)]
pub(super) struct Round<K> {
    stops: Vec<Stop>,
    every_ms: i64,
    at: usize,
    /// The first agent of the page, while the agents have their turns.
    first: usize,
    until: Option<Stamp>,
    alarm: Option<Alarm<K>>,
    calm_until: Option<Stamp>,
    paused_until: Option<Stamp>,
    /// Alerts that have been shown, and when they last stood.
    shown: HashMap<K, Stamp>,
}

impl<K: Clone + Eq + Hash> Round<K> {
    /// A round through the wall and `views`, each for `every_ms`.
    pub(super) fn new(views: &[KioskView], every_ms: i64) -> Self {
        let stops = std::iter::once(Stop::Wall).chain(views.iter().copied().map(Stop::View)).collect();
        Self {
            stops,
            every_ms: every_ms.max(1),
            at: 0,
            first: 0,
            until: None,
            alarm: None,
            calm_until: None,
            paused_until: None,
            shown: HashMap::new(),
        }
    }

    /// The station whose turn it is.
    pub(super) fn stop(&self) -> Stop {
        self.stops.get(self.at).copied().unwrap_or(Stop::Wall)
    }

    /// Its position in the round.
    pub(super) const fn at(&self) -> usize {
        self.at
    }

    /// All stations, in order.
    pub(super) fn stops(&self) -> &[Stop] {
        &self.stops
    }

    /// The first agent of the page.
    pub(super) const fn first(&self) -> usize {
        self.first
    }

    /// The alerts that interrupt at the moment; none while the round goes on.
    pub(super) fn alarm(&self) -> &[K] {
        self.alarm.as_ref().map_or(&[], |alarm| &alarm.keys)
    }

    /// Until when a person at the keys has the screen.
    pub(super) const fn paused_until(&self) -> Option<Stamp> {
        self.paused_until
    }

    /// A key: the round stands still for a while from now.
    pub(super) fn pause(&mut self, now: Stamp) {
        self.paused_until = Some(now.plus(PAUSE_MS));
        self.alarm = None;
    }

    /// The pause is over with the next tick.
    pub(super) const fn resume(&mut self, now: Stamp) {
        if self.paused_until.is_some() {
            self.paused_until = Some(now);
        }
    }

    /// This machine's clock was set by `by` ms; `known` is what an alert of before is known by now.
    pub(super) fn clock_set(&mut self, by: i64, known: impl Fn(&K) -> K) {
        for at in [&mut self.until, &mut self.calm_until, &mut self.paused_until] {
            *at = at.map(|at| at.plus(by));
        }
        if let Some(alarm) = &mut self.alarm {
            alarm.since = alarm.since.plus(by);
            for key in &mut alarm.keys {
                *key = known(key);
            }
        }
        self.shown = self.shown.iter().map(|(key, last)| (known(key), last.plus(by))).collect();
    }

    /// Moves on, if it is time to.
    pub(super) fn tick(&mut self, now: Stamp, situation: &Situation<'_, K>) -> Turn {
        for key in situation.alerts {
            if let Some(last) = self.shown.get_mut(key) {
                *last = now;
            }
        }
        self.shown.retain(|_, last| now.since(*last) < FORGET_MS);
        if let Some(until) = self.paused_until {
            if now < until {
                return Turn::Same;
            }
            self.paused_until = None;
            (self.at, self.first) = (0, 0);
            self.until = Some(now.plus(self.every_ms));
            return Turn::Resumed;
        }
        if let Some(turn) = self.interrupt(now, situation.alerts) {
            return turn;
        }
        self.go_on(now, situation)
    }

    /// What alerts make of this tick; `None` when the round has it.
    fn interrupt(&mut self, now: Stamp, standing: &[K]) -> Option<Turn> {
        let ready = self.alarm.is_some() || self.calm_until.is_none_or(|until| now >= until);
        let fresh: Vec<K> = standing.iter().filter(|key| ready && !self.shown.contains_key(*key)).cloned().collect();
        self.shown.extend(fresh.iter().map(|key| (key.clone(), now)));
        let Some(alarm) = &mut self.alarm else {
            if fresh.is_empty() {
                return None;
            }
            self.alarm = Some(Alarm { since: now, keys: fresh });
            return Some(Turn::Alarm);
        };
        let before = alarm.keys.len();
        alarm.keys.retain(|key| standing.contains(key));
        let same = alarm.keys.len() == before && fresh.is_empty();
        alarm.keys.extend(fresh);
        let lasted = now.since(alarm.since);
        if !alarm.keys.is_empty() && lasted < ALERT_MS {
            return Some(if same { Turn::Same } else { Turn::Alarm });
        }
        // What was interrupted has the rest of its turn.
        self.alarm = None;
        self.calm_until = Some(now.plus(BREATH_MS));
        self.until = self.until.map(|until| until.plus(lasted));
        Some(Turn::Alarm)
    }

    fn go_on(&mut self, now: Stamp, situation: &Situation<'_, K>) -> Turn {
        let until = *self.until.get_or_insert(now.plus(self.every_ms));
        let open = |stop: Stop| match stop {
            Stop::Wall => true,
            Stop::View(view) => (situation.open)(view),
        };
        if now < until && open(self.stop()) {
            return Turn::Same;
        }
        self.until = Some(now.plus(self.every_ms));
        let Grid { total, drawn } = situation.grid;
        if open(self.stop()) && self.stop() == Stop::View(KioskView::Board) && drawn > 0 && self.first + drawn < total {
            self.first += drawn;
            return Turn::Page;
        }
        self.first = 0;
        let behind = self.stops.iter().enumerate().skip(self.at + 1).find(|(_, stop)| open(**stop));
        self.at = behind.map_or(0, |(at, _)| at);
        Turn::Stop
    }
}

#[cfg(test)]
mod tests;
