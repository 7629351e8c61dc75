//! The columns of the agents, and the words that stand in them.

use crate::lang::{self, Language};
use crate::lists::Column;
use crate::model::{Agent, Level, State, share};

/// The columns, those that are usual first.
pub const COLUMNS: &[Column] = &[
    Column::left("name", mark!("Agent"), 14),
    Column::left("number", mark!("Number"), 8),
    Column::left("ext", mark!("Extension"), 9),
    Column::left("state", mark!("State"), 9),
    Column::right("time", mark!("Time in state"), 13),
    Column::left("at-least", mark!("At least"), 8),
    Column::left("reason", mark!("Reason"), 12),
    Column::left("call", mark!("Call"), 10),
    Column::left("customer", mark!("Customer"), 14),
    Column::right("agent_answers", mark!("Agent answers"), 13),
    Column::right("agent_misses", mark!("Agent misses"), 12),
    Column::right("agent_misses_percent", mark!("Agent misses %"), 14),
    Column::right("dialled", mark!("Dialled"), 8),
    Column::right("connected", mark!("Connected"), 9),
    Column::left("login", mark!("Logged in"), 9),
    Column::left("phone", mark!("Phone"), 8),
    Column::left("level", mark!("Level"), 8).hidden(),
    Column::left("department", mark!("Department"), 12).hidden(),
    Column::left("group", mark!("Skill group"), 12).hidden(),
    Column::left("id", mark!("Id"), 32).hidden(),
];

/// Every shade, the furthest first.
pub(super) const LEVELS: [Level; 4] = [Level::Over, Level::Warn, Level::Watch, Level::Normal];

/// A shade by its name.
pub(super) const fn level_word(level: Level) -> &'static str {
    match level {
        Level::Over => mark!("over"),
        Level::Warn => mark!("warn"),
        Level::Watch => mark!("watch"),
        Level::Normal => mark!("normal"),
    }
}

/// The word for a state; codes without a name show as their number.
pub fn state_word(language: Language, state: State) -> String {
    match state {
        State::Other(code) => tr!(language, "code {code}", code = code),
        state => lang::word(language, state),
    }
}

/// What an agent missed as a share of all that rang there, 0 to 1.
pub fn missed_share(agent: &Agent) -> Option<f64> {
    let all = agent.missed.zip(agent.answered).map(|(missed, answered)| missed.saturating_add(answered));
    share::share(agent.missed, all)
}
