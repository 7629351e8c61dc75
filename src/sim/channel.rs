//! The chat days of a tenant with another vendor: who came, whether a robot or a person answered, and when each step
//! was taken. Each tenant has people and visitors of its own, so the figures of several may be added up.
//!
//! Such a day follows from the seed and its date alone. What has happened by some moment is read off it, so that today
//! grows, yesterday is whole, and nothing has to be kept.

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::agent::{Agent, Crew, Shift, hours};
use super::random::{Dice, mix};
use super::zone::{self, HOUR, MINUTE};
use crate::model::sort;

mod draw;
mod visit;

use visit::ONLINE;
pub(super) use visit::{DOORS, Leg, Robot, Stretch, Visit, Wanted};

/// The states an agent of a tenant can be in.
pub(super) const STATES: usize = 4;
/// The most people a tenant has, so that a day of a huge centre is still drawn in a moment.
const LARGEST: usize = 200;

/// One of a tenant's people.
#[derive(Debug, Clone)]
pub(super) struct Person {
    /// The name; several are those of agents who take calls.
    pub(super) name: String,
    /// The number beside the name.
    pub(super) number: u32,
    shift: Shift,
    /// What days off are told by: the same as on the voice side for the same person.
    lot: u32,
}

/// A tenant: its people, and everything its days follow from.
pub(super) struct Channel {
    pub(super) people: Vec<Person>,
    pub(super) zone: Tz,
    seed: u64,
    stream: u64,
}

/// One day of a tenant, to its very end.
pub(super) struct Day {
    /// The visitors, in the order of coming.
    pub(super) visits: Vec<Visit>,
    /// What each of the people does when, clipped to the day.
    pub(super) shifts: Vec<Vec<Stretch>>,
}

impl Channel {
    /// A tenant of a centre with these agents: for each four of them one who does not chat elsewhere, under the very
    /// name, and two who take no calls.
    pub(super) fn new(seed: u64, stream: u64, crew: &Crew, zone: Tz) -> Self {
        let wanted = (crew.agents.len() / 4).clamp(1, LARGEST);
        let free: Vec<&Agent> = crew.agents.iter().filter(|agent| !agent.chats).collect();
        // The two tenants begin at different ends, so that small ones do not share their people.
        let mut shared: Vec<&Agent> = match free.is_empty() {
            true => crew.agents.iter().take(1).collect(),
            false if stream.is_multiple_of(2) => free.into_iter().take(wanted).collect(),
            false => free.into_iter().rev().take(wanted).collect(),
        };
        sort::by_key(&mut shared, |agent| agent.number);
        let shared = shared.into_iter().map(|agent| (agent.name.clone(), agent.shift, agent.number));
        let own = [("在线客服", 8 * 60, 20 * 60), ("别动", 9 * 60, 18 * 60)];
        let own = own
            .into_iter()
            .zip(90_001..)
            .map(|((name, begin, end), lot)| (name.to_owned(), Shift::Daily(begin, end), lot));
        let people = shared.chain(own).zip(6001..);
        let people = people.map(|((name, shift, lot), number)| Person { name, number, shift, lot }).collect();
        Self { people, zone, seed, stream }
    }

    /// The day of this date.
    pub(super) fn day(&self, date: NaiveDate) -> Day {
        let (midnight, end) = (zone::midnight(self.zone, date), zone::midnight(self.zone, zone::next(date)));
        let yesterday = zone::midnight(self.zone, zone::previous(date));
        let shifts = self.people.iter().map(|person| {
            let begun = [yesterday, midnight].into_iter().flat_map(|day| self.shift(person, day, end - midnight));
            let inside = begun.map(|part| Stretch { from: part.from.max(midnight), to: part.to.min(end), ..part });
            inside.filter(|part| part.from < part.to).collect()
        });
        let shifts: Vec<Vec<Stretch>> = shifts.collect();
        let dice = self.dice(midnight, 0);
        let visits = draw::visits(dice, self.zone, (midnight, end), &shifts);
        Day { visits, shifts }
    }

    /// Draws that belong to one day and one thing of it.
    fn dice(&self, midnight: i64, thing: u64) -> Dice {
        let day = midnight.div_euclid(MINUTE) as u64;
        Dice::new(mix(self.seed ^ mix(day) ^ mix(thing << 8)), self.stream)
    }

    /// A person's shift that begins on the day of this midnight, to its end.
    fn shift(&self, person: &Person, midnight: i64, length: i64) -> Vec<Stretch> {
        let whole = match person.shift {
            Shift::Always => Some((midnight, midnight + length)),
            Shift::Daily(..) => hours(person.shift, person.lot, self.seed, midnight),
        };
        let Some((mut at, end)) = whole else { return Vec::new() };
        let mut dice = self.dice(midnight, u64::from(person.number));
        let mut parts = Vec::new();
        while at < end {
            let online = (dice.exponential(1.3) * HOUR as f64) as i64;
            let until = (at + online.clamp(20 * MINUTE, 3 * HOUR)).min(end);
            parts.push(Stretch { state: ONLINE, from: at, to: until });
            let (state, mean) =
                [(1, 7.0), (2, 16.0), (3, 35.0)].get(dice.weighted(&[5, 4, 1])).copied().unwrap_or((1, 7.0));
            at = (until + (dice.log_normal(mean, 0.4) * MINUTE as f64) as i64).min(end);
            if until < at {
                parts.push(Stretch { state, from: until, to: at });
            }
        }
        parts
    }
}

#[cfg(test)]
mod tests;
