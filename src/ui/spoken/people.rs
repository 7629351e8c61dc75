//! Every change of an agent's state, for those of whom that is wanted.

use std::collections::{BTreeMap, HashMap};

use super::manner::Whose;
use super::names::{list, name};
use super::pace::Said;
use crate::lang;
use crate::model::{Agent, AgentId, Board, Stamp, State, sort};
use crate::ui::text::spoken;

/// A change that is not said yet.
#[derive(Debug)]
struct Change {
    nth: u64,
    who: String,
    from: State,
    /// Since when the agent was seen in the state before.
    since: Option<Stamp>,
    to: State,
    at: Stamp,
}

/// Agents whose states are followed.
#[derive(Debug, Default)]
pub(super) struct People {
    whose: Whose,
    /// The state of each, and when it was seen to begin; `None` of one that lasted already.
    known: HashMap<AgentId, (State, Option<Stamp>)>,
    changes: BTreeMap<AgentId, Change>,
    nth: u64,
}

impl People {
    pub(super) fn new(whose: Whose) -> Self {
        Self { whose, ..Self::default() }
    }

    fn follows(&self, agent: &Agent) -> bool {
        match &self.whose {
            Whose::None => false,
            Whose::All => true,
            Whose::Of(names) => names.iter().any(|wanted| {
                let is_it =
                    |text: Option<&str>| text.is_some_and(|text| text.trim().eq_ignore_ascii_case(wanted.trim()));
                is_it(agent.name.as_deref()) || is_it(agent.number.as_deref()) || agent.id.as_str() == wanted.trim()
            }),
        }
    }

    /// Takes note of the agents in `touched`; of all of them where it is not told who changed.
    pub(super) fn note(&mut self, board: &Board, touched: Option<&[usize]>, at: Stamp) {
        if self.whose == Whose::None {
            return;
        }
        if let Some(slots) = touched {
            slots.iter().filter_map(|slot| board.agent(*slot)).for_each(|agent| self.one(agent, at));
        } else {
            board.agents().iter().for_each(|agent| self.one(agent, at));
            self.known.retain(|id, _| board.slot(id.as_str()).is_some());
        }
    }

    fn one(&mut self, agent: &Agent, at: Stamp) {
        if !self.follows(agent) {
            return;
        }
        let state = agent.state();
        let Some((before, since)) = self.known.insert(agent.id.clone(), (state, Some(at))) else {
            self.known.insert(agent.id.clone(), (state, None));
            return;
        };
        if before == state {
            self.known.insert(agent.id.clone(), (before, since));
            return;
        }
        self.nth += 1;
        let nth = self.nth;
        let who = name(agent.label());
        let change =
            self.changes.entry(agent.id.clone()).or_insert(Change { nth, who, from: before, since, to: state, at });
        (change.to, change.at) = (state, at);
        if change.from == change.to {
            // Back where it was before there was time to say anything.
            self.changes.remove(&agent.id);
        }
    }

    pub(super) fn waits(&self) -> bool {
        !self.changes.is_empty()
    }

    pub(super) fn say(&mut self, to: &Said<'_>) -> Option<String> {
        let mut changes: Vec<Change> = std::mem::take(&mut self.changes).into_values().collect();
        sort::by_key(&mut changes, |change| change.nth);
        match changes.as_slice() {
            [] => None,
            [Change { who, from, since, to: state, at, .. }] => {
                let (before, state) = (lang::word(to, from), lang::word(to, state));
                Some(match since {
                    Some(since) => tr!(
                        to,
                        "{who}: {state}, after {time} {before}",
                        who = who,
                        state = state,
                        time = spoken(to, at.since(*since)),
                        before = before
                    ),
                    None => tr!(to, "{who}: {state}, before that {before}", who = who, state = state, before = before),
                })
            }
            all => {
                let items = all
                    .iter()
                    .map(|change| tr!(to, "{who} {state}", who = change.who, state = lang::word(to, change.to)));
                Some(tr!(to, "{count} agents changed: {list}", count = all.len(), list = list(to, items)))
            }
        }
    }

    pub(super) fn clock_set(&mut self, by: i64) {
        for (_, since) in self.known.values_mut() {
            *since = since.map(|since| since.plus(by));
        }
        for change in self.changes.values_mut() {
            change.at = change.at.plus(by);
            change.since = change.since.map(|since| since.plus(by));
        }
    }
}
