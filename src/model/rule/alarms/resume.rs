//! Alerts that were raised and told elsewhere, by one who led until now: where they still stand they go on standing and are
//! told no more; where they do not, their end is told.

use super::words::{AlarmKey, NewsKind, Resumed, ToldAlert};
use super::{Alarms, Open};
use crate::model::sort;
use crate::model::time::Stamp;

/// What was told to stand has so long to be met here, in ms; then it has ended. Until then its source may be on its way.
const MET_WITHIN: i64 = 120_000;

impl Resumed {
    pub(super) fn clock_set(&mut self, by: i64) {
        self.raised = self.raised.plus(by);
        self.escalated = self.escalated.map(|at| at.plus(by));
        self.until = self.until.plus(by);
    }
}

impl Open {
    /// As it stood where it was told.
    pub(super) fn resuming(self, resumed: Option<&Resumed>) -> Self {
        match resumed {
            Some(&Resumed { raised, escalated, .. }) => {
                Self { raised: Some(raised), told: true, unseen: Some(raised), escalated, ..self }
            }
            None => self,
        }
    }
}

impl Alarms {
    /// What stands and was told.
    pub fn told(&self) -> Vec<ToldAlert> {
        let told = |key: &AlarmKey, who: &String, raised: Stamp, escalated| {
            let rule = self.rules.get(key.rule)?.name.clone();
            Some(ToldAlert { rule, about: key.about.clone(), who: who.clone(), raised, escalated })
        };
        let open = self.open.iter().filter(|(_, open)| open.told);
        let open = open.filter_map(|(key, open)| told(key, &open.who, open.raised?, open.escalated));
        let resumed = self.resumed.iter();
        let resumed = resumed.filter_map(|(key, resumed)| told(key, &resumed.who, resumed.raised, resumed.escalated));
        let mut all: Vec<ToldAlert> = open.chain(resumed).collect();
        sort::by(&mut all, |a, b| (&a.rule, &a.about).cmp(&(&b.rule, &b.about)));
        all
    }

    /// These were told to stand before; to be said before the first look. One of a rule that does not hold here is let go.
    pub fn resume(&mut self, told: Vec<ToldAlert>, now: Stamp) {
        for ToldAlert { rule, about, who, raised, escalated } in told {
            let Some((rule, _)) = self.rules.holding().find(|(_, known)| known.name == rule) else { continue };
            let resumed = Resumed { who, raised, escalated, until: now.plus(MET_WITHIN) };
            self.resumed.insert(AlarmKey { rule, about }, resumed);
        }
    }

    /// Those that were not met in time have ended.
    pub(super) fn end_resumed(&mut self, now: Stamp) {
        if self.resumed.is_empty() {
            return;
        }
        let mut over: Vec<_> = self.resumed.extract_if(|_, resumed| now >= resumed.until).collect();
        sort::by(&mut over, |a, b| (a.1.raised, &a.0).cmp(&(b.1.raised, &b.0)));
        for (key, Resumed { who, raised, .. }) in over {
            if !self.is_quiet(&key) {
                self.tell(NewsKind::Ended, key, who, raised, now);
            }
        }
    }
}
