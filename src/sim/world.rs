//! The world: agents, the queue, and what happens next. `advance` returns everything that changed as batches of
//! operations, one batch a moment; applying them all to an earlier state gives the present one.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap, VecDeque};

use chrono_tz::Tz;

use super::agent::{Crew, Vitals};
use super::ai::Ai;
use super::causes::Cause;
use super::chat::Chats;
use super::events::{Appointment, Call, Due, Entry, Event, What};
use super::ledger::{Day, Ledger, Past};
use super::outbox::Outbox;
use super::random::{self, Dice};
use super::{codes, zone};

mod operation;
mod summary;

use operation::differences;
pub use operation::{Batch, Operation, Target, Value};
pub(super) use operation::{customer_number, privacy_number};
pub(super) use summary::Summary;

/// A contact centre and its day so far.
#[derive(Clone)]
pub struct World {
    pub(super) seed: u64,
    pub(super) zone: Tz,
    pub(super) crew: Crew,
    /// The moment of the last `advance`, or of the event in hand; Unix ms.
    pub(super) wall: i64,
    /// The clock of lives: the wall clock, unless a rate makes lives run faster or slower.
    pub(super) life: i64,
    pub(super) dice: Dice,
    /// What callers meet before they wait for an agent.
    pub(super) callers: Dice,
    pub(super) idle: BTreeSet<(i64, u32)>,
    pub(super) waiting: VecDeque<Call>,
    pub(super) calls: u64,
    /// Logged-in agents who take calls.
    pub(super) staffed: usize,
    /// Agents who take calls, there or not.
    pub(super) takers: usize,
    pub(super) today: i64,
    pub(super) chats: Chats,
    pub(super) ai: Ai,
    pub(super) ledger: Ledger,
    /// Who is not among the tenant's agents at present; what befalls them meanwhile is not told.
    pub(super) away: BTreeSet<u32>,
    /// What is due to befall an agent before the first moment.
    pub(super) due: Due,
    /// What happens to today, if anything does.
    pub(super) cause: Option<Cause>,
    /// Who was made to log out by it and would be there otherwise.
    pub(super) gone: BTreeSet<u32>,
    /// What is to be pushed, where there is a listener.
    pub(super) outbox: Option<Outbox>,
    /// The quarter of an hour whose minute of the day is known, Unix ms, and that minute.
    quarter: (i64, f64),
    summary: Summary,
    events: BinaryHeap<Reverse<Event>>,
    calendar: BinaryHeap<Reverse<Entry>>,
    order: u64,
    touched: Vec<(u32, Vitals)>,
    rate: Option<f64>,
    slot: f64,
    counted: bool,
    quiet: bool,
    sent: u64,
}

/// The index at this place (0 to 1) among so many.
pub(super) fn within(place: f64, count: usize) -> usize {
    ((place * count as f64) as usize).min(count.saturating_sub(1))
}

/// With a rate, so many events that change nothing visible may pass before the world takes a breath.
const BARREN: u32 = 20_000;

impl World {
    /// A centre of so many agents in this zone, as it stands at `start_ms` (Unix ms) with its day so far.
    pub fn new(seed: u64, agents: usize, zone: Tz, start_ms: i64) -> Self {
        Self::with_cause(seed, agents, zone, start_ms, None)
    }

    /// The same, with something that happens to its day.
    pub fn with_cause(seed: u64, agents: usize, zone: Tz, start_ms: i64, cause: Option<Cause>) -> Self {
        let today = zone::midnight(zone, zone::date(zone, start_ms));
        let mut world = Self::empty(seed, agents, zone, start_ms, Ledger::new(seed, today, 0, agents));
        world.cause = cause;
        world.ai.caused(cause);
        world.begin_day_at(start_ms);
        world.quiet = false;
        world.touched.clear();
        world.summary = world.tally();
        world
    }

    /// Whether it is the one of these options as it stood at `start_ms`.
    pub(super) fn is_of(&self, (seed, agents, zone): (u64, usize, Tz), start_ms: i64, cause: Option<Cause>) -> bool {
        let (mine, theirs) = ((self.seed, self.crew.agents.len(), self.zone), (seed, agents, zone));
        (mine, self.wall, self.cause) == (theirs, start_ms, cause)
    }

    /// From when to when a past day lasted, Unix ms.
    fn span_of(&self, past: Past) -> (i64, i64) {
        let date = zone::before(zone::date(self.zone, self.today), past.days());
        (zone::midnight(self.zone, date), zone::midnight(self.zone, zone::next(date)))
    }

    /// Whether who asks for what lies at or after `from` (Unix ms) means a past day of which nothing is known yet.
    pub(super) fn lacks(&self, past: Past, from: i64) -> bool {
        !self.ledger.has(past) && from < self.span_of(past).1
    }

    /// Lives through a past day, of which nothing is known otherwise: the same people on another day. To be called without
    /// the world, for it takes as long as [`World::new`] at the end of a day.
    pub(super) fn past_day(&self, past: Past) -> impl FnOnce() -> Day + use<> {
        let (seed, agents, zone) = (self.seed, self.crew.agents.len(), self.zone);
        let (midnight, end) = self.span_of(past);
        move || day_between(seed, agents, zone, midnight, end)
    }

    /// Remembers a past day that was lived through, unless midnight has made it another one meanwhile.
    pub(super) fn remember(&mut self, past: Past, day: Day) {
        if !self.ledger.has(past) && day.midnight == self.span_of(past).0 {
            self.ledger.remember(past, day);
        }
    }

    fn empty(seed: u64, agents: usize, zone: Tz, start_ms: i64, ledger: Ledger) -> Self {
        let crew = Crew::new(seed, agents);
        Self {
            seed,
            zone,
            wall: start_ms,
            life: start_ms,
            dice: Dice::new(seed, random::VOICE),
            callers: Dice::new(seed, random::CALLERS),
            idle: BTreeSet::new(),
            waiting: VecDeque::new(),
            calls: 0,
            staffed: 0,
            takers: crew.agents.iter().filter(|agent| agent.takes_calls()).count(),
            today: start_ms,
            chats: Chats::new(seed, &crew),
            ai: Ai::new(seed, agents, zone),
            ledger,
            away: BTreeSet::new(),
            due: Due::default(),
            cause: None,
            gone: BTreeSet::new(),
            outbox: None,
            quarter: (0, 0.0),
            summary: Summary::default(),
            events: BinaryHeap::new(),
            calendar: BinaryHeap::new(),
            order: 0,
            touched: Vec::new(),
            rate: None,
            slot: 0.0,
            counted: true,
            quiet: true,
            sent: 0,
            crew,
        }
    }

    /// Makes lives run so fast or slow that about `rate` operations a second come, evenly paced.
    #[must_use]
    pub fn with_rate(mut self, rate: Option<f64>) -> Self {
        self.rate = rate.filter(|rate| rate.is_finite() && *rate > 0.0);
        self.slot = self.wall as f64;
        self
    }

    /// With a rate, leaves out what was to come before `at` (Unix ms): a pace that was held up is not made up for.
    pub(super) fn rest(&mut self, at: i64) {
        self.slot = self.slot.max(at as f64);
    }

    /// Whether the summary has all the documented counts or only the four of the example.
    #[must_use]
    pub fn with_summary_counts(mut self, counted: bool) -> Self {
        self.counted = counted;
        self
    }

    /// Gives the company this id.
    #[must_use]
    pub(super) fn of_company(mut self, id: &str) -> Self {
        id.clone_into(&mut self.crew.company);
        self
    }

    /// The moment up to which the world has come, Unix ms.
    pub fn now(&self) -> i64 {
        self.wall
    }

    /// How many agents there are at present.
    pub fn agents(&self) -> usize {
        self.crew.agents.len().saturating_sub(self.away.len())
    }

    /// Takes an agent out of the list without a word: the one at this `place` (0 to 1) among those in it, unless half
    /// of them are gone already.
    pub(super) fn unlist(&mut self, place: f64) {
        let count = self.crew.agents.len();
        if self.away.len() * 2 >= count {
            return;
        }
        let present = (0_u32..).take(count).filter(|index| !self.away.contains(index));
        let present: Vec<u32> = present.collect();
        if let Some(index) = present.get(within(place, present.len())) {
            self.away.insert(*index);
        }
    }

    /// Puts an agent back into the list without a word.
    pub(super) fn list_again(&mut self, place: f64) {
        let back = self.away.iter().copied().nth(within(place, self.away.len()));
        if let Some(index) = back {
            self.away.remove(&index);
        }
    }

    /// How many operations there have been since the start.
    pub fn sent(&self) -> u64 {
        self.sent
    }

    /// Lets time pass up to `to_ms` and says what changed. A time before the present does nothing.
    pub fn advance(&mut self, to_ms: i64) -> Vec<Batch> {
        let mut batches = Vec::new();
        let mut barren = 0;
        while let Some(at) = self.step(to_ms) {
            self.wall = at;
            let operations = self.close();
            if operations.is_empty() {
                barren += 1;
                if self.rate.is_some() && barren > BARREN {
                    self.slot = to_ms as f64 + 1.0;
                    barren = 0;
                }
                continue;
            }
            barren = 0;
            self.sent += operations.len() as u64;
            if let Some(rate) = self.rate {
                self.slot += operations.len() as f64 * 1000.0 / rate;
            }
            batches.push(Batch { at, operations });
        }
        self.wall = self.wall.max(to_ms);
        if self.rate.is_none() {
            self.life = self.wall;
        }
        self.chats.advance(&self.crew, self.zone, self.wall);
        self.ai.advance(self.wall);
        batches
    }

    /// Does the next thing that is due by `to`, and says when it was.
    fn step(&mut self, to: i64) -> Option<i64> {
        let event = self.events.peek().map(|Reverse(event)| match self.rate {
            None => event.at,
            Some(_) => (self.slot.ceil() as i64).max(self.wall),
        });
        let entry = self.calendar.peek().map(|Reverse(entry)| entry.at);
        let at = event.into_iter().chain(entry).min().filter(|at| *at <= to)?;
        self.wall = at;
        if self.rate.is_none() {
            self.life = at;
        }
        if entry == Some(at) {
            let Reverse(entry) = self.calendar.pop()?;
            self.keep(entry.what);
        } else {
            let Reverse(event) = self.events.pop()?;
            self.life = self.life.max(event.at);
            self.happen(event.what);
        }
        Some(at)
    }

    fn keep(&mut self, what: Appointment) {
        match what {
            Appointment::Begin(index) => self.log_in(index),
            Appointment::End(index) => self.end_shift(index),
            Appointment::Midnight => self.new_day(),
            Appointment::Exception(what) => self.begin_exception(what),
            Appointment::Leave => self.let_one_leave(),
        }
    }

    fn new_day(&mut self) {
        self.today = self.wall;
        self.ledger.turn(self.wall);
        for index in 0..self.crew.agents.len() as u32 {
            self.change(index, |vitals| {
                vitals.answered = 0;
                vitals.missed = 0;
                vitals.dialled = 0;
                vitals.connected = 0;
            });
        }
        self.chats.new_day();
        let yesterday = zone::midnight(self.zone, zone::previous(zone::date(self.zone, self.today)));
        self.ai.forget(yesterday);
        self.plan_day(self.today);
    }

    /// Plans something on the clock of lives.
    pub(super) fn after(&mut self, ms: i64, what: What) {
        self.order += 1;
        self.events.push(Reverse(Event { at: self.life + ms.max(1), order: self.order, what }));
    }

    /// Plans something by the wall clock.
    pub(super) fn appoint(&mut self, at: i64, what: Appointment) {
        self.order += 1;
        self.calendar.push(Reverse(Entry { at, order: self.order, what }));
    }

    /// Minutes since the site's midnight. Asked for at every event, so the calendar is asked four times an hour only.
    pub(super) fn minute(&mut self) -> f64 {
        // Clocks change on the quarter of an hour, wherever they do.
        let quarter = self.wall - self.wall.rem_euclid(15 * zone::MINUTE);
        if self.quarter.0 != quarter {
            self.quarter = (quarter, zone::minute_of_day(self.zone, quarter));
        }
        self.quarter.1 + (self.wall - quarter).div_euclid(1000) as f64 / 60.0
    }

    /// Whether an agent's shift lasts until `until` (Unix ms) and longer.
    pub(super) fn stays(&self, index: u32, until: i64) -> bool {
        let yesterday = zone::midnight(self.zone, zone::previous(zone::date(self.zone, self.today)));
        let agent = self.crew.agents.get(index as usize);
        agent.is_some_and(|agent| agent.stays(self.seed, [yesterday, self.today], self.wall, until))
    }

    /// Whether lives run at a pace of their own.
    pub(super) fn hurried(&self) -> bool {
        self.rate.is_some()
    }

    /// Changes how an agent stands, and remembers how it was.
    pub(super) fn change(&mut self, index: u32, change: impl FnOnce(&mut Vitals)) {
        let Some(agent) = self.crew.agents.get_mut(index as usize) else { return };
        if !self.quiet && !self.touched.iter().any(|(known, _)| *known == index) {
            self.touched.push((index, agent.vitals));
        }
        change(&mut agent.vitals);
    }

    /// The differences of this moment as operations, agents first, then the summary.
    fn close(&mut self) -> Vec<Operation> {
        if self.quiet {
            return Vec::new();
        }
        let before = self.summary;
        let mut operations = Vec::new();
        for (index, old) in std::mem::take(&mut self.touched) {
            let Some(agent) = self.crew.agents.get(index as usize) else { continue };
            if agent.vitals != old {
                self.summary.add(&old, -1);
                self.summary.add(&agent.vitals, 1);
                differences(index, &old, &agent.vitals, agent.privacy, &mut operations);
            }
            if agent.vitals.state() != old.state() {
                self.tell_state(index);
            }
        }
        self.summary.calls = Some(self.ledger.inbound_now());
        let old = before.fields(self.counted);
        for ((field, value), (_, was)) in self.summary.fields(self.counted).into_iter().zip(old) {
            if value != was {
                operations.push(Operation { target: Target::Summary, field, value: Value::Number(value) });
            }
        }
        operations
    }

    /// The summary over all agents, with the customers who wait.
    fn tally(&self) -> Summary {
        let mut summary = Summary::default();
        for agent in &self.crew.agents {
            summary.add(&agent.vitals, 1);
        }
        summary.calls = Some(self.ledger.inbound_now());
        summary
    }

    /// The summary's fields under the vendor's names.
    pub(super) fn summary(&self) -> Vec<(&'static str, i64)> {
        self.summary.fields(self.counted)
    }

    /// The summary over some agents only, as a filtered query sees it.
    pub(super) fn summary_of(&self, members: &[u32]) -> Vec<(&'static str, i64)> {
        let mut summary = Summary::default();
        for index in members {
            if let Some(agent) = self.crew.agents.get(*index as usize) {
                summary.add(&agent.vitals, 1);
            }
        }
        summary.fields(self.counted)
    }
}

/// A day without a client, from one midnight to the next.
fn day_between(seed: u64, agents: usize, zone: Tz, midnight: i64, end: i64) -> Day {
    // Another day has other calls: its own seed for them, but the same people, and numbers far from today's.
    let lot = random::mix(seed ^ midnight as u64);
    let mut world = World::empty(seed, agents, zone, midnight, Ledger::new(lot, midnight, u32::MAX / 2, agents));
    world.dice = Dice::new(lot, random::VOICE);
    world.callers = Dice::new(lot, random::CALLERS);
    world.ai = Ai::new(seed, 0, zone);
    world.dawn(midnight);
    world.advance(end - 1);
    world.ledger.today.lived(end)
}

/// Whether a work status is one of those a call has.
pub(super) fn in_call(work: i64) -> bool {
    (codes::WORK_DIALING..=codes::WORK_HOLDING).contains(&work)
}

#[cfg(test)]
mod tests;
