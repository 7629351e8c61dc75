//! How a day begins: its shifts, and the day so far when the world begins.
//!
//! The day so far is lived event by event from the site's midnight on, so that every counter of the first moment is
//! made of calls.

use super::agent::Shift;
use super::codes;
use super::events::{Appointment, What};
use super::world::World;
use super::zone::{self, HOUR, MINUTE, SECOND};

mod exceptions;

impl World {
    /// Brings the world to how it stands at `start`.
    pub(super) fn begin_day_at(&mut self, start: i64) {
        let date = zone::date(self.zone, start);
        let today = zone::midnight(self.zone, date);
        self.dawn(today);
        exceptions::plan(self, start);
        self.plan_cause();
        // Yesterday's chats and sessions are there as well: a client that asks for the wrong day must notice.
        self.ai.history(zone::midnight(self.zone, zone::previous(date)), start);
        self.advance(start);
        self.chats.history(&self.crew, self.seed, self.zone, self.today, start);
        self.forget_exceptions();
    }

    /// Brings the world to the beginning of a day.
    pub(super) fn dawn(&mut self, today: i64) {
        self.wall = today;
        self.life = today;
        self.today = today;
        let yesterday = zone::midnight(self.zone, zone::previous(zone::date(self.zone, today)));
        for index in 0..self.crew.agents.len() as u32 {
            settle(self, index, yesterday, today);
        }
        plan_yesterday(self, yesterday);
        self.plan_day(today);
        self.expect_arrival();
    }

    /// Puts the shifts of the day that begins at `midnight`, and the midnight after it, into the calendar.
    pub(super) fn plan_day(&mut self, midnight: i64) {
        let after = zone::midnight(self.zone, zone::next(zone::date(self.zone, midnight)));
        self.appoint(after, Appointment::Midnight);
        for index in 0..self.crew.agents.len() {
            let hours = self.crew.agents.get(index).and_then(|agent| agent.hours(self.seed, midnight));
            if let Some((begin, end)) = hours {
                for (at, what) in [(begin, Appointment::Begin(index as u32)), (end, Appointment::End(index as u32))] {
                    if at > self.wall {
                        self.appoint(at, what);
                    }
                }
            }
        }
    }
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
