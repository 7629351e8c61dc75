//! The board's agents as a sheet, to be written to a file: the same rows in the same order as on screen.

use std::borrow::Cow;

use crate::lang::{self, Language};
use crate::model::Agent;
use crate::ui::scene::Scene;
use crate::ui::sheet::{Column, ListId, Opens, Sheet, Value};

struct AgentsSheet<'a> {
    scene: &'a Scene<'a>,
    slots: Vec<usize>,
}

const COLUMNS: &[Column] = &[
    Column::left("agent", mark!("Agent"), 20),
    Column::left("number", mark!("Number"), 8),
    Column::left("state", mark!("State"), 9),
    Column::left("reason", mark!("Reason"), 12),
    Column::right("time", mark!("Time in state"), 9),
    Column::left("time_at_least", mark!("At least"), 8),
    Column::left("call", mark!("Call"), 8),
    Column::left("customer", mark!("Customer"), 14),
    Column::right("answered", mark!("Answered"), 8),
    Column::right("missed", mark!("Missed"), 8),
    Column::right("dialled", mark!("Dialled"), 8),
    Column::right("connected", mark!("Connected"), 8),
    Column::left("id", mark!("Id"), 32),
];

pub(super) fn sheet<'a>(scene: &'a Scene<'_>) -> Box<dyn Sheet + 'a> {
    let slots = scene.listing.slots(0, scene.listing.len()).collect();
    Box::new(AgentsSheet { scene, slots })
}

impl AgentsSheet<'_> {
    fn agent(&self, row: usize) -> Option<&Agent> {
        self.scene.board.agent(*self.slots.get(row)?)
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
        self.slots.len()
    }
    fn key(&self, row: usize) -> Cow<'_, str> {
        self.agent(row).map_or(Cow::Borrowed(""), |agent| Cow::Borrowed(agent.id.as_str()))
    }
    fn value(&self, language: Language, row: usize, column: usize) -> Value<'_> {
        let Some(agent) = self.agent(row) else { return Value::None };
        let key = COLUMNS.get(column).map_or("", |column| column.key.as_ref());
        match key {
            "agent" => Value::text(Some(agent.label())),
            "number" => Value::text(agent.number.as_deref()),
            "state" => Value::word(lang::word(language, agent.state())),
            "reason" => {
                let busy = agent.state() == crate::model::State::Busy;
                agent
                    .reason
                    .filter(|_| busy)
                    .map_or(Value::None, |reason| Value::word(self.scene.settings.reason(language, reason)))
            }
            "time" => Value::millis(self.scene.in_state(agent)),
            "time_at_least" if agent.is_at_least() => Value::word(tr!(language, "yes").to_owned()),
            "call" => agent.call.map_or(Value::None, |call| Value::word(lang::word(language, call))),
            "customer" => self.scene.customer(agent).map_or(Value::None, Value::word),
            "answered" => Value::count(agent.answered),
            "missed" => Value::count(agent.missed),
            "dialled" => Value::count(agent.dialled),
            "connected" => Value::count(agent.connected),
            "id" => Value::text(Some(agent.id.as_str())),
            _ => Value::None,
        }
    }
    fn stamp(&self) -> u64 {
        // Times in state run on: an order made a moment ago is old.
        self.scene.board.revision().wrapping_mul(31).wrapping_add(self.scene.at.ms().unsigned_abs())
    }
    fn open(&self, _: Language, row: usize) -> Option<Opens> {
        self.agent(row).map(|agent| Opens::Agent(agent.id.clone()))
    }
    fn name(&self) -> String {
        "agents".to_owned()
    }
}
