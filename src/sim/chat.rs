//! Chats of the day: who took how many, and how they went. Every chat is drawn on its own, so that rates,
//! durations and counts of a row belong together.

use chrono_tz::Tz;

use super::agent::{Crew, Shift};
use super::codes;
use super::random::{self, Dice};
use super::rhythm;
use super::zone::{self, HOUR, MINUTE};

mod row;
mod tally;

pub(super) use row::{Request, SearchWay};
pub(super) use tally::Tally;

/// Chats an hour that a chatting agent finishes at the busiest time.
const CHATS_AN_HOUR: f64 = 6.2;

/// Skill groups of the chat side.
const GROUPS: [&str; 5] = ["Pre-sales", "售后咨询", "Orders & Returns", "VIP 服务", "Español"];

/// A skill group: its id and name.
#[derive(Clone)]
pub(super) struct Group {
    pub(super) id: String,
    pub(super) name: &'static str,
}

/// An agent's desk on the chat side, which has ids and names of its own.
#[derive(Clone)]
pub(super) struct Staff {
    pub(super) agent: usize,
    pub(super) id: String,
    pub(super) nick: String,
    pub(super) email: String,
    /// The groups this agent chats for, with what was done in each today.
    pub(super) groups: Vec<(usize, Tally)>,
    /// How quickly this one answers, as a factor around 1.
    pace: f64,
}

/// All chats of the site's day.
#[derive(Clone)]
pub(super) struct Chats {
    pub(super) staff: Vec<Staff>,
    pub(super) groups: Vec<Group>,
    dice: Dice,
    /// When the next chat may end; none before the day's history is there.
    next: Option<i64>,
}

impl Chats {
    pub(super) fn new(seed: u64, crew: &Crew) -> Self {
        let mut dice = Dice::new(seed, random::CHAT);
        let groups: Vec<Group> = GROUPS.iter().map(|name| Group { id: dice.hex(32), name }).collect();
        let chatting = crew.agents.iter().enumerate().filter(|(_, agent)| agent.chats);
        let staff = chatting
            .map(|(index, agent)| {
                let same = dice.chance(0.86);
                let id = if same { agent.uuid.clone() } else { dice.hex(32) };
                // Of those who cannot be told by their id, one in four goes by another name as well.
                let nick =
                    if same || dice.chance(0.75) { agent.name.clone() } else { format!("客服{:02}", index % 100) };
                let first = dice.weighted(&[30, 28, 24, 10, 8]);
                let mut member = vec![(first, Tally::default())];
                if dice.chance(0.15) {
                    member.push(((first + 1) % GROUPS.len(), Tally::default()));
                }
                Staff {
                    agent: index,
                    id,
                    nick,
                    email: format!("agent{}@example.com", agent.number),
                    groups: member,
                    pace: 0.6 + 0.9 * dice.unit(),
                }
            })
            .collect();
        Self { staff, groups, dice, next: None }
    }

    /// Draws the chats of the day so far, from the site's midnight to `now`.
    pub(super) fn history(&mut self, crew: &Crew, seed: u64, zone: Tz, midnight: i64, now: i64) {
        let yesterday = zone::midnight(zone, zone::previous(zone::date(zone, midnight)));
        for place in 0..self.staff.len() {
            let Some(agent) = self.staff.get(place).and_then(|staff| crew.agents.get(staff.agent)) else { continue };
            let shifts = if agent.shift == Shift::Always {
                vec![(midnight, now)]
            } else {
                [agent.hours(seed, yesterday), agent.hours(seed, midnight)].into_iter().flatten().collect()
            };
            let mut expected = 0.0;
            for (begin, end) in shifts {
                let (mut at, end) = (begin.max(midnight), end.min(now));
                while at < end {
                    let step = (30 * MINUTE).min(end - at);
                    expected += busy(zone, at + step / 2) * CHATS_AN_HOUR * step as f64 / HOUR as f64;
                    at += step;
                }
            }
            for _ in 0..self.dice.poisson(expected) {
                self.chat(place);
            }
        }
        self.next = Some(now);
        self.expect(now);
    }

    /// Lets the chats that end by `now` end.
    pub(super) fn advance(&mut self, crew: &Crew, zone: Tz, now: i64) {
        while let Some(at) = self.next.filter(|at| *at <= now) {
            self.expect(at);
            let place = self.dice.below(self.staff.len());
            let there = self
                .staff
                .get(place)
                .and_then(|staff| crew.agents.get(staff.agent))
                .is_some_and(|agent| agent.vitals.login != codes::LOGIN_OFFLINE);
            if self.dice.chance(busy(zone, at)) && there {
                self.chat(place);
            }
        }
    }

    /// Begins a new day with empty rows.
    pub(super) fn new_day(&mut self) {
        for (_, tally) in self.staff.iter_mut().flat_map(|staff| &mut staff.groups) {
            *tally = Tally::default();
        }
    }

    fn expect(&mut self, at: i64) {
        if self.staff.is_empty() {
            self.next = None;
            return;
        }
        let mean = HOUR as f64 / (CHATS_AN_HOUR * self.staff.len() as f64);
        self.next = Some(at + 1 + self.dice.exponential(mean) as i64);
    }

    fn chat(&mut self, place: usize) {
        let Some(staff) = self.staff.get_mut(place) else { return };
        let group = self.dice.below(staff.groups.len());
        if let Some((_, tally)) = staff.groups.get_mut(group) {
            tally.chat(&mut self.dice, staff.pace);
        }
    }
}

/// Share of the busiest hour's chats at this time.
pub(super) fn busy(zone: Tz, at: i64) -> f64 {
    (rhythm::load(zone::minute_of_day(zone, at)) / rhythm::BUSIEST).min(1.0)
}
