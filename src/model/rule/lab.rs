//! One rule under several limits at once, over one reading of what a board was told.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::course::Course;
use super::lookout::look_with;
use super::{Alarms, Mark, NewsKind, Past, Rules};
use crate::model::time::Stamp;
use crate::model::update::{Payload, Update};

/// What one rule would have raised.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LabPoint {
    /// Alerts that were told, as a dry run counts them.
    pub raised: u64,
    /// Of these, those that escalated.
    pub escalated: u64,
    /// Those that stood at the end.
    pub standing: u64,
    /// How long all of them stood together, in ms: up to the end, where they stood then.
    pub together_ms: i64,
    /// How long the longest stood, in ms.
    pub longest_ms: i64,
    /// Those that were acknowledged.
    pub acknowledged: u64,
}

impl LabPoint {
    /// Takes in what another reading came to.
    pub fn add(&mut self, other: &Self) {
        self.raised = self.raised.saturating_add(other.raised);
        self.escalated = self.escalated.saturating_add(other.escalated);
        self.standing = self.standing.saturating_add(other.standing);
        self.together_ms = self.together_ms.saturating_add(other.together_ms);
        self.longest_ms = self.longest_ms.max(other.longest_ms);
        self.acknowledged = self.acknowledged.saturating_add(other.acknowledged);
    }

    fn stood(&mut self, ms: i64, acknowledged: bool) {
        self.together_ms = self.together_ms.saturating_add(ms.max(0));
        self.longest_ms = self.longest_ms.max(ms);
        self.acknowledged = self.acknowledged.saturating_add(u64::from(acknowledged));
    }
}

/// One of the rules, and what it has come to.
#[derive(Clone, Debug)]
struct Trial {
    alarms: Alarms,
    /// The newest alert that is over and is counted.
    counted: u64,
    point: LabPoint,
}

/// A board without a screen, and rules that are held against it side by side.
#[derive(Clone, Debug)]
pub struct Lab {
    course: Course,
    trials: Vec<Trial>,
    zone: Tz,
    days: BTreeSet<NaiveDate>,
    told_seen: bool,
}

impl Lab {
    /// Nothing heard yet; each of `rules` by itself. Days begin at the midnight of `zone`.
    pub fn new(rules: impl IntoIterator<Item = Rules>, zone: Tz) -> Self {
        let trial = |rules| Trial { alarms: Alarms::new(rules, zone), counted: 0, point: LabPoint::default() };
        let trials = rules.into_iter().map(trial).collect();
        Self { course: Course::default(), trials, zone, days: BTreeSet::new(), told_seen: false }
    }

    /// Takes one update, and holds all rules against the board up to it and with it.
    pub fn take(&mut self, update: Update) {
        self.told_seen |= matches!(update.payload, Payload::Seen(_));
        self.days.extend(update.at.in_zone(&self.zone).map(|at| at.date_naive()));
        let trials = &mut self.trials;
        self.course.take(update, |look| {
            for trial in trials.iter_mut() {
                for news in look_with(&mut trial.alarms, look) {
                    match news.kind {
                        NewsKind::Raised => trial.point.raised += 1,
                        NewsKind::Escalated => trial.point.escalated += 1,
                        NewsKind::Ended => {}
                    }
                }
                trial.count_ended();
            }
        });
    }

    /// On which days of the site something was told.
    pub const fn days(&self) -> &BTreeSet<NaiveDate> {
        &self.days
    }

    /// How long there was a board, in ms.
    pub const fn watched_ms(&self) -> i64 {
        self.course.watched_ms()
    }

    /// Whether it was told what people did about alerts.
    pub const fn is_told_of_people(&self) -> bool {
        self.told_seen
    }

    /// What each of the rules has come to by now, in their order.
    pub fn points(&self) -> Vec<LabPoint> {
        let now = self.course.now().unwrap_or_default();
        self.trials.iter().map(|trial| trial.at(now)).collect()
    }
}

impl Trial {
    /// Counts what has ended since it was counted last.
    fn count_ended(&mut self) {
        let newest = self.counted;
        let fresh = self.alarms.history().rev().take_while(|past| past.id > newest);
        for Past { id, began, ended, acknowledged, .. } in fresh {
            self.counted = self.counted.max(*id);
            self.point.stood(ended.since(*began), acknowledged.is_some());
        }
    }

    /// What it comes to with those that stand.
    fn at(&self, now: Stamp) -> LabPoint {
        let mut point = self.point;
        for standing in self.alarms.standing() {
            point.standing += 1;
            point.stood(now.since(standing.since), matches!(standing.mark, Some(Mark::Acknowledged(_))));
        }
        point
    }
}
