//! What people at the boards of a hub did about alerts, as the board has heard of it.
//!
//! The board knows alerts by their rules' names, since each of the boards may have settings of its own; a rule that is not
//! among these here has nothing to be marked.

use std::collections::HashMap;

use super::{AlarmKey, Alarms, SeeTo};
use crate::model::board::Board;
use crate::model::seen::{By, SeenHow, SeenMarks};
use crate::model::time::Stamp;

/// What holds of one alert.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Marks {
    acknowledged: Option<By>,
    snoozed: Option<(Stamp, By)>,
    muted: Option<By>,
}

impl Marks {
    const fn is_none(&self) -> bool {
        self.acknowledged.is_none() && self.snoozed.is_none() && self.muted.is_none()
    }
}

/// What holds of all alerts whose rules are known.
#[derive(Clone, Debug, Default)]
pub(super) struct Shared {
    /// The board's count when it was looked at last.
    revision: u64,
    marks: HashMap<AlarmKey, Marks>,
}

impl Shared {
    /// Who has seen it.
    pub(super) fn acknowledged(&self, key: &AlarmKey) -> Option<&By> {
        self.marks.get(key)?.acknowledged.as_ref()
    }

    /// Until when it is kept quiet, and by whom.
    pub(super) fn snoozed(&self, key: &AlarmKey) -> Option<(Stamp, &By)> {
        self.marks.get(key)?.snoozed.as_ref().map(|(until, by)| (*until, by))
    }

    /// Who keeps it quiet for the day.
    pub(super) fn muted(&self, key: &AlarmKey) -> Option<&By> {
        self.marks.get(key)?.muted.as_ref()
    }

    /// Whether anything was done about it that holds.
    pub(super) fn has(&self, key: &AlarmKey) -> bool {
        self.marks.contains_key(key)
    }

    /// A new day: no mute holds any longer. Whether one did.
    pub(super) fn begin_day(&mut self) -> bool {
        let mut did = false;
        for marks in self.marks.values_mut() {
            did |= marks.muted.take().is_some();
        }
        self.marks.retain(|_, marks| !marks.is_none());
        did
    }

    /// Ends the snoozes that are over; whose.
    pub(super) fn end_snoozes(&mut self, now: Stamp) -> Vec<AlarmKey> {
        let mut over = Vec::new();
        for (key, marks) in &mut self.marks {
            if marks.snoozed.take_if(|(until, _)| now >= *until).is_some() {
                over.push(key.clone());
            }
        }
        self.marks.retain(|_, marks| !marks.is_none());
        over
    }

    /// The clock was set; the board's words were brought over as well, and are looked at anew.
    pub(super) fn clock_set(&mut self, by: i64) {
        for marks in self.marks.values_mut() {
            let snoozed = marks.snoozed.as_mut().map(|(until, by_whom)| {
                *until = until.plus(by);
                by_whom
            });
            let words = [marks.acknowledged.as_mut(), snoozed, marks.muted.as_mut()];
            words.into_iter().flatten().for_each(|word| word.at = word.at.plus(by));
        }
    }
}

impl Alarms {
    /// Whether a person wants to hear nothing of it for now.
    pub(super) fn is_quiet(&self, key: &AlarmKey) -> bool {
        self.muted.contains(key)
            || self.snoozed.contains_key(key)
            || self.shared.muted(key).is_some()
            || self.shared.snoozed(key).is_some()
    }

    /// Takes over what the board has heard that people did.
    pub(super) fn heed(&mut self, board: &Board, now: Stamp) {
        let seen = board.seen_alerts();
        if seen.revision() == self.shared.revision {
            return;
        }
        self.shared.revision = seen.revision();
        let mut marks = HashMap::new();
        for (rule, about, told) in seen.iter() {
            let Some(rule) = self.rules.list().iter().position(|known| known.name == rule) else { continue };
            let holding = self.holding(told, now);
            if !holding.is_none() {
                marks.insert(AlarmKey { rule, about: about.clone() }, holding);
            }
        }
        let before = std::mem::replace(&mut self.shared.marks, marks);
        if before != self.shared.marks {
            self.stirred.all();
        }
        for (key, was) in before {
            let is = self.shared.marks.get(&key).cloned().unwrap_or_default();
            let taken_back = was.acknowledged.is_some() && is.acknowledged.is_none()
                || was.snoozed.is_some() && is.snoozed.is_none()
                || was.muted.is_some() && is.muted.is_none();
            if taken_back {
                self.wait_anew(&key, now);
            }
        }
    }

    /// What of it holds now: mutes are of one day, snoozes end.
    fn holding(&self, told: &SeenMarks, now: Stamp) -> Marks {
        let day = |at: Stamp| at.in_zone(&self.zone).map(|at| at.date_naive());
        Marks {
            acknowledged: told.acknowledged().cloned(),
            snoozed: told.snoozed().filter(|(until, _)| now < *until).map(|(until, by)| (until, by.clone())),
            muted: told.muted().filter(|by| day(by.at) == day(now)).cloned(),
        }
    }

    /// What a person wishes who does `how` about an alert, by what holds of it now at all boards: a second time takes it
    /// back.
    pub fn wish(&self, key: &AlarmKey, how: SeeTo) -> SeenHow {
        match how {
            SeeTo::Acknowledge if self.shared.acknowledged(key).is_some() => SeenHow::NotAcknowledged,
            SeeTo::Acknowledge => SeenHow::Acknowledged,
            SeeTo::Snooze(_) if self.shared.snoozed(key).is_some() => SeenHow::NotSnoozed,
            SeeTo::Snooze(until) => SeenHow::Snoozed(until),
            SeeTo::Mute if self.shared.muted(key).is_some() => SeenHow::NotMuted,
            SeeTo::Mute => SeenHow::Muted,
        }
    }

    /// Whether an alert stands.
    pub fn stands(&self, key: &AlarmKey) -> bool {
        self.open.get(key).is_some_and(|open| open.raised.is_some())
    }
}
