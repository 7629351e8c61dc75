//! The agents of a full message, each made as its row is read.

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::fields::{Refused, agent_change, is_known, place_of_text, read, short};
use super::gather::Gather;
use super::key::Key;
use super::problem::{Decoded, Field};
use super::rejects::{ID_MAX, bad_value, place, refuse};
use super::scalar::{Scalar, visit_scalars};
use crate::http::words::shorten;
use crate::model::{Agent, AgentId, ExtraField, Reject, RejectReason, caps};
use crate::platforms::lenient::filled;

/// The rows of a list of agents.
#[derive(Default)]
pub(super) struct Agents {
    /// Whether the list has anything in it.
    pub(super) any: bool,
    /// How many rows say something, whether they can be read or not.
    pub(super) sent: usize,
    pub(super) list: Vec<Agent>,
    pub(super) rejects: Vec<Reject>,
    /// What an agent is called until the id has been read, which may stand last; shared, since there are so many.
    unnamed: Option<AgentId>,
}

impl Gather for Agents {
    const MOST: usize = caps::AGENTS;

    fn take<'de, A: SeqAccess<'de>>(&mut self, items: &mut A) -> Result<bool, A::Error> {
        let Some(row) = items.next_element_seed(RowSeed(self))? else { return Ok(false) };
        self.note(&row);
        Ok(true)
    }
}

impl Agents {
    /// Takes note of what became of the next row.
    pub(super) fn note(&mut self, row: &Row) {
        self.any = true;
        self.sent += usize::from(!matches!(row, Row::Empty));
        match row {
            Row::Empty | Row::Taken => {}
            Row::Alien => {
                refuse(&mut self.rejects, Reject::new(RejectReason::Undecodable, Decoded::AlienAgent));
            }
            Row::Nameless => refuse(&mut self.rejects, Reject::new(RejectReason::UnknownId, Decoded::NoUuid)),
        }
    }

    /// Takes the rows that follow.
    pub(super) fn join(&mut self, mut more: Self) {
        self.any |= more.any;
        self.sent += more.sent;
        self.list.append(&mut more.list);
        for reject in more.rejects {
            refuse(&mut self.rejects, reject);
        }
    }
}

/// What became of a row.
pub(super) enum Row {
    /// An empty object is no row.
    Empty,
    /// Not an object at all.
    Alien,
    /// An agent without an id.
    Nameless,
    /// It stands among the agents.
    Taken,
}

/// Reads a row into a list.
pub(super) struct RowSeed<'r>(pub(super) &'r mut Agents);

impl<'de> DeserializeSeed<'de> for RowSeed<'_> {
    type Value = Row;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Row, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for RowSeed<'_> {
    type Value = Row;

    visit_scalars!('de, |_| Row::Alien);

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Row, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Row::Alien)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Row, A::Error> {
        let Agents { list, rejects, unnamed, .. } = self.0;
        let unnamed = unnamed.get_or_insert_with(|| AgentId::new(""));
        let mut agent = Agent::new(AgentId::clone(unnamed));
        let mut found = Found::default();
        while let Some(key) = fields.next_key::<Key<'de>>()? {
            if found.count >= caps::OBJECT && !is_known(key.name()) {
                fields.next_value::<IgnoredAny>()?;
                found.left_out += 1;
                continue;
            }
            let value = fields.next_value()?;
            found.take(&mut agent, key.name(), value);
        }
        if found.count == 0 {
            return Ok(Row::Empty);
        }
        if !found.name(&mut agent, rejects) {
            return Ok(Row::Nameless);
        }
        list.push(agent);
        Ok(Row::Taken)
    }
}

/// What a row says beside an agent's typed fields.
#[derive(Default)]
struct Found {
    /// Fields, repeated ones and all.
    count: usize,
    left_out: usize,
    id: Option<AgentId>,
    extra: Vec<(String, Value)>,
    /// Fields whose values were refused. Few rows have one.
    refused: Vec<(String, Refused)>,
}

impl Found {
    /// Takes a field. Of two with one name the later counts.
    fn take(&mut self, agent: &mut Agent, name: &str, value: Scalar<'_>) {
        self.count += 1;
        if name == "agentUUID" {
            self.id = id(&value);
            return;
        }
        // Straight to where it stands: there are three of them in each row.
        if let Some(text) = place_of_text(agent, name) {
            match read(value, short) {
                Ok(said) => *text = said,
                Err(refused) => self.refused.push((name.to_owned(), refused)),
            }
            return;
        }
        match agent_change(name, value) {
            Ok(change) => {
                if let Some(ExtraField { field, value }) = agent.set(change) {
                    self.extra.push((field, value));
                }
            }
            Err(refused) => self.refused.push((name.to_owned(), refused)),
        }
    }

    /// Gives the agent the id and the fields without a typed home, and tells what was refused; false without an id.
    fn name(self, agent: &mut Agent, rejects: &mut Vec<Reject>) -> bool {
        let Some(id) = self.id else { return false };
        agent.id = id;
        let shown = || shorten(agent.id.as_str(), ID_MAX);
        for (name, refused) in self.refused {
            refuse(rejects, bad_value(Field::OfAgent(place(&name), shown()), &name, refused));
        }
        let mut left_out = self.left_out;
        if !self.extra.is_empty() {
            agent.extra = self.extra.into_iter().collect();
            left_out += agent.extra.truncate(caps::FIELDS);
        }
        if left_out > 0 {
            let beyond = Decoded::FieldsOfAgent(left_out, shorten(agent.id.as_str(), ID_MAX), caps::FIELDS);
            refuse(rejects, Reject::new(RejectReason::TooMany, beyond));
        }
        true
    }
}

fn id(value: &Scalar<'_>) -> Option<AgentId> {
    match value {
        Scalar::Text(text) => filled(text).map(AgentId::new),
        other => other.loose().text().ok().flatten().map(|id| AgentId::new(&id)),
    }
}
