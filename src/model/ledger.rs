//! The ledger of today's calls: what became of every call that the vendor keeps a record of, and the figures that follow.
//!
//! The agents' counters say how often *agents* answered and missed. How many *calls* were answered and lost the records
//! alone tell, so the ledger holds today's, each once by its id, and keeps its figures up as records come, change and
//! leave. Nothing is counted again for a frame.
//!
//! One definition holds for every figure, wherever it is shown:
//!
//! * Only **inbound** calls count, on the day on which they began by the board's zone.
//! * **Answered**: both sides answered, or the customer's side alone, and an agent had the call.
//! * **Lost**: it ended with no agent found, missed by an agent or by the system, or hung up early by the caller, and is no
//!   short abandon. Lost calls and short abandons never overlap.
//! * **Short abandon**: hung up early by the caller within [`ServiceTarget::short_ms`] of its start, both ends included.
//!   An early hang-up whose length no record tells counts as lost.
//! * Calls that a bot, a menu or an outside number answered, calls that have not ended, and those that ended for other
//!   reasons (blacklisted, in arrears, relay number off) are neither: they are counted apart.
//! * **Service level**: of the answered calls whose wait is known and the lost calls, the share that was answered within
//!   [`ServiceTarget::within_ms`] of the call's start, both ends included. Short abandons are left out.
//! * **Still lost**: callers whose lost calls no later contact followed, where calls are matched by their numbers; see
//!   [`StillLost`].
//!
//! The records arrive in parts ([`CallNews`]), newest first, so the ledger knows how far back it reaches
//! ([`Extent`]). What the vendor counts and does not list is told beside the figures ([`Unlisted`]).
//!
//! A record takes some 300 bytes: typed fields, and texts that many calls share are kept once.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use litemap::LiteMap;

use super::agent::AgentId;
use super::call::{CallRecord, CallResult, Person};
use super::day::HALF_HOUR_MS;
use super::quick::{QuickMap, QuickSet};
use super::time::Stamp;

pub use behind::{CallsIn, CallsOf};
pub use call::{LedgerCall, Outcome};
pub use later::Later;
pub use matcher::Matcher;
pub use starts::SLICE_MS;
pub use still::StillLost;
pub use tally::Tally;
pub use target::{ErrorBudget, ServiceTarget};
pub use told::{CallNews, Extent, LedgerDay, Matching, Unlisted};

mod behind;
mod call;
mod callers;
mod later;
mod matcher;
mod person;
mod starts;
mod still;
mod tally;
mod target;
mod told;

use call::Judged;
use callers::Callers;
use starts::Starts;

/// What so many hold is shared already, with the ledger of who reads the records: it is not looked for.
const SHARED: usize = 8;

/// No day of any zone has more half hours.
const HALVES_MAX: usize = 100;

/// Today's calls and their figures.
#[derive(Clone, Debug)]
pub struct Ledger {
    day: LedgerDay,
    target: ServiceTarget,
    calls: Vec<LedgerCall>,
    index: QuickMap<Arc<str>, u32>,
    texts: QuickSet<Arc<str>>,
    people: QuickSet<Arc<Person>>,
    figures: Figures,
    starts: Starts,
    extent: Extent,
    unlisted: Vec<Unlisted>,
    matching: Matching,
    as_of: Stamp,
    /// Counts what changed.
    revision: u64,
    /// Counts how often it was told anything.
    told: u64,
}

/// What is counted as calls come and go.
#[derive(Clone, Debug, Default, PartialEq)]
struct Figures {
    day: Tally,
    halves: Vec<Tally>,
    relays: LiteMap<Arc<str>, Tally>,
    routes: LiteMap<Arc<str>, Tally>,
    agents: BTreeMap<AgentId, Answerer>,
    results: LiteMap<CallResult, u64>,
    callers: Callers,
    longest_ms: Option<i64>,
}

/// An agent, and the calls that they answered first.
#[derive(Clone, Debug, PartialEq)]
struct Answerer {
    number: Option<String>,
    tally: Tally,
}

impl Ledger {
    /// An empty one.
    pub fn new(day: LedgerDay, target: ServiceTarget) -> Self {
        Self {
            day,
            target,
            calls: Vec::new(),
            index: QuickMap::default(),
            texts: QuickSet::default(),
            people: QuickSet::default(),
            figures: Figures::default(),
            starts: Starts::default(),
            extent: Extent::default(),
            unlisted: Vec::new(),
            matching: Matching::default(),
            as_of: day.from,
            revision: 0,
            told: 0,
        }
    }

    /// Takes what was told: calls that are new or have changed, and how far the records reach. A new day begins an
    /// empty ledger.
    pub fn take(&mut self, news: CallNews) {
        let told = self.told.saturating_add(1);
        if news.day != self.day {
            *self = Self { revision: self.revision.wrapping_add(1), ..Self::new(news.day, news.target) };
        }
        self.told = told;
        self.define(news.target);
        for call in news.calls {
            self.upsert(call);
        }
        self.extent = news.extent;
        self.unlisted = news.unlisted;
        self.matching = news.matching;
        self.as_of = news.as_of;
    }

    /// What the ledger keeps of a record, with the texts and people that it has already.
    pub fn entry(&mut self, record: &CallRecord) -> LedgerCall {
        let known = self.call(&record.id);
        let id = known.map_or_else(|| record.id.as_str().into(), |known| Arc::clone(&known.id));
        let shown = record.customer.shown();
        let same = known.and_then(|known| known.customer.as_ref()).filter(|known| shown.as_deref() == Some(&***known));
        let customer = same.map(Arc::clone).or_else(|| shown.map(Into::into));
        let [relay, route] = [&record.relay, &record.route].map(|text| {
            let text = text.as_deref()?;
            Some(match self.texts.get(text) {
                Some(known) => Arc::clone(known),
                None => self.text(text.into()),
            })
        });
        // Most calls have but one agent.
        let agent = self.known(&record.agent);
        let [first, rung] = [&record.first_agent, &record.first_rung];
        let first = if *first == record.agent { agent.clone() } else { self.known(first) };
        let rung = if *rung == record.first_agent { first.clone() } else { self.known(rung) };
        let people = [agent, first, rung];
        LedgerCall::made(record, id, [customer, relay, route], people)
    }

    /// Takes one record, in the place of the one with its id; whether anything is other than before. A call that began
    /// on another day is none of today's.
    pub fn upsert(&mut self, call: LedgerCall) -> bool {
        let changed = self.put(call);
        self.revision = self.revision.wrapping_add(u64::from(changed));
        changed
    }

    fn put(&mut self, call: LedgerCall) -> bool {
        let todays = call.started.is_none_or(|at| self.day.has(at));
        let slot = self.index.get(&call.id).map(|slot| *slot as usize);
        match (slot, todays) {
            (None, false) => false,
            (Some(slot), false) => {
                self.remove(slot);
                true
            }
            (None, true) => {
                let Ok(slot) = u32::try_from(self.calls.len()) else { return false };
                let call = self.shared(call);
                self.figures.count(&call, &self.target, self.day.from);
                self.starts.add(call.started, self.day.from);
                self.index.insert(Arc::clone(&call.id), slot);
                self.calls.push(call);
                true
            }
            (Some(slot), true) => self.replace(slot, call),
        }
    }

    fn replace(&mut self, slot: usize, call: LedgerCall) -> bool {
        if self.calls.get(slot).is_none_or(|known| *known == call) {
            return false;
        }
        let call = self.shared(call);
        let Some(place) = self.calls.get_mut(slot) else { return false };
        // The id is the index's as well.
        let id = Arc::clone(&place.id);
        let before = std::mem::replace(place, LedgerCall { id, ..call });
        let lost_longest = self.figures.forget(&before, &self.target, self.day.from);
        if let Some(call) = self.calls.get(slot) {
            self.figures.count(call, &self.target, self.day.from);
            self.starts.remove(before.started, self.day.from);
            self.starts.add(call.started, self.day.from);
        }
        if lost_longest {
            self.find_longest();
        }
        true
    }

    fn remove(&mut self, slot: usize) {
        if slot >= self.calls.len() {
            return;
        }
        let gone = self.calls.swap_remove(slot);
        self.index.remove(&gone.id);
        self.starts.remove(gone.started, self.day.from);
        if let (Some(moved), Ok(at)) = (self.calls.get(slot), u32::try_from(slot)) {
            self.index.insert(Arc::clone(&moved.id), at);
        }
        if self.figures.forget(&gone, &self.target, self.day.from) {
            self.find_longest();
        }
    }

    fn find_longest(&mut self) {
        let waits = self.calls.iter().filter_map(|call| call.judge(&self.target)?.wait_ms);
        self.figures.longest_ms = waits.max();
    }

    /// The same call with texts and people that others have too.
    fn shared(&mut self, call: LedgerCall) -> LedgerCall {
        let [relay, route] = [call.relay, call.route].map(|text| text.map(|text| self.text(text)));
        let [agent, first, rung] = [call.agent, call.first, call.rung].map(|person| self.person(person));
        LedgerCall { relay, route, agent, first, rung, ..call }
    }

    fn text(&mut self, text: Arc<str>) -> Arc<str> {
        if Arc::strong_count(&text) > SHARED {
            return text;
        }
        if let Some(known) = self.texts.get(&text) {
            return Arc::clone(known);
        }
        self.texts.insert(Arc::clone(&text));
        text
    }

    fn known(&mut self, person: &Person) -> Option<Arc<Person>> {
        if person.is_no_one() {
            return None;
        }
        match self.people.get(person) {
            Some(known) => Some(Arc::clone(known)),
            None => self.person(Some(Arc::new(person.clone()))),
        }
    }

    fn person(&mut self, person: Option<Arc<Person>>) -> Option<Arc<Person>> {
        let person = person?;
        if Arc::strong_count(&person) > SHARED {
            return Some(person);
        }
        if let Some(known) = self.people.get(&person) {
            return Some(Arc::clone(known));
        }
        self.people.insert(Arc::clone(&person));
        Some(person)
    }

    /// The definition from now on: what was counted by another is counted anew.
    fn define(&mut self, target: ServiceTarget) {
        if std::mem::replace(&mut self.target, target) == target {
            return;
        }
        self.revision = self.revision.wrapping_add(1);
        self.figures = Figures::default();
        for call in &self.calls {
            self.figures.count(call, &self.target, self.day.from);
        }
    }

    /// The day whose calls these are.
    pub const fn day(&self) -> LedgerDay {
        self.day
    }

    /// What the service level is measured by.
    pub const fn target(&self) -> ServiceTarget {
        self.target
    }

    /// How far the records reach.
    pub const fn extent(&self) -> Extent {
        self.extent
    }

    /// Whether every call of the day that began at `from` or later is there, as far as the vendor lists them. Another
    /// call that began at the very moment of the oldest one may still be missing.
    pub fn reaches(&self, from: Stamp) -> bool {
        self.extent.whole || self.extent.since.is_some_and(|since| since < from)
    }

    /// What the vendor counts and does not list, by result; empty where both agree, or nothing was compared.
    pub fn unlisted(&self) -> &[Unlisted] {
        &self.unlisted
    }

    /// When the newest of the records were asked for.
    pub const fn as_of(&self) -> Stamp {
        self.as_of
    }

    /// How many records there are, outbound and internal calls included.
    pub const fn held(&self) -> usize {
        self.calls.len()
    }

    /// A call by its id.
    pub fn call(&self, id: &str) -> Option<&LedgerCall> {
        self.calls.get(*self.index.get(id)? as usize)
    }

    /// The whole day.
    pub const fn figures(&self) -> &Tally {
        &self.figures.day
    }

    /// The longest wait of an answered call, in ms.
    pub const fn longest_ms(&self) -> Option<i64> {
        self.figures.longest_ms
    }

    /// By half hours since the day began, as they pass; a half hour without calls has an empty tally.
    pub fn halves(&self) -> &[Tally] {
        &self.figures.halves
    }

    /// By our number at which the customer called.
    pub fn relays(&self) -> impl Iterator<Item = (&str, &Tally)> {
        self.figures.relays.iter().map(|(relay, tally)| (&**relay, tally))
    }

    /// By where they were routed first.
    pub fn routes(&self) -> impl Iterator<Item = (&str, &Tally)> {
        self.figures.routes.iter().map(|(route, tally)| (&**route, tally))
    }

    /// The calls first answered by one of these agents, ids or work numbers.
    pub fn answered_by(&self, who: &[String]) -> Tally {
        let mut together = Tally::default();
        self.answerers(who).for_each(|(_, tally)| together.merge(tally));
        together
    }

    /// Those of these agents, ids or work numbers, who answered calls first, with these calls.
    fn answerers<'a>(&'a self, who: &'a [String]) -> impl Iterator<Item = (&'a AgentId, &'a Tally)> {
        let is_one =
            |id: &AgentId, number: Option<&String>| who.iter().any(|who| who == id.as_str() || Some(who) == number);
        let agents = self.figures.agents.iter();
        agents.filter(move |(id, by)| is_one(id, by.number.as_ref())).map(|(id, by)| (id, &by.tally))
    }

    /// How often it was told anything: its figures are the same as long as this is.
    pub const fn told(&self) -> u64 {
        self.told
    }

    /// The calls that began in `from..to`.
    pub fn between(&self, from: Stamp, to: Stamp) -> Tally {
        let mut tally = Tally::default();
        let within = |call: &&LedgerCall| call.started.is_some_and(|at| at >= from && at < to);
        for judged in self.calls.iter().filter(within).filter_map(|call| call.judge(&self.target)) {
            tally.add(&judged);
        }
        tally
    }

    /// How many calls, of any kind, began in these slices of [`SLICE_MS`] since the day began.
    pub fn began(&self, slices: Range<u32>) -> u64 {
        self.starts.within(slices)
    }

    /// The last of these slices from which on so many calls began; the first where fewer did.
    pub fn slice_holding(&self, slices: Range<u32>, calls: u64) -> u32 {
        self.starts.holding(slices, calls)
    }

    /// How many inbound calls ended so.
    pub fn ended_with(&self, result: CallResult) -> u64 {
        self.figures.results.get(&result).copied().unwrap_or(0)
    }

    /// What an empty ledger would have to be told to know the same, in parts of no more than `most` calls.
    pub fn retell(&self, most: usize) -> impl Iterator<Item = CallNews> + '_ {
        let told = |calls: &[LedgerCall]| CallNews {
            day: self.day,
            target: self.target,
            calls: calls.to_vec(),
            extent: self.extent,
            unlisted: self.unlisted.clone(),
            matching: self.matching.clone(),
            as_of: self.as_of,
        };
        let empty = self.calls.is_empty().then(|| told(&[]));
        empty.into_iter().chain(self.calls.chunks(most.max(1)).map(told))
    }

    /// This machine's clock was set by `by` ms: the moment at which was asked is by the new one.
    pub const fn clock_set(&mut self, by: i64) {
        self.as_of = self.as_of.plus(by);
    }
}

impl Figures {
    /// Has each tally that counts this call changed.
    fn each(&mut self, call: &LedgerCall, from: Stamp, change: impl Fn(&mut Tally)) {
        change(&mut self.day);
        let half = call.started.and_then(|at| usize::try_from(at.since(from).div_euclid(HALF_HOUR_MS)).ok());
        if let Some(half) = half.filter(|half| *half < HALVES_MAX) {
            if half >= self.halves.len() {
                self.halves.resize_with(half + 1, Tally::default);
            }
            self.halves.get_mut(half).into_iter().for_each(&change);
        }
        if let Some(relay) = &call.relay {
            change(self.relays.entry(Arc::clone(relay)).or_default());
        }
        if let Some(route) = &call.route {
            change(self.routes.entry(Arc::clone(route)).or_default());
        }
        if let Some(id) = call.answerer() {
            let number = || call.first.as_ref().and_then(|first| first.number.clone());
            let unknown = || Answerer { number: number(), tally: Tally::default() };
            change(&mut self.agents.entry(id).or_insert_with(unknown).tally);
        }
    }

    fn count(&mut self, call: &LedgerCall, target: &ServiceTarget, from: Stamp) {
        let Some(judged) = call.judge(target) else { return };
        self.each(call, from, |tally| tally.add(&judged));
        self.longest_ms = self.longest_ms.max(judged.wait_ms);
        self.callers.add(call, target);
        if let Some(result) = call.result {
            *self.results.entry(result).or_default() += 1;
        }
    }

    /// Whether the longest wait was this call's.
    fn forget(&mut self, call: &LedgerCall, target: &ServiceTarget, from: Stamp) -> bool {
        let Some(judged) = call.judge(target) else { return false };
        self.each(call, from, |tally| tally.remove(&judged));
        self.callers.remove(call, target);
        if let Some(count) = call.result.and_then(|result| self.results.get_mut(&result)) {
            *count = count.saturating_sub(1);
        }
        let Judged { wait_ms, .. } = judged;
        wait_ms.is_some() && wait_ms == self.longest_ms
    }
}

#[cfg(test)]
mod tests;
