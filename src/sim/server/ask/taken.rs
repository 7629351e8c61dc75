//! A question as it is taken: who may ask, what it must have, what is answered to it and when.

use std::time::Duration;

use axum::http::HeaderMap;
use bytes::Bytes;
use serde_json::{Map, Value};

use crate::sim::ai::{Answer, Question, Said, Way};
use crate::sim::faults::{Fault, Strike};

use super::super::open::{admit, bad_input, object, text};
use super::super::shared::Shared;

/// How long it is waited before a clock that is not this machine's is looked at again.
const LOOK: Duration = Duration::from_millis(50);

/// What a question must have ("OpenRobotAnswerReqVo").
const REQUIRED: [&str; 9] = [
    "question",
    "show_question",
    "input_type_enum",
    "biz_id",
    "biz_type",
    "biz_type_id",
    "robotid",
    "msg_type",
    "source_enum",
];

/// The values of `input_type_enum`.
const INPUT_TYPES: [&str; 5] = ["INPUT", "CLICK", "PROCESS_CLICK", "WELCOME", "PROCESS_CARD_CLICK"];

/// An answer that is to be given, with what goes wrong on the way.
pub(super) struct Asked {
    pub(super) answer: Answer,
    pub(super) strike: Option<Strike>,
    pub(super) body: Map<String, Value>,
}

impl Asked {
    pub(super) fn meets(&self, fault: Fault) -> bool {
        self.strike.as_ref().is_some_and(|strike| strike.fault == fault)
    }
}

/// Waits until the simulator's clock shows this time (Unix ms), or the simulator stops.
pub(super) async fn until(shared: &Shared, at: i64) {
    loop {
        let left = Duration::from_millis(at.saturating_sub(shared.now()).max(0).unsigned_abs());
        if left.is_zero() {
            return;
        }
        tokio::select! {
            () = shared.stop.cancelled() => return,
            () = tokio::time::sleep(left.min(LOOK)) => {}
        }
    }
}

pub(super) fn wrong(key: &str, sent: &str) -> Value {
    bad_input(&format!("[{key}] is wrong. Current input is [{sent}]"))
}

/// Whether a fault is one of an answer that is given in this way.
fn strikes(fault: Fault, way: Way) -> bool {
    match fault {
        Fault::BotCut => way != Way::Callback,
        Fault::BotReordered | Fault::BotEndless => way == Way::Stream,
        Fault::BotUncalled | Fault::BotTwice | Fault::BotStranger => way == Way::Callback,
        Fault::BotSlow
        | Fault::BotEmpty
        | Fault::BotError
        | Fault::BotRefused
        | Fault::BotExhausted
        | Fault::BotExpired => true,
        _ => false,
    }
}

/// Takes a question.
pub(super) fn ask(shared: &Shared, headers: &HeaderMap, body: &Bytes, way: Way) -> Result<Asked, Value> {
    admit(shared, headers)?;
    let body = object(body)?;
    for key in REQUIRED {
        if text(&body, key).is_empty() {
            return Err(bad_input(&format!("[{key}] is required")));
        }
    }
    let get = |key: &str| text(&body, key);
    let (input, message, robot) = (get("input_type_enum"), get("msg_type"), get("robotid"));
    if !INPUT_TYPES.contains(&input.as_str()) {
        return Err(wrong("input_type_enum", &input));
    }
    if !["TEXT", "IMG"].contains(&message.as_str()) {
        return Err(wrong("msg_type", &message));
    }
    let now = shared.now();
    let question = Question {
        robot: &robot,
        text: &get("question"),
        cid: &get("ai_agent_cid"),
        bizid: &get("biz_id"),
        uid: &get("uid"),
        business: &get("biz_type"),
        source: &get("source_enum"),
    };
    let asked = shared.desk().asks.ask(&question, way, now);
    let mut answer = asked.ok_or_else(|| wrong("robotid", &robot))?;
    let strike = shared.armed(|strike| strikes(strike.fault, way));
    if let Some(strike) = &strike {
        let spell = shared.spell(strike).as_millis() as i64;
        answer.script.strike(strike, spell);
        (answer.speaker.kind, answer.speaker.status) = (answer.script.kind, answer.script.status);
    }
    Ok(Asked { answer, strike, body })
}

/// Waits until the question is accepted.
pub(super) async fn accept(shared: &Shared, asked: &Asked) {
    let answer = &asked.answer;
    until(shared, answer.asked + answer.script.accepted).await;
    shared.desk().asks.accepted(answer.number, shared.now());
}

/// Notes that all of this is sent now.
pub(super) fn note(shared: &Shared, answer: &Answer, said: &[Said]) {
    let now = shared.now();
    let mut desk = shared.desk();
    for said in said {
        desk.asks.sent(answer.number, said, now);
    }
    desk.asks.over(answer.number, now);
}
