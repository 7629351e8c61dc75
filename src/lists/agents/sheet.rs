//! The agents as a list: what stands in its columns.

use std::borrow::Cow;

use super::asked::Moment;
use super::columns::{COLUMNS, level_word, missed_share, state_word};
use super::listing::Listing;
use super::rules::Rules;
use crate::lang::{self, Language};
use crate::lists::{Column, ListId, Opens, Sheet, Value, customer_word, reason_name};
use crate::model::{Agent, Board, Level, LoginState, Stamp, State};

/// The agents of a board, in the order that is kept of them.
#[derive(Clone, Copy, Debug)]
pub struct AgentsSheet<'a> {
    board: &'a Board,
    listing: &'a Listing,
    at: Stamp,
    revealed: bool,
    /// Whether all agents are meant, slot by slot, and not those to be seen, in order.
    all: bool,
}

impl<'a> AgentsSheet<'a> {
    /// As they are at a moment; `revealed` shows customers' numbers in full.
    pub const fn new(board: &'a Board, listing: &'a Listing, at: Stamp, revealed: bool) -> Self {
        Self { board, listing, at, revealed, all: false }
    }

    /// The same of all agents of the board, filtered out or not.
    #[must_use]
    pub const fn of_all(self) -> Self {
        Self { all: true, ..self }
    }

    /// The rules in force.
    pub const fn rules(&self) -> &'a Rules {
        self.listing.rules()
    }

    /// The slot of a row on the board.
    pub fn slot(&self, row: usize) -> Option<usize> {
        if self.all { Some(row) } else { self.listing.slot(row) }
    }

    /// Who stands in a row.
    pub fn agent(&self, row: usize) -> Option<&'a Agent> {
        self.board.agent(self.slot(row)?)
    }

    /// Time in state and its shade.
    pub fn moment(&self, agent: &Agent) -> Moment {
        self.rules().moment(agent, self.at, self.board.skew_ms())
    }
}

impl Sheet for AgentsSheet<'_> {
    fn id(&self) -> ListId {
        ListId::Agents
    }
    fn columns(&self) -> Cow<'_, [Column]> {
        Cow::Borrowed(COLUMNS)
    }
    fn rows(&self) -> usize {
        if self.all { self.board.agents().len() } else { self.listing.len() }
    }
    fn key(&self, row: usize) -> Cow<'_, str> {
        self.agent(row).map_or(Cow::Borrowed(""), |agent| Cow::Borrowed(agent.id.as_str()))
    }
    fn value(&self, language: Language, row: usize, column: usize) -> Value<'_> {
        let Some(agent) = self.agent(row) else { return Value::None };
        let rules = self.rules();
        let several = |all: Vec<&str>| match all.as_slice() {
            [] => Value::None,
            all => Value::word(all.join(tr!(language, ", "))),
        };
        match COLUMNS.get(column).map_or("", |column| column.key.as_ref()) {
            "name" => Value::text(Some(agent.label())),
            "number" => Value::text(agent.number.as_deref()),
            "ext" => Value::text(agent.extension.as_deref()),
            "state" => Value::word(state_word(language, agent.state())),
            "time" => Value::millis(self.moment(agent).in_state_ms),
            "at-least" if agent.is_at_least() => Value::word(tr!(language, "yes").to_owned()),
            "reason" => match agent.reason.filter(|_| agent.state() == State::Busy) {
                Some(reason) => Value::word(reason_name(language, &rules.reasons, reason)),
                None => Value::None,
            },
            "call" => agent.call.map_or(Value::None, |call| Value::word(lang::word(language, call))),
            "customer" => customer_word(language, &agent.customer, self.revealed).map_or(Value::None, Value::word),
            "agent_answers" => Value::count(agent.answered),
            "agent_misses" => Value::count(agent.missed),
            "agent_misses_percent" => Value::share(missed_share(agent)),
            "dialled" => Value::count(agent.dialled),
            "connected" => Value::count(agent.connected),
            "login" => {
                let known = agent.login != Some(LoginState::Offline) && !agent.at_least.login;
                let since = agent.login_since.filter(|_| known);
                Value::moment(since.map(|since| since.plus(self.board.skew_ms().saturating_neg())))
            }
            "phone" => agent.phone.map_or(Value::None, |phone| Value::word(lang::word(language, phone))),
            "level" => match self.moment(agent).level {
                Level::Normal => Value::None,
                level => Value::word(lang::of(language, level_word(level))),
            },
            "department" => several(rules.belonging.departments(agent)),
            "group" => several(rules.belonging.groups(agent).collect()),
            "id" => Value::text(Some(agent.id.as_str())),
            _ => Value::None,
        }
    }
    fn stamp(&self) -> u64 {
        // Those to be seen come in the order that is kept of them.
        if self.all { self.listing.step() } else { 0 }
    }
    fn changed(&self, since: u64) -> Option<Vec<usize>> {
        self.listing.touched_since(since).filter(|_| self.all)
    }
    fn open(&self, _language: Language, row: usize) -> Option<Opens> {
        self.agent(row).map(|agent| Opens::Agent(agent.id.clone()))
    }
    fn name(&self) -> String {
        "agents".to_owned()
    }
}
