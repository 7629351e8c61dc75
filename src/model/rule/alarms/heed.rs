//! What people at the boards of a hub did about alerts, taken over from the board; and what a person here wishes.

use std::collections::HashMap;

use super::shared::Marks;
use super::{AlarmKey, Alarms, SeeTo};
use crate::model::board::Board;
use crate::model::seen::{SeenHow, SeenMarks};
use crate::model::time::Stamp;

impl Alarms {
    /// Notes that the person at this screen has seen an alert, until it ends; a second time takes that back. Whether
    /// it stands at all.
    pub fn acknowledge(&mut self, key: &AlarmKey, now: Stamp) -> bool {
        let Some(open) = self.open.get_mut(key).filter(|open| open.raised.is_some()) else { return false };
        let taken_back = open.acknowledged.is_some();
        open.acknowledged = if taken_back { None } else { Some(now) };
        if taken_back {
            self.wait_anew(key, now);
        }
        self.rest.disturb();
        self.arrange();
        true
    }

    /// Keeps an alert quiet until `until`, also when it ends and is raised again meanwhile; a second time takes that
    /// back. Whether it is snoozed now.
    pub fn snooze(&mut self, key: &AlarmKey, until: Stamp) -> bool {
        let snoozed = self.snoozed.remove(key).is_none();
        if snoozed {
            self.snoozed.insert(key.clone(), until);
        }
        self.rest.disturb();
        self.arrange();
        snoozed
    }

    /// Keeps an alert quiet for the rest of the day, also when it is raised again; a second time takes that back.
    /// Whether it is muted now.
    pub fn mute(&mut self, key: &AlarmKey) -> bool {
        let muted = !self.muted.remove(key);
        if muted {
            self.muted.insert(key.clone());
        }
        self.rest.disturb();
        self.arrange();
        muted
    }

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
            let Some((rule, _)) = self.rules.holding().find(|(_, known)| known.name == rule) else { continue };
            let holding = self.holding(told, now);
            if !holding.is_none() {
                marks.insert(AlarmKey { rule, about: about.clone() }, holding);
            }
        }
        let before = std::mem::replace(&mut self.shared.marks, marks);
        if before != self.shared.marks {
            self.rest.disturb();
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
