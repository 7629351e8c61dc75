//! In which order alerts stand, and with what marks.

use std::cmp::{Ordering, Reverse};
use std::sync::Arc;

use super::{AlarmKey, Alarms, Alert, Mark, Open, Severity, Standing};
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

    /// Tells those that were stirred anew; the others have stood for `passed` ms longer.
    pub(super) fn settle(&mut self, passed: i64) {
        let stirred = std::mem::take(&mut self.stirred);
        if stirred.all || stirred.some.len() > self.alerts.standing.len() / ANEW_SHARE + 8 {
            self.arrange();
        } else if passed > 0 || !stirred.some.is_empty() {
            self.move_some(&stirred.some, passed);
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

    /// Tells these anew; the others have stood for `passed` ms longer, and hardly one for that stands elsewhere.
    fn move_some(&mut self, some: &QuickSet<AlarmKey>, passed: i64) {
        let mut come: Vec<Standing> =
            some.iter().filter_map(|key| self.standing_of(key, self.open.get(key)?)).collect();
        come.sort_by(compare);
        // Few keys are sooner held against each than each is looked for.
        let few: Option<Vec<&AlarmKey>> = (some.len() <= FEW).then(|| some.iter().collect());
        let moves = |key: &AlarmKey| few.as_ref().map_or_else(|| some.contains(key), |few| few.contains(&key));
        // Where they are, unless they are lent to one who keeps them.
        let standing = Arc::make_mut(&mut self.alerts.standing);
        if !some.is_empty() {
            standing.retain(|stays| !moves(&stays.key));
        }
        if passed > 0 {
            grow_older(standing, passed);
        }
        if few.is_some() {
            for comes in come {
                let at = standing.partition_point(|stays| compare(stays, &comes).is_lt());
                standing.insert(at, comes);
            }
        } else {
            // Two runs that are in order, which this sort finds and merges.
            standing.append(&mut come);
            standing.sort_by(compare);
        }
    }

    fn standing_of(&self, key: &AlarmKey, open: &Open) -> Option<Standing> {
        let (mark, by) = self.mark(key, open);
        let mut alert = open.alert.clone();
        if let Alert::Agent { elapsed_ms, .. } = &mut alert {
            *elapsed_ms = elapsed_ms.saturating_add(self.rest.told.since(open.at).max(0));
        }
        Some(Standing {
            alert,
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

/// Those about agents have stood for `passed` ms longer, and stand in their order again: who has the lower limit comes to be
/// further over it than another, now and then.
fn grow_older(standing: &mut [Standing], passed: i64) {
    let mut before: Option<Weight> = None;
    let mut sorted = true;
    for stands in &mut *standing {
        if let Alert::Agent { elapsed_ms, .. } = &mut stands.alert {
            *elapsed_ms = elapsed_ms.saturating_add(passed);
        }
        let weight = Weight::of(stands);
        sorted &= before.is_none_or(|before| before.cmp(&weight).is_lt());
        before = Some(weight);
    }
    if !sorted {
        put_right(standing);
    }
}

/// Puts those in order of which few stand wrong, and these not far from their place.
fn put_right(standing: &mut [Standing]) {
    let mut steps = standing.len();
    for at in 1..standing.len() {
        let (sorted, rest) = standing.split_at(at);
        let (Some(last), Some(next)) = (sorted.last(), rest.first()) else { return };
        if compare(last, next).is_le() {
            continue;
        }
        let place = sorted.partition_point(|stands| compare(stands, next).is_lt());
        let Some(left) = steps.checked_sub(at - place) else {
            // After a long time, as of a machine that slept.
            standing.sort_unstable_by(compare);
            return;
        };
        steps = left;
        if let Some(moved) = standing.get_mut(place..=at) {
            moved.rotate_right(1);
        }
    }
}

/// What decides where one stands, the least first; but for two about one agent, and for those about sources or the centre.
#[derive(Clone, Copy)]
struct Weight {
    rank: (u8, bool, Reverse<Severity>, u8),
    over: f64,
    place: usize,
}

impl Weight {
    fn of(standing: &Standing) -> Self {
        let mark = match standing.mark {
            None => 0,
            Some(Mark::Acknowledged(_)) => 1,
            Some(Mark::Snoozed(_)) => 2,
            Some(Mark::Muted) => 3,
        };
        let rank = (mark, standing.escalated.is_none(), Reverse(standing.severity), group(&standing.alert));
        Self { rank, over: over(&standing.alert), place: place(&standing.alert) }
    }

    fn cmp(&self, other: &Self) -> Ordering {
        self.rank.cmp(&other.rank).then(other.over.total_cmp(&self.over)).then(self.place.cmp(&other.place))
    }
}

fn compare(a: &Standing, b: &Standing) -> Ordering {
    Weight::of(a).cmp(&Weight::of(b)).then_with(|| a.key.cmp(&b.key))
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
