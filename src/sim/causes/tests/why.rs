//! What made the service level fall is named first: days to which one thing happens, by what happened in them.

use super::*;
use crate::model::{
    Agent, AgentChange, AgentId, Board, BusyReason, CallNews, Change, Changes, Extent, Floor, KeptHalf, LedgerDay,
    LoginState, Matching, Payload, Phase, Roster, RosterKind, ServiceTarget, SourceId, SourceReport, Stamp, State,
    Tally, Update, Why, WhyPart, WorkState,
};
use crate::sim::agent::Vitals;
use crate::sim::ledger::{Day, Past, Talk, With};

const HALF: i64 = 30 * MINUTE;

/// A half hour of a day as a board that saw all of it keeps it.
fn kept(day: &Day, from: i64) -> KeptHalf {
    let mut tally = Tally::default();
    for talk in day.between(from, from + HALF).iter().filter(|talk| talk.kind == codes::CALL_INBOUND) {
        count(&mut tally, talk);
    }
    let mut floor = Floor::seen(HALF as u64);
    for spans in &day.spans {
        for (place, span) in spans.iter().enumerate() {
            let end = spans.get(place + 1).map_or(i64::MAX, |next| next.from);
            let ms = (end.min(from + HALF) - span.from.max(from)).max(0) as u64;
            let (state, reason) = state(i64::from(span.work), i64::from(span.login), i64::from(span.reason));
            floor.note(state, reason, ms);
        }
    }
    KeptHalf { from: Stamp(from), within_ms: 20_000, short_ms: 5_000, tally, floor: Some(floor) }
}

fn count(tally: &mut Tally, talk: &Talk) {
    if talk.bridge() > 0 {
        let wait = talk.bridge() - talk.start;
        tally.answered += 1;
        tally.timed += 1;
        tally.in_time += u64::from(wait <= 20_000);
        tally.wait_ms += wait as u64;
        if talk.ended() {
            tally.talked += 1;
            tally.talk_ms += (talk.end - talk.bridge()) as u64;
        }
    } else if matches!(talk.with, With::Bot | With::Outside) {
        tally.elsewhere += 1;
    } else if talk.legs.is_empty() && talk.ended() && talk.end - talk.start <= 5_000 {
        tally.short += 1;
    } else {
        tally.lost += 1;
    }
}

fn state(work: i64, login: i64, reason: i64) -> (State, Option<BusyReason>) {
    let state = match work {
        _ if login == codes::LOGIN_OFFLINE => State::Offline,
        codes::WORK_READY => State::Ready,
        codes::WORK_AFTER_CALL => State::WrapUp,
        codes::WORK_LOCKED => State::Locked,
        codes::WORK_OCCUPIED => State::Busy,
        _ => State::Talking,
    };
    (state, Some(if reason == codes::REASON_DINING { BusyReason::Dining } else { BusyReason::Break }))
}

/// The half hour from the moment of the causes on, beside that of a week ago.
fn a_week_ago(world: &World) -> Why {
    let day = world.past_day(Past::WeekAgo)();
    Why::of(&kept(&world.ledger.today, AT), &kept(&day, AT - 7 * 24 * HOUR)).unwrap()
}

/// Each of several days to which one thing happens: the part is the largest, and the parts add up.
fn hold(effect: Effect, part: WhyPart) {
    for seed in 1..=2 {
        let world = World::with_cause(seed, 96, ZONE, END, Some(Cause::new(effect, AT)));
        let why = a_week_ago(&world);
        assert_eq!(why.by_size()[0].0, part, "seed {seed}: {why:?}");
        assert_eq!(why.first(), Some(part), "seed {seed}: {why:?}");
        assert!(why.part(part).unwrap() < 0 && why.difference < 0, "seed {seed}: {why:?}");
        let parts: i64 = WhyPart::ALL.into_iter().filter_map(|part| why.part(part)).sum();
        assert_eq!(parts + why.rest, why.difference);
    }
}

#[test]
fn agents_who_go_to_eat_are_the_first_part() {
    hold(Effect::Dining(20), WhyPart::Away);
}

#[test]
fn agents_who_log_out_are_the_first_part() {
    hold(Effect::LogOut(20), WhyPart::LoggedIn);
}

#[test]
fn twice_as_many_calls_are_the_first_part() {
    hold(Effect::Arrivals(2.0), WhyPart::Arrivals);
}

#[test]
fn longer_calls_are_the_first_part() {
    hold(Effect::HandleTime(1.8), WhyPart::HandleTime);
}

#[test]
fn where_nothing_happens_no_part_is_beyond_what_it_has_by_chance() {
    for seed in 1..=6 {
        let why = a_week_ago(&day(seed, None));
        assert_eq!(why.first(), None, "seed {seed}: {why:?}");
    }
}

/// How an agent stands, as a board is told it.
fn told(vitals: &Vitals) -> [AgentChange; 3] {
    let login = match vitals.login {
        codes::LOGIN_OFFLINE => LoginState::Offline,
        codes::LOGIN_OCCUPIED => LoginState::Busy,
        codes::LOGIN_LOCKED => LoginState::Locked,
        _ => LoginState::Online,
    };
    let work = match state(vitals.work, vitals.login, vitals.reason).0 {
        State::Ready => WorkState::Ready,
        State::WrapUp => WorkState::WrapUp,
        State::Locked => WorkState::Locked,
        State::Busy => WorkState::Busy,
        State::Offline => WorkState::Unknown,
        _ => WorkState::Talking,
    };
    let (_, reason) = state(vitals.work, vitals.login, vitals.reason);
    [AgentChange::Login(Some(login)), AgentChange::Work(Some(work)), AgentChange::Reason(reason)]
}

/// Records of a day without a call, as far as they are known at `as_of`.
fn records(as_of: i64) -> Payload {
    let day = LedgerDay { date: zone::date(ZONE, MIDNIGHT), from: Stamp(MIDNIGHT), to: Stamp(MIDNIGHT + 24 * HOUR) };
    Payload::Calls(Box::new(CallNews {
        day,
        target: ServiceTarget::default(),
        calls: Vec::new(),
        extent: Extent { whole: true, since: None, total: None },
        matching: Matching::default(),
        unlisted: Vec::new(),
        as_of: Stamp(as_of),
    }))
}

#[test]
fn a_board_that_watches_keeps_the_means_that_were() {
    let (begin, end) = (AT - MINUTE, AT + HALF + MINUTE);
    let mut world = World::with_cause(1, 48, ZONE, begin, Some(Cause::new(Effect::Dining(10), AT)));
    let mut board = Board::new();
    let mut tell = |at: i64, payload| board.apply(Update::new(Stamp(at), payload));
    let id = |index: usize| AgentId::new(&format!("agent {index}"));
    let agents = world.crew.agents.iter().enumerate().map(|(index, agent)| {
        let mut row = Agent::new(id(index));
        for set in told(&agent.vitals) {
            drop(row.set(set));
        }
        row
    });
    let roster = Roster::whole(RosterKind::Full, agents.collect());
    tell(begin, Payload::Source(SourceReport::new(SourceId::Agents, Phase::Live)));
    tell(begin, Payload::Roster(Box::new(roster)));
    let mut at = begin;
    while at < end {
        at += 500;
        let batches = world.advance(at);
        let stands = world
            .crew
            .agents
            .iter()
            .enumerate()
            .flat_map(|(index, agent)| told(&agent.vitals).map(|set| Change::Agent { id: id(index), set }));
        if let Some(last) = batches.last() {
            tell(last.at, Payload::Changes(Changes { changes: stands.collect(), ..Changes::default() }));
        }
        if at % 15_000 == 0 {
            tell(at, Payload::Heard(SourceId::Agents));
        }
    }
    tell(end, records(end));
    let (seen, true_one) =
        (board.kept().get(Stamp(AT)).unwrap().floor.unwrap(), kept(&world.ledger.today, AT).floor.unwrap());
    assert_eq!(seen.seen_ms, true_one.seen_ms);
    let means = |floor: &Floor| {
        [floor.logged_in, floor.ready, floor.wrap_up, floor.locked, floor.busy_in(BusyReason::Dining), floor.away()]
            .map(|sum| floor.mean(sum).unwrap())
    };
    for (seen, true_one) in means(&seen).into_iter().zip(means(&true_one)) {
        // Of two changes within half a second the first is told with the second.
        assert!((seen - true_one).abs() < 0.02, "{seen} for {true_one}");
    }
    assert!(means(&seen)[4] > 8.0, "ten were at lunch: {seen:?}");
}
