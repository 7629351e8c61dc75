//! To what part of a company the settings narrow the questions, and what is told of the whole company all the same.

use std::collections::BTreeSet;
use std::sync::Arc;

use litemap::LiteMap;
use serde::{Deserialize, Serialize};

use crate::model::sort;

/// By what a source is narrowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Narrow {
    /// Departments, by id.
    Departments,
    /// Agents, by work number or id.
    Agents,
    /// States of agents, by the vendor's codes.
    States,
    /// Skill groups, by id.
    Groups,
    /// Robots, by id.
    Robots,
    /// The numbers or pages that customers come in by, by id.
    Entrances,
}

/// What a source tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// The agents and what they do.
    Agents,
    /// The list of calls.
    Calls,
    /// Reports on relay numbers, by half hours too.
    Relays,
    /// Reports on departments.
    Departments,
    /// Reports on agents.
    AgentReports,
    /// Chats with people.
    Chats,
    /// Sessions with robots.
    Robots,
    /// Chats by the time of day.
    Trend,
}

/// How the settings narrow a source.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// To which ids, numbers or codes; nothing narrows nothing.
    pub only: LiteMap<Narrow, Vec<String>>,
    /// What the vendor cannot narrow so, and is told of the whole company.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub whole: BTreeSet<Topic>,
}

impl Scope {
    /// One that narrows by those of `only` that name anything; `None` where none does.
    pub fn of<'a>(
        only: impl IntoIterator<Item = (Narrow, &'a [String])>,
        whole: impl IntoIterator<Item = Topic>,
    ) -> Option<Arc<Self>> {
        let named = only.into_iter().map(|(by, names)| {
            let names = names.iter().map(|name| name.trim()).filter(|name| !name.is_empty());
            (by, names.map(str::to_owned).collect::<Vec<_>>())
        });
        let only = sort::map(named.filter(|(_, names)| !names.is_empty()));
        (!only.is_empty()).then(|| Arc::new(Self { only, whole: sort::set(whole) }))
    }

    /// Whether `topic` is narrowed.
    pub fn narrows(&self, topic: Topic) -> bool {
        !self.only.is_empty() && !self.whole.contains(&topic)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Board, Payload, Phase, SourceId, SourceReport, Stamp, Update};

    fn told(scope: Option<Arc<Scope>>) -> Board {
        let mut board = Board::new();
        for (source, scope) in [(SourceId::Agents, scope), (SourceId::Chat, None)] {
            let report = SourceReport { scope, ..SourceReport::new(source, Phase::Live) };
            board.apply(Update::new(Stamp(1), Payload::Source(report)));
        }
        board
    }

    #[test]
    fn nothing_is_of_the_whole_company_where_nothing_is_narrowed() {
        for scope in [None, Scope::of([(Narrow::Departments, &[" ".to_owned()][..])], [Topic::Relays])] {
            assert_eq!(scope, None);
            let board = told(scope);
            assert!(!board.is_narrowed() && !board.is_of_all(SourceId::Chat, Topic::Chats));
        }
    }

    #[test]
    fn what_cannot_be_narrowed_is_told_from_what_is() {
        let board = told(Scope::of([(Narrow::Departments, &["d1".to_owned()][..])], [Topic::Relays]));
        for (source, topic, all) in [
            (SourceId::Agents, Topic::Agents, false),
            (SourceId::Agents, Topic::Calls, false),
            (SourceId::Agents, Topic::Relays, true),
            (SourceId::Chat, Topic::Chats, true),
            (SourceId::Ai, Topic::Robots, true),
        ] {
            assert_eq!(board.is_of_all(source, topic), all, "{source} {topic:?}");
        }
    }

    #[test]
    fn a_report_carries_its_scope_and_one_of_before_has_none() {
        let scope = Scope::of([(Narrow::Groups, &["g 1".to_owned()][..])], []);
        let report = SourceReport { scope: scope.clone(), ..SourceReport::new(SourceId::Chat, Phase::Live) };
        let written = serde_json::to_string(&report).unwrap();
        assert!(written.contains(r#""scope":{"only":{"groups":["g 1"]}}"#), "{written}");
        assert_eq!(serde_json::from_str::<SourceReport>(&written).unwrap(), report);
        let before = serde_json::to_string(&SourceReport { scope: None, ..report }).unwrap();
        assert!(!before.contains("scope"), "{before}");
        assert_eq!(serde_json::from_str::<SourceReport>(&before).unwrap().scope, None);
    }
}
