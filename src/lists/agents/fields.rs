//! What a filter can ask of the agents.

use super::columns::{COLUMNS, LEVELS, level_word};
use super::rules::Rules;
use crate::lang::clean::clean;
use crate::lang::{self, Language, Speaks};
use crate::lists::filter::{Field, Fields, FilterError, Kind, column_named};
use crate::lists::{ListId, reason_name, renamed};
use crate::model::{Board, BusyReason, CallKind, State, sort};

/// Lines for the help: term, meaning.
pub const HELP: &[(&str, &str)] = &[
    ("zhang", mark!("in name, number, extension, state or reason")),
    ("state:talking", mark!("ready, ringing, dialling, holding, wrap-up, busy, locked, offline")),
    ("reason:dining", mark!("why an agent is busy")),
    ("call:inbound", mark!("outbound, internal, none")),
    ("level:over", mark!("how far the time in state has gone: over, warn, watch, normal")),
    ("dept:night group:cards", mark!("a department of the settings; a skill group of the chats")),
    ("name:li number:10 ext:80", mark!("one field only")),
    ("agent_misses>0 agent_answers>=10", mark!("dialled, connected; with > >= < <= =")),
    ("time>5m", mark!("time in state: 90s, 5m, 1h30m, 5:00")),
];

/// What can be asked, in the order in which it is told. A customer's number is not among it: filters are kept.
const ASKED: [&str; 15] = [
    "state",
    "reason",
    "call",
    "level",
    "department",
    "group",
    "name",
    "number",
    "ext",
    "phone",
    "time",
    "agent_answers",
    "agent_misses",
    "dialled",
    "connected",
];

/// The names of what can be asked, in the language of the screen.
fn names(language: Language) -> Vec<String> {
    let heading = |key: &'static str| match language {
        Language::English => key,
        Language::Chinese => {
            COLUMNS.iter().find(|column| column.key == key).map_or(key, |known| lang::of(language, &known.title))
        }
    };
    ASKED.map(heading).map(str::to_owned).to_vec()
}

/// What can be asked of the agents of a board; of any, without one: then values are taken as they are.
#[derive(Clone, Copy, Debug)]
pub struct AgentFields<'a> {
    /// The rules in force.
    pub rules: &'a Rules,
    /// The agents.
    pub board: Option<&'a Board>,
}

impl AgentFields<'_> {
    /// The reasons that there are: those with a name, and those that agents have.
    fn reasons(&self, board: &Board) -> Kind {
        let known = BusyReason::NAMED.iter().chain(self.rules.reasons.keys()).copied();
        let seen = board.agents().iter().filter_map(|agent| agent.reason);
        let all = sort::set(known.chain(seen));
        let name = |reason: &BusyReason| clean(&reason_name(self, &self.rules.reasons, *reason)).into_owned();
        // English is understood in every language, and so is ours for a break that the site calls otherwise.
        let others = all.iter().filter_map(|reason| reason.word()).collect();
        Kind::Told { names: all.iter().map(name).collect(), others }
    }
}

impl Speaks for AgentFields<'_> {
    fn language(&self) -> Language {
        self.rules.language
    }
}

impl Fields for AgentFields<'_> {
    fn field(&self, name: &str) -> Result<Field, FilterError> {
        let askable: Vec<_> = COLUMNS.iter().filter(|column| ASKED.contains(&column.key.as_ref())).cloned().collect();
        let column =
            column_named(self.language(), name, &askable, renamed(ListId::Agents)).map_err(|error| match error {
                FilterError::Column { field, .. } => FilterError::Column { field, known: names(self.language()) },
                error => error,
            })?;
        let kind = match column.key.as_ref() {
            "state" => Kind::Named(State::NAMED.iter().filter_map(|state| state.word()).collect()),
            "call" => Kind::Named(CallKind::NAMED.iter().filter_map(|call| call.word()).collect()),
            "level" => Kind::Named(LEVELS.map(level_word).to_vec()),
            "reason" => self.board.map_or(Kind::Text, |board| self.reasons(board)),
            "department" => match self.rules.belonging.all_departments() {
                [] if self.board.is_some() => return Err(FilterError::NoDepartments),
                known => Kind::Told { names: known.to_vec(), others: Vec::new() },
            },
            "group" => {
                let known = self.rules.belonging.all_groups();
                let names = self.board.map(|_| known.iter().cloned().collect()).unwrap_or_default();
                Kind::Told { names, others: Vec::new() }
            }
            "time" => Kind::Time,
            "agent_answers" | "agent_misses" | "dialled" | "connected" => Kind::Count,
            _ => Kind::Text,
        };
        Ok(Field { key: column.key.to_string(), kind })
    }
}
