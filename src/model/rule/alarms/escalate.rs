//! Alerts that no person has seen to are told once more.
//!
//! What was acknowledged, snoozed or muted has been seen; its time begins anew when that is taken back. Nothing escalates
//! while its source is away: whether it still stands is not known then.

use super::{AlarmKey, Alarms, NewsKind, Open, Rule};
use crate::model::time::Stamp;

impl Open {
    /// When it is due to escalate; `None` where it has, or where a person has seen to it.
    pub(super) fn escalates_at(&self, rule: &Rule, quiet: bool) -> Option<Stamp> {
        let waits = !quiet && self.acknowledged.is_none() && !self.unconfirmed && self.escalated.is_none();
        Some(self.unseen.filter(|_| waits)?.plus(rule.escalate_after_ms?))
    }

    /// The same, if that is now or before.
    pub(super) fn escalates(&self, rule: &Rule, quiet: bool, now: Stamp) -> Option<Stamp> {
        self.escalates_at(rule, quiet).filter(|due| now >= *due)
    }
}

impl Alarms {
    /// An alert has waited for a person for too long.
    pub(super) fn escalate(&mut self, key: AlarmKey, now: Stamp) {
        let Some(open) = self.open.get_mut(&key) else { return };
        let Some(began) = open.raised else { return };
        open.escalated = Some(now);
        let who = open.who.clone();
        self.stirred.one(&key);
        self.tell(NewsKind::Escalated, key, who, began, now);
    }

    /// A person has just looked at an alert and wants it back: they have as long as before.
    pub(super) fn wait_anew(&mut self, key: &AlarmKey, now: Stamp) {
        self.rest.disturb();
        if let Some(open) = self.open.get_mut(key) {
            open.unseen = open.unseen.map(|_| now);
        }
    }

    /// On a board of another moment: what has been due for long there escalated when it happened.
    pub(super) fn escalate_before(&mut self, now: Stamp) {
        for (key, open) in &mut self.open {
            let Some(rule) = self.rules.get(key.rule) else { continue };
            if let (Some(_), Some(due)) = (open.unseen, open.due) {
                let held = due.plus(rule.hold_ms).min(now);
                open.unseen = Some(held);
                let seen = self.shared.has(key);
                open.escalated = open.escalates(rule, seen, now);
            }
        }
        self.arrange();
    }
}
