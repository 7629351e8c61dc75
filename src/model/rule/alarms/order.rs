//! In which order alerts stand, and with what marks.

use std::cmp::Ordering;
use std::sync::Arc;

use super::{AlarmKey, Alarms, Alert, Mark, Open, Standing};
use crate::model::quick::QuickSet;
use crate::model::seen::By;

/// Above this share of those that stand, telling all of them anew is cheaper.
const ANEW_SHARE: usize = 4;

/// So many keys are few: where the list is lent to none, they are put in their places one by one, and no second list is made.
const FEW: usize = 4;

impl Alarms {
    /// What was done about an alert, and by whom, where that is not this screen's person alone.
    fn mark(&self, key: &AlarmKey, open: &Open) -> (Option<Mark>, Option<By>) {
        if self.muted.contains(key) {
            return (Some(Mark::Muted), None);
        }
        if let Some(by) = self.shared.muted(key) {
            return (Some(Mark::Muted), Some(by.clone()));
        }
        if let Some(until) = self.snoozed.get(key) {
            return (Some(Mark::Snoozed(*until)), None);
        }
        if let Some((until, by)) = self.shared.snoozed(key) {
            return (Some(Mark::Snoozed(until)), Some(by.clone()));
        }
        match self.shared.acknowledged(key) {
            Some(by) => (Some(Mark::Acknowledged(by.at)), Some(by.clone())),
            None => (open.acknowledged.map(Mark::Acknowledged), None),
        }
    }

    pub(super) fn settle(&mut self) {
        let stirred = std::mem::take(&mut self.stirred);
        if stirred.all || stirred.some.len() > self.alerts.standing.len() / ANEW_SHARE + 8 {
            self.arrange();
        } else if !stirred.some.is_empty() {
            self.move_some(&stirred.some);
        }
    }

    /// Tells all of those that stand anew.
    pub(super) fn arrange(&mut self) {
        // In the room that those before had, where it is lent to none: there may be one for each of a hundred thousand agents,
        // every second.
        let mut standing = Arc::get_mut(&mut self.alerts.standing).map(std::mem::take).unwrap_or_default();
        standing.clear();
        standing.reserve(self.open.len());
        standing.extend(self.open.iter().filter_map(|(key, open)| self.standing_of(key, open)));
        // No two have the same key, so that there is but one order.
        standing.sort_unstable_by(compare);
        self.alerts.standing = Arc::new(standing);
    }

    /// Tells these anew; the others stand as they stood.
    fn move_some(&mut self, some: &QuickSet<AlarmKey>) {
        let mut come: Vec<Standing> =
            some.iter().filter_map(|key| self.standing_of(key, self.open.get(key)?)).collect();
        come.sort_by(compare);
        // Few keys are sooner held against each than each is looked for.
        let few: Option<Vec<&AlarmKey>> = (some.len() <= FEW).then(|| some.iter().collect());
        let moves = |key: &AlarmKey| few.as_ref().map_or_else(|| some.contains(key), |few| few.contains(&key));
        if few.is_some()
            && let Some(standing) = Arc::get_mut(&mut self.alerts.standing)
        {
            standing.retain(|stays| !moves(&stays.key));
            for comes in come {
                let at = standing.partition_point(|stays| compare(stays, &comes).is_lt());
                standing.insert(at, comes);
            }
            return;
        }
        let stay = self.alerts.standing.iter().filter(|standing| !moves(&standing.key));
        let mut standing = Vec::with_capacity(self.alerts.standing.len() + come.len());
        let mut come = come.into_iter().peekable();
        for stays in stay {
            while let Some(comes) = come.next_if(|comes| compare(comes, stays).is_lt()) {
                standing.push(comes);
            }
            standing.push(stays.clone());
        }
        standing.extend(come);
        self.alerts.standing = Arc::new(standing);
    }

    fn standing_of(&self, key: &AlarmKey, open: &Open) -> Option<Standing> {
        let (mark, by) = self.mark(key, open);
        Some(Standing {
            alert: open.alert.clone(),
            severity: self.severity(key),
            since: open.raised?,
            mark,
            by,
            escalated: open.escalated,
            unconfirmed: open.unconfirmed,
            key: key.clone(),
        })
    }
}

fn compare(a: &Standing, b: &Standing) -> Ordering {
    let rank = |standing: &Standing| match standing.mark {
        None => 0,
        Some(Mark::Acknowledged(_)) => 1,
        Some(Mark::Snoozed(_)) => 2,
        Some(Mark::Muted) => 3,
    };
    (rank(a).cmp(&rank(b)))
        .then(b.escalated.is_some().cmp(&a.escalated.is_some()))
        .then(b.severity.cmp(&a.severity))
        .then(group(&a.alert).cmp(&group(&b.alert)))
        .then(over(&b.alert).total_cmp(&over(&a.alert)))
        .then_with(|| place(&a.alert).cmp(&place(&b.alert)))
        .then_with(|| a.key.cmp(&b.key))
}

/// Sources come before the centre, and the centre before agents.
const fn group(alert: &Alert) -> u8 {
    match alert {
        Alert::Source { .. } => 0,
        Alert::Figure { .. } => 1,
        Alert::Agent { .. } => 2,
    }
}

/// How many times its limit an agent is over.
fn over(alert: &Alert) -> f64 {
    match alert {
        Alert::Agent { elapsed_ms, limit_ms, .. } => *elapsed_ms as f64 / (*limit_ms).max(1) as f64,
        Alert::Source { .. } | Alert::Figure { .. } => 0.0,
    }
}

const fn place(alert: &Alert) -> usize {
    match alert {
        Alert::Agent { slot, .. } => *slot,
        Alert::Source { .. } | Alert::Figure { .. } => 0,
    }
}
