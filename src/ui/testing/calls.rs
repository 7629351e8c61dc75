//! Calls of a fixed afternoon, and a call with everything in it.

use serde_json::json;

use super::reports::MIDNIGHT;
use super::{NOW, agent, apply, centre, pick, report};
use crate::model::{
    AgentId, Board, CallDetail, CallFact, CallKind, CallLeg, CallNews, CallRecord, CallResult, CallSource, CallsAsked,
    CustomerNumber, Data, DialKind, Extent, Failure, Finding, Found, HangUp, Later, LedgerCall, LedgerDay, LegKind,
    LegResult, LegRole, Lookup, Matching, Part, Payload, Person, Phase, PhoneKind, ServiceTarget, SourceId, Stamp,
    State, StateSpan, Told,
};

/// The call that has legs, holds and a recording.
pub const CALL: &str = "6bf3cbb167a14c7521993665adba687b";

/// What became of a question.
pub fn found(board: &mut Board, at: Stamp, lookup: Lookup, finding: Finding) {
    apply(board, at, Payload::Found(Box::new(Found { lookup, finding })));
}

/// An answer.
pub fn data(board: &mut Board, at: Stamp, lookup: Lookup, data: Data) {
    found(board, at, lookup, Finding::Data(Box::new(data)));
}

/// All of today's calls.
pub fn all() -> Lookup {
    Lookup::Calls(CallsAsked::default())
}

fn person(index: usize) -> Person {
    let agent = agent(index);
    Person { id: Some(agent.id), number: agent.number.map(Into::into), name: agent.name.map(Into::into) }
}

/// The id of one of the centre's agents.
pub fn agent_id(index: usize) -> AgentId {
    agent(index).id
}

/// One of the calls, newest first.
pub fn call(index: usize) -> CallRecord {
    let started = NOW.plus(-(index as i64) * 37_000 - 780_000);
    let inbound = pick(index, 21, 4) > 0;
    let result = match (pick(index, 22, 12), inbound) {
        (0..8, _) => CallResult::Answered,
        (8, true) => CallResult::HungUpFast,
        (9, true) => CallResult::AgentNotFound,
        (_, true) => CallResult::AgentMissed,
        (_, false) => CallResult::CustomerMissed,
    };
    let waited = 4_000 + pick(index, 23, 70) as i64 * 1_000;
    let talked = result.is_answered().then(|| 20_000 + pick(index, 24, 600) as i64 * 1_000);
    let bridged = talked.map(|_| started.plus(waited));
    let ended = started.plus(waited + talked.unwrap_or(0));
    let no_agent = matches!(result, CallResult::AgentNotFound | CallResult::HungUpFast);
    CallRecord {
        id: if index == 0 { CALL.to_owned() } else { format!("call-{index:05}") },
        kind: Some(if inbound { CallKind::Inbound } else { CallKind::Outbound }),
        customer: crate::model::Customer {
            number: CustomerNumber::new(&format!("139{:08}", 43_210_000 + index * 1_237)),
            masked: None,
        },
        area: Some(["Yunnan Kunming", "北京", "Guangdong Shenzhen"][pick(index, 25, 3)].to_owned()),
        relay: Some(["95588", "4006001234"][pick(index, 26, 2)].to_owned()),
        started: Some(started),
        rang: Some(started.plus(2_000)),
        answered: bridged,
        bridged,
        ended: Some(ended),
        talk_ms: talked.or(Some(0)),
        total_ms: Some(ended.since(started)),
        result: Some(result),
        ended_by: Some(if pick(index, 27, 3) == 0 { HangUp::Agent } else { HangUp::Customer }),
        agent: if no_agent { Person::default() } else { person(pick(index, 28, 48)) },
        transfers: Some(0),
        inquiries: Some(0),
        recording: talked.map(|_| format!("https://sg.sobot.io/recordings/{index:05}")),
        ..CallRecord::default()
    }
}

/// `count` of `total` calls.
pub fn part(count: usize, total: usize) -> Data {
    let mut rows: Vec<CallRecord> = (0..count).map(call).collect();
    if let Some(first) = rows.first_mut() {
        *first = long_call();
    }
    Data::Calls(Part {
        day: NOW.in_zone(&chrono_tz::Asia::Shanghai).unwrap().date_naive(),
        rows,
        total: Some(total as u64),
        complete: count == total,
        as_of: NOW.plus(-12_000),
    })
}

/// Six minutes ago a customer called, was on hold, was asked about and passed on.
pub fn long_call() -> CallRecord {
    let started = NOW.plus(-700_000);
    let at = |seconds: i64| Some(started.plus(seconds * 1_000));
    CallRecord {
        kind: Some(CallKind::Inbound),
        started: Some(started),
        rang: at(22),
        answered: at(2),
        bridged: at(41),
        ended: at(420),
        talk_ms: Some(379_000),
        total_ms: Some(420_000),
        result: Some(CallResult::Answered),
        ended_by: Some(HangUp::Customer),
        area: Some("Yunnan Kunming".to_owned()),
        relay: Some("95588".to_owned()),
        agent: person(4),
        first_agent: person(1),
        first_rung: person(0),
        transfers: Some(1),
        inquiries: Some(1),
        recording: Some("https://sg.sobot.io/recordings/00000".to_owned()),
        attached: json!({
            "customerName": "ZhangSan",
            "customerDept": "universe bank",
            "customerMobile": "13987654321",
            "order \u{1b}[31m\u{202e}no": "A-7\u{7}\u{202e}31",
            "basket": {"items": 3},
        })
        .as_object()
        .unwrap()
        .clone()
        .into(),
        facts: vec![
            (CallFact::Dial, Told::Dial(DialKind::Inbound)),
            (CallFact::Route, Told::Text("Cards by day".to_owned())),
            (CallFact::Billed, Told::Ms(379_000)),
            (CallFact::BilledMinutes, Told::Minutes(7)),
            (CallFact::Source, Told::Source(CallSource::Lost)),
            (CallFact::Phone, Told::Number(CustomerNumber::new("13512345678").unwrap())),
            (CallFact::Platform, Told::Text("7d6c1b38".to_owned())),
        ],
        extra: json!({"holdSeconds": 60, "sparePstn": "13512345678"}).as_object().unwrap().clone().into(),
        ..call(0)
    }
}

/// Its legs.
pub fn with_legs() -> CallDetail {
    let call = long_call();
    let started = call.started.unwrap();
    let at = |seconds: i64| Some(started.plus(seconds * 1_000));
    let leg = |id: &str, kind, index| CallLeg {
        id: id.to_owned(),
        kind: Some(kind),
        role: Some(LegRole::Agent),
        agent: person(index),
        phone: Some(PhoneKind::Web),
        extension: Some((801 + index).to_string()),
        relay: Some("95588".to_owned()),
        ..CallLeg::default()
    };
    let missed = CallLeg {
        started: at(20),
        rang: at(20),
        ended: at(32),
        result: Some(LegResult::Missed),
        ended_by: Some(HangUp::Neither),
        ..leg("leg-0", LegKind::Call, 0)
    };
    let first = CallLeg {
        started: at(33),
        rang: at(33),
        answered: at(40),
        bridged: at(41),
        ended: at(260),
        wrapped: at(290),
        talk_ms: Some(219_000),
        result: Some(LegResult::Answered),
        ended_by: Some(HangUp::Agent),
        ..leg("leg-1", LegKind::Call, 1)
    };
    let asked = CallLeg {
        from: person(1),
        started: at(150),
        rang: at(151),
        answered: at(158),
        bridged: at(158),
        ended: at(200),
        talk_ms: Some(42_000),
        result: Some(LegResult::Answered),
        ended_by: Some(HangUp::Agent),
        ..leg("leg-2", LegKind::Inquiry, 7)
    };
    let passed = CallLeg {
        from: person(1),
        started: at(250),
        rang: at(251),
        answered: at(260),
        bridged: at(260),
        ended: at(420),
        wrapped: at(465),
        talk_ms: Some(160_000),
        result: Some(LegResult::Answered),
        ended_by: Some(HangUp::Customer),
        last: Some(true),
        facts: vec![(CallFact::Tone, Told::Text("200".to_owned()))],
        extra: json!({"holdSeconds": 7}).as_object().unwrap().clone().into(),
        ..leg("leg-3", LegKind::Transfer, 4)
    };
    CallDetail { call: Some(call), legs: vec![missed, first, asked, passed] }
}

/// The agent's states around that call: the customer was on hold while another was asked.
pub fn history(index: usize) -> (AgentId, Vec<StateSpan>) {
    let started = long_call().started.unwrap();
    let span = |state, from: i64, to: i64| StateSpan {
        state,
        reason: None,
        from: started.plus(from * 1_000),
        to: Some(started.plus(to * 1_000)),
    };
    let spans = vec![
        span(State::Ready, -600, 33),
        span(State::Talking, 41, 145),
        span(State::Holding, 145, 205),
        span(State::Talking, 205, 260),
        span(State::WrapUp, 260, 290),
    ];
    (agent(index).id, spans)
}

/// Everything there is to know about that call.
pub fn know_the_call(board: &mut Board) {
    data(board, NOW.plus(-3_000), Lookup::Call(CALL.to_owned()), Data::Call(with_legs()));
    let (id, spans) = history(1);
    data(board, NOW.plus(-3_000), Lookup::History(id), Data::History(spans));
}

/// The vendor may not be asked this.
pub fn refused() -> Finding {
    Finding::Failed(Failure {
        problem: "the vendor refuses this (403): the tenant has no right to the talk list; ask for \
                  /callservice/tm/tm-reports"
            .into(),
        refused: true,
        again: None,
        absent: false,
    })
}

/// The network is away.
pub fn unreachable() -> Finding {
    Finding::Failed(Failure {
        problem: "connection refused by sg.sobot.io:443".into(),
        refused: false,
        again: Some(NOW.plus(9_000)),
        absent: false,
    })
}

/// What followed a call of today, should it have been lost: a contact, nothing with one of seven callers, or its number is
/// withheld.
const fn later(index: usize) -> Later {
    match index % 10 {
        0..=3 => Later::Nothing((index % 7) as u32),
        4 => Later::Unknown,
        _ => Later::Contact,
    }
}

/// What the ledger is told of today's calls.
pub fn todays(calls: usize, extent: Extent, as_of: Stamp) -> Payload {
    let date = NOW.in_zone(&chrono_tz::Asia::Shanghai).unwrap().date_naive();
    let day = LedgerDay { date, from: MIDNIGHT, to: MIDNIGHT.plus(86_400_000) };
    let told = |index| LedgerCall { later: Some(later(index)), ..LedgerCall::of(&call(index)) };
    let calls = (0..calls).map(told).collect();
    let target = ServiceTarget { within_ms: 45_000, short_ms: 15_000, ..ServiceTarget::default() };
    let matching = Matching::On;
    Payload::Calls(Box::new(CallNews { day, target, calls, extent, unlisted: Vec::new(), matching, as_of }))
}

/// A centre whose call records are all there.
pub fn calls_centre() -> Board {
    let mut board = centre(48);
    report(&mut board, NOW.plus(-60_000), SourceId::Calls, Phase::Live, None);
    apply(&mut board, NOW, todays(312, Extent { whole: true, since: None, total: Some(312) }, NOW.plus(-12_000)));
    board.take_touched();
    board
}
