//! Alerts: from when to when each stood, and what people did about it.

use std::collections::HashMap;

use super::fact::{Alerted, Facts, Happened};
use crate::model::rule::{AlarmKey, Mark, News, NewsKind, Standing};
use crate::model::seen::By;
use crate::model::time::Stamp;

/// What is known of alerts.
#[derive(Clone, Debug, Default)]
pub(super) struct Alerts {
    open: HashMap<AlarmKey, u64>,
}

impl Alerts {
    /// Takes news of an alert.
    pub(super) fn news(&mut self, news: &News, facts: &mut Facts) {
        match news.kind {
            NewsKind::Raised if self.open.contains_key(&news.key) => {}
            NewsKind::Raised => {
                let what = Alerted {
                    key: news.key.clone(),
                    rule: news.rule.to_string(),
                    looks_at: news.what.to_string(),
                    severity: news.severity,
                    about: news.key.about.clone(),
                    who: news.who.clone(),
                    escalated: None,
                    acknowledged: None,
                    snoozed: None,
                    muted: None,
                };
                let fact = facts.note(news.began, None, Happened::Alert(Box::new(what)));
                self.open.insert(news.key.clone(), fact);
            }
            NewsKind::Escalated => self.change(&news.key, facts, |alert| alert.escalated = Some(news.at)),
            NewsKind::Ended => self.end(&news.key, news.at, facts),
        }
    }

    fn end(&mut self, key: &AlarmKey, at: Stamp, facts: &mut Facts) {
        if let Some(fact) = self.open.remove(key) {
            facts.end(fact, at);
        }
    }

    fn change(&self, key: &AlarmKey, facts: &mut Facts, change: impl FnOnce(&mut Alerted)) {
        let Some(fact) = self.open.get(key) else { return };
        facts.change(*fact, |fact| {
            if let Happened::Alert(alert) = &mut fact.what {
                change(alert);
            }
        });
    }

    /// Takes what was done about those that stand; those that stand no longer, and of which no news came, are over.
    pub(super) fn look(&mut self, standing: &[Standing], now: Stamp, facts: &mut Facts) {
        if self.open.is_empty() {
            return;
        }
        for stands in standing {
            let Some(mark) = stands.mark else { continue };
            let by = |at: Stamp| stands.by.clone().unwrap_or(By { at, who: String::new() });
            self.change(&stands.key, facts, |alert| match mark {
                Mark::Acknowledged(at) => {
                    alert.acknowledged.get_or_insert_with(|| By { at, ..by(at) });
                }
                Mark::Snoozed(until) => alert.snoozed = Some((until, by(now))),
                Mark::Muted => {
                    alert.muted.get_or_insert_with(|| by(now));
                }
            });
        }
        if self.open.len() > standing.len() {
            let gone: Vec<AlarmKey> =
                self.open.keys().filter(|key| standing.iter().all(|stands| stands.key != **key)).cloned().collect();
            for key in gone {
                self.end(&key, now, facts);
            }
        }
    }
}
