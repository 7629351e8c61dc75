//! What a board knows beside what a fresh roster says: field by field, in words that may be printed.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::{Map, Value};

use super::Board;
use crate::model::agent::{Agent, AgentId};
use crate::model::at_least::times_differ;
use crate::model::customer::mask_value;
use crate::model::extra::Extra;
use crate::model::sort;
use crate::model::summary::{Figure, Summary};
use crate::model::update::Roster;

/// One field that differs. Customers' numbers are masked in it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Difference {
    /// Whose field; `None` for a figure of the centre.
    pub agent: Option<AgentId>,
    /// Which: our name of it, or the vendor's where it has no typed home. `agent` when one side does not know the
    /// agent at all.
    pub field: String,
    /// What the board says.
    pub board: Value,
    /// What the roster says.
    pub snapshot: Value,
}

impl Board {
    /// What differs from `roster`: as many as a resync would count as drifted.
    pub fn differences(&self, roster: &Roster) -> Vec<Difference> {
        let mut found = Vec::new();
        let (ours, theirs) = (figures(&self.summary), figures(&roster.summary));
        differing(None, &ours, &theirs, &mut found);
        extra(None, &self.summary.extra, &roster.summary.extra, &mut found);
        let mut met = BTreeSet::new();
        for agent in &roster.agents {
            let known = self.slot(agent.id.as_str()).and_then(|slot| self.agent(slot));
            match known {
                Some(known) => {
                    met.insert(&agent.id);
                    of_agent(known, agent, &mut found);
                }
                None => found.push(whole(agent, false)),
            }
        }
        if roster.complete {
            found.extend(self.agents().iter().filter(|agent| !met.contains(&agent.id)).map(|agent| whole(agent, true)));
        }
        found
    }
}

/// An agent that only one side knows.
fn whole(agent: &Agent, ours: bool) -> Difference {
    let known = Value::from(agent.label());
    let (board, snapshot) = if ours { (known, Value::Null) } else { (Value::Null, known) };
    difference(Some(&agent.id), "agent", board, snapshot)
}

fn of_agent(ours: &Agent, theirs: &Agent, found: &mut Vec<Difference>) {
    let id = Some(&ours.id);
    let [mut known, mut told] = [ours, theirs].map(fields);
    let same_work = !times_differ((ours.work_since, ours.at_least.work), (theirs.work_since, theirs.at_least.work));
    let same_login =
        !times_differ((ours.login_since, ours.at_least.login), (theirs.login_since, theirs.at_least.login));
    let same_reason = ours.given_reason() == theirs.given_reason();
    let same = [("work_since", same_work), ("login_since", same_login), ("reason", same_reason)];
    for fields in [&mut known, &mut told] {
        fields.remove("at_least");
        for (name, _) in same.iter().filter(|(_, same)| *same) {
            fields.remove(*name);
        }
        // Compared as they are, below: two numbers may look the same behind their masks.
        fields.remove("customer");
        fields.remove("extra");
    }
    differing(id, &known, &told, found);
    let (number, masked) = (&ours.customer.number, &ours.customer.masked);
    if *number != theirs.customer.number {
        found.push(difference(id, "customer.number", shown(number), shown(&theirs.customer.number)));
    }
    if *masked != theirs.customer.masked {
        let [known, told] = [ours, theirs].map(|agent| shown(&agent.customer.shown()));
        found.push(difference(id, "customer.masked", known, told));
    }
    extra(id, &ours.extra, &theirs.extra, found);
}

/// Fields without a typed home: compared as they are, printed masked.
fn extra(agent: Option<&AgentId>, ours: &Extra, theirs: &Extra, found: &mut Vec<Difference>) {
    let keys: BTreeSet<&str> = sort::set(ours.keys().chain(theirs.keys()));
    for key in keys.into_iter().filter(|key| ours.get(key) != theirs.get(key)) {
        let [known, told] =
            [ours, theirs].map(|side| side.get(key).map_or(Value::Null, |value| mask_value(key, value)));
        found.push(difference(agent, key, known, told));
    }
}

fn difference(agent: Option<&AgentId>, field: &str, board: Value, snapshot: Value) -> Difference {
    Difference { agent: agent.cloned(), field: field.to_owned(), board, snapshot }
}

/// A value as it may be printed: what serialises masked, masked.
fn shown(value: &impl Serialize) -> Value {
    serde_json::to_value(value).unwrap_or(Value::Null)
}

/// An agent's counters: what recordings call them, and what they are called.
const COUNTERS: [(&str, Figure); 2] = [("answered", Figure::Answered), ("missed", Figure::Missed)];

/// The fields as they may be printed: masked, and by the names that they have everywhere.
fn fields(agent: &Agent) -> Map<String, Value> {
    let mut fields = match serde_json::to_value(agent) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    };
    for (recorded, figure) in COUNTERS {
        if let Some(value) = fields.remove(recorded) {
            fields.insert(figure.name().to_owned(), value);
        }
    }
    fields
}

fn figures(summary: &Summary) -> Map<String, Value> {
    sort::object(Figure::ALL.iter().map(|figure| (figure.name().to_owned(), Value::from(summary.get(*figure)))))
}

fn differing(
    agent: Option<&AgentId>,
    ours: &Map<String, Value>,
    theirs: &Map<String, Value>,
    found: &mut Vec<Difference>,
) {
    let keys: BTreeSet<&String> = sort::set(ours.keys().chain(theirs.keys()));
    for key in keys.into_iter().filter(|key| ours.get(*key) != theirs.get(*key)) {
        let value = |side: &Map<String, Value>| side.get(key).cloned().unwrap_or(Value::Null);
        found.push(difference(agent, key, value(ours), value(theirs)));
    }
}

#[cfg(test)]
mod tests;
