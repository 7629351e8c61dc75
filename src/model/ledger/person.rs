//! One agent's part in today's calls.

use super::{Ledger, LedgerCall, Tally};
use crate::model::agent::{Agent, AgentId};
use crate::model::call::Person;

/// Whether a record's person is this agent: by id, else by work number.
fn is_agent(person: &Person, agent: &Agent) -> bool {
    fn number(text: Option<&str>) -> Option<&str> {
        text.map(str::trim).filter(|text| !text.is_empty())
    }
    match &person.id {
        Some(id) => *id == agent.id,
        None => number(person.number.as_deref()).is_some_and(|own| number(agent.number.as_deref()) == Some(own)),
    }
}

impl Ledger {
    /// The calls in which an agent had a part, newest first: who had it last, who answered it first, or at whom it rang first.
    pub fn of_agent(&self, agent: &Agent) -> Vec<&LedgerCall> {
        let has_part = |call: &LedgerCall| {
            let people = [&call.agent, &call.first, &call.rung];
            people.into_iter().flatten().any(|person| is_agent(person, agent))
        };
        self.newest_first(has_part)
    }

    /// Who answered inbound calls first, by id or else by work number, with these calls.
    pub fn by_answerer(&self) -> impl Iterator<Item = (&AgentId, &Tally)> {
        self.figures.agents.iter().map(|(id, by)| (id, &by.tally))
    }
}
