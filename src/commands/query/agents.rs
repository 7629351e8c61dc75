//! Agents as they changed: a row each time that anything of one is other than before.

use std::collections::{HashMap, HashSet};

use serde_json::{Value, json};

use super::rows::{Rows, Seen};
use super::table::{Out, Table, columns};
use crate::model::{Agent, AgentId, Board, BusyReason, LoginState, Stamp, State, WorkState, sort};

/// What the rows have.
pub fn table() -> Table {
    Table {
        name: "agents",
        about: "an agent each time that anything of them has changed, and as a recording begins",
        columns: columns! {
            "at" Time "when it was heard";
            "agent_id" Text "the platform's id";
            "agent_number" Text "work number";
            "agent_name" Text "name";
            "listed" Flag "false in the row that says that the platform no longer names them; the rest of it is null";
            "state" Text "the state that the board shows";
            "login" Text "`offline`, `online`, `busy`, `locked`";
            "work" Text "`ready`, `busy`, `wrap-up`, `dialling`, `ringing`, `talking`, `holding`, `locked`";
            "reason" Text "why busy";
            "state_since" Time "since when, on the platform's clock";
            "state_since_at_least" Flag "the platform did not send that time: the state began then or before";
            "phone" Text "by what the agent answers";
            "extension" Text "the extension";
            "call" Text "`none`, `internal`, `inbound`, `outbound`";
            "customer" Text "the customer's number, masked";
            "agent_answers" Count "calls answered today, as the agent's counter says";
            "agent_misses" Count "calls missed today";
            "dialled" Count "outbound calls today";
            "connected" Count "of these, those that were answered";
        },
    }
}

/// A word, or the number of a code that no document names; `null` for unknown.
pub(super) fn word<T: ToString + PartialEq>(state: Option<T>, unknown: &T) -> Value {
    state.filter(|state| state != unknown).map_or(Value::Null, |state| state.to_string().into())
}

/// The agents' rows.
#[derive(Default)]
pub struct Agents {
    /// The row of each that was written last, without its moment.
    known: HashMap<AgentId, Vec<Value>>,
}

impl Agents {
    fn one(&mut self, agent: &Agent, at: Stamp, out: &mut Out) {
        let row = row(agent, out);
        if self.known.get(&agent.id) == Some(&row) {
            return;
        }
        if out.span.has(at) {
            out.row(&with_moment(at, &row, out));
        }
        self.known.insert(agent.id.clone(), row);
    }

    fn all(&mut self, agents: &[Agent], at: Stamp, out: &mut Out) {
        for agent in agents {
            self.one(agent, at, out);
        }
        if self.known.len() <= agents.len() {
            return;
        }
        let there: HashSet<&AgentId> = agents.iter().map(|agent| &agent.id).collect();
        let mut gone: Vec<(AgentId, Vec<Value>)> = self.known.extract_if(|id, _| !there.contains(id)).collect();
        sort::by(&mut gone, |one, other| one.0.cmp(&other.0));
        let is_within = out.span.has(at);
        for (_, known) in gone.iter().filter(|_| is_within) {
            let who = known.iter().take(3).cloned().chain([json!(false)]);
            let row: Vec<Value> = who.chain(std::iter::repeat(Value::Null)).take(known.len()).collect();
            out.row(&with_moment(at, &row, out));
        }
    }
}

fn with_moment(at: Stamp, row: &[Value], out: &Out) -> Vec<Value> {
    let mut values = vec![out.time(at)];
    values.extend_from_slice(row);
    values
}

fn row(agent: &Agent, out: &Out) -> Vec<Value> {
    vec![
        json!(agent.id),
        json!(agent.number),
        json!(agent.name),
        json!(true),
        word(Some(agent.state()), &State::Unknown),
        word(agent.login, &LoginState::Undefined),
        word(agent.work, &WorkState::Unknown),
        word(agent.reason, &BusyReason::Unknown),
        out.maybe(agent.since()),
        json!(agent.is_at_least()),
        json!(agent.phone.map(|phone| phone.to_string())),
        json!(agent.extension),
        json!(agent.call.map(|call| call.to_string())),
        json!(agent.customer.shown()),
        json!(agent.answered),
        json!(agent.missed),
        json!(agent.dialled),
        json!(agent.connected),
    ]
}

impl Rows for Agents {
    fn begin(&mut self, board: &Board, at: Stamp, _last: Option<Stamp>, out: &mut Out) {
        self.all(board.agents(), at, out);
    }

    fn look(&mut self, seen: &Seen<'_>, out: &mut Out) {
        match seen.touched {
            Some(slots) => {
                for agent in slots.iter().filter_map(|slot| seen.board.agent(*slot)) {
                    self.one(agent, seen.at, out);
                }
            }
            None => self.all(seen.board.agents(), seen.at, out),
        }
    }
}
