use super::*;
use crate::model::testing;
use crate::model::{
    Agent, CallEvent, CallKind, Callback, Happening, NoCheck, Payload, Person, Roster, RosterKind, Scope, SourceReport,
    Update, Waiting,
};

const T: Stamp = Stamp(1_774_000_000_000);

fn second(second: i64) -> Stamp {
    T.plus(second * 1_000)
}

/// One agent, who is all that the settings narrow the site to.
fn board(by: &[Narrow]) -> Board {
    let mut board = Board::new();
    testing::report(&mut board, T, SourceId::Push, Phase::Live, None);
    let only = ["1".to_owned()];
    let scope = Scope::of(by.iter().map(|by| (*by, &only[..])), []);
    let report = SourceReport { scope, ..SourceReport::new(SourceId::Agents, Phase::Live) };
    board.apply(Update::new(T, Payload::Source(report)));
    let ours = Agent { number: Some("1001".into()), ..Agent::new(AgentId::new("ours")) };
    board.apply(Update::new(T, Payload::Roster(Box::new(Roster::whole(RosterKind::Full, vec![ours])))));
    board
}

/// A call that began in this second, and what comes of it.
fn call(board: &mut Board, id: &str, at: i64, relay: Option<&str>, rings_at: Option<&str>) {
    let event = |what, agent: Option<&str>| CallEvent {
        kind: Some(CallKind::Inbound),
        made: Some(second(at)),
        relay: relay.map(Into::into),
        role: agent.map(|_| PartyRole::Agent),
        agent: Person { id: agent.map(AgentId::new), ..Person::default() },
        ..CallEvent::new(id, what)
    };
    let begins = event(Happening::Created, None);
    let rings = rings_at.map(|agent| event(Happening::Ringing, Some(agent)));
    let told = [Some(begins), rings].into_iter().flatten().map(|event| Callback::Event(Box::new(event)));
    board.apply(Update::new(second(at), Payload::Pushed(told.collect())));
}

#[test]
fn a_call_that_rings_at_an_agent_of_others_is_theirs_and_one_without_an_agent_may_be_ours() {
    let mut narrowed = board(&[Narrow::Departments]);
    call(&mut narrowed, "theirs", 1, None, Some("another"));
    call(&mut narrowed, "ours", 2, None, Some("ours"));
    call(&mut narrowed, "by number", 3, None, Some("1001"));
    call(&mut narrowed, "in the queue", 4, None, None);
    let mut calls: Vec<&str> = narrowed.live_calls().map(|call| &*call.id).collect();
    calls.sort_unstable();
    assert_eq!(calls, ["by number", "in the queue", "ours"]);
    let waiting = narrowed.waiting(second(5));
    assert_eq!(waiting, Waiting::Unchecked(3, NoCheck::NotSent));
    assert_eq!(narrowed.longest_wait(second(5)), Some(3_000), "the one before is theirs");
}

#[test]
fn who_may_only_be_in_another_state_is_no_agent_of_others_and_without_a_scope_all_are_ours() {
    let scopes: [&[Narrow]; 3] = [&[], &[Narrow::States], &[Narrow::Departments, Narrow::States]];
    for by in scopes {
        let mut board = board(by);
        call(&mut board, "c", 1, None, Some("another"));
        assert_eq!(board.live_calls().count(), 1, "{by:?}");
    }
}

#[test]
fn no_rule_looks_at_a_narrowed_figure() {
    let unsure = Waiting::Unchecked(4, NoCheck::Narrowed);
    assert_eq!(
        (unsure.exact(), unsure.at_least(), unsure.for_rules(), unsure.unchecked()),
        (None, None, None, Some(4))
    );
}

#[test]
fn callers_of_whom_no_name_is_told_are_unknown_and_not_none() {
    let mut board = board(&[]);
    call(&mut board, "a", 1, Some("400-1"), None);
    call(&mut board, "b", 3, Some("400-1"), None);
    let by = |board: &Board| board.waiting_by(second(11), |call| call.relay.as_ref()).unwrap();
    let known = |count, longest_ms, sure| Some(WaitingIn { count, longest_ms, sure });
    // Nothing holds the figure against the stream here: it is not sure.
    assert_eq!(by(&board).of(Some("400-1")), known(2, 10_000, false));
    assert_eq!(by(&board).of(Some("400-2")), None);
    let sure = WaitingBy { sure: true, ..by(&board) };
    assert_eq!(sure.of(Some("400-1")), known(2, 10_000, true));
    assert_eq!(sure.of(Some("400-2")), known(0, 0, true));
    assert_eq!(sure.of(None), known(0, 0, true));
    call(&mut board, "c", 5, None, None);
    let sure = WaitingBy { sure: true, ..by(&board) };
    assert_eq!(sure.of(Some("400-1")), known(2, 10_000, false), "the third may be one of them");
    assert_eq!((sure.of(Some("400-2")), sure.of(None)), (None, known(1, 6_000, true)));
    assert_eq!(sure.names().collect::<Vec<_>>(), [None, Some("400-1")]);
}

#[test]
fn without_events_nothing_is_known_by_number() {
    let board = board(&[]);
    assert!(board.waiting_by(T, |call| call.relay.as_ref()).is_none());
    assert!(board.listens() && !Board::new().listens());
}
