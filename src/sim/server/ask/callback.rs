//! An answer that comes by a callback: "PushInfo" with `ROBOT_ANSWER`, whose data is a list of parts.
//!
//! The page has an address for it in the question and no word of a signature, so there it goes unsigned. Where the question
//! names no address it goes the way of all callbacks, signed like them.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::http::{Http, Request, Result, Verb};
use crate::model::Stamp;
use crate::sim::faults::Fault;
use crate::sim::outbox::Callback;

use super::super::push::apart;
use super::super::shared::Shared;
use super::taken::{Asked, note, until};

/// Where an answer goes that has an address of its own.
pub(super) struct Address {
    http: Http,
    path: String,
}

/// The address of a question; none where it is blank.
pub(super) fn address(url: &str) -> Result<Option<Address>> {
    if url.is_empty() {
        return Ok(None);
    }
    let (base, path) = apart(url);
    Ok(Some(Address { http: Http::new(base, "call_back_url")?, path: path.to_owned() }))
}

/// Sends the answer when it is due.
pub(super) fn send_later(shared: &Arc<Shared>, asked: Asked, to: Option<Address>) {
    let shared = Arc::clone(shared);
    shared.runtime.clone().spawn(async move {
        let stop = shared.stop.clone();
        tokio::select! {
            () = stop.cancelled() => {}
            () = send(&shared, asked, to) => {}
        }
    });
}

async fn send(shared: &Shared, asked: Asked, to: Option<Address>) {
    let script = &asked.answer.script;
    until(shared, asked.answer.asked + script.accepted + script.length()).await;
    if asked.meets(Fault::BotUncalled) {
        return;
    }
    let body = pushed(shared, &asked);
    let times = if asked.meets(Fault::BotTwice) { 2 } else { 1 };
    for _ in 0..times {
        match &to {
            Some(to) => to.post(shared, &body).await,
            None => outbox(shared, &asked, &body),
        }
    }
}

/// What is pushed; it is noted as sent unless it is for another session.
fn pushed(shared: &Shared, asked: &Asked) -> Value {
    let said = asked.answer.script.whole();
    let mut speaker = asked.answer.speaker.clone();
    if asked.meets(Fault::BotStranger) {
        // As good an id as any, and of no session.
        speaker.cid.clone_from(&asked.answer.speaker.msgid);
    } else {
        note(shared, &asked.answer, &said);
    }
    json!({
        "msgid": speaker.msgid,
        "data": speaker.parts(&said),
        "bizid": speaker.bizid,
        "push_type": "ROBOT_ANSWER",
    })
}

/// Sends it the way of all callbacks, if there is one.
fn outbox(shared: &Shared, asked: &Asked, body: &Value) {
    let [now, wall] = shared.times();
    let callback = Callback { at: now, about: asked.answer.number, body: body.clone() };
    if let Some(push) = &mut shared.desk().push {
        push.send(vec![callback], now, wall);
    } else {
        tracing::info!("an answer has no address to go to");
    }
}

impl Address {
    async fn post(&self, shared: &Shared, body: &Value) {
        let headers = [("content-type", "application/json;charset=utf-8".to_owned())];
        let request = Request { verb: Verb::Post, path: &self.path, query: &[], headers: &headers, body: Some(body) };
        match self.http.ask(&request, || Stamp(shared.now())).await {
            Ok(answer) => tracing::info!(status = answer.status, "an answer was pushed"),
            Err(error) => tracing::info!(%error, "an answer could not be pushed"),
        }
    }
}
