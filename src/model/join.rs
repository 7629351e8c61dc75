//! Joining a person across voice and chat, and saying how it was done. Never by a guess.

use std::borrow::Borrow;

use litemap::LiteMap;
use serde::Serialize;

use super::agent::{Agent, AgentId};
use super::chat::ChatAgent;
use super::quick::{QuickMap, QuickSet};

/// How two records were found to be one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum JoinHow {
    /// Both systems use the same id.
    Id,
    /// The settings say so.
    Settings,
    /// The name is exactly the same, and unique on both sides.
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

impl Join {
    /// Those of the agent with `id`, among the rows of these [`holders`].
    pub fn of(holders: &[Option<(AgentId, JoinHow)>], id: &AgentId) -> Option<Self> {
        let of_agent = |(_, holder): &(usize, &Option<(AgentId, JoinHow)>)| {
            holder.as_ref().is_some_and(|(holder, _)| holder == id)
        };
        let mut own = holders.iter().enumerate().filter(of_agent).peekable();
        let how = own.peek().and_then(|(_, holder)| holder.as_ref()).map(|(_, how)| *how)?;
        Some(Self { how, rows: own.map(|(row, _)| row).collect() })
    }
}

/// The voice agent whose chats each row counts: by id, else by the settings' `map` (agent id or number → chat id), else
/// by an exact name that is unique on both sides.
///
/// An agent whose id the chat system has too is no other person there, nor is one whom the settings name; and a chat person
/// whom the settings give to an agent goes to no other by name.
pub fn holders(
    agents: &[Agent],
    rows: &[impl Borrow<ChatAgent>],
    map: &LiteMap<String, String>,
) -> Vec<Option<(AgentId, JoinHow)>> {
    let rows = || rows.iter().map(Borrow::borrow);
    let chat_ids: QuickSet<&str> = rows().map(|row| row.id.as_str()).collect();
    let given: QuickSet<&str> = map.values().map(String::as_str).collect();
    let mut by_id: QuickMap<&str, &Agent> = QuickMap::default();
    let mut by_map: QuickMap<&str, &Agent> = QuickMap::default();
    let mut by_name: QuickMap<&str, Option<&Agent>> = QuickMap::default();
    for agent in agents {
        by_id.insert(agent.id.as_str(), agent);
        let mapped = map.get(agent.id.as_str()).or_else(|| map.get(agent.number.as_deref()?));
        let known = chat_ids.contains(agent.id.as_str());
        if let Some(id) = mapped.filter(|_| !known) {
            by_map.insert(id, agent);
        }
        if let Some(name) = named(agent.name.as_deref()) {
            // Each who has the name makes it one of several; only one who is not joined otherwise is found by it.
            let only = (!known && mapped.is_none()).then_some(agent);
            by_name.entry(name).and_modify(|place| *place = None).or_insert(only);
        }
    }
    let mut people: QuickMap<&str, QuickSet<&str>> = QuickMap::default();
    for row in rows() {
        if let Some(name) = named(row.name.as_deref()) {
            people.entry(name).or_default().insert(&row.id);
        }
    }
    let holder = |row: &ChatAgent| {
        if let Some(agent) = by_id.get(row.id.as_str()) {
            return Some((agent.id.clone(), JoinHow::Id));
        }
        if let Some(agent) = by_map.get(row.id.as_str()) {
            return Some((agent.id.clone(), JoinHow::Settings));
        }
        let name = named(row.name.as_deref()).filter(|_| !given.contains(row.id.as_str()))?;
        let agent = by_name.get(name).copied().flatten()?;
        let unique = people.get(name).is_some_and(|ids| ids.len() == 1);
        unique.then(|| (agent.id.clone(), JoinHow::Name))
    };
    rows().map(holder).collect()
}

/// Whether some rows without a holder have this agent's name, which is then not unique: they may be the agent's, and may not.
pub fn is_unsure(holders: &[Option<(AgentId, JoinHow)>], rows: &[impl Borrow<ChatAgent>], agent: &Agent) -> bool {
    let Some(name) = named(agent.name.as_deref()) else { return false };
    let free = holders.iter().zip(rows).filter(|(holder, _)| holder.is_none());
    free.map(|(_, row)| row.borrow()).any(|row| named(row.name.as_deref()) == Some(name))
}

fn named(name: Option<&str>) -> Option<&str> {
    name.map(str::trim).filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests;
