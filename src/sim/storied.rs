//! Days to which one thing happens: the first incident that is told from that moment on is what happened; and what is told
//! of the same hours without it.

use crate::model::{
    Agent, AgentChange, AgentId, Board, BusyReason, CallKind, CallNews, CallResult, Change, Changes, Extent, Fact,
    Happened, LedgerCall, LedgerDay, Limits, LoginState, Matching, Payload, Person, Phase, Roster, RosterKind,
    ServiceTarget, SourceId, SourceReport, Stamp, Story, Update, WorkState, sort, story,
};
use crate::sim::causes::{Cause, Effect};
use crate::sim::codes;
use crate::sim::ledger::{Talk, With};
use crate::sim::world::World;
use crate::sim::zone::{HOUR, MINUTE};

const ZONE: chrono_tz::Tz = chrono_tz::Asia::Shanghai;

/// Midnight of Saturday 21 November 2026 in Shanghai.
const MIDNIGHT: i64 = 1_795_190_400_000;

/// Recordings begin at seven.
const SEVEN: i64 = MIDNIGHT + 7 * HOUR;

/// What happens begins at 11:07.
const AT: i64 = MIDNIGHT + 11 * HOUR + 7 * MINUTE;

/// They end so.
const END: i64 = AT + 80 * MINUTE;

fn told(at: i64, payload: Payload) -> Update {
    Update::new(Stamp(at), payload)
}

fn state(work: i64, login: i64, reason: i64) -> (LoginState, WorkState, BusyReason) {
    let login = match login {
        codes::LOGIN_OFFLINE => LoginState::Offline,
        codes::LOGIN_LOCKED => LoginState::Locked,
        codes::LOGIN_OCCUPIED => LoginState::Busy,
        _ => LoginState::Online,
    };
    let work = match work {
        codes::WORK_READY => WorkState::Ready,
        codes::WORK_AFTER_CALL => WorkState::WrapUp,
        codes::WORK_LOCKED => WorkState::Locked,
        codes::WORK_OCCUPIED => WorkState::Busy,
        codes::WORK_UNKNOWN => WorkState::Unknown,
        _ => WorkState::Talking,
    };
    let reason = match reason {
        codes::REASON_DINING => BusyReason::Dining,
        codes::REASON_BREAK => BusyReason::Break,
        codes::REASON_TRAINING => BusyReason::Training,
        codes::REASON_MEETING => BusyReason::Meeting,
        codes::REASON_ACTIVITY => BusyReason::Activity,
        codes::REASON_DO_NOT_DISTURB => BusyReason::DoNotDisturb,
        other => BusyReason::Other(other),
    };
    (login, work, reason)
}

/// What the stream tells of the agents: a roster at seven, then each change.
fn agents(world: &World) -> Vec<Update> {
    let mut crew = Vec::new();
    let mut all = vec![told(
        SEVEN,
        Payload::Source(SourceReport { connects: 1, ..SourceReport::new(SourceId::Agents, Phase::Live) }),
    )];
    for (index, spans) in world.ledger.today.spans.iter().enumerate() {
        let id = AgentId::new(&format!("a{index}"));
        let mut agent = Agent::new(id.clone());
        for span in spans {
            let (login, work, reason) = state(i64::from(span.work), i64::from(span.login), i64::from(span.reason));
            let since = Some(Stamp(span.from));
            if span.from <= SEVEN {
                (agent.login, agent.work, agent.reason) = (Some(login), Some(work), Some(reason));
                (agent.login_since, agent.work_since) = (since, since);
                continue;
            }
            let set = |set| Change::Agent { id: id.clone(), set };
            let changes = vec![
                set(AgentChange::Login(Some(login))),
                set(AgentChange::Work(Some(work))),
                set(AgentChange::Reason(Some(reason))),
                set(AgentChange::WorkSince(since)),
                set(AgentChange::LoginSince(since)),
            ];
            all.push(told(span.from, Payload::Changes(Changes { changes, ..Changes::default() })));
        }
        crew.push(agent);
    }
    all.push(told(SEVEN, Payload::Roster(Box::new(Roster::whole(RosterKind::Full, crew)))));
    all.extend((SEVEN / 1_000..END / 1_000).step_by(15).map(|at| told(at * 1_000, Payload::Heard(SourceId::Agents))));
    all
}

/// A call as its record has it at `now`; `None` of one that the customer did not begin, or that has not begun.
fn record(nth: usize, talk: &Talk, now: i64) -> Option<LedgerCall> {
    if talk.kind != codes::CALL_INBOUND || talk.start > now {
        return None;
    }
    let bridged = Some(talk.bridge()).filter(|at| *at > 0 && *at <= now);
    let ended = Some(talk.end).filter(|at| talk.ended() && *at <= now);
    let elsewhere = matches!(talk.with, With::Bot | With::Outside);
    let result = match (bridged, elsewhere) {
        (Some(_), _) | (None, true) => CallResult::Answered,
        (None, false) => CallResult::AgentMissed,
    };
    Some(LedgerCall {
        id: format!("c{nth}").as_str().into(),
        kind: Some(CallKind::Inbound),
        customer: None,
        relay: None,
        route: None,
        started: Some(Stamp(talk.start)),
        bridged: bridged.map(Stamp),
        ended: ended.map(Stamp),
        talk_ms: bridged.zip(ended).map(|(from, to)| to - from),
        total_ms: None,
        result: ended.map(|_| result),
        ended_by: None,
        agent: None,
        first: bridged.map(|_| Person { name: Some("Wang".to_owned()), ..Person::default() }.into()),
        rung: None,
        transfers: None,
        later: None,
    })
}

/// What the records tell, every two minutes what is new.
fn calls(world: &World) -> Vec<Update> {
    let mut all = Vec::new();
    let every = 2 * MINUTE;
    for now in (SEVEN..=END).step_by(usize::try_from(every).unwrap()) {
        let began = if now == SEVEN { MIDNIGHT } else { now - every };
        let is_new = |talk: &Talk| talk.start > began || talk.end > began || talk.bridge() > began || !talk.ended();
        let talks = world.ledger.today.talks.iter().enumerate();
        let news = CallNews {
            day: LedgerDay {
                date: "2026-11-21".parse().unwrap(),
                from: Stamp(MIDNIGHT),
                to: Stamp(MIDNIGHT + 24 * HOUR),
            },
            target: ServiceTarget { percent: 80, within_ms: 20_000, short_ms: 5_000 },
            calls: talks.filter(|(_, talk)| is_new(talk)).filter_map(|(nth, talk)| record(nth, talk, now)).collect(),
            extent: Extent { whole: true, ..Extent::default() },
            unlisted: Vec::new(),
            matching: Matching::default(),
            as_of: Stamp(now),
        };
        all.push(told(now, Payload::Calls(Box::new(news))));
    }
    all
}

/// The incidents of a day with this cause that begin at its moment or later. In a gap nothing is told.
fn incidents(seed: u64, effect: Option<Effect>) -> Vec<Fact> {
    let cause = effect.map(|effect| Cause::new(effect, AT));
    let world = World::with_cause(seed, 96, ZONE, END, cause);
    let mut updates = [agents(&world), calls(&world)].concat();
    sort::by_key(&mut updates, |update| update.at);
    let gap = cause.filter(|cause| cause.effect == Effect::DataGap).map(Cause::span);
    let is_told = |update: &Update| gap.as_ref().is_none_or(|gap| !gap.contains(&update.at.ms()));
    let mut board = Board::new();
    let mut story = Story::new(ZONE, Limits::default());
    for update in updates.into_iter().filter(is_told) {
        let at = update.at;
        // Time goes by without an update too.
        story.look(&board, Some(&[]), &[], at);
        story.told(&update, &board);
        let generation = board.generation();
        board.apply(update);
        let touched = board.take_touched();
        story.look(&board, (board.generation() == generation).then_some(touched.as_slice()), &[], at);
    }
    // The last sign of life before a gap is a moment older than it; and the first who went to eat may have gone before the
    // others were made to.
    let from = |fact: &Fact| match fact.what {
        Happened::Together(_) => fact.until.unwrap_or(fact.from),
        _ => fact.from,
    };
    let later = |fact: &&Fact| fact.is_incident() && from(fact) >= Stamp(AT - MINUTE / 2);
    story.facts().in_order().into_iter().filter(later).cloned().collect()
}

fn hold(effect: Effect, is_it: fn(&Happened) -> bool) {
    for seed in 1..=2 {
        let found = incidents(seed, Some(effect));
        let first = found.first().unwrap_or_else(|| panic!("seed {seed}: no incident of {effect:?}"));
        assert!(is_it(&first.what), "seed {seed}: {found:#?}");
        assert!(first.from.ms() - AT <= 30 * MINUTE, "seed {seed}: {first:?}");
    }
}

fn went(what: &Happened, to: story::Went) -> bool {
    matches!(what, Happened::Together(together) if together.went == to)
}

#[test]
fn agents_who_go_to_eat_are_told_first() {
    hold(Effect::Dining(20), |what| went(what, story::Went::Busy(BusyReason::Dining)));
}

#[test]
fn agents_who_log_out_are_told_first() {
    hold(Effect::LogOut(20), |what| went(what, story::Went::Out));
}

#[test]
fn twice_as_many_calls_are_told_first() {
    hold(
        Effect::Arrivals(2.0),
        |what| matches!(what, Happened::Arrivals(arrivals) if arrivals.now as f64 > 1.6 * arrivals.usual),
    );
}

#[test]
fn a_gap_in_the_data_is_told_first() {
    hold(Effect::DataGap, |what| matches!(what, Happened::Stale(_)));
}

#[test]
fn where_nothing_happens_nothing_is_told() {
    for seed in 1..=4 {
        assert_eq!(incidents(seed, None), [] as [Fact; 0], "seed {seed}");
    }
}

#[test]
fn calls_that_take_longer_are_told_first() {
    hold(
        Effect::HandleTime(1.8),
        |what| matches!(what, Happened::HandleTime(times) if times.now_ms * 10 > times.before_ms * 13),
    );
}
