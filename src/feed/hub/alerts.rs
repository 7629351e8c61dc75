//! Alerts of a site whose boards share a hub: the rules are held against the hub's board, so that what is told to those who
//! look at no screen is told once; and what a person at any board does about an alert is told to all boards.
//!
//! A board sends a [`See`]; the hub answers with a [`SeeAnswer`] and, where that is [`SeeAnswer::Done`], publishes a
//! [`Payload::Seen`] like any other update. An alert that the hub's rules do not know stays the board's own matter.

use std::collections::BTreeMap;

use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::model::seen::person;
use crate::model::{
    About, AlarmKey, Alarms, Board, News, Payload, Rule, Rules, Seen, SeenHow, Stamp, ToldAlert, Update,
};

/// What a person at a board does about an alert, on its way to the hub.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct See {
    /// The name of the rule that raised it.
    pub rule: String,
    /// What it is about.
    pub about: About,
    /// What is done.
    pub how: SeenHow,
    /// Who does it: the board's name, else user and machine.
    pub who: String,
}

/// What the hub says to that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SeeAnswer {
    /// All boards are told.
    Done,
    /// The alert does not stand at the hub.
    Cleared,
    /// The hub has no such rule.
    NoRule,
}

/// What another hub has to know of alerts that leads after this one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct KeptAlerts {
    /// What stands and was told: it is told once, whichever hub leads.
    #[serde(default)]
    pub told: Vec<ToldAlert>,
    /// What people did about alerts, for one that has no board to go on from.
    #[serde(default)]
    pub seen: Vec<Seen>,
}

/// The alerts of the hub's board.
#[derive(Debug)]
pub struct HubAlerts {
    alarms: Alarms,
    /// When the last thing was done that was told: no two have the same moment.
    last: Stamp,
    /// What was acknowledged before the hub began and was not raised since, each with until when that holds nevertheless.
    spared: BTreeMap<(String, About), Stamp>,
}

/// What was acknowledged before the hub began has so long to be raised anew, in ms, beside what its rule holds it back: until
/// then it cannot be told from what has cleared.
const SPARED: i64 = 120_000;

impl HubAlerts {
    /// Nothing raised. Days begin at the midnight of `zone`.
    pub fn new(rules: Rules, zone: Tz) -> Self {
        Self { alarms: Alarms::new(rules, zone), last: Stamp(0), spared: BTreeMap::new() }
    }

    /// The alerts as they are now.
    pub const fn alarms(&self) -> &Alarms {
        &self.alarms
    }

    /// These were told to stand by who led before; to be said before the first look.
    pub fn resume(&mut self, told: Vec<ToldAlert>, now: Stamp) {
        self.alarms.resume(told, now);
    }

    /// What who leads next has to know of them.
    pub fn kept(&self, board: &Board) -> KeptAlerts {
        KeptAlerts { told: self.alarms.told(), seen: board.seen_alerts().retell() }
    }

    /// What was done before the hub began, which `board` knows, holds on: the last word is behind all of it, and what was
    /// acknowledged is not over as long as it may still be raised anew.
    pub fn spare(&mut self, board: &Board, now: Stamp) {
        let seen = board.seen_alerts();
        let latest = seen.retell().into_iter().map(|seen| seen.at).max();
        self.last = self.last.max(latest.unwrap_or(self.last));
        for (rule, about, _) in seen.iter().filter(|(.., marks)| marks.acknowledged().is_some()) {
            let held_back = self.rule_of(rule).map_or(0, |(_, rule)| rule.hold_ms.max(0));
            self.spared.insert((rule.to_owned(), about.clone()), now.plus(SPARED.saturating_add(held_back)));
        }
    }

    /// Holds other rules against the board from now on; what all boards are to be told, if anything.
    pub fn rule(&mut self, rules: &Rules, board: &Board, now: Stamp) -> Option<Update> {
        // What stands is known by the positions of rules.
        let rules = rules.after(self.alarms.rules());
        self.alarms.set_rules(rules, board, now);
        self.cleared(board, now)
    }

    /// The rule of this name that holds, and its position.
    fn rule_of(&self, name: &str) -> Option<(usize, &Rule)> {
        self.alarms.rules().holding().find(|(_, known)| known.name == name)
    }

    /// Holds the rules against what changed on the board, which [`Board::take_touched`] gave: to be called after every batch of
    /// updates; what all boards are to be told, if anything.
    pub fn note(&mut self, board: &Board, touched: &[usize], now: Stamp) -> Option<Update> {
        self.alarms.note(board, touched, now);
        self.cleared(board, now)
    }

    /// Holds every rule against the whole board: to be called once a second; what all boards are to be told, if anything.
    pub fn look(&mut self, board: &Board, now: Stamp) -> Option<Update> {
        self.alarms.check_all(board, now);
        self.cleared(board, now)
    }

    /// What happened since the last call, to be told to those who look at no screen.
    pub fn take_news(&mut self) -> Vec<News> {
        self.alarms.take_news()
    }

    /// The clock was set by `by` ms; the board has been told.
    pub fn clock_set(&mut self, by: i64) {
        self.alarms.clock_set(by);
        self.last = self.last.plus(by);
        self.spared.values_mut().for_each(|until| *until = until.plus(by));
    }

    /// What a person at a board does: the answer, and what all boards are to be told.
    pub fn see(&mut self, see: See, now: Stamp) -> (SeeAnswer, Option<Update>) {
        let See { rule, about, how, who } = see;
        let Some((at, _)) = self.rule_of(&rule) else { return (SeeAnswer::NoRule, None) };
        // Quiet is kept of what is raised again too; only what stands can be acknowledged.
        let needs_alert = matches!(how, SeenHow::Acknowledged | SeenHow::NotAcknowledged);
        if needs_alert && !self.alarms.stands(&AlarmKey { rule: at, about: about.clone() }) {
            return (SeeAnswer::Cleared, None);
        }
        let at = self.moment(now);
        let seen = Seen { rule, about, how, who: person(&who), at };
        (SeeAnswer::Done, Some(Update::new(at, Payload::Seen(vec![seen]))))
    }

    /// Acknowledgements of alerts that do not stand any more hold no longer.
    fn cleared(&mut self, board: &Board, now: Stamp) -> Option<Update> {
        self.spared.retain(|_, until| now < *until);
        let mut over: Vec<(String, About)> = Vec::new();
        for (rule, about, _) in board.seen_alerts().iter().filter(|(.., marks)| marks.acknowledged().is_some()) {
            let at = self.rule_of(rule).map(|(at, _)| at);
            let stands = at.is_some_and(|rule| self.alarms.stands(&AlarmKey { rule, about: about.clone() }));
            if !stands {
                over.push((rule.to_owned(), about.clone()));
            } else if !self.spared.is_empty() {
                // When it clears now, it has cleared.
                self.spared.remove(&(rule.to_owned(), about.clone()));
            }
        }
        over.retain(|alert| !self.spared.contains_key(alert));
        if over.is_empty() {
            return None;
        }
        let at = self.moment(now);
        let how = SeenHow::NotAcknowledged;
        let seen = over.into_iter().map(|(rule, about)| Seen { rule, about, how, who: String::new(), at });
        Some(Update::new(at, Payload::Seen(seen.collect())))
    }

    /// The moment of what is done next, behind that of all before it.
    fn moment(&mut self, now: Stamp) -> Stamp {
        self.last = now.max(self.last.plus(1));
        self.last
    }
}

#[cfg(test)]
mod tests;
