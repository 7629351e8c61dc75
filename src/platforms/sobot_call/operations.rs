//! The operations of a change message, each made into a change as it is read.

use std::borrow::Cow;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::fields::{agent_change, summary_change};
use super::gather::Gather;
use super::key::Key;
use super::problem::{Decoded, Field};
use super::rejects::{ID_MAX, bad_value, place, refuse};
use super::scalar::{Scalar, visit_scalars};
use crate::http::words::{quoted, shorten};
use crate::model::{AgentChange, AgentId, Change, Changes, Reject, RejectReason, SummaryChange, caps};
use crate::platforms::lenient::trimmed;

/// The one kind of operation there is.
pub(super) const REPLACE: &str = "replace";
/// What the path of an agent's field begins with.
pub(super) const AGENT_PATH: &str = "agentsMetrics/list/";
const SUMMARY_PATH: &str = "agentsSummary/";
/// Most messages have no more operations.
const USUAL: usize = 8;

/// The operations of a list.
#[derive(Default)]
pub(super) struct Operations {
    found: Changes,
    /// Operations of one agent come together, and an id costs an allocation.
    last: Option<AgentId>,
}

impl Operations {
    /// What they change; so many came `beyond` those that are taken.
    pub(super) fn into_changes(self, beyond: usize) -> Changes {
        let mut found = self.found;
        if beyond > 0 {
            let detail = Decoded::Operations(beyond, caps::OPERATIONS);
            found.rejects.push(Reject::new(RejectReason::TooMany, detail));
        }
        found
    }

    /// Whether no more is taken.
    pub(super) const fn is_full(&self) -> bool {
        self.found.changes.len() + self.found.rejects.len() >= Self::MOST
    }

    /// Takes an operation.
    pub(super) fn add(&mut self, said: Said<'_>) {
        let outcome = change(said, &mut self.last);
        self.note(outcome);
    }

    fn note(&mut self, outcome: Result<Change, Reject>) {
        match outcome {
            Ok(change) => {
                if self.found.changes.is_empty() {
                    // What an agent does and since when, the call, a count: to grow step by step takes longer.
                    self.found.changes.reserve(USUAL);
                }
                self.found.changes.push(change);
            }
            Err(reject) => refuse(&mut self.found.rejects, reject),
        }
    }
}

impl Gather for Operations {
    const MOST: usize = caps::OPERATIONS;

    fn take<'de, A: SeqAccess<'de>>(&mut self, items: &mut A) -> Result<bool, A::Error> {
        let Some(operation) = items.next_element::<Op<'de>>()? else { return Ok(false) };
        match operation {
            Op::Empty => {}
            Op::Alien => self.note(Err(Reject::new(RejectReason::Undecodable, Decoded::AlienOperation))),
            Op::Set(SetOp { op, id, path, value }) => {
                let op = op.as_ref().map(Scalar::trimmed).unwrap_or_default();
                let path = path.as_ref().map(Scalar::trimmed).unwrap_or_default();
                let id = match id.as_ref() {
                    Some(id @ Scalar::Text(_)) => Cow::Borrowed(id.trimmed()),
                    Some(id) => Cow::Owned(id.loose().text().ok().flatten().unwrap_or_default()),
                    None => Cow::Borrowed(""),
                };
                self.add(Said { op, id, path, value });
            }
        }
        Ok(true)
    }
}

/// One operation of a change message.
enum Op<'a> {
    /// An empty object.
    Empty,
    /// Not an object at all.
    Alien,
    /// An operation.
    Set(SetOp<'a>),
}

/// What an operation says. A field that is not there is `None`; a null value is there.
#[derive(Default)]
struct SetOp<'a> {
    op: Option<Scalar<'a>>,
    id: Option<Scalar<'a>>,
    path: Option<Scalar<'a>>,
    value: Option<Scalar<'a>>,
}

impl<'de: 'a, 'a> Deserialize<'de> for Op<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OpVisitor;
        impl<'de> Visitor<'de> for OpVisitor {
            type Value = Op<'de>;
            visit_scalars!('de, |_| Op::Alien);
            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
                while items.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Op::Alien)
            }
            fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Self::Value, A::Error> {
                let mut found = SetOp::default();
                let mut empty = true;
                while let Some(key) = fields.next_key::<Key<'de>>()? {
                    empty = false;
                    let slot = match key.name() {
                        "op" => &mut found.op,
                        "id" => &mut found.id,
                        "path" => &mut found.path,
                        "value" => &mut found.value,
                        _ => {
                            fields.next_value::<IgnoredAny>()?;
                            continue;
                        }
                    };
                    *slot = Some(fields.next_value()?);
                }
                Ok(if empty { Op::Empty } else { Op::Set(found) })
            }
        }
        deserializer.deserialize_any(OpVisitor)
    }
}

/// What an operation says, blanks around it and all. What it does not say is empty; a null value is one.
#[derive(Default)]
pub(super) struct Said<'a> {
    pub(super) op: &'a str,
    pub(super) id: Cow<'a, str>,
    pub(super) path: &'a str,
    pub(super) value: Option<Scalar<'a>>,
}

fn change(said: Said<'_>, last: &mut Option<AgentId>) -> Result<Change, Reject> {
    let (op, path) = (trimmed(said.op), trimmed(said.path));
    if op != REPLACE {
        let path = quoted(path, 60);
        return Err(Reject::new(RejectReason::UnknownOp, Decoded::Op(quoted(op, 20), path)));
    }
    let unknown_path = || Reject::new(RejectReason::UnknownPath, Decoded::Path(quoted(path, 60)));
    let (outcome, field) = match (path.strip_prefix(AGENT_PATH), path.strip_prefix(SUMMARY_PATH)) {
        (Some(field), _) => (on_agent(trimmed(field), path, &said.id, said.value, last), trimmed(field)),
        (_, Some(field)) => (on_summary(trimmed(field), path, said.value), trimmed(field)),
        _ => return Err(unknown_path()),
    };
    match outcome {
        Ok(change) if is_typed(&change) => Ok(change),
        // A path that goes on, or ends before the field, is none, whatever else is wrong. No field that is known has one.
        _ if field.is_empty() || field.contains('/') => Err(unknown_path()),
        outcome => outcome,
    }
}

const fn is_typed(change: &Change) -> bool {
    !matches!(change, Change::Agent { set: AgentChange::Extra(_), .. } | Change::Summary(SummaryChange::Extra(_)))
}

fn on_summary(field: &str, path: &str, value: Option<Scalar<'_>>) -> Result<Change, Reject> {
    let Some(value) = value else { return Err(valueless(path)) };
    summary_change(field, value).map(Change::Summary).map_err(|refused| bad_value(place(path), field, refused))
}

fn on_agent(
    field: &str,
    path: &str,
    id: &str,
    value: Option<Scalar<'_>>,
    last: &mut Option<AgentId>,
) -> Result<Change, Reject> {
    if field == "agentUUID" {
        return Err(Reject::new(RejectReason::UnknownPath, Decoded::Identity(quoted(path, 60))));
    }
    let id = trimmed(id);
    if id.is_empty() {
        return Err(Reject::new(RejectReason::UnknownId, Decoded::NoAgent(place(path))));
    }
    let Some(value) = value else { return Err(valueless(path)) };
    let set = agent_change(field, value)
        .map_err(|refused| bad_value(Field::OfAgent(place(field), shorten(id, ID_MAX)), field, refused))?;
    let id = match last {
        Some(last) if last.is(id) => last.clone(),
        _ => last.insert(AgentId::new(id)).clone(),
    };
    Ok(Change::Agent { id, set })
}

fn valueless(path: &str) -> Reject {
    Reject::new(RejectReason::BadValue, Decoded::NoValue(place(path)))
}
