//! The round of views on a wall: which is shown, for how long, and what interrupts it.
//!
//! A pure machine, driven by the second's tick: it is told the time, which views have something to show, how many
//! agents there are and were drawn, and which alerts stand; it says what is on screen. The wall comes first and between
//! any two views of the settings, of which the agents take a turn for every page of them. An alert that was not shown
//! before interrupts the round until it is gone, for 15 s at most, and then it is the wall's turn; a view that was hardly
//! seen comes again. A key pauses the round for a minute.
//!
//! Of any hour without a person at the keys the wall has at least half, whatever the settings and however many alerts
//! there are: [`Away`] counts.

use std::collections::HashMap;
use std::hash::Hash;

use crate::config::KioskView;
use crate::model::Stamp;
use away::Away;

mod away;

/// For how long an alert interrupts, at most.
pub(super) const ALERT_MS: i64 = 15_000;
/// So long the wall stays after an interruption, whatever happens: a bad day must not hide the figures.
pub(super) const BREATH_MS: i64 = 15_000;
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
    /// How long a view is shown.
    turn_ms: i64,
    /// The station that was entered last.
    at: usize,
    /// Whether it is on screen, and not the wall before the next one.
    viewing: bool,
    /// Whether it comes again: it has further pages, or was interrupted before it was seen.
    again: bool,
    /// The first agent of the page, while the agents have their turns.
    first: usize,
    away: Away,
    until: Option<Stamp>,
    alarm: Option<Alarm<K>>,
    calm_until: Option<Stamp>,
    paused_until: Option<Stamp>,
    /// Alerts that have been shown, and when they last stood.
    shown: HashMap<K, Stamp>,
    /// Since when this round has the screen, where rounds of several sites take turns.
    entered: Option<Stamp>,
    /// When a view was left last.
    left: Option<Stamp>,
}

impl<K: Clone + Eq + Hash> Round<K> {
    /// A round through `views`, each for `every_ms` and after the wall.
    pub(super) fn new(views: &[KioskView], every_ms: i64) -> Self {
        let stops = std::iter::once(Stop::Wall).chain(views.iter().copied().map(Stop::View)).collect();
        Self {
            stops,
            turn_ms: every_ms.clamp(1, away::VIEWS_MS),
            at: 0,
            viewing: false,
            again: false,
            first: 0,
            away: Away::default(),
            until: None,
            alarm: None,
            calm_until: None,
            paused_until: None,
            shown: HashMap::new(),
            entered: None,
            left: None,
        }
    }

    /// The station whose turn it is, be it that alerts interrupt it.
    pub(super) fn stop(&self) -> Stop {
        self.stops.get(self.at).copied().filter(|_| self.viewing).unwrap_or(Stop::Wall)
    }

    /// Its position in the round.
    pub(super) const fn at(&self) -> usize {
        if self.viewing { self.at } else { 0 }
    }

    /// How long the wall stays between two views: so much longer than a view that alerts have room in an hour's half.
    const fn wall_ms(&self) -> i64 {
        self.turn_ms * (away::HOUR_MS - away::VIEWS_MS) / away::VIEWS_MS
    }

    /// All stations, in order.
    pub(super) fn stops(&self) -> &[Stop] {
        &self.stops
    }

    /// The first agent of the page.
    pub(super) const fn first(&self) -> usize {
        self.first
    }

    /// Begins the page at another agent.
    #[cfg(test)]
    pub(super) const fn turn_to(&mut self, first: usize) {
        self.first = first;
    }

    /// The alerts that interrupt at the moment; none while the round goes on.
    pub(super) fn alarm(&self) -> &[K] {
        self.alarm.as_ref().map_or(&[], |alarm| &alarm.keys)
    }

    /// Until when they do at most.
    pub(super) fn alarm_until(&self) -> Option<Stamp> {
        self.alarm.as_ref().map(|alarm| alarm.since.plus(ALERT_MS))
    }

    /// Until when a person at the keys has the screen.
    pub(super) const fn paused_until(&self) -> Option<Stamp> {
        self.paused_until
    }

    /// A key: the round stands still for a while from now.
    pub(super) fn pause(&mut self, now: Stamp) {
        self.paused_until = Some(now.plus(PAUSE_MS));
        self.alarm = None;
        self.away.end(now);
    }

    /// The pause is over with the next tick.
    pub(super) const fn resume(&mut self, now: Stamp) {
        if self.paused_until.is_some() {
            self.paused_until = Some(now);
        }
    }

    /// This machine's clock was set by `by` ms; `known` is what an alert of before is known by now.
    pub(super) fn clock_set(&mut self, by: i64, known: impl Fn(&K) -> K) {
        let own = [&mut self.until, &mut self.calm_until, &mut self.paused_until, &mut self.entered, &mut self.left];
        for at in own {
            *at = at.map(|at| at.plus(by));
        }
        self.away.clock_set(by);
        if let Some(alarm) = &mut self.alarm {
            alarm.since = alarm.since.plus(by);
            for key in &mut alarm.keys {
                *key = known(key);
            }
        }
        self.shown = self.shown.iter().map(|(key, last)| (known(key), last.plus(by))).collect();
    }

    /// The screen, which another site's wall has had, is this one's: the wall comes first, for all of its time.
    pub(super) fn enter(&mut self, now: Stamp) {
        self.away.end(now);
        (self.viewing, self.alarm, self.paused_until) = (false, None, None);
        self.entered = Some(now);
        self.until = Some(now.plus(self.wall_ms()));
    }

    /// Whether it has had its turn among those of several sites: the wall and a view, or the wall for as long as both.
    pub(super) fn is_through(&self, now: Stamp) -> bool {
        let Some(entered) = self.entered else { return false };
        let is_idle = !self.viewing && self.alarm.is_none() && self.paused_until.is_none();
        is_idle && (self.left > Some(entered) || now.since(entered) >= self.wall_ms().saturating_mul(2))
    }

    /// Moves on, if it is time to.
    pub(super) fn tick(&mut self, now: Stamp, situation: &Situation<'_, K>) -> Turn {
        self.keep(situation.alerts, now);
        if let Some(until) = self.paused_until {
            if now < until {
                return Turn::Same;
            }
            self.paused_until = None;
            (self.at, self.first, self.viewing, self.again) = (0, 0, false, false);
            self.until = Some(now.plus(self.wall_ms()));
            self.entered = self.entered.map(|_| now);
            return Turn::Resumed;
        }
        self.interrupt(now, situation).unwrap_or_else(|| self.go_on(now, situation))
    }

    /// Takes note that these alerts stand: those that have been shown are no news for as long as they do.
    pub(super) fn keep(&mut self, standing: &[K], now: Stamp) {
        for key in standing {
            if let Some(last) = self.shown.get_mut(key) {
                *last = now;
            }
        }
        self.shown.retain(|_, last| now.since(*last) < FORGET_MS);
    }

    /// What alerts make of this tick; `None` when the round has it.
    fn interrupt(&mut self, now: Stamp, situation: &Situation<'_, K>) -> Option<Turn> {
        let standing = situation.alerts;
        let calm = self.calm_until.is_none_or(|until| now >= until) && self.away.has_room(now, ALERT_MS);
        let ready = self.alarm.is_some() || calm;
        let fresh: Vec<K> = standing.iter().filter(|key| ready && !self.shown.contains_key(*key)).cloned().collect();
        self.shown.extend(fresh.iter().map(|key| (key.clone(), now)));
        let Some(alarm) = &mut self.alarm else {
            if fresh.is_empty() {
                return None;
            }
            self.alarm = Some(Alarm { since: now, keys: fresh });
            self.away.begin(now);
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
        let since = alarm.since;
        self.alarm = None;
        self.calm_until = Some(now.plus(BREATH_MS));
        if self.viewing {
            let rest = self.until.map_or(0, |until| until.since(since));
            return Some(self.leave(now, situation, rest * 2 <= self.turn_ms));
        }
        // The wall has the rest of its turn.
        self.away.end(now);
        self.until = self.until.map(|until| until.plus(lasted).max(now.plus(BREATH_MS)));
        Some(Turn::Alarm)
    }

    /// Gives the wall its turn; the view that it follows comes again if it was not `seen`, or has further pages.
    fn leave(&mut self, now: Stamp, situation: &Situation<'_, K>, seen: bool) -> Turn {
        if seen {
            let Grid { total, drawn } = situation.grid;
            let pages = self.stop() == Stop::View(KioskView::Board) && drawn > 0;
            self.again = pages && self.first + drawn < total;
            self.first = if self.again { self.first + drawn } else { 0 };
        } else {
            self.again = true;
        }
        self.viewing = false;
        self.left = Some(now);
        self.until = Some(now.plus(self.wall_ms()));
        self.away.end(now);
        Turn::Stop
    }

    fn go_on(&mut self, now: Stamp, situation: &Situation<'_, K>) -> Turn {
        let open = |stop: Stop| matches!(stop, Stop::View(view) if (situation.open)(view));
        let wall_ms = self.wall_ms();
        let until = *self.until.get_or_insert(now.plus(wall_ms));
        if self.viewing {
            let is_open = open(self.stop());
            return if now < until && is_open { Turn::Same } else { self.leave(now, situation, true) };
        }
        if now < until || !self.away.lets_view(now, self.turn_ms) {
            return Turn::Same;
        }
        let is_open = |at: &usize| self.stops.get(*at).is_some_and(|stop| open(*stop));
        let again = self.again && is_open(&self.at);
        let next = (self.at + 1..self.stops.len()).chain(1..=self.at).find(is_open);
        let Some(at) = next.filter(|_| !again).or(again.then_some(self.at)) else { return Turn::Same };
        if !again {
            self.first = 0;
        }
        // Behind the first page of the agents the others keep its order.
        let page = self.first > 0;
        (self.at, self.viewing, self.again) = (at, true, false);
        self.until = Some(now.plus(self.turn_ms));
        self.away.begin(now);
        if page { Turn::Page } else { Turn::Stop }
    }
}

#[cfg(test)]
mod tests;
