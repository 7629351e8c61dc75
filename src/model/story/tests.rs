//! What is a fact, and what is none: one cause at a time, and days on which nothing happens.

use chrono::NaiveDate;

use super::*;
use crate::model::testing::Dice;
use crate::model::{
    Agent, AgentChange, AgentId, BusyReason, CallKind, CallNews, CallResult, Change, Changes, Extent, LedgerCall,
    LedgerDay, LoginState, Matching, Person, Phase, Roster, RosterKind, Rules, ServiceTarget, SourceId, SourceReport,
    WorkState,
};

mod facts;
mod quiet;

const ZONE: Tz = Tz::Asia__Shanghai;
const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Mon 16 Nov 2026, 00:00 in Shanghai.
const MONDAY: Stamp = Stamp(1_794_758_400_000);

const TARGET: ServiceTarget = ServiceTarget { percent: 80, within_ms: 20_000, short_ms: 5_000 };

fn at(day: i64, hour: i64, minute: i64) -> Stamp {
    MONDAY.plus(day * DAY + hour * HOUR + minute * MINUTE)
}

fn told(at: Stamp, payload: Payload) -> Update {
    Update::new(at, payload)
}

fn live(at: Stamp, source: SourceId, connects: u64) -> Update {
    told(at, Payload::Source(SourceReport { connects, ..SourceReport::new(source, Phase::Live) }))
}

fn person(index: usize, at: Stamp) -> Agent {
    Agent {
        name: Some(format!("Agent {index}").into()),
        login: Some(LoginState::Online),
        work: Some(WorkState::Ready),
        work_since: Some(at),
        login_since: Some(at),
        ..Agent::new(AgentId::new(&format!("a{index}")))
    }
}

fn crew(count: usize, at: Stamp) -> Update {
    let agents = (0..count).map(|index| person(index, at)).collect();
    told(at, Payload::Roster(Box::new(Roster::whole(RosterKind::Full, agents))))
}

fn goes(index: usize, at: Stamp, login: LoginState, work: WorkState, reason: Option<BusyReason>) -> Update {
    let set = |set| Change::Agent { id: AgentId::new(&format!("a{index}")), set };
    let changes = vec![
        set(AgentChange::Login(Some(login))),
        set(AgentChange::Work(Some(work))),
        set(AgentChange::Reason(reason)),
        set(AgentChange::WorkSince(Some(at))),
        set(AgentChange::LoginSince(Some(at))),
    ];
    told(at, Payload::Changes(Changes { changes, ..Changes::default() }))
}

fn to_eat(index: usize, at: Stamp) -> Update {
    goes(index, at, LoginState::Busy, WorkState::Busy, Some(BusyReason::Dining))
}

fn back(index: usize, at: Stamp) -> Update {
    goes(index, at, LoginState::Online, WorkState::Ready, None)
}

fn away(index: usize, at: Stamp) -> Update {
    goes(index, at, LoginState::Offline, WorkState::Unknown, None)
}

/// A call that began at `at` and waited so long; lost without a talk.
fn call(id: u64, at: Stamp, wait_ms: i64, talk_ms: Option<i64>) -> LedgerCall {
    let bridged = talk_ms.map(|_| at.plus(wait_ms));
    LedgerCall {
        id: format!("{}-{id}", at.ms()).as_str().into(),
        kind: Some(CallKind::Inbound),
        customer: None,
        relay: None,
        route: None,
        started: Some(at),
        bridged,
        ended: Some(at.plus(wait_ms + talk_ms.unwrap_or(0))),
        talk_ms,
        total_ms: None,
        result: Some(if talk_ms.is_some() { CallResult::Answered } else { CallResult::AgentMissed }),
        ended_by: None,
        agent: None,
        first: talk_ms.map(|_| std::sync::Arc::new(Person { name: Some("Wang".to_owned()), ..Person::default() })),
        rung: None,
        transfers: None,
        later: None,
    }
}

fn calls(at: Stamp, calls: Vec<LedgerCall>) -> Update {
    let local = at.in_zone(&ZONE).unwrap().date_naive();
    let from = MONDAY.plus(at.since(MONDAY).div_euclid(DAY) * DAY);
    let news = CallNews {
        day: LedgerDay { date: local, from, to: from.plus(DAY) },
        target: TARGET,
        calls,
        extent: Extent { whole: true, ..Extent::default() },
        unlisted: Vec::new(),
        matching: Matching::default(),
        as_of: at,
    };
    told(at, Payload::Calls(Box::new(news)))
}

/// A board, and its story without alarms: cheap enough for months.
struct Seen {
    board: Board,
    story: Story,
}

impl Seen {
    fn new() -> Self {
        // The stream is never silent here.
        let limits = Limits { stale_after_ms: [DAY; 3], ..Limits::default() };
        Self { board: Board::new(), story: Story::new(ZONE, limits) }
    }

    fn take(&mut self, update: Update) {
        let at = update.at;
        self.story.told(&update, &self.board);
        let generation = self.board.generation();
        self.board.apply(update);
        let touched = self.board.take_touched();
        let touched = (self.board.generation() == generation).then_some(touched.as_slice());
        self.story.look(&self.board, touched, &[], at);
    }

    fn incidents(&self) -> Vec<&Fact> {
        self.story.facts().in_order().into_iter().filter(|fact| fact.is_incident()).collect()
    }
}

/// What a day is like, and what is changed in it from a moment on.
#[derive(Clone, Copy, Default)]
struct Cause {
    from: Option<Stamp>,
    arrivals: f64,
    talk: f64,
    lost: f64,
}

/// Calls of `minutes` from `at` on, as they come on any day: `busiest` of them in half an hour at noon.
fn draw(dice: &mut Dice, at: Stamp, minutes: i64, busiest: f64, cause: Cause) -> Vec<LedgerCall> {
    let changed = cause.from.is_some_and(|from| at >= from);
    let by = |factor: f64| if changed && factor > 0.0 { factor } else { 1.0 };
    let hour = at.since(MONDAY).rem_euclid(DAY) as f64 / HOUR as f64;
    // From a tenth in the night to the whole at one o'clock.
    let shape = 0.1 + 0.9 * (-((hour - 13.0) / 4.5).powi(2)).exp();
    let week = if at.since(MONDAY).div_euclid(DAY).rem_euclid(7) >= 5 { 0.5 } else { 1.0 };
    let expected = busiest * shape * week * by(cause.arrivals) * minutes as f64 / 30.0;
    let chance = |dice: &mut Dice, p: f64| (dice.below(1_000_000) as f64) < p * 1_000_000.0;
    let tries = (expected * 4.0).ceil().max(1.0);
    let count = (0..tries as u64).filter(|_| chance(dice, expected / tries)).count();
    (0..count as u64)
        .map(|id| {
            let began = at.plus(dice.between(0, minutes * MINUTE - 1));
            let is_lost = chance(dice, 0.04 * by(cause.lost));
            let unit = (dice.below(1_000_000) + 1) as f64 / 1_000_001.0;
            let talk = (-unit.ln() * 150_000.0 + 60_000.0) * by(cause.talk);
            let wait = if chance(dice, 0.9) { 8_000 } else { 40_000 };
            call(id, began, wait, (!is_lost).then_some(talk as i64))
        })
        .collect()
}
