//! Calls: lost ones, how many come in, how long they take, the service level.
//!
//! What is counted is held against the hour before, or against the same time of other days where that was kept, and told
//! where the difference is large and more than chance would have it. As long as one lasts, nothing more is told of its kind.

use std::collections::{BTreeMap, HashMap};

use chrono::{Datelike, Days, NaiveDate, Weekday};
use chrono_tz::Tz;

use super::chance::{Times, rates_differ, shares_differ};
use super::fact::{Against, Arrivals, BelowTarget, Facts, HandleTime, Happened, LostShare};
use crate::model::board::Board;
use crate::model::day::{HALF_HOUR_MS, shown};
use crate::model::ledger::{CallNews, Ledger, LedgerCall, ServiceTarget, Tally};
use crate::model::limits::Limits;
use crate::model::source::SourceId;
use crate::model::time::Stamp;

const MINUTE_MS: i64 = 60_000;

/// What is new: the calls of the last half hour, in minutes.
const RECENT: i64 = 30;

/// Calls that come in, and how long they take, are looked at within a shorter time too.
const SOON: i64 = 15;

/// What that is held against: the hour before, in minutes.
const BEFORE: i64 = 60;

/// Fewer calls say nothing, neither now nor before.
const CALLS_LEAST: u64 = 20;

/// Calls take another time for so many minutes at least before that is told.
const TURN_LEAST: i64 = 5;

/// The share of lost calls has to rise by so much, 0 to 1.
const LOST_LEAST: f64 = 0.03;

/// So many times as many calls as usual are far from usual; and so many times as few.
const ARRIVALS_LEAST: f64 = 1.6;

/// So many times as long is far from before; and so many times as short.
const TIMES_LEAST: f64 = 1.3;

/// The service level has to be so far below its target, and further than chance moves it, and so far above it again, 0 to 1.
const LEVEL_APART: f64 = 0.01;

/// Of so many calls at least.
const LEVEL_CALLS: u64 = 100;

/// For so long, in ms.
const LEVEL_HOLD_MS: i64 = 300_000;

/// What differs from the hour before is followed for so long, in ms: then the hour before is like it.
const FOLLOWED_MS: i64 = 4_500_000;

/// Minutes that are kept.
const KEPT: i64 = RECENT + BEFORE + 30;

/// A fact that lasts, and what it was held against.
#[derive(Clone, Copy, Debug)]
struct Open<T> {
    fact: u64,
    since: Stamp,
    than: T,
}

/// What the calls of a minute come to.
#[derive(Clone, Copy, Debug, Default)]
struct Minute {
    /// Of those that began in it.
    began: Tally,
    /// Of those that ended in it.
    took: Times,
}

/// What is known of calls.
#[derive(Clone, Debug, Default)]
pub(super) struct Calls {
    minutes: BTreeMap<i64, Minute>,
    /// From which minute on every call is there.
    since: Option<i64>,
    /// The last minute that was looked at.
    looked: Option<i64>,
    lost: Option<Open<f64>>,
    arrivals: Option<Open<(f64, Against)>>,
    times: Option<Open<(f64, i64)>>,
    level: Option<Open<()>>,
    /// Since when the service level is on the other side of its target.
    turning: Option<Stamp>,
}

const fn minute(at: Stamp) -> i64 {
    at.ms().div_euclid(MINUTE_MS)
}

impl Calls {
    /// Takes what is told of calls, before the ledger takes it.
    pub(super) fn told(&mut self, news: &CallNews, ledger: Option<&Ledger>) {
        let ledger = ledger.filter(|ledger| ledger.day() == news.day);
        let last: HashMap<&str, &LedgerCall> = news.calls.iter().map(|call| (&*call.id, call)).collect();
        for call in last.into_values() {
            if let Some(known) = ledger.and_then(|ledger| ledger.call(&call.id)) {
                self.count(known, &news.target, false);
            }
            if call.started.is_none_or(|at| news.day.has(at)) {
                self.count(call, &news.target, true);
            }
        }
        let reaches =
            if news.extent.whole { Some(news.day.from) } else { news.extent.since.map(|at| at.plus(MINUTE_MS)) };
        if let Some(reaches) = reaches.map(minute) {
            self.since = Some(self.since.map_or(reaches, |since| since.min(reaches)));
        }
        let kept = minute(news.as_of) - KEPT;
        while self.minutes.first_key_value().is_some_and(|(minute, _)| *minute < kept) {
            self.minutes.pop_first();
        }
    }

    fn count(&mut self, call: &LedgerCall, target: &ServiceTarget, there: bool) {
        let Some(tally) = Tally::of_call(call, target) else { return };
        if let Some(began) = call.started {
            let place = &mut self.minutes.entry(minute(began)).or_default().began;
            if there {
                place.merge(&tally);
            } else {
                *place = place.without(&tally);
            }
        }
        if let (Some(ended), Some(ms)) = (call.ended, call.talk_ms.filter(|ms| tally.talked > 0 && *ms >= 0)) {
            let place = &mut self.minutes.entry(minute(ended)).or_default().took;
            if there {
                place.add(ms);
            } else {
                place.remove(ms);
            }
        }
    }

    /// The calls that began, and those that ended, in so many minutes before `end`.
    fn sum(&self, from: i64, end: i64) -> (Tally, Times) {
        let mut sum = (Tally::default(), Times::default());
        for (_, minute) in self.minutes.range(from..end) {
            sum.0.merge(&minute.began);
            sum.1.merge(&minute.took);
        }
        sum
    }

    /// Looks at the calls once a minute, as far as the records tell.
    pub(super) fn look(&mut self, board: &Board, limits: &Limits, zone: Tz, now: Stamp, facts: &mut Facts) {
        let Some(ledger) = board.ledger() else { return };
        if board.source(SourceId::Calls).is_stale(now, limits.stale_after_ms(SourceId::Calls)) {
            return;
        }
        // The minute in which the records were asked for is not over.
        let end = minute(ledger.as_of().min(now).plus(board.calls_skew_ms()));
        if self.looked.is_some_and(|looked| end <= looked) {
            return;
        }
        self.looked = Some(end);
        if ledger.extent().whole {
            self.look_at_level(ledger, now, facts);
        }
        if self.since.is_none_or(|since| since > end - RECENT - BEFORE) {
            return;
        }
        self.look_at_lost(end, now, facts);
        self.look_at_arrivals(board, end, zone, now, facts);
        self.look_at_times(end, now, facts);
    }

    fn look_at_level(&mut self, ledger: &Ledger, now: Stamp, facts: &mut Facts) {
        let (figures, target) = (ledger.figures(), ledger.target());
        let wanted = f64::from(target.percent) / 100.0;
        let level = figures.service_level().filter(|_| figures.measured() >= LEVEL_CALLS);
        let turned = match (level, self.level) {
            (Some(level), None) => {
                let chance = (wanted * (1.0 - wanted) / figures.measured() as f64).sqrt();
                level < wanted - LEVEL_APART.max(chance)
            }
            (Some(level), Some(_)) => level >= wanted + LEVEL_APART,
            // A day begins.
            (None, open) => open.is_some(),
        };
        if !turned {
            self.turning = None;
            return;
        }
        if now.since(*self.turning.get_or_insert(now)) < LEVEL_HOLD_MS {
            return;
        }
        self.turning = None;
        if let Some(open) = self.level.take() {
            facts.end(open.fact, now);
        } else if let Some(level) = level {
            let ServiceTarget { percent, within_ms, .. } = target;
            let fact = facts.note(now, None, Happened::BelowTarget(BelowTarget { level, percent, within_ms }));
            self.level = Some(Open { fact, since: now, than: () });
        }
    }

    fn look_at_lost(&mut self, end: i64, now: Stamp, facts: &mut Facts) {
        let (recent, _) = self.sum(end - RECENT, end);
        let of = recent.answered.saturating_add(recent.lost);
        let share = recent.lost_share().unwrap_or(0.0);
        if let Some(open) = self.lost {
            if share < open.than + LOST_LEAST / 2.0 || now.since(open.since) > FOLLOWED_MS {
                facts.end(open.fact, now);
                self.lost = None;
            }
            return;
        }
        let (before, _) = self.sum(end - RECENT - BEFORE, end - RECENT);
        let of_before = before.answered.saturating_add(before.lost);
        let than = before.lost_share().unwrap_or(0.0);
        if of >= CALLS_LEAST
            && of_before >= CALLS_LEAST
            && share - than >= LOST_LEAST
            && shares_differ(recent.lost, of, before.lost, of_before)
        {
            let what = LostShare { before: than, now: share, lost: recent.lost, of };
            let fact = facts.note(now, None, Happened::LostShare(what));
            self.lost = Some(Open { fact, since: now, than });
        }
    }

    fn look_at_arrivals(&mut self, board: &Board, end: i64, zone: Tz, now: Stamp, facts: &mut Facts) {
        if let Some(open) = self.arrivals {
            let (recent, _) = self.sum(end - SOON, end);
            let (than, against) = open.than;
            let times = recent.calls() as f64 / SOON as f64 / than;
            let followed = against == Against::OtherDays || now.since(open.since) <= FOLLOWED_MS;
            let far = times >= ARRIVALS_LEAST.sqrt() || times <= 1.0 / ARRIVALS_LEAST.sqrt();
            if !far || !followed {
                facts.end(open.fact, now);
                self.arrivals = None;
            }
            return;
        }
        for minutes in [SOON, RECENT] {
            let (recent, _) = self.sum(end - minutes, end);
            let Some((usual, against)) = self.unusual(board, recent.calls(), minutes, end, zone) else { continue };
            let what = Arrivals { minutes, now: recent.calls(), usual, against };
            let fact = facts.note(now, None, Happened::Arrivals(what));
            self.arrivals = Some(Open { fact, since: now, than: (usual / minutes as f64, against) });
            return;
        }
    }

    /// How many calls would have been usual in the minutes before `end`, and by what, if `count` is far from it: from what
    /// came on each of the other days of which that was kept, else from the hour before.
    fn unusual(&self, board: &Board, count: u64, minutes: i64, end: i64, zone: Tz) -> Option<(f64, Against)> {
        let count = count as f64;
        let far = |usual: f64, usual_minutes: i64| {
            let usual_now = usual / usual_minutes as f64 * minutes as f64;
            let ratio = if count > usual_now { count / usual_now } else { usual_now / count };
            usual >= CALLS_LEAST as f64
                && ratio >= ARRIVALS_LEAST
                && rates_differ(count, minutes as f64, usual, usual_minutes as f64)
        };
        let days = other_days(board, end - minutes, minutes, zone);
        if days.is_empty() {
            let (before, _) = self.sum(end - minutes - BEFORE, end - minutes);
            let before = before.calls() as f64;
            let usual = before / BEFORE as f64 * minutes as f64;
            return far(before, BEFORE).then_some((usual, Against::HourBefore));
        }
        let is_far = days.iter().all(|usual| far(*usual, minutes));
        let near = days.into_iter().min_by(|one, other| (one - count).abs().total_cmp(&(other - count).abs()))?;
        is_far.then_some((near, Against::OtherDays))
    }

    fn look_at_times(&mut self, end: i64, now: Stamp, facts: &mut Facts) {
        if let Some(open) = self.times {
            let (than, minutes) = open.than;
            let times = self.sum(end - minutes, end).1.average_ms() / than;
            let far = times >= TIMES_LEAST.sqrt() || times <= 1.0 / TIMES_LEAST.sqrt();
            if !far || now.since(open.since) > FOLLOWED_MS {
                facts.end(open.fact, now);
                self.times = None;
            }
            return;
        }
        for minutes in [SOON, RECENT] {
            let (_, recent) = self.sum(end - minutes, end);
            let (_, before) = self.sum(end - minutes - BEFORE, end - minutes);
            if recent.count < CALLS_LEAST || before.count < CALLS_LEAST {
                continue;
            }
            let (longer, shorter) =
                (recent.average_ms().max(before.average_ms()), recent.average_ms().min(before.average_ms()));
            if longer >= shorter * TIMES_LEAST && recent.differ(&before) {
                let whole = |ms: f64| ms.max(0.0).round() as u64;
                let what = HandleTime {
                    before_ms: whole(before.average_ms()),
                    now_ms: whole(recent.average_ms()),
                    minutes,
                    calls: recent.count,
                };
                let fact = facts.note(self.turn(end, minutes), None, Happened::HandleTime(what));
                self.times = Some(Open { fact, since: now, than: (before.average_ms(), minutes) });
                return;
            }
        }
    }

    /// The minute of the last so many from which on calls most likely take another time.
    fn turn(&self, end: i64, minutes: i64) -> Stamp {
        let apart = |turn: i64| {
            let (before, after) = (self.sum(end - minutes - BEFORE, turn).1, self.sum(turn, end).1);
            after.apart(&before)
        };
        let turns = (end - minutes)..(end - TURN_LEAST);
        let turn = turns.max_by(|one, other| apart(*one).total_cmp(&apart(*other))).unwrap_or(end - minutes);
        Stamp(turn.saturating_mul(MINUTE_MS))
    }

    /// Calls that began, and those that ended with their talk together, in ms.
    #[cfg(test)]
    pub(super) fn counted(&self) -> (u64, u64, u64) {
        let (began, took) = self.sum(i64::MIN, i64::MAX);
        (began.calls(), took.count, (took.average_ms() * took.count as f64) as u64)
    }

    pub(super) fn clock_set(&mut self, by: i64) {
        let open = [self.lost.as_mut().map(|open| &mut open.since), self.arrivals.as_mut().map(|open| &mut open.since)];
        let others = [self.times.as_mut().map(|open| &mut open.since), self.turning.as_mut()];
        open.into_iter().chain(others).flatten().for_each(|at| *at = at.plus(by));
    }
}

/// Whether two days are alike: both of the working week, or both of the weekend.
fn are_alike(one: NaiveDate, other: NaiveDate) -> bool {
    let is_weekend = |date: NaiveDate| matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
    is_weekend(one) == is_weekend(other)
}

/// How many calls came in the minutes from `from` on by the wall clock of yesterday, where that is alike, and of a week ago,
/// of the days whose half hours were kept.
fn other_days(board: &Board, from: i64, minutes: i64, zone: Tz) -> Vec<f64> {
    let begin = Stamp(from.saturating_mul(MINUTE_MS));
    let Some(local) = begin.in_zone(&zone) else { return Vec::new() };
    let on = |days: u64| {
        let today = local.date_naive();
        let date = today.checked_sub_days(Days::new(days)).filter(|date| are_alike(today, *date))?;
        let begin = shown(date.and_time(local.time()), zone)?.first();
        let end = begin.plus(minutes * MINUTE_MS);
        let mut half = Stamp(begin.ms().div_euclid(HALF_HOUR_MS).saturating_mul(HALF_HOUR_MS));
        let mut calls = 0.0;
        while half < end {
            let kept = board.kept().get(half)?;
            let within = half.plus(HALF_HOUR_MS).min(end).since(half.max(begin));
            calls += kept.tally.calls() as f64 * within as f64 / HALF_HOUR_MS as f64;
            half = half.plus(HALF_HOUR_MS);
        }
        Some(calls)
    };
    [1, 7].into_iter().filter_map(on).collect()
}
