//! The bots' sessions: who came by which channel, how long it went, and whether a person had to take over.
//!
//! A session is drawn whole when it begins; what of it can be seen depends on the time it is looked at.

use chrono_tz::Tz;

use super::random::{self, Dice};
use super::rhythm;
use super::zone::{self, HOUR, MINUTE};

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
    zone: Tz,
    dice: Dice,
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
        Self { zone, dice: Dice::new(seed, random::AI), busiest, next: i64::MAX, sessions: Vec::new() }
    }

    /// Draws all sessions that began between the two times.
    pub(super) fn history(&mut self, from: i64, to: i64) {
        let mut at = from;
        while at < to {
            let step = (15 * MINUTE).min(to - at);
            let mean = self.busiest * busy(self.zone, at + step / 2) * step as f64 / HOUR as f64;
            let mut begins: Vec<i64> =
                (0..self.dice.poisson(mean)).map(|_| at + self.dice.between(0, step - 1)).collect();
            begins.sort_unstable();
            for begin in begins {
                let session = draw(&mut self.dice, begin);
                self.sessions.push(session);
            }
            at += step;
        }
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
                self.sessions.push(session);
            }
        }
    }

    /// Drops sessions that began before `midnight`.
    pub(super) fn forget(&mut self, midnight: i64) {
        self.sessions.retain(|session| session.begin >= midnight);
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

fn draw(dice: &mut Dice, begin: i64) -> Session {
    let robot = dice.weighted(&[46, 42, 12]) as u8;
    let copilot = robot == 2;
    let valid = dice.chance(0.89);
    let asked = if valid { 1 + dice.poisson(3.4) as u16 } else { 0 };
    let seconds = if valid { dice.log_normal(190.0, 0.7).clamp(15.0, 2400.0) } else { dice.log_normal(45.0, 0.5) };
    // A copilot whispers to an agent: there is a person already.
    let trigger = (valid && !copilot && dice.chance(0.39)).then(|| dice.weighted(&[34, 17, 14, 9, 10, 16]) as u8);
    let transferred = trigger.is_some() && dice.chance(0.9);
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
