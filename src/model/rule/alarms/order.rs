//! In which order alerts stand, and with what marks.

use std::sync::Arc;

use super::{AlarmKey, Alarms, Alert, Mark, Open, Standing};
use crate::model::seen::By;

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
        if std::mem::take(&mut self.stirred) {
            self.arrange();
        }
    }

    pub(super) fn arrange(&mut self) {
        let stands = |(key, open): (&AlarmKey, &Open)| {
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
        };
        let mut standing: Vec<Standing> = self.open.iter().filter_map(stands).collect();
        standing.sort_by(|a, b| {
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
        });
        self.alerts.standing = Arc::new(standing);
    }
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
