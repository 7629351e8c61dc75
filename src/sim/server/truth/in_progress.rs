//! The calls that are not over, as the truth tells them.

use litemap::LiteMap;

use serde_json::{Value, json};

use crate::model::sort;
use crate::sim::codes;
use crate::sim::live::{Live, Phase};
use crate::sim::record;
use crate::sim::world::World;

/// The calls that are not over.
pub(super) struct InProgress<'a>(Vec<Live<'a>>);

impl<'a> InProgress<'a> {
    pub(super) fn of(world: &'a World) -> Self {
        Self(world.live())
    }

    /// Where the callers are whom no agent has.
    pub(super) fn callers(&self) -> Value {
        let is_callers = |live: &&Live<'_>| live.talk.kind == codes::CALL_INBOUND;
        self.count(Phase::is_without_agent, is_callers)
    }

    /// Who waits and for how long, and every call.
    pub(super) fn told(&self, world: &World) -> Value {
        let waits = self.0.iter().filter_map(Live::waits_since);
        let seems_to = self.0.iter().filter_map(Live::seems_to_wait_since);
        json!({
            "waiting": waits.clone().count(),
            "longest_wait": waits.min().map(|since| world.now() - since),
            "seem_to_wait": seems_to.clone().count(),
            "longest_seeming_wait": seems_to.min().map(|since| world.now() - since),
            "phases": self.count(|_| true, |_| true),
            "calls": self.0.iter().map(|live| call(world, live)).collect::<Vec<_>>(),
        })
    }

    /// How many of the calls meant are in each of the phases meant.
    fn count(&self, phases: impl Fn(Phase) -> bool, calls: impl Fn(&&Live<'_>) -> bool) -> Value {
        let meant = Phase::ALL.into_iter().filter(|phase| phases(*phase));
        let mut counts: LiteMap<&str, i64> = sort::map(meant.map(|phase| (phase.name(), 0)));
        for live in self.0.iter().filter(calls) {
            if let Some(count) = counts.get_mut(live.phase.name()) {
                *count += 1;
            }
        }
        json!(counts)
    }
}

fn call(world: &World, live: &Live<'_>) -> Value {
    let agent = live.agent.and_then(|agent| world.crew.agents.get(agent as usize));
    json!({
        "id": record::call_id(live.talk),
        "callType": live.talk.kind,
        "relay": record::relay(live.talk),
        "start": live.talk.start,
        "phase": live.phase.name(),
        "since": live.since,
        "waits_since": live.waits_since(),
        "agent": agent.map(|agent| agent.number.to_string()),
    })
}
