//! How a day goes: load by the hour, breaks by the hour, shifts, and the day so far when the world begins.
//!
//! The day so far is lived event by event from the site's midnight on, so that every counter of the first moment is
//! made of calls.

use super::agent::Shift;
use super::codes;
use super::events::{Appointment, What};
use super::random::Dice;
use super::world::World;
use super::zone::{self, HOUR, MINUTE, SECOND};

mod exceptions;

pub(super) use exceptions::Due;

/// Expected share of the available time that inbound agents are in calls, at each full hour.
const LOAD: [f64; 25] = [
    0.28, 0.22, 0.20, 0.18, 0.20, 0.24, 0.30, 0.40, 0.52, 0.66, 0.77, 0.75, 0.62, 0.60, 0.68, 0.73, 0.70, 0.62, 0.52,
    0.50, 0.48, 0.42, 0.34, 0.30, 0.28,
];

/// The highest of the hours' loads; arrivals are drawn at it and thinned.
pub(super) const BUSIEST: f64 = 0.80;

/// Calls a second that would keep one logged-in agent wholly busy: breaks and the length of a call are in it.
pub(super) const CALLS_A_SECOND: f64 = 0.80 / 300.0;

/// Share of dialled customers who pick up.
pub(super) const CONNECTS: f64 = 0.74;

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

/// Why and for how long an agent leaves at this minute of the day: at noon and at six mostly to eat.
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
    let date = zone::date(world.zone, start);
    let today = zone::midnight(world.zone, date);
    dawn(world, today);
    exceptions::plan(world, start);
    // Yesterday's chats and sessions are there as well: a client that asks for the wrong day must notice.
    world.ai.history(zone::midnight(world.zone, zone::previous(date)), start);
    world.advance(start);
    world.chats.history(&world.crew, world.seed, world.zone, world.today, start);
    world.forget_exceptions();
}

/// Brings the world to the beginning of a day.
pub(super) fn dawn(world: &mut World, today: i64) {
    world.wall = today;
    world.life = today;
    world.today = today;
    let yesterday = zone::midnight(world.zone, zone::previous(zone::date(world.zone, today)));
    for index in 0..world.crew.agents.len() as u32 {
        settle(world, index, yesterday, today);
    }
    plan_yesterday(world, yesterday);
    plan(world, today);
    world.expect_arrival();
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

/// Puts one agent where the shifts say that the agent is at midnight.
fn settle(world: &mut World, index: u32, yesterday: i64, today: i64) {
    let Some(agent) = world.crew.agents.get(index as usize) else { return };
    let shift = agent.hours(world.seed, yesterday);
    let present = match (agent.shift, shift) {
        (Shift::Always, _) => Some(yesterday),
        (_, Some((begin, end))) if end > today => Some(begin),
        _ => None,
    };
    let Some(begin) = present else {
        let left = shift.map(|(_, end)| end);
        let since = left.unwrap_or(yesterday + 18 * HOUR - i64::from(index % 97) * 7 * SECOND);
        let (work, login) = (codes::WORK_UNKNOWN, codes::LOGIN_OFFLINE);
        since_then(world, index, [since; 2], (work, login, codes::REASON_NONE));
        return;
    };
    world.log_in(index);
    let epoch = world.restart_breaks(index);
    let longest = today - begin;
    if world.dice.chance(0.11) && longest > 15 * MINUTE {
        world.take_break(index);
        let since = today - world.dice.between(1, 12 * MINUTE);
        let away = world.crew.agents.get(index as usize).map(|agent| agent.vitals);
        if let Some(away) = away {
            since_then(world, index, [since; 2], (away.work, away.login, away.reason));
        }
        return;
    }
    let next_break = world.dice.between(0, 98 * MINUTE);
    world.after(next_break, What::Break(index, epoch));
    let ready = world.dice.between(1, 70 * SECOND).min(longest);
    let login = world.dice.between(0, 100 * MINUTE).min(longest).max(ready);
    let state = (codes::WORK_READY, codes::LOGIN_ONLINE, codes::REASON_NONE);
    since_then(world, index, [today - ready, today - login], state);
}

/// Says since when (work status, login status; Unix ms) an agent has been in the present state.
fn since_then(world: &mut World, index: u32, since: [i64; 2], (work, login, reason): (i64, i64, i64)) {
    world.ledger.begin(index, since[0], work, login, reason);
    world.change(index, |vitals| {
        vitals.work_since = since[0];
        vitals.login_since = since[1];
    });
}
