//! What people at the boards of a hub did about alerts, as the board has heard of it.
//!
//! The board knows alerts by their rules' names, since each of the boards may have settings of its own; a rule that is not
//! among these here has nothing to be marked.

use std::collections::HashMap;

use super::words::AlarmKey;
use crate::model::seen::By;
use crate::model::time::Stamp;

/// What holds of one alert.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Marks {
    pub(super) acknowledged: Option<By>,
    pub(super) snoozed: Option<(Stamp, By)>,
    pub(super) muted: Option<By>,
}

impl Marks {
    pub(super) const fn is_none(&self) -> bool {
        self.acknowledged.is_none() && self.snoozed.is_none() && self.muted.is_none()
    }
}

/// What holds of all alerts whose rules are known.
#[derive(Clone, Debug, Default)]
pub(super) struct Shared {
    /// The board's count when it was looked at last.
    pub(super) revision: u64,
    pub(super) marks: HashMap<AlarmKey, Marks>,
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

    /// A new day: no mute holds any longer.
    pub(super) fn begin_day(&mut self) {
        for marks in self.marks.values_mut() {
            marks.muted = None;
        }
        self.marks.retain(|_, marks| !marks.is_none());
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
