//! Messages of the agents stream, and the answer of the snapshot call, into our words.
//!
//! One operation that cannot be understood costs that operation, never the message; a message that cannot be
//! understood costs that message, never the stream.

use serde_json::Map;

use super::agents::Agents;
use super::fields::{read, summary_change};
use super::gather::List;
use super::problem::{Asked, Decoded, Said};
use super::quick::{self, Quick};
use super::rejects::{VALUE_MAX, bad_value, place, refuse};
use super::scalar::Scalar;
use super::together::{self, Apart};
use super::wire::{Document, Envelope, Fields, Page};
use crate::http::words::{quoted, sentence};
use crate::model::{Changes, Reject, RejectReason, Stamp, Summary, SummaryChange, caps};
use crate::platforms::lenient;
use crate::platforms::{Error, ErrorKind, FullPage, Message, Result};

const FULL: &str = "EventAgentsMetricsWatch";
const CHANGED: &str = "EventAgentsMetricsChanged";
/// The example's clock stands in 1983; a message was made in this century or its time is not one.
const PLAUSIBLE_FROM: Stamp = Stamp(978_307_200_000);

/// Reads one message of the stream.
pub fn decode(text: &str) -> Message {
    match quick::changes(text, CHANGED) {
        Some(Quick { created, changes }) => Message::Changes(Changes { made: made(created.as_ref()), ..changes }),
        None => decode_any(text),
    }
}

/// The same, whatever the message looks like.
pub(super) fn decode_any(text: &str) -> Message {
    decode_by(text, together::threads(text.len()))
}

/// The same, read by so many threads.
pub(super) fn decode_by(text: &str, threads: usize) -> Message {
    let mut mended = None;
    match parse(text, threads, &mut mended) {
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
    page_by(text, place, together::threads(text.len()))
}

/// The same, read by so many threads.
pub(super) fn page_by(text: &str, place: &str, threads: usize) -> Result<FullPage> {
    let wrong = |what: Decoded| Error::new(ErrorKind::Answer, Asked::NotFull(place.to_owned(), what));
    let mut mended = None;
    let mut envelope = match parse(text, threads, &mut mended).map_err(wrong)? {
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
    match parse(text, 1, &mut None) {
        Ok(Document::Object(envelope)) if envelope.page.is_none() => envelope_error(&envelope, place),
        _ => None,
    }
}

/// The vendor's own words in an answer, whatever their field is called.
pub(super) fn vendor_words(text: &str) -> Option<String> {
    match parse(text, 1, &mut None) {
        Ok(Document::Object(envelope)) => words(&envelope),
        _ => None,
    }
}

/// Reads a document by so many threads. It borrows from `text`, or from what is `mended` or left of it.
fn parse<'a>(
    text: &'a str,
    threads: usize,
    mended: &'a mut Option<String>,
) -> std::result::Result<Document<'a>, Decoded> {
    let read = match Apart::read(text, threads) {
        Some(apart) => apart.whole(mended),
        None => lenient::borrowed(text, mended),
    };
    read.map_err(|error| Decoded::NoJson(error.to_string()))
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
    let made = made(envelope.created.as_ref());
    match envelope.list {
        Some(List::Items(operations, beyond)) => Message::Changes(Changes { made, ..operations.into_changes(beyond) }),
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
fn made(created: Option<&Scalar<'_>>) -> Option<Stamp> {
    let made = created?.loose().stamp().ok().flatten();
    made.filter(|made| *made >= PLAUSIBLE_FROM)
}

fn full(envelope: Envelope<'_>) -> std::result::Result<FullPage, Decoded> {
    let made = made(envelope.created.as_ref());
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
    let Agents { list: agents, sent, rejects: refused, .. } = match rows {
        Some(List::Items(rows, more)) => match uncounted {
            Some(bad) if !rows.any => return Err(Decoded::Total(bad)),
            _ => {
                beyond = more;
                rows
            }
        },
        // Without a list only a centre that says it has no agent is believed: anything else would empty the board. Behind
        // the first page, nothing means that there are no more.
        _ if total == Some(0) => Agents::default(),
        Some(List::Nothing) if number > 1 => Agents::default(),
        Some(List::Alien | List::Nothing) => return Err(Decoded::AlienList),
        None => return Err(Decoded::NoList),
    };
    let sent = u32::try_from(sent.saturating_add(beyond)).unwrap_or(u32::MAX);
    if beyond > 0 {
        rejects.push(Reject::of_agents(beyond as u64, caps::AGENTS));
    }
    for reject in refused {
        refuse(&mut rejects, reject);
    }
    let summary = match envelope.summary {
        Some(Fields::Object(fields, left_out)) => summary(fields, left_out, &mut rejects),
        Some(Fields::Alien) | None => Summary::default(),
    };
    Ok(FullPage { page: number, page_size: small(&size), total, summary, agents, sent, rejects, made, skew_ms: None })
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
