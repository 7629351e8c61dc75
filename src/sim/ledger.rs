//! What happened: every call with its legs and every state that an agent was in, of today, of the day before and of the same
//! day a week ago.
//!
//! Counters, histories, records and reports all read from here, so they cannot disagree. A call belongs to the day
//! on which it began, whenever it ends.

use std::collections::HashSet;

use super::codes;
use super::random::mix;

/// So many calls of a day are kept at least; a larger centre keeps more, a hurried one loses its oldest.
const CALLS_KEPT: usize = 200_000;

/// So many calls of a day are kept for every agent of a large centre.
const CALLS_KEPT_AN_AGENT: usize = 60;

/// So many states are kept over all agents; more than a natural day has.
const SPANS_KEPT: usize = 4_000_000;

/// So many states of one agent are kept however many agents there are.
const SPANS_KEPT_AN_AGENT: usize = 1_000;

/// The site's relay numbers, with their share of the inbound and of the outbound calls.
pub(super) const RELAYS: [(&str, u64, u64); 5] =
    [("4008820000", 46, 0), ("02161230000", 27, 20), ("01088881234", 17, 30), ("95588", 10, 0), ("02161230100", 0, 50)];

/// The one of them that is the bot's where numbers have a scope.
pub(super) const BOT_RELAY: &str = "95588";

/// One record in so many comes late.
const LATE_ONE_IN: u64 = 40;

/// What tells the draw for that from a call's others.
const LATE: u64 = 0x1A7E;

/// Whole seconds between two times. Every time is cut to its second first, so that parts add up to their whole.
pub(super) fn seconds(from: i64, to: i64) -> i64 {
    if from == 0 || to == 0 { 0 } else { (to.div_euclid(1000) - from.div_euclid(1000)).max(0) }
}

/// One agent's part in a call. Times are Unix ms, 0 for what did not happen or has not happened yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Leg {
    pub(super) agent: u32,
    /// [`codes::DIAL_CALL`], [`codes::DIAL_TRANSFER`] or [`codes::DIAL_INQUIRY`].
    pub(super) dial: i64,
    /// The agent who transferred or inquired.
    pub(super) source: Option<u32>,
    /// When the agent was rung, or began to dial.
    pub(super) start: i64,
    /// When the agent began to talk.
    pub(super) answer: i64,
    pub(super) end: i64,
    /// When the wrap-up after it was done.
    pub(super) wrapped: i64,
    pub(super) side: i64,
}

impl Leg {
    /// Seconds of talk, holds included.
    pub(super) fn talk(&self) -> i64 {
        seconds(self.answer, self.end)
    }
}

/// A call. Times are Unix ms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Talk {
    /// Belongs to the call for good; ids and all that is drawn of it come from here.
    pub(super) lot: u64,
    /// [`codes::CALL_INTERNAL`], [`codes::CALL_INBOUND`] or [`codes::CALL_OUTBOUND`].
    pub(super) kind: i64,
    /// Index in [`RELAYS`]; none for a call within the house.
    pub(super) relay: Option<usize>,
    /// 0 for a call within the house.
    pub(super) customer: u64,
    pub(super) start: i64,
    /// 0 while it goes on.
    pub(super) end: i64,
    pub(super) side: i64,
    /// No agent was logged in to take it.
    pub(super) unstaffed: bool,
    /// Who has it, or had it at its end.
    pub(super) with: With,
    /// Since when they have it: one who waits for an agent came to the queue then.
    pub(super) handed: i64,
    /// From when to when the bot had it; 0 for what did not happen or has not happened yet.
    pub(super) bot: (i64, i64),
    pub(super) legs: Vec<Leg>,
}

impl Talk {
    /// Whether it is over.
    pub(super) fn ended(&self) -> bool {
        self.end != 0
    }

    /// Whether it is among the records at `now`. Most are when they are over; some come late.
    pub(super) fn recorded(&self, now: i64) -> bool {
        self.ended() && now >= self.end + self.late()
    }

    /// How long after the end its record comes, in ms.
    fn late(&self) -> i64 {
        let draw = mix(self.lot ^ LATE);
        if draw.is_multiple_of(LATE_ONE_IN) { 15_000 + ((draw >> 32) % 165_000) as i64 } else { 0 }
    }

    /// The bot is out of it, if it had it.
    fn leave_bot(&mut self, now: i64) {
        if self.with == With::Bot {
            self.bot.1 = now;
        }
    }

    /// The leg of the agent who has it, or at whom it rings.
    pub(super) fn live_leg(&self) -> Option<&Leg> {
        self.legs.iter().rev().find(|leg| leg.dial != codes::DIAL_INQUIRY && leg.end == 0)
    }

    /// Since when the caller has waited for an agent, Unix ms: since coming to the queue, or since the last agent left.
    pub(super) fn waits_since(&self) -> i64 {
        self.handled().map(|leg| leg.end).max().unwrap_or_default().max(self.handed)
    }

    /// The legs on which an agent talked, but for inquiries.
    pub(super) fn handled(&self) -> impl DoubleEndedIterator<Item = &Leg> {
        self.legs.iter().filter(|leg| leg.answer != 0 && leg.dial != codes::DIAL_INQUIRY)
    }

    /// When customer and agent first heard each other; 0 if they never did.
    pub(super) fn bridge(&self) -> i64 {
        self.handled().next().map_or(0, |leg| leg.answer)
    }

    /// Seconds from the bridge to the end.
    pub(super) fn talk(&self) -> i64 {
        seconds(self.bridge(), self.end)
    }

    /// Seconds from start to end.
    pub(super) fn total(&self) -> i64 {
        seconds(self.start, self.end)
    }

    /// How it went, as the vendor's code.
    pub(super) fn result(&self) -> i64 {
        if self.bridge() != 0 {
            return codes::RESULT_ANSWERED;
        }
        match (self.kind, self.with) {
            (codes::CALL_INBOUND, With::Bot) => codes::RESULT_CUSTOMER_SIDE,
            (codes::CALL_INBOUND, With::Outside) => codes::RESULT_ANSWERED,
            (codes::CALL_INBOUND, With::System) => codes::RESULT_SYSTEM_MISSED,
            (codes::CALL_INBOUND, With::Agents) if !self.legs.is_empty() => codes::RESULT_AGENT_MISSED,
            (codes::CALL_INBOUND, With::Agents) if self.unstaffed => codes::RESULT_NO_AGENT,
            (codes::CALL_INBOUND, _) => codes::RESULT_GAVE_UP,
            _ => codes::RESULT_CUSTOMER_MISSED,
        }
    }

    pub(super) fn transfers(&self) -> usize {
        self.legs.iter().filter(|leg| leg.dial == codes::DIAL_TRANSFER).count()
    }

    /// Inquiries that were answered.
    pub(super) fn inquiries(&self) -> usize {
        self.legs.iter().filter(|leg| leg.dial == codes::DIAL_INQUIRY && leg.answer != 0).count()
    }
}

/// Who has an inbound call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum With {
    /// The menu.
    Menu,
    /// The bot.
    Bot,
    /// A number outside.
    Outside,
    /// The queue, then agents.
    Agents,
    /// The system, which lost it.
    System,
}

/// The place of an agent in a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Seat {
    pub(super) number: u32,
    /// The place of the agent's leg among those of the call.
    pub(super) leg: usize,
}

/// A state from its beginning until that of the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    /// Unix ms; of the day's first state it may lie before midnight.
    pub(super) from: i64,
    pub(super) work: u8,
    pub(super) login: u8,
    pub(super) reason: u8,
}

/// One day.
#[derive(Clone)]
pub(super) struct Day {
    /// When it begins, Unix ms.
    pub(super) midnight: i64,
    /// When it ended, Unix ms; none of the day that runs.
    pub(super) over: Option<i64>,
    first: u32,
    /// In the order in which they began, those that go on included.
    pub(super) talks: Vec<Talk>,
    /// Of every agent, without gaps and in order.
    pub(super) spans: Vec<Vec<Span>>,
}

impl Day {
    fn new(midnight: i64, first: u32, agents: usize) -> Self {
        Self { midnight, over: None, first, talks: Vec::new(), spans: vec![Vec::new(); agents] }
    }

    /// The same, over at `end` (Unix ms). What went on over its midnight is left out: no other day goes on with it.
    pub(super) fn lived(mut self, end: i64) -> Self {
        self.talks.retain(Talk::ended);
        self.over = Some(end);
        self
    }

    fn talk(&self, number: u32) -> Option<&Talk> {
        self.talks.get(number.checked_sub(self.first)? as usize)
    }

    fn talk_mut(&mut self, number: u32) -> Option<&mut Talk> {
        self.talks.get_mut(number.checked_sub(self.first)? as usize)
    }

    /// The calls that began in `from..to`, oldest first, those that go on included.
    pub(super) fn between(&self, from: i64, to: i64) -> &[Talk] {
        let first = self.talks.partition_point(|talk| talk.start < from);
        let last = self.talks.partition_point(|talk| talk.start < to);
        self.talks.get(first..last.max(first)).unwrap_or_default()
    }

    fn trim(&mut self) {
        let most = CALLS_KEPT.max(self.spans.len() * CALLS_KEPT_AN_AGENT);
        if self.talks.len() > most {
            let gone = most / 8;
            self.talks.drain(..gone);
            self.first += gone as u32;
        }
    }
}

/// A day before today that the centre remembers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Past {
    /// The day before.
    Yesterday,
    /// The same day of the week before.
    WeekAgo,
}

impl Past {
    pub(super) const ALL: [Self; 2] = [Self::Yesterday, Self::WeekAgo];

    /// So many days before today.
    pub(super) const fn days(self) -> u64 {
        match self {
            Self::Yesterday => 1,
            Self::WeekAgo => 7,
        }
    }
}

/// Today, yesterday and the same day a week ago.
#[derive(Clone)]
pub(super) struct Ledger {
    pub(super) today: Day,
    /// None until it is asked for or a midnight has passed.
    pub(super) yesterday: Option<Day>,
    /// None until it is asked for.
    week_ago: Option<Day>,
    seed: u64,
    next: u32,
    /// Inbound calls that are not hung up, by their numbers.
    inbound: HashSet<u32>,
}

impl Ledger {
    /// An empty ledger of the day that begins at `midnight`; its calls are counted from `first`.
    pub(super) fn new(seed: u64, midnight: i64, first: u32, agents: usize) -> Self {
        Self {
            today: Day::new(midnight, first, agents),
            yesterday: None,
            week_ago: None,
            seed,
            next: first,
            inbound: HashSet::new(),
        }
    }

    /// The days before today that are there, and today.
    pub(super) fn days(&self) -> impl DoubleEndedIterator<Item = &Day> {
        self.week_ago.iter().chain(&self.yesterday).chain(std::iter::once(&self.today))
    }

    /// Whether this day is there.
    pub(super) const fn has(&self, past: Past) -> bool {
        match past {
            Past::Yesterday => self.yesterday.is_some(),
            Past::WeekAgo => self.week_ago.is_some(),
        }
    }

    /// Remembers this day, of which nothing was known.
    pub(super) fn remember(&mut self, past: Past, day: Day) {
        match past {
            Past::Yesterday => self.yesterday = Some(day),
            Past::WeekAgo => self.week_ago = Some(day),
        }
    }

    /// A new day begins with everybody in the state they are in. The day before yesterday is forgotten, and a week ago is
    /// another day.
    pub(super) fn turn(&mut self, midnight: i64) {
        let mut day = Day::new(midnight, self.next, self.today.spans.len());
        for (new, old) in day.spans.iter_mut().zip(&self.today.spans) {
            new.extend(old.last());
        }
        self.today.over = Some(midnight);
        self.yesterday = Some(std::mem::replace(&mut self.today, day));
        self.week_ago = None;
    }

    /// Whether the call began today.
    pub(super) fn is_todays(&self, seat: Option<Seat>) -> bool {
        seat.is_some_and(|seat| seat.number >= self.today.first)
    }

    /// A call begins.
    pub(super) fn open(&mut self, kind: i64, customer: u64, start: i64, unstaffed: bool) -> u32 {
        let number = self.next;
        self.next = self.next.wrapping_add(1);
        if kind == codes::CALL_INBOUND {
            self.inbound.insert(number);
        }
        let lot = mix(self.seed ^ mix(u64::from(number)));
        self.today.talks.push(Talk {
            lot,
            kind,
            relay: relay(kind, lot),
            customer,
            start,
            end: 0,
            side: codes::SIDE_OTHER,
            unstaffed,
            with: With::Agents,
            handed: start,
            bot: (0, 0),
            legs: Vec::new(),
        });
        self.today.trim();
        number
    }

    /// Someone else has the call from now on.
    pub(super) fn hand(&mut self, number: u32, with: With, now: i64) {
        if let Some(talk) = self.talk_mut(number) {
            talk.leave_bot(now);
            if with == With::Bot {
                talk.bot.0 = now;
            }
            talk.with = with;
            talk.handed = now;
        }
    }

    /// Whether the call came in by the bot's relay number.
    pub(super) fn at_bots_number(&self, number: u32) -> bool {
        let relay = self.today.talk(number).and_then(|talk| RELAYS.get(talk.relay?));
        relay.is_some_and(|relay| relay.0 == BOT_RELAY)
    }

    /// A call of today or of the day before.
    pub(super) fn talk(&self, number: u32) -> Option<&Talk> {
        if number >= self.today.first {
            return self.today.talk(number);
        }
        self.yesterday.as_ref()?.talk(number)
    }

    /// An agent is rung in a call, or dials.
    pub(super) fn ring(&mut self, number: u32, agent: u32, dial: i64, source: Option<u32>, now: i64) -> Option<Seat> {
        let talk = self.talk_mut(number)?;
        let side = codes::SIDE_OTHER;
        talk.legs.push(Leg { agent, dial, source, start: now, answer: 0, end: 0, wrapped: 0, side });
        Some(Seat { number, leg: talk.legs.len() - 1 })
    }

    /// The agent begins to talk.
    pub(super) fn answer(&mut self, seat: Option<Seat>, now: i64) {
        if let Some(leg) = self.leg_mut(seat) {
            leg.answer = now;
        }
    }

    /// The agent is out of the call, which may go on with others.
    pub(super) fn leave(&mut self, seat: Option<Seat>, side: i64, now: i64) {
        if let Some(leg) = self.leg_mut(seat) {
            leg.end = now;
            leg.side = side;
        }
    }

    /// The agent's wrap-up is done.
    pub(super) fn wrapped(&mut self, seat: Option<Seat>, now: i64) {
        if let Some(leg) = self.leg_mut(seat) {
            leg.wrapped = now;
        }
    }

    /// Inbound calls that are not hung up, with agents or not.
    pub(super) fn inbound_now(&self) -> i64 {
        self.inbound.len() as i64
    }

    /// The call is over.
    pub(super) fn close(&mut self, number: u32, side: i64, now: i64) {
        self.inbound.remove(&number);
        if let Some(talk) = self.talk_mut(number) {
            talk.leave_bot(now);
            talk.end = now;
            talk.side = side;
        }
    }

    /// The state in which an agent's day begins.
    pub(super) fn begin(&mut self, agent: u32, from: i64, work: i64, login: i64, reason: i64) {
        if let Some(spans) = self.today.spans.get_mut(agent as usize) {
            spans.clear();
        }
        self.enter(agent, from, work, login, reason);
    }

    /// The agent is in another state from now on.
    pub(super) fn enter(&mut self, agent: u32, from: i64, work: i64, login: i64, reason: i64) {
        let count = self.today.spans.len().max(1);
        let Some(spans) = self.today.spans.get_mut(agent as usize) else { return };
        let span = Span { from, work: work as u8, login: login as u8, reason: reason as u8 };
        if spans.last().is_some_and(|last| last.from == from) {
            spans.pop();
        }
        spans.push(span);
        let most = SPANS_KEPT_AN_AGENT.max(SPANS_KEPT / count);
        if spans.len() > most {
            spans.drain(..most / 2);
        }
    }

    fn talk_mut(&mut self, number: u32) -> Option<&mut Talk> {
        if number >= self.today.first {
            return self.today.talk_mut(number);
        }
        self.yesterday.as_mut()?.talk_mut(number)
    }

    fn leg_mut(&mut self, seat: Option<Seat>) -> Option<&mut Leg> {
        let seat = seat?;
        self.talk_mut(seat.number)?.legs.get_mut(seat.leg)
    }
}

/// The relay number of a call; outbound calls go out by others than inbound ones come in by.
fn relay(kind: i64, lot: u64) -> Option<usize> {
    let shares = RELAYS.map(|(_, inbound, outbound)| match kind {
        codes::CALL_INBOUND => inbound,
        codes::CALL_OUTBOUND => outbound,
        _ => 0,
    });
    let mut left = (lot >> 40) % shares.iter().sum::<u64>().max(1);
    shares.iter().position(|share| {
        let here = left < *share;
        left = left.saturating_sub(*share);
        here
    })
}

#[cfg(test)]
mod tests;
