//! How visits of a day come about: arrivals by the load of the hour, first the robot, then a free agent.

use chrono_tz::Tz;

use super::visit::{DOORS, Left, Leg, ONLINE, Rating, Robot, Stretch, Visit, Wanted};
use crate::sim::chat::busy;
use crate::sim::random::Dice;
use crate::sim::zone::{HOUR, MINUTE, SECOND};

/// Visits an hour for each of the tenant's people at the busiest time; about three in ten of them want a person.
const VISITS_AN_HOUR: f64 = 11.0;

/// From so many chats at once on, an agent takes another only out of the queue.
const FULL: usize = 5;

/// The tenant's people while a day is drawn: what they do, and when the chats they have will end.
struct Floor<'a> {
    shifts: &'a [Vec<Stretch>],
    chats: Vec<Vec<i64>>,
    dice: Dice,
}

pub(super) fn visits(dice: Dice, zone: Tz, (midnight, end): (i64, i64), shifts: &[Vec<Stretch>]) -> Vec<Visit> {
    let mut floor = Floor { shifts, chats: vec![Vec::new(); shifts.len()], dice };
    let mean = HOUR as f64 / (VISITS_AN_HOUR * shifts.len().max(1) as f64);
    let (mut visits, mut at) = (Vec::new(), midnight);
    loop {
        at += 1 + floor.dice.exponential(mean) as i64;
        if at >= end {
            return visits;
        }
        if floor.dice.chance(busy(zone, at)) {
            let visit = floor.visit(at);
            visits.push(visit);
        }
    }
}

fn ms(seconds: f64) -> i64 {
    (seconds * SECOND as f64) as i64
}

impl Floor<'_> {
    fn visit(&mut self, begin: i64) -> Visit {
        let door = self.dice.weighted(&[70, 30]).min(DOORS - 1);
        let kind = self.dice.weighted(&[95, 4, 1]);
        let robot = (kind == 0).then(|| self.robot(begin));
        let handed = robot.as_ref().is_none_or(|robot| robot.asked > 0 && self.dice.chance(0.29));
        let wanted = if handed {
            let at = robot.as_ref().map_or(begin, |robot| robot.until);
            Some(self.wanted(at, kind == 2, robot.is_none()))
        } else {
            None
        };
        let until = wanted.as_ref().map(|wanted| wanted.legs.last().map_or(wanted.until, |leg| leg.to));
        let end = until.or(robot.as_ref().map(|robot| robot.until)).unwrap_or(begin);
        let blocked = wanted.as_ref().is_some_and(|wanted| !wanted.legs.is_empty()) && self.dice.chance(0.006);
        Visit { begin, end, door, robot, person: wanted, proactive: kind == 2, blocked }
    }

    fn robot(&mut self, begin: i64) -> Robot {
        let dice = &mut self.dice;
        if dice.chance(0.075) {
            // Opened and left without a word.
            return Robot { until: begin + ms(dice.log_normal(60.0, 0.5)), asked: 0, written: 1, helped: None };
        }
        let asked = 1 + i64::from(dice.poisson(1.6));
        let until = begin + ms(dice.log_normal(38.0 * asked as f64, 0.5).clamp(5.0, 1800.0));
        let helped = dice.chance(0.18).then(|| dice.chance(0.77));
        Robot { until, asked, written: asked + 1 + i64::from(dice.poisson(0.8)), helped }
    }

    /// The agent online at this moment with the fewest chats, and how many those are.
    fn free(&mut self, at: i64) -> Option<(usize, usize)> {
        self.chats.iter_mut().for_each(|chats| chats.retain(|end| *end > at));
        let online =
            |shift: &Vec<Stretch>| shift.iter().any(|part| part.state == ONLINE && (part.from..part.to).contains(&at));
        let there = self.shifts.iter().zip(&self.chats).enumerate().filter(|(_, (shift, _))| online(shift));
        let least = there.map(|(person, (_, chats))| (chats.len(), person));
        let least: Vec<(usize, usize)> = least.collect();
        let fewest = least.iter().map(|(chats, _)| *chats).min()?;
        let equal: Vec<usize> = least.iter().filter(|(chats, _)| *chats == fewest).map(|(_, person)| *person).collect();
        Some((self.dice.pick(&equal), fewest))
    }

    fn wanted(&mut self, at: i64, proactive: bool, straight: bool) -> Wanted {
        let free = self.free(at);
        let queued = !proactive && (free.is_none_or(|(_, chats)| chats >= FULL) || self.dice.chance(0.16));
        let wait = if queued { self.dice.log_normal(55.0, 0.7) } else { 1.0 + 3.0 * self.dice.unit() };
        let until = at + ms(wait.clamp(1.0, 900.0));
        let impatient = queued && self.dice.chance(0.2);
        let taker = if impatient { None } else { self.free(until) };
        let mut wanted = Wanted {
            at,
            queued,
            until,
            legs: Vec::new(),
            left: None,
            solved: None,
            offline: 0,
            invited: None,
            rating: None,
            settled: [false; 2],
        };
        let Some((person, _)) = taker else {
            wanted.left = if self.dice.chance(0.4) { self.left(until) } else { None };
            return wanted;
        };
        // Who opens a chat with a person and says nothing is rare; behind a robot it does not happen.
        let silent = straight && self.dice.chance(0.08);
        let first = self.leg(person, until, silent);
        let moved = (!silent && first.written > 0 && self.dice.chance(0.06)).then_some(first.to);
        wanted.legs.push(first);
        if let Some(at) = moved
            && let Some((other, _)) = self.free(at)
            && other != person
        {
            let second = self.leg(other, at, false);
            wanted.legs.push(second);
        }
        self.close(&mut wanted);
        wanted
    }

    fn leg(&mut self, person: usize, from: i64, silent: bool) -> Leg {
        let dice = &mut self.dice;
        let asked = if silent { 0 } else { 1 + i64::from(dice.poisson(4.0)) };
        let ignored = dice.chance(0.03);
        let replies = if ignored { 0 } else { 1 + i64::from(dice.binomial(asked.max(1) as u32 - 1, 0.8)) };
        let waits: Vec<i64> = (0..replies).map(|_| ms(dice.log_normal(19.0, 0.7).clamp(1.0, 600.0))).collect();
        let reply_time: i64 = waits.iter().sum();
        let written = if ignored { 0 } else { replies + i64::from(dice.poisson(1.2)) };
        let to = from + reply_time + ms(dice.log_normal(210.0, 0.6).clamp(20.0, 2400.0));
        let characters = written * dice.between(14, 34);
        let mut at_once = 1;
        if let Some(chats) = self.chats.get_mut(person) {
            chats.push(to);
            at_once = chats.len() as i64;
        }
        let first_reply = waits.first().copied().unwrap_or_default();
        Leg { person, from, to, asked, written, characters, first_reply, replies, reply_time, at_once }
    }

    /// What stays of a chat when it is over.
    fn close(&mut self, wanted: &mut Wanted) {
        let dice = &mut self.dice;
        wanted.solved = match dice.weighted(&[65, 9, 26]) {
            0 => Some(true),
            1 => Some(false),
            _ => None,
        };
        wanted.offline = i64::from(dice.chance(0.03));
        wanted.settled = if dice.chance(0.84) { [true; 2] } else { [false, dice.chance(0.6)] };
        wanted.invited = dice.chance(0.62).then(|| dice.chance(0.3));
        let spoke = wanted.legs.iter().any(Leg::valid);
        if !spoke || !dice.chance(if wanted.invited.is_some() { 0.5 } else { 0.2 }) {
            return;
        }
        wanted.rating = Some(Rating {
            score: 1 + dice.weighted(&[3, 2, 6, 17, 72]),
            unasked: wanted.invited.is_none(),
            resolved: dice.chance(0.92).then(|| dice.chance(0.9)),
        });
    }

    /// A message that an agent takes up as soon as one is there, if that is still today.
    fn left(&mut self, at: i64) -> Option<Left> {
        let later = |part: &&Stretch| part.state == ONLINE && part.to > at + 20 * MINUTE;
        let first = |shift: &Vec<Stretch>| shift.iter().find(later).map(|part| part.from.max(at));
        let ready: Vec<(i64, usize)> =
            self.shifts.iter().enumerate().filter_map(|(person, shift)| Some((first(shift)?, person))).collect();
        let soonest = ready.iter().map(|(from, _)| *from).min()?;
        let soon: Vec<usize> =
            ready.iter().filter(|(from, _)| *from <= soonest + HOUR).map(|(_, person)| *person).collect();
        let person = self.dice.pick(&soon);
        let from = ready.iter().find(|(_, known)| *known == person).map_or(soonest, |(from, _)| *from);
        let taken = from + ms(60.0 + 240.0 * self.dice.unit());
        Some(Left { person, taken, done: taken + ms(self.dice.log_normal(240.0, 0.5).clamp(30.0, 800.0)) })
    }
}
