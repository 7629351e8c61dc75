//! Asking a bot as a customer would ("Q&A" of the AI Agent API): a session is begun, a question asked in one of three
//! ways, the session ended.
//!
//! Nothing of it repeats itself: a question that was asked twice would be answered, and paid for, twice. Only a refused
//! token, with which nothing was asked, is exchanged once.

use std::sync::Arc;

use futures_util::StreamExt;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value, json};

use super::chat::Rows;
use super::envelope::Envelope;
use super::problem::Probed;
use super::{OpenClient, Reply};
use crate::http::apart::apart;
use crate::http::{Opened, Opening, Request, Verb};
use crate::model::probe::ProbeMode;
use crate::platforms::bots::{AnswerPart, Asking, BotAnswer, BotApi, BotSession, Parts, Question};
use crate::platforms::lenient::Loose;
use crate::platforms::sse::{self, Piece};
use crate::platforms::wipe::Headers;
use crate::platforms::{Error, ErrorKind, Result, Urgency};

mod callback;
mod part;

pub use callback::read_callback;

/// Path that begins a session.
pub const BEGIN_PATH: &str = "/ai-agent-open/ask/ask_init";
/// Path that answers word by word.
pub const STREAM_PATH: &str = "/ai-agent-open/ask/answer";
/// Path that answers as a whole.
pub const WHOLE_PATH: &str = "/ai-agent-open/ask/answer_no_stream";
/// Path that answers by a callback.
pub const CALLBACK_PATH: &str = "/ai-agent-open/ask/answer_with_call_back";
/// Path that ends a session.
pub const END_PATH: &str = "/ai-agent-open/ask/end_session";

/// No event of an answer is larger: 256 KiB.
const MAX_EVENT_BYTES: usize = 256 * 1024;
/// No answer has more parts.
const MAX_PARTS: usize = 20_000;
/// No id of a session is longer.
const MAX_ID: usize = 128;

/// What is answered to a question.
enum Answered {
    Stream(Opened),
    Whole(Reply),
}

impl OpenClient {
    /// Asks with a token; a refused one is exchanged once.
    async fn question(&self, path: &str, body: &Value, asked: &Question<'_>) -> Result<Answered> {
        let token = self.tokens.get(asked.urgency).await?;
        match self.put(path, body, asked, &token).await {
            Err(error) if error.kind == ErrorKind::TokenRefused => {
                let fresh = self.tokens.renew(&token, asked.urgency).await?;
                self.put(path, body, asked, &fresh).await.inspect(|_| self.tokens.worked(&fresh))
            }
            outcome => outcome.inspect(|_| self.tokens.worked(&token)),
        }
    }

    /// One attempt.
    async fn put(&self, path: &str, body: &Value, asked: &Question<'_>, token: &SecretString) -> Result<Answered> {
        self.gate.pass(asked.urgency).await;
        let headers = Headers([
            ("token", token.expose_secret().to_owned()),
            ("language", self.language.clone()),
            ("timezoneid", self.timezone.clone()),
        ]);
        let request = Request { verb: Verb::Post, path, query: &[], headers: &headers, body: Some(body) };
        let place = self.http.place(&request);
        let now = || (self.clock)();
        (asked.sent)();
        let answer = if asked.mode == ProbeMode::Stream {
            match self.http.open(&request, now).await? {
                Opening::Stream(opened) => return Ok(Answered::Stream(opened)),
                Opening::Plain(answer) => answer,
            }
        } else {
            self.http.ask(&request, now).await?
        };
        let (size, place) = (answer.body.len(), answer.place(&place).to_owned());
        let outcome = apart(size, move || Envelope::read(&answer, &place)).await;
        let (fields, left_out) = self.paused_by(outcome)?.into_parts();
        Ok(Answered::Whole(Reply { fields, left_out, chats: Rows::default(), bytes: size as u64 }))
    }

    /// Where an answer comes from, for sentences.
    fn place_of(&self, verb: Verb, path: &str) -> String {
        format!("{} {path} at {}", verb.name(), self.http.host())
    }
}

/// The parts of an answer that streams.
fn parts(opened: Opened, place: String) -> Parts {
    let pieces = sse::decode(opened.bytes, MAX_EVENT_BYTES, super::section::SECTION.path);
    let place: Arc<str> = place.into();
    let (echoes, whose) = (opened.echoes, Arc::clone(&place));
    let parts = pieces.map(move |piece| match piece {
        Ok(Piece::Data(text)) => part::of_event(&echoes.cut(text), &whose).transpose(),
        Ok(Piece::Bytes(_) | Piece::Within(_) | Piece::Retry(_)) => None,
        Err(error) if error.kind == ErrorKind::TooLarge => Some(Err(too_long(&whose))),
        Err(error) => Some(Err(error)),
    });
    let parts = parts.filter_map(std::future::ready).enumerate();
    Box::pin(parts.map(move |(nth, part)| if nth < MAX_PARTS { part } else { Err(too_long(&place)) }))
}

fn too_long(place: &str) -> Error {
    Error::new(ErrorKind::Answer, Probed::TooLong(place.to_owned()))
}

/// The body of a question ("OpenRobotAnswerReqVo"). No agent is ever asked for: `transfer` is off.
fn body(session: &BotSession, question: &Question<'_>) -> Value {
    let callback = question.callback.filter(|_| question.mode == ProbeMode::Callback);
    let mut body = json!({
        "question": question.text,
        "show_question": question.text,
        "input_type_enum": "INPUT",
        "msg_type": "TEXT",
        "source_enum": "PC",
        "robotid": session.robot,
        "biz_id": session.business,
        "biz_type": session.business_kind,
        "biz_type_id": session.business_kind_id,
        "ai_agent_cid": session.id,
        "uid": session.mark,
        "user_name": "callboard",
        "transfer": false,
        "timing": false,
    });
    if let (Value::Object(body), Some(url)) = (&mut body, callback) {
        body.insert("call_back_url".to_owned(), json!(url));
    }
    body
}

/// The session that was begun.
fn begun(mut fields: Map<String, Value>, asking: &Asking<'_>, place: &str) -> Result<BotSession> {
    let data = match fields.remove("data") {
        Some(Value::Object(data)) => data,
        _ => fields,
    };
    let text = |keys: &[&str]| Loose::spelt(&data, keys).text().ok().flatten();
    let id = text(&["ai_agent_cid", "aiAgentCid", "cid"]).filter(|id| id.len() <= MAX_ID);
    let Some(id) = id else { return Err(Error::new(ErrorKind::Answer, Probed::NoSession(place.to_owned()))) };
    Ok(BotSession {
        id,
        business: text(&["bizid", "bizId", "biz_id"]).unwrap_or_else(|| asking.business.to_owned()),
        business_kind: text(&["biz_type", "bizType"]).unwrap_or_else(|| "AI_AGENT".to_owned()),
        business_kind_id: text(&["biz_typeid", "bizTypeId", "biz_type_id"]).unwrap_or_default(),
        robot: asking.robot.to_owned(),
        mark: asking.mark.to_owned(),
    })
}

/// The parts of an answer that came as a whole.
fn whole(mut fields: Map<String, Value>, place: &str) -> Result<Vec<AnswerPart>> {
    let data = super::listed::rows(fields.remove("data"));
    let rows = data.ok_or_else(|| Error::new(ErrorKind::Answer, super::problem::Asked::NoList(place.to_owned())))?;
    Ok(rows.into_iter().take(MAX_PARTS).map(|row| part::of(&row)).collect())
}

impl BotApi for OpenClient {
    const SECTION: &'static str = super::section::SECTION.path;

    async fn begin(&self, asking: &Asking<'_>, urgency: Urgency) -> Result<BotSession> {
        let query = [("robotid", asking.robot.to_owned()), ("bizid", asking.business.to_owned())];
        let reply = self.call_with(Verb::Get, BEGIN_PATH, &query, None, urgency).await?;
        begun(reply.fields, asking, &self.place_of(Verb::Get, BEGIN_PATH))
    }

    async fn ask(&self, session: &BotSession, question: &Question<'_>) -> Result<BotAnswer> {
        let path = match question.mode {
            ProbeMode::Stream => STREAM_PATH,
            ProbeMode::Whole => WHOLE_PATH,
            ProbeMode::Callback => CALLBACK_PATH,
        };
        let body = body(session, question);
        let place = self.place_of(Verb::Post, path);
        Ok(match self.question(path, &body, question).await? {
            Answered::Stream(opened) => BotAnswer::Stream(parts(opened, place)),
            Answered::Whole(_) if question.mode == ProbeMode::Callback => BotAnswer::Later,
            Answered::Whole(reply) => BotAnswer::Whole(reply.read(move |fields, _| whole(fields, &place)).await?),
        })
    }

    async fn end(&self, session: &str, urgency: Urgency) -> Result<()> {
        let query = [("ai_agent_cid", session.to_owned())];
        self.call_with(Verb::Get, END_PATH, &query, None, urgency).await.map(drop)
    }
}

#[cfg(test)]
mod tests;
