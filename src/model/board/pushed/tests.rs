use super::*;
use crate::model::testing::{self, NOW, agent};
use crate::model::{
    AgentId, AtLeast, CallDetail, CallLeg, CallRecord, Customer, CustomerNumber, Data, Finding, Found, LedgerCall,
    LegKind, LoginState, Lookup, PartyRole, Payload, Phase, Stage, State, Transition, WorkState,
};

fn crowd() -> Board {
    let mut board = testing::crowd(3);
    let quiet = |index| Agent {
        login: Some(LoginState::Online),
        login_since: Some(NOW.plus(-3_600_000)),
        work: Some(WorkState::Ready),
        work_since: Some(NOW.plus(-60_000)),
        reason: None,
        call: None,
        ..agent(index)
    };
    testing::roster(&mut board, NOW, (0..3).map(quiet).collect(), 3, true);
    testing::report(&mut board, NOW, SourceId::Push, Phase::Live, None);
    board.take_touched();
    board
}

fn told(index: usize, work: WorkState, since: i64) -> StateTold {
    StateTold {
        agent: Person { id: Some(agent(index).id), ..Person::default() },
        login: Some(LoginState::Online),
        work: Some(work),
        reason: None,
        since: NOW.plus(since),
        made: Some(NOW.plus(since)),
        call: Some("c".into()),
        kind: Some(CallKind::Inbound),
        party: Some("leg".into()),
        came: Some(LegKind::Call),
    }
}

fn push(board: &mut Board, after: i64, callbacks: Vec<Callback>) {
    testing::apply(board, NOW.plus(after), Payload::Pushed(callbacks));
}

fn state(board: &mut Board, after: i64, told: StateTold) {
    push(board, after, vec![Callback::State(Box::new(told))]);
}

#[test]
fn a_newer_state_is_the_agents_and_leads_to_the_call() {
    let mut board = crowd();
    let heard = board.source(SourceId::Agents).heard;
    state(&mut board, 2_000, told(0, WorkState::Talking, 1_000));
    let agent = board.agent(0).unwrap();
    assert_eq!(
        (agent.state(), agent.since(), agent.call),
        (State::Talking, Some(NOW.plus(1_000)), Some(CallKind::Inbound))
    );
    assert_eq!((board.counts().state(State::Talking), board.counts().state(State::Ready)), (1, 2));
    assert_eq!(board.take_touched(), [0]);
    assert_eq!(board.seen(0).last().unwrap(), Transition { at: NOW.plus(1_000), state: State::Talking, reason: None });
    assert_eq!(board.live_call_of(0).map(|call| (&*call.id, call.stage)), Some(("c", Stage::Talking)));
    assert!(board.live_call_of(1).is_none());
    assert_eq!(board.source(SourceId::Agents).heard, heard, "the stream is no fresher for it");
    assert_eq!(board.source(SourceId::Push).heard, Some(NOW.plus(2_000)));
}

#[test]
fn a_login_that_changes_alone_leaves_the_time_of_the_work_state() {
    let mut board = crowd();
    state(&mut board, 2_000, StateTold { login: Some(LoginState::Busy), ..told(0, WorkState::Ready, 1_000) });
    let agent = board.agent(0).unwrap();
    assert_eq!((agent.login, agent.login_since), (Some(LoginState::Busy), Some(NOW.plus(1_000))));
    assert_eq!((agent.work, agent.work_since), (Some(WorkState::Ready), Some(NOW.plus(-60_000))));
}

#[test]
fn a_state_that_is_no_newer_changes_nothing() {
    let mut board = crowd();
    let before = board.agents().to_vec();
    state(&mut board, 2_000, told(0, WorkState::Talking, -60_000));
    state(&mut board, 2_000, told(0, WorkState::Talking, -90_000));
    state(&mut board, 2_000, told(0, WorkState::Talking, 900_000));
    let unknown = StateTold {
        agent: Person { id: Some(AgentId::new("no one")), ..Person::default() },
        ..told(0, WorkState::Talking, 0)
    };
    state(&mut board, 2_000, unknown);
    assert_eq!(board.agents(), before);
}

#[test]
fn the_end_of_a_call_takes_its_customer_off_the_line() {
    let mut board = crowd();
    state(&mut board, 1_000, told(0, WorkState::Talking, 1_000));
    let number = CustomerNumber::new("13812345678");
    testing::change(&mut board, NOW.plus(1_500), 0, vec![AgentChange::CustomerNumber(number)]);
    let ready = StateTold { call: None, kind: None, ..told(0, WorkState::Ready, 9_000) };
    state(&mut board, 9_500, ready);
    let agent = board.agent(0).unwrap();
    assert_eq!((agent.state(), agent.customer.number.clone(), agent.call), (State::Ready, None, Some(CallKind::None)));
}

#[test]
fn a_time_that_the_stream_did_not_send_becomes_exact() {
    let mut board = crowd();
    let mut ringing = agent(1);
    ringing.work = Some(WorkState::Ringing);
    testing::change(&mut board, NOW.plus(5_000), 1, vec![AgentChange::Work(Some(WorkState::Ringing))]);
    assert!(board.agent(1).unwrap().is_at_least());
    state(&mut board, 5_200, told(1, WorkState::Ringing, 4_000));
    let agent = board.agent(1).unwrap();
    assert_eq!((agent.since(), agent.at_least), (Some(NOW.plus(4_000)), AtLeast::default()));
}

#[test]
fn a_work_number_alone_says_who_it_is() {
    let mut board = crowd();
    let number = agent(2).number.map(String::from);
    state(&mut board, 1, StateTold { agent: Person { number, ..Person::default() }, ..told(0, WorkState::Busy, 1) });
    assert_eq!(board.agent(2).unwrap().state(), State::Busy);
}

#[test]
fn a_leg_goes_into_the_calls_page_that_is_there_without_a_whole_number() {
    let mut board = crowd();
    let lookup = Lookup::Call("c".to_owned());
    let detail =
        CallDetail { legs: vec![CallLeg { id: "2".to_owned(), started: Some(NOW), ..CallLeg::default() }], call: None };
    let found = Found { lookup: lookup.clone(), finding: Finding::Data(Box::new(Data::Call(detail))) };
    testing::apply(&mut board, NOW, Payload::Found(Box::new(found)));
    let dialled = Customer { number: CustomerNumber::new("13812345678"), masked: None };
    let first = CallLeg { id: "1".to_owned(), started: Some(NOW.plus(-5)), dialled, ..CallLeg::default() };
    let second = CallLeg { id: "2".to_owned(), started: Some(NOW), ended: Some(NOW.plus(9)), ..CallLeg::default() };
    let as_of = board.shelf().get(&lookup).unwrap().as_of;
    push(
        &mut board,
        10,
        vec![
            Callback::Leg("c".into(), Box::new(first)),
            Callback::Leg("c".into(), Box::new(second)),
            Callback::Leg("other".into(), Box::default()),
        ],
    );
    let shelved = board.shelf().get(&lookup).unwrap();
    let legs = &shelved.call().unwrap().legs;
    assert_eq!(legs.iter().map(|leg| &*leg.id).collect::<Vec<_>>(), ["1", "2"]);
    assert_eq!((legs[1].ended, shelved.as_of), (Some(NOW.plus(9)), as_of));
    assert_eq!(legs[0].dialled.number.as_ref().unwrap().reveal(), "138****5678");
    assert!(board.shelf().get(&Lookup::Call("other".to_owned())).is_none());
}

#[test]
fn records_end_calls_in_progress_and_tell_their_route() {
    let mut board = crowd();
    let event = |call: &str, what| {
        let event = CallEvent { kind: Some(CallKind::Inbound), made: Some(NOW), ..CallEvent::new(call, what) };
        Callback::Event(Box::new(event))
    };
    push(&mut board, 0, vec![event("over", Happening::Created), event("runs", Happening::Created)]);
    let record = |id: &str, ended| LedgerCall {
        route: Some("Cards".into()),
        ended,
        ..LedgerCall::of(&CallRecord {
            id: id.to_owned(),
            started: Some(NOW),
            kind: Some(CallKind::Inbound),
            ..CallRecord::default()
        })
    };
    let day = crate::model::LedgerDay {
        date: chrono::NaiveDate::from_ymd_opt(2026, 11, 21).unwrap(),
        from: NOW.plus(-3_600_000),
        to: NOW.plus(3_600_000),
    };
    let news = CallNews {
        day,
        target: crate::model::ServiceTarget::default(),
        calls: vec![record("over", Some(NOW.plus(5))), record("runs", None)],
        extent: crate::model::Extent::default(),
        unlisted: Vec::new(),
        matching: crate::model::Matching::default(),
        as_of: NOW.plus(9),
    };
    testing::apply(&mut board, NOW.plus(9), Payload::Calls(Box::new(news)));
    assert_eq!((board.live().len(), board.live().past().ended_unseen), (1, 1));
    assert_eq!(board.live().get("runs").unwrap().group.as_deref(), Some("Cards"));
    let late = CallEvent { role: Some(PartyRole::Agent), ..CallEvent::new("over", Happening::Ringing) };
    push(&mut board, 10, vec![Callback::Event(Box::new(late))]);
    assert_eq!(board.live().len(), 1, "its record says that it is over");
}
