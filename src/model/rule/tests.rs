use chrono_tz::Tz;
use proptest::prelude::*;

use super::*;
use crate::model::{
    Agent, AgentChange, AgentId, Alert, Board, CallKind, Change, Changes, Figure, LoginState, Payload, Phase, Roster,
    RosterKind, SourceReport, SourceState, Stamp, SummaryChange, Update, WorkState,
};

/// 2026-11-21 12:00:00 UTC.
const T0: Stamp = Stamp(1_795_262_400_000);
const SECOND: i64 = 1000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;

fn agent(id: &str, work: WorkState, for_ms: i64) -> Agent {
    Agent {
        login: Some(LoginState::Online),
        work: Some(work),
        work_since: Some(T0.plus(-for_ms)),
        name: Some(format!("name {id}").into()),
        number: Some(format!("10{id}").into()),
        ..Agent::new(AgentId::new(id))
    }
}

fn tell(board: &mut Board, at: Stamp, agents: Vec<Agent>) {
    let roster = Roster::whole(RosterKind::Full, agents);
    board.apply(Update::new(at, Payload::Roster(Box::new(roster))));
}

fn board(agents: Vec<Agent>) -> Board {
    let mut board = Board::new();
    let report = SourceReport { connects: 1, ..SourceReport::new(SourceId::Agents, Phase::Live) };
    board.apply(Update::new(T0, Payload::Source(report)));
    tell(&mut board, T0, agents);
    board.take_touched();
    board
}

/// A sign of life.
fn hear(board: &mut Board, at: Stamp) {
    board.apply(Update::new(at, Payload::Heard(SourceId::Agents)));
}

fn work(board: &mut Board, id: &str, at: Stamp, state: WorkState) {
    let set = |set| Change::Agent { id: AgentId::new(id), set };
    let changes = vec![set(AgentChange::Work(Some(state))), set(AgentChange::WorkSince(Some(at)))];
    board.apply(Update::new(at, Payload::Changes(Changes { changes, ..Changes::default() })));
}

fn in_state(state: State, over_ms: i64) -> Watch {
    Watch::State { state, over_ms, who: Vec::new() }
}

fn none_ready() -> Watch {
    Watch::Figure { measure: Measure::Ready, compare: Compare::Equals, limit: 0.0, over_ms: None, who: Vec::new() }
}

fn alarms(rules: Vec<Rule>) -> Alarms {
    Alarms::new(Rules::new(rules, &Limits::default()), Tz::UTC)
}

fn kinds(news: &[News]) -> Vec<(NewsKind, &str)> {
    news.iter().map(|news| (news.kind, news.who.as_str())).collect()
}

#[test]
fn a_measure_of_a_state_counts_who_is_in_it_among_all_and_among_those_who_are_named() {
    let measures = [
        (Measure::Ready, WorkState::Ready),
        (Measure::Ringing, WorkState::Ringing),
        (Measure::Dialling, WorkState::Dialling),
        (Measure::Talking, WorkState::Talking),
        (Measure::Holding, WorkState::Holding),
        (Measure::WrapUp, WorkState::WrapUp),
    ];
    for (measure, state) in measures {
        let others = measures.map(|(_, other)| other).into_iter().filter(|other| *other != state);
        let mut agents: Vec<Agent> = others.enumerate().map(|(at, other)| agent(&at.to_string(), other, 0)).collect();
        agents.extend(["7", "8"].map(|id| agent(id, state, 0)));
        let board = board(agents);
        let named =
            |ids: &[&str]| measure.of_agents(&board, &ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>());
        assert_eq!(
            (measure.of(&board), named(&["7", "0"]), named(&["0"])),
            (Some(2.0), Some(1.0), Some(0.0)),
            "{state:?}"
        );
    }
}

#[test]
fn a_rule_with_a_hold_time_waits_for_it() {
    let rule = Rule { hold_ms: 30 * SECOND, ..Rule::new("none_ready", none_ready()) };
    let mut alarms = alarms(vec![rule]);
    let mut board = board(vec![agent("a", WorkState::Talking, 0)]);
    alarms.check_all(&board, T0);
    assert!(alarms.standing().is_empty());
    hear(&mut board, T0.plus(30 * SECOND - 1));
    alarms.check_all(&board, T0.plus(30 * SECOND - 1));
    assert!(alarms.standing().is_empty());
    alarms.check_all(&board, T0.plus(30 * SECOND));
    assert_eq!(alarms.standing()[0].since, T0.plus(30 * SECOND));
    assert!(matches!(alarms.standing()[0].alert, Alert::Figure { measure: Measure::Ready, .. }));
    work(&mut board, "a", T0.plus(40 * SECOND), WorkState::Ready);
    let touched = board.take_touched();
    alarms.check_touched(&board, &touched, T0.plus(40 * SECOND));
    assert!(alarms.standing().is_empty());
    let past: Vec<(i64, i64)> = alarms.history().map(|past| (past.began.since(T0), past.ended.since(T0))).collect();
    assert_eq!(past, [(30 * SECOND, 40 * SECOND)]);
    assert_eq!(kinds(&alarms.take_news()), [(NewsKind::Raised, ""), (NewsKind::Ended, "")]);
    assert!(alarms.take_news().is_empty());
}

#[test]
fn a_rule_about_a_department_counts_only_those_in_it() {
    let who = vec!["a".to_owned(), "b".to_owned(), "absent".to_owned()];
    let watch = Watch::Figure { measure: Measure::Ready, compare: Compare::Equals, limit: 0.0, over_ms: None, who };
    let rule = Rule { department: Some("night".to_owned()), ..Rule::new("empty", watch) };
    assert_eq!(rule.to_string(), "ready = 0, night");
    let mut alarms = alarms(vec![rule]);
    let in_state = |id, state| agent(id, state, 0);
    let mut board = board(vec![
        in_state("a", WorkState::Talking),
        in_state("b", WorkState::Ready),
        in_state("c", WorkState::Ready),
    ]);
    alarms.check_all(&board, T0);
    assert!(alarms.standing().is_empty());
    work(&mut board, "b", T0, WorkState::Talking);
    let touched = board.take_touched();
    alarms.check_touched(&board, &touched, T0.plus(SECOND));
    let Alert::Figure { value, department, .. } = &alarms.standing()[0].alert else { panic!() };
    assert_eq!((*value, department.as_deref()), (0.0, Some("night")));
    assert_eq!(kinds(&alarms.take_news()), [(NewsKind::Raised, "night")]);
    let both = ["a".to_owned(), "b".to_owned()];
    for (measure, value) in [
        (Measure::Talking, Some(2.0)),
        (Measure::InCall, Some(2.0)),
        (Measure::LoggedIn, Some(2.0)),
        (Measure::Offline, Some(0.0)),
        (Measure::AgentMisses, None),
    ] {
        assert_eq!(measure.of_agents(&board, &both), value, "{measure:?}");
    }
}

#[test]
fn what_flaps_faster_than_the_hold_time_raises_nothing() {
    let rule = Rule { hold_ms: 10 * SECOND, ..Rule::new("none_ready", none_ready()) };
    let mut alarms = alarms(vec![rule]);
    let mut board = board(vec![agent("a", WorkState::Talking, 0)]);
    for second in 0..600 {
        let at = T0.plus(second * SECOND);
        let state = if second % 9 == 8 { WorkState::Ready } else { WorkState::Talking };
        work(&mut board, "a", at, state);
        let touched = board.take_touched();
        alarms.check_touched(&board, &touched, at);
        alarms.check_all(&board, at);
    }
    assert!(alarms.standing().is_empty());
    assert_eq!(alarms.history().len(), 0);
    assert!(alarms.take_news().is_empty());
}

#[test]
fn an_acknowledgement_lasts_until_the_alert_ends() {
    let mut alarms = alarms(vec![Rule::new("talking", in_state(State::Talking, MINUTE))]);
    let mut board = board(vec![agent("a", WorkState::Talking, MINUTE), agent("b", WorkState::Talking, 2 * MINUTE)]);
    alarms.check_all(&board, T0);
    let first = alarms.standing()[0].key.clone();
    assert_eq!(first.about, About::Agent(AgentId::new("b")), "furthest over its limit first");
    assert!(alarms.acknowledge(&first, T0.plus(SECOND)));
    assert_eq!(alarms.standing()[1].mark, Some(Mark::Acknowledged(T0.plus(SECOND))), "seen to: below the others");
    alarms.check_all(&board, T0.plus(2 * SECOND));
    assert_eq!(alarms.standing()[1].key, first);
    work(&mut board, "b", T0.plus(MINUTE), WorkState::Ready);
    alarms.check_all(&board, T0.plus(MINUTE));
    assert_eq!(alarms.history().map(|past| past.acknowledged).collect::<Vec<_>>(), [Some(T0.plus(SECOND))]);
    assert!(!alarms.acknowledge(&first, T0.plus(MINUTE)), "it is over");
    work(&mut board, "b", T0.plus(MINUTE), WorkState::Talking);
    hear(&mut board, T0.plus(2 * MINUTE));
    alarms.check_all(&board, T0.plus(2 * MINUTE));
    assert_eq!(alarms.standing().len(), 2);
    assert!(alarms.standing().iter().all(|standing| standing.mark.is_none()), "another alert");
}

#[test]
fn a_second_time_takes_a_mark_back() {
    let mut alarms = alarms(vec![Rule::new("talking", in_state(State::Talking, MINUTE))]);
    let board = board(vec![agent("a", WorkState::Talking, MINUTE)]);
    alarms.check_all(&board, T0);
    let key = alarms.standing()[0].key.clone();
    assert!(alarms.acknowledge(&key, T0) && alarms.acknowledge(&key, T0));
    assert!(alarms.snooze(&key, T0.plus(HOUR)) && !alarms.snooze(&key, T0.plus(HOUR)));
    assert!(alarms.mute(&key) && !alarms.mute(&key));
    assert_eq!(alarms.standing()[0].mark, None);
}

#[test]
fn a_snooze_outlives_the_alert_and_its_end_is_told() {
    let mut alarms = alarms(vec![Rule::new("talking", in_state(State::Talking, 0))]);
    let mut board = board(vec![agent("a", WorkState::Talking, 0)]);
    alarms.check_all(&board, T0);
    assert_eq!(kinds(&alarms.take_news()), [(NewsKind::Raised, "name a")]);
    let key = alarms.standing()[0].key.clone();
    alarms.snooze(&key, T0.plus(15 * MINUTE));
    assert_eq!(alarms.standing()[0].mark, Some(Mark::Snoozed(T0.plus(15 * MINUTE))));
    for (minute, state) in [(1, WorkState::Ready), (2, WorkState::Talking), (3, WorkState::Ready)] {
        work(&mut board, "a", T0.plus(minute * MINUTE), state);
        alarms.check_all(&board, T0.plus(minute * MINUTE));
    }
    work(&mut board, "a", T0.plus(4 * MINUTE), WorkState::Talking);
    hear(&mut board, T0.plus(15 * MINUTE - 1));
    alarms.check_all(&board, T0.plus(15 * MINUTE - 1));
    assert!(alarms.take_news().is_empty(), "quiet while snoozed");
    alarms.check_all(&board, T0.plus(15 * MINUTE));
    assert_eq!(alarms.standing()[0].mark, None);
    assert_eq!(kinds(&alarms.take_news()), [(NewsKind::Raised, "name a")]);
    alarms.check_all(&board, T0.plus(16 * MINUTE));
    assert!(alarms.take_news().is_empty(), "told once");
}

#[test]
fn midnight_begins_a_new_history_and_ends_mutes() {
    let mut alarms = Alarms::new(
        Rules::new(vec![Rule::new("talking", in_state(State::Talking, 0))], &Limits::default()),
        Tz::Asia__Shanghai,
    );
    let mut board = board(vec![agent("a", WorkState::Talking, 0), agent("b", WorkState::Talking, 0)]);
    // 20:00 at the site.
    alarms.check_all(&board, T0);
    work(&mut board, "b", T0.plus(SECOND), WorkState::Ready);
    let key = alarms.standing()[0].key.clone();
    alarms.mute(&key);
    alarms.check_all(&board, T0.plus(HOUR));
    assert_eq!((alarms.history().len(), alarms.standing()[0].mark), (1, Some(Mark::Muted)));
    alarms.check_all(&board, T0.plus(4 * HOUR - 1));
    assert_eq!(alarms.history().len(), 1);
    alarms.check_all(&board, T0.plus(4 * HOUR));
    assert_eq!((alarms.history().len(), alarms.standing()[0].mark), (0, None));
    assert_eq!(alarms.standing()[0].since, T0, "what stands has begun when it began");
}

#[test]
fn an_agent_who_leaves_ends_the_alert_and_one_who_comes_raises_it() {
    let mut alarms = alarms(vec![Rule::new("talking", in_state(State::Talking, MINUTE))]);
    let mut board = board(vec![agent("a", WorkState::Talking, HOUR), agent("b", WorkState::Talking, HOUR)]);
    alarms.check_all(&board, T0);
    let before = board.generation();
    tell(&mut board, T0.plus(SECOND), vec![agent("b", WorkState::Talking, HOUR), agent("c", WorkState::Talking, HOUR)]);
    assert_ne!(board.generation(), before);
    alarms.check_all(&board, T0.plus(SECOND));
    let who: Vec<&About> = alarms.standing().iter().map(|standing| &standing.key.about).collect();
    assert_eq!(who, [&About::Agent(AgentId::new("b")), &About::Agent(AgentId::new("c"))]);
    assert_eq!(alarms.history().map(|past| past.who.as_str()).collect::<Vec<_>>(), ["name a"]);
    assert_eq!(alarms.standing()[0].since, T0);
}

#[test]
fn only_those_touched_are_looked_at() {
    let mut alarms = alarms(vec![Rule::new("talking", in_state(State::Talking, MINUTE))]);
    let mut board = board((0..9).map(|n| agent(&n.to_string(), WorkState::Talking, 0)).collect());
    alarms.check_all(&board, T0);
    work(&mut board, "3", T0.plus(-HOUR), WorkState::Talking);
    hear(&mut board, T0.plus(2 * MINUTE));
    let touched = board.take_touched();
    alarms.check_touched(&board, &touched, T0.plus(2 * MINUTE));
    assert_eq!(alarms.standing().len(), 1, "the others' minute is for the next second");
    alarms.check_touched(&board, &[], T0.plus(2 * MINUTE));
    assert_eq!(alarms.standing().len(), 1, "who was not touched keeps the alert");
    alarms.check_all(&board, T0.plus(2 * MINUTE));
    assert_eq!(alarms.standing().len(), 9);
}

#[test]
fn a_rule_for_some_agents_leaves_the_others_alone() {
    let who = vec!["a".to_owned(), "10b".to_owned()];
    let mut alarms = alarms(vec![Rule::new("vip", Watch::State { state: State::Talking, over_ms: 0, who })]);
    let board = board(["a", "b", "c"].map(|id| agent(id, WorkState::Talking, 0)).to_vec());
    alarms.check_all(&board, T0);
    assert_eq!(alarms.standing().len(), 2, "by id and by work number");
}

#[test]
fn the_worst_comes_first_whatever_it_is_about() {
    let critical = Rule { severity: Severity::Critical, ..Rule::new("wrap_up", in_state(State::WrapUp, MINUTE)) };
    let info = Rule { severity: Severity::Info, ..Rule::new("none_ready", none_ready()) };
    let mut alarms = alarms(vec![info, Rule::new("talking", in_state(State::Talking, MINUTE)), critical]);
    let board = board(vec![agent("a", WorkState::Talking, HOUR), agent("b", WorkState::WrapUp, MINUTE)]);
    alarms.check_all(&board, T0);
    let order: Vec<Severity> = alarms.standing().iter().map(|standing| standing.severity).collect();
    assert_eq!(order, [Severity::Critical, Severity::Warning, Severity::Info]);
}

#[test]
fn a_source_is_stale_by_its_own_limit_or_the_rules() {
    let rule = |over_ms| Rule::new("stale", Watch::Stale { source: Some(SourceId::Agents), over_ms });
    let board = board(vec![]);
    for (over_ms, quiet) in [(None, 30 * SECOND), (Some(5 * MINUTE), 5 * MINUTE)] {
        let mut alarms = alarms(vec![rule(over_ms)]);
        alarms.check_all(&board, T0.plus(quiet));
        assert!(alarms.standing().is_empty());
        alarms.check_all(&board, T0.plus(quiet + 1));
        assert!(matches!(alarms.standing()[0].alert, Alert::Source { state: SourceState::Stale, .. }));
    }
}

#[test]
fn the_history_keeps_the_last_ones_of_a_wild_day() {
    let mut alarms = alarms(vec![Rule::new("talking", in_state(State::Talking, 0))]);
    let mut board = board(vec![agent("a", WorkState::Ready, 0)]);
    for turn in 0..2 * (HISTORY_KEPT as i64 + 20) {
        let state = if turn % 2 == 0 { WorkState::Talking } else { WorkState::Ready };
        work(&mut board, "a", T0.plus(turn), state);
        alarms.check_all(&board, T0.plus(turn));
    }
    assert_eq!(alarms.history().len(), HISTORY_KEPT);
    assert_eq!(alarms.history().next().unwrap().id, 21);
    assert_eq!(alarms.take_news().len(), 2 * (HISTORY_KEPT + 20), "what is counted from them must be all");
}

#[test]
fn rules_say_what_they_look_at() {
    let said = |rule: Rule| rule.to_string();
    assert_eq!(said(Rule::new("x", in_state(State::WrapUp, 5 * MINUTE))), "wrap-up for 5m");
    let held = Rule { hold_ms: 90 * SECOND, ..Rule::new("x", none_ready()) };
    assert_eq!(said(held), "ready = 0, held 1m 30s");
    let missed = Watch::Figure {
        measure: Measure::AgentMissesPercent,
        compare: Compare::Above,
        limit: 4.0,
        over_ms: None,
        who: Vec::new(),
    };
    assert_eq!(said(Rule::new("x", missed)), "agent misses above 4 %");
    assert_eq!(said(Rule::new("x", Watch::Stale { source: None, over_ms: Some(2 * HOUR) })), "stale for 2h");
}

const STATES: [WorkState; 7] = [
    WorkState::Ready,
    WorkState::Ringing,
    WorkState::Talking,
    WorkState::WrapUp,
    WorkState::Busy,
    WorkState::Holding,
    WorkState::Other(77),
];

proptest! {
    /// What is raised without settings is what the limits say, agent by agent, of what was over when the stream spoke
    /// last, or is over shortly after.
    #[test]
    fn the_default_rules_are_the_limits(states in prop::collection::vec((0_usize..7, 0_i64..5_000_000), 0..40), late in 0_i64..100_000) {
        let agents = states.iter().enumerate().map(|(n, (at, ms))| agent(&n.to_string(), STATES[*at], *ms)).collect();
        let board = board(agents);
        let now = T0.plus(late);
        let limits = Limits::default();
        let mut alarms = Alarms::new(Rules::default(), Tz::UTC);
        alarms.check_all(&board, now);
        let raised: Vec<&Alert> = alarms.standing().iter().map(|standing| &standing.alert).collect();
        let is_stale = late > limits.stale_after_ms(SourceId::Agents);
        prop_assert_eq!(raised.iter().any(|alert| matches!(alert, Alert::Source { .. })), is_stale);
        for (slot, agent) in board.agents().iter().enumerate() {
            let is_over = |at| board.level(slot, at, &limits) == crate::model::Level::Over;
            let over = !is_stale && (is_over(T0) || is_over(now) && late <= 15 * SECOND);
            let told = raised.iter().any(|alert| matches!(alert, Alert::Agent { slot: at, .. } if *at == slot));
            prop_assert_eq!(over, told, "{:?}", agent);
        }
        prop_assert!(alarms.standing().iter().all(|standing| standing.severity == Severity::Warning));
    }

    /// Looking at those touched, batch by batch, ends where looking at everybody ends.
    #[test]
    fn looking_at_the_touched_is_as_good_as_looking_at_all(
        steps in prop::collection::vec(prop::collection::vec((0_usize..12, 0_usize..7, 0_i64..4_000_000), 0..6), 1..12)
    ) {
        let mut board = board((0..12).map(|n| agent(&n.to_string(), WorkState::Ready, 0)).collect());
        let mut touching = Alarms::new(Rules::default(), Tz::UTC);
        touching.check_all(&board, T0);
        for step in steps {
            for (who, state, ms) in step {
                work(&mut board, &who.to_string(), T0.plus(-ms), STATES[state]);
            }
            hear(&mut board, T0);
            let touched = board.take_touched();
            touching.check_touched(&board, &touched, T0);
            let mut whole = Alarms::new(Rules::default(), Tz::UTC);
            whole.check_all(&board, T0);
            prop_assert_eq!(touching.standing(), whole.standing());
        }
    }
}

fn inbound_now(board: &mut Board, at: Stamp, calls: Option<u64>) {
    let change = Change::Summary(SummaryChange::Figure(Figure::InboundNow, calls));
    board.apply(Update::new(at, Payload::Changes(Changes { changes: vec![change], ..Changes::default() })));
}

fn on_call(id: &str, work: WorkState, call: CallKind) -> Agent {
    Agent { call: Some(call), ..agent(id, work, 0) }
}

/// Two agents with inbound calls; one whose call is over, and one who called out.
fn floor() -> Board {
    board(vec![
        on_call("a", WorkState::Talking, CallKind::Inbound),
        on_call("b", WorkState::Ringing, CallKind::Inbound),
        on_call("c", WorkState::WrapUp, CallKind::Inbound),
        on_call("d", WorkState::Talking, CallKind::Outbound),
    ])
}

fn raised(board: &Board, seconds: i64) -> Vec<String> {
    let rules = Rules::defaults(&Limits::default());
    let mut alarms = alarms(rules.into_iter().filter(|rule| rule.name == "no_agent_ready").collect());
    let mut board = board.clone();
    for second in 0..=seconds {
        hear(&mut board, T0.plus(second * SECOND));
        alarms.check_all(&board, T0.plus(second * SECOND));
    }
    alarms.take_news().into_iter().map(|news| format!("{}: {}", news.rule, news.what)).collect()
}

#[test]
fn callers_whom_no_agent_is_ready_for_are_an_alert_after_half_a_minute() {
    let mut board = floor();
    inbound_now(&mut board, T0, Some(3));
    assert_eq!(board.no_agent_yet(), Some(1));
    assert_eq!(raised(&board, 29), [""; 0]);
    assert_eq!(
        raised(&board, 30),
        ["no_agent_ready: ready = 0 while calls have no agent yet, held 30s"],
        "one caller waits, and no agent is ready"
    );
}

#[test]
fn no_agent_ready_is_no_alert_while_no_caller_waits() {
    let mut board = floor();
    for calls in [0, 1, 2] {
        inbound_now(&mut board, T0, Some(calls));
        assert_eq!(raised(&board, 120), [""; 0], "{calls} calls, two of them at agents");
    }
    inbound_now(&mut board, T0, Some(3));
    work(&mut board, "c", T0, WorkState::Ready);
    assert_eq!(raised(&board, 120), [""; 0], "an agent is ready");
}

#[test]
fn the_rule_is_off_where_the_calls_in_progress_or_some_agents_are_unknown() {
    let mut board = floor();
    assert_eq!(board.no_agent_yet(), None);
    assert_eq!(raised(&board, 120), [""; 0], "the vendor does not send it");
    inbound_now(&mut board, T0, Some(9));
    assert_eq!(raised(&board, 30).len(), 1);
    let agents = board.agents().to_vec();
    let mut summary = board.summary().clone();
    summary.set(Figure::Ready, Some(0));
    let roster = Roster { summary, total: Some(9), ..Roster::whole(RosterKind::Full, agents) };
    board.apply(Update::new(T0, Payload::Roster(Box::new(roster))));
    assert_eq!(board.no_agent_yet(), None, "the five others may have the calls");
    assert_eq!(raised(&board, 120), [""; 0]);
}

#[test]
fn callers_are_waited_for_anew_after_an_agent_was_ready() {
    let mut board = floor();
    inbound_now(&mut board, T0, Some(3));
    let rules = Rules::defaults(&Limits::default());
    let mut alarms = alarms(rules.into_iter().filter(|rule| rule.name == "no_agent_ready").collect());
    alarms.check_all(&board, T0);
    inbound_now(&mut board, T0.plus(20 * SECOND), Some(2));
    alarms.check_all(&board, T0.plus(20 * SECOND));
    inbound_now(&mut board, T0.plus(25 * SECOND), Some(3));
    alarms.check_all(&board, T0.plus(25 * SECOND));
    hear(&mut board, T0.plus(54 * SECOND));
    alarms.check_all(&board, T0.plus(54 * SECOND));
    assert!(alarms.standing().is_empty());
    alarms.check_all(&board, T0.plus(55 * SECOND));
    assert_eq!(alarms.standing().len(), 1);
}

mod calls;
mod escalation;
mod events;
mod lab;
mod lookout;
mod probes;
mod reload;
mod rest;
mod resume;
mod shared;
mod trust;
