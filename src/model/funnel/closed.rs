//! The closed sessions of one day, counted by half hours.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use chrono::{Datelike, NaiveDate};
use chrono_tz::Tz;
use litemap::LiteMap;

use super::{AiGroup, Funnel, FunnelHalf, FunnelRow, GROUPS_MAX, GroupedBy, LASTS_MAX_MS};
use crate::model::ai::AiRecord;
use crate::model::day::{HALF_HOUR_MS, HalfHours, beginning};
use crate::model::sort;
use crate::model::time::Stamp;

/// No name is kept that is longer, in characters.
const NAME_MAX: usize = 60;

/// Different names of one kind that are told apart in a half hour; a vendor that has a name for each session must not fill the
/// memory.
const NAMES_MAX: usize = 500;

/// Days from 1970-01-01 to the first day of our calendar.
const EPOCH_FROM_CE: i64 = 719_163;

/// They, as their records come.
#[derive(Clone, Debug)]
pub struct ClosedSessions {
    day: i64,
    halves: HalfHours,
    counts: LiteMap<usize, LiteMap<AiGroup, Funnel>>,
    /// Hashes of the ids of those that are counted.
    counted: HashSet<u64>,
}

/// The number of a date, counted in days from 1970-01-01.
pub(super) fn day_number(date: NaiveDate) -> i64 {
    i64::from(date.num_days_from_ce()) - EPOCH_FROM_CE
}

impl ClosedSessions {
    /// None yet of `date`, whose days and half hours are those of the site's zone. `None` at the calendar's end.
    pub fn new(date: NaiveDate, zone: Tz) -> Option<Self> {
        let halves = HalfHours::of(beginning(date, zone)?, zone)?;
        Some(Self { day: day_number(date), halves, counts: LiteMap::new(), counted: HashSet::new() })
    }

    /// Takes a record in; whether it counts. One that has not ended does not, nor one that is not valid, that lasted too long,
    /// of which it is not known how far it got, or that is counted already.
    pub fn take(&mut self, record: &AiRecord) -> bool {
        let (Some(true), Some(true), Some(ended)) = (record.over, record.valid, record.ended) else { return false };
        let (Some(asked), Some(handed)) = (record.asked, record.handed) else { return false };
        let lasted = record.started.map(|started| ended.since(started));
        let half = self.halves.half(ended).filter(|_| lasted.is_some_and(|ms| ms <= LASTS_MAX_MS));
        let Some(half) = half else { return false };
        let mut hasher = DefaultHasher::new();
        record.id.hash(&mut hasher);
        if !self.counted.insert(hasher.finish()) {
            return false;
        }
        let counts = self.counts.entry(half).or_default();
        let reached = u64::from(asked && handed);
        let funnel = Funnel { valid: 1, asked: u64::from(asked), reached };
        let mut count = |by: GroupedBy, name: Option<&str>, funnel: Funnel| {
            let Some(name) = name.map(named).filter(|name| !name.is_empty()) else { return };
            let group = AiGroup { by, name };
            let group =
                if counts.len() < NAMES_MAX || counts.contains_key(&group) { group } else { AiGroup::others(by) };
            counts.entry(group).or_default().add(funnel);
        };
        count(GroupedBy::Robot, record.robot.as_deref(), funnel);
        count(GroupedBy::Channel, record.channel.as_deref(), funnel);
        if asked {
            count(GroupedBy::Reason, record.reason.as_deref(), Funnel { valid: 0, ..funnel });
        }
        counts.entry(AiGroup::all()).or_default().add(funnel);
        true
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.counted.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.counted.is_empty()
    }

    /// The half hours that have ended by `until`, for who has taken in all sessions that ended by then.
    pub fn whole(&self, until: Stamp) -> impl Iterator<Item = FunnelHalf> + '_ {
        let ended = move |half: &usize| self.halves.begins(*half).plus(HALF_HOUR_MS) <= until;
        (0..self.halves.count()).take_while(ended).map(|half| FunnelHalf {
            from: self.halves.begins(half),
            day: self.day,
            wall: u8::try_from(self.halves.wall(half)).unwrap_or(u8::MAX),
            rows: self.counts.get(&half).map(rows).unwrap_or_default(),
        })
    }
}

/// A name without what no line takes.
fn named(name: &str) -> String {
    let plain = name.trim().chars().map(|c| if c.is_control() { ' ' } else { c });
    plain.take(NAME_MAX).collect::<String>().trim().to_owned()
}

/// All sessions, and of each kind the groups with most of them; the rest together.
fn rows(counts: &LiteMap<AiGroup, Funnel>) -> Vec<FunnelRow> {
    let mut rows = Vec::new();
    for by in GroupedBy::ALL {
        let mut of_kind: Vec<(&AiGroup, Funnel)> =
            counts.iter().filter(|(group, _)| group.by == by).map(|(group, funnel)| (group, *funnel)).collect();
        sort::by_key(&mut of_kind, |(group, funnel)| {
            (group.is_others(), std::cmp::Reverse(funnel.valid.max(funnel.asked)))
        });
        let named = of_kind.iter().take_while(|(group, _)| !group.is_others()).count();
        let shown = named.min(GROUPS_MAX);
        let mut others = Funnel::default();
        for (place, (group, funnel)) in of_kind.iter().enumerate() {
            if place < shown {
                rows.push(FunnelRow { group: (*group).clone(), funnel: *funnel });
            } else {
                others.add(*funnel);
            }
        }
        if of_kind.len() > shown {
            rows.push(FunnelRow { group: AiGroup::others(by), funnel: others });
        }
    }
    rows
}
