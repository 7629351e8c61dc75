//! An agent, as a filter asks it.

use litemap::LiteMap;

use super::belonging::Belonging;
use super::columns::level_word;
use crate::lang::clean::clean;
use crate::lang::{self, Language};
use crate::lists::filter::Row;
use crate::lists::reason_name;
use crate::model::{Agent, BusyReason, CallKind, Level, State};

/// Where words are looked for.
const SEARCHED: [&str; 5] = ["name", "number", "ext", "state", "reason"];

/// What is known of an agent beyond the agent, at one moment.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// Time in state in ms.
    pub in_state_ms: Option<i64>,
    /// Its shade.
    pub level: Level,
}

/// An agent at a moment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked<'a> {
    pub(super) agent: &'a Agent,
    pub(super) moment: Moment,
    pub(super) language: Language,
    /// What the site calls its breaks.
    pub(super) reasons: &'a LiteMap<BusyReason, String>,
    pub(super) belonging: &'a Belonging,
}

impl Asked<'_> {
    /// Why an agent is busy, while that is so.
    fn reason(&self) -> Option<BusyReason> {
        self.agent.reason.filter(|_| self.agent.state() == State::Busy)
    }
}

impl Row for Asked<'_> {
    fn says(&self, key: Option<&str>, holds: &dyn Fn(&str) -> bool) -> bool {
        let Some(key) = key else { return SEARCHED.into_iter().any(|key| self.says(Some(key), holds)) };
        let (agent, language) = (self.agent, self.language);
        let is = |text: Option<&str>| text.is_some_and(|text| holds(&clean(text)));
        match key {
            "name" => is(agent.name.as_deref().or(Some(agent.label()))),
            "number" => is(agent.number.as_deref()),
            "ext" => is(agent.extension.as_deref()),
            "phone" => {
                agent.phone.is_some_and(|phone| holds(&phone.to_string()) || holds(&lang::word(language, phone)))
            }
            "state" => {
                let state = agent.state();
                // English is understood in every language of the screen.
                holds(&state.to_string()) || language != Language::English && holds(&lang::word(language, state))
            }
            "reason" => self.reason().is_some_and(|reason| {
                reason.word().is_some_and(holds) || holds(&clean(&reason_name(language, self.reasons, reason)))
            }),
            "department" => self.belonging.departments(agent).into_iter().any(|name| holds(&clean(name))),
            "group" => self.belonging.groups(agent).any(|name| holds(&clean(name))),
            _ => false,
        }
    }
    fn word(&self, key: &str) -> Option<&str> {
        match key {
            "state" => self.agent.state().word().or(State::Unknown.word()),
            "call" => match self.agent.call {
                Some(call) => call.word(),
                None => CallKind::None.word(),
            },
            "level" => Some(level_word(self.moment.level)),
            _ => None,
        }
    }
    fn figure(&self, key: &str) -> Option<f64> {
        let agent = self.agent;
        let count = match key {
            "agent_answers" => agent.answered,
            "agent_misses" => agent.missed,
            "dialled" => agent.dialled,
            "connected" => agent.connected,
            "time" => return self.moment.in_state_ms.map(|ms| ms as f64),
            _ => None,
        };
        count.map(|count| count as f64)
    }
    fn is_blank(&self, key: &str) -> bool {
        !self.says(Some(key), &|text| !text.is_empty())
    }
}
