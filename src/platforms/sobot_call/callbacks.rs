//! Callbacks: what the vendor pushes of agents and calls (Data Service API, "Push Management"; the fields of events from the
//! vendor's page "Call Event").
//!
//! Pages tell how each of them looks and none tells what a body is, so it is read as leniently as an answer: one object, a
//! list of them, or either under `data`. What cannot be read costs itself and nothing else of the body. The codes and the
//! decoders of records and legs are those of the polls.

use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};

use super::problem::{Decoded, Kind, Refused, Unread};
use super::{CallClient, calls};
use crate::http::apart::apart;
use crate::http::words::quoted;
use crate::model::{BotTalk, CallFact, CallLeg, CallRecord, Callback, Reject, RejectReason, Stamp, Told};
use crate::platforms::callbacks::{CallbacksApi, Pushed, Refusal, Signed};
use crate::platforms::caller_hash::CallerHash;
use crate::platforms::lenient::{self, Loose};
use crate::platforms::sign::md5_hex;

mod dialogue;
mod event;
mod fields;
mod state;

use fields::{CALL, NAME_MAX, PARTY, customer, direct, spell};

/// The section of the settings.
pub(super) const SECTION: &str = "sobot_call.push";

/// The vendor's headers, in the order in which their values are signed.
const TIME: &str = "X-Log-TimeStamp";
const CODE: &str = "X-Log-RandomCode";
const SIGN: &str = "X-Log-Sign";

/// Digits of a moment in ms, from the year 2001 to 2286.
const TIME_DIGITS: usize = 13;

const MESSAGE: [&str; 4] = ["messageID", "MessageID", "messageId", "MessageId"];

/// What tells a record from a message that only names a call.
const OF_RECORDS: [&str; 3] = ["startTime", "endTime", "callResult"];

/// What the record of a call has besides where a bot had it.
const OF_BOTS: [&str; 2] = ["virtualAgentCallDuration", "dialogue"];

/// Knows the vendor's callbacks.
pub struct Callbacks {
    company: String,
    key: SecretString,
    /// What stands for customers' numbers where calls are matched: the client's own.
    hash: Option<Arc<CallerHash>>,
}

impl Callbacks {
    /// Those of this company, signed with this key.
    pub fn new(company: &str, key: &SecretString) -> Self {
        let key = SecretString::from(key.expose_secret().trim());
        Self { company: company.trim().to_owned(), key, hash: None }
    }

    /// The same, with records by whose customers' numbers calls are matched as by the client's.
    #[must_use]
    pub fn beside(self, client: &CallClient) -> Self {
        Self { hash: client.caller_hash.clone(), ..self }
    }

    fn signature(&self, time: &str, code: &str) -> String {
        md5_hex(&[&self.company, time, code, self.key.expose_secret()])
    }
}

impl CallbacksApi for Callbacks {
    const SECTION: &'static str = SECTION;

    fn signed(&self, header: &dyn Fn(&'static str) -> Option<String>) -> Result<Signed, Refusal> {
        let no = |why: Refused| Refusal::new(401, RejectReason::BadSignature, why);
        let one = |name| header(name).ok_or_else(|| no(Refused::NoHeader(name)));
        let (time, code, sign) = (one(TIME)?, one(CODE)?, one(SIGN)?);
        let expected = self.signature(&time, &code);
        if !is_same(expected.as_bytes(), sign.to_ascii_lowercase().as_bytes()) {
            return Err(no(Refused::BadSign));
        }
        // Nothing stands between what is signed: shorter, a moment could lend its end to the code and still be one.
        let at = Some(time).filter(|time| time.len() == TIME_DIGITS).and_then(|time| time.parse().ok());
        let at = at.ok_or_else(|| Refusal::new(401, RejectReason::WrongTime, Refused::NoTime(TIME)))?;
        let signature = u128::from_str_radix(&expected, 16).unwrap_or_default();
        Ok(Signed { at: Stamp(at), signature })
    }

    async fn read(&self, body: Vec<u8>) -> Result<Pushed, Refusal> {
        let hash = self.hash.clone();
        apart(body.len(), move || read(body, hash.as_deref())).await
    }

    fn sign(&self, at: Stamp, code: &str) -> Vec<(&'static str, String)> {
        let time = at.ms().to_string();
        let sign = self.signature(&time, code);
        vec![(TIME, time), (CODE, code.to_owned()), (SIGN, sign)]
    }

    fn nothing(&self) -> &'static str {
        r#"{"data":[],"test":"callboard doctor"}"#
    }
}

/// Whether two texts are the same, in a time that does not tell how much of them is.
fn is_same(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len() && one.iter().zip(other).fold(0, |differs, (one, other)| differs | (one ^ other)) == 0
}

/// Reads the body of a callback.
///
/// # Errors
/// That it is no JSON, or encrypted.
pub fn read_callback(body: Vec<u8>) -> Result<Pushed, Refusal> {
    read(body, None)
}

fn read(body: Vec<u8>, hash: Option<&CallerHash>) -> Result<Pushed, Refusal> {
    let text = lenient::text(body);
    let value: Value = lenient::owned(&text)
        .map_err(|error| Refusal::new(400, RejectReason::Undecodable, Refused::NoJson(error.to_string())))?;
    let mut pushed = Pushed::default();
    for item in items(value)? {
        if let Err(reject) = one(item, hash, &mut pushed) {
            pushed.rejects.push(reject);
        }
    }
    Ok(pushed)
}

/// What a body holds: each of a list, wherever it stands.
fn items(value: Value) -> Result<Vec<Value>, Refusal> {
    let listed = match value {
        Value::Object(mut fields) if !is_one(&fields) => match fields.remove("data") {
            Some(Value::String(text)) => lenient::owned(&text).unwrap_or(Value::String(text)),
            Some(data) => data,
            None => Value::Object(fields),
        },
        other => other,
    };
    let items = match listed {
        Value::Array(items) => items,
        one => vec![one],
    };
    let is_sealed = |item: &Value| {
        item.as_object().is_some_and(|fields| !is_one(fields) && fields.get("content").is_some_and(Value::is_string))
    };
    if items.iter().any(is_sealed) {
        return Err(Refusal::new(415, RejectReason::Encrypted, Refused::Encrypted));
    }
    Ok(items)
}

/// Whether an object says by itself what it is.
fn is_one(fields: &Map<String, Value>) -> bool {
    MESSAGE.iter().chain(&CALL).chain(&PARTY).any(|key| fields.contains_key(*key))
}

/// Reads one of them.
fn one(item: Value, hash: Option<&CallerHash>, pushed: &mut Pushed) -> Result<(), Reject> {
    if lenient::is_nothing(&item) {
        return Ok(());
    }
    let fields = match item {
        Value::Object(fields) => fields,
        other => return Err(Reject::new(RejectReason::Undecodable, Unread::NoObject(kind_of(&other)))),
    };
    let text = |keys: &[&str]| Loose::spelt(&fields, keys).text().ok().flatten();
    let (message, call, party) = (text(&MESSAGE), text(&CALL), text(&PARTY));
    let is_record = OF_RECORDS.iter().chain(&OF_BOTS).any(|key| fields.contains_key(*key));
    let is_leg = party.is_some() && (is_record || message.is_none());
    match (message.as_deref(), call) {
        (Some(name), _) if name.eq_ignore_ascii_case(state::MESSAGE) => {
            pushed.callbacks.push(Callback::State(Box::new(state::read(fields)?)));
        }
        (Some(name), call) if event::is_one(name) => {
            let (event, unknown) = event::read(name, call, fields)?;
            pushed.callbacks.push(Callback::Event(Box::new(event)));
            pushed.rejects.extend(unknown.then(|| unknown_message(name)));
        }
        (_, Some(call)) if is_leg => leg(&call, fields, pushed),
        (_, Some(_)) if is_record => record(fields, hash, pushed),
        (Some(name), _) => return Err(unknown_message(name)),
        (None, _) => return Err(Reject::new(RejectReason::UnknownMessage, Unread::Nameless)),
    }
    Ok(())
}

fn unknown_message(name: &str) -> Reject {
    Reject::new(RejectReason::UnknownMessage, Decoded::OtherMessage(quoted(name, NAME_MAX)))
}

const fn kind_of(value: &Value) -> Kind {
    match value {
        Value::Bool(_) => Kind::Bool,
        Value::String(_) => Kind::Text,
        Value::Number(_) => Kind::Number,
        Value::Array(_) => Kind::List,
        Value::Null | Value::Object(_) => Kind::Null,
    }
}

/// A row of the sub talk list, of agents or of bots.
fn leg(call: &str, mut fields: Map<String, Value>, pushed: &mut Pushed) {
    spell(&mut fields, &PARTY);
    direct(&mut fields);
    if let Some(leg) = calls::leg(fields) {
        pushed.callbacks.push(Callback::Leg(call.into(), Box::new(veiled(leg))));
    }
}

/// A row of the main talk list, of people or of bots.
fn record(mut fields: Map<String, Value>, hash: Option<&CallerHash>, pushed: &mut Pushed) {
    spell(&mut fields, &CALL);
    direct(&mut fields);
    let of_bots = OF_BOTS.iter().any(|key| fields.get(*key).is_some_and(|value| !value.is_null()));
    let dialogue = fields.remove("dialogue").map(dialogue::read).unwrap_or_default();
    let legs = lenient::rows(fields.remove("parties")).unwrap_or_default();
    let Some(record) = calls::record(fields) else { return };
    for row in legs {
        leg(&record.id, row, pushed);
    }
    if of_bots {
        pushed.callbacks.push(Callback::Bot(Box::new(BotTalk { dialogue, ..bot(&record) })));
    }
    if let Some(ended) = record.ended {
        pushed.callbacks.push(Callback::Ended(record.id.as_str().into(), ended));
    }
    pushed.records.push(calls::sealed(record, hash));
}

/// What a record tells of the bot that had the call.
fn bot(record: &CallRecord) -> BotTalk {
    let ms = |fact| match record.fact(fact) {
        Some(Told::Ms(ms)) => Some(*ms),
        _ => None,
    };
    let text = |fact| match record.fact(fact).map(Told::masked) {
        Some(Told::Text(text)) => Some(text),
        _ => None,
    };
    BotTalk {
        call: record.id.as_str().into(),
        talk_ms: ms(CallFact::RobotTalk),
        wait_ms: ms(CallFact::WaitedForAgent),
        rounds: match record.fact(CallFact::Rounds) {
            Some(Told::Count(rounds)) => Some(*rounds),
            _ => None,
        },
        intent_class: text(CallFact::IntentClass),
        intent: text(CallFact::Intent),
        to_agent: match record.fact(CallFact::HandedOver) {
            Some(Told::Flag(flag)) => Some(*flag),
            _ => None,
        },
        dialogue: Vec::new(),
    }
}

/// The leg without a number that is not masked, whatever the fields are that the vendor added.
fn veiled(leg: CallLeg) -> CallLeg {
    CallLeg {
        dialled: customer(&leg.dialled),
        facts: leg.facts.iter().map(|(fact, told)| (*fact, told.masked())).collect(),
        extra: leg.extra.masked().into(),
        ..leg
    }
}

#[cfg(test)]
mod tests;
