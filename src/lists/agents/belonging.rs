//! Who belongs together.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::model::{Agent, AgentId};

/// Who belongs together: departments are the settings', skill groups the chats'.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Belonging {
    /// Names of departments, in their order.
    departments: Vec<String>,
    /// Departments by the id or number of who is in them.
    members: HashMap<String, Vec<usize>>,
    groups: HashMap<AgentId, BTreeSet<String>>,
}

impl Belonging {
    /// Of `departments`: by name, the ids or numbers of who is in them.
    pub fn new(departments: &BTreeMap<String, Vec<String>>) -> Self {
        let mut belonging = Self { departments: departments.keys().cloned().collect(), ..Self::default() };
        for (at, who) in departments.values().enumerate() {
            for name in who {
                let places = belonging.members.entry(name.trim().to_owned()).or_default();
                // Who is named twice is in it once.
                if places.last() != Some(&at) {
                    places.push(at);
                }
            }
        }
        belonging
    }

    /// The same with these skill groups; whether they are others than before.
    pub fn regroup(&mut self, groups: HashMap<AgentId, BTreeSet<String>>) -> bool {
        let other = groups != self.groups;
        self.groups = groups;
        other
    }

    /// The names of all departments.
    pub(super) fn all_departments(&self) -> &[String] {
        &self.departments
    }

    /// The names of all skill groups, each once.
    pub(super) fn all_groups(&self) -> BTreeSet<&String> {
        self.groups.values().flatten().collect()
    }

    /// How many teams there are: departments, and skill groups.
    pub fn teams(&self) -> usize {
        self.departments.len() + self.all_groups().len()
    }

    /// The departments of an agent, by their positions, in no order.
    pub(super) fn places(&self, agent: &Agent) -> impl Iterator<Item = usize> + use<'_> {
        let number = agent.number.as_deref().map(str::trim).unwrap_or_default();
        let of = |name: &str| self.members.get(name).map(Vec::as_slice).unwrap_or_default();
        let (by_id, by_number) = (of(agent.id.as_str()), of(number));
        by_id.iter().chain(by_number.iter().filter(move |at| !by_id.contains(at))).copied()
    }

    /// The departments of an agent.
    pub fn departments(&self, agent: &Agent) -> Vec<&str> {
        let places: BTreeSet<usize> = self.places(agent).collect();
        places.into_iter().filter_map(|at| self.departments.get(at)).map(String::as_str).collect()
    }

    /// The skill groups in which an agent has chats.
    pub fn groups(&self, agent: &Agent) -> impl Iterator<Item = &str> {
        self.groups.get(&agent.id).into_iter().flatten().map(String::as_str)
    }
}
