//! What happened, as facts: many agents who came to one state, a share of lost calls that rose, our own data that was stale,
//! alerts and who saw to them. A fact says what was seen and when, and nothing of why.
//!
//! A pure machine beside a board: it is shown what the board is told, and how the board stands. Ordinary ups and downs are
//! no facts; which thresholds tell them apart stands with each kind, and in callboard-timeline(1).

use std::collections::BTreeSet;

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::board::Board;
use super::limits::Limits;
use super::note::Note;
use super::rule::{News, Standing};
use super::time::Stamp;
use super::update::{Payload, Update};

pub use fact::{
    Against, Alerted, Arrivals, BelowTarget, Date, Drifted, FACTS_KEPT, Fact, Facts, HandleTime, Happened, LostShare,
    Of, Passed, Reconnected, Together, Went, Who,
};
pub use teller::Teller;

mod alerts;
mod calls;
mod chance;
pub mod fact;
mod own;
mod people;
mod robots;
pub mod shift;
mod teller;
mod waits;

/// What moves with the clock is looked at so often, in ms.
const LOOK_MS: i64 = 1_000;

/// The facts of a day, as they become known.
#[derive(Clone, Debug)]
pub struct Story {
    zone: Tz,
    limits: Limits,
    facts: Facts,
    people: people::People,
    calls: calls::Calls,
    waits: waits::Waits,
    robots: robots::Robots,
    own: own::Own,
    alerts: alerts::Alerts,
    /// The ids of the notes that are told.
    noted: BTreeSet<String>,
    day: Option<NaiveDate>,
    looked: Option<Stamp>,
}

impl Story {
    /// Nothing is known. Days are of `zone`; by `limits` a source is stale.
    pub fn new(zone: Tz, limits: Limits) -> Self {
        Self {
            zone,
            limits,
            facts: Facts::default(),
            people: people::People::default(),
            calls: calls::Calls::default(),
            waits: waits::Waits::default(),
            robots: robots::Robots::default(),
            own: own::Own::default(),
            alerts: alerts::Alerts::default(),
            noted: BTreeSet::new(),
            day: None,
            looked: None,
        }
    }

    /// The same of a board that may run for weeks: the oldest facts give way.
    #[must_use]
    pub fn of_a_board(mut self) -> Self {
        self.facts.of_a_board();
        self
    }

    /// The facts.
    pub const fn facts(&self) -> &Facts {
        &self.facts
    }

    /// The limits from now on.
    pub fn set_limits(&mut self, limits: Limits) {
        self.limits = limits;
    }

    /// Takes an update, before `board` does.
    pub fn told(&mut self, update: &Update, board: &Board) {
        match &update.payload {
            Payload::Calls(news) => self.calls.told(news, board.ledger()),
            Payload::Source(report) => self.own.told(report, update.at, &mut self.facts),
            Payload::Notes(notes) => notes.iter().for_each(|note| self.note(note)),
            _ => {}
        }
    }

    fn note(&mut self, note: &Note) {
        if let Some(note) = note.clone().tidy().filter(|note| self.noted.insert(note.id.clone())) {
            self.facts.note(note.at, Some(note.at), Happened::Note(note));
        }
    }

    /// Takes what became of alerts.
    pub fn news(&mut self, news: &[News]) {
        for one in news {
            self.alerts.news(one, &mut self.facts);
        }
    }

    /// Looks at the board after it was told something, and at least every few seconds: the slots in `touched` changed, or
    /// any where that is not known; `standing` are the alerts.
    pub fn look(&mut self, board: &Board, touched: Option<&[usize]>, standing: &[Standing], now: Stamp) {
        self.people.look(board, touched, now, &mut self.facts);
        if self.looked.is_some_and(|looked| now.since(looked) < LOOK_MS && now >= looked) {
            return;
        }
        self.looked = Some(now);
        self.own.look(board, &self.limits, now, &mut self.facts);
        self.calls.look(board, &self.limits, self.zone, now, &mut self.facts);
        self.waits.look(board, now, &mut self.facts);
        self.robots.look(board, now, &mut self.facts);
        self.alerts.look(standing, now, &mut self.facts);
        let day = now.in_zone(&self.zone).map(|at| at.date_naive());
        if let Some(date) = day.filter(|date| self.day.is_some_and(|before| before != *date)) {
            self.facts.note(now, Some(now), Happened::Day(Date { date }));
        }
        self.day = day.or(self.day);
    }

    /// Nothing is known of the time from `from` to `to`.
    pub fn gap(&mut self, from: Stamp, to: Stamp) {
        self.facts.note(from, Some(to), Happened::Gap);
        self.people.forget();
        self.own.forget(to);
    }

    /// The board is another one, which `board` is from now on: what it knows was not seen to happen.
    pub fn begin_anew(&mut self, board: &Board, now: Stamp) {
        self.people.forget();
        self.own.forget(now);
        self.calls = calls::Calls::default();
        let empty = Board::new();
        for update in board.retell(now) {
            self.told(&update, &empty);
        }
        self.look(board, None, &[], now);
    }

    /// This machine's clock was set by `by` ms.
    pub fn clock_set(&mut self, by: i64) {
        self.facts.clock_set(by);
        self.people.clock_set(by);
        self.calls.clock_set(by);
        self.waits.clock_set(by);
        self.looked = None;
    }
}

#[cfg(test)]
mod tests;
