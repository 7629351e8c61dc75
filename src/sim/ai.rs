//! The bots' sessions: who came by which channel, how long it went, and whether a person had to take over.
//!
//! A session is drawn whole when it begins; what of it can be seen depends on the time it is looked at.

use litemap::LiteMap;

use chrono_tz::Tz;

use super::causes::{Cause, Effect};
use super::random::{self, Dice, mix};
use super::rhythm;
use super::zone::{self, HOUR, MINUTE};
use crate::model::sort;

mod answers;
mod asks;
pub(super) mod labels;
mod part;
mod record;

pub(super) use answers::{Close, Said, TimedPart};
pub(super) use asks::{Answer, Asks, Question, Way};
pub(super) use part::Spelling;
pub(super) use record::{Filter, Robot, View, robot_list};

/// Share of the busiest hour's sessions that come in the quietest: bots are asked at night, too.
const NIGHT: f64 = 0.12;

/// A bot: the id that records carry, its name, and whether it works alone or beside an agent.
pub(super) const ROBOTS: [Robot; 3] = [
    Robot { id: 14, name: "小智 售前", copilot: false },
    Robot { id: 15, name: "Ava", copilot: false },
    Robot { id: 18, name: "Desk Copilot", copilot: true },
];

/// A channel: what `source`, `channel_flag` and `channel_flag_name` say.
pub(super) struct Channel {
    pub(super) source: &'static str,
    pub(super) flag: &'static str,
    pub(super) name: &'static str,
    weight: u32,
}

/// Channels customers come by; the last is what a session without one carries.
pub(super) const CHANNELS: [Channel; 9] = [
    Channel { source: "PC", flag: "24", name: "Website", weight: 27 },
    Channel { source: "PC", flag: "1", name: "Help centre", weight: 7 },
    Channel { source: "wap", flag: "2", name: "Mobile site", weight: 21 },
    Channel { source: "APP", flag: "7", name: "Shop app", weight: 20 },
    Channel { source: "wxkf", flag: "31", name: "微信客服", weight: 13 },
    Channel { source: "miniApp", flag: "33", name: "小程序", weight: 6 },
    Channel { source: "line", flag: "41", name: "LINE", weight: 3 },
    Channel { source: "telegram", flag: "44", name: "Telegram", weight: 2 },
    Channel { source: "unknown", flag: "unknown", name: "unknown", weight: 1 },
];

/// Share of the sessions with an answer that ask for a person.
const ASKS: f64 = 0.39;

/// Share of those who ask for a person that reach one.
const REACHES: f64 = 0.9;

/// How often each of [`super::codes::HANDOVER_TYPES`] is what made a session ask.
const TRIGGERS: [u32; 6] = [34, 17, 14, 9, 10, 16];

/// Sessions of so many days before those that were lived through are drawn where they are asked for, and of no more sessions
/// a day.
const EARLIER_DAYS: i64 = 35;
const EARLIER_MOST: f64 = 20_000.0;

/// A session as it will have been when it is over.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Session {
    pub(super) lot: u64,
    /// Unix ms.
    pub(super) begin: i64,
    /// Unix ms.
    pub(super) end: i64,
    pub(super) robot: u8,
    pub(super) channel: u8,
    pub(super) business: u8,
    /// Whether the customer said something the bot could answer.
    pub(super) valid: bool,
    /// One of [`super::codes::HANDOVER_TYPES`], if the session asked for a person.
    pub(super) trigger: Option<u8>,
    pub(super) transferred: bool,
    pub(super) test: bool,
    pub(super) asked: u16,
    /// 1 like, 2 dislike, 3 neither.
    pub(super) like: u8,
    /// Stars, if the customer evaluated.
    pub(super) stars: Option<u8>,
    /// 1 confirmed solved, 2 inferred solved, 3 unsolved.
    pub(super) solved: u8,
}

/// All sessions since yesterday.
#[derive(Clone)]
pub(super) struct Ai {
    seed: u64,
    zone: Tz,
    dice: Dice,
    cause: Option<Cause>,
    /// From when on they were lived through, Unix ms.
    since: i64,
    /// Those of earlier days that were asked for, by the midnight with which each begins.
    earlier: LiteMap<i64, Vec<Session>>,
    /// Sessions an hour at the busiest time.
    busiest: f64,
    next: i64,
    sessions: Vec<Session>,
}

/// Sessions of a whole day for so many agents: small centres lean on people, large ones on bots.
fn a_day(agents: usize) -> f64 {
    let agents = agents as f64;
    let scaled = if agents > 500.0 { 40.0 * agents } else { 700.0 * (agents / 48.0).powf(1.43) };
    scaled.min(200_000.0)
}

/// Share of the busiest time's sessions.
fn busy(zone: Tz, at: i64) -> f64 {
    let load = rhythm::load(zone::minute_of_day(zone, at)) / rhythm::BUSIEST;
    (NIGHT + (1.0 - NIGHT) * (load - 0.2) / 0.8).clamp(0.0, 1.0)
}

impl Ai {
    pub(super) fn new(seed: u64, agents: usize, zone: Tz) -> Self {
        // The load of a day adds up to thirteen of its busiest hours.
        let busiest = a_day(agents) / 13.0;
        let dice = Dice::new(seed, random::AI);
        let (earlier, sessions) = (LiteMap::new(), Vec::new());
        Self { seed, zone, dice, cause: None, since: 0, earlier, busiest, next: i64::MAX, sessions }
    }

    /// The same on a day to which this happens; to be said before anything is drawn.
    pub(super) fn caused(&mut self, cause: Option<Cause>) {
        self.cause = cause;
    }

    /// Draws all sessions that began between the two times.
    pub(super) fn history(&mut self, from: i64, to: i64) {
        let drawn = between(&mut self.dice, (self.busiest, self.zone), from, to);
        self.sessions.extend(drawn.into_iter().map(|session| worsened(session, self.seed, self.cause)));
        self.since = from;
        self.next = to;
        self.expect(to);
    }

    /// Lets the sessions that begin by `now` begin.
    pub(super) fn advance(&mut self, now: i64) {
        while self.next <= now {
            let at = self.next;
            self.expect(at);
            if self.dice.chance(busy(self.zone, at)) {
                let session = draw(&mut self.dice, at);
                self.sessions.push(worsened(session, self.seed, self.cause));
            }
        }
    }

    /// Drops sessions that began before `midnight`.
    pub(super) fn forget(&mut self, midnight: i64) {
        self.sessions.retain(|session| session.begin >= midnight);
        self.since = self.since.max(midnight);
    }

    /// The sessions of earlier days that began in `from..to`, oldest first: each day is the same whenever it is asked for, and
    /// nothing has happened to it.
    pub(super) fn earlier(&mut self, from: i64, to: i64) -> Vec<Session> {
        if from >= self.since || self.busiest * 13.0 > EARLIER_MOST {
            return Vec::new();
        }
        let mut date = zone::date(self.zone, from.max(self.since - EARLIER_DAYS * 24 * HOUR));
        let mut found = Vec::new();
        loop {
            let (midnight, end) = (zone::midnight(self.zone, date), zone::midnight(self.zone, zone::next(date)));
            if midnight >= to.min(self.since) || end <= midnight {
                return found;
            }
            let (busiest, zone, seed) = (self.busiest, self.zone, self.seed);
            let day = self.earlier.entry(midnight).or_insert_with(|| {
                between(&mut Dice::new(mix(seed) ^ midnight as u64, random::AI), (busiest, zone), midnight, end)
            });
            found.extend(day.iter().filter(|session| (from..to).contains(&session.begin)));
            date = zone::next(date);
        }
    }

    /// The sessions that began in `from..to`, oldest first.
    pub(super) fn between(&self, from: i64, to: i64) -> &[Session] {
        let first = self.sessions.partition_point(|session| session.begin < from);
        let last = self.sessions.partition_point(|session| session.begin < to);
        self.sessions.get(first..last.max(first)).unwrap_or_default()
    }

    fn expect(&mut self, at: i64) {
        if self.busiest > 0.0 {
            self.next = at + 1 + self.dice.exponential(HOUR as f64 / self.busiest) as i64;
        } else {
            self.next = i64::MAX;
        }
    }
}

/// Draws all sessions that begin between the two times, where so many an hour do at the busiest time.
fn between(dice: &mut Dice, (busiest, zone): (f64, Tz), from: i64, to: i64) -> Vec<Session> {
    let mut sessions = Vec::new();
    let mut at = from;
    while at < to {
        let step = (15 * MINUTE).min(to - at);
        let mean = busiest * busy(zone, at + step / 2) * step as f64 / HOUR as f64;
        let mut begins: Vec<i64> = (0..dice.poisson(mean)).map(|_| at + dice.between(0, step - 1)).collect();
        sort::by(&mut begins, Ord::cmp);
        sessions.extend(begins.into_iter().map(|begin| draw(dice, begin)));
        at += step;
    }
    sessions
}

/// The session as it goes with a bot that asks for a person so many times as often, if it is one of that bot's and begins
/// then. What is drawn otherwise does not change.
fn worsened(session: Session, seed: u64, cause: Option<Cause>) -> Session {
    let Some((robot, times, span)) = cause.and_then(|cause| match cause.effect {
        Effect::WorseBot { robot, times } => Some((robot, times, cause.span())),
        _ => None,
    }) else {
        return session;
    };
    let is_own = ROBOTS.get(usize::from(session.robot)).is_some_and(|own| own.id == robot && !own.copilot);
    if !is_own || !session.valid || session.trigger.is_some() || !span.contains(&session.begin) {
        return session;
    }
    let mut dice = Dice::new(seed ^ session.lot, random::WORSE_BOT);
    // Of those that do not ask anyway.
    if !dice.chance(((ASKS * times).min(1.0) - ASKS) / (1.0 - ASKS)) {
        return session;
    }
    let trigger = Some(dice.weighted(&TRIGGERS) as u8);
    let transferred = dice.chance(REACHES);
    Session { trigger, transferred, solved: if transferred { 3 } else { session.solved }, ..session }
}

fn draw(dice: &mut Dice, begin: i64) -> Session {
    let robot = dice.weighted(&[46, 42, 12]) as u8;
    let copilot = robot == 2;
    let valid = dice.chance(0.89);
    let asked = if valid { 1 + dice.poisson(3.4) as u16 } else { 0 };
    let seconds = if valid { dice.log_normal(190.0, 0.7).clamp(15.0, 2400.0) } else { dice.log_normal(45.0, 0.5) };
    // A copilot whispers to an agent: there is a person already.
    let trigger = (valid && !copilot && dice.chance(ASKS)).then(|| dice.weighted(&TRIGGERS) as u8);
    let transferred = trigger.is_some() && dice.chance(REACHES);
    let evaluates = valid && dice.chance(0.16);
    Session {
        lot: dice.bits(),
        begin,
        end: begin + (seconds * 1000.0) as i64,
        robot,
        channel: dice.weighted(&CHANNELS.map(|channel| channel.weight)) as u8,
        business: dice.weighted(&[84, 7, 3, 6]) as u8,
        valid,
        trigger,
        transferred,
        test: dice.chance(0.008),
        asked,
        like: if valid { dice.weighted(&[7, 3, 90]) as u8 + 1 } else { 3 },
        stars: evaluates.then(|| dice.weighted(&[5, 4, 8, 17, 66]) as u8 + 1),
        solved: if transferred || !valid { 3 } else { dice.weighted(&[30, 52, 18]) as u8 + 1 },
    }
}

#[cfg(test)]
mod tests;
