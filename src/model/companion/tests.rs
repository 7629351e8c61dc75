use proptest::prelude::*;

use super::*;
use crate::model::lines::Lines;
use crate::model::{
    AgentId, Board, BusyReason, Changes, CustomerNumber, Payload, Roster, RosterKind, SourceId, SourceReport, State,
    Update, source::Phase,
};

/// 2026-11-21 12:00:00 UTC.
const T0: Stamp = Stamp(1_795_262_400_000);
const HOUR: i64 = 3_600_000;

fn agent(login: LoginState, work: WorkState) -> Agent {
    Agent {
        login: Some(login),
        work: Some(work),
        work_since: Some(T0.plus(-2 * HOUR)),
        login_since: Some(T0.plus(-3 * HOUR)),
        ..Agent::new(AgentId::new("a"))
    }
}

/// An agent in a call.
fn caller(work: WorkState) -> Agent {
    let mut agent = agent(LoginState::Online, work);
    agent.call = Some(CallKind::Inbound);
    agent.customer.number = CustomerNumber::new("18688889999");
    agent.customer.masked = Some("186****9999".to_owned());
    agent
}

fn message(made: Option<Stamp>, sets: Vec<AgentChange>) -> Changes {
    let changes = sets.into_iter().map(|set| Change::Agent { id: AgentId::new("a"), set }).collect();
    Changes { changes, made, ..Changes::default() }
}

/// The agent after one message made at [`T0`], on a board that works out itself what follows, on one that is told, and in
/// a roster over which it is replayed.
fn after(before: &Agent, sets: &[AgentChange]) -> Agent {
    let heard = T0.plus(40);
    let roster = || Roster::whole(RosterKind::Full, vec![before.clone()]);
    let mut itself = Board::new();
    itself.apply(Update::new(T0.plus(-HOUR), Payload::Roster(Box::new(roster()))));
    let mut told = itself.clone();
    itself.apply(Update::new(heard, Payload::Changes(message(Some(T0), sets.to_vec()))));
    let mut lines = Lines::default();
    lines.learn(&roster());
    let mut complete = message(Some(T0), sets.to_vec());
    lines.complete(&mut complete);
    told.apply(Update::new(heard, Payload::Changes(complete)));
    let mut replayed = roster();
    replayed.replay(&[message(Some(T0), sets.to_vec())]);
    assert_eq!(itself.agents(), told.agents());
    assert_eq!(itself.agents(), replayed.agents);
    itself.agents()[0].clone()
}

fn work(state: WorkState) -> AgentChange {
    AgentChange::Work(Some(state))
}

fn login(state: LoginState) -> AgentChange {
    AgentChange::Login(Some(state))
}

#[test]
fn a_work_state_without_its_time_counts_from_the_message_and_says_so() {
    let now = after(&agent(LoginState::Online, WorkState::Ready), &[work(WorkState::Talking)]);
    assert_eq!((now.since(), now.is_at_least()), (Some(T0), true));
    assert_eq!(now.in_state_ms(T0.plus(7_000), 0), Some(7_000));
}

#[test]
fn a_time_in_the_same_message_counts_before_and_behind_the_state() {
    let since = AgentChange::WorkSince(Some(T0.plus(-5_000)));
    let before = agent(LoginState::Online, WorkState::Ready);
    for sets in [[work(WorkState::Talking), since.clone()], [since, work(WorkState::Talking)]] {
        let now = after(&before, &sets);
        assert_eq!((now.since(), now.is_at_least()), (Some(T0.plus(-5_000)), false));
    }
    let null = after(&before, &[work(WorkState::Talking), AgentChange::WorkSince(None)]);
    assert_eq!((null.since(), null.is_at_least()), (Some(T0), true), "null is no time");
    let alone = after(&before, &[AgentChange::WorkSince(None)]);
    assert_eq!((alone.since(), alone.is_at_least()), (None, false), "taken back");
}

#[test]
fn the_same_state_said_again_has_begun_when_it_began_and_one_that_was_left_anew() {
    let before = agent(LoginState::Online, WorkState::Talking);
    assert_eq!(after(&before, &[work(WorkState::Talking)]), before);
    let now = after(&before, &[work(WorkState::WrapUp), work(WorkState::Talking)]);
    assert_eq!((now.since(), now.is_at_least()), (Some(T0), true));
}

#[test]
fn a_login_state_without_its_time_counts_from_the_message_and_says_so() {
    let before = agent(LoginState::Online, WorkState::Ready);
    let busy = after(&before, &[login(LoginState::Busy)]);
    assert_eq!((busy.state(), busy.since(), busy.is_at_least()), (State::Busy, Some(T0), true));
    assert_eq!(busy.work_since, before.work_since, "the line is as it was");
    let gone = after(&before, &[login(LoginState::Offline)]);
    assert_eq!((gone.state(), gone.since(), gone.is_at_least()), (State::Offline, Some(T0), true));
    let told = after(&before, &[AgentChange::LoginSince(Some(T0.plus(-9))), login(LoginState::Offline)]);
    assert_eq!((told.since(), told.is_at_least()), (Some(T0.plus(-9)), false));
}

#[test]
fn an_agent_who_comes_online_is_ready_since_then_and_not_since_yesterday() {
    for (back, state) in
        [(WorkState::Ready, State::Ready), (WorkState::Busy, State::Busy), (WorkState::WrapUp, State::WrapUp)]
    {
        let now = after(&agent(LoginState::Offline, back), &[login(LoginState::Online)]);
        assert_eq!((now.state(), now.since(), now.is_at_least()), (state, Some(T0), true));
        let since = AgentChange::LoginSince(Some(T0.plus(-9)));
        let told = after(&agent(LoginState::Offline, back), &[login(LoginState::Online), since]);
        assert_eq!(told.since(), Some(T0.plus(-9)), "{state}");
    }
    let mut both = agent(LoginState::Online, WorkState::Ready);
    (both.login_since, both.at_least.login) = (both.work_since, true);
    assert!(!both.is_at_least(), "the line tells the moment");
    let ready = after(&agent(LoginState::Busy, WorkState::Ready), &[login(LoginState::Online)]);
    assert_eq!((ready.state(), ready.since()), (State::Ready, Some(T0)));
    let talking = after(&agent(LoginState::Busy, WorkState::Talking), &[login(LoginState::Online)]);
    assert_eq!((talking.state(), talking.since()), (State::Talking, Some(T0.plus(-2 * HOUR))), "the call goes on");
    let done = after(&agent(LoginState::Busy, WorkState::Talking), &[work(WorkState::Ready)]);
    assert_eq!((done.state(), done.since()), (State::Busy, Some(T0)), "busy again, not for three hours");
}

#[test]
fn a_busy_reason_ends_with_being_busy() {
    let mut before = agent(LoginState::Online, WorkState::Busy);
    before.reason = Some(BusyReason::Break);
    assert_eq!(after(&before, &[work(WorkState::Ready)]).reason, None);
    assert_eq!(after(&before, &[login(LoginState::Offline)]).reason, None);
    assert_eq!(after(&before, &[work(WorkState::Ready), work(WorkState::Busy)]).reason, None, "another break");
    let said = [work(WorkState::Ready), AgentChange::Reason(Some(BusyReason::Unknown))];
    assert_eq!(after(&before, &said).reason, Some(BusyReason::Unknown));
    let handed_on = [work(WorkState::Ready), login(LoginState::Busy)];
    assert_eq!(after(&before, &handed_on).reason, Some(BusyReason::Break), "busy by the login now");
    before.login = Some(LoginState::Busy);
    assert_eq!(after(&before, &[work(WorkState::Ringing)]).reason, Some(BusyReason::Break), "the vendor's example");
}

#[test]
fn another_reason_alone_leaves_the_time() {
    let before = agent(LoginState::Online, WorkState::Busy);
    let now = after(&before, &[AgentChange::Reason(Some(BusyReason::Meeting))]);
    assert_eq!((now.reason, now.since(), now.is_at_least()), (Some(BusyReason::Meeting), before.since(), false));
}

#[test]
fn a_customer_ends_with_the_call() {
    for before in [WorkState::Dialling, WorkState::Ringing, WorkState::Talking, WorkState::Holding] {
        for over in [WorkState::WrapUp, WorkState::Ready, WorkState::Busy, WorkState::Locked] {
            let now = after(&caller(before), &[work(over)]);
            assert_eq!((now.call, now.customer.shown()), (Some(CallKind::None), None), "{before} to {over}");
        }
        let now = after(&caller(before), &[login(LoginState::Offline)]);
        assert_eq!((now.call, now.customer.shown()), (Some(CallKind::None), None));
        let unknown = after(&caller(before), &[AgentChange::Work(None)]);
        assert_eq!((unknown.call, unknown.customer.shown()), (None, None), "it is not known");
    }
    let talking = caller(WorkState::Talking);
    for goes_on in [WorkState::Holding, WorkState::Dialling, WorkState::Talking] {
        assert_eq!(after(&talking, &[work(goes_on)]).customer, talking.customer, "{goes_on}");
    }
    let another = after(&talking, &[work(WorkState::Ringing)]);
    assert_eq!((another.call, another.customer.shown()), (None, None), "another call rings");
    let again = after(&talking, &[work(WorkState::Ready), work(WorkState::Talking)]);
    assert_eq!((again.call, again.customer.shown()), (None, None), "another call");
}

#[test]
fn a_customer_named_in_the_message_is_the_next_one() {
    let number = || AgentChange::CustomerNumber(CustomerNumber::new("13900001111"));
    for sets in [[work(WorkState::Ringing), number()], [number(), work(WorkState::Ringing)]] {
        let now = after(&caller(WorkState::Talking), &sets);
        assert_eq!(now.customer.shown().as_deref(), Some("139****1111"));
        assert_eq!(now.customer.masked, None, "the mask was another's");
    }
    let first = after(&agent(LoginState::Online, WorkState::Ready), &[number()]);
    let then = after(&first, &[work(WorkState::Ringing)]);
    assert_eq!(then.customer, first.customer, "named a message before the ringing");
}

#[test]
fn a_number_without_its_mask_is_masked_by_us() {
    let mut before = caller(WorkState::Talking);
    let now = after(&before, &[AgentChange::CustomerNumber(CustomerNumber::new("13900001111"))]);
    assert_eq!(now.customer.shown().as_deref(), Some("139****1111"));
    before.customer.masked = None;
    let mask = AgentChange::CustomerMasked(Some("186*****999".to_owned()));
    assert_eq!(after(&before, &[mask]).customer.number, before.customer.number);
}

#[test]
fn a_message_is_believed_to_be_of_its_time_within_minutes() {
    for (made, moment_of) in [
        (Some(T0.plus(-7_000)), T0.plus(-7_000)),
        (Some(T0.plus(7_000)), T0.plus(7_000)),
        (Some(T0.plus(-300_001)), T0),
        (Some(Stamp(433_111_010_800)), T0),
        (None, T0),
    ] {
        assert_eq!(moment(made, T0.plus(-600_000), 600_000), moment_of);
    }
}

#[test]
fn without_its_own_time_a_message_counts_from_when_it_was_heard_by_the_vendors_clock() {
    let mut board = Board::new();
    let report = SourceReport { skew_ms: Some(600_000), ..SourceReport::new(SourceId::Agents, Phase::Live) };
    board.apply(Update::new(T0, Payload::Source(report)));
    let roster = Roster::whole(RosterKind::Full, vec![agent(LoginState::Online, WorkState::Ready)]);
    board.apply(Update::new(T0, Payload::Roster(Box::new(roster))));
    board.apply(Update::new(T0, Payload::Changes(message(None, vec![work(WorkState::Talking)]))));
    let agent = &board.agents()[0];
    assert_eq!(agent.since(), Some(T0.plus(600_000)));
    assert_eq!(agent.in_state_ms(T0.plus(7_000), 600_000), Some(7_000));
}

#[test]
fn a_time_that_was_not_sent_has_not_drifted_from_an_earlier_one_that_was() {
    let mut ours = agent(LoginState::Online, WorkState::Talking);
    let theirs = ours.clone();
    ours.at_least.work = true;
    assert_eq!(ours.differing_fields(&theirs), 0);
    ours.work_since = Some(T0);
    assert_eq!(ours.differing_fields(&theirs), 0, "it had begun before");
    ours.work_since = Some(T0.plus(-3 * HOUR));
    assert_eq!(ours.differing_fields(&theirs), 1, "it had not");
    let mut board = Board::new();
    board.apply(Update::new(T0, Payload::Roster(Box::new(Roster::whole(RosterKind::Full, vec![ours])))));
    let told = Roster::whole(RosterKind::Full, vec![theirs]);
    assert_eq!(board.differences(&told).len(), 1);
    board.apply(Update::new(T0, Payload::Roster(Box::new(told.clone()))));
    assert_eq!(board.differences(&told), []);
}

#[test]
fn a_full_row_is_taken_at_its_word() {
    let mut board = Board::new();
    let told = |board: &mut Board, agent: Agent| {
        board.apply(Update::new(T0, Payload::Roster(Box::new(Roster::whole(RosterKind::Full, vec![agent])))));
    };
    told(&mut board, agent(LoginState::Online, WorkState::Ready));
    let row = Agent { work: Some(WorkState::Talking), ..agent(LoginState::Online, WorkState::Ready) };
    told(&mut board, row.clone());
    assert_eq!(board.agents(), [row]);
}

#[test]
fn a_recording_of_an_earlier_version_is_read_and_completed() {
    let lines = [
        r#"{"at":1795262400000,"kind":"roster","data":{"kind":"full","summary":{"figures":[null,null,null,null,null,null,null,null,null,null,null,null,null,null,null,null,null,null,null,null],"extra":{}},"total":1,"complete":true,"agents":[{"id":"a","number":null,"name":null,"login":"online","work":"ready","reason":null,"work_since":1795255200000,"login_since":null,"phone":null,"extension":null,"call":null,"customer":{"number":null,"masked":null},"answered":null,"missed":null,"dialled":null,"connected":null,"extra":{}}]}}"#,
        r#"{"at":1795262400000,"kind":"changes","data":{"changes":[{"agent":{"id":"a","set":{"work":"talking"}}}]}}"#,
    ];
    let mut board = Board::new();
    for line in lines {
        board.apply(serde_json::from_str(line).unwrap());
    }
    assert_eq!((board.agents()[0].since(), board.agents()[0].is_at_least()), (Some(T0), true));
    let retold: Vec<Update> = board.retell(T0);
    let mut again = Board::new();
    for update in retold {
        again.apply(serde_json::from_str(&serde_json::to_string(&update).unwrap()).unwrap());
    }
    assert_eq!(again.agents(), board.agents(), "a keyframe keeps the mark");
}

fn any_set() -> impl Strategy<Value = AgentChange> {
    let states = [
        None,
        Some(WorkState::Ready),
        Some(WorkState::Busy),
        Some(WorkState::Ringing),
        Some(WorkState::Talking),
        Some(WorkState::WrapUp),
    ];
    let logins = [None, Some(LoginState::Online), Some(LoginState::Busy), Some(LoginState::Offline)];
    prop_oneof![
        3 => proptest::sample::select(states.to_vec()).prop_map(AgentChange::Work),
        2 => proptest::sample::select(logins.to_vec()).prop_map(AgentChange::Login),
        1 => proptest::option::of(-9_i64..9).prop_map(|at| AgentChange::WorkSince(at.map(|at| T0.plus(at)))),
        1 => proptest::option::of(-9_i64..9).prop_map(|at| AgentChange::LoginSince(at.map(|at| T0.plus(at)))),
        1 => proptest::option::of(1_i64..9).prop_map(|code| AgentChange::Reason(code.map(BusyReason::Other))),
        1 => proptest::option::of(1_i64..9).prop_map(|code| AgentChange::Call(code.map(CallKind::Other))),
        1 => "[0-9]{0,11}".prop_map(|number| AgentChange::CustomerNumber(CustomerNumber::new(&number))),
        1 => proptest::option::of("[0-9]{3}").prop_map(AgentChange::CustomerMasked),
    ]
}

proptest! {
    /// Whatever a message says: what it says counts, what it leaves out is never older than the state beside it, and
    /// it does not matter who works that out.
    #[test]
    fn no_message_leaves_anything_behind(
        messages in proptest::collection::vec(proptest::collection::vec(any_set(), 1..6), 1..6),
    ) {
        let mut before = caller(WorkState::Talking);
        for sets in messages {
            let now = after(&before, &sets);
            let said = |kind: fn(&AgentChange) -> bool| sets.iter().any(kind);
            let had_time = sets.iter().rev().find_map(|set| match set {
                AgentChange::WorkSince(since) => Some(since.is_some()),
                _ => None,
            });
            if now.work != before.work && had_time != Some(true) {
                prop_assert_eq!((now.work_since, now.at_least.work), (Some(T0), true));
            }
            if Line::of(&before).in_call() && !Line::of(&now).in_call() {
                prop_assert!(now.customer.number.is_none() || said(|set| matches!(set, AgentChange::CustomerNumber(_))));
                prop_assert!(now.customer.masked.is_none() || said(|set| matches!(set, AgentChange::CustomerMasked(_))));
            }
            if Line::of(&before).is_busy() && !Line::of(&now).is_busy() {
                prop_assert!(now.reason.is_none() || said(|set| matches!(set, AgentChange::Reason(_))));
            }
            before = now;
        }
    }
}
