//! The settings' people, skill groups and robots, as this family's questions take them: the chat workload takes people and
//! groups, the AI records robots. The lists of names take nothing: they are the tenant's.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::model::{AiAsked, AiField, Narrow, Scope};

/// To whom the questions are narrowed; empty for all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Narrowed {
    agents: Vec<String>,
    groups: Vec<String>,
    robots: Vec<String>,
}

impl Narrowed {
    /// To these ids, blanks apart.
    pub fn new(agents: &[String], groups: &[String], robots: &[String]) -> Self {
        let filled = |ids: &[String]| {
            ids.iter().map(|id| id.trim()).filter(|id| !id.is_empty()).map(str::to_owned).collect::<Vec<_>>()
        };
        Self { agents: filled(agents), groups: filled(groups), robots: filled(robots) }
    }

    /// Sets what the chat workload is narrowed by.
    pub(super) fn write_chat(&self, body: &mut Value) {
        let Value::Object(fields) = body else { return };
        for (key, ids) in [("staff_id_list", &self.agents), ("group_id_list", &self.groups)] {
            if !ids.is_empty() {
                fields.insert(key.to_owned(), json!(ids));
            }
        }
    }

    /// Sets what all AI sessions are narrowed by.
    pub(super) fn write_robots(&self, body: &mut Map<String, Value>) {
        if !self.robots.is_empty() {
            body.insert("robotid".to_owned(), json!(self.robots.join(",")));
        }
    }

    /// Whether a robot is one of those.
    pub(super) fn has_robot(&self, key: &str) -> bool {
        self.robots.is_empty() || self.robots.iter().any(|robot| robot == key.trim())
    }

    /// The question about those robots alone; `None` where it is about others only, so that nothing answers it.
    pub(super) fn ask(&self, asked: &AiAsked) -> Option<AiAsked> {
        if self.robots.is_empty() {
            return Some(asked.clone());
        }
        let wished = asked.0.get(&AiField::Robot).filter(|keys| !keys.is_empty());
        let keys: Vec<String> = match wished {
            Some(keys) => keys.iter().filter(|key| self.has_robot(key)).cloned().collect(),
            None => self.robots.clone(),
        };
        let mut asked = asked.clone();
        asked.0.insert(AiField::Robot, keys);
        asked.0.get(&AiField::Robot).is_some_and(|keys| !keys.is_empty()).then_some(asked)
    }

    /// How that narrows what is told of chats.
    pub(super) fn of_chats(&self) -> Option<Arc<Scope>> {
        Scope::of([(Narrow::Agents, &*self.agents), (Narrow::Groups, &*self.groups)], [])
    }

    /// How that narrows what is told of AI sessions.
    pub(super) fn of_robots(&self) -> Option<Arc<Scope>> {
        Scope::of([(Narrow::Robots, &*self.robots)], [])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_about_robots_is_about_those_of_the_settings() {
        let ids = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
        let keys = |robots: &[&str], asked: &[&str]| {
            let asked = AiAsked([(AiField::Robot, ids(asked))].into_iter().collect());
            Narrowed::new(&[], &[], &ids(robots)).ask(&asked).map(|asked| asked.0[&AiField::Robot].clone())
        };
        for (robots, asked, sent) in [
            (&[][..], &["14"][..], Some(ids(&["14"]))),
            (&["14", "15"], &[], Some(ids(&["14", "15"]))),
            (&["14", "15"], &["15", "18"], Some(ids(&["15"]))),
            (&["14", "15"], &["18"], None),
        ] {
            assert_eq!(keys(robots, asked), sent, "{robots:?}, {asked:?}");
        }
    }
}
