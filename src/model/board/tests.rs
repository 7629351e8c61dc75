use serde_json::json;

use super::*;
use crate::model::Phase;
use crate::model::{
    AgentChange, AgentId, Change, Changes, Extra, ExtraField, Level, Limits, Reject, RejectReason, Roster, RosterKind,
    SourceReport, SourceState, Spared, SummaryChange, WorkState,
};

mod ai;
mod caps;
mod rosters;

const T0: Stamp = Stamp(1_760_000_000_000);

fn agent(id: &str, work: WorkState) -> Agent {
    Agent {
        work: Some(work),
        login: Some(LoginState::Online),
        work_since: Some(T0.plus(-60_000)),
        answered: Some(3),
        missed: Some(1),
        name: Some(format!("name {id}").into()),
        ..Agent::new(AgentId::new(id))
    }
}

fn roster(kind: RosterKind, agents: Vec<Agent>) -> Roster {
    Roster::whole(kind, agents)
}

fn told(board: &mut Board, at: Stamp, roster: Roster) {
    board.apply(Update::new(at, Payload::Roster(Box::new(roster))));
}

fn change(board: &mut Board, at: Stamp, changes: Vec<Change>) {
    board.apply(Update::new(at, Payload::Changes(Changes { changes, ..Changes::default() })));
}

fn set(id: &str, set: AgentChange) -> Change {
    Change::Agent { id: AgentId::new(id), set }
}

fn board_of(agents: Vec<Agent>) -> Board {
    let mut board = Board::new();
    board.apply(Update::new(
        T0,
        Payload::Source(SourceReport { connects: 1, bytes: 10, ..SourceReport::new(SourceId::Agents, Phase::Live) }),
    ));
    told(&mut board, T0, roster(RosterKind::Full, agents));
    board
}

#[test]
fn every_agent_is_counted_by_their_login_state_and_no_longer_by_the_one_before() {
    let mut board = Board::new();
    let all = [LoginState::Offline, LoginState::Online, LoginState::Busy, LoginState::Locked];
    let named = |at: usize| Agent { login: Some(all[at % 4]), ..agent(&format!("a{at}"), WorkState::Ready) };
    told(&mut board, T0, roster(RosterKind::Full, (0..10).map(named).collect()));
    let counted = |board: &Board| all.map(|login| board.counts().login(login));
    assert_eq!(counted(&board), [3, 3, 2, 2]);
    change(&mut board, T0, vec![set("a0", AgentChange::Login(Some(LoginState::Locked)))]);
    assert_eq!(counted(&board), [2, 3, 2, 3]);
}

#[test]
fn an_agent_absent_from_a_complete_full_message_is_gone() {
    let mut board = board_of(vec![agent("a", WorkState::Ready), agent("b", WorkState::Talking)]);
    told(&mut board, T0.plus(1000), roster(RosterKind::Full, vec![agent("b", WorkState::Talking)]));
    assert_eq!(board.agents().len(), 1);
    assert_eq!(board.slot("a"), None);
    assert_eq!(board.figure(Figure::Ready), Some(0));
    assert_eq!(board.source(SourceId::Agents).drifted, 0);
}

#[test]
fn an_incomplete_roster_keeps_whom_it_does_not_name_unconfirmed() {
    let mut board = board_of(vec![agent("a", WorkState::Ready), agent("b", WorkState::Talking)]);
    let mut part = roster(RosterKind::Full, vec![agent("b", WorkState::Ready)]);
    part.complete = false;
    part.total = Some(2);
    told(&mut board, T0.plus(1000), part);
    assert_eq!(board.agents().len(), 2);
    assert_eq!(board.confirmed(), 1);
    let (a, b) = (board.slot("a").unwrap(), board.slot("b").unwrap());
    assert!(!board.is_confirmed(a) && board.is_confirmed(b));
    assert!(!board.is_complete());
    assert_eq!(board.figure(Figure::Ready), None, "computed only when every agent is on the board");
}

#[test]
fn status_counts_are_the_vendors_where_sent_and_computed_otherwise() {
    let mut board =
        board_of(vec![agent("a", WorkState::Ready), agent("b", WorkState::Talking), agent("c", WorkState::Talking)]);
    assert_eq!(board.figure(Figure::Talking), Some(2));
    assert_eq!(board.figure(Figure::InCall), Some(2));
    assert_eq!(board.figure(Figure::Answered), Some(9));
    assert_eq!(board.figure(Figure::InboundNow), None);
    change(&mut board, T0, vec![Change::Summary(SummaryChange::Figure(Figure::Talking, Some(7)))]);
    assert_eq!(board.figure(Figure::Talking), Some(7));
    assert_eq!(board.computed(Figure::Talking), Some(2));
}

#[test]
fn one_message_is_one_step_and_its_operations_apply_in_order() {
    let mut board = board_of(vec![agent("a", WorkState::Ready)]);
    let before = board.revision();
    change(
        &mut board,
        T0.plus(500),
        vec![
            set("a", AgentChange::Work(Some(WorkState::Ringing))),
            set("a", AgentChange::Work(Some(WorkState::Talking))),
            set("a", AgentChange::Answered(Some(4))),
        ],
    );
    assert_eq!(board.agents()[0].work, Some(WorkState::Talking));
    assert_eq!(board.counts().state(State::Talking), 1);
    assert_eq!(board.counts().state(State::Ringing), 0);
    assert_eq!(board.figure(Figure::Answered), Some(4));
    assert_eq!(board.revision(), before + 1);
    assert_eq!(board.source(SourceId::Agents).applied, 3);
    let states: Vec<State> = board.seen(0).map(|seen| seen.state).collect();
    assert_eq!(states, [State::Ready, State::Talking], "a state inside a message was never on the screen");
}

#[test]
fn an_operation_for_an_unknown_agent_is_counted_and_changes_nothing() {
    let mut board = board_of(vec![agent("a", WorkState::Ready)]);
    let agents = board.agents().to_vec();
    change(&mut board, T0, vec![set("zz", AgentChange::Answered(Some(4)))]);
    assert_eq!(board.agents(), agents);
    assert_eq!(board.source(SourceId::Agents).rejected[&RejectReason::UnknownId], 1);
    assert_eq!(board.source(SourceId::Agents).applied, 0);
}

#[test]
fn a_field_without_a_home_is_patched_into_extra() {
    let mut board = board_of(vec![agent("a", WorkState::Ready)]);
    let extra = |field: &str, value| AgentChange::Extra(ExtraField { field: field.to_owned(), value });
    change(
        &mut board,
        T0,
        vec![set("a", extra("clientType", json!("Web"))), set("a", extra("odd/~name", json!({"x": [1]})))],
    );
    assert_eq!(board.agents()[0].extra["clientType"], json!("Web"));
    assert_eq!(board.agents()[0].extra["odd/~name"], json!({"x": [1]}));
    assert_eq!(board.source(SourceId::Agents).applied, 2);
}

#[test]
fn a_resync_counts_the_fields_that_had_drifted_and_a_reconnect_does_not() {
    let mut board = board_of(vec![agent("a", WorkState::Ready), agent("b", WorkState::Ready)]);
    let mut moved = agent("a", WorkState::Talking);
    moved.answered = Some(4);
    moved.extra = Extra::from_iter([("clientType".to_owned(), json!("Web"))]);
    let next = vec![moved, agent("c", WorkState::Ready)];
    told(&mut board, T0, roster(RosterKind::Resync, next.clone()));
    assert_eq!(board.source(SourceId::Agents).drifted, 3 + 2, "three fields, one who came, one who went");
    told(&mut board, T0, roster(RosterKind::Resync, next));
    assert_eq!(board.source(SourceId::Agents).drifted, 5);
}

#[test]
fn replaying_changes_onto_a_late_roster_keeps_time_from_running_back() {
    let mut late = roster(RosterKind::Resync, vec![agent("a", WorkState::Ready)]);
    let heard = Changes {
        changes: vec![
            set("a", AgentChange::Work(Some(WorkState::Ringing))),
            set("a", AgentChange::Extra(ExtraField { field: "x".to_owned(), value: json!(1) })),
            set("gone", AgentChange::Answered(Some(1))),
            Change::Summary(SummaryChange::Figure(Figure::Ready, Some(0))),
        ],
        ..Changes::default()
    };
    late.replay(&[heard]);
    assert_eq!(late.agents[0].work, Some(WorkState::Ringing));
    assert_eq!(late.agents[0].extra["x"], json!(1));
    assert_eq!(late.summary.get(Figure::Ready), Some(0));
}

#[test]
fn duplicate_ids_in_a_roster_are_one_agent_the_later_row_wins() {
    let board = board_of(vec![agent("a", WorkState::Ready), agent(" a ", WorkState::Talking)]);
    assert_eq!(board.agents().len(), 1);
    assert_eq!(board.agents()[0].work, Some(WorkState::Talking));
}

#[test]
fn a_centre_without_agents_has_answered_nothing() {
    let board = board_of(Vec::new());
    for figure in [Figure::Answered, Figure::Missed, Figure::Dialled, Figure::Connected, Figure::Ready] {
        assert_eq!(board.figure(figure), Some(0), "{figure:?}");
    }
    assert_eq!(board.missed_share(), None);
    assert_eq!(Board::new().figure(Figure::Answered), None, "before the first message");
    let silent = board_of(vec![Agent { answered: None, ..agent("a", WorkState::Ready) }]);
    assert_eq!(silent.figure(Figure::Answered), None);
}

#[test]
fn touched_slots_are_handed_out_once() {
    let mut board = board_of(vec![agent("a", WorkState::Ready), agent("b", WorkState::Ready)]);
    board.take_touched();
    for answered in 0..5 {
        change(&mut board, T0, vec![set("b", AgentChange::Answered(Some(answered)))]);
    }
    assert_eq!(board.take_touched(), [1]);
    assert!(board.take_touched().is_empty());
}

#[test]
fn connected_but_silent_is_stale_and_a_heartbeat_keeps_it_live() {
    let mut board = board_of(vec![agent("a", WorkState::Ready)]);
    let state = |board: &Board, at| board.source(SourceId::Agents).state(at, 30_000);
    assert_eq!(state(&board, T0.plus(30_000)), SourceState::Live);
    assert_eq!(state(&board, T0.plus(30_001)), SourceState::Stale);
    board.apply(Update::new(T0.plus(29_000), Payload::Heard(SourceId::Agents)));
    assert_eq!(state(&board, T0.plus(50_000)), SourceState::Live);
}

#[test]
fn offline_wins_and_ready_while_logged_in_as_busy_is_busy() {
    use LoginState as L;
    use WorkState as W;
    for (login, work, state) in [
        (Some(L::Offline), Some(W::Ready), State::Offline),
        (Some(L::Busy), Some(W::Ready), State::Busy),
        (Some(L::Busy), Some(W::Talking), State::Talking),
        (Some(L::Online), Some(W::Ready), State::Ready),
        (Some(L::Locked), Some(W::Ready), State::Locked),
        (Some(L::Online), Some(W::Other(55)), State::Other(55)),
        (None, None, State::Unknown),
    ] {
        assert_eq!(State::of(login, work), state, "{login:?} {work:?}");
    }
}

#[test]
fn shades_and_alerts_follow_the_limits() {
    let limits = Limits::default();
    let mut late = agent("late", WorkState::WrapUp);
    late.work_since = Some(T0.plus(-372_000));
    let mut worse = agent("worse", WorkState::Ringing);
    worse.work_since = Some(T0.plus(-60_000));
    let board = board_of(vec![late, worse, agent("fine", WorkState::Talking)]);
    let mut alarms = crate::model::Alarms::new(crate::model::Rules::of_limits(&limits), chrono_tz::Tz::UTC);
    alarms.check_all(&board, T0);
    let alerts: Vec<_> = alarms.standing().iter().map(|standing| standing.alert.clone()).collect();
    let agents: Vec<(State, i64, i64)> = alerts
        .iter()
        .filter_map(|alert| match alert {
            crate::model::Alert::Agent { state, elapsed_ms, limit_ms, .. } => Some((*state, *elapsed_ms, *limit_ms)),
            _ => None,
        })
        .collect();
    assert_eq!(agents, [(State::Ringing, 60_000, 20_000), (State::WrapUp, 372_000, 300_000)]);
    assert!(alerts.iter().any(|alert| matches!(alert, crate::model::Alert::Figure { value, .. } if *value > 24.9)));
    let level = |ms| limits.level(State::Talking, ms);
    assert_eq!(
        [level(299_999), level(300_000), level(900_000), level(1_800_000)],
        [Level::Normal, Level::Watch, Level::Warn, Level::Over]
    );
    assert_eq!(limits.level(State::Ringing, 10_000), Level::Watch);
    assert_eq!(limits.level(State::Offline, i64::MAX), Level::Normal);
}

#[test]
fn time_in_state_is_corrected_for_the_clocks_skew() {
    let mut board = board_of(vec![agent("a", WorkState::Talking)]);
    assert_eq!(board.agents()[0].in_state_ms(T0, 0), Some(60_000));
    assert_eq!(board.agents()[0].in_state_ms(T0, 10_000), Some(70_000));
    assert_eq!(board.agents()[0].in_state_ms(T0, -600_000), Some(0), "never negative");
    let report =
        SourceReport { connects: 1, skew_ms: Some(300_000), ..SourceReport::new(SourceId::Agents, Phase::Live) };
    board.apply(Update::new(T0, Payload::Source(report)));
    assert_eq!(board.level(0, T0, &Limits::default()), Level::Watch);
}

#[test]
fn trends_count_growth_and_not_what_grew_unseen() {
    let mut board = board_of(vec![agent("a", WorkState::Ready)]);
    change(&mut board, T0.plus(6_000), vec![set("a", AgentChange::Answered(Some(5)))]);
    change(&mut board, T0.plus(7_000), vec![set("a", AgentChange::Answered(Some(6)))]);
    assert_eq!(board.trends().answered.series.columns(10), [0, 3]);
    let mut later = agent("a", WorkState::Ready);
    later.answered = Some(60);
    told(&mut board, T0.plus(60_000), roster(RosterKind::Full, vec![later]));
    assert_eq!(board.trends().answered.series.columns(100).iter().sum::<u64>(), 3);
}

#[test]
fn an_agent_who_leaves_takes_a_part_of_the_sum_along_and_no_peak_is_drawn() {
    let rows = |ids: &[&str]| {
        let rows = ids.iter().map(|id| Agent { answered: Some(100), ..agent(id, WorkState::Ready) });
        roster(RosterKind::Resync, rows.collect())
    };
    let mut board = Board::new();
    told(&mut board, T0, rows(&["a", "b", "c", "d", "e"]));
    told(&mut board, T0.plus(6_000), rows(&["a", "b", "c", "d"]));
    assert_eq!(board.figure(Figure::Answered), Some(400));
    for (second, id) in (7_i64..).zip(["a", "b", "c"]) {
        change(&mut board, T0.plus(second * 1_000), vec![set(id, AgentChange::Answered(Some(0)))]);
    }
    assert!(board.trends().answered.series.columns(100).iter().sum::<u64>() <= 100, "midnight comes agent by agent");
    assert_eq!(board.trends().answered.series.columns(100).first(), Some(&0));
}

#[test]
fn what_grew_between_two_polls_was_not_unseen() {
    let mut board = Board::new();
    for (second, answered) in [(0, 10), (10, 12), (20, 15)] {
        let row = Agent { answered: Some(answered), ..agent("a", WorkState::Ready) };
        told(&mut board, T0.plus(second * 1_000), roster(RosterKind::Full, vec![row]));
    }
    assert_eq!(board.trends().answered.series.columns(100).iter().sum::<u64>(), 5);
}

#[test]
fn a_series_never_outgrows_its_buckets_and_loses_no_count() {
    let mut series = crate::model::Series::default();
    for step in 0..10_000_i64 {
        series.note(T0.plus(step * 7_000), u64::try_from(step).unwrap());
    }
    assert!(series.buckets().len() <= crate::model::trend::BUCKETS);
    assert_eq!(series.buckets().sum::<u64>(), 9_999);
    series.note(T0.plus(70_000_000), 4);
    assert_eq!(series.buckets().sum::<u64>(), 10_003, "a smaller total is a new day");
}

#[test]
fn an_update_survives_the_recording_and_leaves_masked() {
    let mut who = agent("a", WorkState::Other(77));
    who.customer.number = crate::model::CustomerNumber::new("18688889999");
    who.extra = Extra::from_iter([("callerNumber".to_owned(), json!("18688889999"))]);
    let update = Update::new(T0, Payload::Roster(Box::new(roster(RosterKind::Full, vec![who]))));
    let text = serde_json::to_string(&update).unwrap();
    assert!(!text.contains("18688889999"), "{text}");
    assert!(text.contains("186****9999"));
    let back: Update = serde_json::from_str(&text).unwrap();
    let Payload::Roster(back) = back.payload else { panic!("a roster") };
    assert_eq!(back.agents[0].work, Some(WorkState::Other(77)));
    for payload in [
        Payload::Heard(SourceId::Chat),
        Payload::Changes(Changes {
            changes: vec![
                set("a", AgentChange::CustomerNumber(crate::model::CustomerNumber::new("138****8000"))),
                set("a", AgentChange::Work(None)),
                set("a", AgentChange::Extra(ExtraField { field: "x".to_owned(), value: json!([1]) })),
                Change::Summary(SummaryChange::Figure(Figure::Ready, Some(1))),
            ],
            rejects: vec![Reject { reason: RejectReason::BadValue, detail: "d".into() }],
            made: Some(T0),
            implied: Some(vec![set("a", AgentChange::WorkSince(Some(T0)))]),
            spared: Some(Box::new(Spared {
                applied: 5,
                rejected: [(RejectReason::UnknownOp, 2)].into_iter().collect(),
                drifted: 1,
            })),
        }),
        Payload::Source(SourceReport {
            error: Some("x".into()),
            connects: 1,
            resyncs: 2,
            bytes: 3,
            ..SourceReport::new(SourceId::Ai, Phase::Waiting { until: T0, tries: 2 })
        }),
    ] {
        let update = Update::new(T0, payload);
        let text = serde_json::to_string(&update).unwrap();
        assert_eq!(serde_json::from_str::<Update>(&text).unwrap(), update, "{text}");
    }
}

#[test]
fn totals_kept_by_the_change_are_those_counted_anew() {
    let mut board = board_of(vec![agent("a", WorkState::Ready), agent("b", WorkState::Talking)]);
    let changes = [
        AgentChange::Work(Some(WorkState::WrapUp)),
        AgentChange::Answered(Some(7)),
        AgentChange::Missed(Some(3)),
        AgentChange::Dialled(Some(9)),
        AgentChange::Connected(Some(2)),
        AgentChange::Answered(None),
        AgentChange::Login(Some(LoginState::Offline)),
        AgentChange::Name(Some("x".into())),
        AgentChange::Work(None),
        AgentChange::Login(Some(LoginState::Locked)),
    ];
    for kind in changes {
        change(&mut board, T0, vec![set("b", kind.clone())]);
        let anew = board_of(board.agents().to_vec());
        assert_eq!(board.counts(), anew.counts(), "{kind:?}");
        for figure in Figure::ALL {
            assert_eq!(board.computed(*figure), anew.computed(*figure), "{figure:?} after {kind:?}");
        }
    }
}

#[test]
fn a_large_centre_keeps_fewer_changes_of_each_agent() {
    assert_eq!(transitions_kept(0), TRANSITIONS_KEPT);
    assert_eq!(transitions_kept(48), TRANSITIONS_KEPT);
    assert_eq!(transitions_kept(10_000), 64);
    assert_eq!(transitions_kept(1_000_000), TRANSITIONS_LEAST);
    let agents = (0..10_000).map(|index| agent(&index.to_string(), WorkState::Ready)).collect();
    let mut board = board_of(agents);
    for round in 0..200 {
        let work = if round % 2 == 0 { WorkState::Talking } else { WorkState::Ready };
        change(&mut board, T0.plus(round), vec![set("7", AgentChange::Work(Some(work)))]);
    }
    assert_eq!(board.seen(7).count(), 64);
    assert_eq!(board.seen(7).next_back().map(|last| last.at), Some(T0.plus(199)));
}
