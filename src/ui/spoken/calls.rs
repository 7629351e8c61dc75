//! Calls: the service level and its target, lost calls since the last sentence of them, and each half hour that is over.

use chrono_tz::Tz;

use super::names::clauses;
use super::pace::{Kind, Said};
use super::sources::Sources;
use crate::model::day::{HALF_HOUR_MS, HalfHours};
use crate::model::rule::CALLS_LEAST;
use crate::model::{Board, Figure, Ledger, Stamp, Tally};
use crate::ui::text::{count, limit, percent};

/// So long the service level has to be on the other side of its target, in ms.
const HOLD_MS: i64 = 60_000;

/// So long the records of a half hour are waited for, in ms.
const PATIENCE_MS: i64 = 300_000;

/// On which side of the target the service level is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Met,
    Missed,
}

/// A half hour that is over.
#[derive(Clone, Copy, Debug)]
struct Half {
    from: Stamp,
    until: Stamp,
    /// When it was over, on our clock.
    over: Stamp,
    /// What its records come to, once they are known.
    tally: Option<Tally>,
}

/// What of calls waits to be said.
#[derive(Debug, Default)]
pub(super) struct Calls {
    /// What was said last, or found at the beginning.
    side: Option<Side>,
    /// The other side, and since when.
    turning: Option<(Side, Stamp)>,
    turned: bool,
    /// How many were lost by the last sentence, of the day that begins then, and when that was.
    lost: Option<(Stamp, u64, Stamp)>,
    lost_now: u64,
    /// When the half hour began that is running, on the platform's clock.
    running: Option<Stamp>,
    half: Option<Half>,
    half_is_due: bool,
}

fn whole(board: &Board) -> Option<&Ledger> {
    board.ledger().filter(|ledger| ledger.extent().whole)
}

impl Calls {
    /// Looks at the calls; whether they can be `trusted`.
    pub(super) fn look(&mut self, board: &Board, zone: Tz, trusted: bool, now: Stamp) {
        self.look_at_level(board, trusted, now);
        self.look_at_lost(board, trusted, now);
        self.look_at_half(board, zone, now);
    }

    fn look_at_level(&mut self, board: &Board, trusted: bool, now: Stamp) {
        let known = whole(board).filter(|ledger| trusted && ledger.figures().measured() >= CALLS_LEAST);
        let side = known.and_then(|ledger| {
            let percent = f64::from(ledger.target().percent);
            let level = ledger.figures().service_level()? * 100.0;
            Some(if level < percent { Side::Missed } else { Side::Met })
        });
        let Some(side) = side else { return };
        if self.side.is_none() || self.side == Some(side) {
            // Where the day begins says the first sentence.
            (self.side, self.turning, self.turned) = (Some(side), None, false);
            return;
        }
        let since = self.turning.filter(|(turning, _)| *turning == side).map_or(now, |(_, since)| since);
        self.turning = Some((side, since));
        self.turned = now.since(since) >= HOLD_MS;
    }

    fn look_at_lost(&mut self, board: &Board, trusted: bool, now: Stamp) {
        let Some(ledger) = whole(board).filter(|_| trusted) else { return };
        let (day, lost) = (ledger.day().from, ledger.figures().lost);
        self.lost_now = lost;
        match &mut self.lost {
            // A record was corrected.
            Some((of, said, _)) if *of == day => *said = lost.min(*said),
            // The first sentence has those of before.
            None => self.lost = Some((day, lost, now)),
            Some(_) => self.lost = Some((day, 0, now)),
        }
    }

    fn look_at_half(&mut self, board: &Board, zone: Tz, now: Stamp) {
        let skew = board.calls_skew_ms();
        let Some(halves) = HalfHours::of(now.plus(skew), zone) else { return };
        let Some(from) = halves.half(now.plus(skew)).map(|half| halves.begins(half)) else { return };
        let before = self.running.replace(from).filter(|before| *before != from);
        if let Some(before) = before {
            // Behind a gap it is another one that has ended.
            let is_next = before.plus(HALF_HOUR_MS) == from;
            self.half = is_next.then_some(Half { from: before, until: from, over: now, tally: None });
            self.half_is_due = false;
        }
        let Some(half) = &mut self.half else { return };
        let known = board.ledger().filter(|ledger| {
            ledger.day().has(half.from) && ledger.reaches(half.from) && ledger.as_of().plus(skew) >= half.until
        });
        half.tally = known.map(|ledger| ledger.between(half.from, half.until)).or(half.tally);
        self.half_is_due = half.tally.is_some() || !board.tells_calls() || now.since(half.over) >= PATIENCE_MS;
    }

    pub(super) fn waits(&self, kind: Kind) -> bool {
        match kind {
            Kind::Level => self.turned,
            Kind::Lost => self.lost.is_some_and(|(_, said, _)| self.lost_now > said),
            _ => self.half.is_some() && self.half_is_due,
        }
    }

    pub(super) fn say(&mut self, kind: Kind, to: &Said<'_>, sources: &Sources) -> Option<String> {
        match kind {
            Kind::Level => self.say_level(to),
            Kind::Lost => self.say_lost(to),
            _ => self.say_half(to, sources),
        }
    }

    fn say_level(&mut self, to: &Said<'_>) -> Option<String> {
        if !std::mem::take(&mut self.turned) {
            return None;
        }
        let (side, _) = self.turning.take()?;
        self.side = Some(side);
        let ledger = whole(to.board)?;
        let target = ledger.target();
        let (level, percent) = (percent(ledger.figures().service_level(), "–"), target.percent);
        let within = limit(to, target.within_ms);
        Some(match side {
            Side::Missed => tr!(
                to,
                "Service level: {level}, below the target of {percent} % within {within}",
                level = level,
                percent = percent,
                within = within
            ),
            Side::Met => tr!(
                to,
                "Service level: {level}, the target of {percent} % within {within} is met again",
                level = level,
                percent = percent,
                within = within
            ),
        })
    }

    fn say_lost(&mut self, to: &Said<'_>) -> Option<String> {
        let total = self.lost_now;
        let (_, said, since) = self.lost.as_mut()?;
        let more = total.checked_sub(*said).filter(|more| *more > 0)?;
        let from = to.clock(*since);
        (*said, *since) = (total, to.now);
        let total = count(Some(total), "");
        Some(match more {
            1 => tr!(to, "1 call lost since {from}, {total} today", from = from, total = total),
            more => tr!(to, "{more} calls lost since {from}, {total} today", more = more, from = from, total = total),
        })
    }

    fn say_half(&mut self, to: &Said<'_>, sources: &Sources) -> Option<String> {
        if !self.half_is_due {
            return None;
        }
        self.half_is_due = false;
        let half = self.half.take()?;
        let mut said = Vec::new();
        match half.tally {
            Some(tally) => {
                said.push(tr!(to, "{calls} calls answered", calls = count(Some(tally.answered), "")));
                said.push(tr!(to, "{calls} lost", calls = count(Some(tally.lost), "")));
                if tally.measured() > 0 {
                    let level = percent(tally.service_level(), "–");
                    said.push(tr!(to, "service level {level}", level = level));
                }
            }
            None if to.board.tells_calls() => said.push(tr!(to, "its calls are not known yet").to_owned()),
            None => {}
        }
        said.extend(now(to));
        said.extend(sources.silent(to));
        // Half hours are by the platform's clock, and so is what is said of them.
        Some(tr!(
            to,
            "Half hour from {from} to {until}: {said}",
            from = to.clock(half.from),
            until = to.clock(half.until),
            said = clauses(to, &said)
        ))
    }

    pub(super) fn clock_set(&mut self, by: i64) {
        if let Some((_, since)) = &mut self.turning {
            *since = since.plus(by);
        }
        if let Some((_, _, at)) = &mut self.lost {
            *at = at.plus(by);
        }
        if let Some(half) = &mut self.half {
            half.over = half.over.plus(by);
        }
    }
}

/// How the centre stands now, as far as it is known: agents, alerts.
pub(super) fn now(to: &Said<'_>) -> Vec<String> {
    let mut said = Vec::new();
    let figure = |figure| to.board.figure(figure).map(|figure| count(Some(figure), ""));
    if let Some(agents) = figure(Figure::LoggedIn) {
        said.push(tr!(to, "{count} agents logged in", count = agents));
    }
    if let Some(agents) = figure(Figure::Ready) {
        said.push(tr!(to, "{count} ready", count = agents));
    }
    if let Some(agents) = figure(Figure::InCall) {
        said.push(tr!(to, "{count} in calls", count = agents));
    }
    match to.alarms.standing().len() {
        0 => {}
        1 => said.push(tr!(to, "1 alert stands").to_owned()),
        alerts => said.push(tr!(to, "{count} alerts stand", count = alerts)),
    }
    said
}

/// How today's calls stand, as far as they are known.
pub(super) fn today(to: &Said<'_>) -> Vec<String> {
    let Some(ledger) = whole(to.board) else { return Vec::new() };
    let figures = ledger.figures();
    let mut said = vec![
        tr!(to, "{calls} calls answered", calls = count(Some(figures.answered), "")),
        tr!(to, "{calls} lost", calls = count(Some(figures.lost), "")),
    ];
    if figures.measured() > 0 {
        said.push(tr!(to, "service level {level}", level = percent(figures.service_level(), "–")));
    }
    said
}
