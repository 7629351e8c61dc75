//! Agents' states as spells: from when to when an agent was in a state.

use std::collections::{HashMap, HashSet};

use serde_json::{Value, json};

use super::agents::word;
use super::rows::{Rows, Seen};
use super::table::{Out, Table, columns};
use crate::model::{Agent, AgentId, Board, BusyReason, Stamp, State, sort};

/// What the rows have.
pub fn table() -> Table {
    Table {
        name: "states",
        about: "a spell of an agent in a state, in the order in which they end; those that last stand at the end",
        columns: columns! {
            "agent_id" Text "the platform's id";
            "agent_number" Text "work number";
            "agent_name" Text "name";
            "state" Text "the state that the board shows";
            "reason" Text "why busy";
            "began" Time "when it began, on the recorder's clock";
            "began_at_least" Flag "the platform did not send that time: it began then or before";
            "ended" Time "when it ended; null where the recording did before, or has a gap there";
            "seen_until" Time "until when it was seen to last";
            "lasted_ms" Ms "from `began` to `seen_until`";
        },
    }
}

/// A spell that lasts.
struct Spell {
    number: Option<String>,
    name: Option<String>,
    state: State,
    reason: Option<BusyReason>,
    /// The platform's own time, by which it is known again.
    since: Option<Stamp>,
    began: Stamp,
    at_least: bool,
}

impl Spell {
    /// The one that `agent` is in, as it was seen at `at`; the one before was seen until `earliest`.
    fn of(agent: &Agent, at: Stamp, skew_ms: i64, earliest: Option<Stamp>) -> Self {
        let told = agent.since().map(|since| since.plus(skew_ms.saturating_neg()).min(at));
        let began = told.unwrap_or(at);
        Self {
            number: agent.number.as_deref().map(str::to_owned),
            name: agent.name.as_deref().map(str::to_owned),
            state: agent.state(),
            reason: agent.reason,
            since: agent.since(),
            began: earliest.map_or(began, |earliest| began.max(earliest)),
            at_least: told.is_none() || agent.is_at_least(),
        }
    }

    /// Whether `agent` is still in it.
    fn goes_on(&self, agent: &Agent) -> bool {
        let is_later = agent.since().zip(self.since).is_some_and(|(now, then)| now > then);
        self.state == agent.state() && (self.at_least || !is_later)
    }

    /// Takes over what is known better by now.
    fn learn(&mut self, agent: &Agent, at: Stamp, skew_ms: i64) {
        if self.at_least && !agent.is_at_least() && agent.since().is_some() {
            let better = Self::of(agent, at, skew_ms, None);
            (self.began, self.since, self.at_least) = (better.began, better.since, better.at_least);
        }
        self.reason = agent.reason.or(self.reason);
        self.name = agent.name.as_deref().map(str::to_owned).or_else(|| self.name.take());
        self.number = agent.number.as_deref().map(str::to_owned).or_else(|| self.number.take());
    }
}

/// The spells' rows.
#[derive(Default)]
pub struct States {
    open: HashMap<AgentId, Spell>,
}

impl States {
    fn one(&mut self, agent: &Agent, at: Stamp, skew_ms: i64, out: &mut Out) {
        let Some(spell) = self.open.get_mut(&agent.id) else {
            self.open.insert(agent.id.clone(), Spell::of(agent, at, skew_ms, None));
            return;
        };
        if spell.goes_on(agent) {
            spell.learn(agent, at, skew_ms);
            return;
        }
        let next = Spell::of(agent, at, skew_ms, Some(spell.began));
        let (over, ended) = (std::mem::replace(spell, next), spell.began);
        write(&agent.id, &over, Some(ended), ended, out);
    }

    /// Ends those of agents who are not among `agents`, at `until`.
    fn end_all_but(&mut self, agents: &[Agent], ended: Option<Stamp>, until: Stamp, out: &mut Out) {
        let there: HashSet<&AgentId> = agents.iter().map(|agent| &agent.id).collect();
        let mut gone: Vec<(AgentId, Spell)> = self.open.extract_if(|id, _| !there.contains(id)).collect();
        sort::by(&mut gone, |one, other| one.0.cmp(&other.0));
        for (id, spell) in gone {
            write(&id, &spell, ended, until, out);
        }
    }
}

fn write(id: &AgentId, spell: &Spell, ended: Option<Stamp>, until: Stamp, out: &mut Out) {
    let until = until.max(spell.began);
    if !out.span.has_part_of(spell.began, until) {
        return;
    }
    let values = [
        json!(id),
        json!(spell.number),
        json!(spell.name),
        word(Some(spell.state), &State::Unknown),
        word(spell.reason, &BusyReason::Unknown),
        out.time(spell.began),
        json!(spell.at_least),
        ended.map_or(Value::Null, |ended| out.time(ended.max(spell.began))),
        out.time(until),
        json!(until.since(spell.began)),
    ];
    out.row(&values);
}

impl Rows for States {
    fn begin(&mut self, board: &Board, at: Stamp, last: Option<Stamp>, out: &mut Out) {
        let skew_ms = board.skew_ms();
        let last = last.unwrap_or(at).min(at);
        self.end_all_but(board.agents(), None, last, out);
        for agent in board.agents() {
            // Only what has the platform's own time is known to have lasted through a gap.
            let goes_on = self.open.get(&agent.id).is_some_and(|spell| {
                spell.state == agent.state() && (last == at || spell.since.is_some() && spell.since == agent.since())
            });
            if goes_on {
                continue;
            }
            if let Some(spell) = self.open.remove(&agent.id) {
                write(&agent.id, &spell, None, last, out);
                self.open.insert(agent.id.clone(), Spell::of(agent, at, skew_ms, Some(last)));
            } else {
                self.open.insert(agent.id.clone(), Spell::of(agent, at, skew_ms, None));
            }
        }
    }

    fn look(&mut self, seen: &Seen<'_>, out: &mut Out) {
        let skew_ms = seen.board.skew_ms();
        if let Some(slots) = seen.touched {
            for agent in slots.iter().filter_map(|slot| seen.board.agent(*slot)) {
                self.one(agent, seen.at, skew_ms, out);
            }
            return;
        }
        for agent in seen.board.agents() {
            self.one(agent, seen.at, skew_ms, out);
        }
        if self.open.len() > seen.board.agents().len() {
            self.end_all_but(seen.board.agents(), Some(seen.at), seen.at, out);
        }
    }

    fn end(&mut self, last: Stamp, out: &mut Out) {
        self.end_all_but(&[], None, last, out);
    }
}
