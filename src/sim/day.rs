//! How a day goes: load by the hour, breaks by the hour, shifts, and the day so far when the world begins.
//!
//! The day before the first moment is not played through: counters are drawn from what the hours so far would
//! have brought, and only the last [`WARM_UP`] is lived, which leaves everybody in the middle of something.

use super::agent::{Role, Shift};
use super::codes;
use super::events::{Appointment, What};
use super::random::Dice;
use super::world::World;
use super::zone::{self, HOUR, MINUTE, SECOND};

/// Expected share of the available time that inbound agents are in calls, at each full hour.
const LOAD: [f64; 25] = [
    0.28, 0.22, 0.20, 0.18, 0.20, 0.24, 0.30, 0.40, 0.52, 0.66, 0.77, 0.75, 0.62, 0.60, 0.68, 0.73, 0.70, 0.62, 0.52,
    0.50, 0.48, 0.42, 0.34, 0.30, 0.28,
];

/// The highest of the hours' loads; arrivals are drawn at it and thinned.
pub(super) const BUSIEST: f64 = 0.80;

/// Calls a second that would keep one logged-in agent wholly busy: breaks and the length of a call are in it.
pub(super) const CALLS_A_SECOND: f64 = 0.80 / 290.0;

/// Share of dialled customers who pick up.
pub(super) const CONNECTS: f64 = 0.74;

/// Dialled calls an hour of somebody who does nothing else.
const DIALS_AN_HOUR: f64 = 12.0;

/// Call-backs an hour of somebody who takes calls.
const CALL_BACKS_AN_HOUR: f64 = 0.5;

/// How much of the past is lived event by event.
const WARM_UP: i64 = 45 * MINUTE;

/// The load at this minute of the day.
pub(super) fn load(minute: f64) -> f64 {
    let hour = (minute / 60.0).clamp(0.0, 23.999);
    let at = |index: usize| LOAD.get(index).copied().unwrap_or_default();
    let (from, to) = (at(hour as usize), at(hour as usize + 1));
    from + (to - from) * hour.fract()
}

/// Whether customers may be called at this minute of the day.
pub(super) fn dialling(minute: f64) -> bool {
    (450.0..1260.0).contains(&minute)
}

/// A time away from the calls.
pub(super) struct Pause {
    pub(super) work: i64,
    pub(super) login: i64,
    pub(super) reason: i64,
    /// In ms.
    pub(super) lasts: i64,
}

/// Why and for how long somebody leaves at this minute of the day: at noon and at six mostly to eat.
pub(super) fn pause(dice: &mut Dice, minute: f64) -> Pause {
    let dining = if (660.0..825.0).contains(&minute) || (1050.0..1140.0).contains(&minute) { 95 } else { 5 };
    let reasons = [
        (codes::REASON_BREAK, 34, 8, 16),
        (codes::REASON_DINING, dining, 28, 48),
        (codes::REASON_TRAINING, 4, 35, 95),
        (codes::REASON_MEETING, 8, 15, 45),
        (codes::REASON_ACTIVITY, 4, 6, 20),
        (codes::REASON_CUSTOM[0], 10, 6, 22),
        (codes::REASON_CUSTOM[1], 5, 5, 15),
        (codes::REASON_CUSTOM[2], 2, 5, 12),
        (codes::REASON_DO_NOT_DISTURB, 12, 2, 11),
        (codes::REASON_NONE, 7, 3, 12),
    ];
    let chosen = dice.weighted(&reasons.map(|(_, weight, _, _)| weight));
    let (reason, _, shortest, longest) = reasons.get(chosen).copied().unwrap_or_default();
    let lasts = dice.between(shortest * 60, longest * 60) * SECOND;
    if reason == codes::REASON_NONE {
        return Pause { work: codes::WORK_LOCKED, login: codes::LOGIN_LOCKED, reason, lasts };
    }
    Pause { work: codes::WORK_OCCUPIED, login: codes::LOGIN_OCCUPIED, reason, lasts }
}

/// Puts the shifts of the day that begins at `midnight`, and the midnight after it, into the calendar.
pub(super) fn plan(world: &mut World, midnight: i64) {
    let after = zone::midnight(world.zone, zone::next(zone::date(world.zone, midnight)));
    world.appoint(after, Appointment::Midnight);
    for index in 0..world.crew.agents.len() {
        let hours = world.crew.agents.get(index).and_then(|agent| agent.hours(world.seed, midnight));
        if let Some((begin, end)) = hours {
            for (at, what) in [(begin, Appointment::Begin(index as u32)), (end, Appointment::End(index as u32))] {
                if at > world.wall {
                    world.appoint(at, what);
                }
            }
        }
    }
}

/// Brings the world to how it stands at `start`.
pub(super) fn begin(world: &mut World, start: i64) {
    let warm = start - WARM_UP;
    world.wall = warm;
    world.life = warm;
    let date = zone::date(world.zone, warm);
    let today = zone::midnight(world.zone, date);
    let yesterday = zone::midnight(world.zone, zone::previous(date));
    world.today = today;
    for index in 0..world.crew.agents.len() as u32 {
        settle(world, index, yesterday, today);
    }
    plan_yesterday(world, yesterday);
    plan(world, today);
    world.expect_arrival();
    // Yesterday's chats and sessions are there as well: a client that asks for the wrong day must notice.
    world.ai.history(zone::midnight(world.zone, zone::previous(zone::date(world.zone, start))), start);
    world.advance(start);
    world.today = zone::midnight(world.zone, zone::date(world.zone, start));
    world.chats.history(&world.crew, world.seed, world.zone, world.today, start);
    exceptions(world, start);
}

/// Night shifts that began yesterday end today.
fn plan_yesterday(world: &mut World, yesterday: i64) {
    for index in 0..world.crew.agents.len() {
        let hours = world.crew.agents.get(index).and_then(|agent| agent.hours(world.seed, yesterday));
        if let Some((_, end)) = hours.filter(|(_, end)| *end > world.wall) {
            world.appoint(end, Appointment::End(index as u32));
        }
    }
}

/// Puts one agent where the shifts say, with the counters of the hours so far.
fn settle(world: &mut World, index: u32, yesterday: i64, today: i64) {
    let now = world.wall;
    let Some(agent) = world.crew.agents.get(index as usize) else { return };
    let (seed, role, always) = (world.seed, agent.role, agent.shift == Shift::Always);
    let shifts = [agent.hours(seed, yesterday), agent.hours(seed, today)];
    let present = shifts.iter().flatten().find(|(begin, end)| (*begin..*end).contains(&now)).copied();
    let present = if always { Some((yesterday, i64::MAX)) } else { present };
    let left = shifts.iter().flatten().map(|(_, end)| *end).filter(|end| *end <= now).max();

    let (mut calls, mut dials) = (0.0, 0.0);
    let on = if always { vec![(today, now)] } else { shifts.iter().flatten().copied().collect() };
    for (begin, end) in on {
        let (calls_then, dials_then) = expected(world, role, begin.max(today), end.min(now));
        calls += calls_then;
        dials += dials_then;
    }
    let rings_out = world.crew.agents.get(index as usize).map_or(0.0, |agent| agent.misses + 0.008);
    let answered = world.dice.poisson(calls);
    let missed = world.dice.poisson(calls * rings_out);
    let dialled = world.dice.poisson(dials);
    let connected = world.dice.binomial(dialled, CONNECTS);
    world.change(index, |vitals| {
        vitals.answered = answered;
        vitals.missed = missed;
        vitals.dialled = dialled;
        vitals.connected = connected;
    });

    let Some((begin, _)) = present else {
        let since = left.unwrap_or(yesterday + 18 * HOUR - i64::from(index % 97) * 7 * SECOND);
        world.change(index, |vitals| {
            vitals.work_since = since;
            vitals.login_since = since;
        });
        return;
    };
    world.log_in(index);
    let epoch = world.restart_breaks(index);
    let longest = now - begin;
    if world.dice.chance(0.11) && longest > 15 * MINUTE {
        world.take_break(index);
        let ago = world.dice.between(0, 12 * MINUTE);
        world.change(index, |vitals| {
            vitals.work_since = now - ago;
            vitals.login_since = now - ago;
        });
        return;
    }
    let next_break = world.dice.between(0, 98 * MINUTE);
    world.after(next_break, What::Break(index, epoch));
    let ready = world.dice.between(0, 70 * SECOND).min(longest);
    let login = world.dice.between(0, 100 * MINUTE).min(longest).max(ready);
    world.change(index, |vitals| {
        vitals.work_since = now - ready;
        vitals.login_since = now - login;
    });
}

/// What the hours between the two would have brought one agent: calls taken and numbers dialled.
fn expected(world: &World, role: Role, from: i64, to: i64) -> (f64, f64) {
    let (mut calls, mut dials) = (0.0, 0.0);
    let mut at = from;
    while at < to {
        let step = (30 * MINUTE).min(to - at);
        let hours = step as f64 / HOUR as f64;
        let load = load(zone::minute_of_day(world.zone, at + step / 2));
        let dialling = dialling(zone::minute_of_day(world.zone, at));
        if role == Role::Inbound {
            calls += load * CALLS_A_SECOND * 3600.0 * hours;
            dials += if dialling { CALL_BACKS_AN_HOUR * hours } else { 0.0 };
        } else if dialling {
            dials += DIALS_AN_HOUR * hours;
        }
        at += step;
    }
    (calls, dials)
}

/// Every real floor has them: a call that will not end, a wrap-up somebody forgot, an afternoon in a training room.
fn exceptions(world: &mut World, start: i64) {
    let count = world.crew.agents.len();
    if count < 12 {
        return;
    }
    let longer = |world: &mut World, work: i64, already: i64, many: usize, low: i64, high: i64| {
        let over =
            |agent: &super::agent::Agent| agent.vitals.work == work && start - agent.vitals.work_since >= already;
        let have = world.crew.agents.iter().filter(|agent| over(agent)).count();
        let candidates: Vec<u32> = (0..count as u32)
            .filter(|index| {
                world.crew.agents.get(*index as usize).is_some_and(|agent| {
                    agent.vitals.work == work && !over(agent) && agent.vitals.reason != codes::REASON_FORCED_BY_SYSTEM
                })
            })
            .take(many.saturating_sub(have))
            .collect();
        for index in &candidates {
            let since = start - world.dice.between(low * 60, high * 60) * SECOND;
            world.change(*index, |vitals| {
                vitals.login_since =
                    if work == codes::WORK_OCCUPIED { since } else { vitals.login_since.min(since - 9 * MINUTE) };
                vitals.work_since = since;
            });
        }
        candidates
    };
    longer(world, codes::WORK_TALKING, 15 * MINUTE, 1 + count / 60, 16, 26);
    longer(world, codes::WORK_AFTER_CALL, 5 * MINUTE, 1 + count / 80, 5, 8);
    for index in longer(world, codes::WORK_OCCUPIED, 60 * MINUTE, 1 + count / 150, 62, 84) {
        world.change(index, |vitals| vitals.reason = codes::REASON_TRAINING);
        let left = world.dice.between(4, 16) * MINUTE;
        world.come_back(index, left);
    }
    if count >= 24 && !world.crew.agents.iter().any(|agent| agent.vitals.work == codes::WORK_LOCKED) {
        let ready = world.idle.iter().nth(world.idle.len() / 2).map(|(_, index)| *index);
        if let Some(index) = ready {
            world.set(index, codes::WORK_LOCKED, codes::LOGIN_LOCKED, codes::REASON_NONE);
            let (ago, left) = (world.dice.between(40, 380) * SECOND, world.dice.between(100, 500) * SECOND);
            world.change(index, |vitals| {
                vitals.work_since = start - ago;
                vitals.login_since = start - ago;
            });
            world.come_back(index, left);
        }
    }
}
