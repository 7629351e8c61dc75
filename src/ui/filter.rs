//! The filter: who is to be seen.
//!
//! All terms must hold. A word is looked for in name, number, extension, state and reason, in any case; `field:value`
//! and comparisons ask one field; `/…/` is a regular expression; `!` before a term turns it round. What is unknown
//! fulfils no comparison.

use std::collections::BTreeMap;

use regex::Regex;
use thiserror::Error;

use super::settings::reason_name;
use super::text;
use crate::lang::{self, Language};
use crate::model::{Agent, BusyReason, CallKind, Level, State};

mod parse;

pub(in crate::ui) use parse::{comparison, duration_ms, lacks_unit, regex_of as regex, until};

/// Lines for the help: term, meaning.
pub const HELP: &[(&str, &str)] = &[
    ("zhang", mark!("in name, number, extension, state or reason")),
    ("\"wang fang\"", mark!("the same, with blanks")),
    ("/^10[0-4]/", mark!("a regular expression on the same fields")),
    ("state:talking", mark!("ready, ringing, dialling, holding, wrap-up, busy, locked, offline")),
    ("reason:dining", mark!("why an agent is busy")),
    ("call:inbound", mark!("outbound, internal, none")),
    ("level:over", mark!("how far the time in state has gone: over, warn, watch, normal")),
    ("name:li number:10 ext:80", mark!("one field only")),
    ("missed>0 answered>=10", mark!("dialled, connected; with > >= < <= =")),
    ("time>5m", mark!("time in state: 90s, 5m, 1h30m, 5:00")),
    ("!busy !state:offline", mark!("! turns a term round; all terms must hold")),
];

/// Why a filter cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FilterError {
    /// The expression is not one.
    #[error("not a regular expression: {0}")]
    Regex(String),
    /// The closing slash is missing.
    #[error("the regular expression has no closing /")]
    Unclosed,
    /// The closing quotation mark is missing.
    #[error("the quotation has no closing \"")]
    Unquoted,
    /// No such field.
    #[error(
        "there is no field `{0}`; there are state, reason, call, level, name, number, ext, time, answered, missed, \
         dialled, connected"
    )]
    Field(String),
    /// No such field, but one that is nearly called so.
    #[error("there is no field `{field}`; did you mean {near}?")]
    NearField {
        /// What was asked.
        field: String,
        /// What there is.
        near: String,
    },
    /// No such column, but one that is nearly called so.
    #[error("there is no column `{field}`; did you mean {near}?")]
    NearColumn {
        /// What was asked.
        field: String,
        /// What there is.
        near: String,
    },
    /// The field does not know that value, but one that is nearly called so.
    #[error("{field} cannot be `{value}`; did you mean {near}?")]
    NearValue {
        /// The field.
        field: &'static str,
        /// What was asked.
        value: String,
        /// What there is.
        near: String,
    },
    /// A duration without a unit.
    #[error("{field}: `{value}` lacks its unit, as in 90s, 5m or 1h30m")]
    Unit {
        /// The field.
        field: String,
        /// What was written.
        value: String,
    },
    /// No such column.
    #[error("there is no column `{field}`; there are {known}, …")]
    Column {
        /// What was asked.
        field: String,
        /// Some that there are.
        known: String,
    },
    /// The field does not know that value.
    #[error("{field} cannot be `{value}`; it can be {known}")]
    Value {
        /// The field.
        field: &'static str,
        /// What was asked.
        value: String,
        /// What there is.
        known: String,
    },
    /// Not a number, or not a duration.
    #[error("{field}: `{value}` is not {wanted}")]
    Number {
        /// The field.
        field: String,
        /// What was written.
        value: String,
        /// What is wanted.
        wanted: &'static str,
    },
    /// A `!` with nothing behind it.
    #[error("nothing follows the !")]
    Nothing,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Figure {
    Answered,
    Missed,
    Dialled,
    Connected,
    /// In ms.
    Time,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ui) enum Compare {
    More,
    AtLeast,
    Less,
    AtMost,
    Equal,
}

impl Compare {
    pub(in crate::ui) fn holds<T: PartialOrd + Copy>(self, left: T, right: T) -> bool {
        match self {
            Self::More => left > right,
            Self::AtLeast => left >= right,
            Self::Less => left < right,
            Self::AtMost => left <= right,
            Self::Equal => left == right,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Anywhere,
    Name,
    Number,
    Extension,
    Reason,
}

#[derive(Clone, Debug)]
enum Test {
    /// Lower-case text in a field.
    Word(Place, String),
    Regex(Regex),
    State(State),
    Call(CallKind),
    Level(Level),
    Figure(Figure, Compare, i64),
}

#[derive(Clone, Debug)]
struct Term {
    negated: bool,
    test: Test,
}

/// A filter that has been read.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    text: String,
    /// The language whose words it knows beside the English ones.
    language: Language,
    terms: Vec<Term>,
}

/// What is known of an agent beyond the agent, at one moment.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// Time in state in ms.
    pub in_state_ms: Option<i64>,
    /// Its shade.
    pub level: Level,
}

impl PartialEq for Filter {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Filter {
    /// The filter as it was typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether everybody passes.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Whether who passes depends on the time, not only on the agents.
    pub fn is_timed(&self) -> bool {
        self.terms.iter().any(|term| matches!(term.test, Test::Level(_) | Test::Figure(Figure::Time, ..)))
    }

    /// Whether `agent` is to be seen. `reasons` are the tenant's names for its breaks.
    pub fn passes(&self, agent: &Agent, moment: Moment, reasons: &BTreeMap<BusyReason, String>) -> bool {
        self.terms.iter().all(|term| term.negated != term.test.holds(self.language, agent, moment, reasons))
    }
}

impl Test {
    fn holds(&self, language: Language, agent: &Agent, moment: Moment, reasons: &BTreeMap<BusyReason, String>) -> bool {
        match self {
            Self::Word(place, word) => texts(language, agent, *place, reasons).any(|text| holds_word(&text, word)),
            Self::Regex(regex) => texts(language, agent, Place::Anywhere, reasons).any(|text| regex.is_match(&text)),
            Self::State(State::Unknown) => matches!(agent.state(), State::Unknown | State::Other(_)),
            Self::State(state) => agent.state() == *state,
            Self::Call(CallKind::None) => agent.call.is_none_or(|call| call == CallKind::None),
            Self::Call(call) => agent.call == Some(*call),
            Self::Level(level) => moment.level == *level,
            Self::Figure(figure, compare, wanted) => {
                let count = |value: Option<u64>| value.map(|value| i64::try_from(value).unwrap_or(i64::MAX));
                let value = match figure {
                    Figure::Answered => count(agent.answered),
                    Figure::Missed => count(agent.missed),
                    Figure::Dialled => count(agent.dialled),
                    Figure::Connected => count(agent.connected),
                    Figure::Time => moment.in_state_ms,
                };
                value.is_some_and(|value| compare.holds(value, *wanted))
            }
        }
    }
}

/// Whether `word`, which is in lower case, stands in `text`. A key typed into the filter asks this of every agent.
fn holds_word(text: &str, word: &str) -> bool {
    if !text.is_ascii() {
        return text.to_lowercase().contains(word);
    }
    let word = word.as_bytes();
    word.is_empty() || text.as_bytes().windows(word.len()).any(|part| part.eq_ignore_ascii_case(word))
}

/// The searchable texts of an agent, cleaned. A customer's number is not among them.
fn texts<'a>(
    language: Language,
    agent: &'a Agent,
    place: Place,
    reasons: &'a BTreeMap<BusyReason, String>,
) -> impl Iterator<Item = std::borrow::Cow<'a, str>> {
    let at = move |wanted: Place| place == Place::Anywhere || place == wanted;
    let field = move |wanted: Place, value: Option<&'a str>| value.filter(|_| at(wanted)).map(text::clean);
    let state = agent.state();
    let word = (place == Place::Anywhere).then(|| std::borrow::Cow::Owned(state.to_string()));
    // English is understood in every language of the screen.
    let shown = (place == Place::Anywhere && language != Language::English)
        .then(|| std::borrow::Cow::Owned(lang::word(language, state)));
    let busy = state == State::Busy && at(Place::Reason);
    let reason = if busy { agent.reason } else { None };
    let own = reason.and_then(BusyReason::word).map(std::borrow::Cow::Borrowed);
    let named = reason.map(|reason| std::borrow::Cow::Owned(reason_name(language, reasons, reason)));
    [
        field(Place::Name, agent.name.as_deref().or(Some(agent.label()))),
        field(Place::Number, agent.number.as_deref()),
        field(Place::Extension, agent.extension.as_deref()),
        word,
        shown,
        own,
        named,
    ]
    .into_iter()
    .flatten()
}

#[cfg(test)]
mod tests;
