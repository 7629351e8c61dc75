//! Messages of the agents stream, and the answer of the snapshot call, into our words.
//!
//! One operation that cannot be understood costs that operation, never the message; a message that cannot be
//! understood costs that message, never the stream.

use serde_json::{Map, Value};

use super::fields::{Refused, agent_change, read, summary_change};
use super::problem::{Asked, Decoded, Field, Said};
use super::scalar::Scalar;
use super::wire::{Document, Envelope, Fields, List, Op, Page, SetOp};
use crate::http::words::{quoted, scrub, sentence, shorten};
use crate::model::customer::mask_value;
use crate::model::{
    self, Agent, AgentId, Change, Changes, ExtraField, Problem, Reject, RejectReason, Stamp, Summary, SummaryChange,
    caps,
};
use crate::platforms::lenient::{self, trimmed};
use crate::platforms::{Error, ErrorKind, FullPage, Message, Result};

const FULL: &str = "EventAgentsMetricsWatch";
const CHANGED: &str = "EventAgentsMetricsChanged";
const AGENT_PATH: &str = "agentsMetrics/list/";
const SUMMARY_PATH: &str = "agentsSummary/";
/// The example's clock stands in 1983; a message was made in this century or its time is not one.
const PLAUSIBLE_FROM: Stamp = Stamp(978_307_200_000);
const VALUE_MAX: usize = 40;
const ID_MAX: usize = 36;

/// Reads one message of the stream.
pub fn decode(text: &str) -> Message {
    let mut mended = None;
    match parse(text, &mut mended) {
        Ok(Document::Object(envelope)) => message(*envelope),
        Ok(Document::Other(kind)) => rejected(RejectReason::Undecodable, Decoded::NoObject(kind)),
        Err(detail) => rejected(RejectReason::Undecodable, detail),
    }
}

/// Reads the answer of the snapshot call, bare or wrapped in the envelope of the other calls. `place` says whose
/// answer it is, for the sentence.
///
/// # Errors
/// [`ErrorKind::Answer`] for what is not a full message; what the envelope says when it tells of an error.
pub fn decode_page(text: &str, place: &str) -> Result<FullPage> {
    let wrong = |what: Decoded| Error::new(ErrorKind::Answer, Asked::NotFull(place.to_owned(), what));
    let mut mended = None;
    let mut envelope = match parse(text, &mut mended).map_err(wrong)? {
        Document::Object(envelope) => envelope,
        Document::Other(kind) => return Err(wrong(Decoded::Answer(kind))),
    };
    let listed = |envelope: &Envelope<'_>| envelope.page.as_ref().is_some_and(|page| page.rows.is_some());
    if !listed(&envelope) {
        if let Some(error) = envelope_error(&envelope, place) {
            return Err(error);
        }
        match envelope.data.take() {
            Some(Document::Object(inner)) => envelope = inner,
            Some(Document::Other(kind)) => return Err(wrong(Decoded::Data(kind))),
            None if envelope.page.is_none() => return Err(wrong(Decoded::NothingInIt)),
            None => {}
        }
    }
    full(*envelope).map_err(wrong)
}

/// The error that an answer in the calls' envelope tells of, if it is one: for answers where a stream was expected.
pub(super) fn answered_error(text: &str, place: &str) -> Option<Error> {
    match parse(text, &mut None) {
        Ok(Document::Object(envelope)) if envelope.page.is_none() => envelope_error(&envelope, place),
        _ => None,
    }
}

/// The vendor's own words in an answer, whatever their field is called.
pub(super) fn vendor_words(text: &str) -> Option<String> {
    match parse(text, &mut None) {
        Ok(Document::Object(envelope)) => words(&envelope),
        _ => None,
    }
}

/// Reads a document that borrows from `text`, or from what is `mended` of it.
fn parse<'a>(text: &'a str, mended: &'a mut Option<String>) -> std::result::Result<Document<'a>, Decoded> {
    lenient::borrowed(text, mended).map_err(|error| Decoded::NoJson(error.to_string()))
}

fn words(envelope: &Envelope<'_>) -> Option<String> {
    [&envelope.message, &envelope.reason]
        .into_iter()
        .flatten()
        .map(|said| sentence(said.trimmed()))
        .find(|said| !said.is_empty())
}

/// HTTP 200 and `code` 200 or 0 and a status that is no error: that is success.
fn envelope_error(envelope: &Envelope<'_>, place: &str) -> Option<Error> {
    let code = envelope.code.as_ref().and_then(|code| code.loose().code().ok().flatten());
    let status = envelope.status.as_ref().map(|status| status.trimmed().to_ascii_lowercase()).unwrap_or_default();
    let failed = status.contains("fail") || status.contains("error");
    if matches!(code, None | Some(0 | 200)) && !failed {
        return None;
    }
    let (place, said) = (place.to_owned(), Said::from(words(envelope)));
    let (kind, problem) = match code {
        Some(401) => (ErrorKind::TokenRefused, Asked::TokenRefused(place, said)),
        Some(403) => (ErrorKind::Settings, Asked::Forbidden(place, said)),
        Some(429) => (ErrorKind::RateLimited(crate::http::DEFAULT_PAUSE), Asked::TooMany(place, said)),
        Some(code) => (ErrorKind::Answer, Asked::Error(place, code, said)),
        None => (ErrorKind::Answer, Asked::ErrorNoCode(place, said)),
    };
    Some(Error::new(kind, problem))
}

fn message(envelope: Envelope<'_>) -> Message {
    let id = envelope.message_id.as_ref().map(Scalar::trimmed).unwrap_or_default();
    let is_full = match id {
        FULL => true,
        CHANGED => false,
        "" if envelope.page.is_some() => true,
        "" if matches!(envelope.list, Some(List::Items(..))) => false,
        "" => return rejected(RejectReason::UnknownMessage, nameless(&envelope)),
        other => return rejected(RejectReason::UnknownMessage, Decoded::OtherMessage(quoted(other, VALUE_MAX))),
    };
    if is_full {
        return match full(envelope) {
            Ok(page) => Message::Full(Box::new(page)),
            Err(detail) => rejected(RejectReason::Undecodable, detail),
        };
    }
    let made = made(&envelope);
    match envelope.list {
        Some(List::Items(operations, beyond)) => Message::Changes(Changes { made, ..changes(operations, beyond) }),
        Some(List::Nothing) => Message::Changes(Changes { made, ..Changes::default() }),
        Some(List::Alien) => rejected(RejectReason::Undecodable, Decoded::AlienChanges),
        None => rejected(RejectReason::Undecodable, Decoded::NoChanges),
    }
}

fn nameless(envelope: &Envelope<'_>) -> Decoded {
    let code = envelope.code.as_ref().and_then(|code| code.loose().text().ok().flatten());
    match (code, words(envelope)) {
        (Some(code), Some(said)) => Decoded::NamelessCode(sentence(&code), said),
        (None, Some(said)) => Decoded::NamelessSaid(said),
        _ => Decoded::Nameless,
    }
}

fn rejected(reason: RejectReason, detail: Decoded) -> Message {
    Message::Rejected(Reject::new(reason, detail))
}

/// When the vendor made it, where that is a plausible time.
fn made(envelope: &Envelope<'_>) -> Option<Stamp> {
    let made = envelope.created.as_ref()?.loose().stamp().ok().flatten();
    made.filter(|made| *made >= PLAUSIBLE_FROM)
}

fn full(envelope: Envelope<'_>) -> std::result::Result<FullPage, Decoded> {
    let made = made(&envelope);
    let Page { number, size, total, rows } = envelope.page.ok_or(Decoded::NoMetrics)?;
    let small = |scalar: &Scalar<'_>| {
        scalar.loose().count().ok().flatten().and_then(|count| u32::try_from(count).ok()).filter(|count| *count > 0)
    };
    let number = small(&number).unwrap_or(1);
    let mut rejects = Vec::new();
    // A list with agents is believed without a total; an empty one is not.
    let uncounted = total.loose().count().err();
    let total = read(total, |total| total.loose().count()).unwrap_or_else(|refused| {
        rejects.push(bad_value("agentsMetrics/total", "total", refused));
        None
    });
    let mut beyond = 0;
    let rows = match rows {
        Some(List::Items(rows, more)) => match uncounted {
            Some(bad) if rows.is_empty() => return Err(Decoded::Total(bad)),
            _ => {
                beyond = more;
                rows
            }
        },
        // Without a list only a centre that says it has no agent is believed: anything else would empty the board. Behind
        // the first page, nothing means that there are no more.
        _ if total == Some(0) => Vec::new(),
        Some(List::Nothing) if number > 1 => Vec::new(),
        Some(List::Alien | List::Nothing) => return Err(Decoded::AlienList),
        None => return Err(Decoded::NoList),
    };
    let is_row = |row: &&Fields<'_>| !matches!(row, Fields::Object(fields, _) if fields.is_empty());
    let sent = u32::try_from(rows.iter().filter(is_row).count().saturating_add(beyond)).unwrap_or(u32::MAX);
    if beyond > 0 {
        rejects.push(Reject::of_agents(beyond as u64, caps::AGENTS));
    }
    let mut agents = Vec::with_capacity(rows.len());
    for row in rows {
        match row {
            Fields::Alien => refuse(&mut rejects, Reject::new(RejectReason::Undecodable, Decoded::AlienAgent)),
            Fields::Object(fields, _) if fields.is_empty() => {}
            Fields::Object(fields, left_out) => match agent(fields, left_out, &mut rejects) {
                Some(agent) => agents.push(agent),
                None => refuse(&mut rejects, Reject::new(RejectReason::UnknownId, Decoded::NoUuid)),
            },
        }
    }
    let summary = match envelope.summary {
        Some(Fields::Object(fields, left_out)) => summary(fields, left_out, &mut rejects),
        Some(Fields::Alien) | None => Summary::default(),
    };
    Ok(FullPage { page: number, page_size: small(&size), total, summary, agents, sent, rejects, made, skew_ms: None })
}

/// Notes a reject. Of very many in one message only the first are told in words.
fn refuse(rejects: &mut Vec<Reject>, mut reject: Reject) {
    if rejects.len() >= caps::REJECTS {
        reject.detail = Problem::Said(String::new());
    }
    rejects.push(reject);
}

fn agent(
    fields: Vec<(std::borrow::Cow<'_, str>, Scalar<'_>)>,
    mut left_out: usize,
    rejects: &mut Vec<Reject>,
) -> Option<Agent> {
    let id = fields.iter().rev().find(|(name, _)| name == "agentUUID")?.1.loose().text().ok().flatten()?;
    let mut agent = Agent::new(AgentId::new(&id));
    let mut extra = Map::new();
    for (name, value) in fields {
        if name == "agentUUID" {
            continue;
        }
        match agent_change(&name, value) {
            Ok(change) => {
                if let Some(ExtraField { field, value }) = agent.set(change) {
                    extra.insert(field, value);
                }
            }
            Err(refused) => {
                let of = Field::OfAgent(place(&name), shorten(agent.id.as_str(), ID_MAX));
                refuse(rejects, bad_value(of, &name, refused));
            }
        }
    }
    agent.extra = extra.into();
    left_out += agent.extra.truncate(caps::FIELDS);
    if left_out > 0 {
        let beyond = Decoded::FieldsOfAgent(left_out, shorten(agent.id.as_str(), ID_MAX), caps::FIELDS);
        refuse(rejects, Reject::new(RejectReason::TooMany, beyond));
    }
    Some(agent)
}

fn summary(
    fields: Vec<(std::borrow::Cow<'_, str>, Scalar<'_>)>,
    mut left_out: usize,
    rejects: &mut Vec<Reject>,
) -> Summary {
    let mut summary = Summary::default();
    let mut fields_without_home = Map::new();
    for (name, value) in fields {
        match summary_change(&name, value) {
            Ok(SummaryChange::Figure(figure, value)) => summary.set(figure, value),
            Ok(SummaryChange::Extra(extra)) => {
                fields_without_home.insert(extra.field, extra.value);
            }
            Err(refused) => refuse(rejects, bad_value(format!("agentsSummary/{}", place(&name)), &name, refused)),
        }
    }
    summary.extra = fields_without_home.into();
    left_out += summary.extra.truncate(caps::FIELDS);
    if left_out > 0 {
        refuse(rejects, Reject::new(RejectReason::TooMany, Decoded::FieldsOfCentre(left_out, caps::FIELDS)));
    }
    summary
}

fn changes(operations: Vec<Op<'_>>, beyond: usize) -> Changes {
    let mut found = Changes { changes: Vec::with_capacity(operations.len()), ..Changes::default() };
    // Operations of one agent come together, and an id costs an allocation.
    let mut last: Option<AgentId> = None;
    for operation in operations {
        let outcome = match operation {
            Op::Empty => continue,
            Op::Alien => Err(Reject::new(RejectReason::Undecodable, Decoded::AlienOperation)),
            Op::Set(operation) => change(operation, &mut last),
        };
        match outcome {
            Ok(change) => found.changes.push(change),
            Err(reject) => refuse(&mut found.rejects, reject),
        }
    }
    if beyond > 0 {
        let detail = Decoded::Operations(beyond, caps::OPERATIONS);
        found.rejects.push(Reject::new(RejectReason::TooMany, detail));
    }
    found
}

fn change(operation: SetOp<'_>, last: &mut Option<AgentId>) -> std::result::Result<Change, Reject> {
    let op = operation.op.as_ref().map(Scalar::trimmed).unwrap_or_default();
    let path = operation.path.as_ref().map(Scalar::trimmed).unwrap_or_default();
    if op != "replace" {
        let path = quoted(path, 60);
        return Err(Reject::new(RejectReason::UnknownOp, Decoded::Op(quoted(op, 20), path)));
    }
    let unknown_path = || Reject::new(RejectReason::UnknownPath, Decoded::Path(quoted(path, 60)));
    let (is_agent, field) = match (path.strip_prefix(AGENT_PATH), path.strip_prefix(SUMMARY_PATH)) {
        (Some(field), _) => (true, trimmed(field)),
        (_, Some(field)) => (false, trimmed(field)),
        _ => return Err(unknown_path()),
    };
    if field.is_empty() || field.contains('/') {
        return Err(unknown_path());
    }
    if !is_agent {
        let Some(value) = operation.value else { return Err(valueless(path)) };
        return summary_change(field, value)
            .map(Change::Summary)
            .map_err(|refused| bad_value(place(path), field, refused));
    }
    if field == "agentUUID" {
        return Err(Reject::new(RejectReason::UnknownPath, Decoded::Identity(quoted(path, 60))));
    }
    let numeric;
    let id = match operation.id.as_ref() {
        Some(id @ Scalar::Text(_)) => id.trimmed(),
        Some(id) => {
            numeric = id.loose().text().ok().flatten().unwrap_or_default();
            &numeric
        }
        None => "",
    };
    if id.is_empty() {
        return Err(Reject::new(RejectReason::UnknownId, Decoded::NoAgent(place(path))));
    }
    let Some(value) = operation.value else { return Err(valueless(path)) };
    let set = agent_change(field, value)
        .map_err(|refused| bad_value(Field::OfAgent(place(field), shorten(id, ID_MAX)), field, refused))?;
    let id = match last {
        Some(last) if last.as_str() == id => last.clone(),
        _ => last.insert(AgentId::new(id)).clone(),
    };
    Ok(Change::Agent { id, set })
}

/// A path, or the name of a field, as a reject repeats it.
fn place(name: &str) -> String {
    scrub(&shorten(name, 60))
}

fn valueless(path: &str) -> Reject {
    Reject::new(RejectReason::BadValue, Decoded::NoValue(place(path)))
}

fn bad_value(place: impl Into<model::Value>, field: &str, Refused(refused): Refused) -> Reject {
    let (value, bad) = *refused;
    let shown = match mask_value(field, &value) {
        Value::String(text) => quoted(&text, VALUE_MAX),
        other => shorten(&scrub(&other.to_string()), VALUE_MAX),
    };
    Reject::new(RejectReason::BadValue, Decoded::BadValue(place.into(), shown, bad))
}
