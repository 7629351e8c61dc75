//! Who belongs together.

use std::collections::{BTreeSet, HashMap};

use litemap::LiteMap;

use crate::model::{Agent, AgentId, sort};

/// What stands before the name of a skill group among those who are in a department.
const GROUP: &str = "group:";

/// Whether a department is made of skill groups too, and not of agents alone.
pub fn has_groups(members: &[String]) -> bool {
    members.iter().any(|member| member.trim_start().starts_with(GROUP))
}

/// Who belongs together: departments are the settings', skill groups the chats'.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Belonging {
    /// Names of departments, in their order.
    departments: Vec<String>,
    /// Departments by the id or number of who is in them.
    members: HashMap<String, Vec<usize>>,
    /// Departments by the skill groups that are in them.
    by_group: HashMap<String, Vec<usize>>,
    groups: HashMap<AgentId, BTreeSet<String>>,
    /// The names of all of them, each once.
    names: BTreeSet<String>,
}

impl Belonging {
    /// Of `departments`: by name, the ids or numbers of who is in them, and skill groups as `group:Cards`.
    pub fn new(departments: &LiteMap<String, Vec<String>>) -> Self {
        let mut belonging = Self { departments: departments.keys().cloned().collect(), ..Self::default() };
        for (at, who) in departments.values().enumerate() {
            for name in who {
                let name = name.trim();
                let places = match name.strip_prefix(GROUP) {
                    Some(group) => belonging.by_group.entry(group.trim().to_owned()).or_default(),
                    None => belonging.members.entry(name.to_owned()).or_default(),
                };
                // Who is named twice is in it once.
                if places.last() != Some(&at) {
                    places.push(at);
                }
            }
        }
        belonging
    }

    /// The same with the skill groups that are known to `other`.
    #[must_use]
    pub fn with_groups_of(self, other: &Self) -> Self {
        Self { groups: other.groups.clone(), names: other.names.clone(), ..self }
    }

    /// The same with these skill groups; whether they are others than before.
    pub fn regroup(&mut self, groups: HashMap<AgentId, BTreeSet<String>>) -> bool {
        let other = groups != self.groups;
        if other {
            self.names = groups.values().flatten().cloned().collect();
            self.groups = groups;
        }
        other
    }

    /// The names of all departments.
    pub(super) fn all_departments(&self) -> &[String] {
        &self.departments
    }

    /// The names of all skill groups, each once.
    pub(super) const fn all_groups(&self) -> &BTreeSet<String> {
        &self.names
    }

    /// How many teams there are: departments, and skill groups.
    pub fn teams(&self) -> usize {
        self.departments.len() + self.all_groups().len()
    }

    /// The departments of an agent, by their positions, in no order.
    pub(super) fn places(&self, agent: &Agent) -> Vec<usize> {
        let number = agent.number.as_deref().map(str::trim).unwrap_or_default();
        let of = |name: &str| self.members.get(name).map(Vec::as_slice).unwrap_or_default();
        let (by_id, by_number) = (of(agent.id.as_str()), of(number));
        let mut places = by_id.to_vec();
        let by_group = self.groups(agent).filter_map(|group| self.by_group.get(group)).flatten();
        for at in by_number.iter().chain(by_group) {
            if !places.contains(at) {
                places.push(*at);
            }
        }
        places
    }

    /// Whether a department is made of skill groups.
    pub(super) fn is_of_groups(&self) -> bool {
        !self.by_group.is_empty()
    }

    /// The departments of an agent.
    pub fn departments(&self, agent: &Agent) -> Vec<&str> {
        let places = sort::set(self.places(agent));
        places.into_iter().filter_map(|at| self.departments.get(at)).map(String::as_str).collect()
    }

    /// The skill groups in which an agent has chats.
    pub fn groups(&self, agent: &Agent) -> impl Iterator<Item = &str> {
        self.groups.get(&agent.id).into_iter().flatten().map(String::as_str)
    }
}
