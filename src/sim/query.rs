//! The query of the agents-metrics calls: whom it selects, in which order, and which page of them.

use std::collections::HashMap;

use super::agent::Agent;
use super::world::World;

/// A query, read and checked.
#[derive(Debug, Default)]
pub(super) struct Query {
    departments: Vec<String>,
    agents: Vec<String>,
    by_uuid: bool,
    work: Vec<i64>,
    login: Vec<i64>,
    reasons: Vec<i64>,
    descending: bool,
    /// From 1.
    pub(super) page: usize,
    pub(super) size: usize,
    /// The operator on whose behalf the company asks; blank when not sent.
    pub(super) operator: String,
}

/// Agents a page, unless asked for another number.
const PAGE_SIZE: usize = 15;

impl Query {
    /// Reads the parameters; the error is the sentence that goes back to the caller.
    pub(super) fn read(parameters: &HashMap<String, String>) -> Result<Self, String> {
        let get = |key: &str| parameters.get(key).map(|value| value.trim()).filter(|value| !value.is_empty());
        if get("product") != Some("scc") {
            return Err("product is required and must be scc".to_owned());
        }
        let by_uuid = match get("agentType") {
            None | Some("0") => false,
            Some("1") => true,
            Some(other) => return Err(format!("agentType must be 0 or 1, not {other}")),
        };
        let (field, order) = get("sort").unwrap_or("agentNumber,asc").split_once(',').unwrap_or(("", ""));
        if !matches!(field.trim(), "agentNumber" | "agentID") {
            return Err("sort must be agentNumber or agentID, a comma, and asc or desc".to_owned());
        }
        let descending = match order.trim() {
            "asc" => false,
            "desc" => true,
            other => return Err(format!("sort order must be asc or desc, not {other}")),
        };
        Ok(Self {
            departments: list(get("departmentIds")),
            agents: list(get("agents")),
            by_uuid,
            work: numbers("agentWorkStatuses", get("agentWorkStatuses"))?,
            login: numbers("agentLoginStatuses", get("agentLoginStatuses"))?,
            reasons: numbers("agentBusyReasonCodes", get("agentBusyReasonCodes"))?,
            descending,
            page: positive("pageNum", get("pageNum"), 1)?,
            size: positive("pageSize", get("pageSize"), PAGE_SIZE)?,
            operator: get("operatorUserId").unwrap_or_default().to_owned(),
        })
    }

    /// Whether the query selects everybody, whatever happens.
    pub(super) fn selects_all(&self) -> bool {
        self.departments.is_empty()
            && self.agents.is_empty()
            && self.work.is_empty()
            && self.login.is_empty()
            && self.reasons.is_empty()
    }

    /// Everybody the query selects at this moment, in its order.
    pub(super) fn members(&self, world: &World) -> Vec<u32> {
        let present = world.crew.agents.iter().zip(0..).filter(|(_, index)| !world.away.contains(index));
        let selected = present.filter(|(agent, _)| self.selects(world, agent));
        // Agents are kept in the order of their work numbers.
        let mut members: Vec<u32> = selected.map(|(_, index)| index).collect();
        if self.descending {
            members.reverse();
        }
        members
    }

    /// The page of these members that the query asks for.
    pub(super) fn page<'a>(&self, members: &'a [u32]) -> &'a [u32] {
        let from = (self.page - 1).saturating_mul(self.size).min(members.len());
        let to = from.saturating_add(self.size).min(members.len());
        members.get(from..to).unwrap_or_default()
    }

    fn selects(&self, world: &World, agent: &Agent) -> bool {
        let department = world.crew.departments.get(agent.department).map_or("", |department| &department.id);
        let named = if self.by_uuid { agent.uuid.clone() } else { agent.number.to_string() };
        let has = |wanted: &[i64], value| wanted.is_empty() || wanted.contains(&value);
        (self.departments.is_empty() || self.departments.iter().any(|id| id == department))
            && (self.agents.is_empty() || self.agents.contains(&named))
            && has(&self.work, agent.vitals.work)
            && has(&self.login, agent.vitals.login)
            && has(&self.reasons, agent.vitals.reason)
    }
}

fn list(value: Option<&str>) -> Vec<String> {
    let items = value.unwrap_or_default().split(',').map(str::trim).filter(|item| !item.is_empty());
    items.map(str::to_owned).collect()
}

fn numbers(key: &str, value: Option<&str>) -> Result<Vec<i64>, String> {
    list(value)
        .iter()
        .map(|item| item.parse().map_err(|_| format!("{key} must be numbers with commas between, not {item}")))
        .collect()
}

fn positive(key: &str, value: Option<&str>, default: usize) -> Result<usize, String> {
    match value.map(str::parse) {
        None => Ok(default),
        Some(Ok(number)) if number > 0 => Ok(number),
        Some(_) => Err(format!("{key} must be a number from 1")),
    }
}

#[cfg(test)]
mod tests;
