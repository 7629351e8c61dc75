//! Calls in progress on a fixed afternoon, as callbacks tell of them.

use super::{NOW, agent, apply, centre, change, report};
use crate::model::{
    AgentChange, AgentId, Board, BotTalk, CallEvent, CallKind, Callback, Customer, CustomerNumber, DialogueLine,
    Happening, LoginState, PartyRole, Payload, Person, Phase, SourceId, Speaker, WorkState,
};

/// It came to an agent after a robot.
pub const TALKING: &str = "live-talking";
/// Only its beginning was told.
pub const WAITING: &str = "live-waiting";
/// It rings at an agent.
pub const RINGING: &str = "live-ringing";
/// It was under way when it was first heard of.
pub const PART: &str = "live-part";
/// An agent dials.
pub const DIALLED: &str = "live-dialled";

/// Numbers that are nowhere to be read in full.
pub const PLANTED: [&str; 5] = ["13912340001", "13912340002", "13912340003", "13912340004", "13800001234"];

/// The agent who has the call that a robot had before.
const HAS: usize = 3;

/// That agent.
pub fn who() -> AgentId {
    agent(HAS).id
}

fn push(board: &mut Board, after: i64, callback: Callback) {
    apply(board, NOW.plus(after), Payload::Pushed(vec![callback]));
}

/// An event of a call, so many ms after now.
pub fn event(board: &mut Board, after: i64, event: CallEvent) {
    let kind = event.kind.or(Some(CallKind::Inbound));
    let event = CallEvent { made: Some(NOW.plus(after)), kind, ..event };
    push(board, after, Callback::Event(Box::new(event)));
}

/// One of a party.
pub fn of_party(call: &str, what: Happening, party: &str, role: PartyRole) -> CallEvent {
    CallEvent { party: Some(party.into()), role: Some(role), ..CallEvent::new(call, what) }
}

/// One of an agent's party.
pub fn of_agent(call: &str, what: Happening, index: usize) -> CallEvent {
    let who = agent(index);
    let person = Person { id: Some(who.id), number: who.number.map(Into::into), name: who.name.map(Into::into) };
    CallEvent { agent: person, ..of_party(call, what, &format!("{call}-{index}"), PartyRole::Agent) }
}

fn created(call: &str, planted: usize, relay: &str) -> CallEvent {
    let number = CustomerNumber::new(PLANTED[planted]);
    CallEvent {
        customer: Customer { number, masked: None },
        relay: Some(relay.into()),
        ..CallEvent::new(call, Happening::Created)
    }
}

/// What was said before the agent had the call.
pub fn robot() -> BotTalk {
    let line = |speaker, after: i64, text: &str| DialogueLine {
        speaker: Some(speaker),
        at: Some(NOW.plus(after)),
        text: text.to_owned(),
    };
    BotTalk {
        call: TALKING.into(),
        talk_ms: Some(45_000),
        wait_ms: Some(10_000),
        rounds: Some(2),
        intent_class: Some("cards".to_owned()),
        intent: Some("a lost card".to_owned()),
        to_agent: Some(true),
        dialogue: vec![
            line(Speaker::Bot, -195_000, "您好，请问有什么可以帮您？"),
            line(Speaker::Customer, -188_000, "I lost my card, call me back at 13800001234 when it is blocked, please"),
            line(Speaker::Bot, -180_000, "I am connecting you with an agent"),
        ],
    }
}

/// Nothing of any call yet, but callbacks are listened for.
pub fn listening() -> Board {
    let mut board = centre(48);
    report(&mut board, NOW.plus(-600_000), SourceId::Push, Phase::Live, None);
    board
}

/// Five calls in progress.
pub fn in_progress() -> Board {
    let mut board = listening();
    let work = |work, since: i64, kind| {
        vec![
            AgentChange::Login(Some(LoginState::Online)),
            AgentChange::Work(Some(work)),
            AgentChange::WorkSince(Some(NOW.plus(since))),
            AgentChange::Call(Some(kind)),
        ]
    };
    for (index, state, since, kind) in [
        (HAS, WorkState::Talking, -132_000, CallKind::Inbound),
        (6, WorkState::Ringing, -12_000, CallKind::Inbound),
        (7, WorkState::Talking, -60_000, CallKind::Inbound),
        (8, WorkState::Dialling, -8_000, CallKind::Outbound),
    ] {
        change(&mut board, NOW, index, work(state, since, kind));
    }
    let outbound = |event| CallEvent { kind: Some(CallKind::Outbound), ..event };
    for (after, told) in [
        (-200_000, created(TALKING, 0, "95588")),
        (-195_000, of_party(TALKING, Happening::Established, "robot", PartyRole::Bot)),
        (-150_000, of_party(TALKING, Happening::Released, "robot", PartyRole::Bot)),
        (-140_000, of_agent(TALKING, Happening::Ringing, HAS)),
        (-132_000, of_agent(TALKING, Happening::Established, HAS)),
        (-95_000, created(WAITING, 1, "4006001234")),
        (-60_000, of_agent(PART, Happening::Established, 7)),
        (-30_000, created(RINGING, 2, "95588")),
        (-12_000, of_agent(RINGING, Happening::Ringing, 6)),
        (-9_000, outbound(created(DIALLED, 3, "4006001234"))),
        (-8_000, outbound(of_agent(DIALLED, Happening::Dialling, 8))),
    ] {
        event(&mut board, after, told);
    }
    push(&mut board, -1_000, Callback::Bot(Box::new(robot())));
    board.take_touched();
    board
}

/// How the call that an agent has ends, so many ms after now.
pub fn end(board: &mut Board, after: i64) {
    event(board, after, of_agent(TALKING, Happening::Released, HAS));
    event(board, after, of_party(TALKING, Happening::Released, "customer", PartyRole::Customer));
}
