//! Joining a person across voice and chat, and saying how it was done. Never by a guess.

use std::borrow::Borrow;
use std::collections::BTreeMap;

use serde::Serialize;

use super::agent::Agent;
use super::chat::ChatAgent;

/// How two records were found to be one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum JoinHow {
    /// Both systems use the same id.
    Id,
    /// The settings say so.
    Settings,
    /// The name is exactly the same, and nobody else on either side has it.
    Name,
}

/// The chat rows of one agent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Join {
    /// How they were found.
    pub how: JoinHow,
    /// Positions in the chat day's rows: one a skill group.
    pub rows: Vec<usize>,
}

/// Finds the chat rows of `agent`: by id, else by the settings' `map` (agent id or number → chat id), else by an
/// exact name that is unique on both sides.
pub fn chat_rows(
    agent: &Agent,
    agents: &[Agent],
    rows: &[impl Borrow<ChatAgent>],
    map: &BTreeMap<String, String>,
) -> Option<Join> {
    let rows: Vec<&ChatAgent> = rows.iter().map(Borrow::borrow).collect();
    let with_id = |id: &str| -> Vec<usize> {
        rows.iter().enumerate().filter(|(_, row)| row.id == id).map(|(index, _)| index).collect()
    };
    let same_id = with_id(agent.id.as_str());
    if !same_id.is_empty() {
        return Some(Join { how: JoinHow::Id, rows: same_id });
    }
    let mapped = map.get(agent.id.as_str()).or_else(|| map.get(agent.number.as_deref()?));
    if let Some(id) = mapped {
        let rows = with_id(id);
        return (!rows.is_empty()).then_some(Join { how: JoinHow::Settings, rows });
    }
    let name = agent.name.as_deref().map(str::trim).filter(|name| !name.is_empty())?;
    let namesakes = agents.iter().filter(|other| other.name.as_deref().map(str::trim) == Some(name)).count();
    let named: Vec<usize> = rows
        .iter()
        .enumerate()
        .filter(|(_, row)| row.name.as_deref().map(str::trim) == Some(name))
        .map(|(index, _)| index)
        .collect();
    let mut people: Vec<&str> = named.iter().filter_map(|index| rows.get(*index)).map(|row| row.id.as_str()).collect();
    people.dedup();
    let taken = people.first().is_some_and(|id| {
        agents.iter().any(|other| other.id.as_str() == *id) || map.values().any(|mapped| mapped == id)
    });
    (namesakes == 1 && people.len() == 1 && !taken).then_some(Join { how: JoinHow::Name, rows: named })
}

#[cfg(test)]
mod tests;
