use chrono::NaiveDate;

use super::*;
use crate::model::{
    Agent, AgentId, AiDay, BotTalk, CallEvent, CallKind, CallNews, CallRecord, CallResult, Callback, CallsAsked,
    Changes, ChatDay, Data, DialogueLine, Extent, Failure, Finding, Found, Happening, LedgerCall, LedgerDay, Lookup,
    Matching, Part, Phase, Reject, RejectReason, ServiceTarget, Summary, Unlisted, WorkState,
};

const T0: Stamp = Stamp(1_760_000_000_000);

fn agent(id: &str) -> Agent {
    Agent { work: Some(WorkState::Ready), work_since: Some(T0), answered: Some(2), ..Agent::new(AgentId::new(id)) }
}

fn roster(agents: &[&str], total: u64, complete: bool) -> Payload {
    Payload::Roster(Box::new(Roster {
        kind: RosterKind::Full,
        summary: Summary::default(),
        total: Some(total),
        complete,
        agents: agents.iter().map(|id| agent(id)).collect(),
    }))
}

fn found(lookup: Lookup, finding: Finding) -> Payload {
    Payload::Found(Box::new(Found { lookup, finding }))
}

/// So many lost calls.
fn news(calls: i64) -> CallNews {
    let record = |number: i64| CallRecord {
        id: number.to_string(),
        kind: Some(CallKind::Inbound),
        started: Some(T0.plus(number)),
        result: Some(CallResult::AgentMissed),
        ..CallRecord::default()
    };
    CallNews {
        day: LedgerDay { date: NaiveDate::from_ymd_opt(2026, 11, 21).unwrap(), from: T0, to: T0.plus(86_400_000) },
        target: ServiceTarget::default(),
        calls: (0..calls).map(|number| LedgerCall::of(&record(number))).collect(),
        extent: Extent { whole: false, since: Some(T0), total: Some(6_400) },
        unlisted: vec![Unlisted { result: Some(CallResult::AgentMissed), counted: 9, listed: 8 }],
        matching: Matching::Off("voice".into()),
        as_of: T0.plus(5),
    }
}

fn retold(board: &Board, now: Stamp) -> Board {
    let mut fresh = Board::new();
    for update in board.retell(now) {
        fresh.apply(update);
    }
    fresh
}

#[test]
fn an_empty_board_has_nothing_to_tell() {
    assert_eq!(Board::new().retell(T0), Vec::new());
}

#[test]
fn a_board_that_knew_other_agents_knows_only_those_that_are_told() {
    let (mut board, mut other) = (Board::new(), Board::new());
    board.apply(Update::new(T0, roster(&["b", "a", "c"], 3, true)));
    board.apply(Update::new(T0, roster(&["c", "a"], 3, false)));
    other.apply(Update::new(T0, roster(&["gone"], 1, true)));
    for update in board.retell(T0) {
        other.apply(update);
    }
    assert_eq!(other.agents(), board.agents());
}

#[test]
fn a_board_told_again_knows_the_same() {
    let mut board = Board::new();
    let mut tell = |at: i64, payload| board.apply(Update::new(T0.plus(at), payload));
    let report = |source, phase, skew_ms| SourceReport {
        title: Some("Sobot".to_owned()),
        connects: 3,
        resyncs: 1,
        bytes: 77,
        skew_ms,
        ..SourceReport::new(source, phase)
    };
    tell(0, Payload::Source(report(SourceId::Agents, Phase::Live, Some(-250))));
    tell(1, Payload::Source(report(SourceId::Chat, Phase::Stopped, None)));
    tell(2, roster(&["b", "a", "c"], 3, true));
    tell(3, roster(&["c", "a"], 3, false));
    tell(4, Payload::Chat(Box::new(ChatDay::new(T0, Some(2), Vec::new()))));
    tell(5, Payload::Ai(Box::new(AiDay { as_of: T0, ..AiDay::default() })));
    tell(5, Payload::Source(report(SourceId::Calls, Phase::Live, None)));
    tell(5, Payload::Calls(Box::new(news(1_200))));
    tell(5, Payload::Source(report(SourceId::Push, Phase::Live, None)));
    let event = |call: &str, what, at| {
        let (kind, made) = (Some(CallKind::Inbound), Some(T0.plus(at)));
        Callback::Event(Box::new(CallEvent { kind, made, relay: Some("400-1".into()), ..CallEvent::new(call, what) }))
    };
    let mut pushed: Vec<Callback> = (0..1_200).map(|at| event(&at.to_string(), Happening::Created, at)).collect();
    pushed.push(event("7", Happening::Deleted, 5));
    let dialogue = vec![DialogueLine { speaker: None, at: None, text: "hello".to_owned() }];
    pushed.push(Callback::Bot(Box::new(BotTalk { call: "9".into(), rounds: Some(3), dialogue, ..BotTalk::default() })));
    tell(5, Payload::Pushed(pushed));
    tell(6, Payload::Heard(SourceId::Agents));
    let calls = Lookup::Calls(CallsAsked::default());
    let part = Part {
        day: NaiveDate::from_ymd_opt(2026, 11, 21).unwrap(),
        rows: vec![CallRecord { id: "1".to_owned(), started: Some(T0), ..CallRecord::default() }],
        total: Some(9),
        complete: false,
        as_of: T0.plus(3),
    };
    tell(7, found(calls.clone(), Finding::Data(Box::new(Data::Calls(part)))));
    let failure = Failure { problem: "refused".into(), refused: true, again: None, absent: false };
    tell(8, found(calls.clone(), Finding::Failed(failure)));
    tell(9, found(calls.clone(), Finding::Asking));
    tell(10, found(Lookup::Health, Finding::Asking));

    let fresh = retold(&board, T0.plus(20));
    assert_eq!(fresh.agents(), board.agents());
    assert_eq!(fresh.confirmed(), 2);
    assert!(fresh.is_confirmed(1) && !fresh.is_confirmed(2));
    assert_eq!((fresh.total(), fresh.is_complete(), fresh.counts()), (Some(3), false, board.counts()));
    assert_eq!((fresh.chat(), fresh.ai()), (board.chat(), board.ai()));
    let (ours, theirs) = (fresh.ledger().unwrap(), board.ledger().unwrap());
    assert_eq!(ours.matching(), theirs.matching());
    assert_eq!((ours.held(), ours.figures(), ours.extent()), (1_200, theirs.figures(), theirs.extent()));
    assert_eq!((ours.as_of(), ours.unlisted()), (theirs.as_of(), theirs.unlisted()));
    for id in board.source_ids() {
        assert_eq!(fresh.source(id), board.source(id), "{id}");
    }
    let (ours, theirs) = (fresh.live(), board.live());
    assert_eq!((ours.len(), ours.by_events(), ours.retell()), (1_199, theirs.by_events(), theirs.retell()));
    assert_eq!(ours.waiting().collect::<Vec<_>>(), theirs.waiting().collect::<Vec<_>>());
    assert_eq!((ours.past(), ours.bot_of("9")), (theirs.past(), theirs.bot_of("9")));
    assert_eq!(fresh.waiting(T0.plus(20)), board.waiting(T0.plus(20)));
    let (ours, theirs) = (fresh.shelf().get(&calls).unwrap(), board.shelf().get(&calls).unwrap());
    assert_eq!(ours.calls(), theirs.calls());
    assert_eq!((ours.as_of, ours.asking, &ours.failure), (theirs.as_of, theirs.asking, &theirs.failure));
    assert_eq!(fresh.shelf().get(&Lookup::Health).unwrap().asking, Some(T0.plus(10)));
}

#[test]
fn what_a_source_rejected_is_told_again_of_callbacks_alone() {
    let mut board = Board::new();
    let mut tell = |payload| board.apply(Update::new(T0, payload));
    tell(Payload::Source(SourceReport::new(SourceId::Agents, Phase::Live)));
    tell(Payload::Source(SourceReport::new(SourceId::Push, Phase::Live)));
    tell(roster(&["a"], 1, true));
    let rejects = vec![Reject { reason: RejectReason::BadValue, detail: "d".into() }];
    tell(Payload::Changes(Changes { rejects, ..Changes::default() }));
    assert_eq!(board.source(SourceId::Agents).rejected_total(), 1);
    let told = board.retell(T0.plus(1)).into_iter().filter_map(|update| match update.payload {
        Payload::Source(report) => Some((report.source, report.rejected.is_some())),
        _ => None,
    });
    let told: Vec<_> = told.filter(|(source, _)| matches!(source, SourceId::Agents | SourceId::Push)).collect();
    assert_eq!(told, [(SourceId::Agents, false), (SourceId::Push, false)]);
}

#[test]
fn a_board_instead_of_another_is_another_to_its_readers() {
    let mut before = Board::new();
    for at in 0..5 {
        before.apply(Update::new(T0.plus(at), roster(&["a"], 1, true)));
    }
    let fresh = retold(&before, T0).instead_of(&before);
    assert!(fresh.generation() > before.generation() && fresh.revision() > before.revision());
}
