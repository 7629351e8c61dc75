//! In which teams each agent is, looked up once and not for each frame: only a new roster, a change of the agent and new
//! skill groups can change that.

use std::collections::HashMap;

use super::belonging::Belonging;
use crate::model::{Agent, Board};

/// The teams of each agent, by slot: those who are in the same teams share one entry.
#[derive(Clone, Debug, Default)]
pub(super) struct Memberships {
    /// Names of the skill groups, in order.
    groups: Vec<String>,
    /// Positions of teams: departments in their order, then skill groups.
    sets: Vec<Vec<usize>>,
    found: HashMap<Vec<usize>, usize>,
    by_slot: Vec<usize>,
}

impl Memberships {
    /// Of all agents of a board.
    pub(super) fn of(belonging: &Belonging, board: &Board) -> Self {
        let groups = belonging.all_groups().iter().cloned().collect();
        let mut all = Self { groups, ..Self::default() };
        all.by_slot = board.agents().iter().map(|agent| all.set(belonging, agent)).collect();
        all
    }

    /// Looks again at those who changed.
    pub(super) fn renew(&mut self, belonging: &Belonging, board: &Board, touched: &[usize]) {
        for slot in touched {
            let Some(agent) = board.agent(*slot) else { continue };
            let set = self.set(belonging, agent);
            if let Some(own) = self.by_slot.get_mut(*slot) {
                *own = set;
            }
        }
    }

    /// Names of the skill groups, in the order of their positions, which begin behind those of the departments.
    pub(super) fn groups(&self) -> &[String] {
        &self.groups
    }

    /// The positions of the teams of the agent in a slot, each once, in no order.
    pub(super) fn teams(&self, slot: usize) -> &[usize] {
        self.by_slot.get(slot).and_then(|set| self.sets.get(*set)).map(Vec::as_slice).unwrap_or_default()
    }

    fn set(&mut self, belonging: &Belonging, agent: &Agent) -> usize {
        let departments = belonging.all_departments().len();
        let groups = &self.groups;
        let position = |name: &str| groups.binary_search_by(|group| group.as_str().cmp(name)).ok();
        let mut teams = belonging.places(agent);
        teams.extend(belonging.groups(agent).filter_map(position).map(|at| departments + at));
        if let Some(set) = self.found.get(&teams) {
            return *set;
        }
        let set = self.sets.len();
        self.sets.push(teams.clone());
        self.found.insert(teams, set);
        set
    }
}
