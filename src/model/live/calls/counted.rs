//! What a call adds to the figures.

use crate::model::agent::AgentId;
use crate::model::live::call::LiveCall;
use crate::model::live::party::LiveParty;
use crate::model::time::Stamp;

/// What a call adds to the figures.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Counted {
    pub(super) waits: Option<Stamp>,
    pub(super) inbound: bool,
    pub(super) without_agent: bool,
    pub(super) elsewhere: bool,
    pub(super) begun: bool,
    pub(super) menu_or_queue: bool,
    pub(super) agents: Vec<AgentId>,
    /// An event of it was missed or came late, as far as can be told by now.
    pub(super) gap: bool,
    pub(super) heard: Stamp,
}

impl Counted {
    pub(super) fn of(call: &LiveCall) -> Self {
        let waits = call.waits_since();
        let without_agent = call.is_without_agent();
        let menu_or_queue = without_agent && call.may_be_in_menu();
        Self {
            waits,
            inbound: call.is_inbound(),
            without_agent,
            elsewhere: without_agent && waits.is_none() && !menu_or_queue,
            begun: without_agent && waits.is_some() && call.is_at_its_beginning(),
            menu_or_queue,
            agents: agents(call),
            gap: call.is_inbound() && !call.is_whole(),
            heard: call.heard,
        }
    }
}

/// The agents who do something in it, each once.
fn agents(call: &LiveCall) -> Vec<AgentId> {
    let busy = call.parties.iter().filter(|party| party.is_busy());
    let mut agents: Vec<AgentId> = busy.filter_map(LiveParty::agent_id).collect();
    agents.sort();
    agents.dedup();
    agents
}
