//! The agents by team as a file has them: an agent a row, with the team; who is in several has a row for each.

use std::borrow::Cow;

use super::columns::COLUMNS;
use super::sheet::AgentsSheet;
use super::teams::{Line, Teams};
use crate::lang::Language;
use crate::lists::{Column, List, ListId, Opens, Sheet, Value};

/// The column of the team, behind the agent's name.
const TEAM: Column = Column::left("team", mark!("Team"), 12);

/// Rows of agents and their teams.
#[derive(Debug)]
pub struct MembersSheet<'a> {
    agents: AgentsSheet<'a>,
    /// Team and slot; the team of those in none is empty.
    rows: Vec<(String, usize)>,
}

impl<'a> MembersSheet<'a> {
    /// Of `teams`, in their order, with what `agents` says of each.
    pub fn new(agents: AgentsSheet<'a>, teams: &Teams) -> Self {
        let member = |line: Line<'_>| match line {
            Line::Agent(row, slot) => Some((row.team.name().unwrap_or_default(), slot)),
            Line::Team(_) => None,
        };
        Self { agents: agents.of_all(), rows: teams.lines(0).filter_map(member).collect() }
    }

    /// What was chosen about the agents, with the team among the columns.
    pub fn list(chosen: &List) -> List {
        let columns = chosen.columns.as_ref().map(|chosen| {
            let team = std::iter::once(TEAM.key.to_string());
            team.chain(chosen.iter().cloned()).collect()
        });
        List::ordered(None, false, columns)
    }
}

impl Sheet for MembersSheet<'_> {
    fn id(&self) -> ListId {
        ListId::Agents
    }
    fn columns(&self) -> Cow<'_, [Column]> {
        let (name, rest) = COLUMNS.split_at(1);
        Cow::Owned(name.iter().cloned().chain([TEAM]).chain(rest.iter().cloned()).collect())
    }
    fn rows(&self) -> usize {
        self.rows.len()
    }
    fn key(&self, row: usize) -> Cow<'_, str> {
        self.rows.get(row).map_or(Cow::Borrowed(""), |(_, slot)| self.agents.key(*slot))
    }
    fn value(&self, language: Language, row: usize, column: usize) -> Value<'_> {
        let Some((team, slot)) = self.rows.get(row) else { return Value::None };
        match column {
            0 => self.agents.value(language, *slot, 0),
            1 if team.is_empty() => Value::word(tr!(language, "no team").to_owned()),
            1 => Value::text(Some(team.as_str())),
            column => self.agents.value(language, *slot, column - 1),
        }
    }
    fn stamp(&self) -> u64 {
        self.agents.stamp()
    }
    fn open(&self, language: Language, row: usize) -> Option<Opens> {
        self.agents.open(language, self.rows.get(row)?.1)
    }
    fn name(&self) -> String {
        "agents-by-team".to_owned()
    }
}
